//! Gives and takes the names a person has beside the full one.

use super::rename::{existing, reference};
use super::who::PersonRef;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::{BadName, NameKind, typed_name};
use crate::store::rows::Name;
use crate::store::{self, Reader, WriteTx};

/// What became of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The name, in one line.
    pub text: String,
    /// Whether anything changed.
    pub new: bool,
    /// Everybody else who answers to this very name.
    pub others: Vec<PersonRef>,
}

/// Why a name was not given or taken.
#[derive(Debug, thiserror::Error)]
pub enum NamesError {
    #[error(transparent)]
    Name(#[from] BadName),
    #[error("`{0}` is the full name")]
    Full(String),
    #[error("`{text}` is none of their names")]
    Unknown {
        text: String,
        /// The names there are.
        have: Vec<String>,
    },
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Gives the person a name; one they have already only changes its kind.
///
/// # Errors
/// Refuses a name that is none or the full one, and a store that cannot be written.
pub fn give(tx: &mut WriteTx<'_>, person: Id, kind: NameKind, text: &str) -> Result<Given, NamesError> {
    let text = typed_name(text)?;
    let words = fold::words(&text);
    if fold::words(&existing(tx, person)?.name) == words {
        return Err(NamesError::Full(text));
    }
    let others = others(tx, Some(person), &text)?;
    let names: Vec<Name> = tx.all_of("person_id", person)?;
    let new = match names.into_iter().find(|name| fold::words(&name.text) == words) {
        Some(name) => {
            let wanted = Name { kind, text: text.clone(), ..name.clone() };
            tx.update(&wanted)?;
            wanted != name
        }
        None => {
            let id = tx.new_id::<Name>(tx.today())?;
            tx.insert(&Name { id, person_id: person, kind, text: text.clone() })?;
            true
        }
    };
    Ok(Given { text, new, others })
}

/// Takes a name from the person and returns it as it was.
///
/// # Errors
/// Refuses the full name and one they do not have, and a store that cannot be written.
pub fn take(tx: &mut WriteTx<'_>, person: Id, text: &str) -> Result<Name, NamesError> {
    let words = fold::words(text);
    let names: Vec<Name> = tx.all_of("person_id", person)?;
    let have = names.iter().map(|name| name.text.clone()).collect();
    if let Some(name) = names.into_iter().find(|name| fold::words(&name.text) == words) {
        tx.delete(&name)?;
        return Ok(name);
    }
    let full = existing(tx, person)?.name;
    if fold::words(&full) == words {
        return Err(NamesError::Full(full));
    }
    Err(NamesError::Unknown { text: text.to_owned(), have })
}

/// Returns everybody but this person one of whose names is this one, case and accents aside.
///
/// # Errors
/// Where the store cannot be read.
pub fn others(reader: &Reader<'_>, person: Option<Id>, text: &str) -> store::Result<Vec<PersonRef>> {
    let words = fold::words(text);
    let rows = reader.names_with(words.get(..1).unwrap_or_default())?;
    let answers = |name: &str| fold::words(name) == words;
    let mut out = Vec::new();
    for row in rows {
        if Some(row.id) != person && (answers(&row.name) || row.names.iter().any(|(_, name)| answers(name))) {
            out.push(reference(&existing(reader, row.id)?));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, person, write};
    use crate::store::Store;

    #[test]
    fn a_name_is_given_once_and_taken() {
        let mut store = Store::in_memory().expect("opens");
        let (id, other) = (person(&mut store, "Grace Hopper"), person(&mut store, "Gracie"));
        let given = holds(&mut store, |tx| give(tx, id, NameKind::Nick, "gracie"));
        assert_eq!(given.others.iter().map(|p| p.id).collect::<Vec<_>>(), [other]);
        assert!(!write(&mut store, |tx| give(tx, id, NameKind::Nick, "gracie")).expect("is given").new);
        assert!(holds(&mut store, |tx| give(tx, id, NameKind::Former, "Gracie")).new);
        assert_eq!(holds(&mut store, |tx| take(tx, id, "GRACIE")).kind, NameKind::Former);
        assert!(matches!(write(&mut store, |tx| take(tx, id, "x")), Err(NamesError::Unknown { .. })));
        assert!(matches!(write(&mut store, |tx| take(tx, id, "grace hopper")), Err(NamesError::Full(_))));
    }
}
