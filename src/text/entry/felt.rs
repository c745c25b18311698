//! How they made me feel, and how I think I left them. What a feeling is worth is decided in `feelings`.

use super::EntryError;
use super::dates::Dates;
use super::feeling::{Told, Words};
use super::language::WORDS;
use super::line::{Break, Line, REACH};
use super::named::Name;
use super::people::People;
use super::whose::{About, Subject, Whose};
use crate::domain::meeting::Feeling;
use crate::text::{Span, feelings};

/// The most words an unknown feeling after "left me" may have; more is a story ("left me waiting in the rain").
const UNKNOWN_FEELING_MAX: usize = 3;
/// How many words before a verb a negation may stand.
const NEGATION_REACH: usize = 2;
/// How many words before "did Grace" a negation may stand ("at *no* point did Grace").
const FRONTED_MAX: usize = 3;

/// A feeling as read.
pub(super) struct Felt {
    /// `None` where nobody is named.
    pub who: Option<Name>,
    pub feeling: Feeling,
    pub span: Span,
}

/// The feelings of a sentence, left to right.
#[derive(Default)]
pub(super) struct Feelings {
    pub felt: Vec<Felt>,
    pub left: Vec<Felt>,
    /// Of nobody who is named.
    pub loose: Vec<(Feeling, Span)>,
}

impl Feelings {
    /// Returns whom all of them are about.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.felt.iter().chain(&self.left).filter_map(|f| f.who.as_ref())
    }

    /// Returns where all of them stand, not in order.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let named = self.felt.iter().chain(&self.left).map(|f| f.span.clone());
        named.chain(self.loose.iter().map(|(_, span)| span.clone()))
    }
}

struct Reader<'a, 't> {
    line: &'a Line<'t>,
    people: &'a People,
    whose: &'a Whose<'a, 't>,
    words: Words<'a, 't>,
}

/// One reading: whose feeling, of whom, and the words it takes.
struct Reading {
    mine: bool,
    /// Nobody did it who is named.
    loose: bool,
    about: About,
    first: usize,
    told: Told,
    /// The word after all of it.
    end: usize,
}

impl Reading {
    fn new(mine: bool, about: About, first: usize, told: Told) -> Self {
        Reading { mine, loose: false, about, first, end: told.end, told }
    }
}

/// Reads the feelings outside the `promised` spans. `taken` are spans that are no names; both are in order.
///
/// # Errors
/// Refuses a number beside a feeling that is no value.
pub(super) fn find(
    line: &Line<'_>,
    people: &People,
    dates: &Dates,
    taken: &[Span],
    promised: &[Span],
) -> Result<Feelings, EntryError> {
    let whose = Whose { line, people, dates, taken };
    let reader = Reader { line, people, whose: &whose, words: Words { line, people, dates, whose: &whose } };
    let mut out = Feelings::default();
    let mut at = 0;
    while let Some(word) = line.word(at) {
        let i = promised.partition_point(|t| t.end <= word.span.start);
        let free = promised.get(i).is_none_or(|t| t.start >= word.span.end) && !line.is_marked(at);
        if let Some(span) = reader.beside_name(at).then(|| reader.words.wrong_value(at)).flatten() {
            return Err(no_value(line, span));
        }
        let mut next = if free { reader.at(at) } else { None };
        if next.is_none() {
            at += 1;
        }
        while let Some(reading) = next {
            at = reading.end.max(at + 1);
            if let Some(span) = reading.told.wrong {
                return Err(no_value(line, span));
            }
            next = reader.more(&reading);
            let words = line.span(reading.first..reading.end);
            let span = words.start.min(reading.told.span.start)..words.end.max(reading.told.span.end);
            if reading.loose {
                out.loose.push((reading.told.feeling, span));
                continue;
            }
            let list = if reading.mine { &mut out.felt } else { &mut out.left };
            let about = reading.about.map_or(vec![None], |names| names.into_iter().map(Some).collect());
            let felt = |who| Felt { who, feeling: reading.told.feeling.clone(), span: span.clone() };
            list.extend(about.into_iter().map(felt));
        }
    }
    Ok(out)
}

