//! What is found inside sentences, and what is not.

use super::*;

/// Each as `start phrase = meaning`, weak ones with a question mark.
fn found(text: &str) -> Vec<String> {
    let found = find(text, day(TODAY), Lean::Past);
    found
        .iter()
        .map(|f| format!("{}{} {}", &text[f.span.clone()], if f.strong { "" } else { "?" }, show(&f.when)))
        .collect()
}

#[test]
fn phrases_in_sentences() {
    let table: &[(&str, &[&str])] = &[
        ("Yesterday: coffee with Grace @Kopi Tuku #work 90 min", &["Yesterday 2026-05-19"]),
        ("I promised Grace the paper by Friday", &["Friday 2026-05-15"]),
        ("Met Al on 2 May, then again last week.", &["on 2 May 2026-05-02", "last week 2026-05-11..2026-05-17"]),
        ("today's lunch was fine", &["today's 2026-05-20"]),
        ("read last week's report", &["last week's? 2026-05-11..2026-05-17"]),
        ("coffee with May in March", &["May? 2026-05-01..2026-05-31", "in March 2026-03-01..2026-03-31"]),
        ("known since 2019", &["2019? 2019-01-01..2019-12-31"]),
        ("moved in 2019 to Riga", &["in 2019? 2019-01-01..2019-12-31"]),
        ("we met on the 5th, at Anna's", &["on the 5th 2026-05-05"]),
        ("we met on the 5th floor", &["on the 5th? 2026-05-05"]),
        ("lunch yesterday 17:30-18:00", &["yesterday 2026-05-19"]),
        ("lunch yesterday 12:30 with Bo", &["yesterday 12:30 2026-05-19"]),
        ("the last week of school", &[]),
        ("(last friday)", &["last friday 2026-05-15"]),
        ("he left 3 weeks ago; I am back in 2 weeks", &["3 weeks ago 2026-04-29", "in 2 weeks 2026-06-03"]),
        ("trip on 31 Feb", &["on 31 Feb there is no 31 February"]),
        ("ngopi sama Budi kemarin sore di Kopi Tuku", &["kemarin sore 2026-05-19"]),
        ("ketemu hari Minggu lalu", &["hari Minggu lalu 2026-05-17"]),
        ("friday:coffee", &["friday 2026-05-15"]),
        ("lunch Sat with Al", &["Sat 2026-05-16"]),
        ("Sat next to Al", &["Sat? 2026-05-16"]),
        ("saw Al on 2026-05-02.", &["on 2026-05-02 2026-05-02"]),
        ("saw Al on 2.5.", &["on 2.5. 2026-05-02"]),
        ("saw Al on 2/5", &["on 2/5 2026-05-02"]),
        ("on 2/5 saw Al", &["on 2/5? 2026-05-02"]),
        ("tgl 2/5 ketemu Al", &["tgl 2/5 2026-05-02"]),
        ("met Al a week ago on Tuesday", &["a week ago on Tuesday 2026-05-12"]),
        ("ketemu Al dua minggu lalu hari Jumat", &["dua minggu lalu hari Jumat 2026-05-08"]),
        ("与王小明 yesterday", &["yesterday 2026-05-19"]),
        ("yesterday — great", &["yesterday 2026-05-19"]),
        ("on friday\n2 may be late", &["on friday 2026-05-15", "2 may? 2026-05-02"]),
    ];
    for (text, expected) in table {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_date_is_left_alone() {
    for text in [
        "the second may be better, the first may be fine",
        "a weekend trip, weekend plans",
        "she may call, he may not",
        "they march on and on",
        "one second, a day in the sun",
        "we sat by the sea, mon ami, and she wed him",
        "met 5 people from 3 firms",
        "1:1 with Al",
        "call +62 812 3456 2026 or 0812-3456-2026",
        "version 2.5.1 and 1.10.23",
        "open 24/7, 3/4 of the time, on 24/7, on 3/4 of the days",
        "mail may@example.com, bob@friday.com, https://x.com/2026/05/02",
        "it took 2.5 hours",
        "a day, two weeks, 3 months",
        "#friday +monday @Sunday Cafe",
        "\\yesterday and \\Friday",
        "Monday-Cafe, Mon/Tue, may_be",
        "2026 people, room 2019",
        "her 5th child, second to none, the first time",
        "every Fridays, todayish, yesterdays2",
        "in 30 min, cooked in 20 minutes",
        "sen, sel, des, mar, min",
        "$20260502 and 20269999",
        "this may be, this sun is hot",
        "the year of the cat, last but not least, next to him",
        "sekali lagi, minggu-minggu ini baik? tadi",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_phrase_starts_where_it_is_asked_for() {
    let text = "by last Friday, may 2020";
    let at = |i| super::at(text, i, day(TODAY), Lean::Past).map(|f| (f.span, f.strong));
    assert_eq!(at(3), Some((3..14, true)));
    assert_eq!(at(8), Some((8..14, true)));
    assert_eq!(at(16), Some((16..24, true)));
    assert_eq!(at(20), Some((20..24, false)));
    assert_eq!([at(0), at(4), at(2), at(24), at(99)], [None, None, None, None, None]);
    let weak = |text: &str| super::at(text, 0, day(TODAY), Lean::Past).map(|f| f.strong);
    for lone in ["may", "May", "march", "sun", "sat", "wed", "mon", "fri", "2020", "the 5th", "June", "minggu"] {
        assert_eq!(weak(lone), Some(false), "{lone}");
    }
    for sure in ["sunday", "Fri", "on sun", "last sat", "2 may", "may 5th", "in June", "may 2020"] {
        assert_eq!(weak(sure), Some(true), "{sure}");
    }
    assert_eq!(super::at("é may", 1, day(TODAY), Lean::Past), None);
}

#[test]
fn minutes_in_sentences() {
    let table: &[(&str, &[(&str, u32)])] = &[
        ("coffee with Grace, 90 min; good", &[("90 min", 90)]),
        ("talked for an hour with Al", &[("for an hour", 60)]),
        ("call 2h, then 1h30.", &[("2h", 120), ("1h30", 90)]),
        ("1 hr 30, at 19h, 2 hours 15 people", &[("1 hr 30", 90), ("2 hours", 120)]),
        ("a 90-minute call", &[("90-minute", 90)]),
        ("ngobrol selama 2 jam", &[("selama 2 jam", 120)]),
        ("left an hour ago, back in 2 hours, every 30 min", &[]),
        ("he came 10 minutes late, give me a minute", &[]),
        ("2m tall, 5 people, jam 5, 24h@x.com, v1.5h", &[]),
    ];
    for (text, expected) in table {
        let got: Vec<_> = find_minutes(text).into_iter().map(|(span, m)| (&text[span], m)).collect();
        assert_eq!(got, *expected, "{text}");
    }
}

#[test]
fn lengths_told_by_the_clock_or_in_short() {
    let one = |text: &str| {
        let found = find_minutes(text);
        assert!(found.len() < 2, "{text}: {found:?}");
        found.into_iter().next().map(|(span, minutes)| (text[span].to_owned(), minutes))
    };
    for (text, phrase, minutes) in [
        ("coffee with Grace 45m", "45m", 45),
        ("45m coffee with Grace", "45m", 45),
        ("call 90m, good", "90m", 90),
        ("call 1:30h with Grace", "1:30h", 90),
        ("call, 0:45 hours", "0:45 hours", 45),
        ("coffee 12:30-14:00 with Grace", "12:30-14:00", 90),
        ("coffee 12:30 – 14:00", "12:30 – 14:00", 90),
        ("lunch from 12 to 2 with Grace", "12 to 2", 120),
        ("lunch from 12:30 to 14", "12:30 to 14", 90),
        ("lunch from 12 until 13:30.", "12 until 13:30", 90),
        ("tea from 10:30 to 1:00", "10:30 to 1:00", 150),
        ("tea 2pm-4pm", "2pm-4pm", 120),
        ("tea 2-4pm at hers", "2-4pm", 120),
        ("tea 11-1pm", "11-1pm", 120),
        ("tea from 2pm to 3:30pm", "2pm to 3:30pm", 90),
        ("party 22:00-01:30", "22:00-01:30", 210),
        ("makan siang jam 12.30-14.00", "12.30-14.00", 90),
        ("ngopi dari jam 2 sampai 4 sama Budi", "2 sampai 4", 120),
    ] {
        assert_eq!(one(text), Some((phrase.to_owned(), minutes)), "{text}");
    }
    for text in [
        "swam 50m with Grace",
        "we ran the last 50m",
        "I paid Grace 45m",
        "the tree is 45m tall",
        "a 45m tower",
        "raised 45m for it",
        "they got 45M, worth $45m or €45m",
        "45 m of rope",
        "100m race, 1500m, 2m tall",
        "at 19:30h, tea at 5:30h",
        "coffee at 12:30",
        "from 12 to 2 people",
        "went from 12 to 9",
        "prices from 12 to 20€",
        "from 2 to 4 May",
        "12-14 May",
        "on 12.10-14.10 in Riga",
        "paid 12.30-14.00 a head",
        "won 21:15-21:18",
        "won 6:4-6:3",
        "John 3:16-18",
        "she works from 9 to 5",
        "the shop is open 9:00-17:00",
        "it opens from 9:00 to 17:00",
        "call 12:30-14:00-15:00",
        "10-12 people, pages 9–11",
        "2026-05-02, 2/5/2026",
        "from 1 to 10 in a row",
        "1:1 with Grace, 2:30",
        "from Riga to 2 friends",
    ] {
        assert_eq!(one(text), None, "{text}");
    }
}

#[test]
fn a_long_text_is_read_once() {
    let text = "coffee with Grace yesterday, 90 min, and again in may of ".repeat(2000);
    let started = std::time::Instant::now();
    assert_eq!(find(&text, day(TODAY), Lean::Past).len(), 4000);
    assert_eq!(find_minutes(&text).len(), 2000);
    let word = "x".repeat(400_000);
    assert!(find(&word, day(TODAY), Lean::Past).is_empty());
    // Quadratic work would take minutes.
    assert!(started.elapsed().as_secs() < 30);
}

fn names_of(lang: &words::Language) -> impl Iterator<Item = &&'static str> {
    lang.months.iter().chain(lang.weekdays).flat_map(|forms| forms.iter())
}

#[test]
fn tables_are_folded_and_complete() {
    for lang in LANGUAGES {
        for word in names_of(lang).chain(lang.short).chain(lang.shy).chain(lang.parts) {
            assert_eq!(crate::domain::fold::fold(word), *word);
        }
        // Such a word is known by its role alone, which says no more than that an entry begins with it.
        assert!(!names_of(lang).chain(lang.short).chain(lang.shy).any(|word| word.contains(' ')));
        for word in lang.short {
            assert!(lang.months.iter().chain(lang.weekdays).any(|forms| forms.contains(word)), "{word}");
        }
    }
}
