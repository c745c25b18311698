use proptest::prelude::*;

use super::*;
use crate::domain::date::parse_iso;
use crate::domain::meeting::{Direction, Kind};
use crate::exchange::people::Piece;

fn event(line: &str) -> Event {
    parse_activity(line).unwrap_or_else(|e| panic!("{line}: {e}"))
}

#[test]
fn markup_is_taken_off_and_understood() {
    let met = event("2018-11-01: **Grace Hopper** and I went to _Marie's Diner_. George had to cancel. @food");
    assert_eq!(met.text, "Grace Hopper and I went to Marie's Diner. George had to cancel.");
    assert_eq!((met.people, met.place.as_deref()), (vec!["Grace Hopper".to_owned()], Some("Marie's Diner")));
    assert_eq!((met.tags, met.kind), (vec!["food".to_owned()], Kind::InPerson));
    let called = event("2017-11-15: Talked to **George Carver** on the phone for an hour.");
    assert_eq!((called.kind, called.minutes), (Kind::Call, Some(60)));
    // A tag within the sentence is a word of it too; a place is the first of several, and a name stands once.
    let two = event("2017-11-15: @hiking:alps from _Riga_ to _Paris_ with **Ada**, **Ada** and **Ken**'s dog");
    assert_eq!(two.text, "@hiking:alps from Riga to Paris with Ada, Ada and Ken's dog");
    assert_eq!(
        (two.place.as_deref(), two.people, two.tags),
        (Some("Riga"), vec!["Ada".into(), "Ken".into()], vec!["hiking:alps".into()])
    );
    // A note keeps its tags in its text, for auld has no other place for them.
    let note = parse_note("2018-06-15: **Grace Hopper** likes _Riga_. @navy").expect("a note");
    assert_eq!((note.text.as_str(), note.tags.len()), ("Grace Hopper likes Riga. @navy", 0));
}

#[test]
fn what_only_looks_like_markup_is_text() {
    for (line, text) in [
        ("a snake_case_name and 2 ** 3 ** 4", "a snake_case_name and 2 ** 3 ** 4"),
        ("mail me@example.com, ** not closed, _neither", "mail me@example.com, ** not closed, _neither"),
        ("\\*\\*Ada\\*\\* \\_\\Riga\\_ @\\home \\\\", "**Ada** _Riga_ @home \\"),
        ("one ¶ two ¶  ¶ four \\¶", "one\ntwo\n\nfour ¶"),
        ("", ""),
    ] {
        let event = event(&format!("2018-11-01: {line}"));
        assert_eq!(
            (event.text.as_str(), event.people.len(), event.place, event.tags.len()),
            (text, 0, None, 0),
            "{line}"
        );
    }
    for bad in ["yesterday: **Ada**", "2018-02-30: x", "**Ada**", ""] {
        assert!(parse_activity(bad).is_err(), "{bad}");
    }
}

#[test]
fn brackets_say_what_the_sentence_does_not() {
    let told = event("2018-11-01: Coffee [message out, 0 min, with **Ada Lind**, **Ken**, at _Kopi Tuku_] @work");
    assert_eq!((told.text.as_str(), told.kind, told.direction), ("Coffee", Kind::Message, Some(Direction::Out)));
    assert_eq!((told.people.len(), told.place.as_deref(), told.tags), (2, Some("Kopi Tuku"), vec!["work".to_owned()]));
    for text in ["Read it [again]", "Read it [with Ada]", "Read it [call me]", "Read it []", "it[call]"] {
        assert_eq!(event(&format!("2018-11-01: {text}")).text, text);
    }
}

#[test]
fn a_person_is_read_with_all_that_stands_in_the_line() {
    let friend = parse_friend("Grace Hopper (a.k.a. The Admiral a.k.a. Amazing Grace) [Paris] @navy @science");
    assert_eq!((friend.name, friend.nicks), ("Grace Hopper", vec!["The Admiral", "Amazing Grace"]));
    assert_eq!((friend.lives, friend.tags, friend.rest), (Some("Paris"), vec!["navy", "science"], ""));
    let friend = parse_friend("Marie Curie [Atlantis] @science");
    assert_eq!((friend.name, friend.lives, friend.tags), ("Marie Curie", Some("Atlantis"), vec!["science"]));
    assert_eq!(parse_friend("Ken (from work)").rest, "(from work)");
    let draft = draft("Grace Hopper [Paris]", &["2018-06-15: **Grace Hopper** found out. @navy"]).expect("a person");
    assert!(
        draft
            .pieces
            .contains(&Piece::Remark(parse_iso("2018-06-15").expect("a day"), "Grace Hopper found out. @navy".into()))
    );
    assert_eq!(read(&draft.raw), Some(draft));
}

#[test]
fn sections_are_told_by_their_headings() {
    let bytes = b"\xef\xbb\xbf### Friends:\r\n- Ada Lind\r\n\r\n### Activities:\n- 2018-11-01: x\n### Notes:\n\xff\n### Pets:\n- Rex\n";
    assert!(begins(bytes) && begins(b"\n### Activities:\n") && !begins(b"### Todo:\n") && !begins(b""));
    let file = File::of(bytes);
    assert_eq!((file.friends.len(), file.activities.len(), file.notes.len(), file.bad.len()), (1, 1, 0, 3));
    assert_eq!(file.activities[0].place.line, 5);
    assert!(File::of(&[b'x'; 70_000]).bad[0].why.contains("longer"));
}

