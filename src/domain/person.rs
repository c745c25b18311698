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
    #[error("a name needs something that can be seen")]
    Invisible,
    #[error("a name needs a letter or a digit, so that it can be typed")]
    Wordless,
}

/// Returns the name trimmed, with runs of spaces folded to one.
///
/// # Errors
/// Refuses an empty or overlong name, one with control characters, and one of which nothing can be seen.
pub fn clean_name(text: &str) -> Result<String, BadName> {
    let name = super::fold::one_line(text);
    if name.is_empty() {
        Err(BadName::Empty)
    } else if name.len() > NAME_MAX {
        Err(BadName::TooLong(name.len()))
    } else if name.chars().any(char::is_control) {
        Err(BadName::Control)
    } else if !name.chars().any(is_seen) {
        Err(BadName::Invisible)
    } else {
        Ok(name)
    }
}

/// Returns how to speak of somebody so that nobody else is meant: the name, with the hint in brackets where there is
/// one. Commands take it as it is.
pub fn called(name: &str, hint: Option<&str>) -> String {
    match hint {
        Some(hint) => format!("{name} ({hint})"),
        None => name.to_owned(),
    }
}

/// A name with what tells its owner from others of the name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Called {
    pub name: String,
    pub hint: Option<Box<str>>,
}

impl Called {
    /// Returns the name as commands take it.
    pub fn shown(&self) -> String {
        called(&self.name, self.hint.as_deref())
    }
}

/// Returns a name that somebody types, as [`clean_name`] does.
///
/// # Errors
/// Refuses what [`clean_name`] refuses, and a name without a letter or digit: nobody could be found by it.
pub fn typed_name(text: &str) -> Result<String, BadName> {
    let name = clean_name(text)?;
    if name.chars().any(|c| c.is_alphanumeric() && is_seen(c)) { Ok(name) } else { Err(BadName::Wordless) }
}

/// Tells whether a character leaves something to be seen: no space, mark, joiner or sign of direction, and none of the
/// letters that stand for an empty place.
fn is_seen(c: char) -> bool {
    let blank = matches!(u32::from(c),
        0xAD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x2800 | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
        | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF);
    !blank && !c.is_whitespace() && !super::fold::is_mark(c)
}
