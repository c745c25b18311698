//! `auld lost CLIENT`

use clap::Args;
use serde_json::{Value, json};

use super::{refer, someone};
use crate::actions::engage::{self, EngageError, Meant};
use crate::actions::log::Whom;
use crate::actions::trace;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::PartialDate;
use crate::domain::money::Money;
use crate::store::rows::Engagement;
use crate::store::{Access, Store};
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::{Text, words};

/// Write down work that came to nothing; its worth counts no more
///
///   auld lost Ilze --for website
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct LostArgs {
    /// Whose it was
    #[arg(required = true, value_name = "CLIENT")]
    name: Vec<String>,
    /// What it was; its first words, where there is more than one
    #[arg(long = "for", value_name = "WHAT")]
    what: Option<String>,
    /// Which it was, by its worth
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    worth: Option<Money>,
    /// When, if not today; a year or a month will do
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Take what is written down as lost out again
    #[arg(long)]
    remove: bool,
}

pub fn run(args: LostArgs, session: &mut Session<'_>) -> Done {
    let name = args.name.join(" ");
    let today = session.world.today;
    let on = args.on.as_deref().map(|t| values::gone_date("--on", t, today, false)).transpose()?;
    let what = args.what.map(|what| what.trim().to_owned()).filter(|what| !what.is_empty());
    let mut meant = Meant { what, worth: args.worth, on: None };
    let mut store = session.open(Access::Write)?;
    if args.remove {
        meant.on = on;
        return remove(session, &mut store, &name, &meant);
    }
    let on = on.unwrap_or(PartialDate::Day(today));
    let client = someone::settle(session, &mut store, &name)?;
    let found = match &client.whom {
        Whom::Known(id) => store.read(|reader| engage::meant(reader, *id, &meant))?,
        Whom::New(_) => Vec::new(),
    };
    let mut found = engage::standing_first(found);
    // Whatever was lost last, a second telling says the same.
    if found.last().is_some_and(engage::is_lost) {
        found.drain(..found.len() - 1);
    }
    // Without a worth to go by, what is not there yet is written down.
    let found = if found.is_empty() && meant.worth.is_none() {
        None
    } else {
        Some(which(session, found, &client.name, &meant)?)
    };
    if let Some(row) = found.as_ref().filter(|row| engage::is_lost(row)) {
        return lost_already(session, row, &client.name);
    }
    let ended = found.as_ref().and_then(|row| row.ended_on).filter(|on| on.last_day().is_some_and(|day| day < today));
    if let Some(ended) = ended {
        let question = format!("It ended ({}), so it was earned. Lost all the same?", words::partial(ended, today));
        let line = for_what(&client.name, meant.what.as_deref());
        let hint = format!("count it as lost all the same: `auld lost -y {line}`");
        if !session.confirm(&question, &hint)? {
            return Err(refused("nothing was written"));
        }
    }
    let row = session.write(&mut store, |tx| {
        let id = refer::settled(tx, &client)?;
        match &found {
            Some(row) => engage::lose(tx, row, on).map_err(failure),
            None => Ok(engage::lose_new(tx, id, meant.what.as_deref(), on)?),
        }
    })?;
    session.show(&said(&row, &client.name, Text::from("lost "), json!({ "new": found.is_none() })))?;
    refer::newcomers(session, &[&client]);
    session.say_undo();
    Ok(())
}

/// Says that nothing is left to lose.
fn lost_already(session: &mut Session<'_>, row: &Engagement, name: &str) -> Done {
    session.show(&said(row, name, Text::from("lost "), json!({ "new": false })))?;
    let on = row.ended_on.map(|on| format!(", on {}", words::partial(on, session.world.today))).unwrap_or_default();
    session.say(&format!("it is lost already{on}; nothing was changed"));
    let line = for_what(name, row.what.as_deref());
    session.say(&format!("another day? `auld won {line} --correct --until DAY`; other work? name it with `--for`"));
    Ok(())
}

