//! The rules for days of a longer time, months and years, and lengths counted from a day.

use chrono::{Datelike, NaiveDate};

use super::calendar::{self, Length, one};
use super::grammar::reading;
use super::lex::word_before;
use super::reader::Strength::{Faint, Strong, Weak};
use super::reader::{Reader, Reading, length_of};
use super::words::{Role, Roles, Unit};
use super::{Lean, When, WhenError};

/// What begins a length counted from a day, apart from digits; most words that begin a phrase do not.
const COUNTED: Roles = Role::set(&[Role::ahead, Role::the, Role::one_unit, Role::half, Role::numbers]);

impl Reader<'_> {
    /// `end of last month`, `mid-March`, `awal 2019`, `akhir bulan`.
    pub fn edges(&self, i: usize, out: &mut Vec<Reading>) {
        let Some((edge, j)) = self.pick(self.skip(i, self.lang.the()), self.lang.edges()) else { return };
        let j = self.tight(j, &['-']).unwrap_or(j);
        let push = |end, when: Result<When, WhenError>, out: &mut Vec<Reading>| {
            out.push(reading(end, when.and_then(|span| calendar::edge(span, edge)).map(one), Strong));
        };
        let the = self.skip(j, self.lang.the());
        if let Some((unit @ (Unit::Week | Unit::Month | Unit::Year), end)) = self.pick(the, self.lang.units())
            && let Some(when) = calendar::period(unit, 0, self.today)
        {
            push(end, when, out);
        }
        for (unit, by, end) in self.relative(j) {
            push(end, calendar::period(unit, by, self.today).unwrap_or(Err(WhenError::OutOfYears)), out);
        }
        if let Some((year, end)) = self.four_digits(self.skip(j, self.lang.year_lead())) {
            push(end, calendar::year(year), out);
        }
        if let Some(month) = self.month(self.skip(j, self.lang.month_lead())) {
            // The day itself must lie on the leaning side: the end of this month has not come yet.
            let near = calendar::month_leaning(month.value, self.today, self.lean);
            let day = near.clone().and_then(|m| calendar::edge(m, edge));
            let wrong = |d: NaiveDate| if self.lean == Lean::Past { d > self.today } else { d < self.today };
            let step = if self.lean == Lean::Past { -1 } else { 1 };
            let when = match (near, day) {
                (Ok(m), Ok(d)) if wrong(d) => calendar::month(m.from.year() + step, month.value),
                (near, _) => near,
            };
            push(month.end, when, out);
            for (year, end) in self.years(self.skip(self.after_name(month), self.lang.of())) {
                push(end, calendar::month(year, month.value), out);
            }
        }
    }

    /// Months and years. `within` tells that a word such as "in" stood before.
    pub fn periods(&self, i: usize, within: bool, out: &mut Vec<Reading>) {
        if let Some((by, j)) = self.pick(i, self.lang.before())
            && let Some(month) = self.month(j)
        {
            let strength = if by == 0 && month.shy { Faint } else { Strong };
            out.push(reading(month.end, self.month_by(month.value, by), strength));
        }
        let start = self.skip(i, self.lang.month_lead());
        if let Some(month) = self.month(start) {
            let said = within || start > i;
            let strength = match () {
                () if said && !month.shy => Strong,
                () if said || month.capital || (month.full && !month.common) => Weak,
                () => Faint,
            };
            let when = calendar::month_leaning(month.value, self.today, self.lean);
            out.push(Reading { dated: false, ..reading(month.end, when, strength) });
            if let Some((by, end)) = self.pick(month.end, self.lang.after()) {
                out.push(reading(end, self.month_by(month.value, by), Strong));
            }
            for (year, end) in self.years(self.skip(self.after_name(month), self.lang.of())) {
                out.push(reading(end, calendar::month(year, month.value), Strong));
            }
        }
        let start = self.skip(i, self.lang.year_lead());
        if let Some((year, end)) = self.four_digits(start) {
            let likely = (1900..2100).contains(&year);
            let said =
                within || start > i || word_before(self.before).is_some_and(|w| self.lang.since().list.contains(&&*w));
            out.push(reading(end, calendar::year(year), if likely && said { Weak } else { Faint }));
        }
    }

    fn month_by(&self, month: u32, by: i32) -> Result<When, WhenError> {
        let year = self.today.year();
        calendar::month(
            match by {
                0 => year,
                b if b < 0 => {
                    if month < self.today.month() {
                        year
                    } else {
                        year.saturating_sub(1)
                    }
                }
                _ => {
                    if month > self.today.month() {
                        year
                    } else {
                        year.saturating_add(1)
                    }
                }
            },
            month,
        )
    }

    /// `3 weeks ago`, `in 2 months`, `2 weeks from tomorrow`, `the day after Christmas`,
    /// `two Fridays ago`.
    pub fn lengths(&self, i: usize, out: &mut Vec<Reading>) {
        if !self.plays(i, COUNTED) && self.digits(i).is_none() {
            return;
        }
        if let Some(j) = self.any(i, self.lang.ahead())
            && let Some((length, end)) = self.length(j)
            // "In 30 min" tells how long something took.
            && length.minutes == 0
        {
            let when = calendar::shift(self.today, length, false).map(one);
            let tail = self.mark(end, &['\'', '’']).unwrap_or(end);
            if let Some(end) = self.any(tail, self.lang.ahead_tail()) {
                out.push(reading(end, when.clone(), Strong));
            }
            out.push(reading(end, when, Strong));
        }
        let length = self.length(i);
        if let Some((length, j)) = length {
            if let Some(end) = self.any(j, self.lang.ago()) {
                out.push(reading(end, calendar::shift(self.today, length, true).map(one), Strong));
                let on = self.skip(self.skip(self.comma(end), self.lang.on()), self.lang.weekday_lead());
                if let Some(name) = self.weekday(on).filter(|name| !name.shy) {
                    out.push(reading(name.end, self.weekday_ago(name.value, length).map(one), Strong));
                }
            }
            if let Some(end) = self.any(j, self.lang.hence()) {
                out.push(reading(end, calendar::shift(self.today, length, false).map(one), Strong));
            }
            if let Some(k) = self.any(j, self.lang.from()) {
                let ahead = Reader { lean: Lean::Future, ..*self };
                ahead.counted_from(length, false, k, out);
            }
        }
        let the_unit = || {
            let (unit, end) = self.pick(self.any(i, self.lang.the())?, self.lang.units())?;
            Some((length_of(100, unit)?, end))
        };
        if let Some((length, j)) = length.or_else(the_unit)
            && let Some((by, k)) = self.pick(j, self.lang.around())
        {
            self.counted_from(length, by < 0, k, out);
        }
        self.weekdays_ago(i, out);
    }

    /// `Friday two weeks ago`: a length that follows a weekday, told by its place.
    pub fn ago_after(&self, weekday: u32, i: usize, out: &mut Vec<Reading>) {
        if let Some((length, j)) = self.length(i)
            && let Some(end) = self.any(j, self.lang.ago())
        {
            // "Friday a week ago" is a week before the last Friday, which "Friday" alone tells.
            let week = length.days == 7 && length.months == 0 && length.years == 0;
            let day =
                if week { calendar::weekday_by(weekday, -2, self.today) } else { self.weekday_ago(weekday, length) };
            out.push(reading(end, day.map(one), Strong));
        }
    }

    /// The weekday of the week so many weeks ago, or the one nearest to the day so many months or years ago; so many
    /// days ago is one day, which must be that weekday.
    fn weekday_ago(&self, weekday: u32, length: Length) -> Result<NaiveDate, WhenError> {
        let whole_months = length.months > 0 || length.years > 0;
        match i64::from(length.days) {
            days if !whole_months && days > 0 && days % 7 == 0 => {
                calendar::weekday_of_week(weekday, -(days / 7), self.today)
            }
            days => {
                let day = calendar::shift(self.today, length, true)?;
                if days > 0 { calendar::on_weekday(day, Some(weekday)) } else { calendar::weekday_near(weekday, day) }
            }
        }
    }

    fn counted_from(&self, length: Length, back: bool, i: usize, out: &mut Vec<Reading>) {
        let mut anchors = Vec::new();
        self.days(i, true, &mut anchors);
        out.extend(anchors.into_iter().filter(|a| a.strength == Strong).map(|a| {
            let when = a.when.and_then(|w| calendar::shift(w.from, length, back));
            reading(a.end, when.map(one), Strong)
        }));
    }

    /// "Two Fridays ago" is a week before last Friday.
    fn weekdays_ago(&self, i: usize, out: &mut Vec<Reading>) {
        let Some((count, j)) = self.count(i) else { return };
        let Some(token) = self.tokens.get(j) else { return };
        let word = token.folded.word();
        let single = word.strip_suffix(b"s").unwrap_or(word);
        let full = |names: &&[&str]| names.first().is_some_and(|n| n.as_bytes() == single);
        let Some(weekday) = self.lang.weekdays.iter().position(full).and_then(|w| u32::try_from(w).ok()) else {
            return;
        };
        if let Some(end) = self.any(j + 1, self.lang.ago()) {
            let weeks = i64::try_from(count).unwrap_or(i64::MAX).saturating_sub(1);
            let last = calendar::weekday_by(weekday, -1, self.today);
            let day = last.and_then(|d| calendar::offset(d, weeks.saturating_mul(-7)));
            out.push(reading(end, day.map(one), Strong));
        }
    }
}
