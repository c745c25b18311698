//! Contacts with people that a machine kept a record of: a calendar, a mailbox, a chat.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::people::{email, phone};
use crate::domain::fold;
use crate::domain::me::MeKind;
use crate::domain::meeting::{Direction, Kind};
use crate::domain::person::{NAME_MAX, clean_name};

/// How many digits a number must have to tell people apart.
const PHONE_DIGITS: usize = 7;

/// Somebody whom a record names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Party {
    /// As the record writes it; `None` where it has only an address.
    pub name: Option<String>,
    /// An e-mail address, as written.
    pub email: Option<String>,
    /// A phone number, as written.
    pub phone: Option<String>,
}

/// What an importer of contacts makes of a record, or of all records of one day and direction with somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactDraft {
    /// What tells it from the others of its format: the same whenever the same thing is exported again.
    pub key: String,
    pub on: NaiveDate,
    pub kind: Kind,
    pub minutes: Option<u32>,
    /// How many were there, me included, where they are more than those named.
    pub size: Option<u32>,
    pub direction: Option<Direction>,
    /// Whether nobody chose it.
    pub imposed: bool,
    pub place: Option<String>,
    /// What it was about; empty where the record says nothing.
    pub text: String,
    /// Everybody named, me perhaps included: whoever takes the draft leaves me out, and takes nobody twice.
    pub people: Vec<Party>,
}

impl Party {
    /// Returns the name as people say it: in one line, without quotes, the first name first; `None` where the record
    /// has none, or writes an address in its place.
    pub fn called(&self) -> Option<String> {
        let text: String = self.name.as_deref()?.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '<' | '>'));
        if text.contains('@') || text.len() > NAME_MAX || !text.chars().any(char::is_alphabetic) {
            return None;
        }
        let turned = match text.split_once(',') {
            // Of two words at most on either side; "Tan, Grace, PhD" and "Acme, Inc." are left as they are.
            Some((last, first))
                if !first.contains([',', '.']) && words(last) <= 2 && (1..=2).contains(&words(first)) =>
            {
                format!("{} {}", first.trim(), last.trim())
            }
            _ => text.to_owned(),
        };
        clean_name(&turned).ok()
    }

    /// Returns the address as addresses are compared; `None` where there is none, or what is written is none.
    pub fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(email).filter(|mail| mail.len() <= NAME_MAX && is_address(mail))
    }

    /// Returns the number as numbers are compared; `None` where there is none, or one too short to tell people apart.
    pub fn phone_key(&self) -> Option<String> {
        self.phone.as_deref().map(phone).filter(|number| number.len() >= PHONE_DIGITS && number.len() <= NAME_MAX)
    }

    /// Returns the name for somebody new: their own, else one made of the address, else the address or the number;
    /// `None` where the record says nothing at all. The flag tells whether it is their own.
    pub fn new_name(&self) -> Option<(String, bool)> {
        if let Some(name) = self.called() {
            return Some((name, true));
        }
        let made = match self.email_key() {
            Some(mail) => name_of_address(&mail),
            None => clean_name(&self.phone_key()?).ok()?,
        };
        Some((made, false))
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn is_address(text: &str) -> bool {
    let strange = |c: char| c.is_whitespace() || c.is_control();
    text.rsplit_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty()) && !text.contains(strange)
}

/// Returns the name that an address spells: `grace.tan88@example.org` is Grace Tan. An address of one word spells none
/// that would tell people apart, and is returned as it is.
pub fn name_of_address(address: &str) -> String {
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    let local = local.split('+').next().unwrap_or_default();
    let parts: Vec<&str> = local
        .split(['.', '_', '-'])
        .map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()))
        .filter(|part| !part.is_empty())
        .collect();
    let spelt = (2..=4).contains(&parts.len())
        && parts.iter().all(|part| part.chars().all(char::is_alphabetic))
        && parts.iter().filter(|part| part.chars().count() > 1).count() >= 2;
    if !spelt {
        return address.to_owned();
    }
    let capital = |part: &&str| {
        let mut letters = part.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    parts.iter().map(capital).collect::<Vec<_>>().join(" ")
}

