//! Names as a verb or a preposition takes them: lists of people ahead of a word and before it, and who acts.

use std::ops::Range;

use super::Ref;
use super::dates::Dates;
use super::language::{PROMISED, Set, WILL, WORDS};
use super::line::{Break, Line};
use super::people::{self, Mention, People, UNKNOWN_MAX, is_possessive};
use crate::text::Span;
use crate::text::marks::Mark;
use crate::text::who;

/// What may follow a name that ends what is said of it.
const ENDS: Set =
    WORDS.places.or(WORDS.and).or(WORDS.joints).or(WORDS.because).or(WORDS.due).or(WORDS.about).or(WORDS.tails);
/// What may follow one more name of a list.
const GOES_ON: Set = ENDS.or(WORDS.onto).or(WORDS.by).or(WORDS.from);
/// What somebody does who acts: a name before it begins a clause of its own.
const ACTS: Set = WORDS.causes.or(WORDS.felt).or(WORDS.adverbs).or(WORDS.deeds).or(WORDS.meets).or(WORDS.negations);
/// The most words that lead to a name in brackets, and the name.
const LED_MAX: usize = 5;
/// The most words like "also" between a subject and its verb.
const ADVERBS_MAX: usize = 4;

/// Somebody named, whether anybody has the name or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// Index into the people of the sentence.
    Person(usize),
    /// Nobody has the name, which stands here.
    Unknown(Span),
}

/// A name and its words; empty where only a pronoun stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub who: Name,
    pub words: Range<usize>,
}

/// Who does what a verb says.
pub(super) enum Subject {
    Me,
    Others(Vec<Named>),
    /// Nobody is named.
    Missing,
}

/// Reads names in a line.
pub(super) struct Names<'a, 't> {
    pub line: &'a Line<'t>,
    pub people: &'a People,
    pub dates: &'a Dates,
    /// Spans that are no names, in order.
    pub taken: &'a [Span],
}

impl Names<'_, '_> {
    /// Tells whether nothing stands between the word and the one before.
    pub fn joined(&self, at: usize) -> bool {
        self.line.break_before(at) == Break::None
    }

    fn free(&self, span: &Span) -> bool {
        people::is_free(self.taken, span)
    }

    fn is_name_like(&self, at: usize) -> bool {
        people::is_name_like(self.line, self.dates, &|span| self.free(span), at)
    }

    fn of(&self, m: &Mention) -> Option<Named> {
        (!is_possessive(self.line, m)).then(|| Named { who: Name::Person(m.person), words: m.words.clone() })
    }

    fn unknown(&self, words: Range<usize>) -> Option<Named> {
        let last = self.line.word(words.end.checked_sub(1)?)?;
        let (_, span) = people::unknown(self.line, words.clone());
        // What is hers is not her.
        who::base(last).is_none().then_some(Named { who: Name::Unknown(span), words })
    }

    /// Returns the name that holds the word: of somebody known or new, or one that was read before.
    pub fn at(&self, at: usize) -> Option<Named> {
        match self.people.at(at) {
            Some(m) => self.of(m),
            None => self.people.unknown_at(self.line, at).and_then(|words| self.unknown(words)),
        }
    }

    /// Returns the name that begins at the word; with `guess` also a capitalised one that nobody has.
    fn from(&self, at: usize, guess: bool) -> Option<Named> {
        if let Some(m) = self.people.from(self.line, at) {
            return self.of(m);
        }
        if let Some(words) = self.people.unknown_at(self.line, at).filter(|words| words.start == at) {
            return self.unknown(words);
        }
        let unnamed = |i: usize| self.people.at(i).is_none();
        let end =
            if guess { people::name_end(self.line, self.dates, &|span| self.free(span), at, unnamed) } else { at };
        // Letters alone are some society.
        let shouted = self.line.word(at).is_some_and(|w| w.text.len() > 1 && w.text.chars().all(char::is_uppercase));
        if end > at && !shouted { self.unknown(at..end) } else { None }
    }

    /// Returns the names of a list that begins at the word, and the word after them.
    pub fn list(&self, at: usize, guess: bool) -> Option<(Vec<Named>, usize)> {
        let first = self.from(at, guess)?;
        let mut end = first.words.end;
        let mut out = vec![first];
        loop {
            let gap = self.line.gap_before(end).trim().trim_matches(['[', ']']).trim();
            let next = match WORDS.and.contains(self.line.folded(end)) && self.line.break_before(end) <= Break::Comma {
                true => end + 1,
                false if matches!(gap, "," | "&" | "+" | "/") => end,
                false => break,
            };
            let more = self.from(next, guess).filter(|n| self.ends_with(GOES_ON, n.words.end) || self.is_idle(n));
            let Some(more) = more else { break };
            end = more.words.end;
            out.push(more);
        }
        Some((out, end))
    }

