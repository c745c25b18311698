//! Who brought whom: "met Marek through Ilze", "Ilze introduced me to Marek", "I introduced Grace to Sari".

mod whom;

use std::collections::BTreeSet;
use std::ops::Range;

use super::dates::Dates;
use super::language::{KINDS, Set, THROUGH, TOUCH, WORDS};
use super::line::{Break, Line, REACH};
use super::named::{Name, Named, Names, Subject};
use super::people::{self, People};
use super::told::is_ahead;
use crate::domain::fold;
use crate::domain::referral::ReferralKind;
use crate::text::Span;

/// Verbs of bringing people together.
const ACTIVE: Set = WORDS.introduced.or(WORDS.connected).or(WORDS.puts).or(WORDS.brings);
const PASSIVE: Set = WORDS.introduced_by.or(WORDS.connected_by);
/// How many words before a name may say that nobody met it.
const UNMET_MAX: usize = 6;

/// That somebody brought somebody to me.
pub(super) struct Brought {
    pub by: Name,
    pub whom: Name,
    pub kind: ReferralKind,
    pub words: Range<usize>,
}

/// That I introduced two people to each other.
pub(super) struct Introduced {
    pub one: Name,
    pub other: Name,
    pub words: Range<usize>,
}

/// Everything a sentence says of who brought whom.
#[derive(Default)]
pub(super) struct Ties {
    pub brought: Vec<Brought>,
    pub introduced: Vec<Introduced>,
    /// Mentions, and names that nobody has, by their first word: those named there were not there.
    pub away: BTreeSet<usize>,
    /// Names that nobody has, of people who were there.
    pub unknown: Vec<Span>,
}

impl Ties {
    /// Tells whether nobody brought anybody.
    pub fn is_empty(&self) -> bool {
        self.brought.is_empty() && self.introduced.is_empty()
    }
}

struct Reader<'a, 't> {
    names: Names<'a, 't>,
    line: &'a Line<'t>,
    people: &'a People,
    taken: &'a [Span],
    dates: &'a Dates,
}

/// One reading: who brought whom.
struct Reading {
    by: Vec<Named>,
    whom: Vec<Named>,
    /// It was I who brought all of `by` together with all of `whom`.
    mine: bool,
    words: Range<usize>,
    /// First words of the names of those who were not there.
    away: Vec<usize>,
}

/// Reads who brought whom outside of the `promised` spans. `taken` are the spans of the day prefix and of known places;
/// both are in order.
pub(super) fn find(line: &Line<'_>, people: &People, dates: &Dates, taken: &[Span], promised: &[Span]) -> Ties {
    let reader = Reader { names: Names { line, people, dates, taken }, line, people, taken, dates };
    let mut out = Ties::default();
    let mut at = 0;
    while let Some(word) = line.word(at) {
        let reading = if people::is_free(promised, &word.span) { reader.at(at) } else { None };
        at = reading.map_or(at + 1, |reading| reader.keep(reading, &mut out).max(at + 1));
    }
    out
}

impl Reader<'_, '_> {
    fn at(&self, at: usize) -> Option<Reading> {
        let word = self.line.folded(at);
        if let Some((len, ())) = THROUGH.at(self.line, at) {
            return self.through(at, at + len).filter(|_| self.took_place(at));
        }
        if !ACTIVE.or(PASSIVE).contains(word) || !self.took_place(at) {
            return None;
        }
        let active = if ACTIVE.contains(word) { self.active(at) } else { None };
        active.or_else(|| if PASSIVE.contains(word) { self.passive(at) } else { None })
    }

    /// Tells whether what is said at the word is told as done, and by me: in a quotation "me" is somebody else.
    fn took_place(&self, at: usize) -> bool {
        let start = self.line.span(self.line.start_of(at, Break::Sentence)..at + 1);
        let before = self.line.text.get(start.start..self.line.span(at..at + 1).start).unwrap_or_default();
        let opened = before.rfind(['“', '„', '«']) > before.rfind(['”', '»']);
        !is_ahead(self.line, at) && !opened && before.matches('"').count() % 2 == 0
    }

    /// Reads "through Ilze", with those before it whom she brought.
    fn through(&self, at: usize, first: usize) -> Option<Reading> {
        let negated = at.checked_sub(1).filter(|_| self.names.joined(at)).is_some_and(|b| {
            let word = self.line.folded(b);
            let verb = WORDS.acquainted.contains(word);
            WORDS.negations.or(PASSIVE).contains(word) || verb && self.unmet(b)
        });
        if negated || !self.names.joined(first) || self.others_met(at) {
            return None;
        }
        let (by, end) = self.names.list_of(first, true)?;
        let opens = self.line.break_before(at) >= Break::Clause;
        let before = if self.names.ends(end) { self.whom_before(at) } else { None };
        let whom = before.or_else(|| if opens { self.whom_after(end) } else { None })?;
        if whom.first().is_some_and(|n| self.unmet(n.words.start)) {
            return None;
        }
        // On the way somewhere "through" leads past places.
        let clause = self.line.start_of(at, Break::Clause);
        let on_the_way = || (clause..at).any(|i| WORDS.motions.contains(self.line.folded(i)));
        if by.iter().any(|n| matches!(n.who, Name::Unknown(_))) && on_the_way() {
            return None;
        }
        let away = by.iter().map(|n| n.words.start).collect();
        Some(Reading { by, whom: self.new_ones(whom), mine: false, words: at..end, away })
    }

