//! Marks that need no knowledge: `@Place`, `#tag`, `+tag`, `[Name]`, `\Name`, and addresses, which are none of these.
//!
//! Pure and word for word: what a mark means for the meeting is decided in `entry`.

use super::Span;
use crate::domain::fold;
use crate::domain::person::{NAME_MAX, clean_name};

/// What a mark says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// `@Kopi Tuku`, `@{the old mill}`, `@[the old mill]` or `@"the old mill"`: the place as written.
    Place(String),
    /// `#work` or `+work:client`: the tag without its sign.
    Tag(String),
    /// `[Tomas Ozols]`: the name, clean.
    Name(String),
    /// `\Grace`: the word is plain text.
    Plain,
    /// An e-mail address or a link: nothing inside it means anything.
    Address,
}

/// Words that may stand between the capitalised words of a place ("Bar de la Paix").
const PLACE_PARTICLES: &[&str] = &["de", "la", "le", "of", "the", "du", "del", "den", "van", "der", "am", "&"];
/// Words before the name of a place that belong to it as they are written ("the Louvre").
const PLACE_ARTICLES: &[&str] =
    &["the", "la", "le", "les", "el", "los", "las", "il", "lo", "der", "die", "das", "het", "de", "den"];
/// What joins the two halves of the name of a house ("The Cat and Fiddle"), after this word.
const PLACE_JOINTS: (&str, &[&str]) = ("The", &["and"]);
/// Capitalised words that never go on with a place.
const PLACE_ENDS: &[&str] = &["I", "I'll", "I’ll", "I'm", "I’m", "With", "And", "Then", "We", "She", "He", "They"];
/// What of somebody may be a place.
const HOMES: &[&str] = &[
    "place",
    "home",
    "house",
    "flat",
    "apartment",
    "garden",
    "office",
    "room",
    "kitchen",
    "studio",
    "cabin",
    "farm",
    "shop",
];
/// The longest article that hangs on a name by an apostrophe ("dell'Arte"), in bytes.
const ELIDED_MAX: usize = 4;
/// How many digits alone after `#` are a tag: a year.
const YEAR_DIGITS: usize = 4;
/// The longest shortened word inside a place before whose full stop a sentence does not end ("St. Mary").
const SHORTENED_MAX: usize = 2;

/// Returns the marks of a text, left to right, none within another. Each span covers the whole mark with its signs.
pub fn find(text: &str) -> Vec<(Mark, Span)> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut before = None;
    while let Some((c, rest)) = split_first(text, at) {
        let opens =
            || before.is_none_or(|b: char| !b.is_alphanumeric() && !matches!(b, '@' | '#' | '/' | '+' | '\\' | '_'));
        let starts_chunk =
            before.is_none_or(|b: char| b.is_whitespace() || matches!(b, '(' | '<' | '"' | ',' | ';' | '['));
        let address = if starts_chunk { address_len(text, at) } else { None };
        let mark = match c {
            _ if address.is_some() => address.map(|len| (Mark::Address, len)),
            '@' if opens() => place_after(rest).map(|(name, len)| (Mark::Place(name), len + 1)),
            '#' | '+' if opens() => tag(c, rest).map(|(name, len)| (Mark::Tag(name), len + 1)),
            '[' if before != Some('\\') => name(rest).map(|(name, len)| (Mark::Name(name), len + 1)),
            '\\' => plain_len(rest).map(|len| (Mark::Plain, len + 1)),
            _ => None,
        };
        let Some((mark, len)) = mark else {
            (at, before) = (at + c.len_utf8(), Some(c));
            continue;
        };
        out.push((mark, at..at + len));
        before = text.get(at..at + len).and_then(|t| t.chars().next_back());
        at += len;
    }
    out
}

fn split_first(text: &str, at: usize) -> Option<(char, &str)> {
    let mut rest = text.get(at..)?.chars();
    rest.next().map(|c| (c, rest.as_str()))
}