fn remove(session: &mut Session<'_>, store: &mut Store, name: &str, meant: &Meant) -> Done {
    let client = session.person(store, name)?;
    let (lost, standing): (Vec<_>, Vec<_>) =
        store.read(|reader| engage::meant(reader, client.id, meant))?.into_iter().partition(engage::is_lost);
    if let (true, Some(row)) = (lost.is_empty(), standing.first()) {
        let line = for_what(&client.name, row.what.as_deref());
        return Err(Refusal::new("that is not lost; nothing was written")
            .hint(format!("to take it out: `auld won {line} --remove`"))
            .into());
    }
    let row = which(session, lost, &client.name, meant)?;
    session.write(store, |tx| engage::remove(tx, &row).map_err(Failure::from))?;
    session.show(&said(&row, &client.name, Text::from("taken out: "), json!({ "removed": true })))?;
    session.say_undo();
    Ok(())
}

/// Returns the client and the words of their work as a command line has them.
fn for_what(name: &str, what: Option<&str>) -> String {
    let what = what.map(|what| format!(" --for {}", quoted(what))).unwrap_or_default();
    format!("{}{what}", quoted(name))
}

/// Returns what is said of an engagement, with what only the verb knows.
pub fn said(row: &Engagement, name: &str, verb: Text, more: Value) -> Said {
    let deal = trace::deal(row);
    let mut document = json!({
        "id": row.id.to_string(), "person_id": row.person_id.to_string(), "name": name, "what": row.what,
        "currency": row.currency, "minor": row.minor, "started_on": row.started_on.map(|on| on.to_string()),
        "ended_on": row.ended_on.map(|on| on.to_string()), "outcome": row.outcome,
    });
    if let (Value::Object(map), Value::Object(more)) = (&mut document, more) {
        map.extend(more);
    }
    let record = vec![row.id.to_string(), name.to_owned(), row.what.clone().unwrap_or_default(), deal.plain_worth()];
    Said::new(document, record).line(verb.name(name).plain(": ").join(&deal.told()))
}

/// Tells why an engagement could not be written down.
pub fn failure(e: EngageError) -> Failure {
    match e {
        EngageError::Store(e) => e.into(),
        EngageError::Backwards { .. } => Refusal::new(format!("{e}; nothing was written"))
            .hint("did it begin earlier? `auld won NAME --on DAY`, with `--correct` where it is written down")
            .into(),
    }
}

/// Settles which engagement is meant, by asking where there are several.
pub fn which(
    session: &mut Session<'_>,
    mut found: Vec<Engagement>,
    name: &str,
    meant: &Meant,
) -> Result<Engagement, Failure> {
    if found.len() < 2 {
        return found.pop().ok_or_else(|| {
            Refusal::new(format!("{name} gave you nothing like that; nothing was written"))
                .hint(format!("`auld show {}` tells what there is", quoted(name)))
                .into()
        });
    }
    let today = session.world.today;
    let items: Vec<_> = found.iter().map(|row| trace::deal(row).with_days(today).as_str().to_owned()).collect();
    let mut refusal = Refusal::new(format!("{name} gave you {} things like that; nothing was written", found.len()));
    for item in &items {
        refusal = refusal.line(item.clone());
    }
    let more = format!("auld {} {}", session.verb(), quoted(name));
    let alike = found.windows(2).all(|pair| matches!(pair, [a, b] if engage::same_words(a, b)));
    let refusal = match (&meant.what, alike) {
        (_, true) => {
            refusal.hint("a terminal lets you choose; `--remove` takes one out by `--on DAY` or `--worth AMOUNT`")
        }
        (None, false) => refusal.hint(format!("say which: `{more} --for WHAT`")),
        (Some(_), false) => refusal.hint("say more of its words after `--for`"),
    };
    let at = session.choose("Which is meant?", &items, "").map_err(|_| Failure::from(refusal))?;
    Ok(found.swap_remove(at))
}
