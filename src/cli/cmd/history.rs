//! `auld history`

use clap::Args;

use crate::cli::session::{Done, Session};
use crate::store::{Access, OperationLine};
use crate::view::history::History;

/// List what was done, the newest first
#[derive(Debug, Default, Args)]
#[command(verbatim_doc_comment)]
pub struct HistoryArgs {
    /// How many to list; 0 for all
    #[arg(short = 'n', long, default_value_t = 20, value_name = "N")]
    limit: u32,
}

pub fn run(args: HistoryArgs, session: &mut Session<'_>) -> Done {
    let limit = (args.limit > 0).then_some(args.limit);
    let mut store = session.open(Access::Read)?;
    let lines = store.read(|reader| reader.history(limit))?;
    if lines.is_empty() {
        session.say("nothing was written yet; begin with `auld add NAME` or `auld log TEXT`");
    }
    let at = |line: &OperationLine| Some(session.world.on_the_wall(line.at.parse().ok()?));
    let lines = lines.into_iter().map(|line| (at(&line), line)).map(|(at, line)| (line, at)).collect();
    session.show(&History(lines))
}
