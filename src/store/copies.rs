//! Copies that auld makes of a store by itself, in a folder beside it, before what cannot be taken back or is hard to:
//! an upgrade, an import of many people, a restore. The oldest go.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{NaiveDateTime, TimeDelta};

use super::check::{Finding, bad, good};
use super::{About, Access, Error, Key, Result, Store, WriteTx, drafts, file, inspect, lock};

/// How many are kept.
pub const KEPT: usize = 20;
/// What the name of the folder has after that of the store: two stores in one folder keep theirs apart, and no folder
/// that the user made is taken for it.
const FOLDER: &str = ".backups";
const STAMP: &str = "%Y-%m-%d-%H%M%S";
/// The length of what [`STAMP`] writes.
const STAMP_LEN: usize = 17;

/// Before what a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    Upgrade,
    Import,
    Restore,
}

impl Occasion {
    /// Returns the word for it, which is also part of the name of the file.
    pub fn word(self) -> &'static str {
        match self {
            Occasion::Upgrade => "upgrade",
            Occasion::Import => "import",
            Occasion::Restore => "restore",
        }
    }
}

/// A copy that auld made by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    /// When it was made, where the user was.
    pub at: NaiveDateTime,
    pub before: Occasion,
}

impl Backup {
    fn named(path: PathBuf) -> Option<Backup> {
        let name = path.file_name()?.to_str()?;
        let at = NaiveDateTime::parse_from_str(name.get(..STAMP_LEN)?, STAMP).ok()?;
        let word = name.get(STAMP_LEN..)?.strip_prefix('-')?.strip_suffix(".db")?;
        let known = [Occasion::Upgrade, Occasion::Import, Occasion::Restore];
        let before = known.into_iter().find(|occasion| occasion.word() == word)?;
        Some(Backup { path, at, before })
    }

    /// Returns the name of the file without its ending: the day, the time and the occasion.
    pub fn name(&self) -> &str {
        self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
    }

    /// Returns what it holds. Leaves nothing beside it.
    ///
    /// # Errors
    /// Where it is damaged, newer than this program, locked with another key, or cannot be read.
    pub fn about(&self, key: Option<&Key>) -> Result<About> {
        let key = lock::fitting(&self.path, &inspect::inspect(&self.path)?, key)?;
        let conn = file::connect(&self.path, Access::Read, key)?;
        Store::new(conn, Some(self.path.clone()), Access::Read, key.cloned(), None).about()
    }
}

/// Returns the copies that auld made of the store at `path` by itself, the newest first.
pub fn backups(path: &Path) -> Vec<Backup> {
    let mut found: Vec<_> = files(path).into_iter().filter_map(Backup::named).collect();
    found.sort_by(|a, b| b.path.cmp(&a.path));
    found
}

/// Returns the folder that they lie in, or would.
pub(super) fn folder(path: &Path) -> PathBuf {
    file::beside(path, FOLDER)
}

/// Returns all files in the folder, in order: it is auld's own, whatever they are called.
pub(super) fn files(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(path)).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.filter(|e| e.file_type().is_ok_and(|t| !t.is_dir())).map(|e| e.path()).collect();
    files.sort();
    files
}

/// Returns the copies of the store that auld made: by itself, at a restore, and of commands that were cut off.
pub(super) fn own(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = |rest: &str| rest.starts_with(".replaced-") || rest.starts_with(".new-");
    let names = file::beside_with(path, &name, &[""]);
    let beside = names.iter().filter(|other| own(other.get(name.len()..).unwrap_or_default()));
    beside.map(|name| path.with_file_name(name)).chain(files(path)).collect()
}

/// Returns a name that nothing has, in a folder that only the user can enter; makes the folder.
pub(super) fn place(path: &Path, at: NaiveDateTime, before: Occasion) -> Result<PathBuf> {
    let folder = folder(path);
    let failed = |why: String| Error::Unusable { path: folder.clone(), why };
    match DirBuilder::new().mode(0o700).create(&folder) {
        Ok(()) => {
            file::sync_folder_of(&folder).map_err(|e| failed(file::reason(&e)))?;
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            let about = fs::symlink_metadata(&folder).map_err(|e| failed(file::reason(&e)))?;
            if !about.is_dir() || about.uid() != rustix::process::geteuid().as_raw() {
                return Err(failed("it is no folder of yours".into()));
            }
        }
        Err(e) => return Err(failed(file::reason(&e))),
    }
    let named =
        |seconds| folder.join(format!("{}-{}.db", (at + TimeDelta::seconds(seconds)).format(STAMP), before.word()));
    // More than one in a second is rare, and a second more is no lie worth another form of name.
    let free = (0..3600).map(named).find(|path| path.symlink_metadata().is_err());
    free.ok_or_else(|| failed("no name in it is free".into()))
}

