//! The touches of a person, many to a row: what scoring needs of each meeting, in a few bytes.
//!
//! A row of `touch` is a run: meetings of one person that follow each other, in order of id. A run ends where a
//! meeting comes that [`opens`] another, which its id alone decides. So the rows depend on nothing but the meetings,
//! whatever the order they were written in, and a change writes one run and not the person's whole history.

use rusqlite::{Connection, Row};

use super::{Error, Result};
use crate::domain::id::Id;
use crate::domain::meeting::{Direction, Kind};
use crate::scoring::Touch;

/// Where the facts of a touch stand in one number: felt + 3 in 3 bits (0: none), imposed 1, direction 2, people 18
/// (more count as so many), minutes 14 (0: not known), kind 3. So numbers stand in the order of touches of one day.
const IMPOSED: u32 = 3;
const DIRECTION: u32 = 4;
const PEOPLE: u32 = 6;
const MINUTES: u32 = 24;
const KIND: u32 = 38;
/// The most people that are told apart, and the most minutes there is room for.
const PEOPLE_MAX: u64 = 0x3_FFFF;
const MINUTES_MAX: u64 = 0x3FFF;

/// Kinds and directions by their number.
const KINDS: [Kind; 7] =
    [Kind::InPerson, Kind::Video, Kind::Call, Kind::Letter, Kind::Email, Kind::Message, Kind::Attempt];
const DIRECTIONS: [Direction; 3] = [Direction::Out, Direction::In, Direction::Both];
const ATTEMPT: u64 = 6;

/// How many bits of an id say when it was given; above them stands the day.
const CLOCK_BITS: u32 = 41;
const CLOCK_MASK: i64 = (1 << CLOCK_BITS) - 1;

/// What all touches of a meeting share; what was felt is the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facts(u64);

impl Facts {
    /// Reads kind, direction, imposed, minutes and size, the first five columns of the row, for so many present.
    pub(super) fn read(row: &Row<'_>, present: usize) -> Result<Facts> {
        use super::row::take;
        let (kind, direction): (Kind, Option<Direction>) = (take(row, 0, "meeting")?, take(row, 1, "meeting")?);
        let direction = direction.unwrap_or(Direction::Both);
        let place = |found: Option<usize>| found.unwrap_or_default() as u64;
        let kind = place(KINDS.iter().position(|k| *k == kind));
        let direction = place(DIRECTIONS.iter().position(|d| *d == direction));
        let (imposed, minutes, size): (bool, Option<u32>, Option<i64>) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let people = size.map_or(1 + present as u64, i64::unsigned_abs).min(PEOPLE_MAX);
        let minutes = u64::from(minutes.unwrap_or(0)).min(MINUTES_MAX);
        let who = direction << DIRECTION | u64::from(imposed) << IMPOSED;
        Ok(Facts(kind << KIND | minutes << MINUTES | people << PEOPLE | who))
    }

    /// Returns the facts of one person's touch.
    pub(super) fn with_felt(self, felt: Option<i64>) -> Facts {
        Facts(self.0 | felt.map_or(0, |felt| (felt + 3).unsigned_abs()))
    }

    /// Tells whether it is only an attempt: shown, but no contact.
    pub(super) fn is_attempt(self) -> bool {
        self.0 >> KIND == ATTEMPT
    }

    /// Returns the touch on a day.
    fn touch(self, day: i32) -> Option<Touch> {
        let bits = |from: u32, mask: u64| self.0 >> from & mask;
        Some(Touch {
            day,
            kind: *KINDS.get(bits(KIND, 7) as usize)?,
            minutes: Some(bits(MINUTES, MINUTES_MAX) as u32).filter(|n| *n > 0),
            people: bits(PEOPLE, PEOPLE_MAX) as u32,
            direction: *DIRECTIONS.get(bits(DIRECTION, 3) as usize)?,
            imposed: bits(IMPOSED, 1) == 1,
            felt: self.felt(),
        })
    }

    /// Returns what was felt, −2 to +2; `None` where nothing was said.
    pub(super) fn felt(self) -> Option<i8> {
        felt(self.0 as u8)
    }
}

/// A touch with the id of its meeting.
pub(super) type Entry = (i64, Facts);

