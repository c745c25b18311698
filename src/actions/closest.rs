//! Who is close, and why: everybody's history, scored in one pass.

use chrono::{Datelike, NaiveDate};

use crate::domain::id::Id;
use crate::scoring::{DaySum, History, Scorer, WEIGHTS};
use crate::store::{Bond, BondFilter, Reader, Result};
use crate::view::closest::{CloseLine, Closest, Order};
use crate::view::why::Why;
use crate::view::words;

/// How many of the best days `why` names.
const BEST_DAYS: usize = 3;
/// How many people are gathered before they are sorted.
const MANY: usize = 64;

/// Returns the civil day of a day number; `None` outside the years the program knows.
pub fn day_of(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number)
}

/// Scores everybody who has any history or statement, the closest first; ties go by name, then id. With `most`,
/// only so many of them are kept.
///
/// # Errors
/// Where the store cannot be read.
pub fn closest(
    reader: &Reader<'_>,
    filter: &BondFilter,
    order: Order,
    most: Option<usize>,
    today: NaiveDate,
) -> Result<Closest> {
    let day = today.num_days_from_ce();
    let mut people: Vec<CloseLine> = Vec::new();
    let mut scorer = Scorer::new(&WEIGHTS);
    let sort = |people: &mut Vec<CloseLine>| {
        // Nobody stands where another does, so the order is settled.
        people.sort_unstable_by(|a, b| {
            let closer = order.of(&b.score).total_cmp(&order.of(&a.score));
            closer.then_with(|| a.name.cmp(&b.name)).then(a.id.cmp(&b.id))
        });
        people.truncate(most.unwrap_or(usize::MAX));
    };
    // Once there are as many as asked for, nobody below the last of them can come in.
    let mut least = None;
    reader.each_bond(filter, |bond: &mut Bond| -> Result<()> {
        if bond.history.is_empty() {
            return Ok(());
        }
        let whole = scorer.score(&bond.history, day);
        let score = whole.brief();
        if least.is_some_and(|least| order.of(&score) < least) {
            return Ok(());
        }
        people.push(CloseLine {
            id: bond.id,
            name: bond.name.as_str().into(),
            hint: bond.hint.as_deref().map(Into::into),
            score,
            last_contact_on: whole.rhythm.last_contact.and_then(day_of),
            closeness: bond.history.closeness,
            kin: bond.history.kin,
        });
        // Sorting now and then keeps few people in memory, however many there are.
        if most.is_some_and(|most| people.len() >= most.saturating_mul(2).max(MANY)) {
            sort(&mut people);
            least = people.last().map(|last| order.of(&last.score));
        }
        Ok(())
    })?;
    sort(&mut people);
    Ok(Closest { as_of: today, order, people })
}

/// Explains one person's score; `None` where nobody has this id.
///
/// # Errors
/// Where the store cannot be read.
pub fn why(reader: &Reader<'_>, id: Id, today: NaiveDate) -> Result<Option<Why>> {
    let Some(bond) = reader.bond(id)? else { return Ok(None) };
    let day = today.num_days_from_ce();
    let mut scorer = Scorer::new(&WEIGHTS);
    let candidate = scorer.candidate(&bond.history, day);
    let days = scorer.days(&bond.history, day);
    let felt: Vec<f64> = days.iter().map(|d| d.best).filter(|best| *best > 0.0).collect();
    let touched = || days.iter().filter(|d| d.all > 0.0).map(|d| d.day);
    let first = touched().next().into_iter().chain(bond.history.known_since).min();
    let span = touched().next_back().zip(first).map_or(0, |(last, first)| last - first);
    Ok(Some(Why {
        as_of: today,
        name: bond.name,
        closeness: bond.history.closeness,
        kin: bond.history.kin,
        best_days: best_days(&bond.history, days, day),
        // A day's best feeling is a half of 1 or 2, so doubling gives the value back.
        felt_days: (felt.len() as u32, (felt.iter().copied().fold(0.0, f64::max) * 2.0) as i8),
        last_contact_on: candidate.score.rhythm.last_contact.and_then(day_of),
        years: f64::from(span) / WEIGHTS.year_days,
        lane: candidate.lane().map(|(lane, _)| lane),
        version: WEIGHTS.version,
        score: candidate.score,
    }))
}

/// Returns the days that weigh most in depth, heaviest first.
fn best_days(history: &History, days: &[DaySum], today: i32) -> Vec<(NaiveDate, String, f64)> {
    let fade =
        |day: i32| if history.kin { 1.0 } else { (-f64::from(today - day) / WEIGHTS.depth_half_life_days).exp2() };
    let mut best: Vec<(i32, f64)> =
        days.iter().filter(|d| d.rich > 0.0).map(|d| (d.day, d.rich * fade(d.day))).collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    best.truncate(BEST_DAYS);
    best.into_iter().filter_map(|(day, credit)| Some((day_of(day)?, length(history, day), credit))).collect()
}

/// Returns how long the meetings of a day were together.
fn length(history: &History, day: i32) -> String {
    let minutes: u32 = history
        .touches()
        .iter()
        .filter(|t| t.day == day && t.kind.is_rich())
        .map(|t| t.counted_minutes(&WEIGHTS))
        .sum();
    words::minutes(minutes)
}
