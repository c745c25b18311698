//! Depth, warmth, bond and strain, with the terms they are made of.

use super::days::{DaySum, day_sums};
use super::history::History;
use super::rhythm::{Rhythm, rhythm};
use super::weights::Weights;
use crate::domain::person::Closeness;

/// The score of one person on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// What has been built, in [0, 1); fades by half in four years, for kin never.
    pub depth: f64,
    /// How alive it is now, in [0, 1).
    pub warmth: f64,
    /// √(depth × warmth): the order of closeness.
    pub bond: f64,
    /// How much of the feeling was bad, in [0, 1).
    pub strain: f64,
    /// What depth is made of.
    pub deep: Terms,
    /// What warmth is made of.
    pub warm: Terms,
    /// When contact is usual, and how late it is.
    pub rhythm: Rhythm,
}

/// Terms that add up to their total exactly.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Terms {
    /// From meetings and calls.
    pub together: f64,
    /// From letters, e-mails and messages.
    pub written: f64,
    /// From how they made me feel.
    pub felt: f64,
    /// From closeness as stated; 0 in warmth.
    pub stated: f64,
    /// What knowing each other for long adds to the terms above; 0 in warmth.
    pub kept_up: f64,
    /// The factor behind `kept_up`, from 1.
    pub factor: f64,
    /// The sum of the five terms.
    pub total: f64,
}

/// Returns the score on the day `today`.
pub fn score(history: &History, today: i32, w: &Weights) -> Score {
    let days = day_sums(history, today, w);
    score_of_days(history, &days, today, w)
}

pub(super) fn score_of_days(history: &History, days: &[DaySum], today: i32, w: &Weights) -> Score {
    let fade = |age: f64| if history.kin { 1.0 } else { (-age / w.depth_half_life_days).exp2() };
    let deep = terms(
        &sums(days, today, fade, |_| 1.0),
        length_factor(history, days, w),
        stated(history, w),
        w.writing_depth,
        w,
    );
    let cool = |age: f64| (1.0 + age / w.warmth_scale_days).powi(-2);
    let warm = terms(&sums(days, today, cool, cool), 1.0, 0.0, w.writing_warmth, w);
    let depth = deep.total / (deep.total + w.depth_half);
    let warmth = warm.total / (warm.total + w.warmth_half);
    let (bad, good) = days.iter().fold((0.0, 0.0), |(bad, good), day| (bad + day.worst, good + day.best));
    let strain = bad / (bad + good + 1.0);
    Score {
        depth,
        warmth,
        bond: (depth * warmth).sqrt(),
        strain,
        deep,
        warm,
        rhythm: rhythm(history, days, today, depth, strain, w),
    }
}

/// Sums over days, each day under a kernel of its age.
struct Sums {
    all: f64,
    rich: f64,
    out: f64,
    inward: f64,
    best: f64,
}

fn sums(days: &[DaySum], today: i32, kernel: impl Fn(f64) -> f64, feelings: impl Fn(f64) -> f64) -> Sums {
    let mut sums = Sums { all: 0.0, rich: 0.0, out: 0.0, inward: 0.0, best: 0.0 };
    for day in days {
        let age = f64::from(today) - f64::from(day.day);
        let k = kernel(age);
        sums.all += day.all * k;
        sums.rich += day.rich * k;
        sums.out += day.out * k;
        sums.inward += day.inward * k;
        if day.best > 0.0 {
            sums.best += day.best * feelings(age);
        }
    }
    sums
}

/// Puts sums together: `factor` multiplies all but what was stated; `most` bounds writing.
fn terms(sums: &Sums, factor: f64, stated: f64, most: f64, w: &Weights) -> Terms {
    let writing = (sums.all - sums.rich).max(0.0);
    let answered = writing.min(w.unanswered * writing + w.answered * sums.out.min(sums.inward));
    let bounded = |x: f64| if x > 0.0 { most * x / (most + x) } else { 0.0 };
    let (together, written, felt) = (sums.rich, bounded(answered), w.felt * sums.best);
    let total = factor * together + bounded(factor * answered) + factor * felt + stated;
    let kept_up = (total - together - written - felt - stated).max(0.0);
    Terms { together, written, felt, stated, kept_up, factor, total }
}

/// Returns how much the years from the first to the last contact add: 1 where there are none.
fn length_factor(history: &History, days: &[DaySum], w: &Weights) -> f64 {
    let mut touched = days.iter().filter(|day| day.all > 0.0).map(|day| day.day);
    let Some(first) = touched.next() else { return 1.0 };
    let last = touched.next_back().unwrap_or(first);
    let first = history.known_since.map_or(first, |since| since.min(first));
    let years = (f64::from(last) - f64::from(first)) / w.year_days;
    1.0 + w.kept_up * (1.0 + years).ln()
}

fn stated(history: &History, w: &Weights) -> f64 {
    let [friend, close, inner] = w.stated;
    match history.closeness {
        None | Some(Closeness::Acquaintance) => 0.0,
        Some(Closeness::Friend) => friend,
        Some(Closeness::Close) => close,
        Some(Closeness::Inner) => inner,
    }
}
