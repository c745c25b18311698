//! Writes people as vCards.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use super::ExportError;
use crate::actions::import::vcard::RECORDS;
use crate::domain::id::Id;
use crate::domain::person::NameKind;
use crate::domain::relation;
use crate::exchange::people::Piece;
use crate::exchange::vcard::{self as format, Out, Version};
use crate::store::rows::{Contact, EventDate, Fact, Name, Note, Person, PersonTag, Relation, Source};
use crate::store::{self, PersonFilter, Reader};

/// Writes a card a person, in the order they were added: of everybody, or of those whom the filter finds.
///
/// # Errors
/// Where the store cannot be read, or `out` takes no more.
pub fn write(
    reader: &Reader<'_>,
    out: &mut dyn Write,
    version: Version,
    only: Option<&PersonFilter>,
) -> Result<(), ExportError> {
    let only: Option<HashSet<Id>> = only
        .map(|filter| Ok::<_, ExportError>(reader.people(filter)?.into_iter().map(|p| p.id).collect()))
        .transpose()?;
    let mut names = reader.beside::<Name>("person_id")?;
    let mut names = names.run()?;
    let mut contacts = reader.beside::<Contact>("person_id")?;
    let mut contacts = contacts.run()?;
    let mut facts = reader.beside::<Fact>("person_id")?;
    let mut facts = facts.run()?;
    let mut relations = reader.beside::<Relation>("person_id")?;
    let mut relations = relations.run()?;
    let mut backs = reader.beside::<Relation>("other_id")?;
    let mut backs = backs.run()?;
    let mut dates = reader.beside::<EventDate>("person_id")?;
    let mut dates = dates.run()?;
    let mut tags = reader.beside::<PersonTag>("person_id")?;
    let mut tags = tags.run()?;
    let mut notes = reader.beside::<Note>("person_id")?;
    let mut notes = notes.run()?;
    let mut sources = reader.beside::<Source>("person_id")?;
    let mut sources = sources.run()?;
    reader.each(|person: Person| {
        let id = person.id;
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
        let sources = sources.of(id)?;
        if only.as_ref().is_some_and(|only| !only.contains(&id)) {
            return Ok(());
        }
        let raws = sources.iter().filter(|s| s.scheme == RECORDS.scheme).filter_map(|s| s.raw.as_deref()).collect();
        Ok(format::write(out, &Out { id, name: &person.name, pieces, raws }, version)?)
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
        Some(Piece::Relation(kind, name))
    };
    Ok(from.into_iter().chain(back).filter(|tie| tie.until.is_none()).filter_map(told).collect())
}
