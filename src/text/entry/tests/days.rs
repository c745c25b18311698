//! Which day of a sentence is the day of the meeting. Today is Monday 23 November 2026.

use super::*;

/// What is to come, or what was told, is not the day of the meeting, which is today.
#[test]
fn a_day_of_what_was_told_is_not_the_day_of_the_meeting() {
    check(&[
        ("Called Ada; her exam is on 14 January", "call | Ada Byron"),
        ("Called Ada, her exam is on 14 January", "call | Ada Byron"),
        ("Called Ada. The exam is on 14 January", "call | Ada Byron"),
        ("Called Ada; Ada's exam starts 14 January", "call | Ada Byron"),
        ("Called Ada; flight on 20 December", "call | Ada Byron"),
        ("Coffee with Ada. Tomas starts a new job on 1 December", "in_person | Ada Byron+Tomas Berg"),
        ("Coffee with Ada, and Tomas starts a new job on 1 December", "in_person | Ada Byron+Tomas Berg"),
        ("dinner with Ada, who flies to Bali on 20 December", "in_person | Ada Byron"),
        ("dinner with Ada who is moving on 20 December", "in_person | Ada Byron"),
        ("Ada starts her new job on 1 December", "Ada Byron"),
        ("On 1 December Ada starts her new job", "Ada Byron"),
        ("Ada is moving to Oslo on 3 January", "Ada Byron"),
        ("Ada's exam is on 14 January", "Ada Byron"),
        ("Tomas invited me to his party on 12 December", "in_person | Tomas Berg"),
        ("Ada told me about her trip on 20 December", "Ada Byron"),
        ("Ada told me Tomas starts a new job on 1 December", "Ada Byron+Tomas Berg"),
        ("Ada told me she broke her leg last week", "Ada Byron"),
        ("met Ada; last year she got married", "in_person | Ada Byron"),
        ("Coffee with Ada. Tomas moved on 3 May", "in_person | Ada Byron+Tomas Berg"),
        ("called Ada; she's off to Bali on 20 December", "call | Ada Byron"),
        ("called Ada; we fly to Bali on 20 December", "call | Ada Byron"),
        ("texted Ada about Friday", "message | out | Ada Byron"),
        ("Coffee with Ada; birthday dinner on 20 December", "in_person | Ada Byron"),
        ("Coffee with Ada; we meet again on 4 December", "in_person | Ada Byron"),
        ("Coffee with Ada. Next meeting: 4 December", "in_person | Ada Byron"),
        ("Call with Ada: deadline 30 November", "call | Ada Byron"),
        ("Breakfast with Ada before she leaves tomorrow", "in_person | Ada Byron"),
        ("Ada rang to say she arrives on Thursday", "call | Ada Byron"),
        ("Ada texted, train gets in at 6pm on Friday", "message | in | Ada Byron"),
        ("Asked Ada for help with the move on 2 December", "Ada Byron"),
        ("Sari Dewi mulai kerja baru 1 Desember", "Sari Dewi"),
        ("nelpon Sari, ujiannya 14 Januari", "call | Sari Dewi"),
        ("nelpon Sari, ujian dia tanggal 14 Januari", "call | Sari Dewi"),
        ("makan sama Budi yang mulai kerja 1 Desember", "in_person | Budi Santoso"),
        ("ketemu Sari sebelum dia berangkat 1 Desember", "in_person | Sari Dewi"),
        ("ketemu Sari, Budi nikah 5 Desember", "in_person | Sari Dewi+Budi Santoso"),
        ("nelpon Sari, dia ngajak aku ke pestanya 12 Desember", "call | Sari Dewi"),
    ]);
}

