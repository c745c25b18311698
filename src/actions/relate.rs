//! Writes down what people are to each other.
//!
//! A tie is one row, told from either side. Where both sides have a word of their own that says more than the kind
//! (she is his wife, he is her husband) it is two rows, one a side, with the same dates.

mod joined;

use chrono::NaiveDate;

use self::joined::{both_notes, holds, join};
pub use self::joined::{joined, one_tie};
use crate::domain::date::PartialDate;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::Called;
use crate::domain::relation;
use crate::store::rows::Relation;
use crate::store::{self, Reader, WriteTx};
use crate::view::ties::Tie;

/// How alike a word must be to one that is known to be taken for a slip: of a long word two letters may be wrong.
const LONG: usize = 8;
/// A word of fewer letters is too short to tell a slip from another word.
const SHORT: usize = 4;

/// The other end of a tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    Person(Id),
    /// Somebody who is only a name.
    Name(String),
}

/// What somebody is to a person.
#[derive(Debug, Clone)]
pub struct NewTie {
    pub of: Id,
    /// What the other is to the person.
    pub kind: String,
    pub other: Other,
    /// The two names as typed: a bare name of the same words is the same person.
    pub typed: [String; 2],
    pub since: Option<PartialDate>,
    pub until: Option<PartialDate>,
    pub note: Option<String>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RelateError {
    #[error("it would have ended before it began")]
    Backwards,
    /// What else stands between the two.
    #[error("no such tie is written down")]
    NotThere(Vec<String>),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    New,
    /// Something was added to what was there.
    Added,
    /// A bare name has become the person.
    Linked,
    /// It was all there.
    Known,
}

/// A tie as it stands now.
#[derive(Debug, Clone)]
pub struct Told {
    pub what: What,
    /// The row that holds it; the first where there are two.
    pub row: Relation,
    /// What the other is to the person.
    pub there: String,
    /// What the person is to the other.
    pub back: String,
}

/// Writes a tie down, or adds to the one of its kind that the two have. One that ended before this one began, or that
/// began after this one ended, is another.
///
/// # Errors
/// Refuses a tie that ends before it begins, and a store that cannot be written.
pub fn tell(tx: &mut WriteTx<'_>, new: &NewTie) -> Result<Told, RelateError> {
    forwards(new.since, new.until)?;
    let mut rows = alike(tx, new)?;
    rows.retain(|row| !apart(row, new));
    // Of several the one that lasts is meant, else the last; its twin from the other side goes with it.
    let Some(meant) = rows.iter().max_by_key(|row| lasting(row)).cloned() else {
        let (other_id, other_name) = match &new.other {
            Other::Person(id) => (Some(*id), None),
            Other::Name(name) => (None, Some(name.clone())),
        };
        let row = Relation {
            id: tx.new_id::<Relation>(tx.today())?,
            person_id: new.of,
            kind: new.kind.clone(),
            other_id,
            other_name,
            since: new.since,
            until: new.until,
            note: new.note.clone(),
        };
        tx.insert(&row)?;
        return Ok(told(new, What::New, &row, std::slice::from_ref(&row)));
    };
    rows.retain(|row| (row.since, row.until) == (meant.since, meant.until));
    let before = rows.clone();
    let noted = |new: &String| rows.iter().any(|row| row.note.as_deref().is_some_and(|note| holds(note, new)));
    let mut note = new.note.clone().filter(|new| !noted(new));
    for row in &mut rows {
        row.since = new.since.or(row.since);
        row.until = new.until.or(row.until);
        forwards(row.since, row.until)?;
        row.note = both_notes(row.note.take(), note.take());
    }
    let linked = link(&mut rows, new);
    let twin = say_more(&mut rows, new);
    for row in &rows {
        tx.update(row)?;
    }
    let twin_told = twin.is_some();
    if let Some(twin) = twin {
        let twin = Relation { id: tx.new_id::<Relation>(tx.today())?, ..twin };
        tx.insert(&twin)?;
        rows.push(twin);
    }
    let what = match () {
        () if linked => What::Linked,
        () if twin_told || rows != before => What::Added,
        () => What::Known,
    };
    let row = rows.iter().find(|row| row.id == meant.id).unwrap_or(&meant);
    Ok(told(new, what, row, &rows))
}

/// Takes a tie away with all its stretches of time, and returns what was there.
///
/// # Errors
/// Refuses one that is not there, and a store that cannot be written.
pub fn remove(tx: &mut WriteTx<'_>, tie: &NewTie) -> Result<Vec<Relation>, RelateError> {
    let rows = alike(tx, tie)?;
    if rows.is_empty() {
        let others = between(tx, tie)?.into_iter().map(|row| seen(tie, &row));
        return Err(RelateError::NotThere(others.collect()));
    }
    for row in &rows {
        tx.delete(row)?;
    }
    Ok(rows)
}

/// Returns the ties of a person, read from both sides; what is over stands last.
///
/// # Errors
/// Where the store cannot be read; so for all below.
pub fn ties(reader: &Reader<'_>, person: Id, today: NaiveDate) -> store::Result<Vec<Tie>> {
    let own: Vec<Relation> = reader.all_of("person_id", person)?;
    let back: Vec<Relation> = reader.all_of("other_id", person)?;
    let ids: Vec<Id> = own.iter().filter_map(|r| r.other_id).chain(back.iter().map(|r| r.person_id)).collect();
    let names = reader.names_and_hints_of(&ids)?;
    Ok(ties_in(own, back, person, |id| names.get(&id).cloned().unwrap_or_default(), today))
}

/// Returns the ties that rows of the person, and of others to the person, tell of; `name` knows everybody in them.
pub fn ties_in(
    own: Vec<Relation>,
    back: Vec<Relation>,
    person: Id,
    name: impl Fn(Id) -> Called,
    today: NaiveDate,
) -> Vec<Tie> {
    let mut out: Vec<Tie> = Vec::new();
    for row in own.into_iter().chain(back) {
        let (kind, id) = match row.other_id {
            Some(other) if other == person => (relation::inverse(&row.kind).to_owned(), Some(row.person_id)),
            other => (row.kind, other),
        };
        let bare = Called { name: row.other_name.unwrap_or_default(), hint: None };
        let Called { name, hint } = id.map_or(bare, &name);
        let tie = Tie { kind, name, hint, id, since: row.since, until: row.until, note: row.note };
        match out.iter_mut().find(|known| one_tie(known, &tie)) {
            Some(known) => join(known, tie),
            None => out.push(tie),
        }
    }
    out.sort_by(|a, b| {
        let key = |t: &Tie| (t.ended(today), t.since);
        let (a_key, b_key) = (key(a), key(b));
        (a_key.0, &a.kind, &a.name, a_key.1).cmp(&(b_key.0, &b.kind, &b.name, b_key.1))
    });
    out
}

/// Returns those who have a tie to somebody known by this bare name only, with what the somebody is to them.
pub fn bare(reader: &Reader<'_>, name: &str) -> store::Result<Vec<(String, Relation)>> {
    let mut rows = reader.relations_to_names()?;
    rows.retain(|row| row.other_name.as_deref().is_some_and(|other| same_name(other, name)));
    let names = reader.called_of(&rows.iter().map(|row| row.person_id).collect::<Vec<_>>())?;
    Ok(rows.into_iter().map(|row| (names.get(&row.person_id).cloned().unwrap_or_default(), row)).collect())
}

/// Returns the bare name of these words to which the person has a tie of the kind, as it is written.
pub fn bare_of(reader: &Reader<'_>, person: Id, kind: &str, name: &str) -> store::Result<Option<String>> {
    let own: Vec<Relation> = reader.all_of("person_id", person)?;
    let names = own.into_iter().filter(|row| relation::alike(&row.kind, kind)).filter_map(|row| row.other_name);
    Ok(names.into_iter().find(|other| same_name(other, name)))
}

/// Returns the known word that a word is likely a slip of.
pub fn slip_of(word: &str) -> Option<&'static str> {
    let typed = fold::fold(word).replace(['-', ' '], "_");
    let letters = typed.chars().count();
    if relation::is_known(word) || letters < SHORT {
        return None;
    }
    let near = relation::words().filter(|known| !relation::is_introduction(known));
    let near = near.map(|known| (strsim::osa_distance(&typed, known), known));
    let (wrong, known) = near.min_by_key(|(wrong, _)| *wrong)?;
    (wrong <= if letters < LONG { 1 } else { 2 }).then_some(known)
}

