//! Undo, redo and history: whatever was written can be taken back, in any order that makes sense, also tomorrow.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::bench::Bench;

/// The lines that random scripts are made of: a verb that writes is covered by adding one. In braces stands what
/// is drawn anew each time; see [`fill`]. A line may fail with exit code 1, and then must change nothing.
const LINES: &[&[&str]] = &[
    &["add", "{person}"],
    &[
        "add",
        "{person}",
        "--hint",
        "{word}",
        "--nick",
        "{word}",
        "--email",
        "{word}@example.org",
        "--birthday",
        "--05-02",
    ],
    &[
        "add",
        "{person}",
        "--via",
        "{person}",
        "--lives",
        "{place}",
        "--every",
        "3w",
        "--closeness",
        "friend",
        "--tag",
        "{word}",
    ],
    &["log", "coffee with [{person}] and [{person}]"],
    &["log", "yesterday: called {person}"],
    &["log", "{day}: lunch with {person} @{place} #{word} 90 min; {person} made me feel heard"],
    &["log", "-y", "dinner with {person} and {person}; I promised {person} the {word} by Friday"],
    &["log", "--with", "{person}", "--on", "{day}", "--at", "{place}", "--tag", "{word}", "--felt", "{word} +1", "tea"],
    &["feel", "{person}", "{word} +2"],
    &["feel", "{person}", "--left", "{word}", "--on", "{day}"],
    &["promise", "{person}", "the {word}", "--by", "2w"],
    &["promise", "{person}", "--theirs", "an introduction"],
    &["kept", "{person}"],
    &["dropped", "{person}"],
    &["note", "{person}", "likes {word}"],
    &["fact", "{person}", "{word}", "{word}"],
    &["nick", "{person}", "{word}"],
    &["tag", "{person}", "{word}"],
    &["rename", "{person}", "{person}"],
    &["edit", "{person}", "--hint", "{word}"],
    &["edit", "last", "--text", "it was {word}"],
    &["edit", "last", "--on", "{day}"],
    &["edit", "last", "--at", "{place}", "--tag", "{word}"],
    &["edit", "last", "--with", "{person}"],
    &["merge", "-y", "{person}", "{person}"],
    &["duplicates", "--not", "{person}", "{person}"],
    &["duplicates", "--maybe", "{person}", "{person}"],
    &["rm", "-y", "{person}"],
    &["snooze", "{person}", "2m"],
    &["rest", "{person}"],
    &["wake", "{person}"],
    &["refer", "{person}", "--by", "{person}"],
    &["refer", "{person}", "--by", "{person}", "--as", "introduction", "--on", "{day}", "--note", "{word}"],
    &["refer", "{person}", "--by", "{person}", "--remove"],
    &["refer", "{person}", "--to", "{person}"],
    &["won", "{person}", "--worth", "500 EUR", "--for", "{word}"],
    &["lost", "{person}", "--for", "{word}"],
    &["thanks", "{person}", "--for", "{person}", "--told"],
    &["thanks", "{person}"],
    &["relate", "{person}", "wife", "{person}", "--note", "{word}"],
    &["relate", "{person}", "husband", "{person}", "--since", "{day}"],
    &["relate", "{person}", "partner", "[{person}]", "--until", "2025"],
    &["relate", "{person}", "partner", "{person}", "--remove"],
    &["me", "add-name", "{person}"],
    &["me", "remove", "{person}"],
    &["undo"],
    &["undo"],
    &["redo"],
];

const PEOPLE: &[&str] = &["Grace Tan", "Tomas Ozols", "Sari", "Budi", "Grace Hopper"];
const WORDS: &[&str] = &["tea", "paper", "Riga", "kind", "work"];
const PLACES: &[&str] = &["Kopi Tuku", "Riga"];
const DAYS: &[&str] = &["2026-11-20", "2026-11-22", "2024-02-29", "last friday"];

/// Fills what stands in braces from a stream of draws.
fn fill(part: &str, draws: &mut impl Iterator<Item = u8>) -> String {
    let mut out = String::new();
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('{') {
        let (what, left) = after.split_once('}').expect("a brace that is closed");
        let from = match what {
            "person" => PEOPLE,
            "word" => WORDS,
            "place" => PLACES,
            "day" => DAYS,
            other => panic!("nothing is known of {{{other}}}"),
        };
        let draw = usize::from(draws.next().unwrap_or_default());
        out.push_str(before);
        out.push_str(from[draw % from.len()]);
        rest = left;
    }
    out + rest
}

