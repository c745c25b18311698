//! Names of a table to people: everybody is loaded once, and each spelling settled once.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::logged::Mark;
use crate::actions::add::{self, AddError, NewPerson};
use crate::actions::import::jsonl::failed;
use crate::actions::import::{ImportError, KEPT_MAX, Report};
use crate::actions::who::PersonRef;
use crate::domain::date::PartialDate;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::NameKind;
use crate::exchange::Trouble;
use crate::exchange::meetings::Who;
use crate::store::{self, Put, Reader, WriteTx};

/// How many candidates a message names.
const CANDIDATES_MAX: usize = 5;

/// Everybody, those of this import included.
pub(super) struct Names {
    people: Vec<PersonRef>,
    /// Positions by folded full name, and by folded nickname.
    full: HashMap<String, Vec<usize>>,
    nicks: HashMap<String, Vec<usize>>,
    /// How many were there before this import.
    before: usize,
    /// Of those added here: the day they are said to be met on, and the earliest day of theirs.
    met: Vec<(NaiveDate, NaiveDate)>,
    spellings: HashMap<String, Spelling>,
    /// A spelling as it is looked up; kept, so that a look-up costs no memory.
    wanted: String,
}

/// A name as files spell it.
#[derive(Clone, Copy)]
struct Spelling {
    mark: u64,
    /// Whom it means, once that is settled.
    person: Option<usize>,
}

/// Returns the name as names are compared: without case, accents and punctuation, where that leaves something.
pub fn folded(name: &str) -> String {
    let words = fold::words(name);
    if words.is_empty() { name.to_lowercase() } else { words.join(" ") }
}

impl Names {
    pub(super) fn load(reader: &Reader<'_>) -> store::Result<Names> {
        let mut names = Names {
            people: Vec::new(),
            full: HashMap::new(),
            nicks: HashMap::new(),
            before: 0,
            met: Vec::new(),
            spellings: HashMap::new(),
            wanted: String::new(),
        };
        for row in reader.names()? {
            let at = names.people.len();
            names.full.entry(folded(&row.name)).or_default().push(at);
            for (_, nick) in row.names.iter().filter(|(kind, _)| *kind == NameKind::Nick) {
                let of = names.nicks.entry(folded(nick)).or_default();
                if !of.contains(&at) {
                    of.push(at);
                }
            }
            names.people.push(PersonRef { id: row.id, name: row.name, hint: row.hint });
        }
        names.before = names.people.len();
        Ok(names)
    }

    /// Returns the number that stands for a name, the same for all of its spellings.
    pub(super) fn mark(&mut self, who: &Who) -> u64 {
        self.spelling(who).mark
    }

    fn spelling(&mut self, who: &Who) -> Spelling {
        self.wanted.clear();
        self.wanted.push_str(if who.quoted { "\"" } else { "" });
        self.wanted.push_str(&who.name);
        if let Some(hint) = &who.hint {
            self.wanted.push('\n');
            self.wanted.push_str(hint);
        }
        if let Some(known) = self.spellings.get(&self.wanted) {
            return *known;
        }
        let mark = Mark::of(|mark| {
            mark.text(&folded(&who.name));
            mark.text(&who.hint.as_deref().map(folded).unwrap_or_default());
        });
        let new = Spelling { mark, person: None };
        self.spellings.insert(self.wanted.clone(), new);
        new
    }

    /// Settles whom a spelling means, for the rest of the file.
    fn means(&mut self, who: &Who, at: usize) {
        let spelling = Spelling { person: Some(at), ..self.spelling(who) };
        self.spellings.insert(self.wanted.clone(), spelling);
    }

    /// Returns where a person stands; `None` for somebody new.
    ///
    /// # Errors
    /// Names the candidates where there are several.
    pub(super) fn find(&mut self, who: &Who) -> Result<Option<usize>, String> {
        if let Some(at) = self.spelling(who).person {
            return Ok(Some(at));
        }
        let name = folded(&who.name);
        let with = |map: &HashMap<String, Vec<usize>>| map.get(&name).cloned().unwrap_or_default();
        let found = match &who.hint {
            None => {
                let full = with(&self.full);
                if full.is_empty() { with(&self.nicks) } else { full }
            }
            Some(hint) => {
                let by_full = self.hinted(with(&self.full), hint);
                let found = if by_full.is_empty() { self.hinted(with(&self.nicks), hint) } else { by_full };
                if found.is_empty() { self.with_brackets(who, hint) } else { found }
            }
        };
        match found.as_slice() {
            [] => Ok(None),
            [at] => {
                self.means(who, *at);
                Ok(Some(*at))
            }
            several => Err(self.which(&who.written(), several)),
        }
    }

