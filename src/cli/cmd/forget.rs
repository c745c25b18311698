//! `auld forget NAME`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::rm::{counted, document};
use crate::actions::forget::{self, Forgotten};
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::domain::fold;
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::words;

/// Forget a person for good: the one verb without undo
///
/// Everything of theirs goes: names, contact points, facts, notes, feelings, promises, referrals, what was imported of
/// them, and meetings with nobody else. Meetings with others stay, with `[forgotten]` where they were named; a sentence
/// about them alone goes whole. The history forgets them too, so what was done with them can be undone no more, and the
/// copies of the store that auld keeps beside it are removed. Texts that speak of them without naming them stay.
///
/// auld says what will go and asks for the name, typed again. Without NAME it finishes what was cut off.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ForgetArgs {
    /// Whom; quotes may be left out
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// The full name again, where nobody can be asked; `-y` is not enough
    #[arg(long, value_name = "FULL NAME", requires = "name")]
    confirm: Option<String>,
}

pub fn run(args: ForgetArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open_to_close(Access::Write)?;
    let cleaned = if session.settings.dry_run { None } else { store.finish_forgetting()? };
    if cleaned.is_some() {
        session.say("cleaned up after a forgetting that was cut off");
    }
    if args.name.is_empty() {
        return finish(session, cleaned);
    }
    let name = args.name.join(" ");
    let person = match session.person(&mut store, &name) {
        // The one who was named is gone already.
        Err(_) if cleaned.is_some() => return finish(session, cleaned),
        person => person?,
    };
    let dry_run = std::mem::replace(&mut session.settings.dry_run, true);
    let plan = session.write(&mut store, |tx| Ok(forget::person(tx, person.id)?));
    session.settings.dry_run = dry_run;
    let plan = plan?;
    let copies = store.own_copies();
    let goes = goes(&plan, &store, &copies);
    if dry_run {
        show(session, &plan, &goes, &copies, false)?;
        session.say("dry run: nothing was written");
        return Ok(());
    }
    session.say(&format!("Forgetting {} cannot be undone. It takes", person.shown()));
    for line in &goes {
        session.say(&format!("  {line}"));
    }
    let typed = match args.confirm {
        Some(typed) => typed,
        None => {
            let flag = format!("`--confirm {}` answers it; `-y` does not", quoted(&plan.name));
            session.ask_line(&format!("Type `{}` to forget them for good", plan.name), &flag)?
        }
    };
    let same = |a: &str, b: &str| fold::words(a) == fold::words(b) && fold::fold(a.trim()) == fold::fold(b.trim());
    if !same(&typed, &plan.name) {
        return Err(Refusal::new(format!("`{}` is not `{}`; nothing was changed", typed.trim(), plan.name))
            .hint("type the full name, without the hint")
            .into());
    }
    let done = session.write(&mut store, |tx| Ok(forget::person(tx, person.id)?))?;
    let copies = clean(&mut store, &plan.name)?;
    show(session, &done, &goes, &copies, true)?;
    session.say("exports, backups elsewhere and your shell's history may still name them: auld cannot reach those");
    Ok(())
}

/// Says what will go, a line each.
fn goes(plan: &Forgotten, store: &Store, copies: &[PathBuf]) -> Vec<String> {
    let mut out = vec![format!("the name, {}", words::list_and(&counted(&plan.have)))];
    if plan.have == Default::default() {
        out = vec!["the name".to_owned()];
    }
    let alone = plan.have.meetings - plan.have.shared;
    if plan.have.shared > 0 {
        let stay = if plan.have.shared == 1 { "stays" } else { "stay" };
        out.push(format!(
            "{} with nobody else; {} with others {stay}, without them",
            words::count(alone, "meeting"),
            plan.have.shared
        ));
    }
    if plan.texts > 0 {
        out.push(format!(
            "their name out of {} that stay: [forgotten] stands there then",
            words::count(plan.texts, "text")
        ));
    }
    if plan.operations > 0 {
        out.push(format!(
            "{} out of the history, which can be undone no more",
            words::count(plan.operations, "operation")
        ));
    }
    let folder = store.path().and_then(Path::parent);
    let (beside, among): (Vec<_>, Vec<_>) = copies.iter().partition(|copy| copy.parent() == folder);
    out.extend(beside.iter().map(|copy| format!("the copy `{}`, with all that is in it", copy.display())));
    if let Some(folder) = among.first().and_then(|copy| copy.parent()) {
        let count = words::count(among.len(), "backup");
        out.push(format!("{count} that auld made by itself, in `{}`, with all that is in them", folder.display()));
    }
    out
}

/// Removes what is left in copies and free pages.
fn clean(store: &mut Store, name: &str) -> Result<Vec<PathBuf>, Failure> {
    store.finish_forgetting().map(Option::unwrap_or_default).map_err(|e| {
        Failure::Machine(format!(
            "{name} is forgotten, but words may be left in free pages or copies of the store: {e}; finish it with `auld forget`"
        ))
    })
}

fn finish(session: &mut Session<'_>, cleaned: Option<Vec<PathBuf>>) -> Done {
    let Some(copies) = cleaned else {
        return Err(Refusal::new("nobody was named, and nothing is left to clean up")
            .hint("`auld forget NAME` says what will go, and asks first")
            .into());
    };
    let copies: Vec<String> = copies.iter().map(|copy| copy.display().to_string()).collect();
    session.did();
    let row = vec!["cleaned".to_owned(), copies.len().to_string()];
    session.show(
        &Said::new(json!({ "done": "cleaned", "copies": copies }), row).line("nothing is left of whom you forgot"),
    )
}

fn show(session: &mut Session<'_>, done: &Forgotten, goes: &[String], copies: &[PathBuf], is_done: bool) -> Done {
    let copies: Vec<String> = copies.iter().map(|copy| copy.display().to_string()).collect();
    let word = if is_done { "forgotten" } else { "would forget" };
    let document = json!({
        "done": if is_done { "forgotten" } else { "rehearsed" }, "name": done.name, "with_it": document(&done.have),
        "texts": done.texts, "operations": done.operations, "copies": copies,
    });
    let row = vec![word.to_owned(), done.name.clone(), done.texts.to_string(), done.operations.to_string()];
    let mut said = Said::new(document, row).line(Text::from(format!("{word}: ")).name(done.name.clone()));
    if !is_done {
        for line in goes {
            said = said.line(format!("  {line}"));
        }
    }
    if is_done {
        session.did();
    }
    session.show(&said)
}
