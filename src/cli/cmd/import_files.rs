//! Which files `auld import` takes, and what format they have.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::import_told::failure;
use crate::actions::import::ImportError;
use crate::cli::report::{Failure, Refusal, refused};
use crate::exchange::{About, Bytes, FORMATS, Format, HEAD_BYTES, Piped, jsonl};
use crate::view::words;
use crate::world::Progress;

/// What a word of the command line names.
pub struct Input {
    /// As it was named.
    pub path: PathBuf,
    pub format: Format,
    /// The files it stands for: itself, or those of a folder.
    pub files: Vec<PathBuf>,
}

impl Input {
    /// Tells whether it stands for standard input.
    pub fn is_stdin(&self) -> bool {
        is_stdin(&self.path)
    }
}

/// Settles which words are files, and their formats. Where the user says what columns hold, files are
/// tables of people.
///
/// # Errors
/// Refuses a file whose format cannot be told, and a folder without a file of the format.
pub fn inputs(mut words: Vec<PathBuf>, sniffed: bool) -> Result<Vec<Input>, Failure> {
    let named = words.first().and_then(|word| Format::named(word.to_str()?)).filter(|format| format.about().read);
    if named.is_some() {
        words.remove(0);
    }
    if words.is_empty() {
        return Err(Failure::Usage("no file was named".into()));
    }
    let named = named.or((!sniffed).then_some(Format::Csv));
    words.into_iter().map(|path| input(path, named)).collect()
}

/// Hands a file to whoever takes it, with the name that reports give it.
///
/// # Errors
/// What `take` returns, and where the file cannot be opened.
pub fn each(
    path: &Path,
    stdin: &mut dyn Read,
    progress: &Progress,
    take: impl FnOnce(&str, &mut dyn Bytes) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let name = shown(path);
    if is_stdin(path) {
        return take(&name, &mut Counted { input: &mut Piped(stdin), progress });
    }
    let unreadable = |why| ImportError::Unreadable { file: name.clone(), why };
    let mut file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(io::Error::other("it is a folder")));
    }
    take(&name, &mut Counted { input: &mut file, progress })
}

/// Tells how much was read.
struct Counted<'a> {
    input: &'a mut dyn Bytes,
    progress: &'a Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(room)?;
        self.progress.add(read as u64);
        Ok(read)
    }
}

impl Bytes for Counted<'_> {
    fn archive(&mut self) -> Option<&mut File> {
        self.input.archive()
    }
}

/// Returns how many bytes are to be read; `None` where a pipe is among the files.
pub fn bytes_of(inputs: &[Input]) -> Option<u64> {
    let files = inputs.iter().flat_map(|input| &input.files).filter(|path| !path.is_dir());
    files.map(|path| if is_stdin(path) { None } else { std::fs::metadata(path).ok().map(|about| about.len()) }).sum()
}

fn input(path: PathBuf, named: Option<Format>) -> Result<Input, Failure> {
    let format = match named {
        Some(format) => format,
        // Of what came through a pipe nothing can be read twice; auld's own format is the likeliest.
        None if is_stdin(&path) => Format::Json,
        None => sniff(&path)?,
    };
    if format == Format::Jsonl && !path.is_dir() {
        return Err(Refusal::new(format!("`{}` is no folder", shown(&path)))
            .hint("jsonl is a folder with people.jsonl in it")
            .into());
    }
    let about = format.about();
    let files = if about.folders && path.is_dir() {
        let unreadable = |why| failure(ImportError::Unreadable { file: shown(&path), why });
        let files = files_of(&path, about).map_err(unreadable)?;
        if files.is_empty() {
            let endings = about.endings.first().map_or("", |ending| *ending);
            return Err(refused(format!("`{}` is a folder without .{endings} files", shown(&path))));
        }
        files
    } else {
        vec![path.clone()]
    };
    Ok(Input { path, format, files })
}

fn sniff(path: &Path) -> Result<Format, Failure> {
    let name = shown(path);
    if path.is_dir() {
        let [people, ..] = jsonl::FILES;
        if path.join(people).is_file() {
            return Ok(Format::Jsonl);
        }
        let mut taken = FORMATS.iter().filter(|about| about.read && about.folders);
        let found = taken.find(|about| files_of(path, about).is_ok_and(|files| !files.is_empty()));
        return found.map(|about| about.format).ok_or_else(|| {
            refused(format!("`{name}` is a folder without {people} and without {}", words::list_or(&endings())))
        });
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head));
    read.map_err(|why| failure(ImportError::Unreadable { file: name.clone(), why }))?;
    Format::sniff(path, &head).ok_or_else(|| {
        let read: Vec<_> = FORMATS.iter().filter(|about| about.read).map(|about| about.word).collect();
        Refusal::new(format!("the format of `{name}` cannot be told"))
            .hint(format!("name it: `auld import FORMAT FILE`; auld reads {}", words::list_and(&read)))
            .into()
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
    // What is hidden is of some program, and no pipe ends.
    let hidden = |path: &Path| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    files.retain(|path| about.names(path) && path.is_file() && !hidden(path));
    files.sort();
    Ok(files)
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn shown(path: &Path) -> String {
    if is_stdin(path) { "standard input".to_owned() } else { path.display().to_string() }
}
