//! Which files `auld import` takes, and what format they have.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::import_told::failure;
use crate::actions::import::ImportError;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::seal;
use crate::cli::session::Session;
use crate::exchange::seal::{ENDING, Keyring, is_sealed};
use crate::exchange::{About, FORMATS, Format, HEAD_BYTES, jsonl};
use crate::view::shell::quoted;
use crate::view::words;

/// What a word of the command line names.
pub struct Input {
    /// As it was named.
    pub path: PathBuf,
    pub format: Format,
    /// The files it stands for: itself, or those of a folder.
    pub files: Vec<PathBuf>,
}

impl Input {
    /// Tells whether it stands for something that can be read only once: standard input, or a pipe that has a name.
    pub fn is_read_once(&self) -> bool {
        is_stdin(&self.path) || self.files.iter().any(|file| is_pipe(file))
    }
}

/// What the command line says of formats.
#[derive(Default)]
pub struct Said {
    /// The format by its flag.
    pub format: Option<Format>,
    /// Whether it says what columns hold: then files are tables of people.
    pub map: bool,
}

/// Settles which words are files, and their formats. Of standard input the beginning is read, and put back. What is sealed
/// is opened once, so that whoever must type a passphrase does so before anything is read in earnest; what is then known
/// is on the `keys`.
///
/// # Errors
/// Refuses a file whose format cannot be told or that cannot be opened, and a folder without a file of the format.
pub fn inputs(
    mut words: Vec<PathBuf>,
    said: &Said,
    session: &mut Session<'_>,
    keys: &Keyring,
) -> Result<Vec<Input>, Failure> {
    let mut named = said.format;
    if named.is_none()
        && let Some(first) = words.first().and_then(|word| word.to_str())
    {
        // A file may be called as people call a format.
        let called = || Format::meant(first).filter(|_| words.len() > 1 && !Path::new(first).exists());
        named = Format::named(first).or_else(called);
        if let Some(format) = named.filter(|format| !format.about().read) {
            return Err(Failure::Usage(format!("auld only writes {}", format.about().word)));
        }
        if named.is_some() {
            words.remove(0);
        } else if words.len() > 1 && Path::new(first).extension().is_none() && !Path::new(first).exists() {
            return Err(no_format(first));
        }
    }
    if words.is_empty() {
        return Err(Failure::Usage("no file was named".into()));
    }
    let named = named.or(said.map.then_some(Format::Csv));
    let mut inputs = Vec::new();
    for path in words {
        inputs.extend(of_word(path, named, session, keys)?);
    }
    Ok(inputs)
}

/// Refuses a first word that is neither a file nor a format.
fn no_format(word: &str) -> Failure {
    let read: Vec<&str> = FORMATS.iter().filter(|about| about.read).map(|about| about.word).collect();
    let near = read.iter().map(|known| (strsim::jaro_winkler(known, &word.to_lowercase()), *known));
    let near = near.filter(|(how, _)| *how > 0.8).max_by(|a, b| a.0.total_cmp(&b.0));
    let refusal = Refusal::new(format!("`{word}` is neither a file nor a format"));
    match near {
        Some((_, known)) => refusal.hint(format!("did you mean `{known}`?")),
        None => refusal
            .hint(format!("auld reads {}; it mostly tells by itself: `auld import FILE`", words::list_and(&read))),
    }
    .into()
}

/// Returns what a word stands for: of a folder, everything in it that folders are taken for.
fn of_word(
    path: PathBuf,
    named: Option<Format>,
    session: &mut Session<'_>,
    keys: &Keyring,
) -> Result<Vec<Input>, Failure> {
    let unreadable = |why| failure(ImportError::Unreadable { file: shown(&path), why });
    if is_stdin(&path) {
        let format = sniff_stdin(session, keys, named)?;
        return Ok(vec![Input { files: vec![path.clone()], path, format }]);
    }
    if named.is_none() && path.is_dir() {
        return in_folder(&path);
    }
    if let Some(file) = seal::sealed_file(&path) {
        let head = opened_head(session, keys, &path, file)?;
        let format = named.map_or_else(|| told(&path, &unsealed_name(&path), &head), Ok)?;
        return Ok(vec![Input { files: vec![path.clone()], path, format }]);
    }
    let format = match named {
        Some(format) => {
            refuse_mistaken(&path, format)?;
            format
        }
        None => sniff(&path)?,
    };
    if format == Format::Jsonl && !path.is_dir() {
        return Err(Refusal::new(format!("`{}` is no folder", shown(&path)))
            .hint("jsonl is a folder with people.jsonl in it")
            .into());
    }
    let about = format.about();
    let files = if about.folders && path.is_dir() {
        let files = files_of(&path, about).map_err(unreadable)?;
        if files.is_empty() {
            let endings = about.endings.first().map_or("", |ending| *ending);
            return Err(refused(format!("`{}` is a folder without .{endings} files", shown(&path))));
        }
        files
    } else {
        vec![path.clone()]
    };
    Ok(vec![Input { path, format, files }])
}

