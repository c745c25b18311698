//! Ties that address books tell of, made ties to the people who are there.

use serde_json::json;

use crate::bench::{Bench, Outcome};

fn card(lines: &[&str]) -> String {
    format!("BEGIN:VCARD\r\nVERSION:4.0\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"))
}

fn import(bench: &mut Bench, name: &str, text: &str) -> Outcome {
    let file = bench.file(name, text);
    bench.run(["import".as_ref(), file.as_os_str(), "-y".as_ref()]).success()
}

/// Returns whom somebody is tied to: the kind, the name, and whether the other is in the store.
fn ties(bench: &mut Bench, name: &str) -> Vec<String> {
    let card = bench.run(["show", name, "--json"]).json();
    let ties = card["relations"].as_array().expect("a list").iter();
    ties.map(|tie| format!("{} {} {}", tie["kind"], tie["name"], !tie["id"].is_null()).replace('"', "")).collect()
}

const GRACE: &[&str] = &["UID:urn:uuid:1", "FN:Grace Tan", "RELATED;TYPE=sibling:urn:uuid:2"];
const BUDI: &[&str] = &["UID:2", "FN:Budi Tan", "RELATED;TYPE=spouse;VALUE=text:Sari Dewi"];
const SARI: &[&str] = &[
    "UID:3",
    "FN:Sari Dewi",
    "RELATED;TYPE=spouse;VALUE=text:Budi Tan",
    "RELATED;TYPE=friend;VALUE=text:Mia",
    "RELATED;TYPE=friend:urn:uuid:9",
    "RELATED;TYPE=colleague:urn:uuid:3",
];

#[test]
fn whoever_is_named_by_key_or_whole_name_is_tied_to() {
    let mut bench = Bench::new();
    // Each names somebody who stands further down, or further up.
    import(&mut bench, "a.vcf", &(card(GRACE) + &card(SARI) + &card(BUDI) + &card(&["UID:4", "FN:Mia"])));
    assert_eq!(ties(&mut bench, "Grace"), ["sibling Budi Tan true"]);
    assert_eq!(ties(&mut bench, "Budi"), ["partner Sari Dewi true", "sibling Grace Tan true"]);
    // One word may be anybody's, a key that nobody has is nobody's, and nobody is tied to themselves.
    assert_eq!(ties(&mut bench, "Sari"), ["friend Mia false", "spouse Budi Tan true"]);
    insta::assert_snapshot!(bench.run(["show", "Budi"]).success(), @r#"
    Budi Tan

    Known
      partner  Sari Dewi
      sibling  Grace Tan

    nothing written down yet: auld log "coffee with Budi Tan"
    "#);
}

#[test]
fn ties_go_with_the_card_that_told_them() {
    let mut bench = Bench::new();
    let all = |grace: &[&str], budi: &[&str]| card(grace) + &card(budi) + &card(&["UID:3", "FN:Sari Dewi"]);
    import(&mut bench, "a.vcf", &all(GRACE, BUDI));
    let again = import(&mut bench, "a.vcf", &all(GRACE, BUDI));
    assert!(again.stdout.contains("unchanged 3"), "{again}");
    // Budi is married to somebody else, whoever that is, and Grace is not his sister.
    let other = ["UID:2", "FN:Budi Tan", "RELATED;TYPE=spouse;VALUE=text:Wati Lestari"];
    import(&mut bench, "a.vcf", &all(&GRACE[..2], &other));
    assert_eq!(ties(&mut bench, "Grace"), Vec::<String>::new());
    assert_eq!(ties(&mut bench, "Budi"), ["spouse Wati Lestari false"]);
    // What the user wrote about a tie is the user's.
    import(&mut bench, "a.vcf", &all(GRACE, BUDI));
    bench.run(["relate", "Budi", "spouse", "Sari", "--note", "in Riga"]).success();
    import(&mut bench, "a.vcf", &all(&GRACE[..2], &BUDI[..2]));
    assert_eq!(ties(&mut bench, "Budi"), ["spouse Sari Dewi true"]);
}

#[test]
fn ties_go_out_and_in_and_out_again_as_they_are() {
    let mut bench = Bench::new();
    import(&mut bench, "a.vcf", &(card(GRACE) + &card(SARI) + &card(BUDI)));
    for format in ["vcard", "jscontact", "csv"] {
        let first = bench.run(["export", format]).success().stdout;
        let mut other = Bench::new();
        import(&mut other, "b", &first);
        // A table has the ids of the store it is from; what stands before them is the same.
        let told =
            |text: &str| text.split("auld-").map(|part| part.get(13..).unwrap_or(part).to_owned()).collect::<Vec<_>>();
        let second = other.run(["export", format]).success().stdout;
        assert!(second == first || format == "csv" && told(&second) == told(&first), "{format}: {second}");
        assert_eq!(ties(&mut other, "Budi"), ["partner Sari Dewi true", "sibling Grace Tan true"], "{format}");
    }
}

#[test]
fn cards_as_json_name_each_other_by_key_too() {
    let mut bench = Bench::new();
    let person = |key: &str, name: &str, others: serde_json::Value| json!({ "@type": "Card", "version": "1.0", "uid": key, "name": { "full": name }, "relatedTo": others });
    let cards = json!([
        person(
            "urn:uuid:1",
            "Grace Tan",
            json!({ "urn:uuid:2": { "relation": { "friend": true, "co-worker": true } } })
        ),
        person("urn:uuid:2", "Budi Tan", json!({ "urn:uuid:1": { "relation": { "friend": true } } })),
    ]);
    import(&mut bench, "a.json", &cards.to_string());
    assert_eq!(ties(&mut bench, "Grace"), ["colleague Budi Tan true", "friend Budi Tan true"]);
}
