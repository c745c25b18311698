//! Dates as tables of people have them.

use chrono::NaiveDate;

use crate::domain::date::PartialDate;
use crate::text::when;

/// Two days that are far apart: what means the same on both is a date, and no way of saying "yesterday".
const DAYS: [(i32, u32, u32); 2] = [(2001, 3, 5), (2019, 11, 20)];

/// Reads a date: `1990-05-02`, `--05-02`, `02.05.1990`, `2 May 1990`, `May 2`; `None` where it is none. Of numbers alone
/// the day comes first, or the month where `month_first`, unless only the other can be. Without `yearly` a day needs its
/// year.
pub fn read(text: &str, month_first: bool, yearly: bool) -> Option<PartialDate> {
    let text = text.trim();
    // An hour that is always midnight, or at any rate no part of the date.
    let text = match text.split_once(['T', ' ']) {
        Some((day, hour)) if hour.contains(':') && day.len() >= 8 => day,
        _ => text,
    };
    // Between full stops nobody writes the month first.
    let month_first = month_first && !text.contains('.');
    if let Some((first, second, year)) = numbers(text)
        && let Some(on) = of_numbers(first, second, year, month_first)
    {
        return Some(PartialDate::Day(on));
    }
    // Without a number it is a feast, and no date.
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let dense: Option<PartialDate> = dense(text);
    if dense.is_some() {
        return dense;
    }
    let [a, b] = DAYS.map(|(y, m, d)| when::parse_partial(text, NaiveDate::from_ymd_opt(y, m, d)?, yearly).ok());
    a.filter(|_| a == b)
}

/// Tells which of the numbers of a date comes first: true for the month, `None` where it can be either.
pub fn order(text: &str) -> Option<bool> {
    let (first, second, _) = numbers(text.trim().split(' ').next()?)?;
    match (first > 12, second > 12) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

fn of_numbers(first: u32, second: u32, year: i32, month_first: bool) -> Option<NaiveDate> {
    let day_first = NaiveDate::from_ymd_opt(year, second, first);
    let month = NaiveDate::from_ymd_opt(year, first, second);
    let (wanted, other) = if month_first { (month, day_first) } else { (day_first, month) };
    wanted.or(other).filter(|_| year > 0)
}

/// Splits `5/2/1990`: two numbers and a year of four digits, between the same marks.
fn numbers(text: &str) -> Option<(u32, u32, i32)> {
    let mark = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = text.split(mark).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (short(first) && short(second) && year.len() == 4)
        .then(|| Some((first.parse().ok()?, second.parse().ok()?, year.parse().ok()?)))
        .flatten()
}

/// Reads `19900502` and `--0502`, as address books have them.
fn dense(text: &str) -> Option<PartialDate> {
    let all_digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    let written = match text.strip_prefix("--") {
        Some(rest) if all_digits(rest, 4) => format!("--{}-{}", rest.get(..2)?, rest.get(2..)?),
        None if all_digits(text, 8) => format!("{}-{}-{}", text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        _ => return None,
    };
    written.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let told = |text: &str, month_first| read(text, month_first, true).map(|on| on.to_string());
        for (text, expected) in [
            ("1990-05-02", "1990-05-02"),
            ("1990-05-02T00:00:00Z", "1990-05-02"),
            ("19900502", "1990-05-02"),
            (" --0502", "--05-02"),
            ("--05-02", "--05-02"),
            ("02.05.1990", "1990-05-02"),
            ("2/5/1990", "1990-05-02"),
            ("5/25/1990", "1990-05-25"),
            ("02 May 1990", "1990-05-02"),
            ("2 Mei 1990", "1990-05-02"),
            ("May 2, 1990", "1990-05-02"),
            ("2 May", "--05-02"),
            ("1990", "1990"),
            ("1990-05", "1990-05"),
            ("5/2/1990 0:00", "1990-02-05"),
        ] {
            assert_eq!(told(text, false).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(told("5/2/1990", true).as_deref(), Some("1990-05-02"));
        assert_eq!(told("5.2.1990", true).as_deref(), Some("1990-02-05"));
        assert_eq!(told("25/2/1990", true).as_deref(), Some("1990-02-25"));
        for text in
            ["", "0/0/00", "31.02.1990", "yesterday", "3 weeks ago", "tomorrow", "soon", "Christmas", "02/05/0000"]
        {
            assert_eq!(told(text, false), None, "{text}");
        }
        assert_eq!(read("02 May 2026", false, false).map(|on| on.to_string()).as_deref(), Some("2026-05-02"));
        assert_eq!(read("2 May", false, false), None);
        assert_eq!((order("5/25/1990"), order("25.5.1990"), order("5/6/1990")), (Some(true), Some(false), None));
    }
}
