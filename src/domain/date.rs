//! Days of life: whole civil days, and dates known only in part.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// The first and the last year a date may have.
pub const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// A date kept as precisely as it was told: a year, a month of a year, a day, or a day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// `2026`
    Year(i32),
    /// `2026-05`
    Month(i32, u32),
    /// `2026-05-02`
    Day(NaiveDate),
    /// `--05-02`: a day of the year; 29 February is allowed.
    Yearly(u32, u32),
}

/// A text that is not a date of life.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; expected 2026, 2026-05, 2026-05-02 or --05-02, from year 1 to 9999")]
pub struct NotADate(pub String);

impl PartialDate {
    /// Returns the day, where all of it is known.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            PartialDate::Day(day) => Some(day),
            _ => None,
        }
    }

    /// Returns the earliest day this can mean; `None` for a day of any year.
    pub fn first_day(self) -> Option<NaiveDate> {
        match self {
            PartialDate::Year(y) => NaiveDate::from_ymd_opt(y, 1, 1),
            PartialDate::Month(y, m) => NaiveDate::from_ymd_opt(y, m, 1),
            PartialDate::Day(day) => Some(day),
            PartialDate::Yearly(..) => None,
        }
    }

    /// Returns the latest day this can mean; `None` for a day of any year.
    pub fn last_day(self) -> Option<NaiveDate> {
        match self {
            PartialDate::Year(y) => NaiveDate::from_ymd_opt(y, 12, 31),
            PartialDate::Month(y, m) => (28..=31).rev().find_map(|d| NaiveDate::from_ymd_opt(y, m, d)),
            PartialDate::Day(day) => Some(day),
            PartialDate::Yearly(..) => None,
        }
    }

    /// Returns month and day, where they are known.
    pub fn month_day(self) -> Option<(u32, u32)> {
        match self {
            PartialDate::Day(day) => Some((day.month(), day.day())),
            PartialDate::Yearly(m, d) => Some((m, d)),
            PartialDate::Year(_) | PartialDate::Month(..) => None,
        }
    }

    /// Returns the year, where it is known.
    pub fn year(self) -> Option<i32> {
        match self {
            PartialDate::Year(y) | PartialDate::Month(y, _) => Some(y),
            PartialDate::Day(day) => Some(day.year()),
            PartialDate::Yearly(..) => None,
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Year(y) => write!(f, "{y:04}"),
            PartialDate::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            PartialDate::Day(day) => write!(f, "{}", iso(*day)),
            PartialDate::Yearly(m, d) => write!(f, "--{m:02}-{d:02}"),
        }
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(day) = whole_day(text) {
            return Ok(PartialDate::Day(day));
        }
        let bad = || NotADate(text.to_owned());
        let number = |part: &str, len: usize| {
            (part.len() == len && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
        };
        if let Some(rest) = text.strip_prefix("--") {
            let (m, d) = rest.split_once('-').ok_or_else(bad)?;
            let (m, d) = (number(m, 2).ok_or_else(bad)?, number(d, 2).ok_or_else(bad)?);
            // 2024 is a leap year, so that 29 February passes.
            return NaiveDate::from_ymd_opt(2024, m, d).map(|_| PartialDate::Yearly(m, d)).ok_or_else(bad);
        }
        let mut parts = text.split('-');
        let year = parts.next().and_then(|p| number(p, 4)).and_then(|y| i32::try_from(y).ok());
        let year = year.filter(|y| YEARS.contains(y)).ok_or_else(bad)?;
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Ok(PartialDate::Year(year)),
            (Some(m), None, _) => {
                number(m, 2).filter(|m| (1..=12).contains(m)).map(|m| PartialDate::Month(year, m)).ok_or_else(bad)
            }
            (Some(m), Some(d), None) => {
                let (m, d) = (number(m, 2).ok_or_else(bad)?, number(d, 2).ok_or_else(bad)?);
                NaiveDate::from_ymd_opt(year, m, d).map(PartialDate::Day).ok_or_else(bad)
            }
            _ => Err(bad()),
        }
    }
}

/// Reads `2026-05-02`, as nearly all dates of a store are; `None` for anything else, a bad date too.
fn whole_day(text: &str) -> Option<NaiveDate> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    let year = i32::try_from(number(&[*a, *b, *c, *d])?).ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, number(&[*e, *f])?, number(&[*g, *h])?)
}

/// Returns the day as `2026-05-02`, always ten bytes for years 1 to 9999.
pub fn iso(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// Parses `2026-05-02` and nothing else.
///
/// # Errors
/// On any other text, a date known only in part among them.
pub fn parse_iso(text: &str) -> Result<NaiveDate, NotADate> {
    text.parse::<PartialDate>()?.day().ok_or_else(|| NotADate(text.to_owned()))
}

/// Returns the next day at or after `today` on which a yearly date falls, with 29 February kept on
/// 28 February in common years; `None` past year 9999.
pub fn next_yearly((month, day): (u32, u32), today: NaiveDate) -> Option<NaiveDate> {
    let in_year = |year| {
        NaiveDate::from_ymd_opt(year, month, day)
            .or_else(|| NaiveDate::from_ymd_opt(year, month, day.saturating_sub(1)))
    };
    [today.year(), today.year() + 1].into_iter().filter(|y| YEARS.contains(y)).filter_map(in_year).find(|d| *d >= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_kept_as_typed() {
        for text in ["0001", "2026", "2026-05", "2026-05-02", "9999-12-31", "--05-02", "--02-29", "2024-02-29"] {
            assert_eq!(text.parse::<PartialDate>().map(|d| d.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in
            ["", "0000", "10000", "2026-13", "2026-02-29", "--02-30", "2026-5-2", "2026-05-02-01", "--13-01", "२०२६"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_leap_day_birthday_is_kept_in_common_years() {
        let day = |t| parse_iso(t).expect("a date");
        assert_eq!(next_yearly((2, 29), day("2026-01-10")), Some(day("2026-02-28")));
        assert_eq!(next_yearly((2, 29), day("2028-01-10")), Some(day("2028-02-29")));
        assert_eq!(next_yearly((1, 5), day("2026-11-23")), Some(day("2027-01-05")));
    }
}
