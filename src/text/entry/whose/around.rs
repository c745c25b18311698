//! Whom a feeling is about where its clause names nobody.

use super::{About, KIN, Subject, Whose, names};
use crate::text::entry::language::WORDS;
use crate::text::entry::line::{Break, REACH};
use crate::text::entry::named::Name;
use crate::text::entry::towns;

/// How far from its beginning a text is taken for one story, in words.
const FAR: usize = 4 * REACH;
/// The most words of "the very long rain", and the verb.
const THING_MAX: usize = 6;

impl Whose<'_, '_> {
    /// Returns whom a feeling is about whose clause names nobody before `verb`: the heading of the part ("Ilze: …"),
    /// whoever spoke or acted last where the subject is left out, else everybody of the clause, of the sentence;
    /// `None` where that is somebody whose name is not said.
    pub fn around(&self, verb: usize, left_out: bool, before: bool) -> Option<About> {
        let heading = self.heading(verb);
        let speaker = if left_out { self.speaker(verb, before) } else { None };
        match (heading, speaker) {
            (Some((h, _)), Some((s, speaker))) if s > h => return speaker.map(Some),
            (Some((_, heading)), _) => return Some(Some(heading)),
            (None, Some((_, speaker))) => return speaker.map(Some),
            (None, None) => {}
        }
        let of = |strength: Break| self.named_between(self.line.start_of(verb, strength), verb);
        let mut named = of(Break::Comma);
        if named.is_empty() {
            named = of(Break::Sentence);
        }
        // Whoever comes later in the text was not there yet.
        if named.is_empty() && verb <= FAR {
            named = self.named_between(0, verb);
        }
        let everybody = self.people.persons.len() + self.people.unknown.len();
        Some((named.len() == 1 || named.len() > 1 && named.len() < everybody).then_some(named))
    }

    /// Returns the people who head the part that the word stands in ("Ilze: …").
    pub fn under_heading(&self, at: usize) -> About {
        self.heading(at).map(|(_, names)| names)
    }

    /// Tells whether a clause that begins with its verb says more of somebody who acts before it.
    pub fn goes_on(&self, verb: usize) -> bool {
        let joint = verb.checked_sub(1).is_some_and(|b| self.is(WORDS.joints, b));
        self.speaker(verb, false).is_some()
            || joint && !self.named_between(self.line.start_of(verb, Break::Sentence), verb).is_empty()
    }

    /// Returns the names before a colon, a dash or a bracket that the word stands behind, and where they begin.
    fn heading(&self, verb: usize) -> Option<(usize, Vec<Name>)> {
        for end in (verb.saturating_sub(REACH)..=verb).rev().take_while(|end| *end > 0) {
            let gap = self.line.gap_before(end);
            let opens = gap.contains([':', '：', '–', '—', '(']) || gap.contains(" - ");
            if let Some(all) = self.list_back(end - 1).filter(|_| opens) {
                let first = all.first().map_or(end, |n| n.words.start);
                let alone = self.line.break_before(first) >= Break::Comma;
                let known = all.iter().any(|n| matches!(n.who, Name::Person(_)));
                let mentioned = self.named_between(end, verb);
                return (alone && known && mentioned.is_empty()).then(|| (first, names(all)));
            }
            if gap.contains([';', ')', '\n']) {
                return None;
            }
        }
        None
    }

    /// Returns who acts in the clause before, of the sentence or with `before` of the one before it, and where that
    /// begins; nobody where it is somebody whose name is not said.
    fn speaker(&self, verb: usize, before: bool) -> Option<(usize, Option<Vec<Name>>)> {
        let sentence = self.line.start_of(verb, Break::Sentence);
        let floor = match sentence.checked_sub(1) {
            Some(last) if before => self.line.start_of(last, Break::Sentence),
            _ => sentence,
        };
        for head in (floor.max(verb.saturating_sub(REACH))..verb).rev() {
            let joint = head.checked_sub(1).is_some_and(|b| self.is(WORDS.joints, b));
            if !(joint || self.line.break_before(head) >= Break::Comma) {
                continue;
            }
            let mut at = head;
            while at < verb && self.people.at(at).is_none() && self.is(WORDS.adverbs.or(WORDS.joints), at) {
                at += 1;
            }
            if at >= verb || !self.joined(at + 1) && self.people.at(at).is_none() {
                continue;
            }
            if self.is(WORDS.i.or(WORDS.we), at) {
                return None;
            }
            if self.is(WORDS.they, at) {
                let Subject::Others(all) = self.pronoun(at) else { return None };
                return Some((head, Some(all)));
            }
            let noun = (at..verb).find(|i| !self.is(WORDS.articles.or(WORDS.theirs), *i)).unwrap_or(at);
            let stranger = self.is(KIN, noun) && self.joined(noun + 1);
            if stranger && noun + 1 < verb && (noun > at || self.is(WORDS.own_kin, noun)) {
                let named = self.list(noun + 1, false);
                return Some((head, named.map(|(all, _)| all)));
            }
            let known = self.list(at, false);
            let not = WORDS.and.or(WORDS.with).or(WORDS.places).or(WORDS.about).or(WORDS.to).or(WORDS.from);
            let acting = |end: usize| end < verb && self.joined(end) && !self.is(not, end) && !self.line.is_value(end);
            // "Grace and Ada were there": the second of them opens no clause.
            let within = |end: usize| self.list_back(end - 1).is_some_and(|l| l.iter().any(|n| n.words.start < head));
            if known.as_ref().is_some_and(|(_, end)| within(*end)) {
                continue;
            }
            if let Some((all, _)) = known.filter(|(_, end)| acting(*end)) {
                return Some((head, Some(all)));
            }
            if let Some((all, _)) = self.list(at, true).filter(|(_, end)| *end < verb && self.acts(*end)) {
                return Some((head, Some(all)));
            }
            if self.is_thing(at, verb) {
                return Some((head, None));
            }
        }
        None
    }

    /// Tells whether something that is nobody does what a clause says that begins with the word ("the rain was heavy").
    fn is_thing(&self, at: usize, verb: usize) -> bool {
        let ends = at + 1..(at + THING_MAX).min(verb);
        let mut ends = ends.take_while(|end| self.joined(*end));
        let Some(acts) = ends.find(|end| self.acts(*end)) else { return false };
        let article = self.is(WORDS.articles, at) && !self.is(WORDS.theirs, at);
        let last = (acts..verb).find(|i| !self.joined(i + 1)).unwrap_or(acts);
        (article || towns::is_town(self.line, at..acts)) && self.of_clause(last).is_empty()
    }
}
