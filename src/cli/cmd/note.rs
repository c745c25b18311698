//! `auld note NAME [TEXT…]`

use clap::Args;
use serde_json::json;

use super::told::{self, Wanted};
use crate::actions::note;
use crate::cli::report::{Failure, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::iso;
use crate::store::Access;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::{Role, Text};

/// Write down a remark about a person
///
/// Text on the command line lands in the shell's history; `-e` opens your editor, `-` reads standard input, and
/// without a text auld asks.
///
///   auld note Grace "reads Pratchett, hates phone calls"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct NoteArgs {
    /// Who
    name: String,
    /// The remark; quotes may be left out, `-` for standard input
    text: Vec<String>,
    /// The day it belongs to, if not today
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Write it in your editor
    #[arg(short, long)]
    editor: bool,
}

pub fn run(args: NoteArgs, session: &mut Session<'_>) -> Done {
    let on = args.on.as_deref().map(|text| values::past_day("--on", text, session.world.today)).transpose()?;
    let on = on.unwrap_or(session.world.today);
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name)?;
    let wanted = Wanted {
        question: &format!("What of {}?", person.shown()),
        hint: &format!("give the text: `auld note {} TEXT`, or `-` for standard input", quoted(&args.name)),
        remark: &format!("# A remark about {}. This line is left out.\n", person.shown()),
    };
    let (text, from) = told::text(session, &args.text, args.editor, &wanted)?;
    let text = text.as_str();
    if text.is_empty() {
        return Err(refused("the remark is empty; nothing was written"));
    }
    let note = session
        .write(&mut store, |tx| note::remark(tx, person.id, on, text).map_err(Failure::from))
        .map_err(|failure| from.give_back(session, text, failure))?;
    let day = iso(on);
    let document = json!({ "id": note.id.to_string(), "person": { "id": person.id.to_string(), "name": person.name, "hint": person.hint }, "on": day, "text": text });
    let line = Text::new().name(person.shown()).dim(format!(" {day}  ")).block(Role::Plain, text);
    session.show(&Said::new(document, vec![note.id.to_string(), person.name, day, text.to_owned()]).line(line))?;
    session.say_undo();
    Ok(())
}
