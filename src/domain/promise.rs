//! Promises, both ways.

use super::words;

/// Who owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    Me,
    Them,
}
words!(By, "side of a promise", Me = "me", Them = "them");

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Outcome {
    #[default]
    Open,
    Kept,
    Dropped,
}
words!(Outcome, "outcome of a promise", Open = "open", Kept = "kept", Dropped = "dropped");
