//! Who to reconnect with, and why now.

use std::mem::take;

use chrono::{Datelike, Days, FixedOffset, NaiveDate};

use super::card;
use super::closest::day_of;
use crate::domain::id::Id;
use crate::domain::person::State;
use crate::scoring::{Candidate, DRIFTING_FROM, Lane, Scorer, Suggested, WEIGHTS, suggest};
use crate::store::rows::{Person, Snooze};
use crate::store::{Bond, BondFilter, Reader, Result, WriteTx};
use crate::view::card::Card;
use crate::view::pages::{Following, Pages};
use crate::view::reconnect::{Reconnect, Suggestion};
use crate::view::understood::{feeling_text, promise_text};
use crate::view::words;

/// How far ahead a birthday is a reason to write, in days.
const BIRTHDAY_DAYS: i64 = 14;
/// How much of the last talk a reason quotes, in columns.
const QUOTE_COLUMNS: usize = 66;

/// How many suggestions are held at once.
const PAGE: usize = 16;

/// Somebody whose bond was weighed.
struct Weighed {
    id: Id,
    name: String,
    hint: Option<String>,
}

/// Suggests up to `most` people, of all lanes or of one.
///
/// # Errors
/// Where the store cannot be read.
pub fn reconnect<'r>(
    reader: &'r Reader<'_>,
    filter: &BondFilter,
    most: usize,
    only: Option<Lane>,
    today: NaiveDate,
    zone: FixedOffset,
) -> Result<Reconnect<'r>> {
    let day = today.num_days_from_ce();
    let mut people: Vec<Weighed> = Vec::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut next: Option<(i64, Id, String)> = None;
    let mut scorer = Scorer::new(&WEIGHTS);
    let mut anybody = false;
    reader.each_bond(filter, |bond: &mut Bond| -> Result<()> {
        anybody = true;
        if !wants_contact(bond, today) {
            return Ok(());
        }
        let candidate = scorer.candidate(&bond.history, day);
        // Most people are in no lane; of them only who comes up next is kept.
        if candidate.lane().is_some() {
            candidates.push(candidate);
            people.push(Weighed { id: bond.id, name: take(&mut bond.name), hint: bond.hint.take() });
        } else if let Some(days) = days_until_drifting(&candidate)
            && next.as_ref().is_none_or(|(soonest, id, _)| (days, bond.id) < (*soonest, *id))
        {
            next = Some((days, bond.id, take(&mut bond.name)));
        }
        Ok(())
    })?;
    // What scoring kept is not needed for the cards.
    drop(scorer);
    let suggested = suggest(&candidates, most, only);
    let next = next.filter(|_| suggested.is_empty()).map(|(days, _, name)| (name, days));
    let empty = !anybody && reader.count_people()? == 0;
    let page = move |last: Option<Id>| -> Result<Vec<Suggestion>> {
        let is_last = |s: &Suggested| people.get(s.index).is_some_and(|person| Some(person.id) == last);
        let seen = last.and_then(|_| suggested.iter().position(is_last)).map_or(0, |at| at + 1);
        let mut page = Vec::new();
        for suggested in suggested.iter().skip(seen).take(PAGE) {
            let (Some(person), Some(candidate)) = (people.get(suggested.index), candidates.get(suggested.index)) else {
                continue;
            };
            // The card of each of a few people: what a reason may speak of is what the card shows.
            let Some(card) = card::for_reasons(reader, person.id, today, zone)? else { continue };
            page.push(Suggestion {
                id: person.id,
                name: person.name.clone(),
                hint: person.hint.clone(),
                lane: suggested.lane,
                score: candidate.score,
                last_contact_on: candidate.score.rhythm.last_contact.and_then(day_of),
                reasons: reasons(candidate, suggested.lane, &card, today),
            });
        }
        Ok(page)
    };
    let first = page(None)?;
    let suggestions = Pages {
        most: usize::MAX,
        rest: (first.len() == PAGE).then(|| Box::new(move |last: &Suggestion| page(Some(last.id))) as Following<'r, _>),
        first,
    };
    Ok(Reconnect { as_of: today, suggestions, empty, next })
}

/// Tells whether a person may be suggested at all.
pub fn wants_contact(bond: &Bond, today: NaiveDate) -> bool {
    let awake = match bond.state {
        State::Active => true,
        State::Resting => bond.state_until.is_some_and(|until| until < today),
        State::LetGo | State::Deceased => false,
    };
    awake && bond.snoozed_until.is_none_or(|until| until <= today)
}

