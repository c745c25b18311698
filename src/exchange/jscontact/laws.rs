//! What cards must hold to, whatever comes.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::draft::draft;
use super::tests::{cut, full, out};
use super::write::card;
use super::*;
use crate::domain::id::Id;

/// A value as somebody may write it.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..4000_u32).prop_map(Value::from),
        "[a-zA-Z0-9 :@,;\u{0}\u{1b}\n\"é🦊+-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any_key(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    let words = [
        "name",
        "full",
        "components",
        "kind",
        "value",
        "address",
        "number",
        "user",
        "uri",
        "service",
        "label",
        "note",
        "date",
        "year",
        "month",
        "day",
        "utc",
        "relation",
        "friend",
        "contexts",
        "private",
        "features",
        "mobile",
        "units",
        "isOrdered",
        "group",
    ];
    prop_oneof![prop::sample::select(words.to_vec()).prop_map(str::to_owned), "[a-zA-Z ]{1,6}|Budi|n1"]
}

fn any_card() -> impl Strategy<Value = Value> {
    let properties = [
        "nicknames",
        "organizations",
        "titles",
        "emails",
        "phones",
        "onlineServices",
        "links",
        "addresses",
        "anniversaries",
        "notes",
        "personalInfo",
        "relatedTo",
        "keywords",
        "media",
        "localizations",
        "x:y",
    ];
    let thing = prop::collection::btree_map(any_key(), any_value(), 0..4)
        .prop_map(|map| Value::Object(map.into_iter().collect()));
    let list = prop::collection::btree_map(any_key(), prop_oneof![thing, Just(Value::Bool(true))], 0..3)
        .prop_map(|map| Value::Object(map.into_iter().collect()));
    let foreign = prop::collection::vec(
        prop_oneof![
            any_value(),
            (
                prop::sample::select(vec!["note", "related", "x-auld-fact", "x-spouse", "bday", "x-ablabel", "tel"]),
                any_value(),
                any_value()
            )
                .prop_map(|(name, params, value)| json!([
                    name,
                    if params.is_object() { params } else { json!({}) },
                    "text",
                    value
                ])),
        ],
        0..3,
    );
    let lists = prop::collection::vec((prop::sample::select(properties.to_vec()), list), 0..6);
    (lists, prop::option::of(foreign), any_value()).prop_map(|(lists, foreign, extra)| {
        let mut card =
            json!({ "@type": "Card", "version": "1.0", "uid": "u", "name": { "full": "Grace Tan" }, "extra": extra });
        for (property, list) in lists {
            card[property] = list;
        }
        if let Some(foreign) = foreign {
            card["vCardProps"] = foreign.into();
        }
        card
    })
}

proptest! {
    #[test]
    fn cards_go_out_and_come_in_the_same(whole in any_card(), which in any::<prop::sample::Index>()) {
        let Ok(read) = draft(&whole) else { return Err(TestCaseError::reject("no person")) };
        for piece in &read.pieces {
            let text = format!("{piece:?}");
            prop_assert!(!text.contains("\\u{1b}") && !text.contains("\\0"), "{}", text);
        }
        // Nothing is lost where nothing was edited.
        prop_assert_eq!(out(&read, &read.name, &read.pieces), whole.clone());
        // And where something was, that is gone and nothing else that auld understands.
        if !read.pieces.is_empty() {
            let mut left = read.pieces.clone();
            let gone = left.remove(which.index(left.len()));
            let again = draft(&out(&read, &read.name, &left)).expect("still a person");
            prop_assert!(!again.pieces.iter().any(|piece| piece.says(&gone)), "{:?}", gone);
            for piece in &left {
                prop_assert!(again.pieces.iter().any(|other| other.says(piece)), "{:?} is lost", piece);
            }
        }
        // What somebody of auld has is a card that says the same, and the same again.
        let own = card(&Out { id: Id(7), name: "Grace Tan", pieces: &read.pieces, raws: Vec::new() });
        let again = draft(&own).expect("a person");
        prop_assert_eq!(out(&again, &again.name, &again.pieces), own.clone());
        for piece in &read.pieces {
            prop_assert!(again.pieces.iter().any(|other| other.says(piece)), "{:?} is not in {}", piece, own);
        }
    }

    #[test]
    fn nothing_that_comes_in_brings_the_reader_down(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..20),
    ) {
        let mut bytes = serde_json::to_vec_pretty(&json!([full(), full()])).expect("JSON");
        for (at, byte, how) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        for (_, _, found) in cut(&bytes).0 {
            if let Ok(read) = draft(&found) {
                prop_assert!(draft(&out(&read, &read.name, &read.pieces)).is_ok());
            }
        }
    }
}