fn no_value(line: &Line<'_>, span: Span) -> EntryError {
    EntryError::NoSuchValue { words: line.text.get(span.clone()).unwrap_or_default().to_owned(), span }
}

impl Reader<'_, '_> {
    fn at(&self, at: usize) -> Option<Reading> {
        let word = self.line.folded(at);
        if WORDS.felt.or(WORDS.leaves).contains(word) && self.line.gap_before(at + 1).trim() == ":" {
            return self.labelled(at);
        }
        if WORDS.made_to.contains(word) {
            return self.made_to(at);
        }
        let caused = if WORDS.causes.or(WORDS.causes_me).contains(word) {
            self.caused_in_me(at).or_else(|| self.left(at))
        } else {
            None
        };
        caused
            .or_else(|| self.felt(at))
            .or_else(|| self.went(at))
            .or_else(|| self.valued(at))
            .or_else(|| self.scored(at))
    }

    /// `felt: heard`, `left: Grace lighter`.
    fn labelled(&self, at: usize) -> Option<Reading> {
        let mine = WORDS.felt.contains(self.line.folded(at));
        let (about, start) = match self.whose.list(at + 1, false) {
            Some((named, end)) => (Some(named), end),
            None => {
                (self.whose.beside(at).map_or_else(|| self.whose.around(at, false, false), |n| Some(Some(n)))?, at + 1)
            }
        };
        Some(Reading::new(mine, about, at, self.words.feeling(start)?))
    }

    /// "Grace made me feel heard", "left me lighter", "bikin aku merasa didengar".
    fn caused_in_me(&self, at: usize) -> Option<Reading> {
        let joined = |at: usize| self.line.break_before(at) == Break::None;
        let mut start = at + usize::from(!WORDS.causes_me.contains(self.line.folded(at)));
        let own = start == at;
        let us = WORDS.us.contains(self.line.folded(start));
        if !own && (!(us || WORDS.me.contains(self.line.folded(start))) || !joined(start)) {
            return None;
        }
        start += 1;
        // "made me and Tomas feel": what it was for me.
        while WORDS.and.contains(self.line.folded(start)) && joined(start) {
            let Some((_, end)) = self.whose.list(start + 1, true) else { break };
            start = end;
        }
        // "kita semua", "us both".
        while us && WORDS.everyone.or(WORDS.adverbs).contains(self.line.folded(start)) && joined(start) {
            start += 1;
        }
        let (subject, first) = self.whose.subject(at);
        let feel = self.feel_after(start);
        let mut told = self.words.feeling(feel.unwrap_or(start))?;
        self.accept(at, start, feel, &told, !us)?;
        let thing = matches!(subject, Subject::Thing(_));
        let about = self.about(at, subject, true);
        // Who was there while it rained did not make me sad, nor did whoever is named for her boss.
        let loose = about.as_ref().is_none_or(|about| thing && about.is_none());
        let mut begins = at;
        if let Some(not) = self.negation_before(at) {
            begins = not.max(first);
            told = self.words.negated(begins, told);
        } else if let Some(not) = self.fronted_negation(first) {
            begins = not;
            told = self.words.negated(begins, told);
        }
        Some(Reading { loose, ..Reading::new(true, about.flatten(), begins, told) })
    }

    /// "Dibuat kesal oleh Budi".
    fn made_to(&self, at: usize) -> Option<Reading> {
        let (subject, first) = self.whose.subject(at);
        let told = self.words.feeling(at + 1).filter(|told| told.feeling.value.is_some())?;
        let (about, end) = self.tail(told.end).filter(|_| matches!(subject, Subject::Me | Subject::Missing))?;
        Some(Reading { end, ..Reading::new(true, about, first.min(at), told) })
    }

