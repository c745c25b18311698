//! `auld lock`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::backup::{nothing_to_keep, size};
use crate::cli::keys::Place;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::store::{self, About, Access, Copied, Key, KeyId};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::words;

/// Encrypt the store on the disk, or with `--off` no more
///
/// Whoever gets hold of the file then can read nothing in it: names, texts, history and search words are encrypted, and
/// so are the log beside it, every backup made from then on, and the copies that auld makes by itself. The store is
/// written anew, compared row by row, and put in its place; then the plain file and auld's own plain copies are
/// overwritten and removed. Exports, and backups that you made before, stay as they are.
///
/// The key is 32 random bytes. It is kept in one of three places, never beside the store:
///
///   passphrase   sealed with a passphrase that every command asks for (0.1 s each)
///   key_command  printed by a command that your settings name, such as `pass`
///   keyring      in the keyring of GNOME, KDE, KeePassXC or macOS
///
/// For `key_command`, put `key_command = "pass show auld"` into the settings, and a new key into `pass`, as in the
/// example below. The settings are in `~/.config/auld/settings.toml`, or where AULD_CONFIG says.
///
/// If the key is lost, nobody can read the store any more: keep what `auld lock --print-key` prints in a safe place.
///
/// This needs an auld that was built with it: `cargo install --path . --features sqlcipher`.
///
///   auld lock
///   auld lock --keyring
///   auld lock --print-key | pass insert -e auld
///   auld lock --off
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct LockArgs {
    /// Make the store plain again
    #[arg(long, conflicts_with_all = ["passphrase", "keyring", "print_key"])]
    off: bool,
    /// Seal the key with a passphrase, or with another one than before
    #[arg(long, conflicts_with_all = ["keyring", "print_key"])]
    passphrase: bool,
    /// Keep the key in the system's keyring
    #[arg(long, conflicts_with = "print_key")]
    keyring: bool,
    /// Print the key of the store and do nothing else; of a plain store a new one, to be kept by a command
    #[arg(long)]
    print_key: bool,
    /// Leave the plain copies that auld made by itself
    #[arg(long, conflicts_with_all = ["off", "print_key"])]
    keep_copies: bool,
}

impl LockArgs {
    /// Returns where the key shall be kept; `None` where that is left open.
    fn place(&self) -> Option<Place> {
        let keyring = self.keyring.then_some(Place::Keyring);
        keyring.or(self.passphrase.then_some(Place::Passphrase))
    }
}

pub fn run(args: LockArgs, session: &mut Session<'_>) -> Done {
    if !store::CAN_LOCK {
        return Err(Refusal::new("this auld was built without locking")
            .hint("build one that has it: `cargo install --path . --features sqlcipher`")
            .hint("`auld backup` to an encrypted disk, or encrypting the whole disk, needs no other auld")
            .into());
    }
    let path = session.store_path()?;
    if args.print_key {
        return print_key(session, &path);
    }
    let store = session.open_to_close(Access::Read)?;
    let Some(there) = store.path().map(Path::to_owned) else {
        return Err(nothing_to_keep(&path));
    };
    // Only what is rehearsed is not counted anyway.
    let held = if session.settings.dry_run { store.about()? } else { About::default() };
    drop(store);
    let held = Copied { people: held.people, meetings: held.meetings, bytes: held.bytes };
    match (store::locked(&there)?, args.off) {
        (None, false) => lock(session, &args, &there, held),
        (Some(id), false) => stay_locked(session, &args, &there, id),
        (Some(_), true) => unlock(session, &there, held),
        (None, true) => say(session, "unlocked", &there, Text::from("the store is not locked; nothing was changed")),
    }
}

/// Prints the key of a locked store, or a new one.
fn print_key(session: &mut Session<'_>, path: &Path) -> Done {
    let key = match session.key_for(path)? {
        Some(key) => key,
        None => Key::random().map_err(|e| no_random(&e))?,
    };
    let hex = key.hex().reveal().to_owned();
    session.show(&Said::new(json!({ "key": hex }), vec![hex.clone()]).line(hex))
}