/// Returns in how many days somebody begins to drift if nothing happens; `None` for never.
fn days_until_drifting(candidate: &Candidate) -> Option<i64> {
    let rhythm = &candidate.score.rhythm;
    let share = DRIFTING_FROM / (rhythm.weight * (1.0 - candidate.score.strain));
    let age = rhythm.usual_gap_days / (1.0 - share);
    let left = (age - f64::from(rhythm.age_days)).ceil();
    (share < 1.0 && left > 0.0).then_some(left as i64)
}

/// Returns why now, the strongest first.
fn reasons(candidate: &Candidate, lane: Lane, card: &Card, today: NaiveDate) -> Vec<String> {
    let rhythm = &candidate.score.rhythm;
    let gap = words::span_days(rhythm.usual_gap_days.round() as i64);
    let age = silence(rhythm.age_days, today);
    let mut out = vec![match (lane, rhythm.last_contact) {
        (Lane::Owed, _) => format!(
            "wrote to you {} ago, and you have not answered",
            words::span_days(i64::from(candidate.owed_days.unwrap_or_default()))
        ),
        (Lane::Spark, _) if rhythm.contact_days == 1 => format!("you met {age} ago, and it felt good"),
        (Lane::Spark, _) => format!("you were in touch twice, the last time {age} ago, and it felt good"),
        (Lane::Dormant, _) => {
            format!("you were close, and it has been {age}; old friends are gladder to hear from you than you expect")
        }
        (Lane::Drifting, Some(_)) if rhythm.is_stated => format!("you wished for every {gap}; it has been {age}"),
        (Lane::Drifting, Some(_)) => format!("you usually talk about every {gap}; it has been {age}"),
        (Lane::Drifting, None) => format!("written down {age} ago, and no contact yet"),
    }];
    for date in card.dates.iter().filter(|d| (d.on - today).num_days() <= BIRTHDAY_DAYS) {
        out.push(format!("{} {} ({})", date.label, words::ago(date.on, today), words::day(date.on, today)));
    }
    if let Some(promise) = card.promises.first() {
        out.push(promise_text(promise.by, &card.person.name, &promise.text, promise.due, today).as_str().to_owned());
    }
    if let Some(brought) = card.brought.iter().find(|b| b.thanked_on.is_none()) {
        out.push(format!("brought you {}, and was not thanked yet", brought.whom.shown()));
    }
    if let Some(passed) = card.passed.first() {
        out.push(format!("was coming up then, and has passed: {} ({})", passed.what, words::day(passed.on, today)));
    }
    if let Some(talk) = card.talks.first().filter(|talk| !talk.text.is_empty()) {
        out.push(format!("last, {}: {}", words::day(talk.on, today), words::quoted(&talk.text, QUOTE_COLUMNS)));
    }
    if let Some((on, feeling)) = card.felt.first() {
        out.push(format!("made you feel {} ({})", feeling_text(feeling).as_str(), words::day(*on, today)));
    }
    out
}

/// Returns how long a silence is, as lists say it: "5 months".
fn silence(days: i32, today: NaiveDate) -> String {
    let since = today.checked_sub_days(Days::new(u64::from(days.unsigned_abs())));
    let said = since.map(|day| words::ago(day, today)).unwrap_or_default();
    said.strip_suffix(" ago").map_or_else(|| words::span_days(i64::from(days)), str::to_owned)
}

/// Leaves a person out of suggestions until a day.
///
/// # Errors
/// Where the store cannot be written; so for all below.
pub fn snooze(tx: &mut WriteTx<'_>, person: Id, until: NaiveDate) -> Result<()> {
    let row = Snooze { person_id: person, until_day: until };
    match tx.get::<Snooze>(person)? {
        Some(_) => tx.update(&row),
        None => tx.insert(&row),
    }
}

/// Leaves a person in peace: until a day, or for good.
pub fn rest(tx: &mut WriteTx<'_>, person: Person, until: Option<NaiveDate>) -> Result<()> {
    tx.update(&Person { state: State::Resting, state_until: until, ..person })
}

/// Takes back snooze and rest; returns whether there was either.
pub fn wake(tx: &mut WriteTx<'_>, person: Person) -> Result<bool> {
    let snoozed: Option<Snooze> = tx.get(person.id)?;
    if let Some(row) = &snoozed {
        tx.delete(row)?;
    }
    let rested = person.state == State::Resting;
    if rested {
        tx.update(&Person { state: State::Active, state_until: None, ..person })?;
    }
    Ok(rested || snoozed.is_some())
}
