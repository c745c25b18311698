//! The name ladder: which known person a written name means.
//!
//! Pure: people come in as values, ids go out. Nothing here asks, guesses between two people or knows
//! what a sentence is about; that a name may also be a day or a place is settled in `entry`.

mod common;
mod find;
mod forms;
mod spaceless;

use super::Span;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::NameKind;

pub(crate) use common::{is_address, is_common, is_deed, is_lead, is_of, is_predicate, is_short, is_theirs, is_title};
pub(crate) use find::base;

/// A person as far as names go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: Id,
    /// The full display name.
    pub name: String,
    /// Words that tell two people of one name apart ("Riga, brewer").
    pub hint: Option<String>,
    /// Nicknames, former and misheard names; the full name is not among them.
    pub names: Vec<(NameKind, String)>,
}

/// How a form matched, best first; the order is the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    Full,
    /// Any form followed by words of the hint.
    FullAndHint,
    Nick,
    Former,
    Misheard,
    /// The first name (or nickname) with an initial or with the family name.
    FirstAndInitial,
    First,
    /// Any other whole word, for example the family name; [`NameIndex::resolve`] only.
    Part,
    /// The beginning of the full name or of words of it; [`NameIndex::resolve`] only.
    Prefix,
}

impl How {
    /// Returns the words that stand for this in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            How::Full => "full",
            How::FullAndHint => "full_and_hint",
            How::Nick => "nick",
            How::Former => "former",
            How::Misheard => "misheard",
            How::FirstAndInitial => "first_and_initial",
            How::First => "first",
            How::Part => "part",
            How::Prefix => "prefix",
        }
    }

    /// Returns the rung: nobody on a rung is preferred to another on the same one.
    const fn rung(self) -> u8 {
        match self {
            How::Full => 0,
            How::FullAndHint => 1,
            How::Nick | How::Former | How::Misheard => 2,
            How::FirstAndInitial => 3,
            How::First => 4,
            How::Part => 5,
            How::Prefix => 6,
        }
    }
}

/// What a written name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    One(Id, How),
    /// Everybody on the best rung that has anybody, best first.
    Several(Vec<Id>),
    None {
        /// At most three people whose names look alike, likest first.
        close: Vec<Id>,
    },
}

/// A name inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where the name stands, without a possessive ending.
    pub span: Span,
    /// Whom it may mean: at least one, all on one rung.
    pub candidates: Vec<Id>,
    /// How the best of them matched.
    pub how: How,
}

/// How many people a failed look-up offers.
const CLOSE_MAX: usize = 3;
/// Below this likeness (Jaro–Winkler, 0 to 1) a name is no typing error of another: "grcae" and "grace"
/// stand at 0.94, "grace" and "greta" at 0.76.
const CLOSE_LEAST: f64 = 0.84;

/// All names of all people, ready to be looked up.
#[derive(Debug, Clone, Default)]
pub struct NameIndex {
    people: Vec<Person>,
    /// Sorted; none twice for one person.
    forms: Vec<Form>,
}

/// What somebody answers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    /// Folded words joined by spaces.
    words: String,
    /// Index into the people.
    person: usize,
    how: How,
}

#[derive(Debug, Clone)]
struct Person {
    known: Known,
    /// Folded words of the full name in order, then of its Latin reading where that differs.
    words: Vec<Vec<String>>,
    hint: Vec<String>,
}

impl NameIndex {
    /// Builds the index; people without a single letter in their name are kept but match nothing.
    pub fn new(people: Vec<Known>) -> Self {
        let mut index = NameIndex::default();
        for known in people {
            let at = index.people.len();
            let units = forms::units(&known.name);
            let words = forms::spellings(&known.name, &units);
            let forms = forms::of(&known, &words, &units).into_iter();
            index.forms.extend(forms.map(|(words, how)| Form { words, person: at, how }));
            let hint = known.hint.as_deref().map(fold::words).unwrap_or_default();
            index.people.push(Person { words, hint, known });
        }
        // Of one form of one person the best stays.
        index.forms.sort_unstable();
        index.forms.dedup_by(|next, kept| next.words == kept.words && next.person == kept.person);
        index
    }

    /// Returns those who answer to folded words joined by spaces.
    fn called(&self, words: &str) -> Vec<(usize, How)> {
        let first = self.forms.partition_point(|f| f.words.as_str() < words);
        self.forms.iter().skip(first).take_while(|f| f.words == words).map(|f| (f.person, f.how)).collect()
    }

    /// Tells whether some form begins so.
    fn begins(&self, start: &str) -> bool {
        let first = self.forms.partition_point(|f| f.words.as_str() < start);
        self.forms.get(first).is_some_and(|f| f.words.starts_with(start))
    }

    /// Returns the person of this id; `None` if nobody here has it.
    pub fn person(&self, id: Id) -> Option<&Known> {
        self.people.iter().map(|p| &p.known).find(|known| known.id == id)
    }

    /// Tells whom a NAME argument means: any form of a name, with words of the hint after it, or a prefix.
    pub fn resolve(&self, query: &str) -> Resolution {
        let words = fold::words(query);
        // Everybody is compared only where nobody is meant.
        self.meant(&words).unwrap_or_else(|| Resolution::None { close: self.close(&words) })
    }

    /// Tells who answers to these folded words, nothing added or left out; `None` where nobody does. It is what
    /// [`NameIndex::resolve`] returns too, whoever else is in the index.
    pub fn whole(&self, words: &[String]) -> Option<Resolution> {
        let hits = self.called(&words.join(" "));
        (!hits.is_empty()).then(|| self.resolution(hits))
    }

