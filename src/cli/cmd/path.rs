//! `auld path NAME [OTHER]`

use clap::Args;

use crate::actions::path;
use crate::cli::report::refused;
use crate::cli::session::{Done, Session};
use crate::store::Access;

/// Show the strongest way to somebody over people who know each other
///
/// Strongest is the way whose weakest link is the warmest; of several the one with the fewest steps.
///
///   auld path Lucia              from you to Lucia
///   auld path "Tomas" "Lucia"    from Tomas to Lucia
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct PathArgs {
    /// To whom; with another name, from whom
    #[arg(value_name = "NAME")]
    name: String,
    /// To whom, where the way does not begin with you
    #[arg(value_name = "OTHER")]
    other: Option<String>,
}

pub fn run(args: PathArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let mut store = session.open(Access::Read)?;
    let first = session.person(&mut store, &args.name)?;
    let (from, to) = match &args.other {
        Some(other) => (Some(first.id), session.person(&mut store, other)?.id),
        None => (None, first.id),
    };
    if from == Some(to) {
        return Err(refused("that is one and the same person"));
    }
    let path = store.read(|reader| path::find(reader, from, to, today))?;
    session.show(&path)
}
