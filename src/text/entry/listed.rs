//! Lists of people after "with" and verbs of meeting, and the names in them that nobody has.

use super::dates::Dates;
use super::language::WORDS;
use super::line::{Break, Line};
use super::people::{self, People, UNKNOWN_MAX};
use crate::text::{Span, who};

/// Reads lists of people, of whom those in `people` are known.
pub(super) struct Lists<'a, 't> {
    pub line: &'a Line<'t>,
    pub dates: &'a Dates,
    pub people: &'a People,
    /// Tells whether a span may be part of a name.
    pub free: &'a dyn Fn(&Span) -> bool,
}

impl Lists<'_, '_> {
    /// Returns the names nobody has in all lists, left to right.
    pub fn unknown(&self) -> Vec<(String, Span)> {
        let line = self.line;
        let mut found = Vec::new();
        let mut done = 0;
        for at in 0..line.words.len() {
            let word = line.folded(at);
            let by_chance = || {
                let bumped = at.checked_sub(1).is_some_and(|b| WORDS.bumps.contains(line.folded(b)));
                WORDS.into.contains(word) && bumped && line.break_before(at) == Break::None
            };
            if at < done || !(WORDS.with.or(WORDS.meets).contains(word) || by_chance()) {
                continue;
            }
            done = self.read(at + 1, &mut found);
        }
        found
    }

    /// Reads over what somebody is, or a title, before their name: "her friend Peter", "si Peter".
    fn after_kin(&self, at: usize) -> usize {
        let line = self.line;
        let named = |i: usize| self.people.at(i).is_some() || people::is_name_like(line, self.dates, self.free, i);
        let plain = |i: &usize| {
            self.people.at(*i).is_none()
                && !line.is_marked(*i)
                && line.word(*i).is_some_and(|w| !w.is_capitalised())
                && (*i == at || line.break_before(*i) == Break::None)
        };
        let small = |i: usize| {
            let word = line.folded(i);
            matches!(word, "si" | "sang") || who::is_title(word) || who::is_address(word)
        };
        if plain(&at) && small(at) && line.break_before(at + 1) == Break::None && named(at + 1) {
            return at + 1;
        }
        let mut near = (at..at + UNKNOWN_MAX).take_while(plain);
        let kin = near.find(|i| WORDS.kin.or(WORDS.own_kin).contains(line.folded(*i)));
        let owned = |kin: usize| {
            // "teman Ilze" is a friend of hers, "a friend" may be nobody in particular.
            WORDS.own_kin.contains(line.folded(kin)) || kin > at && WORDS.articles.contains(line.folded(at))
        };
        let next = kin.filter(|kin| owned(*kin)).map(|kin| kin + 1);
        next.filter(|next| line.break_before(*next) <= Break::Comma && named(*next)).unwrap_or(at)
    }

    /// Tells whether "then" goes on with a list: "Zed then Peter".
    fn is_then(&self, at: usize) -> bool {
        let line = self.line;
        let end = self.name_end(at + 1);
        matches!(line.folded(at), "then" | "lalu" | "terus" | "kemudian")
            && line.break_before(at + 1) == Break::None
            && end > at + 1
            && self.goes_on(end)
    }

    /// Reads one list from its first word on and returns the word after it.
    fn read(&self, first: usize, found: &mut Vec<(String, Span)>) -> usize {
        let line = self.line;
        let mut at = first;
        if line.gap_before(at).trim() != "" && !matches!(line.gap_before(at).trim(), "/" | "[") {
            return at;
        }
        let mut after_comma = false;
        loop {
            at = self.after_kin(at);
            if let Some(mention) = self.people.from(line, at) {
                at = mention.words.end;
            } else {
                let end = self.name_end(at);
                if end == at || after_comma && !self.goes_on(end) {
                    return at;
                }
                found.push(people::unknown(line, at..end));
                at = end;
            }
            let gap = line.gap_before(at).trim().trim_matches(['[', ']', ')']).trim();
            after_comma = gap == ",";
            let and = WORDS.and.contains(line.folded(at)) || self.is_then(at);
            if and && line.break_before(at) <= Break::Comma {
                at += 1;
                after_comma = false;
            } else if !matches!(gap, "," | "&" | "+" | "/") {
                return at;
            }
        }
    }

    /// Returns the end of the name that nobody has and that begins here; `at` itself where there is none.
    fn name_end(&self, at: usize) -> usize {
        people::name_end(self.line, self.dates, self.free, at, |i| self.people.at(i).is_none())
    }

    /// After a comma a capitalised word is one more person only if it stands as in a list: "with Ada, Riga was cold"
    /// goes on otherwise.
    fn goes_on(&self, end: usize) -> bool {
        let line = self.line;
        let next = line.folded(end);
        line.break_before(end) > Break::None
            || line.is_marked(end)
            || matches!(line.gap_before(end).trim(), "&" | "+" | "/")
            || WORDS.and.contains(next)
            || WORDS.places.contains(next)
            || WORDS.about.contains(next)
            || line.word(end).is_some_and(|w| self.dates.covers(&w.span))
    }
}
