//! Lists what there is, by filters that combine.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::Kind;
use crate::domain::person::{Closeness, State};
use crate::domain::promise::Outcome;
use crate::store::{MeetingFilter, MeetingLine, PersonFilter, PersonLine, Reader, Result, is_under};
use crate::view::View;
use crate::view::lists::{Dates, Notes, Places, Promises, Tags};
use crate::view::meetings::Meetings;
use crate::view::pages::{Following, Pages};
use crate::view::people::People;

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Noun {
    #[default]
    People,
    Meetings,
    Notes,
    Promises,
    Tags,
    Places,
    Dates,
}

impl Noun {
    /// Every noun, the usual one first.
    pub const ALL: [Noun; 7] =
        [Noun::People, Noun::Meetings, Noun::Notes, Noun::Promises, Noun::Tags, Noun::Places, Noun::Dates];

    /// Returns the noun for one and for many.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Noun::People => ("person", "people"),
            Noun::Meetings => ("meeting", "meetings"),
            Noun::Notes => ("note", "notes"),
            Noun::Promises => ("promise", "promises"),
            Noun::Tags => ("tag", "tags"),
            Noun::Places => ("place", "places"),
            Noun::Dates => ("date", "dates"),
        }
    }
}

/// The order of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Name,
    /// The newest contact first, those never met last.
    Recent,
    /// The newest in the store first.
    Added,
    /// The closest first.
    Closeness,
}

/// A way to narrow a list down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    With,
    In,
    Tag,
    Since,
    Until,
    Kind,
    State,
    Closeness,
    Outcome,
    Sort,
}

impl Filter {
    /// Every filter, in the order of the help.
    pub const ALL: [Filter; 10] = [
        Filter::With,
        Filter::In,
        Filter::Tag,
        Filter::Since,
        Filter::Until,
        Filter::Kind,
        Filter::State,
        Filter::Closeness,
        Filter::Outcome,
        Filter::Sort,
    ];

    /// Tells whether the filter makes sense for the noun.
    pub fn fits(self, noun: Noun) -> bool {
        use Noun::{Dates, Meetings, Notes, People, Places, Promises, Tags};
        match self {
            Filter::With | Filter::In | Filter::Tag | Filter::Since | Filter::Until => true,
            Filter::Kind => matches!(noun, People | Meetings | Tags | Places),
            Filter::State => matches!(noun, People | Notes | Promises),
            Filter::Closeness => matches!(noun, People | Notes | Promises | Dates),
            Filter::Outcome => noun == Promises,
            Filter::Sort => noun == People,
        }
    }
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub noun: Noun,
    /// With all of these people; of any of them where a line speaks of one.
    pub with: Vec<Id>,
    /// Folded words of a place, joined by spaces.
    pub place: Option<String>,
    pub tags: Vec<String>,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub kind: Option<Kind>,
    /// In one of these states; empty where nothing was said.
    pub states: Vec<State>,
    pub closeness: Option<Closeness>,
    /// Promises of these outcomes; empty for the open ones.
    pub outcomes: Vec<Outcome>,
    pub sort: Option<Sort>,
    pub reverse: bool,
    /// At most so many; `None` for all.
    pub limit: Option<usize>,
}

impl Asked {
    /// Tells whether the filter was given.
    pub fn has(&self, filter: Filter) -> bool {
        match filter {
            Filter::With => !self.with.is_empty(),
            Filter::In => self.place.is_some(),
            Filter::Tag => !self.tags.is_empty(),
            Filter::Since => self.since.is_some(),
            Filter::Until => self.until.is_some(),
            Filter::Kind => self.kind.is_some(),
            Filter::State => !self.states.is_empty(),
            Filter::Closeness => self.closeness.is_some(),
            Filter::Outcome => !self.outcomes.is_empty(),
            Filter::Sort => self.sort.is_some(),
        }
    }

    /// Returns the same question without the filter.
    fn without(&self, filter: Filter) -> Asked {
        let mut asked = self.clone();
        match filter {
            Filter::With => asked.with.clear(),
            Filter::In => asked.place = None,
            Filter::Tag => asked.tags.clear(),
            Filter::Since => asked.since = None,
            Filter::Until => asked.until = None,
            Filter::Kind => asked.kind = None,
            Filter::State => asked.states = State::ALL.to_vec(),
            Filter::Closeness => asked.closeness = None,
            Filter::Outcome => asked.outcomes = Outcome::ALL.to_vec(),
            Filter::Sort => asked.sort = None,
        }
        asked
    }

