//! Imports chats: one contact for each person, day and direction.

use super::contacts::{Again, Contacts, Records};
use super::{Gather, ImportError, Wishes, buffered, unread};
use crate::exchange::charset::in_utf8;
use crate::exchange::whatsapp::{self as format, Chat, Order, Talks};
use crate::exchange::{Bad, Bytes, Place, ReadError, Trouble};

/// What the driver must know of chats. They often tell by themselves who I am.
pub const RECORDS: Records = Records { scheme: "whatsapp", told_by: &[], again: Again::More };

/// The chats of all files of an import.
#[derive(Debug, Default)]
pub struct Chats {
    talks: Talks,
    files: Vec<String>,
    order: Option<Order>,
}

impl Chats {
    /// Begins an import.
    pub fn new(wishes: Wishes) -> Chats {
        Chats { order: wishes.date_order, ..Chats::default() }
    }
}

impl Gather for Chats {
    fn file(&mut self, contacts: &mut Contacts<'_, '_>, file: &str, input: &mut dyn Bytes) -> Result<(), ImportError> {
        let read = match input.archive() {
            Some(archive) => format::read_archive(archive).map(|(entry, chat)| {
                let inner = format::title(entry.as_ref()).filter(|title| title != "_chat");
                (inner.or_else(|| format::title(file.as_ref())), chat)
            }),
            None => in_utf8(buffered(input))
                .map_err(ReadError::Io)
                .and_then(Chat::read)
                .map(|chat| (format::title(file.as_ref()), chat)),
        };
        match read {
            Ok((title, chat)) => {
                self.talks.add(u32::try_from(self.files.len()).unwrap_or(u32::MAX), title, chat);
                self.files.push(file.to_owned());
                Ok(())
            }
            Err(ReadError::Bad(bad)) => {
                contacts.refuse(file, bad);
                Ok(())
            }
            Err(e) => Err(unread(file, e)),
        }
    }

    fn end(self: Box<Self>, contacts: &mut Contacts<'_, '_>) -> Result<(), ImportError> {
        let Chats { talks, files, order } = *self;
        let named = |file: u32| files.get(file as usize).map_or("", String::as_str);
        let said = talks.contacts(contacts.me(), order, contacts.today());
        if !said.likely.is_empty() {
            return Err(ImportError::WhoAmI { likely: said.likely });
        }
        for (file, why) in said.bad {
            contacts.refuse(named(file), Bad { place: Place::default(), why });
        }
        for (file, order) in said.doubtful {
            contacts.tell(|| {
                let other = if order == Order::Dmy { Order::Mdy } else { Order::Dmy };
                format!(
                    "{}: its dates can be read in two ways and were read as {}; `--date-order {}` reads them otherwise",
                    named(file),
                    order.spoken(),
                    other.word()
                )
            });
        }
        (0..said.unheard).for_each(|_| contacts.leave_out("to a group in which nobody else wrote"));
        (0..said.nameless).for_each(|_| contacts.leave_out("with somebody whose name has no letters"));
        for talk in said.talks {
            match contacts.take(named(talk.file), talk.place, &talk.draft) {
                Ok(()) => {}
                Err(Trouble::Bad(why)) => contacts.refuse(named(talk.file), Bad { place: talk.place, why }),
                Err(Trouble::Failed(e)) => return Err(e),
            }
        }
        Ok(())
    }
}