/// Returns the length of the e-mail address or link that begins here.
fn address_len(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let inside = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | '(' | ')' | '"' | ',' | ';' | '[' | ']');
    let chunk = rest.split(|c| !inside(c)).next()?.trim_end_matches(['.', ':', '!', '?', '\'']);
    // Most words hold no sign that an address must hold.
    if !chunk.contains(['@', ':', '.']) {
        return None;
    }
    let link = ["http://", "https://", "www.", "mailto:"]
        .iter()
        .any(|p| chunk.get(..p.len()).is_some_and(|h| h.eq_ignore_ascii_case(p)));
    let mail = chunk.split_once('@').is_some_and(|(user, host)| {
        let word = |part: &str| part.starts_with(char::is_alphanumeric);
        user.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '+' | '_' | '-'))
            && word(user)
            && word(host)
            && host.contains('.')
    });
    (link || mail).then_some(chunk.len())
}

/// Reads a place after its sign, and after a space what is surely one: it begins with a capital letter.
fn place_after(rest: &str) -> Option<(String, usize)> {
    let Some(apart) = rest.strip_prefix(' ') else { return place(rest) };
    let name = after_article(apart).map_or(apart, |(_, name)| name);
    name.starts_with(char::is_uppercase).then(|| place(apart)).flatten().map(|(name, len)| (name, len + 1))
}

/// Splits a text that begins with an article and a further word.
fn after_article(text: &str) -> Option<(&str, &str)> {
    let article = place_word(text).filter(|word| PLACE_ARTICLES.contains(word))?;
    let name = text.get(article.len()..)?.strip_prefix(' ').filter(|name| place_word(name).is_some())?;
    Some((article, name))
}

/// Reads a place: in braces or quotes anything, else one word, an article before it read over, and if that begins with
/// a capital, the capitalised words after it.
fn place(rest: &str) -> Option<(String, usize)> {
    for (open, close) in [('{', '}'), ('[', ']'), ('"', '"'), ('“', '”')] {
        if let Some(inner) = rest.strip_prefix(open) {
            // No look further than a name is long: an open brace must not cost the whole line.
            let (end, _) = inner.char_indices().take(NAME_MAX).find(|(_, c)| *c == close)?;
            let inner = inner.get(..end)?;
            let name = clean_name(inner).ok()?;
            return Some((name, open.len_utf8() + inner.len() + close.len_utf8()));
        }
    }
    let (named, name) = after_article(rest).map_or((0, rest), |(_, name)| (rest.len() - name.len(), name));
    let first = place_word(name)?;
    let mut end = named + first.len();
    if starts_large(first) {
        let mut ahead = end;
        while let Some(word) = rest
            .get(ahead..)
            .and_then(|r| r.strip_prefix(' ').or_else(|| r.strip_prefix(". ").filter(|_| shortened(rest, ahead))))
        {
            let from = rest.len() - word.len();
            let Some(word) = place_word(word).or_else(|| word.starts_with("& ").then_some("&")) else { break };
            if PLACE_ENDS.contains(&word) {
                break;
            }
            ahead = from + word.len();
            let joint = || first == PLACE_JOINTS.0 && PLACE_JOINTS.1.contains(&word);
            if starts_large(word) {
                end = ahead;
            } else if !PLACE_PARTICLES.contains(&word) && !joint() {
                break;
            }
        }
    }
    end = with_home(rest, end);
    let name = clean_name(rest.get(..end)?).ok()?;
    Some((name, end))
}

/// Returns the end of what somebody's name is of, where a place ends with one: "Grace's *place*".
fn with_home(text: &str, end: usize) -> usize {
    let owned = text.get(..end).is_some_and(|name| name.ends_with("'s") || name.ends_with("’s"));
    let home = text.get(end..).and_then(|rest| rest.strip_prefix(' ')).and_then(place_word);
    home.filter(|word| owned && HOMES.contains(word)).map_or(end, |word| end + 1 + word.len())
}

