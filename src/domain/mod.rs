//! The nouns and their rules.
//!
//! No SQL, argument parsing, clock, input, output or colour lives here: values go in, values come out.

pub mod date;
pub mod fold;
pub mod id;
pub mod lineage;
pub mod me;
pub mod meeting;
pub mod money;
pub mod person;
pub mod promise;
pub mod referral;
pub mod relation;
pub mod secret;
pub mod ways;

/// Implements `as_str`, `Display` and `FromStr` for an enum whose variants are closed words.
///
/// The words are what the store, the JSON document and the command line all use.
macro_rules! words {
    ($name:ident, $what:literal, $($variant:ident = $word:literal),+ $(,)?) => {
        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// Returns the word that stands for this value in the store, in JSON and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $name::ALL.iter().copied().find(|v| v.as_str() == text).ok_or_else(|| $crate::domain::UnknownWord {
                    what: $what,
                    word: text.to_owned(),
                    allowed: $name::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}
pub(crate) use words;

/// A word that is none of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a {what}; expected one of {allowed}")]
pub struct UnknownWord {
    /// What kind of word was expected, for the message.
    pub what: &'static str,
    /// The word as given.
    pub word: String,
    /// The allowed words, joined by commas.
    pub allowed: String,
}
