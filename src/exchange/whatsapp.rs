//! Chats as phones export them: a text file each, or the archive that it comes in.
//!
//! Nothing of what was said is kept, only who wrote on which day.

mod archive;
mod chat;
mod folder;
mod stamp;
mod talks;

pub use archive::read as read_archive;
pub use chat::Chat;
pub use folder::files;
pub use stamp::Order;
pub use talks::Talks;

use std::path::Path;

/// Tells whether a file begins as a chat does.
pub fn begins(head: &[u8]) -> bool {
    if archive::begins(head) {
        return true;
    }
    let text = String::from_utf8_lossy(head.get(..1024).unwrap_or(head));
    let first = text.trim_start_matches(stamp::is_mark).lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| stamp::read(line).is_some())
}

/// Returns what a file is called, where that may tell whose chat it holds: its name without its ending and without the
/// number that tells it from another of the same name, or that of its folder where all chats have one name.
pub fn title(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    if stem == "_chat" {
        return path.parent().and_then(title).filter(|title| title.to_lowercase().contains("whatsapp"));
    }
    let stem = match stem.rsplit_once(" (") {
        Some((before, number)) if number.trim_end_matches(')').bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => stem,
    };
    Some(stem.to_owned())
}

#[cfg(test)]
mod tests;
