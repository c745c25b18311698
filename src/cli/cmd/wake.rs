//! `auld wake NAME`

use clap::Args;
use serde_json::json;

use crate::actions::reconnect;
use crate::cli::report::refused;
use crate::cli::session::{Done, Session};
use crate::store::Access;
use crate::view::Text;
use crate::view::said::Said;

/// Take back `snooze` and `rest`
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct WakeArgs {
    /// The person
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
}

pub fn run(args: WakeArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name.join(" "))?;
    let woken = session.write(&mut store, |tx| {
        let row = tx.person(person.id)?.ok_or_else(|| refused("that person was removed just now"))?;
        Ok(reconnect::wake(tx, row)?)
    })?;
    if !woken {
        return Err(refused(format!("{} is neither snoozed nor resting", person.shown())));
    }
    let json = json!({ "name": person.name, "hint": person.hint, "state": "active" });
    let line = Text::new().name(person.shown()).plain(" may be suggested again");
    session.show(&Said::new(json, vec![person.name]).line(line))?;
    session.say_undo();
    Ok(())
}
