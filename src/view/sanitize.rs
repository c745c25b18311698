//! Stored text made harmless for a terminal, and how wide it stands there.
//!
//! [`shown`] and [`shown_block`] are the only way of stored text to a terminal, errors and prompts included.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::fold;

/// The most combining marks shown on one character; more only serve to paint over other lines.
pub const MARKS_MAX: usize = 8;

/// Where a visible character takes in no more letters or pictures, in bytes: the longest joined emoji need 35, and
/// without an end to it a chain of them would take quadratic time.
const LIGATURE_MAX: usize = 64;

/// Tells whether a terminal could obey the character instead of showing it: controls, bidirectional overrides and
/// isolates, tags, and the Unicode line and paragraph separators. The direction marks and the joiners are harmless,
/// and names in Persian or Arabic need them.
pub fn is_hostile(c: char) -> bool {
    matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f | 0x2028..=0x202e | 0x2066..=0x206f | 0xe0000..=0xe007f)
}

/// Appends the visible form of a character: `\x1b` up to U+00FF, `\u{202e}` above.
pub fn escape(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a string cannot fail.
    let _ = if code <= 0xff { write!(out, "\\x{code:02x}") } else { write!(out, "\\u{{{code:x}}}") };
}

/// Returns the text for one line of a terminal: tabs and line ends become a space, hostile characters their visible
/// escapes, and marks past [`MARKS_MAX`] in a row are left out. Borrowed when there is nothing to do.
pub fn shown(text: &str) -> Cow<'_, str> {
    show(text, false)
}

/// Returns the text for several lines of a terminal: as [`shown`], but line ends stay.
pub fn shown_block(text: &str) -> Cow<'_, str> {
    show(text, true)
}

fn show(text: &str, block: bool) -> Cow<'_, str> {
    if easy_width(text).is_some() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let (mut copied, mut marks) = (0, 0);
    for (at, c) in text.char_indices() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let after = at + c.len_utf8();
        let crlf = c == '\r' && text.get(after..).is_some_and(|rest| rest.starts_with('\n'));
        if !crlf && (c == '\n' && block || !is_hostile(c) && marks <= MARKS_MAX) {
            continue;
        }
        out.push_str(text.get(copied..at).unwrap_or_default());
        copied = after;
        match c {
            '\r' if crlf => {}
            '\n' | '\t' => out.push(' '),
            _ if is_hostile(c) => escape(&mut out, c),
            _ => {}
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Returns the width of one line of text, in terminal columns.
pub fn width(text: &str) -> usize {
    easy_width(text).unwrap_or_else(|| if text.is_ascii() { text.len() } else { text.width() })
}

/// Returns the text as [`shown`] and its width, in terminal columns.
pub fn measured(text: &str) -> (Cow<'_, str>, usize) {
    if let Some(wide) = easy_width(text) {
        return (Cow::Borrowed(text), wide);
    }
    let text = shown(text);
    let wide = width(&text);
    (text, wide)
}

/// Returns the width of a text of which every character is shown as it is, stands alone and is one column wide, as far
/// as that needs no tables: printable ASCII, Latin letters, and the beginning of Cyrillic. `None` for all else.
fn easy_width(text: &str) -> Option<usize> {
    if is_printable_ascii(text.as_bytes()) {
        return Some(text.len());
    }
    let (mut inner, mut hard) = (0, false);
    for byte in text.bytes() {
        // Past ASCII: what leads U+00C0 to U+02FF and U+0400 to U+047F, and the bytes inside a character.
        hard |= !matches!(byte, 0x20..=0x7e | 0x80..=0xbf | 0xc3..=0xcb | 0xd0 | 0xd1);
        inner += usize::from(matches!(byte, 0x80..=0xbf));
    }
    (!hard).then_some(text.len() - inner)
}

/// Tells whether all bytes are from space to tilde, eight at a time: every text of every answer is asked.
fn is_printable_ascii(text: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let bad = |eight: &[u8; 8]| {
        let eight = u64::from_ne_bytes(*eight);
        // The upper bit of a byte: set in it, reached from DEL by adding 1, not reached from a control by adding 0x60.
        (eight | eight.wrapping_add(ONES) | !eight.wrapping_add(ONES * 0x60)) & (ONES * 0x80) != 0
    };
    // The last eight may overlap those before them.
    let Some(last) = text.last_chunk::<8>() else { return text.iter().all(|byte| matches!(byte, 0x20..=0x7e)) };
    !bad(last) && !text.as_chunks::<8>().0.iter().any(bad)
}

/// Returns the longest beginning of the text that fits the columns and splits no visible character.
pub fn fitting(text: &str, columns: usize) -> &str {
    if text.is_ascii() {
        return text.get(..columns).unwrap_or(text);
    }
    let (mut end, mut used) = (0, 0);
    for (cluster, wide) in clusters(text) {
        used += wide;
        if used > columns {
            break;
        }
        end += cluster.len();
    }
    text.get(..end).unwrap_or_default()
}

/// Returns the text, or as much of it as fits the columns with an ellipsis at its end; columns are at least 1.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}…", fitting(text, columns.saturating_sub(1)).trim_end()))
}

