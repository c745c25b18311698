//! Whether a day of a sentence is the day of the meeting, or of something else that was told: "her exam is on
//! 14 January", "Tom, who flies on Friday", "last year she got married".
//!
//! Only clauses, subjects and verbs are looked at; which of several days counts is decided in `dates`.

mod life;

use std::ops::Range;

use super::dates::Dates;
use super::kind::is_subject;
use super::language::{CLAUSES, COMES, EVENTS, INVITES, KINDS, OWNERS, TELLS, WILL, WORDS, Weight};
use super::line::{Break, Line, REACH};
use super::people::{People, is_possessive};
use crate::text::scan::Word;
use crate::text::when::Found;
use crate::text::who;

/// A longer span is too vague to be the day somebody did something.
const DAYS_OF_A_MONTH: i64 = 31;

/// How many words a subject such as "her new job at the bank" may have before its verb.
const SUBJECT_MAX: usize = 7;

/// Words in "s" that may follow a person and are no verb.
const NO_VERBS: &[&str] = &[
    "was",
    "always",
    "sometimes",
    "perhaps",
    "downstairs",
    "upstairs",
    "outdoors",
    "indoors",
    "overseas",
    "afterwards",
    "besides",
    "nowadays",
    "this",
    "his",
    "us",
    "plus",
    "as",
    "yes",
    "thus",
    "across",
    "towards",
];

/// Words in "nya" that own nothing.
const NO_OWNERS: &[&str] =
    &["akhirnya", "rasanya", "biasanya", "kayaknya", "sepertinya", "sebelumnya", "hanya", "tanya"];

/// Who or what a clause speaks of first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// "She", "they".
    They,
    /// Somebody named.
    Person,
    /// Somebody just named: "who", "yang".
    Which,
    /// What is somebody's: "her exam", "Tom's exam".
    Owned,
    /// The same, in a language that puts it into one word.
    OwnedInOne,
    /// "I", "we".
    Me,
    /// "The course".
    Thing,
    /// None, or one that is not understood.
    None,
}

/// A clause around a date.
pub(super) struct Clause<'a, 't> {
    line: &'a Line<'t>,
    people: &'a People,
    dates: &'a Dates,
    words: Range<usize>,
    /// The words of the date.
    date: Range<usize>,
    subject: Subject,
    /// The word after the subject.
    verb: usize,
    /// Something that somebody else speaks.
    spoken: bool,
}

/// Tells whether a date belongs to what was told, not to the meeting.
pub(super) fn is_told(line: &Line<'_>, people: &People, dates: &Dates, found: &Found) -> bool {
    let date = line.indices(&found.span);
    let comma = line.start_of(date.start, Break::Comma);
    let theirs = (comma..date.start).any(|i| WORDS.they.contains(line.folded(i)));
    if comma > 0 && theirs || is_ahead(line, date.start) {
        return true;
    }
    let somebody = || (comma..date.start).filter_map(|i| people.at(i)).any(|m| is_subject(line, m.words.start));
    let more = found.when.as_ref().is_ok_and(|when| (when.to - when.from).num_days() > DAYS_OF_A_MONTH);
    if more && (theirs || somebody()) {
        return true;
    }
    if life::is_talked_about(line, date.start, more) {
        return true;
    }
    let nearer = dates.comes_nearer(found);
    Clause::around(line, people, dates, date).is_told(nearer)
}

/// Tells whether the words before in the clause speak of the future ("will be in Riga"); somebody named Will does not.
pub(super) fn is_ahead(line: &Line<'_>, at: usize) -> bool {
    let will = |i: usize| {
        let name = line.word(i).is_some_and(Word::is_capitalised)
            && (line.break_before(i) == Break::None || who::is_predicate(line.folded(i + 1)));
        WILL.at(line, i).is_some() && !name || line.stem_before(i, "ll").is_some()
    };
    (line.start_of(at, Break::Comma)..at).any(will)
}