#[test]
fn the_day_of_something_else_is_not_the_day_of_the_meeting() {
    check(&[
        ("Sat next to [Aisyah] at the wedding", "in_person | [Aisyah]"),
        ("Met Ada; Sat there for hours", "in_person | Ada Byron"),
        ("Sun was out, walked with Ada", "in_person | Ada Byron"),
        ("March with Ada for climate justice", "Ada Byron"),
        ("May I say: Ada is a saint", "Ada Byron"),
        ("Talked to Ada about what happened in 2019", "Ada Byron"),
        ("Talked to Ada about the summer of 2019", "Ada Byron"),
        ("Coffee with Ada; we first met 10 years ago", "in_person | Ada Byron"),
        ("Ada moved to Oslo 2 years ago", "Ada Byron"),
        ("Ada moved here in March", "Ada Byron"),
        ("Ada quit last week", "Ada Byron"),
        ("lunch with Ada 24/7", "in_person | Ada Byron"),
        ("Not yesterday but today: lunch with Ada", "in_person | Ada Byron"),
        ("Not today but yesterday: lunch with Ada", "2026-11-22 | in_person | Ada Byron"),
    ]);
}

#[test]
fn the_day_of_the_meeting_stays_beside_words_like_those() {
    check(&[
        ("Sat: lunch with Ada", "2026-11-21 | in_person | Ada Byron"),
        ("Sat lunch with Ada", "2026-11-21 | in_person | Ada Byron"),
        ("Sun I met Ada", "2026-11-22 | in_person | Ada Byron"),
        ("Talked to Ada about work on Friday", "2026-11-20 | Ada Byron"),
        ("Ada helped me last week", "2026-11-16 | Ada Byron"),
        ("Ada moved in with me last week", "2026-11-16 | Ada Byron"),
        ("I first met Ada 10 years ago", "2016-11-23 | in_person | Ada Byron"),
        ("lunch with Ada on 24/7", "2026-07-24 | in_person | Ada Byron"),
        ("lunch with Ada, Friday a week ago", "2026-11-13 | in_person | Ada Byron"),
        ("lunch with Ada, Friday before last", "2026-11-13 | in_person | Ada Byron"),
        ("lunch with Ada the week before last", "2026-11-09 | in_person | Ada Byron"),
        ("lunch with Ada three nights ago", "2026-11-20 | in_person | Ada Byron"),
        ("kmrn ngopi sama Budi", "2026-11-22 | in_person | Budi Santoso"),
    ]);
}

#[test]
fn a_colon_before_the_first_day_is_no_clause() {
    check(&[(":Friday lunch with Ada", "2026-11-20 | in_person | Ada Byron")]);
}

#[test]
fn a_day_beside_the_meeting_or_in_front_stays_its_day() {
    check(&[
        ("3 weeks ago: called Ada, her exam is on 10 November", "2026-11-02 | call | Ada Byron"),
        ("lunch with Ada last Tuesday; she flies home on Thursday", "2026-11-17 | in_person | Ada Byron"),
        ("I ran into Ada on Saturday, she starts at Acme on 1 December", "2026-11-21 | in_person | Ada Byron"),
        ("met Ada on 1 December", "2025-12-01 | in_person | Ada Byron"),
        ("call with Ada for 40 minutes 2 days ago", "2026-11-21 | call | 40 min | Ada Byron"),
        ("called Ada for an hour, a week ago", "2026-11-16 | call | 60 min | Ada Byron"),
        ("lunch w/ budi yesterday", "2026-11-22 | in_person | Budi Santoso"),
        ("long talk with Ada until 2am on Saturday", "2026-11-21 | Ada Byron"),
        ("sat with Ada from 7 pm last Friday", "2026-11-20 | in_person | Ada Byron"),
        ("called Ada, no answer until 14 November", "attempt | Ada Byron"),
        ("went to Ada's wedding on 5 December", "2025-12-05 | in_person | Ada Byron"),
        ("Met Ada's mother and Ada on 3 November", "2026-11-03 | in_person | Ada Byron"),
        ("lunch with Ada and her mother on 3 November", "2026-11-03 | in_person | Ada Byron"),
        ("lunch with Ada, Tomas and his kids on 3 November", "2026-11-03 | in_person | Ada Byron+Tomas Berg"),
        ("Drove Ada to the airport on 3 May", "2026-05-03 | Ada Byron"),
        ("Tomas helped me move on Saturday", "2026-11-21 | Tomas Berg"),
        ("Ada and Tomas helped me move last Saturday", "2026-11-21 | Ada Byron+Tomas Berg"),
        ("What a day. Tomas helped me on Friday", "2026-11-20 | Tomas Berg"),
        ("coffee with Ada, yesterday evening", "2026-11-22 | in_person | Ada Byron"),
        ("coffee with Ada; it was on Friday", "2026-11-20 | in_person | Ada Byron"),
        ("Ada told me on Friday that she is pregnant", "2026-11-20 | Ada Byron"),
        ("Ada has called on Friday", "2026-11-20 | call | Ada Byron"),
        ("On Friday Ada and I had beers", "2026-11-20 | in_person | Ada Byron"),
        ("ketemu Budi kemarin, dia pindah ke Bali 5 Desember", "2026-11-22 | in_person | Budi Santoso"),
        ("ngopi sama Sari hari Sabtu, Budi nikah 5 Desember", "2026-11-21 | in_person | Sari Dewi+Budi Santoso"),
        ("Sari dan Budi bantu pindahan hari Sabtu", "2026-11-21 | Sari Dewi+Budi Santoso"),
    ]);
}

