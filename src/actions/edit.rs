//! Changes what is known of a person.

use chrono::NaiveDate;

use super::add;
use super::form::{self, Changed, Key, Line};
use super::merge::contact_key;
use super::rename::{self, Keep, RenameError, Renamed, existing, reference};
use super::who::PersonRef;
use crate::domain::date::{PartialDate, iso};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::{Closeness, ContactKind, State, clean_name};
use crate::store::rows::{Contact, EventDate, Fact, Person};
use crate::store::{self, Reader, WriteTx};

/// What is to change. `None` leaves a field as it is, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct PersonEdit {
    pub name: Option<String>,
    pub hint: Option<Option<String>>,
    pub closeness: Option<Option<Closeness>>,
    pub kin: Option<bool>,
    pub cadence_days: Option<Option<u32>>,
    pub state: Option<State>,
    /// Last day of resting.
    pub state_until: Option<Option<NaiveDate>>,
    pub known_since: Option<Option<PartialDate>>,
    pub met: Option<Option<String>>,
    pub met_on: Option<Option<PartialDate>>,
    pub lives: Option<Option<String>>,
    pub birthday: Option<Option<PartialDate>>,
    pub add_contacts: Vec<(ContactKind, String)>,
    pub rm_contacts: Vec<(ContactKind, String)>,
    /// Labels with their dates.
    pub add_dates: Vec<(String, PartialDate)>,
    /// Labels, each perhaps with the one date that is meant.
    pub rm_dates: Vec<(String, Option<PartialDate>)>,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The person as they are now.
    pub person: PersonRef,
    /// `None` where the name stayed.
    pub renamed: Option<Renamed>,
    pub changed: Vec<Changed>,
}

