//! `auld dropped NAME [WORDS…]`

use clap::Args;

use super::kept::{self, KeptArgs};
use crate::cli::session::{Done, Session};
use crate::domain::promise::Outcome;

/// Close a promise that will not be kept
///
///   auld dropped Tomas introduction
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct DroppedArgs {
    #[command(flatten)]
    promise: KeptArgs,
}

pub fn run(args: DroppedArgs, session: &mut Session<'_>) -> Done {
    kept::close(&args.promise, Outcome::Dropped, session)
}
