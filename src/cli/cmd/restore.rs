//! `auld restore [FILE]`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde_json::json;

use super::backup::{counted, size};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::seal::{self, OpenFlags};
use crate::cli::session::{Done, Session};
use crate::store::{self, About, Backup, Replacement};
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
    let old = session.key_for(&target)?;
    let sealed = seal::sealed_file(&from);
    let replacement = match sealed {
        Some(file) => {
            let keys = args.open.keyring(session)?;
            let mut opened = seal::open(session, &keys, &from, file)?;
            Replacement::prepare_read(&mut opened, &from, &target, old.as_ref())?
        }
        None => {
            let key = session.key_for(&from)?;
            Replacement::prepare(&from, &target, key.as_ref(), old.as_ref())?
        }
    };
    let mut held = held(replacement.about());
    if replacement.is_locked() {
        held.push_str(", locked");
    }
    let there = target.symlink_metadata().is_ok();
    if session.settings.dry_run {
        session.say(&format!("dry run: `{}` is sound ({held}); nothing was written", from.display()));
        return Ok(());
    }
    let question = format!("Replace `{}` with `{}` ({held})?", target.display(), from.display());
    if there && !session.confirm(&question, "answer it with `-y`; the store that stands there now is kept")? {
        return Err(refused("nothing was changed"));
    }
    let about = replacement.about().clone();
    let kept = replacement.put(session.world.local)?.kept.map(|path| path.display().to_string());
    let store = shown(&target);
    let json = json!({
        "store": store, "from": from.display().to_string(), "kept": kept,
        "people": about.people, "meetings": about.meetings, "bytes": about.bytes,
    });
    let cells = [&store, &from.display().to_string(), kept.as_deref().unwrap_or_default()].map(str::to_owned);
    let mut said = Said::new(json, cells.to_vec());
    said = said.line(Text::from("restored ").strong(store).plain(format!(" from {}", from.display()))).line(held);
    if let Some(kept) = &kept {
        said = said.line(Text::from("what stood there is kept as ").strong(kept.clone()));
    }
    session.show(&said)?;
    if let Some(kept) = kept {
        session.say(&format!("go back with `auld restore {}`", quoted(&kept)));
    }
    Ok(())
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
            let have = if kept.is_empty() { "none".to_owned() } else { format!("1 to {}", kept.len()) };
            Refusal::new(format!("there is no backup {number}"))
                .hint(format!("`auld restore` lists them: {have}"))
                .into()
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
    format!("{}, {}, {}", counted(about.people, "person"), counted(about.meetings, "meeting"), size(about.bytes))
}

fn shown(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}
