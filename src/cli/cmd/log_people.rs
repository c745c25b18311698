//! Who was there: the people of a sentence, settled one by one, by asking where it takes that.

use std::ops::Range;

use super::log_fields::MeetingFlags;
use super::log_given as given;
use super::log_mend as mend;
use super::someone::Someone;
use crate::actions::log::Whom;
use crate::actions::understand::Understood;
use crate::actions::who::{self, PersonRef};
use crate::cli::names::in_brackets;
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Session, no_answer};
use crate::domain::fold;
use crate::domain::meeting::Feeling;
use crate::domain::person::{called, typed_name};
use crate::store::Store;
use crate::text::Span;
use crate::text::entry::{self, Entry, Named, WhoIs};
use crate::text::who::{NameIndex, Resolution};
use crate::view::shell::quoted;
use crate::view::understood::Who;
use crate::view::words;
use crate::world::Unanswered;

/// Somebody at the meeting, settled.
pub struct Player {
    pub whom: Whom,
    pub name: String,
    pub hint: Option<String>,
    matched: Option<&'static str>,
    why: Option<String>,
    at: Option<Span>,
    /// Who of the entry this is; empty where only a flag or a question named them.
    pub mentions: Vec<Named>,
}

impl Player {
    /// Returns the name as commands take it.
    pub fn called(&self) -> String {
        called(&self.name, self.hint.as_deref())
    }

    /// Returns the person alone.
    pub fn someone(&self) -> Someone {
        Someone { whom: self.whom.clone(), name: self.called() }
    }

    /// Returns what the echo shows of the person.
    pub fn who(&self) -> Who {
        Who {
            name: self.name.clone(),
            hint: self.hint.clone(),
            new: matches!(self.whom, Whom::New(_)),
            matched: self.matched,
            why: self.why.clone(),
            at: self.at.clone(),
        }
    }
}

/// Everybody at the meeting, with the sentence they come from.
pub struct Cast {
    pub entry: Entry,
    pub people: Vec<Player>,
    /// The people the sentence may speak of.
    pub names: NameIndex,
    /// Who the unknown names of the entry are, `None` for a word that is nobody; empty where they were not asked about.
    pub asked: Vec<Option<Someone>>,
}

impl Cast {
    /// Returns the place in `people` of a person of the entry.
    pub fn place_of(&self, mention: usize) -> Option<usize> {
        self.place(Named::There(mention))
    }

    /// Returns the place of whoever answers to these folded words, by a nickname perhaps.
    pub fn known_as(&self, words: &[String]) -> Option<usize> {
        let Some(Resolution::One(id, _)) = self.names.meant(words) else { return None };
        self.people.iter().position(|p| p.whom == Whom::Known(id))
    }

    fn place(&self, named: Named) -> Option<usize> {
        self.people.iter().position(|p| p.mentions.contains(&named))
    }

    /// Returns the places of somebody of the entry, or of everybody where the sentence names none.
    pub fn places(&self, named: Option<Named>) -> Range<usize> {
        match named {
            None => 0..self.people.len(),
            Some(named) => self.place(named).map_or(0..0, |at| at..at + 1),
        }
    }

    /// Returns the feelings of the entry with the places of those whom they are about.
    pub fn felt(&self, told: &[entry::Felt]) -> Vec<(usize, Feeling)> {
        let of = |f: &entry::Felt| self.places(f.who).map(|at| (at, f.feeling.clone())).collect::<Vec<_>>();
        told.iter().flat_map(of).collect()
    }
}

