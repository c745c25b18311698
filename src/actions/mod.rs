//! What auld does, whoever asks: a transaction, a typed request and today in, a typed result out.
//!
//! One file a deed. No SQL text, arguments, prompts, wording of errors for a terminal, or clock.

pub mod add;
pub mod card;
pub mod feel;
pub mod log;
pub mod promise;
pub mod today;

pub mod understand;
pub mod who;
