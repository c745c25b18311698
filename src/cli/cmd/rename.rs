//! `auld rename NAME NEW-NAME`

use clap::Args;
use serde_json::json;

use crate::actions::rename::{self, Keep, RenameError, Renamed};
use crate::actions::who::PersonRef;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::domain::person::NameKind;
use crate::store::Access;
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;

/// Give a person another name
///
/// The old name still finds the person. Where somebody else has the new name already, a hint keeps the two apart.
///
///   auld rename "Grace H" "Grace Hopper" --hint Riga
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RenameArgs {
    /// Who
    name: String,
    /// The name from now on
    #[arg(value_name = "NEW-NAME")]
    new: String,
    /// What tells two people of one name apart, such as "Riga, brewer"
    #[arg(long, value_name = "WORDS")]
    hint: Option<String>,
    /// The old name was misheard: it still finds the person, but is not shown as a former name
    #[arg(long, conflicts_with = "keep_not")]
    misheard: bool,
    /// Let the old name find nobody
    #[arg(long, visible_alias = "no-keep")]
    keep_not: bool,
}

pub fn run(args: RenameArgs, session: &mut Session<'_>) -> Done {
    let keep = match (args.misheard, args.keep_not) {
        (true, _) => Keep::Misheard,
        (_, true) => Keep::Not,
        _ => Keep::Former,
    };
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name)?;
    let hint = args.hint.as_deref();
    let renamed =
        session.write(&mut store, |tx| rename::rename(tx, person.id, &args.new, keep, hint).map_err(failure))?;
    let PersonRef { id, name, hint } = &renamed.after;
    if renamed.before == *name && person.hint == *hint {
        session.say(&format!("{} is the name already; nothing was written", renamed.after.shown()));
        return session.show(&said(&renamed, "unchanged", Text::new().name(renamed.after.shown()), &id.to_string()));
    }
    let mut line = Text::from("renamed ").name(renamed.before.clone()).plain(" to ").name(renamed.after.shown());
    match renamed.kept {
        Some(NameKind::Misheard) => line = line.dim(format!("; `{}` still finds them, as misheard", renamed.before)),
        Some(_) => line = line.dim(format!("; `{}` still finds them", renamed.before)),
        None => {}
    }
    session.show(&said(&renamed, "renamed", line, &id.to_string()))?;
    say_hints(session, &renamed);
    session.say_undo();
    Ok(())
}

fn said(renamed: &Renamed, done: &str, line: Text, id: &str) -> Said {
    let PersonRef { name, hint, .. } = &renamed.after;
    let document = json!({
        "done": done,
        "id": id,
        "before": renamed.before,
        "name": name,
        "hint": hint,
        "kept_as": renamed.kept.map(NameKind::as_str),
        "hinted": renamed.hinted.iter().map(|p| json!({ "id": p.id.to_string(), "name": p.name, "hint": p.hint })).collect::<Vec<_>>(),
    });
    let record = vec![id.to_owned(), renamed.before.clone(), name.clone(), hint.clone().unwrap_or_default()];
    Said::new(document, record).line(line)
}

/// Says how people of one name are told apart from now on.
pub fn say_hints(session: &mut Session<'_>, renamed: &Renamed) {
    if renamed.twins.is_empty() {
        return;
    }
    let all: Vec<String> =
        [&renamed.after].into_iter().chain(&renamed.twins).map(|p| format!("`{}`", p.shown())).collect();
    session.say(&format!("note: the name is shared; say {}", crate::view::words::list_or(&all)));
    for person in &renamed.hinted {
        let change = format!("auld edit {} --hint \"…\"", quoted(&person.shown()));
        session.say(&format!(
            "note: the hint `{}` is auld's; a better one: {change}",
            person.hint.as_deref().unwrap_or_default()
        ));
    }
}

/// Says why a name was refused.
pub fn failure(e: RenameError) -> Failure {
    match e {
        RenameError::Store(e) => e.into(),
        RenameError::Twin(_) => Refusal::new(e.to_string())
            .hint("give another `--hint`, or `auld merge` them if they are one person")
            .into(),
        RenameError::Name(e) => refused(e.to_string()),
    }
}
