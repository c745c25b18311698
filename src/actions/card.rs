//! Gathers the card before you meet.

use std::collections::HashMap;

use chrono::{Datelike, FixedOffset, NaiveDate};

use super::relate;
use super::trace::{self, Pairs};
use crate::domain::date::{PartialDate, next_yearly};
use crate::domain::id::Id;
use crate::domain::meeting::{Feeling, Kind, Side};
use crate::domain::person::{Called, NameKind};
use crate::store::rows::{Engagement, EventDate, Fact, FeelingNote, Name, Referral};
use crate::store::{FeltSum, Kept, Met, Month, Reader, Result};
use crate::text::entry;
use crate::text::when::{self, Lean};
use crate::view::card::{Ahead, Brought, Card, FactLine, OpenPromise, Passed, Talk};
use crate::view::spark::Cell;

/// How many talks the card shows in their own words.
const TALKS: usize = 3;
/// How many meetings are looked through for feelings: enough for the newest few, few enough to be instant.
const LOOKED_THROUGH: u32 = 40;
/// How many feelings of each side the card shows.
const FEELINGS: usize = 4;
/// How many remarks the card shows.
const NOTES: usize = 5;
/// How many months the line of the last ones has.
const MONTHS: i32 = 24;
/// How far ahead a yearly day is shown, in days.
const AHEAD_DAYS: i64 = 60;

/// Gathers the card; `None` where nobody has this id. The `zone` tells on which day a talk was written down.
///
/// # Errors
/// Where the store cannot be read.
pub fn of(reader: &Reader<'_>, id: Id, today: NaiveDate, zone: FixedOffset) -> Result<Option<Card>> {
    gather(reader, id, today, zone, true)
}

/// Gathers what reasons to be in touch speak of: the card without its months, who else was at the talks, and whatever
/// else [`Reader::kept_for_reasons`] leaves out.
///
/// # Errors
/// Where the store cannot be read.
pub fn for_reasons(reader: &Reader<'_>, id: Id, today: NaiveDate, zone: FixedOffset) -> Result<Option<Card>> {
    gather(reader, id, today, zone, false)
}

fn gather(reader: &Reader<'_>, id: Id, today: NaiveDate, zone: FixedOffset, whole: bool) -> Result<Option<Card>> {
    let kept = if whole { reader.kept(id)? } else { reader.kept_for_reasons(id)? };
    let Some(kept) = kept else { return Ok(None) };
    let meetings = reader.met(id, today, LOOKED_THROUGH)?;
    let (felt, left) = feelings(&meetings, &kept.feelings);
    let others = others(reader, &kept)?;
    let name = |other: Id| others.get(&other).cloned().unwrap_or_default();
    let pairs = [Pairs::of(&kept.brought_by), Pairs::of(&kept.brought)];
    let brought = |r: &Referral, other: Id| Brought {
        whom: name(other),
        kind: r.kind,
        on: r.on_date,
        thanked_on: pairs.iter().filter_map(|pairs| pairs.days(r).0).max(),
    };
    Ok(Some(Card {
        names: names(kept.names),
        tags: kept.tags.into_iter().map(|t| t.tag).collect(),
        brought_by: kept.brought_by.iter().map(|r| brought(r, r.referrer_id)).collect(),
        brought: kept.brought.iter().map(|r| brought(r, r.referred_id)).collect(),
        engagements: newest_first(kept.engagements).iter().map(trace::deal).collect(),
        contacts: kept.contacts,
        relations: relate::ties_in(kept.relations, kept.related, id, name, today),
        last_on: meetings.iter().find(|m| m.kind != Kind::Attempt).map(|m| m.on_day),
        months: if whole { months(reader, id, &kept.feelings, today)? } else { Vec::new() },
        passed: passed(&meetings, &kept.facts, today, zone),
        talks: talks(reader, id, meetings, whole)?,
        later: if whole { reader.met_after(id, today)? } else { None },
        felt,
        left,
        promises: kept
            .promises
            .into_iter()
            .map(|p| OpenPromise { by: p.by, text: p.text, made_on: p.made_on, due: p.due })
            .collect(),
        dates: ahead(kept.dates, today),
        facts: kept
            .facts
            .into_iter()
            .map(|f| FactLine { label: f.label, value: f.value, since: f.since, until: f.until, noted_on: f.noted_on })
            .collect(),
        notes: kept.notes.into_iter().take(NOTES).map(|n| (n.on_day, n.text)).collect(),
        person: kept.person,
    }))
}

