//! The laws of the forest of referrals, after any script.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use crate::bench::Bench;
use crate::dump::raw;

const PEOPLE: &[&str] = &["Ada", "Budi", "Carl", "Dewi", "Eko"];

/// Draws a script of verbs that make and unmake referrals.
fn scripts() -> impl Strategy<Value = Vec<Vec<String>>> {
    let words = |line: &[&str]| line.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let person = || prop::sample::select(PEOPLE);
    let line = prop_oneof![
        6 => (person(), person(), prop::sample::select(vec!["client", "introduction"]), prop::sample::select(vec!["2024", "2025-03", "2026-01-02"]))
            .prop_map(move |(a, b, kind, on)| words(&["refer", "-y", a, "--by", b, "--as", kind, "--on", on])),
        1 => (person(), person()).prop_map(move |(a, b)| words(&["refer", a, "--by", b, "--remove"])),
        2 => (person(), prop::sample::select(vec!["10 EUR", "7.25 USD", "1 JPY"])).prop_map(move |(a, worth)| words(&["won", "-y", a, "--worth", worth])),
        1 => person().prop_map(move |a| words(&["lost", "-y", a])),
        1 => (person(), prop::sample::select(vec!["won", "lost"])).prop_map(move |(a, verb)| words(&[verb, a, "--remove"])),
        1 => (person(), person()).prop_map(move |(a, b)| words(&["merge", "-y", a, b])),
        1 => person().prop_map(move |a| words(&["rm", "-y", a])),
        2 => Just(words(&["undo"])),
        1 => Just(words(&["redo"])),
    ];
    prop::collection::vec(line, 1..20)
}

/// Returns sums per currency as a document tells them.
fn sums(worth: &Value, into: &mut BTreeMap<String, i64>) {
    for sum in worth.as_array().into_iter().flatten() {
        let currency = sum["currency"].as_str().expect("a currency").to_owned();
        *into.entry(currency).or_default() += sum["minor"].as_i64().expect("a number");
    }
}

fn the_forest_is_one(script: &[Vec<String>]) -> Result<(), TestCaseError> {
    let mut bench = Bench::unchecked();
    for line in script {
        let outcome = bench.run(line);
        prop_assert!(outcome.code <= 1, "auld {line:?}\n{outcome}");
    }
    if !bench.db().exists() {
        return Ok(());
    }
    let rows = |sql: &str| -> Vec<(String, i64)> {
        let conn = raw(&bench.db());
        let mut statement = conn.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("asks");
        rows.collect::<Result<_, _>>().expect("reads")
    };
    // No edge of the store, whichever the forest hangs on, closes a circle.
    let edges = rows("SELECT referrer_id || '', referred_id FROM referral");
    let mut left: Vec<(i64, i64)> = edges.iter().map(|(from, to)| (from.parse().expect("an id"), *to)).collect();
    loop {
        let before = left.len();
        left = left.iter().copied().filter(|(_, to)| left.iter().any(|(from, _)| from == to)).collect();
        if left.len() == before {
            break;
        }
    }
    prop_assert!(left.is_empty(), "a circle: {left:?}");
    // Sums over roots are sums over engagements.
    let earned: BTreeMap<String, i64> = rows(
        "SELECT currency, sum(minor) FROM engagement WHERE currency IS NOT NULL AND outcome IS NOT 'lost' GROUP BY currency",
    )
    .into_iter()
    .collect();
    let forest = bench.run(["trace", "--json"]).json();
    let nodes = forest["nodes"].as_array().cloned().unwrap_or_default();
    let (mut of_roots, mut of_all) = (BTreeMap::new(), BTreeMap::new());
    for node in &nodes {
        if node["depth"] == 0 {
            sums(&node["worth_below"], &mut of_roots);
        }
        sums(&node["worth"], &mut of_all);
    }
    prop_assert_eq!(&of_roots, &earned);
    prop_assert_eq!(&of_all, &earned);
    // Up and down agree: whoever stands on the line to somebody has them in the tree below.
    let mut below: HashMap<String, Vec<String>> = HashMap::new();
    for node in &nodes {
        let name = node["name"].as_str().unwrap_or_default().to_owned();
        let tree = bench.run(["trace", &name, "--down", "--json"]).json();
        // Whoever hangs on another hand is only told of.
        let nodes = tree["nodes"].as_array().into_iter().flatten().filter(|n| n["under"].is_null());
        let names = nodes.map(|n| n["name"].as_str().unwrap_or_default().to_owned());
        below.insert(name, names.collect());
    }
    for node in &nodes {
        let name = node["name"].as_str().unwrap_or_default();
        let line = bench.run(["trace", name, "--json"]).json();
        let line: Vec<_> =
            line["chain"].as_array().into_iter().flatten().filter_map(|link| link["name"].as_str()).collect();
        for (above, tree) in &below {
            prop_assert_eq!(line.contains(&above.as_str()), tree.iter().any(|n| n == name), "{} and {}", above, name);
        }
    }
    Ok(())
}

#[test]
fn the_forest_holds_after_any_script() {
    let cases = if crate::full() { 1000 } else { 60 };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&scripts(), |script| the_forest_is_one(&script)).unwrap_or_else(|e| panic!("{e}"));
}
