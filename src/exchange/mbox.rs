//! Mail: mailboxes of any size, folders of messages, and single messages. Only the heads are read.
//!
//! Cut and read by auld itself: of the libraries, mail-parser reads no encoded words that were cut in the middle of a
//! letter, no bytes of eight bits that are not UTF-8, and about half of the dates that programs write.

mod address;
mod date;
mod folder;
mod head;
mod letters;
mod messages;
mod words;

pub use folder::files;
pub use head::Mail;
pub use letters::Letters;
pub use messages::Messages;

/// Tells whether a file begins as a mailbox or a message does.
pub fn begins(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if head.starts_with(b"From ") {
        return messages::is_mail(head);
    }
    // Much else has a word and a colon in its first line: a head has fields that only mail has.
    let known =
        ["from", "to", "date", "received", "return-path", "message-id", "delivered-to", "mime-version", "subject"];
    let lines = head.split(|byte| *byte == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let mut fields = lines.filter_map(head::name).map(|(name, _)| String::from_utf8_lossy(name).to_lowercase());
    messages::is_mail(head) && fields.by_ref().filter(|name| known.contains(&name.as_str())).take(2).count() == 2
}

#[cfg(test)]
mod tests;
