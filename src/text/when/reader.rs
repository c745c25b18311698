//! A view of some pieces through one language: the small questions every rule asks.
//!
//! Positions count pieces; every question answers with the position after what it matched.

use chrono::NaiveDate;

use super::calendar::Length;
use super::lex::{Gap, Kind, Token};
use super::words::{LANGUAGES, LETTERS, Language, Names, Role, Roles, Table, Unit, Values, Words};
use super::{Lean, When, WhenError};

/// What a length spent may start with, apart from digits.
pub(super) const SPENT: Roles = Role::set(&[Role::lasting, Role::minutes, Role::one_unit, Role::half, Role::numbers]);

/// How sure a phrase is to be a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Only where a date is asked for.
    Faint,
    /// Only if the context agrees.
    Weak,
    Strong,
}

/// One way to read the pieces from the start.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub end: usize,
    pub when: Result<When, WhenError>,
    /// Month and day, where the phrase names a day but no year.
    pub yearly: Option<(u32, u32)>,
    /// The phrase tells its year, or cannot be understood without one.
    pub dated: bool,
    pub strength: Strength,
}

/// A name of a month (from 1) or of a weekday (Monday is 0) at some place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub value: u32,
    pub end: usize,
    /// Not shortened.
    pub full: bool,
    /// Also a common word, and written small.
    pub shy: bool,
    /// Also a common word, however written.
    pub common: bool,
    pub capital: bool,
}

/// The pieces of one line, the language to read them in, and where they stand in time and text.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub tokens: &'a [Token<'a>],
    pub lang: &'static Language,
    /// The place of the language among all.
    pub number: usize,
    pub today: NaiveDate,
    pub lean: Lean,
    /// The text before the first piece.
    pub before: &'a str,
}

