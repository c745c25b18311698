mod away;
mod brought;
mod dated;
mod days;
mod felt;
mod laws;
mod lists;
mod names;
mod promised;
mod several;
mod told_by_words;
mod turned;

use super::*;
use crate::domain::date::{iso, parse_iso};
use crate::domain::person::{NameKind, called};
use crate::text::who;

fn index() -> NameIndex {
    let person = |id, name: &str, nick: Option<&str>| who::Known {
        id: Id(id),
        name: name.to_owned(),
        hint: None,
        names: nick.map(|n| (NameKind::Nick, n.to_owned())).into_iter().collect(),
    };
    NameIndex::new(vec![
        person(1, "Grace Hopper", None),
        person(2, "Budi Santoso", None),
        person(3, "Sari Dewi", None),
        person(4, "Ada Byron", None),
        person(5, "May Lind", None),
        person(6, "Will Ozols", None),
        person(7, "Al Rossi", None),
        person(8, "John Kim", None),
        person(9, "John Silva", None),
        person(10, "王小明", None),
        person(11, "Marie Duval", Some("Mimi")),
        person(12, "Fiona O'Brien", None),
        person(13, "Tomas Berg", None),
        person(14, "Иван Ozols", None),
        person(15, "Ilze Berzina", None),
        person(16, "Tom Kalns", None),
        person(17, "Mia Sarkane", None),
    ])
}

fn entry(text: &str) -> Result<Entry, EntryError> {
    entry_among(&index(), text)
}

fn entry_among(names: &NameIndex, text: &str) -> Result<Entry, EntryError> {
    let places: Vec<(String, String)> =
        ["Kopi Tuku", "Riga", "Hotel Grace"].map(|p| (fold::words(p).join(" "), p.to_owned())).to_vec();
    let today = parse_iso("2026-11-23").expect("a date");
    parse(text, today, &Known { names, places: &places })
}

/// Everything understood that is not the default, as one line.
fn told(text: &str) -> String {
    told_among(&index(), text)
}

fn told_among(names: &NameIndex, text: &str) -> String {
    let e = match entry_among(names, text) {
        Ok(e) => e,
        Err(why) => return why.to_string(),
    };
    let who = |w: &WhoIs| match w {
        WhoIs::One(id, _) => names.person(*id).map(|p| called(&p.name, p.hint.as_deref())).unwrap_or_default(),
        WhoIs::Several(ids, written) => format!("{written}?{}", ids.len()),
        WhoIs::New(name) => format!("[{name}]"),
        WhoIs::Unknown(name) => format!("{name}?"),
    };
    let named = |n: &Named| match n {
        Named::There(i) => who(&e.people[*i].mention),
        Named::Absent(i) => format!("({})", who(&e.absent[*i].mention)),
        Named::Unknown(i) => format!("{}?", e.unknown[*i].0),
    };
    let name = |i: Option<usize>| i.map_or_else(|| "-".to_owned(), |i| who(&e.people[i].mention));
    let mut out = Vec::new();
    out.extend((iso(e.on) != "2026-11-23").then(|| iso(e.on)));
    out.extend(e.kind_span.as_ref().map(|_| e.kind.to_string()));
    out.extend(e.minutes.map(|m| format!("{m} min")));
    out.extend(e.direction.map(|d| d.to_string()));
    out.extend((!e.people.is_empty()).then(|| e.people.iter().map(|p| who(&p.mention)).collect::<Vec<_>>().join("+")));
    out.extend(e.place.as_ref().map(|(p, _)| format!("@{p}")));
    out.extend(e.tags.iter().map(|(t, _)| format!("#{t}")));
    for (sign, list) in [("felt", &e.felt), ("left", &e.left)] {
        out.extend(list.iter().map(|f| {
            let value = f.feeling.value.map_or_else(|| "?".to_owned(), |v| format!("{v:+}"));
            let who = f.who.as_ref().map_or_else(|| "-".to_owned(), &named);
            format!("{sign} {who}: {} {value}", f.feeling.words)
        }));
    }
    out.extend(e.loose.iter().map(|f| format!("loose {}", f.words)));
    out.extend(e.promises.iter().map(|p| {
        let due = p.due.map_or_else(String::new, |d| format!(" by {}", iso(d)));
        format!("{} owes {}: {}{due}", p.by, name(p.who), p.text)
    }));
    out.extend(e.brought.iter().map(|b| {
        let kind = if b.kind == ReferralKind::Introduction { String::new() } else { format!(" as {}", b.kind) };
        format!("{} brought {}{kind}", named(&b.by), named(&b.whom))
    }));
    out.extend(e.introduced.iter().map(|i| format!("I introduced {} to {}", named(&i.one), named(&i.other))));
    out.extend(
        (!e.unknown.is_empty())
            .then(|| format!("unknown {}", e.unknown.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join("+"))),
    );
    out.extend(
        (!e.perhaps.is_empty())
            .then(|| format!("perhaps {}", e.perhaps.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join("+"))),
    );
    out.join(" | ")
}

