//! What came already, in as little memory as the order of a file allows.

use std::collections::HashSet;

use crate::domain::id::Id;
use crate::store::{Reader, Record, Result};

/// Tells the second record of one id from the first.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Whether the table was empty: then whatever it holds came from this file, and the store can be asked.
    fresh: bool,
    /// Ids in rising order, as auld writes them; only the last where the store can be asked.
    rising: Vec<Id>,
    others: HashSet<Id>,
}

impl Seen {
    /// Begins to read a list. `fresh` says that its table is empty, and that each record is put there under its own id.
    pub(super) fn new(fresh: bool) -> Seen {
        Seen { fresh, ..Seen::default() }
    }

    /// Notes a record; `None` where one of its id came before. Else tells whether the table cannot have its id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(super) fn first<R: Record>(&mut self, reader: &Reader<'_>, id: Id) -> Result<Option<bool>> {
        if self.rising.last().is_none_or(|last| *last < id) {
            if self.fresh {
                self.rising.clear();
            }
            self.rising.push(id);
            return Ok(Some(self.fresh));
        }
        let again = if self.fresh {
            reader.has::<R>(id)?
        } else {
            self.rising.binary_search(&id).is_ok() || !self.others.insert(id)
        };
        Ok((!again).then_some(self.fresh))
    }
}

/// How many people are kept in mind at most.
pub(super) const PEOPLE_MAX: usize = 16_384;

/// People known to be in the store.
#[derive(Debug, Default)]
pub(super) struct People(HashSet<Id>);

impl People {
    /// Keeps a person in mind.
    pub(super) fn add(&mut self, id: Id) {
        // Any of them can be asked for again; forgetting all is cheaper than choosing.
        if self.0.len() >= PEOPLE_MAX {
            self.0.clear();
        }
        self.0.insert(id);
    }

    /// Tells whether the person is known, or the store has them.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(super) fn has(&mut self, reader: &Reader<'_>, id: Id) -> Result<bool> {
        let there = self.0.contains(&id) || reader.has::<crate::store::rows::Person>(id)?;
        if there {
            self.add(id);
        }
        Ok(there)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::actions::tests::write;
    use crate::store::{Put, Store, rows};

    /// Ends an operation that must not be kept.
    #[derive(Debug)]
    struct Held(Option<String>);

    impl From<crate::store::Error> for Held {
        fn from(e: crate::store::Error) -> Held {
            Held(Some(e.to_string()))
        }
    }

    proptest! {
        #[test]
        fn a_second_record_is_told_in_any_order(
            had in prop::collection::btree_set(1_i64..12, 0..4),
            list in prop::collection::vec(1_i64..12, 0..24),
        ) {
            let mut store = Store::in_memory().expect("opens");
            let row = |id: &i64| rows::Snooze { person_id: Id(*id), until_day: crate::actions::tests::day("2026-12-01") };
            // Nobody is committed, so nobody need be there.
            let held = write(&mut store, |tx| -> std::result::Result<(), Held> {
                had.iter().try_for_each(|id| tx.insert(&row(id)))?;
                let mut seen = Seen::new(had.is_empty());
                let mut before = HashSet::new();
                for id in &list {
                    let first = seen.first::<rows::Snooze>(tx, Id(*id))?;
                    assert_eq!(first.is_some(), before.insert(*id), "{id} of {list:?} over {had:?}");
                    if first.is_some() {
                        let put = tx.put(row(id))?;
                        assert!(first != Some(true) || put == Put::New, "{id} of {list:?} is new");
                    }
                }
                Err(Held(None))
            });
            prop_assert!(matches!(held, Err(Held(None))), "{held:?}");
        }
    }
}
