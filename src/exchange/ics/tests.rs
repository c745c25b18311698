//! Calendars as programs write them, and as nobody should.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::date::{iso, parse_iso};
use crate::domain::me::MeKind;
use crate::domain::meeting::Kind;

fn me() -> Me {
    let mut me = Me::default();
    me.add(MeKind::Email, "sari@example.org");
    me
}

fn items(bytes: &[u8]) -> Vec<(u64, Item)> {
    let mut found = Vec::new();
    let today = parse_iso("2026-11-23").expect("a day");
    let read = read(bytes, today, &me(), &mut |place: Place, item| {
        found.push((place.line, item));
        Ok::<_, Trouble<()>>(())
    });
    read.unwrap_or_else(|e| panic!("{e:?}"));
    found
}

fn contacts(text: &str) -> Vec<ContactDraft> {
    let found = items(text.as_bytes()).into_iter();
    found.filter_map(|(_, item)| if let Item::Contact(draft) = item { Some(draft) } else { None }).collect()
}

fn left_out(text: &str) -> Vec<&'static str> {
    let found = items(text.as_bytes()).into_iter();
    found
        .filter_map(|(_, item)| match item {
            Item::LeftOut(why) | Item::Withdrawn(_, why) => Some(why),
            _ => None,
        })
        .collect()
}

const SARI: &str = "ATTENDEE;CN=Sari Putri:mailto:sari@example.org";
const GRACE: &str = "ATTENDEE;CN=Grace Tan;PARTSTAT=ACCEPTED:mailto:grace@example.com";
const BUDI: &str = "ATTENDEE;CN=Budi:MAILTO:budi@example.com";
const ADA: &str = "ATTENDEE;CN=Ada Lind:mailto:ada@example.com";

fn calendar(head: &[&str], events: &[&[&str]]) -> String {
    let event = |lines: &&[&str]| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"));
    let head: String = head.iter().map(|line| format!("{line}\r\n")).collect();
    let events: String = events.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{events}END:VCALENDAR\r\n")
}

/// Returns the contact of one event with me and Grace, with further lines.
fn with_grace(head: &[&str], lines: &[&str]) -> ContactDraft {
    let lines: Vec<&str> = ["UID:1", SARI, GRACE].iter().chain(lines).copied().collect();
    contacts(&calendar(head, &[&lines])).pop().expect("a contact")
}

#[test]
fn an_event_with_others_is_a_contact() {
    let draft = with_grace(
        &[],
        &[
            "DTSTART;TZID=Asia/Jakarta:20261102T120000",
            "DTEND;TZID=Asia/Jakarta:20261102T133000",
            "SUMMARY:Lunch\\, at",
            " \tlast",
            "LOCATION:Kopi Tuku",
        ],
    );
    assert_eq!((iso(draft.on).as_str(), draft.kind, draft.minutes), ("2026-11-02", Kind::InPerson, Some(90)));
    assert_eq!((draft.place.as_deref(), draft.text.as_str()), (Some("Kopi Tuku"), "Lunch, at last"));
    assert_eq!((draft.size, draft.imposed, draft.key.as_str()), (None, false, "1"));
    let names: Vec<_> = draft.people.iter().map(|party| party.name.as_deref()).collect();
    assert_eq!(names, [Some("Sari Putri"), Some("Grace Tan")]);
}

