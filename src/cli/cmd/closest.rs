//! `auld closest`

use clap::Args;

use super::bond_flags::BondFlags;
use crate::actions::closest;
use crate::cli::session::{Done, Session};
use crate::store::Access;
use crate::view::Format;
use crate::view::closest::Order;

/// Show who you are close to, by depth and recency, never by count
///
/// The order is bond = √(depth × warmth): what has been built, and how alive it is now. `auld why NAME`
/// shows every term.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ClosestArgs {
    /// Order by what has been built
    #[arg(long, conflicts_with = "warmth")]
    depth: bool,
    /// Order by how alive it is now
    #[arg(long)]
    warmth: bool,
    /// How many to show: 15 for people to read, else all; 0 for all
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    who: BondFlags,
}

/// How many people fit a page.
const SHOWN: usize = 15;

pub fn run(args: ClosestArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let order = match (args.depth, args.warmth) {
        (true, _) => Order::Depth,
        (_, true) => Order::Warmth,
        _ => Order::Bond,
    };
    let usual = (session.settings.format == Format::Human).then_some(SHOWN);
    let most = args.limit.map_or(usual, |n| (n > 0).then_some(n));
    let mut store = session.open(Access::Read)?;
    let filter = args.who.filter(session, &mut store)?;
    let view = store.read(|reader| closest::closest(reader, &filter, order, most, today))?;
    if view.people.is_empty() {
        session.say(if args.who.is_given() {
            "nobody with any history fits these filters"
        } else {
            "nobody has any history yet; write down a meeting: `auld log \"coffee with [Grace Tan]\"`"
        });
    }
    session.show(&view)
}
