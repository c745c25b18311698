//! `auld won CLIENT`

use clap::Args;
use serde_json::json;

use super::{lost, refer, someone};
use crate::actions::engage::{self, Meant, NewEngagement, Won};
use crate::actions::trace;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::money::Money;
use crate::store::{Access, Store};
use crate::view::shell::quoted;
use crate::view::{Text, words};

/// Write down work somebody gave you, credited to who brought them
///
/// It never makes anybody closer: no ranking counts it. With --plain the amount stands in the smallest unit, here cents:
/// USD:1200000.
///
///   auld won Ilze --worth "12,000 USD" --for website
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
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
    /// Put right what is written down already: its worth and days
    #[arg(long, conflicts_with = "remove")]
    correct: bool,
    /// Take it out again; --on and --worth say which, where several have its name
    #[arg(long, conflicts_with = "until")]
    remove: bool,
}

pub fn run(args: WonArgs, session: &mut Session<'_>) -> Done {
    let name = args.name.join(" ");
    let today = session.world.today;
    let date = |flag: &str, text: &Option<String>| {
        text.as_deref().map(|t| values::life_date(flag, t, today, false)).transpose()
    };
    let (on, until) = (date("--on", &args.on)?, date("--until", &args.until)?);
    let what = args.what.map(|what| what.trim().to_owned()).filter(|what| !what.is_empty());
    let mut store = session.open(Access::Write)?;
    let new = NewEngagement { what, worth: args.worth, on, until };
    if args.remove || args.correct {
        return mend(session, &mut store, &name, &new, args.remove);
    }
    let client = someone::settle(session, &mut store, &name)?;
    let (row, won, line_up) = session.write(&mut store, |tx| {
        let id = refer::settled(tx, &client)?;
        let (row, won) = engage::win(tx, id, &new).map_err(lost::failure)?;
        Ok((row, won, trace::up(tx, id)?))
    })?;
    let fresh = matches!(won, Won::New { .. });
    let mut said = lost::said(&row, &client.name, Text::from("won "), json!({ "new": fresh }));
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
    match &won {
        Won::New { lost: None } => {}
        Won::New { lost: Some(lost) } => {
            session.say(&format!("this is a further one beside {}", trace::deal(lost).told().as_str()));
        }
        Won::Valued => session.say("it was written down before without its worth; there is still one of it"),
        Won::AfterAll { lost_on } => {
            let on = lost_on.map(|on| format!(" on {}", words::partial(on, today))).unwrap_or_default();
            session.say(&format!("won after all: it was lost{on}"));
        }
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

/// Puts an engagement right, or takes it out.
fn mend(session: &mut Session<'_>, store: &mut Store, name: &str, new: &NewEngagement, remove: bool) -> Done {
    let client = session.person(store, name)?;
    let what = new.what.clone();
    let meant = if remove { Meant { what, worth: new.worth, on: new.on } } else { Meant { what, ..Meant::default() } };
    let found = store.read(|reader| engage::meant(reader, client.id, &meant))?;
    let old = lost::which(session, engage::standing_first(found), &client.name, &meant)?;
    let row = session.write(store, |tx| {
        if remove {
            engage::remove(tx, &old)?;
            return Ok(old.clone());
        }
        engage::correct(tx, &old, new).map_err(lost::failure)
    })?;
    let verb = match (remove, engage::is_lost(&row)) {
        (true, _) => "taken out: ",
        (false, true) => "lost ",
        (false, false) => "won ",
    };
    session.show(&lost::said(&row, &client.name, Text::from(verb), json!({ "removed": remove })))?;
    if !remove && row == old {
        session.say("that was written down already; nothing was changed");
        if new.worth.is_none() && new.on.is_none() && new.until.is_none() {
            session.say("say what is right with `--worth`, `--on` or `--until`");
        }
        return Ok(());
    }
    session.say_undo();
    Ok(())
}