#[test]
fn what_is_no_contact_is_left_out() {
    let day = "DTSTART:20261102T100000";
    for (lines, why) in [
        (&["DTSTART;VALUE=DATE:20261102", GRACE][..], "all-day"),
        (&["DTSTART:20261102T000000", "DTEND:20261104T000000", GRACE], "all-day"),
        (&[day, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", GRACE], "all-day"),
        (&[day, "STATUS:CANCELLED", GRACE], "cancelled"),
        (&[day, "ATTENDEE;PARTSTAT=DECLINED:mailto:Sari@example.org", GRACE], "declined"),
        (&[day, "SUMMARY:alone"], "with nobody invited"),
    ] {
        assert_eq!(left_out(&calendar(&[], &[lines])), [why], "{lines:?}");
    }
    let cancelled = calendar(&["METHOD:CANCEL"], &[&[day, GRACE]]);
    assert_eq!(left_out(&cancelled), ["cancelled"]);
    let no = "ATTENDEE;PARTSTAT=DECLINED:mailto:sari@example.org";
    let series = calendar(
        &[],
        &[&["UID:s", day, "RRULE:FREQ=DAILY", no, GRACE], &["UID:b", "DTSTART:20200101", "RRULE:FREQ=YEARLY", GRACE]],
    );
    assert_eq!(left_out(&series), ["declined", "all-day"], "a series counts once");
    let reply = calendar(&["METHOD:REPLY"], &[&[day, GRACE]]);
    assert_eq!(left_out(&reply), ["an answer to an invitation"]);
}

#[test]
fn rooms_lists_and_those_who_declined_are_no_people() {
    let draft = with_grace(
        &[],
        &[
            "DTSTART:20261102T100000",
            "ATTENDEE;CUTYPE=ROOM;CN=Room 5:mailto:room5@example.com",
            "ATTENDEE;CN=Car:mailto:car@resource.calendar.google.com",
            "ATTENDEE;CUTYPE=GROUP;CN=All:mailto:all@example.com",
            "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.com",
            "ATTENDEE;ROLE=NON-PARTICIPANT:mailto:told@example.com",
            "ORGANIZER;CN=Tomas Ozols:mailto:tomas@example.com",
        ],
    );
    let mails: Vec<_> = draft.people.iter().filter_map(|party| party.email.as_deref()).collect();
    assert_eq!(mails, ["sari@example.org", "grace@example.com", "tomas@example.com"]);
    assert_eq!(draft.size, Some(4), "the list counts");
}

#[test]
fn how_and_where_people_met() {
    let day = "DTSTART:20261102T100000";
    for (line, kind, place) in [
        ("LOCATION:Kopi Tuku\\; Microsoft Teams Meeting", Kind::InPerson, Some("Kopi Tuku")),
        ("LOCATION:Kopi  Tuku\\nJl. Cipete Raya 7", Kind::InPerson, Some("Kopi Tuku")),
        ("LOCATION:https://us02web.zoom.us/j/123", Kind::Video, None),
        ("LOCATION:Microsoft Teams Meeting", Kind::Video, None),
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc", Kind::Video, None),
        ("CONFERENCE;VALUE=URI;FEATURE=PHONE,MODERATOR:tel:+1-555-0100", Kind::Call, None),
        ("DESCRIPTION:Join: https://teams.microsoft.com/l/x", Kind::Video, None),
        ("URL:https://example.com/agenda", Kind::InPerson, None),
        ("LOCATION:https://example.com/map", Kind::InPerson, None),
        ("LOCATION:+62 812 3456 7890", Kind::Call, None),
        ("LOCATION:Phone", Kind::Call, None),
        ("SUMMARY:Call with Grace", Kind::Call, None),
        ("SUMMARY:Recalling old times", Kind::InPerson, None),
        ("SUMMARY:Zoom with Grace", Kind::Video, None),
    ] {
        let draft = with_grace(&[], &[day, line]);
        assert_eq!((draft.kind, draft.place.as_deref()), (kind, place), "{line}");
    }
}

#[test]
fn the_day_is_that_of_the_clocks_there() {
    let day = |head: &[&str], line: &str| iso(with_grace(head, &[line]).on);
    assert_eq!(day(&["X-WR-TIMEZONE:Asia/Jakarta"], "DTSTART:20261101T230000Z"), "2026-11-02");
    assert_eq!(day(&["X-WR-TIMEZONE:America/Los_Angeles"], "DTSTART:20261102T010000Z"), "2026-11-01");
    assert_eq!(day(&["X-WR-TIMEZONE:Asia/Jakarta"], "DTSTART;TZID=America/New_York:20261101T230000"), "2026-11-01");
    assert_eq!(day(&[], "DTSTART:20261101T230000Z"), "2026-11-01");
    let told = items(calendar(&[], &[&["DTSTART:20261101T230000Z", GRACE]]).as_bytes());
    assert!(told.iter().any(|(_, item)| matches!(item, Item::Told(line) if line.contains("UTC"))), "{told:?}");
    // A zone of no name that anybody knows, as the calendar describes it.
    let zone = [
        "BEGIN:VTIMEZONE",
        "TZID:Somewhere",
        "BEGIN:STANDARD",
        "DTSTART:16010101T030000",
        "TZOFFSETFROM:+1300",
        "TZOFFSETTO:+1200",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:16010101T020000",
        "TZOFFSETFROM:+1200",
        "TZOFFSETTO:+1300",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=9",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ];
    assert_eq!(day(&zone, "DTSTART:20261101T113000Z"), "2026-11-02", "summer there");
    assert_eq!(day(&zone, "DTSTART:20260701T113000Z"), "2026-07-01", "and winter");
}

#[test]
fn a_flight_is_as_long_as_it_takes() {
    let lines = ["DTSTART;TZID=Asia/Jakarta:20261102T080000", "DTEND;TZID=Asia/Makassar:20261102T110000"];
    assert_eq!(with_grace(&[], &lines).minutes, Some(120));
    assert_eq!(with_grace(&[], &["DTSTART:20261102T080000", "DURATION:PT45M"]).minutes, Some(45));
    assert_eq!(with_grace(&[], &["DTSTART:20261102T080000", "DTEND:20261102T070000"]).minutes, None);
    assert_eq!(with_grace(&[], &["DTSTART:20261102T080000"]).minutes, None);
}

/// Returns keys and days.
fn days(drafts: &[ContactDraft]) -> Vec<String> {
    drafts.iter().map(|draft| format!("{} {}", draft.key, iso(draft.on))).collect()
}

#[test]
fn what_comes_again_comes_up_to_today() {
    let series: &[&str] = &[
        "UID:w",
        "DTSTART;TZID=Europe/Riga:20261026T090000",
        "DTEND;TZID=Europe/Riga:20261026T100000",
        "RRULE:FREQ=WEEKLY",
        "EXDATE;TZID=Europe/Riga:20261102T090000",
        "RDATE;TZID=Europe/Riga:20261104T090000",
        SARI,
        GRACE,
        BUDI,
        ADA,
    ];
    // The instance is told in UTC, and names nobody anew.
    let moved: &[&str] = &["UID:w", "RECURRENCE-ID:20261109T070000Z", "DTSTART;TZID=Europe/Riga:20261110T090000"];
    let (one, other) = (calendar(&[], &[series, moved]), calendar(&[], &[moved, series]));
    let drafts = contacts(&one);
    let mut told = days(&drafts);
    told.sort();
    assert_eq!(
        told,
        [
            "w@20261026T090000 2026-10-26",
            "w@20261104T090000 2026-11-04",
            "w@20261109T090000 2026-11-10",
            "w@20261116T090000 2026-11-16",
            "w@20261123T090000 2026-11-23"
        ]
    );
    assert!(drafts.iter().all(|draft| draft.imposed && draft.people.len() == 4));
    assert_eq!(contacts(&other), drafts, "the order does not matter");
    let gone: Vec<_> = items(one.as_bytes()).into_iter().filter(|(_, item)| matches!(item, Item::Gone(..))).collect();
    assert_eq!(gone.len(), 2, "the event that comes once, and the one that was left out: {gone:?}");
    // With two of us it is our own wish.
    let two =
        contacts(&calendar(&[], &[&["UID:2", "DTSTART:20261102T090000", "RRULE:FREQ=DAILY;COUNT=2", SARI, GRACE]]));
    assert_eq!((two.len(), two[0].imposed), (2, false));
}

#[test]
fn an_end_in_utc_is_an_end() {
    let line = |until: &str| format!("RRULE:FREQ=DAILY;UNTIL={until}");
    let count = |until: &str| {
        let rule = line(until);
        contacts(&calendar(&[], &[&["UID:1", "DTSTART;TZID=Asia/Jakarta:20261101T060000", &rule, GRACE]])).len()
    };
    // 06:00 in Jakarta is 23:00 in UTC, the day before.
    assert_eq!(count("20261102T230000Z"), 3);
    assert_eq!(count("20261102T225959Z"), 2);
    assert_eq!(count("20261102"), 2);
}

#[test]
fn the_newest_of_two_writings_counts() {
    let old: &[&str] = &["UID:1", "SEQUENCE:1", "DTSTART:20261101T100000", "SUMMARY:old", GRACE];
    let new: &[&str] = &["UID:1", "SEQUENCE:2", "DTSTART:20261103T100000", "SUMMARY:new", GRACE];
    for events in [[old, new], [new, old]] {
        let drafts = contacts(&calendar(&[], &events));
        assert_eq!((drafts.len(), drafts[0].text.as_str()), (1, "new"));
    }
}

#[test]
fn events_without_a_key_of_their_own_have_a_lasting_one() {
    let draft = contacts(&calendar(&[], &[&["DTSTART:20261101T100000", "SUMMARY:Tea", GRACE]])).remove(0);
    assert_eq!(draft.key, "~28c934b633521e5b");
}

#[test]
fn folds_charsets_and_quotes_of_the_wild() {
    let head = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261102T100000\nSUMMARY:Z";
    let name = "ATTENDEE;CN=\"Ozols, Tom\u{e1}\u{161}\":mailto:tomas@example.com";
    let mut bytes = head.to_vec();
    // A letter of two bytes, cut by a fold.
    bytes.extend(b"\xc3\r\n \xbcrich\n");
    bytes.extend(name.as_bytes());
    bytes.extend(b"\nLOCATION:M\xfcnchen\nEND:VEVENT\nEND:VCALENDAR");
    let found = items(&bytes);
    let [(2, Item::Contact(draft))] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((draft.text.as_str(), draft.place.as_deref()), ("Zürich", Some("München")));
    assert_eq!(draft.people[0].called().as_deref(), Some("Tomáš Ozols"));
    let old = "BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nDTSTART:20261102T100000\nSUMMARY;ENCODING=QUOTED-PRINTABLE:Z=C3=BC=\nrich\nATTENDEE:grace@example.com\nEND:VEVENT\nEND:VCALENDAR\n";
    assert_eq!(contacts(old)[0].text, "Zürich");
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(old.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(begins(&wide[2..]) && items(&wide).iter().any(|(_, item)| matches!(item, Item::Contact(_))));
}

#[test]
fn what_cannot_be_read_is_told_with_its_line_and_the_rest_goes_on() {
    let good: &[&str] = &["UID:g", "DTSTART:20261102T100000", GRACE];
    let long = format!("DTSTART:2026{}", "1".repeat(300 << 10));
    for (lines, why) in [
        (&["UID:1", "DTSTART:yesterday", GRACE][..], "`yesterday` of DTSTART is no time"),
        (&["UID:1", GRACE], "no DTSTART"),
        (&["UID:1", "DTSTART:00010101T100000", "RRULE:FREQ=DAILY", GRACE], "of the year 1"),
        (&["UID:1", "DTSTART:20261102T100000", "RRULE:FREQ=SECONDLY", GRACE], "more than once a day"),
        (&["UID:1", "DTSTART:20261102T100000", "RRULE:often", GRACE], "`often` of the rule cannot be read"),
        (&["UID:1", &long, GRACE], "longer than 256 KB"),
    ] {
        let found = items(calendar(&[], &[lines, good]).as_bytes());
        let bad: Vec<_> = found.iter().filter(|(_, item)| matches!(item, Item::Bad(_))).collect();
        let [(3, Item::Bad(told))] = bad.as_slice() else { panic!("{found:?}") };
        assert!(told.contains(why), "{told}");
        assert!(found.iter().any(|(_, item)| matches!(item, Item::Contact(_))), "{found:?}");
    }
    let torn = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261102T100000\nBEGIN:VEVENT\nUID:2\nDTSTART:20261102T100000\n";
    let bad = items(torn.as_bytes()).iter().filter(|(_, item)| matches!(item, Item::Bad(_))).count();
    assert_eq!(bad, 2);
}

#[test]
fn a_file_of_something_else_is_told() {
    let nothing = Item::Bad("there is no calendar in it".into());
    assert_eq!(items(b"[1, 2, 3]\n"), [(0, nothing.clone())]);
    assert_eq!(items(b"SUMMARY:lunch\n"), [(0, nothing)]);
    assert!(items(b"").is_empty() && items(b"\r\n \r\n").is_empty());
    assert!(items(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n").is_empty());
}

#[test]
fn bombs_do_no_harm() {
    let day = "DTSTART:19000101T100000";
    let bomb: &[&str] = &["UID:1", day, "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", GRACE];
    let drafts = contacts(&calendar(&[], &vec![bomb; 50]));
    assert_eq!(drafts.len(), 10_000);
    let many: String = (0..5000).map(|n| format!("ATTENDEE:mailto:p{n}@example.com\r\n")).collect();
    let crowd = with_grace(&[], &["DTSTART:20261102T100000", many.trim_end()]);
    assert_eq!((crowd.people.len(), crowd.size), (128, Some(5002)));
    let deep = "BEGIN:VEVENT\r\nBEGIN:X\r\n".repeat(10_000);
    items(deep.as_bytes());
    items(&vec![b'A'; 1 << 20]);
    items(b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nBEGIN:STANDARD\nEND:VTIMEZONE\nTZID:x\nEND:VCALENDAR");
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(
        pieces in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
                "BEGIN:STANDARD", "TZID:Z", "TZOFFSETTO:+9999", "TZOFFSETFROM:-0100", "X-WR-TIMEZONE:Z", "UID:1",
                "DTSTART:20261102T100000Z", "DTSTART;TZID=Z:99991231T235959", "DTSTART:00010101", "DTEND:00010101T000000Z",
                "DURATION:-P999999999W", "RRULE:FREQ=YEARLY;BYDAY=-53SU;BYSETPOS=-1", "RRULE:FREQ=DAILY;INTERVAL=4000000000",
                "RRULE:FREQ=MONTHLY;UNTIL=99991231T235959Z;BYMONTHDAY=-31", "EXDATE:20261102T100000Z", "RDATE:99991231T235959Z",
                "RECURRENCE-ID;TZID=Z:00010101T000000", "ATTENDEE;CN=\"a:mailto:b@c", "ATTENDEE:mailto:grace@example.com",
                "LOCATION:\\n;\u{202e}", "SUMMARY;ENCODING=QUOTED-PRINTABLE:=", " folded", "\u{0}", "METHOD:CANCEL",
            ]).prop_map(|line| line.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..20),
        ], 0..40),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut bytes = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n".to_vec();
        for piece in pieces {
            bytes.extend(piece);
            bytes.extend(end.as_bytes());
        }
        for (_, item) in items(&bytes) {
            if let Item::Contact(draft) = item {
                prop_assert!(draft.on <= parse_iso("2026-11-23").expect("a day") || draft.minutes.is_none_or(|m| m < 1441));
                prop_assert!(draft.key.len() < 300);
            }
        }
    }

    #[test]
    fn the_order_of_events_does_not_matter(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
        let events: [&[&str]; 6] = [
            &["UID:1", "DTSTART:20261101T100000", GRACE],
            &["UID:1", "DTSTART:20261101T110000", "SEQUENCE:1", GRACE],
            &["UID:w", "DTSTART:20261101T100000", "RRULE:FREQ=DAILY;COUNT=4", "ATTENDEE:mailto:grace@example.com", BUDI],
            &["UID:w", "RECURRENCE-ID:20261102T100000", "DTSTART:20261102T120000", "STATUS:CANCELLED", BUDI],
            &["UID:w", "RECURRENCE-ID:20261103T100000", "DTSTART:20261103T120000", BUDI],
            &["UID:3", "DTSTART:20261105T100000", "ATTENDEE;CN=Gracie:mailto:grace@example.com"],
        ];
        let told = |order: &[usize]| {
            let events: Vec<&[&str]> = order.iter().map(|at| events[*at]).collect();
            let found = items(calendar(&[], &events).as_bytes()).into_iter();
            found.map(|(_, item)| format!("{item:?}")).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(told(&order), told(&[0, 1, 2, 3, 4, 5]));
    }
}
