//! Words of feeling to values from −2 to +2: a lexicon of our own judgement, kept in `feelings.tsv`.
//!
//! Pure and without context: who felt what about whom is read in `entry`. A word the table does not know has no value;
//! nothing is ever guessed from its sound or its neighbours.

use super::index::{Builder, Index, Key, split};
use crate::domain::fold;
use crate::domain::meeting::Feeling;

/// One line each: folded words, a tab, the value, a tab, the language (`en` or `id`); sorted by the words.
const TABLE: &str = include_str!("feelings.tsv");

/// Words that turn the next feeling into its opposite, per language.
const NEGATIONS: &[&[&str]] = &[
    &[
        "not", "never", "no", "nor", "without", "hardly", "barely", "didnt", "dont", "doesnt", "wasnt", "isnt",
        "werent", "arent", "cant", "couldnt", "neither", "rarely", "seldom", "scarcely", "failed", "fails", "refused",
    ],
    &[
        "tidak", "tak", "nggak", "ngga", "gak", "ga", "enggak", "engga", "bukan", "belum", "kurang", "tanpa", "jarang",
        "gagal",
    ],
];
/// The same in two words; what follows is the opposite of what was felt.
const OPPOSITES: &[(&str, &str)] = &[("anything", "but"), ("far", "from"), ("jauh", "dari")];
/// Words for never, per language: before one of `UTMOST` they turn nothing ("I *never* felt *so* alone").
const NEVER: &[&[&str]] = &[&["never"], &["pernah"]];
/// After never: as it was now, it had not been before.
const UTMOST: &[&[&str]] = &[&["so", "such", "this", "more", "less"], &["begitu", "sebegitu", "lebih"]];
/// Before a feeling: there is less of it than there was.
const FEWER: &str = "less";
/// Words that end what a negation reaches, per language.
const TURNS: &[&[&str]] = &[
    &["but", "yet", "just", "only", "although", "though", "still"],
    &["tapi", "tetapi", "namun", "cuma", "hanya", "malah"],
];
/// How many words after a negation may pass before the feeling it turns ("not at all really heard").
const REACH: usize = 4;

/// The first words of all entries; only the compiler goes through the whole table.
const BUILT: Builder<u16> = {
    let (mut built, mut rest) = (Builder::new(0), TABLE);
    while !rest.is_empty() {
        let (line, after) = split(rest, b'\n');
        let first = built.at(Key::first_of(split(line, b'\t').0));
        if *first == 0 {
            let line = TABLE.len() - rest.len() + 1;
            assert!(line <= u16::MAX as usize, "a table too long for its index");
            *first = line as u16;
        }
        rest = after;
    }
    built
};

/// Where in the table, in bytes from 1, the entries that begin with a word begin: they stand together.
static FIRST: Index<u16, { BUILT.len() }, { BUILT.slots() }> = Index::over(&BUILT);

/// Returns the entries that begin with a folded word, as the words after it and the value.
fn entries(first: &str) -> impl Iterator<Item = (&'static str, i8)> {
    let start = FIRST.get(&Key::of(first)).and_then(|place| usize::from(place).checked_sub(1));
    let lines = start.and_then(|start| TABLE.get(start..)).unwrap_or_default().lines();
    lines.map_while(move |line| {
        let mut cells = line.strip_prefix(first)?.split('\t');
        let rest = cells.next().filter(|rest| rest.is_empty() || rest.starts_with(' '))?;
        Some((rest.trim_start(), cells.next()?.parse().ok()?))
    })
}

/// Tells whether the word is in the table of some language.
fn is_in(tables: &[&[&str]], word: &str) -> bool {
    tables.iter().any(|t| t.contains(&word))
}

