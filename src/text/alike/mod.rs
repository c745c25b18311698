//! Who looks like one and the same person, and why.
//!
//! Pure: people come in as values, pairs go out. What the store knows besides (a tie, an evening together) is weighed
//! by whoever asks.

mod keys;
mod names;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::date::PartialDate;
use crate::domain::fold;
use crate::domain::person::NameKind;

pub use names::Name;
use names::Names;

/// A way to reach somebody, written as such ways are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    Email(String),
    Phone(String),
}

/// What is compared of a person.
#[derive(Debug, Clone)]
pub struct Looks<'a> {
    /// The lines of the names, the folded hint, and the ways to reach them, each once, in order, as [`Point::line`] writes
    /// them.
    lines: Cow<'a, str>,
    birthday: Option<PartialDate>,
}

/// Everybody who is compared. All their lines stand in one text: many small ones would take up as much room again.
#[derive(Debug, Clone, Default)]
pub struct Crowd {
    lines: String,
    /// Where those of each end.
    ends: Vec<u32>,
    birthdays: Vec<Option<PartialDate>>,
}

/// Why two people look the same, strongest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Point(Point),
    Name(Name),
    Birthday(PartialDate),
}

/// What speaks against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum But {
    /// Both have whole names, and not even the first names are alike: a couple, perhaps.
    Names,
    /// The birthdays are two days.
    Birthdays,
    /// Each has a hint of their own.
    Hints,
    /// Both were at so many meetings.
    Together(u32),
}

/// Two people who look the same.
#[derive(Debug, Clone)]
pub struct Alike {
    /// Their places in the list.
    pub a: usize,
    pub b: usize,
    pub reasons: Vec<Reason>,
    pub but: Vec<But>,
    /// Whether the name of one of them is a single word.
    lone: bool,
}

/// Below this weight two people only have something in common.
const LEAST: i32 = 20;
/// From this weight on they are likely one; see [`Alike::likelihood`].
const LIKELY: i32 = 60;
const MAYBE: i32 = 40;

impl Looks<'_> {
    /// Returns the looks of somebody who has these names and can be reached so.
    pub fn new(name: &str, names: &[(NameKind, String)], hint: Option<&str>, points: &[Point]) -> Looks<'static> {
        let mut lines = Names::written(name, names);
        lines.push('\n');
        lines.push_str(&hint.map(|hint| fold::words(hint).join(" ")).unwrap_or_default());
        let points: BTreeSet<String> = points.iter().map(Point::line).collect();
        for point in points {
            lines.push('\n');
            lines.push_str(&point);
        }
        Looks { lines: lines.into(), birthday: None }
    }

    fn names(&self) -> Names<'_> {
        Names::new(&self.lines)
    }

    fn hint(&self) -> &str {
        self.lines.split('\n').nth(names::LINES).unwrap_or_default()
    }

    fn points(&self) -> impl Iterator<Item = &str> {
        self.lines.split('\n').skip(names::LINES + 1)
    }
}

impl Crowd {
    /// Adds somebody, in the next place of the list. Whoever is beyond what one text can hold, four gigabytes, looks like
    /// nobody.
    pub fn push(&mut self, looks: &Looks<'_>) {
        let end = u32::try_from(self.lines.len() + looks.lines.len());
        if end.is_ok() {
            self.lines.push_str(&looks.lines);
        }
        self.ends.push(end.or_else(|_| u32::try_from(self.lines.len())).unwrap_or(u32::MAX));
        self.birthdays.push(looks.birthday);
    }

    /// Notes the birthday of somebody in the list; of several the first counts.
    pub fn born_on(&mut self, at: usize, day: PartialDate) {
        if let Some(birthday) = self.birthdays.get_mut(at) {
            birthday.get_or_insert(day);
        }
    }

    fn get(&self, at: usize) -> Option<Looks<'_>> {
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let lines = self.lines.get(begin as usize..*self.ends.get(at)? as usize)?;
        Some(Looks { lines: lines.into(), birthday: *self.birthdays.get(at)? })
    }

    fn iter(&self) -> impl Iterator<Item = Looks<'_>> {
        (0..self.ends.len()).filter_map(|at| self.get(at))
    }
}

impl Point {
    /// Returns it in a line.
    fn line(&self) -> String {
        let (mark, at) = match self {
            Point::Email(at) => ('@', at),
            Point::Phone(at) => ('+', at),
        };
        std::iter::once(mark).chain(at.chars().filter(|c| *c != '\n')).collect()
    }

    /// Reads back what [`Point::line`] wrote.
    fn of_line(line: &str) -> Point {
        match line.strip_prefix('@') {
            Some(at) => Point::Email(at.to_owned()),
            None => Point::Phone(line.get(1..).unwrap_or_default().to_owned()),
        }
    }
}

