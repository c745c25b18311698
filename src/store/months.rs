//! Questions about stretches of time: contact by month, and the meetings between two days.

use std::collections::{HashMap, HashSet};
use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::meetings::MeetingFilter;
use super::row::take;
use super::terms::{Terms, id_list, joined};
use super::{Error, Reader, Result, touches};
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::meeting::Kind;

/// A month of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// Returns the month that the day lies in.
    pub fn of(day: NaiveDate) -> Month {
        Month(day.year() * 12 + day.month0() as i32)
    }

    /// Returns the month so many months before; after, for a negative number.
    pub fn back(self, months: i32) -> Month {
        Month(self.0.saturating_sub(months))
    }

    /// Returns how many months lie between this and a later one; negative for an earlier one.
    pub fn until(self, later: Month) -> i32 {
        later.0 - self.0
    }

    /// Returns the months from this to the last, both included; none where the last is earlier.
    pub fn through(self, last: Month) -> impl Iterator<Item = Month> {
        (self.0..=last.0).map(Month)
    }

    /// Returns the month as a date of life.
    pub fn date(self) -> PartialDate {
        PartialDate::Month(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }

    /// Returns its first day; `None` outside the years a date can have.
    pub fn first_day(self) -> Option<NaiveDate> {
        self.date().first_day()
    }

    /// Returns its last day; `None` outside the years a date can have.
    pub fn last_day(self) -> Option<NaiveDate> {
        self.date().last_day()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

/// Feelings added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeltSum {
    sum: i64,
    count: u32,
}

impl FeltSum {
    /// Adds a feeling, −2 to +2.
    pub fn add(&mut self, value: i8) {
        self.sum += i64::from(value);
        self.count += 1;
    }

    /// Returns the mean, −2 to +2; `None` where nothing was felt.
    pub fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / f64::from(self.count))
    }
}

/// A month with its meetings; attempts are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthCount {
    pub month: Month,
    /// Meetings that a filter holds.
    pub matching: u32,
    /// Meetings with anybody.
    pub all: u32,
    /// How those asked for made me feel.
    pub felt: FeltSum,
}

/// A meeting that was contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encounter<'r> {
    pub on: NaiveDate,
    pub kind: Kind,
    /// `None` where not known.
    pub minutes: Option<u32>,
    pub place: Option<&'r str>,
}

