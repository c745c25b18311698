//! Where it was: marked places, and known places after "in" or "at".

use std::ops::Range;

use super::Known;
use super::language::WORDS;
use super::line::{Break, Line};
use super::people::is_free;
use super::told::is_ahead;
use crate::text::Span;
use crate::text::marks::{self, Mark};

/// The most words of a known place that are looked for.
pub(super) const PLACE_WORDS_MAX: usize = 6;

/// A place of the sentence; the span of a marked one holds its sign.
pub(super) struct Place {
    pub name: String,
    pub span: Span,
    pub marked: bool,
    /// It is the home of somebody known, who is named by it.
    pub home: bool,
}

/// Returns the places of a line, left to right. A marked place that runs on into a name after a known place
/// ("@Kopi Tuku Grace came") is cut there. What stands in `hints`, in order, belongs to a name.
pub(super) fn find(line: &mut Line<'_>, known: &Known<'_>, hints: &[Span]) -> Vec<Place> {
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
                Place { name: known_name.to_owned(), span: span.start..end.max(span.end), marked: true, home: false }
            }
            Some((len, known_name)) if a_person_follows(line, known, words.start + len) => {
                let end = line.span(words.start..words.start + len).end;
                line.shorten_mark(mark, end);
                Place { name: known_name.to_owned(), span: span.start..end, marked: true, home: false }
            }
            // As without the sign: "at Grace's place" tells of Grace.
            _ if marks::is_home(&name) && a_person_owns(line, known, &words) => {
                line.shorten_mark(mark, span.start + 1);
                Place { name, span, marked: true, home: true }
            }
            _ => match before_a_person(line, known, &words) {
                // "@The Cat and Grace came": the house has one half only.
                Some(last) => {
                    let end = line.span(words.start..last).end;
                    line.shorten_mark(mark, end);
                    let name = line.text.get(line.span(words.start..last)).unwrap_or_default().to_owned();
                    Place { name, span: span.start..end, marked: true, home: false }
                }
                None => Place { name, span, marked: true, home: false },
            },
        };
        out.push(place);
    }
    for at in 0..line.words.len() {
        if !WORDS.places.contains(line.folded(at)) || line.break_before(at + 1) != Break::None || line.is_marked(at + 1)
        {
            continue;
        }
        let hinted = || line.word(at).is_none_or(|w| !is_free(hints, &w.span));
        if let Some((len, name)) = places.longest(line, at + 1).filter(|_| !is_ahead(line, at) && !hinted()) {
            out.push(Place {
                name: name.to_owned(),
                span: line.span(at + 1..at + 1 + len),
                marked: false,
                home: false,
            });
        }
    }
    out.sort_by_key(|p| p.span.start);
    out
}

/// Returns the end of the words before an "and" among them that leads to a known name.
fn before_a_person(line: &Line<'_>, known: &Known<'_>, words: &Range<usize>) -> Option<usize> {
    let joint = |at: &usize| line.word(*at).is_some_and(|w| !w.is_capitalised() && WORDS.and.contains(&w.folded));
    let mut joints = (words.start + 1..words.end).filter(joint);
    joints.find(|at| a_person_follows(line, known, at + 1))
}

/// Tells whether a known name begins at the word, which is not the first one.
fn a_person_follows(line: &Line<'_>, known: &Known<'_>, at: usize) -> bool {
    // The word before is read with it: at the start of a sentence a common word would be no name.
    let span = line.span(at.saturating_sub(1)..at + 3);
    let Some(name) = line.word(at).and_then(|w| w.span.start.checked_sub(span.start)) else { return false };
    known.names.find(line.text.get(span).unwrap_or_default()).iter().any(|m| m.span.start == name)
}

/// Tells whether the words begin with the name of somebody known.
fn a_person_owns(line: &Line<'_>, known: &Known<'_>, words: &Range<usize>) -> bool {
    let name = line.text.get(line.span(words.clone())).unwrap_or_default();
    known.names.find(name).iter().any(|m| m.span.start == 0)
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
