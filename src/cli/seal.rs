//! Sealed files on the command line: whom to seal to, and how to open.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::report::{Failure, Refusal, refused};
use super::session::Session;
use crate::domain::secret::Secret;
use crate::exchange::seal::{HEAD_BYTES, Keyring, Opened, SealError, To, is_sealed};
use crate::store;
use crate::view::shell::quoted;
use crate::view::words;

/// How large a file of keys may be, in bytes.
const KEYS_MAX: u64 = 1 << 20;

/// Whom a file that is written is sealed to.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Sealing")]
pub struct SealFlags {
    /// Seal it with a passphrase, which is asked for; the program age opens it too
    #[arg(long, short, alias = "passphrase")]
    encrypt: bool,
    /// Seal it to this key (age1…) instead; can be given again
    #[arg(long, short = 'r', visible_alias = "recipient", value_name = "KEY")]
    encrypt_to: Vec<String>,
    /// Seal it to the keys in this file, one a line
    #[arg(long, short = 'R', value_name = "FILE", value_hint = ValueHint::FilePath)]
    recipients_file: Vec<PathBuf>,
    /// Write the sealed file as text, for mail
    #[arg(long, short)]
    armor: bool,
}

/// What a sealed file that is read is opened with.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Sealing")]
pub struct OpenFlags {
    /// Open what is sealed with the keys in this file; a passphrase is asked for
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    identity: Vec<PathBuf>,
}

/// How a file is to be sealed.
pub struct Seal {
    pub to: To,
    /// As text.
    pub text: bool,
}

impl Seal {
    /// Returns in words how: `with a passphrase`, `to 2 keys`.
    pub fn how(&self) -> String {
        match self.to.count() {
            0 => "with a passphrase".into(),
            keys => format!("to {}", words::count(keys, "key")),
        }
    }
}

impl SealFlags {
    /// Tells whether anything is to be sealed.
    pub fn wanted(&self) -> bool {
        self.encrypt || !self.encrypt_to.is_empty() || !self.recipients_file.is_empty()
    }

    /// Tells whether a sealed file would be text.
    pub fn text(&self) -> bool {
        self.armor
    }

    /// Refuses flags that say nothing together.
    pub fn check(&self) -> Result<(), Failure> {
        if self.armor && !self.wanted() {
            return Err(Failure::Usage("`--armor` is for a sealed file: add `--encrypt`".into()));
        }
        Ok(())
    }

    /// Settles whom to seal to, and asks for a new passphrase where no key is named; `None` where nothing is sealed, or
    /// only tried out and so nobody need type.
    pub fn settle(&self, session: &mut Session<'_>) -> Result<Option<Seal>, Failure> {
        if !self.wanted() {
            return Ok(None);
        }
        let mut keys = self.encrypt_to.clone();
        for path in &self.recipients_file {
            let text = String::from_utf8(bytes(path)?).map_err(|_| none(path, "it is no text"))?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            let before = keys.len();
            keys.extend(lines.map(str::to_owned));
            if keys.len() == before {
                return Err(none(path, "no line of it is a key"));
            }
        }
        let to = if keys.is_empty() {
            // What cannot be done is said before anybody types.
            if session.settings.dry_run || cfg!(not(feature = "crypt")) {
                To::passphrase(Secret::new(String::new()))
            } else {
                let hint = "seal to a key instead: `--encrypt-to age1…`; `age-keygen` makes one";
                To::passphrase(session.new_passphrase("Passphrase to seal it with", hint)?)
            }
        } else {
            To::keys(&keys)
        };
        Ok(Some(Seal { to: to.map_err(|e| failure(e, None))?, text: self.armor }))
    }
}

impl OpenFlags {
    /// Returns flags that name these files.
    pub fn of(identity: Vec<PathBuf>) -> OpenFlags {
        OpenFlags { identity }
    }

    /// Returns the keys in the files that are named; asks for the passphrase of such a file that is sealed itself.
    pub fn keyring(&self, session: &mut Session<'_>) -> Result<Keyring, Failure> {
        let mut keys = Keyring::default();
        for path in &self.identity {
            let held = zeroize::Zeroizing::new(bytes(path)?);
            let mut asking = Asking::new(session, path);
            let added = keys.add(&path.display().to_string(), &held, &mut |at| asking.ask(at));
            asking.settle(added)?;
        }
        Ok(keys)
    }
}