    /// Returns those whom a hint means, or the text of an id: that is what tells two apart who have no hint.
    fn hinted(&self, found: Vec<usize>, hint: &str) -> Vec<usize> {
        let wanted = folded(hint);
        let of = |at: &usize| self.people.get(*at);
        let by_hint = |at: &&usize| of(at).and_then(|p| p.hint.as_deref()).is_some_and(|h| folded(h) == wanted);
        let hinted: Vec<usize> = found.iter().filter(by_hint).copied().collect();
        if !hinted.is_empty() {
            return hinted;
        }
        let id = hint.parse::<Id>().ok();
        found.into_iter().filter(|at| id.is_some() && of(at).map(|p| p.id) == id).collect()
    }

    /// Returns those of old whose very name has the brackets in it. In a file that auld wrote such a name is quoted.
    fn with_brackets(&self, who: &Who, hint: &str) -> Vec<usize> {
        let whole = format!("{} ({hint})", who.name);
        let found = self.full.get(&folded(&whole)).filter(|_| !who.quoted);
        let is_it = |at: &&usize| **at < self.before && self.people.get(**at).is_some_and(|p| p.name.contains('('));
        found.into_iter().flatten().filter(is_it).copied().collect()
    }

    fn which(&self, name: &str, several: &[usize]) -> String {
        let told = |at: &usize| {
            self.people.get(*at).map(|p| match &p.hint {
                Some(_) => format!("`{}`", p.shown()),
                None => format!("`{} ({})`", p.name, p.id),
            })
        };
        let mut list: Vec<_> = several.iter().take(CANDIDATES_MAX).filter_map(told).collect();
        if several.len() > list.len() {
            list.push("…".into());
        }
        format!("people: `{name}` may be {}; what stands in brackets tells them apart", list.join(", "))
    }

    /// Returns the person, who is added if nobody has the name yet.
    pub(super) fn find_or_add(
        &mut self,
        tx: &mut WriteTx<'_>,
        report: &mut Report,
        who: &Who,
        on: NaiveDate,
    ) -> Result<Id, Trouble<ImportError>> {
        if let Some(at) = self.find(who).map_err(Trouble::Bad)? {
            if let Some((_, earliest)) = at.checked_sub(self.before).and_then(|at| self.met.get_mut(at)) {
                *earliest = on.min(*earliest);
            }
            if let Some(person) = self.people.get(at) {
                return Ok(person.id);
            }
        }
        let (name, hint) = (who.name.clone(), who.hint.clone());
        let new = NewPerson {
            name: name.clone(),
            hint: hint.clone(),
            met_on: Some(PartialDate::Day(on)),
            ..NewPerson::default()
        };
        let id = add::person(tx, &new).map_err(|e| match e {
            AddError::Name(e) => Trouble::Bad(format!("people: {e}")),
            AddError::Store(e) => failed(e),
        })?;
        report.add("people", Put::New);
        let person = PersonRef { id, name, hint };
        let at = self.people.len();
        let twins = self.full.entry(folded(&who.name)).or_default();
        let old = twins.iter().filter(|twin| **twin < self.before).filter_map(|twin| self.people.get(*twin));
        let room = KEPT_MAX.saturating_sub(report.doubles.len());
        report.doubles.extend(old.take(room).map(|old| (person.clone(), old.clone())));
        twins.push(at);
        self.people.push(person);
        self.met.push((on, on));
        self.means(who, at);
        Ok(id)
    }

    /// Gives those who were added the day of their first meeting, wherever it stood in the file.
    pub(super) fn settle(&self, tx: &mut WriteTx<'_>) -> store::Result<()> {
        let new = self.people.iter().skip(self.before).zip(&self.met);
        for (person, (_, earliest)) in new.filter(|(_, (said, earliest))| earliest < said) {
            if let Some(row) = tx.person(person.id)? {
                tx.update(&store::rows::Person { met_on: Some(PartialDate::Day(*earliest)), ..row })?;
            }
        }
        Ok(())
    }
}
