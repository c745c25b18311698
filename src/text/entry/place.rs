//! Where it was: marked places, and known places after "in" or "at".

use super::Known;
use super::language::WORDS;
use super::line::{Break, Line};
use super::told::is_ahead;
use crate::text::Span;
use crate::text::marks::Mark;

/// The most words of a known place that are looked for.
pub(super) const PLACE_WORDS_MAX: usize = 6;

/// A place of the sentence; the span of a marked one holds its sign.
pub(super) struct Place {
    pub name: String,
    pub span: Span,
    pub marked: bool,
}

/// Returns the places of a line, left to right. A marked place that runs on into a name after a known place
/// ("@Kopi Tuku Grace came") is cut there.
pub(super) fn find(line: &mut Line<'_>, known: &Known<'_>) -> Vec<Place> {
    let places = Places::new(known.places);
    let mut out = Vec::new();
    let marked: Vec<(usize, String, Span)> = line
        .marks
        .iter()
        .enumerate()
        .filter_map(|(i, (mark, span))| match mark {
            Mark::Place(name) => Some((i, name.clone(), span.clone())),
            _ => None,
        })
        .collect();
    for (mark, name, span) in marked {
        let words = line.indices(&span);
        let place = match places.longest(line, words.start) {
            Some((len, known_name)) if len >= words.len() => {
                let end = line.span(words.start..words.start + len).end;
                Place { name: known_name.to_owned(), span: span.start..end.max(span.end), marked: true }
            }
            Some((len, known_name)) if a_person_follows(line, known, words.start + len) => {
                let end = line.span(words.start..words.start + len).end;
                line.shorten_mark(mark, end);
                Place { name: known_name.to_owned(), span: span.start..end, marked: true }
            }
            _ => Place { name, span, marked: true },
        };
        out.push(place);
    }
    for at in 0..line.words.len() {
        if !WORDS.places.contains(line.folded(at)) || line.break_before(at + 1) != Break::None || line.is_marked(at + 1)
        {
            continue;
        }
        if let Some((len, name)) = places.longest(line, at + 1).filter(|_| !is_ahead(line, at)) {
            out.push(Place { name: name.to_owned(), span: line.span(at + 1..at + 1 + len), marked: false });
        }
    }
    out.sort_by_key(|p| p.span.start);
    out
}

/// Tells whether a known name begins at the word, which is not the first one.
fn a_person_follows(line: &Line<'_>, known: &Known<'_>, at: usize) -> bool {
    // The word before is read with it: at the start of a sentence a common word would be no name.
    let span = line.span(at.saturating_sub(1)..at + 3);
    let Some(name) = line.word(at).and_then(|w| w.span.start.checked_sub(span.start)) else { return false };
    known.names.find(line.text.get(span).unwrap_or_default()).iter().any(|m| m.span.start == name)
}

/// The known places, ready to be looked up.
struct Places<'k> {
    /// Keys and names, sorted; of one key the last counts.
    by_key: Vec<(&'k str, &'k str)>,
}

impl<'k> Places<'k> {
    fn new(known: &'k [(String, String)]) -> Self {
        let mut by_key: Vec<(&str, &str)> = known.iter().map(|(key, name)| (key.as_str(), name.as_str())).collect();
        by_key.sort_by_key(|(key, _)| *key);
        Places { by_key }
    }

    /// Returns the longest known place that begins at the word, as its length in words and its name.
    fn longest(&self, line: &Line<'_>, at: usize) -> Option<(usize, &'k str)> {
        let mut best = None;
        let mut key = String::new();
        for len in 1..=PLACE_WORDS_MAX {
            let Some(word) = line.word(at + len - 1) else { break };
            if len > 1 && line.break_before(at + len - 1) >= Break::Clause {
                break;
            }
            if len > 1 {
                key.push(' ');
            }
            key.push_str(&word.folded);
            best = self.named(&key).map(|name| (len, name)).or(best);
        }
        best
    }

    fn named(&self, key: &str) -> Option<&'k str> {
        let last = self.by_key.partition_point(|(k, _)| *k <= key).checked_sub(1)?;
        self.by_key.get(last).filter(|(k, _)| *k == key).map(|(_, name)| *name)
    }
}
