//! `auld why NAME`

use clap::Args;

use crate::actions::closest;
use crate::cli::report::refused;
use crate::cli::session::{Done, Session};
use crate::store::Access;

/// Show why somebody is as close as auld says, to the last term
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct WhyArgs {
    /// The person; quotes may be left out
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
}

pub fn run(args: WhyArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let mut store = session.open(Access::Read)?;
    let person = session.person(&mut store, &args.name.join(" "))?;
    let why = store.read(|reader| closest::why(reader, person.id, today))?;
    session.show(&why.ok_or_else(|| refused(format!("{} was removed just now", person.shown())))?)
}
