//! Calendars (RFC 5545) of days that come again every year and of what is to be done, for programs that subscribe to one.
//!
//! Whatever is written has the same UID each time, so that a program changes the entry it has instead of adding another.

use std::io::{self, Write};

use chrono::{Days, NaiveDate};

use super::contentline::fold::folded;
use super::contentline::line::escaped;
use crate::domain::date::{PartialDate, iso};
use crate::domain::id::Id;
use crate::domain::promise::{By, Outcome};

/// The year in which a day of any year begins. It has a 29 February.
const ANY_YEAR: i32 = 2000;

/// A calendar in the making.
pub struct Calendar<'o> {
    out: &'o mut dyn Write,
    /// When all of it is said to be written; a day, so that a second export of that day gives the same bytes.
    stamp: String,
}

/// A promise as it is written.
#[derive(Debug)]
pub struct Promised<'a> {
    pub id: Id,
    pub name: &'a str,
    pub by: By,
    pub text: &'a str,
    pub made_on: NaiveDate,
    pub due: NaiveDate,
    pub outcome: Outcome,
    pub closed_on: Option<NaiveDate>,
}

impl<'o> Calendar<'o> {
    /// Begins a calendar, written on a day.
    ///
    /// # Errors
    /// Where `out` takes no more; so for all below.
    pub fn begin(out: &'o mut dyn Write, today: NaiveDate) -> io::Result<Calendar<'o>> {
        let mut calendar = Calendar { out, stamp: midnight(today) };
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//auld//auld//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "NAME:auld",
            "X-WR-CALNAME:auld",
            "REFRESH-INTERVAL;VALUE=DURATION:P1D",
            "X-PUBLISHED-TTL:P1D",
        ] {
            calendar.line(line)?;
        }
        Ok(calendar)
    }

    /// Writes a day that comes again every year; nothing where no day is known, only a month or a year.
    pub fn yearly(&mut self, id: Id, name: &str, label: &str, on: PartialDate) -> io::Result<()> {
        let Some((month, day)) = on.month_day() else { return Ok(()) };
        let first = NaiveDate::from_ymd_opt(on.year().unwrap_or(ANY_YEAR), month, day);
        let Some(first) = first else { return Ok(()) };
        let year = on.year().map_or(String::new(), |year| format!(" ({year})"));
        // In common years the last day of February takes the place of the 29th.
        let rule = if (month, day) == (2, 29) { ";BYMONTH=2;BYMONTHDAY=-1" } else { "" };
        self.line("BEGIN:VEVENT")?;
        self.head("date", id)?;
        self.line(&format!("DTSTART;VALUE=DATE:{}", date(first)))?;
        if let Some(next) = first.checked_add_days(Days::new(1)) {
            self.line(&format!("DTEND;VALUE=DATE:{}", date(next)))?;
        }
        self.line(&format!("RRULE:FREQ=YEARLY{rule}"))?;
        self.text("SUMMARY", &format!("{name}: {label}{year}"))?;
        // It takes no time of the day.
        self.line("TRANSP:TRANSPARENT")?;
        self.line("CLASS:PRIVATE")?;
        self.line("END:VEVENT")
    }

    /// Writes a promise as a thing to be done.
    pub fn promise(&mut self, promised: &Promised<'_>) -> io::Result<()> {
        self.line("BEGIN:VTODO")?;
        self.head("promise", promised.id)?;
        self.line(&format!("CREATED:{}", midnight(promised.made_on)))?;
        self.line(&format!("DUE;VALUE=DATE:{}", date(promised.due)))?;
        let whose = if promised.by == By::Me { "for" } else { "from" };
        self.text("SUMMARY", &format!("{} ({whose} {})", promised.text, promised.name))?;
        self.text("DESCRIPTION", &format!("promised on {}", iso(promised.made_on)))?;
        match (promised.outcome, promised.closed_on) {
            (Outcome::Open, _) => self.line("STATUS:NEEDS-ACTION")?,
            (Outcome::Dropped, _) => self.line("STATUS:CANCELLED")?,
            (Outcome::Kept, on) => {
                self.line("STATUS:COMPLETED")?;
                self.line("PERCENT-COMPLETE:100")?;
                if let Some(on) = on {
                    self.line(&format!("COMPLETED:{}", midnight(on)))?;
                }
            }
        }
        self.line("CLASS:PRIVATE")?;
        self.line("END:VTODO")
    }

    /// Writes that somebody is to be talked to again on a day, and why.
    pub fn reconnect(&mut self, id: Id, name: &str, on: NaiveDate, reasons: &[String]) -> io::Result<()> {
        self.line("BEGIN:VTODO")?;
        self.head("reconnect", id)?;
        self.line(&format!("DUE;VALUE=DATE:{}", date(on)))?;
        self.text("SUMMARY", &format!("Reconnect with {name}"))?;
        self.text("DESCRIPTION", &reasons.join("\n"))?;
        self.line("STATUS:NEEDS-ACTION")?;
        self.line("CLASS:PRIVATE")?;
        self.line("END:VTODO")
    }

    /// Ends the calendar.
    pub fn end(mut self) -> io::Result<()> {
        self.line("END:VCALENDAR")
    }

    fn head(&mut self, what: &str, id: Id) -> io::Result<()> {
        self.line(&format!("UID:auld-{what}-{id}"))?;
        let stamp = format!("DTSTAMP:{}", self.stamp);
        self.line(&stamp)
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.line(&format!("{name}:{}", escaped(text)))
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        folded(self.out, line)
    }
}

fn date(day: NaiveDate) -> String {
    iso(day).replace('-', "")
}

fn midnight(day: NaiveDate) -> String {
    format!("{}T000000Z", date(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::parse_iso;

    fn day(text: &str) -> NaiveDate {
        parse_iso(text).expect("a day")
    }

    fn yearly(name: &str, on: &str) -> String {
        let mut out = Vec::new();
        let mut calendar = Calendar::begin(&mut out, day("2026-11-23")).expect("a vector takes all");
        calendar.yearly(Id(1), name, "birthday", on.parse().expect("a date")).expect("a vector takes all");
        calendar.end().expect("a vector takes all");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_day_comes_again_every_year() {
        let text = yearly("Grace, Tan", "1990-05-02");
        for line in [
            "DTSTART;VALUE=DATE:19900502",
            "DTEND;VALUE=DATE:19900503",
            "RRULE:FREQ=YEARLY",
            "SUMMARY:Grace\\, Tan: birthday (1990)",
            "DTSTAMP:20261123T000000Z",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in {text}");
        }
        assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains('\n'));
        // No year, no age.
        let text = yearly("Grace", "--12-31");
        assert!(text.contains("DTSTART;VALUE=DATE:20001231\r\nDTEND;VALUE=DATE:20010101\r\n"), "{text}");
        assert!(text.contains("SUMMARY:Grace: birthday\r\n"), "{text}");
        // No day, no entry.
        assert!(!yearly("Grace", "1990-05").contains("VEVENT"));
    }

    #[test]
    fn a_leap_day_is_the_last_of_february() {
        for on in ["--02-29", "2004-02-29"] {
            let text = yearly("Grace", on);
            assert!(
                text.contains("0229\r\n") && text.contains("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1\r\n"),
                "{text}"
            );
        }
        assert!(!yearly("Grace", "--02-28").contains("BYMONTH"));
    }

    #[test]
    fn a_line_is_folded_between_characters() {
        let text = yearly(&"名前".repeat(60), "--05-02");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(text.replace("\r\n ", "").contains(&"名前".repeat(60)));
    }
}
