//! A NAME argument that may be somebody new.

use crate::actions::log::Whom;
use crate::actions::relate;
use crate::actions::who::{self, Found, PersonRef};
use crate::cli::names::in_brackets;
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session, no_answer};
use crate::domain::fold;
use crate::domain::person::{called, typed_name};
use crate::domain::relation;
use crate::store::Store;
use crate::view::shell::quoted;
use crate::view::words;
use crate::world::Unanswered;

/// How many ties to a bare name are told at once.
const TOLD: usize = 3;

/// Somebody known, or to be added.
#[derive(Debug, Clone)]
pub struct Someone {
    pub whom: Whom,
    pub name: String,
}

/// Whom a NAME argument means that may stand in brackets.
#[derive(Debug, Clone)]
pub enum Meant {
    Known(PersonRef),
    New(String),
}

impl Meant {
    pub fn whom(&self) -> Whom {
        match self {
            Meant::Known(person) => Whom::Known(person.id),
            Meant::New(name) => Whom::New(name.clone()),
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Meant::Known(PersonRef { name, .. }) | Meant::New(name) => name,
        }
    }

    pub fn hint(&self) -> Option<&str> {
        match self {
            Meant::Known(person) => person.hint.as_deref(),
            Meant::New(_) => None,
        }
    }

    /// Returns the name with what tells the person apart.
    pub fn shown(&self) -> String {
        called(self.name(), self.hint())
    }

    /// Says that somebody was added, and who has a tie to the bare name.
    pub fn say_new(&self, session: &mut Session<'_>, store: &mut Store) -> Done {
        if let Meant::New(name) = self {
            session.say(&format!("{name} is new"));
            say_bare(session, store, name)?;
        }
        Ok(())
    }
}

impl Someone {
    /// Tells whether both are one person, known or new.
    pub fn is(&self, other: &Someone) -> bool {
        match (&self.whom, &other.whom) {
            (Whom::New(a), Whom::New(b)) => fold::words(a) == fold::words(b),
            (a, b) => a == b,
        }
    }

    /// Tells whether the person is to be added.
    pub fn is_new(&self) -> bool {
        matches!(self.whom, Whom::New(_))
    }
}

/// Settles the name of somebody known, or of somebody new where it stands in brackets.
///
/// # Errors
/// Refuses any other name that is nobody's, or several people's where nobody can be asked.
pub fn known_or_new(session: &mut Session<'_>, store: &mut Store, name: &str) -> Result<Meant, Failure> {
    if let Some(new) = in_brackets(name)
        && store.read(|reader| who::same_name(reader, new))?.is_empty()
    {
        return Ok(Meant::New(typed_name(new).map_err(|e| Refusal::new(e.to_string()))?));
    }
    Ok(Meant::Known(session.person(store, name)?))
}

/// Settles a name: `[Name]` is somebody new unless one of that very name is known; a name that nobody has is asked
/// about, and `-y` takes it as somebody new.
///
/// # Errors
/// Refuses a name that is nobody's or several people's where nobody can be asked.
pub fn settle(session: &mut Session<'_>, store: &mut Store, name: &str) -> Result<Someone, Failure> {
    if let Some(new) = in_brackets(name) {
        let mut twins = store.read(|reader| who::same_name(reader, new))?;
        return match (twins.len(), twins.pop()) {
            (0 | 1, None) => newcomer(new),
            (1, Some(one)) => Ok(known(&one)),
            (_, last) => {
                twins.extend(last);
                Ok(known(&session.one_of(store, new, twins)?))
            }
        };
    }
    let close = match store.read(|reader| who::find(reader, name))? {
        Found::One(one) => return Ok(known(&one)),
        Found::Several(_) => {
            let one = session.person(store, name)?;
            return Ok(known(&one));
        }
        Found::None { close } => close,
    };
    if session.settings.yes || name.trim().is_empty() {
        return newcomer(name);
    }
    let mut items = vec![format!("add {name} as somebody new")];
    items.extend(close.iter().map(|p| format!("it is {}", p.shown())));
    let picked = session.put_choice(&format!("Who is `{name}`?"), &items).map_err(|e| {
        if let Unanswered::Left = e {
            return no_answer();
        }
        let refusal = Refusal::new(format!("nobody is called `{name}`; nothing was written"));
        let names: Vec<_> = close.iter().map(|p| format!("`{}`", p.shown())).collect();
        let refusal =
            if names.is_empty() { refusal } else { refusal.hint(format!("did you mean {}?", words::list_or(&names))) };
        Failure::from(refusal.hint(format!("somebody new? write \"[{name}]\", or say `-y`")))
    })?;
    match picked.checked_sub(1).and_then(|at| close.into_iter().nth(at)) {
        Some(one) => Ok(known(&one)),
        None => newcomer(name),
    }
}

fn known(one: &PersonRef) -> Someone {
    Someone { whom: Whom::Known(one.id), name: one.shown() }
}

fn newcomer(name: &str) -> Result<Someone, Failure> {
    let name = typed_name(name).map_err(|e| Refusal::new(e.to_string()))?;
    Ok(Someone { whom: Whom::New(name.clone()), name })
}

/// Says who has a tie to a bare name that somebody new has now: the two may be one.
pub fn say_bare(session: &mut Session<'_>, store: &mut Store, name: &str) -> Done {
    for (of, row) in store.read(|reader| relate::bare(reader, name))?.into_iter().take(TOLD) {
        let kind = relation::spoken(&row.kind);
        let line = [&of, &kind, name].map(quoted).join(" ");
        session.say(&format!("{of} has a {kind} {name}, by name only. The same person? `auld relate {line}`"));
    }
    Ok(())
}
