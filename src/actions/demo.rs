//! An invented circle of friends over two years, to try auld on.
//!
//! The data stands in tables beside this file and counts days back from today; it is written as it would have been
//! lived, day by day, one operation a deed, so that history, undo and everything that looks back have something to see.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::add::{self, AddError, NewPerson};
use super::log::{self, NewMeeting, NewPromise, Whom};
use super::promise;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::meeting::Feeling;
use crate::domain::promise::{By, Outcome};
use crate::store::rows::{Engagement, Referral};
use crate::store::{Error, OpInfo, Result, Store, WriteTx};

const PEOPLE: &str = include_str!("demo/people.tsv");
const MEETINGS: &str = include_str!("demo/meetings.tsv");
const RHYTHMS: &str = include_str!("demo/rhythms.tsv");
const REFERRALS: &str = include_str!("demo/referrals.tsv");
/// A year that has every day of the year, for birthdays that are given by their distance from today.
const LEAP_YEAR: i32 = 1988;
/// When the deeds of a day begin, in seconds after midnight.
const EVENING: i64 = 18 * 3600;

/// A line of a table: cells apart by tabs, empty ones at the end left out.
#[derive(Debug, Clone, Copy)]
struct Line(&'static str);

impl Line {
    fn cell(self, at: usize) -> &'static str {
        self.0.split('\t').nth(at).unwrap_or_default().trim()
    }

    fn some(self, at: usize) -> Option<String> {
        Some(self.cell(at).to_owned()).filter(|cell| !cell.is_empty())
    }

    fn list(self, at: usize) -> Vec<String> {
        parts(self.cell(at), ';').map(str::to_owned).collect()
    }

    /// Reads a cell; `None` where it is empty.
    fn value<T: FromStr>(self, at: usize) -> Result<Option<T>> {
        self.some(at).map(|cell| read(&cell)).transpose()
    }

    fn must<T: FromStr>(self, at: usize) -> Result<T> {
        read(self.cell(at))
    }
}

fn lines(table: &'static str) -> impl Iterator<Item = Line> {
    table.lines().filter(|line| !line.starts_with('#')).map(Line)
}

fn parts(cell: &str, mark: char) -> impl Iterator<Item = &str> {
    cell.split(mark).map(str::trim).filter(|part| !part.is_empty())
}

fn read<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| wrong(text))
}

fn wrong(what: &str) -> Error {
    Error::Broken(format!("the demo's tables say `{what}`, which means nothing"))
}

