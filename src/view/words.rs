//! The small words of the human page: days, spans, counts and lists as people say them.

use std::fmt::{self, Display};

use chrono::{Datelike, NaiveDate};

use super::sanitize;
use crate::domain::date::PartialDate;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const IRREGULAR: [(&str, &str); 2] = [("person", "people"), ("child", "children")];

/// Returns how far a day lies from today: `today`, `yesterday`, `3 days ago`, `2 weeks ago`, `5 months ago`,
/// `3 years ago`, or `tomorrow`, `in 3 days`. Days up to 13, weeks up to two months, months up to two years; whole
/// ones, so never more than has passed.
pub fn ago(day: NaiveDate, today: NaiveDate) -> String {
    Far::between(day, today).to_string()
}

/// How far a day lies from today, as [`ago`] says it: a few of them stand for all days of a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Far {
    ahead: bool,
    unit: Unit,
    count: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Far {
    /// Returns how far the day lies from today.
    pub fn between(day: NaiveDate, today: NaiveDate) -> Far {
        let (from, to) = (day.min(today), day.max(today));
        let days = to.signed_duration_since(from).num_days();
        let begun = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
        let months = begun - i64::from(to.day() < from.day());
        let (count, unit) = match months {
            ..2 if days < 14 => (days, Unit::Day),
            ..2 => (days / 7, Unit::Week),
            12 => (1, Unit::Year),
            2..12 | 13..24 => (months, Unit::Month),
            _ => (months / 12, Unit::Year),
        };
        Far { ahead: day > today, unit, count }
    }
}

impl Display for Far {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        match (self.unit, self.count, self.ahead) {
            (Unit::Day, 0, _) => f.write_str("today"),
            (Unit::Day, 1, false) => f.write_str("yesterday"),
            (Unit::Day, 1, true) => f.write_str("tomorrow"),
            (_, n, false) => write!(f, "{} ago", count(n, unit)),
            (_, n, true) => write!(f, "in {}", count(n, unit)),
        }
    }
}

/// Returns a number of days as a span: `20 days`, `3 weeks` for whole weeks under two months, then `5 months` and
/// `3 years`, rounded. The sign is ignored.
pub fn span_days(days: i64) -> String {
    let days = i64::try_from(days.unsigned_abs()).unwrap_or(i64::MAX);
    let rounded = |hundredths: i64| days.saturating_mul(100).saturating_add(hundredths / 2) / hundredths;
    match days {
        7..60 if days % 7 == 0 => count(days / 7, "week"),
        ..60 => count(days, "day"),
        60..350 => count(rounded(3044), "month"),
        350..380 => count(1, "year"),
        380..715 => count(rounded(3044), "month"),
        _ => count(rounded(36525), "year"),
    }
}

/// Returns a number and its noun, in the plural unless it is one: `1 meeting`, `2 people`, `3 stories`.
pub fn count(n: impl Display + PartialEq + From<u8>, noun: &str) -> String {
    if n == 1.into() { format!("1 {noun}") } else { format!("{n} {}", plural(noun)) }
}

fn plural(noun: &str) -> String {
    let irregular = |(one, many): &(&str, &str)| noun.strip_suffix(one).map(|head| format!("{head}{many}"));
    if let Some(many) = IRREGULAR.iter().find_map(irregular) {
        return many;
    }
    match noun.strip_suffix('y') {
        Some(stem) if stem.ends_with(|c: char| !"aeiou".contains(c)) => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// Returns a list as said: `Ada`, `Ada and Budi`, `Ada, Budi and Grace`; empty for none.
pub fn list_and<T: AsRef<str>>(items: &[T]) -> String {
    listed(items, " and ")
}

/// Returns a choice as said: `Ada`, `Ada or Budi`, `Ada, Budi or Grace`; empty for none.
pub fn list_or<T: AsRef<str>>(items: &[T]) -> String {
    listed(items, " or ")
}

fn listed<T: AsRef<str>>(items: &[T], last: &str) -> String {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(if at + 1 == items.len() { last } else { ", " });
        }
        out.push_str(item.as_ref());
    }
    out
}

/// Returns a day as said: `2 May` in this year, `2 May 2024` in another.
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    let short = format!("{} {}", date.day(), month(date.month()));
    if date.year() == today.year() { short } else { format!("{short} {}", date.year()) }
}

/// Returns a date as precisely as it is known: `2026`, `May 2026`, `2 May` for a day of any year, or as [`day`].
pub fn partial(date: PartialDate, today: NaiveDate) -> String {
    match date {
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(year, of) => format!("{} {year}", month(of)),
        PartialDate::Day(date) => day(date, today),
        PartialDate::Yearly(of, day) => format!("{day} {}", month(of)),
    }
}

/// Returns the short name of a month, 1 to 12; `?` for any other number.
fn month(of: u32) -> &'static str {
    let at = usize::try_from(of).ok().and_then(|of| of.checked_sub(1));
    at.and_then(|at| MONTHS.get(at)).copied().unwrap_or("?")
}

