//! What holds for any text and any day.

use proptest::prelude::*;

use super::*;

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1i32..=9999, 1u32..=366).prop_filter_map("a day of a common year", |(y, d)| NaiveDate::from_yo_opt(y, d))
}

/// Texts made of the words the rules know, which random letters would never hit.
fn wordy() -> impl Strategy<Value = String> {
    let words = vec![
        "last",
        "next",
        "this",
        "friday",
        "sun",
        "may",
        "March",
        "2",
        "5th",
        "the",
        "of",
        "2026",
        "0000",
        "9999",
        "-",
        "/",
        ".",
        ",",
        ":",
        "31",
        "02",
        "in",
        "on",
        "ago",
        "weeks",
        "year",
        "a",
        "half",
        "and",
        "minggu",
        "lalu",
        "hari",
        "depan",
        "tanggal",
        "dua",
        "puluh",
        "belas",
        "end of",
        "from",
        "before",
        "today's",
        "christmas",
        "at",
        "5pm",
        "99999999",
        "999999999",
        "d",
        "h",
        "m",
        "'",
        "\\",
        "@",
        "é",
        "王",
        "\n",
        "every",
        "weekend",
        "akhir",
    ];
    prop::collection::vec((prop::sample::select(words), any::<bool>()), 0..14).prop_map(|parts| {
        parts.into_iter().map(|(word, space)| format!("{word}{}", if space { " " } else { "" })).collect()
    })
}

fn all_of_it(text: &str, today: NaiveDate) -> Result<(), TestCaseError> {
    for lean in [Lean::Past, Lean::Future] {
        if let Ok(when) = parse(text, today, lean) {
            prop_assert!(when.from <= when.to);
            prop_assert_eq!(when.day(), when.from);
            when.partial();
        }
        let mut end = 0;
        for found in find(text, today, lean) {
            prop_assert!(found.span.start >= end && found.span.end > found.span.start);
            prop_assert!(text.get(found.span.clone()).is_some());
            prop_assert_eq!(at(text, found.span.start, today, lean), Some(found.clone()));
            if let Ok(when) = found.when {
                prop_assert!(when.from <= when.to);
            }
            end = found.span.end;
        }
        for i in 0..=text.len() + 1 {
            at(text, i, today, lean);
        }
    }
    let _ = (parse_partial(text, today, true), parse_partial(text, today, false), parse_ahead(text, today));
    if let Ok(days) = parse_every(text) {
        prop_assert!(EVERY.contains(&days));
    }
    for minutes in parse_minutes(text).into_iter().chain(find_minutes(text).into_iter().map(|(_, m)| m)) {
        prop_assert!(MINUTES.contains(&minutes));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_text_panics(text in "\\PC{0,60}", today in any_day()) {
        all_of_it(&text, today)?;
    }

    #[test]
    fn no_words_panic(text in wordy(), today in any_day()) {
        all_of_it(&text, today)?;
    }

    #[test]
    fn no_day_panics(text in wordy(), far in any::<bool>()) {
        all_of_it(&text, if far { NaiveDate::MAX } else { NaiveDate::MIN })?;
    }

    #[test]
    fn what_starts_no_phrase_is_passed_over_rightly(text in wordy(), today in any_day()) {
        let tokens = all_pieces(&text);
        for i in 0..tokens.len() {
            for reader in Reader::all(&tokens[i..], today, Lean::Past, "") {
                prop_assert_eq!(reader.readings().len(), reader.all_readings().len());
                let starts = may_start(&tokens[i], reader::SPENT);
                prop_assert!(starts || reader.minutes(reader.skip(0, reader.lang.lasting()), false).is_none());
            }
        }
    }

    #[test]
    fn written_dates_parse_back(date in any_day(), today in any_day()) {
        let (y, m, d) = (date.year(), date.month(), date.day());
        let month = calendar::month_name(m);
        let weekday = calendar::weekday_name(date.weekday().num_days_from_monday());
        for text in [
            iso(date),
            format!("{d} {month} {y:04}"),
            format!("{month} {d}, {y:04}"),
            format!("{weekday}, {d} {month} {y:04}"),
            format!("{d:02}/{m:02}/{y:04}"),
            format!("{d}.{m}.{y:04}"),
            format!("{}T09:15:00Z", iso(date)),
        ] {
            prop_assert_eq!(parse(&text, today, Lean::Past), Ok(calendar::one(date)), "{}", text);
        }
    }

    #[test]
    fn leaning_keeps_its_side(date in any_day(), today in (1000i32..9000, 1u32..=365)) {
        let today = NaiveDate::from_yo_opt(today.0, today.1).expect("a day");
        let text = format!("{} {}", date.day(), calendar::month_name(date.month()));
        prop_assert!(parse(&text, today, Lean::Past).is_ok_and(|w| w.to <= today));
        prop_assert!(parse(&text, today, Lean::Future).is_ok_and(|w| w.from >= today));
    }
}
