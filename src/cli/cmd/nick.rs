//! `auld nick NAME [NICK]`

use clap::Args;
use serde_json::json;

use crate::actions::names::{self, NamesError};
use crate::actions::who::PersonRef;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::domain::person::NameKind;
use crate::store::rows::Name;
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::fields::Fields;
use crate::view::said::Said;
use crate::view::{shell, words};

/// Give a person a nickname, or list the names they answer to
///
///   auld nick "Grace Hopper" Amazing Grace
///   auld nick "Grace Hopper" Amazing Grace --rm
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct NickArgs {
    /// Who
    name: String,
    /// The other name; quotes may be left out
    nick: Vec<String>,
    /// It is a name they had before
    #[arg(long, conflicts_with = "misheard")]
    former: bool,
    /// It was never right, but may be typed again
    #[arg(long)]
    misheard: bool,
    /// Take the name away
    #[arg(long, requires = "nick", conflicts_with_all = ["former", "misheard"])]
    rm: bool,
}

pub fn run(args: NickArgs, session: &mut Session<'_>) -> Done {
    let nick = args.nick.join(" ");
    if args.nick.is_empty() {
        if args.former || args.misheard {
            return Err(Failure::Usage("which name? `auld nick NAME NICK --former`".into()));
        }
        let mut store = session.open(Access::Read)?;
        let person = session.person(&mut store, &args.name)?;
        return list(session, &mut store, &person);
    }
    let mut store = session.open(Access::Write)?;
    let person = session.person(&mut store, &args.name)?;
    let kind = match (args.former, args.misheard) {
        (true, _) => NameKind::Former,
        (_, true) => NameKind::Misheard,
        _ => NameKind::Nick,
    };
    let (done, name, kind, others) = if args.rm {
        let gone =
            session.write(&mut store, |tx| names::take(tx, person.id, &nick).map_err(|e| failure(e, &person)))?;
        ("removed", gone.text, gone.kind, Vec::new())
    } else {
        let given =
            session.write(&mut store, |tx| names::give(tx, person.id, kind, &nick).map_err(|e| failure(e, &person)))?;
        (if given.new { "added" } else { "unchanged" }, given.text, kind, given.others)
    };
    let document =
        json!({ "done": done, "id": person.id.to_string(), "name": person.name, "nick": name, "kind": kind.as_str() });
    let line = match done {
        "removed" => Text::new().name(person.shown()).plain(" no longer answers to ").strong(name.clone()),
        _ => Text::new().name(person.shown()).plain(" answers to ").strong(name.clone()),
    };
    let line = if kind == NameKind::Nick { line } else { line.dim(format!(" ({kind})")) };
    session.show(
        &Said::new(document, vec![person.id.to_string(), person.name, kind.to_string(), name.clone()]).line(line),
    )?;
    if !others.is_empty() {
        let shown: Vec<String> = others.iter().map(PersonRef::shown).collect();
        let verb = if shown.len() == 1 { "answers" } else { "answer" };
        session.say(&format!("note: {} {verb} to `{name}` too; auld will ask who is meant", words::list_and(&shown)));
    }
    if done == "unchanged" {
        session.say("it was so already; nothing was written");
    } else {
        session.say_undo();
    }
    Ok(())
}

fn list(session: &mut Session<'_>, store: &mut Store, person: &PersonRef) -> Done {
    let rows: Vec<Name> = store.read(|reader| reader.all_of("person_id", person.id))?;
    let names: Vec<_> = rows.iter().map(|name| json!({ "kind": name.kind.as_str(), "text": name.text })).collect();
    let mut view = Fields::new(
        json!({ "id": person.id.to_string(), "name": person.name, "names": names }),
        Text::new().name(person.shown()),
    );
    for name in &rows {
        view.add(name.kind.as_str(), name.text.clone(), vec![name.kind.to_string(), name.text.clone()]);
    }
    session.show(&view)?;
    if rows.is_empty() {
        session.say(&format!("no other names; give one with `auld nick {} NICK`", shell::quoted(&person.shown())));
    }
    Ok(())
}

fn failure(e: NamesError, person: &PersonRef) -> Failure {
    let what = e.to_string();
    let name = shell::quoted(&person.shown());
    match e {
        NamesError::Store(e) => e.into(),
        NamesError::Name(_) => refused(what),
        NamesError::Full(_) => Refusal::new(what).hint(format!("change it with `auld rename {name} NEW-NAME`")).into(),
        NamesError::Unknown { have, .. } if have.is_empty() => {
            Refusal::new(what).hint(format!("{} has no other names", person.shown())).into()
        }
        NamesError::Unknown { have, .. } => {
            Refusal::new(what).hint(format!("{} also answers to {}", person.shown(), words::list_and(&have))).into()
        }
    }
}
