//! `auld add NAME`

use clap::Args;
use serde_json::json;

use super::someone;
use crate::actions::add::{self, AddError, NewPerson};
use crate::actions::{log, names, rename, who};
use crate::cli::names::in_brackets;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::person::{Closeness, ContactKind, typed_name};
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::words;

/// Add a person
///
/// The least is a name; a nickname will do. Everything else can follow later.
///
///   auld add "Grace Hopper" --met "PyCon 2026" --via Tomas --every 3w
#[derive(Debug, Args)]
#[command(alias = "new")]
#[command(verbatim_doc_comment)]
pub struct AddArgs {
    /// The name; quotes may be left out
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
    /// What tells two people of one name apart, such as "Riga, brewer"
    #[arg(long)]
    hint: Option<String>,
    /// Another name the person goes by; can be given again
    #[arg(long, value_name = "NAME")]
    nick: Vec<String>,
    /// Where or how you met
    #[arg(long, value_name = "WORDS")]
    met: Option<String>,
    /// When you met; a year or a month will do
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Who introduced you
    #[arg(long, value_name = "FRIEND")]
    via: Option<String>,
    /// Since when you know each other
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// An e-mail address; can be given again
    #[arg(long)]
    email: Vec<String>,
    /// A phone number; can be given again
    #[arg(long)]
    phone: Vec<String>,
    /// A handle such as @grace on some service; can be given again
    #[arg(long)]
    handle: Vec<String>,
    /// Where the person lives
    #[arg(long, value_name = "PLACE")]
    lives: Option<String>,
    /// The birthday: 1990-05-02, --05-02 or "2 May"
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    birthday: Option<String>,
    /// How close you are: acquaintance, friend, close or inner
    #[arg(long, value_name = "HOW")]
    closeness: Option<Closeness>,
    /// Family: closeness that does not fade
    #[arg(long)]
    kin: bool,
    /// How often you want to be in touch: 3w, 21d, 2m
    #[arg(long, value_name = "SPAN")]
    every: Option<String>,
    /// A tag; can be given again
    #[arg(long, value_parser = values::tag)]
    tag: Vec<String>,
    /// A remark
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub fn run(args: AddArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let life = |flag: &str, text: &Option<String>, yearly| {
        text.as_deref().map(|t| values::gone_date(flag, t, today, yearly)).transpose()
    };
    let typed = args.name.join(" ");
    let mut new = NewPerson {
        name: typed_name(in_brackets(&typed).filter(|name| !name.contains(['[', ']'])).unwrap_or(&typed))
            .map_err(|e| failure(e.into()))?,
        met_on: life("--on", &args.on, false)?,
        known_since: life("--since", &args.since, false)?,
        birthday: life("--birthday", &args.birthday, true)?,
        cadence_days: args.every.as_deref().map(|t| values::every("--every", t)).transpose()?,
        hint: args.hint,
        nicks: args.nick,
        met: args.met,
        via: None,
        emails: values::contacts(ContactKind::Email, &args.email)?,
        phones: values::contacts(ContactKind::Phone, &args.phone)?,
        handles: args.handle,
        lives: args.lives,
        closeness: args.closeness,
        kin: args.kin,
        tags: args.tag,
        note: args.note,
    };
    let mut store = session.open(Access::Write)?;
    let via = args.via.as_deref().map(|friend| someone::known_or_new(session, &mut store, friend)).transpose()?;
    let twins = store.read(|reader| who::same_name(reader, &new.name))?;
    if let Some(twin) = twins.first().filter(|_| new.hint.is_none()) {
        return Err(Refusal::new(format!("there is a {} already", twin.shown()))
            .hint(format!("someone else? say what tells them apart: `auld add {} --hint \"…\"`", quoted(&new.name)))
            .hint(format!("the same person? `auld edit {}`", quoted(&twin.shown())))
            .into());
    }
    let others = others(&mut store, &new)?;
    let (id, hinted) = session.write(&mut store, |tx| {
        new.via = via.as_ref().map(|friend| log::settled(tx, &friend.whom())).transpose().map_err(failure)?;
        let id = add::person(tx, &new).map_err(failure)?;
        let mut row = rename::existing(tx, id)?;
        let (_, hinted) = rename::tell_apart(tx, &mut row, None).map_err(|e| refused(e.to_string()))?;
        Ok((id, hinted))
    })?;
    let name = new.name;
    let said = Said::new(json!({ "id": id.to_string(), "name": name }), vec![id.to_string(), name.clone()]);
    session.show(&said.line(Text::from("added ").name(name.clone())))?;
    if let Some(friend) = &via {
        friend.say_new(session, &mut store)?;
    }
    for (other, names) in others {
        session.say(&format!("note: {} answers to {} too", other, words::list_and(&names)));
    }
    for twin in hinted {
        session.say(&format!("the other is {} from now on", twin.shown()));
    }
    someone::say_bare(session, &mut store, &name)?;
    session.say_undo();
    Ok(())
}

/// Returns who else answers to which of the names of somebody new.
fn others(store: &mut Store, new: &NewPerson) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for name in new.nicks.iter().chain([&new.name]) {
        // Of one full name they are twins, which is told otherwise.
        let twins = store.read(|reader| who::same_name(reader, &new.name))?;
        let others = store.read(|reader| names::others(reader, None, name))?;
        for other in others.into_iter().filter(|other| twins.iter().all(|twin| twin.id != other.id)) {
            let (shown, name) = (other.shown(), format!("`{name}`"));
            match out.iter_mut().find(|(of, _)| *of == shown) {
                Some((_, all)) => all.push(name),
                None => out.push((shown, vec![name])),
            }
        }
    }
    Ok(out)
}

/// Says why somebody was not added.
pub fn failure(e: AddError) -> Failure {
    match e {
        AddError::Name(e) => refused(e.to_string()),
        AddError::Store(e) => e.into(),
    }
}
