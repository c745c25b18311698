//! The dates of a sentence, leaning both ways, and the day of the meeting. Due days are read in `promises`.

use std::ops::Range;

use chrono::NaiveDate;

use super::language::{KINDS, WORDS};
use super::line::{Break, Line};
use super::people::People;
use super::told::{self, Clause};
use super::{EntryError, Known};
use crate::text::Span;
use crate::text::when::{self, Found, Lean};
use crate::text::who;

/// How far into a text, in bytes, the colon of a `WHEN:` prefix may stand.
const PREFIX_MAX: usize = 60;

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
        add_digits(line, today, &mut past);
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

    /// Tells whether the word is part of a date.
    pub fn covers_word(&self, line: &Line<'_>, at: usize) -> bool {
        line.word(at).is_some_and(|w| self.covers(&w.span))
    }

    /// Tells whether a date that could lie on either side of today lies nearer ahead of it than behind it, or can only
    /// lie ahead.
    pub fn comes_nearer(&self, found: &Found) -> bool {
        let Ok(past) = &found.when else { return false };
        let ahead = Self::over(&self.ahead, &found.span).and_then(|f| f.when.as_ref().ok());
        let ahead = ahead.filter(|when| when.from > self.today);
        past.from > self.today || ahead.is_some_and(|ahead| ahead.from - self.today < self.today - past.from)
    }

    /// Tells whether something that is surely a date begins at the byte.
    pub fn strong_at(&self, byte: usize) -> bool {
        let at = |found: &[Found]| {
            found.get(found.partition_point(|f| f.span.start < byte)).is_some_and(|f| f.strong && f.span.start == byte)
        };
        at(&self.past) || at(&self.ahead)
    }

    /// Tells whether a date that begins at the byte is surely one to come.
    pub fn is_ahead_at(&self, byte: usize) -> bool {
        let found = self.past.get(self.past.partition_point(|f| f.span.start < byte));
        found.filter(|f| f.span.start == byte).is_some_and(|f| f.when.as_ref().is_ok_and(|w| w.from > self.today))
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
        // "May, 1 May": the number in front makes a date of the second one.
        let counted = || {
            let number = words.start.checked_sub(1).and_then(|b| line.word(b));
            let number = number.filter(|w| w.text.len() <= 2 && w.text.bytes().all(|b| b.is_ascii_digit()));
            let day = number.and_then(|w| when::at(line.text, w.span.start, self.today, Lean::Past));
            day.is_some_and(|day| day.strong && day.span.end >= name.end)
        };
        let leads = WORDS.date_leads.contains(before) || found.span.start < name.start || counted();
        if !leads && self.gives_its_number(line, found, words.end) {
            return false;
        }
        !named && (leads || found.strong && !speaks)
    }

    /// Tells whether the words of a date from this one on are the beginning of another one that goes on behind it: in
    /// "May, 5 June" the number is no day of May.
    pub fn gives_its_number(&self, line: &Line<'_>, found: &Found, at: usize) -> bool {
        let rest = line.word(at).filter(|w| w.span.start < found.span.end).map(|w| w.span.start);
        let other = rest.and_then(|start| when::at(line.text, start, self.today, Lean::Past));
        other.is_some_and(|other| other.strong && other.span.end > found.span.end)
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
                let next = names.get(at + 1).map_or(line.text.len(), |n| n.start);
                let rest = line.indices(&(name.end..f.span.end.max(name.end))).filter_map(|i| line.word(i));
                let again = rest.filter_map(|w| when::at(line.text, w.span.start, today, lean));
                let again = again.into_iter().find(|f| f.span.start >= name.end && f.span.end <= next);
                // "May, 5 June": the number belongs to the month behind it.
                while again.as_ref().is_some_and(|a| old.peek().is_some_and(|f| f.span.start < a.span.end)) {
                    old.next();
                }
                kept.extend(again);
            }
            *found = kept;
        }
    }
}

