//! Chats in every layout, and what becomes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::domain::me::MeKind;
use crate::exchange::contacts::Me;
use crate::exchange::{ReadError, contacts::ContactDraft};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn today() -> NaiveDate {
    day("2026-11-23")
}

fn chat(text: &str) -> Chat {
    Chat::read::<()>(text.as_bytes()).expect("it is a chat")
}

fn me(names: &[&str]) -> Me {
    let mut me = Me::default();
    names.iter().for_each(|name| me.add(MeKind::of(name), name));
    me
}

/// Returns the contacts of chats, each with the title of its file, and all else that they say.
fn said(chats: &[(&str, &str)], me: &Me) -> (Vec<String>, talks::Said) {
    let mut talks = Talks::default();
    for (number, (name, text)) in (0..).zip(chats) {
        talks.add(number, title(Path::new(name)), chat(text));
    }
    let mut said = talks.contacts(me, None, today());
    let shown = |ContactDraft { key, size, text, .. }: &ContactDraft| {
        let size = size.map_or("-".into(), |size| size.to_string());
        format!("{key} {size} {text}").trim_end().to_owned()
    };
    (std::mem::take(&mut said.talks).iter().map(|talk| shown(&talk.draft)).collect(), said)
}

const DIRECT: &str = "\
02/05/2026, 21:03 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.
02/05/2026, 21:03 - Budi: Hi
and on a line of its own: 03/05/2026
02/05/2026, 21:04 - Sari Dewi: <Media omitted>
14/05/2026, 08:00 - Sari Dewi: are you there?
15/05/2026, 08:00 - Missed voice call
";

#[test]
fn a_chat_of_two_tells_who_i_am_by_its_name() {
    let wanted = ["2026-05-02 out Budi -", "2026-05-02 in Budi -", "2026-05-14 out Budi -"];
    for name in ["WhatsApp Chat with Budi.txt", "Chat WhatsApp dengan Budi (2).txt", "WhatsApp Chat - Budi/_chat.txt"] {
        assert_eq!(said(&[(name, DIRECT)], &me(&[])).0, wanted, "{name}");
    }
    assert_eq!(said(&[("chat.txt", DIRECT)], &me(&["sari dewi"])).0, wanted);
    let (none, unsaid) = said(&[("chat.txt", DIRECT)], &me(&[]));
    assert!(none.is_empty());
    assert_eq!(unsaid.likely, [("Budi".to_owned(), 1), ("Sari Dewi".to_owned(), 1)]);
    // A mailbox told my address, which says nothing about names.
    assert_eq!(said(&[("chat.txt", DIRECT)], &me(&["sari@example.org"])).1.likely.len(), 2);
    // What one chat tells holds for the others of the same import.
    let other = DIRECT.replace("Budi", "Tomas");
    let (both, _) = said(&[("chat.txt", &other), ("WhatsApp Chat with Budi.txt", DIRECT)], &me(&[]));
    assert_eq!(both.len(), 6, "{both:?}");
}

const GROUP: &str = "\
[02/05/2026, 21:03:11] Bee people: \u{200e}Messages and calls are end-to-end encrypted.
[02/05/2026, 21:03:12] Bee people: \u{200e}Sari Dewi added you
[02/05/2026, 21:03:13] ~\u{202f}Budi: hi
[02/05/2026, 21:04:11] Sari Dewi: hello
[13/05/2026, 21:04:11] Sari Dewi: anybody?
[14/05/2026, 21:04:11] Tomas: yes
\u{200e}[14/05/2026, 21:04:12] +62 812-3456-7890: \u{200e}image omitted
[14/05/2026, 21:04:13] 🐝: 🐝
";

#[test]
fn in_a_group_only_those_count_who_wrote_that_day() {
    let (contacts, said) = said(&[("_chat.txt", GROUP)], &me(&["Sari Dewi"]));
    assert_eq!(
        contacts,
        [
            "2026-05-02 out Budi 5 Bee people",
            "2026-05-02 in Budi 5 Bee people",
            "2026-05-14 in +6281234567890 5 Bee people",
            "2026-05-14 in Tomas 5 Bee people",
        ]
    );
    assert_eq!((said.unheard, said.nameless, said.bad.len(), said.doubtful.len()), (1, 1, 0, 0));
}

