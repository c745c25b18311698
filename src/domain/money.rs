//! Amounts of money: whole numbers of a currency's smallest unit, never a fraction, never converted.

use std::fmt;
use std::str::FromStr;

/// The greatest amount, in whole units of any currency: more is a slip of the hand.
const UNITS_MAX: i128 = 10_000_000_000_000;

/// A currency of ISO 4217 that has a smallest unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Returns its three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Returns how many decimals its amounts have: 2 for most, 0 for yen, 3 for dinars.
    fn decimals(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }

    /// Returns how many smallest units make one whole.
    fn units(self) -> i128 {
        10_i128.pow(self.decimals())
    }

    /// Returns the currency that a word or sign means; `None` where it means none.
    ///
    /// # Errors
    /// [`MoneyError::Several`] where it means more than one.
    fn of_word(word: &str) -> Result<Option<Currency>, MoneyError> {
        let upper = word.to_ascii_uppercase();
        let code = match if word.ends_with('$') { upper.as_str() } else { word } {
            "€" => "EUR",
            "£" => "GBP",
            "₹" => "INR",
            "₩" => "KRW",
            "₱" => "PHP",
            "₫" => "VND",
            "฿" => "THB",
            "₽" => "RUB",
            "₺" => "TRY",
            "₴" => "UAH",
            "zł" => "PLN",
            "Rp" | "rp" => "IDR",
            "US$" => "USD",
            "A$" | "AU$" => "AUD",
            "S$" | "SG$" => "SGD",
            "HK$" => "HKD",
            "NZ$" => "NZD",
            "C$" | "CA$" => "CAD",
            "NT$" => "TWD",
            "R$" => "BRL",
            "$" => return Err(MoneyError::Several { word: word.into(), such: "US$, A$ or S$" }),
            "¥" => return Err(MoneyError::Several { word: word.into(), such: "JPY or CNY" }),
            "kr" => return Err(MoneyError::Several { word: word.into(), such: "SEK, NOK or DKK" }),
            _ => word,
        };
        Ok(code.to_ascii_uppercase().parse().ok())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Currency, MoneyError> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some() && currency.code() == code)
            .map(Currency)
            .ok_or_else(|| MoneyError::NoCurrency(code.to_owned()))
    }
}

/// An amount that somebody paid or will pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub currency: Currency,
    /// In the currency's smallest unit: cents of USD, whole yen. Not negative where it was parsed.
    pub minor: i64,
}

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("`{0}` is no amount; expected one such as \"12,000 USD\" or \"850.50 EUR\"")]
    NoAmount(String),
    #[error("`{0}` names no currency; put one beside it: \"{0} USD\"")]
    Bare(String),
    #[error("`{0}` is no currency of ISO 4217; expected three letters such as USD, EUR or IDR")]
    NoCurrency(String),
    #[error("`{word}` can be several currencies; write {such}")]
    Several { word: String, such: &'static str },
    #[error("an amount cannot be negative")]
    Negative,
    #[error("{code} has {decimals} decimals; `{text}` cannot be read as an amount of it")]
    Decimals { text: String, code: &'static str, decimals: u32 },
    #[error("`{text}` can be read in two ways; write {whole} or {part}")]
    TwoWays { text: String, whole: String, part: String },
    #[error("`{0}` is more than anybody earns; the most is 10,000,000,000,000")]
    Absurd(String),
}

impl Money {
    /// Returns so many smallest units of the currency of this code.
    ///
    /// # Errors
    /// Where there is no such currency, and for an amount that no text could mean.
    pub fn new(code: &str, minor: i64) -> Result<Money, MoneyError> {
        let currency: Currency = code.parse()?;
        match i128::from(minor) {
            ..0 => Err(MoneyError::Negative),
            much if much > UNITS_MAX * currency.units() => Err(MoneyError::Absurd(amount(code, much))),
            _ => Ok(Money { currency, minor }),
        }
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads an amount with its currency before or after it: `12,000 USD`, `€850.50`, `Rp 1.500.000`, `12k EUR`.
    ///
    /// A lone mark before three digits parts thousands. Where it could part decimals as well, because the currency has
    /// three of them or `k` follows, it is refused, never guessed: `1.234 KWD` is written `1234` or `1,234.000` where
    /// it means thousands, and with a zero before it, `01.234`, where it means decimals.
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let no_amount = || MoneyError::NoAmount(text.trim().to_owned());
        if text.contains(['-', '−', '–']) {
            return Err(MoneyError::Negative);
        }
        let (words, number) = pieces(text).ok_or_else(no_amount)?;
        let mut currency = None;
        let mut thousands: Option<u32> = None;
        for word in &words {
            match (Currency::of_word(word)?, power(word)) {
                (Some(found), _) if currency.is_none() => currency = Some(found),
                (None, Some(zeros)) if thousands.is_none() => thousands = Some(zeros),
                _ if word.chars().count() == 3 => return Err(MoneyError::NoCurrency((*word).to_owned())),
                _ => return Err(no_amount()),
            }
        }
        let currency = currency.ok_or_else(|| MoneyError::Bare(text.trim().to_owned()))?;
        let minor = minor_units(&number, thousands, currency).ok_or_else(no_amount)??;
        let absurd = |_| MoneyError::Absurd(text.trim().to_owned());
        Money::new(currency.code(), i64::try_from(minor).map_err(absurd)?)
    }
}

/// Returns the words and signs of a text and its one number, thousands set apart by spaces joined; `None` where there
/// is no number, or more than one.
fn pieces(text: &str) -> Option<(Vec<&str>, String)> {
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | '_');
    let (mut words, mut number, mut ended) = (Vec::new(), String::new(), false);
    for chunk in text.split_whitespace() {
        let mut rest = chunk;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let end = rest.find(|c| if digits { !numeric(c) } else { c.is_ascii_digit() }).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            rest = after;
            if !digits {
                // `Rp. 500`
                words.push(piece.trim_end_matches('.'));
                ended = !number.is_empty();
            } else if number.is_empty() {
                number.push_str(piece);
            } else if ended || piece.len() < 3 || !piece.bytes().take(3).all(|b| b.is_ascii_digit()) {
                return None;
            } else {
                number.push('_');
                number.push_str(piece);
            }
        }
    }
    (!number.is_empty()).then_some((words, number))
}

