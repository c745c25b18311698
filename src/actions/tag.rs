//! Puts tags on people and meetings, and takes them off.

use crate::domain::id::Id;
use crate::store::rows::{MeetingTag, PersonTag};
use crate::store::{Reader, Result, WriteTx};

/// What carries a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    Person(Id),
    Meeting(Id),
}

/// What a change of tags did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tagged {
    pub put: Vec<String>,
    pub taken: Vec<String>,
    /// Tags to be taken off that were not there.
    pub missing: Vec<String>,
    /// All tags now, in alphabetical order.
    pub now: Vec<String>,
}

/// Puts `put` on and takes `take` off. A tag that differs from a known one only in case is that one.
///
/// # Errors
/// Where the store cannot be written.
pub fn change(tx: &mut WriteTx<'_>, carrier: Carrier, put: &[String], take: &[String]) -> Result<Tagged> {
    let mut done = Tagged { now: of(tx, carrier)?, ..Tagged::default() };
    for tag in take {
        match done.now.iter().position(|have| alike(have, tag)) {
            Some(at) => {
                let tag = done.now.remove(at);
                match carrier {
                    Carrier::Person(person_id) => tx.delete(&PersonTag { person_id, tag: tag.clone() })?,
                    Carrier::Meeting(meeting_id) => tx.delete(&MeetingTag { meeting_id, tag: tag.clone() })?,
                }
                done.taken.push(tag);
            }
            None => done.missing.push(tag.clone()),
        }
    }
    for tag in put {
        let known = tx.tags_like(tag)?;
        let exact = known.iter().find(|have| *have == tag);
        let tag = exact.or_else(|| known.iter().find(|have| alike(have, tag))).unwrap_or(tag);
        if done.now.contains(tag) {
            continue;
        }
        match carrier {
            Carrier::Person(person_id) => tx.insert(&PersonTag { person_id, tag: tag.clone() })?,
            Carrier::Meeting(meeting_id) => tx.insert(&MeetingTag { meeting_id, tag: tag.clone() })?,
        }
        done.now.push(tag.clone());
        done.put.push(tag.clone());
    }
    done.now.sort();
    Ok(done)
}

/// Returns the tags, in alphabetical order.
///
/// # Errors
/// Where the store cannot be read.
pub fn of(reader: &Reader<'_>, carrier: Carrier) -> Result<Vec<String>> {
    Ok(match carrier {
        Carrier::Person(id) => reader.all_of::<PersonTag>("person_id", id)?.into_iter().map(|t| t.tag).collect(),
        Carrier::Meeting(id) => reader.all_of::<MeetingTag>("meeting_id", id)?.into_iter().map(|t| t.tag).collect(),
    })
}

fn alike(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, small_world, write};
    use crate::store::Store;

    #[test]
    fn a_tag_is_one_whatever_its_case() {
        let mut store = Store::in_memory().expect("opens");
        let world = small_world(&mut store);
        for carrier in [Carrier::Person(world.ada), Carrier::Meeting(world.both)] {
            let done = holds(&mut store, |tx| change(tx, carrier, &["COBOL".into(), "new".into(), "new".into()], &[]));
            assert_eq!(done.put, ["cobol", "new"]);
            let done = holds(&mut store, |tx| change(tx, carrier, &[], &["New".into(), "x".into()]));
            assert_eq!((done.taken, done.missing), (vec!["new".to_owned()], vec!["x".to_owned()]));
        }
        let done =
            write(&mut store, |tx| change(tx, Carrier::Person(world.ada), &["cobol".into()], &[])).expect("is written");
        assert_eq!(done, Tagged { now: vec!["cobol".into()], ..Tagged::default() });
    }
}