#[test]
fn days_in_digits_and_weeks_ago() {
    check(&[
        ("met Ada on 5/11", "2026-11-05 | in_person | Ada Byron"),
        ("met Ada 5/11", "2026-11-05 | in_person | Ada Byron"),
        ("coffee with Ada, 5/11", "2026-11-05 | in_person | Ada Byron"),
        ("5/11 met Ada", "2026-11-05 | in_person | Ada Byron"),
        ("5/11 - coffee with Ada", "2026-11-05 | in_person | Ada Byron"),
        ("5/11: met Ada", "2026-11-05 | in_person | Ada Byron"),
        ("tgl 5/11 ketemu Budi", "2026-11-05 | in_person | Budi Santoso"),
        ("ketemu Budi tgl 5/11", "2026-11-05 | in_person | Budi Santoso"),
        ("5.11. coffee with Ada", "2026-11-05 | in_person | Ada Byron"),
        ("coffee with Ada on 5.11.", "2026-11-05 | in_person | Ada Byron"),
        ("coffee with Ada on 5/11/26", "2026-11-05 | in_person | Ada Byron"),
        ("Sat with Ada at the station", "in_person | Ada Byron"),
        ("lunch Sat with Ada", "2026-11-21 | in_person | Ada Byron"),
        ("coffee with Ada 4/5", "in_person | Ada Byron"),
        ("3/4 of the team and Ada for lunch", "in_person | Ada Byron"),
        ("met Ada a week ago on Tuesday", "2026-11-17 | in_person | Ada Byron"),
        ("met Ada on Friday two weeks ago", "2026-11-13 | in_person | Ada Byron"),
        ("ketemu Budi dua minggu lalu hari Jumat", "2026-11-13 | in_person | Budi Santoso"),
        ("met Ada last month on the 5th", "2026-10-05 | in_person | Ada Byron"),
    ]);
}

#[test]
fn a_meeting_on_a_day_to_come_is_refused_in_the_words_of_a_prefix() {
    for (text, on) in [
        ("met Ada on 11/12/2026", "2026-12-11"),
        ("met Ada 14/01/2027", "2027-01-14"),
        ("met Ada on 2026-12-25", "2026-12-25"),
        ("met Ada in Riga on 25 December 2026", "2026-12-25"),
        ("met Ada for lunch on 25 December 2026", "2026-12-25"),
        ("met Ada next week", "2026-11-30"),
        ("met Ada on 25/12/26", "2026-12-25"),
        ("ketemu Budi 25 Desember 2026", "2026-12-25"),
        ("makan sama Budi minggu depan", "2026-11-30"),
        ("11/12/2026: met Ada", "2026-12-11"),
    ] {
        let expected = format!("is {on}, which is still to come; a meeting is written down once it took place");
        assert!(told(text).ends_with(&expected), "{text}: {}", told(text));
    }
    for text in [
        "Booked flights with Ada for 25 December 2026",
        "called Ada to arrange dinner next week",
        "met Ada about the party on 25 December 2026",
        "met Ada before her exam on 11/12/2026",
        "met Ada and planned the trip on 25 December 2026",
        "called Ada, her party is on 25 December 2026",
    ] {
        assert!(entry(text).is_ok_and(|e| e.on_span.is_none()), "{text}: {}", told(text));
    }
}

