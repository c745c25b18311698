//! One sentence to one meeting: who, when, where, how, the feelings, the promises and who brought whom, each with its
//! place in the text.
//!
//! Pure: what is known comes in as values ([`lookups`] says what to look up). Nothing here may drop or change a word of
//! the text, store anything, or decide between two people who bear one name.

mod away;
mod brackets;
mod brought;
mod dated;
mod dates;
mod error;
mod feeling;
mod felt;
mod kind;
mod language;
mod line;
mod listed;
mod lookups;
mod named;
mod owners;
mod people;
mod perhaps;
mod place;
mod plan;
mod promises;
mod receivers;
mod settled;
mod several;
#[cfg(test)]
mod tests;
mod told;
mod towns;
mod whose;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Span;
use super::marks::Mark;
use super::who::{How, NameIndex};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::{Direction, Feeling, Kind};
use crate::domain::promise::By;
use crate::domain::referral::ReferralKind;
pub use error::EntryError;
pub use lookups::{Lookups, lookups};

use dates::Dates;
use line::Line;
use people::People;
use settled::{Absent, Settled};

/// What is known before the sentence is read.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub names: &'a NameIndex,
    /// Known places: the key (folded words joined by spaces) and the place as written before.
    pub places: &'a [(String, String)],
}

/// A sentence as understood. Every span indexes into `text`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The day of the meeting, never after today.
    pub on: NaiveDate,
    /// Where the day is told; `None` where it is not, and `on` is today.
    pub on_span: Option<Span>,
    /// The sentence tells a week, a month or a year only, and `on` is its first day.
    pub on_first: bool,
    pub kind: Kind,
    /// The words that tell the kind; `None` where nothing does, and the kind is in person.
    pub kind_span: Option<Span>,
    /// The length; only for kinds that have one.
    pub minutes: Option<u32>,
    pub minutes_span: Option<Span>,
    /// The people, in the order of their first mention, each once. Somebody only talked about, or named only inside
    /// of what was promised, is not among them, unless nobody else is named.
    pub people: Vec<Who>,
    /// Those who are named for whom they brought, or who brought them, and were not there.
    pub absent: Vec<Who>,
    /// Names that only say whose relative or friend somebody is.
    pub owners: Vec<Span>,
    /// Names of those of whom the sentence says that they were not there.
    pub aside: Vec<Span>,
    /// Who brought whom to me.
    pub brought: Vec<Brought>,
    /// Whom I introduced to each other.
    pub introduced: Vec<Introduced>,
    /// The place, as written before where it is known, else as written; the span holds the sign of a marked place.
    pub place: Option<(String, Span)>,
    /// The tags without their signs, no tag twice; the spans hold the signs.
    pub tags: Vec<(String, Span)>,
    /// How they made me feel.
    pub felt: Vec<Felt>,
    /// How I think I left them.
    pub left: Vec<Felt>,
    /// Feelings of something that is nobody, or of somebody who is not named: words of the text, and no more.
    pub loose: Vec<Feeling>,
    pub promises: Vec<Promised>,
    /// Exactly as typed, without outer white space.
    pub text: String,
    /// Capitalised names where people are listed, and longer names of which only a part is known: nobody has them.
    pub unknown: Vec<(String, Span)>,
    /// Where the entry names nobody: capitalised names that may be somebody's, or a thing's.
    pub perhaps: Vec<(String, Span)>,
    /// Who wrote; only for written kinds, `None` where the sentence does not say.
    pub direction: Option<Direction>,
}

/// A person of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub mention: WhoIs,
    /// The first mention; of a name in brackets with them.
    pub span: Span,
}

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoIs {
    One(Id, How),
    /// Several people answer to the name, which is given as written.
    Several(Vec<Id>, String),
    /// Not known yet: the name in brackets.
    New(String),
    /// Nobody has the name; only of those who were not there.
    Unknown(String),
}

/// Somebody an entry names, by where it lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Index into the people.
    There(usize),
    /// Index into the absent.
    Absent(usize),
    /// Index into the unknown names.
    Unknown(usize),
}

/// That somebody brought somebody to me.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub by: Named,
    pub whom: Named,
    pub kind: ReferralKind,
    /// From who brought, or the word that leads to them, to the last of the two that follows.
    pub span: Span,
}

