//! Everybody with what is known of them, for every format of people: one pass, person by person.

use std::collections::{HashMap, HashSet};

use super::ExportError;
use crate::domain::id::Id;
use crate::domain::person::NameKind;
use crate::domain::relation;
use crate::exchange::people::Piece;
use crate::store::rows::{Contact, EventDate, Fact, Name, Note, Person, PersonTag, Relation, Source};
use crate::store::{self, PersonFilter, Reader};

/// A person with what may go out: nothing that was felt, promised or talked about.
#[derive(Debug)]
pub struct Known {
    pub person: Person,
    /// What still holds, in the order it was added within each sort.
    pub pieces: Vec<Piece>,
    /// The records the person came from.
    pub sources: Vec<Source>,
}

impl Known {
    /// Returns what was kept of the records of a format.
    pub fn raws(&self, scheme: &str) -> Vec<&str> {
        self.sources.iter().filter(|source| source.scheme == scheme).filter_map(|s| s.raw.as_deref()).collect()
    }
}

/// Hands on everybody, or those whom the filter finds, in the order they were added.
///
/// # Errors
/// Where the store cannot be read, and what `take` returns.
pub fn each(
    reader: &Reader<'_>,
    only: Option<&PersonFilter>,
    mut take: impl FnMut(Known) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let only: Option<HashSet<Id>> = only
        .map(|filter| Ok::<_, ExportError>(reader.people(filter)?.into_iter().map(|p| p.id).collect()))
        .transpose()?;
    beside!(reader, "person_id",
        names: Name, contacts: Contact, facts: Fact, relations: Relation, dates: EventDate, tags: PersonTag,
        notes: Note, sources: Source
    );
    beside!(reader, "other_id", backs: Relation);
    reader.each(|person: Person| {
        let id = person.id;
        if only.as_ref().is_some_and(|only| !only.contains(&id)) {
            return Ok(());
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let spoken = |name: &Name| name.kind != NameKind::Misheard;
        pieces.extend(names.of(id)?.into_iter().filter(spoken).map(|n| Piece::Name(n.kind, n.text)));
        pieces.extend(contacts.of(id)?.into_iter().map(|c| Piece::Contact(c.kind, c.label, c.value)));
        pieces.extend(
            facts.of(id)?.into_iter().filter(|f| f.until.is_none()).map(|f| Piece::Fact(f.label.into(), f.value)),
        );
        pieces.extend(dates.of(id)?.into_iter().map(|d| Piece::Date(d.label.into(), d.on_date)));
        for tie in ties(reader, id, relations.of(id)?, backs.of(id)?)? {
            // Where both have a word of their own for it, a tie is two rows.
            if !pieces.iter().any(|known| known.says(&tie)) {
                pieces.push(tie);
            }
        }
        pieces.extend(tags.of(id)?.into_iter().map(|t| Piece::Tag(t.tag)));
        pieces.extend(notes.of(id)?.into_iter().map(|n| Piece::Note(n.text)));
        take(Known { person, pieces, sources: sources.of(id)? })
    })
}

/// Returns the ties that last, told from the person's side.
fn ties(reader: &Reader<'_>, id: Id, from: Vec<Relation>, back: Vec<Relation>) -> store::Result<Vec<Piece>> {
    if from.is_empty() && back.is_empty() {
        return Ok(Vec::new());
    }
    let others: Vec<Id> =
        from.iter().filter_map(|tie| tie.other_id).chain(back.iter().map(|tie| tie.person_id)).collect();
    let names: HashMap<Id, String> = reader.names_of(&others)?;
    let told = |tie: Relation| {
        let (kind, other) = if tie.person_id == id {
            (tie.kind, tie.other_id)
        } else {
            (relation::inverse(&tie.kind).to_owned(), Some(tie.person_id))
        };
        let name = other.and_then(|other| names.get(&other).cloned()).or(tie.other_name)?;
        Some((name, kind))
    };
    let mut told: Vec<(String, String)> =
        from.into_iter().chain(back).filter(|tie| tie.until.is_none()).filter_map(told).collect();
    // From which side a tie was told first is not seen from outside.
    told.sort();
    Ok(told.into_iter().map(|(name, kind)| Piece::Relation(kind, name)).collect())
}
