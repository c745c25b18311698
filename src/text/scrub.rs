//! Takes somebody's name out of texts that stay.

use std::collections::HashSet;
use std::ops::Range;

use super::scan::{self, Word};
use super::who::{base, is_common, is_title};
use crate::domain::fold;

/// What stands where words were taken out.
pub const GONE: &str = "[forgotten]";

/// A number of so many digits is nobody's but theirs.
const DIGITS_LEAST: usize = 7;
/// A handle of so many letters is no word that others write.
const HANDLE_LEAST: usize = 5;

/// What somebody is called and reached at, as it can stand in a text.
#[derive(Debug, Clone, Default)]
pub struct Scrub {
    /// Names of several words, addresses and handles: folded words that follow each other, and whether somebody else has
    /// them too.
    phrases: Vec<(Vec<String>, bool)>,
    /// Single words that are nobody else's.
    own: HashSet<String>,
    /// Words of their names that are others' too: theirs only where they were met.
    shared: HashSet<String>,
    /// The digits of their telephones.
    numbers: Vec<String>,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub enum Where<'a> {
    /// Anywhere: what others are called too is not theirs.
    Anywhere,
    /// In what was written of them: every word of their names means them.
    OfThem,
    /// In what was written of a meeting with them and others, who have these words in their names.
    Met(&'a HashSet<String>),
}

impl Scrub {
    /// Returns what to look for. `names` are all of their names, `points` all ways to reach them, and `others_have` tells
    /// whether somebody else has a folded word in a name, or all of several, joined by spaces, as a name.
    pub fn new(names: &[String], points: &[String], others_have: impl Fn(&str) -> bool) -> Scrub {
        let mut scrub = Scrub::default();
        for name in names {
            let words = fold::words(name);
            let cjk = |word: &String| word.chars().all(fold::is_cjk);
            // In Chinese, Japanese and Korean friends use the given name alone.
            if words.len() >= 3 && words.iter().all(cjk) {
                let given = words.get(words.len() - 2..).unwrap_or_default();
                scrub.phrases.push((given.to_vec(), others_have(&given.join(" "))));
            }
            for word in words.iter().filter(|word| word.chars().count() > 1 && !is_title(word)) {
                let set = if others_have(word) { &mut scrub.shared } else { &mut scrub.own };
                set.insert(word.clone());
            }
            if words.len() > 1 {
                let shared = others_have(&words.join(" "));
                scrub.phrases.push((words, shared));
            }
        }
        for point in points {
            let digits: String = point.chars().filter(char::is_ascii_digit).collect();
            let is_number = point.chars().all(|c| !c.is_alphabetic());
            if is_number && digits.len() >= DIGITS_LEAST {
                scrub.numbers.push(digits);
            }
            let words = fold::words(point);
            // A handle of a few letters is a word like others.
            if words.len() > 1 || words.iter().any(|word| word.chars().count() >= HANDLE_LEAST) {
                scrub.phrases.push((words, false));
            }
        }
        // The longest first: what it holds needs no look of its own.
        scrub.phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        scrub
    }