/// That I introduced two people to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduced {
    pub one: Named,
    pub other: Named,
    pub span: Span,
}

/// A feeling of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Felt {
    /// Of the people or of the unknown; `None` where nobody is named and not exactly one person was there.
    pub who: Option<Named>,
    pub feeling: Feeling,
    pub span: Span,
}

/// A promise of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    pub by: By,
    /// Index into the people of the entry; `None` where nobody is named and not exactly one person was there.
    pub who: Option<usize>,
    /// The thing, without the person and the due day.
    pub text: String,
    pub due: Option<NaiveDate>,
    /// From the subject to the due day.
    pub span: Span,
}

/// Whom a feeling or promise is about, before the people of the entry are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ref {
    /// Index into the people of the sentence.
    Person(usize),
    /// Nobody is named: the only person there, if there is one.
    Only,
}

/// From so many days on a meeting is old: "by Friday" said there is the Friday after it, not the coming one.
const OLD_DAYS: i64 = 7;

/// Returns the day from which the days to come are counted that a text speaks of: whoever tells of a meeting of these
/// days says "tomorrow" and "next Friday" as of the day of telling; what was said at an old one was said on its own day.
pub fn counted_from(on: NaiveDate, told_on: NaiveDate) -> NaiveDate {
    if (told_on - on).num_days() >= OLD_DAYS { on } else { told_on.max(on) }
}

/// Understands one sentence about one meeting.
///
/// # Errors
/// Refuses an impossible date, a meeting on a day to come, and what is no more than a plan.
pub fn parse(text: &str, today: NaiveDate, known: &Known<'_>) -> Result<Entry, EntryError> {
    parse_on(text, None, today, known)
}

