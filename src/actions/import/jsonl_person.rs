//! People of plain lines.

use super::jsonl::{Import, SCHEME, merge};
use crate::domain::id::Id;
use crate::domain::person::{NameKind, State};
use crate::exchange::jsonl::{self as format, PersonDraft, Piece};
use crate::store::rows::{Contact, EventDate, Fact, Name, Note, Person, PersonTag, Source};
use crate::store::{Put, Result, WriteTx};

/// Adds a new person.
pub(super) fn add(tx: &mut WriteTx<'_>, draft: &PersonDraft, raw: &str) -> Result<Id> {
    let today = tx.today();
    let id = tx.new_id::<Person>(today)?;
    tx.insert(&Person {
        id,
        name: draft.name.clone(),
        hint: None,
        closeness: None,
        kin: false,
        cadence_days: draft.cadence_days,
        state: State::Active,
        state_until: None,
        known_since: None,
        met: None,
        met_on: draft.met_on,
        background: false,
        added_on: today,
    })?;
    for piece in &draft.pieces {
        add_piece(tx, id, piece)?;
    }
    let source = Source {
        id: tx.new_id::<Source>(today)?,
        scheme: SCHEME.into(),
        key: draft.key.clone(),
        person_id: Some(id),
        meeting_id: None,
        raw: Some(raw.to_owned()),
    };
    tx.insert(&source)?;
    Ok(id)
}

/// Fills in what the store does not know yet of a person that is auld's own: a line never takes anything away there.
pub(super) fn complete(tx: &mut WriteTx<'_>, id: Id, draft: &PersonDraft) -> Result<Put> {
    let Some(person) = tx.person(id)? else { return Ok(Put::Same) };
    let person = Person {
        cadence_days: person.cadence_days.or(draft.cadence_days),
        met_on: person.met_on.or(draft.met_on),
        ..person
    };
    let mut most = tx.put(person)?;
    let known = pieces(tx, id)?;
    for piece in draft.pieces.iter().filter(|piece| !known.contains(piece)) {
        add_piece(tx, id, piece)?;
        most = Put::Changed;
    }
    Ok(most)
}

/// Takes what a line changed since it was imported last, as far as the user did not change the same in auld.
pub(super) fn again(
    import: &mut Import<'_, '_>,
    file: &str,
    source: Source,
    draft: &PersonDraft,
    raw: &str,
) -> Result<Put> {
    if source.raw.as_deref() == Some(raw) {
        return Ok(Put::Same);
    }
    let then = source.raw.as_deref().and_then(|raw| format::person(raw.as_bytes()).ok());
    let then = then.unwrap_or_else(|| PersonDraft { pieces: Vec::new(), ..draft.clone() });
    let person = source.person_id.map(|id| import.tx.person(id)).transpose()?.flatten();
    let Some(mut person) = person.filter(|_| then != *draft) else { return Ok(Put::Same) };
    let left = |what: &str, import: &mut Import<'_, '_>| {
        import
            .report
            .leave(|| format!("{file}: `{}`: {what} was changed in auld too and is left as it is there", draft.key));
    };
    match merge(&then.name, &draft.name, &person.name) {
        Some(name) => person.name = name.clone(),
        None => left("the name", import),
    }
    match merge(&then.cadence_days, &draft.cadence_days, &person.cadence_days) {
        Some(days) => person.cadence_days = *days,
        None => left("the cadence", import),
    }
    match merge(&then.met_on, &draft.met_on, &person.met_on) {
        Some(date) => person.met_on = *date,
        None => left("the day we met", import),
    }
    let id = person.id;
    import.tx.update(&person)?;
    let known = pieces(import.tx, id)?;
    let gone: Vec<_> = then.pieces.iter().filter(|piece| !draft.pieces.contains(piece)).collect();
    for piece in draft.pieces.iter().filter(|piece| !then.pieces.contains(piece) && !known.contains(piece)) {
        // What takes the place of something that the user changed or removed stays out.
        match piece.slot().and_then(|slot| gone.iter().find(|old| old.slot() == Some(slot))) {
            Some(old) if !known.contains(old) => left(slot_name(piece), import),
            _ => add_piece(import.tx, id, piece)?,
        }
    }
    for piece in gone {
        remove_piece(import.tx, id, piece)?;
    }
    import.tx.update(&Source { raw: Some(raw.to_owned()), ..source })?;
    Ok(Put::Changed)
}