/// Refuses a file that begins as a card or a calendar and is to be read as something else: every line of it would be bad.
fn refuse_mistaken(path: &Path, named: Format) -> Result<(), Failure> {
    // What is taken out of a pipe to look at is not there any more when it is read.
    if is_pipe(path) {
        return Ok(());
    }
    let begun = head_of(path).ok().and_then(|head| Format::begun(&head));
    let Some(other) = begun.filter(|other| matches!(other, Format::Vcard | Format::Ics) && *other != named) else {
        return Ok(());
    };
    let (file, other, named) = (shown(path), other.about().word, named.about().word);
    Err(Refusal::new(format!("`{file}` is {other}, not {named}; nothing was imported"))
        .hint(format!("`auld import {other} {}`", quoted(&file)))
        .into())
}

/// Returns the format of what comes through a pipe: auld's own where it cannot be told.
fn sniff_stdin(session: &mut Session<'_>, keys: &Keyring, named: Option<Format>) -> Result<Format, Failure> {
    let path = Path::new("-");
    let mut stdin = std::mem::replace(&mut session.world.stdin, Box::new(io::empty()));
    let mut head = Vec::new();
    let read = stdin.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head);
    read.map_err(|why| failure(ImportError::Unreadable { file: shown(path), why }))?;
    let start = if is_sealed(&head) {
        let taken = std::mem::take(&mut head);
        let mut recorded = Recorded { input: io::Cursor::new(taken).chain(&mut stdin), read: &mut head };
        opened_head(session, keys, path, &mut recorded)?
    } else {
        head.clone()
    };
    session.world.stdin = Box::new(io::Cursor::new(head).chain(stdin));
    Ok(named.or_else(|| Format::begun(&start).filter(|format| format.about().read)).unwrap_or(Format::Json))
}

/// Keeps what is read, so that it can be read again.
struct Recorded<'k, R> {
    input: R,
    read: &'k mut Vec<u8>,
}

impl<R: Read> Read for Recorded<'_, R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(room)?;
        self.read.extend(&room[..read]);
        Ok(read)
    }
}

/// Returns how what is sealed begins; asks for its passphrase.
fn opened_head(session: &mut Session<'_>, keys: &Keyring, path: &Path, input: impl Read) -> Result<Vec<u8>, Failure> {
    let mut head = Vec::new();
    let read = seal::open(session, keys, path, input)?.take(HEAD_BYTES as u64).read_to_end(&mut head);
    read.map_err(|why| failure(ImportError::Unreadable { file: shown(path), why }))?;
    if head.starts_with(b"PK\x03\x04") {
        let name = shown(path);
        return Err(Refusal::new(format!("`{name}` is a sealed archive, and auld reads archives only unsealed"))
            .hint(format!("take what is in it out with the program age: `age -d {}`", quoted(&name)))
            .into());
    }
    Ok(head)
}

/// Returns a sealed file's name as it was before.
fn unsealed_name(path: &Path) -> PathBuf {
    let sealed = path.extension().is_some_and(|ending| ending == ENDING || ending == "asc");
    if sealed { path.with_extension("") } else { path.to_owned() }
}

