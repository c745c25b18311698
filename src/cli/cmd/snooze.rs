//! `auld snooze NAME WHEN`

use clap::Args;
use serde_json::json;

use crate::actions::reconnect;
use crate::cli::report::Refusal;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::iso;
use crate::store::Access;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::{Text, words};

/// Leave somebody out of `reconnect` until a day
///
///   auld snooze Grace 2m
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct SnoozeArgs {
    /// The person
    #[arg(value_name = "NAME")]
    name: String,
    /// Until when: a span such as 2w or 2m, or a day
    #[arg(required = true, value_name = "WHEN")]
    when: Vec<String>,
}

pub fn run(args: SnoozeArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let until = values::coming_day("WHEN", &args.when.join(" "), today)?;
    if until <= today {
        return Err(Refusal::new(format!("{} is not ahead; nothing was written", iso(until)))
            .hint(format!("`auld snooze {} 2w`", quoted(&args.name)))
            .into());
    }
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name)?;
    session.write(&mut store, |tx| Ok(reconnect::snooze(tx, person.id, until)?))?;
    let json = json!({ "name": person.name, "hint": person.hint, "snoozed_until": iso(until) });
    let line = Text::new().name(person.shown()).plain(format!(
        " is left out until {} ({})",
        words::day(until, today),
        words::ago(until, today)
    ));
    session.show(&Said::new(json, vec![person.name, iso(until)]).line(line))?;
    session.say_undo();
    Ok(())
}
