//! How they made me feel, and how I think I left them. What a feeling is worth is decided in `feelings`.

use std::ops::Range;

use super::Ref;
use super::dates::Dates;
use super::kind::is_subject;
use super::language::{KINDS, PROMISED, WORDS};
use super::line::{Break, Line, REACH};
use super::people::{Mention, People};
use crate::domain::meeting::Feeling;
use crate::text::feelings;
use crate::text::{Span, who};

/// The most words an unknown feeling after "left me" may have; more is a story ("left me waiting in the rain").
const UNKNOWN_FEELING_MAX: usize = 3;

/// A feeling as read.
pub(super) struct Felt {
    pub who: Ref,
    pub feeling: Feeling,
    pub span: Span,
}

/// The feelings of a sentence, left to right.
#[derive(Default)]
pub(super) struct Feelings {
    pub felt: Vec<Felt>,
    pub left: Vec<Felt>,
}

struct Reader<'a, 't> {
    line: &'a Line<'t>,
    people: &'a People,
    dates: &'a Dates,
}

/// One reading: whose feeling, of whom, and the words it takes.
struct Reading {
    mine: bool,
    who: Vec<Ref>,
    feeling: Feeling,
    words: Range<usize>,
}

/// Reads the feelings outside the `taken` spans, which are in order.
pub(super) fn find(line: &Line<'_>, people: &People, dates: &Dates, taken: &[Span]) -> Feelings {
    let reader = Reader { line, people, dates };
    let mut out = Feelings::default();
    let mut at = 0;
    while let Some(word) = line.word(at) {
        let i = taken.partition_point(|t| t.end <= word.span.start);
        let free = taken.get(i).is_none_or(|t| t.start >= word.span.end) && !line.is_marked(at);
        match if free { reader.at(at) } else { None } {
            Some(reading) => {
                at = reading.words.end.max(at + 1);
                let span = line.span(reading.words);
                let list = if reading.mine { &mut out.felt } else { &mut out.left };
                list.extend(reading.who.into_iter().map(|who| Felt {
                    who,
                    feeling: reading.feeling.clone(),
                    span: span.clone(),
                }));
            }
            None => at += 1,
        }
    }
    out
}

impl Reader<'_, '_> {
    fn at(&self, at: usize) -> Option<Reading> {
        let word = self.line.folded(at);
        if WORDS.felt.contains(word) && self.colon_after(at) || WORDS.leaves.contains(word) && self.colon_after(at) {
            return self.labelled(at);
        }
        let caused = if WORDS.causes.contains(word) { self.caused_in_me(at).or_else(|| self.left(at)) } else { None };
        caused.or_else(|| self.felt(at)).or_else(|| self.valued(at))
    }

    fn colon_after(&self, at: usize) -> bool {
        self.line.gap_before(at + 1).trim() == ":"
    }

    /// `felt: heard`, `left: Grace lighter`.
    fn labelled(&self, at: usize) -> Option<Reading> {
        let named = self.people.from(self.line, at + 1);
        let beside = self.people.before(at).filter(|m| m.words.end == at && self.line.break_before(at) == Break::None);
        let who = named.or(beside).map_or(Ref::Only, |m| Ref::Person(m.person));
        let start = named.map_or(at + 1, |m| m.words.end);
        let (end, feeling) = self.feeling(start)?;
        Some(Reading { mine: WORDS.felt.contains(self.line.folded(at)), who: vec![who], feeling, words: at..end })
    }

    /// "Grace made me feel heard", "left me lighter", "bikin aku merasa didengar".
    fn caused_in_me(&self, at: usize) -> Option<Reading> {
        let me = WORDS.me.contains(self.line.folded(at + 1)) && self.line.break_before(at + 1) == Break::None;
        if !me {
            return None;
        }
        let subject = self.subject(at);
        let feel = self.feel_after(at + 2);
        let (end, mut feeling) = self.feeling(feel.unwrap_or(at + 2))?;
        self.accept(at, feel, end, &feeling)?;
        let mut first = at;
        if let Some(not) = self.negation_before(at) {
            first = not;
            feeling = self.reread(not, end);
        }
        Some(Reading { mine: true, who: vec![self.cause(at, &subject)], feeling, words: first..end })
    }

    /// "I think I left her lighter", "I made Tomas feel small", "aku bikin dia senang".
    fn left(&self, at: usize) -> Option<Reading> {
        let subject = self.subject(at);
        if !WORDS.i.contains(self.line.folded(subject.start)) || subject.is_empty() {
            return None;
        }
        let (who, start) =
            match self.people.from(self.line, at + 1).filter(|m| m.span.end == self.line.span(m.words.clone()).end) {
                Some(m) if self.line.break_before(at + 1) == Break::None => (Ref::Person(m.person), m.words.end),
                _ if WORDS.them.contains(self.line.folded(at + 1)) => (self.people.ref_before(at), at + 2),
                _ => return None,
            };
        let feel = self.feel_after(start);
        let (end, mut feeling) = self.feeling(feel.unwrap_or(start))?;
        self.accept(at, feel, end, &feeling)?;
        if let Some(not) = self.negation_before(at) {
            feeling = self.reread(not, end);
        }
        Some(Reading { mine: false, who: vec![who], feeling, words: subject.start..end })
    }

