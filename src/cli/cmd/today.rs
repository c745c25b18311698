//! `auld` alone, and `auld today`

use clap::Args;

use crate::actions::today;
use crate::cli::session::{Done, Session};
use crate::store::Access;

/// Show what today asks for: people, dates ahead, promises due
///
/// This is what `auld` alone shows.
#[derive(Debug, Default, Args)]
#[command(verbatim_doc_comment)]
pub struct TodayArgs {}

pub fn run(_: TodayArgs, session: &mut Session<'_>) -> Done {
    let (day, zone) = (session.world.today, session.world.zone());
    let mut store = session.open(Access::Read)?;
    let view = store.read(|reader| today::gather(reader, day, zone))?;
    session.show(&view)
}
