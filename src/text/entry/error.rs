//! Why a sentence cannot be taken.

use chrono::NaiveDate;

use crate::text::Span;
use crate::text::when::WhenError;

/// Why a sentence cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    #[error("`{words}`: {why}")]
    ImpossibleDate {
        words: String,
        span: Span,
        #[source]
        why: WhenError,
    },
    /// The same, of what was promised: it has nothing to do with the day of the meeting.
    #[error("`{words}`: {why}")]
    ImpossibleDue {
        words: String,
        span: Span,
        #[source]
        why: WhenError,
    },
    #[error("`{words}` is {on}, which is still to come; a meeting is written down once it took place")]
    NotYet { words: String, span: Span, on: NaiveDate },
    #[error("`{words}` tells of a plan; a meeting is written down once it took place")]
    Planned { words: String, span: Span },
    #[error("`{one}` and `{other}` are two meetings; a line holds one")]
    Several { one: String, other: String },
    #[error("`{words}` is no value of a feeling: it goes from -2 to +2")]
    NoSuchValue { words: String, span: Span },
}
