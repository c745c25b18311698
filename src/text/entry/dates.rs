//! The dates of a sentence, leaning both ways, and the day of the meeting. Due days are read in `promises`.

use chrono::NaiveDate;

use super::kind::is_subject;
use super::language::{WILL, WORDS};
use super::line::{Break, Line};
use super::people::People;
use super::{EntryError, Known};
use crate::text::Span;
use crate::text::scan::Word;
use crate::text::when::{self, Found, Lean, When};
use crate::text::who;

/// How far into a text, in bytes, the colon of a `WHEN:` prefix may stand.
const PREFIX_MAX: usize = 60;

/// A longer span is too vague to be the day somebody did something.
const DAYS_OF_A_MONTH: i64 = 31;

/// Every date of a line, once as an event and once as a due day.
pub(super) struct Dates {
    pub past: Vec<Found>,
    pub ahead: Vec<Found>,
    today: NaiveDate,
}

/// The day a text begins with.
pub(super) struct Prefix {
    pub on: NaiveDate,
    pub span: Span,
}

impl Dates {
    pub fn new(line: &Line<'_>, today: NaiveDate) -> Self {
        let mut past = when::find(line.text, today, Lean::Past);
        past.retain(|f| line.mark_at(&f.span).is_none());
        // The same phrases read once more: finding them twice would cost as much again.
        let turned = |f: &Found| {
            let phrase = line.text.get(f.span.clone()).unwrap_or_default();
            Found { when: when::parse(phrase, today, Lean::Future).or_else(|_| f.when.clone()), ..f.clone() }
        };
        Dates { ahead: past.iter().map(turned).collect(), past, today }
    }

    fn over<'d>(found: &'d [Found], span: &Span) -> Option<&'d Found> {
        let at = found.partition_point(|f| f.span.end <= span.start);
        found.get(at).filter(|f| f.span.start < span.end)
    }

    /// Tells whether some date overlaps the span.
    pub fn covers(&self, span: &Span) -> bool {
        Self::over(&self.past, span).is_some() || Self::over(&self.ahead, span).is_some()
    }

    /// Tells whether something that is surely a date begins at the byte.
    pub fn strong_at(&self, byte: usize) -> bool {
        let at = |found: &[Found]| {
            found.get(found.partition_point(|f| f.span.start < byte)).is_some_and(|f| f.strong && f.span.start == byte)
        };
        at(&self.past) || at(&self.ahead)
    }

    /// Tells whether a name that is also a date word is the date in this place.
    pub fn wins(&self, line: &Line<'_>, name: &Span) -> bool {
        let Some(found) = Self::over(&self.past, name).or_else(|| Self::over(&self.ahead, name)) else { return false };
        let words = line.indices(name);
        let before = words.start.checked_sub(1).filter(|_| line.break_before(words.start) == Break::None);
        let before = before.map_or("", |b| line.folded(b));
        let brought = WORDS.by.contains(before)
            && words
                .start
                .checked_sub(2)
                .is_some_and(|b| WORDS.introduced_by.or(WORDS.connected_by).contains(line.folded(b)));
        let named =
            brought || WORDS.with.contains(before) || WORDS.meets.contains(before) || in_a_list(line, words.start);
        let speaks = who::is_predicate(line.folded(words.end)) && line.break_before(words.end) == Break::None;
        let leads = WORDS.date_leads.contains(before) || found.span.start < name.start;
        !named && (leads || found.strong && !speaks)
    }

    /// Takes out the dates under the names (in order), and reads again what of them stands after a name.
    pub fn remove(&mut self, line: &Line<'_>, names: &[Span]) {
        let today = self.today;
        for (found, lean) in [(&mut self.past, Lean::Past), (&mut self.ahead, Lean::Future)] {
            let mut kept = Vec::with_capacity(found.len());
            let mut old = std::mem::take(found).into_iter().peekable();
            while let Some(f) = old.next() {
                let at = names.partition_point(|n| n.end <= f.span.start);
                let Some(name) = names.get(at).filter(|n| n.start < f.span.end) else {
                    kept.push(f);
                    continue;
                };
                let next = old.peek().map_or(line.text.len(), |f| f.span.start);
                let next = names.get(at + 1).map_or(next, |n| n.start.min(next));
                let rest = line.indices(&(name.end..f.span.end.max(name.end))).filter_map(|i| line.word(i));
                let again = rest.filter_map(|w| when::at(line.text, w.span.start, today, lean));
                kept.extend(again.into_iter().find(|f| f.span.start >= name.end && f.span.end <= next));
            }
            *found = kept;
        }
    }
}

/// Tells whether the word stands in a list after a capitalised word ("with Ada and May").
fn in_a_list(line: &Line<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let joined = WORDS.and.contains(line.folded(before)) || matches!(line.gap_before(at).trim(), "&" | "+");
    let last = if joined && WORDS.and.contains(line.folded(before)) { before.checked_sub(1) } else { Some(before) };
    joined && last.and_then(|l| line.word(l)).is_some_and(|w| w.is_capitalised())
}

