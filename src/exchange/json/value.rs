//! The values of a document: each knows how it is written, and refuses what it cannot be.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::domain::date::{self, NotADate};

/// A value written as the text it prints and parses as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Display> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T> Deserialize<'de> for Word<T>
where
    T: FromStr,
    T::Err: Display,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parse<T>(PhantomData<T>);
        impl<T> Visitor<'_> for Parse<T>
        where
            T: FromStr,
            T::Err: Display,
        {
            type Value = Word<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Word<T>, E> {
                text.parse().map(Word).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Parse(PhantomData))
    }
}

/// A civil day, `2026-05-02` and nothing less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

impl Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&date::iso(self.0))
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        date::parse_iso(text).map(Day).map_err(|NotADate(text)| NotADay(text))
    }
}

/// A text that is no day.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a day; expected one such as 2026-05-02")]
pub struct NotADay(String);

/// A text that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled(pub String);

impl Serialize for Filled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Filled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() { Err(de::Error::custom("this text must not be empty")) } else { Ok(Filled(text)) }
    }
}

/// A whole number from `LOW` to `HIGH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within<const LOW: i64, const HIGH: i64>(pub i64);

impl<const LOW: i64, const HIGH: i64> Serialize for Within<LOW, HIGH> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de, const LOW: i64, const HIGH: i64> Deserialize<'de> for Within<LOW, HIGH> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Refused where it is read, so that the place is its own.
        #[derive(Clone, Copy)]
        struct Number<const LOW: i64, const HIGH: i64>;
        impl<const LOW: i64, const HIGH: i64> Visitor<'_> for Number<LOW, HIGH> {
            type Value = Within<LOW, HIGH>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("i64")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
                if (LOW..=HIGH).contains(&number) { Ok(Within(number)) } else { self.refuse(number) }
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
                i64::try_from(number).map_or_else(|_| self.refuse(number), |small| self.visit_i64(small))
            }
        }
        impl<const LOW: i64, const HIGH: i64> Number<LOW, HIGH> {
            fn refuse<T, E: de::Error>(&self, number: impl Display) -> Result<T, E> {
                let wanted = format_args!("expected a whole number from {LOW} to {HIGH}");
                Err(E::custom(format_args!("{number} is out of range; {wanted}")))
            }
        }
        deserializer.deserialize_i64(Number::<LOW, HIGH>)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::meeting::Kind;

    #[test]
    fn what_a_value_cannot_be_is_refused_in_words() {
        let told = |e: serde_json::Error| e.to_string();
        let kind = serde_json::from_str::<Word<Kind>>("\"lunch\"").map_err(told);
        assert!(kind.is_err_and(|e| e.contains("`lunch` is not a kind of meeting; expected one of in_person")));
        let day = serde_json::from_str::<Word<Day>>("\"2026-05\"").map_err(told);
        assert!(day.is_err_and(|e| e.starts_with("`2026-05` is not a day")));
        let place = serde_json::from_str::<Vec<Within<-2, 2>>>("[1,\n 9\n]").map_err(|e| (e.line(), e.column()));
        assert_eq!(place, Err((2, 2)));
        let scale = serde_json::from_str::<Within<-2, 2>>("3").map_err(told);
        assert!(scale.is_err_and(|e| e.starts_with("3 is out of range; expected a whole number from -2 to 2")));
        let name = serde_json::from_str::<Filled>("\"\"").map_err(told);
        assert!(name.is_err_and(|e| e.starts_with("this text must not be empty")));
    }
}
