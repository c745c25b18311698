//! What a stretch of time looked like: who came, stayed, came back and went, and how it felt.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::closest::day_of;
use crate::domain::meeting::Kind;
use crate::domain::person::State;
use crate::domain::promise::{By, Outcome};
use crate::domain::referral::ReferralKind;
use crate::domain::relation::INTRODUCED;
use crate::scoring::{History, Scorer, Touch, WEIGHTS};
use crate::store::rows::{Promise, Referral, Relation};
use crate::store::{Bond, BondFilter, Month, Reader, Result};
use crate::view::stats::{Named, Promises, Stats};

/// A silence counts as broken only where it was longer than so many days,
const SILENT_DAYS: i32 = 180;
/// and than so many of the gaps that were usual until then.
const SILENT_GAPS: f64 = 4.0;
/// Who was seen on fewer days than this is no tie that could go dormant.
const TIE_DAYS: usize = 2;

/// Looks back on the days from `since` to `until`, both included. People known only from imported mail are nobody's
/// news, and are not named.
///
/// # Errors
/// Where the store cannot be read.
pub fn stats(reader: &Reader<'_>, since: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<Stats> {
    let mut stats = contacts(reader, since, until, today)?;
    people(reader, &mut stats)?;
    reader.each(|promise: Promise| -> Result<()> {
        for (by, count) in &mut stats.promises {
            if *by == promise.by {
                count_promise(count, &promise, since, until);
            }
        }
        Ok(())
    })?;
    let mut brought: HashMap<ReferralKind, u32> = HashMap::new();
    reader.each(|referral: Referral| -> Result<()> {
        // Where nobody said when, the day it was written down, which is the day of its id.
        let on = referral.on_date.and_then(|date| date.first_day()).or(referral.id.day());
        if on.is_some_and(|on| (since..=until).contains(&on)) {
            *brought.entry(referral.kind).or_default() += 1;
        }
        Ok(())
    })?;
    reader.each(|tie: Relation| -> Result<()> {
        let on = tie.since.and_then(|date| date.first_day()).or(tie.id.day());
        let mine = tie.kind == INTRODUCED && on.is_some_and(|on| (since..=until).contains(&on));
        stats.introduced += u32::from(mine);
        Ok(())
    })?;
    stats.brought = ReferralKind::ALL.iter().filter_map(|kind| Some((*kind, *brought.get(kind)?))).collect();
    Ok(stats)
}

/// Counts meetings, days, minutes and places.
fn contacts(reader: &Reader<'_>, since: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<Stats> {
    let mut stats = Stats {
        as_of: today,
        since,
        until,
        meetings: 0,
        days_with: 0,
        minutes: [0; 3],
        quietest: None,
        kept: 0,
        new: Vec::new(),
        reconnected: Vec::new(),
        dormant: Vec::new(),
        felt: [0; 5],
        promises: [(By::Me, Promises::default()), (By::Them, Promises::default())],
        brought: Vec::new(),
        introduced: 0,
        places: Vec::new(),
    };
    let mut months: HashMap<Month, u32> = HashMap::new();
    let mut places: HashMap<String, u32> = HashMap::new();
    let mut last = None;
    reader.each_encounter(since, until, |contact| -> Result<()> {
        stats.meetings += 1;
        if last.replace(contact.on) != Some(contact.on) {
            stats.days_with += 1;
            *months.entry(Month::of(contact.on)).or_default() += 1;
        }
        let minutes = Touch { minutes: contact.minutes, ..Touch::new(0, contact.kind) }.counted_minutes(&WEIGHTS);
        let [in_person, video, call] = &mut stats.minutes;
        match contact.kind {
            Kind::InPerson => *in_person += minutes,
            Kind::Video => *video += minutes,
            Kind::Call => *call += minutes,
            Kind::Letter | Kind::Email | Kind::Message | Kind::Attempt => {}
        }
        if let Some(place) = contact.place {
            match places.get_mut(place) {
                Some(count) => *count += 1,
                None => {
                    places.insert(place.to_owned(), 1);
                }
            }
        }
        Ok(())
    })?;
    stats.places = places.into_iter().collect();
    stats.places.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    // Before the first meeting of all nothing was quiet, only unwritten.
    let begun = reader.meeting_days()?.map_or(since, |(first, _)| first.max(since));
    stats.quietest = quietest(begun, until.min(today), &months);
    Ok(stats)
}

