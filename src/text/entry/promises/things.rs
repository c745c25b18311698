//! Where what was promised ends: lists, brackets and what stands between dashes are part of it.

use std::ops::Range;

use super::super::language::{KINDS, PLANS, PROMISED, WILL, WORDS, Weight};
use super::super::line::{Break, REACH};
use super::Reader;
use crate::text::who;

/// The most words of one thing in a list of things.
const ITEM_MAX: usize = 5;

/// The most words in brackets, or between dashes, that are part of a thing.
const ASIDE_MAX: usize = 12;

impl Reader<'_, '_> {
    /// Returns where the thing promised ends: with its clause, or where somebody begins to speak or act.
    pub(super) fn end(&self, object: usize) -> usize {
        let last = (object + REACH).min(self.line.words.len());
        let (mut bracket, mut dated) = (false, false);
        for at in object..last {
            // "The keys by Tuesday, the lamp by Wednesday" are two.
            dated |= at > object && self.is_led(at);
            let word = self.line.folded(at);
            let joint = WORDS.joints.contains(word) && self.begins_clause(at + 1);
            let gap = self.line.gap_before(at);
            let stops = match self.line.break_before(at) {
                _ if dated && self.one_more(at, true).is_some() => true,
                Break::None => joint,
                Break::Comma => {
                    let more = WORDS.articles.contains(word) || self.is_due(at) || self.lists_on(object, at, last);
                    joint || !more || self.begins_clause(at)
                }
                Break::Clause if gap.contains('(') => !self.is_aside(at, last),
                Break::Clause if bracket => gap.trim() != ")" || joint || self.begins_clause(at),
                // "I promised Grace: flour and eggs".
                Break::Clause if gap.trim() == ":" => {
                    let only =
                        (object..at).all(|i| self.people.at(i).is_some() || WORDS.them.contains(self.line.folded(i)));
                    at == object || !only || self.begins_clause(at)
                }
                Break::Clause => gap.contains([';', ':']) || !(self.is_led(at) || self.is_between_dashes(at, last)),
                Break::Sentence => true,
            };
            if stops {
                return at.max(object);
            }
            bracket = (bracket || gap.contains('(')) && !gap.contains(')');
        }
        last
    }

    /// Returns the words of one more thing promised that has a due day of its own, right after a promise that ends at the word:
    /// after a semicolon, or after a comma or "and" where that promise is `due` too.
    pub(super) fn one_more(&self, at: usize, due: bool) -> Option<Range<usize>> {
        let listed = due && (self.line.gap_before(at).trim() == "," || WORDS.and.contains(self.line.folded(at)));
        if !(listed || matches!(self.line.gap_before(at).trim(), ";" | "；")) {
            return None;
        }
        let start = at + usize::from(WORDS.and.contains(self.line.folded(at)));
        self.dated_thing(start).map(|end| start..end)
    }

    /// Returns where a thing with a due day ends that begins at the word; `None` where somebody does it, or may do it.
    fn dated_thing(&self, start: usize) -> Option<usize> {
        let last = (start + 2 * ITEM_MAX).min(self.line.words.len());
        let end = (start + 1..last).find(|i| self.line.break_before(*i) > Break::None).unwrap_or(last);
        let by =
            (start + 1..end.min(start + 1 + ITEM_MAX)).find(|i| self.is_led(*i) && !is_loose(self.line.folded(*i)))?;
        let sure = |i: usize| KINDS.at(self.line, i).is_some_and(|(_, (_, weight))| weight == Weight::Sure);
        let open = |i: usize| PLANS.at(self.line, i).is_some() || WORDS.modals.contains(self.line.folded(i));
        let acts = |i: usize| self.begins_clause(i) || self.line.is_marked(i) || open(i);
        (!(start..by).any(acts) && !sure(start) && self.people.at(start).is_none()).then_some(end)
    }

    /// Tells whether a due day begins at the word, with a word before it.
    fn is_led(&self, at: usize) -> bool {
        WORDS.due.contains(self.line.folded(at)) && self.is_due(at)
    }

