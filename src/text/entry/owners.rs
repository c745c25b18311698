//! Who is named only to say whose relative or friend somebody is: "Ilze's sister came", "adiknya Ilze datang".

use std::collections::BTreeSet;

use super::language::{Set, WORDS};
use super::line::{Break, Line};
use super::people::{Mention, People, is_possessive};
use crate::text::who;

/// The most words between an owner and a relative ("Ilze's *very oldest* friend").
const BETWEEN_MAX: usize = 2;

/// What ends a name with what is hers: the relative after it is another's ("at Ilze's *with* her husband").
const ENDS: Set = WORDS
    .with
    .or(WORDS.and)
    .or(WORDS.joints)
    .or(WORDS.because)
    .or(WORDS.about)
    .or(WORDS.from)
    .or(WORDS.to)
    .or(WORDS.places)
    .or(WORDS.by)
    .or(WORDS.be)
    .or(WORDS.articles)
    .or(WORDS.tails)
    .or(WORDS.i)
    .or(WORDS.they);

/// Returns the mentions, by their first word, of those who were not there for all that the mention says.
pub(super) fn find(line: &Line<'_>, people: &People) -> BTreeSet<usize> {
    people.mentions.iter().filter(|m| is_owner(line, people, m)).map(|m| m.words.start).collect()
}

fn is_owner(line: &Line<'_>, people: &People, m: &Mention) -> bool {
    let joined = |at: usize| line.break_before(at) == Break::None;
    if is_possessive(line, m) {
        let after = m.words.end..=m.words.end + BETWEEN_MAX;
        let plain = |at: usize| people.at(at).is_none() && !line.is_marked(at) && !ENDS.contains(line.folded(at));
        let mut near = after.take_while(|at| joined(*at) && plain(*at));
        return near.any(|at| WORDS.kin.contains(line.folded(at)));
    }
    let Some(before) = m.words.start.checked_sub(1).filter(|_| joined(m.words.start)) else { return false };
    let word = line.folded(before);
    // A new name in brackets is somebody to meet, not whose they are.
    let of = || before.checked_sub(1).is_some_and(|kin| joined(before) && WORDS.kin.contains(line.folded(kin)));
    !line.is_marked(m.words.start) && (who::is_theirs(word) || who::is_of(word) && of())
}
