//! Values of `auld edit` that may be cleared, and how they read.

use chrono::NaiveDate;

use crate::cli::report::Failure;
use crate::cli::values;
use crate::domain::UnknownWord;
use crate::domain::date::PartialDate;
use crate::text::when;

/// The longest meeting, in minutes: ten days.
const MINUTES_MAX: u32 = 14_400;

/// Reads a value that may be given empty, or cleared by a flag of its own.
pub fn cleared<T>(
    text: &Option<String>,
    clear: bool,
    read: impl FnOnce(&str) -> Result<T, Failure>,
) -> Result<Option<Option<T>>, Failure> {
    match text.as_deref().map(str::trim) {
        _ if clear => Ok(Some(None)),
        Some("") => Ok(Some(None)),
        Some(text) => read(text).map(|value| Some(Some(value))),
        None => Ok(None),
    }
}

/// Reads a yes or no of a form; a field left empty means no.
pub fn yes(field: &str, values: &[String]) -> Result<bool, Failure> {
    match values.first().map(|v| v.to_lowercase()).as_deref() {
        Some("yes" | "y" | "true") => Ok(true),
        None | Some("no" | "n" | "false") => Ok(false),
        Some(other) => Err(Failure::Usage(format!("{field}: `{other}` is neither yes nor no"))),
    }
}

/// Says which words would have fitted.
pub fn unknown(e: &UnknownWord) -> Failure {
    Failure::Usage(e.to_string())
}

/// Reads a label with its day: "wedding: 2010-06-01".
pub fn date(text: &str, today: NaiveDate) -> Result<(String, PartialDate), Failure> {
    let parts =
        text.rsplit_once(':').map(|(label, day)| (label.trim(), day.trim())).filter(|(label, _)| !label.is_empty());
    let (label, day) = parts.ok_or_else(|| {
        Failure::Usage(format!("`{text}`: expected a label and a day, such as \"wedding: 2010-06-01\""))
    })?;
    Ok((label.to_owned(), values::life_date(label, day, today, true)?))
}

/// Reads a label, or a label with its day.
pub fn dated(text: &str, today: NaiveDate) -> (String, Option<PartialDate>) {
    date(text, today).map_or_else(|_| (text.to_owned(), None), |(label, day)| (label, Some(day)))
}

/// Reads the day of a meeting, which cannot lie ahead.
pub fn past_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let day = values::past_day("--on", text, today)?;
    if day > today {
        return Err(Failure::Usage(format!("--on: {day} lies ahead; a meeting is written down once it has been")));
    }
    Ok(day)
}

/// Reads the length of a meeting, in minutes.
pub fn minutes(text: &str) -> Result<u32, Failure> {
    let bare = text.parse().ok().filter(|n| (1..=MINUTES_MAX).contains(n));
    bare.or_else(|| when::parse_minutes(text))
        .ok_or_else(|| Failure::Usage(format!("--min: `{text}` is no length; try 90, 45 min or \"2 h\"")))
}
