//! Questions about meetings.

use chrono::NaiveDate;

use super::people::who_in;
use super::row::{Record, take};
use super::rows::{Attendance, Meeting};
use super::tags::Tagged;
use super::terms::{Terms, id_list, joined, text_list};
use super::{Reader, Result};
use crate::domain::id::Id;
use crate::domain::meeting::Kind;
use crate::domain::person::Called;

/// Which meetings to list. Everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct MeetingFilter {
    /// All of these people were there.
    pub with: Vec<Id>,
    /// At a place whose folded words hold these, joined by spaces.
    pub place: Option<String>,
    /// All of these tags, on the meeting, each with those below it.
    pub tags: Vec<String>,
    pub kind: Option<Kind>,
    /// Somebody chose it: no class, and no staff meeting.
    pub chosen: bool,
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
    pub who: Called,
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

/// Where meetings of a filter are found.
pub(super) struct Where {
    /// The tables, the meeting as `m`.
    pub(super) tables: &'static str,
    /// The column of the meeting's id that leads.
    pub(super) id: &'static str,
    pub(super) terms: Vec<String>,
}
impl Reader<'_> {
    /// Returns how many meetings with the person are dated after a day, and the day of the first of them; `None` where
    /// there are none.
    pub fn met_after(&self, person: Id, day: NaiveDate) -> Result<Option<(usize, NaiveDate)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(*), min(meeting_id) FROM attendance WHERE person_id = ?1 AND meeting_id >= ?2",
        )?;
        let later = |row: &rusqlite::Row<'_>| Ok((row.get::<_, u32>(0)? as usize, row.get::<_, Option<i64>>(1)?));
        let (count, first) = statement.query_row([person.0, Id::after(day).0], later)?;
        Ok(first.and_then(|id| Id(id).day()).map(|first| (count, first)))
    }

    /// Returns the meetings, newest first.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn meetings(&self, filter: &MeetingFilter) -> Result<Vec<MeetingLine>> {
        let most = filter.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        self.meetings_beyond(filter, None, false, most)
    }

    /// Returns the first so many meetings beyond one of them: older ones, newest first; with `oldest_first` newer ones,
    /// the oldest first. The limit of the filter is left aside.
    pub fn meetings_beyond(
        &self,
        filter: &MeetingFilter,
        beyond: Option<Id>,
        oldest_first: bool,
        most: usize,
    ) -> Result<Vec<MeetingLine>> {
        let mut values = Terms::default();
        let mut from = self.meeting_terms(filter, &mut values)?;
        let (further, order) = if oldest_first { (">", "ASC") } else { ("<", "DESC") };
        if let Some(id) = beyond {
            from.terms.push(values.numbered(&format!("{} {further} #", from.id), id.0));
        }
        let limit = values.numbered("#", i64::try_from(most).unwrap_or(i64::MAX));
        let columns: Vec<_> = Meeting::TABLE.columns.iter().map(|c| format!("m.{c}")).collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE {} ORDER BY {} {order} LIMIT {limit}",
            columns.join(", "),
            from.tables,
            joined(&from.terms),
            from.id
        );
        self.lines_of(&sql, rusqlite::params_from_iter(values.values))
    }

    /// Returns the ids of the meetings of a filter, in order; its limit is left aside.
    pub fn meeting_ids(&self, filter: &MeetingFilter) -> Result<Vec<Id>> {
        let mut values = Terms::default();
        let from = self.meeting_terms(filter, &mut values)?;
        let sql = format!("SELECT {0} FROM {1} WHERE {2} ORDER BY {0}", from.id, from.tables, joined(&from.terms));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let ids = statement.query_map(rusqlite::params_from_iter(values.values), |row| Ok(Id(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns how many meetings the filter holds, its limit aside.
    pub fn count_meetings_in(&self, filter: &MeetingFilter) -> Result<usize> {
        let mut values = Terms::default();
        let from = self.meeting_terms(filter, &mut values)?;
        let sql = format!("SELECT count(*) FROM {} WHERE {}", from.tables, joined(&from.terms));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let count: i64 = statement.query_row(rusqlite::params_from_iter(values.values), |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Returns how many meetings a person has, and how many of them others attended too.
    pub fn count_meetings_of(&self, person: Id) -> Result<(usize, usize)> {
        let sql = "SELECT count(*), sum(EXISTS (
                SELECT 1 FROM attendance b WHERE b.meeting_id = a.meeting_id AND b.person_id <> a.person_id))
             FROM attendance a WHERE a.person_id = ?1";
        let count = |n: Option<i64>| usize::try_from(n.unwrap_or_default()).unwrap_or_default();
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row([person.0], |row| Ok((count(row.get(0)?), count(row.get(1)?))))?)
    }

    /// Returns where to look for the meetings of a filter; the values go to `values`.
    pub(super) fn meeting_terms(&self, filter: &MeetingFilter, values: &mut Terms) -> Result<Where> {
        let mut from = Where { tables: "meeting m", id: "m.id", terms: Vec::new() };
        for (i, person) in filter.with.iter().enumerate() {
            from.terms.push(if i == 0 {
                // Led by the attendance of one person, the newest come first without sorting.
                from.tables = "attendance w CROSS JOIN meeting m ON m.id = w.meeting_id";
                from.id = "w.meeting_id";
                values.numbered("w.person_id = #", person.0)
            } else {
                values.numbered(
                    "EXISTS (SELECT 1 FROM attendance x WHERE x.person_id = # AND x.meeting_id = m.id)",
                    person.0,
                )
            });
        }
        if filter.chosen {
            from.terms.push("m.imposed = 0".into());
        }
        if let Some(place) = &filter.place {
            let names = text_list(&self.places_named(place)?);
            from.terms.push(values.numbered("m.place IN (SELECT value FROM json_each(#))", names));
        }
        for tag in &filter.tags {
            let tags = text_list(&self.tags_under(Tagged::Meetings, tag)?);
            let tagged = "m.id IN (SELECT meeting_id FROM meeting_tag WHERE tag IN (SELECT value FROM json_each(#)))";
            from.terms.push(values.numbered(tagged, tags));
        }
        if let Some(kind) = filter.kind {
            from.terms.push(values.numbered("m.kind = #", kind.as_str().to_owned()));
        }
        if let Some(day) = filter.since {
            from.terms.push(values.numbered(&format!("{} >= #", from.id), Id::first_of(day).0));
        }
        if let Some(day) = filter.until {
            from.terms.push(values.numbered(&format!("{} < #", from.id), Id::after(day).0));
        }
        Ok(from)
    }

    /// Returns these meetings, newest first; one that is not there is left out.
    pub fn meetings_by_id(&self, ids: &[Id]) -> Result<Vec<MeetingLine>> {
        let columns = Meeting::TABLE.column_list();
        let sql =
            format!("SELECT {columns} FROM meeting WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id DESC");
        self.lines_of(&sql, [id_list(ids.iter().copied())])
    }

    /// Returns the meetings of a question, in its order, with who was there and the tags.
    fn lines_of(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<MeetingLine>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(MeetingLine { meeting: Meeting::read(row, 0)?, people: Vec::new(), tags: Vec::new() });
        }
        if !lines.is_empty() {
            let ids = id_list(lines.iter().map(|line: &MeetingLine| line.meeting.id));
            self.add_attendances(&mut lines, &ids)?;
            self.add_meeting_tags(&mut lines, &ids)?;
        }
        Ok(lines)
    }

    /// Fills in who was there; `ids` are those of the lines, in order.
    fn add_attendances(&self, lines: &mut [MeetingLine], ids: &str) -> Result<()> {
        let columns: Vec<_> = Attendance::TABLE.columns.iter().map(|c| format!("a.{c}")).collect();
        let sql = format!(
            "SELECT {}, p.name, p.hint FROM json_each(?1) j CROSS JOIN attendance a ON a.meeting_id = j.value CROSS JOIN person p ON p.id = a.person_id
             ORDER BY j.key, a.person_id",
            columns.join(", ")
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([ids])?;
        let mut lines = lines.iter_mut().peekable();
        while let Some(row) = rows.next()? {
            let attendance = Attendance::read(row, 0)?;
            while lines.next_if(|line| line.meeting.id != attendance.meeting_id).is_some() {}
            if let Some(line) = lines.peek_mut() {
                let who = who_in(row, Attendance::TABLE.columns.len())?;
                line.people.push(AttendanceOf { who, attendance });
            }
        }
        Ok(())
    }

    /// Fills in the tags, in the same way.
    fn add_meeting_tags(&self, lines: &mut [MeetingLine], ids: &str) -> Result<()> {
        let sql = "SELECT t.meeting_id, t.tag FROM json_each(?1) j CROSS JOIN meeting_tag t ON t.meeting_id = j.value ORDER BY j.key, t.tag";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([ids])?;
        let mut lines = lines.iter_mut().peekable();
        while let Some(row) = rows.next()? {
            let meeting: Id = take(row, 0, "meeting_tag")?;
            while lines.next_if(|line| line.meeting.id != meeting).is_some() {}
            if let Some(line) = lines.peek_mut() {
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
}
