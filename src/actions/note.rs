//! Writes down remarks and facts about a person.

use chrono::NaiveDate;

use crate::domain::date::PartialDate;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::store::rows::{Fact, Note};
use crate::store::{self, Reader, WriteTx};

/// A fact as it is told.
#[derive(Debug, Clone, Default)]
pub struct NewFact {
    pub label: String,
    pub value: String,
    pub since: Option<PartialDate>,
    pub until: Option<PartialDate>,
    /// Whether it stands beside others of the same label instead of replacing them.
    pub add: bool,
}

/// What telling a fact did.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub fact: Fact,
    /// What it was before; `None` for a new fact.
    pub before: Option<Fact>,
}

/// Why a fact was not told or removed.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    #[error("there are {} facts called `{label}`", .values.len())]
    Several { label: String, values: Vec<String> },
    #[error("since {since} is later than until {until}")]
    Backwards { since: PartialDate, until: PartialDate },
    #[error("there is no such fact")]
    None {
        /// The labels there are, each once.
        labels: Vec<String>,
    },
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Writes a remark about the person on the day.
///
/// # Errors
/// Where the text is empty or the store cannot be written.
pub fn remark(tx: &mut WriteTx<'_>, person: Id, on: NaiveDate, text: &str) -> store::Result<Note> {
    let note = Note { id: tx.new_id::<Note>(on)?, person_id: person, on_day: on, text: text.to_owned() };
    tx.insert(&note)?;
    Ok(note)
}

/// Returns the person's facts with this label, case and accents aside; all of them for an empty label.
///
/// # Errors
/// Where the store cannot be read.
pub fn facts(reader: &Reader<'_>, person: Id, label: &str) -> store::Result<Vec<Fact>> {
    let mut facts: Vec<Fact> = reader.all_of("person_id", person)?;
    facts.retain(|fact| label.is_empty() || alike(&fact.label, label));
    Ok(facts)
}

/// Tells a fact. One of the same label that still holds takes the new value, unless it is to stand beside it.
///
/// # Errors
/// Refuses to choose among several that could take it, and a store that cannot be written.
pub fn tell(tx: &mut WriteTx<'_>, person: Id, new: &NewFact) -> Result<Told, FactError> {
    let today = tx.today();
    let have = facts(tx, person, &new.label)?;
    let same = have.iter().find(|fact| alike(&fact.value, &new.value));
    let holding: Vec<&Fact> = have.iter().filter(|fact| fact.until.is_none()).collect();
    let before = match (same, holding.as_slice()) {
        (Some(same), _) => Some(same),
        (None, _) if new.add => None,
        (None, [only]) => Some(*only),
        (None, []) => None,
        (None, several) => {
            let values = several.iter().map(|fact| fact.value.clone()).collect();
            return Err(FactError::Several { label: new.label.clone(), values });
        }
    };
    let Some(before) = before else {
        // The label is spelt as it was before, so that one kind of fact keeps one name.
        let label = have.first().map_or(&new.label, |fact| &fact.label).clone();
        let fact = Fact {
            id: tx.new_id::<Fact>(today)?,
            person_id: person,
            label,
            value: new.value.clone(),
            since: new.since,
            until: new.until,
            noted_on: today,
        };
        let fact = forwards(fact)?;
        tx.insert(&fact)?;
        return Ok(Told { fact, before: None });
    };
    // What held since some day says nothing of a new value.
    let since = if same.is_some() { before.since } else { None };
    let fact = Fact {
        value: new.value.clone(),
        since: new.since.or(since),
        until: new.until.or(before.until),
        noted_on: today,
        ..before.clone()
    };
    let fact = forwards(fact)?;
    tx.update(&fact)?;
    Ok(Told { fact, before: Some(before.clone()) })
}

/// Returns the fact where it does not end before it begins; days that are not told in full may be any that fit.
fn forwards(fact: Fact) -> Result<Fact, FactError> {
    match (fact.since, fact.until) {
        (Some(since), Some(until)) if since.first_day().zip(until.last_day()).is_some_and(|(from, to)| from > to) => {
            Err(FactError::Backwards { since, until })
        }
        _ => Ok(fact),
    }
}

/// Removes the fact of this label, and of this value where one is named.
///
/// # Errors
/// Refuses where there is none or more than one, and a store that cannot be written.
pub fn untell(tx: &mut WriteTx<'_>, person: Id, label: &str, value: Option<&str>) -> Result<Fact, FactError> {
    let mut have = facts(tx, person, label)?;
    have.retain(|fact| value.is_none_or(|value| alike(&fact.value, value)));
    match have.as_slice() {
        [fact] => {
            tx.delete(fact)?;
            Ok(fact.clone())
        }
        [] => {
            let mut labels: Vec<String> = facts(tx, person, "")?.into_iter().map(|fact| fact.label).collect();
            labels.sort();
            labels.dedup();
            Err(FactError::None { labels })
        }
        several => {
            let values = several.iter().map(|fact| fact.value.clone()).collect();
            Err(FactError::Several { label: label.to_owned(), values })
        }
    }
}

fn alike(a: &str, b: &str) -> bool {
    let (left, right) = (fold::words(a), fold::words(b));
    if left.is_empty() && right.is_empty() { a == b } else { left == right }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{day, holds, person, write};
    use crate::store::Store;

    fn new(label: &str, value: &str) -> NewFact {
        NewFact { label: label.into(), value: value.into(), ..NewFact::default() }
    }

    #[test]
    fn the_same_label_replaces_unless_it_is_history() {
        let mut store = Store::in_memory().expect("opens");
        let id = person(&mut store, "Grace");
        holds(&mut store, |tx| tell(tx, id, &new("works at", "Navy")));
        let told = holds(&mut store, |tx| tell(tx, id, &new("Works At", "Yale")));
        assert_eq!((told.fact.label.as_str(), told.before.map(|f| f.value)), ("works at", Some("Navy".into())));
        let ended = NewFact { until: "1949".parse().ok(), ..new("works at", "yale") };
        holds(&mut store, |tx| tell(tx, id, &ended));
        holds(&mut store, |tx| tell(tx, id, &new("works at", "Remington")));
        holds(&mut store, |tx| tell(tx, id, &NewFact { add: true, ..new("works at", "DEC") }));
        let values: Vec<String> =
            store.read(|r| facts(r, id, "works at")).expect("reads").into_iter().map(|f| f.value).collect();
        assert_eq!(values, ["yale", "Remington", "DEC"]);
        assert!(matches!(
            write(&mut store, |tx| tell(tx, id, &new("works at", "IBM"))),
            Err(FactError::Several { .. })
        ));
        assert!(matches!(write(&mut store, |tx| untell(tx, id, "works at", None)), Err(FactError::Several { .. })));
        assert_eq!(holds(&mut store, |tx| untell(tx, id, "works at", Some("dec"))).value, "DEC");
        assert!(
            matches!(write(&mut store, |tx| untell(tx, id, "pets", None)), Err(FactError::None { labels }) if labels == ["works at"])
        );
    }

    #[test]
    fn a_remark_keeps_its_day() {
        let mut store = Store::in_memory().expect("opens");
        let id = person(&mut store, "Grace");
        let note = holds(&mut store, |tx| remark(tx, id, day("2026-05-02"), "reads Pratchett"));
        assert_eq!((note.id.day(), note.on_day), (Some(day("2026-05-02")), day("2026-05-02")));
    }
}