/// Draws a script: lines with their holes filled.
fn scripts(lines: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    let line = (0..LINES.len(), prop::array::uniform8(any::<u8>())).prop_map(|(at, draws)| {
        let mut draws = draws.into_iter();
        LINES[at].iter().map(|part| fill(part, &mut draws)).collect()
    });
    prop::collection::vec(line, 1..lines)
}

/// The store as a model has it: all states up to now, and those that a redo can bring back.
struct Model {
    done: Vec<String>,
    undone: Vec<String>,
}

/// Runs a script and holds the store to the model, then undoes everything and redoes everything.
fn undo_is_the_way_back(script: &[Vec<String>]) -> Result<(), TestCaseError> {
    let mut bench = Bench::unchecked();
    let mut model = Model { done: vec![String::new()], undone: Vec::new() };
    let now = |model: &Model| model.done.last().cloned().unwrap_or_default();
    let mut operation = 0;
    for line in script {
        let outcome = bench.run(line);
        prop_assert!(outcome.code <= 1 || outcome.no_such_verb(), "auld {line:?}\n{outcome}");
        let dump = bench.dump();
        match (line[0].as_str(), outcome.code) {
            ("undo", 0) => {
                let taken = model.done.pop().unwrap_or_default();
                model.undone.push(taken);
            }
            ("redo", 0) => {
                let Some(back) = model.undone.pop() else {
                    return Err(TestCaseError::fail("redo found what was never undone"));
                };
                model.done.push(back);
            }
            (_, 0) if dump.operation > operation => {
                model.undone.clear();
                model.done.push(dump.rows.clone());
            }
            ("undo", 1) => prop_assert_eq!(model.done.len(), 1, "undo was refused: {}", outcome),
            ("redo", 1) => prop_assert!(model.undone.is_empty(), "redo was refused: {}", outcome),
            _ => {}
        }
        if dump.operation > operation && dump.operation % 4 == 0 {
            crate::bench::sound(&bench.db());
        }
        operation = dump.operation;
        prop_assert_eq!(&dump.rows, &now(&model), "after auld {:?}", line);
    }
    let steps = model.done.len() - 1;
    for before in model.done.iter().rev().skip(1) {
        prop_assert_eq!(bench.run(["undo"]).code, 0);
        prop_assert_eq!(&bench.dump().rows, before);
    }
    prop_assert_eq!(bench.run(["undo"]).code, 1, "nothing is left to undo");
    prop_assert_eq!(bench.dump().rows, "");
    if operation > 0 {
        crate::bench::sound(&bench.db());
    }
    for after in model.done.iter().skip(1) {
        prop_assert_eq!(bench.run(["redo"]).code, 0);
        prop_assert_eq!(&bench.dump().rows, after);
    }
    if steps > 0 {
        prop_assert_eq!(bench.run(["redo"]).code, if model.undone.is_empty() { 1 } else { 0 });
        crate::bench::sound(&bench.db());
    }
    Ok(())
}

#[test]
fn undoing_all_is_the_beginning_and_redoing_all_is_the_end() {
    let cases = if crate::full() { 1000 } else { 60 };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let tested = TestRunner::new(config).run(&scripts(25), |script| undo_is_the_way_back(&script));
    tested.unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn every_line_of_the_scripts_can_succeed() {
    // A line that always fails would test nothing.
    for line in LINES.iter().filter(|line| !["undo", "redo"].contains(&line[0])) {
        let worked = (0u8..32).any(|seed| {
            let mut bench = Bench::unchecked();
            bench
                .run(["log", "coffee with [Grace Tan], [Tomas Ozols] and [Budi]; I promised Grace Tan, the book"])
                .success();
            bench.run(["promise", "Tomas Ozols", "tea"]).success();
            bench.run(["snooze", "Budi", "2m"]).success();
            bench.run(["refer", "Budi", "--by", "Tomas"]).success();
            bench.run(["relate", "Budi", "partner", "Tomas"]).success();
            bench.run(["duplicates", "--not", "Grace Tan", "Tomas", "Budi"]).success();
            bench.run(["me", "add-name", "Sari"]).success();
            let mut draws = (0u8..8).map(|n| seed.wrapping_mul(37).wrapping_add(n.wrapping_mul(11 + seed)));
            let filled: Vec<_> = line.iter().map(|part| fill(part, &mut draws)).collect();
            let outcome = bench.run(&filled);
            assert!(outcome.code <= 1 || outcome.no_such_verb(), "auld {filled:?}\n{outcome}");
            outcome.code == 0 || outcome.no_such_verb()
        });
        assert!(worked, "auld {line:?} never succeeds");
    }
}

#[test]
fn undo_takes_back_what_another_process_wrote_last() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    let there = bench.dump();
    // Another world over the same file: another terminal.
    let db = bench.db();
    let mut other = Bench::new();
    other.run(["--db", &db.display().to_string(), "add", "Tomas Ozols"]).success();
    insta::assert_snapshot!(bench.run(["undo"]).success().stdout.replace(&db.display().to_string(), "[DB]"), @r"
    undone 2: auld --db [HOME]/.local/share/auld/auld.db add
    'Tomas Ozols'  (1 row)
    ");
    assert_eq!(bench.dump().rows, there.rows);
}

#[test]
fn what_later_operations_build_on_is_not_taken_back() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["log", "coffee with Grace"]).success();
    bench.run(["promise", "Grace", "the paper"]).success();
    insta::assert_snapshot!(bench.run(["undo", "1"]).code(1), @r"
    ------- stderr -------
    error: operation 1 cannot be taken back: later operations build on it
      3: auld promise Grace 'the paper'
      2: auld log 'coffee with Grace'
    hint: undo those first: auld undo 3 && auld undo 2 && auld undo 1
    [exit code 1]
    ");
    bench.run(["undo", "3"]).success();
    bench.run(["undo", "2"]).success();
    bench.run(["undo", "1"]).success();
    assert_eq!(bench.dump().rows, "");
}