/// Returns the day a text begins with before a colon; `None` where it begins otherwise.
///
/// # Errors
/// Refuses an impossible date and one to come.
pub(super) fn prefix(line: &Line<'_>, today: NaiveDate, known: &Known<'_>) -> Result<Option<Prefix>, EntryError> {
    for (colon, _) in line.text.match_indices([':', '：']).take_while(|(at, _)| *at <= PREFIX_MAX).take(3) {
        let (head, tail) = (line.text.get(..colon).unwrap_or_default(), line.text.get(colon..).unwrap_or_default());
        let ends = tail.chars().nth(1).is_none_or(|c| c.is_whitespace() || tail.starts_with('：'));
        // A bare number before a colon counts something ("1: …").
        if !ends || head.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let words = head.trim();
        let found = when::at(line.text, 0, today, Lean::Past).filter(|f| f.span.end >= words.len());
        let shy = found.as_ref().is_some_and(|f| !f.strong);
        // A name and a colon is a person as often as a month is a day.
        if shy && !known.names.find(&format!("with {words}")).is_empty() {
            return Ok(None);
        }
        let span = 0..words.len();
        match (when::parse(words, today, Lean::Past), found) {
            (Ok(when), _) if when.from > today => {
                return Err(EntryError::NotYet { words: words.to_owned(), span, on: when.from });
            }
            (Ok(when), _) => return Ok(Some(Prefix { on: when.day().min(today), span })),
            (Err(_), Some(Found { when: Err(why), .. })) => {
                return Err(EntryError::ImpossibleDate { words: words.to_owned(), span, why });
            }
            (Err(_), _) => {}
        }
    }
    Ok(None)
}

/// Refuses a sentence that tells of a plan: one that begins with a day to come ("tomorrow lunch with Grace"), or with
/// what is to be done on one ("lunch with Grace tomorrow"). What others plan ("she moves next week") is no such thing.
pub(super) fn refuse_plans(
    line: &Line<'_>,
    dates: &Dates,
    said: &[Span],
    kind: Option<&Span>,
) -> Result<(), EntryError> {
    let opens = kind.filter(|kind| kind.start == 0).is_some_and(|kind| {
        let word = line.text.get(kind.clone()).unwrap_or_default();
        !word.ends_with("ed") && !WORDS.meets.contains(line.folded(0))
    });
    for found in dates.past.iter().filter(|f| f.strong) {
        let words = line.indices(&found.span);
        let in_clause = line.start_of(words.start, Break::Comma) == 0;
        let outside = said.iter().all(|s| s.end <= found.span.start || s.start >= found.span.end);
        if let Ok(when) = &found.when
            && when.from > dates.today
            && outside
            && (words.start == 0 || opens && in_clause)
        {
            let words = line.text.get(found.span.clone()).unwrap_or_default().to_owned();
            return Err(EntryError::NotYet { words, span: found.span.clone(), on: when.from });
        }
    }
    Ok(())
}

/// Returns the day of the meeting as a phrase of the sentence tells it: the first of the first sentence that is not
/// in one of the `promised` spans, not to come, and not the day of something else; then of the sentences after it.
///
/// # Errors
/// Refuses an impossible date.
pub(super) fn day(
    line: &Line<'_>,
    dates: &Dates,
    people: &People,
    promised: &[Span],
) -> Result<Option<(NaiveDate, Span)>, EntryError> {
    let mut later = None;
    for found in &dates.past {
        let words = line.indices(&found.span);
        let at = promised.partition_point(|p| p.end <= found.span.start);
        let in_promise = promised.get(at).is_some_and(|p| p.start < found.span.end);
        if in_promise || !is_free(line, people, found, words.start) {
            continue;
        }
        let written = || line.text.get(found.span.clone()).unwrap_or_default().to_owned();
        let when = match &found.when {
            Ok(when) => when,
            Err(why) if found.strong => {
                return Err(EntryError::ImpossibleDate {
                    words: written(),
                    span: found.span.clone(),
                    why: why.clone(),
                });
            }
            Err(_) => continue,
        };
        if when.from > dates.today || is_told(line, people, when, words.start) {
            continue;
        }
        let day = (when.day().min(dates.today), found.span.clone());
        if line.start_of(words.start, Break::Sentence) == 0 {
            return Ok(Some(day));
        }
        // In a later sentence only a whole day is the day of the meeting: "she was born in 1990" is not.
        if found.strong && when.from == when.to && later.is_none() {
            later = Some(day);
        }
    }
    Ok(later)
}

/// Tells whether a date may be the day of the meeting: not bound to something else by the words before it.
fn is_free(line: &Line<'_>, people: &People, found: &Found, first: usize) -> bool {
    if people.at(first).is_some() {
        return false;
    }
    let before = first.checked_sub(1).filter(|_| line.break_before(first) == Break::None);
    let bound = |at: usize| WORDS.undated.contains(line.folded(at));
    let inside = line.indices(&found.span).take(1).any(bound);
    let born = before.is_some_and(|b| {
        bound(b)
            || b.checked_sub(1).is_some_and(|c| {
                line.break_before(b) == Break::None && bound(c) && WORDS.links.contains(line.folded(b))
            })
    });
    !inside && !born
}

/// Tells whether a date belongs to what somebody told: "Ada moved in 2019", "lunch with Ada, she broke up 3 weeks ago".
fn is_told(line: &Line<'_>, people: &People, when: &When, first: usize) -> bool {
    let clause = line.start_of(first, Break::Comma);
    let theirs = clause > 0 && (clause..first).any(|i| WORDS.they.contains(line.folded(i)));
    let spans_more = (when.to - when.from).num_days() > DAYS_OF_A_MONTH;
    let somebody = || (clause..first).filter_map(|i| people.at(i)).any(|m| is_subject(line, m.words.start));
    theirs
        || is_ahead(line, first)
        || spans_more && ((clause..first).any(|i| WORDS.they.contains(line.folded(i))) || somebody())
}

/// Tells whether the words before in the clause speak of the future ("will be in Riga"); somebody named Will does not.
pub(super) fn is_ahead(line: &Line<'_>, at: usize) -> bool {
    let will = |i: usize| {
        let name = line.word(i).is_some_and(Word::is_capitalised)
            && (line.break_before(i) == Break::None || who::is_predicate(line.folded(i + 1)));
        WILL.at(line, i).is_some() && !name || line.stem_before(i, "ll").is_some()
    };
    (line.start_of(at, Break::Comma)..at).any(will)
}
