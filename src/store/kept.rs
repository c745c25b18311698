//! What is kept about one person. To prepare a question takes longer than to answer it, so that each is of the plainest.

use super::people::called_in;
use super::row::{Record, take};
use super::rows::{
    Contact, Engagement, EventDate, Fact, FeelingNote, Name, Note, Person, PersonTag, Promise, Referral, Relation,
    feeling,
};
use super::{Reader, Result};
use crate::domain::id::Id;
use crate::domain::meeting::{Feeling, Kind};
use chrono::NaiveDate;

/// A person with the rows that speak of them, in the order they were added where nothing else is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub person: Person,
    pub names: Vec<Name>,
    /// In alphabetical order.
    pub tags: Vec<PersonTag>,
    pub contacts: Vec<Contact>,
    pub facts: Vec<Fact>,
    /// What others are to the person.
    pub relations: Vec<Relation>,
    /// What the person is to others.
    pub related: Vec<Relation>,
    pub dates: Vec<EventDate>,
    /// The newest first.
    pub notes: Vec<Note>,
    pub feelings: Vec<FeelingNote>,
    /// Open ones only, by due day, those without one last.
    pub promises: Vec<Promise>,
    /// Who brought the person.
    pub brought_by: Vec<Referral>,
    /// Whom the person brought.
    pub brought: Vec<Referral>,
    pub engagements: Vec<Engagement>,
}

/// A meeting as one of those who were there has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    pub id: Id,
    pub on_day: NaiveDate,
    pub kind: Kind,
    pub minutes: Option<u32>,
    pub place: Option<String>,
    pub text: String,
    /// How the person made me feel.
    pub felt: Option<Feeling>,
    /// How I think I left the person.
    pub left: Option<Feeling>,
}

impl Reader<'_> {
    /// Returns what is kept about the person; `None` where nobody has this id.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn kept(&self, id: Id) -> Result<Option<Kept>> {
        let Some(mut kept) = self.kept_for_reasons(id)? else { return Ok(None) };
        kept.names = self.rows_of("person_id", id)?;
        kept.tags = self.rows_of("person_id", id)?;
        kept.contacts = self.rows_of("person_id", id)?;
        kept.relations = self.rows_of("person_id", id)?;
        kept.related = self.rows_of("other_id", id)?;
        kept.notes = self.rows_of("person_id", id)?;
        kept.brought_by = self.rows_of("referred_id", id)?;
        kept.engagements = self.rows_of("person_id", id)?;
        kept.sort();
        Ok(Some(kept))
    }

    /// Returns what of it reasons to be in touch speak of: facts, dates, feelings, promises, and whom the person brought.
    /// The other lists are empty.
    pub fn kept_for_reasons(&self, id: Id) -> Result<Option<Kept>> {
        let Some(person) = self.rows_of("id", id)?.pop() else { return Ok(None) };
        let mut kept = Kept::of(person);
        kept.facts = self.rows_of("person_id", id)?;
        kept.dates = self.rows_of("person_id", id)?;
        kept.feelings = self.rows_of("person_id", id)?;
        kept.brought = self.rows_of("referrer_id", id)?;
        kept.promises = self.rows_of("outcome = 'open' AND person_id", id)?;
        kept.sort();
        Ok(Some(kept))
    }

    /// Returns the rows of a table of which `about` names the person, in no order: putting a few rows in order takes less
    /// than asking for it.
    fn rows_of<R: Record>(&self, about: &str, id: Id) -> Result<Vec<R>> {
        let sql = format!("SELECT {} FROM {} WHERE {about} = ?1", R::TABLE.columns.join(","), R::TABLE.name);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([id.0])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(R::read(row, 0)?);
        }
        Ok(out)
    }

    /// Returns the newest meetings with the person up to a day, newest first, at most so many.
    pub fn met(&self, person: Id, until: NaiveDate, limit: u32) -> Result<Vec<Met>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT w.meeting_id, m.on_day, m.kind, m.minutes, m.place, m.text, w.felt_words, w.felt, w.left_words, w.left_value
             FROM attendance w CROSS JOIN meeting m ON m.id = w.meeting_id
             WHERE w.person_id = ?1 AND w.meeting_id < ?2 ORDER BY w.meeting_id DESC LIMIT ?3",
        )?;
        let mut rows = statement.query([person.0, Id::after(until).0, i64::from(limit)])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let felt = |words, value| -> Result<Option<Feeling>> {
                let words: Option<String> = take(row, words, "attendance")?;
                Ok(feeling(words.as_deref(), take(row, value, "attendance")?))
            };
            out.push(Met {
                id: take(row, 0, "meeting")?,
                on_day: take(row, 1, "meeting")?,
                kind: take(row, 2, "meeting")?,
                minutes: take(row, 3, "meeting")?,
                place: take(row, 4, "meeting")?,
                text: take(row, 5, "meeting")?,
                felt: felt(6, 7)?,
                left: felt(8, 9)?,
            });
        }
        Ok(out)
    }

    /// Returns who else was at these few meetings, as commands take their names, those of one in the order in which they were added to the store.
    pub fn names_beside(&self, person: Id, meetings: &[Id]) -> Result<Vec<(Id, String)>> {
        if meetings.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; meetings.len()].join(",");
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT a.meeting_id, p.name, p.hint FROM attendance a CROSS JOIN person p ON p.id = a.person_id
             WHERE a.meeting_id IN ({marks}) AND a.person_id <> ? ORDER BY a.meeting_id, a.person_id"
        ))?;
        let ids = meetings.iter().chain([&person]).map(|id| id.0);
        let name = |row: &rusqlite::Row<'_>| Ok((Id(row.get(0)?), called_in(row, 1)?));
        let names = statement.query_map(rusqlite::params_from_iter(ids), name)?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }
}

impl Kept {
    /// Returns a person of whom nothing else is known.
    fn of(person: Person) -> Kept {
        Kept {
            person,
            names: Vec::new(),
            tags: Vec::new(),
            contacts: Vec::new(),
            facts: Vec::new(),
            relations: Vec::new(),
            related: Vec::new(),
            dates: Vec::new(),
            notes: Vec::new(),
            feelings: Vec::new(),
            promises: Vec::new(),
            brought_by: Vec::new(),
            brought: Vec::new(),
            engagements: Vec::new(),
        }
    }

    /// Puts every list in its order, which the one question cannot ask for.
    fn sort(&mut self) {
        self.names.sort_by_key(|row| row.id);
        self.tags.sort_by(|a, b| a.tag.cmp(&b.tag));
        self.contacts.sort_by_key(|row| row.id);
        self.facts.sort_by_key(|row| row.id);
        self.relations.sort_by_key(|row| row.id);
        self.related.sort_by_key(|row| row.id);
        self.dates.sort_by_key(|row| row.id);
        self.notes.sort_by_key(|row| std::cmp::Reverse((row.on_day, row.id)));
        self.feelings.sort_by_key(|row| row.id);
        self.brought_by.sort_by_key(|row| row.id);
        self.brought.sort_by_key(|row| row.id);
        self.engagements.sort_by_key(|row| row.id);
        self.promises.sort_by_key(|row| (std::cmp::Reverse(row.closed_on), row.due.is_none(), row.due, row.id));
    }
}
