//! What a record knows of a person, as rows.

use crate::domain::id::Id;
use crate::domain::relation;
use crate::exchange::people::Piece;
use crate::store::rows::{Contact, EventDate, Fact, Name, Note, Person, PersonTag, Relation};
use crate::store::{Reader, Result, WriteTx};

/// A row that stands for a piece.
pub(super) enum Row {
    Name(Name),
    Contact(Contact),
    Fact(Fact),
    Date(EventDate),
    /// A tie with the name of the other, and whether it is told from the other side.
    Tie(Relation, String, bool),
    Tag(PersonTag),
    Note(Note),
}

impl Row {
    /// Returns what the row says.
    pub(super) fn piece(&self) -> Piece {
        match self {
            Row::Name(row) => Piece::Name(row.kind, row.text.clone()),
            Row::Contact(row) => Piece::Contact(row.kind, row.label.clone(), row.value.clone()),
            Row::Fact(row) => Piece::Fact(row.label.clone().into(), row.value.clone()),
            Row::Date(row) => Piece::Date(row.label.clone().into(), row.on_date),
            Row::Tie(row, name, false) => Piece::Relation(row.kind.clone(), name.clone()),
            Row::Tie(row, name, true) => Piece::Relation(relation::inverse(&row.kind).to_owned(), name.clone()),
            Row::Tag(row) => Piece::Tag(row.tag.clone()),
            Row::Note(row) => Piece::Note(row.text.clone()),
        }
    }

    /// Returns the id that tells when the row was made; for a tag, which has none, that of the person.
    pub(super) fn id(&self, person: Id) -> Id {
        match self {
            Row::Name(row) => row.id,
            Row::Contact(row) => row.id,
            Row::Fact(row) => row.id,
            Row::Date(row) => row.id,
            Row::Tie(row, ..) => row.id,
            Row::Note(row) => row.id,
            Row::Tag(_) => person,
        }
    }
}

/// Returns the rows of a person.
///
/// # Errors
/// Where the store cannot be read.
pub(super) fn of(reader: &Reader<'_>, id: Id) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    rows.extend(reader.all_of("person_id", id)?.into_iter().map(Row::Name));
    rows.extend(reader.all_of("person_id", id)?.into_iter().map(Row::Contact));
    rows.extend(reader.all_of("person_id", id)?.into_iter().map(Row::Fact));
    rows.extend(reader.all_of("person_id", id)?.into_iter().map(Row::Date));
    rows.extend(reader.all_of("person_id", id)?.into_iter().map(Row::Tag));
    rows.extend(reader.all_of("person_id", id)?.into_iter().map(Row::Note));
    let ties: Vec<Relation> = reader.all_of("person_id", id)?;
    let back: Vec<Relation> = reader.all_of("other_id", id)?;
    for (tie, from_there) in ties.into_iter().map(|tie| (tie, false)).chain(back.into_iter().map(|tie| (tie, true))) {
        let other = if from_there { Some(tie.person_id) } else { tie.other_id };
        let name = match other {
            Some(other) => reader.get::<Person>(other)?.map(|person| person.name),
            None => tie.other_name.clone(),
        };
        rows.extend(name.map(|name| Row::Tie(tie, name, from_there)));
    }
    Ok(rows)
}

/// Adds a piece to a person.
///
/// # Errors
/// Where the store cannot be written; so for all below.
pub(super) fn add(tx: &mut WriteTx<'_>, person_id: Id, piece: &Piece) -> Result<()> {
    let today = tx.today();
    match piece {
        Piece::Name(kind, text) => {
            let id = tx.new_id::<Name>(today)?;
            tx.insert(&Name { id, person_id, kind: *kind, text: text.clone() })
        }
        Piece::Contact(kind, label, value) => {
            let id = tx.new_id::<Contact>(today)?;
            tx.insert(&Contact { id, person_id, kind: *kind, label: label.clone(), value: value.clone() })
        }
        Piece::Fact(label, value) => {
            let id = tx.new_id::<Fact>(today)?;
            let (label, value) = (label.clone().into_owned(), value.clone());
            tx.insert(&Fact { id, person_id, label, value, since: None, until: None, noted_on: today })
        }
        Piece::Date(label, on_date) => {
            let id = tx.new_id::<EventDate>(today)?;
            tx.insert(&EventDate { id, person_id, label: label.clone().into_owned(), on_date: *on_date })
        }
        Piece::Relation(kind, name) => {
            let id = tx.new_id::<Relation>(today)?;
            tx.insert(&Relation {
                id,
                person_id,
                kind: kind.clone(),
                other_id: None,
                other_name: Some(name.clone()),
                since: None,
                until: None,
                note: None,
            })
        }
        Piece::Tag(tag) => tx.insert(&PersonTag { person_id, tag: tag.clone() }),
        Piece::Note(text) => {
            let id = tx.new_id::<Note>(today)?;
            tx.insert(&Note { id, person_id, on_day: today, text: text.clone() })
        }
    }
}

/// Changes a row to say what became of it.
pub(super) fn change(tx: &mut WriteTx<'_>, row: &Row, piece: &Piece) -> Result<()> {
    match (row, piece) {
        (Row::Name(row), Piece::Name(_, text)) => tx.update(&Name { text: text.clone(), ..row.clone() }),
        (Row::Contact(row), Piece::Contact(_, _, value)) => tx.update(&Contact { value: value.clone(), ..row.clone() }),
        (Row::Fact(row), Piece::Fact(_, value)) => {
            tx.update(&Fact { value: value.clone(), noted_on: tx.today(), ..row.clone() })
        }
        (Row::Date(row), Piece::Date(_, on_date)) => tx.update(&EventDate { on_date: *on_date, ..row.clone() }),
        (Row::Note(row), Piece::Note(text)) => tx.update(&Note { text: text.clone(), ..row.clone() }),
        // The user said who that is, perhaps; another name is another tie.
        (Row::Tie(row, _, false), Piece::Relation(_, name)) if row.other_name.is_some() => {
            tx.update(&Relation { other_name: Some(name.clone()), ..row.clone() })
        }
        (Row::Tie(row, ..), Piece::Relation(..)) => add(tx, row.person_id, piece),
        _ => Ok(()),
    }
}

/// Removes a row.
pub(super) fn remove(tx: &mut WriteTx<'_>, row: &Row) -> Result<()> {
    match row {
        Row::Name(row) => tx.delete(row),
        Row::Contact(row) => tx.delete(row),
        Row::Fact(row) => tx.delete(row),
        Row::Date(row) => tx.delete(row),
        // What the user linked to a person is the user's.
        Row::Tie(row, _, false) if row.other_name.is_some() => tx.delete(row),
        Row::Tie(..) => Ok(()),
        Row::Tag(row) => tx.delete(row),
        Row::Note(row) => tx.delete(row),
    }
}
