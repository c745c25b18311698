//! Questions about meetings.

use chrono::NaiveDate;
use rusqlite::types::Value;

use super::row::{Record, take};
use super::rows::{Attendance, Meeting};
use super::{Reader, Result};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::Kind;
use crate::domain::person::called;

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
    pub name: String,
    /// What tells the person from others of the name.
    pub hint: Option<Box<str>>,
    pub attendance: Attendance,
}

impl AttendanceOf {
    /// Returns the name as commands take it.
    pub fn called(&self) -> String {
        called(&self.name, self.hint.as_deref())
    }
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

/// Conditions of a question with their values, numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Terms {
    terms: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Terms {
    /// Returns the SQL with each `#` in it standing for the value.
    pub(super) fn numbered(&mut self, sql: &str, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        sql.replace('#', &format!("?{}", self.values.len()))
    }

    /// Adds a condition, each `#` in it standing for the value.
    pub(super) fn add(&mut self, sql: &str, value: impl Into<Value>) {
        let term = self.numbered(sql, value);
        self.terms.push(term);
    }

    /// Adds a condition without a value.
    pub(super) fn bare(&mut self, sql: &str) {
        self.terms.push(sql.to_owned());
    }

    /// Returns all conditions as one.
    pub(super) fn all(&self) -> String {
        joined(&self.terms)
    }
}

/// Returns conditions as one that holds where all of them do.
pub(super) fn joined(terms: &[String]) -> String {
    if terms.is_empty() { "1".to_owned() } else { terms.join(" AND ") }
}

/// Where meetings of a filter are found.
pub(super) struct Where {
    /// The tables, the meeting as `m`.
    pub(super) tables: &'static str,
    /// The column of the meeting's id that leads.
    pub(super) id: &'static str,
    pub(super) terms: Vec<String>,
}

/// The table of the tags of people.
pub(super) const PERSON_TAGS: &str = "person_tag";
/// The table of the tags of meetings.
const MEETING_TAGS: &str = "meeting_tag";

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
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values.values))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(MeetingLine { meeting: Meeting::read(row, 0)?, people: Vec::new(), tags: Vec::new() });
        }
        self.add_people(&mut out)?;
        Ok(out)
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
    pub fn meetings_of(&self, filter: &MeetingFilter) -> Result<usize> {
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
            let tags = text_list(&self.tags_under(MEETING_TAGS, tag)?);
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

    /// Returns the spellings in use of a tag and of those below it, compared without case and accents.
    pub(super) fn tags_under(&self, table: &str, tag: &str) -> Result<Vec<String>> {
        // From one tag to the next through the index: there are few tags and many rows.
        let sql = format!(
            "WITH RECURSIVE t (tag) AS (SELECT min(tag) FROM {table} UNION ALL
                SELECT (SELECT min(x.tag) FROM {table} x WHERE x.tag > t.tag) FROM t WHERE t.tag IS NOT NULL)
             SELECT tag FROM t WHERE tag IS NOT NULL"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let wanted = fold::fold(tag);
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let tag: String = row.get(0)?;
            if is_under(&fold::fold(&tag), &wanted) {
                out.push(tag);
            }
        }
        Ok(out)
    }

    /// Returns the spellings in use, on people or on meetings, of a tag and of those below it, in alphabetical order.
    pub fn tags_like(&self, tag: &str) -> Result<Vec<String>> {
        let mut tags = self.tags_under(PERSON_TAGS, tag)?;
        tags.extend(self.tags_under(MEETING_TAGS, tag)?);
        tags.sort_unstable_by_key(|tag| (tag.to_ascii_lowercase(), tag.clone()));
        tags.dedup();
        Ok(tags)
    }

    /// Returns the spellings of the places whose folded words hold those of `place`.
    pub(super) fn places_named(&self, place: &str) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached("SELECT name, key FROM place ORDER BY name")?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            if holds_words(row.get_ref(1)?.as_str().unwrap_or_default(), place) {
                out.push(row.get(0)?);
            }
        }
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
            "SELECT {}, p.name, p.hint FROM json_each(?1) j CROSS JOIN attendance a ON a.meeting_id = j.value CROSS JOIN person p ON p.id = a.person_id
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
                let after = Attendance::TABLE.columns.len();
                line.people.push(AttendanceOf { name: row.get(after)?, hint: row.get(after + 1)?, attendance });
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
        self.places_of(&MeetingFilter::default())
    }

    /// Returns the places of the meetings of a filter, with how many there are and the newest of them.
    pub fn places_of(&self, filter: &MeetingFilter) -> Result<Vec<(String, u32, Option<NaiveDate>)>> {
        let mut values = Terms::default();
        let from = self.meeting_terms(filter, &mut values)?;
        let sql = format!(
            "SELECT m.place, count(*), max(m.id) FROM {} WHERE m.place IS NOT NULL AND {} GROUP BY m.place ORDER BY m.place COLLATE NOCASE, m.place",
            from.tables,
            joined(&from.terms)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let places = statement.query_map(rusqlite::params_from_iter(values.values), |row| {
            Ok((row.get(0)?, row.get(1)?, Id(row.get(2)?).day()))
        })?;
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

    /// Returns the tags of the meetings of a filter, with how many of them carry each.
    pub fn tags_of(&self, filter: &MeetingFilter) -> Result<Vec<(String, u32)>> {
        let mut values = Terms::default();
        let from = self.meeting_terms(filter, &mut values)?;
        let sql = format!(
            "SELECT t.tag, count(*) FROM {} JOIN meeting_tag t ON t.meeting_id = {} WHERE {} GROUP BY t.tag",
            from.tables,
            from.id,
            joined(&from.terms)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let tags =
            statement.query_map(rusqlite::params_from_iter(values.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(tags.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns how many meetings the store holds.
    pub fn count_meetings(&self) -> Result<i64> {
        Ok(self.conn.query_row("SELECT count(*) FROM meeting", [], |row| row.get(0))?)
    }
}

/// Tells whether a folded tag is the one wanted or below it: `work:acme` is under `work`.
pub fn is_under(tag: &str, wanted: &str) -> bool {
    tag.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// Tells whether folded words, joined by spaces, hold others side by side.
pub(super) fn holds_words(key: &str, wanted: &str) -> bool {
    !wanted.is_empty()
        && key.match_indices(wanted).any(|(at, _)| {
            let (before, after) = (key.get(..at).unwrap_or_default(), key.get(at + wanted.len()..).unwrap_or_default());
            (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
        })
}

/// Returns the ids as a JSON array, as `json_each` takes them.
pub(super) fn id_list(ids: impl Iterator<Item = Id>) -> String {
    let mut out = String::from("[");
    for id in ids {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&id.0.to_string());
    }
    out.push(']');
    out
}

/// Returns the texts as a JSON array, as `json_each` takes them.
pub(super) fn text_list(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_holds_those_below_it() {
        for (tag, wanted, under) in [
            ("work", "work", true),
            ("work:acme", "work", true),
            ("workshop", "work", false),
            ("work", "work:acme", false),
        ] {
            assert_eq!(is_under(tag, wanted), under, "{tag} under {wanted}");
        }
    }

    #[test]
    fn a_place_is_named_by_whole_words() {
        for (key, wanted, holds) in [
            ("kopi tuku", "kopi tuku", true),
            ("kopi tuku riga", "riga", true),
            ("kopi tuku riga", "kopi riga", false),
            ("rigaer strasse riga", "riga", true),
            ("rigaer strasse", "riga", false),
            ("riga", "", false),
        ] {
            assert_eq!(holds_words(key, wanted), holds, "{wanted} in {key}");
        }
    }

    #[test]
    fn ids_are_listed() {
        assert_eq!(id_list([Id(1), Id(23)].into_iter()), "[1,23]");
        assert_eq!(id_list(std::iter::empty()), "[]");
    }
}
