//! Cells that hold several things: people, tags and feelings. What would be read as something else stands in quotes.

use std::borrow::Borrow;
use std::cell::LazyCell;
use std::ops::Deref;

use super::shown;
use crate::domain::fold;
use crate::domain::meeting::Feeling;
use crate::domain::person::clean_name;
use crate::text::feelings;

/// A person as a cell names one: `Grace Hopper`, or `John Kim (Riga)` where there are two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub name: String,
    /// What stands in brackets behind the name.
    pub hint: Option<String>,
    /// Whether the name stood in quotes, so that brackets in it are its own.
    pub quoted: bool,
}

/// The most people a row may name: more are a broken file.
const PEOPLE_MAX: usize = 1000;
/// How many words a name at the start of a feeling may have.
const NAME_WORDS: usize = 8;

impl Who {
    /// Returns the name as it stands in a cell.
    pub fn written(&self) -> String {
        let name = if self.name.contains([';', '"', '(', ')']) { quote(&self.name) } else { self.name.clone() };
        match &self.hint {
            Some(hint) => format!("{name} ({})", written_hint(hint)),
            None => name,
        }
    }

    /// Returns the name in quotes, which nothing can be mistaken for.
    fn in_quotes(&self) -> String {
        let hint = self.hint.as_ref().map_or(String::new(), |hint| format!(" ({})", written_hint(hint)));
        quote(&self.name) + &hint
    }
}

fn written_hint(hint: &str) -> String {
    let plain = hint.trim() == hint && !hint.is_empty() && !hint.contains([';', '"', '(', ')']);
    if plain { hint.to_owned() } else { quote(hint) }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Returns what stands in quotes at the start of a text, and what follows; `None` where no quote opens and closes.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let (part, after) = rest.split_once('"')?;
        out.push_str(part);
        match after.strip_prefix('"') {
            Some(more) => {
                out.push('"');
                rest = more;
            }
            None => return Some((out, after)),
        }
    }
}

/// Splits a cell wherever `parts` does, outside of quotes. A quote opens only where a word does: `5" pipe` has none.
fn items(cell: &str, parts: fn(char) -> bool) -> Result<Vec<&str>, String> {
    let mut out = Vec::new();
    let (mut start, mut open, mut before) = (0, false, ' ');
    for (at, c) in cell.char_indices() {
        if c == '"' {
            // A doubled quote closes and opens again at once.
            open = !open && (before.is_whitespace() || parts(before) || matches!(before, '(' | '"'));
        } else if !open && parts(c) {
            out.extend(cell.get(start..at));
            start = at + c.len_utf8();
        }
        before = c;
    }
    if open {
        return Err(format!("a quote is not closed in `{}`", shown(cell)));
    }
    out.extend(cell.get(start..));
    Ok(out.into_iter().map(str::trim).filter(|item| !item.is_empty()).collect())
}

/// Reads the people of a row.
///
/// # Errors
/// Says which is no name.
pub fn people(cell: &str) -> Result<Vec<Who>, String> {
    let items = items(cell, |c| c == ';')?;
    if items.len() > PEOPLE_MAX {
        return Err(format!("more than {PEOPLE_MAX} people at one meeting"));
    }
    items.into_iter().map(who).collect()
}

fn who(item: &str) -> Result<Who, String> {
    let (name, hint, quoted) = match unquote(item) {
        Some((name, rest)) if rest.trim().is_empty() => (name, None, true),
        Some((name, rest)) => match leading_bracket(rest) {
            Some((hint, "")) => (name, Some(hint), true),
            _ => return Err(format!("`{}` is not a name", shown(item))),
        },
        None => match item.split_once(" (").filter(|_| item.ends_with(')')) {
            Some((name, _)) if !name.trim().is_empty() => {
                let hint = item.get(name.len() + 2..item.len() - 1).unwrap_or_default();
                (name.to_owned(), Some(inside(hint)), false)
            }
            _ => (item.to_owned(), None, false),
        },
    };
    let name = clean_name(&name).map_err(|e| format!("`{}`: {e}", shown(item)))?;
    Ok(Who { name, hint: hint.filter(|hint| !hint.is_empty()), quoted })
}