fn add_piece(tx: &mut WriteTx<'_>, id: Id, piece: &Piece) -> Result<()> {
    let today = tx.today();
    match piece {
        Piece::Nick(text) => {
            let row = Name { id: tx.new_id::<Name>(today)?, person_id: id, kind: NameKind::Nick, text: text.clone() };
            tx.insert(&row)
        }
        Piece::Contact(kind, value) => {
            let row_id = tx.new_id::<Contact>(today)?;
            tx.insert(&Contact { id: row_id, person_id: id, kind: *kind, label: None, value: value.clone() })
        }
        Piece::Fact(label, value) => {
            let row_id = tx.new_id::<Fact>(today)?;
            let (label, value) = ((*label).to_owned(), value.clone());
            tx.insert(&Fact { id: row_id, person_id: id, label, value, since: None, until: None, noted_on: today })
        }
        Piece::Birthday(on) => {
            let row_id = tx.new_id::<EventDate>(today)?;
            tx.insert(&EventDate { id: row_id, person_id: id, label: BIRTHDAY.into(), on_date: *on })
        }
        Piece::Tag(tag) => tx.insert(&PersonTag { person_id: id, tag: tag.clone() }),
        Piece::Note(text) => {
            let row_id = tx.new_id::<Note>(today)?;
            tx.insert(&Note { id: row_id, person_id: id, on_day: today, text: text.clone() })
        }
    }
}

/// Removes the row that stands for a piece; nothing where the user changed or removed it.
fn remove_piece(tx: &mut WriteTx<'_>, id: Id, piece: &Piece) -> Result<()> {
    match piece {
        Piece::Nick(text) => {
            let rows: Vec<Name> = tx.all_of("person_id", id)?;
            rows.iter().filter(|n| n.kind == NameKind::Nick && n.text == *text).try_for_each(|n| tx.delete(n))
        }
        Piece::Contact(kind, value) => {
            let rows: Vec<Contact> = tx.all_of("person_id", id)?;
            rows.iter().filter(|c| c.kind == *kind && c.value == *value).try_for_each(|c| tx.delete(c))
        }
        Piece::Fact(label, value) => {
            let rows: Vec<Fact> = tx.all_of("person_id", id)?;
            rows.iter().filter(|f| f.label == *label && f.value == *value).try_for_each(|f| tx.delete(f))
        }
        Piece::Birthday(on) => {
            let rows: Vec<EventDate> = tx.all_of("person_id", id)?;
            rows.iter().filter(|d| d.label == BIRTHDAY && d.on_date == *on).try_for_each(|d| tx.delete(d))
        }
        Piece::Tag(tag) => tx.delete(&PersonTag { person_id: id, tag: tag.clone() }),
        Piece::Note(text) => {
            let rows: Vec<Note> = tx.all_of("person_id", id)?;
            rows.iter().filter(|n| n.text == *text).try_for_each(|n| tx.delete(n))
        }
    }
}

fn slot_name(piece: &Piece) -> &'static str {
    match piece {
        Piece::Nick(_) => "the nickname",
        Piece::Contact(..) => "a contact point",
        Piece::Fact(label, _) => label,
        Piece::Birthday(_) => "the birthday",
        Piece::Tag(_) => "a tag",
        Piece::Note(_) => "the note",
    }
}

const BIRTHDAY: &str = "birthday";

/// Returns what the store knows of a person in the form of pieces.
pub(super) fn pieces(tx: &WriteTx<'_>, id: Id) -> Result<Vec<Piece>> {
    let names: Vec<Name> = tx.all_of("person_id", id)?;
    let contacts: Vec<Contact> = tx.all_of("person_id", id)?;
    let facts: Vec<Fact> = tx.all_of("person_id", id)?;
    let dates: Vec<EventDate> = tx.all_of("person_id", id)?;
    let tags: Vec<PersonTag> = tx.all_of("person_id", id)?;
    let notes: Vec<Note> = tx.all_of("person_id", id)?;
    let mut pieces = Vec::new();
    pieces.extend(names.into_iter().filter(|n| n.kind == NameKind::Nick).map(|n| Piece::Nick(n.text)));
    pieces.extend(contacts.into_iter().map(|c| Piece::Contact(c.kind, c.value)));
    pieces.extend(facts.into_iter().filter_map(|f| Some(Piece::Fact(format::fact_label(&f.label)?, f.value))));
    pieces.extend(dates.into_iter().filter(|d| d.label == BIRTHDAY).map(|d| Piece::Birthday(d.on_date)));
    pieces.extend(tags.into_iter().map(|t| Piece::Tag(t.tag)));
    pieces.extend(notes.into_iter().map(|n| Piece::Note(n.text)));
    Ok(pieces)
}
