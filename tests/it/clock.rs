//! The clock and the calendar at their edges: odd zones, hours that are missing or come twice, years that cannot be.

use std::process::Command;

use crate::bench::{Bench, sound};
use crate::binary::{Ended, Place, ended};
use crate::dump::Dump;

/// Runs a line under a clock of its own.
fn at(place: &Place, clock: &str, args: &[&str]) -> Ended {
    ended(place.auld(args).env("AULD_NOW", clock))
}

/// Runs a line by the clock of the machine, in a zone.
fn in_zone(place: &Place, zone: &str, args: &[&str]) -> Ended {
    ended(place.auld(args).env_remove("AULD_NOW").env("TZ", zone))
}

/// Returns the numbers and times of the history, the newest first.
fn history(place: &Place) -> Vec<(String, String)> {
    let plain = place.run(["history", "--plain", "-n", "0"]).success().stdout();
    let cells = plain.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    cells.map(|cells| (cells[0].clone(), cells[1].clone())).collect()
}

#[test]
fn today_is_the_day_on_the_wall_in_every_zone() {
    let place = Place::with_grace();
    for zone in [
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        ":America/St_Johns",
        "<+0545>-5:45",
        "NST3:30NDT,M3.2.0,M11.1.0",
        "",
    ] {
        // Twice, since midnight may fall between the two clocks.
        let same = (0..2).any(|_| {
            let date = Command::new("date").arg("+%F").env("TZ", zone).output().expect("date is there").stdout;
            let told = in_zone(&place, zone, &["log", "tea with Grace", "--json", "--dry-run"]).success();
            let told: serde_json::Value = serde_json::from_str(&told.stdout()).expect("JSON");
            told["on"].as_str().map(str::as_bytes) == Some(date.trim_ascii())
        });
        assert!(same, "TZ={zone:?}");
    }
}

#[test]
fn a_zone_that_is_none_stops_nothing() {
    let place = Place::with_grace();
    let long = "a".repeat(5000);
    for zone in [
        "garbage",
        ":/etc/localtime",
        ":",
        "/dev/null",
        ":/nowhere",
        "../../etc/passwd",
        "UTC+99",
        "XXX-24:59:59",
        &long,
    ] {
        for args in [&["log", "tea with Grace"][..], &["history"], &["show", "Grace"], &[], &["stats"]] {
            in_zone(&place, zone, args).success();
        }
    }
    sound(&place.db());
}

#[test]
fn what_was_done_is_told_by_the_clock_on_the_wall() {
    let place = Place::new();
    at(&place, "2026-11-23T22:30:00+05:45", &["add", "Sari"]).success();
    let told = |clock: &str| at(&place, clock, &["history"]).success().stdout();
    assert!(told("2026-11-24T09:00:00+05:45").contains("1  2026-11-23 22:30"));
    assert!(told("2026-11-24T09:00:00-03:30").contains("1  2026-11-23 13:15"));
    // A script reads the same everywhere.
    assert_eq!(history(&place)[0].1, "2026-11-23T16:45:00Z");
    in_zone(&place, "Asia/Kathmandu", &["history"]).success();
    let shown = |zone: &str| in_zone(&place, zone, &["history"]).success().stdout();
    assert!(
        shown("Asia/Kathmandu").contains("2026-11-23 22:30") && shown("Europe/Berlin").contains("2026-11-23 17:45")
    );
    // The zone of that day, not that of today.
    let summer = Place::new();
    at(&summer, "2026-07-01T10:00:00Z", &["add", "Sari"]).success();
    assert!(in_zone(&summer, "Europe/Berlin", &["history"]).success().stdout().contains("2026-07-01 12:00"));
}

#[test]
fn hours_that_are_missing_or_come_twice_lose_and_reorder_nothing() {
    let place = Place::with_grace();
    // Berlin: 02:30 is not there on 30 March, and is there twice on 26 October. Apia had no 30 December 2011.
    let moments = [
        ("2011-12-29T23:59:00-10:00", "2011-12-29"),
        ("2011-12-31T00:01:00+14:00", "2011-12-31"),
        ("2025-03-30T02:30:00+01:00", "2025-03-30"),
        ("2025-03-30T02:30:00+02:00", "2025-03-30"),
        ("2025-10-26T02:30:00+02:00", "2025-10-26"),
        ("2025-10-26T02:30:00+01:00", "2025-10-26"),
        ("2016-12-31T23:59:60Z", "2016-12-31"),
    ];
    for (clock, day) in moments {
        let told = at(&place, clock, &["log", "tea with Grace", "--json"]).success().stdout();
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        assert_eq!(told["on"], day, "{clock}");
    }
    let numbers: Vec<_> = history(&place).into_iter().map(|(number, _)| number).collect();
    assert_eq!(
        numbers,
        ["8", "7", "6", "5", "4", "3", "2", "1"],
        "what was done last stands first, whatever the clock"
    );
    let yesterday = at(&place, "2011-12-31T12:00:00+14:00", &["log", "yesterday: tea with Grace", "--json"]).success();
    assert!(yesterday.stdout().contains("\"on\": \"2011-12-30\""), "a day is a day of the calendar");
    sound(&place.db());
}

