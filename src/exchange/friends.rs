//! friends.md: the file of the command-line tool "friends".
//!
//! It has four sections of lines: activities and notes with a day each, people with nicknames, home and tags, and
//! places. In the text of a day `**…**` is a person, `_…_` a place and `@…` a tag. That tool knows no escapes, but reads
//! no markup where a backslash stands in it, and drops backslashes itself when a line is typed in; so here a backslash
//! takes the meaning of what follows it. Characters that no name can have there go out as their wide forms.

mod event;
mod friend;
mod lines;
mod write;

pub use event::{Event, parse_activity, parse_note};
pub use friend::{draft, parse_friend, read};
pub use lines::{File, Line, begins};
pub use write::{Lines, activity, friend, name, note, place, tag};

/// What a line of a day begins with.
const BULLET: &str = "- ";
/// The headings of the sections, in the order in which they are written.
const ACTIVITIES: &str = "### Activities:";
const NOTES: &str = "### Notes:";
const FRIENDS: &str = "### Friends:";
const LOCATIONS: &str = "### Locations:";
/// What stands before each other name of a person or a place.
const ALIAS: &str = "a.k.a. ";

#[cfg(test)]
mod tests;
