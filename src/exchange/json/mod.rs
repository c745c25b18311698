//! auld's own format: the whole store in one document, read and written record by record.
//!
//! `auld.schema.json` describes each key. The order of keys and records is fixed, so that the same store always
//! gives the same bytes. The operation log is no part of it: a document is a state, not a history.

mod read;
pub mod record;
mod value;
mod write;

pub use read::{Take, read};
pub use value::{Day, Filled, Within, Word};
pub use write::{Writer, pretty};

/// What `format` says in every document.
pub const FORMAT: &str = "auld";
/// The version this program writes, and the newest it reads.
pub const VERSION: u32 = 1;
/// The JSON Schema (draft 2020-12) of the document.
pub const SCHEMA: &str = include_str!("auld.schema.json");

/// Tells whether a file begins as a document does.
pub fn begins(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let dense: String = head.trim_start_matches('\u{feff}').chars().filter(|c| !c.is_whitespace()).take(64).collect();
    dense.starts_with('{') && dense.contains("\"format\":\"auld\"")
}

/// The lists of a document, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    People,
    Meetings,
    Referrals,
    Engagements,
    Me,
}

impl List {
    /// Every list, in the order of the document.
    pub const ALL: [List; 5] = [List::People, List::Meetings, List::Referrals, List::Engagements, List::Me];

    /// Returns the list's key.
    pub fn key(self) -> &'static str {
        match self {
            List::People => "people",
            List::Meetings => "meetings",
            List::Referrals => "referrals",
            List::Engagements => "engagements",
            List::Me => "me",
        }
    }
}
