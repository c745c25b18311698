//! JSContact in and out: that nothing is lost, and what an edited card changes.

use serde_json::{Value, json};

use crate::bench::{Bench, Outcome};

fn grace() -> Value {
    json!({
        "@type": "Card", "version": "1.0", "uid": "grace-1",
        "name": { "components": [{ "kind": "given", "value": "Grace" }, { "kind": "surname", "value": "Tan" }] },
        "emails": { "e1": { "address": "grace@example.com", "contexts": { "private": true }, "pref": 1 } },
        "phones": { "p1": { "number": "+62 811 1111", "features": { "mobile": true } } },
        "anniversaries": { "b": { "kind": "birth", "date": { "year": 1990, "month": 5, "day": 2 } } },
        "keywords": { "Old friends": true },
        "notes": { "n": { "note": "likes tea, not coffee" } },
        "media": { "m": { "kind": "photo", "uri": "data:image/png;base64,AAAA" } },
        "vCardProps": [["x-locker", { "x-p": "a;b" }, "unknown", "42"]],
    })
}

fn import(bench: &mut Bench, name: &str, cards: &Value) -> Outcome {
    let file = bench.file(name, serde_json::to_vec_pretty(cards).expect("JSON"));
    bench.run(["import".as_ref(), file.as_os_str()])
}

/// Returns what an import did: new, updated, unchanged, look the same, bad.
fn counts(bench: &mut Bench, name: &str, cards: &Value) -> [u64; 5] {
    let file = bench.file(name, serde_json::to_vec_pretty(cards).expect("JSON"));
    let json = bench.run(["import".as_ref(), file.as_os_str(), "--json".as_ref()]).json();
    ["new", "updated", "unchanged", "look_the_same", "bad"].map(|key| json[key].as_u64().expect("a number"))
}

fn export(bench: &mut Bench, more: &[&str]) -> String {
    let args: Vec<&str> = ["export", "jscontact"].iter().chain(more).copied().collect();
    bench.run(args).success().stdout
}

