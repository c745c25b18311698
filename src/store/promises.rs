//! Questions about promises, remarks and dates.

use chrono::NaiveDate;

use super::people::who_in;
use super::row::Record;
use super::rows::{EventDate, Note, Promise};
use super::{Reader, Result};
use crate::domain::date::{PartialDate, next_yearly};
use crate::domain::id::Id;
use crate::domain::person::Called;

/// A promise with whom it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct PromiseLine {
    pub who: Called,
    pub promise: Promise,
}

/// A remark with whom it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct NoteLine {
    pub who: Called,
    pub note: Note,
}

/// A date with whom it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct DateLine {
    pub who: Called,
    pub person_id: Id,
    pub label: String,
    pub on_date: PartialDate,
    /// When it comes next, today included; `None` where the day is not known.
    pub next_on: Option<NaiveDate>,
}

fn promise_line(row: &rusqlite::Row<'_>) -> Result<PromiseLine> {
    let after = Promise::TABLE.columns.len();
    Ok(PromiseLine { promise: Promise::read(row, 0)?, who: who_in(row, after)? })
}

fn prefixed<R: Record>(alias: &str) -> String {
    R::TABLE.columns.iter().map(|c| format!("{alias}.\"{c}\"")).collect::<Vec<_>>().join(", ")
}

impl Reader<'_> {
    /// Returns promises: open ones by due day, those without one last, then closed ones, newest first.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn promises(&self, person: Option<Id>, open_only: bool) -> Result<Vec<PromiseLine>> {
        // Said outright, not "or there is none": only so is the index on the person used.
        let whose = if person.is_some() { "r.person_id = ?1" } else { "?1 IS NULL" };
        let sql = format!(
            "SELECT {}, p.name, p.hint FROM promise r JOIN person p ON p.id = r.person_id
             WHERE {whose} AND (NOT ?2 OR r.outcome = 'open')
             ORDER BY r.outcome <> 'open', coalesce(r.closed_on, '') DESC, r.due IS NULL, r.due, r.id",
            prefixed::<Promise>("r")
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params![person.map(|p| p.0), open_only])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(promise_line(row)?);
        }
        Ok(out)
    }

    /// Returns the open promises that are due on or before `day`, the longest overdue first.
    pub fn promises_due(&self, day: NaiveDate) -> Result<Vec<PromiseLine>> {
        let sql = format!(
            "SELECT {}, p.name, p.hint FROM promise r JOIN person p ON p.id = r.person_id
             WHERE r.outcome = 'open' AND r.due IS NOT NULL AND r.due <= ?1 ORDER BY r.due, r.id",
            prefixed::<Promise>("r")
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([crate::domain::date::iso(day)])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(promise_line(row)?);
        }
        Ok(out)
    }

    /// Returns remarks, newest first.
    pub fn notes(&self, since: Option<NaiveDate>, until: Option<NaiveDate>) -> Result<Vec<NoteLine>> {
        let sql = format!(
            "SELECT {}, p.name, p.hint FROM note n JOIN person p ON p.id = n.person_id
             WHERE (?1 IS NULL OR n.on_day >= ?1) AND (?2 IS NULL OR n.on_day <= ?2)
             ORDER BY n.on_day DESC, n.id DESC",
            prefixed::<Note>("n")
        );
        let iso = |day: Option<NaiveDate>| day.map(crate::domain::date::iso);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params![iso(since), iso(until)])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let after = Note::TABLE.columns.len();
            out.push(NoteLine { note: Note::read(row, 0)?, who: who_in(row, after)? });
        }
        Ok(out)
    }

    /// Returns the dates of people who are alive to us, those that come next first, unknown days last; with `until`
    /// only those that come up to that day.
    pub fn dates(&self, today: NaiveDate, until: Option<NaiveDate>) -> Result<Vec<DateLine>> {
        let sql = format!(
            "SELECT {}, p.name, p.hint FROM event_date e JOIN person p ON p.id = e.person_id WHERE p.state IN ('active', 'resting') ORDER BY e.id",
            prefixed::<EventDate>("e")
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let event = EventDate::read(row, 0)?;
            let next_on = event.on_date.month_day().and_then(|day| next_yearly(day, today));
            if until.is_some_and(|until| next_on.is_none_or(|on| on > until)) {
                continue;
            }
            let after = EventDate::TABLE.columns.len();
            out.push(DateLine {
                who: who_in(row, after)?,
                person_id: event.person_id,
                label: event.label,
                on_date: event.on_date,
                next_on,
            });
        }
        out.sort_by(|a, b| {
            (a.next_on.is_none(), a.next_on, &a.who.name).cmp(&(b.next_on.is_none(), b.next_on, &b.who.name))
        });
        Ok(out)
    }
}
