//! Whom a promise of mine goes to, and which of its words say only that.

use std::collections::BTreeSet;

use super::Ref;
use super::language::{SEVERAL, WORDS};
use super::line::{Break, Line};
use super::people::{People, is_possessive};
use super::promises::everybody_before;

/// The people a promise goes to.
#[derive(Default)]
pub(super) struct Receivers {
    pub people: Vec<Ref>,
    /// Their mentions, by the first word.
    pub named: BTreeSet<usize>,
    /// Words that are no part of the thing promised.
    pub removed: BTreeSet<usize>,
}

struct Reader<'a, 't> {
    line: &'a Line<'t>,
    people: &'a People,
    end: usize,
    gone: &'a BTreeSet<usize>,
}

/// Reads the receivers of a thing that begins at `object` and ends before `end`; `gone` are words already understood
/// as something else. With `surely`, a pronoun at the beginning is a receiver whatever follows.
pub(super) fn find(
    line: &Line<'_>,
    people: &People,
    object: usize,
    end: usize,
    surely: bool,
    gone: &BTreeSet<usize>,
) -> Receivers {
    Reader { line, people, end, gone }.all(object, surely)
}

/// Returns the words like "to" and "that" at the beginning of a thing; with `mine` also "me" ("promised me the book").
pub(super) fn fillers(line: &Line<'_>, object: usize, end: usize, mine: bool) -> BTreeSet<usize> {
    let filler = |i: &usize| {
        let word = line.folded(*i);
        WORDS.fillers.contains(word) || contracted(line, *i) || mine && WORDS.me.contains(word)
    };
    (object..end).take_while(filler).collect()
}

/// Tells whether the word is "I'd" or "she'll".
fn contracted(line: &Line<'_>, at: usize) -> bool {
    ["d", "ll"]
        .iter()
        .filter_map(|e| line.stem_before(at, e))
        .any(|s| WORDS.i.contains(s.as_str()) || WORDS.they.contains(s.as_str()))
}

impl Reader<'_, '_> {
    /// Finds whom a promise of mine goes to: right after it, right after its verb, or after "to".
    fn all(&self, object: usize, surely: bool) -> Receivers {
        let mut out = Receivers::default();
        let mut at = self.receiver(object, surely, &mut out);
        loop {
            let fillers = fillers(self.line, at, self.end, false);
            let next = self.receiver(at + fillers.len(), false, &mut out);
            if fillers.is_empty() && next == at {
                break;
            }
            out.removed.extend(fillers);
            at = next;
        }
        if !out.people.is_empty() {
            return out;
        }
        let introduces = WORDS.introductions.contains(self.line.folded(at));
        for first in at + 1..self.end {
            let after_verb = first == at + 1 && WORDS.deeds.contains(self.line.folded(at));
            let to = WORDS.to.contains(self.line.folded(first));
            if !(after_verb || to) || self.gone.contains(&first) {
                continue;
            }
            let before = out.removed.clone();
            let next = self.receiver(first, false, &mut out);
            if next > first && !out.people.is_empty() {
                if introduces {
                    out.removed = before;
                }
                break;
            }
        }
        out
    }

    /// Reads people at the word, "to" before them read over, and returns the word after them; the word itself where there are none.
    fn receiver(&self, at: usize, surely: bool, out: &mut Receivers) -> usize {
        let mut next = if WORDS.to.contains(self.line.folded(at)) { at + 1 } else { at };
        let word = self.line.folded(next);
        if next < self.end && WORDS.them.contains(word) && self.people.at(next).is_none() {
            // "her book" is hers; "her the book" goes to her.
            let follows = self.line.folded(next + 1);
            let stands_alone = next + 1 >= self.end
                || self.line.break_before(next + 1) != Break::None
                || self.gone.contains(&(next + 1));
            let own = WORDS.hers.contains(word)
                && !surely
                && !stands_alone
                && !WORDS.articles.contains(follows)
                && !WORDS.to.contains(follows)
                && !WORDS.due.contains(follows);
            if own {
                return at;
            }
            let all = everybody_before(self.line, self.people, next);
            out.people.extend(all.unwrap_or_else(|| vec![self.people.ref_before(at)]));
            out.removed.extend(at..=next);
            return next + 1;
        }
        // "Both Grace and Ada".
        if next < self.end && self.people.at(next).is_none() && SEVERAL.at(self.line, next).is_some() {
            next += usize::from(self.people.from(self.line, next + 1).is_some());
        }
        let mut read = at;
        while let Some(m) =
            self.people.from(self.line, next).filter(|m| m.words.end <= self.end && !is_possessive(self.line, m))
        {
            out.people.push(Ref::Person(m.person));
            out.named.insert(m.words.start);
            read = m.words.end;
            out.removed.extend(at..read);
            let joint = WORDS.and.contains(self.line.folded(read)) && self.people.from(self.line, read + 1).is_some();
            let listed =
                matches!(self.line.gap_before(read).trim(), "," | "&") && self.people.from(self.line, read).is_some();
            if !(joint || listed) {
                break;
            }
            next = if joint { read + 1 } else { read };
        }
        read
    }
}