/// Returns the first of the whole months between two days with the fewest days in it; `None` for fewer than two.
fn quietest(since: NaiveDate, until: NaiveDate, days: &HashMap<Month, u32>) -> Option<(Month, u32)> {
    let whole: Vec<(Month, u32)> = Month::of(since)
        .through(Month::of(until))
        .filter(|month| month.first_day().is_some_and(|first| first >= since))
        .filter(|month| month.last_day().is_some_and(|last| last <= until))
        .map(|month| (month, days.get(&month).copied().unwrap_or_default()))
        .collect();
    if whole.len() < 2 { None } else { whole.into_iter().min_by_key(|(_, days)| *days) }
}

/// Says who came, stayed, came back and went, and counts what was felt.
fn people(reader: &Reader<'_>, stats: &mut Stats) -> Result<()> {
    let met = reader.met_days()?;
    let (since, until) = (stats.since.num_days_from_ce(), stats.until.num_days_from_ce());
    let mut scorer = Scorer::new(&WEIGHTS);
    reader.each_bond(&BondFilter::default(), |bond: &mut Bond| -> Result<()> {
        let history = &bond.history;
        count_felt(&mut stats.felt, history, since, until);
        let named = |day: i32| day_of(day).map(|on| Named { name: bond.name.clone(), hint: bond.hint.clone(), on });
        let met = met.get(&bond.id).map(|day| day.num_days_from_ce());
        let known = known_since(history, met);
        if (since..=until).contains(&known) {
            stats.new.extend(named(known));
        }
        let course = course(history, since, until, &mut scorer);
        stats.kept += u32::from(course.kept);
        if let Some((day, silence)) = course.reconnected {
            stats.reconnected.extend(named(day).map(|named| (named, silence)));
        }
        // Whoever rests, was let go or has died has not gone silent by neglect.
        if let Some(last) = course.dormant.filter(|_| bond.state == State::Active) {
            stats.dormant.extend(named(last));
        }
        Ok(())
    })?;
    stats.new.sort_by(|a, b| (a.on, &a.name).cmp(&(b.on, &b.name)));
    stats.reconnected.sort_by(|(a, _), (b, _)| (a.on, &a.name).cmp(&(b.on, &b.name)));
    stats.dormant.sort_by_cached_key(|named| (named.name.to_lowercase(), named.on));
    Ok(())
}

/// Returns the first day a person is known from: met, in contact, known as stated, or written down.
fn known_since(history: &History, met: Option<i32>) -> i32 {
    let contact = history.touches().iter().find(|touch| touch.kind != Kind::Attempt).map(|touch| touch.day);
    [contact, met, history.known_since].into_iter().flatten().fold(history.added_on, i32::min)
}

/// What a stretch of time was for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Course {
    /// Contact before and in it.
    kept: bool,
    /// The first day of contact after a long silence, and the days of that silence.
    reconnected: Option<(i32, u32)>,
    /// The last day of contact, in the equally long time before; none since.
    dormant: Option<i32>,
}

