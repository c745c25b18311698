//! `auld won CLIENT`

use clap::Args;
use serde_json::json;

use super::{lost, refer, someone};
use crate::actions::engage::{self, NewEngagement};
use crate::actions::trace;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::money::Money;
use crate::store::rows::Engagement;
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;

/// Write down work that somebody gave you, credited to who brought them
///
/// It never makes anybody closer: no rank knows of it.
///
///   auld won Ilze --worth "12,000 USD" --for website
#[derive(Debug, Args)]
pub struct WonArgs {
    /// Who gave it
    #[arg(required = true, value_name = "CLIENT")]
    name: Vec<String>,
    /// What it is worth, with its currency: "12,000 USD", "Rp 1.500.000"
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    worth: Option<Money>,
    /// What it is: website, workshop
    #[arg(long = "for", value_name = "WHAT")]
    what: Option<String>,
    /// When it began, if not today; a year or a month will do
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// When it ended, or will
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Put right what is written down already
    #[arg(long, conflicts_with = "remove")]
    correct: bool,
    /// Take it out again
    #[arg(long, conflicts_with_all = ["worth", "on", "until"])]
    remove: bool,
}

pub fn run(args: WonArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let date = |flag: &str, text: &Option<String>| {
        text.as_deref().map(|t| values::life_date(flag, t, today, false)).transpose()
    };
    let (on, until) = (date("--on", &args.on)?, date("--until", &args.until)?);
    let what = args.what.map(|what| what.trim().to_owned()).filter(|what| !what.is_empty());
    let mut store = session.open(Access::Write)?;
    if args.remove || args.correct {
        let client = session.person(&mut store, &args.name.join(" "))?;
        let standing = store.read(|reader| engage::standing(reader, client.id, what.as_deref().unwrap_or_default()))?;
        let row = lost::which(session, standing, &client.name)?;
        return mend(
            session,
            &mut store,
            &client.name,
            &row,
            (!args.remove).then_some(NewEngagement { what, worth: args.worth, on, until }),
        );
    }
    let client = someone::settle(session, &mut store, &args.name.join(" "))?;
    let new = NewEngagement { what, worth: args.worth, on, until };
    let (row, fresh, line_up) = session.write(&mut store, |tx| {
        let id = refer::settled(tx, &client)?;
        let (row, fresh) = engage::win(tx, id, &new)?;
        Ok((row, fresh, trace::up(tx, id)?))
    })?;
    let deal = trace::deal(&row);
    let line = Text::from("won ").name(client.name.clone()).plain(": ").join(&deal.told());
    let document = json!({
        "id": row.id.to_string(), "name": client.name, "what": row.what, "currency": row.currency, "minor": row.minor,
        "started_on": row.started_on.map(|on| on.to_string()), "ended_on": row.ended_on.map(|on| on.to_string()), "new": fresh,
    });
    let record =
        vec![row.id.to_string(), client.name.clone(), row.what.clone().unwrap_or_default(), deal.shown_worth()];
    let mut said = Said::new(document, record).line(line);
    let steps = line_up.map(|chain| chain.steps).unwrap_or_default();
    let names: Vec<_> = steps.iter().rev().skip(1).map(|step| step.name.clone()).collect();
    if let Some((hand, rest)) = names.split_first() {
        let mut credit = Text::from("credited to ").name(hand.clone());
        if let Some(root) = rest.last() {
            credit = credit.plain(", and to ").name(root.clone()).plain(" with whom it began");
        }
        said = said.line(credit);
    }
    session.show(&said)?;
    refer::newcomers(session, &[&client]);
    if !fresh {
        session.say("it was written down before without this; there is still one of it");
    }
    if names.is_empty() {
        session.say(&format!(
            "did somebody bring you {}? `auld refer {} --by FRIEND`",
            client.name,
            quoted(&client.name)
        ));
    }
    let untold = steps.last().and_then(|step| step.hand.as_ref()).is_some_and(|hand| hand.told_on.is_none());
    if let Some(hand) = names.first().filter(|_| untold) {
        let (friend, name) = (quoted(hand), quoted(&client.name));
        session.say(&format!("told {hand} how it went? `auld thanks {friend} --for {name} --told`"));
    }
    session.say_undo();
    Ok(())
}

/// Puts an engagement right, or takes it out where nothing new is given.
fn mend(
    session: &mut Session<'_>,
    store: &mut Store,
    name: &str,
    old: &Engagement,
    new: Option<NewEngagement>,
) -> Done {
    let row = session.write(store, |tx| {
        Ok(match &new {
            Some(new) => engage::correct(tx, old, new)?,
            None => {
                engage::remove(tx, old)?;
                old.clone()
            }
        })
    })?;
    let (deal, verb) = (trace::deal(&row), if new.is_some() { "won " } else { "taken out: " });
    let line = Text::from(verb).name(name).plain(": ").join(&deal.told());
    let document = json!({
        "id": row.id.to_string(), "name": name, "what": row.what, "currency": row.currency, "minor": row.minor,
        "removed": new.is_none(),
    });
    let record = vec![row.id.to_string(), name.to_owned(), row.what.clone().unwrap_or_default(), deal.shown_worth()];
    session.show(&Said::new(document, record).line(line))?;
    session.say_undo();
    Ok(())
}
