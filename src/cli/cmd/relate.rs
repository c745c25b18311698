//! `auld relate NAME [KIND [OTHER]]`

use clap::Args;
use serde_json::json;

use super::refer;
use super::someone::{self, Someone};
use crate::actions::log::Whom;
use crate::actions::relate::{self, NewTie, Other, RelateError, Told, What};
use crate::actions::who::{self, Found};
use crate::cli::names;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session, no_answer};
use crate::cli::values;
use crate::domain::date::PartialDate;
use crate::domain::fold;
use crate::domain::person::clean_name;
use crate::domain::relation;
use crate::store::rows::Relation;
use crate::store::{Access, Store};
use crate::view::said::Said;
use crate::view::shell::quoted;
use crate::view::ties::{Tie, Ties};
use crate::view::{Role, Text, words};
use crate::world::Unanswered;

/// How long a word for a kind of tie may be, in bytes.
const KIND_MAX: usize = 100;

/// Write down what people are to each other, or list it
///
/// OTHER is NAME's KIND; the way back follows by itself. A name that nobody has is kept as a mere name.
/// [Name] adds somebody new, and \Name is kept as a mere name even where somebody has it.
///
///   auld relate Grace child Mia                     Mia is Grace's child
///   auld relate Grace partner Tomas --since 2019
///   auld relate Grace partner Tomas --until 2024    it is over; cards keep it
///   auld relate Grace                               all that Grace has
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct RelateArgs {
    /// Whose child, partner or friend it is
    #[arg(value_name = "NAME")]
    name: String,
    /// What OTHER is to them: partner, parent, child, sibling, friend, colleague, … or a word of yours
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// Who; quotes may be left out
    #[arg(value_name = "OTHER")]
    other: Vec<String>,
    /// Since when; a year or a month will do
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Until when it was so
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// A remark
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Take it out again
    #[arg(long, requires = "other", conflicts_with_all = ["since", "until", "note"])]
    remove: bool,
}

pub fn run(args: RelateArgs, session: &mut Session<'_>) -> Done {
    let life = |flag: &str, text: &Option<String>| {
        text.as_deref().map(|t| values::life_date(flag, t, session.world.today, false)).transpose()
    };
    let (since, until) = (life("--since", &args.since)?, life("--until", &args.until)?);
    let typed = args.other.join(" ");
    if typed.trim().is_empty() {
        if since.is_some() || until.is_some() || args.note.is_some() {
            return Err(Failure::Usage("what, and with whom? `auld relate NAME KIND OTHER`".into()));
        }
        return list(&args, session);
    }
    let kind = kind(&args, &typed, session)?;
    let mut store = session.open(Access::Write)?;
    if args.remove {
        return remove(&args.name, &kind, &typed, session, &mut store);
    }
    let one = someone::settle(session, &mut store, &args.name)?;
    let other = settle(session, &mut store, &typed)?;
    let same = match &other {
        End::Someone(other) => other.is(&one),
        // Said with `\`, a namesake is meant.
        End::Name(name) => one.is_new() && !typed.starts_with('\\') && fold::words(name) == fold::words(&one.name),
    };
    if same {
        return Err(refused(format!("nobody is their own {}; nothing was written", relation::spoken(&kind))));
    }
    let told = session.write(&mut store, |tx| {
        let new = NewTie {
            of: refer::settled(tx, &one)?,
            kind: kind.clone(),
            other: match &other {
                End::Someone(someone) => Other::Person(refer::settled(tx, someone)?),
                End::Name(name) => Other::Name(name.clone()),
            },
            typed: [one.name.clone(), plain(&typed).to_owned()],
            since,
            until,
            note: args.note.clone(),
        };
        relate::tell(tx, &new).map_err(|e| failure(e, &one.name, other.name()))
    })?;
    session.show(&said(&told, &one.name, other.name(), session))?;
    let new: Vec<_> = [Some(&one), other.someone()].into_iter().flatten().collect();
    refer::newcomers(session, &new);
    say_what(&told, &one.name, &other, session);
    // A dry run has put nobody in the place of a bare name.
    let written = !session.settings.dry_run;
    for someone in new.iter().filter(|someone| written && someone.is_new()) {
        someone::say_bare(session, &mut store, &someone.name)?;
    }
    if told.what == What::Known && new.iter().all(|someone| !someone.is_new()) {
        session.say("that was written down already; nothing was changed");
        if tie_of(&told.row, &told.there, other.name()).ended(session.world.today) {
            session.say("has it begun again? say so with `--since DAY`");
        }
    } else {
        session.say_undo();
    }
    Ok(())
}

/// Who stands at the other end.
enum End {
    Someone(Someone),
    /// Somebody who is only a name.
    Name(String),
}

impl End {
    fn name(&self) -> &str {
        match self {
            End::Someone(someone) => &someone.name,
            End::Name(name) => name,
        }
    }