/// Returns a number of minutes: `45 min` up to 90, whole hours as `2 h`, else `1 h 45`.
pub fn minutes(n: u32) -> String {
    match (n / 60, n % 60) {
        (hours @ 1.., 0) => format!("{hours} h"),
        _ if n <= 90 => format!("{n} min"),
        (hours, rest) => format!("{hours} h {rest:02}"),
    }
}

/// Returns the English name of the weekday.
pub fn weekday(day: NaiveDate) -> &'static str {
    let at = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
    DAYS.get(at).copied().unwrap_or_default()
}

/// Returns the text on one line in quotation marks, cut to the columns (at least 1, quotes not counted).
pub fn quoted(text: &str, columns: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let line = sanitize::shown(&line);
    format!("“{}”", sanitize::cut(&line, columns))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::date::parse_iso;

    fn on(text: &str) -> NaiveDate {
        parse_iso(text).expect("a day")
    }

    #[test]
    fn days_are_told_from_today() {
        for (day, expected) in [
            ("2026-11-23", "today"),
            ("2026-11-22", "yesterday"),
            ("2026-11-20", "3 days ago"),
            ("2026-11-10", "13 days ago"),
            ("2026-11-09", "2 weeks ago"),
            ("2026-09-24", "8 weeks ago"),
            ("2026-09-23", "2 months ago"),
            ("2026-06-24", "4 months ago"),
            ("2025-12-24", "10 months ago"),
            ("2025-11-23", "1 year ago"),
            ("2025-05-01", "18 months ago"),
            ("2024-11-24", "23 months ago"),
            ("2024-11-23", "2 years ago"),
            ("0001-01-01", "2025 years ago"),
            ("2026-11-24", "tomorrow"),
            ("2026-11-26", "in 3 days"),
            ("2026-12-07", "in 2 weeks"),
            ("2027-04-23", "in 5 months"),
            ("2029-11-23", "in 3 years"),
        ] {
            assert_eq!(ago(on(day), on("2026-11-23")), expected, "{day}");
        }
    }

    #[test]
    fn spans_are_rounded_to_what_people_say() {
        for (days, expected) in [
            (0, "0 days"),
            (1, "1 day"),
            (7, "1 week"),
            (20, "20 days"),
            (21, "3 weeks"),
            (-21, "3 weeks"),
            (60, "2 months"),
            (345, "11 months"),
            (365, "1 year"),
            (380, "12 months"),
            (548, "18 months"),
            (730, "2 years"),
            (1100, "3 years"),
        ] {
            assert_eq!(span_days(days), expected, "{days}");
        }
    }

    #[test]
    fn counts_take_their_plural() {
        for (n, noun, expected) in [
            (0, "meeting", "0 meetings"),
            (1, "meeting", "1 meeting"),
            (2, "person", "2 people"),
            (3, "story", "3 stories"),
            (2, "day", "2 days"),
            (2, "address", "2 addresses"),
            (2, "batch", "2 batches"),
            (2, "grandchild", "2 grandchildren"),
            (2, "thank-you", "2 thank-yous"),
        ] {
            assert_eq!(count(n, noun), expected);
        }
    }

    #[test]
    fn lists_are_joined_as_said() {
        assert_eq!(list_and::<&str>(&[]), "");
        assert_eq!(list_and(&["Ada"]), "Ada");
        assert_eq!(list_and(&["Ada", "Budi"]), "Ada and Budi");
        assert_eq!(list_or(&["Ada".to_owned(), "Budi".to_owned(), "Grace".to_owned()]), "Ada, Budi or Grace");
    }

    #[test]
    fn dates_keep_their_precision() {
        let today = on("2026-11-23");
        for (date, expected) in [
            ("2026", "2026"),
            ("2026-05", "May 2026"),
            ("2026-05-02", "2 May"),
            ("2024-05-02", "2 May 2024"),
            ("--02-29", "29 Feb"),
        ] {
            assert_eq!(partial(date.parse().expect("a date"), today), expected);
        }
        assert_eq!(partial(PartialDate::Month(2026, 13), today), "? 2026");
        assert_eq!(weekday(today), "Monday");
    }

    #[test]
    fn minutes_become_hours_when_many() {
        for (n, expected) in
            [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "90 min"), (120, "2 h"), (95, "1 h 35"), (485, "8 h 05")]
        {
            assert_eq!(minutes(n), expected);
        }
    }

    #[test]
    fn a_quotation_is_one_harmless_line() {
        assert_eq!(quoted("  it was\n so good\u{1b} ", 40), "“it was so good\\x1b”");
        assert_eq!(quoted("it was so good", 8), "“it was…”");
    }

    proptest! {
        #[test]
        fn no_number_is_too_large(days in any::<i64>(), n in any::<u32>(), m in any::<usize>()) {
            prop_assert!(!span_days(days).is_empty() && !minutes(n).is_empty() && !count(m, "x").is_empty());
        }

        #[test]
        fn any_two_days_have_a_distance(a in -3_000_000_i32..3_000_000, b in -3_000_000_i32..3_000_000) {
            let (Some(a), Some(b)) =
                (NaiveDate::from_num_days_from_ce_opt(a), NaiveDate::from_num_days_from_ce_opt(b)) else { return Ok(()) };
            prop_assert!(!ago(a, b).is_empty());
        }
    }
}