/// Returns what the days from `since` to `until` were for a person. What counts as contact, and which gap is usual,
/// is what the score says.
fn course(history: &History, since: i32, until: i32, scorer: &mut Scorer<'_>) -> Course {
    let stretch = until - since + 1;
    // Whoever was not even near in the time or the time before was neither kept nor lost in it.
    if history.touches().iter().all(|touch| touch.day < since - stretch || touch.day > until) {
        return Course::default();
    }
    let days = scorer.days(history, until).iter();
    let days: Vec<i32> = days.filter(|day| day.is_contact).map(|day| day.day).collect();
    let before = days.partition_point(|day| *day < since);
    let within = days.len() - before;
    let back = days.windows(2).find_map(|pair| {
        let &[last, day] = pair else { return None };
        let silence = day - last;
        // The gap that was usual is only asked for where it decides.
        let long = day >= since
            && silence > SILENT_DAYS
            && f64::from(silence) > SILENT_GAPS * scorer.score(history, last).rhythm.usual_gap_days;
        long.then_some((day, silence.unsigned_abs()))
    });
    let last = days.last().copied().filter(|last| before >= TIE_DAYS && within == 0 && *last >= since - stretch);
    Course { kept: before > 0 && within > 0, reconnected: back, dormant: last }
}

/// Adds what a person made me feel in the time, at meetings and on days of its own.
fn count_felt(felt: &mut [u32; 5], history: &History, since: i32, until: i32) {
    let touches = history.touches().iter().filter(|touch| touch.kind != Kind::Attempt);
    let at_meetings = touches.filter_map(|touch| Some((touch.day, touch.felt?)));
    let alone = history.feelings().iter().map(|feeling| (feeling.day, feeling.value));
    for (_, value) in at_meetings.chain(alone).filter(|(day, _)| (since..=until).contains(day)) {
        if let Some(count) = usize::try_from(value + 2).ok().and_then(|at| felt.get_mut(at)) {
            *count += 1;
        }
    }
}

