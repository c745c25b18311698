//! The due day at the end of a promise: "the paper by Friday".

use chrono::NaiveDate;

use super::when;

/// Words before a due day, English and Indonesian.
const BEFORE_DUE: &[&str] = &["by", "before", "until", "on", "sebelum", "paling lambat", "hari"];

/// Splits a promise into what is promised and the day it is due; the longest phrase at the end counts, and
/// text that holds no day comes back whole with `None`.
pub fn split(text: &str, today: NaiveDate) -> (String, Option<NaiveDate>) {
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
        if let Some(due) = phrase.and_then(|phrase| when::parse_ahead(phrase.trim_end_matches('.'), today).ok()) {
            return (what.trim_end_matches(',').to_owned(), Some(due));
        }
    }
    (text.to_owned(), None)
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
            assert_eq!(split(text, today), (what.to_owned(), due), "{text}");
        }
    }
}
