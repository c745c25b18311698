//! `auld feel NAME TEXT…`

use clap::Args;
use serde_json::json;

use super::told::{self, Wanted};
use crate::actions::feel;
use crate::cli::report::Refusal;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::iso;
use crate::domain::meeting::Side;
use crate::store::Access;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::understood::feeling_text;
use crate::view::{Role, Text, words};

/// Write down how somebody made you feel
///
/// It goes with your latest meeting of the last two weeks, if that has no feeling yet; else it stands on its
/// own day. A feeling word gives a value from -2 to +2; `+2` beside it wins. Without TEXT auld asks; `-` reads
/// standard input and `-e` opens your editor, so that the words stay out of the shell's history.
///
///   auld feel Grace "heard, and a bit lighter +2"
///   auld feel Tomas --left "I think he went home happier"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct FeelArgs {
    /// The person
    #[arg(value_name = "NAME")]
    name: String,
    /// The feeling, in your words; `-` for standard input
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    text: Vec<String>,
    /// Write it in your editor
    #[arg(short, long)]
    editor: bool,
    /// How you think you left them, not how they made you feel
    #[arg(long)]
    left: bool,
    /// The day
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
}

pub fn run(args: FeelArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let on = args.on.as_deref().map(|day| values::past_day("--on", day, today)).transpose()?;
    if let Some(day) = on.filter(|day| *day > today) {
        return Err(Refusal::new(format!("{} is still to come; nothing was written", iso(day))).into());
    }
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name)?;
    let (called, name) = (person.shown(), quoted(&args.name));
    let (question, flag, remark) = if args.left {
        (format!("How do you think you left {called}?"), " --left", format!("How you think you left {called}."))
    } else {
        (format!("How did {called} make you feel?"), "", format!("How {called} made you feel."))
    };
    let wanted = Wanted {
        question: &question,
        hint: &format!("give the words: `auld feel {name}{flag} TEXT`, or `-` for standard input"),
        remark: &format!("# {remark} This line is left out.\n"),
    };
    let (text, from) = told::text(session, &args.text, args.editor, &wanted)?;
    let feeling = values::feeling(&told::in_one_line(&text)).map_err(|e| from.give_back(session, &text, e))?;
    if feeling.is_empty() {
        return Err(Refusal::new("no feeling was said; nothing was written")
            .hint(format!("`auld feel {} \"heard +2\"`", quoted(&args.name)))
            .into());
    }
    let side = if args.left { Side::Left } else { Side::Felt };
    let noted = session
        .write(&mut store, |tx| Ok(feel::note(tx, person.id, side, &feeling, on)?))
        .map_err(|e| from.give_back(session, &text, e))?;
    let json = json!({
        "name": person.name, "hint": person.hint, "side": side.as_str(), "words": feeling.words, "value": feeling.value,
        "on": iso(noted.on), "meeting": noted.meeting.map(|id| id.to_string()),
    });
    let row = vec![person.name.clone(), side.as_str().into(), iso(noted.on), feeling_text(&feeling).as_str().into()];
    let line = match side {
        Side::Felt => Text::new().name(person.shown()).plain(" made me feel: "),
        Side::Left => Text::from("I left ").name(person.shown()).plain(": "),
    };
    let place = if noted.meeting.is_some() { "with the meeting of" } else { "on its own," };
    let line = line.join(&feeling_text(&feeling)).dim(format!("  ({place} {})", words::day(noted.on, today)));
    let said = Said::new(json, row).line(line);
    let said = if feeling.value.is_none() {
        said.line(
            Text::new()
                .with(Role::Dim, "no value is known for these words; say one with +2, +1, 0, -1 or -2 beside them"),
        )
    } else {
        said
    };
    session.show(&said)?;
    session.say_undo();
    Ok(())
}