    /// Returns the text without them; `None` where it does not name them. At a meeting with others a sentence that names
    /// nobody else goes as a whole: it speaks of them.
    pub fn clean(&self, text: &str, place: Where<'_>) -> Option<String> {
        let words = scan::words(text);
        let mut spans = self.spans(text, &words, place);
        if spans.is_empty() {
            return None;
        }
        if let Where::Met(others) = place {
            spans = whole_clauses(text, &words, spans, others);
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for span in spans {
            out.push_str(text.get(at..span.start).unwrap_or_default());
            // One mark is enough for what stood together.
            let between = text.get(at..span.start).unwrap_or_default();
            if at == 0 || !between.trim().is_empty() {
                out.push_str(GONE);
            }
            at = span.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Some(out)
    }

    /// Returns where they are named, in order; no two places overlap.
    fn spans(&self, text: &str, words: &[Word<'_>], place: Where<'_>) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let rest = words.get(at..).unwrap_or_default();
            let named = self.phrase(rest, place).or_else(|| self.number(text, rest)).or_else(|| self.word(word, place));
            let Some((count, end)) = named else {
                at += 1;
                continue;
            };
            out.push(word.span.start..end);
            at += count.max(1);
        }
        out
    }

    /// Returns how many words a phrase takes, and where it ends.
    fn phrase(&self, words: &[Word<'_>], place: Where<'_>) -> Option<(usize, usize)> {
        self.phrases.iter().find_map(|(phrase, shared)| {
            let others = match place {
                _ if !shared => false,
                Where::Anywhere => true,
                Where::OfThem => false,
                Where::Met(others) => phrase.iter().all(|word| others.contains(word)),
            };
            if others {
                return None;
            }
            let (last, before) = phrase.split_last()?;
            let found = words.get(before.len())?;
            let fits = before.iter().zip(words).all(|(part, word)| *part == word.folded);
            let end = if found.folded == *last {
                found.span.end
            } else {
                let (length, stem) = base(found)?;
                if stem != *last {
                    return None;
                }
                found.span.start + length
            };
            fits.then_some((phrase.len(), end))
        })
    }

    /// As [`Scrub::phrase`], for a telephone number however it is written.
    fn number(&self, text: &str, words: &[Word<'_>]) -> Option<(usize, usize)> {
        let (mut digits, mut longest) = (String::new(), None);
        let mut end = words.first()?.span.start;
        for (count, word) in words.iter().enumerate() {
            let between = text.get(end..word.span.start).unwrap_or_default();
            let joined = between.chars().all(|c| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '+' | '\u{a0}'));
            if !word.folded.bytes().all(|b| b.is_ascii_digit()) || !joined || digits.len() > 32 {
                break;
            }
            digits.push_str(&word.folded);
            end = word.span.end;
            let own = digits.trim_start_matches('0');
            // Whoever calls from the same country leaves its number out, and writes a zero for it.
            let is = |number: &String| {
                let number = number.trim_start_matches('0');
                own == number || own.len() >= DIGITS_LEAST && (number.ends_with(own) || own.ends_with(number))
            };
            if digits.len() >= DIGITS_LEAST && self.numbers.iter().any(is) {
                longest = Some((count + 1, end));
            }
        }
        longest
    }

    fn word(&self, word: &Word<'_>, place: Where<'_>) -> Option<(usize, usize)> {
        let theirs = |folded: &str| {
            let named = self.own.contains(folded)
                || self.shared.contains(folded)
                    && match place {
                        Where::Anywhere => false,
                        Where::OfThem => true,
                        Where::Met(others) => !others.contains(folded),
                    };
            // "Hope" is somebody, "hope" is not.
            // Marks before it change nothing of that.
            let bare = || Word { text: word.text.trim_start_matches(fold::is_mark), ..word.clone() };
            named && (!is_common(folded) || bare().is_capitalised() || word.is_cjk())
        };
        if theirs(&word.folded) {
            return Some((1, word.span.end));
        }
        let (length, stem) = base(word)?;
        theirs(&stem).then_some((1, word.span.start + length))
    }
}

/// Widens each span to its clause, where that names nobody else.
fn whole_clauses(
    text: &str,
    words: &[Word<'_>],
    spans: Vec<Range<usize>>,
    others: &HashSet<String>,
) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', ';', '!', '?', '\n']).chain(std::iter::once((text.len(), ""))) {
        let clause = start..at;
        start = at + mark.len();
        let inside: Vec<_> =
            spans.iter().filter(|span| span.start >= clause.start && span.start < start.max(1)).collect();
        let names_others = words.iter().filter(|word| clause.contains(&word.span.start)).any(|word| {
            let hidden = inside.iter().any(|span| span.contains(&word.span.start));
            let stem = base(word).map(|(_, stem)| stem);
            !hidden && (others.contains(&word.folded) || stem.is_some_and(|stem| others.contains(&stem)))
        });
        if inside.is_empty() || names_others {
            out.extend(inside.into_iter().cloned());
            continue;
        }
        let whole = text.get(clause.clone()).unwrap_or_default();
        let lead = whole.len() - whole.trim_start().len();
        let end = inside.last().map_or(clause.end, |span| span.end.max(clause.end));
        out.push(clause.start + lead..end);
    }
    // A name with a full stop in it reaches into the next clause.
    out.sort_by_key(|span| span.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in out {
        match joined.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grace() -> Scrub {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Scrub::new(
            &texts(&["Grace Tan", "Gee", "王小明", "Hope", "Ada Lind"]),
            &texts(&["grace@example.org", "+62 812 3456 789", "@gracie_t"]),
            |word| word == "tan" || word == "ada lind",
        )
    }

    #[test]
    fn whatever_names_them_goes_and_the_rest_stays() {
        for (text, left) in [
            ("ask Grace Tan's brother", "ask [forgotten]'s brother"),
            ("GRACE and Budi Tan", "[forgotten] and Budi Tan"),
            ("grace tan, gee", "[forgotten], [forgotten]"),
            ("mail grace@example.org today", "mail [forgotten] today"),
            ("call 0812-3456-789 or +62 (812) 3456789", "call [forgotten] or +[forgotten]"),
            ("call 0812-3456-788", ""),
            ("与王小明 and 小明", "与[forgotten] and [forgotten]"),
            ("I hope for more; Hope called", "I hope for more; [forgotten] called"),
            ("see @gracie_t", "see @[forgotten]"),
            ("\u{301}Hope", "[forgotten]"),
            ("a gracious tangle", ""),
            ("Budi Tan", ""),
            ("Mister Lind", "Mister [forgotten]"),
        ] {
            let expected = (!left.is_empty()).then(|| left.to_owned());
            assert_eq!(grace().clean(text, Where::Anywhere), expected, "{text}");
        }
        assert_eq!(grace().clean("tea with Tan", Where::OfThem).as_deref(), Some("tea with [forgotten]"));
    }

    #[test]
    fn at_a_meeting_a_sentence_about_them_alone_goes_whole() {
        let others = HashSet::from(["tomas".to_owned(), "tan".to_owned()]);
        for (text, left) in [
            (
                "coffee with Grace and Tomas. Grace cried about her job; Tomas was kind",
                "coffee with [forgotten] and Tomas. [forgotten]; Tomas was kind",
            ),
            ("Grace's mother is ill!\nTomas Tan left", "[forgotten]!\nTomas Tan left"),
            ("dinner, 90 min", ""),
        ] {
            let expected = (!left.is_empty()).then(|| left.to_owned());
            assert_eq!(grace().clean(text, Where::Met(&others)), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_left_to_take_out(text in "(Grace|Tan|gee|Tomas|王小明|08123456789|[ .;a\u{301}@'-]){0,12}", met in any::<bool>()) {
            let others = HashSet::from(["tomas".to_owned()]);
            let place = if met { Where::Met(&others) } else { Where::OfThem };
            let left = grace().clean(&text, place).unwrap_or(text);
            let again = grace().clean(&left, place);
            prop_assert!(again.is_none() || again.as_ref() == Some(&left), "{:?} then {:?}", left, again);
            let low = left.to_lowercase();
            prop_assert!(!scan::words(&low).iter().any(|w| w.folded == "grace" || w.folded == "gee"), "{}", left);
        }
    }
}
