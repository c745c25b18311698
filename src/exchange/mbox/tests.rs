//! Mailboxes cut into messages, whatever stands in them.

use std::io::{self, Read};

use proptest::prelude::*;

use super::messages::HEAD_MAX;
use super::*;
use crate::exchange::ReadError;

/// Hands a text out in pieces of a few bytes.
struct Pieces<'a> {
    text: &'a [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.size.min(self.text.len()).min(out.len());
        let (now, rest) = self.text.split_at(size);
        out[..size].copy_from_slice(now);
        self.text = rest;
        Ok(size)
    }
}

/// Returns where each message begins, and its subject; how it ends where it does so badly.
fn subjects_in(input: impl Read) -> Vec<String> {
    let mut messages = Messages::new(input);
    let mut out = Vec::new();
    loop {
        match messages.next::<()>() {
            Ok(None) => return out,
            Ok(Some(Ok((place, mail)))) => out.push(format!("{}: {}", place.line, mail.subject)),
            Ok(Some(Err(bad))) => out.push(format!("{}: bad: {}", bad.place.line, bad.why)),
            Err(ReadError::Bad(bad)) => {
                out.push(format!("{}: no mail: {}", bad.place.line, bad.why));
                return out;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

fn subjects(text: &str) -> Vec<String> {
    let whole = subjects_in(text.as_bytes());
    for size in [1, 7, 4096] {
        assert_eq!(subjects_in(Pieces { text: text.as_bytes(), size }), whole, "in pieces of {size}");
    }
    whole
}

const FROM: &str = "From grace@example.org Sat Jan  3 01:05:34 1996\n";

#[test]
fn a_mailbox_is_cut_where_messages_begin_and_nowhere_else() {
    let body = "From what I heard on Sat Jan 3 01:05:34 1996 it rained.\n\nFrom here to Riga\n>From a@b Sat Jan  3 01:05:34 1996\n";
    let text =
        format!("{FROM}Subject: one\n\n{body}\n{FROM}Subject: two\n\n\n{FROM}Subject: three\n{FROM}Subject: four\n");
    assert_eq!(subjects(&text), ["1: one", "9: two", "13: three", "15: four"]);
    assert_eq!(subjects(&text.replace('\n', "\r\n")), ["1: one", "9: two", "13: three", "15: four"]);
    // A line that has the shape, but no head after it, and one that is no line of its own.
    let text = format!("{FROM}Subject: one\n\nsaid {FROM}\n{FROM}just text\n\n");
    assert_eq!(subjects(&text), ["1: one"]);
    // Separators without a date count behind a blank line.
    let bare =
        "From grace@example.org\nSubject: one\n\nhello\nFrom b@example.org\nX: y\n\nFrom b@example.org\nSubject: two\n";
    assert_eq!(subjects(bare), ["1: one", "8: two"]);
    assert_eq!(subjects("From - \nSubject: one\n\nFrom -\nx\n\nFrom - \nSubject: two\n"), ["1: one", "7: two"]);
    assert_eq!(subjects(&format!("\u{feff}\n\n{FROM}Subject: one\n")), ["3: one"]);
}

#[test]
fn a_body_that_is_as_long_as_its_head_says_is_one_body() {
    let inner = format!("{FROM}Subject: inner\n\nhello\n\n{FROM}Subject: inner too\n\nbye\n");
    let text = format!("{FROM}Content-Length: {}\nSubject: one\n\n{inner}\n{FROM}Subject: two\n\nx\n", inner.len());
    assert_eq!(subjects(&text), ["1: one", "15: two"]);
    let last = format!("{FROM}Content-Length: {}\nSubject: one\n\n{inner}", inner.len());
    assert_eq!(subjects(&last), ["1: one"]);
    // A head that lies hides nothing.
    for lie in [1, inner.len() - 3, inner.len() + 9, usize::MAX] {
        let text = format!("{FROM}Content-Length: {lie}\nSubject: one\n\n{inner}\n{FROM}Subject: two\n\nx\n");
        assert_eq!(subjects(&text), ["1: one", "5: inner", "10: inner too", "15: two"], "{lie}");
    }
}

#[test]
fn a_file_that_is_one_message_is_not_cut() {
    let text = format!("Received: x\nSubject: one\n\n\n{FROM}Subject: two\n\n");
    assert_eq!(subjects(&text), ["1: one"]);
    assert!(begins(text.as_bytes()) && begins(FROM.as_bytes()) && begins(b"From: a\r\nTo: b\r\n\r\n"));
    for other in [
        "BEGIN:VCARD\nFN:x\n",
        "From here on\nX: y\n",
        "on,people,kind\n",
        "{\"a\":1}",
        "",
        "\n\n",
        "Subject: x\n\nTo: y\n",
        "a: b\nc: d\n",
    ] {
        assert!(!begins(other.as_bytes()), "{other}");
    }
    assert_eq!(
        subjects("just a text\nwith lines\n"),
        ["1: no mail: this is no mail: no head of a message begins here"]
    );
    assert_eq!(subjects(""), [""; 0]);
    assert_eq!(subjects("\n \n"), [""; 0]);
}

#[test]
fn a_head_that_is_too_large_is_no_reason_to_stop() {
    let large = "X-Large: y\n".repeat(HEAD_MAX / 11 + 1);
    let one_line = "y".repeat(HEAD_MAX + 10);
    for head in [large, one_line.clone(), one_line.replace('y', "\0")] {
        let text = format!("{FROM}{head}\n\nbody\n\n{FROM}Subject: two\n\n");
        let found = subjects_in(text.as_bytes());
        assert_eq!(found[0], "1: bad: the head of the message is larger than 256 KB");
        assert!(found.len() == 2 && found[1].ends_with(": two"), "{found:?}");
    }
}

#[test]
fn hostile_fields_take_no_longer_than_others() {
    // Each of these would take hours if any part of it were read again for each of its bytes.
    for piece in ["(", "<", ",<", "[", "\"", "=?a?q?", "=?", ":", "a@b,", "\\", "=?u?b?", "<\"", "((a)", "@ ", ";<@"] {
        let field = piece.repeat(HEAD_MAX / piece.len() - 100);
        for name in ["From", "Subject", "Date"] {
            let text = format!("{FROM}{name}: {field}\n\n");
            assert_eq!(subjects_in(text.as_bytes()).len(), 1, "{name} {piece}");
        }
    }
    let text = format!("{FROM}Subject: x\n\n{}", "\nFrom a b c d e f g h 1 2 3 4 5 6 @ \"".repeat(40_000));
    assert_eq!(subjects_in(text.as_bytes()), ["1: x"]);
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        Just(String::new()),
        Just("From the beginning of May 2026 at 10:00".to_owned()),
        Just(">From a@example.org Sat Jan  3 01:05:34 1996".to_owned()),
        Just("From: a@example.org".to_owned()),
        Just("Content-Length: 10".to_owned()),
        "[ -~]{0,80}".prop_map(|text| format!("x{text}")),
    ];
    prop::collection::vec(line, 0..12)
}

proptest! {
    #[test]
    fn whatever_is_written_into_a_mailbox_is_found(
        messages in prop::collection::vec((lines(), prop::bool::ANY), 1..12),
        size in 1_usize..300,
        crlf in prop::bool::ANY,
    ) {
        let mut text = String::new();
        let mut wanted = Vec::new();
        for (number, (body, says)) in messages.iter().enumerate() {
            let body: String = body.iter().map(|line| format!("{line}\n")).collect();
            wanted.push(format!("{}: m{number}", text.matches('\n').count() + 1));
            text += FROM;
            if *says {
                let length = if crlf { body.replace('\n', "\r\n").len() } else { body.len() };
                text += &format!("Content-Length: {length}\n");
            }
            text += &format!("Subject: m{number}\n\n{body}\n");
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        prop_assert_eq!(subjects_in(text.as_bytes()), wanted.clone());
        prop_assert_eq!(subjects_in(Pieces { text: text.as_bytes(), size }), wanted);
    }

    #[test]
    fn no_bytes_stop_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400), size in 1_usize..50) {
        subjects_in(Pieces { text: &bytes, size });
        let text = [b"From a@b Sat Jan  3 01:05:34 1996\nDate:".as_slice(), &bytes].concat();
        subjects_in(Pieces { text: &text, size });
        let text = [b"Subject: x\nFrom:".as_slice(), &bytes].concat();
        subjects_in(text.as_slice());
    }

    #[test]
    fn names_and_subjects_come_back(name in "[A-Za-zé山-]{1,20}( [A-Za-zé山]{1,20})?", seed in any::<u8>()) {
        use std::fmt::Write as _;
        let mut word = String::new();
        for byte in name.bytes() {
            write!(word, "={byte:02X}").expect("a string takes any text");
        }
        // Cut anywhere, also within a letter.
        let cut = 3 * (usize::from(seed) % name.len());
        let (one, two) = word.split_at(cut);
        let written = format!("From: =?utf-8?Q?{one}?=\r\n =?utf-8?Q?{two}?= <a@example.org>\r\nSubject: {name}\r\n");
        let mail = head::read(written.as_bytes());
        prop_assert_eq!(mail.from[0].name.as_deref(), Some(name.as_str()));
        prop_assert_eq!(mail.subject, name);
    }
}
