//! Rules of events that come again (RFC 5545, 3.3.10), and the days they give: never more than is asked for.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

/// How often a rule gives something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    every: Every,
    interval: u32,
    count: Option<u32>,
    /// The last time it may give, and whether that is told in UTC.
    pub until: Option<(NaiveDateTime, bool)>,
    months: Vec<i32>,
    weeks: Vec<i32>,
    year_days: Vec<i32>,
    month_days: Vec<i32>,
    /// Weekdays, each with the number it has in the month or year; 0 for all of them.
    weekdays: Vec<(i32, Weekday)>,
    times: Vec<NaiveTime>,
    positions: Vec<i32>,
    week_begins: Weekday,
}

/// The longest list that a rule may have.
const LIST_MAX: usize = 400;

/// How many steps rules may take, all of a file together: a step is a day that is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Budget(pub u64);

/// Why the days of a rule end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// There are no more up to the end that was asked for.
    Done,
    /// There are more than was asked for, or they cannot be found in the steps that are left.
    CutShort,
}

impl Rule {
    /// Reads a rule; `start` gives the time of day.
    ///
    /// # Errors
    /// Says what cannot be read, or gives more than one time a day would bear.
    pub fn parse(text: &str, start: NaiveDateTime) -> Result<Rule, String> {
        let mut every = None;
        let mut rule = Rule {
            every: Every::Day,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            times: vec![start.time()],
            positions: Vec::new(),
            week_begins: Weekday::Mon,
        };
        let (mut hours, mut minutes) = (Vec::new(), Vec::new());
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| unread(part))?;
            let numbers = |from: i32, to: i32| numbers(value, from, to).ok_or_else(|| unread(part));
            match key.trim().to_ascii_uppercase().as_str() {
                "FREQ" => every = Some(frequency(value.trim())?),
                "INTERVAL" => {
                    rule.interval = value.trim().parse().ok().filter(|n| *n > 0).ok_or_else(|| unread(part))?;
                }
                "COUNT" => rule.count = Some(value.trim().parse().map_err(|_| unread(part))?),
                "UNTIL" => rule.until = Some(until(value.trim()).ok_or_else(|| unread(part))?),
                "BYMONTH" => rule.months = numbers(1, 12)?,
                "BYWEEKNO" => rule.weeks = numbers(-53, 53)?,
                "BYYEARDAY" => rule.year_days = numbers(-366, 366)?,
                "BYMONTHDAY" => rule.month_days = numbers(-31, 31)?,
                "BYDAY" => {
                    rule.weekdays = value.split(',').map(weekday).collect::<Option<_>>().ok_or_else(|| unread(part))?;
                }
                "BYHOUR" => hours = numbers(0, 23)?,
                "BYMINUTE" => minutes = numbers(0, 59)?,
                "BYSETPOS" => rule.positions = numbers(-366, 366)?,
                "WKST" => rule.week_begins = weekday(value).ok_or_else(|| unread(part))?.1,
                // Seconds, and what others may add.
                _ => {}
            }
            if rule.weekdays.len() > LIST_MAX {
                return Err(unread(part));
            }
        }
        rule.every = every.ok_or_else(|| format!("the rule `{}` says not how often", shown(text)))?;
        if !hours.is_empty() || !minutes.is_empty() {
            rule.times = times(start.time(), &hours, &minutes);
        }
        Ok(rule)
    }

    /// Returns the times of a rule that begins at `start`, which is the first, up to `end` and at most `most` of them.
    pub fn times(
        &self,
        start: NaiveDateTime,
        end: NaiveDateTime,
        most: usize,
        budget: &mut Budget,
    ) -> (Vec<NaiveDateTime>, Ended) {
        let mut out = vec![start];
        let most = most.min(self.count.map_or(usize::MAX, |count| usize::try_from(count.max(1)).unwrap_or(usize::MAX)));
        let counted = self.count.is_some_and(|count| usize::try_from(count).is_ok_and(|count| count <= most));
        let last = self.until.map_or(end, |(until, _)| until.min(end));
        let mut begins = self.first_period(start.date());
        loop {
            if begins.and_time(NaiveTime::MIN) > last {
                return (out, Ended::Done);
            }
            let days = self.days(begins, start.date(), budget);
            let mut found: Vec<NaiveDateTime> =
                days.iter().flat_map(|day| self.times.iter().map(|time| day.and_time(*time))).collect();
            if !self.positions.is_empty() {
                found = at_positions(&found, &self.positions);
            }
            for at in found.into_iter().filter(|at| *at > start) {
                if at > last {
                    return (out, Ended::Done);
                }
                if out.len() >= most {
                    return (out, if counted { Ended::Done } else { Ended::CutShort });
                }
                out.push(at);
            }
            if counted && out.len() >= most {
                return (out, Ended::Done);
            }
            if budget.0 == 0 {
                return (out, Ended::CutShort);
            }
            budget.0 -= 1;
            let Some(next) = self.next_period(begins) else { return (out, Ended::Done) };
            begins = next;
        }
    }

    /// Returns the first day of the period that a day lies in.
    fn first_period(&self, day: NaiveDate) -> NaiveDate {
        let first = match self.every {
            Every::Day => Some(day),
            Every::Week => Some(week_of(day, self.week_begins)),
            Every::Month => day.with_day(1),
            Every::Year => day.with_ordinal(1),
        };
        first.unwrap_or(day)
    }

    fn next_period(&self, begins: NaiveDate) -> Option<NaiveDate> {
        let n = self.interval;
        match self.every {
            Every::Day => begins.checked_add_days(Days::new(n.into())),
            Every::Week => begins.checked_add_days(Days::new(7 * u64::from(n))),
            Every::Month => begins.checked_add_months(Months::new(n)),
            Every::Year => begins.checked_add_months(Months::new(n.checked_mul(12)?)),
        }
    }

    /// Returns the days of a period that the rule means.
    fn days(&self, begins: NaiveDate, start: NaiveDate, budget: &mut Budget) -> Vec<NaiveDate> {
        let end = match self.every {
            Every::Day => begins.succ_opt(),
            Every::Week => begins.checked_add_days(Days::new(7)),
            Every::Month => begins.checked_add_months(Months::new(1)),
            Every::Year => begins.checked_add_months(Months::new(12)),
        };
        let end = end.unwrap_or(NaiveDate::MAX);
        let mut out = Vec::new();
        let mut day = begins;
        while day < end && budget.0 > 0 {
            budget.0 -= 1;
            if !self.month_fits(day) {
                // On to the next month.
                match day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))) {
                    Some(next) => day = next,
                    None => break,
                }
                continue;
            }
            if self.fits(day, start) {
                out.push(day);
            }
            match day.succ_opt() {
                Some(next) => day = next,
                None => break,
            }
        }
        out
    }

    fn month_fits(&self, day: NaiveDate) -> bool {
        self.months.is_empty() || self.months.iter().any(|month| i64::from(*month) == i64::from(day.month()))
    }

    fn fits(&self, day: NaiveDate, start: NaiveDate) -> bool {
        let from_both_ends = |list: &[i32], number: u32, of: u32| {
            let (number, of) = (i64::from(number), i64::from(of));
            list.iter().map(|n| i64::from(*n)).any(|n| n == number || n == number - of - 1)
        };
        let month_days = days_in_month(day);
        let by_weeks = self.every == Every::Year && !self.weeks.is_empty();
        let said = by_weeks
            || !self.weekdays.is_empty()
            || !self.month_days.is_empty()
            || self.every == Every::Year && !self.year_days.is_empty();
        if !self.month_days.is_empty() && !from_both_ends(&self.month_days, day.day(), month_days) {
            return false;
        }
        if self.every == Every::Year && !self.year_days.is_empty() {
            let length = if day.leap_year() { 366 } else { 365 };
            if !from_both_ends(&self.year_days, day.ordinal(), length) {
                return false;
            }
        }
        if by_weeks {
            let (number, of) = week_number(day, self.week_begins);
            if !from_both_ends(&self.weeks, number, of) {
                return false;
            }
        }
        if !self.weekdays.is_empty() {
            return self.weekday_fits(day, by_weeks);
        }
        match self.every {
            _ if said && !by_weeks => true,
            Every::Day => true,
            Every::Week => day.weekday() == start.weekday(),
            Every::Month => day.day() == start.day(),
            Every::Year if by_weeks => day.weekday() == start.weekday(),
            Every::Year if self.months.is_empty() => (day.month(), day.day()) == (start.month(), start.day()),
            Every::Year => day.day() == start.day(),
        }
    }

    fn weekday_fits(&self, day: NaiveDate, by_weeks: bool) -> bool {
        let (number, of) = match self.every {
            Every::Month => (day.day(), days_in_month(day)),
            Every::Year if !self.months.is_empty() => (day.day(), days_in_month(day)),
            Every::Year => (day.ordinal(), if day.leap_year() { 366 } else { 365 }),
            Every::Day | Every::Week => (0, 0),
        };
        let (front, back) = (number.div_ceil(7), (of + 1).saturating_sub(number).div_ceil(7));
        self.weekdays.iter().any(|(nth, weekday)| {
            let nth_fits = match *nth {
                0 => true,
                _ if of == 0 || by_weeks => true,
                nth if nth > 0 => i64::from(nth) == i64::from(front),
                nth => -i64::from(nth) == i64::from(back),
            };
            *weekday == day.weekday() && nth_fits
        })
    }
}

