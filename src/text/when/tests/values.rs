//! Dates of life, rhythms, days ahead and minutes.

use super::*;

#[test]
fn dates_of_life() {
    let table = [
        ("2026", false, "2026"),
        ("2026-05", false, "2026-05"),
        ("--05-02", true, "--05-02"),
        ("--02-29", true, "--02-29"),
        ("2 May", true, "--05-02"),
        ("29 Feb", true, "--02-29"),
        ("2/5", true, "--05-02"),
        ("Christmas", true, "--12-25"),
        ("tomorrow", false, "2026-05-21"),
        ("2 May 1990", true, "1990-05-02"),
        ("2 May last year", true, "2025-05-02"),
        ("3 weeks ago", true, "2026-04-29"),
        ("2 May", false, "2026-05-02"),
        ("March 2021", false, "2021-03"),
        ("March", false, "2026-03"),
        ("tahun lalu", false, "2025"),
        ("last week", false, "2026-05-11"),
        ("05/13/1990", true, "1990-05-13"),
        ("--0502", true, "--05-02"),
        ("--0229", true, "--02-29"),
        ("1.1.70", true, "1970-01-01"),
        ("24.12.27", true, "2027-12-24"),
    ];
    for (text, yearly, expected) in table {
        let got = parse_partial(text, day(TODAY), yearly).map(|d| d.to_string());
        assert_eq!(got.as_deref(), Ok(expected), "{text}");
    }
    for (text, yearly) in [("May", true), ("--02-30", true), ("31 Feb", true), ("soon", false), ("2026-02-30", false)] {
        assert!(parse_partial(text, day(TODAY), yearly).is_err(), "{text}");
    }
    for text in ["today", "tomorrow", "yesterday", "Friday", "next Friday", "besok", "Senin depan", "Friday next week"]
    {
        assert!(parse_partial(text, day(TODAY), false).is_ok(), "{text}");
        assert_eq!(parse_partial(text, day(TODAY), true), Err(WhenError::NotUnderstood(text.into())), "{text}");
    }
    for (text, why) in [
        ("--0230", WhenError::Impossible("--02-30".into())),
        ("--13-01", WhenError::Impossible("--13-01".into())),
        ("--1-5", WhenError::NotUnderstood("--1-5".into())),
        ("-0044-03-15", WhenError::OutOfYears),
        ("0000-01-01", WhenError::OutOfYears),
        ("10000", WhenError::NotUnderstood("10000".into())),
        ("10000-01", WhenError::OutOfYears),
        ("10000-01-01", WhenError::OutOfYears),
    ] {
        assert_eq!(parse_partial(text, day(TODAY), true), Err(why), "{text}");
    }
}

#[test]
fn rhythms_in_days() {
    for (text, days) in [
        ("3w", 21),
        ("21d", 21),
        ("2m", 60),
        ("1y", 365),
        ("2 weeks", 14),
        ("every 3 weeks", 21),
        ("every week", 7),
        ("every other week", 14),
        ("once a month", 30),
        ("weekly", 7),
        ("Monthly", 30),
        ("quarterly", 90),
        ("a fortnight", 14),
        ("fortnight", 14),
        ("half a year", 180),
        ("1w 3d", 10),
        ("dua minggu", 14),
        ("tiap minggu", 7),
        ("seminggu sekali", 7),
        ("setiap 3 bulan", 90),
        ("bulanan", 30),
        ("100 years", 36500),
    ] {
        assert_eq!(parse_every(text), Ok(days), "{text}");
    }
    for text in ["", "21", "0d", "101 years", "often", "friday", "2 hours", "3x", "99999999999d", "every"] {
        assert!(parse_every(text).is_err(), "{text}");
    }
}

#[test]
fn days_ahead() {
    for (text, expected) in [
        ("2m", "2026-07-20"),
        ("3w", "2026-06-10"),
        ("10d", "2026-05-30"),
        ("two weeks", "2026-06-03"),
        ("seminggu", "2026-05-27"),
        ("friday", "2026-05-22"),
        ("2 May", "2027-05-02"),
        ("next month", "2026-06-01"),
        ("this week", "2026-05-24"),
        ("end of the month", "2026-05-31"),
        ("besok", "2026-05-21"),
        ("minggu", "2026-05-24"),
        ("2020-01-01", "2020-01-01"),
    ] {
        assert_eq!(parse_ahead(text, day(TODAY)).map(iso).as_deref(), Ok(expected), "{text}");
    }
    for text in ["", "2", "9000 years", "a while", "2 hours"] {
        assert!(parse_ahead(text, day(TODAY)).is_err(), "{text}");
    }
}

#[test]
fn minutes_as_a_whole() {
    for (text, minutes) in [
        ("45 min", 45),
        ("90min", 90),
        ("90m", 90),
        ("2h", 120),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1 hr 30", 90),
        ("1 hour and 15 minutes", 75),
        ("1.5 hours", 90),
        ("an hour", 60),
        ("for an hour", 60),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("two and a half hours", 150),
        ("a quarter of an hour", 15),
        ("a couple of hours", 120),
        ("satu jam", 60),
        ("sejam", 60),
        ("setengah jam", 30),
        ("satu setengah jam", 90),
        ("1,5 jam", 90),
        ("45 menit", 45),
        ("2-hour", 120),
        ("1:30h", 90),
        ("0:45 h", 45),
        ("12:30-14:00", 90),
        ("12.30–14.00", 90),
        ("2pm-4pm", 120),
    ] {
        assert_eq!(parse_minutes(text), Some(minutes), "{text}");
    }
    for text in ["", "5", "0 min", "101 hours", "2d", "jam 5", "an hour ago", "hour", "1h90"] {
        assert_eq!(parse_minutes(text), None, "{text}");
    }
}
