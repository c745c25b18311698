//! Who is in the store, by what records name them by, in a few bytes each.

use std::collections::{HashMap, HashSet};

use super::super::{ImportError, Report, marks};
use crate::actions::import::jsonl::failed;
use crate::actions::who::PersonRef;
use crate::domain::id::Id;
use crate::domain::meeting::Direction;
use crate::domain::person::{ContactKind, NameKind, State};
use crate::exchange::Trouble;
use crate::exchange::contacts::{Party, name_of_address};
use crate::store::rows::{Contact, Name, Person};
use crate::store::{self, Put, Reader, WriteTx};

/// How many were at a contact at most, me included, for it to say that two people know each other.
const FEW: u32 = 10;

/// After how many new people an import is a large one.
const MANY: usize = 2_000;

/// How many candidates a message names.
const CANDIDATES_MAX: usize = 5;

/// A contact went from me, or came to me.
const OUT: u8 = 1;
const IN: u8 = 2;

/// Everybody, those of this import included.
#[derive(Default)]
pub(super) struct Circle {
    /// Who has an address, a number or a whole name.
    holders: HashMap<u64, Id>,
    /// Who else has it.
    others: HashMap<u64, Vec<Id>>,
    /// People known only from what machines recorded, and which ways contacts of this import went.
    background: HashMap<Id, u8>,
    /// Those whose name was made of their address.
    unnamed: HashSet<Id>,
    /// How many this import has added.
    new: usize,
}

