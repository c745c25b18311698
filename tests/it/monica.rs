//! An account of Monica in: every object of it is in the store, or named in the report with how many there are.

use serde_json::{Value, json};

use crate::bench::{Bench, Outcome};

fn object(uuid: &str, properties: Value) -> Value {
    json!({ "uuid": uuid, "created_at": "2020-01-02T03:04:05.000000Z", "updated_at": "2021-01-02T03:04:05.000000Z", "properties": properties })
}

fn collection(of: &str, values: Vec<Value>) -> Value {
    json!({ "count": values.len(), "type": of, "values": values })
}

/// An account with one of everything.
fn account() -> Value {
    let date = |day: &str| json!({ "uuid": "d", "is_age_based": false, "is_year_unknown": false, "date": format!("{day}T00:00:00.000000Z") });
    let mut grace = object(
        "c-grace",
        json!({
            "first_name": "Grace", "middle_name": "M.", "last_name": "Tan", "nickname": "Gigi", "description": "plays the cello",
            "is_starred": true, "is_partial": false, "is_active": true, "is_dead": false, "job": "engineer", "company": "Tan & Co",
            "food_preferences": "no nuts", "number_of_views": 7, "stay_in_touch_frequency": 21, "vcard": "BEGIN:VCARD",
            "avatar": { "avatar_source": "default" }, "tags": ["Old friends", "!?"], "gender": "g-1",
            "birthdate": date("1990-05-02"), "first_met_date": date("2015-06-07"), "first_met_through": "c-budi",
        }),
    );
    grace["data"] = json!([
        collection(
            "call",
            vec![object(
                "call-1",
                json!({ "called_at": "2026-03-04 00:00:00", "content": "the new flat", "contact_called": true, "emotions": [{ "name": "joy" }, { "name": "relief" }] })
            )]
        ),
        collection(
            "contact_field",
            vec![
                object("f-1", json!({ "data": "grace@example.com", "type": "t-mail" })),
                object("f-2", json!({ "data": "+62 811 1111", "type": "t-phone" })),
                object("f-3", json!({ "data": "gigi", "type": "t-chat" })),
                object("f-4", json!({ "data": "https://grace.example", "type": "t-chat" })),
            ]
        ),
        collection(
            "debt",
            vec![
                object(
                    "b-1",
                    json!({ "amount": "12.50", "currency": { "iso": "EUR" }, "status": "inprogress", "in_debt": true })
                ),
                object("b-2", json!({ "amount": 20, "currency": null, "status": "complete", "in_debt": false })),
            ]
        ),
        collection(
            "gift",
            vec![object("i-1", json!({ "name": "a kite", "comment": "red", "status": "idea", "date": "2021-05-06" }))]
        ),
        collection("note", vec![object("n-1", json!({ "body": "likes tea", "is_favorite": true }))]),
        collection(
            "reminder",
            vec![
                object(
                    "r-1",
                    json!({ "initial_date": "1990-05-02", "title": "Wish happy birthday", "frequency_type": "year", "frequency_number": 1 })
                ),
                object(
                    "r-2",
                    json!({ "initial_date": "2016-09-10", "title": "name day", "frequency_type": "year", "frequency_number": 1 })
                ),
                object(
                    "r-3",
                    json!({ "initial_date": "2026-12-24", "title": "send a card", "frequency_type": "one_time", "frequency_number": 1 })
                ),
                object(
                    "r-4",
                    json!({ "initial_date": "2020-02-01", "title": "ring", "frequency_type": "month", "frequency_number": 2 })
                ),
            ]
        ),
        collection(
            "task",
            vec![
                object("k-1", json!({ "title": "lend the drill", "completed": false })),
                object(
                    "k-2",
                    json!({ "title": "return the book", "description": "the blue one", "completed": true, "completed_at": "2020-02-03 04:05:06" })
                ),
            ]
        ),
        collection(
            "address",
            vec![object(
                "a-1",
                json!({ "name": "Home", "street": "Jl. Satu 1", "city": "Bandung", "country": "ID", "latitude": null })
            )]
        ),
        collection("pet", vec![object("p-1", json!({ "name": "Rex", "category": "Dog" }))]),
        collection(
            "conversation",
            vec![object(
                "v-1",
                json!({ "happened_at": "2026-04-05", "contact_field_type": "t-chat", "messages": [
            object("m-1", json!({ "content": "how are you?", "written_at": "2026-04-05", "written_by_me": true })),
            object("m-2", json!({ "content": "fine", "written_at": "2026-04-05", "written_by_me": false })),
        ] })
            )]
        ),
        collection(
            "life_event",
            vec![object(
                "l-1",
                json!({ "name": "moved in with Budi", "happened_at": "2019-08-09", "type": "t-moved" })
            )]
        ),
        collection("activity", vec![json!("act-1")]),
        collection("photo", vec![json!("ph-1")]),
    ]);
    let mut budi = object(
        "c-budi",
        json!({ "first_name": "Budi", "last_name": "Santoso", "is_dead": true, "deceased_date": date("2026-01-02") }),
    );
    budi["data"] = json!([collection("activity", vec![json!("act-1")])]);
    let mia = object(
        "c-mia",
        json!({ "first_name": "Mia", "is_partial": true, "birthdate": { "date": "2019-01-01", "is_age_based": true } }),
    );
    let tie = |who: &str, kind: &str, of: &str| {
        object(&format!("{who}-{of}"), json!({ "type": kind, "contact_is": who, "of_contact": of }))
    };
    json!({
        "version": "1.0-preview.1", "app_version": "4.0.0", "export_date": "2026-11-20T10:00:00.000000Z", "url": "https://monica.example", "exported_by": "me",
        "account": {
            "uuid": "a", "data": [
                collection("user", vec![object("me", json!({}))]),
                collection("contact", vec![grace, budi, mia]),
                collection("relationship", vec![
                    tie("c-grace", "parent", "c-mia"), tie("c-mia", "child", "c-grace"), tie("c-grace", "bestfriend", "c-budi"), tie("c-grace", "ex", "gone"),
                ]),
                collection("photo", vec![object("ph-1", json!({ "original_filename": "g.jpg", "dataUrl": format!("data:image/jpeg;base64,{}", "A".repeat(50_000)) }))]),
                collection("document", vec![object("doc-1", json!({})), object("doc-2", json!({}))]),
                collection("activity", vec![
                    object("act-1", json!({ "summary": "had lunch", "description": "at the new place", "happened_at": "2026-05-06", "type": "t-ate" })),
                    object("act-2", json!({ "summary": "someday", "happened_at": "2030-05-06" })),
                ]),
            ],
            "properties": { "journal_entries": [{}], "modules": [], "audit_logs": [{}, {}, {}] },
            "instance": {
                "activity_types": [object("t-ate", json!({ "translation_key": "ate_restaurant" }))],
                "contact_field_types": [
                    object("t-mail", json!({ "name": "Email", "type": "email", "protocol": "mailto:" })),
                    object("t-phone", json!({ "name": "Phone", "type": "phone", "protocol": "tel:" })),
                    object("t-chat", json!({ "name": "Telegram" })),
                ],
                "genders": [object("g-1", json!({ "name": "Woman", "type": "F" }))],
                "life_event_types": [object("t-moved", json!({ "name": null, "translation_key": "moved" }))],
            },
        },
    })
}

