//! `auld redo [ID]`

use clap::Args;

use super::undo;
use crate::cli::session::{Done, Session};
use crate::store::Access;

/// Bring back what was undone last, or the one with this number
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RedoArgs {
    /// The number of the undone operation in `auld history`
    #[arg(value_name = "ID")]
    id: Option<i64>,
}

pub fn run(args: RedoArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let reverted = session.write(&mut store, |tx| tx.redo(args.id).map_err(undo::failure));
    let reverted = reverted.map_err(undo::gone)?;
    session.show(&undo::said("redone", &reverted))?;
    session.say_undo();
    Ok(())
}
