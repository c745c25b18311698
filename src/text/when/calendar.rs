//! Days counted: weeks, months and years around a day, all of it checked against the years 1 to 9999.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::words::{ENGLISH, Edge, Unit};
use super::{Lean, When, WhenError};
use crate::domain::date::YEARS;

/// A length of time in calendar steps; the largest are taken first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub years: u32,
    pub months: u32,
    pub days: u32,
    pub minutes: u32,
}

impl Length {
    /// Returns the sum of both, or the most there can be.
    pub fn plus(self, other: Length) -> Length {
        Length {
            years: self.years.saturating_add(other.years),
            months: self.months.saturating_add(other.months),
            days: self.days.saturating_add(other.days),
            minutes: self.minutes.saturating_add(other.minutes),
        }
    }

    /// Returns the length in days, a month taken as 30 and a year as 365; `None` on overflow.
    pub fn in_days(self) -> Option<u32> {
        let years = self.years.checked_mul(365)?;
        let months = self.months.checked_mul(30)?;
        years.checked_add(months)?.checked_add(self.days)?.checked_add(self.minutes / 1440)
    }
}

/// Returns the day that much later, or earlier where `back`; a day the month lacks becomes its last.
pub(super) fn shift(day: NaiveDate, length: Length, back: bool) -> Result<NaiveDate, WhenError> {
    let moved = || {
        let months = Months::new(length.years.checked_mul(12)?.checked_add(length.months)?);
        let days = Days::new(u64::from(length.days.checked_add(length.minutes / 1440)?));
        if back {
            day.checked_sub_months(months)?.checked_sub_days(days)
        } else {
            day.checked_add_months(months)?.checked_add_days(days)
        }
    };
    within(moved())
}

/// Returns the day `days` later; earlier where negative.
pub(super) fn offset(day: NaiveDate, days: i64) -> Result<NaiveDate, WhenError> {
    let step = Days::new(days.unsigned_abs());
    within(if days < 0 { day.checked_sub_days(step) } else { day.checked_add_days(step) })
}

fn within(day: Option<NaiveDate>) -> Result<NaiveDate, WhenError> {
    day.filter(|d| YEARS.contains(&d.year())).ok_or(WhenError::OutOfYears)
}

/// Returns the day of that year, month and day of the month, or says by name that there is none.
pub(super) fn ymd(year: i32, month: u32, day: u32) -> Result<NaiveDate, WhenError> {
    if !YEARS.contains(&year) {
        return Err(WhenError::OutOfYears);
    }
    NaiveDate::from_ymd_opt(year, month, day)
        .ok_or_else(|| WhenError::Impossible(format!("{day} {} {year:04}", month_name(month))))
}

/// Returns the English name of a month from 1, or its number where there is no such month.
pub(super) fn month_name(month: u32) -> String {
    let names = usize::try_from(month).ok().and_then(|m| ENGLISH.months.get(m.checked_sub(1)?));
    names.and_then(|n| n.first()).map_or_else(|| format!("month {month}"), |n| capital(n))
}

