//! Ties between people of an address book: a record says who the other is by a key or by the whole name, and the other
//! may stand further down in the file. So they are tied when all records are there.

use super::book::Book;
use super::rows;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::relation;
use crate::exchange::people::{PersonDraft, Piece};
use crate::store::rows::{Person, Relation};
use crate::store::{Reader, Result, WriteTx};

/// What may stand before the key of a record where another refers to it.
const URN: &str = "urn:uuid:";

/// A record that says who somebody is tied to.
pub(super) struct Tying {
    person: Id,
    /// The row of the record: what came with it is younger.
    source: Id,
    /// Kinds, with the keys of the records of the others.
    keys: Vec<(String, String)>,
}

impl Tying {
    /// Returns what is left to be tied of a record; `None` where it names nobody.
    pub(super) fn of(person: Id, source: Id, draft: &PersonDraft, keys: Vec<(String, String)>) -> Option<Tying> {
        let names = draft.pieces.iter().any(|piece| matches!(piece, Piece::Relation(..)));
        (names || !keys.is_empty()).then_some(Tying { person, source, keys })
    }

    /// Ties the person to the others who are known: by the key of their record, else by a whole name that only one has.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub(super) fn tie(self, tx: &mut WriteTx<'_>, scheme: &str, book: &Book) -> Result<()> {
        for (kind, key) in &self.keys {
            if let Some(other) = of_key(tx, scheme, key)?.filter(|other| *other != self.person) {
                self.tie_to(tx, kind, other)?;
            }
        }
        let rows: Vec<Relation> = tx.all_of("person_id", self.person)?;
        for row in rows.into_iter().filter(|row| row.other_id.is_none() && row.id > self.source) {
            // One word may be anybody's.
            let name = row.other_name.as_deref().filter(|name| fold::words(name).len() > 1);
            if let Some(other) = name.and_then(|name| book.named(name)).filter(|other| *other != self.person) {
                link(tx, row, other)?;
            }
        }
        Ok(())
    }

    /// Ties the person to one whom the record names by its key; where it names them too, that is the same tie.
    fn tie_to(&self, tx: &mut WriteTx<'_>, kind: &str, other: Id) -> Result<()> {
        let Some(them) = tx.get::<Person>(other)? else { return Ok(()) };
        if is_tied(tx, self.person, kind, other)? {
            return Ok(());
        }
        let words = fold::words(&them.name);
        let named = |row: &Relation| {
            row.other_id.is_none()
                && relation::alike(&row.kind, kind)
                && row.other_name.as_deref().is_some_and(|name| fold::words(name) == words)
        };
        let rows: Vec<Relation> = tx.all_of("person_id", self.person)?;
        if let Some(row) = rows.into_iter().find(named) {
            return tx.update(&Relation { other_id: Some(other), other_name: None, ..row });
        }
        let id = tx.new_id::<Relation>(tx.today())?;
        tx.insert(&Relation {
            id,
            person_id: self.person,
            kind: kind.to_owned(),
            other_id: Some(other),
            other_name: None,
            since: None,
            until: None,
            note: None,
        })
    }
}

/// Takes back ties that a record told by a key and tells no more. `source` is its row.
///
/// # Errors
/// Where the store cannot be written.
pub(super) fn untie(
    tx: &mut WriteTx<'_>,
    scheme: &str,
    person: Id,
    source: Id,
    gone: &[(String, String)],
) -> Result<()> {
    for (kind, key) in gone {
        let Some(other) = of_key(tx, scheme, key)? else { continue };
        let rows: Vec<Relation> = tx.all_of("person_id", person)?;
        let told = |row: &&Relation| {
            row.other_id == Some(other)
                && row.id > source
                && relation::alike(&row.kind, kind)
                && !rows::is_the_users(row)
        };
        rows.iter().filter(told).try_for_each(|row| tx.delete(row))?;
    }
    Ok(())
}

/// Makes a tie to a name one to a person. Where it is told from the other side already, one is enough.
fn link(tx: &mut WriteTx<'_>, row: Relation, other: Id) -> Result<()> {
    if is_tied(tx, row.person_id, &row.kind, other)? {
        return tx.delete(&row);
    }
    tx.update(&Relation { other_id: Some(other), other_name: None, ..row })
}

/// Tells whether two people have such a tie, told from either side.
fn is_tied(reader: &Reader<'_>, person: Id, kind: &str, other: Id) -> Result<bool> {
    let ties: Vec<Relation> = reader.all_of("person_id", person)?;
    let there = ties.iter().any(|tie| tie.other_id == Some(other) && relation::alike(&tie.kind, kind));
    let back: Vec<Relation> = reader.all_of("other_id", person)?;
    let told = |tie: &Relation| tie.person_id == other && relation::alike(relation::inverse(&tie.kind), kind);
    Ok(there || back.iter().any(told))
}

/// Returns whom a key is of, with what may stand before it or not.
fn of_key(reader: &Reader<'_>, scheme: &str, key: &str) -> Result<Option<Id>> {
    let bare = key.strip_prefix(URN).unwrap_or(key);
    for key in [key, bare, &format!("{URN}{bare}")] {
        if let Some(source) = reader.source(scheme, key)? {
            return Ok(source.person_id);
        }
    }
    Ok(None)
}
