//! Imports JSContact cards.

use std::io::BufRead;

use super::people::{People, Records};
use super::{ImportError, unread};
use crate::exchange::{Bad, ReadError, Trouble, charset, jscontact as format};

/// What the driver must know of cards.
pub const RECORDS: Records = Records {
    scheme: "jscontact",
    read: format::read,
    same: format::same,
    ties: format::ties,
    own: |draft| draft.key.own_id(),
};

/// Takes the cards of a file, one at a time.
///
/// # Errors
/// Where the file cannot be read or the store cannot be written.
pub fn import(people: &mut People<'_, '_>, file: &str, input: impl BufRead) -> Result<(), ImportError> {
    let input = charset::in_utf8(input).map_err(|why| unread(file, ReadError::Io(why)))?;
    let take = |place, card| {
        let taken = format::draft(&card).map_err(Trouble::Bad).and_then(|draft| people.take(file, place, &draft));
        match taken {
            Ok(()) => Ok(()),
            Err(Trouble::Bad(why)) => {
                people.refuse(file, Bad { place, why });
                Ok(())
            }
            Err(Trouble::Failed(e)) => Err(e),
        }
    };
    format::cards(input, take).map_err(|e| unread(file, e))
}
