//! `auld doctor`

use clap::Args;

use super::backup::nothing_to_keep;
use crate::cli::report::Refusal;
use crate::cli::session::{Done, Session};
use crate::store::Access;
use crate::view::doctor::Report;
use crate::view::words;

/// Look the store over, and say how to mend what is wrong
///
/// Checks every page and index, that every row refers to one that is there, that the search index agrees with your
/// data, that undo can read every change, who may read the file, free space, and copies that a synchronising program
/// left beside it. Ends with 1 where something is wrong; `-q` prints only that.
///
///   auld doctor --mend
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct DoctorArgs {
    /// Rebuild what follows from your data, and let only you read the files
    #[arg(long)]
    mend: bool,
}

pub fn run(args: DoctorArgs, session: &mut Session<'_>) -> Done {
    let path = session.store_path()?;
    let mend = args.mend && !session.settings.dry_run;
    // Mending a store that is not there must not make one.
    let access = if mend && path.exists() { Access::Write } else { Access::Read };
    let mut store = session.open_to_close(access)?;
    let Some(store_path) = store.path().map(|path| path.display().to_string()) else {
        return Err(nothing_to_keep(&path));
    };
    if mend {
        store.mend()?;
        // The folder of the usual store is auld's own; any other may be shared on purpose.
        store.mend_permissions(session.world.default_store().as_deref() == Some(path.as_path()))?;
    }
    let findings = store.examine()?;
    // A damaged store may not even count its people, and is reported all the same.
    let about = store.about().ok();
    let bad = findings.iter().filter(|finding| !finding.good).count();
    session.show(&Report { path: store_path, about, findings, only_bad: session.settings.quiet })?;
    if mend {
        session.say("mended: the search index and the rest that follows from your data, and the permissions");
    }
    if bad == 0 {
        return Ok(());
    }
    let refusal = Refusal::new(format!("{} of the store found bad", words::count(bad, "check")));
    Err(if mend { refusal } else { refusal.hint("`auld doctor --mend` mends what follows from your data") }.into())
}
