//! Ids that sort by day and need no talk between machines.
//!
//! An id is a positive 63-bit integer: the day it speaks of (22 bits, days since 1 January of year 1), then the clock at
//! entry to a quarter of an hour or so (21 bits), then chance (20 bits). So meetings stand in the store in the order of
//! life, and two machines that write apart do not meet on one id, nor does a row get the id of one that was taken back.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

const CLOCK_BITS: u32 = 41;
const CLOCK_MASK: i64 = (1 << CLOCK_BITS) - 1;
/// How many of these bits are chance; as milliseconds they are 17 minutes.
const CHANCE_BITS: u32 = 20;
/// The same where much is written within these minutes.
const SMALL_CHANCE_BITS: u32 = 16;
/// 2020-01-01T00:00:00Z in milliseconds since 1970: 41 bits of milliseconds from here last until 2089.
const EPOCH_MS: i64 = 1_577_836_800_000;
/// An odd multiplier and its inverse modulo 2^63 make short forms of neighbours look different.
const MIX: u64 = 0x5851_f42d_4c95_7f2d;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LEN: usize = 13;

/// The id of a stored row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub i64);

impl Id {
    /// Returns the id of the day with this clock, of which 41 bits count.
    pub fn at(day: NaiveDate, clock: i64) -> Id {
        Id(Id::first_of(day).0 | (clock & CLOCK_MASK))
    }

    /// Returns the clock of the id.
    pub fn clock(self) -> i64 {
        self.0 & CLOCK_MASK
    }

    /// Returns the clock of the first id that is given at `now_ms`, milliseconds since 1970. It is later than `last`, the
    /// latest of the store. Of the random number `chance` 20 bits are used, or 16 where the last is as late as now.
    pub fn next_clock(now_ms: i64, last: Option<i64>, chance: i64) -> i64 {
        let now = ((now_ms - EPOCH_MS) & CLOCK_MASK) >> CHANCE_BITS << CHANCE_BITS;
        let by_now = now | chance & ((1 << CHANCE_BITS) - 1);
        last.map_or(by_now, |last| by_now.max(last + 1 + (chance & ((1 << SMALL_CHANCE_BITS) - 1))))
    }

    /// Returns the end of the quarter of an hour or so in which the row was written; `None` for a number that never was
    /// an id.
    pub fn written_by(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(EPOCH_MS + (((self.clock() >> CHANCE_BITS) + 1) << CHANCE_BITS))
    }

    /// Returns the least id of the day; every id of the day is at or above it.
    pub fn first_of(day: NaiveDate) -> Id {
        Id(i64::from(day.num_days_from_ce()) << CLOCK_BITS)
    }

    /// Returns the least id above every id of the day.
    pub fn after(day: NaiveDate) -> Id {
        Id((i64::from(day.num_days_from_ce()) + 1) << CLOCK_BITS)
    }

    /// Returns the day the id was made for; `None` for a number that never was an id.
    pub fn day(self) -> Option<NaiveDate> {
        i32::try_from(self.0 >> CLOCK_BITS).ok().and_then(NaiveDate::from_num_days_from_ce_opt)
    }

    /// Returns the next id of the same day.
    pub fn next(self) -> Id {
        Id((self.0 & !CLOCK_MASK) | ((self.0 + 1) & CLOCK_MASK))
    }

    fn mixed(self) -> u64 {
        (self.0 as u64).wrapping_mul(MIX) & (u64::MAX >> 1)
    }

    /// Tells whether the id's text begins with `prefix`, which is compared without regard to case.
    pub fn has_prefix(self, prefix: &str) -> bool {
        let text = self.to_string();
        text.len() >= prefix.len() && text.as_bytes()[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes())
    }
}

/// Returns the inverse of an odd number modulo 2^64, by Newton's iteration (each step doubles the right bits).
const fn inverse(odd: u64) -> u64 {
    let mut x = odd;
    let mut step = 0;
    while step < 6 {
        x = x.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(x)));
        step += 1;
    }
    x
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mixed = self.mixed();
        let mut text = [0u8; TEXT_LEN];
        for (i, slot) in text.iter_mut().enumerate() {
            let shift = 5 * (TEXT_LEN - 1 - i);
            *slot = ALPHABET[((mixed >> shift) & 31) as usize];
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id")]
pub struct NotAnId(pub String);

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || NotAnId(text.to_owned());
        if text.len() != TEXT_LEN {
            return Err(bad());
        }
        let mut mixed: u64 = 0;
        for byte in text.bytes() {
            let digit = ALPHABET.iter().position(|c| c.eq_ignore_ascii_case(&byte)).ok_or_else(bad)?;
            mixed = mixed.checked_mul(32).ok_or_else(bad)? | digit as u64;
        }
        if mixed > u64::MAX >> 1 {
            return Err(bad());
        }
        let id = mixed.wrapping_mul(inverse(MIX)) & (u64::MAX >> 1);
        i64::try_from(id).map(Id).map_err(|_| bad())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        crate::domain::date::parse_iso(text).expect("a date")
    }

    #[test]
    fn text_and_back() {
        for raw in [0, 1, 2, 41, i64::MAX, i64::MAX - 1, Id::at(day("2026-11-23"), 1 << 40).0] {
            let id = Id(raw);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        assert!("zzzzzzzzzzzzz".parse::<Id>().is_err());
        assert!("abc".parse::<Id>().is_err());
    }

    #[test]
    fn ids_sort_by_day_first() {
        let id = |day, now_ms| Id::at(day, Id::next_clock(now_ms, None, 0x5_4321));
        let late_entry_of_an_early_day = id(day("2020-01-01"), 1_900_000_000_000);
        let early_entry_of_a_late_day = id(day("2020-01-02"), 1_600_000_000_000);
        assert!(late_entry_of_an_early_day < early_entry_of_a_late_day);
        assert_eq!(late_entry_of_an_early_day.day(), Some(day("2020-01-01")));
        assert_eq!(id(day("9999-12-31"), 1_795_000_000_000).day(), Some(day("9999-12-31")));
        assert_eq!(id(day("0001-01-01"), 1_795_000_000_000).day(), Some(day("0001-01-01")));
    }

    proptest! {
        #[test]
        fn the_next_clock_is_later_than_the_last_and_than_an_hour_ago(
            now in EPOCH_MS..EPOCH_MS + (1 << 40),
            last in prop::option::of(0_i64..1 << 40),
            chance in any::<i64>(),
            other in any::<i64>(),
        ) {
            let clock = Id::next_clock(now, last, chance);
            prop_assert!(last.is_none_or(|last| last < clock));
            prop_assert!(clock < Id::next_clock(now + 3_600_000, Some(clock), other));
            prop_assert!(clock < Id::next_clock(now, Some(clock), other));
            prop_assert!(last.is_some() || clock < Id::next_clock(now + 3_600_000, None, other));
            prop_assert_eq!(Id::at(day("2026-11-23"), clock).clock(), clock);
        }
    }
}
