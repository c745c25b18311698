//! Who is meant by a NAME argument, settled by asking where several people answer to it.

use super::report::{Failure, Refusal, refused};
use super::session::Session;
use crate::actions::who::{self, Found, PersonRef};
use crate::domain::id::Id;
use crate::store::Store;
use crate::view::shell::quoted;
use crate::view::words;
use crate::world::Unanswered;

/// Verbs about somebody who must be there already: to add them would not help.
const OF_THE_KNOWN: &[&str] = &[
    "closest",
    "dropped",
    "duplicates",
    "forget",
    "graph",
    "kept",
    "list",
    "lost",
    "merge",
    "overlooked",
    "path",
    "reconnect",
    "rename",
    "rm",
    "search",
    "thanks",
    "trace",
    "wake",
    "why",
];

impl Session<'_> {
    /// Settles a NAME argument, by asking where several people answer to it.
    pub fn person(&mut self, store: &mut Store, name: &str) -> Result<PersonRef, Failure> {
        if let Some(whole) = in_brackets(name) {
            // As where a sentence names them so: somebody of that very name.
            let same = store.read(|reader| who::same_name(reader, whole))?;
            return match same.len() {
                0 => Err(unknown(whole, &[], self.verb())),
                1 => same.into_iter().next().ok_or_else(|| unknown(whole, &[], self.verb())),
                _ => self.one_of(store, whole, same),
            };
        }
        match store.read(|reader| who::find(reader, name))? {
            Found::One(person) => Ok(person),
            Found::Several(people) => self.one_of(store, name, people),
            Found::None { close } => Err(unknown(name, &close, self.verb())),
        }
    }

    /// Settles which of several people who answer to a name is meant, by asking.
    pub fn one_of(&mut self, store: &mut Store, name: &str, people: Vec<PersonRef>) -> Result<PersonRef, Failure> {
        let shown = store.read(|reader| who::apart(reader, &people, self.world.today))?;
        match self.put_choice(&format!("Which `{name}`?"), &shown) {
            Ok(at) => people.into_iter().nth(at).ok_or_else(|| refused("no answer was given")),
            Err(Unanswered::Nobody) => Err(ambiguous(name, &people, &shown)),
            Err(Unanswered::Left) => Err(self.left()),
        }
    }

    /// Settles several NAME arguments.
    pub fn people(&mut self, store: &mut Store, names: &[String]) -> Result<Vec<Id>, Failure> {
        names.iter().map(|name| Ok(self.person(store, name)?.id)).collect()
    }
}

/// Returns the name in brackets, as which a sentence writes somebody new.
pub fn in_brackets(name: &str) -> Option<&str> {
    let inner = name.trim().strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    inner.map(str::trim).filter(|inner| !inner.is_empty())
}

/// Refuses a name that several people answer to, who are `shown` apart.
fn ambiguous(name: &str, people: &[PersonRef], shown: &[String]) -> Failure {
    const MOST: usize = 9;
    let mut refusal = Refusal::new(format!("`{name}` can be {}", words::count(people.len(), "person")));
    for line in shown.iter().take(MOST) {
        refusal = refusal.line(line.clone());
    }
    if people.len() > MOST {
        refusal = refusal.line(format!("and {} more", people.len() - MOST));
    }
    // Those whom name and hint leave alike are shown with more.
    let twin = people.iter().zip(shown).find(|(person, shown)| person.shown() != **shown);
    let refusal = match twin {
        Some((twin, _)) => {
            refusal.hint(format!("two of one name: tell them apart with `auld edit {} --hint \"…\"`", twin.id))
        }
        None => refusal.hint(format!(
            "say more of the name, or name and hint: \"{}\"",
            people.first().map(PersonRef::shown).unwrap_or_default()
        )),
    };
    refusal.into()
}

/// Refuses a name that nobody answers to; how to go on depends on the verb.
pub fn unknown(name: &str, close: &[PersonRef], verb: &str) -> Failure {
    if name.trim().is_empty() {
        return Refusal::new("a name is empty").hint("say whom you mean; `auld list` lists everybody").into();
    }
    let refusal = Refusal::new(format!("nobody is called `{name}`"));
    let names: Vec<String> = close.iter().map(|p| format!("`{}`", p.shown())).collect();
    let refusal =
        if names.is_empty() { refusal } else { refusal.hint(format!("did you mean {}?", words::list_or(&names))) };
    let refusal = match OF_THE_KNOWN.contains(&verb) {
        true => refusal.hint("`auld list` lists everybody"),
        false => refusal.hint(format!("new? `auld add {}`", quoted(name))),
    };
    match verb {
        "rm" | "edit" | "tag" => {
            refusal.hint("a meeting? the one written last is `last`; `auld list meetings --json` tells ids")
        }
        _ => refusal,
    }
    .into()
}
