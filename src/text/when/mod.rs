//! Dates and lengths of time as people say them, in English and Indonesian.
//!
//! Everything is pure: today is an argument. An undecided phrase ("friday", "2 May", "the 5th") leans to the past for
//! what has happened and to the future for what is due, today included on both sides. A week runs from Monday to
//! Sunday; digits are read day first unless only month first can be; a time of the clock is read over and dropped.
//! In Indonesian `minggu` alone and `hari minggu` are Sunday, while `minggu lalu`, `minggu kemarin`, `minggu ini` and
//! `minggu depan` are weeks; `hari minggu lalu` is last Sunday.

mod calendar;
mod digits;
mod grammar;
mod lex;
mod periods;
mod reader;
#[cfg(test)]
mod tests;
mod words;

use chrono::{Datelike, NaiveDate};

use super::Span;
use crate::domain::date::PartialDate;
use lex::{Gap, Token};
use reader::{Reader, Reading, Strength};
use words::LANGUAGES;

/// Longer texts than this, in characters, are no phrase.
const LONGEST_PHRASE: usize = 80;

/// How many pieces of a sentence a phrase may take at most; it keeps a long text linear.
const WINDOW: usize = 28;

/// How much of a refused text a message repeats, in characters.
const LONGEST_QUOTE: usize = 40;

/// The lengths of time allowed for a rhythm, in days.
const EVERY: std::ops::RangeInclusive<u32> = 1..=36_500;

/// The lengths of a meeting, in minutes.
const MINUTES: std::ops::RangeInclusive<u32> = 1..=6000;

/// Which way an undecided phrase leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lean {
    /// To the latest day that is not after today.
    Past,
    /// To the earliest day that is not before today.
    Future,
}

/// What a phrase means: the days `from..=to`, as precise as was said. `from` is never after `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The first day meant.
    pub from: NaiveDate,
    /// The last day meant; the same for a single day.
    pub to: NaiveDate,
}

impl When {
    /// Returns the one day to write down: the first meant. A span that today lies in ("this week", "this month") thus
    /// never gives a day to come.
    pub fn day(&self) -> NaiveDate {
        self.from
    }

    /// Returns the date as precise as was said: a day, a calendar month or a calendar year. Any other span, such as a
    /// week, gives its first day.
    pub fn partial(&self) -> PartialDate {
        let (year, month) = (self.from.year(), self.from.month());
        let is = |date: PartialDate| date.first_day() == Some(self.from) && date.last_day() == Some(self.to);
        [PartialDate::Month(year, month), PartialDate::Year(year)]
            .into_iter()
            .find(|date| is(*date))
            .unwrap_or(PartialDate::Day(self.from))
    }
}

/// A phrase that gives no date or length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// The calendar has no such day; the text names it.
    #[error("there is no {0}")]
    Impossible(String),
    /// The day falls on another weekday than was said.
    #[error("{day} is a {is}, not a {said}")]
    Weekday {
        /// The day, in words.
        day: String,
        /// The weekday it falls on.
        is: String,
        /// The weekday that was said.
        said: String,
    },
    /// The day lies outside the years that can be written down.
    #[error("that is outside the years 1 to 9999")]
    OutOfYears,
    /// The text, shortened, is no date phrase.
    #[error(
        "`{0}` is not a date that is understood; try today, yesterday, last friday, 3 weeks ago, last month, 2 May, \
         March 2021 or 2026-05-02"
    )]
    NotUnderstood(String),
    /// The text, shortened, is no length of time, or not one from 1 to 36500 days.
    #[error("`{0}` is not a length of time; try 21d, 3w, 2m, 1y or \"2 weeks\", up to 100 years")]
    NotALength(String),
}

/// Parses a text that is a date phrase as a whole: `yesterday`, `2 May`, `last friday`, `3 weeks ago`, `2026-05-02`,
/// `2026-05`, `kemarin`. Punctuation at its end is read over.
///
/// Fails on an impossible day, a weekday that does not fit, a day outside the years 1 to 9999, any other text, and
/// texts of more than 80 characters.
pub fn parse(text: &str, today: NaiveDate, lean: Lean) -> Result<When, WhenError> {
    whole(text, today, lean)?.when
}

/// Parses a date of life, as precise as it is told: `2026`, `2026-05`, `2026-05-02`, `--05-02`, else a phrase leaning
/// to the past.
///
/// With `yearly`, as for a birthday, a day told without its year ("2 May", "Christmas", "tomorrow") is that day of any
/// year, and a month without its year is not understood, for the year cannot be guessed. Fails as [`parse`] does.
pub fn parse_partial(text: &str, today: NaiveDate, yearly: bool) -> Result<PartialDate, WhenError> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Ok(date);
    }
    if let Some(day) = text.strip_prefix("--").filter(|d| d.len() == 5 && d.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(WhenError::Impossible(format!("--{}", quote(day))));
    }
    let reading = whole(text, today, Lean::Past)?;
    match (reading.when?, reading.yearly) {
        (_, Some((month, day))) if yearly => Ok(PartialDate::Yearly(month, day)),
        _ if yearly && !reading.dated => Err(WhenError::NotUnderstood(quote(text))),
        (when, _) => Ok(when.partial()),
    }
}

