//! `auld import [FORMAT] FILE…`

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::export::formats;
use crate::actions::import::jsonl::Import;
use crate::actions::import::people::People;
use crate::actions::import::{self, ImportError, Report, json, meetings, vcard};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::exchange::{Format, HEAD_BYTES, jsonl, vcard as cards};
use crate::store::{Access, WriteTx};
use crate::view::words;

/// Read people and meetings from other programs, or from auld
///
/// The format is told from the files unless it is named. The same file twice changes nothing, an edited
/// file changes what was edited, and what you wrote yourself stays as you wrote it. One import is one
/// operation that `auld undo` takes back.
///
///   auld import contacts.vcf
///   auld import friends.json
///   auld import jsonl exported-folder --dry-run
///   auld import meetings meetings.csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ImportArgs {
    /// The format (json, jsonl, vcard or meetings) where it cannot be told, then the files; `-` is standard input
    #[arg(required = true, value_name = "[FORMAT] FILE")]
    words: Vec<PathBuf>,
}

/// How much of a file is read at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;
/// How many things of one kind are told on the error stream.
const TOLD_MAX: usize = 50;

/// A file to import, as far as it was opened.
struct Input {
    name: String,
    path: PathBuf,
    format: Format,
}

pub fn run(args: ImportArgs, session: &mut Session<'_>) -> Done {
    let inputs = inputs(args.words)?;
    let from_stdin = inputs.iter().any(|input| is_stdin(&input.path));
    let ask = session.world.terminal.stdin && session.world.terminal.stderr && !from_stdin;
    if ask && !session.settings.yes && !session.settings.dry_run {
        session.settings.dry_run = true;
        let plan = take(session, &inputs)?;
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
        take(session, &inputs)?;
        session.say_undo();
        return Ok(());
    }
    let report = take(session, &inputs)?;
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

/// Imports, or rehearses it.
fn take(session: &mut Session<'_>, inputs: &[Input]) -> Result<Report, Failure> {
    let mut stdin: Box<dyn Read> = std::mem::replace(&mut session.world.stdin, Box::new(std::io::empty()));
    let mut store = session.open(Access::Write)?;
    session.write(&mut store, |tx| {
        let mut report = Report::default();
        let (cards, others): (Vec<&Input>, Vec<&Input>) = inputs.iter().partition(|i| i.format == Format::Vcard);
        for input in others {
            one(tx, input, &mut *stdin, &mut report).map_err(failure)?;
        }
        // One import of all of them: whoever came from one file is known to the next.
        if !cards.is_empty() {
            let mut people = People::new(tx, &mut report, vcard::RECORDS)?;
            for input in cards {
                all_cards(&mut people, input, &mut *stdin).map_err(failure)?;
            }
        }
        Ok(report)
    })
}

fn one(tx: &mut WriteTx<'_>, input: &Input, stdin: &mut dyn Read, report: &mut Report) -> Result<(), ImportError> {
    match input.format {
        Format::Json if is_stdin(&input.path) => {
            json::import(tx, &input.name, BufReader::with_capacity(BUFFER_BYTES, stdin), report)
        }
        Format::Json => json::import(tx, &input.name, open(&input.path, &input.name)?, report),
        Format::Meetings if is_stdin(&input.path) => {
            meetings::import(tx, &input.name, BufReader::with_capacity(BUFFER_BYTES, stdin), report)
        }
        Format::Meetings => meetings::import(tx, &input.name, open(&input.path, &input.name)?, report),
        // Taken by themselves, all with one memory.
        Format::Vcard => Ok(()),
        Format::Jsonl => {
            let [people, meetings, referrals] = jsonl::FILES.map(|name| input.path.join(name));
            let mut import = Import::new(tx, report)?;
            import.people(&shown(&people), open(&people, &shown(&people))?)?;
            // A folder of people alone is a folder too.
            if meetings.exists() {
                import.meetings(&shown(&meetings), open(&meetings, &shown(&meetings))?)?;
            }
            if referrals.exists() {
                import.referrals(&shown(&referrals), open(&referrals, &shown(&referrals))?)?;
            }
            Ok(())
        }
    }
}

/// Takes the cards of a file, or of all files in a folder whose names say that they hold some.
fn all_cards(people: &mut People<'_, '_>, input: &Input, stdin: &mut dyn Read) -> Result<(), ImportError> {
    if is_stdin(&input.path) {
        return vcard::import(people, &input.name, BufReader::with_capacity(BUFFER_BYTES, stdin));
    }
    if !input.path.is_dir() {
        return vcard::import(people, &input.name, open(&input.path, &input.name)?);
    }
    let unreadable = |why| ImportError::Unreadable { file: input.name.clone(), why };
    for path in card_files(&input.path).map_err(unreadable)? {
        vcard::import(people, &shown(&path), open(&path, &shown(&path))?)?;
    }
    Ok(())
}

/// Returns the files of a folder that hold cards by their names, in order.
fn card_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()?;
    // What is hidden is of some program, and no pipe ends.
    let hidden = |path: &Path| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    files.retain(|path| cards::is_named(path) && path.is_file() && !hidden(path));
    files.sort();
    Ok(files)
}

