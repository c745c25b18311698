//! Text of a header field: bytes of any charset, and encoded words.

use std::borrow::Cow;

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, WINDOWS_1252};

/// The longest encoded word that is looked for, in bytes. The standard says 75; no program keeps to it.
const WORD_MAX: usize = 4096;

/// An encoded word, as it stands.
struct Word<'a> {
    charset: &'a [u8],
    base64: bool,
    data: &'a [u8],
    /// All of it, in bytes.
    length: usize,
}

/// Returns how many bytes the encoded word takes that `text` begins with; `None` where it begins with none.
pub fn encoded_word(text: &[u8]) -> Option<usize> {
    word(text).map(|word| word.length)
}

fn word(text: &[u8]) -> Option<Word<'_>> {
    let text = text.get(..WORD_MAX).unwrap_or(text);
    let mut rest = text.strip_prefix(b"=?")?;
    let charset = upto(&mut rest, 40)?;
    let base64 = match upto(&mut rest, 1)? {
        b"B" | b"b" => true,
        b"Q" | b"q" => false,
        _ => return None,
    };
    let end = memchr::memmem::find(rest, b"?=")?;
    let data = rest.get(..end)?;
    // A language may stand behind the charset.
    let charset = charset.split(|byte| *byte == b'*').next().unwrap_or(charset);
    let length = text.len() - rest.len() + end + 2;
    charset.iter().all(u8::is_ascii_graphic).then_some(Word { charset, base64, data, length })
}

/// Takes what stands before the next `?`, at least one byte and at most `most`.
fn upto<'a>(rest: &mut &'a [u8], most: usize) -> Option<&'a [u8]> {
    let end = rest.iter().take(most + 1).position(|byte| *byte == b'?').filter(|end| *end > 0)?;
    let (part, after) = rest.split_at_checked(end)?;
    *rest = after.get(1..)?;
    Some(part)
}

/// Returns a text with its encoded words read, white space as one space, and nothing that is no text.
///
/// Words that stand side by side are one text: programs cut them in the middle of a letter.
pub fn decode(raw: &[u8]) -> String {
    let mut out = String::new();
    let mut plain = 0;
    let mut at = 0;
    // The bytes of words of one charset, read together.
    let mut words: (Vec<u8>, &[u8]) = (Vec::new(), b"");
    while let Some(found) = raw.get(at..).and_then(|rest| memchr::memmem::find(rest, b"=?")) {
        let begins = at + found;
        let Some(word) = raw.get(begins..).and_then(word) else {
            at = begins + 2;
            continue;
        };
        let between = raw.get(plain..begins).unwrap_or_default();
        let side_by_side = !words.1.is_empty() && between.iter().all(u8::is_ascii_whitespace);
        if !side_by_side || !words.1.eq_ignore_ascii_case(word.charset) {
            flush(&mut words, &mut out);
            if !side_by_side {
                out.push_str(&text_of(between));
            }
            words.1 = word.charset;
        }
        if word.base64 {
            base64(word.data, &mut words.0);
        } else {
            quoted(word.data, &mut words.0);
        }
        at = begins + word.length;
        plain = at;
    }
    flush(&mut words, &mut out);
    out.push_str(&text_of(raw.get(plain..).unwrap_or_default()));
    squeeze(&out)
}

fn flush(words: &mut (Vec<u8>, &[u8]), out: &mut String) {
    if !words.1.is_empty() {
        out.push_str(&in_charset(&words.0, words.1));
    }
    words.0.clear();
    words.1 = b"";
}

fn in_charset<'a>(bytes: &'a [u8], charset: &[u8]) -> Cow<'a, str> {
    match Encoding::for_label(charset).filter(|known| *known != REPLACEMENT) {
        // Nothing is UTF-8 by chance, and programs that say Latin-1 and send UTF-8 are many.
        Some(known) if known != WINDOWS_1252 => known.decode_without_bom_handling(bytes).0,
        _ => text_of(bytes),
    }
}

/// Returns bytes without a charset as text: UTF-8 where they are, else Latin-1 as Windows has it.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Appends what quoted-printable text of a header stands for; what is not well written stays as it is.
fn quoted(data: &[u8], out: &mut Vec<u8>) {
    let mut rest = data.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'_' => out.push(b' '),
            b'=' => match rest.as_slice() {
                [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    out.push(hex(*high) << 4 | hex(*low));
                    rest.nth(1);
                }
                _ => out.push(b'='),
            },
            other => out.push(*other),
        }
    }
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

/// Appends what base64 stands for; bytes that are none of its letters are passed over.
fn base64(data: &[u8], out: &mut Vec<u8>) {
    let mut bits = 0_u32;
    let mut held = 0;
    for byte in data {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            // What follows the padding is another piece, by programs that glue pieces together.
            b'=' => {
                held = 0;
                continue;
            }
            _ => continue,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
}

/// Returns a text in which every run of white space is one space and no character is a control.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() || c == '\u{feff}' {
            space = !out.is_empty();
        } else if !c.is_control() {
            if space {
                out.push(' ');
                space = false;
            }
            out.push(c);
        }
    }
    out
}

/// Returns an address as text.
pub fn plain(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => UTF_8.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read() {
        let cases: &[(&[u8], &str)] = &[
            (b"plain  text\r\n\tgoes on", "plain text goes on"),
            (b"=?utf-8?B?5bGx?= =?utf-8?B?55Sw?=", "山田"),
            // Cut in the middle of a letter.
            (b"=?utf-8?B?5bGx55Q=?=\r\n =?UTF-8?B?sA==?=", "山田"),
            (b"=?iso-2022-jp?B?GyRCOzM=?= =?iso-2022-jp?B?RUQbKEI=?=", "山田"),
            // Two charsets side by side.
            (b"=?utf-8?Q?J=C3=B6?= =?iso-8859-1?Q?rg=E9?=", "J\u{f6}rg\u{e9}"),
            (b"a =?utf-8?q?b?= c =?utf-8?q?d?=e", "a b c de"),
            (b"=?x-unknown?Q?Andr=E9?=", "Andr\u{e9}"),
            (b"=?us-ascii?Q?J=C3=B6rg?=", "J\u{f6}rg"),
            (b"=?UTF-8*de?Q?Hi_there?=", "Hi there"),
            (b"Andr\xe9 Lef\xe8vre", "Andr\u{e9} Lef\u{e8}vre"),
            ("André".as_bytes(), "André"),
            (b"=?gb2312?B?1dTE+Q==?=", "赵涅"),
            (b"=?utf-8?Q?a b=?=", "a b="),
            (b"=?utf-8?X?ab?=", "=?utf-8?X?ab?="),
            (b"=?utf-8?Q?open", "=?utf-8?Q?open"),
            (b"=??Q?a?=", "=??Q?a?="),
            (b"=?utf-8?Q?a=00=1B[31mb?=", "a[31mb"),
            (b"=?=?=?", "=?=?=?"),
        ];
        for (raw, text) in cases {
            assert_eq!(decode(raw), *text, "{}", String::from_utf8_lossy(raw));
        }
    }
}
