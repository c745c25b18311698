//! Who of the sentence is in the entry, and where it lists them: among the people, the absent or the unknown.

use super::brought;
use super::felt;
use super::language::WORDS;
use super::line::Line;
use super::named::Name;
use super::people::People;
use super::promises;
use super::{Brought, Introduced, Named, Ref, Who, WhoIs};
use crate::domain::fold;

/// Which people of the sentence are people of the entry.
pub(super) struct Settled {
    /// For each person of the sentence the index in the entry.
    indices: Vec<Option<usize>>,
    count: usize,
}

impl Settled {
    pub fn new(line: &Line<'_>, people: &People, promises: &promises::Promises, feelings: &felt::Feelings) -> Settled {
        let mut there = vec![false; people.persons.len()];
        let mut mark = |person: usize| {
            if let Some(flag) = there.get_mut(person) {
                *flag = true;
            }
        };
        let mut talked_about = false;
        for (i, m) in people.mentions.iter().enumerate() {
            let before = m.words.start.checked_sub(1).map_or("", |b| line.folded(b));
            let goes_on = WORDS.and.contains(before) || line.gap_before(m.words.start).trim() == ",";
            let follows =
                i.checked_sub(1).and_then(|p| people.mentions.get(p)).is_some_and(|p| m.words.start - p.words.end <= 1);
            talked_about = WORDS.about.contains(before) || talked_about && goes_on && follows;
            if !talked_about && !promises.things.contains(&m.words.start) {
                mark(m.person);
            }
        }
        let promised = promises.all.iter().filter_map(|p| match p.who {
            Ref::Person(person) => Some(person),
            Ref::Only => None,
        });
        let felt = feelings.names().filter_map(|name| match name {
            Name::Person(person) => Some(*person),
            Name::Unknown(_) => None,
        });
        promised.chain(felt).for_each(mark);
        if !there.contains(&true) {
            for m in &people.mentions {
                if let Some(flag) = there.get_mut(m.person) {
                    *flag = true;
                }
            }
        }
        let mut count = 0;
        let indices = there
            .into_iter()
            .map(|is| {
                let index = is.then_some(count);
                count += usize::from(is);
                index
            })
            .collect();
        Settled { indices, count }
    }

    pub fn index(&self, who: Ref) -> Option<usize> {
        match who {
            Ref::Person(person) => self.indices.get(person).copied().flatten(),
            Ref::Only => (self.count == 1).then_some(0),
        }
    }

    /// Returns where the entry lists whom a feeling is about.
    pub fn named(&self, line: &Line<'_>, people: &People, name: Option<&Name>) -> Option<Named> {
        match name {
            Some(Name::Person(person)) => self.index(Ref::Person(*person)).map(Named::There),
            Some(Name::Unknown(span)) => {
                let written = line.text.get(span.clone()).unwrap_or_default();
                people.unknown_of(written).map(Named::Unknown)
            }
            None => (self.count == 1 && people.unknown.is_empty()).then_some(Named::There(0)),
        }
    }

    pub fn people(&self, people: &People) -> Vec<Who> {
        let kept = people.persons.iter().zip(&self.indices).filter(|(_, index)| index.is_some());
        kept.map(|(p, _)| Who { mention: p.who.clone(), span: p.span.clone() }).collect()
    }
}

/// Gathers those who are named and were not there.
pub(super) struct Absent<'a, 't> {
    line: &'a Line<'t>,
    people: &'a People,
    settled: &'a Settled,
    named: Vec<(Name, Who)>,
}

impl<'a, 't> Absent<'a, 't> {
    pub fn new(line: &'a Line<'t>, people: &'a People, settled: &'a Settled) -> Self {
        Absent { line, people, settled, named: Vec::new() }
    }

    /// Returns where the entry lists those of a bringing.
    pub fn brought(&mut self, tie: brought::Brought) -> Brought {
        Brought {
            by: self.named(&tie.by),
            whom: self.named(&tie.whom),
            kind: tie.kind,
            span: self.line.whole_span(tie.words),
        }
    }

    /// Returns where the entry lists two who were introduced to each other.
    pub fn introduced(&mut self, pair: brought::Introduced) -> Introduced {
        Introduced {
            one: self.named(&pair.one),
            other: self.named(&pair.other),
            span: self.line.whole_span(pair.words),
        }
    }

    /// Returns those who were gathered, in the order of their first mention.
    pub fn list(self) -> Vec<Who> {
        self.named.into_iter().map(|(_, who)| who).collect()
    }

    /// Returns where the entry lists somebody, who is added to the absent where it does not.
    fn named(&mut self, name: &Name) -> Named {
        let (mention, span) = match name {
            Name::Person(person) => {
                match (self.settled.index(Ref::Person(*person)), self.people.persons.get(*person)) {
                    (Some(index), _) => return Named::There(index),
                    (None, Some(person)) => (person.who.clone(), person.span.clone()),
                    (None, None) => (WhoIs::Unknown(String::new()), 0..0),
                }
            }
            Name::Unknown(span) => {
                let written = self.line.text.get(span.clone()).unwrap_or_default().to_owned();
                let words = fold::words(&written);
                if let Some(at) = self.people.unknown.iter().position(|(name, _)| fold::words(name) == words) {
                    return Named::Unknown(at);
                }
                (WhoIs::Unknown(written), span.clone())
            }
        };
        let known = self.named.iter().position(|(n, who)| n == name || who.mention == mention);
        if known.is_none() {
            self.named.push((name.clone(), Who { mention, span }));
        }
        Named::Absent(known.unwrap_or(self.named.len().saturating_sub(1)))
    }
}
