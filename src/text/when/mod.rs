//! Dates and lengths of time as people say them, in English and Indonesian.
//!
//! Everything is pure: today is an argument. An undecided phrase ("friday", "2 May", "the 5th") leans to the past for
//! what has happened and to the future for what is due, today included on both sides; but a weekday that is due is
//! never today, and the next one never tomorrow, for which there are words. A week runs from Monday to Sunday; digits
//! are read day first unless only month first can be; a time of the clock is read over and dropped.
//! In Indonesian `minggu` alone and `hari minggu` are Sunday, while `minggu lalu`, `minggu kemarin`, `minggu ini` and
//! `minggu depan` are weeks; `hari minggu lalu` is last Sunday.

mod calendar;
mod digits;
mod grammar;
mod lex;
mod periods;
mod reader;
mod spent;
#[cfg(test)]
mod tests;
mod words;

use chrono::{Datelike, NaiveDate};

use super::Span;
use crate::domain::date::PartialDate;
use lex::{Gap, Kind, Token};
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
    /// To the earliest day that is not before today, or after it for a weekday.
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

/// Tells whether a word alone names a month or a weekday, short or in full, in some language: `May`, `Jan`, `Rabu`.
pub fn is_calendar_name(word: &str) -> bool {
    let tokens = all_pieces(word);
    tokens.len() == 1 && timeless(&tokens).any(|reader| reader.weekday(0).is_some() || reader.month(0).is_some())
}

/// Parses a text that is a date phrase as a whole: `yesterday`, `2 May`, `last friday`, `3 weeks ago`, `2026-05-02`,
/// `2026-05`, `kemarin`. Punctuation at its end is read over.
///
/// # Errors
/// On an impossible day, a weekday that does not fit, a day outside the years 1 to 9999, any other text, and
/// texts of more than 80 characters.
pub fn parse(text: &str, today: NaiveDate, lean: Lean) -> Result<When, WhenError> {
    whole(text, today, lean)?.when
}

