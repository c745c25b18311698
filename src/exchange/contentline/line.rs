//! One line of a card: group, name, parameters and value, in the writing of any version.

use std::borrow::Cow;

use encoding_rs::{Encoding as Charset, WINDOWS_1252};

use crate::exchange::vcard::Version;

/// How a value is written that is not plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    QuotedPrintable,
    Base64,
}

/// A line, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// All of it.
    pub raw: &'a str,
    pub group: Option<&'a str>,
    pub name: &'a str,
    /// What stands between the name and the value, with a `;` before each.
    params: &'a str,
    pub value: &'a str,
}

/// Tells whether a text has no place for the character: controls, but for tabs.
pub fn is_control(c: char) -> bool {
    c.is_control() && c != '\t'
}

/// Returns how the value of a line is written; the line need not be UTF-8.
pub fn encoding(line: &[u8]) -> Option<Encoding> {
    let head = line.split(|byte| *byte == b':').next()?;
    let mut params = head.split(|byte| *byte == b';').skip(1).map(|param| {
        let value = param.iter().position(|byte| *byte == b'=').and_then(|at| param.split_at_checked(at));
        match value {
            Some((name, value)) => (name.trim_ascii(), value.get(1..).unwrap_or_default().trim_ascii()),
            None => (&b""[..], param.trim_ascii()),
        }
    });
    params.find_map(|(name, value)| {
        let says = name.is_empty() || name.eq_ignore_ascii_case(b"ENCODING");
        let one = |word: &str| value.eq_ignore_ascii_case(word.as_bytes());
        match () {
            () if !says => None,
            () if one("QUOTED-PRINTABLE") || one("Q") && !name.is_empty() => Some(Encoding::QuotedPrintable),
            () if one("BASE64") || one("B") => Some(Encoding::Base64),
            () => None,
        }
    })
}

impl<'a> Line<'a> {
    /// Reads a line; `None` where it is none.
    pub fn parse(raw: &'a str) -> Option<Line<'a>> {
        let mut quoted = false;
        let colon = raw.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b':' && !quoted
        });
        // A quote that nobody closed.
        let (head, value) = raw.split_at_checked(colon.or_else(|| raw.find(':'))?)?;
        let (name, params) = head.split_at_checked(head.find(';').unwrap_or(head.len()))?;
        let (group, name) = match name.rsplit_once('.') {
            Some((group, name)) => (Some(group.trim()), name.trim()),
            None => (None, name.trim()),
        };
        let value = value.get(1..)?;
        (!name.is_empty()).then_some(Line { raw, group, name, params, value })
    }

    /// Tells whether the line is of this property.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Returns the parameters in their order: the name, which is empty where 2.1 leaves it out, and the value.
    pub fn params(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut quoted = false;
        let parts = self.params.split(move |c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let parts = parts.map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| match part.split_once('=') {
            Some((name, value)) => (name.trim(), value.trim()),
            None => ("", part),
        })
    }

    /// Returns the value of a parameter, without quotes.
    pub fn param(&self, name: &str) -> Option<&'a str> {
        self.params().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim_matches('"'))
    }

    /// Returns how the value is written.
    pub fn encoding(&self) -> Option<Encoding> {
        // The head alone, so that a long value is not looked through.
        if self.params.is_empty() {
            None
        } else {
            encoding(self.raw.get(..self.raw.len() - self.value.len())?.as_bytes())
        }
    }

    /// Returns the types of the line in lower case, those that 2.1 writes without a name among them.
    pub fn types(&self) -> Vec<String> {
        let named = self.params().filter(|(name, _)| name.is_empty() || name.eq_ignore_ascii_case("TYPE"));
        let types = named.flat_map(|(_, value)| value.trim_matches('"').split(','));
        types.map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty() && !is_encoding(word)).collect()
    }

    /// Returns the value as a text.
    pub fn text(&self, version: Version) -> String {
        self.decoded(self.value, version)
    }

    /// Returns the parts of a structured value.
    pub fn parts(&self, version: Version) -> Vec<String> {
        split(self.value, ';').into_iter().map(|part| self.decoded(part, version)).collect()
    }

    /// Returns the items of a list, without those that are empty.
    pub fn list(&self, version: Version) -> Vec<String> {
        let items = split(self.value, ',').into_iter().map(|item| self.decoded(item, version).trim().to_owned());
        items.filter(|item| !item.is_empty()).collect()
    }

    fn decoded(&self, value: &str, version: Version) -> String {
        let quoted_printable = self.encoding() == Some(Encoding::QuotedPrintable);
        let value = if quoted_printable { Cow::Owned(self.quoted_printable(value)) } else { Cow::Borrowed(value) };
        // A line end of 2.1 is written as its bytes, so a backslash there is one.
        unescaped(&value, !(quoted_printable && version == Version::V21))
    }

    /// Decodes QUOTED-PRINTABLE in the charset of the line: UTF-8 where that fits, whatever is said.
    fn quoted_printable(&self, value: &str) -> String {
        let mut bytes = Vec::with_capacity(value.len());
        let mut rest = value.as_bytes();
        while let [first, after @ ..] = rest {
            let digits = after.first_chunk::<2>().filter(|_| *first == b'=');
            let byte = digits.and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 16).ok());
            bytes.push(byte.unwrap_or(*first));
            rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
        }
        let charset = self.param("CHARSET").and_then(|label| Charset::for_label(label.as_bytes()));
        let text = match (String::from_utf8(bytes), charset) {
            (Ok(text), None) => text,
            (Ok(text), Some(charset)) if charset.is_single_byte() || !text.contains('\u{1b}') => text,
            (Ok(text), Some(charset)) => charset.decode_without_bom_handling(text.as_bytes()).0.into_owned(),
            (Err(e), charset) => {
                let charset = charset.filter(|c| *c != encoding_rs::UTF_8).unwrap_or(WINDOWS_1252);
                charset.decode_without_bom_handling(e.as_bytes()).0.into_owned()
            }
        };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        text.chars().filter(|c| *c == '\n' || !is_control(*c)).collect()
    }
}

