//! What a record knows of a person, as rows.

use chrono::NaiveDate;

use crate::domain::id::Id;
use crate::domain::person::State;
use crate::domain::relation;
use crate::exchange::people::{Piece, Promised};
use crate::store::rows::{Contact, EventDate, Fact, Name, Note, Person, PersonTag, Promise, Relation};
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
    Promise(Promise),
    /// What stands in the person's own row.
    Every(u32),
    State(State),
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
            Row::Note(row) => Piece::Remark(row.on_day, row.text.clone()),
            Row::Promise(row) => Piece::Promise(Promised {
                by: row.by,
                text: row.text.clone(),
                made_on: row.made_on,
                due: row.due,
                outcome: row.outcome,
                closed_on: row.closed_on,
            }),
            Row::Every(days) => Piece::Every(*days),
            Row::State(state) => Piece::State(*state),
        }
    }

    /// Returns the id that tells when the row was made; for what has none, that of the person.
    pub(super) fn id(&self, person: Id) -> Id {
        match self {
            Row::Name(row) => row.id,
            Row::Contact(row) => row.id,
            Row::Fact(row) => row.id,
            Row::Date(row) => row.id,
            Row::Tie(row, ..) => row.id,
            Row::Note(row) => row.id,
            Row::Promise(row) => row.id,
            Row::Tag(_) | Row::Every(_) | Row::State(_) => person,
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
    rows.extend(reader.all_of("person_id", id)?.into_iter().map(Row::Promise));
    if let Some(person) = reader.person(id)? {
        rows.extend(person.cadence_days.map(Row::Every));
        rows.extend(Some(person.state).filter(|state| *state != State::Active).map(Row::State));
    }
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
        Piece::Note(text) => note(tx, person_id, today, text),
        Piece::Remark(on_day, text) => note(tx, person_id, *on_day, text),
        Piece::Promise(Promised { by, text, made_on, due, outcome, closed_on }) => {
            let id = tx.new_id::<Promise>(today)?;
            let (by, text, made_on, due, outcome, closed_on) =
                (*by, text.clone(), *made_on, *due, *outcome, *closed_on);
            tx.insert(&Promise { id, person_id, by, text, made_on, due, outcome, closed_on, meeting_id: None })
        }
        Piece::Every(days) => of_person(tx, person_id, |person| person.cadence_days = Some(*days)),
        Piece::State(state) => of_person(tx, person_id, |person| person.state = *state),
    }
}

fn note(tx: &mut WriteTx<'_>, person_id: Id, on_day: NaiveDate, text: &str) -> Result<()> {
    let id = tx.new_id::<Note>(tx.today())?;
    tx.insert(&Note { id, person_id, on_day, text: text.to_owned() })
}

fn of_person(tx: &mut WriteTx<'_>, id: Id, change: impl FnOnce(&mut Person)) -> Result<()> {
    let Some(mut person) = tx.person(id)? else { return Ok(()) };
    change(&mut person);
    tx.update(&person)
}

/// Changes a row to say what became of it.
pub(super) fn change(tx: &mut WriteTx<'_>, person: Id, row: &Row, piece: &Piece) -> Result<()> {
    match (row, piece) {
        (Row::Name(row), Piece::Name(_, text)) => tx.update(&Name { text: text.clone(), ..row.clone() }),
        (Row::Contact(row), Piece::Contact(_, _, value)) => tx.update(&Contact { value: value.clone(), ..row.clone() }),
        (Row::Fact(row), Piece::Fact(_, value)) => {
            tx.update(&Fact { value: value.clone(), noted_on: tx.today(), ..row.clone() })
        }
        (Row::Date(row), Piece::Date(_, on_date)) => tx.update(&EventDate { on_date: *on_date, ..row.clone() }),
        (Row::Note(row), Piece::Note(text)) => tx.update(&Note { text: text.clone(), ..row.clone() }),
        (Row::Note(row), Piece::Remark(on_day, text)) => {
            tx.update(&Note { on_day: *on_day, text: text.clone(), ..row.clone() })
        }
        (Row::Promise(row), Piece::Promise(Promised { due, outcome, closed_on, .. })) => {
            tx.update(&Promise { due: *due, outcome: *outcome, closed_on: *closed_on, ..row.clone() })
        }
        (Row::Every(_) | Row::State(_), Piece::Every(_) | Piece::State(_)) => add(tx, person, piece),
        // Whoever has that name is found anew.
        (Row::Tie(row, _, false), Piece::Relation(_, name)) if !is_the_users(row) => {
            tx.update(&Relation { other_id: None, other_name: Some(name.clone()), ..row.clone() })
        }
        (Row::Tie(row, ..), Piece::Relation(..)) => add(tx, row.person_id, piece),
        _ => Ok(()),
    }
}

/// Removes a row.
pub(super) fn remove(tx: &mut WriteTx<'_>, person: Id, row: &Row) -> Result<()> {
    match row {
        Row::Name(row) => tx.delete(row),
        Row::Contact(row) => tx.delete(row),
        Row::Fact(row) => tx.delete(row),
        Row::Date(row) => tx.delete(row),
        Row::Tie(row, _, false) if !is_the_users(row) => tx.delete(row),
        Row::Tie(..) => Ok(()),
        Row::Tag(row) => tx.delete(row),
        Row::Note(row) => tx.delete(row),
        Row::Promise(row) => tx.delete(row),
        Row::Every(_) => of_person(tx, person, |person| person.cadence_days = None),
        Row::State(_) => of_person(tx, person, |person| person.state = State::Active),
    }
}

/// Tells whether the user wrote more about a tie to a person than that it is.
pub(super) fn is_the_users(tie: &Relation) -> bool {
    tie.other_id.is_some() && (tie.since.is_some() || tie.until.is_some() || tie.note.is_some())
}
