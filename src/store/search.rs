//! Full text: which people and which meetings hold the words.

use rusqlite::OptionalExtension;

use super::derive::{MEETING_LINES, PERSON_LINES};
use super::meetings::id_list;
use super::{Reader, Result};
use crate::domain::fold;
use crate::domain::id::Id;

/// A line of a person or meeting, with what kind of line it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: Id,
    /// `name`, `fact`, `note`, `text`, `felt` and so on.
    pub kind: String,
    pub line: String,
    /// The day of the line, as stored; `None` where it has none of its own.
    pub on: Option<String>,
}

/// Makes a query of the index out of anything a person may type: every word must begin some word of the
/// text; what stands in double quotes is a phrase. `None` where no word is left.
fn match_query(input: &str) -> Option<String> {
    let mut terms = Vec::new();
    for (i, part) in input.split('"').enumerate() {
        let words = fold::words(part);
        if i % 2 == 1 {
            if !words.is_empty() {
                terms.push(format!("\"{}\"", words.join(" ")));
            }
            continue;
        }
        for raw in part.split_whitespace() {
            // One typed word may fold to several (王小明, anna-lena): they stand side by side.
            let words = fold::words(raw);
            if !words.is_empty() {
                terms.push(format!("\"{}\"*", words.join(" ")));
            }
        }
    }
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

impl Reader<'_> {
    /// Returns the newest `limit` meetings that hold every word, newest first.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below. No input is an error: words are words.
    pub fn search_meetings(&self, words: &str, limit: u32) -> Result<Vec<Id>> {
        self.matches(
            "SELECT rowid FROM meeting_search WHERE meeting_search MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
            words,
            limit,
        )
    }

    /// Returns up to `limit` people whose lines together hold every word, in the order they were added.
    pub fn search_people(&self, words: &str, limit: u32) -> Result<Vec<Id>> {
        self.matches(
            "SELECT rowid FROM person_search WHERE person_search MATCH ?1 ORDER BY rowid LIMIT ?2",
            words,
            limit,
        )
    }

    fn matches(&self, sql: &str, words: &str, limit: u32) -> Result<Vec<Id>> {
        let Some(query) = match_query(words) else { return Ok(Vec::new()) };
        let mut statement = self.conn.prepare_cached(sql)?;
        let ids = statement.query_map(rusqlite::params![query, limit], |row| row.get(0).map(Id))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns people who hold every word between their own lines and those of meetings they were at, for
    /// questions such as "tall, Riga, at Anna's". At most `limit`, in the order they were added.
    pub fn search_across(&self, words: &str, limit: u32) -> Result<Vec<Id>> {
        let mut people: Option<Vec<i64>> = None;
        for word in words.split_whitespace() {
            let Some(query) = match_query(word) else { continue };
            let mut statement = self.conn.prepare_cached(
                "SELECT rowid FROM person_search WHERE person_search MATCH ?1
                 UNION SELECT a.person_id FROM meeting_search s JOIN attendance a ON a.meeting_id = s.rowid WHERE meeting_search MATCH ?1
                 ORDER BY 1",
            )?;
            let found = statement.query_map([query], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            people = Some(match people {
                None => found,
                Some(before) => before.into_iter().filter(|id| found.binary_search(id).is_ok()).collect(),
            });
        }
        Ok(people.unwrap_or_default().into_iter().take(limit as usize).map(Id).collect())
    }

    /// Returns the searchable lines of a person that hold one of the words.
    pub fn person_lines(&self, id: Id, words: &str) -> Result<Vec<Hit>> {
        self.lines(PERSON_LINES, id, words, 2)
    }

    /// Returns the searchable lines of a meeting that hold one of the words.
    pub fn meeting_lines(&self, id: Id, words: &str) -> Result<Vec<Hit>> {
        self.lines(MEETING_LINES, id, words, usize::MAX)
    }

    fn lines(&self, sql: &str, id: Id, words: &str, day_column: usize) -> Result<Vec<Hit>> {
        let wanted = fold::words(words);
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([id.0])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let line: String = row.get(1)?;
            if fold::words(&line).iter().any(|have| wanted.iter().any(|w| have.starts_with(w.as_str()))) {
                let on = if day_column < 3 { row.get(day_column)? } else { None };
                out.push(Hit { id, kind: row.get(0)?, line, on });
            }
        }
        Ok(out)
    }

    /// Returns which of these people were at any of these meetings.
    pub fn people_at(&self, meetings: &[Id]) -> Result<Vec<Id>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT DISTINCT person_id FROM attendance WHERE meeting_id IN (SELECT value FROM json_each(?1)) ORDER BY 1")?;
        let ids = statement.query_map([id_list(meetings.iter().copied())], |row| row.get(0).map(Id))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Tells whether the person is in the store.
    pub fn has_person(&self, id: Id) -> Result<bool> {
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT 1 FROM person WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        Ok(found.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_becomes_quoted_words() {
        for (input, query) in [
            ("coffee", Some("\"coffee\"*")),
            ("Coffee José", Some("\"coffee\"* AND \"jose\"*")),
            ("\"gentle giant\" riga", Some("\"gentle giant\" AND \"riga\"*")),
            ("a AND b", Some("\"a\"* AND \"and\"* AND \"b\"*")),
            ("o'brien NEAR(x) -y *", Some("\"obrien\"* AND \"near x\"* AND \"y\"*")),
            ("王小", Some("\"王 小\"*")),
            ("\"", None),
            ("* - \" ( )", None),
        ] {
            assert_eq!(match_query(input).as_deref(), query, "{input}");
        }
    }
}
