//! Questions about people.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::params;

use super::row::take;
use super::rows::{Person, Referral};
use super::{Reader, Result};
use crate::domain::id::Id;
use crate::domain::person::{Closeness, NameKind, State};

/// A person with every name, for the name ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    /// Nicknames, former and misheard names.
    pub names: Vec<(NameKind, String)>,
}

/// Which people to list. Everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// All of these tags.
    pub tags: Vec<String>,
    /// In this state; `None` for everyone but those let go and the dead.
    pub state: Option<State>,
    /// Who shared a meeting with each of these people.
    pub with: Vec<Id>,
    /// Who was met at this place, or lives there.
    pub place: Option<String>,
    /// Last contact on or after this day.
    pub since: Option<NaiveDate>,
    /// Last contact on or before this day.
    pub until: Option<NaiveDate>,
    /// People known only from imported mail too.
    pub background: bool,
}

/// A line of the list of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    pub closeness: Option<Closeness>,
    pub kin: bool,
    pub state: State,
    /// Day of the newest meeting that was a contact; `None` where there was none.
    pub last_on: Option<NaiveDate>,
    /// In alphabetical order.
    pub tags: Vec<String>,
}

const BY_WORDS: &str = "SELECT person_id FROM name_word WHERE word IN (SELECT value FROM json_each(?1))";
const BY_PREFIX: &str = "SELECT person_id FROM name_word WHERE word >= ?1 AND word < ?1 || char(1114111)";
const EVERYONE: &str = "SELECT id FROM person WHERE ?1 IS NULL";

