//! What can go wrong with a store, with what a caller needs to say it well.

use std::path::{Path, PathBuf};

/// The result of a call into the store.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure of the store or of the file under it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot use the store at `{}`: {why}", path.display())]
    Unusable { path: PathBuf, why: String },
    #[error("`{}` is not an auld store: {why}", path.display())]
    Foreign { path: PathBuf, why: String },
    #[error("the store at `{}` is damaged: {why}", path.display())]
    Damaged { path: PathBuf, why: String },
    #[error(
        "the store at `{}` is of version {found}, and this auld {} reads up to version {known}",
        path.display(), env!("CARGO_PKG_VERSION")
    )]
    Newer { path: PathBuf, found: u32, known: u32 },
    /// Locked, and not to be opened: `why` says what is missing, `hint` how to go on.
    #[error("the store at `{}` is locked, and {why}", path.display())]
    Locked { path: PathBuf, why: String, hint: String },
    #[error("the store at `{}` is of an older version and cannot be upgraded: {why}", path.display())]
    Upgrade { path: PathBuf, why: String },
    #[error("the store at `{}` is in use by another program and did not come free in {seconds} seconds", path.display())]
    Busy { path: PathBuf, seconds: u64 },
    #[error("the disk that holds `{}` is full; nothing was written", path.display())]
    Full { path: PathBuf },
    /// The last step of a write failed, after which the store may hold it or not.
    #[error("the disk that holds `{}` failed at the last step, and what you wrote may be stored or not: {why}", path.display())]
    Unsure { path: PathBuf, why: String },
    #[error("the store refuses the change: {0}")]
    Broken(String),
    /// Referrals in a circle: each person was brought by the one before, the first by the last.
    #[error("nobody can bring those who brought them: {}", circle(names, *more))]
    Circle { names: Vec<String>, more: usize },
    #[error("row {key} of table `{table}` cannot be read: {why}")]
    BadRow { table: &'static str, key: String, why: String },
    #[error("no operation {0}")]
    NoOperation(i64),
    #[error("the store cannot do that: {0}")]
    Sqlite(rusqlite::Error),
}

/// What a file is that is no store, and no database at all.
pub(super) const OTHER_KIND: &str = "it is a file of another kind";

/// Says in words why a call on a file or a stream failed, without the numbers of the system.
pub fn why(e: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match e.kind() {
        Kind::PermissionDenied => "permission denied".into(),
        Kind::ReadOnlyFilesystem => "the file system is read-only".into(),
        Kind::NotFound => "there is no such file".into(),
        Kind::StorageFull | Kind::QuotaExceeded => "the disk is full".into(),
        Kind::NotADirectory => "a part of the path is no folder".into(),
        Kind::InvalidFilename => "the name is too long".into(),
        Kind::AlreadyExists => "something else has this name".into(),
        Kind::FileTooLarge => "the file would be larger than it may be here".into(),
        _ => {
            let text = e.to_string();
            text.split_once(" (os error").map_or(text.as_str(), |(words, _)| words).to_owned()
        }
    }
}

/// Tells a circle as a sentence: `Ada brought Budi, who brought Ada`.
fn circle(names: &[String], more: usize) -> String {
    let link = |at: usize| [" brought ", ", who brought "][usize::from(at > 1)];
    let mut out = names.first().cloned().unwrap_or_default();
    for (at, name) in names.iter().enumerate().skip(1) {
        out += link(at);
        out += name;
    }
    if more > 0 {
        out += &format!(" (and {more} more after)");
    }
    out += link(names.len());
    out + names.first().map_or("", String::as_str)
}

