//! `auld promise NAME TEXT…`

use clap::Args;
use serde_json::json;

use super::told::{self, Wanted};
use super::{add, someone};
use crate::actions::{log, promise};
use crate::cli::report::Refusal;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::iso;
use crate::domain::promise::By;
use crate::store::Access;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::understood::promise_text;

/// Write down a promise, yours or theirs
///
/// Without TEXT auld asks; `-` reads standard input and `-e` opens your editor.
///
///   auld promise Grace "the paper by Friday"
///   auld promise Tomas --theirs "an introduction to Sari" --by "next month"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct PromiseArgs {
    /// The person; `[Name]` adds somebody new
    #[arg(value_name = "NAME")]
    name: String,
    /// What was promised; a day at its end ("by Friday") is when it is due; `-` for standard input
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Write it in your editor
    #[arg(short, long)]
    editor: bool,
    /// When it is due: a day, or a span such as 2w
    #[arg(long, value_name = "DAY")]
    by: Option<String>,
    /// They promised it to you
    #[arg(long)]
    theirs: bool,
}

pub fn run(args: PromiseArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let by = if args.theirs { By::Them } else { By::Me };
    let given = args.by.as_deref().map(|day| values::coming_day("--by", day, today)).transpose()?;
    let mut store = session.open(Access::Write)?;
    let person = someone::known_or_new(session, &mut store, &args.name)?;
    let (called, name) = (person.shown(), quoted(&args.name));
    let (question, flag, remark) = match by {
        By::Me => (format!("What did you promise {called}?"), "", format!("What you promised {called}.")),
        By::Them => (format!("What did {called} promise you?"), " --theirs", format!("What {called} promised you.")),
    };
    let wanted = Wanted {
        question: &question,
        hint: &format!("say what: `auld promise {name}{flag} TEXT`, or `-` for standard input"),
        remark: &format!("# {remark} This line is left out.\n"),
    };
    let (typed, from) = told::text(session, &args.text, args.editor, &wanted)?;
    let whole = told::in_one_line(&typed);
    let (text, due) = match given {
        Some(due) => (whole, Some(due)),
        None => values::promised(&whole, today).map_err(|e| from.give_back(session, &typed, e))?,
    };
    if text.is_empty() {
        return Err(Refusal::new("nothing was promised; nothing was written")
            .hint(format!("`auld promise {} \"the paper by Friday\"`", quoted(&args.name)))
            .into());
    }
    let id = session
        .write(&mut store, |tx| {
            let id = log::settled(tx, &person.whom()).map_err(add::failure)?;
            Ok(promise::make(tx, id, by, &text, due)?)
        })
        .map_err(|e| from.give_back(session, &typed, e))?;
    let json = json!({ "id": id.to_string(), "by": by.as_str(), "name": person.name(), "hint": person.hint(), "text": text, "due": due.map(iso) });
    let row =
        vec![id.to_string(), by.to_string(), person.name().to_owned(), due.map(iso).unwrap_or_default(), text.clone()];
    session.show(&Said::new(json, row).line(promise_text(by, &person.shown(), &text, due, today)))?;
    person.say_new(session, &mut store)?;
    if due.is_some_and(|due| due < today) {
        session.say("that day has passed already");
    }
    session.say_undo();
    Ok(())
}