/// Tells whether a word without a name says how the value is written, and is no type.
pub fn is_encoding(word: &str) -> bool {
    ["base64", "quoted-printable", "8bit", "7bit", "b"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Splits a value where the separator is not escaped.
pub fn split(value: &str, separator: char) -> Vec<&str> {
    let mut escaped = false;
    value
        .split(|c| {
            let here = c == separator && !escaped;
            escaped = c == '\\' && !escaped;
            here
        })
        .collect()
}

/// Returns a value as the text it stands for.
fn unescaped(value: &str, line_ends: bool) -> String {
    if !value.contains('\\') {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next @ (',' | ';' | ':' | '\\'))) => {
                out.push(next);
                chars.next();
            }
            ('\\', Some('n' | 'N')) if line_ends => {
                out.push('\n');
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// Returns a text as a value that stands for it, in versions 3.0 and 4.0.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if is_control(c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(raw: &str) -> Line<'_> {
        Line::parse(raw).expect("a line")
    }

    #[test]
    fn a_line_is_taken_apart() {
        let one = line("item1.TEL;TYPE=\"work,voice\";VALUE=uri;X-A=\"b:c;d\":tel:+1-555");
        assert_eq!((one.group, one.name, one.value), (Some("item1"), "TEL", "tel:+1-555"));
        assert_eq!(one.types(), ["work", "voice"]);
        assert_eq!(one.param("x-a"), Some("b:c;d"));
        let old = line("ADR;HOME;QUOTED-PRINTABLE;CHARSET=UTF-8:;;K=C3=B6ln;a\\;b");
        assert_eq!(old.types(), ["home"]);
        assert_eq!(old.parts(Version::V21), ["", "", "Köln", "a;b"]);
        assert_eq!(Line::parse("no colon"), None);
        assert_eq!(Line::parse(":no name"), None);
    }

    #[test]
    fn charsets_of_old_phones() {
        assert_eq!(line("N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=88=C0=93=A1").text(Version::V21), "安藤");
        assert_eq!(line("N;ENCODING=QUOTED-PRINTABLE:Z=FCrich").text(Version::V21), "Zürich");
        assert_eq!(line("N;ENCODING=QUOTED-PRINTABLE:Z=C3=BCrich=0D=0A=1B[2J").text(Version::V21), "Zürich\n[2J");
        assert_eq!(line("NOTE;ENCODING=QUOTED-PRINTABLE:50=25 = half=").text(Version::V21), "50% = half=");
        assert_eq!(line("NOTE:a\\nb\\,c\\\\d\\x").text(Version::V3), "a\nb,c\\d\\x");
    }

    proptest! {
        #[test]
        fn what_is_escaped_reads_back(text in "[a-c\\\\,;:n\n]{0,12}") {
            let escaped = escaped(&text);
            prop_assert_eq!(unescaped(&escaped, true), text);
            prop_assert_eq!(split(&escaped, ';').len(), 1);
            prop_assert_eq!(split(&escaped, ',').len(), 1);
        }
    }
}
