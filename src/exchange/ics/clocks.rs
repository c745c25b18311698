//! Which clocks the times of a file are told by.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::calendar::{Calendar, ZoneText};
use super::rule::{Budget, Rule};
use super::when::{Clock, Stamp};
use super::zone::Zone;

/// How many changes of a zone are looked for, and in how many steps for all zones of a file.
const CHANGES_MAX: usize = 1000;
const STEPS: u64 = 5_000_000;
/// How many zones are kept in mind.
const ZONES_MAX: usize = 1000;

/// The clocks of a file.
pub struct Clocks<'c> {
    calendars: &'c [Calendar],
    known: HashMap<(usize, Box<str>), Option<Zone>>,
    budget: Budget,
}

impl<'c> Clocks<'c> {
    /// Returns the clocks of these calendars.
    pub fn new(calendars: &'c [Calendar]) -> Clocks<'c> {
        Clocks { calendars, known: HashMap::new(), budget: Budget(STEPS) }
    }

    /// Returns the day of a time, as the clocks at the event show it, and whether that is sure: not where a time in UTC
    /// stands in a calendar that names no zone.
    pub fn day(&mut self, calendar: usize, stamp: &Stamp) -> (NaiveDate, bool) {
        if stamp.place != Clock::Utc {
            return (stamp.at.date(), true);
        }
        match self.own(calendar) {
            Some(zone) => (zone.local(stamp.at).date(), true),
            None => (stamp.at.date(), false),
        }
    }

    /// Returns how long it is from one time to another.
    pub fn between(&mut self, calendar: usize, from: &Stamp, to: &Stamp) -> TimeDelta {
        if from.place == to.place {
            return to.at - from.at;
        }
        self.utc(calendar, to) - self.utc(calendar, from)
    }

    /// Returns a time as the clocks of another show it.
    pub fn by_those_of(&mut self, calendar: usize, stamp: &Stamp, of: usize, other: &Stamp) -> NaiveDateTime {
        if stamp.whole_day {
            // A day of a series means the time of that day.
            return if other.whole_day { stamp.at } else { stamp.at.date().and_time(other.at.time()) };
        }
        if stamp.place == other.place {
            return stamp.at;
        }
        let utc = self.utc(calendar, stamp);
        match self.zone(of, &other.place) {
            Some(zone) => zone.local(utc),
            None => stamp.at,
        }
    }

    fn utc(&mut self, calendar: usize, stamp: &Stamp) -> NaiveDateTime {
        match self.zone(calendar, &stamp.place) {
            Some(zone) => zone.utc_of(stamp.at),
            None => stamp.at,
        }
    }

    fn zone(&mut self, calendar: usize, place: &Clock) -> Option<Zone> {
        match place {
            Clock::Utc => Some(Zone::utc()),
            Clock::Any => self.own(calendar).cloned(),
            Clock::Zone(name) => self.named(calendar, name).clone(),
        }
    }

    /// Returns the zone in which a calendar is shown.
    fn own(&mut self, calendar: usize) -> Option<&Zone> {
        let calendars = self.calendars;
        let told = calendars.get(calendar)?;
        let name = match (&told.zone, told.zones.as_slice()) {
            (Some(name), _) => name,
            (None, [only]) => &only.name,
            _ => return None,
        };
        self.named(calendar, name).as_ref()
    }

    fn named(&mut self, calendar: usize, name: &str) -> &Option<Zone> {
        if self.known.len() >= ZONES_MAX {
            self.known.clear();
        }
        let (calendars, budget) = (self.calendars, &mut self.budget);
        self.known.entry((calendar, name.into())).or_insert_with(|| {
            let text = calendars.get(calendar).and_then(|c| c.zones.iter().find(|zone| zone.name == name));
            Zone::named(name).or_else(|| described(text?, budget))
        })
    }
}

/// Returns a zone as a calendar describes it.
fn described(text: &ZoneText, budget: &mut Budget) -> Option<Zone> {
    let end = NaiveDate::from_ymd_opt(2100, 1, 1)?.and_time(NaiveTime::MIN);
    let mut changes = Vec::new();
    let mut first: Option<(NaiveDateTime, i64)> = None;
    for part in &text.parts {
        let Some(start) = &part.start else { continue };
        if first.is_none_or(|(at, _)| start.at < at) {
            first = Some((start.at, part.from));
        }
        let mut times = vec![start.at];
        if let Some(rule) = part.rule.as_deref().and_then(|rule| Rule::parse(rule, start.at).ok()) {
            times = rule.times(start.at, end, CHANGES_MAX, budget).0;
        }
        times.extend(part.also.iter().map(|stamp| stamp.at));
        changes.extend(times.iter().map(|at| (at.and_utc().timestamp() - part.from, part.to)));
    }
    Some(Zone::of_changes(first?.1, changes))
}
