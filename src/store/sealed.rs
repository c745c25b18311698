//! A key, sealed with a passphrase, in a file of its own.
//!
//! The file is a small SQLCipher database. What makes a passphrase dear to guess is SQLCipher's own: 256,000 rounds of
//! PBKDF2 with SHA-512 over 16 random bytes, some 90 ms, paid once a command; a wrong one is known by the seal of the page.
//! So there is no cryptography of auld's own here, and `sqlcipher` alone can open the file.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::cipher::{Key, KeyId, turn};
use super::{Error, Result, drafts, file};
use crate::domain::secret::Secret;

/// Returns where a key lies sealed, or would: in `folder`, under its name.
pub fn sealed_at(folder: &Path, id: KeyId) -> PathBuf {
    folder.join(format!("{id}.key"))
}

/// Seals a key in `folder`, in the place of any seal that it has there, and makes sure that the passphrase opens it.
///
/// # Errors
/// Where the file cannot be written, or does not open; what was there is then as it was.
pub fn seal(folder: &Path, key: &Key, passphrase: &Secret) -> Result<()> {
    let path = sealed_at(folder, key.id());
    let failed = |e: std::io::Error| Error::Unusable { path: path.clone(), why: file::reason(&e) };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let draft = drafts::beside(&path);
    let remove = || file::remove_all(&draft, &["", "-journal"]);
    remove();
    let made = file::make(&draft).map_err(failed);
    let sealed = made
        .and_then(|_| write(&draft, key, passphrase).map_err(|e| Error::sqlite(e, Some(&path))))
        .and_then(|()| match open_file(&draft, key.id(), passphrase)? {
            Some(again) if again == *key => Ok(()),
            _ => Err(Error::Damaged { path: path.clone(), why: "it does not read back as it was written".into() }),
        })
        .and_then(|()| {
            let placed = File::open(&draft).and_then(|file| file.sync_all());
            let placed = placed.and_then(|()| fs::rename(&draft, &path));
            placed.and_then(|()| file::sync_folder_of(&path)).map_err(failed)
        });
    remove();
    sealed
}

fn write(draft: &Path, key: &Key, passphrase: &Secret) -> rusqlite::Result<()> {
    let conn = connect(draft, OpenFlags::SQLITE_OPEN_READ_WRITE, passphrase)?;
    conn.execute_batch("PRAGMA journal_mode = MEMORY; CREATE TABLE sealed (key TEXT NOT NULL) STRICT")?;
    conn.execute("INSERT INTO sealed (key) VALUES (?1)", [key.hex().reveal()]).map(|_| ())
}

/// Opens the seal of a key; `None` where the passphrase is another.
///
/// # Errors
/// Where the file cannot be read, or holds no key.
pub fn unseal(folder: &Path, id: KeyId, passphrase: &Secret) -> Result<Option<Key>> {
    open_file(&sealed_at(folder, id), id, passphrase)
}

fn open_file(path: &Path, id: KeyId, passphrase: &Secret) -> Result<Option<Key>> {
    let read = || {
        let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, passphrase)?;
        conn.query_row("SELECT key FROM sealed", [], |row| row.get::<_, String>(0)).map(Zeroizing::new)
    };
    match read() {
        Ok(text) => Key::read(id, &text)
            .map(Some)
            .ok_or_else(|| Error::Damaged { path: path.to_owned(), why: "it holds no key".into() }),
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => Ok(None),
        Err(e) => Err(Error::sqlite(e, Some(path))),
    }
}

fn connect(path: &Path, access: OpenFlags, passphrase: &Secret) -> rusqlite::Result<Connection> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let conn = Connection::open_with_flags(path, flags)?;
    turn(&conn, passphrase.reveal())?;
    Ok(conn)
}

#[cfg(test)]
#[cfg(feature = "sqlcipher")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_and_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("keys");
        let key = Key::random().expect("random bytes");
        let (right, wrong) = (Secret::new("correct horse ' staple".into()), Secret::new("correct horse".into()));
        seal(&folder, &key, &right).expect("sealed");
        assert_eq!(unseal(&folder, key.id(), &right).expect("read"), Some(key.clone()));
        assert_eq!(unseal(&folder, key.id(), &wrong).expect("read"), None);
        // Another passphrase in its place.
        seal(&folder, &key, &wrong).expect("sealed again");
        assert_eq!(unseal(&folder, key.id(), &right).expect("read"), None);
        assert_eq!(unseal(&folder, key.id(), &wrong).expect("read"), Some(key.clone()));
        let names: Vec<_> = fs::read_dir(&folder).expect("there").flatten().map(|e| e.path()).collect();
        assert_eq!(names, [sealed_at(&folder, key.id())], "nothing is left beside it");
        assert_eq!(fs::metadata(&names[0]).expect("there").permissions().mode() & 0o777, 0o600);
        let bytes = fs::read(&names[0]).expect("readable");
        let hex = key.hex().reveal().as_bytes();
        assert!(!bytes.windows(16).any(|part| part == &hex[..16]) && !bytes.starts_with(b"SQLite"));
        fs::remove_file(&names[0]).expect("ours");
        assert!(matches!(unseal(&folder, key.id(), &right), Err(Error::Unusable { .. })));
    }
}
