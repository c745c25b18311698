//! The archive that a chat comes in, with its pictures.

use std::io::{self, BufReader, Read, Seek};

use zip::ZipArchive;

use super::chat::Chat;
use crate::exchange::{Bad, Place, ReadError};

/// How many entries of an archive are looked at.
const ENTRIES_MAX: usize = 100_000;
/// How much text of an archive is read, in bytes: what is packed can be a thousand times as long.
const TEXT_MAX: u64 = 1 << 30;

/// Tells whether a file begins as an archive of a chat does.
pub fn begins(head: &[u8]) -> bool {
    let names = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    head.starts_with(b"PK\x03\x04") && (names(b"_chat.txt") || names(b"WhatsApp"))
}

/// Returns the chat in an archive, and the name of its entry.
///
/// # Errors
/// Where the bytes cannot be read, or hold no chat.
pub fn read<E>(file: impl Read + Seek) -> Result<(String, Chat), ReadError<E>> {
    let bad = |why: String| ReadError::Bad(Bad { place: Place::default(), why });
    let mut archive = ZipArchive::new(file).map_err(|_| bad("it is no archive, or a damaged one".into()))?;
    let mut names = Vec::new();
    for at in 0..archive.len().min(ENTRIES_MAX) {
        let name = archive.name_for_index(at).and_then(Result::ok).unwrap_or_default().into_owned();
        let file = name.rsplit('/').next().unwrap_or_default();
        // What starts with a dot, or stands in such a folder, is of the computer that packed it.
        let own = !file.starts_with('.') && !name.starts_with("__MACOSX");
        if own && file.to_lowercase().ends_with(".txt") {
            names.push((file != "_chat.txt", !file.contains("WhatsApp"), name));
        }
    }
    names.sort();
    // Others are files that somebody sent.
    let Some((.., name)) = names.into_iter().next() else {
        return Err(bad("there is no chat in the archive".into()));
    };
    let entry = archive.by_name(&name).map_err(|e| bad(format!("{name} in the archive cannot be read: {e}")))?;
    let mut text = Counted { input: entry, left: TEXT_MAX };
    match Chat::read(BufReader::new(&mut text)) {
        Ok(_) if text.left == 0 => Err(bad(format!("{name} is longer than {} GB", TEXT_MAX >> 30))),
        Ok(chat) => Ok((name, chat)),
        Err(ReadError::Io(e)) => Err(bad(format!("{name} in the archive is damaged: {e}"))),
        Err(e) => Err(e),
    }
}

/// A stream of which only so much is read.
struct Counted<R> {
    input: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let room = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.input.read(out.get_mut(..room).unwrap_or_default())?;
        self.left -= read as u64;
        Ok(read)
    }
}
