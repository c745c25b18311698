//! Is the store sound; and copies of it that are.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::{Error, Result, Store, derive, file};

/// Something `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `integrity`, `references`, `derived`, `permissions`, `disk`, `journal`.
    pub about: &'static str,
    pub good: bool,
    /// What was seen, in words.
    pub saw: String,
    /// What to do about it; empty where all is well.
    pub mend: String,
}

fn good(about: &'static str, saw: impl Into<String>) -> Finding {
    Finding { about, good: true, saw: saw.into(), mend: String::new() }
}

fn bad(about: &'static str, saw: impl Into<String>, mend: impl Into<String>) -> Finding {
    Finding { about, good: false, saw: saw.into(), mend: mend.into() }
}

/// The derived tables that can be compared row by row, with their order.
const DERIVED: &[(&str, &str)] = &[
    ("recency", "SELECT person_id || ':' || meeting_id FROM recency ORDER BY 1"),
    ("name_word", "SELECT word || ':' || person_id FROM name_word ORDER BY 1"),
    ("place", "SELECT name || ':' || key FROM place ORDER BY 1"),
    ("meeting_search", "SELECT term || ':' || doc || ':' || offset FROM temp.meeting_terms ORDER BY 1"),
    ("person_search", "SELECT term || ':' || doc || ':' || offset FROM temp.person_terms ORDER BY 1"),
];

impl Store {
    /// Looks the store over: SQLite's own checks, references, derived rows, permissions, free space.
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    pub fn examine(&mut self) -> Result<Vec<Finding>> {
        let mut found = vec![self.integrity()?, self.references()?, self.days()?];
        found.push(self.derived()?);
        if let Some(path) = self.path.clone() {
            found.push(permissions(&path));
            found.push(free_space(&path));
            found.push(self.journal(&path)?);
        }
        Ok(found)
    }

