//! Who made whom feel: the subject of a clause, and whom a feeling is about where the clause names nobody.

mod around;

use super::dates::Dates;
use super::kind::is_subject;
use super::language::{Set, WORDS};
use super::line::{Break, Line, REACH};
use super::named::{Name, Named, Names};
use super::people::{self, People, UNKNOWN_MAX};
use super::towns;
use crate::text::feelings;
use crate::text::{Span, who};

/// How many words before a noun may say whose it is ("her very kind words").
const NEAR: usize = 3;
/// The most words of "dinner", "a long walk" before "with" and the people it is made of.
const HEAD_MAX: usize = 4;
/// The most words like "really" and "didn't" between a subject and its verb.
const BETWEEN_MAX: usize = 4;

/// Shorter Indonesian words have their first letters by chance ("beruk").
const DERIVED_LEAST: usize = 6;

/// What somebody is to somebody.
const KIN: Set = WORDS.kin.or(WORDS.own_kin).or(WORDS.strangers);

/// Who does what a verb says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Me,
    /// They act themselves.
    Others(Vec<Name>),
    /// Something with them acts ("coffee with Grace").
    With(Vec<Name>),
    Everyone,
    /// Somebody whose name is not said ("her boss").
    Stranger,
    /// "It", "which": what was told before.
    It,
    /// Something that is nobody ("the rain"), and those whom its clause names or means.
    Thing(Vec<Name>),
    /// The clause begins with the verb.
    Missing,
}

/// Whom a feeling is about; `None` for everybody there.
pub(super) type About = Option<Vec<Name>>;

/// Reads subjects.
pub(super) struct Whose<'a, 't> {
    pub line: &'a Line<'t>,
    pub people: &'a People,
    pub dates: &'a Dates,
    /// Spans that are no names, in order.
    pub taken: &'a [Span],
}

impl Whose<'_, '_> {
    fn names(&self) -> Names<'_, '_> {
        Names { line: self.line, people: self.people, dates: self.dates, taken: self.taken }
    }

    fn joined(&self, at: usize) -> bool {
        self.line.break_before(at) == Break::None
    }

    fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1).filter(|_| self.joined(at))
    }

    fn is(&self, set: Set, at: usize) -> bool {
        set.contains(self.line.folded(at))
    }

    /// Returns the subject right before a verb, words like "really" and "didn't" read over, with its first word.
    pub fn subject(&self, verb: usize) -> (Subject, usize) {
        let mut at = verb;
        if let Some(named) = self.apposition(verb).or_else(|| self.apposed(verb)) {
            let first = named.words.start;
            return (Subject::Others(vec![named.who]), first);
        }
        while let Some(before) = self.before(at).filter(|_| verb - at < BETWEEN_MAX) {
            let named = self.people.at(before).is_some();
            if !named && self.is(WORDS.adverbs.or(WORDS.negations), before) {
                at = before;
                continue;
            }
            // "Grace failed to make me …", "Budi gagal bikin aku …"
            let to = if self.is(WORDS.to, before) { self.before(before) } else { Some(before) };
            if let Some(fails) = to.filter(|b| !named && self.is(WORDS.fails, *b)) {
                at = fails;
                continue;
            }
            if let Some(all) = self.list_back(before) {
                return self.acting(all, before);
            }
            return self.noun(before);
        }
        let all = (at..verb).any(|i| self.is(WORDS.everyone, i));
        (if all { self.everybody(at) } else { Subject::Missing }, at)
    }

    /// Returns the name between commas that says who it is ("her boss, Zoltan, made me …").
    fn apposition(&self, verb: usize) -> Option<Named> {
        let comma = |at: usize| self.line.break_before(at) == Break::Comma;
        let named = verb.checked_sub(1).filter(|_| comma(verb)).and_then(|last| self.name_at(last))?;
        let noun = named.words.start.checked_sub(1).filter(|_| comma(named.words.start))?;
        self.is(KIN, noun).then_some(named)
    }

    /// Returns the name before "his brother" between commas ("Zoltan, his brother, made me …").
    fn apposed(&self, verb: usize) -> Option<Named> {
        let noun = verb.checked_sub(1).filter(|n| self.line.break_before(verb) == Break::Comma && self.is(KIN, *n))?;
        let comma = (noun.saturating_sub(NEAR)..=noun).rev().find(|i| self.line.break_before(*i) > Break::None)?;
        self.name_at(comma.checked_sub(1)?).filter(|_| self.line.break_before(comma) == Break::Comma)
    }

    /// Returns whose a noun is ("Zoltan's stories").
    fn owner(&self, at: usize) -> Option<Name> {
        let near = (at.saturating_sub(NEAR)..at).rev().take_while(|i| self.joined(i + 1));
        near.into_iter().find_map(|i| {
            let (_, bare) = self.line.word(i).and_then(who::base)?;
            match self.people.at(i) {
                Some(m) => Some(Name::Person(m.person)),
                None => {
                    let plain = Set::ALL.contains(&bare) || feelings::is_known(&bare);
                    let first =
                        (i.saturating_sub(UNKNOWN_MAX)..=i).rev().take_while(|b| self.is_name_like(*b)).last()?;
                    let opens = self.line.break_before(i) > Break::Comma;
                    let town = towns::is_base(self.line, first..i, &bare);
                    (!(town || opens && plain)).then(|| Name::Unknown(people::unknown(self.line, first..i + 1).1))
                }
            }
        })
    }

    /// Reads the subject that ends with the word, which is no name.
    fn noun(&self, at: usize) -> (Subject, usize) {
        let before = |set: Set| self.before(at).is_some_and(|b| self.is(set, b));
        let subject = if self.line.folded(at).is_empty() || self.is(WORDS.joints, at) {
            return (Subject::Missing, at + 1);
        } else if self.is(WORDS.i, at) || self.line.stem_before(at, "m").is_some_and(|s| WORDS.i.contains(s.as_str())) {
            // "adikku", "teman saya": the owner follows.
            if before(WORDS.strangers) { Subject::Stranger } else { Subject::Me }
        } else if self.is(WORDS.everyone, at) || self.is(WORDS.them, at) && self.of_them(at) {
            self.everybody(at)
        } else if self.is(WORDS.they, at) {
            if before(WORDS.strangers) { Subject::Stranger } else { self.pronoun(at) }
        } else if self.is(WORDS.which, at) {
            match at.checked_sub(1).and_then(|last| self.list_back(last)) {
                Some(all) if self.line.break_before(at) <= Break::Comma => Subject::Others(names(all)),
                _ => Subject::It,
            }
        } else if self.is(KIN, at) {
            match self.with_before(at) {
                _ if before(WORDS.everyone) => Subject::Everyone,
                Some(all) => Subject::Others(names(all)),
                None => Subject::Stranger,
            }
        } else if let Some(owner) = self.owner(at) {
            Subject::Others(vec![owner])
        } else if self.is_theirs(at) {
            self.pronoun(at)
        } else if self.is(WORDS.it, at) && !self.points_back(at) {
            Subject::It
        } else {
            Subject::Thing(self.of_clause(at))
        };
        (subject, at)
    }

    /// Tells whether the word only points at the noun before it ("hujan *itu*", "the rain *that*").
    fn points_back(&self, at: usize) -> bool {
        let free = WORDS.joints.or(WORDS.and).or(WORDS.adverbs).or(WORDS.because);
        self.is(WORDS.pointers, at) && self.before(at).is_some_and(|b| !self.is(free, b))
    }

    /// Returns those whom the clause that ends with the word names or means: "talking to Ilze about work", "what she said".
    fn of_clause(&self, at: usize) -> Vec<Name> {
        let clause = self.line.start_of(at, Break::Comma)..at + 1;
        let named = self.named_between(clause.start, clause.end);
        let meant = clause.rev().find(|i| self.is(WORDS.they.or(WORDS.theirs), *i)).filter(|_| named.is_empty());
        match meant.map(|i| self.pronoun(i)) {
            Some(Subject::Others(all)) => all,
            _ => named,
        }
    }

    /// Returns the names before "and his wife", of which the word is the last, or a name follows.
    fn with_before(&self, at: usize) -> Option<Vec<Named>> {
        let small = KIN.or(WORDS.articles).or(WORDS.theirs);
        let near = (at.saturating_sub(NEAR)..=at).rev().take_while(|i| self.is(small, *i) && self.joined(*i));
        let first = near.last()?;
        let and = self.before(first).filter(|and| self.is(WORDS.and, *and) && self.joined(*and))?;
        self.list_back(and.checked_sub(1)?)
    }

    fn of_them(&self, at: usize) -> bool {
        self.before(at).and_then(|of| self.before(of)).is_some_and(|b| self.is(WORDS.everyone, b))
    }

    /// Tells whether the noun is somebody's who was named before ("her kindness", "kata katanya").
    fn is_theirs(&self, at: usize) -> bool {
        let near = (at.saturating_sub(NEAR)..at).rev().take_while(|i| self.joined(i + 1));
        self.line.folded(at).strip_suffix("nya").is_some_and(|stem| stem.len() > 3)
            || near.into_iter().any(|i| self.is(WORDS.theirs, i))
    }

    /// Tells how names before a verb act: as its subject, or as part of it.
    fn acting(&self, mut all: Vec<Named>, last: usize) -> (Subject, usize) {
        let first = all.first().map_or(last, |n| n.words.start);
        let Some(before) = self.before(first) else { return (Subject::Others(names(all)), first) };
        // "teman Ilze" is a friend of hers; "my friend Ilze" is Ilze.
        let owned = || self.before(before).is_some_and(|b| self.is(WORDS.articles, b));
        if self.is(WORDS.strangers, before) && !owned() {
            return (Subject::Stranger, first);
        }
        if is_subject(self.line, first) {
            let opens = WORDS
                .joints
                .or(WORDS.adverbs)
                .or(WORDS.negations)
                .or(WORDS.because)
                .or(WORDS.articles)
                .or(WORDS.kin)
                .or(WORDS.helpers);
            let opens = self.is(opens.or(WORDS.own_kin).or(WORDS.i), before) || who::is_title(self.line.folded(before));
            if !opens {
                all.drain(..all.len().saturating_sub(1));
            }
            if let Some(before) = self.with_before(before) {
                all.splice(0..0, before);
            }
            return (Subject::Others(names(all)), first);
        }
        let clause = self.line.start_of(first, Break::Comma);
        let spoken = self.is(WORDS.i.or(WORDS.we), clause);
        if self.is(WORDS.with, before) && before > clause && first - clause <= HEAD_MAX && !spoken {
            return (Subject::With(names(all)), first);
        }
        all.drain(..all.len().saturating_sub(1));
        // "coffee with Grace and Ilze made me …"
        let subject = if all.first().is_some_and(|n| n.words.start == first) { Subject::With } else { Subject::Others };
        (subject(names(all)), first)
    }

    /// Returns the names of the list that ends with the word, first to last; a pair needs an "and".
    fn list_back(&self, at: usize) -> Option<Vec<Named>> {
        let mut all = vec![self.name_at(at)?];
        while let Some(first) = all.last().map(|n| n.words.start).filter(|first| *first > 0) {
            let titled = first > 1 && who::is_title(self.line.folded(first - 1)) && self.joined(first);
            let first = first - usize::from(titled);
            let gap = self.line.gap_before(first).trim().trim_matches(['[', ']']).trim();
            let last = match self.is(WORDS.and.or(WORDS.negations), first - 1) {
                true => first.checked_sub(2),
                false if matches!(gap, "&" | "+" | "/") || gap == "," && all.len() > 1 => Some(first - 1),
                false => None,
            };
            let Some(more) = last.and_then(|last| self.name_at(last)).filter(|n| n.words.end <= first) else { break };
            all.push(more);
        }
        all.reverse();
        Some(all)
    }

    /// Returns the name that ends with the word, of somebody known or not.
    fn name_at(&self, at: usize) -> Option<Named> {
        self.names().at(at).filter(|n| n.words.end == at + 1).or_else(|| self.guess(at))
    }

    /// Returns the capitalised words that end here as the name of somebody nobody knows.
    fn guess(&self, at: usize) -> Option<Named> {
        let mut first = at + 1;
        while let Some(before) = first.checked_sub(1).filter(|b| at - b < UNKNOWN_MAX) {
            let kin = || self.is(KIN, before);
            let goes_on = before == at || self.line.gap_before(first) == " " && !kin();
            if !goes_on || !self.is_name_like(before) {
                break;
            }
            first = before;
        }
        self.unknown(first, at + 1)
    }

    fn is_name_like(&self, at: usize) -> bool {
        let free = |span: &Span| people::is_free(self.taken, span);
        self.people.at(at).is_none() && people::is_name_like(self.line, self.dates, &free, at)
    }

    fn unknown(&self, first: usize, end: usize) -> Option<Named> {
        let last = self.line.word(end.checked_sub(1)?).filter(|_| first < end)?;
        let (_, span) = people::unknown(self.line, first..end);
        let named = Named { who: Name::Unknown(span), words: first..end };
        let shouted = last.text.chars().count() > 1 && last.text.chars().all(char::is_uppercase);
        let thing = self.before(first).is_some_and(|b| self.is(WORDS.articles, b));
        // What is hers is not her.
        if who::base(last).is_some() || shouted || thing || towns::is_town(self.line, first..end) {
            return None;
        }
        // A sentence begins with a capital whatever it begins with.
        let word = self.line.folded(first);
        let opens = self.line.break_before(first) > Break::Comma && first + 1 == end;
        let plain = Set::ALL.contains(word) && !WORDS.kin.contains(word)
            || word.len() > 5 && (word.ends_with("ing") || word.ends_with("nya"))
            || feelings::is_known(word);
        (!(opens && plain)).then_some(named)
    }

    /// Returns the first of the names that begin at the word, and the word after the list of them.
    pub fn list(&self, at: usize, guess: bool) -> Option<(Vec<Name>, usize)> {
        let from = |at: usize| {
            let known = self.people.from(self.line, at).map(|m| (Name::Person(m.person), m.words.end));
            known.or_else(|| {
                let known = self.people.unknown_at(self.line, at).filter(|words| words.start == at);
                let mut end = known.as_ref().map_or(at, |words| words.end);
                while guess && known.is_none() && end < at + UNKNOWN_MAX && self.is_name_like(end) {
                    if end > at && self.line.gap_before(end) != " " {
                        break;
                    }
                    end += 1;
                }
                self.unknown(at, end).map(|n| (n.who, end))
            })
        };
        let (first, mut end) = from(at)?;
        let mut all = vec![first];
        loop {
            let gap = self.line.gap_before(end).trim().trim_matches(['[', ']']).trim();
            let next = match self.is(WORDS.and, end) && self.line.break_before(end) <= Break::Comma {
                true => end + 1,
                false if matches!(gap, "," | "&" | "+" | "/") => end,
                false => break,
            };
            let Some((more, after)) = from(next) else { break };
            all.push(more);
            end = after;
        }
        Some((all, end))
    }

    /// Returns the names that end right before the word, with nothing between.
    pub fn beside(&self, at: usize) -> Option<Vec<Name>> {
        let last = self.before(at).filter(|last| self.people.at(*last).is_some())?;
        self.list_back(last).map(names)
    }

    /// Reads the people after "heard by", "safe with": their names, and the word after them.
    pub fn tail(&self, at: usize) -> Option<(Vec<Name>, usize)> {
        if !self.is(WORDS.felt_tails, at) || !self.joined(at) || !self.joined(at + 1) {
            return None;
        }
        // "homesick for Bali" is nobody's.
        let somewhere = self.is(WORDS.from.or(WORDS.to), at) && !self.is(WORDS.with, at);
        self.list(at + 1, !somewhere)
    }

    /// Returns everybody named between two words, each once, those only talked about left out.
    fn named_between(&self, from: usize, to: usize) -> Vec<Name> {
        let mut all: Vec<(usize, Name)> = Vec::new();
        let first = self.people.mentions.partition_point(|m| m.words.start < from);
        let mentions = self.people.mentions.iter().skip(first).take_while(|m| m.words.start < to);
        all.extend(mentions.map(|m| (m.words.start, Name::Person(m.person))));
        let span = self.line.span(from..to);
        let first = self.people.unknown.partition_point(|(_, s)| s.start < span.start);
        let unknown = self.people.unknown.iter().skip(first).map(|(_, s)| s).take_while(|s| s.start < span.end);
        all.extend(unknown.map(|s| (self.line.index_at(s.start), Name::Unknown(s.clone()))));
        all.sort_by_key(|(at, _)| *at);
        let mut out: Vec<Name> = Vec::new();
        for (at, name) in all {
            let about = at.checked_sub(1).is_some_and(|b| self.is(WORDS.about, b));
            if !about && !out.contains(&name) {
                out.push(name);
            }
        }
        out
    }

    /// Returns whom "they" and "both" mean at the word: everybody named before.
    fn everybody(&self, at: usize) -> Subject {
        let all = self.named_between(at.saturating_sub(REACH), at);
        if all.is_empty() { Subject::Everyone } else { Subject::Others(all) }
    }

    /// Returns whom "she" means at the word, or "they": whoever was named last, or all of them.
    pub fn pronoun(&self, at: usize) -> Subject {
        if self.is(WORDS.plural, at) {
            return self.everybody(at);
        }
        let least = self.people.before(at).map_or(0, |m| m.words.start).max(at.saturating_sub(REACH));
        for i in (least..at).rev() {
            if let Some(named) = self.names().at(i).or_else(|| self.guess(i).filter(|n| self.acts(n.words.end))) {
                return Subject::Others(vec![named.who]);
            }
        }
        // Named as whose something is ("Ilze's place").
        self.people.before(at).map_or(Subject::Everyone, |m| Subject::Others(vec![Name::Person(m.person)]))
    }

    /// Tells whether the word is surely what somebody does.
    fn acts(&self, at: usize) -> bool {
        let word = self.line.folded(at);
        let verb = who::is_deed(word)
            || WORDS.causes.or(WORDS.felt).or(WORDS.negations).contains(word)
            || word.ends_with("ed")
            || is_derived(word);
        self.joined(at) && verb && !WORDS.and.contains(word)
    }
}

/// Tells whether a word has the look of what an Indonesian verb is made into ("nyebelin", "membosankan").
fn is_derived(word: &str) -> bool {
    let long = word.len() >= DERIVED_LEAST;
    long && ["nge", "nye", "mem", "men", "ber", "ter"].iter().any(|start| word.starts_with(start))
        || long && word.starts_with('n') && word.ends_with("in")
}

fn names(all: Vec<Named>) -> Vec<Name> {
    all.into_iter().map(|n| n.who).collect()
}
