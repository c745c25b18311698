//! Mail as contacts: one for each person, day and direction.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::address::Address;
use super::date::Moment;
use super::head::{Machine, Mail, is_machine};
use crate::domain::date::iso;
use crate::domain::meeting::{Direction, Kind};
use crate::exchange::Place;
use crate::exchange::contacts::{ContactDraft, Me, Party};

/// For how many a letter counts that does not say to whom it went: more than one writes to in person.
const HIDDEN: usize = 10;

/// How many addressees of a letter are looked at to find out whether I have another address.
const TO_MAX: usize = 20;
/// How many letters must have come to an address that may be mine.
const MANY: u64 = 5;

/// Letters of any number of mailboxes, as far as they were read: the same mail in two of them counts once.
#[derive(Debug, Default)]
pub struct Letters {
    /// The number of each address.
    numbers: HashMap<Box<str>, u32>,
    people: Vec<Person>,
    days: HashMap<(NaiveDate, u32, bool), Day>,
    /// The addresses of mailing lists: nobody is behind them.
    lists: HashSet<String>,
    /// How many letters came to others and to addresses that are not mine, and how many to each of these.
    came: u64,
    to_others: HashMap<String, u64>,
}

/// Somebody by an address.
#[derive(Debug)]
struct Person {
    email: Box<str>,
    /// The name of the latest mail that has one.
    name: Option<(NaiveDate, Box<str>)>,
}

/// What was written on a day: what counts is the letter to the fewest people, and of several the first.
#[derive(Debug)]
struct Day {
    size: u32,
    minute: u16,
    subject: Box<str>,
    file: u32,
    line: u64,
}

/// A contact, and where its letter stands: the number of the file, as it was given, and the place in it.
#[derive(Debug)]
pub struct Letter {
    pub file: u32,
    pub place: Place,
    pub draft: ContactDraft,
}

impl Mail {
    /// Returns when one person wrote this to others. `Err` says why it is no such thing.
    pub fn written(&self) -> Result<Moment, &'static str> {
        match self.machine {
            Some(Machine::Draft) => Err("not sent yet"),
            Some(Machine::Junk) => Err("called junk"),
            Some(Machine::List) => Err("from mailing lists"),
            Some(Machine::Bulk) => Err("to many at once"),
            Some(Machine::Automatic) => Err("written by machines"),
            None if self.from.is_empty() => Err("without a sender"),
            None => self.when.ok_or("without a date"),
        }
    }
}