/// Returns what stands between brackets.
fn inside(text: &str) -> String {
    match unquote(text.trim()) {
        Some((hint, "")) => hint,
        _ => text.trim().to_owned(),
    }
}

/// Returns what stands in brackets at the start of a text, and what follows.
fn leading_bracket(text: &str) -> Option<(String, &str)> {
    let rest = text.trim_start().strip_prefix('(')?;
    if let Some((hint, rest)) = unquote(rest) {
        return Some((hint, rest.strip_prefix(')')?.trim_start()));
    }
    let (hint, rest) = rest.split_once(')')?;
    Some((hint.trim().to_owned(), rest.trim_start()))
}

/// Reads tags, in order and none twice.
///
/// # Errors
/// Where a quote is not closed.
pub fn tags(cell: &str) -> Result<Vec<String>, String> {
    let items = items(cell, |c| c == ';' || c.is_whitespace())?;
    let bare = |item: &str| item.trim_start_matches('#').to_owned();
    let mut tags: Vec<_> = items
        .into_iter()
        .map(|item| match unquote(item) {
            Some((tag, "")) => tag,
            _ => bare(item),
        })
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}

/// Returns tags as they stand in a cell.
pub fn written_tags<'t>(tags: impl Iterator<Item = &'t str>) -> String {
    let odd = |tag: &str| tag.starts_with('#') || tag.contains(|c: char| c.is_whitespace() || matches!(c, ';' | '"'));
    let tags: Vec<_> = tags.map(|tag| if odd(tag) { quote(tag) } else { tag.to_owned() }).collect();
    tags.join(" ")
}

/// Reads how the people of a row made me feel, each by the position in `people`.
///
/// # Errors
/// Says what names nobody, or somebody twice.
pub fn felt<W: Borrow<Who>>(cell: &str, people: &[W]) -> Result<Vec<(usize, Feeling)>, String> {
    let mut out: Vec<(usize, Feeling)> = Vec::new();
    let folded = LazyCell::new(|| people.iter().map(|who| fold::words(&who.borrow().name)).collect());
    for item in items(cell, |c| c == ';')? {
        let (at, words) = match named(item, people, &folded)? {
            Some(found) => found,
            None if people.len() == 1 => (0, item),
            None => return Err(format!("`{}` begins with nobody of this row", shown(item))),
        };
        let feeling = feeling(words.trim())?;
        if out.iter().any(|(other, _)| *other == at) {
            return Err(format!("`{}` speaks of somebody a second time", shown(item)));
        }
        if !feeling.is_empty() {
            out.push((at, feeling));
        }
    }
    Ok(out)
}

