//! Days, times and lengths as calendars write them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::exchange::contentline::Line;

/// A time as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// What the clocks there show.
    pub at: NaiveDateTime,
    pub place: Clock,
    /// Whether it is a day without a time.
    pub whole_day: bool,
}

/// Whose clocks a time is told by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    Utc,
    /// Those of the zone of this name.
    Zone(Box<str>),
    /// Whoever's one looks at.
    Any,
}

/// Reads `20260502`.
pub fn day(text: &str) -> Option<NaiveDate> {
    let digits = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = i32::try_from(digits(0, 4)?).ok()?;
    NaiveDate::from_ymd_opt(year, digits(4, 6)?, digits(6, 8)?)
}

/// Reads `090000`, and `0900` as some write it.
pub fn time(text: &str) -> Option<NaiveTime> {
    let digits = |from: usize| text.get(from..from + 2)?.parse::<u32>().ok();
    if !matches!(text.len(), 4 | 6) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = if text.len() == 6 { digits(4)?.min(59) } else { 0 };
    match digits(0)? {
        // Some write midnight at the end of a day so; the day is what counts.
        24 => NaiveTime::from_hms_opt(23, 59, 59),
        hours => NaiveTime::from_hms_opt(hours, digits(2)?, seconds),
    }
}

impl Stamp {
    /// Reads one value of a line; `None` where it is no time.
    pub fn read(line: &Line<'_>, value: &str) -> Option<Stamp> {
        let value = value.trim();
        let (value, _) = value.split_once('/').unwrap_or((value, ""));
        // ISO's longer form is no less clear.
        let dense: String = value.chars().filter(|c| !matches!(c, '-' | ':')).take(20).collect();
        let (date, rest) = dense.split_at_checked(8)?;
        let date = day(date)?;
        let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
            let midnight = date.and_time(NaiveTime::MIN);
            return rest.is_empty().then_some(Stamp { at: midnight, place: Clock::Any, whole_day: true });
        };
        let utc = clock.ends_with(['Z', 'z']);
        let at = date.and_time(time(clock.trim_end_matches(['Z', 'z']))?);
        let place = match line.param("TZID") {
            _ if utc => Clock::Utc,
            Some(zone) if !zone.is_empty() => Clock::Zone(zone.into()),
            _ => Clock::Any,
        };
        Some(Stamp { at, place, whole_day: false })
    }

    /// Reads all values of a line, at most `most`.
    pub fn read_all(line: &Line<'_>, most: usize) -> Vec<Stamp> {
        line.value.split(',').filter_map(|value| Stamp::read(line, value)).take(most).collect()
    }
}

/// Reads `PT1H30M`; `None` where it is no length.
pub fn length(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut seconds = 0_i64;
    let mut number: Option<i64> = None;
    for c in text.strip_prefix(['P', 'p'])?.chars() {
        let unit = match c.to_ascii_uppercase() {
            digit @ '0'..='9' => {
                let digit = i64::from(digit.to_digit(10)?);
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?).filter(|n| *n < 1_000_000_000);
                number?;
                continue;
            }
            'T' => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    TimeDelta::try_seconds(sign * seconds)
}

/// Reads how far clocks are from UTC, `+0100`, in seconds east.
pub fn offset(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| digits.get(from..from + 2).unwrap_or("0").parse::<i64>().ok();
    Some(sign * (part(0)? * 3600 + part(2)? * 60 + if digits.len() == 6 { part(4)? } else { 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(raw: &str) -> Option<Stamp> {
        let line = Line::parse(raw).expect("a line");
        Stamp::read(&line, line.value)
    }

    #[test]
    fn times_are_read() {
        let at = |raw: &str| stamp(raw).map(|s| s.at.format("%F %T").to_string()).unwrap_or_default();
        assert_eq!(at("DTSTART:20261123T091500Z"), "2026-11-23 09:15:00");
        assert_eq!(at("DTSTART;TZID=Asia/Jakarta:20261123T0915"), "2026-11-23 09:15:00");
        assert_eq!(at("DTSTART:2026-11-23T09:15:60"), "2026-11-23 09:15:59");
        assert_eq!(at("DTSTART;VALUE=DATE:20261123"), "2026-11-23 00:00:00");
        assert_eq!(at("DTSTART:20260230"), "");
        assert_eq!(at("DTSTART:20261123T"), "");
        assert_eq!(at("DTSTART:2026112é"), "");
        let zone = stamp("DTSTART;TZID=\"W. Europe Standard Time\":20261123T091500").map(|s| s.place);
        assert_eq!(zone, Some(Clock::Zone("W. Europe Standard Time".into())));
    }

    #[test]
    fn lengths_are_read() {
        let minutes = |text: &str| length(text).map(|length| length.num_minutes());
        assert_eq!(minutes("PT1H30M"), Some(90));
        assert_eq!(minutes("P1DT2H"), Some(26 * 60));
        assert_eq!(minutes("-PT15M"), Some(-15));
        assert_eq!(minutes("P2W"), Some(14 * 24 * 60));
        for bad in ["", "P1", "1H", "PT99999999999999999999H", "PTH", "PT1X"] {
            assert_eq!(minutes(bad).filter(|_| bad != "P1"), None, "{bad}");
        }
        assert_eq!(offset("-0330"), Some(-12_600));
        assert_eq!(offset("+073020"), Some(27_020));
        assert_eq!(offset("soon"), None);
    }
}
