//! Addresses in a header field, as programs write them and not only as they should.

use super::words;

/// The longest address in bytes.
const EMAIL_MAX: usize = 254;
/// The longest `<…>` in bytes.
const ANGLE_MAX: usize = 2048;
/// The longest name in bytes; what is longer is no name.
const NAME_MAX: usize = 1000;
/// How many addresses of a field are read.
const ADDRESSES_MAX: usize = 5000;

/// Somebody whom a field names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Read, in the order in which it stands; `None` where the field has only the address.
    pub name: Option<String>,
    /// In lower case. Holds one `@` at least, with something on both sides, and no white space.
    pub email: String,
}

/// The pieces of an entry that is read.
#[derive(Default)]
struct Entry {
    /// What stands outside of `<…>` and comments.
    phrase: Vec<u8>,
    comment: Vec<u8>,
    angle: Option<Vec<u8>>,
}

/// Returns those whom a field names who have an address, in order; groups count for their members.
pub fn read(raw: &[u8]) -> Vec<Address> {
    // A quote that nobody closes quotes nothing.
    let mut found = entries(raw, quotes_pair(raw));
    found.truncate(ADDRESSES_MAX);
    found
}

fn quotes_pair(raw: &[u8]) -> bool {
    let mut open = false;
    let mut bytes = raw.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if open => drop(bytes.next()),
            b'"' => open = !open,
            _ => {}
        }
    }
    !open
}

fn entries(raw: &[u8], quotes: bool) -> Vec<Address> {
    let mut out = Vec::new();
    let mut entry = Entry::default();
    // A name before a comma that nobody quoted: `Tan, Grace <grace@example.org>`.
    let mut before: Option<Vec<u8>> = None;
    let mut comments = true;
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        let rest = raw.get(at..).unwrap_or_default();
        let word = if byte == b'=' { words::encoded_word(rest) } else { None };
        let used = match byte {
            b'=' if word.is_some() => {
                let used = word.unwrap_or(1);
                entry.phrase.extend_from_slice(rest.get(..used).unwrap_or_default());
                used
            }
            b'"' if quotes => quoted(rest, &mut entry.phrase),
            b'(' if comments => comment(rest, &mut entry.comment).unwrap_or_else(|| {
                // Nor does any other after it end.
                comments = false;
                1
            }),
            b'<' if entry.angle.is_none() => {
                let (used, inner) = angle(rest, quotes);
                entry.angle = Some(inner);
                used
            }
            b'[' => {
                let used = rest.iter().take(EMAIL_MAX).position(|byte| *byte == b']').map_or(1, |end| end + 1);
                entry.phrase.extend_from_slice(rest.get(..used).unwrap_or_default());
                used
            }
            b',' | b';' => {
                close(std::mem::take(&mut entry), &mut before, &mut out);
                if byte == b';' {
                    before = None;
                }
                1
            }
            // The name of a group, or `mailto:`.
            b':' if entry.angle.is_none() => {
                entry.phrase.clear();
                before = None;
                1
            }
            b'>' => 1,
            other => {
                entry.phrase.push(other);
                1
            }
        };
        at += used;
    }
    close(entry, &mut before, &mut out);
    out
}

/// Appends what a quoted string says; returns its length with the quotes.
fn quoted(text: &[u8], out: &mut Vec<u8>) -> usize {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => {
                at += 1;
                out.extend(text.get(at));
            }
            other => out.push(*other),
        }
        at += 1;
    }
    at
}

/// Appends what a comment says, those in it included; returns its length with the parentheses, `None` where it does not
/// end.
fn comment(text: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'\\' => at += 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            if !out.is_empty() {
                out.push(b' ');
            }
            out.extend_from_slice(text.get(1..at - 1).unwrap_or_default());
            return Some(at);
        }
    }
    None
}

/// Returns the length of `<…>` with its marks, and what it holds. One that does not end goes up to the next comma.
fn angle(text: &[u8], quotes: bool) -> (usize, Vec<u8>) {
    let inner = text.get(1..ANGLE_MAX.min(text.len())).unwrap_or_default();
    let mut open = false;
    let end = inner.iter().position(|byte| {
        open ^= *byte == b'"' && quotes;
        *byte == b'>' && !open
    });
    let end = end.or_else(|| inner.iter().position(|byte| matches!(byte, b',' | b';' | b'>')));
    let content = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
    let used = 1 + content.len() + usize::from(inner.get(content.len()) == Some(&b'>'));
    (used, content.to_vec())
}

/// Ends an entry.
fn close(entry: Entry, before: &mut Option<Vec<u8>>, out: &mut Vec<Address>) {
    let Entry { mut phrase, comment, angle } = entry;
    let email = match &angle {
        Some(angle) => email(&bare_of(angle)),
        None => bare(&mut phrase),
    };
    let Some(email) = email else {
        let name = phrase.trim_ascii();
        *before = (angle.is_none() && !name.is_empty()).then(|| name.to_vec());
        return;
    };
    if let Some(first) = before.take()
        && angle.is_some()
    {
        phrase = [first.as_slice(), b", ", phrase.trim_ascii()].concat();
    }
    let named = |raw: &[u8]| name(&words::decode(raw), &email);
    let name = named(&phrase).or_else(|| named(&comment));
    out.push(Address { name, email });
}

/// Returns what stands in `<…>` without comments and white space, which may stand anywhere in an address.
fn bare_of(angle: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(angle.len());
    let mut depth = 0_u32;
    let mut escaped = false;
    for byte in angle {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if depth > 0 => escaped = true,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            byte if depth == 0 && !byte.is_ascii_whitespace() => kept.push(*byte),
            _ => {}
        }
    }
    kept
}

