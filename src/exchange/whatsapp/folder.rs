//! Folders of exported chats.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::exchange::HEAD_BYTES;

/// Returns the files of a folder that are chats, in order: pictures and the like stand beside them.
///
/// # Errors
/// Where the folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !matches!(ending.as_deref(), Some("txt" | "zip")) || hidden || !path.is_file() {
            continue;
        }
        let mut head = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head));
        if read.is_ok() && super::begins(&head) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