/// Returns whose name an item begins with, and what follows the name.
fn named<'t, W: Borrow<Who>>(
    item: &'t str,
    people: &[W],
    folded: &impl Deref<Target = Vec<Vec<String>>>,
) -> Result<Option<(usize, &'t str)>, String> {
    let people = || people.iter().map(Borrow::borrow).enumerate();
    let one = |at: Vec<usize>, rest: &'t str| match at.as_slice() {
        [] => Ok(None),
        [at] => Ok(Some((*at, rest))),
        _ => Err(format!("`{}` may be several of this row", shown(item))),
    };
    if let Some((name, rest)) = unquote(item) {
        if let Some((hint, rest)) = leading_bracket(rest)
            && let Some((at, _)) = people().find(|(_, who)| who.name == name && who.hint.as_deref() == Some(&hint))
        {
            return Ok(Some((at, rest)));
        }
        if let Some((at, _)) = people().find(|(_, who)| who.name == name && who.hint.is_none()) {
            return Ok(Some((at, rest)));
        }
        return one(people().filter(|(_, who)| who.name == name).map(|(at, _)| at).collect(), rest);
    }
    let after = |spelling: &str| {
        item.strip_prefix(spelling).filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    };
    let whole = people().filter_map(|(at, who)| Some((at, after(&who.written())?)));
    if let Some(found) = whole.min_by_key(|(_, rest)| rest.len()) {
        return Ok(Some(found));
    }
    // As people write: without case and accents, then by what a name begins with.
    let ends: Vec<_> = word_ends(item).collect();
    for shortened in [false, true] {
        for end in ends.iter().rev() {
            let (head, rest) = item.split_at_checked(*end).unwrap_or((item, ""));
            let words = fold::words(head);
            let begins = |(at, who): &(usize, &Who)| {
                // A short form that is no capital is a word: "will be missed" is not about Will.
                let capital = head.chars().next() == who.name.chars().next();
                let name = folded.get(*at);
                name.is_some_and(|name| if shortened { capital && name.starts_with(&words) } else { *name == words })
            };
            let found: Vec<_> = people().filter(|of| !words.is_empty() && begins(of)).map(|(at, _)| at).collect();
            if !found.is_empty() {
                return one(found, rest);
            }
        }
    }
    Ok(None)
}

/// Returns where the first words of a text end.
fn word_ends(text: &str) -> impl Iterator<Item = usize> {
    let blank = text.match_indices(char::is_whitespace).map(|(at, _)| at);
    blank.chain(std::iter::once(text.len())).take(NAME_WORDS)
}

/// Reads `+2 heard`, and `"heard"`: in quotes stand words that nothing is read into.
fn feeling(text: &str) -> Result<Feeling, String> {
    let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let value = feelings::parse(head);
    let (value, quoted) = match text.starts_with('"') {
        true => (None, text),
        false if value.words.is_empty() => (value.value, rest.trim()),
        false => (None, ""),
    };
    match unquote(quoted) {
        Some((words, "")) => Ok(Feeling { words, value }),
        Some((_, more)) => Err(format!("`{}` follows a feeling in quotes", shown(more.trim()))),
        None => Ok(feelings::parse(text)),
    }
}