/// Returns what is in a folder whose format nobody named: a file is of the first format that takes it.
fn in_folder(path: &Path) -> Result<Vec<Input>, Failure> {
    let [people, ..] = jsonl::FILES;
    if path.join(people).is_file() {
        return Ok(vec![Input { path: path.to_owned(), format: Format::Jsonl, files: vec![path.to_owned()] }]);
    }
    let mut inputs: Vec<Input> = Vec::new();
    // Cards beside a chat were sent in it: they are nobody's address book.
    let chat = path.join("_chat.txt").is_file();
    let taken = |about: &&About| about.read && about.folders && (!chat || about.format == Format::Whatsapp);
    for about in FORMATS.iter().filter(taken) {
        let mut files = files_of(path, about).unwrap_or_default();
        files.retain(|file| !inputs.iter().any(|input| input.files.contains(file)));
        if !files.is_empty() {
            inputs.push(Input { path: path.to_owned(), format: about.format, files });
        }
    }
    if inputs.is_empty() {
        let text = format!("`{}` is a folder without {people} and without {}", shown(path), words::list_or(&endings()));
        return Err(refused(text));
    }
    Ok(inputs)
}

/// Returns the files beside those of folders that auld could read were they named, in order; at most `most`.
pub fn beside(inputs: &[Input], most: usize) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in inputs.iter().filter(|input| input.format != Format::Jsonl && input.path.is_dir()) {
        for entry in std::fs::read_dir(&folder.path).into_iter().flatten().flatten() {
            let path = entry.path();
            let taken = inputs.iter().any(|input| input.files.contains(&path)) || found.contains(&path);
            if found.len() < most && !taken && !is_hidden(&path) && path.is_file() && sniff(&path).is_ok() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Returns the file that is named as a format and begins as another, with that one.
pub fn mistaken(inputs: &[Input]) -> Option<(&Path, Format)> {
    let begins = |input: &'_ Input| {
        // What comes once has been read; opening a pipe again would wait for ever for somebody to write to it.
        let path = input.files.first().filter(|_| !input.is_read_once())?;
        let format = Format::begun(&head_of(path).ok()?).filter(|format| format.about().read)?;
        (format != input.format).then_some(format)
    };
    inputs.iter().find_map(|input| begins(input).map(|format| (input.path.as_path(), format)))
}

fn head_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Tells whether a name stands for something that is no file and no folder.
pub(super) fn is_pipe(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

fn sniff(path: &Path) -> Result<Format, Failure> {
    if is_pipe(path) {
        let what = format!("`{}` can be read only once, so that its format must be said", shown(path));
        return Err(Refusal::new(what).hint("`auld import FORMAT FILE`, or pipe it: `… | auld import -`").into());
    }
    let head = head_of(path).map_err(|why| failure(ImportError::Unreadable { file: shown(path), why }))?;
    told(path, path, &head)
}

/// Returns the format of the file at `path` that begins with `head` and would be called `name` unsealed.
fn told(path: &Path, name: &Path, head: &[u8]) -> Result<Format, Failure> {
    Format::sniff(name, head).ok_or_else(|| {
        let read: Vec<_> = FORMATS.iter().filter(|about| about.read).map(|about| about.word).collect();
        let refusal = Refusal::new(format!("the format of `{}` cannot be told", shown(path)));
        if head.starts_with(b"SQLite format 3\0") {
            return refusal.hint(format!("is it a backup? `auld restore {}`", quoted(&shown(path)))).into();
        }
        refusal.hint(format!("name it: `auld import FORMAT FILE`; auld reads {}", words::list_and(&read))).into()
    })
}

/// Returns the names of the files that are looked for in a folder.
fn endings() -> Vec<String> {
    let taken = FORMATS.iter().filter(|about| about.read && about.folders);
    taken.filter_map(|about| about.endings.first()).map(|ending| format!(".{ending} files")).collect()
}

/// Returns the files of a folder that are of a format, by their names where it does not know better, in order.
fn files_of(folder: &Path, about: &About) -> io::Result<Vec<PathBuf>> {
    if let Some(files) = about.files {
        return files(folder);
    }
    let mut files =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    // No pipe ends.
    files.retain(|path| about.names(path) && path.is_file() && !is_hidden(path));
    files.sort();
    Ok(files)
}

/// Tells whether a file is of some program rather than of the user.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

pub fn shown(path: &Path) -> String {
    if is_stdin(path) { "standard input".to_owned() } else { path.display().to_string() }
}
