//! The day and time at the beginning of a message, in the layouts of all phones and languages.

use chrono::{Datelike, NaiveDate};

/// How many characters may stand between the date and the time, and behind the time: `à`, `klo`, `PM`, `م`, `a. m.`.
const WORDS_MAX: usize = 16;
/// No chat is older.
const FIRST_YEAR: i32 = 2009;

/// In which order a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    Dmy,
    Mdy,
    Ymd,
}

impl Order {
    /// Every order, that which most of the world writes first.
    pub const ALL: [Order; 3] = [Order::Dmy, Order::Mdy, Order::Ymd];

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Order::Dmy => "dmy",
            Order::Mdy => "mdy",
            Order::Ymd => "ymd",
        }
    }

    /// Returns which of the three numbers is the day of the month, from 0.
    pub fn day_at(self) -> usize {
        match self {
            Order::Dmy => 0,
            Order::Mdy => 1,
            Order::Ymd => 2,
        }
    }

    /// Returns the order as people say it.
    pub fn spoken(self) -> &'static str {
        match self {
            Order::Dmy => "day, month, year",
            Order::Mdy => "month, day, year",
            Order::Ymd => "year, month, day",
        }
    }
}

/// A date as it is written: its numbers, and whether one of them can only be the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Written {
    pub numbers: [u16; 3],
    /// Which of the three has four digits.
    pub year_at: Option<u8>,
}

impl Written {
    /// Returns the day, read in an order; `None` where that makes none on which there was a chat, up to `last`.
    pub fn day(self, order: Order, last: NaiveDate) -> Option<NaiveDate> {
        let [a, b, c] = self.numbers;
        let (year, month, day, at) = match order {
            Order::Dmy => (c, b, a, 2),
            Order::Mdy => (c, a, b, 2),
            Order::Ymd => (a, b, c, 0),
        };
        if self.year_at.is_some_and(|year_at| year_at != at) {
            return None;
        }
        let year = i32::from(year) + if self.year_at.is_none() { 2000 } else { 0 };
        let day = NaiveDate::from_ymd_opt(year, month.into(), day.into())?;
        (day.year() >= FIRST_YEAR && day <= last).then_some(day)
    }
}

/// How the messages of a file begin: all of them alike. A line in a message that begins otherwise is part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Whether the day and time stand in brackets.
    bracket: bool,
    pub separator: char,
    pub comma: bool,
    seconds: bool,
    /// Whether the year has four digits.
    pub long_year: bool,
}

/// The beginning of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub date: Written,
    pub shape: Shape,
    /// Whether a number of one digit is written with a zero before it, where one is there.
    pub padded: Option<bool>,
}

/// Tells whether a character only says in which direction text runs.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns the value of a digit of any script that phones write dates in.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{9e6}'..='\u{9ef}' => '\u{9e6}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

/// A text that is read from its beginning; marks in it are passed over.
struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start_matches(is_mark);
        self.rest.chars().next()
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|c| wanted(*c))?;
        self.rest = self.rest.get(c.len_utf8()..)?;
        Some(c)
    }

    fn spaces(&mut self) -> usize {
        std::iter::from_fn(|| self.eat(char::is_whitespace)).count()
    }

    /// Returns a number of up to four digits, and how many they are.
    fn number(&mut self) -> Option<(u16, usize)> {
        let mut value = 0_u32;
        let mut digits = 0;
        while let Some(c) = self.eat(|c| digit(c).is_some()) {
            value = value * 10 + digit(c)?;
            digits += 1;
            if digits > 4 {
                return None;
            }
        }
        (digits > 0).then_some((u16::try_from(value).ok()?, digits))
    }

    /// Passes over words without digits, up to what `ends` holds for; returns whether there was anything but white
    /// space and commas, `None` where there is too much of it.
    fn words(&mut self, ends: impl Fn(char) -> bool) -> Option<bool> {
        let mut taken = 0;
        let mut any = false;
        while let Some(c) = self.eat(|c| !ends(c) && digit(c).is_none()) {
            taken += 1;
            any |= !c.is_whitespace();
            if taken > WORDS_MAX || matches!(c, '[' | ']' | '<' | '>' | '"' | '(' | ')' | '!' | '?') {
                return None;
            }
        }
        Some(any)
    }
}

/// Reads the beginning of a line; returns what stands there and the rest, `None` where no message begins.
pub fn read(line: &str) -> Option<(Stamp, &str)> {
    let mut at = Cursor { rest: line };
    at.spaces();
    let bracket = at.eat(|c| c == '[').is_some();
    let (a, a_digits) = at.number()?;
    let separator = at.eat(|c| matches!(c, '.' | '/' | '-' | '\u{2010}' | '\u{2011}' | '年' | '년'))?;
    at.spaces();
    let (b, b_digits) = at.number()?;
    at.eat(|c| c == separator || matches!(c, '月' | '월'))?;
    at.spaces();
    let (c, c_digits) = at.number()?;
    at.eat(|c| matches!(c, '.' | '日' | '일'));
    let digits = [a_digits, b_digits, c_digits];
    let year_at = (0..).zip(digits).find(|(_, digits)| *digits == 4).map(|(at, _)| at);
    if digits.contains(&3) || digits.iter().filter(|digits| **digits == 4).count() > 1 {
        return None;
    }
    at.spaces();
    let comma = at.eat(|c| matches!(c, ',' | '،' | '、' | '，')).is_some();
    at.words(|c| c == '\n')?;
    let seconds = time(&mut at)?;
    let end = |c| if bracket { c == ']' } else { matches!(c, '-' | '–' | '—' | ':') };
    at.words(end)?;
    let before = at.rest;
    let ended = at.eat(end)?;
    if !bracket {
        // A dash has space on both sides, a colon behind it.
        let text = line.get(..line.len() - before.len())?.trim_end_matches(is_mark);
        let spaced = text.ends_with(char::is_whitespace);
        let follows = at.peek().is_none_or(char::is_whitespace);
        if !follows || (ended == ':') == spaced {
            return None;
        }
    }
    let small = [(a, a_digits), (b, b_digits), (c, c_digits)].into_iter().filter(|(number, _)| *number < 10);
    let padded = small.map(|(_, digits)| digits > 1).reduce(|one, other| one && other);
    let shape = Shape { bracket, separator, comma, seconds, long_year: year_at.is_some() };
    let rest = at.rest.trim_start_matches(' ');
    Some((Stamp { date: Written { numbers: [a, b, c], year_at }, shape, padded }, rest))
}