/// Returns the file where it is a sealed one, to be read from its beginning; `None` for any other, and where it cannot be
/// read: whoever takes it says so better.
pub fn sealed_file(path: &Path) -> Option<File> {
    if !path.metadata().is_ok_and(|about| about.is_file()) {
        return None;
    }
    let mut file = File::open(path).ok()?;
    begins_sealed(&mut file).then_some(file)
}

/// Tells whether a file that can be read in any order begins as a sealed one does; goes back to its beginning.
pub fn begins_sealed(file: &mut File) -> bool {
    let mut head = Vec::new();
    let read = file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head);
    file.rewind().is_ok() && read.is_ok() && is_sealed(&head)
}

/// Opens a sealed file with the keys at hand, or with a passphrase that is asked for.
///
/// # Errors
/// Where it cannot be opened; the refusal says why, and how to go on.
pub fn open<'r>(
    session: &mut Session<'_>,
    keys: &Keyring,
    path: &Path,
    input: impl Read + 'r,
) -> Result<Opened<'r>, Failure> {
    let mut asking = Asking::new(session, path);
    let opened = keys.open(input, Some(&mut |at| asking.ask(at)));
    asking.settle(opened)
}

/// Asks for the passphrase of a file.
struct Asking<'s, 'w> {
    session: &'s mut Session<'w>,
    path: &'s Path,
    failed: Option<Failure>,
}

impl<'s, 'w> Asking<'s, 'w> {
    fn new(session: &'s mut Session<'w>, path: &'s Path) -> Asking<'s, 'w> {
        Asking { session, path, failed: None }
    }

    fn ask(&mut self, at: usize) -> Option<Secret> {
        let file = shown(self.path);
        let question =
            if at == 0 { format!("Passphrase of {file}") } else { format!("That is not it. Passphrase of {file}") };
        let hint = "it takes a person: run it at a terminal; a file sealed to a key needs none: `--identity FILE`";
        self.session.passphrase(&question, hint).map_err(|e| self.failed = Some(e)).ok()
    }

    fn settle<T>(self, done: Result<T, SealError>) -> Result<T, Failure> {
        match (done, self.failed) {
            (Ok(done), _) => Ok(done),
            (Err(SealError::Unasked), Some(failed)) => Err(failed),
            (Err(e), _) => Err(failure(e, Some(self.path))),
        }
    }
}

/// Says why something cannot be sealed, or the file at `path` not opened.
pub fn failure(e: SealError, path: Option<&Path>) -> Failure {
    let hint = match &e {
        SealError::NotBuilt => {
            "build it with the feature `crypt`, or use the program age: it seals and opens the same files".into()
        }
        SealError::KeyNeeded => "name the file with the key: `--identity FILE`; nothing was changed".into(),
        SealError::WrongKey => {
            "is it another of your keys? `--identity FILE` can be given again; nothing was changed".into()
        }
        SealError::WrongPassphrase | SealError::Unasked => "nothing was changed".into(),
        SealError::TooDear { .. } => match path {
            Some(path) => format!(
                "if you trust it, open it with the program age: `age -d {}`",
                quoted(&path.display().to_string())
            ),
            None => String::new(),
        },
        SealError::Newer => "a newer auld may know it; nothing was changed".into(),
        SealError::Damaged(_) => "take another copy of it; nothing was changed".into(),
        SealError::NoKey(_) | SealError::Io(_) => String::new(),
    };
    if let SealError::Io(e) = &e {
        let file = path.map_or_else(|| "the sealed file".to_owned(), shown);
        return Failure::Machine(format!("{file} cannot be read: {}", store::why(e)));
    }
    let what = match path {
        Some(path) if !matches!(e, SealError::NoKey(_)) => format!("{} cannot be opened: {e}", shown(path)),
        _ => e.to_string(),
    };
    let refusal = Refusal::new(what);
    if hint.is_empty() { refusal } else { refusal.hint(hint) }.into()
}

/// Returns a file as it is called in words.
fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { format!("`{}`", path.display()) }
}

/// Reads a file of keys, which is small.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut held = Vec::new();
    let read = File::open(path).and_then(|file| file.take(KEYS_MAX + 1).read_to_end(&mut held));
    match read {
        Ok(_) if held.len() as u64 > KEYS_MAX => Err(none(path, "it is too large")),
        Ok(_) => Ok(held),
        Err(e) => Err(refused(format!("`{}` cannot be read: {}", path.display(), store::why(&e)))),
    }
}

fn none(path: &Path, why: &str) -> Failure {
    Refusal::new(format!("`{}` is no file of keys: {why}", path.display()))
        .hint("`age-keygen -o key.txt` makes a key and prints what to seal to")
        .into()
}
