//! Imports vCards.

use std::io::BufRead;

use super::people::{People, Records};
use super::{ImportError, unread};
use crate::exchange::{Bad, ReadError, Trouble, charset, vcard as format};

/// What the driver must know of vCards.
pub const RECORDS: Records = Records {
    scheme: "vcard",
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
    let mut cards = format::Cards::new(input);
    while let Some(card) = cards.next().map_err(|e| unread(file, e))? {
        let card = match card {
            Ok(card) => card,
            Err(bad) => {
                people.refuse(file, bad);
                continue;
            }
        };
        let taken = format::draft(&card).map_err(Trouble::Bad).and_then(|draft| people.take(file, card.place, &draft));
        match taken {
            Ok(()) if card.ended => {}
            Ok(()) => people.tell(|| {
                format!("{file}:{}: the card has no END:VCARD; what came after it may be lost", card.place.line)
            }),
            Err(Trouble::Bad(why)) => people.refuse(file, Bad { place: card.place, why }),
            Err(Trouble::Failed(e)) => return Err(e),
        }
    }
    Ok(())
}
