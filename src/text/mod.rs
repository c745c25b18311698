//! Free text to values with byte spans.
//!
//! Everything here is pure: today and what is known travel in as arguments, nothing is looked up.

pub mod alike;
pub mod due;
pub mod entry;
pub mod feelings;
mod index;
pub mod marks;
pub mod scan;
pub mod scrub;
pub mod when;
pub mod who;

/// A range of bytes of the text as given.
pub type Span = std::ops::Range<usize>;
