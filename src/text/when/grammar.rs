//! The rules of a date phrase. Each adds its readings to a list, and the caller takes the longest that fits;
//! of two as long the earlier rule wins, which is how `minggu lalu` is last week and `hari minggu` a Sunday.

use chrono::{Datelike, NaiveDate};

use super::calendar::{self, one};
use super::lex::{Kind, Token, starts_sentence};
use super::reader::Strength::{Faint, Strong, Weak};
use super::reader::{Name, Reader, Reading, Strength};
use super::words::{Role, Roles, Unit};
use super::{Lean, When, WhenError};

/// What a phrase may start with, apart from digits: whatever the rules below look for at their first piece.
pub(super) const STARTS: Roles = Role::set(&[
    Role::days,
    Role::weekdays,
    Role::months,
    Role::feasts,
    Role::units,
    Role::one_unit,
    Role::numbers,
    Role::half,
    Role::ordinals,
    Role::before,
    Role::ahead,
    Role::edges,
    Role::on,
    Role::within,
    Role::over,
    Role::the,
    Role::weekday_lead,
    Role::date_lead,
    Role::month_lead,
    Role::year_lead,
    Role::at,
]);

/// What a day of the month was said with.
#[derive(Debug, Clone, Copy)]
struct Day {
    value: u32,
    /// The last day of a range such as 2-5 May.
    to: Option<u32>,
    ordinal: bool,
    end: usize,
}

