//! What cards say, what becomes of it, and what is refused.

use serde_json::{Map, Value, json};

use super::draft::draft;
use super::write::card;
use super::*;
use crate::domain::date::PartialDate;
use crate::domain::id::Id;
use crate::domain::person::{ContactKind, NameKind};
use crate::exchange::people::{PersonDraft, Piece};
use crate::exchange::{Place, ReadError};

/// Returns what is written of somebody of whom the store knows what the card said, and `pieces` is all that is left.
pub(super) fn out(draft: &PersonDraft, name: &str, pieces: &[Piece]) -> Value {
    card(&Out { id: Id(7), name, pieces, raws: vec![&draft.raw] })
}

fn contact(kind: ContactKind, label: &str, value: &str) -> Piece {
    Piece::Contact(kind, Some(label).filter(|label| !label.is_empty()).map(str::to_owned), value.into())
}

pub(super) fn full() -> Value {
    json!({
        "@type": "Card", "version": "1.0", "uid": "urn:uuid:1", "created": "2024-01-01T00:00:00Z", "language": "en",
        "name": {
            "components": [
                { "kind": "surname", "value": "Tan" }, { "kind": "given", "value": "Grace" },
                { "kind": "title", "value": "Dr." },
            ],
        },
        "nicknames": { "k1": { "name": "Gracie" } },
        "organizations": { "o1": { "name": "Kopi Tuku", "units": [{ "name": "Roasting" }], "sortAs": "x" } },
        "titles": { "t1": { "name": "Barista", "organizationId": "o1" } },
        "emails": { "e1": { "address": "grace@example.com", "contexts": { "private": true }, "pref": 1 } },
        "phones": {
            "p1": { "number": "tel:+62-811-1111", "features": { "voice": true, "mobile": true } },
            "p2": { "number": "+65 1111", "label": "at sea", "contexts": { "work": true } },
        },
        "onlineServices": { "s1": { "service": "Mastodon", "user": "@grace", "uri": "https://example.com/@grace" } },
        "links": { "l1": { "uri": "https://example.com/grace" } },
        "addresses": {
            "a1": { "full": "Jl. Satu 1\nBandung", "countryCode": "ID" },
            "a2": {
                "isOrdered": true, "defaultSeparator": ", ",
                "components": [
                    { "kind": "number", "value": "1" }, { "kind": "separator", "value": " " },
                    { "kind": "name", "value": "Orchard Road" }, { "kind": "locality", "value": "Singapore" },
                ],
            },
        },
        "anniversaries": {
            "b": { "kind": "birth", "date": { "month": 5, "day": 2 }, "place": { "full": "Riga" } },
            "w": { "kind": "wedding", "date": { "@type": "Timestamp", "utc": "2015-06-01T12:00:00Z" } },
            "d": { "kind": "death", "date": { "year": 2090 } },
        },
        "relatedTo": { "Budi": { "relation": { "sibling": true } }, "urn:uuid:2": { "relation": { "friend": true } } },
        "keywords": { "Old friends": true, "off": false },
        "notes": { "n1": { "note": "likes tea\nnot coffee", "created": "2024-01-01T00:00:00Z" } },
        "personalInfo": { "h": { "kind": "hobby", "value": "chess", "level": "high" } },
        "media": { "m": { "kind": "photo", "uri": "data:image/png;base64,AAAA" } },
        "localizations": { "id": { "titles/t1/name": "Peracik kopi", "name/full": "x" } },
        "preferredLanguages": { "l": { "language": "id" } },
        "vCardProps": [
            ["x-spouse", { "group": "item1" }, "text", "Tomas Ozols"], ["x-ablabel", { "group": "item1" }, "text", "other half"],
            ["x-locker", { "x-p": ["a;b", "\"c"] }, "unknown", "42"],
        ],
        "example.com:extension": { "kept": [1, 2.5, null] },
    })
}

