//! Words to what they mean, put together when the program is compiled: one look at a word answers for every table, and
//! a program that lives for a moment builds nothing first.

/// A folded word, short enough to be in a table; else empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    bytes: [u8; Key::ROOM],
    len: u8,
}

impl Key {
    /// No word of the tables is longer, in bytes; a table with a longer one does not compile.
    pub const ROOM: usize = 16;

    /// No word.
    pub const EMPTY: Key = Key { bytes: [0; Key::ROOM], len: 0 };

    /// Returns the key of a folded word, given byte by byte.
    pub fn new(folded: impl Iterator<Item = u8>) -> Key {
        let mut key = Key::EMPTY;
        for byte in folded {
            let Some(place) = key.bytes.get_mut(usize::from(key.len)) else { return Key::EMPTY };
            *place = byte;
            key.len += 1;
        }
        key
    }

    /// Returns the key of a folded word.
    pub fn of(folded: &str) -> Key {
        let mut key = Key::EMPTY;
        if let Some(place) = key.bytes.get_mut(..folded.len()) {
            place.copy_from_slice(folded.as_bytes());
            key.len = folded.len() as u8;
        }
        key
    }

    /// Returns the key of the ASCII letters a text begins with, in either case, and how many they are.
    pub fn of_ascii(text: &[u8]) -> (Key, usize) {
        let (mut key, mut count) = (Key::EMPTY, 0);
        // The bit that makes a letter small makes no letter of any other byte.
        for small in text.iter().map(|b| b | 0x20).take_while(u8::is_ascii_lowercase) {
            if let Some(place) = key.bytes.get_mut(count) {
                *place = small;
            }
            count += 1;
        }
        if count > Key::ROOM {
            return (Key::EMPTY, count);
        }
        key.len = count as u8;
        (key, count)
    }

    /// Returns the key of the first word of an entry of a table.
    pub const fn first_of(entry: &str) -> Key {
        let (entry, mut key, mut first, mut len, mut i) = (entry.as_bytes(), Key::EMPTY, true, 0, 0);
        while i < entry.len() {
            if entry[i] == b' ' {
                (first, len) = (false, 0);
            } else {
                assert!(len < Key::ROOM, "a word too long to be found");
                len += 1;
            }
            if first {
                key.bytes[i] = entry[i];
                key.len += 1;
            }
            i += 1;
        }
        assert!(key.len > 0, "an entry of no word");
        key
    }

    /// Returns the word.
    pub fn word(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or(&[])
    }

    /// Returns the word without its last letter, which must be an s.
    pub fn without_s(self) -> Option<Key> {
        let len = self.len.checked_sub(1)?;
        let mut key = Key { len, ..self };
        let last = key.bytes.get_mut(usize::from(len)).filter(|b| **b == b's')?;
        *last = 0;
        Some(key)
    }

    /// Returns the word as a number: another for every other word, as none holds a NUL, and 0 for none.
    const fn number(&self) -> u128 {
        u128::from_le_bytes(self.bytes)
    }
}

