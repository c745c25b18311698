//! Calendars (iCalendar, RFC 5545, and vCalendar before it): events with others become contacts.
//!
//! The time of a day is what the clocks at the event show, so the day of an event is that of its own zone. A time in UTC
//! is told by the clocks of the calendar's zone (`X-WR-TIMEZONE`), else by those of the only zone that it describes; a
//! calendar that has neither is read in UTC, and that is told.

mod calendar;
mod clocks;
mod draft;
mod event;
mod how;
mod rule;
mod when;
mod zone;

use std::io::BufRead;

use chrono::NaiveDate;

use super::contacts::{ContactDraft, Me, Party};
use super::{Place, ReadError, Trouble};

/// What was found in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A contact.
    Contact(ContactDraft),
    /// Whose calendar it is, by what it is called.
    Owner(Party),
    /// An event that is none any more: its key, and why.
    Withdrawn(String, &'static str),
    /// As `Withdrawn`, of an event that nothing else tells of.
    Gone(String, &'static str),
    /// An event that is no contact, and why.
    LeftOut(&'static str),
    /// An event that cannot be read, and why.
    Bad(String),
    /// Something to know about what was read.
    Told(String),
}

/// Whoever takes what was found, and where.
pub type Sink<'t, E> = dyn FnMut(Place, Item) -> Result<(), Trouble<E>> + 't;

/// Tells whether a file begins as a calendar does.
pub fn begins(head: &[u8]) -> bool {
    let text: Vec<u8> = head.iter().copied().filter(|byte| byte.is_ascii_graphic()).take(15).collect();
    text.eq_ignore_ascii_case(b"BEGIN:VCALENDAR")
}

/// Reads a file and hands on what is found in it, up to `today`. `me` tells which of those invited am I.
///
/// # Errors
/// Where the file cannot be read, and what `take` returns.
pub fn read<E>(input: impl BufRead, today: NaiveDate, me: &Me, take: &mut Sink<'_, E>) -> Result<(), ReadError<E>> {
    let contents = calendar::read(input, take)?;
    draft::drafts(contents, today, me, take)
}

#[cfg(test)]
mod tests;