/// Tells whether a place is somebody's home: "Grace's place".
pub(crate) fn is_home(name: &str) -> bool {
    let owned = |owner: &str| owner.ends_with("'s") || owner.ends_with("’s");
    name.rsplit_once(' ').is_some_and(|(owner, home)| owned(owner) && HOMES.contains(&home))
}

/// Tells whether the word that ends at this byte is short and capitalised, so that a full stop may belong to it.
fn shortened(text: &str, end: usize) -> bool {
    let word = text.get(..end).and_then(|t| t.rsplit(' ').next()).unwrap_or_default();
    word.chars().count() <= SHORTENED_MAX && starts_large(word)
}

fn starts_large(word: &str) -> bool {
    let large = |word: &str| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    // "l'Été": the article hangs on the name.
    large(word)
        || word.split_once(['\'', '’']).is_some_and(|(article, name)| article.len() <= ELIDED_MAX && large(name))
}

/// Returns the word of a place that begins here: letters, digits and the signs that stand inside names.
fn place_word(text: &str) -> Option<&str> {
    if !text.starts_with(char::is_alphanumeric) {
        return None;
    }
    let inside = |c: char| fold::is_word(c) || matches!(c, '-' | '\'' | '’' | '&' | '/' | '_');
    let word = text.get(..text.find(|c| !inside(c)).unwrap_or(text.len()))?;
    Some(word.trim_end_matches(['-', '\'', '’', '&', '/', '_'])).filter(|w| !w.is_empty())
}

/// Reads a tag after its sign `#` or `+`: letters, digits, `-`, `_`, and `:` or `/` between its levels; at least one
/// letter, so that `+2` is a value and `#1` a number. After `#` the signs of `C++` and `F#` end it, and a year is one.
fn tag(sign: char, rest: &str) -> Option<(String, usize)> {
    let inside = |c: char| fold::is_word(c) || matches!(c, '-' | '_' | ':' | '/');
    let run = rest.get(..rest.find(|c| !inside(c)).unwrap_or(rest.len()))?;
    // What follows an empty level is no part of the tag.
    let levels = run.find("::").or(run.find("//")).unwrap_or(run.len());
    let tag = run.get(..levels)?.trim_end_matches(['-', '_', ':', '/']);
    let signs = rest.get(tag.len()..)?;
    let signs = signs.len() - signs.trim_start_matches(['+', '#']).len();
    let ends = rest.get(tag.len() + signs..)?.chars().next().is_none_or(|c| !fold::is_word(c));
    let tag = rest.get(..tag.len() + if sign == '#' && ends { signs } else { 0 })?;
    let year = sign == '#' && tag.len() == YEAR_DIGITS && tag.bytes().all(|b| b.is_ascii_digit());
    let good = tag.starts_with(char::is_alphanumeric) && (year || tag.chars().any(char::is_alphabetic));
    good.then(|| (tag.to_owned(), tag.len()))
}

/// Reads a new name after its bracket: one line with a letter in it, and no link target behind it.
fn name(rest: &str) -> Option<(String, usize)> {
    let end = rest.find([']', '[', '\n'])?;
    let (inner, after) = (rest.get(..end)?, rest.get(end..)?.strip_prefix(']')?);
    // `[x]` is a ticked box, `[text](target)` a link.
    let a_name = inner.chars().any(char::is_alphabetic) && inner.trim() != "x" && !after.starts_with('(');
    a_name.then_some(())?;
    Some((clean_name(inner).ok()?, end + 1))
}

