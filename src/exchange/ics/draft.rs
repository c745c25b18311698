//! What events say of contacts: when, with whom, where and how.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::calendar::{Contents, hand};
use super::clocks::Clocks;
use super::event::{Answer, Event, What, is_thing};
use super::how::kind_and_place;
use super::rule::{Budget, Ended, Rule};
use super::when::{Clock, Stamp};
use super::{Item, Sink};
use crate::exchange::contacts::{ContactDraft, Me, Party};
use crate::exchange::{Place, ReadError};

/// How often an event may come again, and all of a file together.
const TIMES_MAX: usize = 10_000;
const TIMES_OF_ALL: usize = 500_000;
/// How many days the rules of a file may look at.
const STEPS: u64 = 20_000_000;
/// The first year of which somebody can tell.
const YEAR_MIN: i32 = 1900;
/// From how many people an event that comes again is one that nobody chose.
const MANY: usize = 4;
/// The longest contact, in minutes; what is longer is no meeting.
const MINUTES_MAX: i64 = 24 * 60;
/// The longest key that is kept as it is.
const KEY_MAX: usize = 200;

/// Hands on what the events of a file are.
///
/// # Errors
/// What `take` returns.
pub fn drafts<E>(
    mut contents: Contents,
    today: NaiveDate,
    me: &Me,
    take: &mut Sink<'_, E>,
) -> Result<(), ReadError<E>> {
    name_everybody(&mut contents.events);
    let Contents { calendars, events } = contents;
    for name in calendars.iter().filter_map(|calendar| calendar.name.clone()) {
        let owner = Party { email: Some(name), ..Party::default() };
        if owner.email_key().is_some() {
            hand(take, Place::default(), Item::Owner(owner))?;
        }
    }
    let mut file = File {
        clocks: Clocks::new(&calendars),
        today,
        me,
        take,
        times: TIMES_OF_ALL,
        budget: Budget(STEPS),
        told_of_utc: false,
    };
    let mut series: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Vec<&Event>> = Vec::new();
    for event in &events {
        match calendars.get(event.calendar).map_or("", |calendar| calendar.method.as_str()) {
            "REPLY" | "COUNTER" | "DECLINECOUNTER" | "REFRESH" => {
                file.tell(event, Item::LeftOut("an answer to an invitation"))?;
                continue;
            }
            _ => {}
        }
        if event.uid.is_empty() {
            groups.push(vec![event]);
            continue;
        }
        let at = *series.entry(event.uid.as_str()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(event),
            None => groups.push(vec![event]),
        }
    }
    for group in groups {
        let cancels = |event: &Event| calendars.get(event.calendar).is_some_and(|c| c.method == "CANCEL");
        file.group(&group, &cancels)?;
    }
    Ok(())
}

struct File<'f, 's, E> {
    clocks: Clocks<'f>,
    today: NaiveDate,
    me: &'f Me,
    take: &'f mut Sink<'s, E>,
    /// How many more times events may come again.
    times: usize,
    budget: Budget,
    told_of_utc: bool,
}

impl<E> File<'_, '_, E> {
    fn tell(&mut self, event: &Event, item: Item) -> Result<(), ReadError<E>> {
        hand(self.take, Place { line: event.line, column: 0 }, item)
    }

