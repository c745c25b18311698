//! Tables of phrases and what they mean on one day, grouped by rule.

mod properties;
mod sentences;
mod values;

use super::*;
use crate::domain::date::{iso, parse_iso};

/// A Wednesday.
const TODAY: &str = "2026-05-20";

fn day(text: &str) -> NaiveDate {
    parse_iso(text).expect("an ISO date")
}

/// `2026-05-02`, or `2026-05-02..2026-05-08` for a span, or the message of the error.
fn show(when: &Result<When, WhenError>) -> String {
    match when {
        Ok(w) if w.from == w.to => iso(w.from),
        Ok(w) => format!("{}..{}", iso(w.from), iso(w.to)),
        Err(e) => e.to_string(),
    }
}

fn check(lean: Lean, today: &str, table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (phrase, expected) in table {
        let got = show(&parse(phrase, day(today), lean));
        let fits = if *expected == "?" { got.contains("not a date") } else { got == *expected };
        if !fits {
            wrong.push(format!("{phrase}: {got}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_comparison_list() {
    check(
        Lean::Past,
        TODAY,
        &[
            ("today", "2026-05-20"),
            ("yesterday", "2026-05-19"),
            ("tomorrow", "2026-05-21"),
            ("day before yesterday", "2026-05-18"),
            ("the day after tomorrow", "2026-05-22"),
            ("last Friday", "2026-05-15"),
            ("Friday", "2026-05-15"),
            ("next Friday", "2026-05-22"),
            ("this Friday", "2026-05-22"),
            ("on Tuesday", "2026-05-19"),
            ("Fri", "2026-05-15"),
            ("last Wednesday", "2026-05-13"),
            ("Wednesday", "2026-05-20"),
            ("3 weeks ago", "2026-04-29"),
            ("two months ago", "2026-03-20"),
            ("a week ago", "2026-05-13"),
            ("2 days ago", "2026-05-18"),
            ("last week", "2026-05-11..2026-05-17"),
            ("last month", "2026-04-01..2026-04-30"),
            ("last year", "2025-01-01..2025-12-31"),
            ("next month", "2026-06-01..2026-06-30"),
            ("in 2 weeks", "2026-06-03"),
            ("3 days from now", "2026-05-23"),
            ("a fortnight ago", "2026-05-06"),
            ("a couple of weeks ago", "2026-05-06"),
            ("2 May", "2026-05-02"),
            ("May 2", "2026-05-02"),
            ("2nd of May", "2026-05-02"),
            ("2 May 2024", "2024-05-02"),
            ("May 2nd, 2024", "2024-05-02"),
            ("12 December", "2025-12-12"),
            ("2026-05-02", "2026-05-02"),
            ("02/05/2026", "2026-05-02"),
            ("2.5.2026", "2026-05-02"),
            ("the 14th", "2026-05-14"),
            ("March 2021", "2021-03-01..2021-03-31"),
            ("yesterday at 5pm", "2026-05-19"),
            ("last Friday 17:30", "2026-05-15"),
            ("this morning", "2026-05-20"),
            ("tonight", "2026-05-20"),
            ("Christmas", "2025-12-25"),
            ("end of last month", "2026-04-30"),
            ("31 Feb", "there is no 31 February"),
            ("lunch with Bob", "?"),
            ("30/02/2026", "there is no 30 February 2026"),
            ("May", "2026-05-01..2026-05-31"),
        ],
    );
}

#[test]
fn the_held_out_list() {
    check(
        Lean::Past,
        TODAY,
        &[
            ("Sunday 10 May", "2026-05-10"),
            ("10 May at 3pm", "2026-05-10"),
            ("last night", "2026-05-19"),
            ("3d ago", "2026-05-17"),
            ("1 month ago", "2026-04-20"),
            ("Tue 5 May 2026", "2026-05-05"),
            ("5th", "2026-05-05"),
            ("29 Feb", "2024-02-29"),
            ("twenty days ago", "2026-04-30"),
            ("half a year ago", "2025-11-20"),
            ("new year's eve", "2025-12-31"),
            ("last weekend", "2026-05-16..2026-05-17"),
            ("1 week and 2 days ago", "2026-05-11"),
            ("05/2026", "2026-05-01..2026-05-31"),
            ("2 weeks from tomorrow", "2026-06-04"),
            ("this week", "2026-05-18..2026-05-24"),
            ("two Fridays ago", "2026-05-08"),
            ("a week ago on Tuesday", "2026-05-12"),
            ("a week ago, on Friday", "2026-05-15"),
            ("two weeks ago Friday", "2026-05-08"),
            ("Friday two weeks ago", "2026-05-08"),
            ("on Tuesday a week ago", "2026-05-12"),
            ("5 days ago on Friday", "2026-05-15"),
            ("5 days ago on Tuesday", "15 May 2026 is a Friday, not a Tuesday"),
            ("a month ago on Sunday", "2026-04-19"),
            ("dua minggu lalu hari Jumat", "2026-05-08"),
            ("hari Selasa seminggu yang lalu", "2026-05-12"),
            ("last month on the 5th", "2026-04-05"),
            ("bulan lalu tanggal 5", "2026-04-05"),
            ("on 2/5", "2026-05-02"),
            ("tgl 2/5", "2026-05-02"),
            ("hari Sabtu tanggal 2/5", "2026-05-02"),
            ("2026-05", "2026-05-01..2026-05-31"),
            ("20260502", "2026-05-02"),
            ("May 2nd", "2026-05-02"),
        ],
    );
}

#[test]
fn leaning_to_the_future() {
    check(
        Lean::Future,
        TODAY,
        &[
            ("friday", "2026-05-22"),
            ("wednesday", "2026-05-27"),
            ("on wednesday", "2026-05-27"),
            ("this wednesday", "2026-05-20"),
            ("next thursday", "2026-05-28"),
            ("kamis depan", "2026-05-28"),
            ("rabu", "2026-05-27"),
            ("next wednesday", "2026-05-27"),
            ("last wednesday", "2026-05-13"),
            ("2 May", "2027-05-02"),
            ("20 May", "2026-05-20"),
            ("the 14th", "2026-06-14"),
            ("the 31st", "2026-05-31"),
            ("29 Feb", "2028-02-29"),
            ("Christmas", "2026-12-25"),
            ("March", "2027-03-01..2027-03-31"),
            ("May", "2026-05-01..2026-05-31"),
            ("end of March", "2027-03-31"),
            ("Monday 1 June", "2026-06-01"),
            ("2/5", "2027-05-02"),
            ("the weekend", "2026-05-23..2026-05-24"),
            ("on the weekend", "2026-05-23..2026-05-24"),
        ],
    );
}

#[test]
fn english_phrases() {
    check(
        Lean::Past,
        TODAY,
        &[
            ("  Yesterday: ", "2026-05-19"),
            ("YESTERDAY", "2026-05-19"),
            ("the day-before-yesterday", "2026-05-18"),
            ("the night before last", "2026-05-18"),
            ("yesterday evening", "2026-05-19"),
            ("yesterday around 5", "2026-05-19"),
            ("yesterday, 5 p.m.", "2026-05-19"),
            ("at 5pm yesterday", "2026-05-19"),
            ("17:30 on Friday", "2026-05-15"),
            ("friday night", "2026-05-15"),
            ("Friday last week", "2026-05-15"),
            ("friday of next week", "2026-05-29"),
            ("last week on Tuesday", "2026-05-12"),
            ("this past monday", "2026-05-18"),
            ("the coming monday", "2026-05-25"),
            ("last saturday night", "2026-05-16"),
            ("three sundays ago", "2026-05-03"),
            ("in March", "2026-03-01..2026-03-31"),
            ("in 2019", "2019-01-01..2019-12-31"),
            ("2019", "2019-01-01..2019-12-31"),
            ("last March", "2026-03-01..2026-03-31"),
            ("last May", "2025-05-01..2025-05-31"),
            ("next May", "2027-05-01..2027-05-31"),
            ("March last year", "2025-03-01..2025-03-31"),
            ("June", "2025-06-01..2025-06-30"),
            ("2 May last year", "2025-05-02"),
            ("5 Sept. 2025", "2025-09-05"),
            ("Fri. 8 May", "2026-05-08"),
            ("Wednesday the 6th", "2026-05-06"),
            ("2-5 May", "2026-05-02..2026-05-05"),
            ("May 2–5, 2024", "2024-05-02..2024-05-05"),
            ("2-May-2024", "2024-05-02"),
            ("the second of May", "2026-05-02"),
            ("May twenty-first", "2025-05-21"),
            ("the 5th of last month", "2026-04-05"),
            ("the 31st of last month", "there is no 31 April 2026"),
            ("the 31st", "2026-03-31"),
            ("end of the month", "2026-05-31"),
            ("mid-March", "2026-03-15"),
            ("end of May", "2025-05-31"),
            ("beginning of May 2021", "2021-05-01"),
            ("start of the year", "2026-01-01"),
            ("last christmas", "2025-12-25"),
            ("next christmas", "2026-12-25"),
            ("christmas eve 2023", "2023-12-24"),
            ("christmas last year", "2025-12-25"),
            ("boxing day", "2025-12-26"),
            ("a year and a half ago", "2024-11-20"),
            ("two and a half years ago", "2023-11-20"),
            ("1.5 years ago", "2024-11-20"),
            ("twenty-one days ago", "2026-04-29"),
            ("a hundred days ago", "2026-02-09"),
            ("2w3d ago", "2026-05-03"),
            ("1 year, 2 months ago", "2025-03-20"),
            ("2 weeks 3 days ago", "2026-05-03"),
            ("an hour ago", "2026-05-20"),
            ("in two weeks' time", "2026-06-03"),
            ("2 days before christmas", "2025-12-23"),
            ("a week after 2 May", "2026-05-09"),
            ("a week from friday", "2026-05-29"),
            ("2026/05/02", "2026-05-02"),
            ("2026-5-2", "2026-05-02"),
            ("05/13/2026", "2026-05-13"),
            ("02/05/26", "2026-05-02"),
            ("2/5", "2026-05-02"),
            ("2026-05-02T14:30:00Z", "2026-05-02"),
            ("2026-05-02T14:30:00.123+07:00", "2026-05-02"),
            ("2026-05-02 14:30", "2026-05-02"),
            ("Friday 12 December", "2025-12-12"),
            ("31 January 0001", "0001-01-31"),
        ],
    );
}

#[test]
fn what_is_no_date_is_refused() {
    let long = "a ".repeat(60);
    check(
        Lean::Past,
        TODAY,
        &[
            ("", "?"),
            ("   ", "?"),
            ("5", "?"),
            ("12345", "?"),
            ("ago", "?"),
            ("3 weeks", "?"),
            ("yesterday lunch", "?"),
            ("last week of", "?"),
            ("yesterday\ntoday", "?"),
            ("1:1", "?"),
            ("last", "?"),
            ("\\yesterday", "?"),
            (&long, "?"),
            ("29 Feb 2026", "there is no 29 February 2026"),
            ("2026-02-30", "there is no 30 February 2026"),
            ("2026-13-01", "there is no 2026-13-01"),
            ("32/01/2026", "there is no 32 January 2026"),
            ("32/13/2026", "there is no 32/13/2026"),
            ("Monday 10 May 2026", "10 May 2026 is a Sunday, not a Monday"),
            ("Friday 10 May", "10 May 2026 is a Sunday, not a Friday"),
            ("5000 years ago", "that is outside the years 1 to 9999"),
            ("999999999 weeks ago", "that is outside the years 1 to 9999"),
            ("0000-01-01", "that is outside the years 1 to 9999"),
        ],
    );
}

#[test]
fn indonesian_phrases() {
    check(
        Lean::Past,
        TODAY,
        &[
            ("hari ini", "2026-05-20"),
            ("Kemarin", "2026-05-19"),
            ("kemarin lusa", "2026-05-18"),
            ("besok", "2026-05-21"),
            ("lusa", "2026-05-22"),
            ("tadi malam", "2026-05-19"),
            ("semalam", "2026-05-19"),
            ("tadi pagi", "2026-05-20"),
            ("kemarin sore", "2026-05-19"),
            ("kemarin jam 5 sore", "2026-05-19"),
            ("kemarin pukul 17.30 WIB", "2026-05-19"),
            ("minggu lalu", "2026-05-11..2026-05-17"),
            ("minggu kemarin", "2026-05-11..2026-05-17"),
            ("minggu ini", "2026-05-18..2026-05-24"),
            ("minggu depan", "2026-05-25..2026-05-31"),
            ("bulan lalu", "2026-04-01..2026-04-30"),
            ("bulan depan", "2026-06-01..2026-06-30"),
            ("tahun lalu", "2025-01-01..2025-12-31"),
            ("3 hari lalu", "2026-05-17"),
            ("dua minggu yang lalu", "2026-05-06"),
            ("dua belas hari lalu", "2026-05-08"),
            ("dua puluh lima hari lalu", "2026-04-25"),
            ("sebelas bulan lalu", "2025-06-20"),
            ("seminggu lalu", "2026-05-13"),
            ("sebulan yang lalu", "2026-04-20"),
            ("setahun lalu", "2025-05-20"),
            ("setengah tahun lalu", "2025-11-20"),
            ("beberapa hari lalu", "2026-05-17"),
            ("3 hari lagi", "2026-05-23"),
            ("dalam 2 minggu", "2026-06-03"),
            ("senin", "2026-05-18"),
            ("hari senin", "2026-05-18"),
            ("pada hari Jum'at", "2026-05-15"),
            ("senin lalu", "2026-05-18"),
            ("rabu lalu", "2026-05-13"),
            ("jumat depan", "2026-05-22"),
            ("minggu", "2026-05-17"),
            ("hari minggu", "2026-05-17"),
            ("hari minggu lalu", "2026-05-17"),
            ("senin minggu lalu", "2026-05-11"),
            ("senin malam", "2026-05-18"),
            ("2 Mei", "2026-05-02"),
            ("2 Mei 2026", "2026-05-02"),
            ("tanggal 2 Mei", "2026-05-02"),
            ("tanggal 5", "2026-05-05"),
            ("tanggal 5 bulan lalu", "2026-04-05"),
            ("Senin, 4 Mei 2026", "2026-05-04"),
            ("17 Agu 2025", "2025-08-17"),
            ("1 Okt", "2025-10-01"),
            ("Des 2024", "2024-12-01..2024-12-31"),
            ("bulan Maret", "2026-03-01..2026-03-31"),
            ("Mei tahun lalu", "2025-05-01..2025-05-31"),
            ("tahun 2019", "2019-01-01..2019-12-31"),
            ("awal bulan", "2026-05-01"),
            ("akhir bulan lalu", "2026-04-30"),
            ("akhir bulan ini", "2026-05-31"),
            ("akhir pekan", "2026-05-16..2026-05-17"),
            ("akhir pekan lalu", "2026-05-16..2026-05-17"),
            ("natal", "2025-12-25"),
            ("malam tahun baru", "2025-12-31"),
        ],
    );
}

#[test]
fn weeks_turn_on_monday() {
    check(
        Lean::Past,
        "2026-05-24",
        &[
            ("this week", "2026-05-18..2026-05-24"),
            ("this weekend", "2026-05-23..2026-05-24"),
            ("last weekend", "2026-05-16..2026-05-17"),
            ("on the weekend", "2026-05-23..2026-05-24"),
            ("next weekend", "2026-05-30..2026-05-31"),
            ("this friday", "2026-05-22"),
            ("sunday", "2026-05-24"),
        ],
    );
    check(
        Lean::Past,
        "2026-01-31",
        &[
            ("last month", "2025-12-01..2025-12-31"),
            ("1 month ago", "2025-12-31"),
            ("next month", "2026-02-01..2026-02-28"),
            ("in 1 month", "2026-02-28"),
        ],
    );
}