impl<'a> Reader<'a> {
    /// Returns a reader for each language.
    pub fn all(tokens: &'a [Token<'a>], today: NaiveDate, lean: Lean, before: &'a str) -> impl Iterator<Item = Self> {
        let read = move |(number, lang)| Reader { tokens, lang, number, today, lean, before };
        LANGUAGES.into_iter().enumerate().map(read)
    }

    /// Tells whether the word begins an entry of one of these tables. It is one look; all else is done for few words.
    pub fn plays(&self, i: usize, roles: Roles) -> bool {
        self.tokens.get(i).and_then(|t| t.roles.get(self.number)).is_some_and(|of| of & roles != 0)
    }

    /// Tells whether the piece follows the one before it without space.
    pub fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.gap == Gap::None)
    }

    /// Returns the place after this mark, if it stands here.
    pub fn mark(&self, i: usize, marks: &[char]) -> Option<usize> {
        self.tokens.get(i).filter(|t| marks.iter().any(|m| t.is_mark(*m))).map(|_| i + 1)
    }

    /// The same for a mark that touches what is before and after it.
    pub fn tight(&self, i: usize, marks: &[char]) -> Option<usize> {
        self.mark(i, marks).filter(|end| self.glued(i) && self.glued(*end))
    }

    /// Returns the place after an entry of one or more words; a hyphen may join them.
    fn entry(&self, i: usize, entry: &str) -> Option<usize> {
        let mut rest = self.tokens.get(i)?.starts(entry)?;
        let mut at = i + 1;
        while let Some(more) = rest.strip_prefix(' ') {
            at = self.tight(at, &['-']).unwrap_or(at);
            rest = self.tokens.get(at)?.starts(more)?;
            at += 1;
        }
        Some(at)
    }

    /// Returns the place after this word, which need be in no table.
    pub fn word(&self, i: usize, word: &str) -> Option<usize> {
        self.tokens.get(i).filter(|t| t.is(word)).map(|_| i + 1)
    }

    /// Returns the place after the longest of these entries.
    #[inline]
    pub fn any(&self, i: usize, table: Table<Words>) -> Option<usize> {
        if self.plays(i, table.role) { self.longest(i, table.list) } else { None }
    }

    fn longest(&self, i: usize, entries: Words) -> Option<usize> {
        let token = self.tokens.get(i)?;
        entries.iter().filter(|e| token.resembles(e)).filter_map(|e| self.entry(i, e)).max()
    }

    /// Returns the place after the longest of these entries, or the same place.
    #[inline]
    pub fn skip(&self, i: usize, table: Table<Words>) -> usize {
        self.any(i, table).unwrap_or(i)
    }

    /// Returns the value of the longest of these entries.
    #[inline]
    pub fn pick<T: Copy>(&self, i: usize, table: Table<Values<T>>) -> Option<(T, usize)> {
        if self.plays(i, table.role) { self.longest_value(i, table.list) } else { None }
    }

    fn longest_value<T: Copy>(&self, i: usize, entries: Values<T>) -> Option<(T, usize)> {
        let token = self.tokens.get(i)?;
        let near = entries.iter().filter(|(e, _)| token.resembles(e));
        near.filter_map(|(e, value)| Some((*value, self.entry(i, e)?))).max_by_key(|(_, end)| *end)
    }

    /// Returns a number in digits, how many digits, and the place after; up to nine digits.
    pub fn digits(&self, i: usize) -> Option<(u32, usize, usize)> {
        let token = self.tokens.get(i).filter(|t| t.kind == Kind::Number && t.text.len() <= 9)?;
        Some((token.text.parse().ok()?, token.text.len(), i + 1))
    }

    /// Returns a year of four digits.
    pub fn four_digits(&self, i: usize) -> Option<(i32, usize)> {
        let (year, _, end) = self.digits(i).filter(|(_, len, _)| *len == 4)?;
        i32::try_from(year).ok().map(|y| (y, end))
    }

    /// Returns the month that stands here.
    pub fn month(&self, i: usize) -> Option<Name> {
        self.name(i, self.lang.months()).map(|n| Name { value: n.value + 1, ..n })
    }

    /// Returns the weekday that stands here.
    pub fn weekday(&self, i: usize) -> Option<Name> {
        self.name(i, self.lang.weekdays())
    }

    fn name(&self, i: usize, names: Table<Names>) -> Option<Name> {
        let token = self.tokens.get(i).filter(|_| self.plays(i, names.role))?;
        let value = names.list.iter().position(|forms| forms.iter().any(|f| token.resembles(f) && token.is(f)))?;
        let common = self.plays(i, self.lang.shy().role);
        let capital = token.is_capital();
        let full = !self.plays(i, self.lang.short().role);
        let shy = common && !capital;
        Some(Name { value: u32::try_from(value).ok()?, end: i + 1, full, shy, common, capital })
    }

    /// Returns the place after the full stop of a shortened name and after a comma, where they stand.
    pub fn after_name(&self, name: Name) -> usize {
        let stop = self.mark(name.end, &['.']).filter(|_| !name.full && self.glued(name.end));
        self.comma(stop.unwrap_or(name.end))
    }

    /// Returns the place after a comma, where one stands.
    pub fn comma(&self, i: usize) -> usize {
        self.mark(i, &[',']).unwrap_or(i)
    }

    /// Tells whether a phrase that ends here is not followed by something it could count or describe.
    pub fn is_free(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|t| t.kind == Kind::Mark) || self.any(i, self.lang.joins()).is_some()
    }

    /// Returns how many, in hundredths: `3`, `2.5`, `twenty-one`, `half a`, `two and a half`.
    fn amount(&self, i: usize) -> Option<(u64, usize)> {
        if let Some(end) = self.any(i, self.lang.half()) {
            return Some((50, end));
        }
        let (count, end) = match self.digits(i) {
            Some((whole, _, end)) => {
                let whole = u64::from(whole) * 100;
                match self.tight(end, &['.', ',']).and_then(|at| self.digits(at)) {
                    Some((tenths, 1, end)) => (whole + u64::from(tenths) * 10, end),
                    Some((hundredths, 2, end)) => (whole + u64::from(hundredths), end),
                    _ => (whole, end),
                }
            }
            None => self.number_words(i).map(|(n, end)| (u64::from(n) * 100, end))?,
        };
        Some(self.any(end, self.lang.and_half()).map_or((count, end), |end| (count + 50, end)))
    }

    /// Returns a whole number, in digits or words.
    pub fn count(&self, i: usize) -> Option<(u64, usize)> {
        self.amount(i).filter(|(n, _)| n % 100 == 0).map(|(n, end)| (n / 100, end))
    }

    /// Returns a number in words, up to 999.
    fn number_words(&self, i: usize) -> Option<(u32, usize)> {
        let mut total = 0;
        let mut at = i;
        let mut room = 1000;
        while let Some((digit, end)) = self.pick(at, self.lang.numbers()) {
            let (value, end) = if let Some(end) = self.any(end, self.lang.teens()).filter(|_| digit < 10) {
                (digit + 10, end)
            } else if let Some(end) = self.any(end, self.lang.tens()).filter(|_| digit < 10) {
                (digit * 10, end)
            } else if let Some(end) = self.any(end, self.lang.hundreds()).filter(|_| digit < 10) {
                (digit * 100, end)
            } else {
                (digit, end)
            };
            // Each word must fit below the one before: twenty one, not one twenty.
            if value >= room {
                break;
            }
            total += value;
            at = end;
            room = match value {
                v if v >= 100 => 100,
                v if v >= 20 && v % 10 == 0 => 10,
                _ => break,
            };
            if room == 10 {
                at =
                    self.tight(at, &['-']).filter(|next| self.pick(*next, self.lang.numbers()).is_some()).unwrap_or(at);
            }
        }
        (at > i).then_some((total, at))
    }

    /// Returns an amount of one unit: in hundredths, the unit, the place after it.
    fn amount_of_unit(&self, i: usize) -> Option<(u64, Unit, usize)> {
        let (amount, unit, end) = if let Some((unit, end)) = self.pick(i, self.lang.one_unit()) {
            (100, unit, end)
        } else {
            let (amount, end) = self.amount(i)?;
            let end = self.tight(end, &['-']).unwrap_or(end);
            let letter = || self.digits(i).and_then(|_| self.longest_value(end, LETTERS));
            let (unit, end) = self.pick(end, self.lang.units()).or_else(letter)?;
            (amount, unit, end)
        };
        Some(self.any(end, self.lang.and_half()).map_or((amount, unit, end), |end| (amount + 50, unit, end)))
    }

    /// Returns the place of the next part of a compound length: after a comma or an "and".
    fn part(&self, i: usize) -> usize {
        self.skip(self.comma(i), self.lang.and())
    }

    /// Returns a length of time: `3 weeks`, `1 week and 2 days`, `1y6m`, `half a year`. Each part is of a shorter unit
    /// than the one before: "for 40 minutes 2 days ago" are two lengths.
    pub fn length(&self, i: usize) -> Option<(Length, usize)> {
        let mut sum: Option<(Length, usize)> = None;
        let mut last = None;
        let mut at = i;
        while let Some((amount, unit, end)) = self.amount_of_unit(at)
            && last.is_none_or(|longer| unit < longer)
            && let Some(part) = length_of(amount, unit)
        {
            sum = Some((sum.map_or(part, |(total, _)| total.plus(part)), end));
            last = Some(unit);
            at = self.part(end);
        }
        sum
    }

    /// Returns minutes spent: `1h30`, `90 min`, `an hour and a half`. `whole` tells that nothing else is said, so
    /// that `90m` can only be minutes.
    pub fn minutes(&self, i: usize, whole: bool) -> Option<(u32, usize)> {
        if let Some(named) = self.pick(i, self.lang.minutes()) {
            return Some(named);
        }
        let mut sum: Option<(u32, usize)> = None;
        let mut at = i;
        loop {
            let after_hours = sum.is_some();
            let minute_letter = || {
                let (count, _, end) = self.digits(at).filter(|_| whole || after_hours)?;
                let unit = self.tokens.get(end).filter(|t| t.folded.word() == b"m")?;
                (unit.kind == Kind::Word).then_some((count, end + 1))
            };
            let part = match self.amount_of_unit(at) {
                Some((amount, Unit::Hour, end)) if !after_hours => Some((clip(amount * 60), end)),
                Some((amount, Unit::Minute, end)) => Some((clip(amount), end)),
                _ => minute_letter(),
            };
            // `1h30`, and `1 hr 30` where nothing follows that could be counted: the minutes need no unit.
            let bare = || {
                let (count, _, end) = self.digits(at).filter(|(n, len, _)| *n < 60 && *len == 2)?;
                let next = sum.is_some_and(|(_, hours)| hours == at);
                (next && (self.glued(at) || self.is_free(end))).then_some((count, end))
            };
            let Some((minutes, end)) = part.or_else(bare) else { break };
            sum = Some((sum.map_or(0, |(m, _)| m).saturating_add(minutes), end));
            if !after_hours && self.is_hours(i, end) {
                at = self.part(end);
            } else {
                break;
            }
        }
        sum
    }

    fn is_hours(&self, i: usize, end: usize) -> bool {
        self.amount_of_unit(i).is_some_and(|(_, unit, at)| unit == Unit::Hour && at == end)
    }
}

/// Returns the length of an amount in hundredths; parts of a unit go to the next smaller one, rounded down. `None` for
/// a weekend, which is no length.
pub(super) fn length_of(amount: u64, unit: Unit) -> Option<Length> {
    let (whole, part) = (clip(amount), clip(amount % 100 * 100));
    let none = Length::default();
    Some(match unit {
        Unit::Minute => Length { minutes: whole, ..none },
        Unit::Hour => Length { minutes: clip(amount * 60), ..none },
        Unit::Day => Length { days: whole, ..none },
        Unit::Week => Length { days: clip(amount * 7), ..none },
        Unit::Fortnight => Length { days: clip(amount * 14), ..none },
        Unit::Month => Length { months: whole, days: part * 30 / 100, ..none },
        Unit::Quarter => Length { months: clip(amount * 3), ..none },
        Unit::Year => Length { years: whole, months: part * 12 / 100, ..none },
        Unit::Weekend => return None,
    })
}

/// Returns the whole units of hundredths. Too many become the most there can be, which is outside every calendar.
fn clip(hundredths: u64) -> u32 {
    u32::try_from(hundredths / 100).unwrap_or(u32::MAX)
}