#[test]
fn a_row_changed_since_is_not_taken_back() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["promise", "Grace", "the paper"]).success();
    bench.run(["kept", "Grace"]).success();
    insta::assert_snapshot!(bench.run(["undo", "2"]).code(1), @r"
    ------- stderr -------
    error: operation 2 cannot be taken back: later operations build on it
      3: auld kept Grace
    hint: undo those first: auld undo 3 && auld undo 2
    [exit code 1]
    ");
}

#[test]
fn independent_operations_are_undone_in_any_order() {
    let mut bench = Bench::new();
    for name in ["Grace Tan", "Tomas Ozols", "Sari"] {
        bench.run(["add", name]).success();
    }
    bench.run(["undo", "2"]).success();
    bench.run(["undo", "1"]).success();
    let rows = bench.dump().rows;
    assert!(rows.contains("Sari") && !rows.contains("Grace") && !rows.contains("Tomas"), "{rows}");
    bench.run(["redo", "2"]).success();
    bench.run(["redo", "1"]).success();
    let rows = bench.dump().rows;
    assert!(["Sari", "Grace", "Tomas"].iter().all(|name| rows.contains(name)), "{rows}");
}

#[test]
fn undo_and_redo_say_no_where_there_is_nothing() {
    let mut bench = Bench::new();
    insta::assert_snapshot!(bench.run(["undo"]).code(1), @r"
    ------- stderr -------
    error: there is nothing to undo
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["redo"]).code(1), @r"
    ------- stderr -------
    error: there is nothing to redo
    hint: `auld history` lists what was done
    [exit code 1]
    ");
    bench.run(["add", "Grace Tan"]).success();
    insta::assert_snapshot!(bench.run(["undo", "7"]).code(1), @r"
    ------- stderr -------
    error: no operation 7
    hint: `auld history` lists them
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["redo", "1"]).code(1), @r"
    ------- stderr -------
    error: operation 1 is not undone
    hint: `auld undo 1` takes it back
    [exit code 1]
    ");
    bench.run(["undo"]).success();
    insta::assert_snapshot!(bench.run(["undo", "1"]).code(1), @r"
    ------- stderr -------
    error: operation 1 is undone already
    hint: `auld redo 1` brings it back
    [exit code 1]
    ");
    bench.run(["undo"]).code(1);
}

#[test]
fn redo_is_refused_after_something_new_was_written() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["undo"]).success();
    bench.run(["add", "Sari"]).success();
    bench.run(["redo"]).code(1);
    // By its number it can still be brought back: nothing of it is in the way.
    bench.run(["redo", "1"]).success();
    assert!(bench.dump().rows.contains("Grace Tan"));
}

#[test]
fn what_was_said_of_somebody_who_was_taken_back_never_becomes_anothers() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["note", "Grace", "tall"]).success();
    bench.run(["undo"]).success();
    bench.run(["undo"]).success();
    bench.run(["add", "Sari"]).success();
    // The clock of this bench stands still, and Sari has no id of Grace's all the same.
    bench.run(["redo", "2"]).code(1);
    assert!(!bench.run(["show", "Sari"]).success().stdout.contains("tall"));
    bench.run(["redo", "1"]).success();
    bench.run(["redo", "2"]).success();
    assert!(bench.run(["show", "Grace"]).success().stdout.contains("tall"));
}

