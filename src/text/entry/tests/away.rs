//! Who is named and was not there, and what is only planned. Today is Monday 23 November 2026.

use super::*;

#[test]
fn whoever_was_not_there_is_not_among_the_people() {
    check(&[
        ("Not Grace but Tomas came", "Tomas Berg"),
        ("Everyone but Grace came: Tomas, Sari", "Tomas Berg+Sari Dewi"),
        ("Everybody except Grace and Ada came: Tomas, Sari", "Tomas Berg+Sari Dewi"),
        ("Without Grace it was just Tomas", "Tomas Berg"),
        ("Lunch with Tomas and Sari, without Grace", "in_person | Tomas Berg+Sari Dewi"),
        ("Lunch with Tomas w/o Grace", "in_person | Tomas Berg"),
        ("coffee w/o Grace, only Tomas", "in_person | Tomas Berg"),
        ("Grace couldn't make it, so Tomas and I went alone", "Tomas Berg"),
        ("Coffee with Ada. Grace didn't show up", "in_person | Ada Byron"),
        ("Tomas sends his love to Grace", "Tomas Berg"),
        ("Coffee with Sari; Tomas sends his love", "in_person | Sari Dewi"),
        ("Coffee with Grace (Tomas was sick)", "in_person | Grace Hopper"),
        ("Coffee with Grace, who is engaged to Tomas", "in_person | Grace Hopper"),
        ("Coffee with Grace, who was Tomas's boss", "in_person | Grace Hopper"),
        ("Read John Kim's book with Grace", "Grace Hopper"),
        ("ngopi sama Budi, Sari gak bisa datang", "in_person | Budi Santoso"),
        ("makan sama Budi tanpa Sari", "in_person | Budi Santoso"),
    ]);
    let e = entry("Coffee with Grace (Tomas was sick)").expect("an entry");
    assert_eq!(e.aside.iter().map(|span| &e.text[span.clone()]).collect::<Vec<_>>(), ["Tomas"]);
}

#[test]
fn whoever_was_there_stays_among_the_people() {
    check(&[
        ("Visited Grace, Grace was sick", "in_person | Grace Hopper"),
        ("Grace was sick", "Grace Hopper"),
        ("Nobody but Grace came", "Grace Hopper"),
        ("Coffee with Grace, who was with Tomas", "in_person | Grace Hopper+Tomas Berg"),
        ("Not only Grace but Tomas came", "Grace Hopper+Tomas Berg"),
        ("Grace couldn't make it to lunch, so coffee with Grace", "in_person | Grace Hopper"),
        ("Dinner at Grace's with Tomas", "in_person | Grace Hopper+Tomas Berg"),
    ]);
}

#[test]
fn nobody_is_there_where_the_only_one_named_was_not() {
    let e = entry("Grace couldn't make it").expect("an entry");
    assert!(e.people.is_empty());
    assert_eq!(e.aside.iter().map(|span| &e.text[span.clone()]).collect::<Vec<_>>(), ["Grace"]);
}

#[test]
fn a_meeting_that_did_not_come_about_is_an_attempt() {
    for text in ["Gak sempet ketemu Budi", "nggak sempat ketemu Sari", "tidak bisa ketemu Budi kemarin"] {
        assert_eq!(entry(text).map(|e| e.kind), Ok(Kind::Attempt), "{text}");
    }
    assert_eq!(entry("udah lama gak ketemu Budi, akhirnya ngopi").map(|e| e.kind), Ok(Kind::InPerson));
}

#[test]
fn what_is_only_arranged_or_to_come_is_refused() {
    for text in [
        "We'll have dinner with Grace tomorrow",
        "I'll have lunch with Grace on Friday",
        "I'll call Grace next week",
        "We will visit Grace tomorrow",
        "Grace is coming over tonight",
        "Grace's coming over tonight",
        "Grace and Tomas are visiting tomorrow",
        "Seeing Grace tonight",
        "I'm meeting Grace tomorrow",
        "Made plans with Grace for Friday",
        "I made plans with Grace",
        "Remind me to thank Grace",
        "Janjian sama Budi hari Jumat",
        "Ingetin aku telepon Budi",
    ] {
        let got = entry(text);
        assert!(matches!(got, Err(EntryError::Planned { .. } | EntryError::NotYet { .. })), "{text}: {}", told(text));
    }
    for text in [
        "I'll call Ada",
        "I'll send Grace the paper next week",
        "Coffee with Grace; we made plans for Friday",
        "Grace is coming to terms with it",
        "Coffee with Grace, she is coming over tonight",
        "Grace is visiting Riga",
        "Will called tonight",
    ] {
        assert!(entry(text).is_ok(), "{text}: {}", told(text));
    }
}
