//! The account of a Monica 4 as its JSON export writes it.
//!
//! The account has collections of objects, each with its properties and collections of its own. Objects that stand for
//! types and pictures are told by their UUIDs. Pictures and documents come along as data URLs and are passed over as
//! they are read, so that an account with many of them takes no more memory than its texts.

mod account;
mod contact;
mod days;
mod slim;

pub use account::{Account, begins};
pub use contact::Contact;
pub use days::Encounter;

#[cfg(test)]
mod tests;
