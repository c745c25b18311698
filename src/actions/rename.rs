//! Gives a person another name, so that the old one still finds them and no two people become one.

use super::who::{self, PersonRef};
use crate::domain::date::iso;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::{BadName, NameKind, clean_name, typed_name};
use crate::store::rows::{Fact, Name, Person, PersonTag};
use crate::store::{self, Reader, WriteTx};

/// What becomes of the old name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// It still finds the person, unless it does so by itself.
    #[default]
    Former,
    /// As a name that was never right.
    Misheard,
    Not,
}

/// What a rename did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    pub before: String,
    pub after: PersonRef,
    /// What the old name is kept as; `None` where it is not.
    pub kept: Option<NameKind>,
    /// Others of this name, as they are now.
    pub twins: Vec<PersonRef>,
    /// Who was given a hint that nobody had said, so that all of one name stay reachable.
    pub hinted: Vec<PersonRef>,
}

/// Why a name was refused.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    #[error(transparent)]
    Name(#[from] BadName),
    #[error("there is a {} already; say what tells the two apart", .0.shown())]
    Twin(PersonRef),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Renames the person. `hint` is theirs from now on; `None` leaves the hint as it is.
///
/// # Errors
/// Refuses a name that is none, name and hint of somebody else, and a store that cannot be written.
pub fn rename(
    tx: &mut WriteTx<'_>,
    id: Id,
    name: &str,
    keep: Keep,
    hint: Option<&str>,
) -> Result<Renamed, RenameError> {
    let mut person = existing(tx, id)?;
    let before = std::mem::replace(&mut person.name, typed_name(name)?);
    if let Some(hint) = hint {
        person.hint = Some(clean_name(hint)?);
    }
    let kept = keep_name(tx, &person, &before, keep)?;
    let (twins, hinted) = tell_apart(tx, &mut person, Some(&before))?;
    tx.update(&person)?;
    Ok(Renamed { before, after: reference(&person), kept, twins, hinted })
}

/// Gives everybody of the person's name who has no hint one, the person included, so that each can be named.
/// Returns the others of the name, and who was given a hint. The person's own row is left for the caller to write.
///
/// # Errors
/// Where somebody else has name and hint already, or the store cannot be written.
pub fn tell_apart(
    tx: &mut WriteTx<'_>,
    person: &mut Person,
    former: Option<&str>,
) -> Result<(Vec<PersonRef>, Vec<PersonRef>), RenameError> {
    let mut twins = twins(tx, person)?;
    let mut hinted = Vec::new();
    if twins.is_empty() {
        return Ok((twins, hinted));
    }
    let mut taken: Vec<Vec<String>> = twins.iter().chain([&reference(person)]).filter_map(hint_words).collect();
    if person.hint.is_none() {
        let hint = hint_for(tx, person, former, &taken)?;
        taken.push(fold::words(&hint));
        person.hint = Some(hint);
        hinted.push(reference(person));
    }
    for twin in twins.iter_mut().filter(|twin| twin.hint.is_none()) {
        let mut row = existing(tx, twin.id)?;
        let hint = hint_for(tx, &row, None, &taken)?;
        taken.push(fold::words(&hint));
        row.hint = Some(hint);
        tx.update(&row)?;
        *twin = reference(&row);
        hinted.push(twin.clone());
    }
    Ok((twins, hinted))
}

/// Returns everybody else of the person's name.
///
/// # Errors
/// Where one of them has the same hint too, or the store cannot be read.
pub fn twins(reader: &Reader<'_>, person: &Person) -> Result<Vec<PersonRef>, RenameError> {
    let mut twins = who::same_name(reader, &person.name)?;
    twins.retain(|twin| twin.id != person.id);
    let own = hint_words(&reference(person));
    match twins.iter().find(|twin| own.is_some() && hint_words(twin) == own) {
        Some(twin) => Err(RenameError::Twin(twin.clone())),
        None => Ok(twins),
    }
}

/// Returns the person's row.
///
/// # Errors
/// Where there is none, or the store cannot be read.
pub fn existing(reader: &Reader<'_>, id: Id) -> store::Result<Person> {
    reader.person(id)?.ok_or_else(|| store::Error::Broken(format!("there is no person {id}")))
}

/// Returns the person as others refer to one.
pub fn reference(person: &Person) -> PersonRef {
    PersonRef { id: person.id, name: person.name.clone(), hint: person.hint.clone() }
}

/// Settles the names beside the full one: the old one comes, the new one goes.
fn keep_name(tx: &mut WriteTx<'_>, person: &Person, before: &str, keep: Keep) -> Result<Option<NameKind>, RenameError> {
    let (old, new) = (fold::words(before), fold::words(&person.name));
    let names: Vec<Name> = tx.all_of("person_id", person.id)?;
    for name in names.iter().filter(|name| fold::words(&name.text) == new) {
        tx.delete(name)?;
    }
    let kind = match keep {
        Keep::Not => return Ok(None),
        Keep::Misheard => NameKind::Misheard,
        // One letter apart is a spelling put right: it was never their name, yet it may be typed again.
        Keep::Former if strsim::osa_distance(&old.join(" "), &new.join(" ")) == 1 => NameKind::Misheard,
        Keep::Former => NameKind::Former,
    };
    if old == new || old.is_empty() || names.iter().any(|name| fold::words(&name.text) == old) {
        return Ok(None);
    }
    let id = tx.new_id::<Name>(tx.today())?;
    tx.insert(&Name { id, person_id: person.id, kind, text: before.to_owned() })?;
    Ok(Some(kind))
}

fn hint_words(person: &PersonRef) -> Option<Vec<String>> {
    person.hint.as_deref().map(fold::words)
}

/// Returns what tells the person apart, from what is known: no hint in `taken` holds all of its words.
fn hint_for(
    reader: &Reader<'_>,
    person: &Person,
    former: Option<&str>,
    taken: &[Vec<String>],
) -> store::Result<String> {
    let name = fold::words(&person.name);
    let mut known: Vec<String> =
        former.filter(|f| fold::words(f) != name).map(|f| format!("formerly {f}")).into_iter().collect();
    let facts: Vec<Fact> = reader.all_of("person_id", person.id)?;
    known.extend(facts.iter().filter(|fact| fact.label == "lives").map(|fact| fact.value.clone()));
    known.extend(person.met.clone());
    let tags: Vec<PersonTag> = reader.all_of("person_id", person.id)?;
    known.extend(tags.into_iter().map(|tag| tag.tag));
    known.push(format!("added {}", iso(person.added_on)));
    // An id is shared with nobody, whatever else is.
    let last = person.id.to_string();
    let free = |hint: &String| {
        let words = fold::words(hint);
        !words.is_empty() && !taken.iter().any(|other| words.iter().all(|w| other.contains(w)))
    };
    Ok(known.into_iter().find(free).unwrap_or(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, person, write};
    use crate::actions::who::Found;
    use crate::store::Store;

    fn one(store: &mut Store, name: &str) -> Id {
        match store.read(|reader| who::find(reader, name)).expect("reads") {
            Found::One(person) => person.id,
            found => panic!("`{name}` finds {found:?}"),
        }
    }

    #[test]
    fn the_old_name_still_finds_them() {
        let mut store = Store::in_memory().expect("opens");
        let id = person(&mut store, "Grace Murray");
        let renamed = holds(&mut store, |tx| rename(tx, id, " Grace  Hopper ", Keep::Former, None));
        assert_eq!((renamed.after.name.as_str(), renamed.kept), ("Grace Hopper", Some(NameKind::Former)));
        assert_eq!(one(&mut store, "grace murray"), id);
        holds(&mut store, |tx| rename(tx, id, "Grace Murray", Keep::Former, None));
        let names = store.read(|reader| reader.all_of::<Name>("person_id", id)).expect("reads");
        assert_eq!(names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(), ["Grace Hopper"]);
    }

    #[test]
    fn a_mere_spelling_leaves_no_former_name() {
        for (before, after, kept) in [
            ("jose", "José", None),
            ("Grase Hopper", "Grace Hopper", Some(NameKind::Misheard)),
            ("Grace Hopper", "Grace Murray", Some(NameKind::Former)),
        ] {
            let mut store = Store::in_memory().expect("opens");
            let id = person(&mut store, before);
            assert_eq!(holds(&mut store, |tx| rename(tx, id, after, Keep::Former, None)).kept, kept, "{before}");
        }
    }

    #[test]
    fn two_of_one_name_stay_apart() {
        let mut store = Store::in_memory().expect("opens");
        let (old, new) = (person(&mut store, "Grace Hopper"), person(&mut store, "Grace H"));
        let renamed = holds(&mut store, |tx| rename(tx, new, "Grace Hopper", Keep::Former, None));
        assert_eq!(renamed.after.hint.as_deref(), Some("formerly Grace H"));
        assert_eq!(renamed.hinted.len(), 2);
        assert_eq!(one(&mut store, &renamed.after.shown()), new);
        let twin = renamed.twins.first().expect("a twin").shown();
        assert_eq!(one(&mut store, &twin), old);
        assert_eq!(one(&mut store, "Grace H"), new);
    }

    #[test]
    fn name_and_hint_belong_to_one() {
        let mut store = Store::in_memory().expect("opens");
        let (old, new) = (person(&mut store, "Grace Hopper"), person(&mut store, "Grace H"));
        write(&mut store, |tx| rename(tx, old, "Grace Hopper", Keep::Former, Some("Oslo"))).expect("is written");
        let refused = write(&mut store, |tx| rename(tx, new, "grace hopper", Keep::Former, Some("oslo")));
        assert!(matches!(refused, Err(RenameError::Twin(_))));
        write(&mut store, |tx| rename(tx, new, "Grace Hopper", Keep::Not, Some("Riga"))).expect("is written");
        assert_eq!((one(&mut store, "Grace Hopper (Riga)"), one(&mut store, "Grace Hopper Oslo")), (new, old));
    }
}
