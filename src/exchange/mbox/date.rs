//! Dates as mail programs write them, and as the line has them that begins a message in a mailbox.

use chrono::NaiveDate;

/// A civil day and the minute of it, in the zone that the date was written in.
pub type Moment = (NaiveDate, u16);

/// The longest date that is read, in bytes; comments in it may be long.
const DATE_MAX: usize = 512;

/// What the months begin with, in the languages that broken programs write.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "jän"],
    &["feb", "fev", "fév", "fe\u{301}v", "peb"],
    &["mar", "mär", "maa", "mrt"],
    &["apr", "abr", "avr"],
    &["may", "mei", "mai", "mag", "maj"],
    &["jun", "giu", "juin"],
    &["jul", "lug", "juil"],
    &["aug", "ago", "aou", "aoû", "agu", "agt"],
    &["sep", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov", "nop"],
    &["dec", "dez", "des", "dic", "dici", "déc"],
];

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Returns when a `Date` field says that it was; `None` where it says no day that was. Zones are passed over: the day
/// is that of whoever wrote.
pub fn read(raw: &[u8]) -> Option<Moment> {
    let text = super::words::plain(raw.get(..DATE_MAX).unwrap_or(raw));
    let text = uncommented(&text);
    let mut found = Found::default();
    for token in text.split([' ', '\t', '\r', '\n', ',', ';']).filter(|token| !token.is_empty()) {
        if !found.take(token) {
            return None;
        }
    }
    found.moment()
}

/// Returns the day in the line that begins a message in a mailbox, given without its `From `; `None` where the line is
/// none. What stands before the day is one word, or has an `@` or quotes in it: a sentence is no such line. No day stands
/// behind the twelfth word.
pub fn separator(line: &str) -> Option<Moment> {
    let line = line.trim();
    let head = |at: usize| {
        let sender = line.get(..at).unwrap_or_default().trim();
        sender.contains(['@', '"']) || !sender.contains(char::is_whitespace)
    };
    let word_at = |word: &str| word.as_ptr() as usize - line.as_ptr() as usize;
    let mut words = line.split_ascii_whitespace().take(12);
    // The day of the week begins the date; programs that leave it out begin with a number.
    words.find_map(|word| {
        let at = word_at(word);
        let weekday = word.trim_end_matches(',').to_ascii_lowercase();
        let begins = WEEKDAYS.contains(&weekday.as_str()) || at > 0 && word.starts_with(|c: char| c.is_ascii_digit());
        let date = line.get(at..).filter(|_| begins && head(at))?;
        let date = date.split_once(" remote from ").map_or(date, |(date, _)| date);
        let has_time = date.split_ascii_whitespace().any(|word| word.contains(':'));
        (has_time && date.split_ascii_whitespace().count() <= 9).then(|| read(date.as_bytes())).flatten()
    })
}

