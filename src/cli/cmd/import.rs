//! `auld import [FORMAT] FILE…`

use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use super::import_files::{Input, bytes_of, each, inputs};
use super::import_map;
use crate::actions::import::people::People;
use crate::actions::import::{self, ImportError, Report, Taker, taker};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::exchange::Format;
use crate::exchange::csv::Map;
use crate::store::Access;
use crate::view::imported::Counts;

/// Read people and meetings from other programs, or from auld
///
/// The format is told from the files unless it is named. The same file twice changes nothing, an edited
/// file changes what was edited, and what you wrote yourself stays as you wrote it. One import is one
/// operation that `auld undo` takes back.
///
/// A table of people is read by its header: those of Google Contacts, Outlook and LinkedIn are known, and plain names
/// of columns in English and Indonesian. `--dry-run` shows which column goes where, and `--map` says it: name, first,
/// middle, last, nick, email, phone, address, url, handle, company, title, birthday, anniversary, date:LABEL, tag,
/// note, met, met_on, lives, every, closeness, relation:KIND or fact:LABEL, or skip. A row without a name takes that of
/// its company, else its address or number.
///
///   auld import contacts.vcf
///   auld import friends.json
///   auld import jsonl exported-folder --dry-run
///   auld import meetings meetings.csv
///   auld import friends.md
///   auld import monica.json
///   auld import friends.csv --map name="Full Name",email=E-mail,fact:shoe=Shoe
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ImportArgs {
    /// The format (json, jsonl, vcard, jscontact, csv, meetings, friends or monica) where it cannot be told, then the files; `-` is standard input
    #[arg(required = true, value_name = "[FORMAT] FILE")]
    words: Vec<PathBuf>,
    /// What the columns of a table of people hold: field=Column, separated by commas
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
}

/// How many things of one kind are told on the error stream.
const TOLD_MAX: usize = 50;

pub fn run(args: ImportArgs, session: &mut Session<'_>) -> Done {
    let map = import_map::read(&args.map)?;
    let inputs = inputs(args.words, map.is_empty())?;
    if !map.is_empty() && !inputs.iter().any(|input| input.format == Format::Csv) {
        return Err(Failure::Usage("`--map` is for tables of people".into()));
    }
    let from_stdin = inputs.iter().any(Input::is_stdin);
    let ask = session.world.terminal.stdin && session.world.terminal.stderr && !from_stdin;
    if ask && !session.settings.yes && !session.settings.dry_run {
        session.settings.dry_run = true;
        let plan = take(session, &inputs, &map)?;
        session.settings.dry_run = false;
        let shown = plan.shown(false);
        session.show(&shown)?;
        tell(session, &plan, false);
        if shown.total().new + shown.total().updated == 0 {
            return Ok(());
        }
        if !session.confirm("Import this?", "`-y` imports without asking")? {
            return Err(refused("nothing was imported"));
        }
        let done = take(session, &inputs, &map)?;
        tell_changed(session, &plan, &done);
        session.say_undo();
        return Ok(());
    }
    let report = take(session, &inputs, &map)?;
    tell(session, &report, true);
    let shown = report.shown(!session.settings.dry_run);
    let total = shown.total();
    if total.bad > 0 && total.new + total.updated + total.unchanged == 0 {
        return Err(refused("nothing could be read; nothing was imported"));
    }
    session.show(&shown)?;
    if session.settings.dry_run || total.new + total.updated > 0 {
        session.say_undo();
    }
    Ok(())
}

/// Imports, or rehearses it.
fn take(session: &mut Session<'_>, inputs: &[Input], map: &Map) -> Result<Report, Failure> {
    let mut stdin: Box<dyn Read> = std::mem::replace(&mut session.world.stdin, Box::new(std::io::empty()));
    let mut store = session.open(Access::Write)?;
    let progress = session.progress(bytes_of(inputs));
    session.write(&mut store, |tx| {
        let mut report = Report::default();
        for format in formats_of(inputs) {
            let mut files = inputs.iter().filter(|input| input.format == format);
            match taker(format) {
                Some(Taker::File(take)) => files.flat_map(|input| input.files.iter()).try_for_each(|path| {
                    each(path, &mut *stdin, &progress, |name, input| take(tx, name, input, &mut report))
                }),
                Some(Taker::Folder(take)) => files.try_for_each(|input| take(tx, &input.path, &mut report)),
                Some(Taker::People(records, take)) => {
                    let mut people = People::new(tx, &mut report, records)?;
                    people.map.clone_from(map);
                    files.flat_map(|input| input.files.iter()).try_for_each(|path| {
                        each(path, &mut *stdin, &progress, |name, input| take(&mut people, name, input))
                    })
                }
                None => Ok(()),
            }
            .map_err(failure)?;
        }
        progress.all_read();
        report.forget_those_told_apart(tx)?;
        Ok(report)
    })
}

/// Says so where another program changed the files after the plan was shown: what was imported is not what was agreed to.
fn tell_changed(session: &mut Session<'_>, plan: &Report, done: &Report) {
    let same = plan.counts == done.counts && plan.doubles.len() == done.doubles.len() && plan.left == done.left;
    if !same {
        let Counts { new, updated, unchanged, bad } = done.shown(true).total();
        session.say(&format!(
            "the files or the store changed after the plan was shown; imported: new {new} · updated {updated} · unchanged {unchanged} · bad {bad}"
        ));
    }
}

/// Returns the formats of the files, each once, in the order of the command line.
fn formats_of(inputs: &[Input]) -> Vec<Format> {
    let mut formats = Vec::new();
    for input in inputs {
        if !formats.contains(&input.format) {
            formats.push(input.format);
        }
    }
    formats
}

/// Says what was not taken, and why; the summary follows on standard output.
fn tell(session: &mut Session<'_>, report: &Report, done: bool) {
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