/// Settles who was there. `--with` replaces the people of the sentence.
///
/// # Errors
/// Refuses a name that is nobody's or several people's where nobody can be asked.
pub fn settle(
    session: &mut Session<'_>,
    store: &mut Store,
    understood: Understood,
    flags: &MeetingFlags,
) -> Result<Cast, Failure> {
    let Understood { entry, names, by_evidence } = understood;
    let mut people: Vec<Player> = Vec::new();
    let mut asked = Vec::new();
    if flags.with.is_empty() {
        for (at, person) in entry.people.iter().enumerate() {
            if let Some(player) = one(session, store, &entry, &names, person)? {
                let settled = by_evidence.contains(&at);
                let why = settled.then(|| "of several, the one you meet with the others".to_owned());
                people.push(Player { why, mentions: vec![Named::There(at)], ..player });
            }
        }
        for (at, (name, span)) in entry.unknown.iter().enumerate() {
            let player = ask_about(session, store, name, Some((&entry, &names, span)))?;
            asked.push(player.as_ref().map(Player::someone));
            people.extend(player.map(|player| Player { mentions: vec![Named::Unknown(at)], ..player }));
        }
    }
    for name in &flags.with {
        people.push(named(session, store, name)?);
    }
    if !flags.with.is_empty() {
        given::match_sentence(session, &entry, &mut people)?;
        given::refuse_others(&entry, &people, flags)?;
    }
    if people.is_empty() {
        let hint = "name them in the text, or with `--with NAME`; `[Name]` adds somebody new";
        let answer = session.put_line("With whom?").map_err(|e| {
            if let Unanswered::Left = e {
                return no_answer();
            }
            let refusal = Refusal::new("nobody is named in this");
            let perhaps: Vec<_> = entry.perhaps.iter().map(|(name, _)| format!("`{name}`")).collect();
            if !perhaps.is_empty() {
                let refusal = refusal.line(format!("nobody you know is called {}", words::list_or(&perhaps)));
                return mend::as_new(session, store, &entry).into_iter().fold(refusal, Refusal::hint).hint(hint).into();
            }
            let refusal = refusal.hint(hint);
            // Whose sister came may have come as well.
            let named = entry.owners.first().and_then(|span| entry.text.get(span.clone()));
            Failure::from(match named {
                Some(name) => refusal.hint(format!(
                    "`{name}` is there only by what is theirs; were they there too? `--with {}`",
                    quoted(name)
                )),
                None => match entry.aside.first().and_then(|span| entry.text.get(span.clone())) {
                    Some(name) => refusal.hint(format!(
                        "`{name}` is named as somebody who was not there; were they? `--with {}`",
                        quoted(name)
                    )),
                    None => refusal,
                },
            })
        })?;
        for name in answer.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()) {
            people.extend(answered(session, store, name)?);
        }
    }
    if people.is_empty() {
        return Err(Refusal::new("nobody is named in this; nothing was written").into());
    }
    // One person under two names of the sentence is one person.
    let same = |a: &Whom, b: &Whom| match (a, b) {
        (Whom::New(a), Whom::New(b)) => fold::words(a) == fold::words(b),
        (a, b) => a == b,
    };
    let mut kept: Vec<Player> = Vec::new();
    for player in people {
        match kept.iter_mut().find(|k| same(&k.whom, &player.whom)) {
            Some(same) => same.mentions.extend(player.mentions),
            None => kept.push(player),
        }
    }
    Ok(Cast { entry, people: kept, names, asked })
}

/// Settles somebody the sentence names; `None` where a name that nobody has is no person.
///
/// # Errors
/// Refuses a name that is nobody's or several people's where nobody can be asked.
pub fn one(
    session: &mut Session<'_>,
    store: &mut Store,
    entry: &Entry,
    names: &NameIndex,
    person: &entry::Who,
) -> Result<Option<Player>, Failure> {
    let at = Some(person.span.clone());
    let player = match &person.mention {
        WhoIs::One(id, how) => known(who::person_ref(names, *id), how.as_str()),
        WhoIs::New(name) => newcomer(name, None)?,
        WhoIs::Unknown(name) => return ask_about(session, store, name, Some((entry, names, &person.span))),
        WhoIs::Several(ids, written) => {
            let candidates = ids.iter().map(|id| who::person_ref(names, *id)).collect();
            let chosen = session.one_of(store, written, candidates)?;
            known(chosen, "chosen")
        }
    };
    Ok(Some(Player { at, ..player }))
}