    /// Tells whether the words before deny a meeting, or wish for it: "did not meet", "want to meet".
    fn unmet(&self, at: usize) -> bool {
        let joined = |i: &usize| self.names.joined(*i);
        let before = (at.saturating_sub(UNMET_MAX) + 1..=at).rev().take_while(joined).filter_map(|i| i.checked_sub(1));
        let mut words = before.take_while(|i| !WORDS.joints.contains(self.line.folded(*i)));
        words.any(|i| {
            // "tried the new cafe"
            let thing = WORDS.articles.contains(self.line.folded(i + 1));
            let word = self.line.folded(i);
            self.people.at(i).is_none() && (WORDS.negations.contains(word) || WORDS.unmet.contains(word) && !thing)
        })
    }

    /// Tells whether the clause before the word is about how others met: "she met Marek through Ilze".
    fn others_met(&self, at: usize) -> bool {
        let mut verbs =
            (self.line.start_of(at, Break::Comma)..at).filter(|i| WORDS.acquainted.contains(self.line.folded(*i)));
        verbs.any(|verb| match self.names.subject(verb, Set::NONE) {
            Some((Subject::Others(_), first)) => super::kind::is_subject(self.line, first),
            _ => false,
        })
    }

    /// Reads "Ilze introduced me to Marek", "Ilze introduced Marek to me", "I introduced Grace to Sari".
    fn active(&self, at: usize) -> Option<Reading> {
        let (subject, first) = self.names.subject(at, Set::NONE)?;
        if !self.names.joined(at + 1) {
            return None;
        }
        if WORDS.brings.contains(self.line.folded(at)) {
            return self.brings(subject, at, first);
        }
        let word = self.line.folded(at + 1);
        let near = WORDS.introduced.contains(self.line.folded(at));
        if self.people.at(at + 1).is_none() && WORDS.ours.contains(word) {
            let by = self.by(subject, at)?;
            // "me and Grace"
            let also = WORDS.and.contains(self.line.folded(at + 2)).then(|| self.names.list(at + 3, false)).flatten();
            let object = self.after_means(also.map_or(at + 2, |(_, end)| end));
            let next = self.link(at, object);
            let whom = next.and_then(|next| self.objects(next, first, true).or_else(|| self.names.bracketed(next)));
            if let Some((whom, end)) = whom {
                let unknown = whom.iter().any(|n| matches!(n.who, Name::Unknown(_)));
                let fits = !unknown || self.names.ends(end);
                return fits.then(|| self.told(by, whom, near, first..end));
            }
            let touch = TOUCH.at(self.line, object).map(|(len, ())| object + len);
            let end = if WORDS.puts.contains(self.line.folded(at)) { touch? } else { object };
            // "introduced us": to whoever was named before.
            let us = WORDS.us.contains(word) && !WORDS.onto.contains(self.line.folded(end));
            let whom = us.then(|| self.whom_before(first)).flatten()?;
            let away = by.iter().map(|n| n.words.start).collect();
            return Some(Reading { by, whom: self.new_ones(whom), mine: false, words: first..end, away });
        }
        let (one, end) = self.objects(at + 1, first, true)?;
        let Some(next) = self.link(at, end) else {
            // "Ilze introduced [Marek]": to whom if not to me.
            let alone = near && self.names.ends(end) && !WORDS.onto.contains(self.line.folded(end));
            let new = one.iter().all(|n| self.names.is_new(n) && matches!(n.who, Name::Person(_)));
            return match subject {
                Subject::Others(by) if alone && new => Some(self.told(by, one, near, first..end)),
                _ => None,
            };
        };
        if WORDS.ours.contains(self.line.folded(next)) && self.people.at(next).is_none() {
            let by = self.by(subject, at)?;
            return Some(self.told(by, one, near, first..next + 1));
        }
        let opens = self.line.break_before(first) >= Break::Clause;
        let mine = matches!(subject, Subject::Me) || matches!(subject, Subject::Missing) && opens;
        let (other, end) = self.objects(next, first, false).filter(|_| mine)?;
        let known = one.iter().all(|n| matches!(n.who, Name::Person(_)));
        known.then(|| Reading { by: one, whom: other, mine, words: first..end, away: Vec::new() })
    }