/// Parses a length of time or a rhythm, in days: `3w`, `21d`, `2 weeks`, `every 3 weeks`, `weekly`, `fortnight`,
/// `dua minggu`. A month is 30 days, a year 365.
///
/// Fails on any other text and outside 1 to 36500 days.
pub fn parse_every(text: &str) -> Result<u32, WhenError> {
    let tokens = pieces(text).ok_or_else(|| WhenError::NotALength(quote(text)))?;
    let days = LANGUAGES.iter().find_map(|lang| {
        let reader = timeless(&tokens, lang);
        let at = reader.skip(0, lang.every);
        let count = |end| reader.skip(end, lang.every_tail) == tokens.len();
        if let Some((days, _)) = reader.pick(at, lang.rhythms).filter(|(_, end)| count(*end)) {
            return Some(days);
        }
        let other = reader.any(at, lang.other).filter(|_| at > 0);
        let unit = reader.pick(other.unwrap_or(at), lang.units).filter(|(_, end)| count(*end));
        let twice = if other.is_some() { 2 } else { 1 };
        let bare = unit.and_then(|(unit, _)| reader::length_of(100 * twice, unit));
        let length = bare.or_else(|| reader.length(at).filter(|(_, end)| count(*end)).map(|(length, _)| length))?;
        length.in_days().filter(|_| length.minutes == 0)
    });
    days.filter(|d| EVERY.contains(d)).ok_or_else(|| WhenError::NotALength(quote(text)))
}

/// Parses a day ahead, for what is due or put off: a length from today (`2m` is the same day two months on, `3w`,
/// `10 days`) or a phrase leaning to the future. A span today lies in gives its last day, any other its first; a
/// phrase that names a day gone by gives that day.
///
/// Fails as [`parse`] does.
pub fn parse_ahead(text: &str, today: NaiveDate) -> Result<NaiveDate, WhenError> {
    let tokens = pieces(text).unwrap_or_default();
    let length = LANGUAGES.iter().find_map(|lang| {
        let (length, end) = timeless(&tokens, lang).length(0)?;
        (end == tokens.len() && length.minutes == 0).then_some(length)
    });
    if let Some(length) = length {
        return calendar::shift(today, length, false);
    }
    let when = parse(text, today, Lean::Future)?;
    Ok(if when.from < today { when.to } else { when.from })
}

/// Parses a length in minutes: `45 min`, `90min`, `2h`, `1h30`, `1.5 hours`, `an hour`, `satu jam`. `None` for any
/// other text, and outside 1 to 6000 minutes.
pub fn parse_minutes(text: &str) -> Option<u32> {
    let tokens = pieces(text)?;
    LANGUAGES.iter().find_map(|lang| {
        let reader = timeless(&tokens, lang);
        let (minutes, end) = reader.minutes(reader.skip(0, lang.lasting), true)?;
        (end == tokens.len() && MINUTES.contains(&minutes)).then_some(minutes)
    })
}

/// A date phrase found inside a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands, with a word such as "on" and a time of the clock that belong to it.
    pub span: Span,
    /// What it means, or why it cannot be.
    pub when: Result<When, WhenError>,
    /// Surely a date; else only if the context agrees, as with "May", "sun", "2020" or "the 5th".
    pub strong: bool,
}

/// Returns the longest phrase that starts exactly at byte `at`; `None` if none does, or if no word starts there.
pub fn at(text: &str, at: usize, today: NaiveDate, lean: Lean) -> Option<Found> {
    if !lex::opens(text, at) {
        return None;
    }
    let tokens = lex::lex(text, at, WINDOW);
    longest(text, &tokens, today, lean, Strength::Faint).map(|(found, _)| found)
}

/// Returns all phrases of a sentence from left to right, the longest at each place, none over another. Words that are
/// dates only where a date is asked for ("may", "sun", "2/5", a bare "2020") are left out, as is a word after a
/// backslash.
pub fn find(text: &str, today: NaiveDate, lean: Lean) -> Vec<Found> {
    scan(text, |text, tokens| longest(text, tokens, today, lean, Strength::Weak))
}

