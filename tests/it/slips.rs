//! Small things typed otherwise than meant, and names in brackets wherever a name can be given.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use insta::assert_snapshot;

use crate::bench::{Answer, Bench};

fn known() -> Bench {
    let mut bench = Bench::new();
    bench.run(["add", "John Kim"]).success();
    bench.run(["add", "John Lee"]).success();
    bench
}

#[test]
fn who_only_looks_is_not_told_of_writing() {
    let mut bench = known();
    assert_snapshot!(bench.answers([Answer::Leave]).run(["show", "John"]).code(1), @r"
    ------- asked -------
    ? Which `John`? [John Kim | John Lee]
    > Leave
    ------- stderr -------
    error: no answer was given
    [exit code 1]
    ");
    assert_snapshot!(bench.answers([Answer::Leave]).run(["note", "John", "tall"]).code(1), @r"
    ------- asked -------
    ? Which `John`? [John Kim | John Lee]
    > Leave
    ------- stderr -------
    error: no answer was given; nothing was written
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["search", ""]).code(1), @r"
    ------- stderr -------
    error: there is no word to search for
    hint: say one: `auld search tall riga`; `auld list` lists everybody
    [exit code 1]
    ");
}

#[test]
fn an_argument_that_is_no_text_is_named() {
    let mut bench = known();
    let broken = OsString::from_vec(b"Gr\xffce".to_vec());
    assert_snapshot!(bench.run([OsString::from("add"), broken.clone()]).code(2), @r"
    ------- stderr -------
    error: `Gr�ce` is not UTF-8 text
    hint: `locale` tells what the terminal sends; auld reads UTF-8
    hint: `auld add --help` says how to put it
    [exit code 2]
    ");
    bench.run([OsString::from("log"), "tea".into(), "--with".into(), broken]).code(2);
}

#[test]
fn who_else_answers_to_a_name_is_said_when_it_is_given() {
    let mut bench = known();
    bench.run(["nick", "John Kim", "John Roe", "--former"]).success();
    assert_snapshot!(bench.run(["nick", "John Lee", "john roe"]).success(), @r"
    John Lee answers to john roe
    ------- stderr -------
    note: John Kim answers to `john roe` too; auld will ask who is meant
    undo with `auld undo`
    ");
    assert_snapshot!(bench.run(["add", "Ada Lind", "--nick", "John Roe"]).success(), @r"
    added Ada Lind
    ------- stderr -------
    note: John Kim answers to `John Roe` too
    note: John Lee answers to `John Roe` too
    undo with `auld undo`
    ");
    assert_snapshot!(bench.run(["add", "John Roe"]).success(), @r"
    added John Roe
    ------- stderr -------
    note: John Kim answers to `John Roe` too
    note: John Lee answers to `John Roe` too
    note: Ada Lind answers to `John Roe` too
    undo with `auld undo`
    ");
}

#[test]
fn a_person_called_last_is_reached_in_brackets() {
    let mut bench = known();
    bench.run(["add", "last"]).success();
    bench.run(["log", "tea with John Lee"]).success();
    assert_snapshot!(bench.run(["edit", "last", "--min", "30"]).success(), @r"
    23 Nov, in person with John Lee
      min       30 min
    ------- stderr -------
    `last` is the meeting written last; the person: `[last]`
    undo with `auld undo`
    ");
    assert_snapshot!(bench.run(["edit", "[last]", "--hint", "Riga"]).success(), @r"
    last (Riga)
      hint      Riga
    ------- stderr -------
    undo with `auld undo`
    ");
}

#[test]
fn a_name_in_brackets_is_somebody_new_wherever_somebody_is_named() {
    let mut bench = known();
    assert_snapshot!(bench.run(["add", "Ada Lind", "--via", "[Nina Berg]"]).success(), @r"
    added Ada Lind
    ------- stderr -------
    Nina Berg is new
    undo with `auld undo`
    ");
    bench.run(["log", "tea with Ada"]).success();
    assert_snapshot!(bench.run(["edit", "last", "--with", "[Sari]", "--with", "[Ada Lind]"]).success(), @r"
    23 Nov, in person with Ada Lind and Sari
      with      Sari
    ------- stderr -------
    Sari is new
    undo with `auld undo`
    ");
    assert_snapshot!(bench.run(["promise", "[Budi]", "the keys"]).success(), @r"
    I owe Budi: the keys
    ------- stderr -------
    Budi is new
    undo with `auld undo`
    ");
    // Somebody of that very name is there already.
    bench.run(["promise", "[Budi]", "the lamp"]).success();
    assert_eq!(bench.dump().rows.matches("name=\"Budi\"").count(), 1);
    assert_eq!(bench.run(["show", "[Budi]", "--json"]).success().json()["name"], "Budi");
    assert_snapshot!(bench.run(["show", "[Wayan]"]).code(1), @r"
    ------- stderr -------
    error: nobody is called `Wayan`
    hint: new? `auld add Wayan`
    [exit code 1]
    ");
}

#[test]
fn a_place_in_brackets_is_a_place_and_so_is_a_home() {
    let mut bench = known();
    bench.run(["add", "Grace Tan"]).success();
    for (text, place, people) in [
        ("lunch with Grace @[Kopi Tuku]", "Kopi Tuku", &["Grace Tan"][..]),
        ("Lunch @ Grace's place", "Grace's place", &["Grace Tan"]),
        ("Lunch @Grace's place with John Kim", "Grace's place", &["Grace Tan", "John Kim"]),
        ("Lunch with John Kim @ Wendy’s house", "Wendy’s house", &["John Kim"]),
        ("Lunch with John Kim @Joe's Diner", "Joe's Diner", &["John Kim"]),
    ] {
        let said = bench.run(["log", text, "--json", "--dry-run"]).success().json();
        assert_eq!(said["place"], place, "{text}");
        let names: Vec<_> = said["people"].as_array().into_iter().flatten().map(|p| p["name"].clone()).collect();
        assert_eq!(names, people, "{text}");
    }
}