    /// Reads "Tomas brought me [Vera] as a client", "Tomas brought me a new client, [Vera]".
    fn brings(&self, subject: Subject, at: usize, first: usize) -> Option<Reading> {
        if self.people.at(at + 1).is_some() || !WORDS.ours.contains(self.line.folded(at + 1)) {
            return None;
        }
        let by = self.by(subject, at)?;
        let fillers = (at + 2..at + REACH).take_while(|i| WORDS.role_fillers.contains(self.line.folded(*i)));
        let role = at + 2 + fillers.count();
        let is_role = WORDS.clients.or(WORDS.jobs).contains(self.line.folded(role));
        let name = if is_role { role + 1 } else { at + 2 };
        let (whom, end) = self.names.list(name, false).filter(|_| self.line.break_before(name) <= Break::Clause)?;
        let new = self.names.ends(end) && whom.iter().all(|n| self.names.is_new(n));
        (new || is_role).then(|| self.told(by, whom, true, first..end))
    }

    /// Reads "introduced by Ilze", "was introduced to Marek by Ilze", "dikenalin Ilze ke Marek".
    fn passive(&self, at: usize) -> Option<Reading> {
        let (subject, first) = self.names.subject(at, WORDS.be)?;
        let mut near = WORDS.introduced_by.contains(self.line.folded(at));
        let (mut by, mut whom, mut to_me, mut end) = (None, None, false, at + 1);
        while self.names.joined(end) {
            let word = self.line.folded(end);
            let lead = match THROUGH.at(self.line, end) {
                Some((len, ())) => len,
                None => usize::from(WORDS.by.contains(word)),
            };
            // In Indonesian whoever did it may stand right after the verb.
            let bare = lead == 0 && end == at + 1 && !ACTIVE.contains(self.line.folded(at));
            let doer = if by.is_none() && (lead > 0 || bare) { self.names.list_of(end + lead, true) } else { None };
            let named =
                |next: usize| WORDS.by.contains(self.line.folded(next)) && !WORDS.onto.contains(self.line.folded(next));
            if let Some((all, next)) = doer.clone().filter(|(_, next)| bare && whom.is_none() && named(*next)) {
                // "dikenalkan Wati oleh Ilze": whoever did it is named after.
                (whom, end) = (Some(all), next);
            } else if let Some((all, next)) = doer {
                near &= lead == 0 || WORDS.by.contains(word);
                (by, end) = (Some(all), next);
            } else if !WORDS.onto.contains(word) {
                break;
            } else if WORDS.ours.contains(self.line.folded(end + 1)) {
                (to_me, end) = (true, end + 2);
            } else if let Some((all, next)) = self.objects(end + 1, first, true).filter(|_| whom.is_none()) {
                (whom, end) = (Some(all), next);
            } else {
                break;
            }
        }
        let by = by.filter(|_| self.names.ends(end))?;
        match (subject, whom) {
            (Subject::Me | Subject::Missing, Some(whom)) if !to_me => Some(self.told(by, whom, near, first..end)),
            (subject, None) => {
                let whom = match subject {
                    Subject::Others(all) => all,
                    // What was recommended after a place may be the place.
                    Subject::Missing if near => self.whom_before(first)?,
                    Subject::Missing => self.names.list_back(first.checked_sub(1)?)?,
                    Subject::Me => return None,
                };
                let away = by.iter().map(|n| n.words.start).collect();
                Some(Reading { by, whom: self.new_ones(whom), mine: false, words: at..end, away })
            }
            _ => None,
        }
    }

    /// Returns who brought somebody to me; a missing subject is the only one named before.
    fn by(&self, subject: Subject, at: usize) -> Option<Vec<Named>> {
        match subject {
            Subject::Others(all) => Some(all),
            Subject::Missing => self.names.only_before(at).map(|n| vec![n]),
            Subject::Me => None,
        }
    }

    /// Reads over "by email".
    fn after_means(&self, at: usize) -> usize {
        let lead = THROUGH.at(self.line, at).map_or(1, |(len, ())| len);
        let leads = WORDS.by.contains(self.line.folded(at)) || THROUGH.at(self.line, at).is_some();
        match KINDS.at(self.line, at + lead).filter(|_| leads && self.people.at(at + lead).is_none()) {
            Some((len, _)) => at + lead + len,
            None => at,
        }
    }

    /// Reads over "to" or "in touch with", as the verb takes it, and returns the word after it.
    fn link(&self, verb: usize, at: usize) -> Option<usize> {
        let next = match TOUCH.at(self.line, at) {
            Some((len, ())) => at + len,
            None if WORDS.puts.contains(self.line.folded(verb)) => return None,
            None => at + usize::from(WORDS.onto.contains(self.line.folded(at))),
        };
        (next > at && (at..=next).all(|i| self.names.joined(i))).then_some(next)
    }

