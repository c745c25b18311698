//! Who brought whom, as the sentence of `auld log` says or `--via` does.

use super::log_fields::{MeetingFlags, there, was_not_there};
use super::log_people::{Cast, ask_about, one};
use super::someone::{self, Someone};
use crate::actions::log::Tie;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::Session;
use crate::domain::referral::ReferralKind;
use crate::store::{self, Store};
use crate::text::Span;
use crate::text::entry::Named;
use crate::view::understood;

/// One who brought, or whom I introduced, with the other of the two.
pub struct Pair {
    one: Someone,
    other: Someone,
    /// `None` where I introduced the two to each other.
    kind: Option<ReferralKind>,
    at: Option<Span>,
}

impl Pair {
    /// Returns what is to be written.
    pub fn tie(&self) -> Tie {
        let (one, other) = (self.one.whom.clone(), self.other.whom.clone());
        match self.kind {
            Some(kind) => Tie::Brought { by: one, whom: other, kind },
            None => Tie::Introduced { one, other },
        }
    }

    /// Returns those of the two who are new and were not there.
    pub fn newcomers<'p>(&'p self, cast: &'p Cast) -> impl Iterator<Item = &'p Someone> {
        let new = |s: &&Someone| s.is_new() && cast.people.iter().all(|p| p.whom != s.whom);
        [&self.one, &self.other].into_iter().filter(new)
    }

    /// Returns what the echo shows; `new` where the two had no such tie.
    pub fn shown(&self, new: bool, cast: &Cast) -> understood::Tie {
        let person = |s: &Someone| understood::Named {
            name: s.name.clone(),
            new: self.newcomers(cast).any(|n| n.whom == s.whom),
        };
        understood::Tie {
            one: person(&self.one),
            other: person(&self.other),
            kind: self.kind,
            new,
            at: self.at.clone(),
        }
    }
}

/// Settles who brought whom. `--via` replaces what the sentence says of it; `--with` leaves of it whom it names.
///
/// # Errors
/// Refuses a name that is nobody's or several people's where nobody can be asked, and a `--via` that leaves open whom.
pub fn settle(
    session: &mut Session<'_>,
    store: &mut Store,
    cast: &Cast,
    flags: &MeetingFlags,
) -> Result<Vec<Pair>, Failure> {
    let mut settling = Settling { session, store, cast, known: Vec::new() };
    let mut pairs: Vec<Pair> = Vec::new();
    let mut add = |pair: Pair| {
        let again = |p: &Pair| p.kind == pair.kind && p.one.is(&pair.one) && p.other.is(&pair.other);
        // Two names of the sentence may turn out to be one person.
        if !pair.one.is(&pair.other) && !pairs.iter().any(again) {
            pairs.push(pair);
        }
    };
    if flags.via.is_empty() {
        for told in &cast.entry.brought {
            if let Some((one, other)) = settling.both(told.by, told.whom)? {
                add(Pair { one, other, kind: Some(told.kind), at: Some(told.span.clone()) });
            }
        }
    }
    for told in &cast.entry.introduced {
        if let Some((one, other)) = settling.both(told.one, told.other)? {
            add(Pair { one, other, kind: None, at: Some(told.span.clone()) });
        }
    }
    for text in flags.via.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        let (friend, whom) = text.split_once(':').map_or((text, None), |(friend, whom)| (friend.trim(), Some(whom)));
        let by = someone::settle(settling.session, settling.store, friend)?;
        for other in brought(cast, &by, whom)? {
            add(Pair { one: by.clone(), other, kind: Some(ReferralKind::Introduction), at: None });
        }
    }
    Ok(pairs)
}

/// Tells, where who brought whom is what refuses a meeting, how to write it without that, with its sentence: nothing
/// that was said gets lost.
pub fn not_written(failure: Failure, text: &str) -> Failure {
    let Failure::Store(circle @ store::Error::Circle { .. }) = failure else { return failure };
    let refusal = Refusal::new(circle.to_string());
    let refusal = if text.is_empty() { refusal } else { refusal.line(text.to_owned()) };
    let refusal =
        refusal.hint("nothing was written; say it again with `--via \"\"` to write it without who brought whom");
    circle.hint().into_iter().fold(refusal, Refusal::hint).into()
}

/// Returns whom `--via` speaks of: those named, else those who are new, else the only one there.
fn brought(cast: &Cast, by: &Someone, named: Option<&str>) -> Result<Vec<Someone>, Failure> {
    if let Some(name) = named {
        let at = there(name, cast)?.and_then(|at| cast.people.get(at));
        let whom = at.map(|p| p.someone()).ok_or_else(|| was_not_there(name, cast))?;
        return if whom.is(by) {
            Err(refused("nobody can bring themselves; nothing was written"))
        } else {
            Ok(vec![whom])
        };
    }
    let others: Vec<Someone> = cast.people.iter().map(|p| p.someone()).filter(|p| !p.is(by)).collect();
    let new: Vec<Someone> = others.iter().filter(|p| p.is_new()).cloned().collect();
    match others.len() {
        _ if !new.is_empty() => Ok(new),
        0 => Err(refused(format!("nobody but {} was there; nothing was written", by.name))),
        1 => Ok(others),
        _ => Err(Refusal::new(format!("several were there; whom did {} introduce?", by.name))
            .hint(format!("--via \"{}: NAME\"", by.name))
            .into()),
    }
}

/// Settles the people of the entry, each once.
struct Settling<'s, 'w> {
    session: &'s mut Session<'w>,
    store: &'s mut Store,
    cast: &'s Cast,
    known: Vec<(Named, Option<Someone>)>,
}

impl Settling<'_, '_> {
    /// Returns both people; `None` where one is no person, or was there by the sentence and not by `--with`.
    fn both(&mut self, one: Named, other: Named) -> Result<Option<(Someone, Someone)>, Failure> {
        let Some(other) = self.someone(other)?.filter(|s| matches!(other, Named::Absent(_)) || self.is_there(s)) else {
            return Ok(None);
        };
        Ok(self.someone(one)?.map(|one| (one, other)))
    }

    fn is_there(&self, someone: &Someone) -> bool {
        self.cast.people.iter().any(|p| p.whom == someone.whom)
    }

    fn someone(&mut self, named: Named) -> Result<Option<Someone>, Failure> {
        if let Some((_, someone)) = self.known.iter().find(|(n, _)| *n == named) {
            return Ok(someone.clone());
        }
        let Cast { entry, names, people, asked } = self.cast;
        let at_meeting = match named {
            Named::There(at) => self.cast.place_of(at).and_then(|at| people.get(at)).map(|p| p.someone()),
            Named::Absent(_) | Named::Unknown(_) => None,
        };
        let person = match named {
            Named::There(at) => entry.people.get(at),
            Named::Absent(at) => entry.absent.get(at),
            Named::Unknown(_) => None,
        };
        let someone = match (at_meeting, person, named) {
            (Some(someone), _, _) => Some(someone),
            (None, Some(person), _) => one(self.session, self.store, entry, names, person)?.map(|p| p.someone()),
            (None, None, Named::Unknown(at)) => match (asked.get(at), entry.unknown.get(at)) {
                (Some(answer), _) => answer.clone(),
                (None, Some((name, span))) => {
                    ask_about(self.session, self.store, name, Some((entry, names, span)))?.map(|p| p.someone())
                }
                (None, None) => None,
            },
            (None, None, _) => None,
        };
        self.known.push((named, someone.clone()));
        Ok(someone)
    }
}
