//! What is only arranged, promised or expected: "made plans with Grace", "we'll have dinner", "Grace is coming tonight".
//! What begins with a wish ("want to meet") is read in `kind`.

use super::EntryError;
use super::dates::Dates;
use super::kind::Told;
use super::language::{ARRANGED, KINDS, WILL, WORDS, Weight};
use super::line::{Break, Line, REACH};
use super::people::People;
use crate::domain::meeting::Kind;

/// The most words before what is planned.
const NEAR: usize = 4;

/// Refuses a sentence that opens with a plan and tells of no contact besides.
///
/// # Errors
/// Refuses such a sentence.
pub(super) fn refuse(line: &Line<'_>, people: &People, dates: &Dates, told: &Told) -> Result<(), EntryError> {
    let besides = told.span.as_ref().is_some_and(|kind| line.start_of(line.index_at(kind.start), Break::Comma) > 0);
    if besides || told.kind == Kind::Attempt {
        return Ok(());
    }
    let found = arranged(line, people).or_else(|| will(line, people, dates)).or_else(|| coming(line, people, dates));
    let Some(end) = found else { return Ok(()) };
    let span = line.span(0..end);
    Err(EntryError::Planned { words: line.text.get(span.clone()).unwrap_or_default().to_owned(), span })
}

/// Returns the word after the subject and adverbs a sentence may open with, where that is I or we.
fn after_me(line: &Line<'_>, people: &People) -> usize {
    let mine = |at: usize| {
        let stem = ["m", "ve", "re", "d"].into_iter().find_map(|ending| line.stem_before(at, ending));
        let word = stem.as_deref().unwrap_or_else(|| line.folded(at));
        WORDS.i.or(WORDS.we).or(WORDS.adverbs).contains(word) && people.at(at).is_none()
    };
    (0..NEAR).find(|at| !mine(*at) || ARRANGED.at(line, *at).is_some()).unwrap_or(NEAR)
}

/// "Made plans with Grace", "remind me to thank Grace".
fn arranged(line: &Line<'_>, people: &People) -> Option<usize> {
    let at = after_me(line, people);
    let (len, ()) = ARRANGED.at(line, at).filter(|_| people.at(at).is_none())?;
    (line.break_before(at + len) == Break::None).then_some(at + len)
}

/// "We'll have dinner with Grace", "I'll call Grace next week": a contact that will be.
fn will(line: &Line<'_>, people: &People, dates: &Dates) -> Option<usize> {
    let me = |stem: &str| WORDS.i.or(WORDS.we).contains(stem);
    let mut at = if line.stem_before(0, "ll").is_some_and(|stem| me(&stem)) {
        1
    } else {
        let at = usize::from(me(line.folded(0)));
        let (len, ()) = WILL.at(line, at).filter(|_| at > 0)?;
        at + len
    };
    while at < NEAR && WORDS.adverbs.or(WORDS.articles).contains(line.folded(at)) || line.folded(at) == "have" {
        at += 1;
    }
    let contact = matches!(line.folded(at), "see" | "visit" | "meet")
        || WORDS.meets.contains(line.folded(at))
        || KINDS.at(line, at).is_some() && people.at(at).is_none();
    let named = (at + 1..at + NEAR).any(|i| people.at(i).is_some());
    // "I'll call Grace a taxi" promises something else.
    let thing = people.at(at + 1).is_some_and(|m| WORDS.articles.contains(line.folded(m.words.end)));
    // A call alone is a promise as long as no day is named for it.
    let noun = KINDS.at(line, at).is_some_and(|(_, (_, weight))| weight == Weight::Sure);
    let clause = (at + 1..at + REACH).take_while(|i| line.break_before(*i) < Break::Comma);
    let day = clause.into_iter().any(|i| line.word(i).is_some_and(|w| dates.is_ahead_at(w.span.start)));
    (contact && named && (noun || day) && !thing && joined(line, at + 1)).then_some(at + 1)
}

/// "Grace is coming over tonight", "seeing Grace tomorrow".
fn coming(line: &Line<'_>, people: &People, dates: &Dates) -> Option<usize> {
    let mut at = 0;
    while let Some(m) = people.from(line, at) {
        at = m.words.end + usize::from(WORDS.and.contains(line.folded(m.words.end)));
    }
    let theirs = at > 0;
    let contracted = theirs && line.stem_before(at - 1, "s").is_some();
    let be = WORDS.be.contains(line.folded(at)) || line.folded(at) == "am";
    if !theirs {
        at = after_me(line, people);
    }
    let is = be || contracted || !theirs;
    let at = at + usize::from(WORDS.be.contains(line.folded(at)));
    let ing = line.folded(at).ends_with("ing");
    let verb = WORDS.coming.contains(line.folded(at)) && (is || !ing);
    let clause = (at + 1..at + REACH).take_while(|i| line.break_before(*i) < Break::Comma);
    let mut ahead = clause.filter(|i| {
        let byte = line.word(*i).map_or(0, |w| w.span.start);
        WORDS.upcoming.contains(line.folded(*i)) || dates.is_ahead_at(byte)
    });
    let named = theirs || (at + 1..at + NEAR).any(|i| people.at(i).is_some());
    (verb && named && joined(line, at) && ahead.next().is_some()).then_some(at + 1)
}

/// Tells whether nothing separates the words up to this one.
fn joined(line: &Line<'_>, end: usize) -> bool {
    (1..end).all(|i| line.break_before(i) == Break::None)
}