/// Removes the oldest copies and the drafts of commands that were cut off, but not the newcomer: the clock may have been set back.
pub(super) fn prune(path: &Path, newcomer: &Path) {
    for old in backups(path).into_iter().filter(|backup| backup.path != newcomer).skip(KEPT - 1) {
        fs::remove_file(old.path).ok();
    }
    for draft in files(path) {
        let name = draft.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.split_once(".new-").is_some_and(|(_, rest)| drafts::is_of_no_process(rest)) {
            fs::remove_file(draft).ok();
        }
    }
}

/// A copy of the store as it was before something that is not done yet. Where its fate is never told, it stays.
#[derive(Debug)]
#[must_use = "say whether it is done"]
pub struct Before {
    store: PathBuf,
    copy: PathBuf,
}

impl Before {
    /// Keeps the copy, since the deed was done, and lets the oldest go.
    pub fn keep(self) {
        prune(&self.store, &self.copy);
    }

    /// Lets the copy go, since nothing came of the deed.
    pub fn let_go(self) {
        fs::remove_file(self.copy).ok();
    }
}

impl Store {
    /// Copies the store into the folder of its backups, checked, and lets the oldest go.
    ///
    /// # Errors
    /// Where the copy cannot be made, or is not sound.
    pub(super) fn keep_as_it_is(&self, at: NaiveDateTime, before: Occasion) -> Result<()> {
        self.copy_aside(at, before).map(Before::keep)
    }

    /// Copies the store into the folder of its backups, checked.
    fn copy_aside(&self, at: NaiveDateTime, before: Occasion) -> Result<Before> {
        let store = self.path.clone().unwrap_or_default();
        let copy = place(&store, at, before)?;
        self.backup_to_rest(&copy)?;
        Ok(Before { store, copy })
    }

    /// Says whether auld's own copies can be opened, and whether only the user can read them.
    pub(super) fn kept_copies(path: &Path) -> Finding {
        let kept = backups(path);
        let damaged = kept.iter().find(|backup| {
            !matches!(inspect::inspect(&backup.path), Ok(_) | Err(Error::Newer { .. } | Error::Locked { .. }))
        });
        if let Some(damaged) = damaged {
            let saw = format!("`{}` is damaged", damaged.path.display());
            return bad("backups", saw, "remove that file; the others are whole at a glance");
        }
        let open = |path: &PathBuf| fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o077 != 0);
        if let Some(open) = std::iter::once(folder(path)).chain(files(path)).find(open) {
            return bad("backups", format!("others can read `{}`", open.display()), "`auld doctor --mend`");
        }
        match kept.first() {
            None => good("backups", "auld made none by itself yet"),
            Some(newest) => {
                good("backups", format!("{} made by auld itself, the newest {}", kept.len(), newest.name()))
            }
        }
    }

    /// Lets only the user read auld's own copies.
    ///
    /// # Errors
    /// Where the permissions cannot be changed.
    pub(super) fn mend_copies(path: &Path) -> Result<()> {
        let folder = folder(path);
        if !fs::symlink_metadata(&folder).is_ok_and(|about| about.is_dir()) {
            return Ok(());
        }
        for (path, mode) in std::iter::once((folder, 0o700)).chain(files(path).into_iter().map(|path| (path, 0o600))) {
            let changed = fs::set_permissions(&path, fs::Permissions::from_mode(mode));
            changed.map_err(|e| Error::Unusable { path, why: file::reason(&e) })?;
        }
        Ok(())
    }
}

impl WriteTx<'_> {
    /// Copies the store as it was before this operation, which nobody else sees yet. Returns the copy; `None` where there
    /// was nothing to keep.
    ///
    /// # Errors
    /// Where the copy cannot be made, or is not sound; the operation is none the worse for it.
    pub fn keep_as_it_was(&self, at: NaiveDateTime, before: Occasion) -> Result<Option<Before>> {
        let Some(path) = self.conn.path().filter(|path| !path.is_empty()).map(PathBuf::from) else { return Ok(None) };
        // Another connection sees what is committed. The file itself must not be opened beside SQLite: closing it would let
        // go of the locks of this process.
        let conn = file::connect(&path, Access::Read, self.key)?;
        // On a network disk, without a write-ahead log, an operation that has begun to spill keeps everybody out.
        conn.busy_timeout(std::time::Duration::ZERO)?;
        let key = self.key.cloned();
        let was = Store::new(conn, Some(path), Access::Read, key, None);
        if was.about()?.operations == 0 {
            return Ok(None);
        }
        was.copy_aside(at, before).map(Some)
    }
}
