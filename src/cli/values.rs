//! Values on the command line that several verbs share, and how they read.

use chrono::NaiveDate;

use super::report::{Failure, Refusal};
use crate::domain::date::PartialDate;
use crate::domain::meeting::Feeling;
use crate::domain::person::ContactKind;
use crate::text::when::{self, Lean, WhenError};
use crate::text::{due, feelings};

/// Days ahead, as they can be said.
const AHEAD: &str = "tomorrow, friday, next week, 3w, 2m, 2 May or 2027-05-02";

/// Dates of life, as they can be said.
const OF_LIFE: &str = "2019-05-02, 2 May 2019, May 2019 or 2019";
/// Days of every year, as they can be said.
const YEARLY: &str = "1990-05-02, 2 May 1990, 2 May, --05-02, May 1990 or 1990";

fn bad(flag: &str, e: &WhenError) -> Failure {
    Failure::Usage(format!("{flag}: {e}"))
}

/// Reads a feeling, empty where nothing is said; a number beside it that is no value is refused.
pub fn feeling(text: &str) -> Result<Feeling, Failure> {
    match feelings::out_of_range(text) {
        Some(number) => {
            let refusal = Refusal::new(format!("`{number}` is no value of a feeling"));
            Err(refusal
                .hint("nothing was written; a value goes from -2 to +2, and stands beside the words: \"heard +2\"")
                .into())
        }
        None => Ok(feelings::parse(text)),
    }
}

/// Reads a way to reach somebody, as it is typed. What other programs wrote is taken as it is; what a hand writes that
/// cannot be reached is a slip of it.
pub fn contact(kind: ContactKind, text: &str) -> Result<String, Failure> {
    let text = text.trim();
    let spaced = text.contains(|c: char| c.is_whitespace() || c.is_control());
    let at = text.split_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty() && !host.contains('@'));
    let (fits, what, like) = match kind {
        ContactKind::Email => {
            (at && !spaced, "e-mail address", "grace@example.org; a name on some service is a `--handle`")
        }
        ContactKind::Phone => {
            (text.contains(char::is_numeric), "phone number", "+371 2000 0001, and has digits at least")
        }
        ContactKind::Url => (text.contains(['.', ':']) && !spaced, "page on the web", "https://example.org"),
        ContactKind::Handle | ContactKind::Address => return Ok(text.to_owned()),
    };
    if fits {
        return Ok(text.to_owned());
    }
    Err(Refusal::new(format!("`{text}` is no {what}; nothing was written"))
        .hint(format!("one looks like {like}"))
        .into())
}

/// Reads several of one kind; an empty one is none.
pub fn contacts(kind: ContactKind, texts: &[String]) -> Result<Vec<String>, Failure> {
    texts.iter().filter(|text| !text.trim().is_empty()).map(|text| contact(kind, text)).collect()
}

/// As [`bad`], with other examples of what is understood.
fn bad_with(flag: &str, e: &WhenError, examples: &str) -> Failure {
    match e {
        WhenError::NotUnderstood(text) => {
            Failure::Usage(format!("{flag}: `{text}` is not a date that is understood; try {examples}"))
        }
        e => bad(flag, e),
    }
}

/// Reads what was promised, with the day at its end when it is due.
pub fn promised(text: &str, today: NaiveDate) -> Result<(String, Option<NaiveDate>), Failure> {
    due::split(text, today)
        .map_err(|e| Refusal::new(e.to_string()).hint("nothing was written; mend the day when it is due").into())
}

/// Reads a day that lies behind us, such as the day of a meeting.
pub fn past_day(flag: &str, text: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    when::parse(text, today, Lean::Past).map(|when| when.day()).map_err(|e| bad(flag, &e))
}

/// Reads the first day of a phrase, for `--since`.
pub fn since_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    when::parse(text, today, Lean::Past).map(|when| when.from).map_err(|e| bad("--since", &e))
}

/// Reads the last day of a phrase, for `--until`.
pub fn until_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    when::parse(text, today, Lean::Past).map(|when| when.to).map_err(|e| bad("--until", &e))
}

/// Reads a day that lies ahead, such as a due day: a length of time or a phrase.
pub fn coming_day(flag: &str, text: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    when::parse_ahead(text, today).map_err(|e| bad_with(flag, &e, AHEAD))
}

/// Reads a date of life, which may be known only in part.
pub fn life_date(flag: &str, text: &str, today: NaiveDate, yearly: bool) -> Result<PartialDate, Failure> {
    when::parse_partial(text, today, yearly).map_err(|e| bad_with(flag, &e, if yearly { YEARLY } else { OF_LIFE }))
}

/// Reads a date of life that lies behind us: a birthday, the day of a first meeting.
pub fn gone_date(flag: &str, text: &str, today: NaiveDate, yearly: bool) -> Result<PartialDate, Failure> {
    match life_date(flag, text, today, yearly)? {
        date if date.first_day().is_some_and(|day| day > today) => {
            Err(Failure::Usage(format!("{flag}: {date} is still to come")))
        }
        date => Ok(date),
    }
}

/// Reads how often: `3w`, `21d`, `every 2 months`; in days.
pub fn every(flag: &str, text: &str) -> Result<u32, Failure> {
    when::parse_every(text).map_err(|e| bad(flag, &e))
}

/// Reads a tag, with or without its mark: letters, digits, `-`, `_`, and `:` between levels.
pub fn tag(text: &str) -> Result<String, String> {
    let tag = text.trim().trim_start_matches(['#', '+']);
    let fits = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '-' | '_' | ':' | '.' | '/' | '&' | '+' | '#')
            || crate::domain::fold::is_mark(c)
    };
    let empty_level = tag.split([':', '/']).any(str::is_empty);
    if empty_level || !tag.chars().all(fits) || tag.len() > 100 {
        return Err(format!("`{text}` is no tag; expected letters, digits, `-`, `_`, with `:` between levels"));
    }
    Ok(tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_no_empty_level() {
        for text in ["", "#", ":", "a::b", "a//b", ":a", "a:", "a b"] {
            assert!(tag(text).is_err(), "{text}");
        }
        for (text, expected) in [("#a:b", "a:b"), ("C++", "C++"), ("+work", "work"), ("#2026", "2026")] {
            assert_eq!(tag(text).as_deref(), Ok(expected));
        }
    }
}