    /// Takes all that is written of one event: itself, and those of its series that are otherwise.
    fn group(&mut self, group: &[&Event], cancels: &dyn Fn(&Event) -> bool) -> Result<(), ReadError<E>> {
        let mut whole: Option<&Event> = None;
        let mut instances: BTreeMap<String, &Event> = BTreeMap::new();
        for event in group.iter().filter(|event| event.instance.is_none()) {
            if whole.is_none_or(|other| *event > other) {
                whole = Some(event);
            }
        }
        for event in group {
            let Some(instance) = &event.instance else { continue };
            let at = self.moment(event, instance, whole);
            let entry = instances.entry(at).or_insert(event);
            *entry = (*entry).max(event);
        }
        if let Some(event) = whole {
            self.whole(event, &instances, cancels(event))?;
        }
        for (at, event) in &instances {
            let people = whole.filter(|_| event.invited.is_empty()).unwrap_or(event);
            if event.invited.is_empty() && people.invited.is_empty() {
                self.tell(event, Item::LeftOut("with nobody invited"))?;
                continue;
            }
            // Whoever moves one of a series names nobody anew, at times.
            let merged = Event { invited: people.invited.clone(), more: people.more, ..(*event).clone() };
            let key = format!("{}@{at}", key_of(event));
            let recurs = whole.is_none_or(recurs);
            self.one(&merged, key, event.start.as_ref(), recurs, cancels(event))?;
        }
        Ok(())
    }

    /// Returns which of a series an instance is: the time as the clocks of the series show it.
    fn moment(&mut self, event: &Event, instance: &Stamp, whole: Option<&Event>) -> String {
        let of = whole.and_then(|whole| Some((whole.calendar, whole.start.as_ref()?)));
        let at = match of {
            Some((calendar, start)) if !instance.whole_day && start.place != instance.place => {
                self.clocks.by_those_of(event.calendar, instance, calendar, start)
            }
            _ => instance.at,
        };
        written(at, instance.whole_day || of.is_some_and(|(_, start)| start.whole_day))
    }

    fn whole(
        &mut self,
        event: &Event,
        instances: &BTreeMap<String, &Event>,
        cancelled: bool,
    ) -> Result<(), ReadError<E>> {
        let key = key_of(event);
        if !recurs(event) && instances.is_empty() {
            return self.one(event, key, event.start.as_ref(), false, cancelled);
        }
        let Some(start) = event.start.clone().filter(|_| event.unread.is_none()) else {
            return self.one(event, key, None, true, cancelled);
        };
        if start.whole_day || event.whole_day {
            return self.tell(event, Item::LeftOut("all-day"));
        }
        if is_too_early(start.at.date()) {
            return self.one(event, key, Some(&start), true, cancelled);
        }
        // It came once, perhaps, before it came again.
        self.tell(event, Item::Gone(key.clone(), "made to come again"))?;
        let (times, without) = match self.times(event, &start) {
            Ok(times) => times,
            Err(why) => return self.tell(event, Item::Bad(why)),
        };
        for at in times {
            let written = written(at, start.whole_day);
            if !instances.contains_key(&written) {
                let stamp = Stamp { at, ..start.clone() };
                self.one(event, format!("{key}@{written}"), Some(&stamp), true, cancelled)?;
            }
        }
        for at in without {
            let key = format!("{key}@{}", written(at, start.whole_day));
            self.tell(event, Item::Gone(key, "cancelled"))?;
        }
        Ok(())
    }