    /// "I think I left her lighter", "I made Tomas feel small", "aku bikin dia senang".
    fn left(&self, at: usize) -> Option<Reading> {
        let (subject, first) = self.whose.subject(at);
        if subject != Subject::Me || self.line.break_before(at + 1) != Break::None {
            return None;
        }
        let leaves = WORDS.leaves.contains(self.line.folded(at));
        // "I left Oslo happy" speaks of a town.
        let thought = self.line.break_before(first) == Break::None;
        let (about, start) = match self.whose.list(at + 1, !leaves || thought) {
            Some(named) => (Some(named.0), named.1),
            None if WORDS.them.contains(self.line.folded(at + 1)) => {
                let meant = self.about(at + 1, self.whose.pronoun(at + 1), false)?;
                let more = WORDS.and.contains(self.line.folded(at + 2));
                match more.then(|| self.whose.list(at + 3, true)).flatten() {
                    Some((more, end)) => (meant.map(|all| [all, more].concat()), end),
                    None => (meant, at + 2 + usize::from(WORDS.everyone.contains(self.line.folded(at + 2)))),
                }
            }
            None if WORDS.everyone.contains(self.line.folded(at + 1)) => (None, at + 2),
            None => return None,
        };
        let name = self.line.span(at + 1..start).end;
        let owned = self.people.before(start).is_some_and(|m| m.words.end == start && m.span.end < name);
        let feel = self.feel_after(start);
        let mut told = self.words.feeling(feel.unwrap_or(start)).filter(|_| !owned)?;
        self.accept(at, start, feel, &told, true)?;
        if let Some(not) = self.negation_before(at) {
            told = self.words.negated(not, told);
        }
        Some(Reading::new(false, about, first, told))
    }

    /// "I felt heard with Grace", "felt tired", "aku merasa senang".
    fn felt(&self, at: usize) -> Option<Reading> {
        let word = self.line.folded(at);
        let (subject, begins) = self.whose.subject(at);
        // "bikin aku merasa …" was read already, or speaks of somebody without a name.
        let made = begins.checked_sub(1).is_some_and(|b| WORDS.causes.contains(self.line.folded(b)));
        if made && subject == Subject::Me && self.line.break_before(begins) == Break::None {
            return None;
        }
        let negated = self.negation_before(at);
        let opens = || subject == Subject::Missing && begins == at && self.words.only_feelings(at + 1);
        let bare = WORDS.felt_bare.contains(word) && (subject == Subject::Me || negated.is_some() || opens());
        if !(WORDS.felt.contains(word) || bare) {
            return None;
        }
        // What somebody else felt is a part of the story, not a feeling of mine.
        if matches!(subject, Subject::Others(_) | Subject::Stranger | Subject::Everyone) {
            return None;
        }
        let mut told = self.words.feeling(at + 1)?;
        // "I felt that Grace was distant"
        if told.feeling.value.is_none() && WORDS.it.or(WORDS.because).contains(self.line.folded(at + 1)) {
            return None;
        }
        if let Some(not) = negated {
            told = self.words.negated(not, told);
        }
        let first = negated.unwrap_or(at);
        match self.tail(told.end) {
            Some((about, end)) => Some(Reading { end, ..Reading::new(true, about, first, told) }),
            None => Some(Reading::new(true, self.about(at, subject, false)?, first, told)),
        }
    }

    /// "I left happy": how I went.
    fn went(&self, at: usize) -> Option<Reading> {
        if !WORDS.leaves.contains(self.line.folded(at)) || !self.words.only_feelings(at + 1) {
            return None;
        }
        let (subject, _) = self.whose.subject(at);
        let mine = subject == Subject::Me || subject == Subject::Missing && !self.whose.goes_on(at);
        let told = self.words.feeling(at + 1).filter(|_| mine && self.line.break_before(at + 1) == Break::None)?;
        Some(Reading::new(true, self.about(at, Subject::Me, false)?, at, told))
    }

