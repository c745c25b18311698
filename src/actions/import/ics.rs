//! Imports calendars.

use std::io::BufRead;

use super::contacts::{Again, Contacts, Records};
use super::{ImportError, unread};
use crate::domain::me::MeKind;
use crate::exchange::ics::{self as format, Item};
use crate::exchange::{Bad, Place, Trouble};

/// What the driver must know of calendars.
pub const RECORDS: Records = Records { scheme: "ics", told_by: &[MeKind::Email], again: Again::Edited };

/// Takes the events of a file.
///
/// # Errors
/// Where the file cannot be read or the store cannot be written.
pub fn import(contacts: &mut Contacts<'_, '_>, file: &str, input: impl BufRead) -> Result<(), ImportError> {
    let (today, me) = (contacts.today(), contacts.me().clone());
    format::read(input, today, &me, &mut |place, item| take(contacts, file, place, item)).map_err(|e| unread(file, e))
}

fn take(contacts: &mut Contacts<'_, '_>, file: &str, place: Place, item: Item) -> Result<(), Trouble<ImportError>> {
    match item {
        Item::Contact(draft) => match contacts.take(file, place, &draft) {
            Err(Trouble::Bad(why)) => contacts.refuse(file, Bad { place, why }),
            taken => return taken,
        },
        Item::Owner(party) => contacts.notice_owner(&party),
        Item::Withdrawn(key, why) => return contacts.withdraw(file, place, &key, why),
        Item::Gone(key, why) if contacts.knows(&key) => return contacts.withdraw(file, place, &key, why),
        Item::Gone(..) => {}
        Item::LeftOut(why) => contacts.leave_out(why),
        Item::Bad(why) => contacts.refuse(file, Bad { place, why }),
        Item::Told(line) => contacts.tell(|| format!("{file}:{}: {line}", place.line)),
    }
    Ok(())
}