/// Parses a date of life, as precise as it is told: `2026`, `2026-05`, `2026-05-02`, `--05-02`, else a phrase leaning
/// to the past.
///
/// With `yearly`, as for a birthday, a day told without its year ("2 May", "Christmas") is that day of any year.
/// Not understood are a month without its year, for the year cannot be guessed, and what is no day of every year
/// ("tomorrow", "Friday").
///
/// # Errors
/// As [`parse`].
pub fn parse_partial(text: &str, today: NaiveDate, yearly: bool) -> Result<PartialDate, WhenError> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Ok(date);
    }
    if let Some(day) = text.strip_prefix("--").filter(|d| d.starts_with(|c: char| c.is_ascii_digit())) {
        let written = match (day.get(..2), day.get(2..)) {
            (Some(month), Some(rest)) if day.len() == 4 => format!("--{month}-{rest}"),
            _ => text.to_owned(),
        };
        return match written.parse() {
            Ok(date) => Ok(date),
            Err(_) if written.len() == 7 => Err(WhenError::Impossible(quote(&written))),
            Err(_) => Err(WhenError::NotUnderstood(quote(text))),
        };
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
/// # Errors
/// On any other text and outside 1 to 36500 days.
pub fn parse_every(text: &str) -> Result<u32, WhenError> {
    let tokens = pieces(text).ok_or_else(|| WhenError::NotALength(quote(text)))?;
    let days = timeless(&tokens).find_map(|reader| {
        let lang = reader.lang;
        let at = reader.skip(0, lang.every());
        let count = |end| reader.skip(end, lang.every_tail()) == tokens.len();
        if let Some((days, _)) = reader.pick(at, lang.rhythms()).filter(|(_, end)| count(*end)) {
            return Some(days);
        }
        let other = reader.any(at, lang.other()).filter(|_| at > 0);
        let unit = reader.pick(other.unwrap_or(at), lang.units()).filter(|(_, end)| count(*end));
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
/// # Errors
/// As [`parse`].
pub fn parse_ahead(text: &str, today: NaiveDate) -> Result<NaiveDate, WhenError> {
    let tokens = pieces(text).unwrap_or_default();
    let length = timeless(&tokens).find_map(|reader| {
        let (length, end) = reader.length(0)?;
        (end == tokens.len() && length.minutes == 0).then_some(length)
    });
    if let Some(length) = length {
        return calendar::shift(today, length, false);
    }
    let when = parse(text, today, Lean::Future)?;
    Ok(if when.from < today { when.to } else { when.from })
}

/// Parses a length in minutes: `45 min`, `90min`, `2h`, `1h30`, `1:30h`, `1.5 hours`, `an hour`, `satu jam`,
/// `12:30-14:00`. `None` for any other text, and outside 1 to 6000 minutes.
pub fn parse_minutes(text: &str) -> Option<u32> {
    let tokens = pieces(text)?;
    let by_clock = spent::read(&tokens, "", true).filter(|(n, end)| *end == tokens.len() && MINUTES.contains(n));
    by_clock.map(|(minutes, _)| minutes).or_else(|| {
        timeless(&tokens).find_map(|reader| {
            let (minutes, end) = reader.minutes(reader.skip(0, reader.lang.lasting()), true)?;
            (end == tokens.len() && MINUTES.contains(&minutes)).then_some(minutes)
        })
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
    let mut pieces = lex::lex(text, at);
    let first = pieces.next().filter(|t| may_start(t, grammar::STARTS))?;
    let mut tokens = Vec::with_capacity(WINDOW);
    tokens.push(first);
    tokens.extend(pieces.take(WINDOW - 1).take_while(|t| t.gap != Gap::Line));
    longest(text, &tokens, today, lean, Strength::Faint).map(|(found, _)| found)
}

/// Returns all phrases of a sentence from left to right, the longest at each place, none over another. Words that are
/// dates only where a date is asked for ("may", "sun", "2/5", a bare "2020") are left out, as is a word after a
/// backslash.
pub fn find(text: &str, today: NaiveDate, lean: Lean) -> Vec<Found> {
    scan(text, grammar::STARTS, |tokens| longest(text, tokens, today, lean, Strength::Weak))
}

/// Returns the lengths in minutes in a sentence from left to right, each 1 to 6000: `90 min`, `for an hour`, `2h`,
/// `45m`, `12:30-14:00`, the `12 to 2` of "from 12 to 2".
/// Not those that tell when or how often: "an hour ago", "in 2 hours", "every 30 min".
pub fn find_minutes(text: &str) -> Vec<(Span, u32)> {
    scan(text, reader::SPENT, |tokens| {
        let start = tokens.first()?.span.start;
        if let Some((minutes, end)) = spent::read(tokens, text.get(..start)?, false) {
            return Some(((span(tokens, end)?, minutes), end));
        }
        let found = timeless(tokens).filter_map(|reader| {
            let (minutes, end) = reader.minutes(reader.skip(0, reader.lang.lasting()), false)?;
            // "A minute" is a figure of speech more often than a length.
            let fits = MINUTES.contains(&minutes) && minutes > 1;
            (fits && lex::closes(tokens, end)).then_some((minutes, end))
        });
        let (minutes, end) = found.filter(|(_, end)| !timed(tokens, *end)).max_by_key(|(_, end)| *end)?;
        let span = span(tokens, end)?;
        (!led(text.get(..span.start)?)).then_some(((span, minutes), end))
    })
}

/// Tells whether what stands before a length tells when or how often. Digits and letters such as `2h` are of every
/// language, and so is what stands around them.
fn led(before: &str) -> bool {
    let Some(word) = lex::word_before(before) else { return false };
    let leads = |lang: &words::Language| [lang.ahead, lang.every, lang.at].iter().any(|words| words.contains(&&*word));
    LANGUAGES.into_iter().any(leads)
}

/// Tells whether what follows a length tells when it was, or that it was not spent.
fn timed(tokens: &[Token<'_>], end: usize) -> bool {
    timeless(tokens).any(|reader| {
        let lang = reader.lang;
        [lang.ago(), lang.hence(), lang.not_spent()].into_iter().any(|words| reader.any(end, words).is_some())
    })
}

/// Tells whether a phrase that starts with words of these roles, or with digits, may start with this piece.
fn may_start(token: &Token<'_>, roles: words::Roles) -> bool {
    token.kind == Kind::Number || token.plays(roles)
}

/// Tries `read` wherever a phrase may start; it returns what it found and how many pieces that took.
fn scan<T>(text: &str, starts: words::Roles, read: impl Fn(&[Token<'_>]) -> Option<(T, usize)>) -> Vec<T> {
    let tokens = all_pieces(text);
    let mut out = Vec::new();
    let mut i = 0;
    let mut line_end = 0;
    while let Some(token) = tokens.get(i) {
        let mut taken = 1;
        if i >= line_end {
            line_end = i + line(tokens.get(i..).unwrap_or(&[])).len();
        }
        // Most words start nothing: nothing else is asked about them.
        if may_start(token, starts) && lex::opens(text, token.span.start) {
            let window = tokens.get(i..line_end.min(i + WINDOW)).unwrap_or(&[]);
            if let Some((found, pieces)) = read(window) {
                out.push(found);
                taken = pieces.max(1);
            }
        }
        i += taken;
    }
    out
}

/// Returns the longest reading of a phrase at the start of these pieces; of two as long, one that is possible.
fn longest(text: &str, tokens: &[Token<'_>], today: NaiveDate, lean: Lean, least: Strength) -> Option<(Found, usize)> {
    let before = text.get(..tokens.first()?.span.start)?;
    let fits = |r: &Reading| r.strength >= least && lex::closes(tokens, r.end);
    let best = best(Reader::all(tokens, today, lean, before), fits)?;
    let found = Found { span: span(tokens, best.end)?, when: best.when, strong: best.strength == Strength::Strong };
    Some((found, best.end))
}

/// The first of the longest readings that fit, a possible one before an impossible one.
fn best<'a>(readers: impl Iterator<Item = Reader<'a>>, fits: impl Fn(&Reading) -> bool) -> Option<Reading> {
    let mut best: Option<Reading> = None;
    for reader in readers {
        for reading in reader.readings() {
            let worth = (reading.end, reading.when.is_ok());
            if best.as_ref().is_none_or(|best| worth > (best.end, best.when.is_ok())) && fits(&reading) {
                best = Some(reading);
            }
        }
    }
    best
}

/// Reads the whole text as one phrase.
fn whole(text: &str, today: NaiveDate, lean: Lean) -> Result<Reading, WhenError> {
    let not_understood = || match of_no_year(text) {
        true => WhenError::OutOfYears,
        false => WhenError::NotUnderstood(quote(text)),
    };
    let tokens = pieces(text).ok_or_else(not_understood)?;
    let tokens = tokens.as_slice();
    best(Reader::all(tokens, today, lean, ""), |r| r.end == tokens.len()).ok_or_else(not_understood)
}

/// Tells whether a text is a date of a year that cannot be written down: `-0044-03-15`, `10000-01-01`.
fn of_no_year(text: &str) -> bool {
    let text = text.trim();
    let (before, date) = text.strip_prefix('-').map_or((false, text), |date| (true, date));
    let mut parts = date.split('-');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let year = parts.next().unwrap_or_default();
    let rest: Vec<_> = parts.collect();
    let long = if before { year.len() >= 4 } else { year.len() > 4 };
    long && matches!(rest.len(), 1 | 2) && digits(year) && rest.into_iter().all(|part| part.len() == 2 && digits(part))
}

/// Returns the pieces of a short text of one line, without the punctuation at its end.
fn pieces(text: &str) -> Option<Vec<Token<'_>>> {
    let text = text.trim().trim_end_matches(['.', ',', ';', ':', '!']);
    if text.chars().nth(LONGEST_PHRASE).is_some() {
        return None;
    }
    let tokens = all_pieces(text);
    (!tokens.is_empty() && line(&tokens).len() == tokens.len()).then_some(tokens)
}

/// Returns all pieces of a text.
fn all_pieces(text: &str) -> Vec<Token<'_>> {
    let pieces = lex::lex(text, 0);
    let mut out = Vec::with_capacity(pieces.guess());
    out.extend(pieces);
    out
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

/// Returns a reader for lengths, which need no today, for each language.
fn timeless<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = Reader<'a>> {
    Reader::all(tokens, NaiveDate::default(), Lean::Past, "")
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
