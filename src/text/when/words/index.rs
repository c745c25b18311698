//! Which words mean anything at all: the first word of every entry of every language, with its roles, put together
//! when the program is compiled. One look at a word answers for every table, and most words are in none.

use super::{LANGUAGES, Names, Roles, Values, Words};
use crate::text::index::{self, Index, Key};

/// The roles of a word in each of [`LANGUAGES`].
pub(in crate::text::when) type RolesByLanguage = [Roles; LANGUAGES.len()];

/// Collects the words that begin an entry; only the compiler runs it.
pub(super) struct Builder(index::Builder<RolesByLanguage>);

impl Builder {
    const fn add(&mut self, entry: &str, language: usize, role: Roles) {
        self.0.at(Key::first_of(entry))[language] |= role;
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

const BUILT: index::Builder<RolesByLanguage> = {
    let (mut built, mut i) = (Builder(index::Builder::new([0; LANGUAGES.len()])), 0);
    while i < LANGUAGES.len() {
        LANGUAGES[i].index(i, &mut built);
        i += 1;
    }
    built.0
};

static INDEX: Index<RolesByLanguage, { BUILT.len() }, { BUILT.slots() }> = Index::over(&BUILT);

/// Returns the roles of a folded word in each language.
pub(in crate::text::when) fn roles_of(key: &Key) -> RolesByLanguage {
    INDEX.get(key).unwrap_or_default()
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
    }
}
