//! How deep and how alive a relationship is: a pure function of one person's dated history and today.
//!
//! No SQL, clock, words or colour; and no title, company, tag, referral or worth: nothing here could take them.
//! Days are numbers (days since 31 December of year 0), so that ages are subtractions.

mod days;
mod history;
mod lanes;
mod rhythm;
mod score;
mod weights;

pub use days::{DaySum, day_sums};
pub use history::{Feeling, History, Touch};
pub use lanes::{Candidate, DRIFTING_FROM, Lane, suggest};
pub use score::{Score, Terms, score};
pub use weights::WEIGHTS;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod vectors;