fn import(bench: &mut Bench, account: &Value) -> Outcome {
    let file = bench.file("monica.json", account.to_string());
    bench.run(["import".as_ref(), file.as_os_str()])
}

/// Returns what became of people and meetings: new, updated, unchanged, bad.
fn counts(bench: &mut Bench, account: &Value) -> [[u64; 4]; 2] {
    let file = bench.file("monica.json", account.to_string());
    let json = bench.run(["import".as_ref(), file.as_os_str(), "--json".as_ref()]).json();
    ["people", "meetings"]
        .map(|what| ["new", "updated", "unchanged", "bad"].map(|key| json[what][key].as_u64().expect("a number")))
}

#[test]
fn an_account_is_in_the_store_or_in_the_report() {
    let mut bench = Bench::new();
    insta::assert_snapshot!(import(&mut bench, &account()).success(), @r"
    new 6 · updated 0 · unchanged 0 · bad 1
    people      new 3 · updated 0 · unchanged 0
    meetings    new 3 · updated 0 · unchanged 0 · bad 1
    ------- stderr -------
    [HOME]/monica.json: 2030-05-06 is still to come; a meeting is written down once it took place
    1 bad record left out, the rest was taken
    ignored, since auld has no place for it: activity type (1), audit log (3), contact field type (3), document (2), gender (1), journal entry (1), life event type (1), photo (1), relationship with nobody (1), reminder that says nothing more (1), tag that says nothing more (1), user (1)
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["show", "Gigi"]).success(), @r"
    Grace M. Tan “Gigi”  #Old-friends · #starred
    met         7 Jun 2015, through Budi Santoso
    last seen   6 May, 6 months ago; every 3 weeks wished
    24 months   Dec 2024 ···············▂▂▂······ Nov 2026
                                        +

    Last talks
        6 May (6 months ago) · in person · with Budi Santoso
          had lunch
          at the new place
        5 Apr (7 months ago) · message
          me: how are you?
          Grace M. Tan: fine
        4 Mar (8 months ago) · call
          the new flat

    How they made me feel
        joy, relief (+2)  4 Mar, 8 months ago

    Promised
        I owe Grace M. Tan: send a card by Thursday 24 Dec  said 6 years ago
        I owe Grace M. Tan: lend the drill  said 6 years ago

    Known
      description  plays the cello  today
      gender       Woman  today
      works at     Tan & Co  today
      role         engineer  today
      food         no nuts  today
      I owe        12.50 EUR  today
      pet          Rex (dog)  today
      child        Mia
      friend       Budi Santoso
      email        grace@example.com
      phone        +62 811 1111
      handle       gigi (telegram)
      url          https://grace.example (telegram)
      address      Jl. Satu 1, Bandung, ID (home)

    Notes
        gift idea: a kite (red)  5 years ago
        reminder: ring (every 2 months from 2020-02-01)  6 years ago
        likes tea  6 years ago
        settled: they owed me 20  6 years ago
        moved: moved in with Budi  7 years ago
    ");
    insta::assert_snapshot!(bench.run(["list", "meetings"]).success(), @r"
    6 May  in person  Grace M. Tan and Budi Santoso  had lunch
    5 Apr  message    Grace M. Tan                   me: how are you?
    4 Mar  call       Grace M. Tan                   the new flat
    ");
    insta::assert_snapshot!(bench.run(["list", "promises"]).success(), @r"
    I owe Grace M. Tan: send a card by Thursday 24 Dec  said 6 years ago
    I owe Grace M. Tan: lend the drill  said 6 years ago
    ");
    insta::assert_snapshot!(bench.run(["list", "promises", "--outcome", "kept"]).success(), @r"
    I owe Grace M. Tan: return the book: the blue one (kept 3 Feb 2020)  said 6
    years ago
    ");
    insta::assert_snapshot!(bench.run(["list", "notes"]).success(), @r"
    Grace M. Tan  6 May 2021
        gift idea: a kite (red)
    Grace M. Tan  2 Jan 2020
        reminder: ring (every 2 months from 2020-02-01)
    Grace M. Tan  2 Jan 2020
        likes tea
    Grace M. Tan  2 Jan 2020
        settled: they owed me 20
    Grace M. Tan  9 Aug 2019
        moved: moved in with Budi
    ");
    insta::assert_snapshot!(bench.run(["show", "Mia"]).success(), @r#"
    Mia

    Known
      parent  Grace M. Tan

    nothing written down yet: auld log "coffee with Mia"
    "#);
    assert!(bench.run(["trace", "Gigi"]).success().stdout.contains("Budi Santoso"));
    assert!(bench.run(["list", "--state", "deceased"]).success().stdout.contains("Budi Santoso"));
    assert!(!bench.dump().rows.contains("AAAA"), "a picture is in the store");
}

#[test]
fn the_same_account_twice_changes_nothing_and_an_edited_one_just_that() {
    let mut bench = Bench::new();
    let mut account = account();
    assert_eq!(counts(&mut bench, &account), [[3, 0, 0, 0], [3, 0, 0, 1]]);
    assert_eq!(counts(&mut bench, &account), [[0, 0, 3, 0], [0, 0, 3, 1]]);
    // What a program counts for itself is no change.
    let grace = &mut account["account"]["data"][1]["values"][0];
    grace["properties"]["number_of_views"] = json!(99);
    grace["updated_at"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(counts(&mut bench, &account), [[0, 0, 3, 0], [0, 0, 3, 1]]);
    let grace = &mut account["account"]["data"][1]["values"][0];
    grace["properties"]["stay_in_touch_frequency"] = json!(30);
    grace["properties"]["job"] = json!("director");
    grace["data"][0]["values"][0]["properties"]["content"] = json!("the old flat");
    grace["data"][6]["values"][0]["properties"]["completed"] = json!(true);
    grace["data"][6]["values"][0]["properties"]["completed_at"] = json!("2026-11-01");
    account["account"]["data"][1]["values"][1]["properties"]["is_dead"] = json!(false);
    assert_eq!(counts(&mut bench, &account), [[0, 2, 1, 0], [0, 1, 2, 1]]);
    assert_eq!(counts(&mut bench, &account), [[0, 0, 3, 0], [0, 0, 3, 1]]);
    let shown = bench.run(["show", "Gigi"]).success().stdout;
    assert!(
        shown.contains("director") && shown.contains("the old flat") && !shown.contains("lend the drill"),
        "{shown}"
    );
    assert!(bench.run(["list"]).success().stdout.contains("Budi"));
}

#[test]
fn what_the_user_wrote_stays() {
    let mut bench = Bench::new();
    bench
        .run(["add", "Grace Tan", "--email", "grace@example.com", "--every", "2w", "--birthday", "1991-05-02"])
        .success();
    let told = import(&mut bench, &account()).success();
    for line in ["birthday is another in auld", "the rhythm is another in auld"] {
        assert!(told.stderr.contains(line), "{told}");
    }
    bench.run(["edit", "Grace", "--every", "5w"]).success();
    bench.run(["kept", "Grace", "drill"]).success();
    let mut edited = account();
    let grace = &mut edited["account"]["data"][1]["values"][0];
    grace["properties"]["stay_in_touch_frequency"] = json!(30);
    grace["data"][6]["values"][0]["properties"]["description"] = json!("soon");
    let told = import(&mut bench, &edited).success();
    let rows = bench.dump().rows;
    assert!(rows.contains("1991-05-02") && !rows.contains("1990-05-02\""), "{told}");
    let card = bench.run(["show", "Grace", "--json"]).json();
    assert_eq!(card["person"]["cadence_days"].as_u64().or(card["cadence_days"].as_u64()), Some(35), "{card}");
}

#[test]
fn what_is_no_account_is_refused() {
    let mut bench = Bench::new();
    for (text, why) in [
        ("{\"version\":\"1\",\"app_version\":\"4\",\"export_date\":\"x\"}", "has no account in it"),
        ("{\"account\":", "1:11: the file ends in the middle of the document"),
        ("\u{0}", "1:1: this is no JSON"),
    ] {
        let file = bench.file("monica.json", text);
        let ran = bench.run(["import".as_ref(), "monica".as_ref(), file.as_os_str()]).code(1);
        assert!(ran.stderr.contains(why), "{ran}");
    }
    assert_eq!(bench.run(["export", "monica"]).code, 2);
}
