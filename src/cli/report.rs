//! Failures: how they read on standard error, and the exit code they give. The only place of either.

use std::io::Write;

use crate::store;
use crate::view::sanitize;
use crate::world::World;

/// Done.
pub const DONE: u8 = 0;
/// Could not: not found, ambiguous, refused.
pub const COULD_NOT: u8 = 1;
/// Bad command line.
pub const USAGE: u8 = 2;
/// The store or the machine failed.
pub const MACHINE: u8 = 3;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{}", .0.what)]
    Refused(Refusal),
    /// The command line makes no sense; the text says why.
    #[error("{0}")]
    Usage(String),
    /// The command line makes no sense, and more is to be said than why.
    #[error("{}", .0.what)]
    Misuse(Refusal),
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Of a backup, and not of the store in use.
    #[error("{}", backup(.0))]
    Backup(store::Error),
    /// Something of the machine other than the store.
    #[error("{0}")]
    Machine(String),
    /// Whoever read the output has gone: a quiet success.
    #[error("the output was closed")]
    Closed,
}

/// A "no" that says how to go on.
#[derive(Debug, Clone, Default)]
pub struct Refusal {
    pub what: String,
    /// Further lines: candidates, what stands in the way.
    pub lines: Vec<String>,
    /// What to type next.
    pub hints: Vec<String>,
}

impl Refusal {
    /// Returns a refusal with nothing but its reason.
    pub fn new(what: impl Into<String>) -> Refusal {
        Refusal { what: what.into(), ..Refusal::default() }
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Refusal {
        self.hints.push(hint.into());
        self
    }

    /// Adds a line below the reason.
    pub fn line(mut self, line: impl Into<String>) -> Refusal {
        self.lines.push(line.into());
        self
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(refusal)
    }
}

/// Returns a refusal as a failure.
pub fn refused(what: impl Into<String>) -> Failure {
    Failure::Refused(Refusal::new(what))
}

/// Tells the user what went wrong with a verb, and returns the exit code.
pub fn report(failure: &Failure, verb: Option<&str>, world: &mut World) -> u8 {
    let (code, lines, hints) = match failure {
        Failure::Closed => return DONE,
        Failure::Refused(refusal) => (COULD_NOT, refusal.lines.clone(), refusal.hints.clone()),
        Failure::Usage(_) => {
            let about = verb.map(|verb| format!("`auld {verb} --help` says how to put it"));
            (USAGE, Vec::new(), about.into_iter().collect())
        }
        Failure::Misuse(refusal) => {
            let about = verb.map(|verb| format!("`auld {verb} --help` says how to put it"));
            (USAGE, refusal.lines.clone(), refusal.hints.iter().cloned().chain(about).collect())
        }
        Failure::Store(error) => (code_of(error), Vec::new(), error.hint().into_iter().collect()),
        Failure::Backup(error) => (code_of(error), Vec::new(), of_backup(error).into_iter().collect()),
        Failure::Machine(_) => (MACHINE, Vec::new(), Vec::new()),
    };
    let mut text = format!("error: {}\n", sanitize::shown(&failure.to_string()));
    let other_auld = match failure {
        Failure::Store(store::Error::Newer { .. }) | Failure::Backup(store::Error::Newer { .. }) => true,
        Failure::Store(store::Error::Locked { .. }) | Failure::Backup(store::Error::Locked { .. }) => !store::CAN_LOCK,
        _ => false,
    };
    if other_auld {
        // Two versions on one PATH are how this happens; the path tells which one ran.
        text.push_str(&format!("  this auld is `{}`\n", sanitize::shown(&world.program.display().to_string())));
    }
    for line in lines {
        text.push_str(&format!("  {}\n", sanitize::shown(&line)));
    }
    for hint in hints {
        text.push_str(&format!("hint: {}\n", sanitize::shown(&hint)));
    }
    // There is nowhere left to tell that telling failed.
    world.stderr.write_all(text.as_bytes()).ok();
    code
}

/// Says what is wrong with a backup.
fn backup(error: &store::Error) -> String {
    match error {
        store::Error::Unusable { path, why } => format!("`{}` cannot be restored: {why}", path.display()),
        store::Error::Damaged { path, why } => format!("the backup `{}` is damaged: {why}", path.display()),
        // How to go on with a store that is empty does not help with a backup.
        store::Error::Foreign { path, why } => {
            format!("`{}` is no backup: {}", path.display(), why.split(';').next().unwrap_or(why))
        }
        error => error.to_string(),
    }
}

/// Returns how to go on where a backup cannot be taken: `--db` names no backup, and the store is not at fault.
fn of_backup(error: &store::Error) -> Option<String> {
    use store::Error::{Damaged, Foreign, Unusable};
    match error {
        Unusable { .. } | Foreign { .. } | Damaged { .. } => {
            Some("name another backup; `auld restore` alone lists those that auld keeps; nothing was changed".into())
        }
        error => error.hint(),
    }
}

fn code_of(error: &store::Error) -> u8 {
    match error {
        store::Error::NoOperation(_) | store::Error::Circle { .. } => COULD_NOT,
        _ => MACHINE,
    }
}
