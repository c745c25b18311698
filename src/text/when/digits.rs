//! Dates written in digits, and the times of the clock that may follow a date.

use chrono::{Datelike, NaiveDate};

use super::calendar::{self, one};
use super::reader::Strength::{self, Faint, Strong, Weak};
use super::reader::{Reader, Reading};
use super::{Lean, When, WhenError};

/// How many years ahead a year of two digits may lie and still be a slip or a plan, where the past is spoken of.
const FAR_AHEAD: i32 = 10;

/// Two numbers with a sign between them, each with how many digits it has.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    a: u32,
    a_len: usize,
    b: u32,
    b_len: usize,
    separator: char,
    /// The token after them.
    end: usize,
}

/// Returns the reading of a date with its year; a weekday before it leaves no doubt that it is one.
fn dated(end: usize, when: Result<When, WhenError>, strength: Strength, weekday: Option<u32>) -> Reading {
    let strength = if weekday.is_some() { Strong } else { strength };
    Reading { end, when, yearly: None, dated: true, strength }
}

impl Reader<'_> {
    /// `2026-05-02`, `02/05/2026`, `2.5.2026`, `05/2026`, `2026-05`, `20260502`, `2/5`: the day before the month,
    /// unless only the other order can be. `on` tells that a word such as "on" stood before.
    pub fn numeric(&self, i: usize, weekday: Option<u32>, on: bool, out: &mut Vec<Reading>) {
        let Some((a, a_len, j)) = self.digits(i) else { return };
        if a_len == 8 {
            return self.compact(a, j, weekday, out);
        }
        let separator = ['-', '/', '.'].into_iter().find(|c| self.tight(j, &[*c]).is_some());
        let Some(separator) = separator else { return };
        let Some((b, b_len, j)) = self.digits(j + 1).filter(|(_, len, _)| *len <= 2 || a_len <= 2) else { return };
        self.of_two(Numbers { a, a_len, b, b_len, separator, end: j }, weekday, on, out);
        let third = self.tight(j, &[separator]).and_then(|k| self.digits(k));
        let Some((c, c_len, end)) = third else { return };
        let mut push = |end, when: Result<NaiveDate, WhenError>, strength| {
            let when = when.and_then(|d| calendar::on_weekday(d, weekday)).map(one);
            out.push(dated(end, when, strength, weekday));
        };
        match (a_len, b_len, c_len) {
            (4, 1..=2, 1..=2) => {
                let date = written(signed(a), b, c, [a, b, c], separator);
                push(end, date.clone(), Strong);
                if let Some(end) = self.iso_time(end) {
                    push(end, date, Strong);
                }
            }
            (1..=2, 1..=2, 4) => push(end, day_first(a, b, signed(c), [a, b, c], separator), Strong),
            (1..=2, 1..=2, 2) => {
                let date = day_first(a, b, self.century(c), [a, b, c], separator);
                // A version or a part number looks the same with stops and hyphens.
                if date.is_ok() {
                    let strength = match separator {
                        '/' if on => Strong,
                        '/' => Weak,
                        _ => Faint,
                    };
                    push(end, date, strength);
                }
            }
            _ => {}
        }
    }

    /// `20260502`, which ends at `end`.
    fn compact(&self, digits: u32, end: usize, weekday: Option<u32>, out: &mut Vec<Reading>) {
        let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
        if (1900..2200).contains(&year)
            && let Ok(date) = calendar::ymd(signed(year), month, day)
        {
            let when = calendar::on_weekday(date, weekday).map(one);
            out.push(dated(end, when, Weak, weekday));
        }
    }

    /// `2026-05`, `05/2026`, `2/5`, `5.11.`
    fn of_two(&self, numbers: Numbers, weekday: Option<u32>, on: bool, out: &mut Vec<Reading>) {
        let Numbers { a, a_len, b, b_len, separator, end } = numbers;
        let month = |when: Result<When, WhenError>, strength| {
            let when = when.and_then(|w| calendar::on_weekday(w.from, weekday).map(|_| w));
            dated(end, when, strength, weekday)
        };
        match (a_len, b_len) {
            (4, 2) if separator != '.' && (1..=12).contains(&b) => {
                out.push(month(calendar::month(signed(a), b), Weak));
            }
            (1..=2, 4) if separator == '/' && (1..=12).contains(&a) => {
                out.push(month(calendar::month(signed(b), a), Strong));
            }
            (1..=2, 1..=2) if separator == '/' => {
                if let Some(date) = self.day_month(a, b) {
                    let strength = match () {
                        () if weekday.is_some() => Strong,
                        // "On 24/7" and "on 3/4 of them" are no days.
                        () if !on || (a, b) == (24, 7) || self.any(end, self.lang.of()).is_some() => Faint,
                        () if self.is_free(end) => Strong,
                        () => Weak,
                    };
                    out.push(Reading { end, strength, ..date });
                }
            }
            (1..=2, 1..=2) if separator == '.' && (1..=12).contains(&b) => {
                // "5.11." is a day in many countries, where nothing goes on after the full stop; "5.11" may be anything.
                let stop = self.mark(end, &['.']).filter(|stop| self.glued(end) && !self.glued(*stop));
                if let Some(date) = self.day_month(a, b).filter(|_| on || stop.is_some()) {
                    let strength = match () {
                        () if on && stop.is_some() => Strong,
                        () if on => Weak,
                        () => Faint,
                    };
                    out.push(Reading { end: stop.unwrap_or(end), strength, ..date });
                }
            }
            _ => {}
        }
    }

    /// The year that two digits stand for: of this century, unless what lies behind us would lie far ahead.
    fn century(&self, year: u32) -> i32 {
        let year = signed(2000 + year);
        let far = self.lean == Lean::Past && year > self.today.year() + FAR_AHEAD;
        if far { year - 100 } else { year }
    }

    /// A day and a month without a year.
    fn day_month(&self, a: u32, b: u32) -> Option<Reading> {
        let possible = |(day, month): &(u32, u32)| (1..=12).contains(month) && (1..=31).contains(day);
        let (day, month) = [(a, b), (b, a)].into_iter().find(possible)?;
        let when = calendar::yearly(month, day, self.today, self.lean).map(one);
        Some(Reading { end: 0, when, yearly: Some((month, day)), dated: false, strength: Faint })
    }

    /// The `T14:30:00Z` of a timestamp.
    fn iso_time(&self, i: usize) -> Option<usize> {
        let hour = self.tokens.get(i).filter(|t| t.folded.word() == b"t" && self.glued(i)).map(|_| i + 1)?;
        let (_, _, mut end) = self.digits(hour)?;
        while let Some((_, _, next)) = self.tight(end, &[':', '.']).and_then(|k| self.digits(k)) {
            end = next;
        }
        if self.tokens.get(end).is_some_and(|t| t.folded.word() == b"z" && self.glued(end)) {
            return Some(end + 1);
        }
        if let Some((_, _, next)) = self.tight(end, &['+', '-']).and_then(|k| self.digits(k)) {
            return Some(self.tight(next, &[':']).and_then(|k| self.digits(k)).map_or(next, |(_, _, at)| at));
        }
        Some(end)
    }

    /// Returns the places after a part of the day and after a time of the clock that follow a day.
    pub fn hours(&self, i: usize) -> impl Iterator<Item = usize> {
        let part = self.any(i, self.lang.parts());
        let clocks = [Some(i), part].into_iter().flatten().filter_map(|at| self.clock(self.comma(at)));
        part.into_iter().chain(clocks)
    }

    /// Returns the place after a time of the clock: `17:30`, `at 5`, `5pm`, `at noon`, `jam 17.30 WIB`.
    pub fn clock(&self, i: usize) -> Option<usize> {
        let at = self.mark(i, &['@']).or_else(|| self.any(i, self.lang.at()));
        let start = at.unwrap_or(i);
        if let Some(end) = self.any(start, self.lang.clock()) {
            return at.map(|_| end);
        }
        let (_, _, hour_end) = self.digits(start).filter(|(hour, len, _)| *hour <= 24 && *len <= 2)?;
        let sixty = |k| self.digits(k).filter(|(n, len, _)| *n < 60 && *len == 2).map(|(_, _, end)| end);
        let colon = self.tight(hour_end, &[':']).and_then(sixty);
        let end = match colon {
            Some(end) => self.tight(end, &[':']).and_then(sixty).unwrap_or(end),
            None => self.tight(hour_end, &['.']).and_then(sixty).unwrap_or(hour_end),
        };
        let tail = self.clock_tail(end).or_else(|| {
            let end = at.and_then(|_| self.word(hour_end, "h")).filter(|_| self.glued(hour_end))?;
            Some(sixty(end).filter(|_| self.glued(end)).unwrap_or(end))
        });
        let end = tail.unwrap_or(end);
        let zone = self.any(end, self.lang.zones());
        // An hour alone, or one with a full stop, could count anything.
        let free = end > hour_end || zone.is_some() || self.is_free(end);
        (colon.is_some() || tail.is_some() || (at.is_some() && free)).then(|| zone.unwrap_or(end))
    }

    /// The place after `am`, `p.m.` or `o'clock`.
    fn clock_tail(&self, i: usize) -> Option<usize> {
        if let Some(end) = self.any(i, self.lang.clock_tails()) {
            return Some(end);
        }
        let stop = self.word(i, "a").or_else(|| self.word(i, "p")).and_then(|k| self.tight(k, &['.']))?;
        let end = self.word(stop, "m")?;
        Some(self.mark(end, &['.']).filter(|_| self.glued(end)).unwrap_or(end))
    }
}

fn signed(year: u32) -> i32 {
    i32::try_from(year).unwrap_or(i32::MAX)
}

/// A date whose order is known; an impossible month is named as it was written.
fn written(year: i32, month: u32, day: u32, [a, b, c]: [u32; 3], separator: char) -> Result<NaiveDate, WhenError> {
    if (1..=12).contains(&month) {
        calendar::ymd(year, month, day)
    } else {
        Err(WhenError::Impossible(format!("{a:02}{separator}{b:02}{separator}{c:02}")))
    }
}

/// A date with its day first, or its month where nothing else can be.
fn day_first(a: u32, b: u32, year: i32, parts: [u32; 3], separator: char) -> Result<NaiveDate, WhenError> {
    let (day, month) = if b > 12 && a <= 12 { (b, a) } else { (a, b) };
    written(year, month, day, parts, separator)
}
