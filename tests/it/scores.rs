//! The score through the whole program: the published vectors, and what must never move it.

use auld::domain::date::parse_iso;
use auld::domain::id::Id;
use auld::store::rows::{Engagement, Fact, PersonTag, Referral, Relation};
use auld::store::{Access, OpInfo, Store};
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::bench::Bench;

/// Returns the vectors as a document to import: the people, their statements and their meetings.
fn document(vectors: &Value) -> Value {
    let day = |text: &Value| parse_iso(text.as_str().expect("a day")).expect("a date");
    let today = day(&vectors["today"]);
    let (mut people, mut meetings) = (Vec::new(), Vec::new());
    for (n, person) in vectors["people"].as_array().expect("people").iter().enumerate() {
        let id = Id(Id::first_of(today).0 + 1 + n as i64).to_string();
        let mut row = Map::from_iter([
            ("id".to_owned(), json!(id)),
            ("name".to_owned(), person["name"].clone()),
            ("state".to_owned(), json!("active")),
            ("added_on".to_owned(), vectors["today"].clone()),
        ]);
        for key in ["closeness", "kin", "cadence_days", "known_since"] {
            if !person[key].is_null() {
                row.insert(key.to_owned(), person[key].clone());
            }
        }
        people.push(Value::Object(row));
        for meeting in person["meetings"].as_array().expect("meetings") {
            let id = Id(Id::first_of(day(&meeting["on"])).0 + 1 + meetings.len() as i64).to_string();
            let mut row = Map::from_iter([("id".to_owned(), json!(id))]);
            for key in ["on", "kind", "minutes", "size", "direction", "imposed"] {
                if !meeting[key].is_null() {
                    row.insert(key.to_owned(), meeting[key].clone());
                }
            }
            let mut present = Map::from_iter([("person".to_owned(), people[n]["id"].clone())]);
            if !meeting["felt"].is_null() {
                present.insert("felt".to_owned(), json!({ "value": meeting["felt"] }));
            }
            row.insert("people".to_owned(), json!([present]));
            meetings.push(Value::Object(row));
        }
    }
    json!({ "format": "auld", "version": 1, "min_reader": 1, "people": people, "meetings": meetings })
}