/// Something that happened, with how many days ago.
#[derive(Debug, Clone)]
enum Deed {
    Met(Line),
    Referred(Line),
    Spoke(Line),
    /// One of a row of meetings, with its text.
    Again(Line, &'static str),
    Kept {
        who: &'static str,
        text: &'static str,
    },
}

/// Writes the invented circle into a new store in memory.
///
/// # Errors
/// Where the tables contradict themselves, which a test excludes.
pub fn build(today: NaiveDate) -> Result<Store> {
    let mut store = Store::in_memory()?;
    let mut circle = Circle { today, ids: HashMap::new() };
    for (at, (ago, deed)) in deeds()?.into_iter().enumerate() {
        let on = circle.ago(ago)?;
        // Two deeds of one day must not stand at one instant, since ids are made from it.
        let second = EVENING + i64::try_from(at).unwrap_or_default();
        let at: DateTime<Utc> = on.and_time(NaiveTime::MIN).and_utc() + TimeDelta::seconds(second);
        let (verb, argv) = deed.typed();
        let info = OpInfo { verb: verb.to_owned(), argv, at, today: on };
        store.write(&info, false, |tx| circle.act(tx, &deed, on))?;
    }
    Ok(store)
}

/// Returns everything that happened, the longest ago first.
fn deeds() -> Result<Vec<(u64, Deed)>> {
    let mut all = Vec::new();
    for line in lines(PEOPLE) {
        all.push((line.must(5)?, Deed::Met(line)));
    }
    for line in lines(REFERRALS) {
        all.push((line.must(3)?, Deed::Referred(line)));
    }
    for line in lines(MEETINGS) {
        all.push((line.must(0)?, Deed::Spoke(line)));
        for promise in parts(line.cell(8), ';') {
            let mut fields = promise.split('|');
            if let (_, Some(who), Some(text), _, Some(end)) =
                (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
                && let Some(ago) = end.strip_prefix("kept@")
            {
                all.push((read(ago)?, Deed::Kept { who, text }));
            }
        }
    }
    for line in lines(RHYTHMS) {
        let (first, every, last): (u64, usize, u64) = (line.must(5)?, line.must(6)?, line.must(7)?);
        let texts: Vec<_> = parts(line.cell(8), '/').collect();
        let days = (last..=first).rev().step_by(every.max(1));
        all.extend(days.zip(texts.into_iter().cycle()).map(|(ago, text)| (ago, Deed::Again(line, text))));
    }
    // Stable: on one day people are met first, in the order of their table.
    all.sort_by_key(|(ago, _)| std::cmp::Reverse(*ago));
    Ok(all)
}

impl Deed {
    /// Returns the verb and the command line that would have written it.
    fn typed(&self) -> (&'static str, Vec<String>) {
        let line = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        match self {
            Deed::Met(row) => ("add", line(&["add", row.cell(1)])),
            Deed::Referred(row) => {
                ("refer", line(&["refer", &name_of(row.cell(1)), "--by", &name_of(row.cell(0)), "--as", row.cell(2)]))
            }
            Deed::Spoke(row) => ("log", line(&["log", row.cell(9)])),
            Deed::Again(_, text) => ("log", line(&["log", text])),
            Deed::Kept { who, text } => ("kept", line(&["kept", &name_of(who), text])),
        }
    }
}

fn name_of(key: &str) -> String {
    lines(PEOPLE).find(|line| line.cell(0) == key).map(|line| line.cell(1).to_owned()).unwrap_or_default()
}

/// Who is in the store by now.
struct Circle {
    today: NaiveDate,
    ids: HashMap<String, Id>,
}

impl Circle {
    fn ago(&self, days: u64) -> Result<NaiveDate> {
        self.today.checked_sub_days(Days::new(days)).ok_or_else(|| wrong("so long ago"))
    }

    /// Reads a day as its distance from today: `-3` is three days ago.
    fn ahead(&self, days: &str) -> Result<NaiveDate> {
        let days: i64 = read(days)?;
        self.today.checked_add_signed(TimeDelta::days(days)).ok_or_else(|| wrong("so far ahead"))
    }

    fn id(&self, key: &str) -> Result<Id> {
        self.ids.get(key).copied().ok_or_else(|| wrong(key))
    }

    fn act(&mut self, tx: &mut WriteTx<'_>, deed: &Deed, on: NaiveDate) -> Result<()> {
        match deed {
            Deed::Met(line) => self.meet(tx, *line, on),
            Deed::Referred(line) => self.refer(tx, *line, on),
            Deed::Spoke(line) => self.speak(tx, *line, on),
            Deed::Again(line, text) => {
                let people = line.list(0).iter().map(|key| self.id(key).map(Whom::Known)).collect::<Result<_>>()?;
                let meeting = NewMeeting {
                    on,
                    kind: line.must(1)?,
                    minutes: line.value(2)?,
                    people,
                    place: line.some(3),
                    tags: line.list(4),
                    text: (*text).to_owned(),
                    ..NewMeeting::default()
                };
                log::meeting(tx, &meeting).map(|_| ()).map_err(from)
            }
            Deed::Kept { who, text } => {
                let open = promise::open_with(tx, self.id(who)?, text)?;
                let line = open.first().ok_or_else(|| wrong(text))?;
                promise::close(tx, &line.promise, Outcome::Kept)
            }
        }
    }

    fn meet(&mut self, tx: &mut WriteTx<'_>, line: Line, on: NaiveDate) -> Result<()> {
        let birthday = match line.cell(11).strip_prefix('+') {
            Some(days) => {
                let day = self.ahead(days)?.with_year(LEAP_YEAR).ok_or_else(|| wrong(days))?;
                Some(PartialDate::Day(day))
            }
            None => line.value(11)?,
        };
        let new = NewPerson {
            name: line.cell(1).to_owned(),
            hint: line.some(2),
            nicks: line.list(3),
            met: line.some(4),
            met_on: Some(PartialDate::Day(on)),
            via: line.some(6).map(|key| self.id(&key)).transpose()?,
            closeness: line.value(7)?,
            kin: line.cell(8) == "kin",
            cadence_days: line.value(9)?,
            lives: line.some(10),
            birthday,
            tags: line.list(12),
            note: line.some(14),
            ..NewPerson::default()
        };
        let id = add::person(tx, &new).map_err(from)?;
        for fact in line.list(13) {
            let (label, value) = fact.split_once(": ").ok_or_else(|| wrong(&fact))?;
            add::fact(tx, id, label, value, None)?;
        }
        self.ids.insert(line.cell(0).to_owned(), id);
        Ok(())
    }

    fn speak(&self, tx: &mut WriteTx<'_>, line: Line, on: NaiveDate) -> Result<()> {
        let keys = line.list(3);
        let who = |key: &str| keys.iter().position(|k| k == key).ok_or_else(|| wrong(key));
        let felt = |at: usize| -> Result<Vec<(usize, Feeling)>> {
            let one = |text: &str| {
                let (key, rest) = text.split_once(':').ok_or_else(|| wrong(text))?;
                let (value, words) = rest.split_once(' ').ok_or_else(|| wrong(text))?;
                Ok((who(key)?, Feeling { words: words.to_owned(), value: Some(read(value)?) }))
            };
            parts(line.cell(at), ';').map(one).collect()
        };
        let mut promises = Vec::new();
        for text in parts(line.cell(8), ';') {
            let mut fields = text.split('|');
            let mut next = || fields.next().ok_or_else(|| wrong(text));
            let (by, key, what, due): (By, _, _, _) = (read(next()?)?, next()?, next()?, next()?);
            promises.push(NewPromise { by, who: who(key)?, text: what.to_owned(), due: Some(self.ahead(due)?) });
        }
        let meeting = NewMeeting {
            on,
            kind: line.must(1)?,
            minutes: line.value(2)?,
            people: keys.iter().map(|key| self.id(key).map(Whom::Known)).collect::<Result<_>>()?,
            place: line.some(4),
            tags: line.list(5),
            felt: felt(6)?,
            left: felt(7)?,
            promises,
            text: line.cell(9).to_owned(),
            ..NewMeeting::default()
        };
        log::meeting(tx, &meeting).map(|_| ()).map_err(from)
    }

    fn refer(&self, tx: &mut WriteTx<'_>, line: Line, on: NaiveDate) -> Result<()> {
        let day = |at: usize| line.value(at)?.map(|days| self.ago(days)).transpose();
        let referred_id = self.id(line.cell(1))?;
        let id = tx.new_id::<Referral>(on)?;
        tx.insert(&Referral {
            id,
            referrer_id: self.id(line.cell(0))?,
            referred_id,
            kind: line.must(2)?,
            on_date: Some(PartialDate::Day(on)),
            note: None,
            outcome: line.some(4),
            thanked_on: day(5)?,
            told_on: day(6)?,
        })?;
        if line.cell(7).is_empty() {
            return Ok(());
        }
        let started = day(10)?;
        let id = tx.new_id::<Engagement>(started.unwrap_or(on))?;
        tx.insert(&Engagement {
            id,
            person_id: referred_id,
            what: line.some(7),
            currency: line.some(9),
            minor: line.some(8).map(|amount| read(&amount.replace('.', ""))).transpose()?,
            started_on: started.map(PartialDate::Day),
            ended_on: day(11)?.map(PartialDate::Day),
            outcome: None,
        })
    }
}

fn from(e: AddError) -> Error {
    match e {
        AddError::Store(e) => e,
        AddError::Name(e) => wrong(&e.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MeetingFilter;

    #[test]
    fn the_tables_hold_together_on_any_day() {
        for today in ["2026-11-23", "2028-02-29", "2030-12-31"] {
            let today = crate::domain::date::parse_iso(today).expect("a day");
            let mut store = build(today).expect("the tables hold together");
            let (people, meetings, dates) = store
                .read(|reader| {
                    Ok::<_, Error>((
                        reader.count_people()?,
                        reader.count_meetings_in(&MeetingFilter::default())?,
                        reader.dates(today, None)?,
                    ))
                })
                .expect("reads");
            assert_eq!(people, 40);
            assert!((240..320).contains(&meetings), "{meetings}");
            let soon = |d: &&crate::store::DateLine| d.next_on.is_some_and(|on| (on - today).num_days() < 14);
            assert!(dates.iter().any(|d| soon(&d)));
        }
    }
}