/// Returns how many zeros a word such as `k` or `juta` stands for; `None` for any other.
fn power(word: &str) -> Option<u32> {
    match word.to_lowercase().as_str() {
        "k" | "rb" | "ribu" | "thousand" => Some(3),
        "m" | "jt" | "juta" | "mio" | "million" => Some(6),
        _ => None,
    }
}

/// Returns the smallest units that a number means; the outer `None` where it is no number.
fn minor_units(number: &str, zeros: Option<u32>, currency: Currency) -> Option<Result<i128, MoneyError>> {
    let plain: String = number.chars().filter(|c| !matches!(c, '\'' | '’' | '_')).collect();
    let marks: Vec<char> = plain.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let last = marks.last().copied();
    let times = |mark: char| marks.iter().filter(|c| **c == mark).count();
    let decimals = currency.decimals();
    // Where the decimals begin.
    let split = match last {
        None => None,
        Some(mark) if times(mark) == 1 => {
            let at = plain.rfind(mark)?;
            let behind = plain.len() - at - 1;
            let lone = marks.len() == 1;
            let could_group = lone && behind == 3 && (1..=3).contains(&at) && !plain.starts_with('0');
            match (could_group, decimals == 3 || zeros.is_some()) {
                (true, true) => return Some(Err(two_ways(number, plain.get(..at)?, mark, plain.get(at + 1..)?))),
                (true, false) => None,
                (false, _) => Some(at),
            }
        }
        Some(_) => None,
    };
    let (whole, part) = match split {
        Some(at) => (plain.get(..at)?, plain.get(at + 1..)?),
        None => (plain.as_str(), ""),
    };
    let whole = ungrouped(whole)?;
    if split.is_some() && part.is_empty() {
        return None;
    }
    // With `k` the decimals are those of a thousand.
    let room = decimals + zeros.unwrap_or(0);
    let places = u32::try_from(part.len()).ok().filter(|places| *places <= room);
    let Some(places) = places else {
        return Some(Err(MoneyError::Decimals { text: number.to_owned(), code: currency.code(), decimals }));
    };
    let digits: i128 = format!("{whole}{part}").parse().ok().filter(|_| whole.len() + part.len() < 30)?;
    Some(Ok(digits.saturating_mul(10_i128.pow(room - places))))
}

/// Refuses a number whose mark can part thousands or decimals, and says how each is written.
fn two_ways(number: &str, before: &str, mark: char, behind: &str) -> MoneyError {
    let part = match behind.trim_end_matches('0') {
        "" => before.to_owned(),
        short if short.len() < behind.len() => format!("{before}{mark}{short}"),
        // No group of thousands begins with a zero.
        whole => format!("0{before}{mark}{whole}"),
    };
    MoneyError::TwoWays { text: number.to_owned(), whole: format!("{before}{behind}"), part }
}

/// Returns the digits without the marks between thousands, or lakhs; `None` where the groups are none.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let even = |mark| whole.contains(mark);
    let (first, rest) = groups.split_first()?;
    let lakhs = |rest: &[&str]| match rest.split_last() {
        Some((last, before)) => last.len() == 3 && before.iter().all(|g| g.len() == 2 || g.len() == 3),
        None => true,
    };
    let sound = (rest.is_empty() || (1..=3).contains(&first.len())) && lakhs(rest) && !(even(',') && even('.'));
    (sound && groups.iter().all(|g| !g.is_empty())).then(|| groups.concat())
}

impl fmt::Display for Money {
    /// Writes `12,000 USD`, with decimals only where there are any: `12,000.50 USD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&amount(self.currency.code(), self.minor.into()))
    }
}