impl Reader<'_> {
    /// Returns the months of the filter's days with their meetings, oldest first and without gaps; none where the
    /// store holds no meeting. Months before the first meeting of all, and after the last, are left out.
    ///
    /// Feelings are those about the people of the filter, or about everybody. Those noted on a day of their own count
    /// too, unless a place, a tag, a kind or company is asked for, which they cannot have.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn months(&self, filter: &MeetingFilter) -> Result<Vec<MonthCount>> {
        let Some((first, last)) = self.meeting_days()? else { return Ok(Vec::new()) };
        let from = Month::of(filter.since.map_or(first, |day| day.max(first)));
        let to = Month::of(filter.until.map_or(last, |day| day.min(last)));
        let mut months: Vec<MonthCount> =
            from.through(to).map(|month| MonthCount { month, matching: 0, all: 0, felt: FeltSum::default() }).collect();
        let place = |day: NaiveDate| usize::try_from(from.until(Month::of(day))).ok();
        let days = MeetingFilter { since: filter.since, until: filter.until, ..MeetingFilter::default() };
        self.each_meeting_id(&days, |id| {
            if let Some(month) = id.day().and_then(place).and_then(|at| months.get_mut(at)) {
                month.all += 1;
            }
        })?;
        let narrowed =
            !filter.with.is_empty() || filter.place.is_some() || !filter.tags.is_empty() || filter.kind.is_some();
        let mut matching: HashSet<Id> = HashSet::new();
        if narrowed {
            self.each_meeting_id(filter, |id| {
                if let Some(month) = id.day().and_then(place).and_then(|at| months.get_mut(at)) {
                    month.matching += 1;
                }
                matching.insert(id);
            })?;
        } else {
            months.iter_mut().for_each(|month| month.matching = month.all);
        }
        self.each_felt(&filter.with, filter.since, filter.until, |id, value| {
            if (!narrowed || matching.contains(&id))
                && let Some(month) = id.day().and_then(place).and_then(|at| months.get_mut(at))
            {
                month.felt.add(value);
            }
        })?;
        if filter.place.is_none() && filter.tags.is_empty() && filter.kind.is_none() && filter.with.len() <= 1 {
            for (day, value) in self.felt_alone(filter.with.first().copied(), filter.since, filter.until)? {
                if let Some(month) = place(day).and_then(|at| months.get_mut(at)) {
                    month.felt.add(value);
                }
            }
        }
        Ok(months)
    }

    /// Returns the days of the first and the last meeting; `None` where there is none.
    pub fn meeting_days(&self) -> Result<Option<(NaiveDate, NaiveDate)>> {
        // Two questions, since one that asks for both ends reads everything between them.
        let mut statement =
            self.conn.prepare_cached("SELECT (SELECT min(id) FROM meeting), (SELECT max(id) FROM meeting)")?;
        let ends: (Option<i64>, Option<i64>) = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let day = |id: Option<i64>| id.and_then(|id| Id(id).day());
        Ok(day(ends.0).zip(day(ends.1)))
    }

    /// Hands the id of every meeting of the filter to `with`, attempts left out and the limit aside.
    fn each_meeting_id(&self, filter: &MeetingFilter, mut with: impl FnMut(Id)) -> Result<()> {
        let mut values = Terms::default();
        let from = self.meeting_terms(filter, &mut values)?;
        let sql =
            format!("SELECT {} FROM {} WHERE {} AND m.kind <> 'attempt'", from.id, from.tables, joined(&from.terms));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values.values))?;
        while let Some(row) = rows.next()? {
            with(Id(row.get(0)?));
        }
        Ok(())
    }

    /// Hands every feeling at a meeting about these people, or about everybody for none, to `with`.
    fn each_felt(
        &self,
        people: &[Id],
        since: Option<NaiveDate>,
        until: Option<NaiveDate>,
        mut with: impl FnMut(Id, i8),
    ) -> Result<()> {
        let mut terms = Terms::default();
        if !people.is_empty() {
            terms.add("person_id IN (SELECT value FROM json_each(#))", id_list(people.iter().copied()));
        }
        let (from, end) = ends(since, until);
        if until.is_some() {
            terms.add("first_id < #", end.0);
        }
        let sql = format!("SELECT person_id, first_id, facts, clocks FROM touch WHERE {}", terms.all());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(terms.values))?;
        let mut run = Vec::new();
        while let Some(row) = rows.next()? {
            run.clear();
            touches::read_unsorted(row, &mut run)?;
            for (meeting, facts) in &run {
                if let Some(felt) = facts.felt().filter(|_| !facts.is_attempt() && (from.0..end.0).contains(meeting)) {
                    with(Id(*meeting), felt);
                }
            }
        }
        Ok(())
    }

    /// Returns the feelings noted on days of their own, about one person or about everybody.
    pub fn felt_alone(
        &self,
        person: Option<Id>,
        since: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> Result<Vec<(NaiveDate, i8)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT on_day, value FROM feeling WHERE side = 'felt' AND value IS NOT NULL AND (?1 IS NULL OR person_id = ?1)",
        )?;
        let mut rows = statement.query([person.map(|id| id.0)])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let day: NaiveDate = take(row, 0, "feeling")?;
            if since.is_none_or(|since| day >= since) && until.is_none_or(|until| day <= until) {
                out.push((day, take(row, 1, "feeling")?));
            }
        }
        Ok(out)
    }

    /// Returns the days of contact with one person, oldest first, a line a meeting, each with how it felt.
    pub fn contacts_with(
        &self,
        person: Id,
        since: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Option<i8>)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT person_id, first_id, facts, clocks FROM touch WHERE person_id = ?1 AND first_id < ?2 ORDER BY first_id DESC",
        )?;
        let (from, end) = (Id::first_of(since), Id::after(until));
        let mut rows = statement.query([person.0, end.0])?;
        let mut run = Vec::new();
        while let Some(row) = rows.next()? {
            touches::read_unsorted(row, &mut run)?;
            // The run that the first day lies in began before it.
            if row.get::<_, i64>(1)? <= from.0 {
                break;
            }
        }
        run.sort_unstable_by_key(|(meeting, _)| *meeting);
        run.retain(|(meeting, facts)| (from.0..end.0).contains(meeting) && !facts.is_attempt());
        Ok(run.iter().filter_map(|(meeting, facts)| Some((Id(*meeting).day()?, facts.felt()))).collect())
    }

    /// Hands every meeting between two days, both included, to `with`, oldest first; attempts are none.
    ///
    /// # Errors
    /// What `with` returns, and a store that cannot be read.
    pub fn each_encounter<E: From<Error>>(
        &self,
        since: NaiveDate,
        until: NaiveDate,
        mut with: impl FnMut(Encounter<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql =
            "SELECT id, kind, minutes, place FROM meeting WHERE id >= ?1 AND id < ?2 AND kind <> 'attempt' ORDER BY id";
        let mut statement = self.conn.prepare_cached(sql).map_err(Error::from)?;
        let mut rows = statement.query([Id::first_of(since).0, Id::after(until).0]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let id: Id = take(row, 0, "meeting")?;
            let Some(on) = id.day() else { continue };
            with(Encounter {
                on,
                kind: take(row, 1, "meeting")?,
                minutes: take(row, 2, "meeting")?,
                // Borrowed: of a long time there are many meetings, and few places.
                place: row.get_ref(3).map_err(Error::from)?.as_str_or_null().unwrap_or_default(),
            })?;
        }
        Ok(())
    }

    /// Returns the first day that "met on" can mean, for everybody of whom it is known.
    pub fn met_days(&self) -> Result<HashMap<Id, NaiveDate>> {
        let mut statement = self.conn.prepare_cached("SELECT id, met_on FROM person WHERE met_on IS NOT NULL")?;
        let mut rows = statement.query([])?;
        let mut out = HashMap::new();
        while let Some(row) = rows.next()? {
            let met: PartialDate = take(row, 1, "person")?;
            out.extend(met.first_day().map(|day| row.get(0).map(|id| (Id(id), day))).transpose()?);
        }
        Ok(out)
    }
}

