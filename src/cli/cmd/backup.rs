//! `auld backup FILE`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde_json::json;

use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::store::Access;
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::words;

/// Copy the store to a file, checked before it says so
///
/// The copy is whole also while others write. In a folder it is named after the day. Only you can read it.
///
///   auld backup ~/backups
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to write, or a folder for it
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    file: PathBuf,
    /// Write over a file that is there already
    #[arg(long)]
    force: bool,
}

pub fn run(args: BackupArgs, session: &mut Session<'_>) -> Done {
    let store_path = session.store_path()?;
    let mut target = args.file;
    if target.is_dir() {
        target.push(format!("auld-{}.db", session.world.today));
    }
    if is_of_store(&target, &store_path) {
        return Err(Refusal::new(format!("`{}` is the store itself", target.display()))
            .hint("name another file")
            .into());
    }
    if !args.force && target.symlink_metadata().is_ok() {
        return Err(Refusal::new(format!("there is a file `{}` already", target.display()))
            .hint("write over it with `--force`, or name another file")
            .into());
    }
    let store = session.open(Access::Read)?;
    if store.path().is_none() {
        return Err(nothing_to_keep(&store_path));
    }
    if session.settings.dry_run {
        session.say(&format!("dry run: would write `{}`", target.display()));
        return Ok(());
    }
    let copied = if args.force { store.backup_over(&target)? } else { store.backup_to(&target)? };
    let shown = std::path::absolute(&target).unwrap_or(target).display().to_string();
    let (people, meetings) = (copied.people, copied.meetings);
    let json = json!({ "file": shown, "people": people, "meetings": meetings, "bytes": copied.bytes, "checked": true });
    let row = vec![shown.clone(), people.to_string(), meetings.to_string(), copied.bytes.to_string()];
    let locked = if store.is_locked() { ", locked with the key of the store" } else { "" };
    let held =
        format!("{}, {}, {}{locked}", counted(people, "person"), counted(meetings, "meeting"), size(copied.bytes));
    let line = Text::from("copied to ").strong(shown.clone());
    session.show(&Said::new(json, row).line(line).line(format!("{held}; checked and sound")))?;
    session.say(&format!("bring it back with `auld restore {}`", quoted(&shown)));
    Ok(())
}

/// Tells whether the path is the store, one of its own files, or a link to it.
fn is_of_store(target: &Path, store: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |suffix: &str| {
        let mut own = store.as_os_str().to_owned();
        own.push(suffix);
        let here = std::path::absolute(target).ok();
        let there = std::path::absolute(Path::new(&own)).ok();
        let node = |path: &Path| std::fs::metadata(path).map(|about| (about.dev(), about.ino())).ok();
        here.is_some() && here == there || node(target).is_some_and(|of| node(Path::new(&own)) == Some(of))
    };
    ["", "-wal", "-shm", "-journal"].into_iter().any(same)
}

/// Says that there is no store yet.
pub fn nothing_to_keep(path: &Path) -> Failure {
    Refusal::new(format!("there is no store at `{}` yet", path.display()))
        .hint("the first `auld add NAME` or `auld log TEXT` makes it; another store is named with `--db FILE`")
        .into()
}

/// Returns a number and its noun.
pub fn counted(n: u64, noun: &str) -> String {
    words::count(usize::try_from(n).unwrap_or(usize::MAX), noun)
}

/// Returns a size as said: `512 bytes`, `96 KiB`, `1.4 MiB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        ..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{}.{} MiB", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20),
    }
}