fn same_name(a: &str, b: &str) -> bool {
    fold::words(a) == fold::words(b)
}

fn forwards(since: Option<PartialDate>, until: Option<PartialDate>) -> Result<(), RelateError> {
    match (since.and_then(PartialDate::first_day), until.and_then(PartialDate::last_day)) {
        (Some(since), Some(until)) if since > until => Err(RelateError::Backwards),
        _ => Ok(()),
    }
}

/// Tells whether the row's stretch of time lies wholly before or after the new one. Only a beginning that is told says
/// that there is another one.
fn apart(row: &Relation, new: &NewTie) -> bool {
    let Some(since) = new.since.and_then(PartialDate::first_day) else { return false };
    let before = row.until.and_then(PartialDate::last_day).is_some_and(|last| last < since);
    let until = new.until.and_then(PartialDate::last_day);
    let after = row.since.and_then(PartialDate::first_day).zip(until).is_some_and(|(first, until)| first > until);
    before || after
}

/// Returns by what one stretch of time comes after another.
fn lasting(row: &Relation) -> (bool, Option<NaiveDate>, Option<NaiveDate>) {
    let until = row.until.and_then(PartialDate::last_day);
    (until.is_none(), until, row.since.and_then(PartialDate::first_day))
}

/// Returns the rows that tie the two, of whatever kind, from either side. Bare names count where the persons
/// themselves have nothing.
fn between(reader: &Reader<'_>, tie: &NewTie) -> store::Result<Vec<Relation>> {
    let mut rows: Vec<Relation> = reader.all_of("person_id", tie.of)?;
    let other = match &tie.other {
        Other::Person(other) => *other,
        Other::Name(called) => {
            rows.retain(|row| row.other_name.as_deref().is_some_and(|name| same_name(name, called)));
            return Ok(rows);
        }
    };
    rows.extend(reader.all_of::<Relation>("person_id", other)?);
    let ids = |row: &Relation| [Some(row.person_id), row.other_id];
    let two = [[Some(tie.of), Some(other)], [Some(other), Some(tie.of)]];
    rows.retain(|row| two.contains(&ids(row)));
    Ok(rows)
}