/// Returns the visible characters of a text in order, each with its width in columns: a letter with its marks, an
/// emoji with all it is joined from, a flag. A line end stands alone.
pub fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (cluster, after) = rest.split_at_checked(cluster_len(rest)).filter(|(cluster, _)| !cluster.is_empty())?;
        rest = after;
        Some((cluster, width(cluster)))
    })
}

/// Returns the length in bytes of the first visible character; 0 for an empty text.
fn cluster_len(text: &str) -> usize {
    if let [first, rest @ ..] = text.as_bytes()
        && (*first == b'\n' || first.is_ascii() && rest.first().is_none_or(u8::is_ascii))
    {
        return 1;
    }
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let mut half_flag = is_flag_half(first);
    for (at, c) in chars {
        let flag = half_flag && is_flag_half(c);
        if !(is_mark(c) || flag || at < LIGATURE_MAX && adds_no_width(text, at, c)) {
            return at;
        }
        half_flag &= !flag;
    }
    text.len()
}

/// Tells whether the text up to and with the character at a place is no wider than without it: the next picture of
/// a joined emoji, its skin tone, the second letter of a ligature. ASCII and Chinese, Japanese and Korean letters never join.
fn adds_no_width(text: &str, at: usize, c: char) -> bool {
    let upto = |end| text.get(..end).map(UnicodeWidthStr::width);
    !c.is_ascii() && !fold::is_cjk(c) && upto(at + c.len_utf8()) <= upto(at)
}

/// Tells whether the character stands on the one before it.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && (c.width() == Some(0) || fold::is_mark(c))
}

