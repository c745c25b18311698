//! Questions about names: who is called so, and what somebody is called.

use std::collections::HashMap;

use rusqlite::params;

use super::people::{called_in, who_in};
use super::row::take;
use super::terms::id_list;
use super::{Reader, Result};
use crate::domain::id::Id;
use crate::domain::person::{Called, NameKind};

/// A person with every name, for the name ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    /// Nicknames, former and misheard names.
    pub names: Vec<(NameKind, String)>,
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

    /// Returns everybody who can be called so: somebody one of whose names has the first word, and one a word that
    /// begins with the last, an initial perhaps.
    pub fn names_like(&self, first: &str, last: &str) -> Result<Vec<NameRow>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT p.id, p.name, p.hint, n.kind, n.text FROM name_word w CROSS JOIN person p ON p.id = w.person_id
             LEFT JOIN name n ON n.person_id = p.id
             WHERE w.word = ?1 AND EXISTS (SELECT 1 FROM name_word x
                WHERE x.person_id = w.person_id AND x.word >= ?2 AND x.word < ?2 || char(1114111))
             ORDER BY w.person_id, n.id",
        )?;
        let mut rows = statement.query([first, last])?;
        let mut out: Vec<NameRow> = Vec::new();
        while let Some(row) = rows.next()? {
            let id = take(row, 0, "person")?;
            if out.last().is_none_or(|before| before.id != id) {
                out.push(NameRow {
                    id,
                    name: take(row, 1, "person")?,
                    hint: take(row, 2, "person")?,
                    names: Vec::new(),
                });
            }
            if let (Some(kind), Some(person)) = (take(row, 3, "name")?, out.last_mut()) {
                person.names.push((kind, take(row, 4, "name")?));
            }
        }
        Ok(out)
    }

    /// Returns the first so many people after one, in order of id.
    pub fn names_after(&self, after: Option<Id>, most: usize) -> Result<Vec<NameRow>> {
        let which = format!("SELECT id FROM person WHERE id > CAST(?1 AS INTEGER) ORDER BY id LIMIT {most}");
        self.name_rows(&which, Some(after.map_or(i64::MIN, |id| id.0).to_string()))
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
                if let Some(person) = out.get_mut(at) {
                    person.names.push((kind, row.get(2)?));
                }
            }
        }
        Ok(out)
    }

    /// Returns the names of these people, in no order.
    pub fn names_of(&self, ids: &[Id]) -> Result<HashMap<Id, String>> {
        let list = id_list(ids.iter().copied());
        let mut statement =
            self.conn.prepare_cached("SELECT id, name FROM person WHERE id IN (SELECT value FROM json_each(?1))")?;
        let names = statement.query_map([list], |row| Ok((Id(row.get(0)?), row.get(1)?)))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the names of these people as commands take them: with the hint in brackets where there is one.
    pub fn called_of(&self, ids: &[Id]) -> Result<HashMap<Id, String>> {
        self.of_ids(ids, |row| called_in(row, 1))
    }

    /// Returns the names and hints of these people, in no order.
    pub fn names_and_hints_of(&self, ids: &[Id]) -> Result<HashMap<Id, Called>> {
        self.of_ids(ids, |row| who_in(row, 1))
    }

    /// Returns what is read of the names (the second column) and hints (the third) of these people.
    fn of_ids<T>(
        &self,
        ids: &[Id],
        read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<HashMap<Id, T>> {
        let list = id_list(ids.iter().copied());
        let sql = "SELECT id, name, hint FROM person WHERE id IN (SELECT value FROM json_each(?1))";
        let mut statement = self.conn.prepare_cached(sql)?;
        let all = statement.query_map([list], |row| Ok((Id(row.get(0)?), read(row)?)))?;
        Ok(all.collect::<rusqlite::Result<_>>()?)
    }
}