    /// Tells whether somebody named in brackets does nothing by the word that follows: they belong to the list before.
    fn is_idle(&self, n: &Named) -> bool {
        let word = self.line.folded(n.words.end);
        let acts = ACTS.contains(word)
            || who::is_predicate(word)
            || word.ends_with("ed")
            || PROMISED.at(self.line, n.words.end).is_some()
            || WILL.at(self.line, n.words.end).is_some();
        self.is_new(n) && matches!(n.who, Name::Person(_)) && !acts
    }

    /// Returns the names of a list at the word, words that say who they are read over ("my friend Ilze"), and the word
    /// after them.
    pub fn list_of(&self, at: usize, guess: bool) -> Option<(Vec<Named>, usize)> {
        self.list(at, guess).or_else(|| self.list(self.after_kin(at)?, guess))
    }

    /// Reads over "my friend" and "her oldest brother", to the word after it.
    fn after_kin(&self, at: usize) -> Option<usize> {
        let joins =
            |i: usize| [WORDS.to, WORDS.with, WORDS.from, WORDS.about].iter().all(|s| !s.contains(self.line.folded(i)));
        let said = |i: &usize| {
            let plain = self.people.at(*i).is_none_or(|m| is_possessive(self.line, m)) && !self.line.is_marked(*i);
            plain && joins(*i) && (*i == at || self.joined(*i))
        };
        let kin =
            (at..at + LED_MAX).take_while(said).find(|i| WORDS.kin.or(WORDS.own_kin).contains(self.line.folded(*i)))?;
        // "teman saya": the owner follows.
        let owned = WORDS.ours.or(WORDS.they).contains(self.line.folded(kin + 1)) && self.people.at(kin + 1).is_none();
        let whose = || self.people.at(at).is_some() || WORDS.articles.contains(self.line.folded(at));
        // "teman Ilze" is a friend of hers.
        let told = owned || WORDS.own_kin.contains(self.line.folded(kin)) || kin > at && whose();
        let next = kin + 1 + usize::from(owned);
        (told && self.line.break_before(next) <= Break::Comma).then_some(next)
    }

    /// Returns the new name in brackets that some words lead to ("her friend [Marek]"), and the word after it.
    pub fn bracketed(&self, at: usize) -> Option<(Vec<Named>, usize)> {
        for next in at..at + LED_MAX {
            if next > at && self.line.break_before(next) > Break::Comma {
                return None;
            }
            match self.people.at(next) {
                Some(m) if is_possessive(self.line, m) => {}
                Some(_) if self.line.is_marked(next) => {
                    return self.list(next, false).filter(|(_, end)| self.ends(*end));
                }
                Some(_) => return None,
                None => {}
            }
        }
        None
    }

    /// Returns the names of the list that ends with the name at the word, first to last.
    pub fn list_back(&self, at: usize) -> Option<Vec<Named>> {
        let mut out = vec![self.at(at)?];
        while let Some(first) = out.last().map(|n| n.words.start) {
            let Some(before) = first.checked_sub(1) else { break };
            let gap = self.line.gap_before(first).trim().trim_matches(['[', ']']).trim();
            let last = match WORDS.and.contains(self.line.folded(before)) {
                true => before.checked_sub(1),
                false if matches!(gap, "," | "&" | "+" | "/") => Some(before),
                false => None,
            };
            let Some(more) = last.and_then(|last| self.at(last)).filter(|n| n.words.end <= first) else { break };
            out.push(more);
        }
        out.reverse();
        Some(out)
    }

    /// Tells whether somebody is new by this sentence.
    pub fn is_new(&self, n: &Named) -> bool {
        let bracketed = |at: usize| {
            let span = self.line.word(at).map(|w| w.span.clone());
            span.and_then(|span| self.line.mark_at(&span)).is_some_and(|(mark, _)| matches!(mark, Mark::Name(_)))
        };
        match n.who {
            Name::Unknown(_) => true,
            Name::Person(person) => {
                let new = self.people.persons.get(person).is_some_and(|p| matches!(p.who, super::WhoIs::New(_)));
                new || bracketed(n.words.start) && !n.words.is_empty()
            }
        }
    }

