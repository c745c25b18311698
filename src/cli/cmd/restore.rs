//! `auld restore FILE`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde_json::json;

use super::backup::{counted, size};
use crate::cli::report::refused;
use crate::cli::session::{Done, Session};
use crate::store::{About, Replacement};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;

/// Put a backup in the place of the store
///
/// The file is checked first, and one that is damaged or foreign changes nothing. The store that stood there is kept
/// beside it. A store that is damaged or gone can be replaced as well.
///
///   auld restore ~/backups/auld-2026-11-23.db
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup, or any other auld store
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

pub fn run(args: RestoreArgs, session: &mut Session<'_>) -> Done {
    let target = session.store_path()?;
    let Ok(from) = std::fs::canonicalize(&args.file) else {
        return Err(refused(format!("there is no file `{}`", args.file.display())));
    };
    let replacement = Replacement::prepare(&from, &target)?;
    let held = held(replacement.about());
    let there = target.symlink_metadata().is_ok();
    if session.settings.dry_run {
        session.say(&format!("dry run: `{}` is sound ({held}); nothing was written", from.display()));
        return Ok(());
    }
    let question = format!("Replace `{}` with `{}` ({held})?", target.display(), from.display());
    if there && !session.confirm(&question, "answer it with `-y`; the store that stands there now is kept beside it")? {
        return Err(refused("nothing was changed"));
    }
    let about = replacement.about().clone();
    let stamp = session.world.now.format("%Y%m%d-%H%M%S").to_string();
    let kept = replacement.put(&stamp)?.kept.map(|path| path.display().to_string());
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

fn held(about: &About) -> String {
    format!("{}, {}, {}", counted(about.people, "person"), counted(about.meetings, "meeting"), size(about.bytes))
}

fn shown(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}