/// Returns feelings as they stand in a cell: as people write them where that reads back, else in quotes.
pub fn written_felt<W: Borrow<Who>>(felt: &[(usize, Feeling)], people: &[W]) -> String {
    let item = |(at, feeling): &(usize, Feeling)| {
        let who = people.get(*at)?.borrow();
        let value = feeling.value.map_or(String::new(), |value| format!(" {value:+}"));
        let plain = format!("{}{value} {}", who.written(), feeling.words);
        let quoted = if feeling.words.is_empty() { String::new() } else { format!(" {}", quote(&feeling.words)) };
        let surest = format!("{}{value}{quoted}", who.in_quotes());
        let forms = [plain.trim_end().to_owned(), format!("{}{value}{quoted}", who.written())];
        let reads = |form: &String| {
            self::felt(form, people).is_ok_and(|read| matches!(read.as_slice(), [(a, f)] if a == at && f == feeling))
        };
        Some(forms.into_iter().find(reads).unwrap_or(surest))
    };
    felt.iter().filter_map(item).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn who(name: &str, hint: Option<&str>) -> Who {
        Who { name: name.into(), hint: hint.map(str::to_owned), quoted: false }
    }

    fn feeling(words: &str, value: Option<i8>) -> Feeling {
        Feeling { words: words.into(), value }
    }

    #[test]
    fn people_are_named_as_people_write() {
        let found =
            people("Grace Hopper;  John  Kim (Riga) ; \"Kim (x); y\" (\"a;b\"); Dwayne \"The Rock\" J; Lee, Ann;")
                .expect("names");
        let names: Vec<_> = found.iter().map(|w| (w.name.as_str(), w.hint.as_deref())).collect();
        assert_eq!(
            names,
            [
                ("Grace Hopper", None),
                ("John Kim", Some("Riga")),
                ("Kim (x); y", Some("a;b")),
                ("Dwayne \"The Rock\" J", None),
                ("Lee, Ann", None)
            ]
        );
        assert!(people("a \"b").is_err_and(|why| why.contains("not closed")));
        assert!(people("a\u{7}b").is_err_and(|why| why.contains("control")));
    }

    #[test]
    fn feelings_are_read_as_people_write_them() {
        let two = [who("Grace Hopper", None), who("Ada Lovelace", None)];
        let both = vec![(0, feeling("heard", Some(2))), (1, feeling("", Some(-1)))];
        assert_eq!(felt("Grace Hopper +2 heard; Ada -1", &two), Ok(both.clone()));
        assert_eq!(felt("grace hopper heard +2;ada lovelace -1", &two), Ok(both));
        assert_eq!(felt("Ada heard", &two), Ok(vec![(1, feeling("heard", Some(2)))]), "the lexicon knows the word");
        assert_eq!(felt("Ada \"heard\"", &two), Ok(vec![(1, feeling("heard", None))]));
        assert!(felt("+2 heard", &two).is_err());
        assert!(felt("Ada +1; Ada -1", &two).is_err());
        let will = [who("Will Smith", None)];
        assert_eq!(felt("+2 heard", &will), Ok(vec![(0, feeling("heard", Some(2)))]));
        assert_eq!(felt("will be missed", &will).map(|f| f[0].1.words.clone()), Ok("will be missed".into()));
        assert!(felt("Grace +1", &[who("Grace A", None), who("Grace B", None)]).is_err());
    }

    #[test]
    fn feelings_are_written_plainly_where_that_reads_back() {
        let two = [who("Ann", None), who("Ann Lee", Some("Riga"))];
        let written = |felt: &[(usize, Feeling)]| written_felt(felt, &two);
        assert_eq!(
            written(&[(0, feeling("heard", Some(2))), (1, feeling("", Some(0)))]),
            "Ann +2 heard; Ann Lee (Riga) +0"
        );
        assert_eq!(
            written(&[(0, feeling("heard", None)), (1, feeling("a;b", Some(-1)))]),
            "Ann \"heard\"; Ann Lee (Riga) -1 \"a;b\""
        );
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            names in prop::collection::btree_map("[a-bA ;\"()+1]{1,6}|\\PC{1,8}", prop::option::of("(?s)[a-b ;\"()]{1,4}|.{1,6}"), 1..4),
            said in prop::collection::vec(("(?s)[a-b ;\"()+12-]{0,6}|heard|.{0,8}", prop::option::of(-2_i8..=2)), 1..4),
            tags in prop::collection::btree_set("(?s)[#a;\" ]{1,4}|.{1,5}", 0..4),
        ) {
            let mut row: Vec<Who> = Vec::new();
            for (name, hint) in names {
                let Ok(name) = clean_name(&name) else { continue };
                if row.iter().all(|w| w.name != name) {
                    row.push(Who { name, hint, quoted: false });
                }
            }
            let cell = row.iter().map(Who::written).collect::<Vec<_>>().join("; ");
            let back = people(&cell).expect(&cell);
            let same = |a: &Who, b: &Who| a.name == b.name && a.hint == b.hint;
            prop_assert!(back.len() == row.len() && back.iter().zip(&row).all(|(a, b)| same(a, b)), "{:?} {:?}", cell, back);
            let felt: Vec<_> = said.into_iter().map(|(words, value)| Feeling { words, value }).enumerate()
                .filter(|(at, f)| *at < row.len() && !f.is_empty()).collect();
            let cell = written_felt(&felt, &back);
            prop_assert_eq!(super::felt(&cell, &back), Ok(felt), "{:?}", cell);
            let tags: Vec<String> = tags.into_iter().collect();
            let cell = written_tags(tags.iter().map(String::as_str));
            prop_assert_eq!(super::tags(&cell), Ok(tags), "{:?}", cell);
        }
    }
}
