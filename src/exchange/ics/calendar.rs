//! Reads a stream into the events that somebody was invited to, in bounded memory.

use std::io::BufRead;

use super::event::{DAYS_MAX, Event, LINE_MAX, short};
use super::when::{self, Stamp};
use super::{Item, Sink};
use crate::exchange::charset::in_utf8;
use crate::exchange::contentline::line::{self, Encoding};
use crate::exchange::contentline::{Found, Line, Physical, decoded};
use crate::exchange::{Bad, Place, ReadError, Trouble};

/// How deep components are followed into each other.
const DEPTH_MAX: usize = 8;
/// How much is kept of all events of a file together, in bytes.
const KEPT_MAX: usize = 256 << 20;

/// What a calendar says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Name of the zone in which it is shown.
    pub zone: Option<String>,
    /// Zones that it describes.
    pub zones: Vec<ZoneText>,
    /// What it is called; some programs call it by its owner's address.
    pub name: Option<String>,
    /// What its events are: `REQUEST`, `CANCEL`, `REPLY` and so on.
    pub method: String,
}

/// A zone as a calendar describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZoneText {
    pub name: String,
    pub parts: Vec<ZonePart>,
}

/// A stretch of a zone's year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZonePart {
    pub start: Option<Stamp>,
    pub from: i64,
    pub to: i64,
    pub rule: Option<String>,
    pub also: Vec<Stamp>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Contents {
    pub calendars: Vec<Calendar>,
    pub events: Vec<Event>,
}

/// Reads a file.
///
/// # Errors
/// Where it cannot be read, and what `take` returns.
pub fn read<E>(input: impl BufRead, take: &mut Sink<'_, E>) -> Result<Contents, ReadError<E>> {
    let input = in_utf8(input).map_err(ReadError::Io)?;
    let mut lines = Unfolded { physical: Physical::new(input, LINE_MAX, "calendars"), ahead: None };
    let mut reading = Reading { contents: Contents::default(), open: Vec::new(), event: None, kept: 0, full: false };
    let (mut filled, mut begun) = (false, false);
    while let Some(Whole { number, bytes, long }) = lines.next()? {
        filled |= !bytes.trim_ascii().is_empty();
        let text = decoded(&bytes);
        let Some(line) = Line::parse(&text) else { continue };
        let place = Place { line: number, column: 0 };
        let told = if line.is("BEGIN") {
            begun = true;
            reading.begin(line.value.trim(), place)
        } else if line.is("END") {
            reading.end(line.value.trim())
        } else {
            reading.property(&line, long);
            None
        };
        if let Some((place, item)) = told {
            hand(take, place, item)?;
        }
        if reading.full {
            let why = format!("the events hold more than {} MB; what follows is not read", KEPT_MAX >> 20);
            hand(take, place, Item::Bad(why))?;
            break;
        }
    }
    if filled && !begun {
        hand(take, Place::default(), Item::Bad("there is no calendar in it".into()))?;
    }
    if let Some(event) = reading.event.take() {
        let place = Place { line: event.line, column: 0 };
        hand(take, place, Item::Bad("the event has no END:VEVENT; the file ends in it".into()))?;
    }
    Ok(reading.contents)
}

/// Hands on what was found.
pub fn hand<E>(take: &mut Sink<'_, E>, place: Place, item: Item) -> Result<(), ReadError<E>> {
    take(place, item).map_err(|e| match e {
        Trouble::Bad(why) => ReadError::Bad(Bad { place, why }),
        Trouble::Failed(e) => ReadError::Failed(e),
    })
}

/// Lines without their folds.
struct Unfolded<R> {
    physical: Physical<R>,
    /// The line that was read after the last.
    ahead: Option<Whole>,
}

/// A line without its folds.
struct Whole {
    number: u64,
    bytes: Vec<u8>,
    /// Whether it is longer than what is kept of it.
    long: bool,
}

impl<R: BufRead> Unfolded<R> {
    fn next<E>(&mut self) -> Result<Option<Whole>, ReadError<E>> {
        let mut line = match self.ahead.take() {
            Some(line) => line,
            None => match self.physical.read()? {
                Found::End => return Ok(None),
                found => self.whole(found),
            },
        };
        let quoted_printable = line::encoding(&line.bytes) == Some(Encoding::QuotedPrintable);
        loop {
            let found = self.physical.read()?;
            let more = match (found, self.physical.buffer.as_slice()) {
                (Found::End, _) => return Ok(Some(line)),
                (_, next) if quoted_printable && line.bytes.ends_with(b"=") => {
                    line.bytes.pop();
                    next
                }
                (_, [b' ' | b'\t', rest @ ..]) => rest,
                // A line that another program broke; a blank one ends nothing either.
                (_, next) if next.trim_ascii().is_empty() => continue,
                _ => {
                    self.ahead = Some(self.whole(found));
                    return Ok(Some(line));
                }
            };
            if line.long || found == Found::Long || line.bytes.len() + more.len() > LINE_MAX {
                line.long = true;
            } else {
                line.bytes.extend_from_slice(more);
            }
        }
    }