impl Reader<'_> {
    /// Returns every reading of a phrase that starts at the first piece.
    pub fn readings(&self) -> Vec<Reading> {
        let starts = |t: &Token<'_>| match t.kind {
            Kind::Word => self.plays(0, STARTS),
            Kind::Number => true,
            Kind::Mark => t.is_mark('@'),
        };
        if self.tokens.first().is_some_and(starts) { self.all_readings() } else { Vec::new() }
    }

    /// The same, without asking first whether a phrase may start so.
    pub fn all_readings(&self) -> Vec<Reading> {
        let mut out = Vec::new();
        self.phrase(0, &mut out);
        if let Some(end) = self.clock(0) {
            self.phrase(end, &mut out);
        }
        for n in 0..out.len() {
            let Some(day) = out.get(n).filter(|r| r.when.as_ref().map_or(true, |w| w.from == w.to)) else { continue };
            let day = day.clone();
            out.extend(self.hours(day.end).map(|end| Reading { end, ..day.clone() }));
        }
        for reading in &mut out {
            self.temper(reading);
        }
        out
    }

    /// "Last week's report" is about a report, not about a week: a span's possessive proves little.
    fn temper(&self, reading: &mut Reading) {
        let last = reading.end.checked_sub(1).and_then(|i| self.tokens.get(i));
        let span = reading.when.as_ref().is_ok_and(|w| w.from != w.to);
        if span && last.is_some_and(|t| t.possessive) {
            reading.strength = reading.strength.min(Weak);
        }
    }

    fn phrase(&self, i: usize, out: &mut Vec<Reading>) {
        self.days(i, false, out);
        self.edges(i, out);
        self.periods(i, false, out);
        self.lengths(i, out);
        if let Some(j) = self.any(i, self.lang.on()) {
            self.days(j, true, out);
        }
        if let Some(j) = self.any(i, self.lang.within()) {
            self.edges(j, out);
            self.periods(j, true, out);
        }
        if let Some(j) = self.any(i, self.lang.over()) {
            self.feasts(j, true, out);
            self.weekend(j, true, out);
        }
    }

    /// Days and calendar spans that need nothing before them. `on` tells that a word such as "on" did stand there.
    pub fn days(&self, i: usize, on: bool, out: &mut Vec<Reading>) {
        // Digits begin no more than these, and whatever else there is begins with a word.
        if self.tokens.get(i).is_some_and(|t| t.kind == Kind::Number) {
            self.numeric(i, None, on, out);
            self.named(i, None, on, out);
            self.ordinal(i, None, on, out);
            return;
        }
        self.counted_days(i, out);
        let relative = self.relative(i);
        for (unit, by, end) in relative.clone() {
            let when = calendar::period(unit, by, self.today).unwrap_or(Err(WhenError::OutOfYears));
            out.push(reading(end, when, Strong));
        }
        self.day_of_said_month(relative.clone(), out);
        self.weekend(i, on, out);
        self.weekdays(i, relative, on, out);
        self.named(i, None, on, out);
        if let Some(j) = self.any(i, self.lang.date_lead()) {
            let from = out.len();
            self.numeric(j, None, true, out);
            out.iter_mut().skip(from).for_each(|r| r.strength = Strong);
        }
        self.ordinal(i, None, on, out);
        self.feasts(i, on, out);
    }

    /// `today`, `the day before yesterday`, `kemarin`.
    fn counted_days(&self, i: usize, out: &mut Vec<Reading>) {
        let start = self.skip(i, self.lang.the());
        let Some((days, end)) = self.pick(start, self.lang.days()) else { return };
        let lone = end == start + 1 && self.plays(start, self.lang.shy().role);
        out.push(beside_today(end, calendar::offset(self.today, days), if lone { Faint } else { Strong }));
    }

    /// A unit of the calendar with last, this or next before or after it; never a bare day.
    pub fn relative(&self, i: usize) -> impl Iterator<Item = (Unit, i32, usize)> + Clone + use<> {
        let unit = |i| {
            let calendar = |(u, _): &(Unit, usize)| matches!(u, Unit::Week | Unit::Weekend | Unit::Month | Unit::Year);
            self.pick(i, self.lang.units()).filter(calendar)
        };
        let i = self.skip(i, self.lang.the());
        let before = self.pick(i, self.lang.before()).and_then(|(by, j)| {
            let (unit, end) = unit(j)?;
            // "The last week of March" is not last week.
            self.any(end, self.lang.of()).is_none().then_some((unit, by, end))
        });
        let after = unit(i).and_then(|(unit, j)| {
            let (by, end) = self.pick(j, self.lang.after())?;
            Some((unit, by, end))
        });
        before.into_iter().chain(after)
    }

    /// `last month on the 5th`, `bulan lalu tanggal 5`.
    fn day_of_said_month(&self, relative: impl Iterator<Item = (Unit, i32, usize)>, out: &mut Vec<Reading>) {
        for (unit, by, j) in relative.filter(|(unit, ..)| *unit == Unit::Month) {
            let on = self.skip(self.comma(j), self.lang.on());
            let the = self.any(on, self.lang.the()).or(self.any(on, self.lang.date_lead()));
            let Some(day) = the.and_then(|at| self.day_of_month(at)).filter(|day| day.to.is_none()) else { continue };
            let month = calendar::period(unit, by, self.today).unwrap_or(Err(WhenError::OutOfYears));
            let when = month.and_then(|m| calendar::ymd(m.from.year(), m.from.month(), day.value));
            out.push(reading(day.end, when.map(one), Strong));
        }
    }

    /// `the weekend`, which is the nearest one that has begun, or the one ahead.
    fn weekend(&self, i: usize, on: bool, out: &mut Vec<Reading>) {
        let the = self.any(i, self.lang.the());
        let Some((Unit::Weekend, end)) = self.pick(the.unwrap_or(i), self.lang.units()) else { return };
        // Where a language has an article, "weekend" alone describes another word.
        if !on && the.is_none() && !self.lang.the.is_empty() {
            return;
        }
        let begun = self.today.weekday().num_days_from_monday() >= 5;
        let by = if self.lean == Lean::Past && !begun { -1 } else { 0 };
        let when = calendar::period(Unit::Weekend, by, self.today).unwrap_or(Err(WhenError::OutOfYears));
        out.push(reading(end, when, if on { Strong } else { Weak }));
    }

    /// `relative` is what [`Reader::relative`] says of the same place.
    fn weekdays(&self, i: usize, relative: impl Iterator<Item = (Unit, i32, usize)>, on: bool, out: &mut Vec<Reading>) {
        let the = self.skip(i, self.lang.the());
        if let Some((by, j)) = self.pick(the, self.lang.before())
            && let Some(name) = self.weekday(j)
        {
            // "This sun" is more often the one in the sky.
            let strength = if by == 0 && name.shy { Faint } else { Strong };
            out.push(beside_today(name.end, calendar::weekday_by(name.value, by, self.today), strength));
        }
        for (unit, by, j) in relative {
            if let Some(name) = self.weekday(self.skip(self.comma(j), self.lang.on())) {
                self.weekday_of(name, unit, by, name.end, out);
            }
        }
        if let Some(name) = self.weekday(i) {
            let day = calendar::weekday(name.value, self.today, self.lean);
            out.push(beside_today(name.end, day, if on { Strong } else { self.weekday_strength(i, name) }));
            if let Some((by, end)) = self.pick(name.end, self.lang.after()) {
                out.push(beside_today(end, calendar::weekday_by(name.value, by, self.today), Strong));
            }
            let next = self.after_name(name);
            for (unit, by, end) in self.relative(self.skip(next, self.lang.of())) {
                self.weekday_of(name, unit, by, end, out);
            }
            self.named(next, Some(name.value), true, out);
            self.numeric(self.skip(next, self.lang.date_lead()), Some(name.value), true, out);
            self.ago_after(name.value, next, out);
            self.ordinal(next, Some(name.value), true, out);
        }
        if let Some(j) = self.any(i, self.lang.weekday_lead()) {
            self.weekdays(j, self.relative(j), true, out);
        }
    }

    fn weekday_of(&self, name: Name, unit: Unit, by: i32, end: usize, out: &mut Vec<Reading>) {
        if unit == Unit::Week {
            let day = calendar::week(self.today, by).and_then(|w| calendar::offset(w.from, i64::from(name.value)));
            out.push(beside_today(end, day, Strong));
        }
    }

    fn weekday_strength(&self, i: usize, name: Name) -> Strength {
        match (name.full, name.common, name.capital) {
            (true, false, _) | (false, false, true) => Strong,
            (false, true, false) => Faint,
            // "Sat with Grace": the capital of a sentence tells nothing.
            (false, true, true) if i > 0 || !starts_sentence(self.before) => Strong,
            _ => Weak,
        }
    }

    /// A day of the month, with its ordinal ending and the second end of a range.
    fn day_of_month(&self, i: usize) -> Option<Day> {
        let single = |i| {
            if let Some((value, end)) = self.pick(i, self.lang.ordinals()) {
                return Some(Day { value, to: None, ordinal: true, end });
            }
            let (value, _, end) = self.digits(i).filter(|(n, len, _)| (1..=31).contains(n) && *len <= 2)?;
            let tail = self.any(end, self.lang.ordinal_tails()).filter(|_| self.glued(end));
            Some(Day { value, to: None, ordinal: tail.is_some(), end: tail.unwrap_or(end) })
        };
        let first = single(i)?;
        let second = self.mark(first.end, &['-', '–']).and_then(single).filter(|to| to.value > first.value);
        Some(second.map_or(first, |to| Day { to: Some(to.value), end: to.end, ..first }))
    }

    /// A day and a month by name, in either order, with or without a year.
    fn named(&self, i: usize, weekday: Option<u32>, on: bool, out: &mut Vec<Reading>) {
        let start = self.skip(self.skip(i, self.lang.the()), self.lang.date_lead());
        if let Some(day) = self.day_of_month(start) {
            let of = self.any(day.end, self.lang.of());
            let j = of.unwrap_or(day.end);
            let j = self.tight(j, &['-', '/']).unwrap_or(j);
            if let Some(month) = self.month(self.skip(j, self.lang.month_lead())) {
                // "The second may be", "these 2 may come": only the verb is followed by more of its sentence.
                let doubtful = month.shy && of.is_none() && !on && !self.is_free(month.end);
                let strength = match () {
                    () if !doubtful => Strong,
                    () if self.digits(start).is_some() => Weak,
                    () => Faint,
                };
                self.day_and_month(day, month, weekday, strength, month.end, out);
            }
        }
        if let Some(month) = self.month(start)
            && let Some(day) = self.day_of_month(self.skip(self.after_name(month), self.lang.the()))
        {
            // "We may 2 weeks later" and the like: an ordinal or a preposition rules that out.
            let strength = if month.shy && !day.ordinal && !on { Weak } else { Strong };
            self.day_and_month(day, month, weekday, strength, day.end, out);
        }
    }

    fn day_and_month(
        &self,
        day: Day,
        month: Name,
        weekday: Option<u32>,
        strength: Strength,
        end: usize,
        out: &mut Vec<Reading>,
    ) {
        let span = |from: NaiveDate| match day.to {
            Some(to) => calendar::ymd(from.year(), month.value, to).map(|to| When { from, to }),
            None => Ok(one(from)),
        };
        let leaning = self.leaning(month.value, day.value, weekday).and_then(span);
        let yearly = (day.to.is_none() && weekday.is_none()).then_some((month.value, day.value));
        out.push(Reading { end, when: leaning, yearly, dated: false, strength });
        let stop = if month.end == end { self.after_name(month) } else { self.comma(end) };
        let stop = self.tight(stop, &['-', '/']).unwrap_or(self.skip(stop, self.lang.of()));
        for (year, end) in self.years(stop) {
            let when = calendar::ymd(year, month.value, day.value).and_then(|d| calendar::on_weekday(d, weekday));
            out.push(reading(end, when.and_then(span), Strong));
        }
    }

    /// Chooses the year by the lean; a weekday that only fits the other side is believed.
    fn leaning(&self, month: u32, day: u32, weekday: Option<u32>) -> Result<NaiveDate, WhenError> {
        let other = if self.lean == Lean::Past { Lean::Future } else { Lean::Past };
        let on =
            |lean| calendar::yearly(month, day, self.today, lean).and_then(|date| calendar::on_weekday(date, weekday));
        let near = on(self.lean);
        match near {
            Err(WhenError::Weekday { .. }) => on(other).or(near),
            _ => near,
        }
    }

    /// A year after a month or a day of it: `2024`, `'24`, `last year`, `tahun lalu`.
    pub fn years(&self, i: usize) -> impl Iterator<Item = (i32, usize)> {
        let long = self.four_digits(self.skip(i, self.lang.year_lead()));
        let short = self.mark(i, &['\'', '’']).filter(|j| self.glued(*j)).and_then(|j| self.digits(j));
        let short =
            short.filter(|(_, len, _)| *len == 2).and_then(|(n, _, end)| Some((2000 + i32::try_from(n).ok()?, end)));
        let said = self
            .relative(i)
            .filter_map(|(unit, by, end)| (unit == Unit::Year).then_some((self.today.year().saturating_add(by), end)));
        long.into_iter().chain(short).chain(said)
    }

    /// `the 14th`, `5th of last month`, `tanggal 5`.
    fn ordinal(&self, i: usize, weekday: Option<u32>, on: bool, out: &mut Vec<Reading>) {
        let the = self.any(i, self.lang.the());
        let lead = self.any(i, self.lang.date_lead());
        let start = the.or(lead).unwrap_or(i);
        // A word alone ("second", "the first") counts too many other things.
        let Some(day) = self.digits(start).and_then(|_| self.day_of_month(start)) else { return };
        if day.to.is_some() || !(day.ordinal || lead.is_some()) {
            return;
        }
        let near =
            |lean| calendar::monthly(day.value, self.today, lean).and_then(|date| calendar::on_weekday(date, weekday));
        let other = if self.lean == Lean::Past { Lean::Future } else { Lean::Past };
        let when = match near(self.lean) {
            Err(WhenError::Weekday { .. }) => near(other).or(near(self.lean)),
            near => near,
        };
        let strength = match () {
            () if lead.is_some() || weekday.is_some() || (on && self.is_free(day.end)) => Strong,
            () if the.is_some() || on => Weak,
            () => Faint,
        };
        out.push(reading(day.end, when.map(one), strength));
        for (unit, by, end) in self.relative(self.skip(day.end, self.lang.of())) {
            if unit == Unit::Month {
                let month = calendar::period(unit, by, self.today).unwrap_or(Err(WhenError::OutOfYears));
                let when = month.and_then(|m| calendar::ymd(m.from.year(), m.from.month(), day.value));
                out.push(reading(end, when.and_then(|d| calendar::on_weekday(d, weekday)).map(one), Strong));
            }
        }
    }

    fn feasts(&self, i: usize, on: bool, out: &mut Vec<Reading>) {
        let the = self.skip(i, self.lang.the());
        let (by, start) = self.pick(the, self.lang.before()).map_or((None, the), |(by, j)| (Some(by), j));
        let Some(((month, day), end)) = self.pick(start, self.lang.feasts()) else { return };
        let mut push = |by, end| {
            let (when, strength) = match by {
                None => (calendar::yearly(month, day, self.today, self.lean), if on { Strong } else { Weak }),
                Some(0) => (calendar::ymd(self.today.year(), month, day), Strong),
                Some(b) => {
                    let lean = if b < 0 { Lean::Past } else { Lean::Future };
                    let from = calendar::offset(self.today, i64::from(b));
                    (from.and_then(|from| calendar::yearly(month, day, from, lean)), Strong)
                }
            };
            let yearly = by.is_none().then_some((month, day));
            out.push(Reading { end, when: when.map(one), yearly, dated: false, strength });
        };
        push(by, end);
        if let Some((by, end)) = self.pick(end, self.lang.after()) {
            push(Some(by), end);
        }
        for (year, end) in self.years(self.skip(self.comma(end), self.lang.of())) {
            out.push(reading(end, calendar::ymd(year, month, day).map(one), Strong));
        }
    }
}

pub(super) fn reading(end: usize, when: Result<When, WhenError>, strength: Strength) -> Reading {
    Reading { end, when, yearly: None, dated: true, strength }
}

/// A day told by how it lies to today: of its year nothing is told, nor is it the same day of every year.
fn beside_today(end: usize, day: Result<NaiveDate, WhenError>, strength: Strength) -> Reading {
    Reading { dated: false, ..reading(end, day.map(one), strength) }
}