/// Puts the work that began last first.
fn newest_first(mut rows: Vec<Engagement>) -> Vec<Engagement> {
    let began = |row: &Engagement| row.started_on.or(row.ended_on).and_then(|on| on.first_day()).or(row.id.day());
    rows.sort_by_key(|row| std::cmp::Reverse((began(row), row.id)));
    rows
}

fn names(names: Vec<Name>) -> Vec<(NameKind, String)> {
    names.into_iter().filter(|n| n.kind != NameKind::Full).map(|n| (n.kind, n.text)).collect()
}

/// Returns the newest meetings in their own words, with who else was there where the card is whole.
fn talks(reader: &Reader<'_>, me: Id, mut meetings: Vec<Met>, whole: bool) -> Result<Vec<Talk>> {
    meetings.truncate(TALKS);
    let ids: Vec<Id> = meetings.iter().map(|m| m.id).collect();
    let others = if whole { reader.names_beside(me, &ids)? } else { Vec::new() };
    let beside = |id: Id| others.iter().filter(|(at, _)| *at == id).map(|(_, name)| name.clone()).collect();
    let talk = |m: Met| Talk {
        id: m.id.to_string(),
        on: m.on_day,
        kind: m.kind,
        minutes: m.minutes,
        place: m.place,
        others: beside(m.id),
        text: m.text,
    };
    Ok(meetings.into_iter().map(talk).collect())
}

/// Feelings with the day they were had, newest first.
type Felt = Vec<(NaiveDate, Feeling)>;

/// Returns how they made me feel and how I left them, from meetings and from remarks of their own.
fn feelings(meetings: &[Met], alone: &[FeelingNote]) -> (Felt, Felt) {
    let mut felt: Felt = meetings.iter().filter_map(|m| Some((m.on_day, m.felt.clone()?))).collect();
    let mut left: Felt = meetings.iter().filter_map(|m| Some((m.on_day, m.left.clone()?))).collect();
    for note in alone {
        let side = match note.side {
            Side::Felt => &mut felt,
            Side::Left => &mut left,
        };
        side.push((note.on_day, Feeling { words: note.words.clone(), value: note.value }));
    }
    for side in [&mut felt, &mut left] {
        side.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
        side.truncate(FEELINGS);
    }
    (felt, left)
}

/// Returns the last months, this one included, with their days of contact and how they felt; none where there is
/// nothing to show.
fn months(reader: &Reader<'_>, id: Id, alone: &[FeelingNote], today: NaiveDate) -> Result<Vec<(Month, Cell)>> {
    let first = Month::of(today).back(MONTHS - 1);
    let since = first.first_day().unwrap_or(NaiveDate::MIN);
    let contacts = reader.contacts_with(id, since, today)?;
    let felt = alone.iter().filter(|note| note.side == Side::Felt && (since..=today).contains(&note.on_day));
    let alone: Vec<(NaiveDate, i8)> = felt.filter_map(|note| Some((note.on_day, note.value?))).collect();
    if contacts.is_empty() && alone.is_empty() {
        return Ok(Vec::new());
    }
    Ok(cells(first, Month::of(today), &contacts, &alone))
}

/// Returns a cell for each month from the first to the last: the days of contact, oldest first, and what was felt.
fn cells(
    first: Month,
    last: Month,
    contacts: &[(NaiveDate, Option<i8>)],
    alone: &[(NaiveDate, i8)],
) -> Vec<(Month, Cell)> {
    let mut out: Vec<(Month, u32, FeltSum)> = first.through(last).map(|m| (m, 0, FeltSum::default())).collect();
    let place = |day: NaiveDate| usize::try_from(first.until(Month::of(day))).ok();
    for day in contacts.chunk_by(|a, b| a.0 == b.0) {
        let on = day.first().and_then(|(on, _)| place(*on));
        if let Some((_, days, felt)) = on.and_then(|at| out.get_mut(at)) {
            *days += 1;
            day.iter().filter_map(|(_, value)| *value).for_each(|value| felt.add(value));
        }
    }
    for (on, value) in alone {
        if let Some((.., felt)) = place(*on).and_then(|at| out.get_mut(at)) {
            felt.add(*value);
        }
    }
    out.into_iter().map(|(month, count, felt)| (month, Cell { count, felt: felt.mean() })).collect()
}

/// Returns the names of those whom relations and referrals speak of.
fn others(reader: &Reader<'_>, kept: &Kept) -> Result<HashMap<Id, Called>> {
    let mut ids: Vec<Id> = kept.relations.iter().filter_map(|r| r.other_id).collect();
    ids.extend(kept.related.iter().map(|r| r.person_id));
    ids.extend(kept.brought_by.iter().map(|r| r.referrer_id));
    ids.extend(kept.brought.iter().map(|r| r.referred_id));
    if ids.is_empty() { Ok(HashMap::new()) } else { reader.names_and_hints_of(&ids) }
}