    fn whole(&mut self, found: Found) -> Whole {
        let bytes = std::mem::take(&mut self.physical.buffer);
        Whole { number: self.physical.number, bytes, long: found == Found::Long }
    }
}

struct Reading {
    contents: Contents,
    /// The components that are open, the outermost first.
    open: Vec<String>,
    event: Option<Box<Event>>,
    /// How much is kept of all events.
    kept: usize,
    full: bool,
}

impl Reading {
    fn begin(&mut self, name: &str, place: Place) -> Option<(Place, Item)> {
        let name = name.to_ascii_uppercase();
        let mut told = None;
        if name == "VCALENDAR" || name == "VEVENT" {
            told = self.event.take().map(|event| {
                let why = format!("the event has no END:VEVENT before line {}", place.line);
                (Place { line: event.line, column: 0 }, Item::Bad(why))
            });
            let keep = self.open.iter().position(|open| *open == name).unwrap_or(self.open.len());
            self.open.truncate(keep);
        }
        match name.as_str() {
            "VCALENDAR" => self.contents.calendars.push(Calendar::default()),
            "VEVENT" => {
                let calendar = self.calendar_number();
                self.event = Some(Box::new(Event { calendar, line: place.line, ..Event::default() }));
            }
            "VTIMEZONE" => self.calendar().zones.push(ZoneText::default()),
            "STANDARD" | "DAYLIGHT" => {
                if let Some(zone) = self.calendar().zones.last_mut().filter(|zone| zone.parts.len() < DAYS_MAX) {
                    zone.parts.push(ZonePart::default());
                }
            }
            _ => {}
        }
        self.kept += 64;
        if self.open.len() < DEPTH_MAX {
            self.open.push(name);
        }
        told
    }

    /// Returns the calendar that is read; a file may have events in none.
    fn calendar(&mut self) -> &mut Calendar {
        let at = self.calendar_number();
        &mut self.contents.calendars[at]
    }

    fn calendar_number(&mut self) -> usize {
        if self.contents.calendars.is_empty() {
            self.contents.calendars.push(Calendar::default());
        }
        self.contents.calendars.len() - 1
    }

    fn end(&mut self, name: &str) -> Option<(Place, Item)> {
        let at = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name))?;
        self.open.truncate(at);
        if !name.eq_ignore_ascii_case("VEVENT") {
            return None;
        }
        let event = *self.event.take()?;
        let place = Place { line: event.line, column: 0 };
        if event.invited.is_empty() && event.instance.is_none() {
            return Some((place, Item::LeftOut("with nobody invited")));
        }
        self.kept += event.bytes();
        self.full = self.kept > KEPT_MAX;
        self.contents.events.push(event);
        None
    }

    fn property(&mut self, line: &Line<'_>, long: bool) {
        match (self.open.last().map(String::as_str), self.event.as_mut()) {
            (Some("VEVENT"), Some(event)) => event.property(line, long),
            (Some("VCALENDAR") | None, _) if line.is("X-WR-TIMEZONE") => {
                self.calendar().zone = Some(short(line.value.trim()));
            }
            (Some("VCALENDAR"), _) if line.is("X-WR-CALNAME") => self.calendar().name = Some(short(line.value.trim())),
            (Some("VCALENDAR"), _) if line.is("METHOD") => {
                self.calendar().method = short(&line.value.trim().to_ascii_uppercase());
            }
            (Some("VTIMEZONE"), _) if line.is("TZID") => {
                if let Some(zone) = self.calendar().zones.last_mut() {
                    zone.name = short(line.value.trim());
                }
            }
            (Some("STANDARD" | "DAYLIGHT"), _) => {
                // A list of days takes more room than its text.
                self.kept += 4 * line.value.len();
                self.full = self.kept > KEPT_MAX;
                let part = self.calendar().zones.last_mut().and_then(|zone| zone.parts.last_mut());
                if let Some(part) = part {
                    part.property(line);
                }
            }
            _ => {}
        }
    }
}

impl ZonePart {
    fn property(&mut self, line: &Line<'_>) {
        match line.name.to_ascii_uppercase().as_str() {
            "DTSTART" => self.start = Stamp::read(line, line.value),
            "TZOFFSETFROM" => self.from = when::offset(line.value).unwrap_or(0),
            "TZOFFSETTO" => self.to = when::offset(line.value).unwrap_or(0),
            "RRULE" => self.rule = Some(short(line.value)),
            "RDATE" if self.also.len() < DAYS_MAX => self.also.extend(Stamp::read_all(line, DAYS_MAX)),
            _ => {}
        }
    }
}
