//! The words of each language, as data: to add a language, add one table to [`LANGUAGES`].
//!
//! Every word is folded (lower case, no accents, no apostrophes); an entry of several words is matched over
//! spaces and hyphens alike.

mod english;
mod index;
mod indonesian;

pub(in crate::text::when) use english::ENGLISH;
pub(in crate::text::when) use index::{RolesByLanguage, roles_of};
use indonesian::INDONESIAN;

/// A unit people count time in, the shortest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::text::when) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
}

/// A part of a longer time that stands for one day of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::text::when) enum Edge {
    Start,
    Middle,
    End,
}

/// Entries without a value.
pub(in crate::text::when) type Words = &'static [&'static str];

/// Entries and what each stands for.
pub(in crate::text::when) type Values<T> = &'static [(&'static str, T)];

/// Single words in groups; the place of a group is its value.
pub(in crate::text::when) type Names = &'static [&'static [&'static str]];

/// A set of roles: one bit for each table of a language.
pub(in crate::text::when) type Roles = u64;

/// A table of a language, with the role of its words.
#[derive(Debug, Clone, Copy)]
pub(in crate::text::when) struct Table<L> {
    /// The bit of [`Roles`] set for each word that begins an entry of this table, and for no other.
    pub role: Roles,
    pub list: L,
}

/// Declares the tables of a language once: as fields to fill in, as roles, and as what the index goes through.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $kind:ident $(<$value:ty>)?,)*) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(in crate::text::when) struct Language {
            $($(#[$doc])* pub $name: $kind $(<$value>)?,)*
        }

        /// What a word can be the beginning of, named as the tables.
        #[expect(non_camel_case_types, reason = "the names of the tables")]
        #[derive(Debug, Clone, Copy)]
        pub(in crate::text::when) enum Role {
            $($name,)*
        }

        impl Language {
            $($(#[$doc])* pub const fn $name(&self) -> Table<$kind $(<$value>)?> {
                Table { role: Role::$name.bit(), list: self.$name }
            })*

            /// Puts the first word of every entry into the index.
            const fn index(&self, language: usize, index: &mut index::Builder) {
                $(list!($kind, self.$name, index, language, Role::$name.bit());)*
            }
        }
    };
}

/// Goes through a table of this kind.
macro_rules! list {
    (Words, $list:expr, $index:expr, $language:expr, $role:expr) => {
        $index.words($list, $language, $role)
    };
    (Values, $list:expr, $index:expr, $language:expr, $role:expr) => {
        $index.values($list, $language, $role)
    };
    (Names, $list:expr, $index:expr, $language:expr, $role:expr) => {
        $index.names($list, $language, $role)
    };
}

impl Role {
    /// Returns the set of this role alone.
    pub const fn bit(self) -> Roles {
        // A language of more than 64 tables does not compile: the shift overflows in a constant.
        1 << self as u32
    }

    /// Returns the set of these roles.
    pub const fn set(roles: &[Role]) -> Roles {
        let (mut set, mut i) = (0, 0);
        while i < roles.len() {
            set |= roles[i].bit();
            i += 1;
        }
        set
    }
}

tables! {
    /// Days counted from today.
    days: Values<i64>,
    /// Names of the weekdays, Monday first; the full name first, then other spellings, then short forms.
    weekdays: Names,
    /// Names of the months, January first, in the same order.
    months: Names,
    /// Names shorter than the full one, which may carry a full stop and count for less.
    short: Words,
    /// Words of the tables that are also common words of some language, or names.
    shy: Words,
    /// Days of every year: month and day.
    feasts: Values<(u32, u32)>,
    /// Units, in all their forms.
    units: Values<Unit>,
    /// A number and a unit in one word.
    one_unit: Values<Unit>,
    /// Rhythms in one word, in days.
    rhythms: Values<u32>,
    /// Lengths with a name of their own, in minutes.
    minutes: Values<u32>,
    /// Numbers and articles.
    numbers: Values<u32>,
    /// After a digit: that many and ten.
    teens: Words,
    /// After a digit: that many tens.
    tens: Words,
    /// After a digit: that many hundreds.
    hundreds: Words,
    /// Before a unit: half of it.
    half: Words,
    /// After a number or a unit: half a unit more.
    and_half: Words,
    /// Ordinal words up to 31.
    ordinals: Values<u32>,
    /// Endings that make digits an ordinal.
    ordinal_tails: Words,
    /// Before a weekday, month or unit: last (-1), this (0), next (1).
    before: Values<i32>,
    /// The same, after it.
    after: Values<i32>,
    /// After a length: that long before today.
    ago: Words,
    /// After a length: that long after today.
    hence: Words,
    /// Before a length: that long after today.
    ahead: Words,
    /// After such a length, without meaning of its own.
    ahead_tail: Words,
    /// Between a length and a day: that long after it, the day leaning ahead.
    from: Words,
    /// Between a length and a day: that long after it (1) or before it (-1).
    around: Values<i32>,
    /// Before a week, month or year: a day of it.
    edges: Values<Edge>,
    /// Before a day.
    on: Words,
    /// Before a month or a year.
    within: Words,
    /// Before a feast or a weekend.
    over: Words,
    /// Before a bare year, to tell it from a count.
    since: Words,
    the: Words,
    of: Words,
    and: Words,
    /// Before a weekday, a day of the month, a month, a year: its kind.
    weekday_lead: Words,
    date_lead: Words,
    month_lead: Words,
    year_lead: Words,
    /// Parts of a day, after the day.
    parts: Words,
    /// Before a time of the clock.
    at: Words,
    /// Times of the clock in words.
    clock: Words,
    /// After an hour: what makes it one.
    clock_tails: Words,
    /// After a time of the clock, without meaning here.
    zones: Words,
    /// Words a sentence goes on with after a date; any other word after "the 5th" may be what is counted.
    joins: Words,
    /// Before a rhythm.
    every: Words,
    /// After that: each second one.
    other: Words,
    /// After a rhythm.
    every_tail: Words,
    /// Before a length spent.
    lasting: Words,
    /// After a number of minutes or hours: no length spent.
    not_spent: Words,
}

/// Every language understood, tried in this order.
pub(in crate::text::when) const LANGUAGES: [&Language; 2] = [&ENGLISH, &INDONESIAN];

/// Short units of any language, which follow digits.
pub(in crate::text::when) const LETTERS: Values<Unit> =
    &[("d", Unit::Day), ("w", Unit::Week), ("m", Unit::Month), ("y", Unit::Year), ("h", Unit::Hour)];
