//! Short marks of what a record said: kept beside what it became, they tell later what the record changed since, and
//! what the user did.

use chrono::NaiveDate;

use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::Kind;
use crate::domain::person::ContactKind;
use crate::exchange::people::Piece;

/// How many letters of a mark are kept, six bits each.
const LETTERS_EACH: usize = 5;
const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// Returns which parts of a meeting to take from its record: those that the record says otherwise than `then`, where the
/// store still has what it said then. A part that was changed in both is handed to `leave` by its name.
pub(super) fn parts_to_take<const N: usize>(
    names: [&'static str; N],
    then: &[u32; N],
    now: &[u32; N],
    store: &[u32; N],
    mut leave: impl FnMut(&'static str),
) -> [bool; N] {
    std::array::from_fn(|at| {
        let changed = now[at] != then[at] && now[at] != store[at];
        let takes = changed && store[at] == then[at];
        if changed && !takes {
            leave(names[at]);
        }
        takes
    })
}

/// A hash that is the same on every machine and in every version, since it is kept: FNV-1a over eight bytes a step.
pub(super) struct Mark(u64);

impl Mark {
    pub(super) fn new() -> Mark {
        Mark(0xcbf2_9ce4_8422_2325)
    }

    /// Returns the short mark of what `write` writes.
    pub(super) fn of(write: impl FnOnce(&mut Mark)) -> u32 {
        let mut mark = Mark::new();
        write(&mut mark);
        mark.short()
    }

    /// Returns the mark of a day.
    pub(super) fn of_day(day: NaiveDate) -> u32 {
        Mark::of(|mark| mark.number(Id::first_of(day).0))
    }

    /// Returns the mark of a kind and a length.
    pub(super) fn of_kind(kind: Kind, minutes: Option<u32>) -> u32 {
        Mark::of(|mark| {
            mark.text(kind.as_str());
            mark.number(minutes.map_or(0, i64::from));
        })
    }

    /// Returns the mark of a text.
    pub(super) fn of_text(text: &str) -> u32 {
        Mark::of(|mark| mark.text(text))
    }

    pub(super) fn number(&mut self, number: i64) {
        self.0 = (self.0 ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }

    pub(super) fn text(&mut self, text: &str) {
        let (eights, rest) = text.as_bytes().as_chunks::<8>();
        eights.iter().for_each(|eight| self.number(i64::from_le_bytes(*eight)));
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.number(i64::from_le_bytes(last));
        self.number(i64::try_from(text.len()).unwrap_or(i64::MAX));
    }

    /// Returns the mark in 64 bits, for what must be told from everything.
    pub(super) fn long(&self) -> u64 {
        self.0
    }

    /// Returns the mark in 30 bits.
    pub(super) fn short(&self) -> u32 {
        short(self.0)
    }
}

/// Returns a long mark as a short one.
pub(super) fn short(long: u64) -> u32 {
    let bits = 6 * LETTERS_EACH;
    u32::try_from((long ^ (long >> bits)) & ((1 << bits) - 1)).unwrap_or(0)
}

/// Returns the long mark of a text under a word that says what it is.
pub(super) fn long(what: &str, text: &str) -> u64 {
    let mut mark = Mark::new();
    mark.text(what);
    mark.text(text);
    mark.long()
}

/// Returns the mark of a name as names are compared; `None` for one without a letter.
pub(super) fn of_name(name: &str) -> Option<u64> {
    let words = fold::words(name);
    (!words.is_empty()).then(|| long("name", &words.join(" ")))
}

/// Returns the mark of an e-mail address or a phone number; `None` for what cannot tell people apart.
pub(super) fn of_piece(piece: &Piece) -> Option<u64> {
    piece.reached_at().map(|at| of_point(&at))
}

/// As [`of_piece`], of a contact point as it stands in the store.
pub(super) fn of_contact(kind: ContactKind, value: String) -> Option<u64> {
    of_piece(&Piece::Contact(kind, None, value))
}

/// Returns the mark of an address or a number as they are compared.
pub(super) fn of_point(at: &str) -> u64 {
    long("point", at)
}

/// Returns short marks as they are kept.
pub(super) fn written(marks: &[u32]) -> String {
    let letter = |mark: u32, at: usize| LETTERS.get((mark >> (6 * at)) as usize & 63).map_or('0', |b| char::from(*b));
    marks.iter().flat_map(|mark| (0..LETTERS_EACH).map(move |at| letter(*mark, at))).collect()
}

/// Reads back what [`written`] returned; `None` for anything else.
pub(super) fn read(raw: &str) -> Option<Vec<u32>> {
    let value = |(at, letter): (usize, &u8)| {
        let value = LETTERS.iter().position(|l| l == letter)?;
        u32::try_from(value).ok().map(|value| value << (6 * at))
    };
    let mark = |letters: &[u8]| letters.iter().enumerate().map(value).sum::<Option<u32>>();
    let (marks, rest) = raw.as_bytes().as_chunks::<LETTERS_EACH>();
    if !rest.is_empty() {
        return None;
    }
    marks.iter().map(|letters| mark(letters)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_back_and_stay_the_same_for_ever() {
        let marks = [0, 1, (1 << 30) - 1, 12345, 63, 64];
        assert_eq!(read(&written(&marks)).as_deref(), Some(&marks[..]));
        assert_eq!(read("shor"), None);
        assert_eq!(read("sho t"), None);
        // Kept in stores: a change here would make every imported meeting look changed.
        assert_eq!(Mark::of_text("Coffee with Grace at Kopi Tuku."), MARK_OF_TEXT);
    }

    const MARK_OF_TEXT: u32 = 985_492_577;
}