/// Who I am: the addresses, numbers and names that stand for me.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Me {
    emails: HashSet<String>,
    phones: HashSet<String>,
    names: HashSet<String>,
}

impl Me {
    /// Adds something that stands for me.
    pub fn add(&mut self, kind: MeKind, value: &str) {
        match kind {
            MeKind::Email => self.emails.insert(email(value)),
            MeKind::Phone => self.phones.insert(phone(value)),
            MeKind::Name => self.names.insert(name_key(value)),
        };
    }

    /// Tells whether the address is mine.
    pub fn has_email(&self, value: &str) -> bool {
        self.emails.contains(&email(value))
    }

    /// Tells whether the number is mine.
    pub fn has_phone(&self, value: &str) -> bool {
        self.phones.contains(&phone(value))
    }

    /// Tells whether the name is mine, whatever its case and accents.
    pub fn has_name(&self, value: &str) -> bool {
        !self.names.is_empty() && self.names.contains(&name_key(value))
    }

    /// Tells whether somebody is me: by address or number, and by name where the record has neither.
    pub fn is(&self, party: &Party) -> bool {
        let by_point = party.email.as_deref().is_some_and(|mail| self.has_email(mail))
            || party.phone.as_deref().is_some_and(|number| self.has_phone(number));
        let bare = party.email_key().is_none() && party.phone_key().is_none();
        by_point || bare && party.name.as_deref().is_some_and(|name| self.has_name(name))
    }

    /// Tells whether something of this kind is known of me.
    pub fn has(&self, kind: MeKind) -> bool {
        match kind {
            MeKind::Email => !self.emails.is_empty(),
            MeKind::Phone => !self.phones.is_empty(),
            MeKind::Name => !self.names.is_empty(),
        }
    }
}

fn name_key(name: &str) -> String {
    let words = fold::words(name);
    if words.is_empty() { name.trim().to_lowercase() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Party {
        Party { name: Some(name.into()), ..Party::default() }
    }

    #[test]
    fn a_name_is_read_as_people_say_it() {
        for (written, said) in [
            ("Grace Tan", Some("Grace Tan")),
            ("'Grace Tan'", Some("Grace Tan")),
            (" \"Tan, Grace\" ", Some("Grace Tan")),
            ("van Dyk, Sari", Some("Sari van Dyk")),
            ("Acme, Inc.", Some("Acme, Inc.")),
            ("Tan, Grace, PhD", Some("Tan, Grace, PhD")),
            ("grace@example.org", None),
            ("Grace\nTan\u{1b}", Some("Grace Tan")),
            ("+62 812 3456 7890", None),
            ("", None),
            ("王小明", Some("王小明")),
        ] {
            assert_eq!(named(written).called().as_deref(), said, "{written:?}");
        }
        assert_eq!(named(&"x".repeat(300)).called(), None);
    }

    #[test]
    fn an_address_spells_a_name_or_is_one() {
        for (address, name) in [
            ("grace.tan@example.org", "Grace Tan"),
            ("grace_tan88+lists@example.org", "Grace Tan"),
            ("g.tan@example.org", "g.tan@example.org"),
            ("grace@example.org", "grace@example.org"),
            ("a1.b2@example.org", "a1.b2@example.org"),
            ("x7f-9k.q2z1a@example.org", "x7f-9k.q2z1a@example.org"),
            ("élise.ozols@example.org", "Élise Ozols"),
        ] {
            assert_eq!(name_of_address(address), name);
        }
    }

    #[test]
    fn i_am_who_i_said_i_am() {
        let mut me = Me::default();
        me.add(MeKind::Email, "Sari@Example.org");
        me.add(MeKind::Phone, "+62 812 3456 7890");
        me.add(MeKind::Name, "Sari Putri");
        let mail = |mail: &str| Party { email: Some(mail.into()), name: Some("Sari Putri".into()), ..Party::default() };
        assert!(me.is(&mail("sari@example.org ")));
        // Somebody else of my name is somebody else where the record has an address to tell.
        assert!(!me.is(&mail("sari@example.com")));
        assert!(me.is(&named("sari putri")));
        assert!(me.is(&Party { phone: Some("0062 812-3456-7890".into()), ..Party::default() }));
        assert!(!Me::default().is(&named("")));
    }
}
