//! Dates of cards.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::domain::date::PartialDate;

/// Reads a date, as precisely as it is told: a day or part of one, or an instant; `None` for one of another calendar.
pub fn read(date: &Value) -> Option<PartialDate> {
    let date = date.as_object()?;
    if let Some(utc) = date.get("utc").and_then(Value::as_str) {
        return utc.get(..10)?.parse().ok();
    }
    let calendar = date.get("calendarScale").and_then(Value::as_str);
    if calendar.is_some_and(|calendar| !calendar.eq_ignore_ascii_case("gregorian")) {
        return None;
    }
    let number = |key: &str| date.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let year = number("year").filter(|year| (1..=9999).contains(year));
    let text = match (year, number("month"), number("day")) {
        (Some(year), Some(month), Some(day)) => {
            return NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day).map(PartialDate::Day);
        }
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), None, _) => format!("{year:04}"),
        (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
        (None, ..) => return None,
    };
    text.parse().ok()
}

/// Returns a date as a card has it.
pub fn written(on: PartialDate) -> Value {
    let mut date = Map::new();
    if let Some(year) = on.year() {
        date.insert("year".into(), json!(year));
    }
    if let PartialDate::Month(_, month) = on {
        date.insert("month".into(), json!(month));
    }
    if let Some((month, day)) = on.month_day() {
        date.insert("month".into(), json!(month));
        date.insert("day".into(), json!(day));
    }
    Value::Object(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_out_and_come_in_the_same() {
        for text in ["1990", "1990-05", "1990-05-02", "--05-02", "--02-29"] {
            let date: PartialDate = text.parse().expect("a date");
            assert_eq!(read(&written(date)), Some(date), "{text}");
        }
        let told = |date: Value| read(&date).map(|on| on.to_string());
        assert_eq!(told(json!({ "@type": "Timestamp", "utc": "1990-05-02T10:00:00Z" })).as_deref(), Some("1990-05-02"));
        for none in [
            json!({ "month": 5 }),
            json!({ "year": 5785, "month": 1, "day": 2, "calendarScale": "hebrew" }),
            json!({ "year": 1990, "month": 2, "day": 31 }),
            json!({ "utc": "é" }),
            json!("1990"),
            json!({}),
        ] {
            assert_eq!(told(none.clone()), None, "{none}");
        }
    }
}
