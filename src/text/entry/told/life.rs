//! Days of what was told as done: of the lives of others, of long ago, of what somebody talked about.

use super::super::language::{LIFE, WORDS};
use super::super::line::{Break, Line};
use super::{Clause, Subject};

/// Tells whether the clause of a date is what somebody talked about: "about what happened in 2019". Of a `long` time
/// one word after "about" is enough.
pub(super) fn is_talked_about(line: &Line<'_>, date: usize, long: bool) -> bool {
    let clause = line.start_of(date, Break::Comma);
    (clause..date).any(|i| {
        WORDS.about.contains(line.folded(i)) && (long || i + 1 < date && WORDS.questions.contains(line.folded(i + 1)))
    })
}

impl Clause<'_, '_> {
    /// Tells whether the clause tells what somebody did in their life, without me: "Grace moved to Oslo".
    pub(super) fn is_of_their_life(&self) -> bool {
        if !matches!(self.subject, Subject::They | Subject::Person | Subject::Which | Subject::Owned) {
            return false;
        }
        let mut verb = self.verb;
        while WORDS.adverbs.contains(self.line.folded(verb)) && LIFE.at(self.line, verb).is_none() {
            verb += 1;
        }
        let ours = WORDS.me.or(WORDS.us).or(WORDS.i).or(WORDS.we);
        let mine = |i: usize| ours.contains(self.line.folded(i)) || matches!(self.line.folded(i), "my" | "our");
        LIFE.at(self.line, verb).is_some() && !self.words.clone().any(|i| mine(i) || self.is_contact(i))
    }

    /// Tells whether a meeting is told of that was the first of several: "we first met 10 years ago".
    pub(super) fn is_of_the_first_time(&self) -> bool {
        let met = WORDS.meets.or(WORDS.acquainted);
        let first = |i: usize| {
            WORDS.at_first.contains(self.line.folded(i))
                && (met.contains(self.line.folded(i + 1))
                    || i.checked_sub(1).is_some_and(|b| met.contains(self.line.folded(b))))
        };
        self.is_later() && (self.words.start..self.date.start).any(first)
    }
}