    /// Returns the filter of meetings that is asked for.
    pub fn meetings(&self) -> MeetingFilter {
        MeetingFilter {
            with: self.with.clone(),
            place: self.place.clone(),
            tags: self.tags.clone(),
            kind: self.kind,
            since: self.since,
            until: self.until,
            limit: None,
            chosen: false,
        }
    }

    /// Returns the filter of people that is asked for.
    pub fn people(&self) -> PersonFilter {
        PersonFilter {
            tags: self.tags.clone(),
            states: self.states.clone(),
            closeness: self.closeness,
            with: self.with.clone(),
            kind: self.kind,
            place: self.place.clone(),
            since: self.since,
            until: self.until,
            // Whoever wants everybody wants them too.
            background: self.states.len() == State::ALL.len(),
        }
    }
}

/// How many meetings are held at once.
const PAGE: usize = 256;

/// A list.
pub struct Listed<'r> {
    pub answer: Box<dyn View + 'r>,
    /// How many lines it has.
    pub shown: usize,
    /// How many there would be without a limit.
    pub total: usize,
}

/// Lists what was asked for.
///
/// # Errors
/// Where the store cannot be read; so for all below.
pub fn of<'r>(reader: &'r Reader<'_>, asked: &Asked, today: NaiveDate) -> Result<Listed<'r>> {
    Ok(match asked.noun {
        Noun::People => listed(asked, people(reader, asked)?, People),
        Noun::Meetings => return meetings(reader, asked),
        Noun::Notes => {
            let mut notes = reader.notes(asked.since, asked.until)?;
            let about = about(reader, asked)?;
            notes.retain(|n| about.holds(n.note.person_id));
            listed(asked, notes, Notes)
        }
        Noun::Promises => {
            let open = asked.outcomes.is_empty();
            let mut promises = reader.promises(None, open)?;
            let about = about(reader, asked)?;
            promises.retain(|p| {
                let day = if p.promise.outcome == Outcome::Open { p.promise.due } else { p.promise.closed_on };
                about.holds(p.promise.person_id)
                    && within(asked, day)
                    && (open || asked.outcomes.contains(&p.promise.outcome))
            });
            listed(asked, promises, Promises)
        }
        Noun::Tags => listed(asked, tags(reader, asked)?, Tags),
        Noun::Places => {
            let mut places = reader.places_of(&asked.meetings())?;
            places.sort_by_cached_key(|(name, ..)| fold::fold(name));
            listed(asked, places, Places)
        }
        Noun::Dates => {
            let mut dates = reader.dates(asked.since.map_or(today, |since| since.max(today)), None)?;
            let about = about(reader, asked)?;
            dates.retain(|d| about.holds(d.person_id) && within(asked, d.next_on));
            listed(asked, dates, Dates)
        }
    })
}

/// Tells whether a day lies in the window asked for; an unknown one only where there is none.
fn within(asked: &Asked, day: Option<NaiveDate>) -> bool {
    match day {
        Some(day) => asked.since.is_none_or(|since| day >= since) && asked.until.is_none_or(|until| day <= until),
        None => asked.since.is_none() && asked.until.is_none(),
    }
}

fn listed<'r, T, V: View + 'r>(asked: &Asked, mut lines: Vec<T>, view: impl FnOnce(Vec<T>) -> V) -> Listed<'r> {
    let total = lines.len();
    if asked.reverse {
        lines.reverse();
    }
    lines.truncate(asked.limit.unwrap_or(total));
    Listed { shown: lines.len(), total, answer: Box::new(view(lines)) }
}

fn people(reader: &Reader<'_>, asked: &Asked) -> Result<Vec<PersonLine>> {
    let mut people = reader.people(&asked.people())?;
    match asked.sort.unwrap_or(Sort::Name) {
        Sort::Name => fold::sort_by_folded(&mut people, PersonLine::name),
        Sort::Recent => people.sort_by_key(|p| Reverse(p.last_on)),
        // An id begins with the day it was made.
        Sort::Added => people.reverse(),
        Sort::Closeness => {
            fold::sort_by_folded(&mut people, PersonLine::name);
            people.sort_by_key(|p| (Reverse(p.closeness), Reverse(p.kin)));
        }
    }
    Ok(people)
}