#[test]
fn whatever_stands_in_the_way_is_named_with_what_to_do_about_it() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["log", "coffee with Grace"]).success();
    bench.run(["feel", "Grace", "heard"]).success();
    insta::assert_snapshot!(bench.run(["undo", "1"]).code(1), @r"
    ------- stderr -------
    error: operation 1 cannot be taken back: later operations build on it
      3: auld feel Grace heard
      2: auld log 'coffee with Grace'
    hint: undo those first: auld undo 3 && auld undo 2 && auld undo 1
    [exit code 1]
    ");
    bench.run(["undo"]).success();
    bench.run(["undo"]).success();
    bench.run(["log", "called Grace"]).success();
    // What it builds on is undone itself.
    insta::assert_snapshot!(bench.run(["redo", "3"]).code(1), @r"
    ------- stderr -------
    error: operation 3 cannot be brought back: others stand in the way
      2: auld log 'coffee with Grace' (undone)
    hint: bring those back first: auld redo 2 && auld redo 3
    [exit code 1]
    ");
    bench.run(["redo", "2"]).success();
    bench.run(["redo", "3"]).success();
}

#[test]
fn two_stores_give_different_ids_at_one_moment() {
    let [mut here, mut there] = [Bench::new(), Bench::new()];
    here.run(["add", "Grace Tan"]).success();
    there.run(["add", "Sari"]).success();
    let document = there.run(["export", "json"]).success().stdout;
    let file = here.file("there.json", document);
    here.run(["import".as_ref(), file.as_os_str()]).success();
    let rows = here.dump().rows;
    assert!(rows.contains("Grace Tan") && rows.contains("Sari"), "{rows}");
}

#[test]
fn an_undo_can_be_undone_by_its_number() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    let there = bench.dump().rows;
    bench.run(["undo"]).success();
    bench.run(["undo", "2"]).success();
    assert_eq!(bench.dump().rows, there);
    bench.run(["undo"]).success();
    assert_eq!(bench.dump().rows, "");
}

#[test]
fn a_dry_undo_says_what_it_would_do_and_does_not() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    let there = bench.dump();
    bench.run(["undo", "--dry-run"]).success();
    assert_eq!(bench.dump(), there);
}

#[test]
fn history_tells_what_was_done_and_what_was_taken_back() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench.run(["log", "coffee with Grace and [Tomas Ozols]"]).success();
    bench.on("2026-11-24").run(["undo"]).success();
    bench.run(["show", "Nobody"]).code(1);
    bench.run(["log", "tea with Grace", "--dry-run"]).success();
    bench.run(["redo"]).success();
    bench.run(["undo"]).success();
    insta::assert_snapshot!(bench.run(["history"]).success(), @r"
    5  2026-11-24 09:05  undo (takes back 2)
    4  2026-11-24 09:04  redo (takes back 3)
    3  2026-11-24 09:01  undo (takes back 2)
    2  2026-11-23 09:02  auld log 'coffee with Grace and [Tomas Ozols]' (undone)
    1  2026-11-23 09:01  auld add 'Grace Tan'
    ");
    insta::assert_snapshot!(bench.run(["history", "--plain", "-n", "2"]).success(), @r"
    5	2026-11-24T09:05:00Z	undo	takes back	undo
    4	2026-11-24T09:04:00Z	redo	takes back	redo
    ");
    let json = bench.run(["history", "--json"]).json();
    let told: Vec<_> = json["operations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|o| (o["id"].as_i64(), o["undoes"].as_i64()))
        .collect();
    assert_eq!(told, [(Some(5), Some(2)), (Some(4), Some(3)), (Some(3), Some(2)), (Some(2), None), (Some(1), None)]);
}

#[test]
fn whoever_follows_what_is_said_of_an_undo_comes_to_its_end() {
    // What stands in the way, and what is built on that in turn; what was done and taken back since does not.
    for (lines, hint) in [
        (
            &["add Bob", "note Bob hi", "edit Bob --hint a", "edit Bob --hint b"][..],
            "auld undo 4 && auld undo 3 && auld undo 2 && auld undo 1",
        ),
        (&["add Bob", "edit Bob --hint a", "edit Bob --hint b", "undo"], "auld undo 2 && auld undo 1"),
    ] {
        let mut bench = Bench::new();
        for line in lines {
            bench.run(line.split(' ')).success();
        }
        let refused = bench.run(["undo", "1"]).code(1);
        assert!(refused.stderr.contains(hint), "{refused}");
        for step in hint.split(" && ") {
            bench.run(step.split(' ').skip(1)).success();
        }
        assert_eq!(bench.run(["list", "people", "--plain"]).stdout, "");
    }
}
