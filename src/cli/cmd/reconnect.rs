//! `auld reconnect`

use clap::Args;

use super::bond_flags::BondFlags;
use crate::actions::reconnect;
use crate::cli::session::{Done, Session};
use crate::scoring::Lane;
use crate::store::Access;

/// Show who to reconnect with, and why now
///
/// At most three a run, in lanes: drifting (silent for longer than usual), dormant (an old strong tie), spark
/// (met of late, and it felt good), owed (they wrote and wait). Being shown changes nothing.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ReconnectArgs {
    /// How many to suggest
    #[arg(short = 'n', long, value_name = "N", default_value_t = 3)]
    limit: usize,
    /// Only this lane: drifting, dormant, spark or owed
    #[arg(long)]
    lane: Option<Lane>,
    #[command(flatten)]
    who: BondFlags,
}

pub fn run(args: ReconnectArgs, session: &mut Session<'_>) -> Done {
    let (today, zone) = (session.world.today, session.world.zone());
    let mut store = session.open(Access::Read)?;
    let filter = args.who.filter(session, &mut store)?;
    let most = if args.limit == 0 { usize::MAX } else { args.limit };
    // Shown while it is read: the cards of all of them are never in memory at once.
    store.read(|reader| session.show(&reconnect::reconnect(reader, &filter, most, args.lane, today, zone)?))
}