impl Error {
    /// Returns what the user can do about it; `None` where nothing helps but trying again.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Error::Newer { .. } => "use the newer auld that wrote it; nothing was changed".into(),
            Error::Damaged { .. } => {
                "copy what is there aside, then restore your newest backup: `auld restore` lists those that auld kept"
                    .into()
            }
            Error::Foreign { .. } => "name another file with `--db FILE` or AULD_DB; nothing was changed".into(),
            Error::Unusable { .. } => "name another file with `--db FILE` or AULD_DB".into(),
            Error::Locked { hint, .. } => hint.clone(),
            Error::Full { .. } => "make room on the disk, then try again".into(),
            Error::Unsure { .. } => "`auld history -n 1` shows whether it is stored; look at the disk".into(),
            Error::Busy { .. } => "try again once the other program is done".into(),
            Error::Upgrade { .. } => "nothing was changed: the auld that wrote it still reads it".into(),
            Error::BadRow { .. } | Error::Sqlite(_) => "`auld doctor` looks the store over".into(),
            Error::NoOperation(_) => "`auld history` lists them".into(),
            Error::Circle { .. } => {
                "`auld trace NAME` shows a line; `auld refer NAME --by FRIEND --remove` takes a step of it out".into()
            }
            _ => return None,
        })
    }

    /// Translates what SQLite says into what it means for this file.
    pub(super) fn sqlite(e: rusqlite::Error, path: Option<&Path>) -> Error {
        use rusqlite::ErrorCode as Code;
        let path = path.unwrap_or(Path::new("")).to_owned();
        match e.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Error::Busy { path, seconds: super::file::BUSY_SECONDS },
            Some(Code::DiskFull) => Error::Full { path },
            Some(Code::NotADatabase) => Error::Foreign { path, why: OTHER_KIND.into() },
            Some(Code::DatabaseCorrupt) => {
                let why = e.to_string();
                // All that SQLite says of most damage.
                let said = why == "database disk image is malformed";
                Error::Damaged { path, why: if said { "parts of it are not as they were written".into() } else { why } }
            }
            Some(Code::ReadOnly) => Error::Unusable { path, why: "it cannot be written to".into() },
            Some(Code::CannotOpen) => Error::Unusable { path, why: "it cannot be opened".into() },
            Some(Code::PermissionDenied) => Error::Unusable { path, why: "permission denied".into() },
            Some(Code::SystemIoFailure) => Error::Unusable { path, why: format!("the disk failed ({e})") },
            _ => Error::Sqlite(e),
        }
    }

    /// Translates what SQLite says of a commit: where the disk fails there, nobody knows what of it is kept.
    pub(super) fn commit(e: rusqlite::Error, path: Option<&Path>) -> Error {
        let why = e.to_string();
        match Error::sqlite(e, path) {
            Error::Unusable { path, .. } => Error::Unsure { path, why },
            Error::Sqlite(_) => Error::Unsure { path: path.unwrap_or(Path::new("")).to_owned(), why },
            other => other,
        }
    }

    /// Translates what the system says of a call on the file at `path`, after which nothing is kept.
    pub(super) fn io(e: &std::io::Error, path: &Path) -> Error {
        use std::io::ErrorKind as Kind;
        match e.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Error::Full { path: path.to_owned() },
            _ => Error::Unusable { path: path.to_owned(), why: super::file::reason(e) },
        }
    }

    /// Returns the error as one about the file the user named, where it is about a draft of it; `at` is where the draft is
    /// to stand, and on whose disk it lies.
    pub(super) fn about(self, draft: &Path, named: &Path, at: &Path) -> Error {
        let renamed = |path: PathBuf| if path == draft { named.to_owned() } else { path };
        let placed = |path: PathBuf| if path == draft { at.to_owned() } else { path };
        match self {
            Error::Unusable { path, why } => Error::Unusable { path: renamed(path), why },
            Error::Foreign { path, why } => Error::Foreign { path: renamed(path), why },
            Error::Damaged { path, why } => Error::Damaged { path: renamed(path), why },
            Error::Locked { path, why, hint } => Error::Locked { path: renamed(path), why, hint },
            Error::Upgrade { path, why } => Error::Upgrade { path: renamed(path), why },
            Error::Newer { path, found, known } => Error::Newer { path: renamed(path), found, known },
            Error::Full { path } => Error::Full { path: placed(path) },
            Error::Unsure { path, why } => Error::Unsure { path: placed(path), why },
            Error::Busy { path, seconds } => Error::Busy { path: placed(path), seconds },
            other => other,
        }
    }

    /// Names the file where the place that failed did not know it.
    pub fn at(mut self, store: &Path) -> Error {
        use Error::{Busy, Damaged, Foreign, Full, Locked, Newer, Unsure, Unusable, Upgrade};
        if let Unusable { path, .. } | Foreign { path, .. } | Damaged { path, .. } | Newer { path, .. } = &mut self
            && path.as_os_str().is_empty()
        {
            store.clone_into(path);
        }
        if let Upgrade { path, .. } | Busy { path, .. } | Full { path } | Unsure { path, .. } | Locked { path, .. } =
            &mut self
            && path.as_os_str().is_empty()
        {
            store.clone_into(path);
        }
        self
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Error {
        Error::sqlite(e, None)
    }
}
