//! `auld tag NAME|last|ID [TAG…]`

use clap::Args;
use serde_json::json;

use super::target::{self, Target, described};
use crate::actions::tag::{self, Carrier};
use crate::cli::report::Refusal;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::store::Access;
use crate::view::Text;
use crate::view::said::Said;
use crate::view::words;

/// Put tags on a person or a meeting, or take them off
///
/// Without a tag the tags are listed. `last` is the meeting written last. A tag can have levels, with a `:` between.
///
///   auld tag Grace work chess --rm school
///   auld tag last work:client
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct TagArgs {
    /// A person, `last`, or the first letters of a meeting's id
    #[arg(value_name = "NAME|last|ID")]
    target: String,
    /// Tags to put on
    #[arg(value_name = "TAG", value_parser = values::tag)]
    tags: Vec<String>,
    /// A tag to take off; can be given again
    #[arg(long, value_name = "TAG", value_parser = values::tag)]
    rm: Vec<String>,
}

pub fn run(args: TagArgs, session: &mut Session<'_>) -> Done {
    let reads = args.tags.is_empty() && args.rm.is_empty();
    let mut store = session.open(if reads { Access::Read } else { Access::Write })?;
    let target = target::settle(session, &mut store, &args.target)?;
    let (carrier, id, shown) = match &target {
        Target::Person(person) => (Carrier::Person(person.id), person.id, person.shown()),
        Target::Meeting(line) => {
            (Carrier::Meeting(line.meeting.id), line.meeting.id, described(line, session.world.today))
        }
    };
    let done = if reads {
        tag::Tagged { now: store.read(|reader| tag::of(reader, carrier))?, ..tag::Tagged::default() }
    } else {
        session.write(&mut store, |tx| Ok(tag::change(tx, carrier, &args.tags, &args.rm)?))?
    };
    if let Some(missing) = done.missing.first().filter(|_| done.put.is_empty() && done.taken.is_empty()) {
        let there: Vec<String> = done.now.iter().map(|tag| format!("#{tag}")).collect();
        let refusal = Refusal::new(format!("{shown} has no tag #{missing}"));
        return Err(if there.is_empty() {
            refusal
        } else {
            refusal.hint(format!("there are {}", words::list_and(&there)))
        }
        .into());
    }
    let what = if matches!(target, Target::Person(_)) { "person" } else { "meeting" };
    let document =
        json!({ what: id.to_string(), "name": shown, "added": done.put, "removed": done.taken, "tags": done.now });
    let mut line = Text::new().name(shown.clone()).plain(":");
    for tag in &done.now {
        line = line.plain(" ").strong(format!("#{tag}"));
    }
    if done.now.is_empty() {
        line = line.dim(" no tags");
    }
    session.show(&Said::new(document, vec![id.to_string(), shown, done.now.join(" ")]).line(line))?;
    for missing in &done.missing {
        session.say(&format!("note: there was no #{missing} to take off"));
    }
    match (reads, done.put.is_empty() && done.taken.is_empty()) {
        (true, _) => {}
        (false, true) => session.say("it was so already; nothing was written"),
        (false, false) => session.say_undo(),
    }
    Ok(())
}
