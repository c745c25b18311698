//! People known only from what machines recorded: they stay out of the way until somebody speaks of them.

use crate::store::rows::Person;
use crate::store::{self, WriteTx};

/// Brings everybody forward of whom this operation has written something: whoever is spoken of is no stranger.
///
/// # Errors
/// Where the store cannot be written.
pub fn leave(tx: &mut WriteTx<'_>) -> store::Result<()> {
    for id in tx.people_touched() {
        if let Some(person) = tx.person(id)?.filter(|person| person.background) {
            tx.update(&Person { background: false, ..person })?;
        }
    }
    Ok(())
}
