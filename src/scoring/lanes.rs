//! Who to reconnect with: four lanes, each with its own rule, order and quota.

use super::days::DaySum;
use super::history::History;
use super::score::Score;
use crate::domain::words;

/// Why somebody is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// The silence is longer than usual.
    Drifting,
    /// A strong tie that has been silent for very long: worth reviving, and welcome (Levin, Walter & Murnighan 2011).
    Dormant,
    /// Met once or twice of late, and it felt good.
    Spark,
    /// They wrote, and wait.
    Owed,
}
words!(Lane, "lane", Drifting = "drifting", Dormant = "dormant", Spark = "spark", Owed = "owed");

/// From this urgency on, somebody drifts.
pub const DRIFTING_FROM: f64 = 0.25;
/// A silence of so many usual gaps usually means the tie has gone (Navarro et al. 2017).
const DORMANT_GAPS: f64 = 8.0;
/// And of so many days at least.
const DORMANT_DAYS: f64 = 365.0;
/// Only ties as deep as this are worth a revival.
const DORMANT_DEPTH: f64 = 0.4;
/// A spark is known from at most so many days of contact,
const SPARK_CONTACTS: u32 = 2;
/// the last of them so many days ago at most,
const SPARK_DAYS: i32 = 60;
/// with a day at least this good, in [0, 1],
const SPARK_FELT: f64 = 0.5;
/// and is shown from this order on.
const SPARK_FROM: f64 = 0.25;
/// An answer is owed after so many days, and no longer expected after so many.
const OWED_DAYS: std::ops::RangeInclusive<i32> = 3..=30;
/// And only to those as deep as this.
const OWED_DEPTH: f64 = 0.2;
/// Nobody is suggested within a week of contact, sparks excepted.
const QUIET_DAYS: i32 = 7;

/// One person's standing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    pub score: Score,
    /// Order among sparks, in (0, 1]; `None` for who is none.
    pub spark: Option<f64>,
    /// Days for which their writing to me alone has waited; `None` where nothing waits.
    pub owed_days: Option<i32>,
}

/// Somebody suggested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggested {
    /// Place in the list of candidates.
    pub index: usize,
    pub lane: Lane,
    /// What the lane is ordered by, in [0, 1).
    pub order: f64,
}

impl Candidate {
    pub(super) fn of_days(history: &History, days: &[DaySum], today: i32, score: Score) -> Candidate {
        Candidate { score, spark: spark(&score, days), owed_days: owed_days(history, days, today) }
    }

    /// Returns the lane and the order in it; `None` for who needs no suggestion. Those in several lanes are in
    /// the one that says most: an answer owed, then a spark, then a dormant tie.
    pub fn lane(&self) -> Option<(Lane, f64)> {
        let Score { depth, strain, rhythm, .. } = self.score;
        if let Some(order) = self.spark.filter(|order| *order >= SPARK_FROM) {
            return Some((Lane::Spark, order));
        }
        if rhythm.age_days < QUIET_DAYS {
            return None;
        }
        if self.owed_days.is_some() && depth >= OWED_DEPTH {
            return Some((Lane::Owed, depth));
        }
        let dormant_after = (DORMANT_GAPS * rhythm.usual_gap_days).max(DORMANT_DAYS);
        if f64::from(rhythm.age_days) >= dormant_after {
            return (depth >= DORMANT_DEPTH).then_some((Lane::Dormant, depth * (1.0 - strain)));
        }
        (rhythm.urgency >= DRIFTING_FROM).then_some((Lane::Drifting, rhythm.urgency))
    }
}

fn spark(score: &Score, days: &[DaySum]) -> Option<f64> {
    let rhythm = score.rhythm;
    let last = rhythm.last_contact?;
    if rhythm.contact_days > SPARK_CONTACTS || rhythm.age_days > SPARK_DAYS || last > days.last()?.day {
        return None;
    }
    let best = days.iter().map(|day| day.best).fold(0.0, f64::max);
    let age = f64::from(rhythm.age_days);
    (best >= SPARK_FELT).then(|| best * (age / 2.0).min(1.0) * (-(age - 7.0).max(0.0) / 14.0).exp2())
}

/// Returns for how many days the last thing they wrote to me alone has had no answer.
fn owed_days(history: &History, days: &[DaySum], today: i32) -> Option<i32> {
    let wrote = history
        .touches()
        .iter()
        .rev()
        .skip_while(|t| t.day > today)
        // What is older is no longer waited for.
        .take_while(|t| today - t.day <= *OWED_DAYS.end())
        .find(|t| t.is_in() && !t.is_out() && t.people <= 2)?;
    // Anything from me on that day or since is an answer: words, a call, a meeting.
    let answered = days.iter().rev().take_while(|day| day.day >= wrote.day).any(|day| day.out > 0.0 || day.rich > 0.0);
    let waited = today - wrote.day;
    (!answered && OWED_DAYS.contains(&waited)).then_some(waited)
}

