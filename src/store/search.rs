//! Full text: which people and which meetings hold the words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::derive::PERSON_LINES;
use super::meetings::MeetingFilter;
use super::terms::{Terms, id_list, joined};
use super::{Reader, Result};
use crate::domain::id::Id;
use crate::text::scan;

/// The most words a search takes: more is a paste by mistake, and one bit of a number stands for each.
pub const WORDS_MAX: usize = 64;

/// What is searched for. Any text can be one: there is no syntax to get wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    terms: Vec<Term>,
}

/// Folded words that must stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    words: Vec<String>,
    /// The last word must be whole; else it may be the beginning of one.
    whole: bool,
}

impl Words {
    /// Reads what a person typed: every word must begin some word of the text; what stands in double quotes is a
    /// phrase of whole words. No word twice.
    pub fn parse(input: &str) -> Words {
        let mut found = Words::default();
        let quotes = input.matches('"').count();
        for (i, part) in input.split('"').enumerate() {
            // A quote that nothing closes, as in 5" tall, begins no phrase.
            if i % 2 == 1 && i < quotes {
                found.add(part, true);
            } else {
                // One typed word may fold to several (王小明, anna-lena): they stand side by side.
                part.split_whitespace().for_each(|word| found.add(word, false));
            }
        }
        found
    }

    fn add(&mut self, text: &str, whole: bool) {
        // What is refused anyway need not be gathered.
        if self.count() > WORDS_MAX {
            return;
        }
        let words = scan::words(text).into_iter().map(|word| word.folded).collect();
        let term = Term { words, whole };
        if !term.words.is_empty() && !self.terms.contains(&term) {
            self.terms.push(term);
        }
    }

    /// Returns how many words there are, those of phrases counted; more than [`WORDS_MAX`] need not be exact.
    pub fn count(&self) -> usize {
        self.terms.iter().map(|term| term.words.len()).sum()
    }

    /// Returns which terms a text holds, a bit for each.
    pub fn held(&self, text: &str) -> u64 {
        let mut held = 0;
        self.each_match(&scan::words(text), |term, _, _| held |= bit(term));
        held
    }

    /// Returns the bits of all terms.
    pub fn all(&self) -> u64 {
        (0..self.terms.len()).fold(0, |all, term| all | bit(term))
    }

    /// Returns where the terms stand in a text, in order, none over another; whole words, also where only their
    /// beginnings were searched for.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let tokens = scan::words(text);
        let mut found: Vec<Range<usize>> = Vec::new();
        self.each_match(&tokens, |_, first, last| {
            if let (Some(first), Some(last)) = (tokens.get(first), tokens.get(last)) {
                found.push(first.span.start..last.span.end);
            }
        });
        found.sort_by_key(|span| (span.start, span.end));
        let mut out: Vec<Range<usize>> = Vec::new();
        for span in found {
            match out.last_mut().filter(|last| span.start < last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => out.push(span),
            }
        }
        out
    }

    /// Calls the function for each place where a term stands: the term, and its first and last word in the text.
    fn each_match(&self, tokens: &[scan::Word<'_>], mut with: impl FnMut(usize, usize, usize)) {
        for (at, term) in self.terms.iter().enumerate() {
            let Some((last, before)) = term.words.split_last() else { continue };
            for (start, window) in tokens.windows(term.words.len()).enumerate() {
                let fits = |have: &str| if term.whole { have == last } else { have.starts_with(last.as_str()) };
                let ends = window.last().is_some_and(|word| fits(&word.folded));
                if ends && window.iter().zip(before).all(|(have, wanted)| have.folded == *wanted) {
                    with(at, start, start + before.len());
                }
            }
        }
    }

    /// Returns the question to the index; everything in it is quoted.
    fn query(&self) -> String {
        self.terms.iter().map(Term::query).collect::<Vec<_>>().join(" AND ")
    }
}

/// Returns the bit of a term; none for one past the limit.
fn bit(term: usize) -> u64 {
    u32::try_from(term).ok().and_then(|term| 1_u64.checked_shl(term)).unwrap_or_default()
}

impl Term {
    fn query(&self) -> String {
        format!("\"{}\"{}", self.words.join(" "), if self.whole { "" } else { "*" })
    }
}

/// A line of a person that search looks through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: Id,
    /// `name`, `fact`, `note`, `felt` and so on.
    pub kind: String,
    pub line: String,
    /// The day of the line, as stored; `None` where it has none of its own.
    pub on: Option<String>,
}