fn is_flag_half(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_text_is_shown_and_harmless_text_is_borrowed() {
        for (text, expected) in [
            ("\u{1b}]52;c;aGk=\u{7}", r"\x1b]52;c;aGk=\x07"),
            ("\u{1b}[2Jx\u{9b}31m\u{7f}\0", r"\x1b[2Jx\x9b31m\x7f\x00"),
            ("a\rb", r"a\x0db"),
            ("a\r\nb\tc\nd", "a b c d"),
            ("\u{202e}gpj\u{2066}x\u{2069}", r"\u{202e}gpj\u{2066}x\u{2069}"),
            ("\u{2028}\u{2029}", r"\u{2028}\u{2029}"),
            ("\u{e0041}", r"\u{e0041}"),
        ] {
            assert_eq!(shown(text), expected);
        }
        for text in ["", "Ada Lovelace", "José", "名前", "👩‍👩‍👧", "\u{200e}Ali\u{200f}\u{61c}", "می‌خواهم", "e\u{301}"]
        {
            assert!(matches!(shown(text), Cow::Borrowed(t) if t == text), "{text:?}");
        }
        assert_eq!(shown_block("a\r\nb\n\tc\u{1b}"), "a\nb\n c\\x1b");
    }

    #[test]
    fn easy_characters_are_what_the_tables_say() {
        for c in '\0'..='\u{ffff}' {
            if easy_width(c.encode_utf8(&mut [0; 4])).is_some() {
                assert_eq!((c.width(), is_mark(c), is_hostile(c)), (Some(1), false, false), "{c:?}");
            }
        }
        for (text, wide) in [("", Some(0)), ("Ada", Some(3)), ("Łukasz Ćwik", Some(11)), ("Иван", Some(4))] {
            assert_eq!(easy_width(text), wide, "{text}");
        }
        for text in ["a\tb", "\u{7f}", "\u{a0}", "e\u{301}", "名", "\u{483}", "👩"] {
            assert_eq!(easy_width(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_tower_of_marks_is_cut_at_eight() {
        let tower = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(shown(&tower), format!("a{}b", "\u{301}".repeat(MARKS_MAX)));
        assert_eq!(shown(&format!("a{}", "\u{fe0f}".repeat(50))).chars().count(), 1 + MARKS_MAX);
    }

    #[test]
    fn visible_characters_are_whole() {
        for (text, expected) in [
            ("ab", &[("a", 1), ("b", 1)][..]),
            ("e\u{301}x", &[("e\u{301}", 1), ("x", 1)]),
            ("名前", &[("名", 2), ("前", 2)]),
            ("👩‍👩‍👧x", &[("👩‍👩‍👧", 2), ("x", 1)]),
            ("👍🏽🏽", &[("👍🏽", 2), ("🏽", 2)]),
            ("🇩🇪🇫🇷", &[("🇩🇪", 2), ("🇫🇷", 2)]),
            ("❤\u{fe0f}", &[("❤\u{fe0f}", 2)]),
            ("का", &[("का", 2)]),
            ("a\u{200d}b", &[("a\u{200d}", 1), ("b", 1)]),
            ("لا", &[("لا", 1)]),
            ("א\u{200d}ל", &[("א\u{200d}ל", 1)]),
            ("\n\u{301}", &[("\n", 1), ("\u{301}", 0)]),
        ] {
            assert_eq!(clusters(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cut_text_says_so() {
        for (text, columns, expected) in [
            ("Grace", 5, "Grace"),
            ("Grace", 4, "Gra…"),
            ("Grace Hopper", 7, "Grace…"),
            ("名前名前", 5, "名前…"),
            ("名前名前", 4, "名…"),
            ("👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"),
            ("Grace", 1, "…"),
        ] {
            assert_eq!(cut(text, columns), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_harmless_once_shown_and_stays_so(text in any::<String>(), bad in "[\u{0}-\u{a0}\u{2020}-\u{2070}\u{300}-\u{310}]{0,40}") {
            for text in [text, bad] {
                let once = shown(&text).into_owned();
                prop_assert!(!once.chars().any(is_hostile));
                prop_assert_eq!(shown(&once), once.as_str());
                prop_assert!(!shown_block(&text).chars().any(|c| c != '\n' && is_hostile(c)));
                prop_assert_eq!(clusters(&once).map(|(cluster, _)| cluster).collect::<String>(), once);
            }
        }

        #[test]
        fn printable_is_asked_of_every_byte(mut text in prop::collection::vec(0x20_u8..0x7f, 1..40), at in 0_usize..40, byte: u8) {
            let at = at % text.len();
            text[at] = byte;
            prop_assert_eq!(is_printable_ascii(&text), matches!(byte, 0x20..=0x7e));
        }

        #[test]
        fn an_easy_text_is_as_wide_as_any(text in "[ -~À-˿Ѐ-ѿ]{0,40}") {
            prop_assert_eq!(is_printable_ascii(text.as_bytes()), text.bytes().all(|b| matches!(b, 0x20..=0x7e)));
            prop_assert_eq!(easy_width(&text), Some(text.as_str().width()));
            let (whole, wide) = measured(&text);
            prop_assert_eq!((whole.as_ref(), wide), (text.as_str(), text.as_str().width()));
        }

        #[test]
        fn a_cut_text_fits(text in "[a-zé名\u{300}👩\u{200d}🇩لا ]{0,30}", columns in 1_usize..30) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
        }
    }
}