/// Returns the value of the words of one feeling, from −2 to +2; `None` when no word is known.
/// A negation turns what follows it; of several feelings the strongest counts, of equals the first. What is denied
/// both ways ("neither happy nor sad") is 0.
pub fn value(words: &str) -> Option<i8> {
    let words = fold::words(words);
    let mut best: Option<i8> = None;
    // The first word that a negation, "less" and "never … so" do not reach.
    let (mut turned_until, mut fewer_until, mut utmost_until) = (0, 0, 0);
    let (mut denied, mut plain) = ([false; 2], false);
    let mut at = 0;
    while let Some(word) = words.get(at).map(String::as_str) {
        let next = words.get(at + 1).map_or("", String::as_str);
        if OPPOSITES.contains(&(word, next)) {
            at += 2;
            turned_until = at + REACH;
            continue;
        }
        let utmost = is_in(UTMOST, word) && never_before(&words, at);
        if let Some((found, len)) = longest_at(&words, at).filter(|_| !utmost) {
            let turned = at < turned_until;
            let mut value = if turned { -found } else { found };
            if at < fewer_until {
                value = -value.signum();
            }
            if at < utmost_until {
                value = (value + value.signum()).clamp(-2, 2);
            }
            match value.signum() {
                0 => {}
                sign if turned => denied[usize::from(sign > 0)] = true,
                _ => plain = true,
            }
            if best.is_none_or(|b| value.abs() > b.abs()) {
                best = Some(value);
            }
            at += len;
            continue;
        }
        let before = at.checked_sub(1).and_then(|b| words.get(b)).map_or("", String::as_str);
        at += 1;
        if utmost {
            (turned_until, utmost_until) = (0, at + REACH);
            fewer_until = if word == FEWER { at + REACH } else { 0 };
        } else if word == FEWER && before != "or" {
            fewer_until = at + REACH;
        } else if is_in(NEGATIONS, word) {
            turned_until = at + REACH;
        } else if is_in(TURNS, word) {
            (turned_until, fewer_until, utmost_until) = (0, 0, 0);
        }
    }
    if denied == [true; 2] && !plain { Some(0) } else { best }
}

/// Tells whether "never" stands near before the word.
fn never_before(words: &[String], at: usize) -> bool {
    let near = words.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    near.iter().any(|word| is_in(NEVER, word))
}

/// Returns the value of the longest entry that begins at this word, with its length in words.
fn longest_at(words: &[String], at: usize) -> Option<(i8, usize)> {
    let (first, after) = words.get(at..)?.split_first()?;
    let fits = entries(first).filter_map(|(rest, value)| {
        let len = rest.split_whitespace().count();
        let said = after.get(..len)?;
        said.iter().eq(rest.split_whitespace()).then_some((value, len + 1))
    });
    fits.max_by_key(|(_, len)| *len)
}

