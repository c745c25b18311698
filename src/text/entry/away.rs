//! Who is named and was not there by what the sentence says of them: "everyone but Grace", "Grace couldn't make it".

use std::collections::BTreeSet;

use super::kind::is_subject;
use super::language::{EXCEPTS, KINDS, MISSING, UNWELL, WORDS};
use super::line::{Break, Line};
use super::people::{Mention, People, is_possessive};

/// The most words of what stands before whoever was not there.
const LEAD_MAX: usize = 3;
/// The most adverbs between a name and its verb.
const ADVERBS_MAX: usize = 2;
/// The most words between an owner and what they made, and between a verb and a greeting.
const BETWEEN_MAX: usize = 3;

/// Returns the mentions, by their first word, of those who were not there.
pub(super) fn find(line: &Line<'_>, people: &People) -> BTreeSet<usize> {
    let reader = Reader { line, people };
    let mut away: BTreeSet<usize> = BTreeSet::new();
    for (i, m) in people.mentions.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|b| people.mentions.get(b));
        let listed = before.is_some_and(|b| {
            away.contains(&b.words.start)
                && reader.is_excepted(b)
                && b.words.end + 1 == m.words.start
                && WORDS.and.contains(line.folded(b.words.end))
                && line.break_before(b.words.end) == Break::None
        });
        if listed || reader.is_excepted(m) || reader.is_missing(m) || reader.is_greeted(m) {
            away.insert(m.words.start);
        }
    }
    // What only says so beside others who were there.
    let there: BTreeSet<usize> =
        people.mentions.iter().filter(|m| !away.contains(&m.words.start)).map(|m| m.person).collect();
    let mut left = there.len();
    for m in people.mentions.iter().filter(|m| there.contains(&m.person)) {
        if left > 1 && (reader.is_unwell(m) || reader.is_bound(m) || reader.is_maker(m) || reader.greets(m)) {
            away.insert(m.words.start);
            let others = people.mentions.iter().filter(|o| o.person == m.person);
            left -= usize::from(others.into_iter().all(|o| away.contains(&o.words.start)));
        }
    }
    away
}

struct Reader<'a, 't> {
    line: &'a Line<'t>,
    people: &'a People,
}

impl Reader<'_, '_> {
    fn joined(&self, at: usize) -> bool {
        self.line.break_before(at) == Break::None
    }

    /// "Not Grace", "without Grace", "everyone but Grace".
    fn is_excepted(&self, m: &Mention) -> bool {
        let start = m.words.start;
        (1..=LEAD_MAX.min(start)).any(|len| {
            let first = start - len;
            let phrase = EXCEPTS.at(self.line, first).is_some_and(|(words, ())| words == len);
            phrase && (first + 1..=start).all(|i| self.joined(i)) && self.is_whole(first)
        }) && !is_possessive(self.line, m)
    }

    /// "Why not Grace", "if not Grace" except nobody.
    fn is_whole(&self, first: usize) -> bool {
        let before = first.checked_sub(1).filter(|_| self.joined(first)).map_or("", |b| self.line.folded(b));
        !WORDS.questions.or(WORDS.likes).or(WORDS.unreal).contains(before)
    }

    /// Returns the word after a name and adverbs, where the name is what the clause speaks of.
    fn verb(&self, m: &Mention) -> Option<usize> {
        let mut at = m.words.end;
        while at < m.words.end + ADVERBS_MAX && self.joined(at) && WORDS.adverbs.contains(self.line.folded(at)) {
            at += 1;
        }
        (self.joined(at) && is_subject(self.line, m.words.start) && !is_possessive(self.line, m)).then_some(at)
    }

    /// "Grace couldn't make it".
    fn is_missing(&self, m: &Mention) -> bool {
        self.verb(m).is_some_and(|verb| (m.words.end..=verb).any(|i| MISSING.at(self.line, i).is_some()))
    }

    /// "Tomas was sick".
    fn is_unwell(&self, m: &Mention) -> bool {
        self.verb(m).is_some_and(|verb| (m.words.end..=verb).any(|i| UNWELL.at(self.line, i).is_some()))
    }

    /// "Tomas sends his love to Grace": she is not there.
    fn is_greeted(&self, m: &Mention) -> bool {
        let Some(to) = m.words.start.checked_sub(1).filter(|_| self.joined(m.words.start)) else { return false };
        let greeting = to.checked_sub(1).is_some_and(|b| WORDS.greetings.contains(self.line.folded(b)));
        let clause = self.line.start_of(to, Break::Comma);
        let others = (clause..to).filter_map(|i| self.people.at(i)).any(|o| is_subject(self.line, o.words.start));
        WORDS.to.contains(self.line.folded(to)) && greeting && others
    }

    /// "Coffee with Sari; Tomas sends his love": neither is he.
    fn greets(&self, m: &Mention) -> bool {
        let Some(verb) = self.verb(m) else { return false };
        let sends = matches!(self.line.folded(verb), "sends" | "sent" | "says" | "titip" | "kirim");
        let mut after = verb + 1..=verb + BETWEEN_MAX;
        let clause = self.line.start_of(m.words.start, Break::Comma);
        sends && clause > 0 && after.any(|i| WORDS.greetings.contains(self.line.folded(i)))
    }

    /// "Grace, who is engaged to Tomas".
    fn is_bound(&self, m: &Mention) -> bool {
        let start = m.words.start;
        let Some(before) = start.checked_sub(1).filter(|_| self.joined(start)) else { return false };
        let bound = |at: usize| WORDS.bound.contains(self.line.folded(at));
        let to = WORDS.to.or(WORDS.with).or(WORDS.from).contains(self.line.folded(before));
        if bound(before) || to && before.checked_sub(1).is_some_and(bound) {
            return true;
        }
        // Whatever else a relative clause says somebody is.
        let clause = self.line.start_of(before, Break::Comma);
        let which = (clause..before).find(|i| WORDS.which.contains(self.line.folded(*i)));
        which.is_some_and(|which| {
            let named = which.checked_sub(1).is_some_and(|b| self.people.at(b).is_some());
            let beside = WORDS.with.or(WORDS.and).contains(self.line.folded(before));
            named && WORDS.be.contains(self.line.folded(which + 1)) && !beside
        })
    }

    /// "Read Grace's new book".
    fn is_maker(&self, m: &Mention) -> bool {
        let mut after = (m.words.end..m.words.end + BETWEEN_MAX).take_while(|i| {
            self.joined(*i) && self.people.at(*i).is_none() && KINDS.at(self.line, *i).is_none()
                || WORDS.works.contains(self.line.folded(*i))
        });
        is_possessive(self.line, m) && after.any(|i| WORDS.works.contains(self.line.folded(i)))
    }
}