/// Returns the place to look first for a word in a table of `slots` places, a power of two.
const fn slot(number: u128, slots: usize) -> usize {
    let mixed = (number as u64 ^ ((number >> 64) as u64).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as usize & (slots - 1)
}

/// A word and what it means.
#[derive(Clone, Copy)]
struct Row<V> {
    key: u128,
    value: V,
}

/// Collects the words; only the compiler runs it, where an index out of bounds is an error at compile time.
pub(super) struct Builder<V> {
    rows: [Row<V>; WORDS_MAX],
    len: usize,
    /// Places of rows, from 1, by [`slot`].
    slots: [u16; WORDS_MAX * 2],
}

/// Room for the words of all languages in one index, a power of two.
const WORDS_MAX: usize = 4096;

impl<V: Copy> Builder<V> {
    /// Begins without a word; `nothing` is what a new word means.
    pub const fn new(nothing: V) -> Self {
        Builder { rows: [Row { key: 0, value: nothing }; WORDS_MAX], len: 0, slots: [0; WORDS_MAX * 2] }
    }

    /// Returns what a word means, to be added to.
    pub const fn at(&mut self, key: Key) -> &mut V {
        let number = key.number();
        let mut slot = slot(number, self.slots.len());
        while self.slots[slot] != 0 && self.rows[self.slots[slot] as usize - 1].key != number {
            slot = (slot + 1) % self.slots.len();
        }
        if self.slots[slot] == 0 {
            self.rows[self.len].key = number;
            self.len += 1;
            self.slots[slot] = self.len as u16;
        }
        &mut self.rows[self.slots[slot] as usize - 1].value
    }

    /// Returns the number of words.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns the number of places that an index over the words needs.
    pub const fn slots(&self) -> usize {
        (self.len * 2).next_power_of_two()
    }
}

/// Words and what they mean.
pub(super) struct Index<V, const ROWS: usize, const SLOTS: usize> {
    rows: [Row<V>; ROWS],
    /// Places in `rows`, from 1; at least half of them are free (0), which ends a search soon.
    slots: [u16; SLOTS],
}

impl<V: Copy, const ROWS: usize, const SLOTS: usize> Index<V, ROWS, SLOTS> {
    /// Makes the index over what was collected; its sizes are [`Builder::len`] and [`Builder::slots`].
    pub const fn over(built: &Builder<V>) -> Self {
        assert!(ROWS == built.len && SLOTS == built.slots());
        let mut index = Index { rows: [built.rows[0]; ROWS], slots: [0; SLOTS] };
        let mut i = 0;
        while i < ROWS {
            index.rows[i] = built.rows[i];
            let mut slot = slot(built.rows[i].key, SLOTS);
            while index.slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            i += 1;
            index.slots[slot] = i as u16;
        }
        index
    }

    /// Returns what a folded word means; `None` for a word of no table.
    pub fn get(&self, key: &Key) -> Option<V> {
        let number = key.number();
        let mut slot = slot(number, SLOTS);
        while let Some(row) = self.slots.get(slot).and_then(|n| self.rows.get(usize::from(*n).checked_sub(1)?)) {
            if row.key == number {
                return Some(row.value);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }
}

/// Splits a list of a table at its first separator: the first item, and the list after it. The separator is ASCII.
pub(super) const fn split(list: &'static str, separator: u8) -> (&'static str, &'static str) {
    let mut i = 0;
    while i < list.len() {
        if list.as_bytes()[i] == separator {
            return (list.split_at(i).0, list.split_at(i + 1).1);
        }
        i += 1;
    }
    (list, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: Builder<u8> = {
        let (mut built, mut list) = (Builder::new(0), "one two three one one");
        while !list.is_empty() {
            let (word, rest) = split(list, b' ');
            *built.at(Key::first_of(word)) += 1;
            list = rest;
        }
        built
    };
    static INDEX: Index<u8, { BUILT.len() }, { BUILT.slots() }> = Index::over(&BUILT);

    #[test]
    fn an_index_knows_its_words_and_no_other() {
        for (word, count) in [("one", Some(3)), ("two", Some(1)), ("three", Some(1)), ("", None), ("on", None)] {
            assert_eq!(INDEX.get(&Key::of(word)), count, "{word}");
        }
        assert_eq!(INDEX.get(&Key::of("one word longer than any")), None);
        assert!(INDEX.slots.len() >= 2 * INDEX.rows.len());
    }

    #[test]
    fn a_key_holds_short_words_only() {
        assert_eq!(Key::new("mondays".bytes()).without_s(), Some(Key::of("monday")));
        assert_eq!(Key::of("monday").without_s(), None);
        assert_eq!(Key::EMPTY.without_s(), None);
        assert_eq!(Key::new("seventeen letters".bytes()), Key::EMPTY);
        assert_eq!(Key::of("seventeen letters"), Key::EMPTY);
        assert_eq!(Key::of_ascii(b"Monday, 2"), (Key::first_of("monday morning"), 6));
    }
}
