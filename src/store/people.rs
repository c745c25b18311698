//! Questions about people.

use std::rc::Rc;

use chrono::NaiveDate;
use rusqlite::params;

use super::meetings::MeetingFilter;
use super::places::holds_words;
use super::row::{take, text};
use super::rows::{Person, Referral};
use super::tags::Tagged;
use super::terms::{Terms, id_list, joined, text_list};
use super::{Reader, Result};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::Kind;
use crate::domain::person::{Called, Closeness, State, called};

/// Which people to list. Everything given must hold; `with`, `kind` and `place` of one and the same meeting.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// All of these tags, each with those below it.
    pub tags: Vec<String>,
    /// In one of these states; empty for everyone but those let go and the dead.
    pub states: Vec<State>,
    pub closeness: Option<Closeness>,
    /// Who was at a meeting with all of these people.
    pub with: Vec<Id>,
    /// Who was at a meeting of this kind.
    pub kind: Option<Kind>,
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
#[derive(Debug, Clone)]
pub struct PersonLine {
    pub id: Id,
    pub closeness: Option<Closeness>,
    pub kin: bool,
    pub state: State,
    /// Day of the newest meeting that was a contact; `None` where there was none.
    pub last_on: Option<NaiveDate>,
    shared: Rc<Shared>,
    name: Piece,
    hint: Option<Piece>,
    /// Which of the shared tags are theirs, in alphabetical order.
    tags: Piece,
}

/// The texts of all lines of a list together: of many people they would else be many small pieces of memory.
#[derive(Debug, Default)]
struct Shared {
    text: String,
    tags: Vec<Piece>,
}

/// Where something begins and ends.
type Piece = (u32, u32);

impl PersonLine {
    /// Returns the name.
    pub fn name(&self) -> &str {
        self.shared.text(self.name)
    }

    /// Returns what tells the person from others of the name.
    pub fn hint(&self) -> Option<&str> {
        self.hint.map(|hint| self.shared.text(hint))
    }

    /// Returns the tags in alphabetical order.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        let tags = self.shared.tags.get(self.tags.0 as usize..self.tags.1 as usize).unwrap_or_default();
        tags.iter().map(|tag| self.shared.text(*tag))
    }
}

impl Shared {
    fn text(&self, (start, end): Piece) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Appends a text and returns where it lies.
    fn add(&mut self, text: &str) -> Piece {
        let start = place(self.text.len());
        self.text.push_str(text);
        (start, place(self.text.len()))
    }
}

