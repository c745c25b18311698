//! Who brought whom: refer, won, lost, trace, thanks.

use serde_json::Value;

use crate::bench::{Answer, Bench};

/// A world where Tomas brought Ilze, and Ilze brought Marek.
fn chain() -> Bench {
    let mut bench = Bench::new();
    bench.run(["refer", "[Ilze Berzina]", "--by", "[Tomas Ozols]", "--on", "2025-05-17"]).success();
    bench.run(["refer", "[Marek Nowicki]", "--by", "Ilze", "--on", "2025-10", "--outcome", "signed"]).success();
    bench
}

#[test]
fn a_client_is_traced_to_the_friend_with_whom_it_began() {
    let mut bench = chain();
    insta::assert_snapshot!(bench.run(["won", "Marek", "--worth", "6,500 EUR", "--for", "the mill's website"]), @r"
    won Marek Nowicki: the mill's website: 6,500 EUR
    credited to Ilze Berzina, and to Tomas Ozols with whom it began
    ------- stderr -------
    told Ilze Berzina how it went? `auld thanks 'Ilze Berzina' --for 'Marek Nowicki' --told`
    undo with `auld undo`
    ");
    bench.run(["thanks", "Tomas", "--told", "--on", "2025-06-01"]).success();
    insta::assert_snapshot!(bench.run(["trace", "Marek"]), @r"
    From you to Marek Nowicki
         Tomas Ozols
      →  Ilze Berzina  client · 17 May 2025 · thanked, told how it went
      →  Marek Nowicki  client · Oct 2025 · signed · not thanked yet
            the mill's website: 6,500 EUR
    ");
    let traced = bench.run(["trace", "Marek", "--json"]).json();
    assert_eq!(traced["root"], "Tomas Ozols");
    assert_eq!(traced["worth"], serde_json::json!([{ "currency": "EUR", "minor": 650_000 }]));
    let names: Vec<_> = traced["chain"].as_array().into_iter().flatten().map(|link| link["name"].clone()).collect();
    assert_eq!(names, ["Tomas Ozols", "Ilze Berzina", "Marek Nowicki"]);
    assert_eq!(traced["chain"][1]["thanked_on"], "2025-06-01");
    insta::assert_snapshot!(bench.run(["trace", "Tomas", "--down"]), @r"
    Tomas Ozols  2 below, 2 clients, 6,500 EUR in all
    └─ Ilze Berzina  client May 2025  1 below, 1 client, 6,500 EUR in all
       └─ Marek Nowicki  client Oct 2025  6,500 EUR
    ");
    let card = bench.run(["show", "Ilze"]).success().stdout;
    assert!(card.contains("Marek Nowicki (client; not thanked yet)"), "{card}");
}

#[test]
fn nobody_brings_those_who_brought_them() {
    let mut bench = chain();
    let refused = bench.run(["refer", "Tomas", "--by", "Marek"]).code(1).stderr;
    assert!(
        refused.contains("Tomas Ozols brought Ilze Berzina, who brought Marek Nowicki, who brought Tomas Ozols"),
        "{refused}"
    );
    assert!(bench.run(["refer", "Tomas", "--by", "Tomas"]).code(1).stderr.contains("nobody can bring themselves"));
    assert!(bench.run(["merge", "-y", "Tomas", "Marek"]).code(1).stderr.contains("nobody can bring those"));
    // What was taken back comes back only where it closes no circle.
    bench.run(["refer", "Marek", "--by", "Ilze", "--remove"]).success();
    bench.run(["refer", "Tomas", "--by", "Marek"]).success();
    let refused = bench.run(["undo", "3"]).code(1).stderr;
    assert!(refused.contains("nobody can bring those"), "{refused}");
}

#[test]
fn what_two_people_have_is_added_to() {
    let mut bench = chain();
    let more = bench.run(["refer", "Ilze", "--by", "Tomas", "--note", "over lunch", "--outcome", "signed"]).success();
    assert!(more.stderr.contains("what you say now stands with it"), "{more}");
    bench.run(["refer", "Ilze", "--by", "Tomas", "--note", "and by mail"]).success();
    bench.run(["refer", "Ilze", "--by", "Tomas", "--as", "job"]).success();
    let traced = bench.run(["trace", "Ilze", "--json"]).json();
    assert_eq!(traced["edges"][0]["note"], "over lunch\nand by mail");
    assert_eq!(traced["edges"][0]["outcome"], "signed");
    let unclear = bench.run(["refer", "Ilze", "--by", "Tomas", "--remove"]).code(1).stderr;
    assert!(unclear.contains("--as client") && unclear.contains("--as job"), "{unclear}");
    // The two referrals are one hand: thanked once.
    assert_eq!(bench.run(["thanks", "--plain"]).success().stdout.lines().count(), 2);
    bench.run(["thanks", "Tomas"]).success();
    bench.run(["thanks", "Tomas", "--told"]).success();
    assert!(bench.run(["thanks", "Tomas"]).code(1).stderr.contains("nothing is open with Tomas Ozols"));
}

#[test]
fn both_people_s_edges_outlive_a_merge() {
    let mut bench = chain();
    bench.run(["refer", "[Lucia]", "--by", "[Marek N]"]).success();
    bench.run(["refer", "Marek N", "--by", "Ilze"]).success();
    bench.run(["won", "Marek N", "--worth", "100 USD"]).success();
    bench.run(["merge", "-y", "Marek Nowicki", "Marek N"]).success();
    let tree = bench.run(["trace", "Ilze", "--down", "--json"]).json();
    assert_eq!(tree["edges"].as_array().map(Vec::len), Some(2), "{tree}");
    assert_eq!(tree["nodes"][0]["worth_below"], serde_json::json!([{ "currency": "USD", "minor": 10_000 }]));
}

#[test]
fn money_is_exact_and_never_mixed() {
    let mut bench = chain();
    for (worth, what) in [("0.01 USD", "a"), ("9,999,999,999,999.99 USD", "b"), ("12.5k EUR", "c"), ("3 JPY", "d")] {
        bench.run(["won", "Ilze", "--worth", worth, "--for", what]).success();
    }
    let told = bench.run(["trace", "Tomas", "--down"]).success().stdout;
    assert!(told.contains("12,500 EUR, 3 JPY and 10,000,000,000,000 USD"), "{told}");
    for (worth, why) in [
        ("-12 USD", "negative"),
        ("12", "names no currency"),
        ("12 XYZ", "no currency of ISO 4217"),
        ("1.234 KWD", "two ways"),
        ("10000000000001 USD", "more than anybody"),
        ("$12", "several currencies"),
    ] {
        let refused = bench.run(["won", "Ilze", "--worth", worth]).code(2).stderr;
        assert!(refused.contains(why), "{worth}: {refused}");
    }
    bench.run(["lost", "Ilze", "--for", "b"]).success();
    bench.run(["lost", "Ilze", "--for", "a"]).success();
    let told = bench.run(["trace", "Tomas", "--down"]).success().stdout;
    assert!(told.contains("12,500 EUR and 3 JPY") && !told.contains("USD"), "{told}");
    // Won after all: the same engagement again.
    bench.run(["won", "Ilze", "--for", "a"]).success();
    assert!(bench.run(["trace", "Tomas", "--down"]).success().stdout.contains("0.01 USD"));
    let unclear = bench.run(["lost", "Ilze"]).code(1).stderr;
    assert!(unclear.contains("c: 12,500 EUR") && unclear.contains("--for WHAT"), "{unclear}");
}

#[test]
fn whoever_was_brought_twice_is_told_of_under_both() {
    let mut bench = chain();
    bench.run(["refer", "Marek", "--by", "[Sari Dewi]", "--on", "2026"]).success();
    bench.run(["refer", "Ilze", "--by", "Tomas", "--as", "job", "--on", "2026"]).success();
    insta::assert_snapshot!(bench.run(["trace"]), @r"
    Tomas Ozols  2 below, 2 clients
    └─ Ilze Berzina  client May 2025  1 below, 1 client
       └─ Marek Nowicki  client Oct 2025

    Sari Dewi
    └─ Marek Nowicki  client 2026  (counted under Ilze Berzina)
    ");
    assert_eq!(bench.run(["trace", "--json"]).json()["edges"].as_array().map(Vec::len), Some(4));
    assert_eq!(bench.run(["trace", "Marek", "--json"]).json()["edges"].as_array().map(Vec::len), Some(4));
    let sari = bench.run(["trace", "Sari", "--down", "--json"]).json();
    assert_eq!(sari["nodes"][1]["under"], "Ilze Berzina");
    let line = bench.run(["trace", "Marek"]).success().stdout;
    assert!(line.contains("also through Sari Dewi") && line.contains("client and job"), "{line}");
    assert!(bench.run(["trace", "Tomas"]).success().stdout.contains("brought 1 person"));
}

#[test]
fn a_command_line_says_how_to_go_on() {
    let mut bench = chain();
    bench.run(["add", "[Sari Dewi]", "--hint", "Bandung"]).success();
    assert!(
        bench.run(["refer", "Sari", "Dewi", "--by", "Tomas", "Ozols"]).success().stdout.contains("Sari Dewi (Bandung)")
    );
    assert!(bench.run(["refer", "Sari"]).code(2).stderr.contains("--to SOMEONE"));
    assert!(bench.run(["refer", "Sari", "--by", "me"]).code(1).stderr.contains("--to SOMEONE"));
    let again = bench.run(["refer", "Sari", "--by", "Tomas"]).success();
    assert!(again.stderr.contains("nothing changed") && !again.stderr.contains("auld undo"), "{again}");
    let turned = bench.run(["thanks", "Ilze", "--for", "Tomas"]).code(1).stderr;
    assert!(turned.contains("auld thanks 'Tomas Ozols' --for 'Ilze Berzina'"), "{turned}");
    bench.run(["refer", "Sari", "--by", "Marek"]).success();
    assert!(bench.run(["refer", "Sari", "--remove"]).code(1).stderr.contains("2 people brought Sari Dewi"));
    bench.run(["refer", "Sari", "--by", "Marek", "--remove"]).success();
    bench.run(["refer", "Sari", "--remove"]).success();
    bench.run(["refer", "Sari", "--by", "Marek", "--note", "a", "--outcome", "b"]).success();
    bench.run(["refer", "Sari", "--by", "Marek", "--note", "", "--outcome", ""]).success();
    let edges = bench.run(["trace", "Sari", "--json"]).json()["edges"].clone();
    let edge = edges.as_array().and_then(|edges| edges.last()).expect("an edge");
    assert!(edge["note"].is_null() && edge["outcome"].is_null(), "{edge}");
    // What comes back must have somebody to speak of.
    let operation = bench.dump().operation;
    bench.run(["undo"]).success();
    bench.run(["undo"]).success();
    bench.run(["rm", "-y", "Marek"]).success();
    let refused = bench.run(["redo", &(operation - 1).to_string()]).code(1).stderr;
    assert!(refused.contains("auld history"), "{refused}");
    assert!(Bench::new().run(["thanks"]).success().stdout.contains("nobody has brought anybody yet"));
    assert!(bench.run(["path", "Sari", "Dewi"]).success().stdout.contains("Sari Dewi"));
    assert!(bench.run(["path", "Tomas", "Ozols", "Ilze"]).code(1).stderr.contains("in quotes"));
}

#[test]
fn a_slip_is_put_right_or_taken_out() {
    let mut bench = chain();
    bench.run(["won", "Ilze", "--worth", "500 EUR", "--for", "website"]).success();
    assert!(
        bench.run(["won", "Ilze", "--correct", "--worth", "5,000 EUR"]).success().stdout.contains("website: 5,000 EUR")
    );
    bench.run(["won", "Ilze", "--worth", "70 EUR", "--for", "logo"]).success();
    assert!(bench.run(["won", "Ilze", "--correct", "--worth", "80 EUR"]).code(1).stderr.contains("auld won"));
    bench.run(["won", "Ilze", "--for", "logo", "--remove"]).success();
    assert!(bench.run(["won", "Ilze", "--for", "logo", "--remove"]).code(1).stderr.contains("nothing like that"));
    assert!(bench.run(["trace", "Tomas", "--down"]).success().stdout.contains("  5,000 EUR"));
}

#[test]
fn somebody_unknown_is_asked_about() {
    let mut bench = chain();
    assert!(bench.run(["refer", "Zoe", "--by", "Tomas"]).code(1).stderr.contains("\"[Zoe]\""));
    bench.answers([Answer::Pick("add Zoe")]);
    assert!(bench.run(["refer", "Zoe", "--by", "Tomas"]).success().stderr.contains("Zoe is new"));
    bench.answers([Answer::Pick("it is Ilze")]);
    bench.run(["won", "Ilse", "--worth", "5 EUR"]).success();
    bench.run(["refer", "-y", "Max", "--by", "Zoe", "--as", "introduction"]).success();
    assert_eq!(bench.run(["trace", "Max", "--plain"]).success().stdout.lines().count(), 3);
}

#[test]
fn an_introduction_i_made_stands_on_both_cards() {
    let mut bench = chain();
    bench.run(["refer", "Tomas", "--to", "Marek", "--note", "both brew"]).success();
    for name in ["Tomas", "Marek"] {
        let card = bench.run(["show", name]).success().stdout;
        assert!(card.contains("introduced"), "{card}");
    }
    bench.run(["refer", "Marek", "--to", "Tomas", "--on", "2025"]).success();
    assert_eq!(bench.run(["show", "Tomas", "--json"]).json()["relations"].as_array().map(Vec::len), Some(1));
    assert!(bench.run(["refer", "Tomas", "--to", "Tomas"]).code(1).stderr.contains("one and the same"));
    bench.run(["refer", "Tomas", "--to", "Marek", "--remove"]).success();
    bench.run(["refer", "Tomas", "--to", "Marek", "--remove"]).code(1);
}

#[test]
fn the_way_to_somebody_goes_over_the_strongest_weakest_link() {
    let mut bench = chain();
    assert!(
        bench.run(["path", "Marek"]).success().stdout.contains("You and Marek Nowicki: no contact is written down")
    );
    bench.run(["log", "2026-11-20: coffee with Tomas"]).success();
    bench.run(["log", "2025-01-02: coffee with Ilze"]).success();
    insta::assert_snapshot!(bench.run(["path", "Marek"]), @r"
    You → Tomas Ozols → Ilze Berzina → Marek Nowicki
        You and Tomas Ozols: in touch 3 days ago  (the weakest link)
        Tomas Ozols and Ilze Berzina: Tomas Ozols brought you Ilze Berzina (client,
        17 May 2025)
        Ilze Berzina and Marek Nowicki: Ilze Berzina brought you Marek Nowicki
        (client, Oct 2025)
    ask Tomas Ozols, who knows Ilze Berzina; you were in touch 3 days ago
    before you do: `auld show 'Tomas Ozols'`
    ");
    // Whoever is gone is nobody to ask.
    bench.run(["edit", "Tomas", "--state", "deceased"]).success();
    assert!(bench.run(["path", "Marek"]).success().stdout.starts_with("You → Ilze Berzina → Marek Nowicki\n"));
    bench.run(["log", "yesterday: dinner with Ilze and [Dewi Ayu]"]).success();
    bench.run(["add", "Zoe", "--tag", "work"]).success();
    bench.run(["tag", "Dewi", "work"]).success();
    let nowhere = bench.run(["path", "Zoe"]).success().stdout;
    assert!(nowhere.contains("Dewi Ayu: #work"), "{nowhere}");
    let between = bench.run(["path", "Dewi", "Marek", "--json"]).json();
    assert_eq!(between["links"][0]["why"][0]["what"], "together");
    assert_eq!(between["links"][1]["from"], "Ilze Berzina");
    let apart = bench.run(["path", "Zoe", "Marek"]).success().stdout;
    assert!(apart.contains("auld refer Zoe --to 'Marek Nowicki'"), "{apart}");
    bench.run(["relate", "Zoe", "sibling", "Marek"]).success();
    assert!(bench.run(["path", "Zoe"]).success().stdout.contains("Zoe is Marek Nowicki's sibling"));
    assert!(bench.run(["path", "Zoe", "zoe"]).code(1).stderr.contains("one and the same"));
}

#[test]
fn a_sentence_tells_who_brought_whom() {
    let mut bench = Bench::new();
    bench.run(["add", "Ilze Berzina"]).success();
    insta::assert_snapshot!(bench.run(["log", "yesterday: coffee with [Marek Nowicki], through Ilze"]).success(), @r"
    when      Sunday 22 Nov (yesterday) · in person
    with      Marek Nowicki (new)
    brought   Ilze Berzina introduced Marek Nowicki (new edge)
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    ");
    let traced = bench.run(["trace", "Marek", "--json"]).json();
    assert_eq!(traced["edges"][0]["on"], "2026-11-22");
    assert_eq!(traced["edges"][0]["kind"], "introduction");
    // Whoever was not there is not met, and one line is one operation.
    assert_eq!(bench.run(["show", "Ilze", "--json"]).json()["talks"], serde_json::json!([]));
    let again = bench.run(["log", "Ilze introduced me to Marek at lunch"]).success().stdout;
    assert!(again.contains("with      Ilze Berzina, Marek Nowicki"), "{again}");
    assert!(again.contains("Ilze Berzina introduced Marek Nowicki (known already)"), "{again}");
    assert_eq!(bench.run(["trace", "--json"]).json()["edges"].as_array().map(Vec::len), Some(1));
    let before = bench.dump();
    for dry in [&[][..], &["--dry-run"]] {
        let line = [&["log", "met Ilze through Marek"][..], dry].concat();
        let refused = bench.run(line).code(1).stderr;
        assert!(refused.contains("Ilze Berzina brought Marek Nowicki, who brought Ilze Berzina"), "{refused}");
    }
    assert_eq!(bench.dump().rows, before.rows);
    bench.run(["undo"]).success();
    bench.run(["undo"]).success();
    assert!(bench.run(["trace", "--plain"]).success().stdout.is_empty());
    assert_eq!(bench.run(["list", "people", "--plain"]).success().stdout.lines().count(), 1);
}

#[test]
fn a_sentence_names_people_who_are_new_or_unknown() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    let refused = bench.run(["log", "met [Marek] through Oskars"]).code(1).stderr;
    assert!(refused.contains("nobody is called `Oskars`") && refused.contains("[Oskars]"), "{refused}");
    bench.answers([Answer::Pick("just a word")]);
    assert!(!bench.run(["log", "met [Marek] through Oskars", "--dry-run"]).success().stdout.contains("brought"));
    bench.answers([Answer::Pick("add Oskars")]);
    insta::assert_snapshot!(bench.run(["log", "met [Marek] through Oskars"]).success(), @r#"
    when      Monday 23 Nov (today) · in person
    with      Marek (new)
    brought   Oskars (new) introduced Marek (new edge)
    ------- asked -------
    ? Who is `Oskars`? [add Oskars as somebody new | nobody: it is just a word]
    > Pick("add Oskars")
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    "#);
    // Asked about once, whomever they brought; somebody new is added once.
    bench
        .run(["log", "-y", "met [Pia] and [Jo] through [Zoe Lin]; Grace put me in touch with [Ana], a client"])
        .success();
    assert_eq!(bench.run(["list", "people", "--plain"]).success().stdout.lines().count(), 7);
    bench.run(["add", "Grace Ozols"]).success();
    bench.answers([Answer::Pick("Ozols")]);
    let said = bench.run(["log", "dikenalin Grace ke [Dimas] dan [Sari]"]).success().stdout;
    assert!(said.contains("Grace Ozols introduced Dimas") && said.contains("Grace Ozols introduced Sari"), "{said}");
    let told = bench.run(["log", "lunch; I introduced Jo to Pia", "--json", "--dry-run"]).json();
    assert_eq!(told["introduced"], serde_json::json!([{ "name": "Jo", "to": "Pia", "new": true, "span": [7, 29] }]));
    bench.run(["log", "lunch; I introduced Jo to Pia"]).success();
    let told = bench.run(["log", "tea; I introduced Pia to Jo", "--json"]).json();
    assert_eq!(told["introduced"][0]["new"], false);
    assert_eq!(told["referrals"], serde_json::json!([]));
    let told = bench.run(["log", "met [Lea] via Pia", "--json", "--dry-run"]).json();
    assert_eq!(
        told["referrals"],
        serde_json::json!([{ "by": "Pia", "name": "Lea", "kind": "introduction", "new": true, "span": [10, 17] }])
    );
}

#[test]
fn a_flag_says_who_brought_whom() {
    let mut bench = chain();
    bench.run(["add", "Grace Tan"]).success();
    let referrals = |bench: &mut Bench, line: &[&str]| -> Vec<String> {
        let told = bench.run(line.iter().chain(&["--json", "--dry-run"])).json();
        let pair = |r: &Value| format!("{} {}", r["by"].as_str().unwrap_or(""), r["name"].as_str().unwrap_or(""));
        told["referrals"].as_array().into_iter().flatten().map(pair).collect()
    };
    let mut says = |line: &[&str], pairs: &[&str]| assert_eq!(referrals(&mut bench, line), pairs, "{line:?}");
    says(&["log", "tea with [Pia], [Jo] and Ilze", "--via", "Grace"], &["Grace Tan Pia", "Grace Tan Jo"]);
    says(&["log", "tea with Ilze", "--via", "Grace"], &["Grace Tan Ilze Berzina"]);
    says(&["log", "tea with Ilze and Marek", "--via", "Grace: Marek"], &["Grace Tan Marek Nowicki"]);
    says(&["log", "tea with [Pia], through Ilze", "--via", "Grace"], &["Grace Tan Pia"]);
    says(&["log", "tea with [Pia], through Ilze", "--via", ""], &[]);
    says(&["log", "tea with [Pia]", "--via", "[Zoe]", "--via", "Grace"], &["Zoe Pia", "Grace Tan Pia"]);
    says(&["log", "tea with [Pia], through Ilze", "--with", "[Pia]"], &["Ilze Berzina Pia"]);
    says(&["log", "tea with [Pia], through Ilze", "--with", "Grace"], &[]);
    for (line, why) in [
        (["tea with Ilze and Marek", "Grace"], "several were there"),
        (["tea with Ilze", "Ilze"], "nobody but Ilze Berzina was there"),
        (["tea with Ilze and Marek", "Ilze: Ilze"], "nobody can bring themselves"),
        (["tea with Ilze", "Grace: Zed"], "`Zed` was not there"),
        (["tea with Ilze", "Zed"], "nobody is called `Zed`"),
    ] {
        let refused = bench.run(["log", line[0], "--via", line[1]]).code(1).stderr;
        assert!(refused.contains(why), "{line:?}: {refused}");
    }
}

#[test]
fn a_sentence_that_closes_a_circle_can_be_written_without_it() {
    let mut bench = chain();
    let sentence = "lunch with Marek and Tomas, Marek introduced me to Tomas #work";
    insta::assert_snapshot!(bench.run(["log", sentence]).code(1), @r#"
    ------- stderr -------
    error: nobody can bring those who brought them: Tomas Ozols brought Ilze Berzina, who brought Marek Nowicki, who brought Tomas Ozols
      lunch with Marek and Tomas, Marek introduced me to Tomas #work
    hint: nothing was written; say it again with `--via ""` to write it without who brought whom
    hint: `auld trace NAME` shows a line; `auld refer NAME --by FRIEND --remove` takes a step of it out
    [exit code 1]
    "#);
    bench.run(["log", sentence, "--via", ""]).success();
    assert_eq!(bench.run(["list", "meetings", "--plain"]).success().stdout.lines().count(), 1);
    assert_eq!(bench.run(["trace", "Tomas", "--json"]).json()["root"], "Tomas Ozols");
}

#[test]
fn an_import_closes_no_circle() {
    let mut bench = chain();
    let exported = bench.run(["export", "json"]).success().stdout;
    let id = |name: &str| bench_id(&exported, name);
    let (tomas, marek) = (id("Tomas Ozols"), id("Marek Nowicki"));
    let folder = bench.home().join("lines");
    std::fs::create_dir(&folder).expect("HOME is writable");
    let line = |n: u32, from: &str, to: &str| {
        format!("{{\"id\":\"r{n}\",\"from\":\"{from}\",\"to\":\"{to}\",\"date\":\"2025-01-01\",\"kind\":\"client\"}}\n")
    };
    bench.file("lines/people.jsonl", "{\"id\":\"p\",\"name\":\"Putri\"}\n");
    bench.file("lines/meetings.jsonl", "");
    let lines = [line(1, &marek, &tomas), line(2, &marek, "p"), line(3, "p", "p")].concat();
    bench.file("lines/referrals.jsonl", lines);
    let told = bench.run(["import", "jsonl", &folder.display().to_string(), "-y"]).success();
    assert!(told.stderr.contains("referrals.jsonl:1: it closes a circle"), "{told}");
    assert_eq!(bench.run(["trace", "Putri", "--plain"]).success().stdout.lines().count(), 4);
    // A whole document is taken or refused as one.
    let kind = "\"kind\": \"client\"";
    let turned = exported.replacen(&format!("\"from\": \"{tomas}\""), &format!("\"from\": \"{marek}\""), 1);
    assert!(turned != exported && turned.contains(kind));
    let file = bench.file("turned.json", turned);
    let refused = bench.run(["import", "json", &file.display().to_string(), "-y"]).code(1).stderr;
    assert!(refused.contains("nobody can bring those who brought them"), "{refused}");
}

/// Returns the id of a person of a document.
fn bench_id(document: &str, name: &str) -> String {
    let document: Value = serde_json::from_str(document).expect("a document");
    let people = document["people"].as_array().expect("people");
    let found = people.iter().find(|person| person["name"] == name).expect("is there");
    found["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_name_cannot_break_a_drawing() {
    let mut bench = Bench::new();
    bench.run(["refer", "[Eve \"]; x [label=\"\\]", "--by", "[Tomas]"]).success();
    let drawn = bench.run(["trace", "--dot"]).success().stdout;
    assert!(drawn.contains(r#"[label="Eve \"]; x [label=\"\\"]"#), "{drawn}");
}

#[test]
fn the_deepest_chain_and_the_widest_tree_are_printed() {
    let mut bench = Bench::unchecked();
    let people: String = (0..10_001).map(|n| format!("{{\"id\":\"p{n}\",\"name\":\"P{n}\"}}\n")).collect();
    let edge = |from, to| {
        format!(
            "{{\"id\":\"r{to}\",\"from\":\"p{from}\",\"to\":\"p{to}\",\"date\":\"2025-01-01\",\"kind\":\"client\"}}\n"
        )
    };
    for (shape, chain) in [("deep", true), ("wide", false)] {
        let folder = bench.home().join(shape);
        std::fs::create_dir(&folder).expect("HOME is writable");
        let lines: String = (1..=10_000).map(|to| edge(if chain { to - 1 } else { 0 }, to)).collect();
        for (name, text) in [("people.jsonl", people.as_str()), ("meetings.jsonl", ""), ("referrals.jsonl", &lines)] {
            std::fs::write(folder.join(name), text).expect("HOME is writable");
        }
        let db = bench.home().join(format!("{shape}.db")).display().to_string();
        bench.run(["--db", &db, "import", "jsonl", &folder.display().to_string(), "-y"]).success();
        let forest = bench.run(["--db", &db, "trace"]).success().stdout;
        assert!(forest.lines().count() > 10_000);
        assert!(forest.lines().all(|line| line.chars().count() <= 80), "a line is too long");
        let line = bench.run(["--db", &db, "trace", "P10000"]).success().stdout;
        assert_eq!(line.lines().count(), if chain { 10_002 } else { 3 });
        let tree = bench.run(["--db", &db, "trace", "P0", "--down", "--json"]).json();
        assert_eq!(tree["nodes"][0]["clients"], 10_000);
    }
}
