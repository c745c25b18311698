//! A copy of the store that never touches the disk: what a sealed backup is made of.
//!
//! A file would be simpler and need no memory. But one beside the store is left there by whoever kills the command, and one
//! that was removed can still be read from the disk: the reason to seal a backup is that neither may happen where it goes,
//! which is mostly a folder that others copy. So it costs twice the size of the store in memory: the copy that is checked,
//! and its bytes.

use std::path::Path;

use rusqlite::{Connection, MAIN_DB};

use super::{Copied, Error, Result, Store, backup, lock};

/// A checked copy in memory.
#[derive(Debug)]
pub struct Image {
    conn: Connection,
    held: Copied,
}

impl Store {
    /// Copies the store into memory and checks the copy, as [`Store::backup_to`] does with a file.
    ///
    /// # Errors
    /// Where the store cannot be read, the copy is not sound, or memory does not hold it.
    pub fn image(&self) -> Result<Image> {
        if let (Some(key), Some(path)) = (&self.key, &self.path) {
            let conn = lock::in_memory_copy(path, key)?;
            let [people, meetings, _] = backup::count(&conn)?;
            return Ok(Image { conn, held: Copied { people, meetings, bytes: 0 } });
        }
        let mut conn = Connection::open_in_memory()?;
        // Not even what the check has to sort goes to a disk.
        conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON")?;
        let held = self.copy_and_check(&mut conn, self.path.as_deref().unwrap_or(Path::new("")))?;
        Ok(Image { conn, held })
    }
}

impl Image {
    /// Hands the copy to `take` as the bytes of a store's file, with what it holds.
    ///
    /// # Errors
    /// What `take` returns, and where memory does not hold the bytes.
    pub fn bytes<T, E: From<Error>>(
        mut self,
        take: impl FnOnce(&[u8], Copied) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let bytes = self.conn.serialize(MAIN_DB).map_err(Error::from)?;
        take(&bytes, Copied { bytes: bytes.len() as u64, ..self.held })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Access;

    #[test]
    fn the_bytes_are_those_of_a_store() {
        let folder = tempfile::tempdir().expect("a place for temporary files");
        let path = folder.path().join("a.db");
        drop(Store::open(&path, Access::Write).expect("made"));
        let store = Store::open(&path, Access::Read).expect("there");
        let copy = folder.path().join("b.db");
        let held = store
            .image()
            .expect("copied")
            .bytes(|bytes, held| std::fs::write(&copy, bytes).map(|()| held).map_err(|e| Error::Broken(e.to_string())));
        let held = held.expect("written");
        assert_eq!((held.people, held.bytes), (0, std::fs::metadata(&copy).expect("written").len()));
        let store = Store::open(&copy, Access::Read).expect("a store");
        assert_eq!(store.about().expect("sound").people, 0);
    }
}
