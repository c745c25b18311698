//! `auld restore [FILE]`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde_json::json;

use super::backup::{shown, size};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::seal::{self, OpenFlags};
use crate::cli::session::{Done, Session};
use crate::store::{self, About, Backup, Error, Replacement};
use crate::view::Text;
use crate::view::backups::{BackupLine, BackupList};
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::words;

/// Put a backup in the place of the store
///
/// The file is checked first; one that is damaged, or no store of auld, changes nothing. The store that stood there is
/// kept. A store that is damaged or gone can be replaced too. A sealed backup is opened with its passphrase, which is
/// asked for, or with the key that `--identity` names.
///
/// auld keeps copies of the store by itself: before a new version changes it, before an import of more than 100 people,
/// and before a restore; the newest 20. Without FILE they are listed; take one by its number, or by its day and time.
///
///   auld restore
///   auld restore 1
///   auld restore 2026-11-20
///   auld restore ~/backups/auld-2026-11-23.db
///   auld restore ~/backups/auld-2026-11-23.db.age
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreArgs {
    /// The backup, or any other auld store; or one that auld made, by its number or how its day and time begin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    #[command(flatten)]
    open: OpenFlags,
}

pub fn run(args: RestoreArgs, session: &mut Session<'_>) -> Done {
    let target = session.store_path()?;
    let Some(named) = args.file else { return list(session, &target) };
    let from = match std::fs::canonicalize(&named) {
        Ok(from) => from,
        Err(_) => kept(&named, &target)?,
    };
    if from.is_dir() {
        return Err(Refusal::new(format!("`{}` is a folder, and a backup is a file", named.display()))
            .hint(in_folder(&named))
            .into());
    }
    let replacement = prepare(session, args.open, &from, &target)?;
    let mut held = held(replacement.about());
    if replacement.is_locked() {
        held.push_str(", locked");
    }
    let there = target.symlink_metadata().is_ok();
    if session.settings.dry_run {
        return rehearsed(session, replacement.about(), &held, &target, &from);
    }
    let question = format!("Replace `{}` with `{}` ({held})?", target.display(), from.display());
    if there && !session.confirm(&question, "answer it with `-y`; the store that stands there now is kept")? {
        return Err(refused("nothing was changed"));
    }
    let about = replacement.about().clone();
    let kept = replacement.put(session.world.local)?.kept.map(|path| path.display().to_string());
    let mut said = said(&about, &target, &from, kept.as_deref(), true);
    said = said.line(Text::from("restored ").strong(shown(&target)).plain(format!(" from {}", from.display())));
    said = said.line(held);
    if let Some(kept) = &kept {
        said = said.line(Text::from("what stood there is kept as ").strong(kept.clone()));
    }
    session.did();
    session.show(&said)?;
    if let Some(kept) = kept {
        session.say(&format!("go back with `auld restore {}`", quoted(&kept)));
    }
    Ok(())
}

/// Copies the backup, opened where it is sealed or locked, and checks the copy.
fn prepare(session: &mut Session<'_>, open: OpenFlags, from: &Path, target: &Path) -> Result<Replacement, Failure> {
    // What is wrong with the backup is not wrong with the store.
    let of_backup = |e| match e {
        Error::Unusable { .. } | Error::Foreign { .. } | Error::Damaged { .. } if is_about(&e, from) => {
            Failure::Backup(e)
        }
        e => e.into(),
    };
    let old = session.key_for(target)?;
    let replacement = match seal::sealed_file(from) {
        Some(file) => {
            let keys = open.keyring(session)?;
            let mut opened = seal::open(session, &keys, from, file)?;
            Replacement::prepare_read(&mut opened, from, target, old.as_ref())
        }
        None => {
            let key = session.key_for(from)?;
            Replacement::prepare(from, target, key.as_ref(), old.as_ref())
        }
    };
    replacement.map_err(of_backup)
}

/// Says what would be restored.
fn rehearsed(session: &mut Session<'_>, about: &About, held: &str, target: &Path, from: &Path) -> Done {
    let mut said = said(about, target, from, None, false);
    said = said.line(Text::from("would restore ").strong(shown(target)).plain(format!(" from {}", from.display())));
    said = said.line(format!("{held}; checked and sound"));
    if target.symlink_metadata().is_ok() {
        said = said.line("what stands there now would be kept");
    }
    session.show(&said)?;
    session.say("dry run: nothing was written");
    Ok(())
}