fn open(path: &Path, name: &str) -> Result<BufReader<File>, ImportError> {
    let unreadable = |why| ImportError::Unreadable { file: name.to_owned(), why };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::Error::other("it is a folder")));
    }
    Ok(BufReader::with_capacity(BUFFER_BYTES, file))
}

/// Settles which words are files, and their formats.
fn inputs(mut words: Vec<PathBuf>) -> Result<Vec<Input>, Failure> {
    let named = words.first().and_then(|word| Format::named(word.to_str()?));
    if named.is_some() {
        words.remove(0);
    }
    if words.is_empty() {
        return Err(Failure::Usage("no file was named".into()));
    }
    words.into_iter().map(|path| input(path, named)).collect()
}

fn input(path: PathBuf, named: Option<Format>) -> Result<Input, Failure> {
    let name = if is_stdin(&path) { "standard input".to_owned() } else { shown(&path) };
    let format = match named {
        Some(format) => format,
        // Of what came through a pipe nothing can be read twice; auld's own format is the likeliest.
        None if is_stdin(&path) => Format::Json,
        None => sniff(&path, &name)?,
    };
    if format == Format::Jsonl && !path.is_dir() {
        return Err(Refusal::new(format!("`{name}` is no folder"))
            .hint("jsonl is a folder with people.jsonl in it")
            .into());
    }
    if format == Format::Vcard && path.is_dir() && card_files(&path).is_ok_and(|files| files.is_empty()) {
        return Err(refused(format!("`{name}` is a folder without .vcf files")));
    }
    Ok(Input { name, path, format })
}

fn sniff(path: &Path, name: &str) -> Result<Format, Failure> {
    if path.is_dir() {
        let [people, ..] = jsonl::FILES;
        if path.join(people).is_file() {
            return Ok(Format::Jsonl);
        }
        if card_files(path).is_ok_and(|files| !files.is_empty()) {
            return Ok(Format::Vcard);
        }
        return Err(refused(format!("`{name}` is a folder without {people} and without .vcf files")));
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head));
    read.map_err(|why| failure(ImportError::Unreadable { file: name.to_owned(), why }))?;
    Format::sniff(path, &head).ok_or_else(|| {
        Refusal::new(format!("the format of `{name}` cannot be told"))
            .hint(format!("name it: `auld import FORMAT FILE`; auld reads {}", words::list_and(&formats())))
            .into()
    })
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
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

fn failure(e: ImportError) -> Failure {
    match e {
        ImportError::Store(e) => e.into(),
        other => Refusal::new(other.to_string()).hint("nothing was imported").into(),
    }
}