#[test]
fn a_card_is_understood() {
    let draft = draft(&full()).expect("a person");
    assert_eq!((draft.name.as_str(), draft.key.text.as_str()), ("Dr. Grace Tan", "urn:uuid:1"));
    let expected = [
        Piece::Name(NameKind::Nick, "Gracie".into()),
        Piece::Fact("works at".into(), "Kopi Tuku, Roasting".into()),
        Piece::Fact("role".into(), "Barista".into()),
        contact(ContactKind::Email, "home", "grace@example.com"),
        contact(ContactKind::Phone, "mobile", "+62-811-1111"),
        contact(ContactKind::Phone, "at sea", "+65 1111"),
        contact(ContactKind::Handle, "Mastodon", "@grace"),
        contact(ContactKind::Url, "", "https://example.com/grace"),
        contact(ContactKind::Address, "", "Jl. Satu 1, Bandung"),
        contact(ContactKind::Address, "", "1 Orchard Road, Singapore"),
        Piece::Date("birthday".into(), PartialDate::Yearly(5, 2)),
        Piece::Date("anniversary".into(), "2015-06-01".parse().expect("a date")),
        Piece::Relation("sibling".into(), "Budi".into()),
        Piece::Tag("Old-friends".into()),
        Piece::Note("likes tea\nnot coffee".into()),
        Piece::Fact("hobby".into(), "chess".into()),
        Piece::Relation("spouse".into(), "Tomas Ozols".into()),
    ];
    assert_eq!(draft.pieces, expected);
}

#[test]
fn what_nobody_edited_goes_out_as_it_came_in() {
    let whole = full();
    let draft = draft(&whole).expect("a person");
    assert_eq!(out(&draft, &draft.name, &draft.pieces), whole);
    // What is gone goes with what is said of it, and nothing else; what is new is added.
    let gone = ["Barista", "Tomas Ozols", "Gracie"];
    let mut left: Vec<Piece> = draft
        .pieces
        .iter()
        .filter(|piece| !gone.iter().any(|gone| format!("{piece:?}").contains(gone)))
        .cloned()
        .collect();
    left.push(contact(ContactKind::Email, "work", "tan@example.com"));
    left.push(Piece::Fact("lives".into(), "Riga".into()));
    let mut expected = whole.clone();
    let card = expected.as_object_mut().expect("an object");
    card.shift_remove("titles");
    card.shift_remove("nicknames");
    card["emails"]["e2"] = json!({ "address": "tan@example.com", "contexts": { "work": true } });
    card["localizations"]["id"] = json!({});
    card["name"] = json!({ "full": "Grace Lind" });
    card["vCardProps"] = json!([["x-locker", { "x-p": ["a;b", "\"c"] }, "unknown", "42"], ["x-auld-fact", { "label": "lives" }, "text", "Riga"]]);
    assert_eq!(out(&draft, "Grace Lind", &left), expected);
}

