//! What can be told of a store's file before SQLite sees it.
//!
//! It reads one block of the file and takes constant time, for it is done at every opening.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use super::cipher::{self, KeyId};
use super::file::{APPLICATION_ID, beside, has_journal, has_wal, reason, unusable};
use super::{Error, Result, migrate};

/// How a file of SQLite begins.
pub(super) const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How often a file that looks too short is looked at again.
const LOOKS: u32 = 3;

/// What stands at a path.
pub(super) enum Found {
    Nothing,
    Store,
    /// A locked store, with the name of its key.
    Locked(KeyId),
}

/// Looks at the file without SQLite: magic, owner's mark, and length against the header's page count.
pub(super) fn inspect(path: &Path) -> Result<Found> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(e) => return Err(unusable(path, reason(&e))),
    };
    if about.is_dir() {
        return Err(unusable(path, "it is a folder; name a file in it"));
    }
    if about.is_symlink() {
        return Err(unusable(path, "it is a symbolic link; name the file it points to"));
    }
    if !about.is_file() {
        return Err(unusable(path, "it is no regular file"));
    }
    let foreign = |why: &str| Err(Error::Foreign { path: path.to_owned(), why: why.into() });
    if about.len() == 0 {
        return foreign(
            "it is empty; if a store stood here, take it from a backup with `auld restore`, else remove the empty file",
        );
    }
    // A checkpoint of another process may be under way: what looks too short is looked at again.
    for look in 0.. {
        let header = match header(path)? {
            Header::Plain(header) => header,
            Header::Locked(id) => return inspect_locked(path, id),
        };
        if number(&header, 68) != APPLICATION_ID as u32 {
            return foreign("it is the database of another program");
        }
        let version = number(&header, 60);
        if version > migrate::known() {
            return Err(Error::Newer { path: path.to_owned(), found: version, known: migrate::known() });
        }
        let page = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
            1 => 65_536,
            size => size,
        };
        let told = page * u64::from(number(&header, 28));
        // The length after the header: the file only grows while the log is carried into it.
        let long = fs::metadata(path).map_err(|e| unusable(path, reason(&e)))?.len();
        // Where a journal lies beside it, a writer is at work, or SQLite takes back what one left half done.
        if long >= told || has_wal(path) || has_journal(path) {
            break;
        }
        if look == LOOKS {
            let why = format!("it should be {told} bytes long and is {long}");
            return Err(Error::Damaged { path: path.to_owned(), why });
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(Found::Store)
}

/// Refuses a store of another user, for what auld would leave beside it, if only to read, would lock that user out; and
/// one beside which somebody has put what SQLite would take for files of its own.
pub(super) fn refuse_planted(path: &Path) -> Result<()> {
    let ours = rustix::process::geteuid().as_raw();
    let about = fs::symlink_metadata(path).map_err(|e| unusable(path, reason(&e)))?;
    if about.uid() != ours {
        let why = format!("it belongs to another user (number {}); run auld as that user", about.uid());
        return Err(unusable(path, why));
    }
    for suffix in ["-wal", "-shm"] {
        let file = beside(path, suffix);
        let Ok(found) = fs::symlink_metadata(&file) else { continue };
        // Whoever keeps copies of a whole folder by links has links to all of it.
        let linked = found.nlink() > 1 && about.nlink() == 1;
        if !found.is_file() || found.uid() != ours || linked {
            return Err(unusable(path, format!("`{}` beside it is not auld's; move it away", file.display())));
        }
    }
    Ok(())
}

/// Refuses a path at which a store was lost, but not its log: a new store there would take the log for its own.
pub(super) fn refuse_orphaned_log(path: &Path) -> Result<()> {
    let log = ["-wal", "-journal"].map(|suffix| beside(path, suffix));
    let Some(log) = log.into_iter().find(|log| fs::metadata(log).is_ok_and(|about| about.len() > 0)) else {
        return Ok(());
    };
    // Another auld may just have made the store.
    if !matches!(inspect(path)?, Found::Nothing) {
        return Ok(());
    }
    let why = format!("the file is gone, and only its log `{}` is left", log.display());
    Err(Error::Damaged { path: path.to_owned(), why })
}

/// How a file begins.
enum Header {
    Plain([u8; 100]),
    Locked(KeyId),
}

/// Reads the header of a SQLite file, or of a locked store.
fn header(path: &Path) -> Result<Header> {
    let mut header = [0u8; 100];
    let mut file = File::open(path).map_err(|e| unusable(path, reason(&e)))?;
    let read = file.read_exact(&mut header).is_ok();
    match KeyId::begun(&header).filter(|_| read) {
        Some(id) => Ok(Header::Locked(id)),
        None if read && header.starts_with(MAGIC) => Ok(Header::Plain(header)),
        None => Err(Error::Foreign { path: path.to_owned(), why: super::error::OTHER_KIND.into() }),
    }
}

/// Looks at what can be seen of a locked store without its key: that it ends with a page. SQLite itself compares the
/// number of its pages.
fn inspect_locked(path: &Path, id: KeyId) -> Result<Found> {
    if !cipher::CAN_LOCK {
        return Err(cipher::built_without(path));
    }
    let length = || fs::metadata(path).map(|about| about.len()).map_err(|e| unusable(path, reason(&e)));
    // A file that grows just now is looked at again.
    for _ in 0..LOOKS {
        if length()? % cipher::PAGE_BYTES == 0 || has_wal(path) {
            return Ok(Found::Locked(id));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let why = format!("it is {} bytes long, which is no number of whole pages", length()?);
    Err(Error::Damaged { path: path.to_owned(), why })
}

/// Reads the big-endian number that stands at a place of the header.
fn number(header: &[u8; 100], at: usize) -> u32 {
    let bytes = header.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or([0; 4]);
    u32::from_be_bytes(bytes)
}