fn newcomer(name: &str, at: Option<Span>) -> Result<Player, Failure> {
    let name = typed_name(name).map_err(|e| Refusal::new(e.to_string()))?;
    Ok(Player {
        name: name.clone(),
        hint: None,
        whom: Whom::New(name),
        matched: None,
        why: None,
        at,
        mentions: Vec::new(),
    })
}

/// Returns a person of the store as one who was there.
fn known(person: PersonRef, matched: &'static str) -> Player {
    let PersonRef { id, name, hint } = person;
    Player { whom: Whom::Known(id), name, hint, matched: Some(matched), why: None, at: None, mentions: Vec::new() }
}

/// Takes a name from a flag or an answer: `[Name]` is somebody new.
fn named(session: &mut Session<'_>, store: &mut Store, name: &str) -> Result<Player, Failure> {
    if let Some(new) = in_brackets(name) {
        // Somebody of that very name is there already, as where the sentence names them so.
        let same = store.read(|reader| who::same_name(reader, new))?;
        return same.into_iter().next().map_or_else(|| newcomer(new, None), |person| Ok(known(person, "given")));
    }
    let person = session.person(store, name)?;
    Ok(known(person, "given"))
}

/// Takes a name from the answer to a question: one that nobody has may be somebody new. `None` where it is no person.
fn answered(session: &mut Session<'_>, store: &mut Store, name: &str) -> Result<Option<Player>, Failure> {
    let found = store.read(|reader| who::find(reader, name))?;
    if matches!(found, who::Found::None { .. }) && !name.starts_with('[') {
        return ask_about(session, store, name, None);
    }
    named(session, store, name).map(Some)
}

/// Asks about a name that nobody has, and `read` where, unless it was an answer; `None` where it is no person.
pub fn ask_about(
    session: &mut Session<'_>,
    store: &mut Store,
    name: &str,
    read: Option<(&Entry, &NameIndex, &Span)>,
) -> Result<Option<Player>, Failure> {
    let span = read.map(|(_, _, span)| span);
    if session.settings.yes {
        return newcomer(name, span.cloned()).map(Some);
    }
    let close = match store.read(|reader| who::find(reader, name))? {
        who::Found::One(person) => vec![person],
        who::Found::Several(people) | who::Found::None { close: people } => people,
    };
    let mut items = vec![format!("add {name} as somebody new")];
    items.extend(close.iter().map(|p| format!("it is {}", p.shown())));
    items.push("nobody: it is just a word".into());
    let picked = session.put_choice(&format!("Who is `{name}`?"), &items);
    if let Err(Unanswered::Left) = picked {
        return Err(no_answer());
    }
    let Ok(picked) = picked else {
        let refusal = Refusal::new(format!("nobody is called `{name}`; nothing was written"));
        let shown: Vec<_> = close.iter().map(|p| format!("`{}`", p.shown())).collect();
        let meant = (!shown.is_empty()).then(|| format!("did you mean {}?", words::list_or(&shown)));
        let new = format!(
            "somebody new? write `[{name}]`, or answer every question with `-y`; just a word? write `\\{name}`"
        );
        let several = read.and_then(|(entry, names, span)| mend::as_several(session, store, entry, names, span));
        let all_new = read.and_then(|(entry, ..)| mend::as_new(session, store, entry));
        let hints = [meant, several, Some(new), all_new];
        return Err(hints.into_iter().flatten().fold(refusal, Refusal::hint).into());
    };
    Ok(match picked {
        0 => Some(newcomer(name, span.cloned())?),
        n => close.into_iter().nth(n - 1).map(|p| Player { at: span.cloned(), ..known(p, "chosen") }),
    })
}
