//! Whom a sentence says to have been brought, where it does not stand where the verb wants it.

use super::super::kind;
use super::super::language::WORDS;
use super::super::line::{Break, REACH};
use super::super::named::Named;
use super::super::people;
use super::Reader;

impl Reader<'_, '_> {
    /// Returns those of a list who are new, if any are: the others need no bringing.
    pub(super) fn new_ones(&self, whom: Vec<Named>) -> Vec<Named> {
        let new: Vec<Named> = whom.iter().filter(|n| self.names.is_new(n)).cloned().collect();
        if new.is_empty() { whom } else { new }
    }

    /// Returns whom "through Ilze" at the word speaks of: those right before it, places and days read over, or after a
    /// comma those who were met.
    pub(super) fn whom_before(&self, at: usize) -> Option<Vec<Named>> {
        let line = self.line;
        let before = at.checked_sub(1)?;
        let acquainted = self.names.joined(at) && WORDS.acquainted.contains(line.folded(before));
        let mut sentence = line.start_of(at, Break::Sentence);
        // A sentence of its own ("Introduced by Ilze.", "We met through Ilze.") speaks of the one before.
        let own = sentence == at || acquainted && !(sentence..at).any(|i| self.names.at(i).is_some());
        if own {
            sentence = line.start_of(sentence.checked_sub(1)?, Break::Sentence);
        }
        let last = (sentence..at).rev().find(|i| !self.is_over(*i, at))?;
        if let Some(all) = self.names.list_back(last).filter(|all| self.may_be_brought(all)) {
            return Some(self.with_new_ones_before(all));
        }
        let apart = acquainted || line.break_before(at) >= Break::Comma;
        let met = (sentence..last).rev().find_map(|i| {
            let word = line.folded(i);
            let leads = WORDS.meets.contains(word) || apart && WORDS.with.contains(word);
            if leads { self.names.list(i + 1, false) } else { None }
        });
        let opening = || {
            let first = (sentence..at).find_map(|i| self.names.at(i))?;
            self.names.list(first.words.start, false).filter(|_| kind::is_subject(line, first.words.start))
        };
        let found = met.or_else(|| if apart { opening() } else { None });
        found.map(|(all, _)| all).filter(|all| all.iter().all(|n| n.words.end <= at))
    }

    /// Adds the new people named earlier in the clause: "met [Marek] and his wife [Anna] through Ilze".
    fn with_new_ones_before(&self, all: Vec<Named>) -> Vec<Named> {
        let Some(first) = all.first().map(|n| n.words.start) else { return all };
        let clause = self.line.start_of(first, Break::Comma);
        let met = WORDS.meets.or(WORDS.with);
        let Some(start) = (clause..first).find(|i| met.contains(self.line.folded(*i))) else { return all };
        let mut earlier: Vec<Named> = Vec::new();
        for named in (start..first).filter_map(|i| self.names.at(i)).filter(|n| self.names.is_new(n)) {
            if !earlier.iter().chain(&all).any(|n| n.who == named.who) {
                earlier.push(named);
            }
        }
        earlier.into_iter().chain(all).collect()
    }

    /// Tells whether the word is a place, a tag or a day, or leads to the one after it.
    fn is_over(&self, at: usize, end: usize) -> bool {
        let told = |i: usize| {
            let Some(word) = self.line.word(i) else { return false };
            let marked = self.line.is_marked(i) && self.people.at(i).is_none();
            marked || !people::is_free(self.taken, &word.span) || self.dates.covers(&word.span)
        };
        let leads = WORDS.places.or(WORDS.date_leads).contains(self.line.folded(at));
        told(at) || leads && at + 1 < end && told(at + 1)
    }

    /// Whoever is only talked about, or written to, is not met.
    fn may_be_brought(&self, all: &[Named]) -> bool {
        let Some(first) = all.first().map(|n| n.words.start) else { return false };
        let Some(before) = first.checked_sub(1).filter(|_| self.names.joined(first)) else { return true };
        let word = self.line.folded(before);
        let spoken_to = WORDS.from.or(WORDS.to).contains(word) && !WORDS.with.contains(word);
        !(WORDS.about.contains(word) || spoken_to && !all.iter().any(|n| self.names.is_new(n)))
    }

    /// Returns who was met after the word, in its sentence: "Through Ilze I met Marek".
    pub(super) fn whom_after(&self, end: usize) -> Option<Vec<Named>> {
        let words = (end..end + REACH).take_while(|i| *i == end || self.line.break_before(*i) < Break::Sentence);
        let mut leads = words.filter(|i| WORDS.meets.or(WORDS.with).contains(self.line.folded(*i)));
        leads.find_map(|i| self.names.list(i + 1, false)).map(|(all, _)| all)
    }
}
