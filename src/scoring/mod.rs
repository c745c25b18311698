//! How deep and how alive a relationship is: a pure function of one person's dated history and today.
//!
//! No SQL, clock, words or colour; and no title, company, tag, referral or worth: nothing here could take them.
//! Days are numbers (days since 31 December of year 0), so that ages are subtractions.

mod credit;
mod days;
mod history;
mod lanes;
mod rhythm;
mod score;
mod scorer;
mod weights;

pub use days::DaySum;
pub use history::{Feeling, History, Touch};
pub use lanes::{Candidate, DRIFTING_FROM, Lane, Suggested, suggest};
pub use score::{Brief, Score, Term, Terms};
pub use scorer::Scorer;
pub use weights::WEIGHTS;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod vectors;

#[cfg(test)]
fn score(history: &History, today: i32, w: &weights::Weights) -> Score {
    Scorer::new(w).score(history, today)
}
