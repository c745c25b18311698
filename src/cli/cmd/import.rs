//! `auld import [FORMAT] FILE…`

use std::io::Read;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::import_files::{Input, each, inputs};
use crate::actions::import::contacts::Contacts;
use crate::actions::import::people::People;
use crate::actions::import::{self, ImportError, Report, Taker, Wishes, taker};
use crate::actions::me;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::exchange::whatsapp::Order;
use crate::exchange::{Bad, Format, Place};
use crate::store::Access;
use crate::view::shell::quoted;

/// Read people and meetings from other programs, or from auld
///
/// The format is told from the files unless it is named. The same file twice changes nothing, an edited
/// file changes what was edited, and what you wrote yourself stays as you wrote it. One import is one
/// operation that `auld undo` takes back.
///
/// Calendars become meetings with those who were there. Which of them is you, `--me ADDRESS` says; auld asks
/// where nobody can tell, and remembers it (`auld me`). People known only from such records stay in the background
/// until you speak of them, meet among a few, or write to each other.
///
/// Of mail only the heads are read, of chats only who wrote on which day: one contact a person, day and direction.
/// Mailing lists, bulk mail, junk, drafts and what machines write are left out.
///
///   auld import contacts.vcf
///   auld import calendar.ics --me sari@example.org
///   auld import friends.json
///   auld import jsonl exported-folder --dry-run
///   auld import meetings meetings.csv
///   auld import inbox.mbox ~/Maildir
///   auld import "WhatsApp Chat with Budi.txt"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ImportArgs {
    /// The format (json, jsonl, vcard, ics, mbox, whatsapp, meetings) where it cannot be told, then the files; `-`: standard input
    #[arg(required = true, value_name = "[FORMAT] FILE")]
    words: Vec<PathBuf>,
    /// Who you are in these files: an address, a number or a name; can be given again, and is remembered
    #[arg(long, value_name = "ADDRESS")]
    me: Vec<String>,
    /// In which order a chat writes its dates, where that cannot be told
    #[arg(long, value_name = "ORDER", value_enum)]
    date_order: Option<DateOrder>,
}

/// An order on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DateOrder {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
    /// Year, month, day
    Ymd,
}

impl From<DateOrder> for Order {
    fn from(order: DateOrder) -> Order {
        match order {
            DateOrder::Dmy => Order::Dmy,
            DateOrder::Mdy => Order::Mdy,
            DateOrder::Ymd => Order::Ymd,
        }
    }
}

/// How many who may be the user are told.
const LIKELY_MAX: usize = 5;

/// How many things of one kind are told on the error stream.
const TOLD_MAX: usize = 50;