#[test]
fn a_day_in_a_group_and_alone_is_one_contact_alone() {
    let (contacts, _) = said(&[("_chat.txt", GROUP), ("WhatsApp Chat with Budi.txt", DIRECT)], &me(&["Sari Dewi"]));
    assert!(contacts.contains(&"2026-05-02 in Budi -".to_owned()), "{contacts:?}");
    assert_eq!(contacts.iter().filter(|contact| contact.starts_with("2026-05-02 in Budi")).count(), 1);
    // Two who wrote, and a file that is called after neither: a group.
    let (contacts, _) = said(&[("WhatsApp Chat with Bee people.txt", DIRECT)], &me(&["Sari Dewi"]));
    assert_eq!(contacts, ["2026-05-02 out Budi 3 Bee people", "2026-05-02 in Budi 3 Bee people"]);
}

/// Returns how the dates of lines are read, and whether that is sure.
fn reading(dates: &[&str]) -> Result<(Order, bool), String> {
    let text: String = dates.iter().map(|date| format!("{date} - Budi: hi\n")).collect();
    chat(&text).reading(None, today()).map(|reading| (reading.order, reading.sure))
}

#[test]
fn the_order_of_a_date_is_settled_by_the_whole_file() {
    use Order::{Dmy, Mdy, Ymd};
    // A day above twelve.
    assert_eq!(reading(&["01/02/2026, 10:00", "13/02/2026, 10:00"]), Ok((Dmy, true)));
    assert_eq!(reading(&["1/2/26, 10:00 AM", "1/13/26, 10:00 AM"]), Ok((Mdy, true)));
    assert_eq!(reading(&["2026-02-01, 10:00"]), Ok((Ymd, true)));
    // Two digits can be a year at either end.
    let days: Vec<String> = (13..19).map(|day| format!("26/02/{day}, 10:00")).collect();
    assert_eq!(reading(&days.iter().map(String::as_str).collect::<Vec<_>>()), Ok((Ymd, true)));
    assert_eq!(reading(&["26/02/13, 10:00", "26/02/14, 10:00"]), Ok((Dmy, false)));
    // Time runs forward.
    assert_eq!(reading(&["05/01/2026, 10:00", "01/02/2026, 10:00"]), Ok((Dmy, true)));
    assert_eq!(reading(&["01/05/2026, 10:00", "02/01/2026, 10:00"]), Ok((Mdy, true)));
    // From day to day the month seldom changes.
    assert_eq!(
        reading(&["01/02/2026, 10:00", "02/02/2026, 10:00", "03/02/2026, 10:00", "05/02/2026, 10:00"]),
        Ok((Dmy, true))
    );
    assert_eq!(
        reading(&["02/01/2026, 10:00", "02/02/2026, 10:00", "02/03/2026, 10:00", "02/05/2026, 10:00"]),
        Ok((Mdy, true))
    );
    // Else by habit, and not without a word.
    assert_eq!(reading(&["01/02/2026, 10:00"]), Ok((Dmy, false)));
    assert_eq!(reading(&["1/2/26, 10:00 AM"]), Ok((Mdy, false)));
    assert_eq!(reading(&["1.2.26, 10:00"]), Ok((Dmy, false)));
    // The days to come tell as well.
    assert_eq!(reading(&["02/12/2026, 10:00"]), Ok((Mdy, true)));
    // Other calendars are not guessed at.
    for date in ["1402/07/15, 10:00", "15/07/2569, 10:00", "02/07/03, 10:00", "31/31/2020, 10:00"] {
        let why = reading(&[date]).expect_err(date);
        assert!(why.starts_with("its dates are of no calendar that auld reads, such as "), "{why}");
    }
    let wanted = chat("01/13/2026, 10:00 - Budi: hi\n").reading(Some(Dmy), today());
    assert_eq!(wanted, Err("its dates are not in the order day, month, year".into()));
}