fn cards(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_card_becomes_a_person_and_goes_out_as_it_came_in() {
    let mut bench = Bench::new();
    insta::assert_snapshot!(import(&mut bench, "a.json", &grace()).success(), @r"
    new 1 · updated 0 · unchanged 0
    people      new 1 · updated 0 · unchanged 0
    ------- stderr -------
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["show", "Grace"]).success(), @r#"
    Grace Tan  #Old-friends

    Known
      email   grace@example.com (home)
      phone   +62 811 1111 (mobile)

    Notes
        likes tea, not coffee  today

    nothing written down yet: auld log "coffee with Grace Tan"
    "#);
    assert_eq!(cards(&export(&mut bench, &[])), json!([grace()]));
    // What was edited takes its place, and only that.
    bench.run(["edit", "Grace", "--birthday", "--05-03"]).success();
    bench.run(["tag", "Grace", "+kopi"]).success();
    bench.run(["feel", "Grace", "heard +2"]).success();
    let mut expected = grace();
    expected["anniversaries"] = json!({ "d1": { "kind": "birth", "date": { "month": 5, "day": 3 } } });
    expected["keywords"]["kopi"] = json!(true);
    let text = export(&mut bench, &[]);
    assert_eq!(cards(&text), json!([expected]));
    assert!(!text.contains("heard"), "{text}");
}

#[test]
fn somebody_of_auld_has_the_same_id_in_every_address_book() {
    let mut bench = Bench::new();
    bench.run(["add", "Budi Santoso", "--nick", "Bud", "--phone", "0811 2222", "--lives", "Bandung"]).success();
    bench.run(["add", "Sari Dewi", "--tag", "kopi", "--birthday", "--05-02"]).success();
    let text = export(&mut bench, &[]);
    let vcards = bench.run(["export", "vcard"]).success().stdout;
    let uids: Vec<&str> = vcards.lines().filter_map(|line| line.strip_prefix("UID:")).map(str::trim).collect();
    let all = cards(&text);
    assert_eq!(
        all.as_array().map(|all| all.iter().map(|card| card["uid"].as_str()).collect()),
        Some(uids.iter().copied().map(Some).collect::<Vec<_>>())
    );
    let own = uids.iter().fold(text, |text, uid| text.replace(uid, "auld-[ID]"));
    insta::assert_snapshot!(own, @r#"
    [
      {
        "@type": "Card",
        "version": "1.0",
        "uid": "auld-[ID]",
        "name": {
          "full": "Budi Santoso"
        },
        "nicknames": {
          "n1": {
            "name": "Bud"
          }
        },
        "phones": {
          "p1": {
            "number": "0811 2222"
          }
        },
        "vCardProps": [
          [
            "x-auld-fact",
            {
              "label": "lives"
            },
            "text",
            "Bandung"
          ]
        ]
      },
      {
        "@type": "Card",
        "version": "1.0",
        "uid": "auld-[ID]",
        "name": {
          "full": "Sari Dewi"
        },
        "anniversaries": {
          "d1": {
            "kind": "birth",
            "date": {
              "month": 5,
              "day": 2
            }
          }
        },
        "keywords": {
          "kopi": true
        }
      }
    ]
    "#);
    let only = cards(&export(&mut bench, &["--tag", "kopi"]));
    assert_eq!(only.as_array().map(Vec::len), Some(1));
    assert_eq!(export(&mut Bench::new(), &[]), "[]\n");
}

#[test]
fn the_same_file_twice_changes_nothing_and_an_edited_one_just_that() {
    let mut bench = Bench::new();
    let both = json!([grace(), { "@type": "Card", "version": "1.0", "uid": "b", "name": { "full": "Budi Santoso" } }]);
    assert_eq!(counts(&mut bench, "a.json", &both), [2, 0, 0, 0, 0]);
    assert_eq!(counts(&mut bench, "a.json", &both), [0, 0, 2, 0, 0]);
    bench.run(["edit", "Grace", "--name", "Grace Lind"]).success();
    let mut edited = both.clone();
    edited[0]["name"] = json!({ "full": "Grace Ozols" });
    edited[0]["phones"]["p1"]["number"] = json!("+62 811 3333");
    edited[0]["keywords"] = json!({});
    let told = import(&mut bench, "a.json", &edited).success();
    assert!(told.stderr.contains("Grace Ozols: the name was changed in auld too and is left"), "{told}");
    assert_eq!(counts(&mut bench, "a.json", &edited), [0, 0, 2, 0, 0]);
    let rows = bench.dump().rows;
    assert!(rows.contains("+62 811 3333") && rows.contains("Grace Lind") && !rows.contains("Old-friends"), "{rows}");
}

#[test]
fn out_and_in_and_out_again_is_the_same() {
    let mut bench = Bench::new();
    import(&mut bench, "a.json", &grace()).success();
    bench.run(["add", "Budi Santoso", "--lives", "Bandung", "--birthday", "--05-02", "--handle", "@budi"]).success();
    bench.run(["relate", "Budi", "friend", "Wati"]).success();
    bench.run(["relate", "Budi", "brother", "Grace"]).success();
    let first = export(&mut bench, &[]);
    let mut other = Bench::new();
    import(&mut other, "b.json", &cards(&first)).success();
    assert_eq!(export(&mut other, &[]), first);
    assert_eq!(counts(&mut other, "b.json", &cards(&first)), [0, 0, 2, 0, 0]);
    // At home everybody is known, and as a list of lines too; Grace's card has a tie more than it came with.
    let before = export(&mut bench, &["--tag", "Old-friends"]);
    assert_eq!(counts(&mut bench, "b.json", &cards(&first)), [0, 1, 1, 0, 0]);
    assert_eq!(counts(&mut bench, "b.json", &cards(&first)), [0, 0, 2, 0, 0]);
    assert_eq!(export(&mut bench, &["--tag", "Old-friends"]), before);
    let lines: Vec<String> = cards(&first).as_array().expect("a list").iter().map(Value::to_string).collect();
    let file = bench.file("lines.jsonl", lines.join("\n"));
    assert!(bench.run(["import".as_ref(), file.as_os_str()]).success().stdout.contains("unchanged 2"));
}

#[test]
fn a_bad_card_is_told_with_its_place_and_the_rest_goes_on() {
    let mut bench = Bench::new();
    let text = "[{\"@type\":\"Card\",\"name\":{\"full\":\"Sari \\u001b[2J\\u0000Dewi\"},\"notes\":{\"n\":{\"note\":\"a\\u0000b\\u202e\"}}},\n {\"@type\":\"Card\",\"kind\":\"group\",\"name\":{\"full\":\"Choir\"}},\n 4]";
    let file = bench.file("a.json", text);
    let told = bench.run(["import".as_ref(), file.as_os_str()]).success();
    insta::assert_snapshot!(told, @r"
    new 1 · updated 0 · unchanged 0 · bad 2
    people      new 1 · updated 0 · unchanged 0 · bad 2
    ------- stderr -------
    [HOME]/a.json:2:2: it is a list of people, not a person
    [HOME]/a.json:3:2: it is no card
    2 bad records left out, the rest was taken
    undo with `auld undo`
    ");
    let out = export(&mut bench, &[]);
    assert!(!out.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{out:?}");
    assert!(out.contains("a\\u0000b\\u202e"), "{out}");
    let file = bench.file("b.json", &text[..60]);
    insta::assert_snapshot!(bench.run(["import".as_ref(), "jscontact".as_ref(), file.as_os_str()]).code(1), @r"
    ------- stderr -------
    error: [HOME]/b.json:1:60: the file ends in the middle of a card; nothing was imported
    [exit code 1]
    ");
    let bomb = bench.file("c.json", format!("{{\"@type\":\"Card\",\"x\":{}", "[".repeat(1 << 20)));
    insta::assert_snapshot!(bench.run(["import".as_ref(), bomb.as_os_str()]).code(1), @r"
    ------- stderr -------
    error: [HOME]/c.json:1:147: it is nested too deeply; nothing was imported
    [exit code 1]
    ");
}