/// Returns a place as a piece holds it; no list is longer than that.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Returns who a row speaks of, from the name at the column and the hint after it.
pub(super) fn who_in(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Called> {
    Ok(Called { name: row.get(at)?, hint: row.get(at + 1)? })
}

/// Returns the name of a row as commands take it, from the name at the column and the hint after it.
pub(super) fn called_in(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    let (name, hint) = (row.get_ref(at)?.as_str()?, row.get_ref(at + 1)?.as_str_or_null()?);
    Ok(called(name, hint))
}

impl Reader<'_> {
    /// Returns the person; `None` where nobody has this id.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn person(&self, id: Id) -> Result<Option<Person>> {
        self.get(id)
    }

    /// Returns the people, in the order they were added.
    pub fn people(&self, filter: &PersonFilter) -> Result<Vec<PersonLine>> {
        let terms = self.person_terms(filter)?;
        let sql = format!("SELECT id, name, hint, closeness, kin, state FROM person WHERE {} ORDER BY id", terms.all());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(terms.values))?;
        let (mut out, mut shared, nothing) = (Vec::new(), Shared::default(), Rc::default());
        while let Some(row) = rows.next()? {
            let state = take(row, 5, "person")?;
            // Hardly anybody is left out where no state is asked for, and here it costs less than in the question.
            if filter.states.is_empty() && !matches!(state, State::Active | State::Resting) {
                continue;
            }
            out.push(PersonLine {
                id: take(row, 0, "person")?,
                name: shared.add(text(row, 1, "person")?.unwrap_or_default()),
                hint: text(row, 2, "person")?.map(|hint| shared.add(hint)),
                closeness: take(row, 3, "person")?,
                kin: take(row, 4, "person")?,
                state,
                last_on: None,
                shared: Rc::clone(&nothing),
                tags: (0, 0),
            });
        }
        self.add_last_days(&mut out)?;
        if filter.since.is_some() || filter.until.is_some() {
            out.retain(|p| {
                p.last_on.is_some_and(|on| {
                    filter.since.is_none_or(|day| on >= day) && filter.until.is_none_or(|day| on <= day)
                })
            });
        }
        self.add_tags(&mut out, &mut shared)?;
        let shared = Rc::new(shared);
        out.iter_mut().for_each(|person| person.shared = Rc::clone(&shared));
        Ok(out)
    }

    /// Returns what a filter says of the row of a person; the days of the last contact are not among it, nor what holds
    /// where no state is asked for.
    fn person_terms(&self, filter: &PersonFilter) -> Result<Terms> {
        let mut terms = Terms::default();
        for tag in &filter.tags {
            let tags = self.tags_under(Tagged::People, tag)?;
            terms.add(
                "id IN (SELECT person_id FROM person_tag WHERE tag IN (SELECT value FROM json_each(#)))",
                text_list(&tags),
            );
        }
        let lives = filter.place.as_deref().map(|place| self.lives_in(place)).transpose()?;
        if filter.with.is_empty() && filter.kind.is_none() {
            if let (Some(place), Some(lives)) = (&filter.place, lives) {
                let met = "SELECT a.person_id FROM meeting m JOIN attendance a ON a.meeting_id = m.id WHERE m.place IN (SELECT value FROM json_each(#))";
                let met = terms.numbered(met, text_list(&self.places_named(place)?));
                terms.add(
                    &format!("(id IN ({met}) OR id IN (SELECT value FROM json_each(#)))"),
                    id_list(lives.into_iter()),
                );
            }
        } else {
            let of = MeetingFilter { with: filter.with.clone(), kind: filter.kind, ..MeetingFilter::default() };
            let from = self.meeting_terms(&of, &mut terms)?;
            let mut inner = from.terms;
            if let (Some(place), Some(lives)) = (&filter.place, lives) {
                let met = terms
                    .numbered("m.place IN (SELECT value FROM json_each(#))", text_list(&self.places_named(place)?));
                let lives =
                    terms.numbered("a.person_id IN (SELECT value FROM json_each(#))", id_list(lives.into_iter()));
                inner.push(format!("({met} OR {lives})"));
            }
            let sql = format!(
                "id IN (SELECT a.person_id FROM {} JOIN attendance a ON a.meeting_id = {} WHERE {})",
                from.tables,
                from.id,
                joined(&inner)
            );
            terms.add(
                &format!("{sql} AND id NOT IN (SELECT value FROM json_each(#))"),
                id_list(filter.with.iter().copied()),
            );
        }
        if !filter.states.is_empty() && filter.states.len() < State::ALL.len() {
            let states: Vec<_> = filter.states.iter().map(|s| s.as_str().to_owned()).collect();
            terms.add("state IN (SELECT value FROM json_each(#))", text_list(&states));
        }
        if let Some(closeness) = filter.closeness {
            terms.add("closeness = #", closeness.as_str().to_owned());
        }
        if !filter.background {
            terms.bare("background = 0");
        }
        Ok(terms)
    }

    /// Returns who lives in a place, by what is known of them now and by their addresses.
    fn lives_in(&self, place: &str) -> Result<Vec<Id>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT person_id, value FROM fact WHERE label IN ('lives', 'lives in', 'city', 'home') COLLATE NOCASE AND until IS NULL
             UNION ALL SELECT person_id, value FROM contact WHERE kind = 'address'",
        )?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let value = row.get_ref(1)?.as_str().unwrap_or_default();
            if holds_words(&fold::words(value).join(" "), place) {
                out.push(Id(row.get(0)?));
            }
        }
        Ok(out)
    }

    /// Fills in the day of the last contact; both lists are in order of id, so one pass does.
    fn add_last_days(&self, people: &mut [PersonLine]) -> Result<()> {
        let mut statement = self.conn.prepare_cached("SELECT person_id, meeting_id FROM recency ORDER BY person_id")?;
        let mut rows = statement.query([])?;
        let mut people = people.iter_mut().peekable();
        while let Some(row) = rows.next()? {
            let id: Id = take(row, 0, "recency")?;
            while people.next_if(|p| p.id < id).is_some() {}
            if let Some(person) = people.next_if(|p| p.id == id) {
                person.last_on = take::<Id>(row, 1, "recency")?.day();
            }
        }
        Ok(())
    }

    /// Fills in the tags, in the same way.
    fn add_tags(&self, people: &mut [PersonLine], shared: &mut Shared) -> Result<()> {
        let mut statement =
            self.conn.prepare_cached("SELECT person_id, tag FROM person_tag ORDER BY person_id, tag")?;
        let mut rows = statement.query([])?;
        let mut people = people.iter_mut().peekable();
        while let Some(row) = rows.next()? {
            let id: Id = take(row, 0, "person_tag")?;
            while people.next_if(|p| p.id < id).is_some() {}
            if let Some(person) = people.peek_mut().filter(|p| p.id == id) {
                let tag = shared.add(row.get_ref(1)?.as_str().unwrap_or_default());
                if person.tags == (0, 0) {
                    person.tags.0 = place(shared.tags.len());
                }
                shared.tags.push(tag);
                person.tags.1 = place(shared.tags.len());
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
        let others = id_list(others.iter().copied());
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
}