fn lock(session: &mut Session<'_>, args: &LockArgs, path: &Path, held: Copied) -> Done {
    let command = session.chosen()?.key_command;
    let place = args.place().unwrap_or(if command.is_some() { Place::Command } else { Place::Passphrase });
    if let (Place::Keyring, Some(command)) = (place, &command) {
        return Err(comes_first(command));
    }
    let copies = if args.keep_copies { Vec::new() } else { store::plain_copies(path) };
    if session.settings.dry_run {
        return show(session, Word::Lock, path, Some(place), held, &copies, &[]);
    }
    let with_it = match copies.len() {
        0 => String::new(),
        n => format!(", and {} that auld made of it by itself", words::count(n, "plain copy")),
    };
    let question = format!("Lock `{}`? The plain file{with_it} will be shredded", path.display());
    if !session.confirm(&question, "answer it with `-y`; `--keep-copies` leaves copies")? {
        return Err(refused("nothing was changed"));
    }
    let key = match (place, command) {
        (Place::Command, Some(command)) => told(session, &command)?,
        _ => Key::random().map_err(|e| no_random(&e))?,
    };
    // Before a page is encrypted the key is where it will be found.
    keep(session, &key, place, path)?;
    session.world.guard_memory();
    let done = match store::convert(path, None, Some(&key), session.world.local) {
        Ok(done) => done,
        Err(e) => {
            forget(session, key.id(), place);
            return Err(e.into());
        }
    };
    let (gone, mut left) = shred_all(&copies);
    left.extend(done.left.clone());
    show(session, Word::Lock, path, Some(place), done.held, &gone, &left)?;
    session.say(
        "Where a disk keeps what was written over (SSDs, btrfs, ZFS, APFS, snapshots), old blocks of the plain file \
                 may still be there; exports and backups elsewhere are as plain as they were.",
    );
    session.say("Without the key nobody opens the store, you included: keep what `auld lock --print-key` prints in a safe place.");
    unshredded(&left)
}

/// Moves the key of a locked store where that was asked for, and removes plain copies that are left.
fn stay_locked(session: &mut Session<'_>, args: &LockArgs, path: &Path, id: KeyId) -> Done {
    let copies = if args.keep_copies { Vec::new() } else { store::plain_copies(path) };
    let place = args.place();
    if let (Some(Place::Keyring), Some(command)) = (place, session.chosen()?.key_command) {
        return Err(comes_first(&command));
    }
    let dry = session.settings.dry_run;
    if let Some(place) = place.filter(|_| !dry) {
        // It was opened just now, so its key is known.
        let Some(key) = session.key_for(path)? else { return Err(refused("the store is not locked any more")) };
        keep(session, &key, place, path)?;
        // What seals it with a passphrase is asked first, and would hide the keyring.
        if place == Place::Keyring {
            session.remove_sealed(id)?;
        } else {
            session.world.remove_from_keyring(&id.to_string()).ok();
        }
    }
    let (gone, left) = if dry { (copies, Vec::new()) } else { shred_all(&copies) };
    let text = match place {
        Some(place) => format!("the key {} {}", if dry { "would be" } else { "is now" }, kept(place)),
        None if gone.is_empty() => "the store is locked already; nothing was changed".into(),
        None => "the store is locked already".into(),
    };
    let document = json!({ "done": Word::Lock.json(dry), "store": path.display().to_string(),
        "key": place.map(Place::word), "shredded": shown(&gone), "left": shown(&left) });
    let row = vec![Word::Lock.plain(dry).into(), path.display().to_string(), place.map_or("", Place::word).to_owned()];
    let mut said = Said::new(document, row).line(text);
    if !gone.is_empty() {
        let shredded = if dry { "would shred" } else { "shredded" };
        said = said.line(format!("{shredded} {}", words::count(gone.len(), "plain copy")));
    }
    if place.is_some() || !gone.is_empty() {
        session.did();
    }
    session.show(&said)?;
    rehearsed(session);
    unshredded(&left)
}

fn unlock(session: &mut Session<'_>, path: &Path, held: Copied) -> Done {
    if session.settings.dry_run {
        return show(session, Word::Unlock, path, None, held, &[], &[]);
    }
    let question = format!("Make `{}` plain? Whoever has the file can read it then", path.display());
    if !session.confirm(&question, "answer it with `-y`")? {
        return Err(refused("nothing was changed"));
    }
    let key = session.key_for(path)?;
    let done = store::convert(path, key.as_ref(), None, session.world.local)?;
    let left: Vec<PathBuf> = done.left.iter().cloned().collect();
    show(session, Word::Unlock, path, None, done.held, &[], &left)?;
    session.say("The key stays where it is: backups that were made while the store was locked need it.");
    Ok(())
}

/// Returns the key that the command of the settings tells.
fn told(session: &mut Session<'_>, command: &[String]) -> Result<Key, Failure> {
    let hint = "`auld lock --print-key` makes a key for it to keep; nothing was changed";
    let text = session.world.told_by(command).map_err(|e| Refusal::new(e.to_string()).hint(hint))?;
    let key = Key::given(text.reveal()).map_err(|e| no_random(&e))?;
    key.ok_or_else(|| {
        Refusal::new(format!("`{}` told no key: 64 hexadecimal digits", command.join(" "))).hint(hint).into()
    })
}

