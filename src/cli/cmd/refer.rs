//! `auld refer CLIENT --by FRIEND`

use clap::Args;
use serde_json::json;

use super::someone::{self, Someone};
use crate::actions::add::AddError;
use crate::actions::refer::{self, NewReferral, ReferError};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::referral::ReferralKind;
use crate::store::{Access, Store, WriteTx};
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::{Role, Text, words};

/// Write down who brought whom, or whom you introduced
///
/// Somebody new is written in brackets, or asked about. What two people have already is added to, not doubled.
///
///   auld refer Ilze --by Tomas                      Tomas brought you Ilze, a client
///   auld refer "[Marek Novak]" --by Ilze --as introduction --on 2025-05
///   auld refer Grace --to Sari                      you introduced the two
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ReferArgs {
    /// Who was brought; with --to, one of the two you introduced
    #[arg(value_name = "CLIENT")]
    name: String,
    /// Who brought them
    #[arg(long, value_name = "FRIEND", required_unless_present = "to", conflicts_with = "to")]
    by: Option<String>,
    /// To whom you introduced them
    #[arg(long, value_name = "SOMEONE")]
    to: Option<String>,
    /// What they became: client, introduction, job or other
    #[arg(long = "as", value_name = "KIND", conflicts_with = "to")]
    kind: Option<ReferralKind>,
    /// When; a year or a month will do
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// A remark
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// What it led to, in your words: "signed", "said no"
    #[arg(long, value_name = "TEXT", conflicts_with = "to")]
    outcome: Option<String>,
    /// Take it out again
    #[arg(long, conflicts_with_all = ["on", "note", "outcome"])]
    remove: bool,
}

pub fn run(args: ReferArgs, session: &mut Session<'_>) -> Done {
    let on = args.on.as_deref().map(|t| values::life_date("--on", t, session.world.today, false)).transpose()?;
    let mut store = session.open(Access::Write)?;
    if args.remove {
        return remove(&args, session, &mut store);
    }
    let whom = someone::settle(session, &mut store, &args.name)?;
    if let Some(to) = &args.to {
        let to = someone::settle(session, &mut store, to)?;
        return introduce(&args, on, whom, to, session, &mut store);
    }
    // The command line demands one of the two.
    let by = someone::settle(session, &mut store, args.by.as_deref().unwrap_or_default())?;
    if by.is(&whom) {
        return Err(failure(ReferError::Same, &whom.name, &by.name));
    }
    let done = session.write(&mut store, |tx| {
        let new = NewReferral {
            by: settled(tx, &by)?,
            whom: settled(tx, &whom)?,
            kind: args.kind,
            on,
            note: args.note.clone(),
            outcome: args.outcome.clone(),
        };
        refer::refer(tx, &new).map_err(|e| failure(e, &args.name, &by.name))
    })?;
    let row = done.row;
    let today = session.world.today;
    let mut line = Text::new().name(by.name.clone());
    line.push(Role::Plain, " brought ").push(Role::Name, whom.name.clone());
    line.push(Role::Plain, format!(": {}", row.kind));
    if let Some(on) = row.on_date {
        line.push(Role::Plain, ", ").push(Role::Day, words::partial(on, today));
    }
    line.push(Role::Plain, row.outcome.as_ref().map_or(String::new(), |outcome| format!(", {outcome}")));
    let document = json!({
        "id": row.id.to_string(), "by": by.name, "name": whom.name, "kind": row.kind.as_str(),
        "on": row.on_date.map(|on| on.to_string()), "note": row.note, "outcome": row.outcome, "new": done.new,
    });
    let record = vec![row.id.to_string(), by.name.clone(), whom.name.clone(), row.kind.to_string()];
    session.show(&Said::new(document, record).line(line))?;
    newcomers(session, &[&by, &whom]);
    if !done.new {
        session.say("they had that already; what is new was added to it");
    }
    if row.thanked_on.is_none() {
        session.say(&format!("thanked {}? `auld thanks {} --for {}`", by.name, quoted(&by.name), quoted(&whom.name)));
    }
    session.say_undo();
    Ok(())
}

