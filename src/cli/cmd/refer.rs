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
/// Somebody new is written in brackets, or asked about. Saying it again adds nothing twice: a new day, remark or
/// outcome takes the place of the old one. `--remove` takes it out.
///
///   auld refer Ilze --by Tomas              Tomas brought you Ilze, a client
///   auld refer "[Marek Novak]" --by Ilze --as introduction --on 2025-05
///   auld refer Grace --to Sari              you introduced the two
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ReferArgs {
    /// Who was brought; with --to, one of the two you introduced
    #[arg(required = true, value_name = "CLIENT")]
    name: Vec<String>,
    /// Who brought them
    #[arg(long, value_name = "FRIEND", num_args = 1.., aliases = ["via", "from", "through"], conflicts_with = "to")]
    by: Option<Vec<String>>,
    /// To whom you introduced them
    #[arg(long, value_name = "SOMEONE", num_args = 1..)]
    to: Option<Vec<String>>,
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

/// Words for oneself, in lower case.
const ME: &[&str] = &["me", "myself", "i", "saya", "aku"];

pub fn run(args: ReferArgs, session: &mut Session<'_>) -> Done {
    let (name, by, to) =
        (args.name.join(" "), args.by.as_ref().map(|by| by.join(" ")), args.to.as_ref().map(|to| to.join(" ")));
    if by.is_none() && to.is_none() && !args.remove {
        return Err(Failure::Usage(format!(
            "say who brought {name} (`--by FRIEND`), or to whom you introduced them (`--to SOMEONE`)"
        )));
    }
    if by.as_deref().is_some_and(|by| ME.contains(&by.to_lowercase().as_str())) {
        return Err(Refusal::new("whom you introduced yourself has no --by; nothing was written")
            .hint(format!("`auld refer {} --to SOMEONE`", quoted(&name)))
            .into());
    }
    let on = args.on.as_deref().map(|t| values::gone_date("--on", t, session.world.today, false)).transpose()?;
    let mut store = session.open(Access::Write)?;
    if args.remove {
        return remove(&Ends { name, by, to }, args.kind, session, &mut store);
    }
    let whom = someone::settle(session, &mut store, &name)?;
    if let Some(to) = &to {
        let to = someone::settle(session, &mut store, to)?;
        return introduce(&args, on, whom, to, session, &mut store);
    }
    // One of the two is there.
    let by = someone::settle(session, &mut store, by.as_deref().unwrap_or_default())?;
    brought(&args, on, &by, &whom, session, &mut store)
}

/// Writes down that one brought the other.
fn brought(
    args: &ReferArgs,
    on: Option<PartialDate>,
    by: &Someone,
    whom: &Someone,
    session: &mut Session<'_>,
    store: &mut Store,
) -> Done {
    if by.is(whom) {
        return Err(failure(ReferError::Same, &whom.name, &by.name));
    }
    let done = session.write(store, |tx| {
        let new = NewReferral {
            by: settled(tx, by)?,
            whom: settled(tx, whom)?,
            kind: args.kind,
            on,
            note: args.note.clone(),
            outcome: args.outcome.clone(),
        };
        refer::refer(tx, &new).map_err(|e| failure(e, &whom.name, &by.name))
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
    newcomers(session, &[by, whom]);
    if !done.new {
        session.say("that was written down before; what you say now stands with it");
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

/// Whom a command line speaks of, as typed.
struct Ends {
    name: String,
    by: Option<String>,
    to: Option<String>,
}

fn remove(ends: &Ends, kind: Option<ReferralKind>, session: &mut Session<'_>, store: &mut Store) -> Done {
    let whom = session.person(store, &ends.name)?;
    let name = whom.shown();
    let said = match &ends.to {
        Some(to) => {
            let to = session.person(store, to)?;
            let found = session.write(store, |tx| Ok(refer::forget_introduction(tx, whom.id, to.id)?))?;
            if !found {
                return Err(Refusal::new(format!("that you introduced {name} to {} is not written down", to.shown()))
                    .hint(format!("`auld relate {}` lists whom you introduced them to", quoted(&name)))
                    .into());
            }
            let line = Text::from("taken out: you introduced ").name(name.clone()).plain(" to ").name(to.shown());
            Said::new(json!({ "name": name, "to": to.shown(), "removed": true }), vec![name, to.shown()]).line(line)
        }
        None => {
            let by = match &ends.by {
                Some(by) => {
                    let by = session.person(store, by)?;
                    (by.id, by.shown())
                }
                None => only_hand(whom.id, &name, store)?,
            };
            let row = session
                .write(store, |tx| refer::remove(tx, by.0, whom.id, kind).map_err(|e| failure(e, &name, &by.1)))?;
            let line = Text::from("taken out: ").name(by.1.clone()).plain(" brought ").name(name.clone());
            let document = json!({ "id": row.id.to_string(), "by": by.1, "name": name, "removed": true });
            Said::new(document, vec![row.id.to_string(), by.1, name]).line(line)
        }
    };
    session.show(&said)?;
    session.say_undo();
    Ok(())
}

/// Returns the one who brought a person, where there is one only.
fn only_hand(whom: Id, name: &str, store: &mut Store) -> Result<(Id, String), Failure> {
    let mut hands: Vec<Id> = store.read(|reader| reader.referrals_of(whom))?.0.iter().map(|r| r.referrer_id).collect();
    hands.sort_unstable();
    hands.dedup();
    let names = store.read(|reader| reader.called_of(&hands))?;
    match hands.as_slice() {
        [] => Err(refused(format!("that anybody brought {name} is not written down; nothing was changed"))),
        [only] => Ok((*only, names.get(only).cloned().unwrap_or_default())),
        several => {
            let mut refusal = Refusal::new(format!("{} people brought {name}", several.len()));
            for id in several {
                refusal = refusal.line(names.get(id).cloned().unwrap_or_default());
            }
            Err(refusal.hint(format!("say which: `auld refer {} --by FRIEND --remove`", quoted(name))).into())
        }
    }
}
