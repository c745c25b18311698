//! What `auld import` says beside its summary.

use super::import_files::{Input, beside, mistaken, shown};
use super::import_map;
use crate::actions::import::{self, ImportError, Report};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::Session;
use crate::view::imported::Counts;
use crate::view::shell::quoted;
use crate::view::words;

/// How many things of one kind are told on the error stream.
const TOLD_MAX: usize = 50;
/// How many files beside those of a folder are told.
const BESIDE_MAX: usize = 5;

/// Says what was not taken, and why; the summary follows on standard output.
pub fn tell(session: &mut Session<'_>, report: &Report, done: bool) {
    let bad: Vec<_> = report.bad.iter().map(|(file, bad)| import::at(file, bad)).collect();
    let total = report.shown(false).total();
    list(session, &bad, total.bad);
    if total.bad > 0 && total.new + total.updated + total.unchanged > 0 {
        let rest = if session.settings.dry_run || !done { "is taken" } else { "was taken" };
        session.say(&format!("{} left out, the rest {rest}", words::count(total.bad, "bad record")));
    }
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

/// Says what else a folder holds that could be read: what is passed over is not passed over in silence.
pub fn tell_beside(session: &mut Session<'_>, inputs: &[Input]) {
    let beside = beside(inputs, BESIDE_MAX + 1);
    if !beside.is_empty() {
        let shown: Vec<String> = beside.iter().take(BESIDE_MAX).map(|path| format!("`{}`", shown(path))).collect();
        let more = if beside.len() > BESIDE_MAX { " and more" } else { "" };
        session.say(&format!("not read, since only what is named is: {}{more}", shown.join(", ")));
    }
}

/// Says how to go on after an import at a terminal.
pub fn tell_next(session: &mut Session<'_>, report: &Report) {
    let of = |what: &str| report.counts.iter().any(|(of, counts)| *of == what && counts.new > 0);
    let next = match (of("meetings"), of("people")) {
        (true, _) => "`auld reconnect` says whom to talk to again, `auld closest` whom you are close to",
        (false, true) => "a calendar, mail or chats say when you last met: `auld import calendar.ics inbox.mbox`",
        (false, false) => return,
    };
    session.say(&format!("next: {next}"));
}

/// Refuses files of which nothing could be read; where one is of another format than was said, says of which.
pub fn nothing_read(inputs: &[Input]) -> Failure {
    let refusal = Refusal::new("nothing could be read; nothing was imported");
    match mistaken(inputs) {
        Some((path, format)) => {
            let (path, word) = (quoted(&shown(path)), format.about().word);
            refusal.hint(format!("{path} looks like {word}: `auld import {word} {path}`"))
        }
        None => refusal,
    }
    .into()
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
        other => refused(format!("{other}; nothing was imported")),
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
