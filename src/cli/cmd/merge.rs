//! `auld merge NAME OTHER`

use clap::Args;
use serde_json::json;

use super::rm::{counted, document};
use super::target::go_on;
use crate::actions::merge::{self, MergeError};
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::store::Access;
use crate::view::Text;
use crate::view::said::Said;

/// Make one person of two that are the same
///
/// All of OTHER goes to NAME, whose own words win; the other's name still finds them. A merge can be undone.
///
///   auld merge "Grace Hopper" "Grace H"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct MergeArgs {
    /// Who stays
    name: String,
    /// Who goes into the first
    other: String,
}

pub fn run(args: MergeArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let into = session.person(&mut store, &args.name)?;
    let from = session.person(&mut store, &args.other)?;
    if into.id == from.id {
        return Err(same(&into.shown()));
    }
    let have = store.read(|reader| merge::moves(reader, into.id, from.id))?;
    let moves = counted(&have);
    let list = if moves.is_empty() { "nothing but the name".to_owned() } else { moves.join(", ") };
    go_on(session, &format!("Merge {} into {} ({list})?", from.shown(), into.shown()))?;
    session.write(&mut store, |tx| {
        merge::merge(tx, into.id, from.id).map_err(|e| match e {
            MergeError::Same => same(&into.shown()),
            MergeError::Store(e) => Failure::from(e),
        })
    })?;
    let said = json!({ "id": into.id.to_string(), "name": into.name, "merged": { "id": from.id.to_string(), "name": from.name }, "moved": document(&have) });
    let record = vec![into.id.to_string(), into.name.clone(), from.id.to_string(), from.name.clone()];
    let line = Text::from("merged ").name(from.shown()).plain(" into ").name(into.shown()).plain(format!(": {list}"));
    session.show(&Said::new(said, record).line(line))?;
    session.say_undo();
    Ok(())
}

fn same(name: &str) -> Failure {
    Refusal::new(format!("both names mean {name}"))
        .hint("two people of one name are told apart by their hint: \"John Kim (Riga)\"")
        .into()
}