/// Returns the number beside the words of a feeling that lies outside of −2 to +2 ("+5"); `None` where there is none.
pub fn out_of_range(text: &str) -> Option<&str> {
    let mut tokens = trim(text).split_whitespace();
    let ends = [tokens.next(), tokens.next_back()].into_iter().flatten().map(trim);
    ends.filter(|token| written(token).is_none()).find(|token| {
        let digits = token.strip_prefix(['+', '-', '−']).unwrap_or_default();
        // More digits are the number of a phone, or a year.
        (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Tells whether a single folded word is a feeling or a negation of the lexicon.
pub(crate) fn is_known(folded: &str) -> bool {
    entries(folded).any(|(rest, _)| rest.is_empty()) || NEGATIONS.iter().any(|t| t.contains(&folded))
}

/// Reads "heard +2", "+2 heard" or "-1": a value written beside the words wins over the lexicon.
/// The words stay as written, without the value and outer punctuation.
pub fn parse(text: &str) -> Feeling {
    let text = trim(text);
    let (head, tail) =
        (text.split_whitespace().next().unwrap_or_default(), text.split_whitespace().next_back().unwrap_or_default());
    let (words, written) = if let Some(value) = written(tail) {
        (text.strip_suffix(tail).unwrap_or_default(), Some(value))
    } else if let Some(value) = written(head) {
        (text.strip_prefix(head).unwrap_or_default(), Some(value))
    } else {
        (text, None)
    };
    let words = trim(words);
    Feeling { words: words.to_owned(), value: written.or_else(|| value(words)) }
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '!' | '(' | ')' | '"' | '“' | '”')
    })
}

/// Returns the value of `+2`, `-1`, `−1` or `+0`; `None` for anything else, a number out of range included.
fn written(token: &str) -> Option<i8> {
    let token = token.trim_matches(|c: char| matches!(c, '(' | ')' | ',' | ';' | '.'));
    let (sign, digits) = match token.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, token.strip_prefix(['-', '−'])?),
    };
    match digits {
        "0" => Some(0),
        "1" => Some(sign),
        "2" => Some(2 * sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_folded_and_large_enough() {
        let rows: Vec<Vec<&str>> = TABLE.lines().map(|line| line.split('\t').collect()).collect();
        let of = |language: &str| rows.iter().filter(|row| row[2] == language).count();
        assert!(of("en") >= 300 && of("id") >= 150, "{} {}", of("en"), of("id"));
        assert_eq!(of("en") + of("id"), rows.len());
        for row in &rows {
            assert_eq!(fold::words(row[0]).join(" "), row[0]);
            assert!(row[1].parse::<i8>().is_ok_and(|v| (-2..=2).contains(&v)), "{row:?}");
        }
        for pair in rows.windows(2) {
            assert!(pair[0][0] < pair[1][0], "{pair:?}");
        }
    }

    #[test]
    fn every_entry_is_found() {
        for row in TABLE.lines().map(|line| line.split('\t').collect::<Vec<_>>()) {
            let words = fold::words(row[0]);
            assert_eq!(longest_at(&words, 0), row[1].parse().ok().map(|value| (value, words.len())), "{row:?}");
            assert_eq!(entries(&words[0]).filter(|(rest, _)| *rest == words[1..].join(" ")).count(), 1, "{row:?}");
        }
        assert!(is_known("heard") && is_known("not") && !is_known("at") && !is_known("") && !is_known("hear"));
    }

    #[test]
    fn words_have_values() {
        for (words, expected) in [
            ("heard", Some(2)),
            ("really heard", Some(2)),
            ("not seen", Some(-1)),
            ("not at all understood", Some(-2)),
            ("a bit small", Some(-1)),
            ("didengar", Some(2)),
            ("nggak nyaman", Some(-1)),
            ("tidak bahagia", Some(-2)),
            ("didn't feel safe", Some(-2)),
            ("not bad", Some(1)),
            ("not happy but safe", Some(2)),
            ("tired but happy", Some(-1)),
            ("never felt so alone", Some(-2)),
            ("never felt less alone", Some(2)),
            ("never been more loved", Some(2)),
            ("belum pernah merasa begitu sendirian", Some(-2)),
            ("not so great", Some(-1)),
            ("never safe", Some(-2)),
            ("anything but safe", Some(-2)),
            ("far from safe", Some(-2)),
            ("nothing but safe", Some(2)),
            ("rarely heard", Some(-2)),
            ("less anxious", Some(1)),
            ("less alone", Some(1)),
            ("less loved", Some(-1)),
            ("more or less safe", Some(2)),
            ("neither happy nor sad", Some(0)),
            ("neither seen nor heard", Some(-2)),
            ("nggak senang, nggak sedih", Some(0)),
            ("not only heard but seen", Some(2)),
            ("tidak hanya senang", Some(1)),
            ("purple", None),
            ("", None),
        ] {
            assert_eq!(value(words), expected, "{words}");
        }
    }

    #[test]
    fn a_number_out_of_range_is_seen() {
        for (text, expected) in [
            ("heard +5", Some("+5")),
            ("+9", Some("+9")),
            ("heard (-3).", Some("-3")),
            ("−12 small", Some("−12")),
            ("heard +2", None),
            ("-1", None),
            ("call +37120000000", None),
            ("5 years younger", None),
            ("", None),
        ] {
            assert_eq!(out_of_range(text), expected, "{text}");
        }
    }

    #[test]
    fn a_written_value_wins() {
        for (text, words, expected) in [
            ("heard +2", "heard", Some(2)),
            ("+1 heard", "heard", Some(1)),
            ("-1", "", Some(-1)),
            ("purple (−2).", "purple", Some(-2)),
            ("purple", "purple", None),
            ("heard +5", "heard +5", Some(2)),
            ("fine +0", "fine", Some(0)),
            ("", "", None),
        ] {
            assert_eq!(parse(text), Feeling { words: words.into(), value: expected }, "{text}");
        }
    }
}