impl Reader<'_> {
    /// Returns everybody one of whose names has one of these folded words.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn names_with(&self, words: &[String]) -> Result<Vec<NameRow>> {
        self.name_rows(BY_WORDS, Some(serde_json::Value::from(words).to_string()))
    }

    /// Returns everybody one of whose names has a folded word that begins with `prefix`.
    pub fn names_from(&self, prefix: &str) -> Result<Vec<NameRow>> {
        self.name_rows(BY_PREFIX, Some(prefix.to_owned()))
    }

    /// Returns everybody.
    pub fn names(&self) -> Result<Vec<NameRow>> {
        self.name_rows(EVERYONE, None)
    }

    fn name_rows(&self, which: &str, argument: Option<String>) -> Result<Vec<NameRow>> {
        let sql = format!("SELECT id, name, hint FROM person WHERE id IN ({which}) ORDER BY id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut out = statement
            .query_map(params![argument], |row| {
                Ok(NameRow { id: Id(row.get(0)?), name: row.get(1)?, hint: row.get(2)?, names: Vec::new() })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if out.is_empty() {
            return Ok(out);
        }
        let sql = format!("SELECT person_id, kind, text FROM name WHERE person_id IN ({which}) ORDER BY person_id, id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![argument])?;
        while let Some(row) = rows.next()? {
            let person = Id(row.get(0)?);
            if let Ok(at) = out.binary_search_by_key(&person, |p| p.id) {
                let kind = take(row, 1, "name")?;
                out[at].names.push((kind, row.get(2)?));
            }
        }
        Ok(out)
    }

    /// Returns the person.
    pub fn person(&self, id: Id) -> Result<Option<Person>> {
        self.get(id)
    }

    /// Returns the names of these people, in no order.
    pub fn names_of(&self, ids: &[Id]) -> Result<HashMap<Id, String>> {
        let list = serde_json::Value::from(ids.iter().map(|id| id.0).collect::<Vec<_>>()).to_string();
        let mut statement =
            self.conn.prepare_cached("SELECT id, name FROM person WHERE id IN (SELECT value FROM json_each(?1))")?;
        let names = statement.query_map([list], |row| Ok((Id(row.get(0)?), row.get(1)?)))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the people of this very name, folded words compared.
    pub fn people(&self, filter: &PersonFilter) -> Result<Vec<PersonLine>> {
        let mut terms: Vec<String> = Vec::new();
        let mut values: Vec<rusqlite::types::Value> = Vec::new();
        let mut term = |sql: &str, value: rusqlite::types::Value| {
            values.push(value);
            terms.push(sql.replace('?', &format!("?{}", values.len())));
        };
        for tag in &filter.tags {
            term("id IN (SELECT person_id FROM person_tag WHERE tag = ? OR tag GLOB ? || ':*')", tag.clone().into());
        }
        for other in &filter.with {
            term(
                "id <> ? AND id IN (SELECT b.person_id FROM attendance a JOIN attendance b ON b.meeting_id = a.meeting_id WHERE a.person_id = ?)",
                other.0.into(),
            );
        }
        if let Some(place) = &filter.place {
            term(
                "(id IN (SELECT a.person_id FROM meeting m JOIN attendance a ON a.meeting_id = m.id WHERE m.place IN (SELECT name FROM place WHERE key = ?))
                 OR id IN (SELECT person_id FROM fact WHERE label = 'lives' AND value = ? COLLATE NOCASE))",
                place.clone().into(),
            );
        }
        match filter.state {
            Some(state) => term("state = ?", state.as_str().to_owned().into()),
            None => terms.push("state IN ('active', 'resting')".into()),
        }
        if !filter.background {
            terms.push("background = 0".into());
        }
        let sql = format!(
            "SELECT id, name, hint, closeness, kin, state FROM person WHERE {} ORDER BY id",
            terms.join(" AND ")
        );
        let mut statement = self.conn.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(PersonLine {
                id: Id(row.get(0)?),
                name: row.get(1)?,
                hint: row.get(2)?,
                closeness: take(row, 3, "person")?,
                kin: take(row, 4, "person")?,
                state: take(row, 5, "person")?,
                last_on: None,
                tags: Vec::new(),
            });
        }
        self.add_last_days(&mut out)?;
        self.add_tags(&mut out)?;
        out.retain(|p| filter.since.is_none_or(|day| p.last_on.is_some_and(|on| on >= day)));
        out.retain(|p| filter.until.is_none_or(|day| p.last_on.is_some_and(|on| on <= day)));
        Ok(out)
    }

    /// Fills in the day of the last contact; both lists are in order of id, so one pass does.
    fn add_last_days(&self, people: &mut [PersonLine]) -> Result<()> {
        let mut statement = self.conn.prepare("SELECT person_id, meeting_id FROM recency ORDER BY person_id")?;
        let mut rows = statement.query([])?;
        let mut people = people.iter_mut().peekable();
        while let Some(row) = rows.next()? {
            let id = Id(row.get(0)?);
            while people.next_if(|p| p.id < id).is_some() {}
            if let Some(person) = people.next_if(|p| p.id == id) {
                person.last_on = Id(row.get(1)?).day();
            }
        }
        Ok(())
    }

    fn add_tags(&self, people: &mut [PersonLine]) -> Result<()> {
        let mut statement = self.conn.prepare("SELECT person_id, tag FROM person_tag ORDER BY person_id, tag")?;
        let mut rows = statement.query([])?;
        let mut at = 0;
        while let Some(row) = rows.next()? {
            let id = Id(row.get(0)?);
            while people.get(at).is_some_and(|p| p.id < id) {
                at += 1;
            }
            if let Some(person) = people.get_mut(at).filter(|p| p.id == id) {
                person.tags.push(row.get(1)?);
            }
        }
        Ok(())
    }

    /// Returns how many meetings each candidate shares with any of the others.
    pub fn shared_meetings(&self, candidates: &[Id], others: &[Id]) -> Result<Vec<(Id, u32)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT count(DISTINCT a.meeting_id) FROM attendance a JOIN attendance b ON b.meeting_id = a.meeting_id
             WHERE a.person_id = ?1 AND b.person_id IN (SELECT value FROM json_each(?2))",
        )?;
        let others = serde_json::Value::from(others.iter().map(|id| id.0).collect::<Vec<_>>()).to_string();
        candidates.iter().map(|id| Ok((*id, statement.query_row(params![id.0, others], |row| row.get(0))?))).collect()
    }

    /// Returns who brought the person, and whom the person brought.
    pub fn referrals_of(&self, id: Id) -> Result<(Vec<Referral>, Vec<Referral>)> {
        Ok((self.all_of("referred_id", id)?, self.all_of("referrer_id", id)?))
    }

    /// Returns how many people the store holds.
    pub fn count_people(&self) -> Result<i64> {
        Ok(self.conn.query_row("SELECT count(*) FROM person", [], |row| row.get(0))?)
    }

    /// Returns the id of the person added last; `None` in an empty store.
    pub fn newest_operation_rows(&self, table: &str) -> Result<Vec<Id>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT key FROM change WHERE tbl = ?1 AND operation_id = (
                SELECT max(operation_id) FROM change WHERE tbl = ?1 AND before IS NULL) AND before IS NULL ORDER BY seq",
        )?;
        let ids = statement.query_map([table], |row| row.get(0).map(Id))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }
}