/// Takes the address out of an entry without `<…>`: the last word with an `@`.
fn bare(phrase: &mut Vec<u8>) -> Option<String> {
    let words = || phrase.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let found = words().filter_map(|word| email(word).map(|email| (word.to_vec(), email))).next_back();
    match found {
        Some((taken, email)) => {
            let rest: Vec<_> = words().filter(|word| *word != taken).collect();
            *phrase = rest.join(&b' ');
            Some(email)
        }
        // `grace @ example . org`, as the oldest programs wrote it.
        None => {
            let joined: Vec<u8> = phrase.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            let spaced = memchr::memmem::find(phrase, b" @").is_some() || memchr::memmem::find(phrase, b"@ ").is_some();
            let email = email(&joined).filter(|_| spaced)?;
            phrase.clear();
            Some(email)
        }
    }
}

/// Returns an address in lower case; `None` where the bytes are none.
pub fn email(raw: &[u8]) -> Option<String> {
    let text = words::plain(raw);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '\'' | '"' | '.' | ','));
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    // The way that a message was to take: `@one.example,@two.example:grace@example.org`.
    let text = if text.starts_with('@') { text.rsplit(':').next().unwrap_or(text) } else { text };
    let (local, domain) = text.rsplit_once('@')?;
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | ';' | '(' | ')');
    let local = local.trim_matches(char::is_whitespace);
    // Of a local part in quotes only the quotes at the ends may be lost above.
    let quoted = local.strip_suffix('"').unwrap_or(local);
    let well = !quoted.is_empty()
        && !domain.is_empty()
        && text.len() <= EMAIL_MAX
        && domain.chars().all(|c| fits(c) && c != '"')
        && quoted.chars().all(fits);
    well.then(|| format!("{quoted}@{domain}").to_lowercase())
}

/// Returns a name without what is around it; `None` where the text is the address again, or nothing.
fn name(text: &str, email: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ','));
    (!text.is_empty() && text.to_lowercase() != email && text.len() <= NAME_MAX).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(raw: &[u8]) -> String {
        let one = |address: &Address| match &address.name {
            Some(name) => format!("{name} <{}>", address.email),
            None => address.email.clone(),
        };
        read(raw).iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn addresses_are_read() {
        let cases: &[(&[u8], &str)] = &[
            (b"Grace@Example.org", "grace@example.org"),
            (b"Grace Tan <grace@example.org>", "Grace Tan <grace@example.org>"),
            (b"\"grace@example.org\" <grace@example.org>", "grace@example.org"),
            (b"grace@example.org (Grace (old) Tan)", "Grace (old) Tan <grace@example.org>"),
            (b"(hi) Grace <grace@example.org> (more)", "Grace <grace@example.org>"),
            (b"grace@example.org Grace", "Grace <grace@example.org>"),
            (
                b"Team: grace@example.org, \"Tan, Budi\" <b@example.org>;, d@example.org",
                "grace@example.org | Tan, Budi <b@example.org> | d@example.org",
            ),
            (b"undisclosed-recipients:;", ""),
            (b"Tan, Grace <grace@example.org>, b@example.org", "Tan, Grace <grace@example.org> | b@example.org"),
            (b"\"Grace Tan, PhD\" <grace@example.org>", "Grace Tan, PhD <grace@example.org>"),
            (b"<@one.example,@two.example:grace@example.org>", "grace@example.org"),
            (b"\"Grace \\\"G\\\" Tan\" <grace@example.org>", "Grace \"G\" Tan <grace@example.org>"),
            (b"\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.org>", "J\u{f6}rg <j@example.org>"),
            (b"=?utf-8?Q?Tan,_J=C3=B6rg_<x@y>?= <j@example.org>", "Tan, J\u{f6}rg <x@y> <j@example.org>"),
            (b"a@example.org; b@example.org", "a@example.org | b@example.org"),
            (b"<a@example.org>, , ,", "a@example.org"),
            (b"grace @ example . org", "grace@example.org"),
            (b"\"unclosed <a@example.org>", "unclosed <a@example.org>"),
            (b"Grace <a@example.org", "Grace <a@example.org>"),
            (b"Grace <a@example.org, b@example.org", "Grace <a@example.org> | b@example.org"),
            (b"mailto:a@example.org", "a@example.org"),
            (b"'Grace Tan' <a@example.org>", "Grace Tan <a@example.org>"),
            (b"a@[127.0.0.1], b@[IPv6:1::2]", "a@[127.0.0.1] | b@[ipv6:1::2]"),
            (b"<<a@example.org>>", "a@example.org"),
            (b"\"a@example.org\"", "a@example.org"),
            (b"Hi<a@example.org>", "Hi <a@example.org>"),
            (b"Andr\xe9 <a@example.org>", "Andr\u{e9} <a@example.org>"),
            ("Ελένη <ελένη@παράδειγμα.gr>".as_bytes(), "Ελένη <ελένη@παράδειγμα.gr>"),
            (b"Grace(a \\) b) <grace(of)@example.org\r\n (here)>", "Grace <grace@example.org>"),
            (b"A (some)\r\n : Budi <b@(his)x.example>, c@x.example; (end)", "Budi <b@x.example> | c@x.example"),
            (b"root", ""),
            (b"Grace </O=X/CN=GRACE>", ""),
            (b"a@b@c", "a@b@c"),
            (b"@, <>, <@>, a@, @b, \"", ""),
            (b"((((((", ""),
            (b"\0\x1b[31m<\x07a@example.org>", ""),
        ];
        for (raw, found) in cases {
            assert_eq!(shown(raw), *found, "{}", String::from_utf8_lossy(raw));
        }
    }
}
