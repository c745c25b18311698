//! Contacts with people that a machine kept a record of: a calendar, a mailbox, a chat.

use chrono::NaiveDate;

use crate::domain::meeting::{Direction, Kind};

/// Somebody whom a record names, other than me.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// Each once.
    pub people: Vec<Party>,
}