/// Puts a key where it will be found.
fn keep(session: &mut Session<'_>, key: &Key, place: Place, path: &Path) -> Done {
    match place {
        Place::Command => Ok(()),
        Place::Keyring => session.keep_in_keyring(key),
        Place::Passphrase => {
            let hint = "type it at a terminal; `--keyring` and a `key_command` in the settings need none";
            let passphrase = session.new_passphrase("Passphrase for the store", hint)?;
            session.keep_sealed(key, &passphrase, path).map(|_| ())
        }
    }
}

/// Removes a key that opens nothing.
fn forget(session: &mut Session<'_>, id: KeyId, place: Place) {
    match place {
        Place::Passphrase => session.remove_sealed(id).unwrap_or_default(),
        Place::Keyring => session.world.remove_from_keyring(&id.to_string()).unwrap_or_default(),
        Place::Command => {}
    }
}

/// Shreds copies; returns those that are gone, and those that are not.
fn shred_all(copies: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    copies.iter().cloned().partition(|copy| store::shred(copy).is_ok())
}

fn kept(place: Place) -> &'static str {
    match place {
        Place::Passphrase => "sealed with your passphrase",
        Place::Command => "told by `key_command` of the settings",
        Place::Keyring => "in the system's keyring",
    }
}

fn shown(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}

/// What is done with the store, or would be.
#[derive(Clone, Copy)]
enum Word {
    Lock,
    Unlock,
}

impl Word {
    fn json(self, dry: bool) -> &'static str {
        match self {
            _ if dry => "rehearsed",
            Word::Lock => "locked",
            Word::Unlock => "unlocked",
        }
    }

    fn plain(self, dry: bool) -> &'static str {
        match self {
            Word::Lock if dry => "would lock",
            Word::Unlock if dry => "would unlock",
            word => word.json(false),
        }
    }
}

/// Says what was done; in a dry run, what would be.
fn show(
    session: &mut Session<'_>,
    word: Word,
    path: &Path,
    place: Option<Place>,
    held: Copied,
    gone: &[PathBuf],
    left: &[PathBuf],
) -> Done {
    let (dry, store) = (session.settings.dry_run, path.display().to_string());
    let document = json!({ "done": word.json(dry), "store": store, "key": place.map(Place::word),
        "people": held.people, "meetings": held.meetings, "bytes": held.bytes, "shredded": shown(gone),
        "left": shown(left) });
    let row = vec![word.plain(dry).to_owned(), store.clone(), place.map_or("", Place::word).to_owned()];
    let (people, meetings) = (words::count(held.people, "person"), words::count(held.meetings, "meeting"));
    let as_it_was = if dry { "" } else { "; every row is as it was" };
    let mut said = Said::new(document, row)
        .line(Text::from(format!("{} ", word.plain(dry))).strong(store))
        .line(format!("{people}, {meetings}, {}{as_it_was}", size(held.bytes)));
    if let Some(place) = place {
        said = said.line(format!("the key {} {}", if dry { "would be" } else { "is" }, kept(place)));
    }
    if !gone.is_empty() {
        let copies = words::count(gone.len(), "plain copy");
        let shredded = if dry { "would shred" } else { "shredded" };
        let by = if dry { "that auld made by itself" } else { "that auld had made by itself" };
        said = said.line(format!("{shredded} {copies} {by}"));
        for copy in gone.iter().filter(|_| dry) {
            said = said.line(format!("  {}", copy.display()));
        }
    }
    session.did();
    session.show(&said)?;
    rehearsed(session);
    Ok(())
}

fn rehearsed(session: &mut Session<'_>) {
    if session.settings.dry_run {
        session.say("dry run: nothing was written");
    }
}

fn say(session: &mut Session<'_>, word: &str, path: &Path, text: Text) -> Done {
    let store = path.display().to_string();
    session.show(&Said::new(json!({ "done": word, "store": store }), vec![word.to_owned(), store]).line(text))
}

fn unshredded(left: &[PathBuf]) -> Done {
    if left.is_empty() {
        return Ok(());
    }
    let refusal = Refusal::new("the store is locked, but plain copies could not be removed");
    let refusal = shown(left).into_iter().fold(refusal, Refusal::line);
    Err(refusal.hint("remove them, or try again with `auld lock`").into())
}

fn comes_first(command: &[String]) -> Failure {
    Refusal::new(format!(
        "the settings name a `key_command`, `{}`, which is asked before the keyring",
        command.join(" ")
    ))
    .hint("take it out of the settings, or lock without `--keyring`")
    .into()
}

fn no_random(e: &std::io::Error) -> Failure {
    Failure::Machine(format!("the system gives no random bytes: {e}"))
}