    /// Returns the people at the word, or the one whom a pronoun there means, and the word after them.
    fn objects(&self, at: usize, before: usize, guess: bool) -> Option<(Vec<Named>, usize)> {
        let word = self.line.folded(at);
        // "her brother" is not her.
        let owns = WORDS.hers.contains(word) && self.names.joined(at + 1) && !self.names.ends(at + 1);
        if self.people.at(at).is_none() && WORDS.them.contains(word) && !owns {
            return self.names.meant(before).map(|n| (vec![n], at + 1));
        }
        self.names.list_of(at, guess)
    }

    /// Makes the reading of a sentence that tells of the introduction itself. Whoever introduces two people is there
    /// with both; whoever does it from afar is not, or where they are, the other is not.
    fn told(&self, by: Vec<Named>, whom: Vec<Named>, near: bool, words: Range<usize>) -> Reading {
        let own = |all: &[Named]| -> Vec<usize> {
            all.iter().filter(|n| !n.words.is_empty()).map(|n| n.words.start).collect()
        };
        let (doers, brought) = (own(&by), own(&whom));
        let elsewhere = by.iter().any(|n| {
            let again = |m: &people::Mention| n.who == Name::Person(m.person) && m.words.start != n.words.start;
            self.people.mentions.iter().any(again)
        });
        let away = match (near, brought.is_empty()) {
            (true, false) => Vec::new(),
            (true, true) => doers,
            (false, _) if elsewhere => doers.into_iter().chain(brought).collect(),
            (false, _) => doers,
        };
        Reading { by, whom, mine: false, words, away }
    }

    /// Keeps a reading, every pair once and nobody with themselves, and returns the word after it.
    fn keep(&self, reading: Reading, out: &mut Ties) -> usize {
        let kind = self.kind(&reading);
        let mut kept = false;
        for by in &reading.by {
            for whom in reading.whom.iter().filter(|whom| !self.same(&by.who, &whom.who)) {
                kept = true;
                let (one, other, words) = (by.who.clone(), whom.who.clone(), reading.words.clone());
                if reading.mine {
                    let pair = |i: &Introduced| {
                        self.same(&i.one, &one) && self.same(&i.other, &other)
                            || self.same(&i.one, &other) && self.same(&i.other, &one)
                    };
                    if !out.introduced.iter().any(pair) {
                        out.introduced.push(Introduced { one, other, words });
                    }
                } else if !out.brought.iter().any(|b| self.same(&b.by, &one) && self.same(&b.whom, &other)) {
                    out.brought.push(Brought { by: one, whom: other, kind, words });
                }
            }
        }
        if kept {
            let there = reading.by.iter().chain(&reading.whom).filter(|n| !reading.away.contains(&n.words.start));
            out.unknown.extend(there.filter_map(|n| match &n.who {
                Name::Unknown(span) => Some(span.clone()),
                Name::Person(_) => None,
            }));
            out.away.extend(reading.away);
        }
        if kept { reading.words.end } else { 0 }
    }

    fn same(&self, one: &Name, other: &Name) -> bool {
        let words = |span: &Span| fold::words(self.line.text.get(span.clone()).unwrap_or_default());
        match (one, other) {
            (Name::Unknown(a), Name::Unknown(b)) => words(a) == words(b),
            (a, b) => a == b,
        }
    }

    /// Returns what somebody was brought as: a client or a job only where the sentence says so of them.
    fn kind(&self, reading: &Reading) -> ReferralKind {
        let line = self.line;
        let names = || reading.by.iter().chain(&reading.whom).map(|n| &n.words).filter(|words| !words.is_empty());
        let first = names().map(|words| words.start).chain([reading.words.start]).min().unwrap_or_default();
        let start = line.start_of(first, Break::Clause);
        let last = names().map(|words| words.end).chain([reading.words.end]).max().unwrap_or_default();
        for at in start..last + REACH {
            if at >= last && line.break_before(at) >= Break::Clause {
                break;
            }
            let word = line.folded(at);
            let kind = match word {
                _ if WORDS.clients.contains(word) => ReferralKind::Client,
                _ if WORDS.jobs.contains(word) => ReferralKind::Job,
                _ => continue,
            };
            let mut lead = at;
            while lead > start && self.names.joined(lead) && WORDS.role_fillers.contains(line.folded(lead - 1)) {
                lead -= 1;
            }
            let role = lead < at && (lead..at).any(|i| WORDS.roles.contains(line.folded(i)));
            let beside = names().any(|words| {
                lead < at && words.end == lead && line.break_before(lead) <= Break::Comma
                    || words.start == at + 1 && line.break_before(at + 1) <= Break::Comma
            });
            if role || beside {
                return kind;
            }
        }
        ReferralKind::Introduction
    }
}
