//! The one family of questions that feeds scoring: everybody's dated history, in one pass.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;

use super::row::take;
use super::terms::{Terms, id_list};
use super::{Error, Reader, Result, touches};
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::person::State;
use crate::scoring::{Feeling, History, Touch};

/// A person with everything the score may know, and what decides whether they are suggested.
#[derive(Debug, Clone, Default)]
pub struct Bond {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
    pub state: State,
    /// Last day of resting; `None` for good.
    pub state_until: Option<NaiveDate>,
    /// Not to be suggested before this day.
    pub snoozed_until: Option<NaiveDate>,
    pub history: History,
}

/// Whose bonds are asked for. Everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct BondFilter {
    /// This person alone.
    pub person: Option<Id>,
    /// All of these tags.
    pub tags: Vec<String>,
    /// Who lives at this place or was met there: folded words joined by spaces.
    pub place: Option<String>,
    /// Who shared a meeting with each of these.
    pub with: Vec<Id>,
    /// People known only from imported mail too.
    pub background: bool,
    /// One of these people; `None` for anybody.
    pub among: Option<Vec<Id>>,
}

impl Reader<'_> {
    /// Hands the bond of everybody asked for to `take_bond`, in order of id. Each stands in the place of the one before:
    /// what is to stay is taken out of it. Histories are read in one pass each.
    ///
    /// # Errors
    /// What `take` returns, and a store that cannot be read.
    pub fn each_bond<E: From<Error>>(
        &self,
        filter: &BondFilter,
        mut take_bond: impl FnMut(&mut Bond) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let snoozed = self.snoozes()?;
        let mut feelings = self.own_feelings(filter.person)?.into_iter().peekable();
        let one = filter.person.map(|id| id.0);
        let sql = match one {
            Some(_) => "SELECT person_id, first_id, facts FROM touch WHERE person_id = ?1 ORDER BY first_id",
            None => "SELECT person_id, first_id, facts FROM touch WHERE ?1 IS NULL ORDER BY person_id, first_id",
        };
        let mut runs = self.conn.prepare_cached(sql).map_err(Error::from)?;
        let mut runs = runs.query([one]).map_err(Error::from)?;
        let mut whose = next_person(&mut runs)?;
        self.each_person(filter, |bond| {
            let person = bond.id;
            bond.history.refill(|touches, own| -> Result<()> {
                while let Some(owner) = whose.filter(|owner| *owner <= person) {
                    if let Some(run) = runs.get().filter(|_| owner == person) {
                        touches::read_touches(person, run, touches)?;
                    }
                    whose = next_person(&mut runs)?;
                }
                while feelings.next_if(|(owner, _)| *owner < person).is_some() {}
                while let Some((_, feeling)) = feelings.next_if(|(owner, _)| *owner == person) {
                    own.push(feeling);
                }
                Ok(())
            })?;
            bond.snoozed_until = snoozed.get(&person).copied();
            take_bond(bond)
        })
    }

    /// Hands everybody at every meeting to `with`, as a touch of theirs; by person, and in no order of meetings.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn each_touch(&self, with: impl FnMut(Id, Id, &Touch)) -> Result<()> {
        touches::each(self.conn, with)
    }

    /// Hands everybody asked for to `take_person`, with whatever contacts the one before had, in order of id.
    fn each_person<E: From<Error>>(
        &self,
        filter: &BondFilter,
        mut take_person: impl FnMut(&mut Bond) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let terms = bond_terms(filter);
        let sql = format!(
            "SELECT id, name, hint, closeness, kin, cadence_days, known_since, added_on, state, state_until FROM person WHERE {} ORDER BY id",
            terms.all()
        );
        let mut statement = self.conn.prepare_cached(&sql).map_err(Error::from)?;
        let mut rows = statement.query(rusqlite::params_from_iter(terms.values)).map_err(Error::from)?;
        let mut bond = Bond::default();
        while let Some(row) = rows.next().map_err(Error::from)? {
            read_person(row, &mut bond)?;
            take_person(&mut bond)?;
        }
        Ok(())
    }

    fn snoozes(&self) -> Result<HashMap<Id, NaiveDate>> {
        let mut statement = self.conn.prepare_cached("SELECT person_id, until_day FROM snooze")?;
        let mut rows = statement.query([])?;
        let mut out = HashMap::new();
        while let Some(row) = rows.next()? {
            out.insert(Id(row.get(0)?), take(row, 1, "snooze")?);
        }
        Ok(out)
    }

    /// Returns the feelings that stand on their own, by person.
    fn own_feelings(&self, person: Option<Id>) -> Result<Vec<(Id, Feeling)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT person_id, on_day, value FROM feeling WHERE side = 'felt' AND value IS NOT NULL AND (?1 IS NULL OR person_id = ?1) ORDER BY person_id, id",
        )?;
        let mut rows = statement.query([person.map(|id| id.0)])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let day: NaiveDate = take(row, 1, "feeling")?;
            out.push((Id(row.get(0)?), Feeling { day: day.num_days_from_ce(), value: take(row, 2, "feeling")? }));
        }
        Ok(out)
    }

    /// Returns one person's bond; `None` where nobody has this id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn bond(&self, id: Id) -> Result<Option<Bond>> {
        let mut found = None;
        let filter = BondFilter { person: Some(id), background: true, ..BondFilter::default() };
        self.each_bond(&filter, |bond| -> Result<()> {
            found = Some(std::mem::take(bond));
            Ok(())
        })?;
        Ok(found)
    }
}