/// Returns the English name of a weekday, Monday being 0.
pub(super) fn weekday_name(weekday: u32) -> String {
    let names = usize::try_from(weekday).ok().and_then(|w| ENGLISH.weekdays.get(w));
    names.and_then(|n| n.first()).map_or_else(String::new, |n| capital(n))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Refuses a day that does not fall on the weekday it was said to (Monday is 0).
pub(super) fn on_weekday(day: NaiveDate, said: Option<u32>) -> Result<NaiveDate, WhenError> {
    let is = day.weekday().num_days_from_monday();
    match said {
        Some(said) if said != is => Err(WhenError::Weekday {
            day: format!("{} {} {}", day.day(), month_name(day.month()), day.year()),
            is: weekday_name(is),
            said: weekday_name(said),
        }),
        _ => Ok(day),
    }
}

/// Returns the span of one day.
pub(super) fn one(day: NaiveDate) -> When {
    When { from: day, to: day }
}

/// Returns the days of a month; the month must be from 1 to 12.
pub(super) fn month(year: i32, month: u32) -> Result<When, WhenError> {
    let from = ymd(year, month, 1)?;
    let last = (28..=31).rev().find_map(|d| NaiveDate::from_ymd_opt(year, month, d));
    Ok(When { from, to: within(last)? })
}

/// Returns the days of a year.
pub(super) fn year(year: i32) -> Result<When, WhenError> {
    Ok(When { from: ymd(year, 1, 1)?, to: ymd(year, 12, 31)? })
}

/// Returns Monday to Sunday of the week `by` weeks after the one of `day`.
pub(super) fn week(day: NaiveDate, by: i32) -> Result<When, WhenError> {
    let monday = i64::from(by) * 7 - i64::from(day.weekday().num_days_from_monday());
    Ok(When { from: offset(day, monday)?, to: offset(day, monday + 6)? })
}

/// Returns the calendar unit `by` units after the one `today` is in; `None` for units the calendar does not cut.
pub(super) fn period(unit: Unit, by: i32, today: NaiveDate) -> Option<Result<When, WhenError>> {
    Some(match unit {
        Unit::Week => week(today, by),
        Unit::Weekend => week(today, by).and_then(|w| Ok(When { from: offset(w.from, 5)?, to: w.to })),
        Unit::Month => {
            let step = Length { months: by.unsigned_abs(), ..Length::default() };
            // From the first of the month, so that the length of the months plays no part.
            let first = today.with_day(1).unwrap_or(today);
            shift(first, step, by < 0).and_then(|d| month(d.year(), d.month()))
        }
        Unit::Year => year(today.year().saturating_add(by)),
        Unit::Minute | Unit::Hour | Unit::Day | Unit::Fortnight | Unit::Quarter => return None,
    })
}

/// Returns the nearest such weekday (Monday is 0) on the leaning side of today: what was "on Monday" may have been
/// today, but nobody says "by Monday" on a Monday and means by tonight.
pub(super) fn weekday(weekday: u32, today: NaiveDate, lean: Lean) -> Result<NaiveDate, WhenError> {
    let ahead = days_ahead(weekday, today);
    offset(
        today,
        match lean {
            Lean::Past if ahead > 0 => ahead - 7,
            Lean::Future if ahead == 0 => 7,
            _ => ahead,
        },
    )
}

/// Returns the last (`by` = -1), this week's (0) or the next (1) such weekday; today is neither last nor next, and
/// tomorrow is not the next one: it would have been called tomorrow.
pub(super) fn weekday_by(weekday: u32, by: i32, today: NaiveDate) -> Result<NaiveDate, WhenError> {
    let ahead = days_ahead(weekday, today);
    match by {
        0 => offset(week(today, 0)?.from, i64::from(weekday)),
        b if b < 0 => offset(today, ahead + 7 * i64::from(b)),
        _ => offset(today, if ahead < 2 { ahead + 7 } else { ahead }),
    }
}

/// Returns the day of that weekday (Monday is 0) in the week that lies `weeks` weeks from the one of `today`.
pub(super) fn weekday_of_week(weekday: u32, weeks: i64, today: NaiveDate) -> Result<NaiveDate, WhenError> {
    let monday = offset(week(today, 0)?.from, weeks.saturating_mul(7))?;
    offset(monday, i64::from(weekday))
}

/// Returns the day of that weekday (Monday is 0) that lies nearest to `day`: three days from it at most.
pub(super) fn weekday_near(weekday: u32, day: NaiveDate) -> Result<NaiveDate, WhenError> {
    let ahead = days_ahead(weekday, day);
    offset(day, if ahead > 3 { ahead - 7 } else { ahead })
}

fn days_ahead(weekday: u32, today: NaiveDate) -> i64 {
    (i64::from(weekday) - i64::from(today.weekday().num_days_from_monday())).rem_euclid(7)
}

/// Returns the nearest day of that month and day on the leaning side of today, today included. 29 February waits for
/// a leap year; a day no year has is named.
pub(super) fn yearly(month: u32, day: u32, today: NaiveDate, lean: Lean) -> Result<NaiveDate, WhenError> {
    if NaiveDate::from_ymd_opt(2024, month, day).is_none() {
        return Err(WhenError::Impossible(format!("{day} {}", month_name(month))));
    }
    // Leap years are at most eight years apart.
    let years = (0..=8).map(|n| if lean == Lean::Past { today.year() - n } else { today.year() + n });
    let fits = |d: &NaiveDate| if lean == Lean::Past { *d <= today } else { *d >= today };
    within(years.filter_map(|y| NaiveDate::from_ymd_opt(y, month, day)).find(fits))
}

/// Returns the nearest such day of a month on the leaning side of today, today included; months too short are passed
/// over.
pub(super) fn monthly(day: u32, today: NaiveDate, lean: Lean) -> Result<NaiveDate, WhenError> {
    let fits = |d: &NaiveDate| if lean == Lean::Past { *d <= today } else { *d >= today };
    let month = |n| {
        let first = today.with_day(1)?;
        let first = match lean {
            Lean::Past => first.checked_sub_months(Months::new(n)),
            Lean::Future => first.checked_add_months(Months::new(n)),
        };
        first?.with_day(day)
    };
    within((0..=3).filter_map(month).find(fits))
}

/// Returns the nearest such month on the leaning side: one that has begun, or one that is not over.
pub(super) fn month_leaning(number: u32, today: NaiveDate, lean: Lean) -> Result<When, WhenError> {
    let other_year = match lean {
        Lean::Past => number > today.month(),
        Lean::Future => number < today.month(),
    };
    let step = if lean == Lean::Past { -1 } else { 1 };
    month(today.year() + if other_year { step } else { 0 }, number)
}

/// Returns the first, the middle or the last day of a span.
pub(super) fn edge(span: When, edge: Edge) -> Result<NaiveDate, WhenError> {
    match edge {
        Edge::Start => Ok(span.from),
        Edge::End => Ok(span.to),
        // The 15th of a month, the Wednesday of a week, the first of July of a year.
        Edge::Middle => offset(span.from, (span.to.signed_duration_since(span.from).num_days() - 1).max(0) / 2),
    }
}