    /// "I felt heard with Grace", "felt tired", "aku merasa senang".
    fn felt(&self, at: usize) -> Option<Reading> {
        let word = self.line.folded(at);
        let subject = self.subject(at);
        let own = WORDS.i.contains(self.line.folded(subject.start))
            || self.line.stem_before(subject.start, "m").is_some_and(|s| WORDS.i.contains(s.as_str()));
        let negated = self.negation_before(at);
        let bare = WORDS.felt_bare.contains(word) && (own && !subject.is_empty() || negated.is_some());
        if !(WORDS.felt.contains(word) || bare) {
            return None;
        }
        let of = if subject.is_empty() { None } else { self.people.at(subject.start) };
        // What somebody else felt is a part of the story, not a feeling of mine.
        let theirs = WORDS.they.contains(self.line.folded(subject.start)) && !subject.is_empty();
        if theirs || of.is_some_and(|m| is_subject(self.line, m.words.start)) {
            return None;
        }
        let (end, mut feeling) = self.feeling(at + 1)?;
        if let Some(not) = negated {
            feeling = self.reread(not, end);
        }
        let tail = self.tail(end);
        let who = match tail {
            Some((ref people, _)) => people.clone(),
            None => vec![self.cause(at, &subject)],
        };
        let words = negated.unwrap_or(at)..tail.map_or(end, |(_, end)| end);
        Some(Reading { mine: true, who, feeling, words })
    }

    /// "Grace +2", "Grace +2 heard".
    fn valued(&self, at: usize) -> Option<Reading> {
        let m = self.people.before(at).filter(|m| m.words.end == at && self.line.is_value(at))?;
        let (mut end, mut feeling) = self.feeling(at)?;
        if feelings::value(&feeling.words).is_none() {
            end = at + 1;
            feeling.words.clear();
        }
        Some(Reading { mine: true, who: vec![Ref::Person(m.person)], feeling, words: at..end })
    }

    /// Returns the words of the subject right before a verb, words like "really" and "didn't" between them read over; empty
    /// where a clause begins.
    fn subject(&self, verb: usize) -> Range<usize> {
        let mut at = verb;
        while let Some(before) =
            at.checked_sub(1).filter(|_| self.line.break_before(at) == Break::None && verb - at < 4)
        {
            if let Some(m) = self.people.at(before) {
                return m.words.clone();
            }
            let word = self.line.folded(before);
            if !(WORDS.adverbs.contains(word) || WORDS.negations.contains(word)) {
                let joint = WORDS.joints.contains(word) || word.is_empty();
                return if joint { at..at } else { before..before + 1 };
            }
            at = before;
        }
        at..at
    }

    fn negation_before(&self, verb: usize) -> Option<usize> {
        let near = verb.saturating_sub(2)..verb;
        near.rev()
            .take_while(|i| self.line.break_before(i + 1) == Break::None)
            .find(|i| WORDS.negations.contains(self.line.folded(*i)))
    }

    fn feel_after(&self, at: usize) -> Option<usize> {
        let mut at = at;
        while WORDS.adverbs.contains(self.line.folded(at)) && self.line.break_before(at) == Break::None {
            at += 1;
        }
        (WORDS.feel.contains(self.line.folded(at)) && self.line.break_before(at) == Break::None).then_some(at + 1)
    }

    /// Without "feel" only a known feeling counts, or a few words after "left me" that name no place and no thing.
    fn accept(&self, verb: usize, feel: Option<usize>, end: usize, feeling: &Feeling) -> Option<()> {
        let first = verb + 2;
        let leaves = WORDS.leaves.contains(self.line.folded(verb));
        let short = end.saturating_sub(first) <= UNKNOWN_FEELING_MAX && leaves;
        let thing = |at: usize| WORDS.not_feelings.contains(self.line.folded(at));
        let story = (thing(first) || thing(first + 1)) && !WORDS.degrees.contains(self.line.folded(first + 1));
        (feel.is_some() || feeling.value.is_some() && !(leaves && story) || short && !story).then_some(())
    }

