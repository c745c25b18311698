//! What people are to each other: relate, and the cards that show it.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use crate::bench::{Answer, Bench};
use crate::dump::raw;

/// A world with Grace, Tomas and Sari, and nothing between them.
fn three() -> Bench {
    let mut bench = Bench::new();
    for name in ["Grace Tan", "Tomas Ozols", "Sari"] {
        bench.run(["add", name]).success();
    }
    bench
}

/// Returns the ties of somebody: `child Mia`, with what is known of each.
fn ties(bench: &mut Bench, name: &str) -> Vec<String> {
    let told = bench.run(["relate", name, "--plain"]).success().stdout;
    told.lines().map(|line| line.split('\t').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")).collect()
}

/// Returns how many rows hold the ties.
fn rows(bench: &Bench) -> i64 {
    raw(&bench.db()).query_row("SELECT count(*) FROM relation", [], |row| row.get(0)).expect("counts")
}

#[test]
fn a_tie_is_told_both_ways() {
    let mut bench = three();
    insta::assert_snapshot!(bench.run(["relate", "Grace", "daughter", "[Mia]", "--since", "2019", "--note", "born in Riga"]), @r"
    Mia is Grace Tan's daughter; Grace Tan is Mia's parent, since 2019 (born in
    Riga)
    ------- stderr -------
    Mia is new
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["relate", "Mia", "parent", "Grace"]), @r"
    Grace Tan is Mia's parent; Mia is Grace Tan's daughter, since 2019 (born in
    Riga)
    ------- stderr -------
    that was written down already; nothing was changed
    ");
    insta::assert_snapshot!(bench.run(["relate", "Mia", "mother", "Grace", "--note", "plays the cello"]), @r"
    Grace Tan is Mia's mother; Mia is Grace Tan's daughter, since 2019 (born in
    Riga; plays the cello)
    ------- stderr -------
    they had that already; what is new was added to it
    undo with `auld undo`
    ");
    assert_eq!(ties(&mut bench, "Grace"), ["daughter Mia 2019 born in Riga\\nplays the cello"]);
    assert_eq!(ties(&mut bench, "Mia"), ["mother Grace Tan 2019 born in Riga\\nplays the cello"]);
    insta::assert_snapshot!(bench.run(["show", "Mia"]), @r#"
    Mia

    Known
      mother  Grace Tan, since 2019 (born in Riga; plays the cello)

    nothing written down yet: auld log "coffee with Mia"
    "#);
}

#[test]
fn what_is_over_is_told_as_past() {
    let mut bench = three();
    bench.run(["relate", "Grace", "partner", "Tomas", "--since", "2015-06"]).success();
    insta::assert_snapshot!(bench.run(["relate", "Tomas", "wife", "Grace", "--until", "2024"]), @r"
    Grace Tan was Tomas Ozols's wife; Tomas Ozols was Grace Tan's partner, since Jun
    2015, until 2024
    ------- stderr -------
    they had that already; what is new was added to it
    undo with `auld undo`
    ");
    let again = bench.run(["relate", "Grace", "partner", "Tomas"]).success().stderr;
    assert!(again.contains("nothing was changed") && again.contains("begun again?"), "{again}");
    // Until the end of this year is not over yet.
    bench.run(["relate", "Grace", "colleague", "Sari", "--until", "2026"]).success();
    bench.run(["relate", "Grace", "partner", "Tomas", "--since", "2025-03"]).success();
    bench.run(["relate", "Grace", "partner", "Sari", "--since", "2010", "--until", "2012"]).success();
    insta::assert_snapshot!(bench.run(["show", "Grace"]), @r#"
    Grace Tan

    Known
      colleague    Sari, until 2026
      partner      Tomas Ozols, since Mar 2025
      was partner  Sari, since 2010, until 2012
      was partner  Tomas Ozols, since Jun 2015, until 2024

    nothing written down yet: auld log "coffee with Grace Tan"
    "#);
    let card = bench.run(["show", "Tomas", "--json"]).json();
    assert_eq!(card["relations"][1]["until"], "2024", "{card}");
    assert_eq!(card["relations"][1]["kind"], "wife");
    let refused = bench.run(["relate", "Grace", "partner", "Tomas", "--until", "2024-05"]).code(1).stderr;
    assert!(refused.contains("ended before it began"), "{refused}");
    let gone = bench.run(["relate", "Grace", "partner", "Tomas", "--remove"]).success().stdout;
    assert_eq!(gone.matches("taken out").count(), 2, "{gone}");
    assert_eq!(ties(&mut bench, "Tomas"), [""; 0]);
}

#[test]
fn a_bare_name_becomes_a_person() {
    let mut bench = three();
    insta::assert_snapshot!(bench.run(["relate", "Grace", "child", "Mia", "Tan"]), @r"
    Mia Tan is Grace Tan's child; Grace Tan is Mia Tan's parent
    ------- stderr -------
    Mia Tan is a bare name, no person of their own; to add one: `auld relate 'Grace Tan' child '[Mia Tan]'`
    undo with `auld undo`
    ");
    assert!(bench.run(["relate", "Grace", "child", "mia tan"]).success().stderr.contains("nothing was changed"));
    assert_eq!(bench.run(["show", "Grace", "--json"]).json()["relations"][0]["id"], Value::Null);
    insta::assert_snapshot!(bench.run(["add", "Mia", "Tan"]), @r"
    added Mia Tan
    ------- stderr -------
    Grace Tan has a child Mia Tan, by name only. The same person? `auld relate 'Grace Tan' child 'Mia Tan'`
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["relate", "Mia", "parent", "Grace"]), @r"
    Grace Tan is Mia Tan's parent; Mia Tan is Grace Tan's child
    ------- stderr -------
    that was a bare name; it is the person from now on
    undo with `auld undo`
    ");
    assert_eq!(rows(&bench), 1);
    assert_eq!(ties(&mut bench, "Mia"), ["parent Grace Tan"]);
    // Whoever is removed is a name again, and comes back as a person the same way.
    bench.run(["rm", "-y", "Mia"]).success();
    assert!(bench.run(["log", "tea with [Mia Tan]"]).success().stderr.contains("Grace Tan has a child Mia Tan"));
    bench.run(["relate", "Grace", "child", "[Mia Tan]"]).success();
    assert_eq!(rows(&bench), 1);
    bench.run(["relate", "Grace", "friend", "\\Tomas"]).success();
    assert_eq!(ties(&mut bench, "Tomas"), [""; 0]);
    bench.run(["relate", "Grace", "friend", "\\Tomas", "--remove"]).success();
    assert_eq!(ties(&mut bench, "Grace"), ["child Mia Tan"]);
}

#[test]
fn an_unclear_word_or_name_is_asked_about() {
    let mut bench = three();
    insta::assert_snapshot!(bench.run(["relate", "Grace", "parnter", "Tomas"]), @r"
    ------- stderr -------
    error: `parnter` is no kind of tie known here; nothing was written
    hint: did you mean `partner`?
    hint: as written? say `-y`
    [exit code 1]
    ");
    bench.answers([Answer::Pick("partner")]);
    bench.run(["relate", "Grace", "parnter", "Tomas"]).success();
    insta::assert_snapshot!(bench.run(["relate", "Grace", "best man", "Tomas"]), @r"
    Tomas Ozols is Grace Tan's best man; Grace Tan is Tomas Ozols's best man
    ------- stderr -------
    `best man` is no kind known here: it is taken to hold both ways
    undo with `auld undo`
    ");
    assert!(bench.run(["relate", "Tomas", "Best Man", "Grace"]).success().stderr.contains("nothing was changed"));
    bench.run(["relate", "-y", "Grace", "collegue", "Tomas"]).success();
    assert_eq!(ties(&mut bench, "Tomas"), ["best man Grace Tan", "collegue Grace Tan", "partner Grace Tan"]);
    assert!(bench.run(["relate", "Grace", "Mia", "child"]).code(1).stderr.contains("auld relate Grace child Mia"));
    assert!(bench.run(["relate", "Grace", "child", "Grace"]).code(1).stderr.contains("nobody is their own child"));
    assert!(bench.run(["relate", "[Mia]", "child", "Mia"]).code(1).stderr.contains("nobody is their own child"));
    assert!(
        bench.run(["relate", "Grace", "introduced to", "Sari"]).code(1).stderr.contains("auld refer Grace --to Sari")
    );
    assert!(bench.run(["relate", "Zoe", "child", "Grace"]).code(1).stderr.contains("\"[Zoe]\""));
    assert!(bench.run(["relate", "Grace", "friend", "Toams"]).success().stderr.contains("did you mean `Tomas Ozols`?"));
    bench.run(["undo"]).success();
    bench.answers([Answer::Pick("it is Tomas")]);
    bench.run(["relate", "Grace", "friend", "Toams"]).success();
    bench.answers([Answer::Pick("keep `Sary`")]);
    bench.run(["relate", "Grace", "friend", "Sary"]).success();
    bench.run(["add", "Tomas", "Berg"]).success();
    let unclear = bench.run(["relate", "Grace", "friend", "Tomas"]).code(1).stderr;
    assert!(unclear.contains("can be 2 people"), "{unclear}");
    let gone = bench.run(["relate", "Grace", "sibling", "Tomas Ozols", "--remove"]).code(1).stderr;
    assert!(gone.contains("Tomas Ozols is Grace Tan's partner"), "{gone}");
    assert!(bench.run(["relate", "Grace", "--since", "2019"]).code(2).stderr.contains("relate NAME KIND OTHER"));
    assert!(bench.run(["relate", "Grace", "enemy", "\\"]).code(1).stderr.contains("empty"));
}

#[test]
fn words_of_both_sides_and_languages_are_kept() {
    let mut bench = three();
    bench.run(["relate", "Tomas", "istri", "Sari", "--since", "2020"]).success();
    assert_eq!(ties(&mut bench, "Sari"), ["pasangan Tomas Ozols 2020"]);
    bench.run(["relate", "Sari", "suami", "Tomas"]).success();
    assert_eq!(ties(&mut bench, "Sari"), ["suami Tomas Ozols 2020"]);
    assert_eq!(ties(&mut bench, "Tomas"), ["istri Sari 2020"]);
    bench.run(["relate", "Sari", "partner", "Tomas", "--until", "2025"]).success();
    assert_eq!(ties(&mut bench, "Tomas"), ["istri Sari 2020 2025"]);
    bench.run(["relate", "Sari", "kakak", "Grace"]).success();
    assert_eq!(ties(&mut bench, "Grace"), ["adik Sari"]);
    // The other way round, one corrects the other.
    bench.run(["relate", "Grace", "kakak", "Sari"]).success();
    assert_eq!(ties(&mut bench, "Grace"), ["kakak Sari"]);
    bench.run(["relate", "Tomas", "spouse", "Sari", "--remove"]).success();
    assert_eq!(rows(&bench), 1);
    bench.run(["relate", "Grace", "mother-in-law", "[Rosa Lind]"]).success();
    assert!(bench.run(["show", "Grace"]).success().stdout.contains("mother-in-law  Rosa Lind"));
}

#[test]
fn an_introduction_is_no_stretch_of_time() {
    let mut bench = three();
    bench.run(["refer", "Grace", "--to", "Tomas", "--on", "2026-05-02"]).success();
    bench.run(["refer", "Sari", "--to", "Tomas", "--on", "2024"]).success();
    insta::assert_snapshot!(bench.run(["show", "Tomas"]), @r#"
    Tomas Ozols

    Known
      introduced to  Grace Tan, May 2026
      introduced to  Sari, 2024

    nothing written down yet: auld log "coffee with Tomas Ozols"
    "#);
    assert_eq!(bench.run(["stats", "--json"]).json()["introduced"], 1);
    assert!(bench.run(["stats"]).success().stdout.contains("introduced by you"));
}

#[test]
fn ties_of_two_become_ties_of_one() {
    let mut bench = three();
    bench.run(["relate", "Grace", "parent", "Sari", "--note", "a"]).success();
    bench.run(["relate", "[Rosa]", "child", "Grace", "--since", "1990", "--note", "b"]).success();
    bench.run(["merge", "-y", "Sari", "Rosa"]).success();
    assert_eq!(ties(&mut bench, "Grace"), ["parent Sari 1990 a\\nb"]);
    assert_eq!(rows(&bench), 1);
}

const WORDS: &[&str] = &["partner", "wife", "husband", "parent", "daughter", "mother", "kakak", "adik", "bandmate"];

/// Draws a script of ties between three people.
fn scripts() -> impl Strategy<Value = Vec<Vec<String>>> {
    let person = || prop::sample::select(vec!["Grace", "Tomas", "Sari"]);
    let dates = prop::sample::select(vec![
        "",
        "--since 2010",
        "--until 2015",
        "--since 2012 --until 2014",
        "--since 2020",
        "--note x",
    ]);
    let told = (person(), prop::sample::select(WORDS), person(), dates).prop_map(|(a, kind, b, dates)| {
        ["relate", a, kind, b].into_iter().chain(dates.split_whitespace()).map(str::to_owned).collect::<Vec<_>>()
    });
    prop::collection::vec(told, 1..12)
}

/// Whatever was told, it stands on both cards, in words of one kind and with the same dates; and told again, from
/// either side, it changes nothing.
fn both_cards_agree(script: &[Vec<String>]) -> Result<(), TestCaseError> {
    let mut bench = Bench::unchecked();
    for name in ["Grace", "Tomas", "Sari"] {
        bench.run(["add", name]).success();
    }
    for line in script {
        let outcome = bench.run(line);
        prop_assert!(outcome.code <= 1, "auld {line:?}\n{outcome}");
        if outcome.code == 0 {
            let before = bench.dump().operation;
            let again = bench.run(line);
            prop_assert!(again.code == 0 && bench.dump().operation == before, "auld {line:?} twice\n{again}");
        }
    }
    let mut seen: Vec<(String, String, Value, Value, Value)> = Vec::new();
    for name in ["Grace", "Tomas", "Sari"] {
        for tie in bench.run(["relate", name, "--json"]).json()["relations"].as_array().into_iter().flatten() {
            let other = tie["name"].as_str().unwrap_or_default().to_owned();
            seen.push((name.to_owned(), other, tie["since"].clone(), tie["until"].clone(), tie["note"].clone()));
        }
    }
    let count = |a: &str, b: &str, like: &(String, String, Value, Value, Value)| {
        seen.iter().filter(|s| s.0 == a && s.1 == b && (&s.2, &s.3, &s.4) == (&like.2, &like.3, &like.4)).count()
    };
    for tie in &seen {
        prop_assert_eq!(count(&tie.0, &tie.1, tie), count(&tie.1, &tie.0, tie), "{:?} of {:?}", tie, seen);
    }
    Ok(())
}

#[test]
fn both_cards_agree_after_any_script() {
    let cases = if crate::full() { 600 } else { 25 };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&scripts(), |script| both_cards_agree(&script)).unwrap_or_else(|e| panic!("{e}"));
}
