//! Removes people and meetings with all that only they have, as one operation that can be undone.

use std::collections::HashSet;

use super::rename::existing;
use crate::domain::id::Id;
use crate::domain::promise::Outcome;
use crate::store::rows::{
    Attendance, Contact, DistinctPair, Engagement, EventDate, Fact, FeelingNote, Meeting, MeetingTag, Name, Note,
    PersonTag, Promise, Referral, Relation, Snooze, Source,
};
use crate::store::{Reader, Record, Result, WriteTx};

/// What hangs on a person, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Belongings {
    pub meetings: usize,
    /// How many of the meetings others attended too.
    pub shared: usize,
    pub names: usize,
    pub contacts: usize,
    pub facts: usize,
    pub dates: usize,
    pub notes: usize,
    pub feelings: usize,
    /// Relations, read from either side.
    pub relations: usize,
    pub promises: usize,
    /// How many of the promises are open.
    pub open_promises: usize,
    /// How many people they brought.
    pub brought: usize,
    /// How many people brought them.
    pub brought_by: usize,
    pub engagements: usize,
}

/// Counts what hangs on a person.
///
/// # Errors
/// Where the store cannot be read.
pub fn belongings(reader: &Reader<'_>, id: Id) -> Result<Belongings> {
    let (meetings, shared) = reader.count_meetings_of(id)?;
    let promises: Vec<Promise> = reader.all_of("person_id", id)?;
    let (brought_by, brought) = reader.referrals_of(id)?;
    let people = |ids: Vec<Id>| ids.into_iter().collect::<HashSet<_>>().len();
    Ok(Belongings {
        meetings,
        shared,
        names: reader.all_of::<Name>("person_id", id)?.len(),
        contacts: reader.all_of::<Contact>("person_id", id)?.len(),
        facts: reader.all_of::<Fact>("person_id", id)?.len(),
        dates: reader.all_of::<EventDate>("person_id", id)?.len(),
        notes: reader.all_of::<Note>("person_id", id)?.len(),
        feelings: reader.all_of::<FeelingNote>("person_id", id)?.len(),
        relations: reader.all_of::<Relation>("person_id", id)?.len() + reader.all_of::<Relation>("other_id", id)?.len(),
        open_promises: promises.iter().filter(|p| p.outcome == Outcome::Open).count(),
        promises: promises.len(),
        brought: people(brought.iter().map(|r| r.referred_id).collect()),
        brought_by: people(brought_by.iter().map(|r| r.referrer_id).collect()),
        engagements: reader.all_of::<Engagement>("person_id", id)?.len(),
    })
}

/// How many attendances are read at once.
const PAGE: u32 = 256;

/// Removes a person. Meetings with others stay, those with nobody else go; whoever has a relation to the person
/// keeps the bare name.
///
/// # Errors
/// Where there is no such person, or the store cannot be written.
pub fn person(tx: &mut WriteTx<'_>, id: Id) -> Result<()> {
    let person = existing(tx, id)?;
    every::<Promise>(tx, "person_id", id)?;
    // A page at a time: somebody may have been at many thousands.
    loop {
        let attended: Vec<Attendance> = tx.some_of("person_id", id, PAGE)?;
        if attended.is_empty() {
            break;
        }
        for attendance in attended {
            tx.delete(&attendance)?;
            if tx.some_of::<Attendance>("meeting_id", attendance.meeting_id, 1)?.is_empty() {
                meeting(tx, attendance.meeting_id)?;
            }
        }
    }
    every::<Relation>(tx, "person_id", id)?;
    for relation in tx.all_of::<Relation>("other_id", id)? {
        tx.update(&Relation { other_id: None, other_name: Some(person.name.clone()), ..relation })?;
    }
    every::<Referral>(tx, "referrer_id", id)?;
    every::<Referral>(tx, "referred_id", id)?;
    every::<Name>(tx, "person_id", id)?;
    every::<Contact>(tx, "person_id", id)?;
    every::<Fact>(tx, "person_id", id)?;
    every::<EventDate>(tx, "person_id", id)?;
    every::<PersonTag>(tx, "person_id", id)?;
    every::<Note>(tx, "person_id", id)?;
    every::<FeelingNote>(tx, "person_id", id)?;
    every::<Engagement>(tx, "person_id", id)?;
    every::<Snooze>(tx, "person_id", id)?;
    every::<DistinctPair>(tx, "person_id", id)?;
    every::<DistinctPair>(tx, "other_id", id)?;
    every::<Source>(tx, "person_id", id)?;
    tx.delete(&person)
}

/// Removes a meeting. Promises made there stay, with no meeting of their own.
///
/// # Errors
/// Where the store cannot be written.
pub fn meeting(tx: &mut WriteTx<'_>, id: Id) -> Result<()> {
    every::<Attendance>(tx, "meeting_id", id)?;
    every::<MeetingTag>(tx, "meeting_id", id)?;
    every::<Source>(tx, "meeting_id", id)?;
    for promise in tx.all_of::<Promise>("meeting_id", id)? {
        tx.update(&Promise { meeting_id: None, ..promise })?;
    }
    every::<Meeting>(tx, "id", id)
}

/// Removes every row whose column is the id.
fn every<R: Record>(tx: &mut WriteTx<'_>, column: &'static str, id: Id) -> Result<()> {
    for row in tx.all_of::<R>(column, id)? {
        tx.delete(&row)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, small_world};
    use crate::store::Store;

    #[test]
    fn what_others_share_stays() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        let have = store.read(|reader| belongings(reader, world.twin)).expect("reads");
        assert_eq!((have.meetings, have.shared, have.open_promises, have.brought, have.brought_by), (3, 2, 1, 1, 2));
        holds(&mut store, |tx| person(tx, world.twin));
        store
            .read(|reader| -> Result<()> {
                assert_eq!(reader.meetings_by_id(&[world.both, world.other, world.alone])?.len(), 2);
                let relations: Vec<Relation> = reader.all_of("person_id", world.ada)?;
                assert!(relations.iter().any(|r| r.other_name.as_deref() == Some("Grace H")));
                let promises: Vec<Promise> = reader.all_of("person_id", world.ada)?;
                assert!(promises.iter().all(|p| p.meeting_id.is_none()));
                Ok(())
            })
            .expect("reads");
    }

    #[test]
    fn a_meeting_goes_with_all_of_its_rows() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        holds(&mut store, |tx| meeting(tx, world.alone));
        let left = store.read(|reader| reader.meetings_by_id(&[world.alone])).expect("reads");
        assert_eq!(left, []);
    }
}
