//! `auld trace [NAME]`

use clap::Args;

use crate::actions::trace;
use crate::cli::report::refused;
use crate::cli::session::{Done, Session};
use crate::exchange::dot;
use crate::store::Access;

/// Show who brought whom: a line, a tree or the whole forest
///
///   auld trace Lucia              from you to Lucia, step by step
///   auld trace Tomas --down       what grew from knowing Tomas
///   auld trace                    everybody, those first from whom most grew
///   auld trace --dot | dot -Tsvg > friends.svg
///
/// With --plain sums stand in the smallest unit, such as cents: EUR:650000;USD:10000
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct TraceArgs {
    /// The person; quotes may be left out
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// Whom they brought, and whom those brought
    #[arg(long, requires = "name")]
    down: bool,
    /// Draw it in the language of GraphViz
    #[arg(long)]
    dot: bool,
    /// At most so many trees; 0 for all
    #[arg(short = 'n', long, value_name = "N", conflicts_with = "name")]
    limit: Option<usize>,
}

pub fn run(args: TraceArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Read)?;
    if args.name.is_empty() {
        let forest = store.read(|reader| trace::forest(reader, args.limit.filter(|n| *n > 0)))?;
        if args.dot {
            let (nodes, lines) = forest.drawing();
            return session.print(dot::drawn(&nodes, &lines).as_bytes());
        }
        return session.show(&forest);
    }
    let person = session.person(&mut store, &args.name.join(" "))?;
    let gone = || refused(format!("{} was removed just now", person.shown()));
    if args.down {
        let tree = store.read(|reader| trace::down(reader, person.id))?.ok_or_else(gone)?;
        if args.dot {
            let (nodes, lines) = tree.drawing();
            return session.print(dot::drawn(&nodes, &lines).as_bytes());
        }
        return session.show(&tree);
    }
    let chain = store.read(|reader| trace::up(reader, person.id))?.ok_or_else(gone)?;
    if args.dot {
        let (nodes, lines) = chain.drawing();
        return session.print(dot::drawn(&nodes, &lines).as_bytes());
    }
    session.show(&chain)
}