fn check(table: &[(&str, &str)]) {
    check_among(&index(), table);
}

fn check_among(names: &NameIndex, table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let got = told_among(names, text);
        if got != *expected {
            wrong.push(format!("{text}\n   got {got}\n  want {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

const GOLDEN: &str = "Yesterday: coffee with Grace and [Tomas Ozols] @Kopi Tuku #work 90 min; Grace made me feel heard. \
    I promised Grace the paper by Friday";

#[test]
fn the_example_of_the_design_is_understood() {
    check(&[
        (
            GOLDEN,
            "2026-11-22 | in_person | 90 min | Grace Hopper+[Tomas Ozols] | @Kopi Tuku | #work | felt Grace Hopper: heard +2 | \
             me owes Grace Hopper: the paper by 2026-11-27",
        ),
        (
            "kemarin ngopi sama Budi di Kopi Tuku, Budi bikin aku merasa didengar +2, aku janji kirim buku ke Budi minggu depan",
            "2026-11-22 | in_person | Budi Santoso | @Kopi Tuku | felt Budi Santoso: didengar +2 | \
             me owes Budi Santoso: kirim buku by 2026-11-30",
        ),
    ]);
    let e = entry(GOLDEN).expect("an entry");
    let text = |span: &Span| &e.text[span.clone()];
    assert_eq!(e.on_span.as_ref().map(text), Some("Yesterday"));
    assert_eq!(e.kind_span.as_ref().map(text), Some("coffee"));
    assert_eq!(e.minutes_span.as_ref().map(text), Some("90 min"));
    assert_eq!(e.people.iter().map(|p| text(&p.span)).collect::<Vec<_>>(), ["Grace", "[Tomas Ozols]"]);
    assert_eq!(e.people[0].mention, WhoIs::One(Id(1), How::First));
    assert_eq!(text(&e.place.as_ref().expect("a place").1), "@Kopi Tuku");
    assert_eq!(text(&e.felt[0].span), "made me feel heard");
    assert_eq!(text(&e.promises[0].span), "I promised Grace the paper by Friday");
}

#[test]
fn the_day() {
    check(&[
        ("Yesterday: lunch with Ada last friday", "2026-11-22 | in_person | Ada Byron"),
        ("lunch with Ada yesterday", "2026-11-22 | in_person | Ada Byron"),
        ("2026-11-01 lunch with Ada", "2026-11-01 | in_person | Ada Byron"),
        ("2026-11-01: lunch with Ada", "2026-11-01 | in_person | Ada Byron"),
        ("2026-02-30: lunch with Ada", "`2026-02-30`: there is no 30 February 2026"),
        ("lunch with Ada on 31 Feb", "`on 31 Feb`: there is no 31 February"),
        (
            "tomorrow: lunch with Ada",
            "`tomorrow` is 2026-11-24, which is still to come; a meeting is written down once it took place",
        ),
        ("lunch with Ada, next week we meet", "in_person | Ada Byron"),
        ("1:1 with Al: good", "Al Rossi"),
        ("1: lunch with Ada", "in_person | Ada Byron"),
        ("lunch with May", "in_person | May Lind"),
        ("lunch with May in May", "2026-05-01 | in_person | May Lind"),
        ("In May lunch with Ada", "2026-05-01 | in_person | Ada Byron"),
        ("May made me feel heard", "May Lind | felt May Lind: heard +2"),
        ("met May 2 days ago", "2026-11-21 | in_person | May Lind"),
        ("lunch with Ada and May on 2 May", "2026-05-02 | in_person | Ada Byron+May Lind"),
        ("May: lunch with Ada", "in_person | May Lind+Ada Byron"),
        ("lunch with Ada. She was born in 1990", "in_person | Ada Byron"),
        ("lunch with Ada, her birthday is 2 May", "in_person | Ada Byron"),
        ("lunch with Ada, she broke up 3 weeks ago", "in_person | Ada Byron"),
        ("Ada told me she moved in 2019", "Ada Byron"),
        ("lunch with Ada in 2019", "2019-01-01 | in_person | Ada Byron"),
        ("Ada called on Friday", "2026-11-20 | call | Ada Byron"),
        ("3 hari lalu makan sama Sari", "2026-11-20 | in_person | Sari Dewi"),
    ]);
}

#[test]
fn people() {
    check(&[
        ("lunch with tomas", "in_person | Tomas Berg"),
        ("lunch with Grace Kelly", "in_person | unknown Grace Kelly"),
        ("lunch with Mary Grace", "in_person | unknown Mary Grace"),
        ("Grace Kelly made me feel heard", "felt Grace Kelly?: heard +2 | unknown Grace Kelly"),
        ("lunch with Grace Monday", "in_person | Grace Hopper"),
        ("lunch with Grace H. and Ada’s dog", "in_person | Grace Hopper+Ada Byron"),
        ("lunch with Grace. Then Grace Hopper and grace’s cat", "in_person | Grace Hopper"),
        ("lunch with John", "in_person | John?2"),
        ("lunch with John Kim. John was well", "in_person | John Kim"),
        ("lunch with mimi", "in_person | Marie Duval"),
        ("lunch with Fiona O’Brien", "in_person | Fiona O'Brien"),
        ("与王小明吃饭", "王小明"),
        ("кофе с Иван", "Иван Ozols"),
        (r"lunch with Ada and \Grace", "in_person | Ada Byron"),
        ("lunch with Anton and Zed Lee, Ada", "in_person | Ada Byron | unknown Anton+Zed Lee"),
        ("lunch with Ada, Riga was cold", "in_person | Ada Byron"),
        ("lunch with Ada, Bruno and Kurt", "in_person | Ada Byron | unknown Bruno+Kurt"),
        ("lunch with Pak Budi and Bu Rina", "in_person | Budi Santoso | unknown Bu Rina"),
        ("lunch with the team. Great food", "in_person"),
        ("lunch with [Grace Hopper]", "in_person | Grace Hopper"),
        ("lunch with [Tomas Ozols], Tomas told me", "in_person | [Tomas Ozols]"),
        ("lunch with [Ida Lee] and [Ida Kim]. Ida Kim left. Ida Lee's dog too", "in_person | [Ida Lee]+[Ida Kim]"),
        ("lunch with [Ida Lee]; IDA’s dog", "in_person | [Ida Lee]"),
        ("lunch with [Ida Lee]; Ida made me feel heard", "in_person | [Ida Lee] | felt [Ida Lee]: heard +2"),
        ("lunch with Ada about Grace and Tomas", "in_person | Ada Byron"),
        ("thinking about Grace", "Grace Hopper"),
        ("I will see. Hope so. Mark my words", ""),
        ("lunch with Will, will send it", "in_person | Will Ozols | me owes Will Ozols: send it"),
        ("write grace@hopper.org about @Kopi", "@Kopi"),
        ("Thanked Grace for lunch", "in_person | Grace Hopper"),
        ("lunch with Zoom", "in_person"),
        ("Met Anton at Kopi Tuku", "in_person | @Kopi Tuku | unknown Anton"),
    ]);
}

#[test]
fn places_tags_kinds_and_lengths() {
    check(&[
        ("Wrote Ada a postcard", "letter | out | Ada Byron"),
        ("lunch with Ada in riga", "in_person | Ada Byron | @Riga"),
        ("lunch with Ada @kopi tuku", "in_person | Ada Byron | @Kopi Tuku"),
        ("lunch @Kopi Tuku Grace came", "in_person | Grace Hopper | @Kopi Tuku"),
        ("lunch at Hotel Grace with Ada", "in_person | Ada Byron | @Hotel Grace"),
        (
            "lunch with Ada @{the old mill} +work:client #WORK #Work",
            "in_person | Ada Byron | @the old mill | #work:client | #WORK",
        ),
        ("lunch in oslo", "in_person"),
        ("called Ada for 45 min", "call | 45 min | Ada Byron"),
        ("zoom with Ada 2h", "video | 120 min | Ada Byron"),
        ("Ada was 45 min late for lunch", "in_person | Ada Byron"),
        ("wrote to Ada", "email | out | Ada Byron"),
        ("Ada wrote me a letter", "letter | in | Ada Byron"),
        ("wrote a letter to Ada", "letter | out | Ada Byron"),
        ("Ada sent me a postcard", "letter | in | Ada Byron"),
        ("I sent Ada a postcard", "letter | out | Ada Byron"),
        ("email from Ada", "email | in | Ada Byron"),
        ("lunch with Ada. Will be in Riga on Friday", "in_person | Ada Byron"),
        ("lunch with Will in Riga on Friday", "2026-11-20 | in_person | Will Ozols | @Riga"),
        ("got a letter from Ada", "letter | in | Ada Byron"),
        ("texted Ada, she texted me back", "message | both | Ada Byron"),
        ("Grace and I texted", "message | both | Grace Hopper"),
        ("WA sama Budi", "message | both | Budi Santoso"),
        ("Ada emailed", "email | in | Ada Byron"),
        ("nelpon Budi 30 menit", "call | 30 min | Budi Santoso"),
        ("tried to call Ada, no answer", "attempt | Ada Byron"),
        ("Ada didn't pick up", "attempt | Ada Byron"),
        ("nelpon Budi, nggak diangkat", "attempt | Budi Santoso"),
        ("dinner with Ada, she will call me", "in_person | Ada Byron | them owes Ada Byron: call me"),
        ("saw Ada, asked her to call me", "in_person | Ada Byron"),
        ("Ada asked for my email address", "Ada Byron"),
        ("a quick chat over coffee with Ada", "in_person | Ada Byron"),
        ("chat with Ada", "message | both | Ada Byron"),
        ("ketemu Sari", "in_person | Sari Dewi"),
    ]);
}

#[test]
fn feelings() {
    check(&[
        ("lunch with Ada; felt heard", "in_person | Ada Byron | felt Ada Byron: heard +2"),
        ("lunch with Ada and Budi, felt tired", "in_person | Ada Byron+Budi Santoso | felt -: tired -1"),
        (
            "lunch with Ada and Budi, I felt small with Budi and she laughed",
            "in_person | Ada Byron+Budi Santoso | felt Budi Santoso: small -1",
        ),
        (
            "felt really heard by Grace and Ada",
            "Grace Hopper+Ada Byron | felt Grace Hopper: really heard +2 | felt Ada Byron: really heard +2",
        ),
        ("Ada left me purple", "Ada Byron | felt Ada Byron: purple ?"),
        ("Ada left me a book at the station", "Ada Byron"),
        ("Ada left me feeling lighter", "Ada Byron | felt Ada Byron: lighter +1"),
        ("Ada made me feel purple -1", "Ada Byron | felt Ada Byron: purple -1"),
        ("Ada made me laugh", "Ada Byron"),
        ("Ada didn't make me feel safe", "Ada Byron | felt Ada Byron: didn't make me feel safe -2"),
        ("lunch with Ada. I didn't feel heard", "in_person | Ada Byron | felt Ada Byron: didn't feel heard -2"),
        (
            "lunch with Ada. She made me feel safe, seen and heard, and paid",
            "in_person | Ada Byron | felt Ada Byron: safe, seen and heard +2",
        ),
        ("Ada felt tired", "Ada Byron"),
        ("coffee with Ada felt good", "in_person | Ada Byron | felt Ada Byron: good +1"),
        ("Ada made me feel at ease because she laughed", "Ada Byron | felt Ada Byron: at ease +1"),
        ("Grace +2, Ada -1", "Grace Hopper+Ada Byron | felt Grace Hopper:  +2 | felt Ada Byron:  -1"),
        (
            "Grace: +2 heard; Tomas: -1 rushed",
            "Grace Hopper+Tomas Berg | felt Grace Hopper: heard +2 | felt Tomas Berg: rushed -1",
        ),
        ("Grace +1 heard", "Grace Hopper | felt Grace Hopper: heard +1"),
        ("Grace made me feel heard (+1).", "Grace Hopper | felt Grace Hopper: heard +1"),
        ("lunch with Ada. I think I left her lighter", "in_person | Ada Byron | left Ada Byron: lighter +1"),
        ("I made Tomas feel small", "Tomas Berg | left Tomas Berg: small -1"),
        ("lunch with Ada; left: calm", "in_person | Ada Byron | left Ada Byron: calm +1"),
        ("I left Ada at the station", "Ada Byron"),
        ("I think I left Ada a bit lighter", "Ada Byron | left Ada Byron: a bit lighter +1"),
        ("I left Ada a happy book", "Ada Byron"),
        ("ketemu Sari, dia bikin aku nggak nyaman", "in_person | Sari Dewi | felt Sari Dewi: nggak nyaman -1"),
        ("makan sama Sari, aku ngerasa tenang dan dia cerita", "in_person | Sari Dewi | felt Sari Dewi: tenang +1"),
        ("aku bikin Sari sedih", "Sari Dewi | left Sari Dewi: sedih -1"),
        (
            "Grace made me feel heard and I promised her the paper",
            "Grace Hopper | felt Grace Hopper: heard +2 | me owes Grace Hopper: the paper",
        ),
    ]);
}

#[test]
fn promises() {
    check(&[
        ("lunch with Ada. I owe her a coffee", "in_person | Ada Byron | me owes Ada Byron: a coffee"),
        ("I'll send Grace the paper next week", "Grace Hopper | me owes Grace Hopper: send the paper by 2026-11-30"),
        (
            "coffee with Ada yesterday, next week I'll send her the book",
            "2026-11-22 | in_person | Ada Byron | me owes Ada Byron: send the book by 2026-11-30",
        ),
        (
            "coffee with Ada, promised to send Grace the paper",
            "in_person | Ada Byron+Grace Hopper | me owes Grace Hopper: send the paper",
        ),
        (
            "coffee with Ada, she promised me the book by Friday",
            "in_person | Ada Byron | them owes Ada Byron: the book by 2026-11-27",
        ),
        ("Grace offered to introduce me to Ada", "Grace Hopper | them owes Grace Hopper: introduce me to Ada"),
        ("Grace owes me $20", "Grace Hopper | them owes Grace Hopper: $20"),
        (
            "Grace made me feel heard and promised me a book",
            "Grace Hopper | felt Grace Hopper: heard +2 | them owes Grace Hopper: a book",
        ),
        (
            "coffee with Ada. I'll introduce Grace to Budi",
            "in_person | Ada Byron+Grace Hopper | me owes Grace Hopper: introduce Grace to Budi",
        ),
        ("coffee with Ada. I'll call her on Friday.", "in_person | Ada Byron | me owes Ada Byron: call by 2026-11-27"),
        (
            "coffee with Ada. I'll read her draft tomorrow",
            "in_person | Ada Byron | me owes Ada Byron: read her draft by 2026-11-24",
        ),
        (
            "coffee with Ada. I promised the notes from Friday",
            "in_person | Ada Byron | me owes Ada Byron: the notes from Friday",
        ),
        (
            "coffee with Ada. I promised a book, a pen and a call by Friday, it was nice",
            "in_person | Ada Byron | me owes Ada Byron: a book, a pen and a call by 2026-11-27",
        ),
        ("coffee with Ada. I never promised anything", "in_person | Ada Byron"),
        ("coffee with Ada. She said \"I'll send you the book\"", "in_person | Ada Byron"),
        ("coffee with Ada. I'll be late", "in_person | Ada Byron"),
        ("On Friday I promised Ada the paper", "2026-11-20 | Ada Byron | me owes Ada Byron: the paper"),
        (
            "I promised Grace and Ada a dinner",
            "Grace Hopper+Ada Byron | me owes Grace Hopper: a dinner | me owes Ada Byron: a dinner",
        ),
        (
            "ketemu Sari, dia janji kirim foto besok",
            "in_person | Sari Dewi | them owes Sari Dewi: kirim foto by 2026-11-24",
        ),
        (
            "ketemu Sari, aku mau kirim dia buku sebelum jumat",
            "in_person | Sari Dewi | me owes Sari Dewi: kirim buku by 2026-11-27",
        ),
        ("I promised Ada the paper by 31 Feb", "`31 Feb`: there is no 31 February"),
        (
            "coffee with Ada. She said she'd lend me the book",
            "in_person | Ada Byron | them owes Ada Byron: lend me the book",
        ),
    ]);
}

#[test]
fn lookups_name_what_to_fetch() {
    let found = lookups("Coffee with Grace’s @Kopi Tuku in Old Riga. End");
    assert!(found.words.contains(&"grace".to_owned()) && found.words.contains(&"coffee".to_owned()));
    for place in ["kopi", "kopi tuku", "kopi tuku in old", "old", "old riga"] {
        assert!(found.places.contains(&place.to_owned()), "{place} in {:?}", found.places);
    }
    assert!(!found.places.contains(&"old riga end".to_owned()));
}

#[test]
fn a_name_before_the_brackets_is_not_the_new_one_in_them() {
    assert_eq!(told("lunch with Grace and [Grace Kim]"), "in_person | Grace Hopper+[Grace Kim]");
    assert_eq!(
        told("lunch with [Grace Kim]; Grace Kim made me feel heard"),
        told("lunch with [Grace Kim]; Grace made me feel heard")
    );
}

#[test]
fn a_verb_that_is_a_name_too_stays_a_verb() {
    let known = |name: &str| who::Known { id: Id(1), name: name.to_owned(), hint: None, names: Vec::new() };
    let names = NameIndex::new(vec![known("Made Wirawan"), who::Known { id: Id(2), ..known("Marek Olivist") }]);
    let today = parse_iso("2026-11-23").expect("a date");
    for text in
        ["Coffee with Marek; Marek made me feel heard", "Coffee with Marek Olivist. Marek Olivist made me feel heard"]
    {
        let entry = parse(text, today, &Known { names: &names, places: &[] }).expect("understood");
        let who: Vec<_> = entry.people.iter().map(|p| p.mention.clone()).collect();
        assert!(matches!(who.as_slice(), [WhoIs::One(Id(2), _)]), "{text}: {who:?}");
        assert!(entry.unknown.is_empty(), "{text}");
    }
}

#[test]
fn plans_are_refused_and_what_others_plan_is_not() {
    for text in
        ["tomorrow lunch with Grace", "besok ketemu Budi", "next friday lunch with Grace", "lunch with Grace tomorrow"]
    {
        assert!(matches!(entry(text), Err(EntryError::NotYet { .. })), "{text}: {}", told(text));
    }
    for text in [
        "called Grace, she is moving to Oslo next week",
        "met Grace about the trip next week",
        "lunch with Ada; next week she moves",
    ] {
        assert!(entry(text).is_ok(), "{text}: {}", told(text));
    }
}

#[test]
fn a_meeting_that_did_not_take_place_is_an_attempt() {
    for text in ["didn't meet Ada yesterday", "no time to see Ada", "aku gak jadi ketemu Budi"] {
        assert_eq!(entry(text).map(|e| e.kind).ok(), Some(Kind::Attempt), "{text}");
    }
}

#[test]
fn an_old_promise_was_due_from_its_own_day_on() {
    let due = |text| entry(text).ok().and_then(|e| e.promises.first().and_then(|p| p.due)).map(iso);
    assert_eq!(due("5 Oct: coffee with Grace, I promised Grace a book by 10 Oct").as_deref(), Some("2026-10-10"));
    assert_eq!(due("3 weeks ago: called Grace, I promised Grace the paper by Friday").as_deref(), Some("2026-11-06"));
    assert_eq!(
        due("yesterday: coffee with Grace, I promised Grace the paper by Friday").as_deref(),
        Some("2026-11-27")
    );
}
