//! What is kept about one person, asked for together: to prepare a question takes longer than to answer it.

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

/// The columns of the widest of the tables; the one after them says which table a row is of.
const WIDTH: usize = Person::TABLE.columns.len();

/// Appends the question about one table, of a number of its own.
fn ask<R: Record>(sql: &mut String, number: usize, about: &str) {
    if number > 0 {
        sql.push_str(" UNION ALL ");
    }
    sql.push_str("SELECT ");
    for at in 0..WIDTH {
        sql.push_str(R::TABLE.columns.get(at).unwrap_or(&"NULL"));
        sql.push(',');
    }
    sql.push_str(&number.to_string());
    sql.push_str(" FROM ");
    sql.push_str(R::TABLE.name);
    sql.push_str(" WHERE ");
    sql.push_str(about);
    sql.push_str(" = ?1");
}

/// Returns the question about a person: about everything, or only about what reasons speak of.
fn question(whole: bool) -> String {
    let mut sql = String::with_capacity(2048);
    ask::<Person>(&mut sql, 0, "id");
    ask::<Fact>(&mut sql, 4, "person_id");
    ask::<EventDate>(&mut sql, 7, "person_id");
    ask::<FeelingNote>(&mut sql, 9, "person_id");
    ask::<Referral>(&mut sql, 11, "referrer_id");
    ask::<Promise>(&mut sql, 13, "outcome = 'open' AND person_id");
    if whole {
        ask::<Name>(&mut sql, 1, "person_id");
        ask::<PersonTag>(&mut sql, 2, "person_id");
        ask::<Contact>(&mut sql, 3, "person_id");
        ask::<Relation>(&mut sql, 5, "person_id");
        ask::<Relation>(&mut sql, 6, "other_id");
        ask::<Note>(&mut sql, 8, "person_id");
        ask::<Referral>(&mut sql, 10, "referred_id");
        ask::<Engagement>(&mut sql, 12, "person_id");
    }
    sql
}

impl Reader<'_> {
    /// Returns what is kept about the person; `None` where nobody has this id.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn kept(&self, id: Id) -> Result<Option<Kept>> {
        self.kept_rows(&question(true), id)
    }

    /// Returns what of it reasons to be in touch speak of: facts, dates, feelings, promises, and whom the person brought.
    /// The other lists are empty.
    pub fn kept_for_reasons(&self, id: Id) -> Result<Option<Kept>> {
        self.kept_rows(&question(false), id)
    }

    fn kept_rows(&self, sql: &str, id: Id) -> Result<Option<Kept>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        if take::<u32>(row, WIDTH, "person")? != 0 {
            return Ok(None);
        }
        let mut kept = Kept::of(Person::read(row, 0)?);
        while let Some(row) = rows.next()? {
            match take::<u32>(row, WIDTH, "person")? {
                1 => kept.names.push(Name::read(row, 0)?),
                2 => kept.tags.push(PersonTag::read(row, 0)?),
                3 => kept.contacts.push(Contact::read(row, 0)?),
                4 => kept.facts.push(Fact::read(row, 0)?),
                5 => kept.relations.push(Relation::read(row, 0)?),
                6 => kept.related.push(Relation::read(row, 0)?),
                7 => kept.dates.push(EventDate::read(row, 0)?),
                8 => kept.notes.push(Note::read(row, 0)?),
                9 => kept.feelings.push(FeelingNote::read(row, 0)?),
                10 => kept.brought_by.push(Referral::read(row, 0)?),
                11 => kept.brought.push(Referral::read(row, 0)?),
                12 => kept.engagements.push(Engagement::read(row, 0)?),
                _ => kept.promises.push(Promise::read(row, 0)?),
            }
        }
        kept.sort();
        Ok(Some(kept))
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

    /// Returns who else was at these few meetings, those of one in the order in which they were added to the store.
    pub fn names_beside(&self, person: Id, meetings: &[Id]) -> Result<Vec<(Id, String)>> {
        if meetings.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; meetings.len()].join(",");
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT a.meeting_id, p.name FROM attendance a CROSS JOIN person p ON p.id = a.person_id
             WHERE a.meeting_id IN ({marks}) AND a.person_id <> ? ORDER BY a.meeting_id, a.person_id"
        ))?;
        let ids = meetings.iter().chain([&person]).map(|id| id.0);
        let names = statement.query_map(rusqlite::params_from_iter(ids), |row| Ok((Id(row.get(0)?), row.get(1)?)))?;
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
