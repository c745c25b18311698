//! How the files of an import are handed to whoever reads their format: each once, opened where it is sealed, and counted.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::import_files::{Input, is_pipe, is_stdin, shown};
use crate::actions::import::ImportError;
use crate::cli::seal;
use crate::exchange::seal::{HEAD_BYTES as SEALED_HEAD_BYTES, Keyring, is_sealed};
use crate::exchange::{Bytes, Piped};
use crate::world::Progress;

/// Hands a file to whoever takes it, with the name that reports give it. What is sealed is opened with what is known.
///
/// # Errors
/// What `take` returns, and where the file cannot be opened, or what is sealed does not end as it was written.
pub fn each(
    path: &Path,
    stdin: &mut dyn Read,
    progress: &Progress,
    keys: &Keyring,
    take: impl FnOnce(&str, &mut dyn Bytes) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let name = shown(path);
    let unreadable = |why| ImportError::Unreadable { file: name.clone(), why };
    if is_stdin(path) {
        return piped(&name, stdin, progress, keys, take);
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_dir() {
        return Err(unreadable(io::Error::other("it is a folder")));
    }
    if !about.is_file() || seal::begins_sealed(&mut file) {
        return piped(&name, &mut file, progress, keys, take);
    }
    take(&name, &mut Counted { input: &mut file, progress })
}

/// As [`each`], of what can only be read once, from its beginning to its end.
fn piped(
    name: &str,
    input: &mut dyn Read,
    progress: &Progress,
    keys: &Keyring,
    take: impl FnOnce(&str, &mut dyn Bytes) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let unreadable = |why| ImportError::Unreadable { file: name.to_owned(), why };
    let mut head = Vec::new();
    input.take(SEALED_HEAD_BYTES as u64).read_to_end(&mut head).map_err(unreadable)?;
    let sealed = is_sealed(&head);
    let mut input = io::Cursor::new(head).chain(input);
    let mut counted = Counted { input: &mut Piped(&mut input), progress };
    if !sealed {
        return take(name, &mut counted);
    }
    let mut opened = keys.open(counted, None).map_err(|e| unreadable(io::Error::other(e)))?;
    take(name, &mut Piped(&mut opened))?;
    // A reader that has all it needs, or takes a broken line for a bad record, has not seen that the rest is missing.
    opened.to_end().map_err(unreadable)
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
    let bytes = |path: &PathBuf| (!is_stdin(path) && !is_pipe(path)).then(|| std::fs::metadata(path).ok()).flatten();
    files.map(|path| bytes(path).map(|about| about.len())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Format;

    #[test]
    fn nobody_knows_how_much_comes_through_a_pipe() {
        let folder = tempfile::tempdir().expect("a folder for tests");
        let (pipe, file) = (folder.path().join("pipe"), folder.path().join("file"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there").success());
        std::fs::write(&file, "four").expect("ours");
        let of = |files: &[&Path]| {
            let files = files.iter().map(|path| path.to_path_buf()).collect();
            bytes_of(&[Input { path: "here".into(), format: Format::Csv, files }])
        };
        assert_eq!(of(&[&file, &file]), Some(8));
        assert_eq!(of(&[&file, &pipe]), None);
        assert_eq!(of(&[Path::new("-")]), None);
    }
}
