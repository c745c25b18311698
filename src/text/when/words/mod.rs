//! The words of each language, as data: to add a language, add one table to [`LANGUAGES`].
//!
//! Every word is folded (lower case, no accents, no apostrophes); an entry of several words is matched over
//! spaces and hyphens alike.

mod english;
mod indonesian;

pub(in crate::text::when) use english::ENGLISH;
use indonesian::INDONESIAN;

/// A unit people count time in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text::when) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
}

/// A part of a longer time that stands for one day of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text::when) enum Edge {
    Start,
    Middle,
    End,
}

/// The words of one language.
#[derive(Debug)]
pub(in crate::text::when) struct Language {
    /// Days counted from today.
    pub days: &'static [(&'static str, i64)],
    /// Names of the weekdays, Monday first; the full name first, then other spellings, then short forms.
    pub weekdays: [&'static [&'static str]; 7],
    /// Names of the months, January first, in the same order.
    pub months: [&'static [&'static str]; 12],
    /// Names shorter than the full one, which may carry a full stop and count for less.
    pub short: &'static [&'static str],
    /// Words of the tables that are also common words of some language, or names.
    pub shy: &'static [&'static str],
    /// Days of every year: month and day.
    pub feasts: &'static [(&'static str, u32, u32)],
    /// Units, in all their forms.
    pub units: &'static [(&'static str, Unit)],
    /// A number and a unit in one word.
    pub one_unit: &'static [(&'static str, Unit)],
    /// Rhythms in one word, in days.
    pub rhythms: &'static [(&'static str, u32)],
    /// Lengths with a name of their own, in minutes.
    pub minutes: &'static [(&'static str, u32)],
    /// Numbers and articles.
    pub numbers: &'static [(&'static str, u32)],
    /// After a digit: that many and ten.
    pub teens: &'static [&'static str],
    /// After a digit: that many tens.
    pub tens: &'static [&'static str],
    /// After a digit: that many hundreds.
    pub hundreds: &'static [&'static str],
    /// Before a unit: half of it.
    pub half: &'static [&'static str],
    /// After a number or a unit: half a unit more.
    pub and_half: &'static [&'static str],
    /// Ordinal words up to 31.
    pub ordinals: &'static [(&'static str, u32)],
    /// Endings that make digits an ordinal.
    pub ordinal_tails: &'static [&'static str],
    /// Before a weekday, month or unit: last (-1), this (0), next (1).
    pub before: &'static [(&'static str, i32)],
    /// The same, after it.
    pub after: &'static [(&'static str, i32)],
    /// After a length: that long before today.
    pub ago: &'static [&'static str],
    /// After a length: that long after today.
    pub hence: &'static [&'static str],
    /// Before a length: that long after today.
    pub ahead: &'static [&'static str],
    /// After such a length, without meaning of its own.
    pub ahead_tail: &'static [&'static str],
    /// Between a length and a day: that long after it, the day leaning ahead.
    pub from: &'static [&'static str],
    /// Between a length and a day: that long after it (1) or before it (-1).
    pub around: &'static [(&'static str, i32)],
    /// Before a week, month or year: a day of it.
    pub edges: &'static [(&'static str, Edge)],
    /// Before a day.
    pub on: &'static [&'static str],
    /// Before a month or a year.
    pub within: &'static [&'static str],
    /// Before a feast or a weekend.
    pub over: &'static [&'static str],
    /// Before a bare year, to tell it from a count.
    pub since: &'static [&'static str],
    pub the: &'static [&'static str],
    pub of: &'static [&'static str],
    pub and: &'static [&'static str],
    /// Before a weekday, a day of the month, a month, a year: its kind.
    pub weekday_lead: &'static [&'static str],
    pub date_lead: &'static [&'static str],
    pub month_lead: &'static [&'static str],
    pub year_lead: &'static [&'static str],
    /// Parts of a day, after the day.
    pub parts: &'static [&'static str],
    /// Before a time of the clock.
    pub at: &'static [&'static str],
    /// Times of the clock in words.
    pub clock: &'static [&'static str],
    /// After an hour: what makes it one.
    pub clock_tails: &'static [&'static str],
    /// After a time of the clock, without meaning here.
    pub zones: &'static [&'static str],
    /// Words a sentence goes on with after a date; any other word after "the 5th" may be what is counted.
    pub joins: &'static [&'static str],
    /// Before a rhythm.
    pub every: &'static [&'static str],
    /// After that: each second one.
    pub other: &'static [&'static str],
    /// After a rhythm.
    pub every_tail: &'static [&'static str],
    /// Before a length spent.
    pub lasting: &'static [&'static str],
    /// After a number of minutes or hours: no length spent.
    pub not_spent: &'static [&'static str],
}

/// Every language understood, tried in this order.
pub(in crate::text::when) static LANGUAGES: &[&Language] = &[&ENGLISH, &INDONESIAN];

/// Short units of any language, which follow digits.
pub(in crate::text::when) static LETTERS: &[(&str, Unit)] =
    &[("d", Unit::Day), ("w", Unit::Week), ("m", Unit::Month), ("y", Unit::Year), ("h", Unit::Hour)];