#[test]
fn a_given_day_wins_over_every_day_of_the_sentence() {
    let given = parse_iso("2026-05-02").expect("a date");
    let today = parse_iso("2026-11-23").expect("a date");
    for text in [
        "coffee with Ada on 30 Feb",
        "2026-02-30: coffee with Ada",
        "tomorrow: coffee with Ada",
        "tomorrow coffee with Ada",
        "met Ada on 25 December 2026",
        "yesterday: coffee with Ada",
        "planning to meet Ada",
    ] {
        let on = parse_on(text, Some(given), today, &Known { names: &index(), places: &[] }).map(|e| e.on);
        assert_eq!(on, Ok(given), "{text}");
    }
    let due = parse_on(
        "tomorrow: I promised Ada the paper by Friday",
        Some(given),
        today,
        &Known { names: &index(), places: &[] },
    );
    assert_eq!(due.ok().and_then(|e| e.promises.first()?.due).map(iso).as_deref(), Some("2026-05-08"));
}

#[test]
fn a_week_a_month_and_a_year_are_told_from_a_day() {
    for (text, long) in [
        ("met Ada in 1999", true),
        ("last week: met Ada", true),
        ("met Ada last month", true),
        ("met Ada yesterday", false),
        ("met Ada", false),
    ] {
        assert_eq!(entry(text).map(|e| e.on_first), Ok(long), "{text}");
    }
}

#[test]
fn what_did_not_take_place_is_an_attempt_or_refused() {
    for text in [
        "left Ada a voicemail",
        "voicemail from Ada",
        "missed call from Ada",
        "missed Ada's call on Friday",
        "Ada left me a voice message",
        "couldn't reach Ada",
        "Ada cancelled",
        "Ada cancelled last minute",
        "Ada cancelled our lunch",
        "dinner with Ada got cancelled",
        "I had to cancel dinner with Ada",
        "dinner with Ada; she cancelled",
        "panggilan tak terjawab dari Budi",
        "Sari batal datang",
    ] {
        assert_eq!(entry(text).map(|e| e.kind).ok(), Some(Kind::Attempt), "{text}");
    }
    for text in [
        "coffee with Ada; she cancelled her trip",
        "coffee with Ada, who cancelled her wedding",
        "coffee with Ada. Tomas cancelled",
        "lunch with Ada, voicemail from Tomas",
        "Ada and I went to the diner. George had to cancel.",
        "Ada cancelled, so I had coffee with Tomas",
    ] {
        assert_eq!(entry(text).map(|e| e.kind).ok(), Some(Kind::InPerson), "{text}");
    }
    for text in [
        "planning to meet Ada",
        "supposed to see Ada on Friday",
        "I want to see Ada",
        "I should call Ada",
        "mau ketemu Budi",
        "rencana ketemu Sari",
    ] {
        assert!(matches!(entry(text), Err(EntryError::Planned { .. })), "{text}: {}", told(text));
    }
    for text in [
        "want to thank Ada for dinner",
        "should have called Ada",
        "must-see film with Ada on Friday",
        "I'll call Ada",
        "coffee with Ada, we plan to meet Tomas",
        "planned the trip with Ada",
    ] {
        assert!(entry(text).is_ok(), "{text}: {}", told(text));
    }
}