/// Returns an amount as it is shown: `12,000.50 USD`. A code that is no currency is shown with bare smallest units.
pub fn amount(code: &str, minor: i128) -> String {
    let currency = code.parse::<Currency>().ok();
    let (units, decimals) = currency.map_or((1, 0), |c| (c.units(), c.decimals() as usize));
    let (whole, part) = ((minor / units).unsigned_abs().to_string(), (minor % units).unsigned_abs());
    let mut out = String::from(if minor < 0 { "-" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if part > 0 {
        out.push_str(&format!(".{part:0decimals$}"));
    }
    format!("{out} {code}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, MoneyError> {
        text.parse::<Money>().map(|m| format!("{} {}", m.minor, m.currency.code()))
    }

    #[test]
    fn amounts_as_people_write_them() {
        for (text, expected) in [
            ("12,000 USD", "1200000 USD"),
            ("12000USD", "1200000 USD"),
            ("USD 12.000", "1200000 USD"),
            ("usd 12,000.5", "1200050 USD"),
            ("12.000,50 EUR", "1200050 EUR"),
            ("€850.50", "85050 EUR"),
            ("850,5 €", "85050 EUR"),
            ("12 000 EUR", "1200000 EUR"),
            ("12'000.05 CHF", "1200005 CHF"),
            ("Rp 1.500.000", "150000000 IDR"),
            ("Rp. 1.500.000", "150000000 IDR"),
            ("1,5 juta IDR", "150000000 IDR"),
            ("12k USD", "1200000 USD"),
            ("12.5k USD", "1250000 USD"),
            ("¥ 12000 JPY", ""),
            ("12000 JPY", "12000 JPY"),
            ("1234.567 KWD", "1234567 KWD"),
            ("1,234.567 KWD", "1234567 KWD"),
            ("1,234.000 KWD", "1234000 KWD"),
            ("0.234 KWD", "234 KWD"),
            ("01.234 KWD", "1234 KWD"),
            ("1.23 KWD", "1230 KWD"),
            ("US$500", "50000 USD"),
            ("500 US$", "50000 USD"),
            ("A$1,200.50", "120050 AUD"),
            ("S$ 80", "8000 SGD"),
            ("hk$80", "8000 HKD"),
            ("NZ$80", "8000 NZD"),
            ("C$12k", "1200000 CAD"),
            ("12,34,567 INR", "123456700 INR"),
            ("0 USD", "0 USD"),
            ("10,000,000,000,000 USD", "1000000000000000 USD"),
        ] {
            match expected {
                "" => assert!(read(text).is_err(), "{text}"),
                expected => assert_eq!(read(text).as_deref(), Ok(expected), "{text}"),
            }
        }
    }

    #[test]
    fn what_is_no_amount_says_why() {
        for (text, why) in [
            ("", "no amount"),
            ("USD", "no amount"),
            ("a lot of USD", "no amount"),
            ("12 USD 13", "no amount"),
            ("12 USD EUR", "no currency"),
            ("1,00,0 USD", "no amount"),
            ("1..5 USD", "no amount"),
            ("12, USD", "no amount"),
            ("12000", "names no currency"),
            ("12 XYZ", "no currency"),
            ("12 XAU", "no currency"),
            ("$12", "several currencies"),
            ("-12 USD", "negative"),
            ("USD −12", "negative"),
            ("12.345 KWD", "write 12345 or 012.345"),
            ("1.234000 KWD", "3 decimals"),
            ("1.500k USD", "write 1500 or 1.5"),
            ("1,000 KWD", "write 1000 or 1"),
            ("X$12", "no amount"),
            ("1234.567 USD", "2 decimals"),
            ("0.500 USD", "2 decimals"),
            ("1000.5 JPY", "0 decimals"),
            ("10,000,000,000,001 USD", "more than anybody"),
            ("99999999999999999999999999999999999999999999 USD", "no amount"),
        ] {
            let said = read(text).expect_err(text).to_string();
            assert!(said.contains(why), "{text}: {said}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(minor in 0_i64..1_000_000_000_000, code in prop::sample::select(vec!["USD", "JPY", "KWD", "IDR", "CLF"])) {
            let shown = amount(code, minor.into());
            // Three decimals after a single group can be read in two ways, and are refused, never guessed.
            match shown.parse::<Money>() {
                Ok(read) => prop_assert_eq!((read.minor, read.currency.code()), (minor, code)),
                Err(MoneyError::TwoWays { whole, part, .. }) => {
                    let read = |text: &str| format!("{text} {code}").parse::<Money>().map(|read| read.minor);
                    prop_assert_eq!((read(&part), read(&whole)), (Ok(minor), Ok(minor * 1000)));
                }
                Err(e) => prop_assert!(false, "{}: {}", shown, e),
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "[-0-9.,'kKmUSDIRPrp€$¥ \u{a0}名]{0,24}") {
            if let Ok(money) = text.parse::<Money>() {
                prop_assert!(money.minor >= 0);
            }
        }
    }
}