/// Returns the ids between which the meetings of these days stand, the last left out.
fn ends(since: Option<NaiveDate>, until: Option<NaiveDate>) -> (Id, Id) {
    (since.map_or(Id(0), Id::first_of), until.map_or(Id(i64::MAX), Id::after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::date::parse_iso;

    #[test]
    fn months_follow_each_other_over_years() {
        let of = |day| Month::of(parse_iso(day).expect("a day"));
        let all: Vec<_> = of("2025-11-30").through(of("2026-02-01")).map(|m| m.to_string()).collect();
        assert_eq!(all, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert_eq!(of("2026-11-23").back(23).to_string(), "2024-12");
        assert_eq!(of("2024-02-10").last_day(), parse_iso("2024-02-29").ok());
        assert_eq!(of("0001-01-01").to_string(), "0001-01");
        assert_eq!(of("0001-01-01").back(1).first_day(), NaiveDate::from_ymd_opt(0, 12, 1));
        assert_eq!(of("2026-01-01").through(of("2025-12-31")).count(), 0);
    }

    #[test]
    fn a_mean_needs_a_feeling() {
        let mut felt = FeltSum::default();
        assert_eq!(felt.mean(), None);
        felt.add(2);
        felt.add(-1);
        assert_eq!(felt.mean(), Some(0.5));
    }

    proptest! {
        #[test]
        fn a_month_is_read_back_from_its_days(days in 1_i32..3_652_059) {
            let Some(day) = NaiveDate::from_num_days_from_ce_opt(days) else { return Ok(()) };
            let month = Month::of(day);
            prop_assert!(month.first_day().is_some_and(|first| first <= day && Month::of(first) == month));
            prop_assert!(month.last_day().is_some_and(|last| last >= day && Month::of(last) == month));
            prop_assert_eq!(month.back(1).until(month), 1);
        }
    }
}
