//! The due day at the end of a promise: "the paper by Friday".

use chrono::NaiveDate;

use super::when::{self, WhenError};

/// Words before a due day, English and Indonesian.
const BEFORE_DUE: &[&str] = &["by", "before", "until", "on", "sebelum", "paling lambat", "hari"];

/// A due day that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{words}`: {why}")]
pub struct ImpossibleDue {
    /// The day as written.
    pub words: String,
    #[source]
    pub why: WhenError,
}

/// Splits a promise into what is promised and the day it is due; the longest phrase at the end counts, and
/// text that holds no day comes back whole with `None`.
///
/// # Errors
/// On a day at the end that the calendar does not have, or that falls on another weekday than is said.
pub fn split(text: &str, today: NaiveDate) -> Result<(String, Option<NaiveDate>), ImpossibleDue> {
    let text = text.trim();
    let starts = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, c)| at + c.len_utf8());
    for at in starts {
        let (what, tail) = (text[..at].trim_end(), text[at..].trim_start());
        let phrase = BEFORE_DUE.iter().find_map(|word| {
            let (head, rest) = (tail.get(..word.len())?, tail.get(word.len()..)?);
            (head.eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
        });
        // Without a word before it, only more than one word is a phrase: "send the May" names no day.
        let phrase =
            phrase.or_else(|| (tail.contains(' ') || matches!(tail, "tomorrow" | "besok" | "today")).then_some(tail));
        let Some(phrase) = phrase.map(|phrase| phrase.trim_end_matches('.')) else { continue };
        match when::parse_ahead(phrase, today) {
            Ok(due) => return Ok((what.trim_end_matches(',').to_owned(), Some(due))),
            Err(why @ (WhenError::Impossible(_) | WhenError::Weekday { .. })) => {
                return Err(ImpossibleDue { words: phrase.to_owned(), why });
            }
            // Most of what stands at the end of a promise is no day at all.
            Err(_) => {}
        }
    }
    Ok((text.to_owned(), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::parse_iso;

    #[test]
    fn the_day_at_the_end_is_the_due_day() {
        let today = parse_iso("2026-11-23").expect("a Monday");
        for (text, what, due) in [
            ("the paper by Friday", "the paper", Some("2026-11-27")),
            ("send the book next week", "send the book", Some("2026-11-30")),
            ("call back tomorrow", "call back", Some("2026-11-24")),
            ("pay 20 by 2026-12-01", "pay 20", Some("2026-12-01")),
            ("stand by me", "stand by me", None),
            ("the paper", "the paper", None),
            ("", "", None),
        ] {
            let due = due.map(|d| parse_iso(d).expect("a date"));
            assert_eq!(split(text, today), Ok((what.to_owned(), due)), "{text}");
        }
    }

    #[test]
    fn a_due_day_that_cannot_be_is_no_part_of_the_promise() {
        let today = parse_iso("2026-11-23").expect("a Monday");
        for (text, words) in [
            ("the book by 31 February", "31 February"),
            ("the book 31 February.", "31 February"),
            ("the book on Feb 30, 2027", "Feb 30, 2027"),
            ("the book by 2026-02-30", "2026-02-30"),
            ("dinner on Friday 24 November 2026", "Friday 24 November 2026"),
            ("buku itu sebelum 31 Februari", "31 Februari"),
        ] {
            assert_eq!(split(text, today).map_err(|e| e.words), Err(words.to_owned()), "{text}");
        }
        for text in ["read 30/2 of it", "the 31", "a bet on 31 to 2", "page 31 of February by Ilze"] {
            assert_eq!(split(text, today), Ok((text.to_owned(), None)));
        }
    }
}
