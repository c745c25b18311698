//! `auld overlooked`

use clap::Args;

use super::bond_flags::BondFlags;
use crate::actions::overlooked;
use crate::cli::session::{Done, Session};
use crate::store::Access;

/// Show who was met and let slip, whoever they are
///
/// Met once or twice and never followed up, introduced and dropped, promised something and not served; the
/// newest chance first.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct OverlookedArgs {
    /// How many to show; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 15)]
    limit: usize,
    #[command(flatten)]
    who: BondFlags,
}

pub fn run(args: OverlookedArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let mut store = session.open(Access::Read)?;
    let filter = args.who.filter(session, &mut store)?;
    let mut view = store.read(|reader| overlooked::overlooked(reader, &filter, today))?;
    let all = view.people.len();
    if args.limit > 0 {
        view.people.truncate(args.limit);
    }
    session.show(&view)?;
    if all == 0 {
        session.say(if args.who.is_given() {
            "nobody who fits these filters is overlooked"
        } else {
            "nobody is overlooked"
        });
    } else if all > view.people.len() {
        session.say(&format!("{} of {all}; `-n 0` shows all", view.people.len()));
    }
    Ok(())
}