    /// Returns whom a feeling is about: the subject, or whoever else is named in the clause before.
    fn cause(&self, verb: usize, subject: &Range<usize>) -> Ref {
        if !subject.is_empty() {
            if let Some(m) = self.people.at(subject.start) {
                return Ref::Person(m.person);
            }
            if WORDS.they.contains(self.line.folded(subject.start)) {
                return self.people.ref_before(verb);
            }
        }
        let clause = self.line.start_of(verb, Break::Comma);
        let here = |m: &&Mention| m.words.start >= clause;
        let Some(last) = self.people.before(verb).filter(here) else { return Ref::Only };
        let other = self.people.before(last.words.start).filter(here).is_some_and(|m| m.person != last.person);
        if other { Ref::Only } else { Ref::Person(last.person) }
    }

    /// Reads the people after "heard by", "safe with": who, and the word after them.
    fn tail(&self, at: usize) -> Option<(Vec<Ref>, usize)> {
        if !WORDS.felt_tails.contains(self.line.folded(at)) || self.line.break_before(at) != Break::None {
            return None;
        }
        if WORDS.them.contains(self.line.folded(at + 1)) {
            return Some((vec![self.people.ref_before(at)], at + 2));
        }
        let mut who = Vec::new();
        let mut end = at + 1;
        while let Some(m) = self.people.from(self.line, end) {
            who.push(Ref::Person(m.person));
            end = m.words.end;
            if WORDS.and.contains(self.line.folded(end)) && self.people.from(self.line, end + 1).is_some() {
                end += 1;
            } else if !matches!(self.line.gap_before(end).trim(), "," | "&") {
                break;
            }
        }
        (!who.is_empty()).then_some((who, end))
    }

    /// Reads the feeling that begins at the word, up to the end of its clause; `None` where nothing is said.
    fn feeling(&self, start: usize) -> Option<(usize, Feeling)> {
        let end = self.end(start);
        let feeling = self.reread(start, end);
        (end > start && !feeling.is_empty()).then_some((end, feeling))
    }

    fn reread(&self, start: usize, end: usize) -> Feeling {
        let mut span = self.line.span(start..end);
        if self.line.is_value(start) {
            // The sign stands before its number, outside of the word.
            let before = self.line.text.get(..span.start).unwrap_or_default();
            span.start -= before.chars().next_back().map_or(0, char::len_utf8);
        }
        feelings::parse(self.line.text.get(span).unwrap_or_default())
    }

    fn end(&self, start: usize) -> usize {
        let line = self.line;
        for at in start..(start + REACH).min(line.words.len()) {
            if line.is_marked(at) {
                return at;
            }
            if at == start {
                continue;
            }
            match line.break_before(at) {
                Break::None => {}
                // "safe, seen and heard": one more feeling.
                Break::Comma if self.only_feelings(at) => {}
                _ => return at,
            }
            let word = line.folded(at);
            let two_words = || feelings::value(word).is_none() && self.is_entry(at);
            let joint = WORDS.joints.contains(word) && self.begins_clause(at + 1);
            let reason = WORDS.because.contains(word) && !two_words();
            if joint || reason || self.is_speaker(at) || self.tail(at).is_some() || self.is_day(at) {
                return at;
            }
        }
        (start + REACH).min(line.words.len())
    }

    /// Tells whether the lexicon has an entry of this word and the next ("at ease").
    fn is_entry(&self, at: usize) -> bool {
        let next = self.line.folded(at + 1);
        feelings::value(next).is_none() && feelings::value(&format!("{} {next}", self.line.folded(at))).is_some()
    }

    fn only_feelings(&self, start: usize) -> bool {
        let words = (start..start + REACH).take_while(|at| *at == start || self.line.break_before(*at) == Break::None);
        let mut words = words.map(|at| self.line.folded(at)).take_while(|w| !w.is_empty()).peekable();
        words.peek().is_some()
            && words.all(|w| feelings::is_known(w) || WORDS.adverbs.contains(w) || WORDS.and.contains(w))
    }

    fn is_speaker(&self, at: usize) -> bool {
        let word = self.line.folded(at);
        let stem = ["ll", "ve", "d", "m"].iter().find_map(|ending| self.line.stem_before(at, ending));
        let speaks = |w: &str| WORDS.i.contains(w) || WORDS.they.contains(w) || WORDS.we.contains(w);
        speaks(word) || stem.is_some_and(|s| speaks(&s)) || self.people.at(at).is_some()
    }

    fn begins_clause(&self, at: usize) -> bool {
        let line = self.line;
        let word = line.folded(at);
        let verb = WORDS.causes.contains(word) || WORDS.felt.contains(word) || who::is_predicate(word);
        self.is_speaker(at)
            || verb
            || WORDS.it.contains(word)
            || PROMISED.at(line, at).is_some()
            || KINDS.at(line, at).is_some()
    }

    fn is_day(&self, at: usize) -> bool {
        self.line.word(at).is_some_and(|w| self.dates.strong_at(w.span.start))
    }
}