impl<'a, 't> Clause<'a, 't> {
    /// Finds the clause that holds the words of a date.
    pub fn around(line: &'a Line<'t>, people: &'a People, dates: &'a Dates, date: Range<usize>) -> Self {
        let mut clause = Clause {
            line,
            people,
            dates,
            words: date.clone(),
            date: date.clone(),
            subject: Subject::None,
            verb: date.end,
            spoken: false,
        };
        let least = date.start.saturating_sub(REACH);
        let mut start = date.start;
        while start > least && line.break_before(start) < Break::Comma {
            if clause.opens(start) {
                break;
            }
            start -= 1;
            if let Some((len, ())) = TELLS.at(line, start)
                && start + len < date.start
            {
                clause.spoken = true;
                start += len;
                break;
            }
        }
        // "Next meeting: 4 December".
        if start > 0 && start == date.start && line.gap_before(start).trim() == ":" {
            start = line.start_of(start - 1, Break::Comma);
        }
        let most = (date.end + REACH).min(line.words.len());
        let end = (date.end..most).find(|i| line.break_before(*i) >= Break::Comma || clause.opens(*i)).unwrap_or(most);
        clause.words = start..end;
        (clause.subject, clause.verb) = clause.read_subject();
        clause
    }

    /// Tells whether a clause of its own begins at the word.
    fn opens(&self, at: usize) -> bool {
        if CLAUSES.at(self.line, at).is_some() && !self.dates.covers_word(self.line, at) {
            return true;
        }
        let word = self.line.folded(at);
        if !(WORDS.and.contains(word) || WORDS.joints.contains(word)) || self.date.contains(&at) {
            return false;
        }
        // "… and she", "… and Tom starts"; a list of people goes on otherwise.
        let next = self.past_dates(at + 1);
        let pronoun = |set: super::language::Set| {
            set.contains(self.line.folded(next)) || self.contracted(next).is_some_and(|stem| set.contains(&stem))
        };
        let named = self.people.from(self.line, next).is_some_and(|m| self.acts(m.words.end));
        let listed = at.checked_sub(1).is_some_and(|before| self.people.at(before).is_some());
        pronoun(WORDS.they.or(WORDS.i).or(WORDS.we)) || named && !listed
    }

    /// Returns the stem of "she's", "they're", "I'm", "we've".
    fn contracted(&self, at: usize) -> Option<String> {
        ["s", "re", "m", "ve", "d"].into_iter().find_map(|ending| self.line.stem_before(at, ending))
    }

    /// Returns the first word from here on that is in no date.
    fn past_dates(&self, at: usize) -> usize {
        let mut at = at;
        while self.line.break_before(at + 1) < Break::Sentence && self.dates.covers_word(self.line, at) {
            at += 1;
        }
        at
    }

    /// Tells whether the word after a name may be what they do.
    fn acts(&self, at: usize) -> bool {
        let word = self.line.folded(at);
        let no = [WORDS.places, WORDS.with, WORDS.and, WORDS.tails, WORDS.felt_tails, WORDS.about];
        self.line.break_before(at) == Break::None
            && !word.is_empty()
            && !no.iter().any(|set| set.contains(word))
            && !self.dates.covers_word(self.line, at)
            && self.line.word(at).is_some_and(|w| !w.is_capitalised() && w.text.chars().all(char::is_alphabetic))
    }

    /// Returns what the clause speaks of, and the word after it.
    fn read_subject(&self) -> (Subject, usize) {
        let mut at = self.words.start;
        let mut which = false;
        loop {
            let word = self.line.folded(at);
            let date_end = self.past_dates(at);
            if date_end > at {
                at = date_end;
            } else if WORDS.joints.contains(word) || WORDS.and.contains(word) || WORDS.adverbs.contains(word) {
                at += 1;
            } else if let Some((len, ())) = CLAUSES.at(self.line, at) {
                which |= WORDS.which.contains(word);
                at += len;
            } else if self.spoken && WORDS.me.or(WORDS.us).contains(word) {
                at += 1;
            } else {
                break;
            }
            if at >= self.words.end {
                return (Subject::None, self.words.end);
            }
        }
        let word = self.line.folded(at);
        let stem = self.contracted(at);
        let is = |set: super::language::Set| set.contains(word) || stem.as_deref().is_some_and(|s| set.contains(s));
        if let Some(mention) = self.people.from(self.line, at) {
            if is_possessive(self.line, mention) {
                return (Subject::Owned, mention.words.end);
            }
            let mut end = mention.words.end;
            while WORDS.and.contains(self.line.folded(end))
                && let Some(more) = self.people.from(self.line, end + 1)
            {
                end = more.words.end;
            }
            return if is_subject(self.line, at) { (Subject::Person, end) } else { (Subject::None, end) };
        }
        match () {
            () if is(WORDS.they) => (Subject::They, at + 1),
            () if is(WORDS.i) || is(WORDS.we) => (Subject::Me, at + 1),
            () if which => (Subject::Which, at),
            () if OWNERS.at(self.line, at).is_some() => (Subject::Owned, at + 1),
            () if word.len() > 5 && word.ends_with("nya") && !NO_OWNERS.contains(&word) => {
                (Subject::OwnedInOne, at + 1)
            }
            () if WORDS.articles.contains(word) => (Subject::Thing, at + 1),
            () if self.line.word(at).is_some_and(Word::is_capitalised) && self.is_present(at + 1) => {
                (Subject::Thing, at + 1)
            }
            () => (Subject::None, at),
        }
    }