/// Lists the meetings, the first page of them at once.
fn meetings<'r>(reader: &'r Reader<'_>, asked: &Asked) -> Result<Listed<'r>> {
    let (limit, filter) = (asked.limit, asked.meetings());
    let count = limit.unwrap_or(usize::MAX).min(PAGE + 1);
    let mut first = reader.meetings_beyond(&filter, None, asked.reverse, count)?;
    // One more than a page tells that there are more pages.
    let mut rest: Option<Following<'r, MeetingLine>> = None;
    let mut total = first.len();
    if first.len() > PAGE {
        first.truncate(PAGE);
        let (filter, reverse) = (filter.clone(), asked.reverse);
        rest = Some(Box::new(move |last| reader.meetings_beyond(&filter, Some(last.meeting.id), reverse, PAGE)));
    }
    if limit.is_some_and(|limit| total >= limit.min(PAGE)) {
        total = reader.count_meetings_in(&filter)?;
    }
    let shown = limit.unwrap_or(total).min(total);
    Ok(Listed { shown, total, answer: Box::new(Meetings(Pages { first, rest, most: limit.unwrap_or(usize::MAX) })) })
}

/// Returns the tags with how many people and meetings carry them, of those that fit.
fn tags(reader: &Reader<'_>, asked: &Asked) -> Result<Vec<(String, u32, u32)>> {
    let everything = Asked { tags: Vec::new(), ..asked.clone() };
    let narrowed = Filter::ALL.iter().any(|filter| everything.has(*filter));
    let mut tags = if narrowed {
        let mut counts: HashMap<String, (u32, u32)> = HashMap::new();
        for (tag, meetings) in reader.tags_of(&everything.meetings())? {
            counts.entry(tag).or_default().1 = meetings;
        }
        for person in reader.people(&everything.people())? {
            for tag in person.tags() {
                counts.entry(tag.to_owned()).or_default().0 += 1;
            }
        }
        counts.into_iter().map(|(tag, (people, meetings))| (tag, people, meetings)).collect()
    } else {
        reader.tags()?
    };
    let wanted: Vec<String> = asked.tags.iter().map(|tag| fold::fold(tag)).collect();
    tags.retain(|(tag, ..)| wanted.is_empty() || wanted.iter().any(|wanted| is_under(&fold::fold(tag), wanted)));
    tags.sort_by_cached_key(|(tag, ..)| (fold::fold(tag), tag.clone()));
    Ok(tags)
}

/// The people that lines may speak of.
enum About {
    Everybody,
    /// In order.
    Only(Vec<Id>),
}

impl About {
    fn holds(&self, id: Id) -> bool {
        match self {
            About::Everybody => true,
            About::Only(ids) => ids.binary_search(&id).is_ok(),
        }
    }
}

/// Returns whom the lines may speak of: the filters of people hold for the person of a line.
fn about(reader: &Reader<'_>, asked: &Asked) -> Result<About> {
    let of_people = [Filter::In, Filter::Tag, Filter::State, Filter::Closeness];
    let mut ids = None;
    if of_people.iter().any(|filter| asked.has(*filter)) {
        let states = if asked.states.is_empty() { State::ALL.to_vec() } else { asked.states.clone() };
        // The days are those of the line, and those named are the people of it.
        let of =
            PersonFilter { states, with: Vec::new(), since: None, until: None, background: true, ..asked.people() };
        ids = Some(reader.people(&of)?.into_iter().map(|p| p.id).collect::<Vec<_>>());
    }
    if asked.with.is_empty() {
        return Ok(ids.map_or(About::Everybody, About::Only));
    }
    let mut with = asked.with.clone();
    with.sort_unstable();
    with.retain(|id| ids.as_ref().is_none_or(|ids| ids.binary_search(id).is_ok()));
    Ok(About::Only(with))
}

/// Why a list is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Empty {
    /// There is nobody in the store.
    Nobody,
    /// There is nothing of the kind.
    Nothing,
    /// Without this filter there would be so many.
    By(Filter, usize),
    /// Only several of the filters together leave nothing.
    Together,
}

/// Finds out why a list is empty.
pub fn why_empty(reader: &Reader<'_>, asked: &Asked, today: NaiveDate) -> Result<Empty> {
    if reader.count_people()? == 0 {
        return Ok(Empty::Nobody);
    }
    let given: Vec<Filter> = Filter::ALL.into_iter().filter(|f| *f != Filter::Sort && asked.has(*f)).collect();
    for filter in &given {
        let rest = of(reader, &Asked { limit: Some(1), ..asked.without(*filter) }, today)?;
        if rest.total > 0 {
            return Ok(Empty::By(*filter, rest.total));
        }
    }
    Ok(if given.len() > 1 { Empty::Together } else { Empty::Nothing })
}

#[cfg(test)]
pub mod tests;