/// Why a change was refused.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error(transparent)]
    Rename(#[from] RenameError),
    #[error("there is no {what} `{text}` to remove")]
    Missing { what: String, text: String, have: Vec<String> },
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The fields of a person's form, in their order.
pub const KEYS: &[Key] = &[
    Key { name: "name", about: "the full name; the old one still finds them", many: false },
    Key { name: "hint", about: "what tells two people of one name apart", many: false },
    Key { name: "closeness", about: "acquaintance, friend, close, inner", many: false },
    Key { name: "kin", about: "yes or no", many: false },
    Key { name: "every", about: "how often you want to be in touch: 3w, 21d, 2m", many: false },
    Key { name: "state", about: "active, resting, let_go, deceased; `until` is the last day of resting", many: false },
    Key { name: "until", about: "", many: false },
    Key { name: "since", about: "how long you know each other: a year, a month or a day", many: false },
    Key { name: "met", about: "where or how you met, and `on` which day", many: false },
    Key { name: "on", about: "", many: false },
    Key { name: "lives", about: "", many: false },
    Key { name: "birthday", about: "1990-05-02, --05-02 or \"2 May\"", many: false },
    Key { name: "date", about: "LABEL: DAY, one a line; so for all below", many: true },
    Key { name: "email", about: "", many: true },
    Key { name: "phone", about: "", many: true },
    Key { name: "handle", about: "", many: true },
    Key { name: "address", about: "", many: true },
    Key { name: "url", about: "", many: true },
];

const LIVES: &str = "lives";
const BIRTHDAY: &str = "birthday";

/// Returns the person's form.
///
/// # Errors
/// Where there is no such person, or the store cannot be read.
pub fn lines(reader: &Reader<'_>, id: Id) -> store::Result<Vec<Line>> {
    let person = existing(reader, id)?;
    let facts: Vec<Fact> = reader.all_of("person_id", id)?;
    let dates: Vec<EventDate> = reader.all_of("person_id", id)?;
    let contacts: Vec<Contact> = reader.all_of("person_id", id)?;
    let every = |days: u32| if days.is_multiple_of(7) { format!("{}w", days / 7) } else { format!("{days}d") };
    let home = facts.into_iter().find(|fact| fact.label == LIVES && fact.until.is_none()).map(|fact| fact.value);
    let birthday = dates.iter().find(|date| date.label == BIRTHDAY);
    let mut out: Vec<Option<Line>> = vec![
        Line::of("name", Some(&person.name)),
        Line::of("hint", person.hint),
        Line::of("closeness", person.closeness),
        Line::of("kin", person.kin.then_some("yes")),
        Line::of("every", person.cadence_days.map(every)),
        Line::of("state", Some(person.state)),
        Line::of("until", person.state_until.map(iso)),
        Line::of("since", person.known_since),
        Line::of("met", person.met),
        Line::of("on", person.met_on),
        Line::of("lives", home),
        Line::of("birthday", birthday.map(|date| date.on_date)),
    ];
    let others = dates.iter().filter(|date| birthday.is_none_or(|b| b.id != date.id));
    out.extend(others.map(|date| Line::of("date", Some(format!("{}: {}", date.label, date.on_date)))));
    out.extend(contacts.into_iter().map(|contact| Line::of(contact.kind.as_str(), Some(contact.value))));
    Ok(out.into_iter().flatten().collect())
}

/// Changes the person.
///
/// # Errors
/// Refuses a name that is none, name and hint of somebody else, to remove what is not there, and a store that cannot
/// be written.
pub fn person(tx: &mut WriteTx<'_>, id: Id, edit: &PersonEdit) -> Result<Edited, EditError> {
    let before = lines(tx, id)?;
    let hint = edit.hint.as_ref().and_then(|hint| hint.as_deref());
    let old = existing(tx, id)?.name;
    let renamed = match &edit.name {
        Some(name) if *name != old => Some(rename::rename(tx, id, name, Keep::Former, hint)?),
        _ => None,
    };
    let row = fields(existing(tx, id)?, edit)?;
    rename::twins(tx, &row)?;
    tx.update(&row)?;
    if let Some(lives) = &edit.lives {
        home(tx, id, lives.as_deref())?;
    }
    if let Some(birthday) = edit.birthday {
        set_birthday(tx, id, birthday)?;
    }
    dates(tx, id, edit)?;
    contacts(tx, id, edit)?;
    let changed = form::differences(KEYS, &before, &lines(tx, id)?);
    Ok(Edited { person: reference(&row), renamed, changed })
}

/// Returns the row with its new fields.
fn fields(mut row: Person, edit: &PersonEdit) -> Result<Person, RenameError> {
    if let Some(hint) = &edit.hint {
        row.hint = hint.as_deref().map(clean_name).transpose()?;
    }
    row.closeness = edit.closeness.unwrap_or(row.closeness);
    row.kin = edit.kin.unwrap_or(row.kin);
    row.cadence_days = edit.cadence_days.unwrap_or(row.cadence_days);
    row.known_since = edit.known_since.unwrap_or(row.known_since);
    row.met = edit.met.clone().unwrap_or(row.met);
    row.met_on = edit.met_on.unwrap_or(row.met_on);
    // A last day of rest says that they rest; whoever does not rest has none.
    let rests = matches!(edit.state_until, Some(Some(_)));
    row.state = edit.state.unwrap_or(if rests { State::Resting } else { row.state });
    row.state_until = edit.state_until.unwrap_or(row.state_until).filter(|_| row.state == State::Resting);
    Ok(row)
}

fn home(tx: &mut WriteTx<'_>, id: Id, place: Option<&str>) -> store::Result<()> {
    let today = tx.today();
    let facts: Vec<Fact> = tx.all_of("person_id", id)?;
    let known = facts.into_iter().find(|fact| fact.label == LIVES && fact.until.is_none());
    match (known, place) {
        (Some(fact), Some(place)) if fact.value == place => Ok(()),
        (Some(fact), Some(place)) => tx.update(&Fact { value: place.to_owned(), since: None, noted_on: today, ..fact }),
        (Some(fact), None) => tx.delete(&fact),
        (None, Some(place)) => add::fact(tx, id, LIVES, place, None).map(|_| ()),
        (None, None) => Ok(()),
    }
}

fn set_birthday(tx: &mut WriteTx<'_>, id: Id, day: Option<PartialDate>) -> store::Result<()> {
    let dates: Vec<EventDate> = tx.all_of("person_id", id)?;
    match (dates.into_iter().find(|date| date.label == BIRTHDAY), day) {
        (Some(date), Some(on_date)) => tx.update(&EventDate { on_date, ..date }),
        (Some(date), None) => tx.delete(&date),
        (None, Some(on_date)) => add_date(tx, id, BIRTHDAY, on_date),
        (None, None) => Ok(()),
    }
}

fn add_date(tx: &mut WriteTx<'_>, person_id: Id, label: &str, on_date: PartialDate) -> store::Result<()> {
    let id = tx.new_id::<EventDate>(tx.today())?;
    tx.insert(&EventDate { id, person_id, label: label.to_owned(), on_date })
}

fn dates(tx: &mut WriteTx<'_>, id: Id, edit: &PersonEdit) -> Result<(), EditError> {
    for (label, day) in &edit.rm_dates {
        let have: Vec<EventDate> = tx.all_of("person_id", id)?;
        let meant =
            |d: &&EventDate| fold::words(&d.label) == fold::words(label) && day.is_none_or(|day| day == d.on_date);
        let Some(date) = have.iter().find(meant) else {
            let have = have.iter().map(|d| d.label.clone()).collect();
            return Err(EditError::Missing { what: "date".into(), text: label.clone(), have });
        };
        tx.delete(date)?;
    }
    for (label, day) in &edit.add_dates {
        let have: Vec<EventDate> = tx.all_of("person_id", id)?;
        if !have.iter().any(|d| fold::words(&d.label) == fold::words(label) && d.on_date == *day) {
            add_date(tx, id, label, *day)?;
        }
    }
    Ok(())
}

fn contacts(tx: &mut WriteTx<'_>, id: Id, edit: &PersonEdit) -> Result<(), EditError> {
    // What goes and comes in one breath is put right: it keeps its row, and with it its label.
    let mut come = edit.add_contacts.clone();
    for (kind, value) in &edit.rm_contacts {
        let have: Vec<Contact> = tx.all_of("person_id", id)?;
        let key = contact_key(*kind, value);
        let Some(contact) = have.iter().find(|c| c.kind == *kind && contact_key(c.kind, &c.value) == key) else {
            let have = have.into_iter().filter(|c| c.kind == *kind).map(|c| c.value).collect();
            return Err(EditError::Missing { what: kind.to_string(), text: value.clone(), have });
        };
        match come.iter().position(|(to, _)| to == kind) {
            Some(at) => {
                let (_, value) = come.remove(at);
                tx.update(&Contact { value, ..contact.clone() })?;
            }
            None => tx.delete(contact)?,
        }
    }
    for (kind, value) in come {
        let have: Vec<Contact> = tx.all_of("person_id", id)?;
        let key = contact_key(kind, &value);
        if !have.iter().any(|c| c.kind == kind && contact_key(c.kind, &c.value) == key) {
            add::contact(tx, id, kind, &value)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{day, holds, small_world, write};
    use crate::store::Store;

    fn changed(edited: Edited) -> Vec<(&'static str, String, String)> {
        edited.changed.into_iter().map(|c| (c.key, c.before.join("|"), c.after.join("|"))).collect()
    }

    #[test]
    fn every_field_can_be_set_and_cleared() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let set = PersonEdit {
            name: Some("Ada Lovelace".into()),
            hint: Some(Some("London".into())),
            closeness: Some(Some(Closeness::Close)),
            kin: Some(true),
            cadence_days: Some(Some(21)),
            state_until: Some(Some(day("2027-01-01"))),
            known_since: Some("2019".parse().ok()),
            met: Some(Some("PyCon".into())),
            met_on: Some("2019-05".parse().ok()),
            lives: Some(Some("London".into())),
            birthday: Some("--12-10".parse().ok()),
            add_contacts: vec![(ContactKind::Email, "ada@x.org".into()), (ContactKind::Email, "ADA@x.org".into())],
            add_dates: vec![("wedding".into(), "1835-07-08".parse().expect("a date"))],
            ..PersonEdit::default()
        };
        let edited = holds(&mut store, |tx| person(tx, world.ada, &set));
        assert_eq!(edited.renamed.as_ref().map(|r| r.before.as_str()), Some("Ada"));
        assert_eq!(edited.changed.len(), 14, "{:?}", edited.changed);
        assert!(changed(edited).contains(&("every", String::new(), "3w".into())));
        let clear = PersonEdit {
            hint: Some(None),
            closeness: Some(None),
            kin: Some(false),
            cadence_days: Some(None),
            state: Some(State::Active),
            known_since: Some(None),
            met: Some(None),
            met_on: Some(None),
            lives: Some(None),
            birthday: Some(None),
            rm_contacts: vec![(ContactKind::Email, "ada@X.org".into())],
            rm_dates: vec![("Wedding".into(), None)],
            ..PersonEdit::default()
        };
        holds(&mut store, |tx| person(tx, world.ada, &clear));
        let left = store.read(|reader| lines(reader, world.ada)).expect("reads");
        let left: Vec<String> = left.into_iter().map(|line| format!("{}: {}", line.key, line.value)).collect();
        assert_eq!(left, ["name: Ada Lovelace", "state: active"]);
    }

    #[test]
    fn an_address_put_right_keeps_its_row() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let before: Vec<Contact> = store.read(|reader| reader.all_of("person_id", world.grace)).expect("reads");
        let right = PersonEdit {
            add_contacts: vec![(ContactKind::Email, "grace@yale.edu".into())],
            rm_contacts: vec![(ContactKind::Email, "grace@hopper.org".into())],
            ..PersonEdit::default()
        };
        holds(&mut store, |tx| person(tx, world.grace, &right));
        let after: Vec<Contact> = store.read(|reader| reader.all_of("person_id", world.grace)).expect("reads");
        assert_eq!((after[0].id, after[0].value.as_str(), after.len()), (before[0].id, "grace@yale.edu", 1));
        let missing = PersonEdit { rm_dates: vec![("x".into(), None)], ..PersonEdit::default() };
        let refused = write(&mut store, |tx| person(tx, world.grace, &missing));
        assert!(matches!(refused, Err(EditError::Missing { have, .. }) if have == ["birthday"]));
        let same = write(&mut store, |tx| person(tx, world.grace, &PersonEdit::default())).expect("is done");
        assert_eq!(same.changed, []);
    }
}
