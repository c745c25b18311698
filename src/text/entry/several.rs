//! Several meetings in one text: "lunch with Grace yesterday, dinner with Tomas today". A line holds one, and nothing
//! is guessed about the other.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::EntryError;
use super::dates::Dates;
use super::language::{KINDS, Weight};
use super::line::{Break, Line};
use super::people::{People, is_free};
use super::told;
use crate::text::Span;

/// A clause with a contact, a day and people of its own.
struct Meeting {
    on: NaiveDate,
    people: BTreeSet<usize>,
    words: Span,
}

/// Refuses a text of two clauses that tell of contacts with other people on other days, none of them in the spans that
/// were `said` (in order).
///
/// # Errors
/// Refuses such a text.
pub(super) fn refuse(line: &Line<'_>, people: &People, dates: &Dates, said: &[Span]) -> Result<(), EntryError> {
    let mut first: Option<Meeting> = None;
    let mut ahead = None;
    let mut at = 0;
    while at < line.words.len() {
        let end = (at + 1..line.words.len()).find(|i| line.break_before(*i) > Break::None);
        let end = end.unwrap_or(line.words.len());
        let span = line.span(at..end);
        let from = people.mentions.partition_point(|m| m.words.start < at);
        let named = people.mentions.iter().skip(from).take_while(|m| m.words.start < end).map(|m| m.person).collect();
        let sure = |weight| matches!(weight, Weight::Sure | Weight::Bare);
        let contact =
            (at..end).any(|i| people.at(i).is_none() && KINDS.at(line, i).is_some_and(|(_, (_, weight))| sure(weight)));
        let day = day(line, people, dates, said, &span);
        let carried = ahead.take();
        if !contact && line.gap_before(end).trim() == ":" {
            // "Sun: lunch with Grace"
            ahead = day.map(|day| (day, span.start));
        } else if let Some((on, start)) = day.map(|day| (day, span.start)).or(carried).filter(|_| contact) {
            let meeting = Meeting { on, people: named, words: start..span.end };
            match &first {
                _ if meeting.people.is_empty() => {}
                None => first = Some(meeting),
                Some(one) if one.on != meeting.on && one.people.is_disjoint(&meeting.people) => {
                    let written = |span: &Span| line.text.get(span.clone()).unwrap_or_default().to_owned();
                    return Err(EntryError::Several { one: written(&one.words), other: written(&meeting.words) });
                }
                Some(_) => {}
            }
        }
        at = end;
    }
    Ok(())
}

/// Returns the single day gone by, or today, that a clause tells.
fn day(line: &Line<'_>, people: &People, dates: &Dates, said: &[Span], clause: &Span) -> Option<NaiveDate> {
    let from = dates.past.partition_point(|f| f.span.start < clause.start);
    let mut inside = dates.past.iter().skip(from).take_while(|f| f.span.start < clause.end);
    inside.find_map(|found| {
        let when = found.when.as_ref().ok().filter(|when| when.from == when.to)?;
        let free = is_free(said, &found.span) && !told::is_told(line, people, dates, found);
        (free && !dates.is_ahead_at(found.span.start)).then_some(when.from)
    })
}