fn ahead(dates: Vec<EventDate>, today: NaiveDate) -> Vec<Ahead> {
    let mut out: Vec<Ahead> = dates
        .into_iter()
        .filter_map(|date| {
            let on = next_yearly(date.on_date.month_day()?, today)?;
            let years = date.on_date.year().map(|year| on.year() - year).filter(|years| *years > 0);
            ((on - today).num_days() <= AHEAD_DAYS).then_some(Ahead { label: date.label, on, years })
        })
        .collect();
    out.sort_by(|a, b| (a.on, &a.label).cmp(&(b.on, &b.label)));
    out
}

/// Returns what the last talks and the facts spoke of as still to come, and that lies behind us now.
fn passed(meetings: &[Met], facts: &[Fact], today: NaiveDate, zone: FixedOffset) -> Vec<Passed> {
    let mut out = Vec::new();
    for met in meetings.iter().take(TALKS) {
        let (said_on, text) = (met.on_day, met.text.as_str());
        let written = met.id.written_by().map_or(said_on, |at| at.with_timezone(&zone).date_naive());
        let from = entry::counted_from(said_on, written);
        let mut its_day = false;
        for found in when::find(text, from, Lean::Future).into_iter().filter(|f| f.strong) {
            // "Friday: coffee" tells its own day, which was not to come.
            let phrase = text.get(found.span.clone()).unwrap_or_default();
            let is_its_day = || {
                [from, written].iter().any(|day| when::parse(phrase, *day, Lean::Past).is_ok_and(|w| w.from == said_on))
            };
            if !its_day && is_its_day() {
                its_day = true;
                continue;
            }
            if let Ok(when) = found.when
                && when.from > from
                && when.to < today
            {
                out.push(Passed { said_on, on: when.from, what: clause(text, &found.span).to_owned() });
            }
        }
    }
    for fact in facts {
        if let Some(on) = fact.since.and_then(PartialDate::first_day)
            && on > fact.noted_on
            && on <= today
        {
            out.push(Passed { said_on: fact.noted_on, on, what: format!("{}: {}", fact.label, fact.value) });
        }
    }
    out.sort_by_key(|p| std::cmp::Reverse(p.on));
    out
}

/// Returns the clause of the text that holds the span.
fn clause<'t>(text: &'t str, span: &std::ops::Range<usize>) -> &'t str {
    let ends = |c: char| matches!(c, '.' | ';' | '!' | '?' | '\n');
    let starts = |c: char| ends(c) || matches!(c, ',' | ':');
    let start = text.get(..span.start).and_then(|t| t.rfind(starts)).map_or(0, |at| at + 1);
    let end = text.get(span.end..).and_then(|t| t.find(ends)).map_or(text.len(), |at| span.end + at);
    text.get(start..end).unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::actions::tests::day;

    #[test]
    fn days_are_counted_not_entries() {
        let (first, last) = (Month::of(day("2026-10-01")), Month::of(day("2026-11-23")));
        let twice = [(day("2026-10-31"), Some(2)), (day("2026-10-31"), Some(-1)), (day("2026-11-01"), None)];
        let cells = cells(first, last, &twice, &[(day("2026-11-02"), -2), (day("2026-12-01"), 2)]);
        let seen: Vec<_> = cells.iter().map(|(month, cell)| (month.to_string(), cell.count, cell.felt)).collect();
        assert_eq!(seen, [("2026-10".to_owned(), 1, Some(0.5)), ("2026-11".to_owned(), 1, Some(-2.0))]);
    }

    proptest! {
        #[test]
        fn two_years_are_24_cells_on_any_day(number in 800_i32..3_652_059, ages in prop::collection::vec(0_i32..800, 0..40)) {
            let at = |number| NaiveDate::from_num_days_from_ce_opt(number).expect("a day");
            let today = Month::of(at(number));
            let mut days: Vec<_> = ages.iter().map(|age| at(number - age)).collect();
            days.sort();
            days.dedup();
            let contacts: Vec<_> = days.iter().map(|day| (*day, None)).collect();
            let cells = cells(today.back(MONTHS - 1), today, &contacts, &[]);
            prop_assert_eq!(cells.len(), 24);
            let within = days.iter().filter(|day| Month::of(**day) >= today.back(MONTHS - 1)).count();
            prop_assert_eq!(cells.iter().map(|(_, cell)| cell.count as usize).sum::<usize>(), within);
        }
    }
}