    /// Returns when an event comes, up to today, and when it was said not to.
    fn times(&mut self, event: &Event, start: &Stamp) -> Result<(Vec<NaiveDateTime>, Vec<NaiveDateTime>), String> {
        // A day more, since today is longer elsewhere.
        let end = self.today.checked_add_days(Days::new(1)).unwrap_or(self.today).and_time(NaiveTime::MIN);
        let mut times = vec![start.at];
        let mut ended = Ended::Done;
        for text in &event.rules {
            let mut rule = Rule::parse(text, start.at)?;
            if let Some((until, true)) = rule.until {
                let until = Stamp { at: until, place: Clock::Utc, whole_day: false };
                rule.until = Some((self.clocks.by_those_of(event.calendar, &until, event.calendar, start), false));
            }
            let (found, how) = rule.times(start.at, end, TIMES_MAX.min(self.times), &mut self.budget);
            times.extend(found);
            ended = if how == Ended::CutShort { how } else { ended };
        }
        for stamp in &event.also {
            times.push(self.clocks.by_those_of(event.calendar, stamp, event.calendar, start));
        }
        times.sort_unstable();
        times.dedup();
        let mut without: Vec<NaiveDateTime> = Vec::new();
        for text in &event.not_rules {
            let rule = Rule::parse(text, start.at)?;
            without.extend(rule.times(start.at, end, TIMES_MAX.min(self.times), &mut self.budget).0);
        }
        let mut days: HashSet<NaiveDate> = HashSet::new();
        for stamp in &event.not {
            if stamp.whole_day && !start.whole_day {
                days.insert(stamp.at.date());
            } else {
                without.push(self.clocks.by_those_of(event.calendar, stamp, event.calendar, start));
            }
        }
        let left_out: HashSet<NaiveDateTime> = without.iter().copied().collect();
        let (gone, mut times): (Vec<_>, Vec<_>) =
            times.into_iter().partition(|at| left_out.contains(at) || days.contains(&at.date()));
        times.truncate(TIMES_MAX.min(self.times));
        self.times -= times.len().min(self.times);
        if ended == Ended::CutShort || self.times == 0 {
            let (place, count) = (Place { line: event.line, column: 0 }, times.len());
            let line = format!("the event comes too often; only the first {count} times are taken");
            (self.take)(place, Item::Told(line)).map_err(|_| "it comes too often".to_owned())?;
        }
        Ok((times, gone))
    }

    /// Takes an event at one of its times.
    fn one(
        &mut self,
        event: &Event,
        key: String,
        start: Option<&Stamp>,
        recurs: bool,
        cancelled: bool,
    ) -> Result<(), ReadError<E>> {
        if let Some(why) = &event.unread {
            return self.tell(event, Item::Bad(format!("the event cannot be read: {why}")));
        }
        let Some(start) = start else {
            return self.tell(event, Item::Bad("the event has no DTSTART".into()));
        };
        let declined = event.invited.iter().any(|i| i.answer == Answer::Declined && self.me.is(&i.party));
        let gone = if cancelled || event.cancelled { Some("cancelled") } else { declined.then_some("declined") };
        if let Some(why) = gone {
            // A series counts once.
            let first = event.start.as_ref() == Some(start);
            return self.tell(event, if first { Item::Withdrawn(key, why) } else { Item::Gone(key, why) });
        }
        let length = self.length(event, start);
        let midnight = start.at.time() == NaiveTime::MIN;
        let days = length.is_some_and(|length| length.num_minutes() >= MINUTES_MAX);
        if start.whole_day || event.whole_day || days || midnight && length.is_some_and(is_whole_days) {
            return self.tell(event, Item::LeftOut("all-day"));
        }
        let (on, sure) = self.clocks.day(event.calendar, start);
        if !sure && !self.told_of_utc {
            self.told_of_utc = true;
            let line = "times are told in UTC and the calendar names no zone: days are those of UTC".to_owned();
            self.tell(event, Item::Told(line))?;
        }
        if is_too_early(on) {
            return self.tell(event, Item::Bad(format!("the event is of the year {}", on.year())));
        }
        if on > self.today && event.start.as_ref() != Some(start) {
            return Ok(());
        }
        let draft = self.contact(event, key, on, length, recurs);
        self.tell(event, Item::Contact(draft))
    }

    /// Returns the contact that an event was on a day.
    fn contact(
        &self,
        event: &Event,
        key: String,
        on: NaiveDate,
        length: Option<TimeDelta>,
        recurs: bool,
    ) -> ContactDraft {
        let people = people(event);
        let groups = event.invited.iter().filter(|invited| invited.what == What::Group).count();
        let others = people.iter().filter(|party| !self.me.is(party)).count();
        let size = 1 + others + groups + usize::try_from(event.more).unwrap_or(usize::MAX - others - groups - 1);
        let (kind, place) = kind_and_place(event);
        let minutes = length.map(|length| length.num_minutes()).filter(|minutes| *minutes > 0);
        ContactDraft {
            key,
            on,
            kind,
            minutes: minutes.and_then(|minutes| minutes.try_into().ok()),
            size: Some(size).filter(|size| *size > others + 1).map(|size| size.try_into().unwrap_or(u32::MAX)),
            direction: None,
            imposed: recurs && size >= MANY,
            place,
            text: event.summary.clone(),
            people,
        }
    }

