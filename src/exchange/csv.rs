//! Tables of people, a row each: what Google, Outlook and LinkedIn hand out, and whatever people keep themselves.
//!
//! What is written has the header of Google Contacts, whose columns have room for the most.

mod date;
mod draft;
mod field;
mod header;
mod rows;
mod words;
mod write;

pub use draft::{read, same};
pub use field::Field;
pub use header::Layout;
pub use rows::{Map, Rows, Unknown, begins};
pub use write::{Out, Shape};

#[cfg(test)]
mod tests;