    /// Tells whether a list of things goes on after a comma: it ends with "and" and one thing more, or with a due day,
    /// or each of its things is one word.
    fn lists_on(&self, object: usize, at: usize, last: usize) -> bool {
        let named = |i: usize| WORDS.articles.contains(self.line.folded(i));
        // "The paper, great food and wine" is no list of three.
        let alike = named(at) || !(object..at).any(named);
        let mut named_somebody = false;
        let commas = (object..at).filter(|i| self.line.break_before(*i) == Break::Comma).count();
        let (mut item, mut single, mut items) = (0, true, 2 + commas);
        for i in at..last {
            let word = self.line.folded(i);
            match self.line.break_before(i) {
                Break::Comma if i > at => (item, items) = (0, items + 1),
                // "Eggs (and milk)".
                Break::Clause if self.line.gap_before(i).contains('(') && self.is_aside(i, last) => return true,
                Break::Clause | Break::Sentence if i > at => return alike && single && items > 2,
                _ => {}
            }
            // A day "on" which something is may be anything's.
            if self.is_led(i) && !is_loose(word) {
                return true;
            }
            if self.begins_clause(i) || self.line.is_marked(i) {
                return false;
            }
            named_somebody |= self.people.at(i).is_some();
            if WORDS.and.contains(word)
                && i > at
                && alike
                && !named_somebody
                && !self.begins_clause(i + 1)
                && self.people.at(i + 1).is_none()
                && self.ends_soon(i + 1)
            {
                return true;
            }
            if WORDS.and.contains(word) {
                (item, single) = (0, false);
                continue;
            }
            item += 1;
            single &= item == 1 && self.line.word(i).is_some_and(|w| w.text.chars().all(char::is_alphabetic));
            if item > ITEM_MAX {
                return false;
            }
        }
        alike && single && items > 2
    }

    /// Tells whether the last thing of a list ends before it is too long for one.
    fn ends_soon(&self, at: usize) -> bool {
        let ends = |i: usize| self.line.break_before(i) > Break::None || self.is_due(i);
        !ends(at) && (at + 1..=at + ITEM_MAX).any(ends)
    }

    /// Tells whether brackets that open before the word hold a part of the thing: one thing more, or what is followed
    /// by the due day.
    fn is_aside(&self, at: usize, last: usize) -> bool {
        let word = self.line.folded(at);
        let close = (at + 1..=last.min(at + ASIDE_MAX)).find(|i| self.line.gap_before(*i).contains(')'));
        let begins = |i: usize| (WORDS.and.contains(word) && self.begins_clause(i + 1)) || self.begins_clause(i);
        let inside = WORDS.and.contains(word) || WORDS.articles.contains(word);
        self.is_due(at)
            || close.is_some_and(|close| {
                (inside || self.is_led(close)) && !(at..close).any(begins) && !self.line.is_value(at)
            })
    }

    /// Tells whether what begins after a dash is closed by another one, before the due day.
    fn is_between_dashes(&self, at: usize, last: usize) -> bool {
        let mut words = at + 1..last.min(at + ASIDE_MAX);
        let close = words.find(|i| self.line.break_before(*i) >= Break::Clause);
        close.is_some_and(|close| {
            let dash = self.line.gap_before(close).contains(['-', '–', '—']);
            dash && self.is_led(close) && !(at..close).any(|i| self.begins_clause(i))
        })
    }

    fn begins_clause(&self, at: usize) -> bool {
        let acts = |at: usize| {
            let word = self.line.folded(at);
            let verb = WORDS.causes.contains(word)
                || WORDS.felt.contains(word)
                || who::is_predicate(word) && !WORDS.and.contains(word);
            verb || self.trigger_word(at)
                || KINDS.at(self.line, at).is_some_and(|(_, (_, weight))| weight == Weight::Sure)
        };
        let word = self.line.folded(at);
        let other = WORDS.causes.contains(word)
            || WORDS.felt.contains(word)
            || WORDS.we.contains(word)
            || WORDS.it.contains(word);
        let named = self.people.at(at).is_some();
        let speaks = self
            .subject(at)
            .is_some_and(|(_, _, next, _)| next < self.line.words.len() && self.joined(next) && (!named || acts(next)));
        other || speaks || self.trigger_word(at)
    }

    fn trigger_word(&self, at: usize) -> bool {
        PROMISED.at(self.line, at).is_some() || WILL.at(self.line, at).is_some()
    }

    /// Tells whether a due day begins at the word, with or without "by".
    pub(super) fn is_due(&self, at: usize) -> bool {
        let date = |i: usize| self.line.word(i).is_some_and(|w| self.dates.strong_at(w.span.start));
        date(at) || WORDS.due.contains(self.line.folded(at)) && (date(at + 1) || date(at + 2))
    }
}

/// Tells whether a word before a day may as well say when something is that is not due then.
fn is_loose(word: &str) -> bool {
    matches!(word, "on" | "for" | "this" | "pada" | "hari")
}
