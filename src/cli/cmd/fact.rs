//! `auld fact NAME [LABEL [VALUE…]]`

use clap::Args;
use serde_json::{Value, json};

use crate::actions::note::{self, FactError, NewFact};
use crate::actions::who::PersonRef;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::fold;
use crate::store::rows::Fact;
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::fields::Fields;
use crate::view::shell::quoted;
use crate::view::words;

/// Write down a fact about a person, or list them
///
/// The same label again replaces the value; `--add` keeps both, and a fact with `--until` stays as history. Without a
/// label the facts are listed.
///
///   auld fact Grace daughter Mia --since 2019
///   auld fact Grace "works at: Kopi Tuku"
///   auld fact Grace
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct FactArgs {
    /// Who
    name: String,
    /// What it is, such as `daughter`, or all of it: "daughter: Mia"
    label: Option<String>,
    /// The value; quotes may be left out
    value: Vec<String>,
    /// Since when it holds; a year or a month will do
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Until when it held
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Keep other facts of this label too
    #[arg(long)]
    add: bool,
    /// Remove the fact
    #[arg(long, requires = "label", conflicts_with_all = ["since", "until", "add"])]
    rm: bool,
}

pub fn run(args: FactArgs, session: &mut Session<'_>) -> Done {
    let (label, value) = parts(args.label.as_deref().unwrap_or_default(), &args.value.join(" "));
    let life = |flag: &str, text: &Option<String>| {
        text.as_deref().map(|t| values::life_date(flag, t, session.world.today, false)).transpose()
    };
    let (since, until) = (life("--since", &args.since)?, life("--until", &args.until)?);
    let reads = value.is_empty() && !args.rm;
    if reads && (since.is_some() || until.is_some() || args.add) {
        return Err(Failure::Usage("which fact? `auld fact NAME LABEL VALUE --since DAY`".into()));
    }
    if label.is_empty() && !value.is_empty() {
        return Err(Failure::Usage("a fact needs a label: `auld fact NAME LABEL VALUE`".into()));
    }
    let mut store = session.open(if reads { Access::Read } else { Access::Write })?;
    let person = session.person(&mut store, &args.name)?;
    if reads {
        return list(session, &mut store, &person, &label);
    }
    if args.rm {
        let value = Some(value.as_str()).filter(|value| !value.is_empty());
        let gone = session.write(&mut store, |tx| {
            note::untell(tx, person.id, &label, value).map_err(|e| failure(e, &person, true))
        })?;
        let title = Text::from("removed from ").name(person.shown());
        session.show(&view(&person, "removed", title, std::slice::from_ref(&gone), session))?;
        session.say_undo();
        return Ok(());
    }
    let new = NewFact { label, value, since, until, add: args.add };
    let told =
        session.write(&mut store, |tx| note::tell(tx, person.id, &new).map_err(|e| failure(e, &person, false)))?;
    let done = if told.before.is_some() { "changed" } else { "added" };
    let title = Text::new().name(person.shown());
    let title = match told.before.as_ref().filter(|before| before.value != told.fact.value) {
        Some(before) => title.dim(format!(" (was: {})", before.value)),
        None => title,
    };
    session.show(&view(&person, done, title, std::slice::from_ref(&told.fact), session))?;
    session.say_undo();
    Ok(())
}

/// Parts "daughter: Mia" into label and value, also where the shell has parted it already.
fn parts(label: &str, value: &str) -> (String, String) {
    let (label, more) = label.split_once(':').unwrap_or((label, ""));
    let value = format!("{more} {value}");
    (fold::one_line(label), value.trim().to_owned())
}

fn list(session: &mut Session<'_>, store: &mut Store, person: &PersonRef, label: &str) -> Done {
    let facts = store.read(|reader| note::facts(reader, person.id, label))?;
    let all = if label.is_empty() { "facts".to_owned() } else { format!("fact `{label}`") };
    session.show(&view(person, "listed", Text::new().name(person.shown()), &facts, session))?;
    if facts.is_empty() {
        session.say(&format!("no {all} yet; tell one with `auld fact {} LABEL VALUE`", quoted(&person.shown())));
    }
    Ok(())
}

fn view(person: &PersonRef, done: &str, title: Text, facts: &[Fact], session: &Session<'_>) -> Fields {
    let today = session.world.today;
    let document: Vec<Value> = facts
        .iter()
        .map(|f| json!({ "id": f.id.to_string(), "label": f.label, "value": f.value, "since": f.since.map(|d| d.to_string()), "until": f.until.map(|d| d.to_string()), "noted_on": f.noted_on.to_string() }))
        .collect();
    let person = json!({ "id": person.id.to_string(), "name": person.name });
    let mut view = Fields::new(json!({ "done": done, "person": person, "facts": document }), title);
    for fact in facts {
        let mut text = Text::from(fact.value.clone());
        let span = [("since", fact.since), ("until", fact.until)];
        for (word, date) in span.iter().filter_map(|(word, date)| date.map(|date| (word, date))) {
            text = text.dim(format!(" {word} {}", words::partial(date, today)));
        }
        let date =
            |date: Option<_>| date.map_or_else(String::new, |date: crate::domain::date::PartialDate| date.to_string());
        view.add(
            fact.label.clone(),
            text,
            vec![fact.label.clone(), fact.value.clone(), date(fact.since), date(fact.until)],
        );
    }
    view
}

/// Says why a fact could not be told, or with `rm` not be taken out.
fn failure(e: FactError, person: &PersonRef, rm: bool) -> Failure {
    let what = e.to_string();
    let name = quoted(&person.shown());
    match e {
        FactError::Store(e) => e.into(),
        FactError::Backwards { .. } => Refusal::new(format!("{what}; nothing was written"))
            .hint("a fact holds from `--since` on, up to `--until`; say both to change both")
            .into(),
        FactError::Several { label, values } if rm => {
            let first = quoted(values.first().map_or("VALUE", String::as_str));
            let refusal = values.iter().fold(Refusal::new(what), |refusal, value| refusal.line(value.clone()));
            refusal.hint(format!("say which: `auld fact {name} {} {first} --rm`", quoted(&label))).into()
        }
        FactError::Several { label, values } => {
            let refusal = values.iter().fold(Refusal::new(what), |refusal, value| refusal.line(value.clone()));
            let label = quoted(&label);
            refusal
                .hint(format!(
                    "one more: `auld fact {name} {label} VALUE --add`; one less: `auld fact {name} {label} VALUE --rm`"
                ))
                .into()
        }
        FactError::None { labels } if labels.is_empty() => refused(format!("{} has no facts", person.shown())),
        FactError::None { labels } => {
            let what = format!("{} has no such fact; nothing was changed", person.shown());
            Refusal::new(what).hint(format!("there are facts under {}", words::list_and(&labels))).into()
        }
    }
}