/// Adds a promise to what was made, kept and dropped in the time, and to what was open at its end.
fn count_promise(count: &mut Promises, promise: &Promise, since: NaiveDate, until: NaiveDate) {
    let within = |day: NaiveDate| (since..=until).contains(&day);
    let closed = promise.closed_on.filter(|_| promise.outcome != Outcome::Open);
    count.made += u32::from(within(promise.made_on));
    match promise.outcome {
        Outcome::Kept => count.kept += u32::from(closed.is_some_and(within)),
        Outcome::Dropped => count.dropped += u32::from(closed.is_some_and(within)),
        Outcome::Open => {}
    }
    let open = promise.outcome == Outcome::Open || closed.is_some_and(|closed| closed > until);
    count.open += u32::from(open && promise.made_on <= until);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::day;
    use crate::domain::id::Id;
    use crate::scoring::Feeling;

    /// The last day counted, and the first: a year.
    const UNTIL: i32 = 740_000;
    const SINCE: i32 = UNTIL - 364;

    /// Returns a history of meetings in person, so many days before the last day.
    fn met(ages: &[i32]) -> History {
        History::new(ages.iter().map(|age| Touch::new(UNTIL - age, Kind::InPerson)).collect(), Vec::new())
    }

    #[test]
    fn a_year_has_its_course_for_everybody() {
        let back = |age: i32, silence| Some((UNTIL - age, silence));
        for (ages, kept, reconnected, dormant, why) in [
            (&[][..], false, None, None, "nobody"),
            (&[10, 20], false, None, None, "new"),
            (&[10, 400], true, back(10, 390), None, "long not seen"),
            (&[10, 190], false, None, None, "six months to the day are no silence"),
            (&[10, 191], false, back(10, 181), None, "one more is"),
            (&[10, 300, 600, 900, 1200], true, None, None, "who is seen that rarely was not silent"),
            (&[364, 365], true, None, None, "the first day of the year belongs to it"),
            (&[365, 400], false, None, Some(365), "the day before it does not"),
            (&[500, 729], false, None, Some(500), "seen in the year before"),
            (&[800, 900], false, None, None, "gone before that"),
            (&[500], false, None, None, "once is no tie"),
            (&[-5, 500, 600], false, None, Some(500), "what comes after does not count"),
        ] {
            let course = course(&met(ages), SINCE, UNTIL, &mut Scorer::new(&WEIGHTS));
            let expected = Course { kept, reconnected, dormant: dormant.map(|age| UNTIL - age) };
            assert_eq!(course, expected, "{why}");
        }
        let tried =
            History::new(vec![Touch::new(UNTIL - 5, Kind::Attempt), Touch::new(UNTIL - 400, Kind::Call)], vec![]);
        assert!(!course(&tried, SINCE, UNTIL, &mut Scorer::new(&WEIGHTS)).kept, "an attempt is no contact");
    }

    #[test]
    fn a_person_is_known_from_the_first_sign() {
        let mut history = met(&[100]);
        history.added_on = UNTIL;
        assert_eq!(known_since(&history, None), UNTIL - 100);
        assert_eq!(known_since(&history, Some(UNTIL - 200)), UNTIL - 200);
        history.known_since = Some(UNTIL - 4000);
        assert_eq!(known_since(&history, Some(UNTIL - 200)), UNTIL - 4000);
        let mut tried = History::new(vec![Touch::new(UNTIL - 9, Kind::Attempt)], Vec::new());
        tried.added_on = UNTIL - 3;
        assert_eq!(known_since(&tried, None), UNTIL - 3);
    }

    #[test]
    fn feelings_of_the_time_are_counted() {
        let touch = |age, kind, felt| Touch { felt: Some(felt), ..Touch::new(UNTIL - age, kind) };
        let touches = vec![
            touch(0, Kind::Call, 2),
            touch(364, Kind::InPerson, -2),
            touch(365, Kind::InPerson, -2),
            touch(9, Kind::Attempt, -2),
        ];
        let history =
            History::new(touches, vec![Feeling { day: UNTIL, value: 0 }, Feeling { day: UNTIL + 1, value: 1 }]);
        let mut felt = [0; 5];
        count_felt(&mut felt, &history, SINCE, UNTIL);
        assert_eq!(felt, [1, 0, 1, 0, 1]);
    }

    #[test]
    fn promises_are_counted_when_they_were_made_and_closed() {
        let count = |made: &str, outcome, closed: Option<&str>| {
            let promise = Promise {
                id: Id(1),
                person_id: Id(2),
                by: By::Me,
                text: "the paper".into(),
                made_on: day(made),
                due: None,
                outcome,
                closed_on: closed.map(day),
                meeting_id: None,
            };
            let mut count = Promises::default();
            count_promise(&mut count, &promise, day("2025-01-01"), day("2025-12-31"));
            [count.made, count.kept, count.dropped, count.open]
        };
        for (made, outcome, closed, expected) in [
            ("2025-05-02", Outcome::Open, None, [1, 0, 0, 1]),
            ("2025-05-02", Outcome::Kept, Some("2025-06-01"), [1, 1, 0, 0]),
            ("2025-05-02", Outcome::Dropped, Some("2026-01-01"), [1, 0, 0, 1]),
            ("2024-05-02", Outcome::Dropped, Some("2025-12-31"), [0, 0, 1, 0]),
            ("2024-05-02", Outcome::Kept, Some("2024-06-01"), [0, 0, 0, 0]),
            ("2024-05-02", Outcome::Open, None, [0, 0, 0, 1]),
            ("2026-05-02", Outcome::Open, None, [0, 0, 0, 0]),
            ("2025-05-02", Outcome::Kept, None, [1, 0, 0, 0]),
        ] {
            assert_eq!(count(made, outcome, closed), expected, "{made} {outcome} {closed:?}");
        }
    }

    #[test]
    fn only_whole_months_are_quiet() {
        let month = |text: &str| Month::of(day(text));
        let days = HashMap::from([(month("2026-01-01"), 9), (month("2026-02-01"), 3), (month("2026-04-01"), 1)]);
        for (since, until, expected) in [
            ("2026-01-01", "2026-02-28", Some(("2026-02-01", 3))),
            ("2026-01-01", "2026-04-29", Some(("2026-03-01", 0))),
            ("2026-01-02", "2026-02-28", None),
            ("2026-02-27", "2026-02-28", None),
        ] {
            let expected = expected.map(|(text, days)| (month(text), days));
            assert_eq!(quietest(day(since), day(until), &days), expected, "{since} to {until}");
        }
    }
}