    /// Tells whom the folded words of a name mean; `None` where nobody is.
    pub(crate) fn meant(&self, words: &[String]) -> Option<Resolution> {
        let untitled: &[String] = words.split_first().filter(|(w, _)| is_title(w)).map_or(&[], |(_, rest)| rest);
        let hits = [words, untitled].into_iter().map(|words| self.hits(words)).find(|hits| !hits.is_empty())?;
        Some(self.resolution(hits))
    }

    /// Returns everybody a query of at least one word may mean, whatever the rung.
    fn hits(&self, words: &[String]) -> Vec<(usize, How)> {
        if words.is_empty() {
            return Vec::new();
        }
        let called = self.called(&words.join(" "));
        if !called.is_empty() {
            return called;
        }
        for head in (1..words.len()).rev() {
            let (name, hint) = words.split_at(head);
            let hits = self.with_hint(&self.whole_words(name), hint);
            if !hits.is_empty() {
                return hits;
            }
        }
        let part = self.whole_words(words);
        if !part.is_empty() {
            return part;
        }
        let begins = |p: &Person| p.words.iter().any(|name| begin_in_order(words, name));
        let nick = |p: &Person| p.known.names.iter().any(|(_, n)| begin_in_order(words, &fold::words(n)));
        let people = self.people.iter().enumerate();
        people.filter(|(_, p)| begins(p) || nick(p)).map(|(at, _)| (at, How::Prefix)).collect()
    }

    /// Returns those who answer to these words as a form or as neighbouring words of the full name.
    fn whole_words(&self, words: &[String]) -> Vec<(usize, How)> {
        let within = |p: &Person| p.words.iter().any(|name| name.windows(words.len().max(1)).any(|w| w == words));
        let mut hits = self.called(&words.join(" "));
        let people = self.people.iter().enumerate().filter(|(_, p)| within(p));
        let parts: Vec<usize> = people.map(|(at, _)| at).filter(|at| hits.iter().all(|(p, _)| p != at)).collect();
        hits.extend(parts.into_iter().map(|at| (at, How::Part)));
        hits
    }

    /// Keeps those whose hint holds every one of the words.
    fn with_hint(&self, hits: &[(usize, How)], words: &[String]) -> Vec<(usize, How)> {
        let holds = |at: usize| self.people.get(at).is_some_and(|p| words.iter().all(|w| p.hint.contains(w)));
        hits.iter().filter(|(at, _)| holds(*at)).map(|(at, _)| (*at, How::FullAndHint)).collect()
    }

    fn resolution(&self, hits: Vec<(usize, How)>) -> Resolution {
        let (ids, how) = self.best(hits);
        match (ids.as_slice(), how) {
            ([id], Some(how)) => Resolution::One(*id, how),
            _ => Resolution::Several(ids),
        }
    }

    /// Returns the ids on the best rung, best first, and how the first of them matched.
    fn best(&self, mut hits: Vec<(usize, How)>) -> (Vec<Id>, Option<How>) {
        let rung = hits.iter().map(|(_, how)| how.rung()).min();
        hits.retain(|(_, how)| Some(how.rung()) == rung);
        let key = |(at, how): &(usize, How)| self.people.get(*at).map(|p| (*how, p.known.name.as_str(), p.known.id));
        hits.sort_by(|a, b| key(a).cmp(&key(b)));
        let how = hits.first().map(|(_, how)| *how);
        (hits.into_iter().filter_map(|(at, _)| self.people.get(at)).map(|p| p.known.id).collect(), how)
    }

    fn close(&self, words: &[String]) -> Vec<Id> {
        if words.is_empty() {
            return Vec::new();
        }
        let query = words.join(" ");
        let likeness = |p: &Person| {
            let wholes = p.words.iter().map(|w| w.join(" "));
            let parts = p.words.iter().flatten().cloned();
            let others = p.known.names.iter().map(|(_, n)| fold::words(n).join(" "));
            wholes.chain(parts).chain(others).map(|n| strsim::jaro_winkler(&query, &n)).fold(0.0, f64::max)
        };
        let mut all: Vec<(f64, &Person)> = self.people.iter().map(|p| (likeness(p), p)).collect();
        all.retain(|(like, _)| *like >= CLOSE_LEAST);
        all.sort_by(|(a, p), (b, q)| {
            b.total_cmp(a).then_with(|| (&p.known.name, p.known.id).cmp(&(&q.known.name, q.known.id)))
        });
        all.into_iter().take(CLOSE_MAX).map(|(_, p)| p.known.id).collect()
    }
}

/// Tells whether each query word begins a word of the name, in the same order.
fn begin_in_order(query: &[String], name: &[String]) -> bool {
    let mut rest = name.iter();
    query.iter().all(|q| rest.any(|word| word.starts_with(q.as_str())))
}

/// Settles an ambiguous mention by evidence: each candidate with the number of meetings shared with the others named.
/// Clear is a best with at least two and at least three times the second; `None` means: ask.
pub fn settle(counts: &[(Id, u32)]) -> Option<Id> {
    let mut sorted = counts.to_vec();
    sorted.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let (id, best) = *sorted.first()?;
    let second = sorted.get(1).map_or(0, |(_, n)| *n);
    (best >= 2 && u64::from(best) >= 3 * u64::from(second)).then_some(id)
}

#[cfg(test)]
mod tests;