/// Returns the text without what stands in parentheses, however deep.
fn uncommented(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// What the words of a date said so far.
#[derive(Debug, Default)]
struct Found {
    day: Option<u32>,
    month: Option<u32>,
    year: Option<i32>,
    minute: Option<u16>,
    /// Whether it is after noon, where that was said.
    pm: Option<bool>,
}

impl Found {
    /// Takes a word. False where the word has no place in a date.
    fn take(&mut self, token: &str) -> bool {
        let token = token.trim_end_matches('.');
        if let Some((date, time)) = token.split_once(['T', 't']).filter(|(date, _)| date.len() == 10)
            && time.contains(':')
        {
            return self.take(date) && self.time(time);
        }
        if token.contains(':') {
            return self.time(token);
        }
        if token.starts_with(['+']) || token.starts_with('-') && self.minute.is_some() {
            return true;
        }
        if token.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.number(token);
        }
        if token.starts_with(|c: char| c.is_ascii_digit())
            && let parts = token.split(['-', '/', '.']).collect::<Vec<_>>()
            && let [a, b, c] = parts[..]
        {
            return self.joined(a, b, c);
        }
        self.word(token)
    }

    fn word(&mut self, token: &str) -> bool {
        let lower = token.to_lowercase();
        match lower.as_str() {
            "am" => self.pm = Some(false),
            "pm" => self.pm = Some(true),
            _ if self.month.is_none() => self.month = month(&lower),
            // Days of the week and zones by name.
            _ => {}
        }
        true
    }

    fn number(&mut self, token: &str) -> bool {
        let Ok(number) = token.parse::<u32>() else { return false };
        match (token.len(), self.day) {
            (1 | 2, None) => self.day = Some(number),
            (1..=4, Some(_)) | (3 | 4, None) if self.year.is_none() => self.year = Some(year(number, token.len())),
            // A zone without its sign.
            (4, Some(_)) if self.minute.is_some() => {}
            _ => return false,
        }
        true
    }

    /// A date in one word.
    fn joined(&mut self, a: &str, b: &str, c: &str) -> bool {
        if self.day.is_some() || self.year.is_some() {
            return false;
        }
        let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        let (day, middle, year_in) = if a.len() == 4 { (c, b, a) } else { (a, b, c) };
        let (Some(day), Some(in_year)) = (number(day), number(year_in)) else { return false };
        let (day, in_month) = match number(middle) {
            None => (day, month(&middle.to_lowercase())),
            // The order of the year, or that which only a day above 12 tells.
            Some(middle) if a.len() == 4 => (day, Some(middle)),
            Some(middle) if day > 12 => (day, Some(middle)),
            Some(middle) if middle > 12 => (middle, Some(day)),
            Some(_) => return false,
        };
        self.day = Some(day);
        self.month = in_month;
        self.year = Some(year(in_year, year_in.len()));
        self.month.is_some()
    }

    fn time(&mut self, token: &str) -> bool {
        let lower = token.to_ascii_lowercase();
        let lower = match lower.strip_suffix("pm") {
            Some(rest) => {
                self.pm = Some(true);
                rest
            }
            None => lower.strip_suffix("am").inspect(|_| self.pm = Some(false)).unwrap_or(&lower),
        };
        let mut parts = lower.split(':');
        let mut part = || {
            parts.next().and_then(|part| {
                let digits = part.bytes().take_while(u8::is_ascii_digit).count();
                part.get(..digits)?.parse::<u16>().ok()
            })
        };
        match (part(), part()) {
            (Some(hour @ 0..=24), Some(minute @ 0..=60)) => {
                self.minute.get_or_insert((hour * 60 + minute).min(24 * 60 - 1));
                true
            }
            _ => false,
        }
    }

    fn moment(self) -> Option<Moment> {
        let day = NaiveDate::from_ymd_opt(self.year?, self.month?, self.day?)?;
        // A clock that was never set says 1970.
        let earliest = NaiveDate::from_ymd_opt(1971, 1, 1)?;
        let latest = NaiveDate::from_ymd_opt(2200, 1, 1)?;
        let minute = self.minute.unwrap_or_default();
        let minute = match self.pm {
            Some(true) if minute < 12 * 60 => minute + 12 * 60,
            Some(false) if minute >= 12 * 60 => minute - 12 * 60,
            _ => minute,
        };
        (earliest..latest).contains(&day).then_some((day, minute))
    }
}

/// Returns the month that a word in lower case begins like, from 1.
fn month(word: &str) -> Option<u32> {
    let begins = |names: &&[&str]| names.iter().any(|name| word.starts_with(name));
    (1..).zip(MONTHS.iter()).find(|(_, names)| begins(names)).map(|(number, _)| number)
}

