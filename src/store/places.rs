//! Questions about places.

use chrono::NaiveDate;

use super::meetings::MeetingFilter;
use super::terms::{Terms, joined};
use super::{Reader, Result};
use crate::domain::id::Id;

impl Reader<'_> {
    /// Returns the spellings of the places whose folded words hold those of `place`.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
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
}

/// Tells whether folded words, joined by spaces, hold others side by side.
pub(super) fn holds_words(key: &str, wanted: &str) -> bool {
    !wanted.is_empty()
        && key.match_indices(wanted).any(|(at, _)| {
            let (before, after) = (key.get(..at).unwrap_or_default(), key.get(at + wanted.len()..).unwrap_or_default());
            (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