impl Circle {
    /// Loads everybody.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub(super) fn load(reader: &Reader<'_>) -> store::Result<Circle> {
        let mut circle = Circle::default();
        let mut made: HashMap<Id, String> = HashMap::new();
        reader.each(|person: Person| {
            if person.background {
                circle.background.insert(person.id, 0);
            }
            if person.background || is_point(&person.name) {
                made.insert(person.id, person.name);
            } else {
                circle.put(marks::of_name(&person.name), person.id);
            }
            Ok::<_, store::Error>(())
        })?;
        reader.each(|contact: Contact| {
            let was_made = |name: &String| match contact.kind {
                // Of somebody who is no stranger the user may know the name that an address spells.
                ContactKind::Email if is_point(name) => *name == contact.value.to_lowercase(),
                ContactKind::Email => *name == name_of_address(&contact.value.to_lowercase()),
                ContactKind::Phone => *name == contact.value,
                _ => false,
            };
            if made.get(&contact.person_id).is_some_and(was_made) {
                made.remove(&contact.person_id);
                circle.unnamed.insert(contact.person_id);
            }
            circle.put(marks::of_contact(contact.kind, contact.value), contact.person_id);
            Ok::<_, store::Error>(())
        })?;
        made.iter().for_each(|(id, name)| circle.put(marks::of_name(name), *id));
        reader.each(|name: Name| {
            if name.kind == NameKind::Nick {
                circle.put(marks::of_name(&name.text), name.person_id);
            }
            Ok::<_, store::Error>(())
        })?;
        Ok(circle)
    }

    fn put(&mut self, mark: Option<u64>, id: Id) {
        let Some(mark) = mark else { return };
        let first = *self.holders.entry(mark).or_insert(id);
        if first != id {
            let others = self.others.entry(mark).or_default();
            if !others.contains(&id) {
                others.push(id);
            }
        }
    }

    fn of(&self, mark: u64) -> impl Iterator<Item = Id> {
        let others = self.others.get(&mark).into_iter().flatten();
        self.holders.get(&mark).into_iter().chain(others).copied()
    }

    /// Returns whom a record names: whoever has the address or the number, and of several the one who has the name
    /// too; else whoever has the whole name. `None` for somebody new.
    ///
    /// # Errors
    /// Names the candidates, where a name alone is that of several.
    pub(super) fn find(&self, reader: &Reader<'_>, party: &Party) -> Result<Option<Id>, Trouble<ImportError>> {
        let named = party.called();
        let by_name: Vec<Id> = named.as_deref().and_then(marks::of_name).map_or(Vec::new(), |m| self.of(m).collect());
        let points: Vec<u64> = points(party).map(|at| marks::of_point(&at)).collect();
        for mark in &points {
            let mut holders = self.of(*mark).peekable();
            let first = holders.peek().copied();
            if let Some(id) = holders.find(|id| by_name.contains(id)).or(first) {
                return Ok(Some(id));
            }
        }
        // One word is no whole name where the record has an address that says more.
        let whole = named.as_deref().is_some_and(|name| name.split_whitespace().count() > 1);
        if !whole && !points.is_empty() {
            return Ok(None);
        }
        let known: Vec<Id> = by_name.iter().filter(|id| !self.background.contains_key(id)).copied().collect();
        match (known.as_slice(), by_name.first()) {
            ([one], _) => Ok(Some(*one)),
            ([], first) => Ok(first.copied()),
            (_, _) if !points.is_empty() => Ok(None),
            (several, _) => Err(self.which(reader, &named.unwrap_or_default(), several)),
        }
    }

    fn which(&self, reader: &Reader<'_>, name: &str, several: &[Id]) -> Trouble<ImportError> {
        let mut told = Vec::new();
        for id in several.iter().take(CANDIDATES_MAX) {
            match reader.person(*id) {
                Ok(Some(p)) => told.push(format!("`{}`", PersonRef { id: p.id, name: p.name, hint: p.hint }.shown())),
                Ok(None) => {}
                Err(e) => return Trouble::Failed(e.into()),
            }
        }
        if several.len() > told.len() {
            told.push("…".into());
        }
        Trouble::Bad(format!(
            "`{name}` may be {}; `auld merge` makes one of them, `auld rename` tells them apart",
            told.join(" or ")
        ))
    }

    /// Takes what a record says of somebody known: a name in place of one made of an address, and an address or a
    /// number that nobody has yet.
    pub(super) fn learn(&mut self, tx: &mut WriteTx<'_>, id: Id, party: &Party) -> store::Result<()> {
        let news: Vec<_> =
            points_of(party).filter(|(_, _, at)| self.of(marks::of_point(at)).next().is_none()).collect();
        for (kind, value, at) in news {
            self.put(Some(marks::of_point(&at)), id);
            let row = Contact { id: tx.new_id::<Contact>(tx.today())?, person_id: id, kind, label: None, value };
            tx.insert(&row)?;
        }
        if self.unnamed.contains(&id)
            && let Some(name) = party.called()
            && let Some(person) = tx.person(id)?
        {
            self.unnamed.remove(&id);
            self.put(marks::of_name(&name), id);
            tx.update(&Person { name, ..person })?;
        }
        Ok(())
    }

    /// Adds somebody new, known only from what machines recorded.
    ///
    /// # Errors
    /// Refuses a record that says nothing of them, and a store that cannot be written.
    pub(super) fn add(
        &mut self,
        tx: &mut WriteTx<'_>,
        report: &mut Report,
        party: &Party,
    ) -> Result<Id, Trouble<ImportError>> {
        let Some((name, own)) = party.new_name() else {
            return Err(Trouble::Bad("somebody has neither a name nor an address".into()));
        };
        let id = self.insert(tx, party, &name, own).map_err(failed)?;
        report.add("people", Put::New);
        Ok(id)
    }

    fn insert(&mut self, tx: &mut WriteTx<'_>, party: &Party, name: &str, own: bool) -> store::Result<Id> {
        if self.new == MANY {
            tx.expect_many_people()?;
        }
        self.new += 1;
        let today = tx.today();
        let id = tx.new_id::<Person>(today)?;
        tx.insert(&Person {
            id,
            name: name.to_owned(),
            hint: None,
            closeness: None,
            kin: false,
            cadence_days: None,
            state: State::Active,
            state_until: None,
            known_since: None,
            met: None,
            met_on: None,
            background: true,
            added_on: today,
        })?;
        self.background.insert(id, 0);
        if own {
            self.put(marks::of_name(name), id);
        } else {
            self.unnamed.insert(id);
        }
        for (kind, value, at) in points_of(party) {
            self.put(Some(marks::of_point(&at)), id);
            let row = Contact { id: tx.new_id::<Contact>(today)?, person_id: id, kind, label: None, value };
            tx.insert(&row)?;
        }
        Ok(id)
    }

    /// Notes which way a contact went. What has no direction went both ways, unless nobody chose it.
    pub(super) fn went(&mut self, id: Id, direction: Option<Direction>, present: u32, imposed: bool) {
        let Some(ways) = self.background.get_mut(&id).filter(|_| present <= FEW) else { return };
        *ways |= match direction {
            Some(Direction::Out) => OUT,
            Some(Direction::In) => IN,
            Some(Direction::Both) => OUT | IN,
            None if imposed => 0,
            None => OUT | IN,
        };
    }

    /// Brings forward those whom contacts went to and came from.
    pub(super) fn settle(&self, tx: &mut WriteTx<'_>) -> store::Result<()> {
        let mut touched: Vec<(Id, u8)> =
            self.background.iter().filter(|(_, ways)| **ways != 0).map(|(id, ways)| (*id, *ways)).collect();
        touched.sort_unstable();
        for (id, ways) in touched {
            if (ways == OUT | IN || tx.wrote_both_ways(id, FEW)?)
                && let Some(person) = tx.person(id)?
            {
                tx.update(&Person { background: false, ..person })?;
            }
        }
        Ok(())
    }
}

/// Tells whether a name is an address or a number, for want of a better one.
fn is_point(name: &str) -> bool {
    name.contains('@') || !name.chars().any(char::is_alphabetic)
}

/// Returns the long mark of what a record can be told by best.
pub(super) fn mark_of(party: &Party) -> Option<u64> {
    let point = points(party).next().map(|at| marks::of_point(&at));
    point
        .or_else(|| marks::of_name(&party.called()?))
        .or_else(|| Some(marks::long("name", party.name.as_deref()?.trim())))
}

fn points(party: &Party) -> impl Iterator<Item = String> {
    party.email_key().into_iter().chain(party.phone_key())
}

/// Returns the addresses and numbers of a record: what they are, as written, and as they are compared.
fn points_of(party: &Party) -> impl Iterator<Item = (ContactKind, String, String)> {
    let mail = party.email_key().map(|at| (ContactKind::Email, at.clone(), at));
    let number = party.phone_key().zip(party.phone.as_deref());
    let number = number.map(|(at, written)| (ContactKind::Phone, written.trim().to_owned(), at));
    mail.into_iter().chain(number)
}

#[cfg(test)]
mod tests;