#[test]
fn somebody_of_auld_is_a_whole_card() {
    let pieces = [
        Piece::Name(NameKind::Former, "Grace Lind".into()),
        contact(ContactKind::Phone, "mobile", "+62 811"),
        contact(ContactKind::Phone, "boat", "+62 812"),
        contact(ContactKind::Handle, "telegram", "@grace"),
        contact(ContactKind::Handle, "", "https://example.com/g"),
        Piece::Date("First met".into(), "2015-06".parse().expect("a date")),
        Piece::Relation("partner".into(), "Budi 2".into()),
        Piece::Relation("friend".into(), "Wati".into()),
        Piece::Relation("colleague".into(), "Wati".into()),
        Piece::Tag("kopi".into()),
    ];
    let made = card(&Out { id: Id(7), name: "Grace Tan", pieces: &pieces, raws: Vec::new() });
    let expected = json!({
        "@type": "Card", "version": "1.0", "uid": format!("auld-{}", Id(7)),
        "name": { "full": "Grace Tan" },
        "vCardProps": [
            ["x-maidenname", {}, "text", "Grace Lind"],
            ["x-auld-date", { "label": "First met" }, "text", "2015-06"],
            ["related", { "type": "spouse", "value": "text" }, "text", "Budi 2"],
        ],
        "phones": { "p1": { "number": "+62 811", "features": { "mobile": true } }, "p2": { "number": "+62 812", "label": "boat" } },
        "onlineServices": { "s1": { "user": "@grace", "service": "telegram" }, "s2": { "uri": "https://example.com/g" } },
        "relatedTo": { "Wati": { "relation": { "friend": true, "co-worker": true } } },
        "keywords": { "kopi": true },
    });
    let keys = |card: &Value| card.as_object().map(|card| card.keys().cloned().collect::<Vec<_>>());
    assert_eq!(made["relatedTo"]["Wati"]["relation"].as_object().map(Map::len), Some(2));
    assert_eq!(keys(&made), keys(&expected));
    let again = draft(&made).expect("a person");
    assert_eq!(again.key.own_id(), Some(Id(7)));
    for piece in &pieces {
        assert!(again.pieces.iter().any(|other| other.says(piece)), "{piece:?} in {again:?}");
    }
    assert_eq!(out(&again, &again.name, &again.pieces), made);
}

#[test]
fn two_cards_of_one_person_are_one() {
    let first = json!({ "@type": "Card", "version": "1.0", "uid": "1", "name": { "full": "A" },
        "emails": { "e": { "address": "a@example.com" } }, "media": { "m": { "uri": "x" } } });
    let second = json!({ "@type": "Card", "version": "1.0", "uid": "2", "name": { "full": "A B" },
        "emails": { "e": { "address": "A@example.com" }, "f": { "address": "b@example.com" } },
        "notes": { "n": { "note": "second" } }, "x": 1 });
    let (one, two) = (draft(&first).expect("a person"), draft(&second).expect("a person"));
    let mut pieces = one.pieces.clone();
    pieces.extend(two.pieces.iter().filter(|piece| !one.pieces.iter().any(|known| known.says(piece))).cloned());
    let made = card(&Out { id: Id(7), name: "A", pieces: &pieces, raws: vec![&one.raw, &two.raw] });
    let mut expected = first;
    expected["emails"]["f"] = json!({ "address": "b@example.com" });
    expected["notes"] = json!({ "n": { "note": "second" } });
    expected["x"] = json!(1);
    assert_eq!(made, expected);
}

#[test]
fn a_card_with_labels_without_end_is_refused_at_once() {
    let labels = |many: usize| {
        let label = |at: usize| json!(["x-ablabel", { "group": format!("g{at}") }, "text", "boat"]);
        let phone = |at: usize| json!(["tel", { "group": format!("g{at}") }, "text", "1"]);
        let all: Vec<Value> = (0..many).flat_map(|at| [label(at), phone(at)]).collect();
        json!({ "@type": "Card", "name": { "full": "Grace Tan" }, "vCardProps": all })
    };
    assert_eq!(draft(&labels(40_000)).expect_err("too many"), "its `vCardProps` has more than 5000 properties");
    assert_eq!(draft(&labels(2)).expect("a person").pieces, [contact(ContactKind::Phone, "boat", "1")]);
}

#[test]
fn what_is_no_person_says_why() {
    for (card, why) in [
        (json!("x"), "it is no card"),
        (json!({ "@type": "Card", "kind": "group", "name": { "full": "Choir" } }), "a list of people"),
        (json!({ "@type": "Event" }), "it is no card, but a Event"),
        (json!({ "@type": "Card", "uid": "1" }), "it names nobody"),
        (json!({ "@type": "Card", "name": { "full": "x".repeat(1000) } }), "at most 200 bytes"),
        (json!({ "@type": "Card", "name": "Grace" }), "its `name` is no object"),
        (json!({ "@type": "Card", "name": { "full": "G" }, "emails": [] }), "its `emails` is no object"),
        (json!({ "@type": "Card", "name": { "full": "G" }, "vCardProps": {} }), "its `vCardProps` is no list"),
    ] {
        let told = draft(&card).expect_err("refused");
        assert!(told.contains(why), "{told}");
    }
    assert_eq!(
        draft(&json!({ "emails": { "e": { "address": "g@example.com" } } })).expect("a person").name,
        "g@example.com"
    );
}

