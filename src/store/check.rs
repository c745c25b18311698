//! Is the store sound?

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rusqlite::TransactionBehavior;

use super::{Error, Result, Store, derive, drafts, file, oplog, rows};

/// Something `doctor` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `integrity`, `references`, `days`, `derived`, `log`, `permissions`, `disk`, `journal`,
    /// `siblings`, `leftovers`, `backups`, `lock`, `forgotten`.
    pub about: &'static str,
    pub good: bool,
    /// What was seen, in words.
    pub saw: String,
    /// What to do about it; empty where all is well.
    pub mend: String,
}

/// What a store is, in figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The version of the schema.
    pub version: u64,
    /// The version of SQLite, such as `3.51.3`.
    pub sqlite: &'static str,
    pub bytes: u64,
    pub people: u64,
    pub meetings: u64,
    pub operations: u64,
}

pub(super) fn good(about: &'static str, saw: impl Into<String>) -> Finding {
    Finding { about, good: true, saw: saw.into(), mend: String::new() }
}

pub(super) fn bad(about: &'static str, saw: impl Into<String>, mend: impl Into<String>) -> Finding {
    Finding { about, good: false, saw: saw.into(), mend: mend.into() }
}

impl Store {
    /// Looks the store over: SQLite's own checks, references, derived rows, the log, permissions, free space.
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    pub fn examine(&mut self) -> Result<Vec<Finding>> {
        let mut found = vec![self.integrity()?];
        // What stands on broken pages can only be guessed at, and reading it fails half-way.
        if found.iter().all(|finding| finding.good) {
            found.extend([self.references()?, self.days()?, self.derived()?, self.log()?]);
            found.extend(self.forgetting()?);
        }
        if let Some(path) = self.path.clone() {
            found.push(permissions(&path));
            found.push(free_space(&path));
            found.push(self.journal(&path)?);
            found.push(siblings(&path));
            found.push(leftovers(&path));
            found.push(Store::kept_copies(&path));
            found.extend(self.lock()?);
        }
        Ok(found)
    }

    /// Returns what the store is: versions, size and counts.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn about(&self) -> Result<About> {
        let number = |sql: &str| {
            self.conn.query_row(sql, [], |row| row.get::<_, i64>(0).map(i64::unsigned_abs)).map_err(|e| self.error(e))
        };
        Ok(About {
            version: number("PRAGMA user_version")?,
            sqlite: rusqlite::version(),
            bytes: number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?,
            people: number("SELECT count(*) FROM person")?,
            meetings: number("SELECT count(*) FROM meeting")?,
            operations: number("SELECT count(*) FROM operation")?,
        })
    }

    pub(super) fn lines(&self, sql: &str) -> Result<Vec<String>> {
        let read = || {
            let mut statement = self.conn.prepare(sql)?;
            let lines = statement.query_map([], |row| row.get(0))?;
            lines.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|e| self.error(e))
    }

    pub(super) fn integrity(&self) -> Result<Finding> {
        let said = match self.lines("PRAGMA integrity_check(10)") {
            // Some damage stops the very check; that is an answer too.
            Err(Error::Damaged { why, .. }) => vec![why],
            said => said?,
        };
        Ok(match said.as_slice() {
            [only] if only == "ok" => good("integrity", "every page and index is sound"),
            said => bad("integrity", said.join("; "), "copy the file aside, then `auld restore` your newest backup"),
        })
    }

    pub(super) fn references(&self) -> Result<Finding> {
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

    /// Returns the operations with keys that cannot be read, at most ten.
    fn unreadable_runs(&self) -> Result<BTreeSet<String>> {
        let read = || -> rusqlite::Result<BTreeSet<String>> {
            let sql = "SELECT operation_id || '', key FROM change WHERE typeof(key) = 'blob'";
            let mut statement = self.conn.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut found = BTreeSet::new();
            while let Some(row) = rows.next()? {
                if found.len() < 10 && oplog::keys_from(row.get_ref(1)?).is_none() {
                    found.insert(row.get(0)?);
                }
            }
            Ok(found)
        };
        read().map_err(|e| self.error(e))
    }

    /// Looks whether undo can read every change that the log holds.
    fn log(&self) -> Result<Finding> {
        // Their names are constants of this program.
        let known: Vec<_> = rows::LOGGED.iter().map(|table| format!("'{}'", table.name)).collect();
        let strange =
            self.lines(&format!("SELECT DISTINCT tbl FROM change WHERE tbl NOT IN ({}) LIMIT 10", known.join(", ")))?;
        let mut unreadable = self.lines(
            "SELECT DISTINCT operation_id || '' FROM change WHERE before IS NOT NULL AND NOT json_valid(before)
             UNION SELECT id || '' FROM operation WHERE NOT json_valid(argv) LIMIT 10",
        )?;
        unreadable.extend(self.unreadable_runs()?);
        Ok(if !strange.is_empty() {
            bad("log", format!("changes of unknown tables: {}", strange.join(", ")), "use the newer auld that wrote it")
        } else if !unreadable.is_empty() {
            let saw = format!("operations that cannot be read: {}", unreadable.join(", "));
            bad("log", saw, "all else is whole; these operations cannot be undone")
        } else {
            good("log", "every change can be read back")
        })
    }

    /// Makes all derived rows anew.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn mend(&mut self) -> Result<()> {
        // IMMEDIATE: a transaction that reads first could lose its turn to another writer half-way.
        let tx = rusqlite::Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate);
        let tx = tx.map_err(|e| self.error(e))?;
        derive::rebuild(&tx)?;
        tx.commit().map_err(|e| self.error(e))
    }

    /// Lets only the owner read the file and what lies beside it for it; with `folder`, also only the owner enter
    /// the folder. Drafts of commands that were cut off go. Does nothing for a store in memory.
    ///
    /// # Errors
    /// Where the permissions cannot be changed.
    pub fn mend_permissions(&self, folder: bool) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let private = |path: &Path, mode| match fs::set_permissions(path, fs::Permissions::from_mode(mode)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::Unusable { path: path.to_owned(), why: e.to_string() })
            }
            _ => Ok(()),
        };
        for suffix in ["", "-wal", "-shm", "-journal"] {
            private(&file::beside(path, suffix), 0o600)?;
        }
        drafts::sweep_beside(path, self.key.is_some());
        Store::mend_copies(path)?;
        path.parent().filter(|_| folder).map_or(Ok(()), |parent| private(parent, 0o700))
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
}

