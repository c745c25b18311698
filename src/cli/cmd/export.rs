//! `auld export FORMAT`

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::filters::{self, Filters, States};
use crate::actions::export::{ExportError, Maker, Wanted, Writes, maker};
use crate::actions::list::{Asked, Filter};
use crate::cli::outfile::{self, OutFile};
use crate::cli::report::{Failure, Refusal};
use crate::cli::seal::{Seal, SealFlags};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::id::Id;
use crate::domain::person::Closeness;
use crate::exchange::seal::{SealError, Sealer};
use crate::exchange::vcard::Version;
use crate::exchange::{About, FORMATS, Format, json};
use crate::store::{self, Access, Reader, Store};
use crate::view::{sanitize, words};

/// Write everything out in a format that other programs read
///
///   json       the whole store in one document, which imports back unchanged
///   jsonl      people, meetings and referrals, a record a line, in the folder DIR
///   vcard      an address book for phones and mail programs
///   jscontact  the same as standard JSON (RFC 9553)
///   csv        people as a table, with the header of Google Contacts
///   meetings   meetings as a table (CSV), which `auld import` reads back
///   ics        a calendar: yearly days, promises, with --reconnect whom to call
///   friends    the file of the program friends: people, notes and meetings
///   dot        who brought whom and who is what to whom, for GraphViz
///
/// Filters choose people, as `auld list people` does, and with `meetings` meetings; json and jsonl hold everything.
///
/// What you felt, promised and talked about never goes out in `vcard`, `jscontact` or `csv`. A card that was imported
/// goes out as it came in, but for what you changed since.
///
/// In `csv` and `meetings` a cell that a spreadsheet would run, such as +62 811, begins with a ' that `auld import`
/// takes off again. In `friends`, feelings, promises and facts are left out, and what it has no words for stands in
/// brackets. A calendar entry keeps its UID, so an `ics` file can be written again over the old one.
///
/// `--encrypt` seals the file with a passphrase, `--encrypt-to` to keys: only who has the passphrase or a key can read
/// it, and nothing unsealed touches the disk. `auld import` and the program age open it.
///
///   auld export json -o friends.json
///   auld export json --encrypt -o friends.json.age
///   auld export vcard --tag family -o family.vcf
///   auld export ics --reconnect -o auld.ics --force
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ExportArgs {
    /// The format: json, jsonl, vcard, jscontact, csv, meetings, ics, friends or dot
    #[arg(value_name = "FORMAT", value_parser = format)]
    format: Format,
    /// The folder to write to, for formats of several files
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
    /// Print the JSON Schema of the document instead
    #[arg(long)]
    schema: bool,
    /// The version of vcard: 4.0 or 3.0
    #[arg(long = "version", value_name = "VERSION", value_parser = version)]
    card_version: Option<Version>,
    /// Suggest whom to reconnect with, in ics; three, or as many as said
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "3")]
    reconnect: Option<usize>,
    #[command(flatten)]
    filters: Filters,
    /// In this state: active, resting, let_go, deceased or all
    #[arg(long, value_name = "STATE", value_parser = filters::states)]
    state: Option<States>,
    /// This close: acquaintance, friend, close or inner
    #[arg(long, value_name = "HOW")]
    closeness: Option<Closeness>,
    #[command(flatten)]
    seal: SealFlags,
}

/// The versions of cards that are written.
pub const VERSIONS: [&str; 2] = ["4.0", "3.0"];

fn version(text: &str) -> Result<Version, String> {
    let known = Version::numbered(text).filter(|version| *version != Version::V21);
    known.ok_or_else(|| format!("auld writes {}", words::list_and(&VERSIONS)))
}

fn format(word: &str) -> Result<Format, String> {
    Format::meant(word)
        .filter(|format| format.about().written)
        .ok_or_else(|| format!("`{word}` is no format that auld writes; those are {}", words::list_and(&formats())))
}

fn formats() -> Vec<&'static str> {
    FORMATS.iter().filter(|about| about.written).map(|about| about.word).collect()
}