/// Returns the rows by which one of the two has the other as a bare name only.
fn by_name(reader: &Reader<'_>, tie: &NewTie) -> store::Result<Vec<Relation>> {
    let Other::Person(other) = tie.other else { return Ok(Vec::new()) };
    let names = reader.names_of(&[tie.of, other])?;
    let [one_typed, other_typed] = &tie.typed;
    let mut out = Vec::new();
    for (person, called, typed) in [(tie.of, other, other_typed), (other, tie.of, one_typed)] {
        let full = names.get(&called).map_or("", String::as_str);
        let rows: Vec<Relation> = reader.all_of("person_id", person)?;
        out.extend(rows.into_iter().filter(|row| {
            row.other_name.as_deref().is_some_and(|name| same_name(name, full) || same_name(name, typed))
        }));
    }
    Ok(out)
}

/// Returns the rows that say the same kind of tie.
fn alike(reader: &Reader<'_>, tie: &NewTie) -> store::Result<Vec<Relation>> {
    let mut rows = between(reader, tie)?;
    rows.retain(|row| relation::alike(&seen(tie, row), &tie.kind));
    if rows.is_empty() {
        rows = by_name(reader, tie)?;
        rows.retain(|row| relation::alike(&seen(tie, row), &tie.kind));
    }
    Ok(rows)
}

/// Returns what the other is to the person, as the row says.
fn seen(tie: &NewTie, row: &Relation) -> String {
    if row.person_id == tie.of { row.kind.clone() } else { relation::inverse(&row.kind).to_owned() }
}

/// Puts the person in the place of a bare name; tells whether there was one.
fn link(rows: &mut [Relation], new: &NewTie) -> bool {
    let Other::Person(other) = new.other else { return false };
    let mut linked = false;
    for row in rows.iter_mut().filter(|row| row.other_name.is_some()) {
        row.other_name = None;
        row.other_id = Some(if row.person_id == new.of { other } else { new.of });
        linked = true;
    }
    linked
}

/// Keeps the new word where it says more than its kind. Returns another row where the row there has such a word of its
/// own for the way back.
fn say_more(rows: &mut [Relation], new: &NewTie) -> Option<Relation> {
    if !relation::says_more(&new.kind) {
        return None;
    }
    if let Some(row) = rows.iter_mut().find(|row| row.person_id == new.of) {
        row.kind.clone_from(&new.kind);
        return None;
    }
    let row = rows.first_mut()?;
    let back = relation::inverse(&row.kind);
    if back == new.kind {
        return None;
    }
    let turned = Relation { person_id: new.of, other_id: Some(row.person_id), kind: new.kind.clone(), ..row.clone() };
    if relation::says_more(&row.kind) && !relation::says_more(back) {
        return Some(Relation { note: None, ..turned });
    }
    *row = turned;
    None
}

/// Returns how the tie stands, by one of its rows and all of them.
fn told(new: &NewTie, what: What, row: &Relation, rows: &[Relation]) -> Told {
    let own = rows.iter().find(|row| row.person_id == new.of);
    let back = rows.iter().find(|row| row.person_id != new.of);
    let word = |of: Option<&Relation>, other: Option<&Relation>| match (of, other) {
        (Some(row), _) => row.kind.clone(),
        (None, row) => relation::inverse(row.map_or("", |row| &row.kind)).to_owned(),
    };
    let note = rows.iter().find_map(|row| row.note.clone());
    Told { what, there: word(own, back), back: word(back, own), row: Relation { note, ..row.clone() } }
}

#[cfg(test)]
mod tests;