/// Understands one sentence about one meeting on a day that is `given`, whatever day the sentence tells.
///
/// # Errors
/// As [`parse`]; with a day given, only an impossible due day is refused.
pub fn parse_on(
    text: &str,
    given: Option<NaiveDate>,
    today: NaiveDate,
    known: &Known<'_>,
) -> Result<Entry, EntryError> {
    let mut line = Line::new(text.trim());
    let prefix = match (dates::prefix(&line, today, known), given) {
        (prefix, None) => prefix?,
        (prefix, Some(given)) => prefix.ok().flatten().map(|prefix| dates::Prefix { on: given, ..prefix }),
    };
    let named = known.names.find_among(line.text, &line.words);
    let hints: Vec<Span> = named.iter().filter(|m| people::holds_hint(&line, m)).map(|m| m.span.clone()).collect();
    hints.iter().for_each(|name| line.join_hint(name));
    let places = place::find(&mut line, known, &hints);
    let outside_homes = places.iter().filter(|p| !p.home).map(|p| p.span.clone());
    let taken = in_order(outside_homes.chain(prefix.as_ref().map(|p| p.span.clone())));
    let mut dates = Dates::new(&line, today);
    let mut people = people::find(&line, known, named, &mut dates, &taken);
    let mut promises = promises::find(&line, &people, &dates, today)?;
    let spans = |promises: &promises::Promises| -> Vec<Span> {
        promises.all.iter().map(|p| line.whole_span(p.words.clone())).collect()
    };
    let mut promised = spans(&promises);
    let mut ties = brought::find(&line, &people, &dates, &taken, &promised);
    let mut owners = Vec::new();
    if ties.is_empty() {
        ties.away = owners::find(&line, &people);
        owners.extend(ties.away.iter().filter_map(|at| people.at(*at)).map(|m| m.span.clone()));
    }
    let not_there = away::find(&line, &people);
    let mut aside: Vec<(usize, Span)> =
        not_there.iter().filter_map(|at| people.at(*at)).map(|m| (m.person, m.span.clone())).collect();
    ties.away.extend(not_there);
    people.settle_ties(&line, &ties);
    if !ties.away.is_empty() {
        // "She" is nobody who was not there.
        promises = promises::find(&line, &people, &dates, today)?;
        promised = spans(&promises);
    }
    let feelings = felt::find(&line, &people, &dates, &taken, &promised)?;
    people.ask_about_names(&line, feelings.names());

    let told = promises.told.iter().map(|words| line.whole_span(words.clone()));
    let not_of_the_meeting = in_order(promised.iter().cloned().chain(told));
    let (on, on_span) = match (prefix, given) {
        (_, Some(given)) => (given, None),
        (Some(prefix), None) => (prefix.on, Some(prefix.span)),
        (None, None) => dates::day(&line, &dates, &people, &not_of_the_meeting)?
            .map_or((today, None), |(on, span)| (on, Some(span))),
    };
    let from = counted_from(on, today);
    if from != today {
        promises = promises::find(&line, &people, &dates, from)?;
        promised = spans(&promises);
    }
    let said = in_order(promised.iter().cloned().chain(feelings.spans()));
    let told = kind::find(&line, &people, &said);
    if given.is_none() {
        refuse(&line, &people, &dates, &said, &told)?;
        if on_span.is_none() {
            dates::refuse_plans(&line, &people, &dates, &said, told.span.as_ref())?;
        }
    }
    let minutes = if told.kind.is_rich() { kind::minutes(&line, &promised) } else { None };
    let outside = |span: &Span| promised.iter().all(|p| p.end <= span.start || p.start >= span.end);
    let place = places.iter().find(|p| p.marked).or_else(|| places.iter().find(|p| outside(&p.span)));

    let settled = Settled::new(&line, &people, &promises, &feelings);
    aside.retain(|(person, _)| settled.index(Ref::Person(*person)).is_none());
    let mut absent = Absent::new(&line, &people, &settled);
    let brought = ties.brought.into_iter().map(|tie| absent.brought(tie)).collect();
    let introduced = ties.introduced.into_iter().map(|pair| absent.introduced(pair)).collect();
    let absent = absent.list();
    let felt = |list: Vec<felt::Felt>| -> Vec<Felt> {
        let told = list.into_iter();
        told.map(|f| Felt { who: settled.named(&line, &people, f.who.as_ref()), feeling: f.feeling, span: f.span })
            .collect()
    };
    Ok(Entry {
        on,
        on_first: on_span.as_ref().is_some_and(|span| dates::is_long(&line, span, today)),
        on_span,
        kind: told.kind,
        kind_span: told.span,
        minutes: minutes.as_ref().map(|(n, _)| *n),
        minutes_span: minutes.map(|(_, span)| span),
        people: settled.people(&people),
        absent,
        owners,
        aside: aside.into_iter().map(|(_, span)| span).collect(),
        brought,
        introduced,
        place: place.map(|p| (p.name.clone(), p.span.clone())),
        tags: tags(&line),
        felt: felt(feelings.felt),
        left: felt(feelings.left),
        loose: feelings.loose.into_iter().map(|(feeling, _)| feeling).collect(),
        promises: promises
            .all
            .into_iter()
            .zip(promised)
            .map(|(p, span)| Promised { by: p.by, who: settled.index(p.who), text: p.text, due: p.due, span })
            .collect(),
        text: line.text.to_owned(),
        perhaps: perhaps::find(&line, &people, &dates, &taken),
        unknown: people.unknown,
        direction: told.direction,
    })
}

/// Returns what the words of a sentence say about kind, length and who wrote, whoever it names; in person where it
/// cannot be understood.
pub fn kind_of(text: &str, on: NaiveDate) -> (Kind, Option<u32>, Option<Direction>) {
    let names = NameIndex::default();
    let entry = parse(text, on, &Known { names: &names, places: &[] });
    entry.map(|entry| (entry.kind, entry.minutes, entry.direction)).unwrap_or_default()
}

/// Refuses what is no more than a plan, and a text of several meetings. `said` are the spans of promises and feelings.
fn refuse(line: &Line<'_>, people: &People, dates: &Dates, said: &[Span], told: &kind::Told) -> Result<(), EntryError> {
    kind::refuse_plan(line, people, said, told)?;
    plan::refuse(line, people, dates, told)?;
    several::refuse(line, people, dates, said)
}

/// Returns spans in the order of the text.
fn in_order(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.collect();
    spans.sort_by_key(|span| span.start);
    spans
}

fn tags(line: &Line<'_>) -> Vec<(String, Span)> {
    let mut seen = BTreeSet::new();
    let tags = line.marks.iter().filter_map(|(mark, span)| match mark {
        Mark::Tag(tag) => Some((tag.clone(), span.clone())),
        _ => None,
    });
    tags.filter(|(tag, _)| seen.insert(fold::fold(tag))).collect()
}