/// Returns text with much that is markup in it.
fn messy() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "\\PC{0,6}",
        "[*_@\\\\¶ \\[\\]()a-z\n]{1,8}",
        Just("Grace Hopper".to_owned()),
        Just(" Riga ".to_owned()),
        Just("**Ada** _Oslo_ @food [call]".to_owned()),
    ];
    prop::collection::vec(word, 0..6).prop_map(|words| words.concat())
}

fn any_event() -> impl Strategy<Value = Event> {
    let days = (1990..2026_i32, 1..366_u32);
    let people = prop::collection::btree_set(prop_oneof![Just("Grace Hopper".to_owned()), "\\PC{1,9}"], 0..4);
    let tags = prop::collection::btree_set(prop_oneof![Just("food".to_owned()), "\\PC{1,9}"], 0..3);
    let place = prop::option::of(prop_oneof![Just("Riga".to_owned()), "\\PC{1,9}"]);
    let kinds = (prop::sample::select(Kind::ALL.to_vec()), prop::option::of(1..600_u32));
    let direction = prop::option::of(prop::sample::select(Direction::ALL.to_vec()));
    (days, people, tags, place, kinds, direction, messy()).prop_map(
        |((year, day), people, tags, at, kinds, direction, text)| {
            let mut people: Vec<_> = people.iter().map(|p| name(p)).filter(|p| !p.is_empty()).collect();
            people.sort();
            people.dedup();
            let mut tags: Vec<_> = tags.iter().filter_map(|t| tag(t)).collect();
            tags.sort();
            tags.dedup();
            Event {
                on: chrono::NaiveDate::from_yo_opt(year, day).unwrap_or_default(),
                people,
                place: at.as_deref().and_then(place_of),
                tags,
                kind: kinds.0,
                minutes: kinds.1,
                direction,
                text,
            }
        },
    )
}

fn place_of(text: &str) -> Option<String> {
    place(text)
}

fn sorted(mut event: Event) -> Event {
    event.people.sort();
    event.tags.sort();
    event
}

/// What the other tool sees between two signs: from a letter on, up to the next sign.
fn seen(line: &str, sign: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = line[at..].find(sign) {
        let from = at + found + sign.len();
        let rest = &line[from..];
        let word = rest.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
        match rest.find(&sign[..1]).filter(|end| word && rest[*end..].starts_with(sign)) {
            Some(end) => {
                out.push(rest[..end].to_owned());
                at = from + end;
            }
            None => at = from - sign.len() + 1,
        }
    }
    out
}

proptest! {
    #[test]
    fn a_line_says_what_was_meant(event in any_event()) {
        let line = activity(&event, None);
        prop_assert!(!line.contains('\n'), "{line}");
        let read = parse_activity(&line).map_err(TestCaseError::fail)?;
        prop_assert_eq!(sorted(Event { text: String::new(), ..read.clone() }), Event { text: String::new(), ..event.clone() }, "{}", line);
        // Only what no line can hold is another in the text, and only once.
        let again = activity(&Event { text: read.text.clone(), ..event.clone() }, None);
        prop_assert_eq!(&again, &line);
        prop_assert_eq!(activity(&event, Some(&line)), line.clone());
        // The other tool sees nobody who was not there, and no other place.
        for name in seen(&line, "**") {
            prop_assert!(event.people.contains(&name), "it sees {name} in {line}");
        }
        for name in seen(&line.replace("**", "  "), "_") {
            prop_assert!(event.place.as_ref() == Some(&name), "it sees {name} in {line}");
        }
    }

    #[test]
    fn a_note_says_what_was_meant(event in any_event()) {
        let event = Event { tags: Vec::new(), place: None, kind: Kind::default(), minutes: None, direction: None, ..event };
        let line = note(&event, None);
        let read = parse_note(&line).map_err(TestCaseError::fail)?;
        prop_assert_eq!(sorted(Event { text: String::new(), place: None, ..read.clone() }), Event { text: String::new(), ..event.clone() }, "{}", line);
        prop_assert_eq!(note(&Event { text: read.text, ..event }, None), line);
    }

    #[test]
    fn no_line_is_too_much(line in messy()) {
        let read = parse_activity(&format!("2020-02-29: {line}")).map_err(TestCaseError::fail)?;
        parse_note(&format!("2020-02-29: {line}")).map_err(TestCaseError::fail)?;
        parse_friend(&line);
        // And a line that came in goes out again as it was, where the names in it can stand in a file.
        let plain = Event { people: read.people.iter().map(|p| name(p)).collect(), ..read.clone() };
        if plain == read {
            let kept = format!("2020-02-29: {line}");
            let kept = kept.replace('\n', " ");
            if let Ok(event) = parse_activity(&kept) {
                prop_assert_eq!(activity(&event, Some(&kept)), kept);
            }
        }
    }

    #[test]
    fn a_friend_line_reads_back(who in "\\PC{1,20}", nicks in prop::collection::vec("\\PC{1,9}", 0..3), home in "\\PC{1,9}", tags in prop::collection::vec("\\PC{1,9}", 0..3)) {
        let who = name(&who);
        prop_assume!(!who.is_empty());
        let nicks: Vec<String> = nicks.iter().map(|n| name(n)).filter(|n| !n.is_empty()).collect();
        let home = place(&home);
        let tags: Vec<String> = tags.iter().filter_map(|t| tag(t)).collect();
        let line = friend(&who, &nicks, home.as_deref(), &tags);
        let read = parse_friend(&line);
        prop_assert_eq!((read.name, read.lives, read.rest), (who.as_str(), home.as_deref(), ""), "{}", line);
        prop_assert_eq!(read.nicks, nicks);
        prop_assert_eq!(read.tags, tags);
    }
}