/// Returns what a filter says of the row of a person.
fn bond_terms(filter: &BondFilter) -> Terms {
    let mut terms = Terms::default();
    terms.bare("1");
    if let Some(id) = filter.person {
        terms.add("id = #", id.0);
    }
    if let Some(among) = &filter.among {
        terms.add("id IN (SELECT value FROM json_each(#))", id_list(among.iter().copied()));
    }
    for tag in &filter.tags {
        terms.add(
            "id IN (SELECT person_id FROM person_tag WHERE tag = # COLLATE NOCASE OR tag LIKE replace(replace(#, '%', ''), '_', '\\_') || ':%' ESCAPE '\\')",
            tag.clone(),
        );
    }
    for other in &filter.with {
        terms.add(
            "id <> # AND id IN (SELECT b.person_id FROM attendance a JOIN attendance b ON b.meeting_id = a.meeting_id WHERE a.person_id = #)",
            other.0,
        );
    }
    if let Some(place) = &filter.place {
        terms.add(
            "(id IN (SELECT a.person_id FROM meeting m JOIN attendance a ON a.meeting_id = m.id WHERE m.place IN (SELECT name FROM place WHERE key = #))
             OR id IN (SELECT person_id FROM fact WHERE label = 'lives' AND value = # COLLATE NOCASE))",
            place.clone(),
        );
    }
    if !filter.background && filter.person.is_none() {
        terms.bare("background = 0");
    }
    terms
}

/// Reads a person in the place of the one before; contacts and feelings stay as they were.
fn read_person(row: &rusqlite::Row<'_>, bond: &mut Bond) -> Result<()> {
    let since: Option<PartialDate> = take(row, 6, "person")?;
    let added: NaiveDate = take(row, 7, "person")?;
    bond.id = Id(row.get(0)?);
    bond.name.clear();
    bond.name.push_str(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
    bond.hint = row.get(2)?;
    bond.state = take(row, 8, "person")?;
    bond.state_until = take(row, 9, "person")?;
    let history = &mut bond.history;
    history.closeness = take(row, 3, "person")?;
    history.kin = take(row, 4, "person")?;
    history.cadence_days = take(row, 5, "person")?;
    history.known_since = since.and_then(PartialDate::first_day).map(|day| day.num_days_from_ce());
    history.added_on = added.num_days_from_ce();
    Ok(())
}

/// Goes to the next run of touches, and returns whose it is.
fn next_person(runs: &mut rusqlite::Rows<'_>) -> Result<Option<Id>> {
    Ok(runs.next()?.map(|run| run.get(0)).transpose()?.map(Id))
}