pub fn run(args: ExportArgs, session: &mut Session<'_>) -> Done {
    let asked = asked(&args, session)?;
    let maker = checked(&args, &asked)?;
    let word = args.format.about().word;
    let takes_a_folder = || usage(&format!("{word} takes a folder: `auld export {word} DIR`"));
    match (maker, &args.folder) {
        (Maker::File(..), _) if args.schema => session.print(json::SCHEMA.as_bytes()),
        (Maker::File(..), Some(_)) => Err(usage(&format!("{word} is one file; name it with `-o FILE`"))),
        (Maker::File(_, write), None) => one(session, &args, asked, write),
        (Maker::Folder(_), None) => Err(takes_a_folder()),
        (Maker::Folder(_), _) if args.output().is_some() => Err(takes_a_folder()),
        (Maker::Folder(_), Some(_)) if args.seal.wanted() => {
            Err(Refusal::new(format!("{word} is a folder, and only one file can be sealed"))
                .hint("`auld export json --encrypt -o FILE` seals everything at once")
                .into())
        }
        (Maker::Folder(parts), Some(folder)) => all(session, folder, args.force, parts),
    }
}

impl ExportArgs {
    /// Returns the file to write; `None` for standard output.
    fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}

/// Refuses what does not go together; returns what makes the format.
fn checked(args: &ExportArgs, asked: &Asked) -> Result<Maker, Failure> {
    let word = args.format.about().word;
    if args.schema && args.format != Format::Json {
        return Err(usage("only json has a schema"));
    }
    if args.card_version.is_some() && args.format != Format::Vcard {
        return Err(usage("`--version` is for vcard"));
    }
    if args.reconnect.is_some() && args.format != Format::Ics {
        return Err(usage("`--reconnect` is for ics"));
    }
    args.seal.check()?;
    if args.seal.wanted() && args.schema {
        return Err(usage("a schema holds nothing to seal"));
    }
    let Some(maker) = maker(args.format) else { return Err(usage(&format!("auld only reads {word}"))) };
    let mut filters = Filter::ALL.into_iter().filter(|filter| asked.has(*filter));
    match maker {
        Maker::File(Some(noun), _) => match filters.find(|filter| !filter.fits(noun)) {
            Some(filter) => Err(usage(&format!("{} makes no sense for {word}", filters::flag(filter)))),
            None => Ok(maker),
        },
        Maker::File(None, _) | Maker::Folder(_) if filters.next().is_some() => {
            Err(usage(&format!("{word} is written whole; filters are for {}", words::list_and(&filterable()))))
        }
        Maker::File(None, _) | Maker::Folder(_) => Ok(maker),
    }
}

/// Writes a format of one file, to where it was asked for.
fn one(session: &mut Session<'_>, args: &ExportArgs, asked: Asked, write: Writes) -> Done {
    let filtered = Filter::ALL.into_iter().any(|filter| asked.has(filter));
    let mut store = session.open(Access::Read)?;
    let asked = Asked { with: session.people(&mut store, &args.filters.with)?, ..asked };
    let wanted = Wanted {
        only: filtered.then(|| asked.people()),
        meetings: filtered.then(|| asked.meetings()),
        version: args.card_version.unwrap_or(Version::V4),
        escape: sanitize::is_hostile,
        today: session.world.today,
        zone: session.world.zone(),
        reconnect: args.reconnect,
    };
    let to_terminal = args.output().is_none() && session.world.terminal.stdout;
    if to_terminal && args.seal.wanted() && !args.seal.text() {
        return Err(Refusal::new("a sealed file is no text, and the output is a terminal")
            .hint("write it to a file with `-o FILE`, or as text with `--armor`")
            .into());
    }
    if let Some(path) = args.output() {
        OutFile::check(path, &session.store_path()?, args.force)?;
    }
    let seal = args.seal.settle(session)?;
    let tame = to_terminal && seal.is_none();
    let part = |reader: &Reader<'_>, out: &mut dyn Write| {
        let mut tamed = Tamed { out };
        let out: &mut dyn Write = if tame { &mut tamed } else { tamed.out };
        write(reader, out, &wanted)
    };
    match args.output() {
        Some(path) => file(&mut store, session, path, args.force, seal.as_ref(), part),
        None => stream(&mut store, session, seal.as_ref(), part),
    }
}

/// Returns the words for formats that filters are for.
fn filterable() -> Vec<&'static str> {
    let filtered = |about: &&About| matches!(maker(about.format), Some(Maker::File(Some(_), _)));
    FORMATS.iter().filter(filtered).map(|about| about.word).collect()
}