/// Returns the lengths in minutes in a sentence from left to right, each 1 to 6000: `90 min`, `for an hour`, `2h`.
/// Not those that tell when or how often: "an hour ago", "in 2 hours", "every 30 min".
pub fn find_minutes(text: &str) -> Vec<(Span, u32)> {
    scan(text, |text, tokens| {
        let tokens = line(tokens);
        let before = lex::word_before(text, tokens.first()?.span.start);
        // Digits and letters such as `2h` are of every language, and so is what stands around them.
        let led = LANGUAGES.iter().any(|lang| {
            let leads = [lang.ahead, lang.every, lang.at];
            before.as_deref().is_some_and(|w| leads.iter().any(|words| words.contains(&w)))
        });
        let timed = |end| {
            LANGUAGES.iter().any(|lang| {
                let reader = timeless(tokens, lang);
                [lang.ago, lang.hence, lang.not_spent].iter().any(|words| reader.any(end, words).is_some())
            })
        };
        let found = LANGUAGES.iter().filter_map(|lang| {
            let reader = timeless(tokens, lang);
            let (minutes, end) = reader.minutes(reader.skip(0, lang.lasting), false)?;
            // "A minute" is a figure of speech more often than a length.
            let fits = MINUTES.contains(&minutes) && minutes > 1;
            (fits && !led && !timed(end) && lex::closes(tokens, end)).then_some((minutes, end))
        });
        let (minutes, end) = found.max_by_key(|(_, end)| *end)?;
        Some(((span(tokens, end)?, minutes), end))
    })
}

/// Tries `read` wherever a phrase may start; it returns what it found and how many pieces that took.
fn scan<T>(text: &str, read: impl Fn(&str, &[Token<'_>]) -> Option<(T, usize)>) -> Vec<T> {
    let tokens = lex::lex(text, 0, usize::MAX);
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        let window = tokens.get(i..tokens.len().min(i + WINDOW)).unwrap_or(&[]);
        let hit = if lex::opens(text, token.span.start) { read(text, window) } else { None };
        i += hit.as_ref().map_or(1, |(_, taken)| (*taken).max(1));
        out.extend(hit.map(|(found, _)| found));
    }
    out
}

/// Returns the longest reading of a phrase at the start of these pieces; of two as long, one that is possible.
fn longest(text: &str, tokens: &[Token<'_>], today: NaiveDate, lean: Lean, least: Strength) -> Option<(Found, usize)> {
    let tokens = line(tokens);
    let start = tokens.first()?.span.start;
    let before = lex::word_before(text, start);
    let first = lex::starts_sentence(text, start);
    let readings = LANGUAGES
        .iter()
        .flat_map(|lang| Reader { tokens, lang, today, lean, before: before.as_deref(), first }.readings())
        .filter(|r| r.strength >= least && lex::closes(tokens, r.end));
    let best = best(readings)?;
    let found = Found { span: span(tokens, best.end)?, when: best.when, strong: best.strength == Strength::Strong };
    Some((found, best.end))
}

/// The first of the longest, a possible one before an impossible one.
fn best(readings: impl Iterator<Item = Reading>) -> Option<Reading> {
    readings.reduce(|a, b| if (b.end, b.when.is_ok()) > (a.end, a.when.is_ok()) { b } else { a })
}

/// Reads the whole text as one phrase.
fn whole(text: &str, today: NaiveDate, lean: Lean) -> Result<Reading, WhenError> {
    let not_understood = || WhenError::NotUnderstood(quote(text));
    let tokens = pieces(text).ok_or_else(not_understood)?;
    let tokens = tokens.as_slice();
    let readings = LANGUAGES
        .iter()
        .flat_map(|lang| Reader { tokens, lang, today, lean, before: None, first: true }.readings())
        .filter(|r| r.end == tokens.len());
    best(readings).ok_or_else(not_understood)
}

/// Returns the pieces of a short text of one line, without the punctuation at its end.
fn pieces(text: &str) -> Option<Vec<Token<'_>>> {
    let text = text.trim().trim_end_matches(['.', ',', ';', ':', '!']);
    if text.chars().nth(LONGEST_PHRASE).is_some() {
        return None;
    }
    let tokens = lex::lex(text, 0, usize::MAX);
    (!tokens.is_empty() && line(&tokens).len() == tokens.len()).then_some(tokens)
}

/// Returns the pieces up to the first line break: no phrase goes over it.
fn line<'a, 't>(tokens: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let end = tokens.iter().skip(1).position(|t| t.gap == Gap::Line).map_or(tokens.len(), |n| n + 1);
    tokens.get(..end).unwrap_or(tokens)
}

/// Returns the bytes the first `count` pieces take; `None` for none.
fn span(tokens: &[Token<'_>], count: usize) -> Option<Span> {
    let last = tokens.get(count.checked_sub(1)?)?;
    Some(tokens.first()?.span.start..last.span.end)
}

/// A reader for lengths, which need no today.
fn timeless<'a>(tokens: &'a [Token<'a>], lang: &'static words::Language) -> Reader<'a> {
    Reader { tokens, lang, today: NaiveDate::default(), lean: Lean::Past, before: None, first: true }
}

/// Shortens a text for a message, without control characters.
fn quote(text: &str) -> String {
    let mut chars = text.trim().chars().filter(|c| !c.is_control());
    let mut out: String = chars.by_ref().take(LONGEST_QUOTE).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}