/// Adds the days that are told in two numbers ("5/11") where nothing else can be meant: in front of the text, or after
/// a name or a contact at the end of a clause, or after what leads to a due day.
fn add_digits(line: &Line<'_>, today: NaiveDate, past: &mut Vec<Found>) {
    let bare = |at: usize| -> Option<Found> {
        let (day, month) = (line.word(at)?, line.word(at + 1)?);
        let short = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        let gap = line.gap_before(at + 1);
        let told = short(day.text) && short(month.text) && matches!(gap, "/" | ".") && !line.is_marked(at);
        let found = told.then(|| when::at(line.text, day.span.start, today, Lean::Past))??;
        let whole = found.span.end >= month.span.end + usize::from(gap == ".");
        (whole && !found.strong).then_some(found)
    };
    let mut more = Vec::new();
    for at in 0..line.words.len().saturating_sub(1) {
        let Some(found) = bare(at) else { continue };
        let next = line.indices(&found.span).end;
        let capital = |i: usize| line.word(i).is_some_and(|w| w.is_capitalised()) || line.is_marked(i);
        let contact = |i: usize| KINDS.at(line, i).is_some() || WORDS.meets.contains(line.folded(i));
        let opens = at == 0
            && next < line.words.len()
            && (line.break_before(next) >= Break::Comma
                || capital(next)
                || contact(next)
                || WORDS.with.or(WORDS.i).or(WORDS.we).contains(line.folded(next)));
        // So many of five or of ten is a mark somebody got.
        let of = line.word(at + 1).map_or("", |w| w.text);
        let closes = at > 0
            && matches!(line.gap_before(at), " " | ", ")
            && line.break_before(next) >= Break::Comma
            && !matches!(of, "5" | "10")
            // All day and all week.
            && !(line.folded(at) == "24" && of == "7")
            && (capital(at - 1) || contact(at - 1));
        let due = at > 0
            && line.gap_before(at) == " "
            && WORDS.due.contains(line.folded(at - 1))
            && line.folded(at - 1) != "for"
            && line.folded(next) != "of";
        let free = past.get(past.partition_point(|f| f.span.end <= found.span.start));
        if (opens || closes || due) && free.is_none_or(|f| f.span.start >= found.span.end) {
            more.push(found);
        }
    }
    past.append(&mut more);
    past.sort_by_key(|found| found.span.start);
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
/// what is to be done on one ("lunch with Grace tomorrow"); and a contact on a day to come, which is a slip ("met Grace
/// on 25 December 2026"). What others plan ("she moves next week") is no such thing.
pub(super) fn refuse_plans(
    line: &Line<'_>,
    people: &People,
    dates: &Dates,
    said: &[Span],
    kind: Option<&Span>,
) -> Result<(), EntryError> {
    let opens = kind.filter(|kind| kind.start == 0).is_some_and(|kind| {
        let word = line.text.get(kind.clone()).unwrap_or_default();
        !word.ends_with("ed") && !WORDS.meets.contains(line.folded(0))
    });
    for found in &dates.past {
        let words = line.indices(&found.span);
        let in_clause = line.start_of(words.start, Break::Comma) == 0;
        let outside = said.iter().all(|s| s.end <= found.span.start || s.start >= found.span.end);
        if let Ok(when) = &found.when
            && when.from > dates.today
            && outside
            && (words.start == 0 && found.strong
                || !told::is_told(line, people, dates, found)
                    && (opens && in_clause && found.strong
                        || Clause::around(line, people, dates, words.clone()).dates_a_contact()))
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
        // "Sat with Grace" tells what was done, not a Saturday.
        let done = !found.strong && KINDS.at(line, words.start).is_some();
        let not = line.break_before(words.start) == Break::None
            && words.start.checked_sub(1).is_some_and(|b| matches!(line.folded(b), "not" | "bukan"));
        if in_promise
            || done
            || not
            || is_plain_word(line, people, &words)
            || !is_free(line, people, found, words.start, dates.today)
        {
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
        if when.from > dates.today || told::is_told(line, people, dates, found) {
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

/// Tells whether a word like "Sat" or "March" that opens a clause is the word and no day: "Sat there for hours".
fn is_plain_word(line: &Line<'_>, people: &People, words: &Range<usize>) -> bool {
    let (at, next) = (words.start, words.end);
    if words.len() != 1 || !WORDS.plain_days.contains(line.folded(at)) || line.break_before(at) < Break::Clause {
        return false;
    }
    let folded = line.folded(next);
    // "Sun I met Grace", but "May I say".
    let subject = WORDS.i.or(WORDS.we).contains(folded) && matches!(line.folded(at), "sat" | "sun");
    let contact = KINDS.at(line, next).is_some() || WORDS.meets.contains(folded) || people.from(line, next).is_some();
    !(line.break_before(next) > Break::None && next < line.words.len() || contact || subject)
}

/// Tells whether the phrase at the span is of more than one day.
pub(super) fn is_long(line: &Line<'_>, span: &Span, today: NaiveDate) -> bool {
    let phrase = line.text.get(span.clone()).unwrap_or_default();
    when::parse(phrase, today, Lean::Past).is_ok_and(|when| when.from < when.to)
}

/// Tells whether a date may be the day of the meeting: not bound to something else by the words before it.
fn is_free(line: &Line<'_>, people: &People, found: &Found, first: usize, today: NaiveDate) -> bool {
    if people.at(first).is_some() {
        return false;
    }
    let before = first.checked_sub(1).filter(|_| line.break_before(first) == Break::None);
    let bound = |at: usize| WORDS.undated.or(WORDS.about).contains(line.folded(at));
    let inside = line.indices(&found.span).take(1).any(bound);
    // "We talked until 2am on Saturday" tells the day too.
    if before.is_some_and(|b| matches!(line.folded(b), "until" | "till" | "from" | "sampai" | "dari"))
        && opens_with_a_time(line, found, today)
    {
        return true;
    }
    let born = before.is_some_and(|b| {
        bound(b)
            || b.checked_sub(1).is_some_and(|c| {
                line.break_before(b) == Break::None && bound(c) && WORDS.links.contains(line.folded(b))
            })
    });
    !inside && !born
}

/// Tells whether a time of the clock stands before the day in a phrase: without its number it means the same.
fn opens_with_a_time(line: &Line<'_>, found: &Found, today: NaiveDate) -> bool {
    let words = line.indices(&found.span);
    let number = line.word(words.start).is_some_and(|w| w.text.starts_with(|c: char| c.is_ascii_digit()));
    let rest = words.skip(1).filter_map(|at| line.word(at));
    let mut days = rest.filter_map(|word| when::at(line.text, word.span.start, today, Lean::Past));
    number && days.any(|day| day.span.end == found.span.end && day.when == found.when)
}