fn unread(part: &str) -> String {
    format!("`{}` of the rule cannot be read", shown(part))
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

fn frequency(word: &str) -> Result<Every, String> {
    match word.to_ascii_uppercase().as_str() {
        "DAILY" => Ok(Every::Day),
        "WEEKLY" => Ok(Every::Week),
        "MONTHLY" => Ok(Every::Month),
        "YEARLY" => Ok(Every::Year),
        "SECONDLY" | "MINUTELY" | "HOURLY" => Err("it comes again more than once a day".into()),
        _ => Err(unread(word)),
    }
}

fn numbers(text: &str, from: i32, to: i32) -> Option<Vec<i32>> {
    let list: Option<Vec<i32>> = text.split(',').take(LIST_MAX + 1).map(|n| n.trim().parse().ok()).collect();
    list.filter(|list| list.len() <= LIST_MAX && list.iter().all(|n| (from..=to).contains(n)))
}

fn weekday(text: &str) -> Option<(i32, Weekday)> {
    let text = text.trim();
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let day = match day.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok().filter(|n: &i32| n.abs() <= 53)? };
    Some((nth, day))
}

fn until(text: &str) -> Option<(NaiveDateTime, bool)> {
    let (day, rest) = text.split_at_checked(8)?;
    let day = super::when::day(day)?;
    match rest.strip_prefix(['T', 't']) {
        None => Some((day.and_hms_opt(23, 59, 59)?, false)),
        Some(time) => {
            let utc = time.ends_with(['Z', 'z']);
            Some((day.and_time(super::when::time(time.trim_end_matches(['Z', 'z']))?), utc))
        }
    }
}

