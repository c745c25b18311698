//! Questions about meetings.

use chrono::NaiveDate;
use rusqlite::types::Value;

use super::row::{Record, take};
use super::rows::{Attendance, Meeting};
use super::{Reader, Result};
use crate::domain::id::Id;
use crate::domain::meeting::Kind;

/// Which meetings to list. Everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct MeetingFilter {
    /// All of these people were there.
    pub with: Vec<Id>,
    /// At this place: folded words joined by spaces.
    pub place: Option<String>,
    /// All of these tags, on the meeting.
    pub tags: Vec<String>,
    pub kind: Option<Kind>,
    /// On or after this day.
    pub since: Option<NaiveDate>,
    /// On or before this day.
    pub until: Option<NaiveDate>,
    /// At most so many, the newest; `None` for all.
    pub limit: Option<u32>,
}

/// Somebody at a meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendanceOf {
    pub name: String,
    pub attendance: Attendance,
}

/// A meeting with who was there.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingLine {
    pub meeting: Meeting,
    /// In the order in which they were added to the store.
    pub people: Vec<AttendanceOf>,
    /// In alphabetical order.
    pub tags: Vec<String>,
}

impl Reader<'_> {
    /// Returns the meetings, newest first.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn meetings(&self, filter: &MeetingFilter) -> Result<Vec<MeetingLine>> {
        let mut from = "meeting m".to_owned();
        let mut terms: Vec<String> = vec!["1".into()];
        let mut values: Vec<Value> = Vec::new();
        let mut id = "m.id";
        for (i, person) in filter.with.iter().enumerate() {
            values.push(person.0.into());
            if i == 0 {
                // Led by the attendance of one person, the newest come first without sorting.
                from = "attendance w CROSS JOIN meeting m ON m.id = w.meeting_id".into();
                terms.push(format!("w.person_id = ?{}", values.len()));
                id = "w.meeting_id";
            } else {
                terms.push(format!(
                    "EXISTS (SELECT 1 FROM attendance x WHERE x.person_id = ?{} AND x.meeting_id = m.id)",
                    values.len()
                ));
            }
        }
        if let Some(place) = &filter.place {
            values.push(place.clone().into());
            terms.push(format!("m.place IN (SELECT name FROM place WHERE key = ?{})", values.len()));
        }
        for tag in &filter.tags {
            values.push(tag.clone().into());
            let n = values.len();
            terms.push(format!("EXISTS (SELECT 1 FROM meeting_tag t WHERE t.meeting_id = m.id AND (t.tag = ?{n} OR t.tag GLOB ?{n} || ':*'))"));
        }
        if let Some(kind) = filter.kind {
            values.push(kind.as_str().to_owned().into());
            terms.push(format!("m.kind = ?{}", values.len()));
        }
        if let Some(day) = filter.since {
            values.push(Id::first_of(day).0.into());
            terms.push(format!("{id} >= ?{}", values.len()));
        }
        if let Some(day) = filter.until {
            values.push(Id::after(day).0.into());
            terms.push(format!("{id} < ?{}", values.len()));
        }
        values.push(filter.limit.map_or(-1, i64::from).into());
        let columns: Vec<_> = Meeting::TABLE.columns.iter().map(|c| format!("m.{c}")).collect();
        let sql = format!(
            "SELECT {} FROM {from} WHERE {} ORDER BY {id} DESC LIMIT ?{}",
            columns.join(", "),
            terms.join(" AND "),
            values.len()
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(MeetingLine { meeting: Meeting::read(row, 0)?, people: Vec::new(), tags: Vec::new() });
        }
        self.add_people(&mut out)?;
        Ok(out)
    }

    /// Returns these meetings, newest first; one that is not there is left out.
    pub fn meetings_by_id(&self, ids: &[Id]) -> Result<Vec<MeetingLine>> {
        let columns = Meeting::TABLE.column_list();
        let sql =
            format!("SELECT {columns} FROM meeting WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id DESC");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([id_list(ids.iter().copied())])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(MeetingLine { meeting: Meeting::read(row, 0)?, people: Vec::new(), tags: Vec::new() });
        }
        self.add_people(&mut out)?;
        Ok(out)
    }

    /// Fills in who was there and the tags, with one question each.
    fn add_people(&self, lines: &mut [MeetingLine]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let ids = id_list(lines.iter().map(|l| l.meeting.id));
        let columns: Vec<_> = Attendance::TABLE.columns.iter().map(|c| format!("a.{c}")).collect();
        let sql = format!(
            "SELECT {}, p.name FROM json_each(?1) j CROSS JOIN attendance a ON a.meeting_id = j.value CROSS JOIN person p ON p.id = a.person_id
             ORDER BY j.key, a.person_id",
            columns.join(", ")
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([&ids])?;
        let mut at = 0;
        while let Some(row) = rows.next()? {
            let attendance = Attendance::read(row, 0)?;
            while lines.get(at).is_some_and(|l| l.meeting.id != attendance.meeting_id) {
                at += 1;
            }
            if let Some(line) = lines.get_mut(at) {
                line.people.push(AttendanceOf { name: row.get(Attendance::TABLE.columns.len())?, attendance });
            }
        }
        let mut statement = self
            .conn
            .prepare_cached("SELECT t.meeting_id, t.tag FROM json_each(?1) j CROSS JOIN meeting_tag t ON t.meeting_id = j.value ORDER BY j.key, t.tag")?;
        let mut rows = statement.query([&ids])?;
        let mut at = 0;
        while let Some(row) = rows.next()? {
            let meeting: Id = take(row, 0, "meeting_tag")?;
            while lines.get(at).is_some_and(|l| l.meeting.id != meeting) {
                at += 1;
            }
            if let Some(line) = lines.get_mut(at) {
                line.tags.push(row.get(1)?);
            }
        }
        Ok(())
    }

    /// Returns the ids of meetings whose text form begins with `prefix`; at most ten.
    pub fn meetings_by_prefix(&self, prefix: &str) -> Result<Vec<Id>> {
        let mut statement = self.conn.prepare("SELECT id FROM meeting ORDER BY id DESC")?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let id = Id(row.get(0)?);
            if id.has_prefix(prefix) && out.len() < 10 {
                out.push(id);
            }
        }
        Ok(out)
    }

    /// Returns the known spellings of places whose folded words are one of `keys`, as (folded words, name).
    pub fn places_with(&self, keys: &[String]) -> Result<Vec<(String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT key, name FROM place WHERE key IN (SELECT value FROM json_each(?1)) ORDER BY key, name",
        )?;
        let places =
            statement.query_map([serde_json::Value::from(keys).to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(places.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns every place with the number of meetings there and the newest of them.
    pub fn places(&self) -> Result<Vec<(String, u32, Option<NaiveDate>)>> {
        let mut statement = self.conn.prepare("SELECT place, count(*), max(id) FROM meeting WHERE place IS NOT NULL GROUP BY place ORDER BY place COLLATE NOCASE, place")?;
        let places = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, Id(row.get(2)?).day())))?;
        Ok(places.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns every tag with how many people and how many meetings carry it.
    pub fn tags(&self) -> Result<Vec<(String, u32, u32)>> {
        let mut statement = self.conn.prepare(
            "SELECT tag, sum(people), sum(meetings) FROM (
                SELECT tag, count(*) AS people, 0 AS meetings FROM person_tag GROUP BY tag
                UNION ALL SELECT tag, 0, count(*) FROM meeting_tag GROUP BY tag)
             GROUP BY tag ORDER BY tag COLLATE NOCASE, tag",
        )?;
        let tags = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(tags.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns how many meetings the store holds.
    pub fn count_meetings(&self) -> Result<i64> {
        Ok(self.conn.query_row("SELECT count(*) FROM meeting", [], |row| row.get(0))?)
    }
}

/// Returns the ids as a JSON array, as `json_each` takes them.
pub(super) fn id_list(ids: impl Iterator<Item = Id>) -> String {
    serde_json::Value::from(ids.map(|id| id.0).collect::<Vec<_>>()).to_string()
}