    /// Tells whether the date belongs to what was told. `nearer` tells that the day could as well be one to come, and
    /// that this would be nearer.
    fn is_told(&self, nearer: bool) -> bool {
        let first = self.date.start == 0;
        if let Some(verb) = self.present()
            && (!first || nearer)
            && !(verb + 1..self.date.start).any(|i| self.is_contact_verb(i))
        {
            return true;
        }
        if first {
            return false;
        }
        if self.is_of_their_life() || self.is_of_the_first_time() {
            return true;
        }
        let contact = self.words.clone().any(|i| self.is_contact(i));
        let others = match self.subject {
            Subject::They | Subject::Owned => true,
            Subject::Person => self.acts(self.verb),
            Subject::Which => !matches!(self.line.folded(self.verb), "was" | "were"),
            _ => false,
        };
        if others && !contact && self.is_later() {
            return true;
        }
        nearer && self.may_be_ahead(contact)
    }

    /// Tells whether somebody, or a contact, was named before the clause.
    fn is_later(&self) -> bool {
        let before = self.words.start.saturating_sub(REACH)..self.words.start;
        self.spoken || before.into_iter().any(|i| self.people.at(i).is_some() || KINDS.at(self.line, i).is_some())
    }

    /// Tells whether what is said fits a day to come as well as a day gone by.
    fn may_be_ahead(&self, contact: bool) -> bool {
        let before = self.words.start..self.date.start;
        let arranged = before.clone().any(|i| {
            // "Invited me on Friday" is the day of the invitation.
            INVITES.at(self.line, i).is_some_and(|(len, ())| {
                let after = i + len;
                let receiver =
                    WORDS.me.or(WORDS.us).contains(self.line.folded(after)) || self.people.at(after).is_some();
                after + usize::from(receiver) < self.date.start
            })
        });
        // "Moved lunch to 4 December".
        let until = self.date.start > before.start && WORDS.to.contains(self.line.folded(self.date.start - 1));
        let about = before.clone().any(|i| WORDS.about.contains(self.line.folded(i)));
        let named = matches!(self.subject, Subject::They | Subject::Person | Subject::Which);
        let goes = self.line.word(self.verb).is_some_and(|w| w.folded.len() > 5 && w.folded.ends_with("ing"));
        // "…; flight on 20 December".
        let noted = self.subject == Subject::None && self.is_later() && before.start < self.date.start;
        // "Coffee with Grace; birthday dinner on 20 December": one more contact, of which nothing says that it was.
        let met = |i: usize| self.is_contact(i) && self.people.at(i).is_none();
        let again = contact
            && (self.words.start.saturating_sub(REACH)..self.words.start).any(met)
            && !self.words.clone().any(|i| self.is_contact_verb(i));
        let event = before.clone().any(|i| EVENTS.at(self.line, i).is_some() && self.people.at(i).is_none());
        arranged
            || about
            || until
            || self.subject == Subject::OwnedInOne
            || self.subject == Subject::Me && !contact && self.is_later()
            || again
            || !contact && (event || noted)
            || !contact && goes && (named || self.subject == Subject::Owned)
    }