impl Reader<'_> {
    /// Returns the newest meetings that hold every word and fit the filter, newest first.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below. No input is an error: words are words.
    pub fn search_meetings(&self, words: &Words, filter: &MeetingFilter) -> Result<Vec<Id>> {
        let mut terms = Terms::default();
        terms.add("meeting_search MATCH #", words.query());
        let days = [(filter.since.map(Id::first_of), ">="), (filter.until.map(Id::after), "<")];
        for (id, sign) in days {
            if let Some(id) = id {
                terms.add(&format!("s.rowid {sign} #"), id.0);
            }
        }
        // The days are asked of the index itself; all else of the meeting, if there is anything else.
        let rest = MeetingFilter { since: None, until: None, ..filter.clone() };
        let mut from = "meeting_search s";
        if !rest.with.is_empty() || rest.place.is_some() || !rest.tags.is_empty() || rest.kind.is_some() {
            for person in &rest.with {
                terms.add(
                    "EXISTS (SELECT 1 FROM attendance x WHERE x.person_id = # AND x.meeting_id = s.rowid)",
                    person.0,
                );
            }
            let of = self.meeting_terms(&MeetingFilter { with: Vec::new(), ..rest }, &mut terms)?;
            terms.bare(&joined(&of.terms));
            // The search leads, newest first, so that only as many meetings are looked at as needed.
            from = "meeting_search s CROSS JOIN meeting m ON m.id = s.rowid";
        }
        let limit = terms.numbered("#", filter.limit.map_or(-1, i64::from));
        let sql = format!("SELECT s.rowid FROM {from} WHERE {} ORDER BY s.rowid DESC LIMIT {limit}", terms.all());
        self.ids(&sql, terms)
    }

    /// Returns people whose own lines together hold every word, in the order they were added; of some people only,
    /// and at most so many, where told.
    pub fn search_people(&self, words: &Words, among: Option<&[Id]>, limit: Option<u32>) -> Result<Vec<Id>> {
        self.people_holding(words.query(), among, limit)
    }

    fn people_holding(&self, query: String, among: Option<&[Id]>, limit: Option<u32>) -> Result<Vec<Id>> {
        let mut terms = Terms::default();
        terms.add("person_search MATCH #", query);
        if let Some(among) = among {
            terms.add("+rowid IN (SELECT value FROM json_each(#))", id_list(among.iter().copied()));
        }
        let limit = terms.numbered("#", limit.map_or(-1, i64::from));
        self.ids(&format!("SELECT rowid FROM person_search WHERE {} ORDER BY rowid LIMIT {limit}", terms.all()), terms)
    }

    fn ids(&self, sql: &str, terms: Terms) -> Result<Vec<Id>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let ids = statement.query_map(rusqlite::params_from_iter(terms.values), |row| row.get(0).map(Id))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns people who hold every word between their own lines and those of meetings they were at, for questions
    /// such as "tall, Riga, at Anna's", each with the newest meeting for each word that only meetings hold. Those with
    /// the most words of their own come first. At least one word must be their own, or meetings alone are the answer.
    pub fn search_across(&self, words: &Words, among: Option<&[Id]>) -> Result<Vec<(Id, Vec<Id>)>> {
        if words.terms.len() < 2 {
            return Ok(Vec::new());
        }
        let mut people: BTreeMap<Id, (u64, Vec<Id>)> = BTreeMap::new();
        for (at, term) in words.terms.iter().enumerate() {
            for id in self.people_holding(term.query(), among, None)? {
                people.entry(id).or_default().0 |= bit(at);
            }
        }
        people.retain(|_, (held, _)| *held != words.all());
        for (at, term) in words.terms.iter().enumerate() {
            let lacks = |held: u64| held & bit(at) == 0;
            let lacking: Vec<Id> = people.iter().filter(|(_, (held, _))| lacks(*held)).map(|(id, _)| *id).collect();
            if lacking.is_empty() {
                continue;
            }
            let seen = self.newest_holding(term, &lacking)?;
            people.retain(|id, (held, meetings)| match seen.get(id) {
                _ if !lacks(*held) => true,
                Some(meeting) => {
                    meetings.push(*meeting);
                    true
                }
                None => false,
            });
        }
        let mut out: Vec<_> =
            people.into_iter().map(|(id, (held, meetings))| (held.count_ones(), id, meetings)).collect();
        out.sort_by_key(|(own, id, _)| (std::cmp::Reverse(*own), *id));
        Ok(out.into_iter().map(|(_, id, meetings)| (id, meetings)).collect())
    }

    /// Returns for each of the people the newest meeting that holds the term; those without one are left out.
    fn newest_holding(&self, term: &Term, people: &[Id]) -> Result<BTreeMap<Id, Id>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT a.person_id, max(a.meeting_id) FROM json_each(?1) j CROSS JOIN attendance a ON a.person_id = j.value
             WHERE +a.meeting_id IN (SELECT rowid FROM meeting_search WHERE meeting_search MATCH ?2) GROUP BY a.person_id",
        )?;
        let found = statement.query_map(rusqlite::params![id_list(people.iter().copied()), term.query()], |row| {
            Ok((Id(row.get(0)?), Id(row.get(1)?)))
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the searchable lines of these people, with one question; of each the full name first.
    pub fn person_texts(&self, people: &[Id]) -> Result<Vec<Hit>> {
        let mut statement = self.conn.prepare_cached(&of_many(PERSON_LINES))?;
        let mut rows = statement.query([id_list(people.iter().copied())])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(Hit { id: Id(row.get(0)?), kind: row.get(1)?, line: row.get(2)?, on: row.get(3)? });
        }
        Ok(out)
    }
}