pub fn run(args: ImportArgs, session: &mut Session<'_>) -> Done {
    let inputs = inputs(args.words)?;
    let from_stdin = inputs.iter().any(Input::is_stdin);
    let ask = session.world.terminal.stdin && session.world.terminal.stderr && !from_stdin;
    let wishes = Wishes { date_order: args.date_order.map(Order::from) };
    let mut wanted = Wanted { inputs, me: args.me, wishes, ask };
    if ask && !session.settings.yes && !session.settings.dry_run {
        session.settings.dry_run = true;
        let plan = take(session, &mut wanted)?;
        session.settings.dry_run = false;
        let shown = plan.shown(false);
        session.show(&shown)?;
        tell(session, &plan);
        if shown.total().new + shown.total().updated == 0 {
            return Ok(());
        }
        if !session.confirm("Import this?", "`-y` imports without asking")? {
            return Err(refused("nothing was imported"));
        }
        take(session, &mut wanted)?;
        session.say_undo();
        return Ok(());
    }
    let report = take(session, &mut wanted)?;
    tell(session, &report);
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

/// What is asked of an import.
struct Wanted {
    inputs: Vec<Input>,
    /// Who the user is, as typed.
    me: Vec<String>,
    wishes: Wishes,
    /// Whether somebody can be asked, and the files be read again.
    ask: bool,
}

/// Imports, or rehearses it. Where the files do not tell who of the people in them is the user, the user is asked.
fn take(session: &mut Session<'_>, wanted: &mut Wanted) -> Result<Report, Failure> {
    let mut likely = Vec::new();
    match take_once(session, wanted, &mut likely) {
        Err(_) if wanted.ask && !likely.is_empty() => {}
        done => return done,
    }
    let mut items: Vec<String> = likely.iter().map(|(who, count)| format!("{who} (in {count})")).collect();
    items.push("none of these".into());
    let at = session.choose("Who of these are you?", &items, "say it with `--me ADDRESS`")?;
    let Some((who, _)) = likely.into_iter().nth(at) else { return Err(who_am_i(&[])) };
    wanted.me.push(who);
    take_once(session, wanted, &mut Vec::new())
}

/// Imports once; `likely` becomes those who may be the user where that must be known and is not.
fn take_once(session: &mut Session<'_>, wanted: &Wanted, likely: &mut Vec<(String, u64)>) -> Result<Report, Failure> {
    let inputs = &wanted.inputs;
    let mut stdin: Box<dyn Read> = std::mem::replace(&mut session.world.stdin, Box::new(std::io::empty()));
    let mut store = session.open(Access::Write)?;
    session.write(&mut store, |tx| {
        let mut report = Report::default();
        let me = me::told(tx, &mut report, &wanted.me).map_err(super::me::failure)?;
        for format in formats_of(inputs) {
            let mut files = inputs.iter().filter(|input| input.format == format);
            let took = match taker(format) {
                Some(Taker::File(take)) => files
                    .flat_map(|input| input.files.iter())
                    .try_for_each(|path| each(path, &mut *stdin, |name, input| take(tx, name, input, &mut report))),
                Some(Taker::Folder(take)) => files.try_for_each(|input| take(tx, &input.path, &mut report)),
                Some(Taker::People(records, take)) => {
                    let mut people = People::new(tx, &mut report, records)?;
                    files
                        .flat_map(|input| input.files.iter())
                        .try_for_each(|path| each(path, &mut *stdin, |name, input| take(&mut people, name, input)))
                }
                Some(Taker::Contacts(records, take)) => {
                    let mut contacts = Contacts::new(tx, &mut report, records, me.clone())?;
                    let took = files
                        .flat_map(|input| input.files.iter())
                        .try_for_each(|path| each(path, &mut *stdin, |name, input| take(&mut contacts, name, input)));
                    took.and_then(|()| contacts.finish())
                }
                Some(Taker::Gathered(records, begin)) => {
                    let mut contacts = Contacts::new(tx, &mut report, records, me.clone())?;
                    let mut gather = begin(wanted.wishes);
                    let mut each_of = |input: &Input, path: &PathBuf| {
                        match each(path, &mut *stdin, |name, input| gather.file(&mut contacts, name, input)) {
                            // Of a folder that is in use, files come and go.
                            Err(ImportError::Unreadable { file, why }) if input.files.len() > 1 => {
                                contacts.refuse(&file, Bad { place: Place::default(), why: why.to_string() });
                                Ok(())
                            }
                            done => done,
                        }
                    };
                    let took = files.try_for_each(|input| input.files.iter().try_for_each(|path| each_of(input, path)));
                    took.and_then(|()| gather.end(&mut contacts)).and_then(|()| contacts.finish())
                }
                None => Ok(()),
            };
            took.map_err(|e| match e {
                ImportError::WhoAmI { likely: found } => {
                    *likely = found.into_iter().take(LIKELY_MAX).collect();
                    who_am_i(likely)
                }
                other => failure(other),
            })?;
        }
        Ok(report)
    })
}

/// Refuses files in which the user cannot be told from the others.
fn who_am_i(likely: &[(String, u64)]) -> Failure {
    let refusal = Refusal::new("these files name people, and auld does not know which of them is you");
    let refusal = likely.iter().fold(refusal, |refusal, (who, count)| refusal.line(format!("{who} (in {count})")));
    let example = likely.first().map_or("ADDRESS", |(who, _)| who);
    refusal.hint(format!("say so: `auld import --me {} FILE`; it is remembered", quoted(example))).into()
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
fn tell(session: &mut Session<'_>, report: &Report) {
    let bad: Vec<_> = report.bad.iter().map(|(file, bad)| import::at(file, bad)).collect();
    list(session, &bad, report.shown(false).total().bad);
    list(session, &report.left, report.left.len() as u64);
    let doubles: Vec<_> = report
        .doubles
        .iter()
        .map(|(new, old)| format!("possible duplicate: {} `{}` and {} `{}`", new.shown(), new.id, old.shown(), old.id))
        .collect();
    list(session, &doubles, report.shown(false).alike);
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
        other => Refusal::new(other.to_string()).hint("nothing was imported").into(),
    }
}