/// Tells whether the meeting begins a run: one in 64 does, so that a run stays within a page of the file.
pub(super) fn opens(meeting: i64) -> bool {
    // Neighbours differ in few bits; two multiplications let each of them count.
    let mixed = (meeting as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 58 == 0
}

/// Appends a number: seven bits a byte, least first; the eighth says that more follow.
fn put(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Takes a number from the front of the bytes.
fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The bytes of a run, its touches in order of day and facts, as scoring takes them. Of each `facts` holds the days
/// since the one before (0 for the first); a byte of kind, direction and felt; the minutes; and people with imposed.
/// `clocks` holds the rest of the ids, which scoring does not need, as the step from the one before: for the first from
/// that of the meeting the run is named by.
#[derive(Default)]
pub(super) struct Packed {
    pub facts: Vec<u8>,
    pub clocks: Vec<u8>,
}

fn clock_of(meeting: i64) -> i64 {
    meeting & CLOCK_MASK
}

impl Packed {
    /// Packs a run, named by its first meeting, and leaves it in the order of the bytes.
    pub(super) fn fill(&mut self, first: i64, run: &mut [Entry]) {
        self.facts.clear();
        self.clocks.clear();
        run.sort_unstable_by_key(|(meeting, facts)| (meeting >> CLOCK_BITS, *facts, *meeting));
        let mut before = first;
        for &mut (meeting, Facts(facts)) in run {
            put(((meeting >> CLOCK_BITS) - (before >> CLOCK_BITS)).unsigned_abs(), &mut self.facts);
            self.facts.push((facts >> KIND << 5 | (facts >> DIRECTION & 3) << 3 | facts & 7) as u8);
            put(facts >> MINUTES & MINUTES_MAX, &mut self.facts);
            put((facts >> PEOPLE & PEOPLE_MAX) << 1 | facts >> IMPOSED & 1, &mut self.facts);
            let step = clock_of(meeting) - clock_of(before);
            put((step << 1 ^ step >> 63) as u64, &mut self.clocks);
            before = meeting;
        }
    }
}

/// What is read of a touch: the days since the one before, the byte, minutes, and people with imposed.
struct Taken {
    days: u64,
    byte: u8,
    minutes: u64,
    people: u64,
}

/// Takes the next touch.
#[inline]
fn take_facts(bytes: &mut &[u8]) -> Option<Taken> {
    // Most touches are four bytes, none of which has another to follow it.
    if let &[days, byte, minutes, people, ref rest @ ..] = *bytes
        && (days | minutes | people) < 0x80
    {
        *bytes = rest;
        return Some(Taken { days: days.into(), byte, minutes: minutes.into(), people: people.into() });
    }
    let days = take(bytes)?;
    let (&byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(Taken { days, byte, minutes: take(bytes)?, people: take(bytes)? })
}

/// Appends the touches of a run to `out`, in the order of the bytes; `None` for bytes that are none.
fn unpack(first: i64, mut bytes: &[u8], mut clocks: &[u8], out: &mut Vec<Entry>) -> Option<()> {
    let (mut day, mut clock) = (first >> CLOCK_BITS, clock_of(first));
    while !bytes.is_empty() {
        let Taken { days, byte, minutes, people } = take_facts(&mut bytes)?;
        let step = take(&mut clocks)?;
        day = day.checked_add_unsigned(days)?;
        clock = clock.wrapping_add((step >> 1) as i64 ^ -((step & 1) as i64));
        let of_byte = u64::from(byte >> 5) << KIND | u64::from(byte >> 3 & 3) << DIRECTION | u64::from(byte & 7);
        let of_rest = minutes << MINUTES | people >> 1 << PEOPLE | (people & 1) << IMPOSED;
        out.push((day << CLOCK_BITS | clock & CLOCK_MASK, Facts(of_byte | of_rest)));
    }
    Some(())
}

/// Appends the touches of a run to `out` as scoring takes them; `None` for bytes that are none.
fn unpack_touches(first: i64, mut bytes: &[u8], out: &mut Vec<Touch>) -> Option<()> {
    let mut day = i32::try_from(first >> CLOCK_BITS).ok()?;
    while !bytes.is_empty() {
        let Taken { days, byte, minutes, people } = take_facts(&mut bytes)?;
        day = day.checked_add_unsigned(days.try_into().ok()?)?;
        out.push(Touch {
            day,
            kind: *KINDS.get(usize::from(byte >> 5))?,
            minutes: (minutes > 0).then_some(minutes as u32),
            people: (people >> 1) as u32,
            direction: *DIRECTIONS.get(usize::from(byte >> 3 & 3))?,
            imposed: people & 1 == 1,
            felt: felt(byte),
        });
    }
    Some(())
}

/// Returns what the least three bits say was felt.
fn felt(bits: u8) -> Option<i8> {
    match bits & 7 {
        0 => None,
        felt => Some(felt as i8 - 3),
    }
}

fn bad(person: i64) -> Error {
    Error::BadRow { table: "touch", key: person.to_string(), why: "no such facts".into() }
}

/// Reads person, first meeting, facts and clocks, the columns of a row, and appends its touches to `out`, in order of
/// meeting.
pub(super) fn read_run(row: &Row<'_>, out: &mut Vec<Entry>) -> Result<()> {
    let begin = out.len();
    read_unsorted(row, out)?;
    out[begin..].sort_unstable_by_key(|(meeting, _)| *meeting);
    Ok(())
}

/// The same, in whatever order.
pub(super) fn read_unsorted(row: &Row<'_>, out: &mut Vec<Entry>) -> Result<()> {
    let bytes = |at| row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from);
    unpack(row.get(1)?, bytes(2)?, bytes(3)?, out).ok_or_else(|| bad(row.get(0).unwrap_or_default()))
}

/// Reads first meeting and facts, the columns after the person, and appends the touches to `out`.
pub(super) fn read_touches(person: Id, row: &Row<'_>, out: &mut Vec<Touch>) -> Result<()> {
    let facts = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
    unpack_touches(row.get(1)?, facts, out).ok_or_else(|| bad(person.0))
}

/// Returns a person's newest meeting that was contact.
pub(super) fn newest_contact(conn: &Connection, person: i64) -> Result<Option<i64>> {
    let sql = "SELECT person_id, first_id, facts, clocks FROM touch WHERE person_id = ?1 ORDER BY first_id DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([person])?;
    let mut run = Vec::new();
    while let Some(row) = rows.next()? {
        run.clear();
        read_run(row, &mut run)?;
        if let Some((meeting, _)) = run.iter().rev().find(|(_, facts)| !facts.is_attempt()) {
            return Ok(Some(*meeting));
        }
    }
    Ok(None)
}

/// Hands person and meeting of every touch to `with`, with the touch, by person and in no order of meetings.
pub(super) fn each(conn: &Connection, mut with: impl FnMut(Id, Id, &Touch)) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT person_id, first_id, facts, clocks FROM touch ORDER BY person_id")?;
    let mut rows = statement.query([])?;
    let mut run = Vec::new();
    while let Some(row) = rows.next()? {
        run.clear();
        read_unsorted(row, &mut run)?;
        let person: i64 = row.get(0)?;
        for (meeting, facts) in &run {
            let day = i32::try_from(meeting >> CLOCK_BITS).ok();
            let touch = day.and_then(|day| facts.touch(day)).ok_or_else(|| bad(person))?;
            with(Id(person), Id(*meeting), &touch);
        }
    }
    Ok(())
}

/// Hands person, meeting and facts of every touch of a table, named with its schema, to `with`. Returns whether the runs
/// are cut and packed as they would be if they were written now, all meetings of everybody being in the table.
pub(super) fn each_touch(conn: &Connection, table: &str, mut with: impl FnMut(i64, i64, u64)) -> Result<bool> {
    let sql = format!("SELECT person_id, first_id, facts, clocks FROM {table} ORDER BY person_id, first_id");
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let (mut run, mut packed, mut sound) = (Vec::new(), Packed::default(), true);
    // Person and last meeting of the run before.
    let mut before = (i64::MIN, i64::MIN);
    while let Some(row) = rows.next()? {
        run.clear();
        read_run(row, &mut run)?;
        let (person, first): (i64, i64) = (row.get(0)?, row.get(1)?);
        run.iter().for_each(|(meeting, facts)| with(person, *meeting, facts.0));
        let follows = before.0 != person || opens(first) && before.1 < first;
        let whole = run.first().is_some_and(|(meeting, _)| *meeting == first);
        let cut = run.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a < b && !opens(*b)));
        before = (person, run.last().map_or(i64::MIN, |(meeting, _)| *meeting));
        packed.fill(first, &mut run);
        let bytes = |at| row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from);
        sound &= follows && whole && cut && packed.facts == bytes(2)? && packed.clocks == bytes(3)?;
    }
    Ok(sound)
}

#[cfg(test)]
mod tests;
