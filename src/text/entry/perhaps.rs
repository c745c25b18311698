//! Names that a sentence may speak of where it names nobody for sure: what to ask about before giving up.

use super::dates::Dates;
use super::language::{Set, WORDS};
use super::line::{Break, Line};
use super::people::{self, People};
use super::towns;
use crate::text::{Span, feelings, who};

/// How many of them are told.
const NAMES_MAX: usize = 3;

/// Returns the capitalised names that nobody has and that may be somebody's; none where anybody else is named. `taken`
/// are spans that are no names, in order.
pub(super) fn find(line: &Line<'_>, people: &People, dates: &Dates, taken: &[Span]) -> Vec<(String, Span)> {
    let mut out: Vec<(String, Span)> = Vec::new();
    if !people.persons.is_empty() || !people.unknown.is_empty() {
        return out;
    }
    let free = |span: &Span| people::is_free(taken, span);
    let mut at = 0;
    while at < line.words.len() && out.len() < NAMES_MAX {
        let end = people::name_end(line, dates, &free, at, |_| true);
        if end > at && is_somebody(line, at, end) {
            let name = people::unknown(line, at..end);
            if out.iter().all(|(known, _)| *known != name.0) {
                out.push(name);
            }
        }
        at = end.max(at + 1);
    }
    out
}

fn is_somebody(line: &Line<'_>, at: usize, end: usize) -> bool {
    let shouted = (at..end).all(|i| line.word(i).is_some_and(|w| !w.text.contains(char::is_lowercase)));
    let word = line.folded(at);
    let before = at.checked_sub(1).filter(|_| line.break_before(at) == Break::None).map_or("", |b| line.folded(b));
    // "the Louvre", "in Vincents"
    let thing = WORDS.articles.or(WORDS.places).contains(before);
    // A sentence begins with a capital whatever it begins with.
    let opens = line.break_before(at) > Break::Comma && end == at + 1;
    let plain = Set::ALL.contains(word) && !WORDS.kin.contains(word)
        || feelings::is_known(word)
        || who::is_lead(word)
        || who::is_common(word);
    let acts = line.break_before(end) == Break::None && who::is_deed(line.folded(end));
    !(shouted || thing || towns::is_town(line, at..end) || opens && (plain || !acts))
}