    /// Returns the verb in the present: of what is, or of what is to come.
    fn present(&self) -> Option<usize> {
        let contracted = |at: usize| {
            let stem = ["s", "re", "m"].into_iter().find_map(|ending| self.line.stem_before(at, ending));
            stem.is_some_and(|s| [WORDS.they, WORDS.it, WORDS.i, WORDS.we].iter().any(|set| set.contains(&s)))
        };
        if self.verb > self.words.start && contracted(self.verb - 1) && self.people.at(self.verb - 1).is_none() {
            return Some(self.verb - 1);
        }
        let mut at = self.verb;
        while WORDS.adverbs.contains(self.line.folded(at)) && !self.is_perfect(at) && COMES.at(self.line, at).is_none()
        {
            at += 1;
        }
        let is = |i: usize| matches!(self.line.folded(i), "is" | "are" | "isnt" | "arent");
        let end = self.words.end.min(at + SUBJECT_MAX);
        match self.subject {
            Subject::They | Subject::Person | Subject::Which => self.is_present(at).then_some(at),
            Subject::Me => (COMES.at(self.line, at).is_some() && !self.is_perfect(at)).then_some(at),
            Subject::Owned | Subject::OwnedInOne | Subject::Thing => {
                let verb = |i: usize| COMES.at(self.line, i).is_some() && self.line.folded(i).ends_with('s') || is(i);
                (at..end).find(|i| verb(*i) && !self.date.contains(i) && !self.is_perfect(*i))
            }
            Subject::None => {
                // "…, train leaves on Friday".
                let second = self.verb + 1;
                let verb = |i: usize| {
                    i == second
                        && self.is_later()
                        && COMES.at(self.line, i).is_some()
                        && self.line.folded(i).ends_with('s')
                };
                (self.words.start..self.date.start).find(|i| is(*i) || verb(*i))
            }
        }
    }

    /// Tells whether the word after somebody is a verb of theirs in the present.
    fn is_present(&self, at: usize) -> bool {
        if at >= self.words.end || self.date.contains(&at) || self.is_perfect(at) || self.people.at(at).is_some() {
            return false;
        }
        let word = self.line.folded(at);
        let ends = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !NO_VERBS.contains(&word);
        let joined = self.line.break_before(at) == Break::None;
        joined && (ends && self.acts(at) || COMES.at(self.line, at).is_some())
    }

    /// Tells whether "has" or "have" speaks of what was: "has moved".
    fn is_perfect(&self, at: usize) -> bool {
        let word = self.line.folded(at);
        let next = self.line.folded(at + 1);
        matches!(word, "has" | "have") && (next.ends_with("ed") || next == "been" || self.is_contact_verb(at + 1))
    }

    /// Tells whether the word speaks of a contact, as a noun or as a verb.
    fn is_contact(&self, at: usize) -> bool {
        let sure =
            |(_, (_, weight)): (usize, (_, Weight))| matches!(weight, Weight::Sure | Weight::Bare | Weight::Open);
        self.people.at(at).is_none() && KINDS.at(self.line, at).is_some_and(sure)
            || WORDS.meets.contains(self.line.folded(at))
    }

    /// Tells whether the word says that a contact took place.
    fn is_contact_verb(&self, at: usize) -> bool {
        let word = self.line.folded(at);
        let saw = matches!(word, "saw" | "ate" | "rang" | "wrote");
        WORDS.meets.contains(word) || saw || word.ends_with("ed") && self.is_contact(at)
    }

    /// Tells whether the date says when a contact before it took place: nothing else that has a day stands between.
    pub fn dates_a_contact(&self) -> bool {
        if self.spoken || matches!(self.subject, Subject::Which | Subject::Owned | Subject::OwnedInOne) {
            return false;
        }
        let before = self.words.start..self.date.start;
        let contact = |i: &usize| {
            KINDS.at(self.line, *i).is_some_and(|(_, (_, weight))| weight == Weight::Sure)
                && self.people.at(*i).is_none()
                || WORDS.meets.contains(self.line.folded(*i))
        };
        let Some(contact) = before.clone().rfind(contact) else { return false };
        let elsewhere = WORDS.about.or(WORDS.to).or(WORDS.from).or(WORDS.undated).or(WORDS.modals);
        let leads = |i: usize| {
            // "For lunch", "for an hour".
            let spent =
                |at: usize| self.is_contact(at) || WORDS.articles.contains(self.line.folded(at)) || self.is_number(at);
            elsewhere.contains(self.line.folded(i)) && !spent(i + 1)
        };
        let asked = (before.start..contact).any(|i| WORDS.modals.or(WORDS.unmet).contains(self.line.folded(i)));
        let acts = |i: usize| {
            let word = self.line.folded(i);
            INVITES.at(self.line, i).is_some()
                || TELLS.at(self.line, i).is_some()
                || word.len() > 4 && word.ends_with("ed")
        };
        !asked && !(contact + 1..self.date.start).any(|i| self.people.at(i).is_none() && (leads(i) || acts(i)))
    }

    fn is_number(&self, at: usize) -> bool {
        self.line.word(at).is_some_and(|w| w.text.starts_with(|c: char| c.is_ascii_digit()))
    }
}
