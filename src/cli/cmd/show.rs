//! `auld show NAME`

use clap::Args;

use crate::actions::card;
use crate::cli::report::refused;
use crate::cli::session::{Done, Session};
use crate::store::Access;

/// Show what to remember before you meet somebody
///
/// How you met and through whom, the last talks in their own words, how they made you feel and how you left
/// them, promises both ways, what is known, and what is ahead.
#[derive(Debug, Args)]
#[command(visible_alias = "brief")]
#[command(verbatim_doc_comment)]
pub struct ShowArgs {
    /// The person; quotes may be left out
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
}

pub fn run(args: ShowArgs, session: &mut Session<'_>) -> Done {
    let (today, zone) = (session.world.today, session.world.zone());
    let mut store = session.open(Access::Read)?;
    let person = session.person(&mut store, &args.name.join(" "))?;
    let card = store.read(|reader| card::of(reader, person.id, today, zone))?;
    let card = card.ok_or_else(|| refused(format!("{} was removed just now", person.shown())))?;
    session.show(&card)
}