    fn ends_with(&self, set: Set, end: usize) -> bool {
        let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        !self.joined(end)
            || self.line.is_marked(end)
            || set.contains(self.line.folded(end))
            || self.line.word(end).is_some_and(|w| number(w.text) || self.dates.covers(&w.span))
    }

    /// Tells whether what is said of a name ends before the word: "through Tomas I heard" goes on.
    pub fn ends(&self, end: usize) -> bool {
        self.ends_with(ENDS, end)
    }

    /// Returns the one whom a pronoun before the word means.
    pub fn meant(&self, at: usize) -> Option<Named> {
        match self.people.ref_before(at) {
            Ref::Person(person) => Some(Named { who: Name::Person(person), words: at..at }),
            Ref::Only => None,
        }
    }

    /// Returns the only one whom the sentence names before the word.
    pub fn only_before(&self, at: usize) -> Option<Named> {
        let sentence = self.line.start_of(at, Break::Sentence);
        let last = self.people.before(at).filter(|m| m.words.start >= sentence)?;
        let first = self.people.mentions.partition_point(|m| m.words.start < sentence);
        let others = self.people.mentions.iter().skip(first).take_while(|m| m.words.start < at);
        others.clone().all(|m| m.person == last.person).then_some(())?;
        Some(Named { who: Name::Person(last.person), words: at..at })
    }

    /// Returns who does what the verb says, with the first word of that; `None` where nobody did it, or somebody who
    /// is not named. Words of `be` may stand before the verb.
    pub fn subject(&self, verb: usize, be: Set) -> Option<(Subject, usize)> {
        let mut at = verb;
        loop {
            let Some(before) = at.checked_sub(1).filter(|_| self.joined(at)) else {
                return Some((Subject::Missing, at));
            };
            let word = self.line.folded(before);
            if verb - at >= ADVERBS_MAX || WORDS.negations.contains(word) {
                return None;
            }
            if self.people.at(before).is_none() && WORDS.adverbs.or(be).contains(word) {
                at = before;
                continue;
            }
            let (subject, first) = self.acting(before)?;
            let thought =
                first.checked_sub(1).is_some_and(|b| self.joined(first) && WORDS.unreal.contains(self.line.folded(b)));
            return (!thought).then_some((subject, first));
        }
    }

    /// Returns who acts where the word stands before a verb.
    fn acting(&self, at: usize) -> Option<(Subject, usize)> {
        let word = self.line.folded(at);
        let others = |n: Named| Some((Subject::Others(vec![n]), at));
        if let Some(named) = self.at(at) {
            let listed = self.list_back(at).filter(|all| all.len() > 1);
            // "coffee with Grace and Ilze introduced me": Grace is no subject.
            let all = listed.filter(|all| {
                let first = all.first().map_or(at, |n| n.words.start);
                let commas = all.windows(2).filter(|w| matches!(w, [a, b] if a.words.end == b.words.start)).count();
                commas + 2 <= all.len() && super::kind::is_subject(self.line, first)
            });
            let all = all.unwrap_or_else(|| vec![named]);
            let first = all.first().map_or(at, |n| n.words.start);
            return Some((Subject::Others(all), first));
        }
        if self.people.at(at).is_some() {
            return None;
        }
        if WORDS.i.contains(word) {
            return Some((Subject::Me, at));
        }
        if WORDS.they.contains(word) {
            return self.meant(at).and_then(others);
        }
        if WORDS.which.contains(word) {
            let named = at.checked_sub(1).filter(|_| self.line.break_before(at) <= Break::Comma)?;
            let named = self.at(named)?;
            return others(Named { words: at..at, ..named });
        }
        if WORDS.joints.contains(word) {
            return Some((Subject::Missing, at + 1));
        }
        let mut first = at + 1;
        while let Some(before) = first.checked_sub(1) {
            let goes_on = first == at + 1 || self.line.gap_before(first) == " ";
            let leads = self.line.break_before(before) >= Break::Comma && who::is_lead(self.line.folded(before));
            if at + 1 - before > UNKNOWN_MAX
                || !goes_on
                || first <= at && leads
                || !self.is_name_like(before)
                || self.people.at(before).is_some()
            {
                break;
            }
            first = before;
        }
        let named = if first <= at { self.unknown(first..at + 1) } else { None };
        named.map(|n| (Subject::Others(vec![n]), first))
    }
}