/// Returns the year that a number of `digits` digits stands for.
fn year(number: u32, digits: usize) -> i32 {
    let number = i32::try_from(number).unwrap_or(i32::MAX);
    match digits {
        1 | 2 if number < 50 => 2000 + number,
        // Programs that counted from 1900 wrote 100 after 99.
        1..=3 => number.saturating_add(1900),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(moment: Option<Moment>) -> String {
        moment.map_or("none".into(), |(day, minute)| format!("{day} {:02}:{:02}", minute / 60, minute % 60))
    }

    #[test]
    fn dates_of_mail_are_read() {
        let cases = [
            ("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21 09:55"),
            ("21 Nov 97 09:55 GMT", "1997-11-21 09:55"),
            ("Fri, 21 Nov 1997 09(comment (in it)):55:06 -0600", "1997-11-21 09:55"),
            ("Thu,  1 Jan 2026 00:00 EST", "2026-01-01 00:00"),
            ("2026-05-02T10:00:00Z", "2026-05-02 10:00"),
            ("2026-05-02 10:00:00.123 +0000", "2026-05-02 10:00"),
            ("Sat May  2 10:00:00 2026", "2026-05-02 10:00"),
            ("Sat May  2 10:00:00 +0200 2026", "2026-05-02 10:00"),
            ("Sat May  2 10:00:00 PDT 2026", "2026-05-02 10:00"),
            ("Sat, 02 May 2026 10:00:00 PM", "2026-05-02 22:00"),
            ("Sat, 02 May 2026 12:00:00 AM", "2026-05-02 00:00"),
            ("Sat, 02 May 126 10:00:00 +0000", "2026-05-02 10:00"),
            ("Sat, 02 May 26 10:00:00 +0000", "2026-05-02 10:00"),
            ("Sat, 2 May 2026 10:00:00 +0200 (CEST)", "2026-05-02 10:00"),
            ("Sat, 2 May 2026 24:00:00 +9900", "2026-05-02 23:59"),
            ("Sab, 02 Mei 2026 10:00:00 +0700", "2026-05-02 10:00"),
            ("Lør, 2 Des 2023 10.00.00 +0100", "none"),
            ("2. Dezember 2023 10:00", "2023-12-02 10:00"),
            ("02-May-2026 10:00:00 +0700", "2026-05-02 10:00"),
            ("02.05.2026 10:00", "none"),
            ("22.05.2026 10:00", "2026-05-22 10:00"),
            ("5/22/2026 10:00:00 PM", "2026-05-22 22:00"),
            ("May 2, 2026 10:00:00 AM", "2026-05-02 10:00"),
            ("Sat, 2 May 2026", "2026-05-02 00:00"),
            ("Wed, 31 Feb 2026 10:00:00 +0000", "none"),
            ("Thu, 1 Jan 1970 00:00:00 +0000", "none"),
            ("Sat, 2 May 9999 10:00:00", "none"),
            ("Sat, 99999999999 May 2026", "none"),
            ("garbage", "none"),
            ("", "none"),
            ("\u{0}\u{1b}[31m", "none"),
        ];
        for (raw, moment) in cases {
            assert_eq!(shown(read(raw.as_bytes())), moment, "{raw}");
        }
    }

    #[test]
    fn a_separator_is_told_from_a_sentence() {
        let cases = [
            ("grace@example.org Sat Jan  3 01:05:34 1996", "1996-01-03 01:05"),
            ("MAILER-DAEMON Fri Jul  8 12:08:34 2011", "2011-07-08 12:08"),
            ("1234567890@xxx Mon Jan 02 15:04:05 +0000 2026", "2026-01-02 15:04"),
            ("- Sat Jan  3 01:05:34 1996", "1996-01-03 01:05"),
            ("grace@example.org  Sat Jan 3 01:05 EST 1996 remote from riga", "1996-01-03 01:05"),
            ("\"grace tan\"@example.org Sat Jan  3 01:05:34 1996", "1996-01-03 01:05"),
            ("grace@example.org Sat, 03 Jan 1996 01:05:34 +0100", "1996-01-03 01:05"),
            ("grace@example.org 2026-05-02 10:00:00", "2026-05-02 10:00"),
            ("what I heard on Sat May 2 10:00:00 2026", "none"),
            ("what I heard at 10:00 on May 2 2026", "none"),
            ("Sat we went to the market at 10:00", "none"),
            ("grace@example.org", "none"),
            ("", "none"),
        ];
        for (line, moment) in cases {
            assert_eq!(shown(separator(line)), moment, "{line}");
        }
    }
}