impl Reason {
    fn weight(&self, lone: bool) -> i32 {
        match self {
            Reason::Point(Point::Email(_)) => 60,
            Reason::Point(Point::Phone(_)) => 50,
            Reason::Name(Name::Same) if !lone => 50,
            Reason::Name(Name::Same) => 30,
            Reason::Name(Name::Turned | Name::Nick) => 40,
            Reason::Name(Name::Within) if !lone => 30,
            Reason::Name(Name::Within) => 20,
            Reason::Name(Name::Near) => 25,
            Reason::Birthday(day) if day.year().is_some() => 25,
            Reason::Birthday(_) => 15,
        }
    }
}

impl But {
    fn weight(self) -> i32 {
        match self {
            // So little that one telephone in a house is still told, last and with what speaks against it.
            But::Names => 30,
            But::Birthdays | But::Hints => 40,
            But::Together(_) => 35,
        }
    }
}

impl Alike {
    fn pair(&self) -> (usize, usize) {
        (self.a, self.b)
    }

    /// Returns how much speaks for one person, and nothing for two who only have something in common.
    pub fn weight(&self) -> Option<i32> {
        // A second address says no more than the first.
        let mut points = self.reasons.iter().filter(|reason| matches!(reason, Reason::Point(_)));
        let point = points.next().map_or(0, |reason| reason.weight(self.lone));
        let others = self.reasons.iter().filter(|reason| !matches!(reason, Reason::Point(_)));
        let against: i32 = self.but.iter().map(|but| but.weight()).sum();
        let weight = point + others.map(|reason| reason.weight(self.lone)).sum::<i32>() - against;
        Some(weight).filter(|weight| *weight >= LEAST)
    }
}

/// Returns a weight in words: `high`, `medium` or `low`.
pub fn likelihood(weight: i32) -> &'static str {
    match weight {
        LIKELY.. => "high",
        MAYBE.. => "medium",
        _ => "low",
    }
}

/// Finds those who have enough in common, each pair once, in the order of the list; what speaks against them by the
/// store is still to be added, and [`Alike::weight`] to be asked again.
pub fn alike(people: &Crowd) -> Vec<Alike> {
    let mut found: Vec<Alike> = Vec::new();
    keys::pairs(people, |pairs| {
        let known = found.len();
        for (a, b) in pairs {
            let (a, b) = (*a as usize, *b as usize);
            let is_known =
                found.get(..known).is_some_and(|known| known.binary_search_by_key(&(a, b), Alike::pair).is_ok());
            if let (false, Some(one), Some(other)) = (is_known, people.get(a), people.get(b)) {
                let (reasons, but) = compare(&one, &other);
                let lone = [&one, &other].iter().any(|who| !who.names().is_whole());
                let alike = Alike { a, b, reasons, but, lone };
                found.extend(alike.weight().is_some().then_some(alike));
            }
        }
        found.sort_by_key(Alike::pair);
    });
    found
}

/// Returns what two people have in common, and what speaks against their being one.
fn compare(a: &Looks<'_>, b: &Looks<'_>) -> (Vec<Reason>, Vec<But>) {
    let mut theirs = b.points().peekable();
    let shared = a.points().filter(|point| {
        while theirs.next_if(|other| other < point).is_some() {}
        theirs.peek() == Some(point)
    });
    let mut reasons: Vec<Reason> = shared.map(|line| Reason::Point(Point::of_line(line))).collect();
    reasons.sort_unstable();
    let mut but = Vec::new();
    let name = names::compare(a.names(), b.names());
    let shares_point = !reasons.is_empty();
    reasons.extend(name.map(Reason::Name));
    if name.is_none()
        && shares_point
        && a.names().is_whole()
        && b.names().is_whole()
        && !names::share_first(a.names(), b.names())
    {
        but.push(But::Names);
    }
    match born(a, b) {
        Some((true, day)) if name.is_some() => reasons.push(Reason::Birthday(day)),
        // Somebody who took another name, perhaps; of twins not even the first name is the same.
        Some((true, day)) if day.year().is_some() && names::share_first(a.names(), b.names()) => {
            reasons.push(Reason::Birthday(day));
        }
        Some((false, _)) => but.push(But::Birthdays),
        _ => {}
    }
    if !a.hint().is_empty() && !b.hint().is_empty() && a.hint() != b.hint() {
        but.push(But::Hints);
    }
    (reasons, but)
}

/// Tells whether two people have one birthday, and what is known of it by both; `None` where that cannot be told.
fn born(a: &Looks<'_>, b: &Looks<'_>) -> Option<(bool, PartialDate)> {
    let (a, b) = (a.birthday?, b.birthday?);
    let days = a.month_day().zip(b.month_day()).map(|(a, b)| a == b);
    let years = a.year().zip(b.year()).map(|(a, b)| a == b);
    let less = if a.year().is_none() { a } else { b };
    match (days, years) {
        (Some(false), _) | (_, Some(false)) => Some((false, less)),
        (Some(true), _) => Some((true, less)),
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests;