    fn someone(&self) -> Option<&Someone> {
        match self {
            End::Someone(someone) => Some(someone),
            End::Name(_) => None,
        }
    }
}

/// Returns the name without the marks that say how it is meant.
fn plain(typed: &str) -> &str {
    let typed = typed.trim();
    typed.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(typed).trim_start_matches('\\')
}

/// Settles the kind: one that looks like a slip is asked about.
fn kind(args: &RelateArgs, other: &str, session: &mut Session<'_>) -> Result<String, Failure> {
    let kind = relation::clean(args.kind.as_deref().unwrap_or_default());
    if kind.is_empty() || kind.len() > KIND_MAX || kind.chars().any(char::is_control) {
        return Err(Failure::Usage("a kind is a word or two, such as `partner`, `child` or `friend`".into()));
    }
    if args.remove || relation::is_known(&kind) && !relation::is_introduction(&kind) {
        return Ok(kind);
    }
    if relation::is_introduction(&kind) {
        return Err(Refusal::new("introductions have a verb of their own; nothing was written")
            .hint(format!("you introduced them: `auld refer {} --to {}`", quoted(&args.name), quoted(other)))
            .hint(format!("one of them brought you the other: `auld refer {} --by FRIEND`", quoted(other)))
            .into());
    }
    if session.settings.yes {
        return Ok(kind);
    }
    if relation::is_known(other) {
        let line = [&args.name, other, &kind].map(quoted).join(" ");
        return Err(Refusal::new(format!("`{kind}` is no kind of tie, and `{other}` is one; nothing was written"))
            .hint(format!("the kind stands between the names: `auld relate {line}`"))
            .into());
    }
    let Some(near) = relate::slip_of(&kind) else { return Ok(kind) };
    let said = relation::spoken(near);
    let items = [said.clone(), format!("`{kind}`, as written")];
    match session.put_choice(&format!("Did you mean `{said}`?"), &items) {
        Ok(0) => Ok(near.to_owned()),
        Ok(_) => Ok(kind),
        Err(Unanswered::Left) => Err(no_answer()),
        Err(Unanswered::Nobody) => {
            Err(Refusal::new(format!("`{kind}` is no kind of tie known here; nothing was written"))
                .hint(format!("did you mean `{said}`?"))
                .hint("as written? say `-y`")
                .into())
        }
    }
}

/// Settles the other end. Nobody's name is kept as it is; one that looks like somebody's is asked about first.
fn settle(session: &mut Session<'_>, store: &mut Store, typed: &str) -> Result<End, Failure> {
    let typed = typed.trim();
    let bare = |name: &str| clean_name(name).map(End::Name).map_err(|e| refused(e.to_string()));
    if let Some(name) = typed.strip_prefix('\\') {
        return bare(name);
    }
    let close = match store.read(|reader| who::find(reader, typed))? {
        Found::None { close } if !typed.starts_with('[') => close,
        _ => return someone::settle(session, store, typed).map(End::Someone),
    };
    if session.settings.yes || close.is_empty() {
        return bare(typed);
    }
    let mut items = vec![format!("keep `{typed}` as a bare name"), format!("add {typed} as somebody new")];
    items.extend(close.iter().map(|p| format!("it is {}", p.shown())));
    match session.put_choice(&format!("Who is `{typed}`?"), &items) {
        Ok(0) => bare(typed),
        Ok(1) => someone::settle(session, store, &format!("[{typed}]")).map(End::Someone),
        Ok(at) => {
            let one = close.into_iter().nth(at - 2).ok_or_else(|| refused("no answer was given"))?;
            Ok(End::Someone(Someone { whom: Whom::Known(one.id), name: one.shown() }))
        }
        Err(Unanswered::Left) => Err(no_answer()),
        Err(Unanswered::Nobody) => {
            let names: Vec<_> = close.iter().map(|p| format!("`{}`", p.shown())).collect();
            session.say(&format!("nobody is called `{typed}`; did you mean {}?", words::list_or(&names)));
            bare(typed)
        }
    }
}

/// Returns the tie told both ways: `Mia is Grace's child; Grace is Mia's parent`.
fn sentence(one: &str, other: &str, [there, back]: [&str; 2], tie: &Tie, session: &Session<'_>) -> Text {
    let today = session.world.today;
    let is = if tie.ended(today) { "was" } else { "is" };
    let [there, back] = [there, back].map(relation::spoken);
    let mut text = Text::new().name(other).plain(format!(" {is} ")).name(one).plain(format!("'s {there}; "));
    text = text.name(one).plain(format!(" {is} ")).name(other).plain(format!("'s {back}"));
    text.push(Role::Plain, tie.span(today));
    text.join(&tie.remark())
}