/// Names what a synchronising program left beside the store when two machines wrote to it.
fn siblings(path: &Path) -> Finding {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let names = file::beside_with(path, &stem, &["conflicted copy", "sync-conflict", "case conflict", "(1)"]);
    if names.is_empty() {
        return good("siblings", "no conflicting copies lie beside it");
    }
    bad(
        "siblings",
        format!("two machines wrote to it apart: {}", names.join(", ")),
        "look into each with `auld --db FILE list`, bring over what is missing, remove it, and keep the store out of \
         synchronised folders",
    )
}

/// Names drafts of commands that were cut off.
fn leftovers(path: &Path) -> Finding {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let names = file::beside_with(path, &name, &[".new-"]);
    if names.is_empty() {
        return good("leftovers", "no command left a draft behind");
    }
    // No fault of the store, and one may belong to a command at work.
    good("leftovers", format!("drafts of commands that were cut off, safe to remove: {}", names.join(", ")))
}

fn permissions(path: &Path) -> Finding {
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    const STICKY: u32 = 0o1000;
    let mode = |p: &Path| fs::metadata(p).map(|m| m.permissions().mode()).unwrap_or(0);
    let mut open =
        ["", "-wal", "-shm", "-journal"].iter().map(|s| file::beside(path, s)).filter(|p| mode(p) & 0o077 != 0);
    let owner = fs::metadata(path).map(|m| m.uid()).unwrap_or_default();
    if owner != rustix::process::geteuid().as_raw() {
        return bad("permissions", format!("the file belongs to user {owner}"), "use a store of your own");
    }
    if let Some(first) = open.next() {
        let mend = format!("`auld doctor --mend`, or chmod 600 '{}'*", path.display());
        return bad("permissions", format!("others can read `{}`", first.display()), mend);
    }
    let folder = file::folder_of(path);
    if mode(folder) & WRITABLE_BY_OTHERS != 0 && mode(folder) & STICKY == 0 {
        let saw = format!("others can put files into `{}`", folder.display());
        return bad("permissions", saw, format!("chmod go-w '{}'", folder.display()));
    }
    good("permissions", "only you can read the file")
}

fn free_space(path: &Path) -> Finding {
    let folder = file::folder_of(path);
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