#[test]
fn a_clock_that_jumps_by_years_reorders_nothing_and_undo_takes_the_last() {
    let place = Place::with_grace();
    let clocks = [
        "2026-11-23T12:00:00Z",
        "2025-11-23T12:00:00Z",
        "1969-12-31T23:59:59Z",
        "1970-01-01",
        "2038-01-19T03:14:07Z",
        "2038-01-19T03:14:08Z",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
    ];
    for (n, clock) in clocks.iter().enumerate() {
        at(&place, clock, &["promise", "Grace", &format!("the book {n}")]).success();
        for args in [&["history"][..], &["today"], &["show", "Grace"], &["closest"], &["list", "promises"], &["doctor"]]
        {
            at(&place, clock, args).success();
        }
    }
    let numbers: Vec<_> = history(&place).into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers.first().map(String::as_str), Some("9"));
    for n in (0..clocks.len()).rev() {
        at(&place, "2001-01-01", &["undo"]).success();
        assert!(!Dump::of(&place.db()).rows.contains(&format!("the book {n}")), "not the last was taken back");
    }
    sound(&place.db());
}

#[test]
fn a_clock_outside_the_years_is_refused() {
    let place = Place::with_grace();
    for clock in [
        "10000-01-01",
        "+10000-01-01T00:00:00Z",
        // Written down as UTC these would be of the year after or before.
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "-0044-03-15",
        "0000-02-29",
        "2026-02-29",
    ] {
        assert!(at(&place, clock, &["add", "Sari"]).code(2).stderr().contains("AULD_NOW"), "{clock}");
    }
}

#[test]
fn birthdays_are_days_of_the_calendar_and_no_others() {
    let mut bench = Bench::new();
    for (typed, kept) in [
        ("--02-29", "--02-29"),
        ("--0229", "--02-29"),
        ("1984-02-29", "1984-02-29"),
        ("0001-01-01", "0001-01-01"),
        ("1984", "1984"),
        ("31.12.99", "1999-12-31"),
        ("1.1.70", "1970-01-01"),
    ] {
        let name = format!("Friend {typed}");
        bench.run(["add", &name, &format!("--birthday={typed}"), "--json"]).success();
        assert!(bench.dump().rows.contains(&format!("on_date=\"{kept}\"")), "{typed}: {}", bench.dump().rows);
        bench.run(["undo"]).success();
    }
    for (typed, why) in [
        ("1985-02-29", "there is no 29 February 1985"),
        ("--0230", "there is no --02-30"),
        ("--02-30", "there is no --02-30"),
        ("---12", "is not a date that is understood"),
        ("0000-01-01", "outside the years 1 to 9999"),
        ("-0044-03-15", "outside the years 1 to 9999"),
        ("10000-01-01", "outside the years 1 to 9999"),
        ("9999-12-31", "is still to come"),
        ("2026-11-24", "is still to come"),
    ] {
        for line in [&["add", "Budi"][..], &["edit", "Budi"]] {
            if line[0] == "edit" {
                bench.run(["add", "Budi"]).success();
            }
            let refused = bench.run(line.iter().copied().chain([format!("--birthday={typed}").as_str()])).code(2);
            assert!(refused.stderr.contains(why), "{typed}: {refused}");
        }
        bench.run(["rm", "-y", "Budi"]).success();
    }
}

#[test]
fn birthdays_of_others_come_in_as_they_are_and_count_only_where_they_can() {
    let mut bench = Bench::new();
    let days =
        ["--0229", "---12", "0000-01-01", "-0044-03-15", "10000-01-01", "1985-02-29", "9999-12-31", "circa 1800"];
    let card = |(n, day): (usize, &&str)| {
        format!("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:{n}\r\nFN:Friend {n}\r\nBDAY:{day}\r\nEND:VCARD\r\n")
    };
    let file = bench.file("days.vcf", days.iter().enumerate().map(card).collect::<String>());
    bench.run(["import", file.to_str().expect("UTF-8")]).success();
    let dates = bench.run(["list", "dates", "--json"]).json();
    let dates: Vec<_> = dates["dates"].as_array().expect("a list").iter().map(|d| (&d["on"], &d["years"])).collect();
    assert_eq!(dates.len(), 2, "{dates:?}");
    assert!(dates.iter().all(|(_, years)| years.is_null()), "nobody turns less than one: {dates:?}");
    // Somebody's day that is near, of a year to come.
    bench.on("2026-12-30");
    for n in 0..days.len() {
        let card = bench.run(["show", &format!("Friend {n}"), "--json"]).json();
        assert!(card["dates"].as_array().expect("a list").iter().all(|date| date["years"].is_null()), "{card}");
    }
    let out = bench.run(["export", "vcard"]).success().stdout;
    for day in days {
        assert!(out.contains(&format!("BDAY:{day}\r\n")), "{day} is lost: {out}");
    }
}