fn tie_of(row: &Relation, there: &str, other: &str) -> Tie {
    Tie {
        kind: there.to_owned(),
        name: other.to_owned(),
        hint: None,
        id: row.other_id,
        since: row.since,
        until: row.until,
        note: row.note.clone(),
    }
}

fn said(told: &Told, one: &str, other: &str, session: &Session<'_>) -> Said {
    let tie = tie_of(&told.row, &told.there, other);
    let line = sentence(one, other, [&told.there, &told.back], &tie, session);
    let date = |date: Option<PartialDate>| date.map(|date| date.to_string());
    let document = json!({
        "id": told.row.id.to_string(), "name": one, "kind": told.there, "other": other, "inverse": told.back,
        "bare": tie.id.is_none(), "since": date(tie.since), "until": date(tie.until), "note": tie.note,
        "new": told.what == What::New,
    });
    let record = vec![told.row.id.to_string(), one.to_owned(), told.there.clone(), other.to_owned()];
    Said::new(document, record).line(line)
}

/// Says what cannot be seen from the tie alone.
fn say_what(told: &Told, one: &str, other: &End, session: &mut Session<'_>) {
    if told.what == What::New && !relation::is_known(&told.there) {
        session.say(&format!("`{}` is no kind known here: it is taken to hold both ways", told.there));
    }
    match (told.what, other) {
        (What::Linked, End::Someone(_)) => {
            session.say("that was a bare name; it is the person from now on");
        }
        (What::Added, _) => session.say("they had that already; what is new was added to it"),
        _ => {}
    }
    if let End::Name(name) = other {
        let line = [one, &relation::spoken(&told.there), &format!("[{name}]")].map(quoted).join(" ");
        session.say(&format!("{name} is a bare name, no person of their own; to add one: `auld relate {line}`"));
    }
}

fn list(args: &RelateArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Read)?;
    let person = session.person(&mut store, &args.name)?;
    let today = session.world.today;
    let mut ties = store.read(|reader| relate::ties(reader, person.id, today))?;
    if let Some(kind) = &args.kind {
        ties.retain(|tie| relation::alike(&tie.kind, kind));
    }
    let name = quoted(&person.shown());
    let view = Ties { id: person.id, name: person.name, hint: person.hint, ties };
    session.show(&view)?;
    if view.ties.is_empty() {
        let kind = args.kind.as_deref().map_or("KIND".to_owned(), quoted);
        session.say(&format!("nothing yet; tell it with `auld relate {name} {kind} OTHER`"));
    }
    Ok(())
}

fn remove(name: &str, kind: &str, typed: &str, session: &mut Session<'_>, store: &mut Store) -> Done {
    let one = session.person(store, name)?;
    let called = plain(typed);
    let bare = store.read(|reader| relate::bare_of(reader, one.id, kind, called))?;
    let found = store.read(|reader| who::find(reader, called))?;
    let (other, other_name) = match (found, bare) {
        (Found::One(other), bare) if bare.is_none() || !typed.starts_with('\\') => {
            (Other::Person(other.id), other.shown())
        }
        (_, Some(bare)) => (Other::Name(bare.clone()), bare),
        (Found::None { close }, None) => return Err(names::unknown(called, &close, session.verb())),
        (_, None) => {
            let other = session.person(store, called)?;
            (Other::Person(other.id), other.shown())
        }
    };
    let tie = NewTie {
        of: one.id,
        kind: kind.to_owned(),
        other,
        typed: [name.to_owned(), called.to_owned()],
        since: None,
        until: None,
        note: None,
    };
    let rows = session.write(store, |tx| relate::remove(tx, &tie).map_err(|e| failure(e, &one.name, &other_name)))?;
    let mut said = Said::new(
        json!({
            "name": one.name, "kind": kind, "other": other_name, "removed": true,
            "ids": rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>(),
        }),
        vec![one.name.clone(), kind.to_owned(), other_name.clone()],
    );
    for row in &rows {
        let back = relation::inverse(&row.kind);
        let (there, back) = if row.person_id == one.id { (row.kind.as_str(), back) } else { (back, row.kind.as_str()) };
        let tie = tie_of(row, there, &other_name);
        said =
            said.line(Text::from("taken out: ").join(&sentence(&one.name, &other_name, [there, back], &tie, session)));
    }
    session.show(&said)?;
    session.say_undo();
    Ok(())
}

fn failure(e: RelateError, one: &str, other: &str) -> Failure {
    match e {
        RelateError::Store(e) => e.into(),
        RelateError::Backwards => refused(format!("{e}; nothing was written")),
        RelateError::NotThere(others) => {
            let refusal = Refusal::new(format!("that is not written down of {one} and {other}; nothing was changed"));
            let refusal = others
                .iter()
                .fold(refusal, |refusal, kind| refusal.line(format!("{other} is {one}'s {}", relation::spoken(kind))));
            refusal.hint(format!("`auld relate {}` lists what is", quoted(one))).into()
        }
    }
}