    /// "coffee with Grace: heard +2", "heard by Grace".
    fn scored(&self, at: usize) -> Option<Reading> {
        if self.line.break_before(at) == Break::None || !self.words.only_feelings(at) {
            return None;
        }
        let told = self.words.opening(at)?;
        if WORDS.by.contains(self.line.folded(told.end))
            && let Some((about, end)) = self.tail(told.end)
        {
            return Some(Reading { end, ..Reading::new(true, about, at, told) });
        }
        let valued = told.end.checked_sub(1).is_some_and(|last| last > at && self.line.is_value(last));
        let about = self.about(at, Subject::Me, false).filter(|_| valued)?;
        Some(Reading::new(true, about, at, told))
    }

    /// "Grace +2", "Grace +2 heard".
    fn valued(&self, at: usize) -> Option<Reading> {
        let m = self.people.before(at).filter(|_| self.beside_name(at) && self.line.is_value(at))?;
        let mut told = self.words.feeling(at)?;
        if feelings::value(&told.feeling.words).is_none() {
            told = self.words.told(at, at + 1);
        }
        Some(Reading::new(true, Some(vec![Name::Person(m.person)]), at, told))
    }

    fn beside_name(&self, at: usize) -> bool {
        self.people.before(at).is_some_and(|m| m.words.end == at)
    }

    /// Reads one more of the same kind that a reading leads to: "heard by Grace *and ignored by Tomas*", "Grace made me
    /// feel heard, *Tomas ignored*".
    fn more(&self, reading: &Reading) -> Option<Reading> {
        let mut at = reading.end;
        while WORDS.joints.or(WORDS.adverbs).contains(self.line.folded(at)) && self.people.at(at).is_none() {
            at += 1;
        }
        let gap = self.line.gap_before(reading.end).trim();
        if at == reading.end && !matches!(gap, "," | ";") || self.line.break_before(at) > Break::Clause {
            return None;
        }
        let labelled = self.line.gap_before(reading.first + 1).trim() == ":";
        if let Some((named, start)) = self.whose.list(at, false) {
            let closed = |end: usize| self.line.break_before(end) > Break::None;
            // "Tomas too"
            let small = self.line.folded(start);
            let too = WORDS.tails.contains(small) && WORDS.measures.contains(small);
            if too && closed(start + 1) && self.line.break_before(start) == Break::None && !labelled {
                let span = self.line.span(at..start + 1);
                let told = Told { end: start + 1, feeling: reading.told.feeling.clone(), span, wrong: None };
                return Some(Reading::new(reading.mine, Some(named), at, told));
            }
            // After "I felt stupid" somebody who helped is no feeling of mine.
            let gapped = labelled || !WORDS.felt.or(WORDS.felt_bare).contains(self.line.folded(reading.first));
            let did = small.strip_suffix("ed").is_some_and(|stem| WORDS.deeds.contains(stem));
            let apart = self.line.gap_before(start).trim();
            let follows = matches!(apart, "" | ":") && self.line.break_before(start) <= Break::Clause;
            let says = gapped && follows && !did && self.words.only_feelings(start);
            let told = says.then(|| self.words.feeling(start)).flatten().filter(|told| closed(told.end))?;
            return Some(Reading::new(reading.mine, Some(named), at, told));
        }
        let tailed = reading.end > reading.told.end || labelled;
        let told = (tailed && self.words.only_feelings(at)).then(|| self.words.feeling(at)).flatten()?;
        let (about, end) = self.tail(told.end)?;
        Some(Reading { end, ..Reading::new(reading.mine, about, at, told) })
    }

