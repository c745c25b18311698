//! Names that nobody has and that are the word of a month or a weekday: "coffee with Mei and Grace". In a list of people
//! such a word alone is a name; a number or one more date word beside it makes it a date.

use super::dates::Dates;
use super::language::{Set, WORDS};
use super::line::{Break, Line};
use super::people::is_free;
use crate::text::Span;
use crate::text::scan::Word;
use crate::text::when;
use crate::text::who;

/// What may follow the last name of a list.
const ENDS: Set = WORDS.and.or(WORDS.tails).or(WORDS.places).or(WORDS.about).or(WORDS.because);

/// Returns the words of `dates` that are names by where they stand, left to right. `known` are the names of known
/// people, in order.
pub(super) fn names(line: &Line<'_>, dates: &Dates, known: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for found in &dates.past {
        let words = line.indices(&found.span);
        let at = words.start;
        let Some(word) = line.word(at).filter(|w| w.span.start == found.span.start && !line.is_marked(at)) else {
            continue;
        };
        if !when::is_calendar_name(word.text) || !is_plain(line, at) || !is_free(known, &word.span) {
            continue;
        }
        let Some(before) = at.checked_sub(1) else { continue };
        let capital = word.is_capitalised();
        let alone = words.len() == 1;
        let led = line.break_before(at) == Break::None && WORDS.with.contains(line.folded(before));
        let name = if led {
            alone && (capital || found.strong) || capital && dates.gives_its_number(line, found, at + 1)
        } else {
            let listed = |last: usize| {
                let word = line.word(last);
                let named = word.is_some_and(|w| !is_free(known, &w.span) || !is_free(&out, &w.span));
                named || word.is_some_and(Word::is_capitalised) && !dates.covers_word(line, last)
            };
            let goes_on = match line.gap_before(at).trim() {
                _ if WORDS.and.contains(line.folded(before)) && line.break_before(at) == Break::None => {
                    before.checked_sub(1).is_some_and(listed) && ends(line, dates, at + 1)
                }
                "&" | "+" | "/" => listed(before) && ends(line, dates, at + 1),
                // "with Grace, Mei and Tomas"
                "," => listed(before) && leads_to_the_last(line, dates, at + 1),
                _ => false,
            };
            capital && alone && goes_on
        };
        if name {
            out.push(word.span.clone());
        }
    }
    out
}

/// Tells whether no backslash makes plain text of the word.
fn is_plain(line: &Line<'_>, at: usize) -> bool {
    !line.gap_before(at).ends_with('\\')
}

/// Tells whether a list of people may end before the word, or its last name go on with it.
fn ends(line: &Line<'_>, dates: &Dates, at: usize) -> bool {
    let word = line.folded(at);
    line.break_before(at) > Break::None
        || line.is_marked(at)
        || ENDS.contains(word)
        || who::is_predicate(word)
        || matches!(line.gap_before(at).trim(), "&" | "+" | "/")
        || dates.covers_word(line, at)
        || line.word(at).is_some_and(Word::is_capitalised) && !WORDS.i.contains(word)
}

/// Tells whether "and" and one more name follow.
fn leads_to_the_last(line: &Line<'_>, dates: &Dates, at: usize) -> bool {
    let next = line.word(at + 1);
    WORDS.and.contains(line.folded(at))
        && line.break_before(at) <= Break::Comma
        && next.is_some_and(|w| w.is_capitalised() && !dates.covers(&w.span))
        && !WORDS.i.contains(line.folded(at + 1))
}
