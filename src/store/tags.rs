//! Questions about tags, on people and on meetings.

use super::meetings::MeetingFilter;
use super::terms::{Terms, joined};
use super::{Reader, Result};
use crate::domain::fold;

/// What carries tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tagged {
    People,
    Meetings,
}

impl Tagged {
    /// Returns the table of their tags.
    fn table(self) -> &'static str {
        match self {
            Tagged::People => "person_tag",
            Tagged::Meetings => "meeting_tag",
        }
    }
}

impl Reader<'_> {
    /// Returns the spellings in use of a tag and of those below it, compared without case and accents.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub(super) fn tags_under(&self, tagged: Tagged, tag: &str) -> Result<Vec<String>> {
        let table = tagged.table();
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
        let mut tags = self.tags_under(Tagged::People, tag)?;
        tags.extend(self.tags_under(Tagged::Meetings, tag)?);
        tags.sort_unstable_by_key(|tag| (tag.to_ascii_lowercase(), tag.clone()));
        tags.dedup();
        Ok(tags)
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
}

/// Tells whether a folded tag is the one wanted or below it: `work:acme` is under `work`.
pub fn is_under(tag: &str, wanted: &str) -> bool {
    tag.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
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
}
