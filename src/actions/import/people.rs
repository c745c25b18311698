//! The driver of all importers of people: drafts to the store.
//!
//! A draft is matched to a person by the key of its record, then by e-mail address or phone number, then by the whole
//! name. Only people who were there before the import are matched by what they have in common, each with one record: a
//! couple with one address, and two cards of one name, stay two people. What record gave what is told by ids: the row of
//! a record is older than all that came with it, so what is older still was written by the user and is left alone.

mod again;
mod book;
mod rows;
mod ties;

use std::collections::HashSet;

use self::book::{Book, Like};
use self::ties::Tying;
use super::jsonl::failed;
use super::{ImportError, KEPT_MAX, Report};
use crate::actions::who::PersonRef;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::State;
use crate::exchange::csv::Map;
use crate::exchange::people::{PersonDraft, Piece};
use crate::exchange::{Place, Trouble};
use crate::store::rows::{Person, Source};
use crate::store::{self, Put, WriteTx};
use crate::view::imported::Understood;

/// How many records that share a key are compared with one that has it too.
const TWINS_MAX: usize = 100;

/// A format as the driver knows it.
#[derive(Debug, Clone, Copy)]
pub struct Records {
    /// The scheme of sources under which its keys are kept.
    pub scheme: &'static str,
    /// Reads back what was kept of a record; `None` where it is none.
    pub read: fn(&str) -> Option<PersonDraft>,
    /// Tells whether two records say the same, though they are written otherwise.
    pub same: fn(&str, &str) -> bool,
    /// Returns whom a record names by the key of their own: what they are to its person, and the key. Its raw form comes in.
    pub ties: fn(&str) -> Vec<(String, String)>,
    /// Returns the person a record says it is of, where auld wrote it.
    pub own: fn(&PersonDraft) -> Option<Id>,
}

/// What a row of a table is to one that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// A row of another table.
    Other,
    /// Of a table from the same program: what became of it, if more than the name says so.
    Perhaps,
    /// Of the same table: what became of it, unless there are two of the name.
    Same,
}

/// Tells what a record without a key of its own is to one that was kept; `None` where every one is perhaps the same.
type KinTo<'a> = Option<&'a dyn Fn(&str) -> Kin>;

/// One import of people.
pub struct People<'a, 'c> {
    /// What the user says the columns of tables hold.
    pub map: Map,
    tx: &'a mut WriteTx<'c>,
    report: &'a mut Report,
    records: Records,
    book: Book,
    /// Sources that a record of this import stands for.
    claimed: HashSet<Id>,
    /// People of old whom a record of this import was matched to.
    taken: HashSet<Id>,
    /// Records whose ties are made when everybody is there.
    tying: Vec<Tying>,
}

/// After how many new people an import is a large one.
const MANY: usize = 2_000;

/// What was found for a draft.
enum Found {
    /// A record that came before.
    Source(Source),
    /// Somebody who was there, and whom no such record is of yet.
    Person(Id),
    /// Nobody; with somebody who looks the same, perhaps.
    Nobody(Option<Like>),
}

