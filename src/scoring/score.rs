//! Depth, warmth, bond and strain, with the terms they are made of.

use super::credit::Fading;
use super::days::DaySum;
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

/// What a list shows of a score: a quarter of its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brief {
    pub depth: f64,
    pub warmth: f64,
    pub bond: f64,
    pub strain: f64,
    pub usual_gap_days: f64,
    /// How many days of contact there were.
    pub contact_days: u32,
    /// What most of the depth is made of; `None` where nothing in it is worth a word.
    pub mostly: Option<Term>,
}

impl Score {
    /// Returns what a list shows of it.
    pub fn brief(&self) -> Brief {
        /// Less than this of anything is not worth a word.
        const WORTH_A_WORD: f64 = 0.05;
        let Score { depth, warmth, bond, strain, .. } = *self;
        let Rhythm { usual_gap_days, contact_days, .. } = self.rhythm;
        let (term, most) = self.deep.greatest();
        Brief {
            depth,
            warmth,
            bond,
            strain,
            usual_gap_days,
            contact_days,
            mostly: (most > WORTH_A_WORD).then_some(term),
        }
    }
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

/// One of the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    Together,
    Felt,
    Stated,
    Written,
    KeptUp,
}

impl Terms {
    /// Returns the greatest term and how great it is; of equal ones the first of [`Term`].
    pub fn greatest(&self) -> (Term, f64) {
        let all = [
            (Term::Felt, self.felt),
            (Term::Stated, self.stated),
            (Term::Written, self.written),
            (Term::KeptUp, self.kept_up),
        ];
        all.into_iter().fold((Term::Together, self.together), |most, term| if term.1 > most.1 { term } else { most })
    }
}

pub(super) fn score_of_days(
    history: &History,
    days: &[DaySum],
    today: i32,
    fading: &mut Fading<'_>,
    w: &Weights,
) -> Score {
    let sums = sums(history, days, today, fading);
    let deep = terms(&sums.deep, length_factor(history, days, w), stated(history, w), w.writing_depth, w);
    let warm = terms(&sums.warm, 1.0, 0.0, w.writing_warmth, w);
    let depth = deep.total / (deep.total + w.depth_half);
    let warmth = warm.total / (warm.total + w.warmth_half);
    let strain = sums.bad / (sums.bad + sums.good + 1.0);
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
#[derive(Default)]
struct Sums {
    all: f64,
    rich: f64,
    out: f64,
    inward: f64,
    best: f64,
}

impl Sums {
    fn add(&mut self, day: &DaySum, kernel: f64, of_feeling: f64) {
        self.all += day.all * kernel;
        self.rich += day.rich * kernel;
        self.out += day.out * kernel;
        self.inward += day.inward * kernel;
        self.best += day.best * of_feeling;
    }
}

/// The sums for depth and for warmth, and the best and worst of the days as they were.
#[derive(Default)]
struct AllSums {
    deep: Sums,
    warm: Sums,
    good: f64,
    bad: f64,
}

fn sums(history: &History, days: &[DaySum], today: i32, fading: &mut Fading<'_>) -> AllSums {
    let mut sums = AllSums::default();
    for day in days {
        let age = f64::from(today) - f64::from(day.day);
        let (deep, warm) = (if history.kin { 1.0 } else { fading.depth(age) }, fading.warmth(age));
        sums.deep.add(day, deep, 1.0);
        sums.warm.add(day, warm, warm);
        sums.good += day.best;
        sums.bad += day.worst;
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