    fn negation_before(&self, verb: usize) -> Option<usize> {
        let joined = |at: usize| self.line.break_before(at) == Break::None;
        let near = verb.saturating_sub(NEGATION_REACH)..verb;
        let mut near = near.rev().take_while(|i| joined(i + 1));
        near.find(|i| WORDS.negations.contains(self.line.folded(*i))).or_else(|| {
            // "Failed to even make me feel …"
            let small = WORDS.adverbs.or(WORDS.to);
            let first =
                (0..verb).rev().take(REACH).find(|i| !small.contains(self.line.folded(*i)) || !joined(i + 1))?;
            let to = WORDS.to.contains(self.line.folded(first + 1))
                || WORDS.feel.or(WORDS.causes).contains(self.line.folded(first + 1));
            (to && joined(first + 1) && WORDS.fails.contains(self.line.folded(first))).then_some(first)
        })
    }

    /// Returns the negation before a subject that its verb helps ("*not once* did Grace make me feel judged").
    fn fronted_negation(&self, subject: usize) -> Option<usize> {
        let joined = |at: usize| self.line.break_before(at) == Break::None;
        let helper =
            subject.checked_sub(1).filter(|h| joined(subject) && WORDS.helpers.contains(self.line.folded(*h)))?;
        let near = helper.saturating_sub(FRONTED_MAX)..helper;
        let mut near = near.rev().take_while(|i| joined(i + 1));
        near.find(|i| WORDS.negations.contains(self.line.folded(*i)))
    }

    fn feel_after(&self, at: usize) -> Option<usize> {
        let mut at = at;
        while WORDS.adverbs.contains(self.line.folded(at)) && self.line.break_before(at) == Break::None {
            at += 1;
        }
        (WORDS.feel.contains(self.line.folded(at)) && self.line.break_before(at) == Break::None).then_some(at + 1)
    }

    /// Without "feel" only a known feeling counts, or with `open` a few words after "left me" that name no place and no
    /// thing.
    fn accept(&self, verb: usize, first: usize, feel: Option<usize>, told: &Told, open: bool) -> Option<()> {
        let leaves = WORDS.leaves.contains(self.line.folded(verb));
        let word = self.line.word(first).map_or("", |w| w.text);
        let number = word.starts_with(|c: char| c.is_numeric()) && !self.line.is_value(first);
        let short = told.end.saturating_sub(first) <= UNKNOWN_FEELING_MAX && leaves && open;
        let thing = |at: usize| WORDS.not_feelings.or(WORDS.goods).contains(self.line.folded(at));
        let plain = WORDS.degrees.contains(self.line.folded(first + 1)) || self.words.is_entry(first);
        let story = (thing(first) || thing(first + 1)) && !plain || number;
        (feel.is_some() || told.feeling.value.is_some() && !(leaves && story) || short && !story).then_some(())
    }

    /// Returns whom a feeling is about; `None` where it is somebody whose name is not said.
    fn about(&self, verb: usize, subject: Subject, caused: bool) -> Option<About> {
        Some(match subject {
            Subject::Others(names) | Subject::With(names) => Some(names),
            Subject::Thing(names) if caused && !names.is_empty() => Some(names),
            Subject::Everyone => None,
            Subject::Stranger => return None,
            Subject::Missing => self.whose.around(verb, true, caused)?,
            Subject::Thing(_) if caused => self.whose.under_heading(verb),
            Subject::Me | Subject::It | Subject::Thing(_) => self.whose.around(verb, false, false)?,
        })
    }

    /// Reads the people after "heard by", "safe with": who, and the word after them.
    fn tail(&self, at: usize) -> Option<(About, usize)> {
        let word = self.line.folded(at);
        if !WORDS.felt_tails.contains(word) || self.line.break_before(at) != Break::None {
            return None;
        }
        if WORDS.them.contains(self.line.folded(at + 1)) {
            return Some((self.about(at + 1, self.whose.pronoun(at + 1), false)?, at + 2));
        }
        if WORDS.everyone.contains(self.line.folded(at + 1)) {
            return Some((None, at + 2));
        }
        let (named, end) = self.whose.tail(at)?;
        Some((Some(named), end))
    }
}