/// Reads a stream: each card with its place, or why it ended early.
pub(super) fn cut(bytes: &[u8]) -> (Vec<(u64, u64, Value)>, Option<String>) {
    let mut found = Vec::new();
    let done = cards::<()>(bytes, |place: Place, card| {
        found.push((place.line, place.column, card));
        Ok(())
    });
    let told = done.err().map(|e| match e {
        ReadError::Bad(bad) => format!("{}:{}: {}", bad.place.line, bad.place.column, bad.why),
        other => format!("{other:?}"),
    });
    (found, told)
}

#[test]
fn cards_come_alone_in_a_list_or_in_lines() {
    let (found, told) = cut(b" {\"a\":1}\n{\"a\":2}\n\n[{\"a\":3},\n  4]\n[]");
    assert_eq!(told, None);
    let found: Vec<_> = found.iter().map(|(line, column, card)| format!("{line}:{column} {card}")).collect();
    assert_eq!(found, ["1:2 {\"a\":1}", "2:1 {\"a\":2}", "4:2 {\"a\":3}", "5:3 4"]);
    for (bytes, why) in [
        (&b"[{\"a\":1},{\"a\""[..], "1:13: the file ends in the middle of a card"),
        (b"{\"a\":1}\nx", "2:1: this is no JSON"),
        (b"", "1:0: it is empty"),
        (b"\"x\"", "1:3: expected a card or a list of cards, and found the text `x`"),
        (b"{\"a\":\"\xff\"}", "1:7: a text is not UTF-8"),
    ] {
        assert_eq!(cut(bytes).1.as_deref(), Some(why), "{}", String::from_utf8_lossy(bytes));
    }
    let bomb = "[".repeat(100_000);
    assert!(cut(bomb.as_bytes()).1.is_some_and(|why| why.contains("it is nested too deeply")));
    let bomb = format!("[{}", "{\"a\":".repeat(100_000));
    assert!(cut(bomb.as_bytes()).1.is_some_and(|why| why.contains("it is nested too deeply")));
    let long = format!("\"{}\"", "x".repeat(1 << 20));
    assert!(cut(long.as_bytes()).1.is_some_and(|why| why.len() < 300));
}

/// A stream without end, of which nobody may keep much.
struct Endless(&'static [u8]);

impl std::io::Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let (head, rest) = self.0.split_at(self.0.len().min(out.len()));
        out[..head.len()].copy_from_slice(head);
        out[head.len()..].fill(b'a');
        self.0 = rest;
        Ok(out.len())
    }
}

#[test]
fn a_card_without_end_is_refused() {
    let input = std::io::BufReader::with_capacity(1 << 16, Endless(b"[{\"a\":1},{\"note\":\""));
    let refused = cards::<()>(input, |_, _| Ok(())).expect_err("endless");
    assert!(matches!(refused, ReadError::Bad(bad) if bad.why == "the card is larger than 64 MB"));
}

#[test]
fn a_file_of_cards_is_known_by_its_beginning() {
    assert!(begins(b"[\n {\"@type\": \"Card\",") && begins(b"{\"version\":\"1.0\",\"@type\":\"Card\"}"));
    for other in [&b"{\"format\":\"auld\"}"[..], b"[1]", b"", b"BEGIN:VCARD", b"\"@type\":\"Card\""] {
        assert!(!begins(other));
    }
}