#[test]
fn notices_are_nobody() {
    let text = "02/05/2026, 21:03 - Budi changed the subject from \"A: b\" to \"C\"\n\
        02/05/2026, 21:03 - Budi mengubah deskripsi grup: baru\n\
        02/05/2026, 21:03 - You created group \"Family\"\n\
        02/05/2026, 21:03 - See more: https://example.org\n\
        02/05/2026, 21:03 - Mr. Budi: hi\n\
        02/05/2026, 21:03 - \u{200e}Tomas: \u{200e}Missed voice call\n\
        02/05/2026, 21:03 - Dr: no\n";
    assert_eq!(chat(text).people(), ["See more", "Mr. Budi", "Dr"]);
}

#[test]
fn what_is_no_chat_is_refused() {
    for text in ["", "hello\nthere\n", "BEGIN:VCARD\n", &"x\n".repeat(1000), "\0\u{1}"] {
        match Chat::read::<()>(text.as_bytes()) {
            Err(ReadError::Bad(bad)) => assert!(bad.why.starts_with("this is no chat"), "{}", bad.why),
            other => panic!("{text:?}: {other:?}"),
        }
        assert!(!begins(text.as_bytes()));
    }
    assert!(
        begins(DIRECT.as_bytes()) && begins(GROUP.as_bytes()) && begins("\u{feff}\n[1/2/26, 9:03 PM] x: y".as_bytes())
    );
    // A line of any length is a line.
    let long = format!("02/05/2026, 21:03 - Budi: {}\n02/05/2026, 21:04 - Tomas: hi\n", "x".repeat(1 << 20));
    assert_eq!(chat(&long).people(), ["Budi", "Tomas"]);
}

/// The layouts of phones: how a day and a time are written, in which order the day is.
type Layout = (Order, fn(NaiveDate, u32) -> String);

fn clock(minute: u32) -> (u32, u32, &'static str) {
    let (hour, minute) = (minute / 60, minute % 60);
    ((hour + 11) % 12 + 1, minute, if hour < 12 { "AM" } else { "PM" })
}

/// Writes a text with the digits of Arabic.
fn arabic(text: &str) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(c);
    text.chars().map(digit).collect()
}

const LAYOUTS: &[Layout] = &[
    (Order::Ymd, |d, m| format!("[{d}, {:02}:{:02}:09] ", m / 60, m % 60)),
    (Order::Dmy, |d, m| format!("{}, {:02}:{:02} - ", d.format("%d/%m/%Y"), m / 60, m % 60)),
    (Order::Mdy, |d, m| {
        let (h, m, half) = clock(m);
        format!("{}/{}/{}, {h}:{m:02}\u{202f}{half} - ", d.month(), d.day(), d.year() % 100)
    }),
    (Order::Dmy, |d, m| {
        let (h, m, half) = clock(m);
        let half = if half == "AM" { "a.\u{a0}m." } else { "p.\u{a0}m." };
        format!("{}/{}/{} {h}:{m:02} {half} - ", d.day(), d.month(), d.year())
    }),
    (Order::Dmy, |d, m| format!("\u{200e}[{}, {:02}.{:02}.59] ", d.format("%d.%m.%y"), m / 60, m % 60)),
    (Order::Dmy, |d, m| format!("{} klo {}.{:02} - ", d.format("%-d.%-m.%Y"), m / 60, m % 60)),
    (Order::Ymd, |d, m| {
        let (h, m, half) = clock(m);
        let half = if half == "AM" { "오전" } else { "오후" };
        format!("{}. {}. {}. {half} {h}:{m:02} - ", d.year(), d.month(), d.day())
    }),
    (Order::Dmy, |d, m| {
        let (h, m, half) = clock(m);
        let half = if half == "AM" { "ص" } else { "م" };
        arabic(&format!("\u{200f}{}\u{200f}/{}\u{200f}/{}، {h}:{m:02} {half} - ", d.day(), d.month(), d.year()))
    }),
    (Order::Ymd, |d, m| format!("{} {:02}:{:02} - ", d.format("%Y/%m/%d"), m / 60, m % 60)),
    (Order::Dmy, |d, m| format!("{} {:02}:{:02} - ", d.format("%d-%m-%Y"), m / 60, m % 60)),
    (Order::Dmy, |d, m| format!("{} à {:02}:{:02} - ", d.format("%d/%m/%Y"), m / 60, m % 60)),
];

