//! Texts of several meetings.

use super::*;

#[test]
fn two_days_with_people_of_their_own_are_refused() {
    for text in [
        "Wed: call with Tomas. Sun: lunch with Grace",
        "lunch with Grace yesterday, dinner with Tomas today",
        "Coffee with Grace on Friday; lunch with Tomas on Saturday",
        "kemarin ngopi sama Budi, hari ini makan sama Sari",
    ] {
        assert!(matches!(entry(text), Err(EntryError::Several { .. })), "{text}: {}", told(text));
    }
    let given = parse_iso("2026-11-20").ok();
    let known = Known { names: &index(), places: &[] };
    let today = parse_iso("2026-11-23").expect("a date");
    let text = "lunch with Grace yesterday, dinner with Tomas today";
    assert_eq!(parse_on(text, given, today, &known).map(|e| Some(e.on)), Ok(given));
}

#[test]
fn one_day_or_one_circle_is_one_meeting() {
    check(&[
        ("lunch with Grace yesterday, dinner with Grace today", "2026-11-22 | in_person | Grace Hopper"),
        ("lunch with Grace and dinner with Tomas yesterday", "2026-11-22 | in_person | Grace Hopper+Tomas Berg"),
        ("lunch with Grace yesterday, Tomas came too", "2026-11-22 | in_person | Grace Hopper+Tomas Berg"),
        ("lunch with Grace yesterday; dinner with Tomas tomorrow", "2026-11-22 | in_person | Grace Hopper+Tomas Berg"),
    ]);
}
