//! Days as tables have them.

use chrono::NaiveDate;

use super::shown;
use crate::domain::date::YEARS;

/// What is known of the days of a file.
///
/// `02.05.2026` is read as the second of May, as everybody writes it who writes full stops, unless some row of the file
/// cannot be read so. A row before that one may then have been taken wrongly, and the file is refused as a whole.
#[derive(Debug, Default)]
pub struct Days {
    /// The line of the first day that could be read either way.
    taken: Option<u64>,
    /// Whether some day has its month first.
    month_first: bool,
}

/// Why a day cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub enum DayError {
    /// The row is at fault.
    Row(String),
    /// The days of the file cannot be told.
    File(String),
}

impl From<String> for DayError {
    fn from(why: String) -> DayError {
        DayError::Row(why)
    }
}

impl Days {
    /// Reads the day of a row.
    pub fn read(&mut self, text: &str, line: u64) -> Result<NaiveDate, DayError> {
        let bad = || DayError::Row(format!("on: `{}` is not a day; expected 2026-05-02", shown(text)));
        if let Some((first, second, year)) = numbers(text, '.') {
            let (first_is_day, second_is_day) = (day(year, second, first), day(year, first, second));
            match (first_is_day, second_is_day) {
                (Some(on), None) => return Ok(on),
                (Some(on), Some(other)) if on == other => return Ok(on),
                (Some(_), Some(_)) if self.month_first => {
                    let why = format!("on: `{text}` may be either of two days: other rows have the month first");
                    return Err(DayError::Row(why));
                }
                (Some(on), Some(_)) => {
                    self.taken.get_or_insert(line);
                    return Ok(on);
                }
                (None, Some(_)) => {
                    self.month_first = true;
                    return Err(match self.taken {
                        None => bad(),
                        Some(taken) => DayError::File(format!(
                            "on: `{text}` has the month first, while line {taken} may have the day first; write 2026-05-02"
                        )),
                    });
                }
                (None, None) => return Err(bad()),
            }
        }
        let parts = numbers(text, '-').or_else(|| numbers(text, '/'));
        parts.filter(|_| text.find(['-', '/']) == Some(4)).and_then(|(y, m, d)| day(y, m, d)).ok_or_else(bad)
    }
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Splits a text into three numbers of at most four digits.
fn numbers(text: &str, mark: char) -> Option<(u32, u32, u32)> {
    let number = |part: &str| {
        (part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
    };
    let mut parts = text.split(mark).map(number);
    let three = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(three)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_tables_have_them() {
        let mut days = Days::default();
        for text in ["2026-05-02", "2026/05/02", "2026/5/2", "02.05.2026", "2.5.2026"] {
            assert_eq!(days.read(text, 1).map(|d| d.to_string()), Ok("2026-05-02".into()), "{text}");
        }
        for text in ["", "2026", "02/05/2026", "31.02.2026", "2026-05-02T10:00", "0000-01-01", "2026-13-01", "1.2.3.4"]
        {
            assert!(matches!(days.read(text, 1), Err(DayError::Row(_))), "{text}");
        }
    }

    #[test]
    fn a_file_that_is_not_day_first_is_not_guessed_at() {
        let mut days = Days::default();
        assert!(matches!(days.read("05.25.2026", 2), Err(DayError::Row(_))));
        assert!(matches!(days.read("02.05.2026", 3), Err(DayError::Row(_))));
        assert!(days.read("05.05.2026", 4).is_ok() && days.read("25.05.2026", 5).is_ok());
        let mut days = Days::default();
        assert!(days.read("02.05.2026", 2).is_ok());
        assert!(matches!(days.read("05.25.2026", 3), Err(DayError::File(_))));
    }
}