#[test]
fn the_vectors_hold_through_the_whole_program() {
    let vectors: Value = serde_json::from_str(include_str!("../data/scoring_vectors.json")).expect("JSON");
    let mut bench = Bench::unchecked();
    let file = bench.file("vectors.json", document(&vectors).to_string());
    bench.run(["import", "-y", file.to_str().expect("UTF-8")]).success();
    let closest = bench.run(["closest", "--json"]).success().json();
    let listed = closest["people"].as_array().expect("people");
    let mut checked = 0;
    for person in vectors["people"].as_array().expect("people") {
        let name = person["name"].as_str().expect("a name");
        let why = bench.run(["why", name, "--json"]).success().json();
        let near = |got: &Value, key: &str| {
            let want = &person["expect"][key];
            match (got.as_f64(), want.as_f64()) {
                (Some(got), Some(want)) => assert!((got - want).abs() <= 1e-9, "{name} {key}: {got} is not {want}"),
                (got, want) => assert_eq!(got, want, "{name} {key}"),
            }
        };
        // Where there was no contact, the vectors have no urgency; auld counts from the day somebody was added.
        let contacts = !person["expect"]["days_since_contact"].is_null();
        let keys = ["depth", "warmth", "bond", "strain", "usual_gap_days", "days_since_contact"];
        for key in keys.into_iter().chain(contacts.then_some("urgency")) {
            near(&why[key], key);
        }
        if let Some(line) = listed.iter().find(|line| line["name"] == person["name"]) {
            for key in ["depth", "warmth", "bond", "strain", "usual_gap_days"] {
                near(&line[key], key);
            }
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} people are listed");
}

#[derive(Debug, Clone)]
enum Trapping {
    Tag(usize, String),
    Fact(usize, String, String),
    Referral(usize, usize),
    Worth(usize, i64),
    Tie(usize, usize, String),
}

fn trapping() -> impl Strategy<Value = Trapping> {
    prop_oneof![
        (0..3_usize, "[a-z]{1,8}").prop_map(|(who, tag)| Trapping::Tag(who, tag)),
        (0..3_usize, prop::sample::select(vec!["title", "company", "role"]), "[A-Z][a-z]{1,8}")
            .prop_map(|(who, label, value)| Trapping::Fact(who, label.to_owned(), value)),
        (0..3_usize, 0..3_usize).prop_map(|(from, to)| Trapping::Referral(from, to)),
        (0..3_usize, 1..1_000_000_000_i64).prop_map(|(who, minor)| Trapping::Worth(who, minor)),
        (0..3_usize, 0..3_usize, prop::sample::select(vec!["partner", "manager", "introduced_to"]))
            .prop_map(|(who, other, kind)| Trapping::Tie(who, other, kind.to_owned())),
    ]
}

/// Writes what must not matter straight into the store; doubles are left out.
fn dress(bench: &Bench, trappings: &[Trapping]) {
    let mut store = Store::open(&bench.db(), Access::Write).expect("the store");
    let at: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let info = OpInfo { verb: "test".into(), argv: Vec::new(), at, today: at.date_naive() };
    let done: auld::store::Result<()> = store.write(&info, false, |tx| {
        let people: Vec<Id> = tx.names()?.into_iter().map(|row| row.id).collect();
        for trapping in trappings {
            match trapping {
                Trapping::Tag(who, tag) => {
                    let tags: Vec<PersonTag> = tx.all_of("person_id", people[*who])?;
                    if tags.iter().all(|t| t.tag != *tag) {
                        tx.insert(&PersonTag { person_id: people[*who], tag: tag.clone() })?;
                    }
                }
                Trapping::Fact(who, label, value) => {
                    let id = tx.new_id::<Fact>(tx.today())?;
                    let (label, value) = (label.clone(), value.clone());
                    let noted_on = tx.today();
                    tx.insert(&Fact { id, person_id: people[*who], label, value, since: None, until: None, noted_on })?;
                }
                Trapping::Referral(from, to) => {
                    let (to_them, _) = tx.referrals_of(people[*to])?;
                    // Nobody brings those who brought them.
                    if from < to && to_them.iter().all(|r| r.referrer_id != people[*from]) {
                        let id = tx.new_id::<Referral>(tx.today())?;
                        tx.insert(&Referral {
                            id,
                            referrer_id: people[*from],
                            referred_id: people[*to],
                            kind: auld::domain::referral::ReferralKind::Client,
                            on_date: None,
                            note: None,
                            outcome: None,
                            thanked_on: None,
                            told_on: None,
                        })?;
                    }
                }
                Trapping::Tie(who, other, kind) => {
                    if who != other {
                        let id = tx.new_id::<Relation>(tx.today())?;
                        tx.insert(&Relation {
                            id,
                            person_id: people[*who],
                            kind: kind.clone(),
                            other_id: Some(people[*other]),
                            other_name: None,
                            since: None,
                            until: None,
                            note: None,
                        })?;
                    }
                }
                Trapping::Worth(who, minor) => {
                    let id = tx.new_id::<Engagement>(tx.today())?;
                    tx.insert(&Engagement {
                        id,
                        person_id: people[*who],
                        what: Some("website".into()),
                        currency: Some("USD".into()),
                        minor: Some(*minor),
                        started_on: None,
                        ended_on: None,
                        outcome: None,
                    })?;
                }
            }
        }
        Ok(())
    });
    done.expect("a dressed store");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn title_company_tags_referrals_and_worth_move_no_number(trappings in prop::collection::vec(trapping(), 1..20)) {
        let mut bench = Bench::unchecked();
        for text in [
            "3 weeks ago: dinner with [Grace Tan] and [Tomas Ozols] 2h; Grace made me feel heard",
            "2 months ago: coffee with [Sari Dewi] 90 min; Sari made me feel small",
            "yesterday: called Tomas",
        ] {
            bench.run(["log", text]).success();
        }
        let mut numbers = || {
            let mut people = bench.run(["closest", "--json"]).success().json()["people"].clone();
            // The numbers, not the words: `reasons` speak of the pair too, but are no number.
            for person in people.as_array_mut().expect("people") {
                person.as_object_mut().expect("a person").remove("reasons");
            }
            people
        };
        let before = numbers();
        dress(&bench, &trappings);
        let after = bench.run(["closest", "--json"]).success().json()["people"].clone();
        for (before, after) in before.as_array().expect("people").iter().zip(after.as_array().expect("people")) {
            for (key, value) in before.as_object().expect("a person") {
                prop_assert_eq!(value, &after[key], "{}", key);
            }
        }
        prop_assert_eq!(before.as_array().map(Vec::len), after.as_array().map(Vec::len));
    }
}