fn times(start: NaiveTime, hours: &[i32], minutes: &[i32]) -> Vec<NaiveTime> {
    use chrono::Timelike;
    let or = |list: &[i32], own: u32| -> Vec<u32> {
        if list.is_empty() { vec![own] } else { list.iter().filter_map(|n| u32::try_from(*n).ok()).collect() }
    };
    let (hours, minutes) = (or(hours, start.hour()), or(minutes, start.minute()));
    let all: BTreeSet<NaiveTime> = hours
        .iter()
        .flat_map(|hour| minutes.iter().map(|minute| (*hour, *minute)))
        .filter_map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, start.second()))
        .collect();
    all.into_iter().collect()
}

fn at_positions(found: &[NaiveDateTime], positions: &[i32]) -> Vec<NaiveDateTime> {
    let place = |position: &i32| {
        let back = usize::try_from(position.unsigned_abs()).ok()?;
        if *position > 0 { found.get(back - 1) } else { found.get(found.len().checked_sub(back)?) }
    };
    let picked: BTreeSet<NaiveDateTime> = positions.iter().filter(|p| **p != 0).filter_map(place).copied().collect();
    picked.into_iter().collect()
}

fn week_of(day: NaiveDate, begins: Weekday) -> NaiveDate {
    let back = (7 + day.weekday().num_days_from_monday() - begins.num_days_from_monday()) % 7;
    day.checked_sub_days(Days::new(back.into())).unwrap_or(day)
}

fn days_in_month(day: NaiveDate) -> u32 {
    u32::from(day.num_days_in_month())
}

/// Returns the number of the day's week in the year, and how many weeks that year has: the first is the one with four
/// days in it. A day of a week of the year before or after counts for none.
fn week_number(day: NaiveDate, begins: Weekday) -> (u32, u32) {
    let first_of = |year: i32| NaiveDate::from_ymd_opt(year, 1, 4).map(|fourth| week_of(fourth, begins));
    let (Some(first), Some(next)) = (first_of(day.year()), first_of(day.year() + 1)) else { return (0, 0) };
    let weeks = |from: NaiveDate, to: NaiveDate| u32::try_from((to - from).num_days() / 7).unwrap_or(0);
    if day < first || day >= next { (0, u32::MAX) } else { (weeks(first, day) + 1, weeks(first, next)) }
}

#[cfg(test)]
mod tests;
