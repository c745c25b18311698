//! Sealed files, in the format of the program age (age-encryption.org/v1): any bytes, closed with a passphrase or to keys.
//!
//! Sealing and opening stream in pieces of 64 KiB, each with a seal of its own; what was changed, cut off or added is
//! refused where it is met. The cryptography is the crate age's; here stands what a hostile file may cost (its own header
//! is read whole, its passphrase can be made as dear as one likes) and what the errors mean.

#[cfg(feature = "crypt")]
mod guard;
#[cfg(feature = "crypt")]
mod open;
#[cfg(feature = "crypt")]
mod write;

#[cfg(not(feature = "crypt"))]
mod without;

#[cfg(feature = "crypt")]
#[cfg(test)]
mod tests;

use std::io;

use crate::domain::secret::Secret;

#[cfg(not(feature = "crypt"))]
pub use self::without::{Keyring, Opened, Sealer, To};
#[cfg(feature = "crypt")]
pub use self::{
    open::{Keyring, Opened},
    write::{Sealer, To},
};

/// How the first line of a sealed file begins.
const BINARY: &[u8] = b"age-encryption.org/";
/// The first line of one that is written as text.
const TEXT: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// The ending of a sealed file's name.
pub const ENDING: &str = "age";
/// How much white space may stand before a sealed file that is written as text, in bytes: mail adds some.
const SPACE_MAX: usize = 1024;
/// How many bytes tell whether a file is sealed.
pub const HEAD_BYTES: usize = SPACE_MAX + TEXT.len();
/// How a passphrase is stretched when auld seals: the same as the program age, about a second and 256 MiB.
#[cfg(feature = "crypt")]
const WORK: u8 = 18;
/// The most that auld does to open a file: each step doubles time and memory, and the file says how many there are.
#[cfg(feature = "crypt")]
const WORK_MAX: u8 = 20;
/// How often a passphrase is asked for.
pub const TRIES: usize = 3;

/// Asks for the passphrase of a file, for the first time (0) or again; `None` where none was given.
pub type Ask<'a> = &'a mut dyn FnMut(usize) -> Option<Secret>;

/// Why a file cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("this auld was built without what seals and opens files")]
    NotBuilt,
    /// No key to seal to; the text says why.
    #[error("{0}")]
    NoKey(String),
    /// Sealed to keys, of which none is at hand.
    #[error("it is sealed to a key, and none was given")]
    KeyNeeded,
    #[error("it is sealed, and none of the keys given opens it")]
    WrongKey,
    #[error("it is sealed, and that is not its passphrase")]
    WrongPassphrase,
    #[error("it is sealed with a passphrase, and none was given")]
    Unasked,
    /// The header asks for more work than auld does.
    #[error("its passphrase takes 2^{asked} steps to try, and auld takes at most 2^{WORK_SHOWN}")]
    TooDear { asked: u8 },
    #[error("it is sealed by a newer version of age than this auld knows")]
    Newer,
    /// The header is no header, or was changed or cut.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[cfg(feature = "crypt")]
const WORK_SHOWN: u8 = WORK_MAX;
#[cfg(not(feature = "crypt"))]
const WORK_SHOWN: u8 = 0;

/// Tells whether a file that begins with these bytes is sealed.
pub fn is_sealed(head: &[u8]) -> bool {
    head.starts_with(BINARY) || is_text(head)
}

fn is_text(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().starts_with(TEXT)
}