/// What writes a file.
trait Part: FnOnce(&Reader<'_>, &mut dyn Write) -> Result<(), ExportError> {}
impl<F: FnOnce(&Reader<'_>, &mut dyn Write) -> Result<(), ExportError>> Part for F {}

/// Keeps from a terminal what it could obey. Whoever writes to it writes whole characters.
struct Tamed<'o> {
    out: &'o mut dyn Write,
}

impl Write for Tamed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let tame: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !sanitize::is_hostile(*c)).collect();
        self.out.write_all(tame.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns whom the filters ask for; who stands behind a name is settled with the store open.
fn asked(args: &ExportArgs, session: &Session<'_>) -> Result<Asked, Failure> {
    let today = session.world.today;
    let since = args.filters.since.as_deref().map(|text| values::since_day(text, today)).transpose()?;
    let until = args.filters.until.as_deref().map(|text| values::until_day(text, today)).transpose()?;
    filters::in_order(since, until)?;
    Ok(Asked {
        with: args.filters.with.iter().map(|_| Id(0)).collect(),
        place: args.filters.place()?,
        tags: args.filters.tag.clone(),
        kind: args.filters.kind,
        since,
        until,
        states: args.state.clone().map(|states| states.0).unwrap_or_default(),
        closeness: args.closeness,
        ..Asked::default()
    })
}

fn usage(what: &str) -> Failure {
    Failure::Usage(what.to_owned())
}

fn stream(store: &mut Store, session: &mut Session<'_>, seal: Option<&Seal>, part: impl Part) -> Done {
    let mut out = BufWriter::with_capacity(64 * 1024, &mut *session.world.stdout);
    let done = put(store, &mut out, seal, part).and_then(|()| Ok(out.flush()?));
    // After a failure nothing more may be tried on the stream.
    drop(out.into_parts());
    done.map_err(|e| match e {
        ExportError::Store(e) => e.into(),
        ExportError::Io(e) if e.kind() == io::ErrorKind::BrokenPipe => Failure::Closed,
        ExportError::Io(e) => Failure::Machine(format!("the output cannot be written: {}", store::why(&e))),
    })
}

fn file(
    store: &mut Store,
    session: &mut Session<'_>,
    path: &Path,
    force: bool,
    seal: Option<&Seal>,
    part: impl Part,
) -> Done {
    let failed = |e| match e {
        ExportError::Store(e) => e.into(),
        ExportError::Io(e) => outfile::failed(path, &e),
    };
    let mut out = OutFile::create(path, &session.store_path()?, force, store.is_locked())?;
    if session.settings.dry_run {
        // What is to be sealed never touches the disk, not even for a moment.
        let out: &mut dyn Write = if seal.is_some() { &mut io::sink() } else { &mut out };
        put(store, out, None, part).map_err(failed)?;
        session.say("dry run: nothing was written");
        return Ok(());
    }
    put(store, &mut out, seal, part).map_err(failed)?;
    out.keep()?;
    let sealed = seal.map(|seal| format!(", sealed {}", seal.how())).unwrap_or_default();
    session.say(&format!("wrote {}{sealed}", path.display()));
    Ok(())
}

/// Writes a part, sealed where it is to be.
fn put(store: &mut Store, out: &mut dyn Write, seal: Option<&Seal>, part: impl Part) -> Result<(), ExportError> {
    let Some(seal) = seal else { return store.read(|reader| part(reader, out)) };
    let mut sealer = Sealer::new(out, &seal.to, seal.text).map_err(|e| match e {
        SealError::Io(e) => e,
        e => io::Error::other(e),
    })?;
    store.read(|reader| part(reader, &mut sealer))?;
    sealer.finish()?.flush()?;
    Ok(())
}

fn all(session: &mut Session<'_>, folder: &Path, force: bool, parts: &[(&str, Writes)]) -> Done {
    let mut store = session.open(Access::Read)?;
    let taken = parts.iter().map(|(name, _)| folder.join(name)).find(|path| path.exists());
    if let Some(path) = taken.filter(|_| !force) {
        return Err(Refusal::new(format!("`{}` is there already", path.display()))
            .hint("`--force` replaces it")
            .into());
    }
    if !session.settings.dry_run {
        use std::os::unix::fs::DirBuilderExt;
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|e| outfile::failed(folder, &e))?;
        let wanted = Wanted {
            only: None,
            meetings: None,
            version: Version::V4,
            escape: sanitize::is_hostile,
            today: session.world.today,
            zone: session.world.zone(),
            reconnect: None,
        };
        for (name, write) in parts {
            let part = |reader: &Reader<'_>, out: &mut dyn Write| write(reader, out, &wanted);
            file(&mut store, session, &folder.join(name), force, None, part)?;
        }
    }
    Ok(())
}
