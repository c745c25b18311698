//! The door to scores: one for many people, which keeps what they have in common.

use super::credit::{Credits, Fading};
use super::days::{DaySum, fill_day_sums};
use super::history::{History, Touch};
use super::lanes::Candidate;
use super::score::{Score, score_of_days};
use super::weights::Weights;

/// Scores people, on any day. Whom it has scored before makes no difference but for the time it takes.
#[derive(Debug, Clone)]
pub struct Scorer<'w> {
    w: &'w Weights,
    credits: Credits<'w>,
    fading: Fading<'w>,
    /// Room for the days of one person after the other.
    days: Vec<DaySum>,
}

impl<'w> Scorer<'w> {
    /// Returns a scorer by these constants.
    pub fn new(w: &'w Weights) -> Scorer<'w> {
        Scorer { w, credits: Credits::new(w), fading: Fading::new(w), days: Vec::new() }
    }

    /// Returns the days up to `today`, oldest first, each with something in it.
    pub fn days(&mut self, history: &History, today: i32) -> &[DaySum] {
        fill_day_sums(history, today, &mut self.credits, &mut self.days);
        &self.days
    }

    /// Returns the score on the day `today`.
    pub fn score(&mut self, history: &History, today: i32) -> Score {
        fill_day_sums(history, today, &mut self.credits, &mut self.days);
        score_of_days(history, &self.days, today, &mut self.fading, self.w)
    }

    /// Returns what one contact adds to warmth on the day `today`, as if nothing else had been that day: its credit,
    /// faded; 0 for a contact still to come.
    pub fn warmth_of(&mut self, touch: &Touch, today: i32) -> f64 {
        let age = today - touch.day;
        if age < 0 { 0.0 } else { self.credits.of(touch) * self.fading.warmth(f64::from(age)) }
    }

    /// Returns the standing of a person on the day `today`.
    pub fn candidate(&mut self, history: &History, today: i32) -> Candidate {
        let score = self.score(history, today);
        Candidate::of_days(history, &self.days, today, score)
    }
}
