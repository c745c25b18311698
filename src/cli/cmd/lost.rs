//! `auld lost CLIENT`

use clap::Args;
use serde_json::json;

use super::{refer, someone};
use crate::actions::log::Whom;
use crate::actions::{engage, trace};
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::PartialDate;
use crate::store::Access;
use crate::store::rows::Engagement;
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;

/// Write down work that came to nothing; its worth counts no more
///
///   auld lost Ilze --for website
#[derive(Debug, Args)]
pub struct LostArgs {
    /// Whose it was
    #[arg(required = true, value_name = "CLIENT")]
    name: Vec<String>,
    /// What it was; its first words, where there is more than one
    #[arg(long = "for", value_name = "WHAT")]
    what: Option<String>,
    /// When, if not today; a year or a month will do
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
}

pub fn run(args: LostArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let on = args.on.as_deref().map(|t| values::life_date("--on", t, today, false)).transpose()?;
    let on = on.unwrap_or(PartialDate::Day(today));
    let what = args.what.as_deref().map(str::trim).filter(|what| !what.is_empty());
    let mut store = session.open(Access::Write)?;
    let client = someone::settle(session, &mut store, &args.name.join(" "))?;
    let standing = match &client.whom {
        Whom::Known(id) => store.read(|reader| engage::standing(reader, *id, what.unwrap_or_default()))?,
        Whom::New(_) => Vec::new(),
    };
    let found = if standing.is_empty() { None } else { Some(which(session, standing, &client.name)?) };
    let row = session.write(&mut store, |tx| {
        let id = refer::settled(tx, &client)?;
        Ok(match &found {
            Some(row) => engage::lose(tx, row, on)?,
            None => engage::lose_new(tx, id, what, on)?,
        })
    })?;
    let line = Text::from("lost ").name(client.name.clone()).plain(": ").join(&trace::deal(&row).told());
    let document = json!({
        "id": row.id.to_string(), "name": client.name, "what": row.what, "outcome": row.outcome,
        "ended_on": row.ended_on.map(|on| on.to_string()), "new": found.is_none(),
    });
    let record = vec![row.id.to_string(), client.name.clone(), row.what.clone().unwrap_or_default()];
    session.show(&Said::new(document, record).line(line))?;
    refer::newcomers(session, &[&client]);
    session.say_undo();
    Ok(())
}

/// Settles which engagement is meant, by asking where there are several.
pub fn which(session: &mut Session<'_>, mut found: Vec<Engagement>, name: &str) -> Result<Engagement, Failure> {
    if found.len() < 2 {
        return found.pop().ok_or_else(|| {
            Refusal::new(format!("{name} gave you nothing like that; nothing was written"))
                .hint(format!("`auld trace {}` shows what there is", quoted(name)))
                .into()
        });
    }
    let items: Vec<_> = found.iter().map(|row| trace::deal(row).told().as_str().to_owned()).collect();
    let mut refusal = Refusal::new(format!("{name} gave you {} things like that; nothing was written", found.len()));
    for item in &items {
        refusal = refusal.line(item.clone());
    }
    let refusal = refusal.hint(format!("say which: `auld {} {} --for WHAT`", session.verb(), quoted(name)));
    let at = session.choose("Which is meant?", &items, "").map_err(|_| Failure::from(refusal))?;
    Ok(found.swap_remove(at))
}