/// Tells whether an error is about the backup.
fn is_about(e: &Error, from: &Path) -> bool {
    matches!(e, Error::Unusable { path, .. } | Error::Foreign { path, .. } | Error::Damaged { path, .. } if path == from)
}

/// Says how to restore out of a folder: with the newest backup that lies in it, where there is one.
fn in_folder(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    // As `auld backup FOLDER` calls them: by the day.
    names.retain(|name| name.starts_with("auld-") && (name.ends_with(".db") || name.ends_with(".db.age")));
    match names.into_iter().max() {
        Some(newest) => {
            let newest = quoted(&folder.join(newest).display().to_string());
            format!("name a file in it; the newest that `auld backup` wrote there: `auld restore {newest}`")
        }
        None => "name a file in it; `auld restore` alone lists what auld kept by itself".into(),
    }
}

/// Returns the answer, with no lines for people yet.
fn said(about: &About, store: &Path, from: &Path, kept: Option<&str>, done: bool) -> Said {
    let (store, from) = (shown(store), from.display().to_string());
    let json = json!({
        "store": store, "from": from, "kept": kept,
        "people": about.people, "meetings": about.meetings, "bytes": about.bytes, "done": done,
    });
    Said::new(json, vec![store, from, kept.unwrap_or_default().to_owned()])
}

/// Lists the copies that auld made by itself.
fn list(session: &mut Session<'_>, store: &Path) -> Done {
    let kept = store::backups(store);
    let nothing = kept.is_empty();
    // Those of a locked store are locked with its key; one that is not to be had is no reason not to list them.
    let key = kept.iter().find_map(|backup| session.key_for(&backup.path).transpose()).and_then(Result::ok);
    let line = |(at, backup): (usize, Backup)| BackupLine {
        number: at + 1,
        name: backup.name().to_owned(),
        file: shown(&backup.path),
        at: backup.at,
        before: backup.before.word(),
        about: backup.about(key.as_ref()).map_err(|e| match e {
            store::Error::Locked { .. } => "locked",
            store::Error::Damaged { .. } | store::Error::Foreign { .. } => "damaged",
            store::Error::Newer { .. } => "of a newer auld",
            _ => "cannot be read",
        }),
    };
    session.show(&BackupList(kept.into_iter().enumerate().map(line).collect()))?;
    if nothing {
        session.say("auld has kept nothing by itself yet; `auld restore FILE` takes a backup of yours");
    } else {
        session.say("take one with `auld restore NUMBER`; the store that stands there now is kept too");
    }
    Ok(())
}

/// Finds a copy that auld made by itself: by its number, or by the begin of its name.
fn kept(named: &Path, store: &Path) -> Result<PathBuf, Failure> {
    let kept = store::backups(store);
    let text = named.to_string_lossy();
    // A year has more digits than a number ever has.
    if text.len() < 4
        && let Ok(number) = text.parse::<usize>()
    {
        let backup = number.checked_sub(1).and_then(|at| kept.get(at));
        return backup.map(|backup| backup.path.clone()).ok_or_else(|| {
            let hint = match kept.len() {
                0 => "auld has kept none by itself yet; `auld restore FILE` takes one of yours".to_owned(),
                have => format!("`auld restore` lists them: 1 to {have}"),
            };
            Refusal::new(format!("there is no backup {number}")).hint(hint).into()
        });
    }
    let begins = |backup: &&Backup| backup.name().starts_with(&*text) && !text.is_empty();
    match kept.iter().filter(begins).collect::<Vec<_>>().as_slice() {
        [one] => Ok(one.path.clone()),
        [] => Err(Refusal::new(format!("there is no file `{}`", named.display()))
            .hint("`auld restore` lists what auld kept by itself")
            .into()),
        several => {
            let refusal = Refusal::new(format!("`{text}` can be {}", words::count(several.len(), "backup")));
            let lines = several.iter().fold(refusal, |refusal, backup| refusal.line(backup.name()));
            Err(lines.hint("say more of the time, or take it by its number: `auld restore` lists them").into())
        }
    }
}

fn held(about: &About) -> String {
    format!(
        "{}, {}, {}",
        words::count(about.people, "person"),
        words::count(about.meetings, "meeting"),
        size(about.bytes)
    )
}
