//! Stores that are locked: SQLCipher encrypts every page of the file and of its log, and seals it against changes.
//!
//! A locked store is always keyed by 32 random bytes, never by a passphrase itself. To open it then costs next to nothing,
//! whoever learns a passphrase elsewhere does not hold the file's key, and the passphrase, or the place where the key is
//! kept, can change without a page of the store being written. Where the key is kept is not the store's matter: sealed with
//! a passphrase ([`super::sealed`]) in the folder of the settings, in the system's keyring, or wherever a command of the
//! user's finds it; never beside the store, since whoever takes one would take both.
//!
//! SQLCipher begins a file with 16 bytes of salt. They are there for passphrases; under a random key they may be anything,
//! and are a mark by which every auld knows a locked store for what it is, also one that cannot open it, and eight random
//! bytes by which its key is found. Nothing else of the file can be told from noise.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::{Error, Result, file};
use crate::domain::secret::Secret;

/// Whether this auld can open locked stores, and lock them.
pub const CAN_LOCK: bool = cfg!(feature = "sqlcipher");
/// How a locked store begins.
const MARK: &[u8; 8] = b"auldlock";
/// The size of its pages. The first 16 bytes of the first are not encrypted.
pub(super) const PAGE_BYTES: u64 = 4096;
/// The length of a key, in bytes.
const KEY_BYTES: usize = 32;

/// Names the key of a locked store, and says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// Reads it from the begin of a file; `None` where that is no locked store.
    pub(super) fn begun(bytes: &[u8]) -> Option<KeyId> {
        let id = bytes.strip_prefix(MARK)?.get(..8)?;
        id.try_into().ok().map(KeyId)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The key of a locked store. It is wiped when it goes, and prints as nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    id: KeyId,
    hex: Secret,
}

impl Key {
    /// Makes a new key.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn random() -> std::io::Result<Key> {
        let bytes = random::<KEY_BYTES>()?;
        Ok(Key { id: Key::new_id()?, hex: Secret::new(hex(&*bytes)) })
    }

    /// Takes a key as it was printed, for a store that is not locked yet; `None` where it is none.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn given(text: &str) -> std::io::Result<Option<Key>> {
        Ok(Key::read(Key::new_id()?, text))
    }

    fn new_id() -> std::io::Result<KeyId> {
        Ok(KeyId(*random::<8>()?))
    }

    /// Reads a key as it was printed; `None` where it is none.
    pub fn read(id: KeyId, text: &str) -> Option<Key> {
        let text = text.trim();
        let fits = text.len() == 2 * KEY_BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Key { id, hex: Secret::new(text.to_ascii_lowercase()) })
    }

    /// Returns its name.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Returns it as it is printed: 64 hexadecimal digits.
    pub fn hex(&self) -> &Secret {
        &self.hex
    }

    /// Returns it as SQLCipher reads it: the key itself, and how the file begins.
    pub(super) fn literal(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("x'{}{}{}'", self.hex.reveal(), hex(MARK), self.id))
    }

    /// Tells SQLCipher the key, which must be the first that is done with a connection.
    pub(super) fn turn(&self, conn: &Connection) -> rusqlite::Result<()> {
        turn(conn, &self.literal())
    }
}

/// Tells SQLCipher a key or a passphrase.
pub(super) fn turn(conn: &Connection, secret: &str) -> rusqlite::Result<()> {
    // It talks on standard error by itself; what it has to say comes back as an error too.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.pragma_update(None, "key", secret)
}

fn random<const N: usize>() -> std::io::Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    File::open("/dev/urandom")?.read_exact(&mut *bytes)?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the name of the key of the store at `path`; `None` where no locked store stands there.
///
/// # Errors
/// Where this auld cannot open locked stores.
pub fn locked(path: &Path) -> Result<Option<KeyId>> {
    let mut begin = [0; 16];
    let path = file::absolute(path)?;
    let is_file = std::fs::symlink_metadata(&path).is_ok_and(|about| about.is_file());
    let read = is_file && File::open(&path).and_then(|mut file| file.read_exact(&mut begin)).is_ok();
    match KeyId::begun(&begin).filter(|_| read) {
        Some(_) if !CAN_LOCK => Err(built_without(&path)),
        found => Ok(found),
    }
}

/// Says that a store is locked and this auld cannot open it, whatever the key.
pub(super) fn built_without(path: &Path) -> Error {
    let why = "this auld was built without what opens it".into();
    let hint = "use the auld that locked it, or build one with `cargo install --path . --features sqlcipher`";
    Error::Locked { path: path.to_owned(), why, hint: hint.into() }
}

/// Says that a store is locked and its key was not asked for.
pub(super) fn no_key(path: &Path) -> Error {
    let hint = "`auld lock --help` says where keys are kept".into();
    Error::Locked { path: path.to_owned(), why: "its key is not known here".into(), hint }
}

/// Says that a key is not that of the store.
pub(super) fn wrong_key(path: &Path) -> Error {
    let hint =
        "nothing was changed; where the key is surely right, the file is damaged: move it away, then `auld restore`";
    let why = "the key that was found does not open it".into();
    Error::Locked { path: path.to_owned(), why, hint: hint.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_printed_and_shows_nowhere_else() {
        let key = Key::random().expect("random bytes");
        let again = Key::read(key.id(), &format!(" {}\n", key.hex().reveal().to_uppercase())).expect("a key");
        assert_eq!(key, again);
        assert!(!format!("{key:?}").contains(key.hex().reveal()));
        assert_eq!(key.literal().len(), "x''".len() + 96);
        assert_ne!(key, Key::random().expect("random bytes"));
        for bad in ["", "ab", &"g".repeat(64), &"a".repeat(63), &"a".repeat(65)] {
            assert_eq!(Key::read(key.id(), bad), None, "{bad}");
        }
    }

    #[test]
    fn a_locked_store_is_known_by_how_it_begins() {
        let id = KeyId::begun(b"auldlock\x00\x01\x02\x03\x04\x05\x06\xff and noise").expect("a mark");
        assert_eq!(id.to_string(), "00010203040506ff");
        for other in [&b"SQLite format 3\0"[..], b"auldlock", b"auldlock1234567", b"", b"auldlocK12345678"] {
            assert_eq!(KeyId::begun(other), None);
        }
    }
}
