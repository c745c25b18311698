//! `auld rest NAME`

use clap::Args;
use serde_json::json;

use crate::actions::reconnect;
use crate::cli::report::{Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::iso;
use crate::store::Access;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::{Text, words};

/// Leave somebody in peace, until a day or for good
///
/// Nothing is lost: `auld wake NAME` takes it back.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RestArgs {
    /// The person
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
    /// Until when: a span such as 6m, or a day
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
}

pub fn run(args: RestArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let until = args.until.as_deref().map(|when| values::coming_day("--until", when, today)).transpose()?;
    if let Some(until) = until.filter(|until| *until <= today) {
        return Err(Refusal::new(format!("{} is not ahead; nothing was written", iso(until)))
            .hint(format!("`auld rest {} --until 6m`", quoted(&args.name.join(" "))))
            .into());
    }
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name.join(" "))?;
    session.write(&mut store, |tx| {
        let row = tx.person(person.id)?.ok_or_else(|| refused("that person was removed just now"))?;
        Ok(reconnect::rest(tx, row, until)?)
    })?;
    let json = json!({ "name": person.name, "hint": person.hint, "state": "resting", "until": until.map(iso) });
    let how_long = until.map_or_else(|| "for good".to_owned(), |until| format!("until {}", words::day(until, today)));
    let line = Text::new().name(person.shown()).plain(format!(" is left in peace {how_long}"));
    session.show(&Said::new(json, vec![person.name, until.map(iso).unwrap_or_default()]).line(line))?;
    session.say_undo();
    Ok(())
}
