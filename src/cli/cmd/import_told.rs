//! What `auld import` says beside its summary.

use super::import_map;
use crate::actions::import::{self, ImportError, Report};
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::Session;
use crate::view::imported::Counts;
use crate::view::shell::quoted;

/// How many things of one kind are told on the error stream.
const TOLD_MAX: usize = 50;

/// Says what was not taken, and why; the summary follows on standard output.
pub fn tell(session: &mut Session<'_>, report: &Report, done: bool) {
    let bad: Vec<_> = report.bad.iter().map(|(file, bad)| import::at(file, bad)).collect();
    list(session, &bad, report.shown(false).total().bad);
    list(session, &report.left, report.left.len() as u64);
    let doubles: Vec<_> =
        report.doubles.iter().map(|(new, old)| format!("{} and {} look the same", new.shown(), old.shown())).collect();
    let alike = report.shown(false).alike;
    list(session, &doubles, alike);
    if alike > 0 {
        let when = if session.settings.dry_run || !done { "once imported, " } else { "" };
        session.say(&format!("{when}`auld duplicates` says why they do, and how to merge them"));
    }
    if !report.ignored.is_empty() {
        session.say(&format!("ignored, since auld has no place for it: {}", report.ignored.join(", ")));
    }
}

fn list(session: &mut Session<'_>, lines: &[String], of: u64) {
    for line in lines.iter().take(TOLD_MAX) {
        session.say(line);
    }
    let rest = of.saturating_sub(lines.len().min(TOLD_MAX) as u64);
    if rest > 0 {
        session.say(&format!("and {rest} more"));
    }
}

/// Returns how the command line says that nothing was imported.
pub fn failure(e: ImportError) -> Failure {
    match e {
        ImportError::Store(e) => e.into(),
        ImportError::Columns { why, file, table } => import_map::unknown(&why, &file, &table),
        other => Refusal::new(other.to_string()).hint("nothing was imported").into(),
    }
}

/// Says so where another program changed the files after the plan was shown: what was imported is not what was agreed to.
pub fn tell_changed(session: &mut Session<'_>, plan: &Report, done: &Report) {
    let same = plan.counts == done.counts && plan.doubles.len() == done.doubles.len() && plan.left == done.left;
    if !same {
        let Counts { new, updated, unchanged, bad } = done.shown(true).total();
        session.say(&format!(
            "the files or the store changed after the plan was shown; imported: new {new} · updated {updated} · unchanged {unchanged} · bad {bad}"
        ));
    }
}

/// Refuses files in which the user cannot be told from the others.
pub fn who_am_i(likely: &[(String, u64)]) -> Failure {
    let refusal = Refusal::new("these files name people, and auld does not know which of them is you");
    let refusal = likely.iter().fold(refusal, |refusal, (who, count)| refusal.line(format!("{who} (in {count})")));
    let example = likely.first().map_or("ADDRESS", |(who, _)| who);
    refusal.hint(format!("say so: `auld import --me {} FILE`; it is remembered", quoted(example))).into()
}