/// Passes over a time of day; returns whether it has seconds.
fn time(at: &mut Cursor<'_>) -> Option<bool> {
    let between = |c| matches!(c, ':' | '.' | '٫' | 'h' | '：');
    let (hour, _) = at.number().filter(|(hour, digits)| *hour <= 24 && *digits <= 2)?;
    at.spaces();
    at.eat(between)?;
    at.spaces();
    at.number().filter(|(minute, digits)| *minute < 60 && *digits == 2 && hour <= 24)?;
    let before = at.rest;
    if at.eat(|c| matches!(c, ':' | '.' | '：')).is_some() && at.number().is_some_and(|(_, digits)| digits == 2) {
        return Some(true);
    }
    at.rest = before;
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        read(line).map_or("none".into(), |(stamp, rest)| {
            let [a, b, c] = stamp.date.numbers;
            format!("{a} {b} {c} {:?} | {rest}", stamp.date.year_at)
        })
    }

    #[test]
    fn stamps_of_every_phone_are_read() {
        let cases = [
            ("[2026-05-02, 21:03:11] Grace: hi", "2026 5 2 Some(0) | Grace: hi"),
            ("[01/01/19 11:25] Grace: hi", "1 1 19 None | Grace: hi"),
            ("\u{200e}[2/5/26, 9:03:11\u{202f}PM] Grace: \u{200e}image", "2 5 26 None | Grace: \u{200e}image"),
            ("02/05/2026, 21:03 - Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("5/2/26, 9:03 PM - Grace: hi", "5 2 26 None | Grace: hi"),
            ("5/2/26, 9:03\u{202f}pm - Grace: hi", "5 2 26 None | Grace: hi"),
            ("2/5/2026 9:03 p. m. - Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("02.05.26, 21:03 - Grace: hi", "2 5 26 None | Grace: hi"),
            ("02/05/26 21.03 - Grace: hi", "2 5 26 None | Grace: hi"),
            ("02/05/2026 à 21:03 - Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("2.5.2026 klo 21.03 - Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("2. 5. 2026 21:03 - Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("2026. 5. 2. 오후 9:03 - Grace: hi", "2026 5 2 Some(0) | Grace: hi"),
            ("2026년 5월 2일 오후 9:03 - Grace: hi", "2026 5 2 Some(0) | Grace: hi"),
            ("[2026/5/2 下午9:03:11] Grace: hi", "2026 5 2 Some(0) | Grace: hi"),
            ("2026-05-02 21 h 03 - Grace: hi", "2026 5 2 Some(0) | Grace: hi"),
            ("\u{200f}٢\u{200f}/٥\u{200f}/٢٠٢٦، ٩:٠٣ م - Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("02/05/26, 21:03:11: Grace: hi", "2 5 26 None | Grace: hi"),
            ("02-05-2026 21:03 - Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("02/05/2026, 21:03 – Grace: hi", "2 5 2026 Some(2) | Grace: hi"),
            ("02/05/2026, 21:03 -", "2 5 2026 Some(2) | "),
            ("02/05/2026, 25:03 - Grace: hi", "none"),
            ("02/05/2026, 21:3 - Grace: hi", "none"),
            ("02/05/2026, 21:03-Grace: hi", "none"),
            ("02/05/2026 - Grace: hi", "none"),
            ("02/05/2026, at nine o'clock sharp 21:03 - Grace", "none"),
            ("[02/05/2026, 21:03 Grace: hi", "none"),
            ("2026/2026/1, 21:03 - x", "none"),
            ("123/1/1, 21:03 - x", "none"),
            ("99999/1/1, 21:03 - x", "none"),
            ("10.30 - 11.30: lunch", "none"),
            ("", "none"),
            ("hello", "none"),
            ("[", "none"),
        ];
        for (line, wanted) in cases {
            assert_eq!(shown(line), wanted, "{line}");
        }
    }

    #[test]
    fn only_days_of_chats_are_days() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let day =
            |line: &str, order| read(line).and_then(|(stamp, _)| stamp.date.day(order, last)).map(|d| d.to_string());
        assert_eq!(day("02/05/2026, 21:03 - x", Order::Dmy).as_deref(), Some("2026-05-02"));
        assert_eq!(day("02/05/26, 21:03 - x", Order::Mdy).as_deref(), Some("2026-02-05"));
        assert_eq!(day("26/05/02, 21:03 - x", Order::Ymd).as_deref(), Some("2026-05-02"));
        assert_eq!(day("26/05/02, 21:03 - x", Order::Dmy), None);
        assert_eq!(day("2026-05-02, 21:03 - x", Order::Dmy), None);
        assert_eq!(day("24/11/2026, 21:03 - x", Order::Dmy), None);
        // Persian and Buddhist years.
        for line in ["1402/07/15, 21:03 - x", "02/05/2569, 21:03 - x", "02/07/15, 21:03 - x", "02/05/69, 21:03 - x"] {
            assert_eq!(day(line, Order::Ymd), None, "{line}");
        }
    }
}