impl Letters {
    /// Takes a mail. Returns why it is no contact, where it is none.
    pub fn add(&mut self, file: u32, place: Place, mail: Mail, me: &Me) -> Result<(), &'static str> {
        let written = mail.written();
        self.lists.extend(mail.posts_to);
        let (on, minute) = written?;
        let mine = |address: &Address| me.has_email(&address.email);
        let out = mail.from.iter().any(mine);
        if !out {
            self.came += 1;
            let delivered = mail.delivered_to.iter().map(String::as_str);
            let mut to: Vec<&str> = mail.to.iter().map(|to| to.email.as_str()).take(TO_MAX).chain(delivered).collect();
            if !to.iter().any(|to| me.has_email(to)) {
                to.sort_unstable();
                to.dedup();
                to.into_iter().for_each(|to| *self.to_others.entry(to.to_owned()).or_default() += 1);
            }
        }
        let to: Vec<&Address> = mail.to.iter().filter(|address| !mine(address)).collect();
        let (people, others): (Vec<&Address>, usize) = if out {
            (to.iter().copied().filter(|to| !is_machine(&to.email)).collect(), to.len())
        } else {
            let also = to.iter().filter(|to| !mail.from.iter().any(|from| from.email == to.email)).count();
            let hidden = if mail.to.is_empty() { HIDDEN - 2 } else { 0 };
            (mail.from.iter().collect(), mail.from.len() + also + hidden)
        };
        if people.is_empty() {
            return Err("with nobody else");
        }
        let size = u32::try_from(others + 1).unwrap_or(u32::MAX);
        for person in people {
            let number = self.number(person, on);
            let subject = mail.subject.as_str();
            let day = || Day { size, minute, subject: subject.into(), file, line: place.line };
            let have = self.days.entry((on, number, out)).or_insert_with(day);
            if (size, minute, subject) < (have.size, have.minute, &*have.subject) {
                *have = day();
            }
        }
        Ok(())
    }

    /// Returns the number of an address, and keeps its name.
    fn number(&mut self, address: &Address, on: NaiveDate) -> u32 {
        let number = match self.numbers.get(address.email.as_str()) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
                self.numbers.insert(address.email.as_str().into(), number);
                self.people.push(Person { email: address.email.as_str().into(), name: None });
                number
            }
        };
        if let Some(name) = &address.name
            && let Some(person) = self.people.get_mut(number as usize)
            && person.name.as_ref().is_none_or(|(then, _)| *then <= on)
        {
            person.name = Some((on, name.as_str().into()));
        }
        number
    }

    /// Returns an address to which much of the mail came that is not mine, and may be; `None` where there is none.
    pub fn other_me(&self) -> Option<&str> {
        let (address, count) =
            self.to_others.iter().max_by_key(|(address, count)| (*count, std::cmp::Reverse(*address)))?;
        (*count >= MANY && count * 4 >= self.came).then_some(address.as_str())
    }

    /// Returns the contacts, the oldest first, and how many are left out since they are with mailing lists.
    pub fn contacts(self) -> (Vec<Letter>, u64) {
        let Letters { people, days, lists, .. } = self;
        let mut left_out = 0;
        let mut days: Vec<_> = days.into_iter().collect();
        days.sort_unstable_by_key(|((on, number, out), _)| (*on, *number, *out));
        let letter = |((on, number, out), day): ((NaiveDate, u32, bool), Day)| {
            let person = people.get(number as usize)?;
            if lists.contains(&*person.email) {
                left_out += 1;
                return None;
            }
            let direction = if out { Direction::Out } else { Direction::In };
            let party = Party {
                name: person.name.as_ref().map(|(_, name)| name.to_string()),
                email: Some(person.email.to_string()),
                phone: None,
            };
            let draft = ContactDraft {
                key: format!("{} {} {}", iso(on), direction.as_str(), person.email),
                on,
                kind: Kind::Email,
                minutes: None,
                size: Some(day.size),
                direction: Some(direction),
                imposed: false,
                place: None,
                text: day.subject.into(),
                people: vec![party],
            };
            Some(Letter { file: day.file, place: Place { line: day.line, column: 0 }, draft })
        };
        let letters = days.into_iter().filter_map(letter).collect();
        (letters, left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::me::MeKind;
    use crate::exchange::mbox::head;

    fn me() -> Me {
        let mut me = Me::default();
        me.add(MeKind::Email, "me@example.com");
        me.add(MeKind::Email, "me@work.example");
        me
    }

    fn taken(mails: &[&str]) -> (Vec<String>, Vec<&'static str>) {
        let mut letters = Letters::default();
        let mut left_out = Vec::new();
        for (line, mail) in (1..).zip(mails) {
            let mail = head::read(mail.as_bytes());
            left_out.extend(letters.add(0, Place { line, column: 0 }, mail, &me()).err());
        }
        let shown = |letter: &Letter| {
            let ContactDraft { key, size, text, people, .. } = &letter.draft;
            let name = people[0].name.as_deref().unwrap_or("-");
            format!("{key} {name} {} {text} :{}", size.expect("always there"), letter.place.line)
        };
        (letters.contacts().0.iter().map(shown).collect(), left_out)
    }

    #[test]
    fn a_day_of_letters_is_one_contact_a_person_and_direction() {
        let (contacts, left_out) = taken(&[
            "From: Grace <grace@example.org>\nTo: me@example.com, a@x.org, b@x.org\nSubject: all\nDate: 2 May 2026 08:00\n",
            "From: Grace Tan <GRACE@example.org>\nTo: me@example.com, me@work.example\nSubject: Re: just you\nDate: 2 May 2026 09:00\n",
            "From: grace@example.org\nTo: me@example.com\nSubject: later\nDate: 2 May 2026 10:00\n",
            "From: me@work.example\nTo: grace@example.org, me@example.com\nCc: Budi <b@x.org>, noreply@x.org\nSubject: answer\nDate: 2 May 2026 23:59 -0700\n",
            "From: sari@example.org\nTo: undisclosed-recipients:;\nSubject: moved\nDate: 3 May 2026 10:00\n",
            "From: me@example.com\nTo: me@work.example\nSubject: note\nDate: 3 May 2026\n",
            "From: grace@example.org\nTo: me@example.com\n",
            "To: me@example.com\nDate: 3 May 2026\n",
        ]);
        assert_eq!(
            contacts,
            [
                "2026-05-02 in grace@example.org Grace Tan 2 just you :2",
                "2026-05-02 out grace@example.org Grace Tan 4 answer :4",
                "2026-05-02 out b@x.org Budi 4 answer :4",
                "2026-05-03 in sari@example.org - 10 moved :5",
            ]
        );
        assert_eq!(left_out, ["with nobody else", "without a date", "without a sender"]);
    }

    #[test]
    fn an_address_that_gets_much_of_the_mail_may_be_mine() {
        let mut letters = Letters::default();
        for number in 0..20 {
            let to = if number % 2 == 0 { "me@example.com" } else { "old@example.com" };
            let head = format!("From: p{number}@example.org\nTo: {to}, x{number}@example.org\nDate: 2 May 2026\n");
            letters.add(0, Place::default(), head::read(head.as_bytes()), &me()).expect("a letter");
            assert_eq!(letters.other_me(), (number >= 9).then_some("old@example.com"), "{number}");
        }
    }

    #[test]
    fn nobody_is_behind_a_mailing_list() {
        let (contacts, left_out) = taken(&[
            "From: me@example.com\nTo: bees@lists.example, Grace <grace@example.org>\nSubject: x\nDate: 1 May 2026\n",
            "From: grace@example.org\nTo: bees@lists.example\nList-Post: <mailto:bees@lists.example>\nDate: 2 May 2026\n",
            "From: shop@example.org\nTo: me@example.com\nPrecedence: bulk\nDate: 2 May 2026\n",
            "From: noreply@example.org\nTo: me@example.com\nDate: 2 May 2026\n",
        ]);
        assert_eq!(contacts, ["2026-05-01 out grace@example.org Grace 3 x :1"]);
        assert_eq!(left_out, ["from mailing lists", "to many at once", "written by machines"]);
    }
}