/// Returns the id of somebody known or added.
pub fn settled(tx: &mut WriteTx<'_>, someone: &Someone) -> Result<Id, Failure> {
    refer::settled(tx, &someone.whom).map_err(|e| match e {
        AddError::Name(e) => refused(e.to_string()),
        AddError::Store(e) => e.into(),
    })
}

/// Says who was added on the way.
pub fn newcomers(session: &mut Session<'_>, all: &[&Someone]) {
    for someone in all.iter().filter(|someone| someone.is_new()) {
        session.say(&format!("{} is new", someone.name));
    }
}

fn failure(e: ReferError, name: &str, by: &str) -> Failure {
    match e {
        ReferError::Store(e) => e.into(),
        ReferError::Several(kinds) => {
            let kinds: Vec<_> = kinds.iter().map(|kind| format!("`--as {kind}`")).collect();
            Refusal::new(format!("{by} brought {name} in more ways than one"))
                .hint(format!("say which: {}", words::list_or(&kinds)))
                .into()
        }
        ReferError::NotThere => {
            Refusal::new(format!("that {by} brought {name} is not written down; nothing was changed"))
                .hint(format!("`auld trace {}` shows who did", quoted(name)))
                .into()
        }
        e @ ReferError::Same => refused(format!("{e}; nothing was written")),
    }
}

fn introduce(
    args: &ReferArgs,
    on: Option<PartialDate>,
    one: Someone,
    other: Someone,
    session: &mut Session<'_>,
    store: &mut Store,
) -> Done {
    if one.is(&other) {
        return Err(refused("that is one and the same person; nothing was written"));
    }
    let new = session.write(store, |tx| {
        let (a, b) = (settled(tx, &one)?, settled(tx, &other)?);
        refer::introduce(tx, a, b, on, args.note.as_deref()).map_err(|e| failure(e, &one.name, &other.name))
    })?;
    let line = Text::from("you introduced ").name(one.name.clone()).plain(" to ").name(other.name.clone());
    let document = json!({ "name": one.name, "to": other.name, "on": on.map(|on| on.to_string()), "new": new });
    session.show(&Said::new(document, vec![one.name.clone(), other.name.clone()]).line(line))?;
    newcomers(session, &[&one, &other]);
    session.say_undo();
    Ok(())
}

fn remove(args: &ReferArgs, session: &mut Session<'_>, store: &mut Store) -> Done {
    let whom = session.person(store, &args.name)?;
    let said = match (&args.by, &args.to) {
        (Some(by), _) => {
            let by = session.person(store, by)?;
            let row = session.write(store, |tx| {
                refer::remove(tx, by.id, whom.id, args.kind).map_err(|e| failure(e, &whom.name, &by.name))
            })?;
            let line = Text::from("taken out: ").name(by.name.clone()).plain(" brought ").name(whom.name.clone());
            let document = json!({ "id": row.id.to_string(), "by": by.name, "name": whom.name, "removed": true });
            Said::new(document, vec![row.id.to_string(), by.name, whom.name]).line(line)
        }
        (None, to) => {
            let to = session.person(store, to.as_deref().unwrap_or_default())?;
            let found = session.write(store, |tx| Ok(refer::forget_introduction(tx, whom.id, to.id)?))?;
            if !found {
                return Err(refused(format!("that you introduced {} to {} is not written down", whom.name, to.name)));
            }
            let line =
                Text::from("taken out: you introduced ").name(whom.name.clone()).plain(" to ").name(to.name.clone());
            Said::new(json!({ "name": whom.name, "to": to.name, "removed": true }), vec![whom.name, to.name]).line(line)
        }
    };
    session.show(&said)?;
    session.say_undo();
    Ok(())
}
