//! `auld edit NAME|last|ID`

use clap::Args;
use serde_json::json;

use super::meeting_flags::MeetingFlags;
use super::person_flags::PersonFlags;
use super::target::{self, Target, described};
use super::{edit_meeting, edit_person, rm};
use crate::actions::form::{self, Changed, Key, Line};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::store::{Access, Store};
use crate::view::fields::Fields;
use crate::view::{Text, words};

/// Change a person or a meeting
///
/// Without flags a form opens in your editor. An empty value clears a field, as its `--no-…` flag does. `last` is the
/// meeting written last.
///
///   auld edit "John Kim" --hint "Riga, brewer" --every 3w
///   auld edit last --on yesterday --with Grace
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct EditArgs {
    /// A person, `last`, or the first letters of a meeting's id; quotes may be left out
    #[arg(required = true, value_name = "NAME|last|ID")]
    target: Vec<String>,
    /// The day you met the person, or the day of the meeting
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Remove it, as `auld rm` does
    #[arg(long)]
    rm: bool,
    /// Change it in your editor, as without flags on a terminal
    #[arg(short, long, conflicts_with = "rm")]
    editor: bool,
    #[command(flatten)]
    person: PersonFlags,
    #[command(flatten)]
    meeting: MeetingFlags,
}

pub fn run(mut args: EditArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let target = target::settle(session, &mut store, &args.target.join(" "))?;
    let (is_person, shown) = match &target {
        Target::Person(person) => (true, person.shown()),
        Target::Meeting(line) => (false, described(line, session.world.today)),
    };
    let (of_person, of_meeting) = (args.person != PersonFlags::default(), args.meeting != MeetingFlags::default());
    if is_person && of_meeting {
        return Err(Failure::Usage(format!("{shown} is a person; one of the flags is for meetings only")));
    }
    if !is_person && of_person {
        return Err(Failure::Usage(format!("that is a meeting ({shown}); one of the flags is for people only")));
    }
    if args.rm {
        return rm::remove(session, &mut store, &target);
    }
    let silent = !of_person && !of_meeting && args.on.is_none();
    if args.editor && !silent {
        return Err(Failure::Usage("either the form or flags: leave out `-e` or the others".into()));
    }
    if silent && !args.editor && !session.world.terminal.stdin {
        let flags = if is_person { "--hint, --closeness, --every, --email" } else { "--on, --with, --at, --text" };
        return Err(Failure::Usage(format!("nothing to change: give a flag such as {flags}; `-e` opens the form")));
    }
    match target {
        Target::Person(person) => {
            args.person.on = args.on.take();
            edit_person::run(session, &mut store, &person, (!silent).then_some(args.person))
        }
        Target::Meeting(line) => {
            args.meeting.on = args.on.take();
            edit_meeting::run(session, &mut store, &line, (!silent).then_some(args.meeting))
        }
    }
}

/// Lets the form be filled in until `apply` takes it; `None` where the draft came back empty.
pub fn fill_in<T>(
    session: &mut Session<'_>,
    store: &mut Store,
    title: &str,
    (keys, lines): (&[Key], &[Line]),
    mut apply: impl FnMut(&mut Session<'_>, &mut Store, &[Changed]) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let mut draft = form::draft(title, keys, lines);
    loop {
        let text = session.edit(&draft, &draft)?;
        if text.is_empty() {
            return Ok(None);
        }
        let read = form::read(&text, keys).map_err(|e| refused(e.to_string()));
        let failure = match read.and_then(|after| apply(session, store, &form::differences(keys, lines, &after))) {
            Ok(done) => return Ok(Some(done)),
            Err(failure @ (Failure::Refused(_) | Failure::Usage(_))) => failure,
            Err(failure) => return Err(session.give_back(&text, failure)),
        };
        let question = format!("{failure}. Back to the editor?");
        if !matches!(session.put_yes_or_no(&question, true), Ok(true)) {
            let refusal = Refusal::new(format!("{failure}; nothing was written, and this was the draft:"));
            return Err(text.lines().fold(refusal, |refusal, line| refusal.line(line)).into());
        }
        draft = format!("# {title}\n# {failure}\n{text}\n");
    }
}

/// Shows what changed of a record.
pub fn show(session: &mut Session<'_>, what: &'static str, id: &str, name: &str, changed: &[Changed]) -> Done {
    let document: Vec<_> =
        changed.iter().map(|c| json!({ "field": c.key, "before": c.before, "after": c.after })).collect();
    let mut view = Fields::new(json!({ what: id, "name": name, "changed": document }), Text::new().name(name));
    for Changed { key, before, after } in changed {
        // Words as typed stand in quotation marks, cut to a glance; all else is a value.
        let shown = |value: &String| if *key == "text" { words::quoted(value, 60) } else { value.clone() };
        let said = |values: &[String]| values.iter().map(shown).collect::<Vec<_>>().join(", ");
        let text = match (before.is_empty(), after.is_empty()) {
            (true, _) => Text::from(said(after)),
            (_, true) => Text::new().dim("removed ").plain(said(before)),
            _ => Text::new().dim(format!("{} → ", said(before))).plain(said(after)),
        };
        view.add(*key, text, vec![id.to_owned(), (*key).to_owned(), before.join("; "), after.join("; ")]);
    }
    session.show(&view)?;
    if changed.is_empty() {
        session.say("nothing changed; nothing was written");
    } else {
        session.say_undo();
    }
    Ok(())
}
