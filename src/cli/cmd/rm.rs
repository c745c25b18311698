//! `auld rm NAME|last|ID`

use clap::Args;
use serde_json::{Value, json};

use super::target::{self, Target, described, go_on};
use crate::actions::remove::{self, Belongings};
use crate::cli::report::Failure;
use crate::cli::session::{Done, Session};
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::words;

/// Remove a person or a meeting
///
/// Meetings that others attended stay. Like everything, it can be undone.
///
///   auld rm last
#[derive(Debug, Args)]
#[command(aliases = ["remove", "delete"])]
#[command(verbatim_doc_comment)]
pub struct RmArgs {
    /// A person, `last`, or the first letters of a meeting's id; quotes may be left out
    #[arg(required = true, value_name = "NAME|last|ID")]
    target: Vec<String>,
}

pub fn run(args: RmArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let target = target::settle(session, &mut store, &args.target.join(" "))?;
    remove(session, &mut store, &target)
}

/// Removes what was named, once it is clear what goes with it.
pub fn remove(session: &mut Session<'_>, store: &mut Store, target: &Target) -> Done {
    let (what, id, name, goes) = match target {
        Target::Person(person) => {
            let have = store.read(|reader| remove::belongings(reader, person.id))?;
            ("person", person.id, person.shown(), with_it(&have))
        }
        Target::Meeting(line) => ("meeting", line.meeting.id, described(line, session.world.today), Vec::new()),
    };
    let list = if goes.is_empty() { String::new() } else { format!(": {}", goes.join(", ")) };
    go_on(session, &format!("Remove {name}{list}?"))?;
    session.write(store, |tx| match target {
        Target::Person(_) => remove::person(tx, id).map_err(Failure::from),
        Target::Meeting(_) => remove::meeting(tx, id).map_err(Failure::from),
    })?;
    let document = json!({ "done": "removed", what: id.to_string(), "name": name, "with_it": goes });
    let said = Said::new(document, vec![what.to_owned(), id.to_string(), name.clone()]);
    session.show(&said.line(Text::from("removed ").name(name).plain(list)))?;
    session.say_undo();
    Ok(())
}

/// Returns what hangs on a person, in words: `12 meetings`, `2 facts`, `brought 2 people`.
pub fn counted(have: &Belongings) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let things = [
        (have.meetings, "meeting"),
        (have.names, "other name"),
        (have.contacts, "contact point"),
        (have.facts, "fact"),
        (have.dates, "date"),
        (have.notes, "remark"),
        (have.feelings, "feeling"),
        (have.relations, "relation"),
        (have.open_promises, "open promise"),
        (have.promises.saturating_sub(have.open_promises), "closed promise"),
        (have.engagements, "engagement"),
    ];
    out.extend(things.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| words::count(*n, noun)));
    if have.brought > 0 {
        out.push(format!("brought {}", words::count(have.brought, "person")));
    }
    if have.brought_by > 0 {
        out.push(format!("brought by {}", words::count(have.brought_by, "person")));
    }
    out
}

/// Returns what goes with a person, and which meetings stay.
fn with_it(have: &Belongings) -> Vec<String> {
    let mut out = counted(have);
    if let Some(meetings) = out.first_mut().filter(|_| have.shared > 0) {
        meetings.push_str(&format!(
            " ({} with others {})",
            have.shared,
            if have.shared == 1 { "stays" } else { "stay" }
        ));
    }
    out
}

/// Returns the numbers as JSON.
pub fn document(have: &Belongings) -> Value {
    json!({
        "meetings": have.meetings, "shared_meetings": have.shared, "names": have.names, "contacts": have.contacts,
        "facts": have.facts, "dates": have.dates, "notes": have.notes, "feelings": have.feelings,
        "relations": have.relations, "promises": have.promises, "open_promises": have.open_promises,
        "brought": have.brought, "brought_by": have.brought_by, "engagements": have.engagements,
    })
}
