//! `auld export FORMAT`

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::actions::export::{self, ExportError};
use crate::cli::outfile::{self, OutFile};
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::exchange::{FORMATS, Format, json};
use crate::store::{Access, Reader, Store};
use crate::view::{sanitize, words};

/// Write everything out in a format that other programs read
///
/// `json` is the whole store in one document, and `auld import json` reads it back to the last byte.
/// `jsonl DIR` writes people, meetings and referrals into a folder, a record a line.
/// `meetings` is a table of all meetings as CSV, which spreadsheets open and `auld import meetings` reads back.
///
///   auld export json -o friends.json
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The format: json, jsonl or meetings
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
}

fn format(word: &str) -> Result<Format, String> {
    Format::named(word).ok_or_else(|| format!("auld knows {}", words::list_and(&formats())))
}

/// Returns the words for all formats.
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|about| about.word).collect()
}

pub fn run(args: ExportArgs, session: &mut Session<'_>) -> Done {
    let output = args.output.filter(|path| path != Path::new("-"));
    match (args.format, args.folder) {
        (Format::Json, None) if args.schema => session.print(json::SCHEMA.as_bytes()),
        (Format::Meetings, _) if args.schema => Err(usage("only json has a schema")),
        (Format::Json | Format::Meetings, None) => {
            let whole: Part = match args.format {
                Format::Meetings => export::meetings::write,
                _ => |reader, out| export::json(reader, out, sanitize::is_hostile),
            };
            let mut store = session.open(Access::Read)?;
            match output {
                Some(path) => file(&mut store, session, &path, args.force, whole),
                None => stream(&mut store, session, whole),
            }
        }
        (Format::Json, Some(_)) => Err(usage("json is one file; name it with `-o FILE`")),
        (Format::Meetings, Some(_)) => Err(usage("meetings is one file; name it with `-o FILE`")),
        (Format::Jsonl, _) if args.schema || output.is_some() => {
            Err(usage("jsonl takes a folder: `auld export jsonl DIR`"))
        }
        (Format::Jsonl, None) => Err(usage("jsonl takes a folder: `auld export jsonl DIR`")),
        (Format::Jsonl, Some(folder)) => lines(session, &folder, args.force),
    }
}

/// What writes a file.
type Part = fn(&Reader<'_>, &mut dyn Write) -> Result<(), ExportError>;

fn usage(what: &str) -> Failure {
    Failure::Usage(what.to_owned())
}

fn stream(store: &mut Store, session: &mut Session<'_>, part: Part) -> Done {
    let mut out = BufWriter::with_capacity(64 * 1024, &mut *session.world.stdout);
    let done = store.read(|reader| part(reader, &mut out)).and_then(|()| Ok(out.flush()?));
    // After a failure nothing more may be tried on the stream.
    drop(out.into_parts());
    done.map_err(|e| match e {
        ExportError::Store(e) => e.into(),
        ExportError::Io(e) if e.kind() == io::ErrorKind::BrokenPipe => Failure::Closed,
        ExportError::Io(e) => Failure::Machine(format!("the output cannot be written: {e}")),
    })
}

fn file(store: &mut Store, session: &mut Session<'_>, path: &Path, force: bool, part: Part) -> Done {
    let mut out = OutFile::create(path, &session.store_path()?, force)?;
    store.read(|reader| part(reader, &mut out)).map_err(|e| match e {
        ExportError::Store(e) => e.into(),
        ExportError::Io(e) => outfile::failed(path, &e),
    })?;
    if session.settings.dry_run {
        session.say("dry run: nothing was written");
        return Ok(());
    }
    out.keep()?;
    session.say(&format!("wrote {}", path.display()));
    Ok(())
}

fn lines(session: &mut Session<'_>, folder: &Path, force: bool) -> Done {
    let mut store = session.open(Access::Read)?;
    let taken = export::jsonl::PARTS.iter().map(|(name, _)| folder.join(name)).find(|path| path.exists());
    if let Some(path) = taken.filter(|_| !force) {
        return Err(Refusal::new(format!("`{}` is there already", path.display()))
            .hint("`--force` replaces it")
            .into());
    }
    if !session.settings.dry_run {
        use std::os::unix::fs::DirBuilderExt;
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|e| outfile::failed(folder, &e))?;
        for (name, part) in export::jsonl::PARTS {
            file(&mut store, session, &folder.join(name), force, part)?;
        }
    }
    Ok(())
}
