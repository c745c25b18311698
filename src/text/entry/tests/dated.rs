//! Names that are also the word of a month or a weekday. Today is Monday 23 November 2026.

use super::*;

#[test]
fn a_date_word_alone_in_a_list_of_people_is_a_name() {
    check(&[
        ("coffee with Mei and Grace", "in_person | Grace Hopper | unknown Mei"),
        ("coffee with Grace and June Carter", "in_person | Grace Hopper | unknown June Carter"),
        ("coffee with Grace and Mei Lin", "in_person | Grace Hopper | unknown Mei Lin"),
        ("coffee with April and Grace", "in_person | Grace Hopper | unknown April"),
        ("coffee with Grace, Mei and Tomas", "in_person | Grace Hopper+Tomas Berg | unknown Mei"),
        ("coffee with Grace & June", "in_person | Grace Hopper | unknown June"),
        ("coffee with Mei and June", "in_person | unknown Mei+June"),
        ("coffee with Mei Lin", "in_person | unknown Mei Lin"),
        ("coffee with Juli Andrews", "in_person | unknown Juli Andrews"),
        ("coffee with Jan yesterday", "2026-11-22 | in_person | unknown Jan"),
        ("kopi sama Sen", "in_person | unknown Sen"),
        ("kopi dengan Rabu", "in_person | unknown Rabu"),
        ("kemarin makan sama Minggu", "2026-11-22 | in_person | unknown Minggu"),
    ]);
}

#[test]
fn a_number_or_a_day_beside_it_leaves_a_date_word_a_date() {
    check(&[
        ("coffee with Grace, Friday", "2026-11-20 | in_person | Grace Hopper"),
        ("coffee with Grace and Friday lunch with Tomas", "2026-11-20 | in_person | Grace Hopper+Tomas Berg"),
        ("coffee with Grace and on Friday with Tomas", "2026-11-20 | in_person | Grace Hopper+Tomas Berg"),
        ("coffee with Grace 5 May", "2026-05-05 | in_person | Grace Hopper"),
        ("coffee with Grace, May 5", "2026-05-05 | in_person | Grace Hopper"),
        ("coffee with Grace in June", "2026-06-01 | in_person | Grace Hopper"),
        ("coffee with \\Mei and Grace", "in_person | Grace Hopper"),
    ]);
}

#[test]
fn a_name_leaves_the_number_to_the_month_behind_it() {
    check(&[
        ("coffee with May, 5 June", "2026-06-05 | in_person | May Lind"),
        ("coffee with May 5 June", "2026-06-05 | in_person | May Lind"),
        ("coffee with Tomas and May, 5 June 2026", "2026-06-05 | in_person | Tomas Berg+May Lind"),
        ("coffee with May, 1 May", "2026-05-01 | in_person | May Lind"),
        ("May, 5 June: coffee", "2026-06-05 | in_person | May Lind"),
        ("coffee with Mei 5 June", "2026-06-05 | in_person | unknown Mei"),
        ("May 5: coffee with Grace", "2026-05-05 | in_person | Grace Hopper"),
        ("coffee with May on 5 May", "2026-05-05 | in_person | May Lind"),
    ]);
}

/// Every month and weekday of both languages, after "with", is asked about; with a number it is a day.
#[test]
fn every_date_word_is_a_name_after_with() {
    for word in [
        "January", "April", "June", "July", "August", "Jan", "Apr", "Jun", "Dec", "Friday", "Saturday", "Januari",
        "Juni", "Agustus", "Senin", "Rabu", "Jumat", "Ahad",
    ] {
        assert_eq!(told(&format!("coffee with {word}")), format!("in_person | unknown {word}"));
        assert_eq!(
            told(&format!("coffee with Grace and {word}")),
            format!("in_person | Grace Hopper | unknown {word}")
        );
    }
}
