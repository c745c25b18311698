//! Which words mean anything at all: the first word of every entry of every language, with its roles, put together
//! when the program is compiled. One look at a word answers for every table, and most words are in none.

use super::{LANGUAGES, Names, Roles, Values, Words};

/// The roles of a word in each of [`LANGUAGES`].
pub(in crate::text::when) type RolesByLanguage = [Roles; LANGUAGES.len()];

/// A folded word, short enough to be in a table; else empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text::when) struct Key {
    bytes: [u8; Key::ROOM],
    len: u8,
}

impl Key {
    /// No word of the tables is longer, in bytes; a table with a longer one does not compile.
    const ROOM: usize = 16;

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

    /// Returns the key of the first word of an entry.
    const fn first_of(entry: &str) -> Key {
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

    const fn number(&self) -> u128 {
        u128::from_le_bytes(self.bytes)
    }

    /// Returns the place to look first in a table of `slots` places, a power of two.
    const fn slot(&self, slots: usize) -> usize {
        let number = self.number();
        let mixed = (number as u64 ^ ((number >> 64) as u64).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 40) as usize & (slots - 1)
    }
}

/// A word that begins an entry.
#[derive(Clone, Copy)]
struct Row {
    key: u128,
    roles: RolesByLanguage,
}

/// Collects the rows; only the compiler runs it, where an index out of bounds is an error at compile time.
pub(super) struct Builder {
    rows: [Row; Builder::ROOM],
    len: usize,
    /// Places of rows, from 1, by [`Key::slot`].
    slots: [u16; Builder::ROOM * 2],
}

impl Builder {
    /// Room for the words of all languages.
    const ROOM: usize = 4096;

    const fn new() -> Builder {
        let empty = Row { key: 0, roles: [0; LANGUAGES.len()] };
        Builder { rows: [empty; Builder::ROOM], len: 0, slots: [0; Builder::ROOM * 2] }
    }

    const fn add(&mut self, entry: &str, language: usize, role: Roles) {
        let key = Key::first_of(entry);
        let mut slot = key.slot(self.slots.len());
        while self.slots[slot] != 0 && self.rows[self.slots[slot] as usize - 1].key != key.number() {
            slot = (slot + 1) % self.slots.len();
        }
        if self.slots[slot] == 0 {
            self.rows[self.len].key = key.number();
            self.len += 1;
            self.slots[slot] = self.len as u16;
        }
        self.rows[self.slots[slot] as usize - 1].roles[language] |= role;
    }

    pub(super) const fn words(&mut self, list: Words, language: usize, role: Roles) {
        let mut i = 0;
        while i < list.len() {
            self.add(list[i], language, role);
            i += 1;
        }
    }

    pub(super) const fn values<T>(&mut self, list: Values<T>, language: usize, role: Roles) {
        let mut i = 0;
        while i < list.len() {
            self.add(list[i].0, language, role);
            i += 1;
        }
    }

    pub(super) const fn names(&mut self, list: Names, language: usize, role: Roles) {
        let mut i = 0;
        while i < list.len() {
            self.words(list[i], language, role);
            i += 1;
        }
    }
}

const BUILT: Builder = {
    let (mut index, mut i) = (Builder::new(), 0);
    while i < LANGUAGES.len() {
        LANGUAGES[i].index(i, &mut index);
        i += 1;
    }
    index
};

static ROWS: [Row; BUILT.len] = {
    let (mut rows, mut i) = ([BUILT.rows[0]; BUILT.len], 0);
    while i < rows.len() {
        rows[i] = BUILT.rows[i];
        i += 1;
    }
    rows
};

/// Places in [`ROWS`], from 1; at least half of them are free (0), which ends a search soon.
static SLOTS: [u16; (BUILT.len * 2).next_power_of_two()] = {
    let (mut slots, mut i) = ([0; _], 0);
    while i < BUILT.len {
        let key = Key { bytes: BUILT.rows[i].key.to_le_bytes(), len: 0 };
        let mut slot = key.slot(slots.len());
        while slots[slot] != 0 {
            slot = (slot + 1) % slots.len();
        }
        i += 1;
        slots[slot] = i as u16;
    }
    slots
};

/// Returns the roles of a folded word in each language.
pub(in crate::text::when) fn roles_of(key: &Key) -> RolesByLanguage {
    let number = key.number();
    let mut slot = key.slot(SLOTS.len());
    while let Some(row) = SLOTS.get(slot).and_then(|n| ROWS.get(usize::from(*n).checked_sub(1)?)) {
        if row.key == number {
            return row.roles;
        }
        slot = (slot + 1) % SLOTS.len();
    }
    [0; LANGUAGES.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_first_word_has_its_role_and_no_other_word_has_one() {
        for (n, lang) in LANGUAGES.iter().enumerate() {
            let roles = |word: &str| roles_of(&Key::new(word.bytes()))[n];
            for word in lang.units().list.iter().map(|(word, _)| word.split(' ').next().unwrap_or_default()) {
                assert_ne!(roles(word) & lang.units().role, 0, "{word}");
            }
            for word in lang.joins().list {
                assert_ne!(roles(word) & lang.joins().role, 0, "{word}");
            }
            for word in ["", "grace", "mond", "mondayy", "a word", "kopi", "aaaaaaaaaaaaaaaaaaaa"] {
                assert_eq!(roles(word), 0, "{word}");
            }
        }
        assert!(SLOTS.len() >= 2 * ROWS.len());
    }

    #[test]
    fn a_key_holds_short_words_only() {
        assert_eq!(Key::new("mondays".bytes()).without_s(), Some(Key::new("monday".bytes())));
        assert_eq!(Key::new("monday".bytes()).without_s(), None);
        assert_eq!(Key::EMPTY.without_s(), None);
        assert_eq!(Key::new("seventeen letters".bytes()), Key::EMPTY);
    }
}