    /// Returns how long an event lasts; `None` where it does not say.
    fn length(&mut self, event: &Event, start: &Stamp) -> Option<TimeDelta> {
        let Some(end) = &event.end else { return event.length };
        // The end stands beside the first of a series.
        let first = event.start.as_ref().unwrap_or(start);
        Some(self.clocks.between(event.calendar, first, end))
    }
}

/// Tells whether an event comes again.
fn recurs(event: &Event) -> bool {
    !event.rules.is_empty() || !event.also.is_empty()
}

/// Tells whether nobody alive can have been there.
fn is_too_early(day: NaiveDate) -> bool {
    day.year() < YEAR_MIN
}

fn is_whole_days(length: TimeDelta) -> bool {
    length.num_minutes() > 0 && length.num_minutes() % MINUTES_MAX == 0
}

fn written(at: NaiveDateTime, whole_day: bool) -> String {
    at.format(if whole_day { "%Y%m%d" } else { "%Y%m%dT%H%M%S" }).to_string()
}

/// Returns what tells an event from others: its own key, or a mark of what it says where that is none or too long.
fn key_of(event: &Event) -> String {
    if !event.uid.is_empty() && event.uid.len() <= KEY_MAX && !event.uid.contains('\n') {
        return event.uid.clone();
    }
    // Kept in stores, so the same on every machine and in every version: FNV-1a.
    let start = event.start.as_ref().map(|start| written(start.at, start.whole_day)).unwrap_or_default();
    let texts = if event.uid.is_empty() { format!("{start}\n{}", event.summary) } else { event.uid.clone() };
    let hash = texts
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("~{hash:016x}")
}

/// Returns whoever was there, as far as the event tells, me included; each once.
fn people(event: &Event) -> Vec<Party> {
    let there = event.invited.iter().filter(|i| i.what == What::Person && i.answer == Answer::Open);
    let mut people: Vec<Party> = there.map(|invited| invited.party.clone()).collect();
    // Whoever invites is there too, unless they are among those invited already.
    if let Some(host) = &event.host
        && let Some(mail) = host.email_key().filter(|mail| !is_thing(mail))
        && !event.invited.iter().any(|invited| invited.party.email_key().as_ref() == Some(&mail))
    {
        people.push(host.clone());
    }
    people
}

/// Gives everybody the name that their address has most often in the file, so that it does not matter where it stands.
fn name_everybody(events: &mut [Event]) {
    let mut names: HashMap<String, BTreeMap<String, usize>> = HashMap::new();
    let parties = |event: &Event| -> Vec<Party> {
        event.invited.iter().map(|invited| &invited.party).chain(&event.host).cloned().collect()
    };
    for party in events.iter().flat_map(parties) {
        if let (Some(mail), Some(name)) = (party.email_key(), party.called()) {
            *names.entry(mail).or_default().entry(name).or_default() += 1;
        }
    }
    // The first of the alphabet, of those that come as often.
    let best = |names: &BTreeMap<String, usize>| {
        names.iter().rev().max_by_key(|(_, count)| **count).map(|(name, _)| name.clone())
    };
    let best: HashMap<String, String> =
        names.iter().filter_map(|(mail, names)| Some((mail.clone(), best(names)?))).collect();
    for event in events {
        for party in event.invited.iter_mut().map(|invited| &mut invited.party).chain(&mut event.host) {
            if let Some(name) = party.email_key().and_then(|mail| best.get(&mail)) {
                party.name = Some(name.clone());
            }
        }
    }
}