    fn lines(&self, sql: &str) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare(sql)?;
        let lines = statement.query_map([], |row| row.get(0))?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }

    fn integrity(&self) -> Result<Finding> {
        let said = self.lines("PRAGMA integrity_check(10)")?;
        Ok(match said.as_slice() {
            [only] if only == "ok" => good("integrity", "every page and index is sound"),
            said => bad("integrity", said.join("; "), "copy the file aside, then `auld restore` your newest backup"),
        })
    }

    fn references(&self) -> Result<Finding> {
        let broken =
            self.lines("SELECT \"table\" || ' ' || coalesce(rowid, '') FROM pragma_foreign_key_check LIMIT 10")?;
        Ok(if broken.is_empty() {
            good("references", "every row refers to one that is there")
        } else {
            bad(
                "references",
                format!("rows that refer to nothing: {}", broken.join(", ")),
                "`auld restore` your newest backup",
            )
        })
    }

    fn days(&self) -> Result<Finding> {
        // The law of domain/id.rs: the upper bits of a meeting's id are its day (1721425 is the Julian day of 1 January of year 1).
        let wrong: i64 = self.conn.query_row(
            "SELECT count(*) FROM meeting WHERE (id >> 41) <> CAST(julianday(on_day) + 0.5 AS INTEGER) - 1721425",
            [],
            |row| row.get(0),
        )?;
        Ok(if wrong == 0 {
            good("days", "every meeting stands under its day")
        } else {
            bad(
                "days",
                format!("{wrong} meetings stand under another day than their own"),
                "`auld export json`, then import it into a new store",
            )
        })
    }

    /// Compares derived rows with what a rebuild gives; the store is left as it was.
    fn derived(&mut self) -> Result<Finding> {
        self.terms()?;
        // A store opened for reading is compared in a copy in memory, since a rebuild writes.
        let mut copy = Connection::open_in_memory()?;
        Backup::new(&self.conn, &mut copy)?.run_to_completion(
            -1,
            std::time::Duration::ZERO,
            None::<fn(rusqlite::backup::Progress)>,
        )?;
        let copy = Store { conn: copy, path: None, access: super::Access::Write };
        derive::rebuild(&copy.conn)?;
        copy.terms()?;
        let mut stale = Vec::new();
        for (table, sql) in DERIVED {
            if self.lines(sql)? != copy.lines(sql)? {
                stale.push(*table);
            }
        }
        Ok(if stale.is_empty() {
            good("derived", "the search index and the rest that follows from your data agree with it")
        } else {
            bad("derived", format!("out of step with your data: {}", stale.join(", ")), "run `auld doctor --mend`")
        })
    }

    /// Makes the words of the search indexes readable as tables.
    fn terms(&self) -> Result<()> {
        self.conn.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.meeting_terms USING fts5vocab('main', 'meeting_search', 'instance');
             CREATE VIRTUAL TABLE IF NOT EXISTS temp.person_terms USING fts5vocab('main', 'person_search', 'instance')",
        )?;
        Ok(())
    }

    /// Makes all derived rows anew.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn mend(&mut self) -> Result<()> {
        let tx = self.conn.transaction()?;
        derive::rebuild(&tx)?;
        tx.commit()?;
        Ok(())
    }

    fn journal(&self, path: &Path) -> Result<Finding> {
        let mode: String = self.conn.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        let saw = format!("journal mode {mode}");
        Ok(match (file::is_local(path), mode.as_str()) {
            (false, "wal") => bad("journal", format!("{saw} on a network disk"), "keep the store on a local disk"),
            (false, _) => bad(
                "journal",
                format!("{saw}; the store is on a network or synchronised disk"),
                "keep the store on a local disk and copy it with `auld backup`",
            ),
            (true, _) => good("journal", saw),
        })
    }

    /// Writes a complete, checked copy of the store to `target`, which must not exist.
    ///
    /// The copy is made beside the target, checked, synced and then put in its place in one step.
    ///
    /// # Errors
    /// Where `target` exists or cannot be written, or the copy is not sound.
    pub fn backup_to(&self, target: &Path) -> Result<()> {
        let target = file::absolute(target)?;
        let unusable = |why: String| Error::Unusable { path: target.clone(), why };
        if target.exists() {
            return Err(unusable("there is a file of this name already".into()));
        }
        let folder = target.parent().unwrap_or(Path::new("/"));
        let draft = file::beside(&target, &format!(".new-{}", std::process::id()));
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)
            .map_err(|e| unusable(e.to_string()));
        let done = made.and_then(|_| self.copy_into(&draft)).and_then(|()| {
            File::open(&draft).and_then(|f| f.sync_all()).map_err(|e| unusable(e.to_string()))?;
            fs::hard_link(&draft, &target).map_err(|e| unusable(e.to_string()))?;
            File::open(folder).and_then(|f| f.sync_all()).map_err(|e| unusable(e.to_string()))
        });
        for suffix in ["", "-wal", "-shm", "-journal"] {
            fs::remove_file(file::beside(&draft, suffix)).ok();
        }
        done
    }

    fn copy_into(&self, draft: &Path) -> Result<()> {
        let told = |e| Error::sqlite(e, Some(draft));
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let mut copy = Connection::open_with_flags(draft, flags).map_err(told)?;
        Backup::new(&self.conn, &mut copy)
            .and_then(|b| b.run_to_completion(-1, std::time::Duration::ZERO, None::<fn(rusqlite::backup::Progress)>))
            .map_err(told)?;
        let said: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(told)?;
        if said != "ok" {
            return Err(Error::Damaged { path: draft.to_owned(), why: said });
        }
        let count = |conn: &Connection| {
            conn.query_row(
                "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM meeting) + (SELECT count(*) FROM change)",
                [],
                |row| row.get::<_, i64>(0),
            )
        };
        if count(&copy).map_err(told)? < count(&self.conn).map_err(told)? {
            return Err(Error::Damaged {
                path: draft.to_owned(),
                why: "the copy holds fewer rows than the store".into(),
            });
        }
        Ok(())
    }
}

fn permissions(path: &Path) -> Finding {
    let mode = |p: &Path| fs::metadata(p).map(|m| m.permissions().mode() & 0o777).unwrap_or(0);
    let open: Vec<_> =
        ["", "-wal", "-shm"].iter().map(|s| file::beside(path, s)).filter(|p| mode(p) & 0o077 != 0).collect();
    let owner = fs::metadata(path).map(|m| m.uid()).unwrap_or_default();
    if owner != rustix::process::geteuid().as_raw() {
        return bad("permissions", format!("the file belongs to user {owner}"), "use a store of your own");
    }
    match open.first() {
        None => good("permissions", "only you can read the file"),
        Some(first) => bad(
            "permissions",
            format!("others can read `{}`", first.display()),
            format!("chmod 600 '{}'*", path.display()),
        ),
    }
}

fn free_space(path: &Path) -> Finding {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let Ok(about) = rustix::fs::statvfs(folder) else { return good("disk", "free space is not known") };
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let need = fs::metadata(path).map(|m| m.len()).unwrap_or_default().max(1 << 20);
    let saw = format!("{} MiB free", free >> 20);
    if free < need {
        bad("disk", saw, "make room: a backup needs as much again as the store")
    } else {
        good("disk", saw)
    }
}
