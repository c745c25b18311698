//! Makes one person of two: all that hangs on the second goes to the first.

mod own;
mod there;
mod ties;

use std::collections::HashSet;

use super::remove::{self, Belongings};
use super::rename::existing;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::ContactKind;
use crate::store::rows::{Engagement, FeelingNote, Note, PersonTag, Promise, Relation, Snooze, Source};
use crate::store::{self, Reader, WriteTx};

/// Why two people were not made one.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error("both names mean the same person")]
    Same,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Moves everything of `from` to `into` and removes `from`. What `into` says for itself wins; words that would be
/// lost so are kept as a remark.
///
/// # Errors
/// Refuses to merge a person with themselves, and a store that cannot be written.
pub fn merge(tx: &mut WriteTx<'_>, into: Id, from: Id) -> Result<(), MergeError> {
    if into == from {
        return Err(MergeError::Same);
    }
    let (keep, gone) = (existing(tx, into)?, existing(tx, from)?);
    own::names(tx, &keep, &gone)?;
    own::contacts(tx, into, from)?;
    own::facts(tx, into, from)?;
    own::dates(tx, into, from)?;
    ties::relations(tx, into, from)?;
    there::attendances(tx, into, from)?;
    ties::referrals(tx, into, from)?;
    for tag in tx.all_of::<PersonTag>("person_id", from)? {
        tx.delete(&tag)?;
        if !tx.all_of::<PersonTag>("person_id", into)?.iter().any(|have| have.tag == tag.tag) {
            tx.insert(&PersonTag { person_id: into, ..tag })?;
        }
    }
    for row in tx.all_of::<Note>("person_id", from)? {
        tx.update(&Note { person_id: into, ..row })?;
    }
    for row in tx.all_of::<FeelingNote>("person_id", from)? {
        tx.update(&FeelingNote { person_id: into, ..row })?;
    }
    for row in tx.all_of::<Promise>("person_id", from)? {
        tx.update(&Promise { person_id: into, ..row })?;
    }
    for row in tx.all_of::<Engagement>("person_id", from)? {
        tx.update(&Engagement { person_id: into, ..row })?;
    }
    for row in tx.all_of::<Source>("person_id", from)? {
        tx.update(&Source { person_id: Some(into), ..row })?;
    }
    snooze(tx, into, from)?;
    ties::told_apart(tx, into, from)?;
    own::person(tx, keep, gone)?;
    Ok(())
}

/// Counts what a merge moves from one to the other: all that hangs on `from` but what is between the two, which nobody
/// can have with themselves.
///
/// # Errors
/// Where the store cannot be read.
pub fn moves(reader: &Reader<'_>, into: Id, from: Id) -> store::Result<Belongings> {
    let have = remove::belongings(reader, from)?;
    let mut relations = reader.all_of::<Relation>("person_id", from)?;
    relations.extend(reader.all_of::<Relation>("other_id", from)?);
    let between = relations.iter().filter(|r| r.person_id == into || r.other_id == Some(into)).count();
    let (brought_by, brought) = reader.referrals_of(from)?;
    let others = |ids: Vec<Id>| ids.into_iter().filter(|id| *id != into).collect::<HashSet<_>>().len();
    Ok(Belongings {
        relations: have.relations.saturating_sub(between),
        brought: others(brought.iter().map(|r| r.referred_id).collect()),
        brought_by: others(brought_by.iter().map(|r| r.referrer_id).collect()),
        ..have
    })
}

/// Returns what two spellings of one way to reach a person have in common.
pub fn contact_key(kind: ContactKind, value: &str) -> String {
    match kind {
        ContactKind::Phone => value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        ContactKind::Handle => value.trim().trim_start_matches('@').to_lowercase(),
        ContactKind::Address => fold::words(value).join(" "),
        ContactKind::Email | ContactKind::Url => value.trim().trim_end_matches('/').to_lowercase(),
    }
}

fn snooze(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let Some(gone) = tx.get::<Snooze>(from)? else { return Ok(()) };
    tx.delete(&gone)?;
    match tx.get::<Snooze>(into)? {
        Some(kept) => tx.update(&Snooze { until_day: kept.until_day.max(gone.until_day), ..kept }),
        None => tx.insert(&Snooze { person_id: into, ..gone }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, small_world, write};
    use crate::domain::date::parse_iso;
    use crate::store::Store;
    use crate::store::rows::{Attendance, Contact, EventDate, Name, Person};

    #[test]
    fn nothing_of_the_second_is_lost_and_nothing_stands_twice() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let (into, from) = (world.grace, world.twin);
        holds(&mut store, |tx| merge(tx, into, from));
        write(&mut store, |tx| -> store::Result<()> {
            assert_eq!(tx.person(from)?, None);
            let texts: Vec<String> = tx.all_of::<Name>("person_id", into)?.into_iter().map(|n| n.text).collect();
            assert_eq!(texts, ["Grace H"]);
            let contacts: Vec<String> = tx.all_of::<Contact>("person_id", into)?.into_iter().map(|c| c.value).collect();
            assert_eq!(contacts, ["Grace@Hopper.org", "g@navy.mil"]);
            let dates: Vec<String> =
                tx.all_of::<EventDate>("person_id", into)?.into_iter().map(|d| d.on_date.to_string()).collect();
            assert_eq!(dates, ["1906-12-09"]);
            assert_eq!(tx.all_of::<PersonTag>("person_id", into)?.len(), 2);
            assert_eq!(tx.get::<Snooze>(into)?.map(|s| s.until_day), parse_iso("2026-12-24").ok());
            let there: Vec<Attendance> = tx.all_of("person_id", into)?;
            assert_eq!(there.iter().map(|a| a.meeting_id).collect::<Vec<_>>(), [world.both, world.other, world.alone]);
            assert!(there.iter().all(|a| a.felt().is_some_and(|felt| felt.value == Some(2))));
            let (brought_by, brought) = tx.referrals_of(into)?;
            assert_eq!((brought_by.len(), brought.len()), (1, 1));
            assert_eq!(brought.first().and_then(|r| r.note.as_deref()), Some("first"));
            assert_eq!(
                tx.all_of::<Relation>("other_id", into)?.len() + tx.all_of::<Relation>("person_id", into)?.len(),
                1
            );
            let merged = tx.person(into)?.expect("is there");
            assert_eq!((merged.hint.as_deref(), merged.met.as_deref()), (Some("navy"), Some("PyCon")));
            Ok(())
        })
        .expect("reads");
    }

    #[test]
    fn words_that_lose_are_kept_as_a_remark() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        write(&mut store, |tx| -> store::Result<()> {
            let grace = existing(tx, world.grace)?;
            tx.update(&Person { met: Some("Yale".into()), ..grace })
        })
        .expect("is written");
        holds(&mut store, |tx| merge(tx, world.grace, world.twin));
        let notes = store.read(|reader| reader.all_of::<Note>("person_id", world.grace)).expect("reads");
        assert!(notes.iter().any(|note| note.text == "merged from Grace H: met: PyCon"), "{notes:?}");
    }

    #[test]
    fn nobody_is_merged_with_themselves() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        assert!(matches!(write(&mut store, |tx| merge(tx, world.ada, world.ada)), Err(MergeError::Same)));
    }
}
