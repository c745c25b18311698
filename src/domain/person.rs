//! People and what is kept about them.

use super::words;

/// How close a person is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Closeness {
    Acquaintance,
    Friend,
    Close,
    Inner,
}
words!(Closeness, "closeness", Acquaintance = "acquaintance", Friend = "friend", Close = "close", Inner = "inner");

/// Whether and how a person is looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum State {
    #[default]
    Active,
    /// Left in peace on purpose, until a day or for good.
    Resting,
    LetGo,
    Deceased,
}
words!(State, "state", Active = "active", Resting = "resting", LetGo = "let_go", Deceased = "deceased");

/// What a name is to its person. The full name stands in the person itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    Full,
    Nick,
    Former,
    Misheard,
}
words!(NameKind, "kind of name", Full = "full", Nick = "nick", Former = "former", Misheard = "misheard");

/// Where a person can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactKind {
    Email,
    Phone,
    Handle,
    Address,
    Url,
}
words!(
    ContactKind,
    "kind of contact point",
    Email = "email",
    Phone = "phone",
    Handle = "handle",
    Address = "address",
    Url = "url"
);

/// The longest name in bytes; anything longer is a paste by mistake.
pub const NAME_MAX: usize = 200;

/// Why a text cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    #[error("a name cannot be empty")]
    Empty,
    #[error("a name is at most {NAME_MAX} bytes long; this one has {0}")]
    TooLong(usize),
    #[error("a name is one line of text; this one holds a control character")]
    Control,
}

/// Returns the name trimmed, with runs of spaces folded to one.
///
/// # Errors
/// Refuses an empty or overlong name and one with control characters.
pub fn clean_name(text: &str) -> Result<String, BadName> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        Err(BadName::Empty)
    } else if name.len() > NAME_MAX {
        Err(BadName::TooLong(name.len()))
    } else if name.chars().any(char::is_control) {
        Err(BadName::Control)
    } else {
        Ok(name)
    }
}