/// Makes of a question about the lines of one row the same question about many, with the row's id before them.
fn of_many(lines: &str) -> String {
    let parts = lines.split("UNION ALL").map(|part| {
        let key = part.split_once("WHERE ").and_then(|(_, rest)| rest.split(' ').next()).unwrap_or("id");
        // Joined, not `IN (SELECT …)`, for which every part would fill a table of its own.
        part.replacen("SELECT ", &format!("SELECT {key}, "), 1)
            .replacen(" FROM ", " FROM (SELECT value AS asked FROM json_each(?1)) CROSS JOIN ", 1)
            .replace("= ?1", "= asked")
    });
    parts.collect::<Vec<_>>().join("UNION ALL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_becomes_quoted_words() {
        for (input, query) in [
            ("coffee", "\"coffee\"*"),
            ("Coffee José coffee", "\"coffee\"* AND \"jose\"*"),
            ("\"gentle giant\" riga", "\"gentle giant\" AND \"riga\"*"),
            ("5\" tall", "\"5\"* AND \"tall\"*"),
            ("a AND b", "\"a\"* AND \"and\"* AND \"b\"*"),
            ("o'brien NEAR(x) -y *", "\"obrien\"* AND \"near x\"* AND \"y\"*"),
            ("王小", "\"王 小\"*"),
            ("a\0b", "\"a b\"*"),
            ("\"", ""),
            ("* - \" ( )", ""),
        ] {
            assert_eq!(Words::parse(input).query(), query, "{input}");
        }
    }

    #[test]
    fn words_are_found_where_they_stand() {
        for (input, text, found) in [
            ("jos gra", "José met Grace", &["José", "Grace"][..]),
            ("\"gentle gia\"", "gentle giant", &[]),
            ("\"gentle giant\"", "a Gentle, giant!", &["Gentle, giant"]),
            ("小明 明", "与王小明", &["小明"]),
            ("anna-l", "Anna Lena, anna", &["Anna Lena"]),
            ("x", "", &[]),
        ] {
            let spans = Words::parse(input).spans(text);
            let spans: Vec<_> = spans.into_iter().filter_map(|span| text.get(span)).collect();
            assert_eq!(spans, found, "{input} in {text}");
        }
        let words = Words::parse("tall riga tall");
        assert_eq!((words.held("from Riga"), words.held("tall, Riga"), words.all()), (0b10, 0b11, 0b11));
    }

    #[test]
    fn a_paste_has_too_many_words_and_costs_little() {
        let words = Words::parse(&"so many words ".repeat(10));
        assert_eq!(words.count(), 3);
        let many: String = (0..100_000).map(|n| format!("{n} ")).collect();
        let words = Words::parse(&many);
        assert!(words.count() > WORDS_MAX);
        assert_eq!((words.held("0"), words.all()), (1, u64::MAX));
        assert!(Words::parse(&"王".repeat(300_000)).count() > WORDS_MAX);
    }

    #[test]
    fn many_are_asked_for_as_one() {
        let sql = of_many(
            "\n SELECT 'name' AS kind, name AS line, added_on AS on_day FROM person WHERE id = ?1\n UNION ALL SELECT side, words, on_day FROM feeling WHERE person_id = ?1",
        );
        assert!(sql.contains("SELECT id, 'name' AS kind"), "{sql}");
        let many = "FROM (SELECT value AS asked FROM json_each(?1)) CROSS JOIN feeling WHERE person_id = asked";
        assert!(sql.contains(&format!("SELECT person_id, side, words, on_day {many}")), "{sql}");
    }
}
