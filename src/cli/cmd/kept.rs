//! `auld kept NAME [WORDS…]`

use clap::Args;
use serde_json::json;

use crate::actions::promise;
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::domain::date::iso;
use crate::domain::promise::{By, Outcome};
use crate::store::rows::Promise;
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::words::day;

/// Close a promise as kept
///
///   auld kept Grace paper
///   auld kept Grace 2026-11-27
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct KeptArgs {
    /// The person
    #[arg(value_name = "NAME")]
    name: String,
    /// Words of the promise, where there are several; or the day it is due, or its id
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
}

pub fn run(args: KeptArgs, session: &mut Session<'_>) -> Done {
    close(&args, Outcome::Kept, session)
}

/// Closes the promise that the arguments name.
pub fn close(args: &KeptArgs, outcome: Outcome, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name)?;
    let found = which(args, &person.shown(), person.id, session, &mut store)?;
    session.write(&mut store, |tx| Ok(promise::close(tx, &found, outcome)?))?;
    let json = json!({ "id": found.id.to_string(), "name": person.name, "hint": person.hint, "text": found.text, "outcome": outcome.as_str(), "due": found.due.map(iso) });
    let row = vec![found.id.to_string(), person.name.clone(), outcome.to_string(), found.text.clone()];
    let line = Text::from(format!("{outcome}: ")).join(&told(&found, &person.shown()));
    session.show(&Said::new(json, row).line(line))?;
    session.say_undo();
    Ok(())
}

fn told(promise: &Promise, name: &str) -> Text {
    match promise.by {
        By::Me => Text::from("what I promised ").name(name).plain(format!(": {}", promise.text)),
        By::Them => Text::from("what ").name(name).plain(format!(" promised me: {}", promise.text)),
    }
}

/// Settles which promise is meant, by asking where several are.
fn which(
    args: &KeptArgs,
    name: &str,
    id: crate::domain::id::Id,
    session: &mut Session<'_>,
    store: &mut Store,
) -> Result<Promise, Failure> {
    let words = args.words.join(" ");
    let mut found = store.read(|reader| promise::open_with(reader, id, &words))?;
    if found.len() > 1 {
        let today = session.world.today;
        let mut refusal = Refusal::new(format!(
            "{name} and you have {} open promises{}",
            found.len(),
            if words.is_empty() { "" } else { " like that" }
        ));
        let texts: Vec<_> = found.iter().map(|line| told(&line.promise, name).as_str().to_owned()).collect();
        let twins = |text: &String| texts.iter().filter(|other| *other == text).count() > 1;
        let shown = found.iter().zip(&texts).map(|(line, text)| {
            let promise = &line.promise;
            let due = promise.due.map(|due| format!(", by {}", day(due, today))).unwrap_or_default();
            let more =
                if twins(text) { format!(", said {}, id {}", iso(promise.made_on), promise.id) } else { String::new() };
            format!("{text}{due}{more}")
        });
        let items: Vec<String> = shown.collect();
        for item in &items {
            refusal = refusal.line(item.clone());
        }
        let verb = format!("auld {} {}", session.verb(), quoted(&args.name));
        let refusal = match found.iter().zip(&texts).find(|(_, text)| twins(text)) {
            None => refusal.hint(format!("say a word of the one you mean: `{verb} WORD`")),
            Some((twin, _)) => {
                refusal.hint(format!("say a word of the one you mean, or its id: `{verb} {}`", twin.promise.id))
            }
        };
        let at = session.choose("Which promise?", &items, "").map_err(|_| Failure::from(refusal))?;
        return Ok(found.swap_remove(at).promise);
    }
    found.pop().map(|line| line.promise).ok_or_else(|| {
        let what = if words.is_empty() {
            format!("{name} and you have no open promise")
        } else {
            format!("{name} and you have no open promise like `{words}`")
        };
        Refusal::new(what).hint(format!("`auld show {}` lists what is open", quoted(name))).into()
    })
}