impl<'a, 'c> People<'a, 'c> {
    /// Begins an import.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn new(tx: &'a mut WriteTx<'c>, report: &'a mut Report, records: Records) -> store::Result<People<'a, 'c>> {
        report.of("people");
        let book = Book::load(tx)?;
        let (claimed, taken) = (HashSet::new(), HashSet::new());
        Ok(People { map: Map::new(), tx, report, records, book, claimed, taken, tying: Vec::new() })
    }

    /// Ends the import, after the last file: people who are there are tied to each other.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn finish(self) -> store::Result<()> {
        self.tying.into_iter().try_for_each(|tying| tying.tie(self.tx, self.records.scheme, &self.book))
    }

    /// Keeps in mind whom a record ties its person to.
    fn tie_later(&mut self, person: Id, source: Id, draft: &PersonDraft) {
        self.tying.extend(Tying::of(person, source, draft, (self.records.ties)(&draft.raw)));
    }

    /// Takes a record.
    ///
    /// # Errors
    /// Refuses one that the store cannot hold, and a store that cannot be written.
    pub fn take(&mut self, file: &str, place: Place, draft: &PersonDraft) -> Result<(), Trouble<ImportError>> {
        self.take_as(file, place, draft).map(|_| ())
    }

    /// Takes a row of a table; `kin` tells what it is to a row that was kept. One whose key is its own is what it is in
    /// any case.
    ///
    /// # Errors
    /// As [`People::take`].
    pub fn take_row(
        &mut self,
        file: &str,
        place: Place,
        draft: &PersonDraft,
        kin: &dyn Fn(&str) -> Kin,
    ) -> Result<(), Trouble<ImportError>> {
        self.taken_as(file, place, draft, Some(kin)).map(|_| ())
    }

    /// Takes a record, and returns whom it is of, with what became of it; `None` where nobody is left of its person.
    ///
    /// # Errors
    /// As [`People::take`].
    pub fn take_as(
        &mut self,
        file: &str,
        place: Place,
        draft: &PersonDraft,
    ) -> Result<Option<(Id, Put)>, Trouble<ImportError>> {
        self.taken_as(file, place, draft, None)
    }

    fn taken_as(
        &mut self,
        file: &str,
        place: Place,
        draft: &PersonDraft,
        kin: KinTo<'_>,
    ) -> Result<Option<(Id, Put)>, Trouble<ImportError>> {
        let (key, found) = self.find(draft, kin).map_err(failed)?;
        let Some(found) = found else {
            let key = &draft.key.text;
            return Err(Trouble::Bad(format!("{TWINS_MAX} records before it have the same key `{key}`")));
        };
        let (id, put) = self.put(file, place, draft, key, found).map_err(failed)?;
        self.report.add("people", put);
        Ok(id.map(|id| (id, put)))
    }

    /// Says something about a record that was taken.
    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        self.report.leave(line);
    }

    /// Says what of a file auld has no place for.
    pub fn ignore(&mut self, what: String) {
        if self.report.ignored.len() < KEPT_MAX && !self.report.ignored.contains(&what) {
            self.report.ignored.push(what);
        }
    }

    /// Says how a table was understood.
    pub fn understood(&mut self, table: Understood) {
        self.report.tables.push(table);
    }

    /// Counts a record that was not taken.
    pub fn refuse(&mut self, file: &str, bad: crate::exchange::Bad) {
        self.report.add_bad("people", file, bad);
    }

    fn put(
        &mut self,
        file: &str,
        place: Place,
        draft: &PersonDraft,
        key: String,
        found: Found,
    ) -> store::Result<(Option<Id>, Put)> {
        match found {
            Found::Source(source) => {
                self.claimed.insert(source.id);
                self.taken.extend(source.person_id);
                let source = Source { key: if draft.key.sure { source.key.clone() } else { key }, ..source };
                Ok((source.person_id, self.again(&format!("{file}:{}", place.line), source, draft)?))
            }
            Found::Person(id) => {
                self.taken.insert(id);
                Ok((Some(id), self.complete(id, key, draft)?))
            }
            Found::Nobody(like) => {
                let id = self.add(key, draft)?;
                if let Some(like) = like {
                    self.look_the_same(id, &draft.name, &like)?;
                }
                Ok((Some(id), Put::New))
            }
        }
    }

    /// Finds what a draft stands for, and the key it is kept under where it is new; `None` where too many records share
    /// its key.
    fn find(&mut self, draft: &PersonDraft, kin: KinTo<'_>) -> store::Result<(String, Option<Found>)> {
        let (mut key, mut free) = (draft.key.text.clone(), Vec::new());
        let mut twins = 0;
        while let Some(source) = self.tx.source(self.records.scheme, &key)?.filter(|_| twins < TWINS_MAX) {
            twins += 1;
            let claimed = self.claimed.contains(&source.id);
            // A record with a key of its own that stands in a file twice is one.
            if (!claimed || draft.key.sure) && source.raw.as_deref() == Some(draft.raw.as_str()) {
                return Ok((key, Some(Found::Source(source))));
            }
            if !claimed {
                free.push((key, source));
            }
            key = format!("{}#{}", draft.key.text, twins + 1);
        }
        let kin = |source: &Source| kin.map_or(Kin::Perhaps, |kin| source.raw.as_deref().map_or(Kin::Perhaps, kin));
        let same = |source: &Source| match kin(source) {
            Kin::Other => false,
            Kin::Same if twins == 1 => true,
            Kin::Same | Kin::Perhaps => self.is_of(source, draft),
        };
        let meant = free.into_iter().find(|(_, source)| draft.key.sure || same(source));
        if let Some((key, source)) = meant {
            return Ok((key, Some(Found::Source(source))));
        }
        if let Some(id) = (self.records.own)(draft)
            && !self.taken.contains(&id)
            && !self.book.is_new(id)
            && self.may_be(id, draft)?
        {
            return Ok((key, Some(Found::Person(id))));
        }
        let like = self.book.like(self.tx, draft, &self.taken)?;
        let Some(like) = like else {
            return Ok((key, (twins < TWINS_MAX).then_some(Found::Nobody(None))));
        };
        if !like.sure {
            return Ok((key, (twins < TWINS_MAX).then_some(Found::Nobody(Some(like)))));
        }
        // A record without a key of its own is that of the person, under another name.
        if !draft.key.sure {
            let sources: Vec<Source> = self.tx.all_of("person_id", like.id)?;
            let own = |source: &&Source| {
                source.scheme == self.records.scheme
                    && source.key.starts_with('~')
                    && !self.claimed.contains(&source.id)
                    && kin(source) != Kin::Other
            };
            if let Some(source) = sources.iter().find(own) {
                return Ok((key, Some(Found::Source(source.clone()))));
            }
        }
        Ok((key, (twins < TWINS_MAX).then_some(Found::Person(like.id))))
    }

    /// Tells whether a record that auld made can be of the person who has its id here: two stores can give one id to two
    /// people, and then nothing else is the same.
    fn may_be(&self, id: Id, draft: &PersonDraft) -> store::Result<bool> {
        let Some(person) = self.tx.person(id)? else { return Ok(false) };
        let known: Vec<Piece> = rows::of(self.tx, id)?.iter().map(rows::Row::piece).collect();
        let names = known.iter().filter_map(|piece| match piece {
            Piece::Name(_, name) => Some(name.as_str()),
            _ => None,
        });
        let words = fold::words(&draft.name);
        let named = names.chain([person.name.as_str()]).any(|name| fold::words(name).iter().any(|w| words.contains(w)));
        let shares = |piece: &Piece| !matches!(piece, Piece::Tag(_)) && draft.pieces.iter().any(|now| now.says(piece));
        Ok(named || known.iter().any(shares))
    }

    /// Tells whether a record of the same name is the same record, changed: something else in it is the same too, or
    /// one of the two says nothing that could tell them apart.
    fn is_of(&self, source: &Source, draft: &PersonDraft) -> bool {
        let Some(then) = source.raw.as_deref().and_then(self.records.read) else { return true };
        let shares = then.pieces.iter().any(|piece| {
            !matches!(piece, Piece::Name(..) | Piece::Tag(_)) && draft.pieces.iter().any(|now| now.says(piece))
        });
        let reached = |draft: &PersonDraft| draft.pieces.iter().any(|piece| piece.reached_at().is_some());
        shares || !reached(&then) || !reached(draft)
    }

    /// Adds somebody new.
    fn add(&mut self, key: String, draft: &PersonDraft) -> store::Result<Id> {
        if self.book.count_new() == MANY {
            self.tx.expect_many_people()?;
        }
        let today = self.tx.today();
        // Before all that comes with it: see above.
        let source = self.tx.new_id::<Source>(today)?;
        let id = self.tx.new_id::<Person>(today)?;
        self.tx.insert(&Person {
            id,
            name: draft.name.clone(),
            hint: None,
            closeness: draft.closeness,
            kin: false,
            cadence_days: None,
            state: State::Active,
            state_until: None,
            known_since: None,
            met: draft.met.clone(),
            met_on: draft.met_on,
            background: false,
            added_on: today,
        })?;
        for piece in &draft.pieces {
            rows::add(self.tx, id, piece)?;
        }
        self.keep(source, key, id, draft)?;
        self.tie_later(id, source, draft);
        self.book.add(id, draft);
        Ok(id)
    }

    fn keep(&mut self, id: Id, key: String, person: Id, draft: &PersonDraft) -> store::Result<()> {
        self.claimed.insert(id);
        self.tx.insert(&Source {
            id,
            scheme: self.records.scheme.into(),
            key,
            person_id: Some(person),
            meeting_id: None,
            raw: Some(draft.raw.clone()),
        })
    }

    fn look_the_same(&mut self, id: Id, name: &str, like: &Like) -> store::Result<()> {
        self.report.alike += 1;
        if self.report.doubles.len() < KEPT_MAX
            && let Some(other) = self.tx.person(like.id)?
        {
            let new = PersonRef { id, name: name.to_owned(), hint: None };
            self.report.doubles.push((new, PersonRef { id: other.id, name: other.name, hint: other.hint }));
        }
        Ok(())
    }
}
