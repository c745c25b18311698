//! Names to people: loads as few names as can answer, and lets the ladder of `text::who` decide.

use crate::domain::fold;
use crate::domain::id::Id;
use crate::store::{NameRow, Reader, Result};
use crate::text::who::{Known, NameIndex, Resolution};

/// A person as others refer to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    pub id: Id,
    pub name: String,
    pub hint: Option<String>,
}

impl PersonRef {
    /// Returns the name, with the hint in brackets where there is one.
    pub fn shown(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{} ({hint})", self.name),
            None => self.name.clone(),
        }
    }
}

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    One(PersonRef),
    /// More than one on the best rung of the ladder, the likeliest first.
    Several(Vec<PersonRef>),
    /// Nobody; `close` has those whose names look alike, at most three.
    None {
        close: Vec<PersonRef>,
    },
}

/// Finds whom a NAME argument means.
///
/// # Errors
/// Where the store cannot be read.
pub fn find(reader: &Reader<'_>, name: &str) -> Result<Found> {
    if let Ok(id) = name.parse::<Id>()
        && let Some(person) = reader.person(id)?
    {
        return Ok(Found::One(PersonRef { id, name: person.name, hint: person.hint }));
    }
    if let Some(first) = fold::words(name).first() {
        let index = index(reader.names_from(first)?);
        match index.resolve(name) {
            Resolution::None { .. } => {}
            resolution => return Ok(found(&index, resolution)),
        }
    }
    // Only a name that nobody has is compared with everybody's.
    let index = index(reader.names()?);
    Ok(found(&index, index.resolve(name)))
}

/// Returns the index of names over these people.
pub fn index(rows: Vec<NameRow>) -> NameIndex {
    NameIndex::new(
        rows.into_iter().map(|row| Known { id: row.id, name: row.name, hint: row.hint, names: row.names }).collect(),
    )
}

/// Returns the person as others refer to one; a bare id where the index does not hold it.
pub fn person_ref(index: &NameIndex, id: Id) -> PersonRef {
    match index.person(id) {
        Some(known) => PersonRef { id, name: known.name.clone(), hint: known.hint.clone() },
        None => PersonRef { id, name: id.to_string(), hint: None },
    }
}

fn found(index: &NameIndex, resolution: Resolution) -> Found {
    let refs = |ids: Vec<Id>| ids.into_iter().map(|id| person_ref(index, id)).collect::<Vec<_>>();
    match resolution {
        Resolution::One(id, _) => Found::One(person_ref(index, id)),
        Resolution::Several(ids) => Found::Several(refs(ids)),
        Resolution::None { close } => Found::None { close: refs(close) },
    }
}

/// Returns everybody whose full name is this very name, case and accents aside.
///
/// # Errors
/// Where the store cannot be read.
pub fn same_name(reader: &Reader<'_>, name: &str) -> Result<Vec<PersonRef>> {
    let words = fold::words(name);
    let rows = reader.names_with(&words[..words.len().min(1)])?;
    let twins = rows.into_iter().filter(|row| fold::words(&row.name) == words);
    Ok(twins.map(|row| PersonRef { id: row.id, name: row.name, hint: row.hint }).collect())
}