/// Returns up to `most` suggestions: by lane, in the order of [`Lane`], the first in each first.
///
/// One dormant tie, one spark and one answer owed a run, and drifting ones for the rest, at least one of them where
/// there is any. With `only`, that lane alone and no quota. Ties go by place in the list.
pub fn suggest(candidates: &[Candidate], most: usize, only: Option<Lane>) -> Vec<Suggested> {
    let mut all: Vec<Suggested> = candidates
        .iter()
        .enumerate()
        .filter_map(|(index, candidate)| candidate.lane().map(|(lane, order)| Suggested { index, lane, order }))
        .filter(|s| only.is_none_or(|lane| lane == s.lane))
        .collect();
    all.sort_by(|a, b| b.order.total_cmp(&a.order).then(a.index.cmp(&b.index)));
    if only.is_some() {
        all.truncate(most);
        return all;
    }
    let first = |lane: Lane| all.iter().find(|s| s.lane == lane).copied();
    let drifting: Vec<Suggested> = all.iter().filter(|s| s.lane == Lane::Drifting).copied().collect();
    let mut others: Vec<Suggested> = [Lane::Owed, Lane::Spark, Lane::Dormant].into_iter().filter_map(first).collect();
    others.truncate(most.saturating_sub(usize::from(!drifting.is_empty())));
    let mut out: Vec<Suggested> = drifting.into_iter().take(most - others.len()).collect();
    out.extend(others);
    out.sort_by(|a, b| a.lane.cmp(&b.lane).then(b.order.total_cmp(&a.order)).then(a.index.cmp(&b.index)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::meeting::{Direction, Kind};
    use crate::scoring::{Scorer, Touch, WEIGHTS};

    const TODAY: i32 = 740_000;

    fn met(ages: &[i32], felt: Option<i8>) -> History {
        History::new(
            ages.iter().map(|age| Touch { felt, ..Touch::new(TODAY - age, Kind::InPerson) }).collect(),
            Vec::new(),
        )
    }

    fn lane(history: &History) -> Option<Lane> {
        Scorer::new(&WEIGHTS).candidate(history, TODAY).lane().map(|(lane, _)| lane)
    }

    #[test]
    fn each_lane_has_its_rule() {
        let weekly: Vec<i32> = (8..30).map(|week| week * 7).collect();
        assert_eq!(lane(&met(&weekly, Some(2))), Some(Lane::Drifting));
        let long_ago: Vec<i32> = (0..30).map(|week| 800 + week * 7).collect();
        assert_eq!(lane(&met(&long_ago, Some(2))), Some(Lane::Dormant));
        assert_eq!(lane(&met(&[5], Some(2))), Some(Lane::Spark));
        assert_eq!(lane(&met(&[5], Some(0))), None);
        assert_eq!(lane(&met(&[50], Some(1))), None, "a spark that has gone out");
        let mut wrote: Vec<Touch> = (2..30).map(|week| Touch::new(TODAY - week * 7, Kind::InPerson)).collect();
        wrote.push(Touch { direction: Direction::In, ..Touch::new(TODAY - 4, Kind::Email) });
        assert_eq!(lane(&History::new(wrote.clone(), Vec::new())), Some(Lane::Owed));
        wrote.push(Touch { direction: Direction::Out, ..Touch::new(TODAY - 3, Kind::Message) });
        assert_eq!(lane(&History::new(wrote, Vec::new())), None, "answered");
    }

    #[test]
    fn quotas_leave_a_place_for_those_who_drift() {
        let weekly: Vec<i32> = (8..30).map(|week| week * 7).collect();
        let long_ago: Vec<i32> = (0..30).map(|week| 800 + week * 7).collect();
        let people = [
            met(&[5], Some(2)),
            met(&[6], Some(2)),
            met(&long_ago, Some(2)),
            met(&weekly, Some(2)),
            met(&weekly, Some(1)),
        ];
        let candidates: Vec<Candidate> = people.iter().map(|h| Scorer::new(&WEIGHTS).candidate(h, TODAY)).collect();
        let lanes = |most| suggest(&candidates, most, None).iter().map(|s| (s.lane, s.index)).collect::<Vec<_>>();
        assert_eq!(lanes(3), [(Lane::Drifting, 3), (Lane::Dormant, 2), (Lane::Spark, 0)]);
        assert_eq!(lanes(1), [(Lane::Drifting, 3)]);
        assert_eq!(lanes(9).len(), 4, "one spark and one dormant a run");
        assert_eq!(suggest(&candidates, 9, Some(Lane::Spark)).len(), 2);
        assert!(lanes(0).is_empty());
    }
}
