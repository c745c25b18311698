//! What auld does, whoever asks: a transaction, a typed request and today in, a typed result out.
//!
//! One file a deed. No SQL text, arguments, prompts, wording of errors for a terminal, or clock.

pub mod add;
pub mod background;
pub mod card;
pub mod closest;
pub mod demo;
pub mod duplicates;
pub mod edit;
pub mod edit_meeting;
pub mod engage;
pub mod export;
pub mod feel;
pub mod forget;
pub mod form;
pub mod graph;
mod grove;
pub mod import;
pub mod list;
pub mod log;
pub mod me;
pub mod merge;
pub mod names;
pub mod note;
pub mod overlooked;
pub mod path;
pub mod promise;
pub mod reconnect;
pub mod refer;
pub mod relate;
pub mod remove;
pub mod rename;
pub mod search;
pub mod stats;
pub mod tag;
pub mod thanks;
pub mod today;
pub mod trace;
pub mod understand;
pub mod who;

#[cfg(test)]
mod tests;
