//! JSContact (RFC 9553): cards of people as JSON, with what only vCard has a word for as RFC 9555 keeps it.
//!
//! A card is kept as it came; what auld understands of it is read from there whenever it is wanted. So a property that
//! auld has no word for, and one that nobody edited, goes out as it came in.

mod date;
mod draft;
mod jcard;
mod read;
mod write;

pub use draft::{draft, keyed as ties, read_kept as read, same};
pub use read::cards;
pub use write::{Out, Writer};

/// Tells whether a file begins as a card does, or a list of them.
pub fn begins(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let dense: String = head.trim_start_matches('\u{feff}').chars().filter(|c| !c.is_whitespace()).collect();
    let opened = dense.starts_with('{') || dense.starts_with("[{");
    opened && dense.contains("\"@type\":\"Card\"")
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
