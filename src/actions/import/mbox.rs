//! Imports mail: one contact for each person, day and direction.

use super::contacts::{Again, Contacts, Records};
use super::{Gather, ImportError, unread};
use crate::domain::me::MeKind;
use crate::exchange::contacts::Party;
use crate::exchange::mbox::{Letters, Mail, Messages};
use crate::exchange::{Bad, Bytes, ReadError, Trouble};

/// What the driver must know of mail.
pub const RECORDS: Records = Records { scheme: "mbox", told_by: &[MeKind::Email], again: Again::More };

/// The mail of all files of an import.
#[derive(Debug, Default)]
pub struct Mailboxes {
    letters: Letters,
    files: Vec<String>,
}

impl Gather for Mailboxes {
    fn file(&mut self, contacts: &mut Contacts<'_, '_>, file: &str, input: &mut dyn Bytes) -> Result<(), ImportError> {
        let number = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        self.files.push(file.to_owned());
        let mut messages = Messages::new(input);
        loop {
            match messages.next() {
                Ok(None) => return Ok(()),
                Ok(Some(Ok((_, mail)))) if contacts.asks() => notice(contacts, mail),
                Ok(Some(Ok((place, mail)))) => {
                    let added = self.letters.add(number, place, mail, contacts.me());
                    added.unwrap_or_else(|why| contacts.leave_out(why));
                }
                Ok(Some(Err(bad))) => contacts.refuse(file, bad),
                // One of many files.
                Err(ReadError::Bad(bad)) => {
                    contacts.refuse(file, bad);
                    return Ok(());
                }
                Err(e) => return Err(unread(file, e)),
            }
        }
    }

    fn end(self: Box<Self>, contacts: &mut Contacts<'_, '_>) -> Result<(), ImportError> {
        if let Some(address) = self.letters.other_me() {
            contacts.tell(|| {
                format!("much of this mail came to {address}; is that you too? `auld undo`, `auld me add-email {address}`, and import again")
            });
        }
        let (letters, to_lists) = self.letters.contacts();
        (0..to_lists).for_each(|_| contacts.leave_out("to mailing lists"));
        for letter in letters {
            let file = self.files.get(letter.file as usize).map_or("", String::as_str);
            match contacts.take(file, letter.place, &letter.draft) {
                Ok(()) => {}
                Err(Trouble::Bad(why)) => contacts.refuse(file, Bad { place: letter.place, why }),
                Err(Trouble::Failed(e)) => return Err(e),
            }
        }
        Ok(())
    }
}

/// Shows everybody who may be the owner of the mailbox.
fn notice(contacts: &mut Contacts<'_, '_>, mail: Mail) {
    if let Err(why) = mail.written() {
        contacts.leave_out(why);
    }
    // A machine is not me; those it writes to may be.
    let from = if mail.machine.is_none() { mail.from } else { Vec::new() };
    let all = from.into_iter().chain(mail.to).map(|address| address.email).chain(mail.delivered_to);
    let mut emails: Vec<String> = all.collect();
    emails.sort_unstable();
    emails.dedup();
    for email in emails {
        contacts.notice(&Party { email: Some(email), ..Party::default() });
    }
}