fn messages() -> impl Strategy<Value = Vec<(NaiveDate, u32, usize)>> {
    let message = (0_u64..698, 0_u32..1440, 0_usize..4);
    prop::collection::vec(message, 1..40).prop_map(|mut messages| {
        messages.sort_unstable();
        let first = day("2024-12-25");
        let on = |days| first.checked_add_days(Days::new(days)).expect("a day");
        messages.into_iter().map(|(days, minute, who)| (on(days), minute, who)).collect()
    })
}

const NAMES: [&str; 4] = ["Budi", "Sari Dewi", "王小明", "+62 812-3456-7890"];

proptest! {
    #[test]
    fn a_chat_says_the_same_in_every_layout(messages in messages()) {
        let mut wanted: BTreeMap<NaiveDate, BTreeSet<&str>> = BTreeMap::new();
        for (on, _, who) in &messages {
            wanted.entry(*on).or_default().insert(NAMES[*who]);
        }
        for (number, (order, stamp)) in LAYOUTS.iter().enumerate() {
            let mut text = String::new();
            for (on, minute, who) in &messages {
                writeln!(text, "{}{}: hi\nthere: 10:30 - x", stamp(*on, *minute), NAMES[*who]).expect("text");
            }
            let chat = chat(&text);
            let days = chat.days(*order, today());
            let found: BTreeMap<NaiveDate, BTreeSet<&str>> =
                days.iter().map(|(on, people)| (*on, people.keys().copied().collect())).collect();
            prop_assert_eq!(&found, &wanted, "layout {}", number);
            // Where it is sure of the order, it is right.
            let reading = chat.reading(None, today()).expect("a calendar that is known");
            prop_assert!(!reading.sure || reading.order == *order, "layout {}: {:?}", number, reading);
        }
    }

    #[test]
    fn a_longer_export_only_adds_days(messages in messages(), cut in 0_usize..40, writers in 2_usize..5) {
        let who = |who: usize| NAMES[who % writers];
        let line = |on: NaiveDate, minute: u32, name: &str| format!("[{on}, {:02}:{:02}:00] {name}: x\n", minute / 60, minute % 60);
        let write = |messages: &[(NaiveDate, u32, usize)]| {
            // All of them wrote on the first day: else it is seen only later that this is a group.
            let first = messages.first().map_or(day("2024-12-25"), |(on, ..)| *on);
            let all: String = NAMES[..writers].iter().map(|name| line(first, 0, name)).collect();
            all + &messages.iter().map(|(on, minute, at)| line(*on, *minute, who(*at))).collect::<String>()
        };
        let me = me(&["Budi"]);
        let contacts = |text: &str| said(&[("_chat.txt", text)], &me).0.into_iter().collect::<BTreeSet<_>>();
        let cut = cut.min(messages.len() - 1) + 1;
        let (short, long) = (contacts(&write(&messages[..cut])), contacts(&write(&messages)));
        prop_assert!(short.is_subset(&long), "{:?} {:?}", short, long);
        let last = messages[cut - 1].0.to_string();
        prop_assert!(long.difference(&short).all(|new| new[..10] >= *last), "{:?} {:?}", short, long);
    }

    #[test]
    fn no_bytes_stop_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0_usize..2000) {
        Chat::read::<()>(bytes.as_slice()).ok();
        begins(&bytes);
        let text = [GROUP.as_bytes(), DIRECT.as_bytes(), &bytes].concat();
        let cut = cut.min(text.len());
        let mut talks = Talks::default();
        for part in <[&[u8]; 2]>::from(text.split_at(cut)) {
            if let Ok(chat) = Chat::read::<()>(part) {
                talks.add(0, None, chat);
            }
        }
        talks.contacts(&me(&["Sari Dewi"]), None, today());
    }

    #[test]
    fn no_line_stops_the_stamp(line in "[\\[0-9/:., \u{200e}\u{202f}年APM\\]-]{0,40}.{0,20}") {
        stamp::read(&line);
    }
}