/// Returns the length of what a backslash makes plain: one word, or one sign with the word after it.
fn plain_len(rest: &str) -> Option<usize> {
    let sign = rest.chars().next().filter(|c| matches!(c, '@' | '#' | '+' | '[' | '\\')).map_or(0, char::len_utf8);
    let head = rest.get(sign..)?;
    let inside = |c: char| fold::is_word(c) || fold::is_inner(c);
    let word = head.get(..head.find(|c| !inside(c)).unwrap_or(head.len()))?;
    let word = word.trim_end_matches(fold::is_inner).len();
    (sign + word > 0).then_some(sign + word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> Mark {
        Mark::Place(name.into())
    }

    fn tag(name: &str) -> Mark {
        Mark::Tag(name.into())
    }

    #[test]
    fn marks_are_read_where_they_stand() {
        for (text, expected) in [
            ("x @Kopi Tuku #work", vec![(place("Kopi Tuku"), "@Kopi Tuku"), (tag("work"), "#work")]),
            ("@kopi tuku", vec![(place("kopi"), "@kopi")]),
            ("@Kopi Tuku. Grace called", vec![(place("Kopi Tuku"), "@Kopi Tuku")]),
            ("@St. Mary's Church, then", vec![(place("St. Mary's Church"), "@St. Mary's Church")]),
            ("@Bar de la Paix de", vec![(place("Bar de la Paix"), "@Bar de la Paix")]),
            ("@Joe's Bar & Grill I", vec![(place("Joe's Bar & Grill"), "@Joe's Bar & Grill")]),
            ("@{the old mill} x", vec![(place("the old mill"), "@{the old mill}")]),
            ("@\"the old mill\"", vec![(place("the old mill"), "@\"the old mill\"")]),
            ("@{open @ home", vec![]),
            ("@Café de l'Été x", vec![(place("Café de l'Été"), "@Café de l'Été")]),
            ("@Teatro dell’Arte", vec![(place("Teatro dell’Arte"), "@Teatro dell’Arte")]),
            ("@The Cat and Fiddle, late", vec![(place("The Cat and Fiddle"), "@The Cat and Fiddle")]),
            ("@Riga and Grace", vec![(place("Riga"), "@Riga")]),
            ("@The Cat and then", vec![(place("The Cat"), "@The Cat")]),
            ("@the Louvre with", vec![(place("the Louvre"), "@the Louvre")]),
            ("@la Boqueria", vec![(place("la Boqueria"), "@la Boqueria")]),
            ("@the park", vec![(place("the park"), "@the park")]),
            ("@the", vec![(place("the"), "@the")]),
            ("x @ Vincents", vec![(place("Vincents"), "@ Vincents")]),
            ("x @ the Louvre", vec![(place("the Louvre"), "@ the Louvre")]),
            ("x @ 5 pm @ noon", vec![]),
            ("+work:client, #a/b.", vec![(tag("work:client"), "+work:client"), (tag("a/b"), "#a/b")]),
            ("heard +2 and C++ #1 a+b a#b", vec![]),
            (
                "#C++ #F# #2026 +2026 #a::b #::",
                vec![(tag("C++"), "#C++"), (tag("F#"), "#F#"), (tag("2026"), "#2026"), (tag("a"), "#a")],
            ),
            ("mail grace@hopper.org.", vec![(Mark::Address, "grace@hopper.org")]),
            ("(me+x@a.example) #t", vec![(Mark::Address, "me+x@a.example"), (tag("t"), "#t")]),
            ("https://a.example/#b @C", vec![(Mark::Address, "https://a.example/#b"), (place("C"), "@C")]),
            ("[Tomas  Ozols] [x] [1] [a](b)", vec![(Mark::Name("Tomas Ozols".into()), "[Tomas  Ozols]")]),
            (
                r"\Grace \#no \@Ada \[Tomas] \ x",
                vec![
                    (Mark::Plain, r"\Grace"),
                    (Mark::Plain, r"\#no"),
                    (Mark::Plain, r"\@Ada"),
                    (Mark::Plain, r"\[Tomas"),
                ],
            ),
            ("@東京 #仕事", vec![(place("東京"), "@東京"), (tag("仕事"), "#仕事")]),
            ("@", vec![]),
        ] {
            let expected: Vec<(Mark, &str)> = expected;
            let found: Vec<(Mark, &str)> = find(text).into_iter().map(|(m, span)| (m, &text[span])).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
