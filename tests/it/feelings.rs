//! What a sentence says of feelings: what is echoed is what is written, and nobody gets another's.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Value;

use crate::bench::{Answer, Bench};

/// Returns a world that knows a few people, two of them called Grace.
fn known() -> Bench {
    let mut bench = Bench::unchecked();
    for name in ["Ilze Berzina", "Budi Santoso", "Sari Dewi", "Grace Tan", "Grace Hopper"] {
        bench.run(["add", name]).success();
    }
    bench.run(["add", "Tomas Ozols", "--nick", "Tom"]).success();
    bench
}

/// Returns who, side, words and value of all feelings of an echo, sorted.
fn echoed(echo: &Value) -> Vec<(String, &'static str, Value, Value)> {
    let mut out = Vec::new();
    for side in ["felt", "left"] {
        for told in echo[side].as_array().expect("a list") {
            out.push((text(&told["name"]), side, told["words"].clone(), told["value"].clone()));
        }
    }
    out.sort_by_key(|told| format!("{told:?}"));
    out
}

/// Returns the same of the last meeting that the export of the store holds.
fn stored(bench: &mut Bench) -> Vec<(String, &'static str, Value, Value)> {
    let all = bench.run(["export", "json"]).json();
    let name = |id: &Value| {
        let mut people = all["people"].as_array().expect("a list").iter();
        text(&people.find(|p| p["id"] == *id).expect("somebody known")["name"])
    };
    let mut out = Vec::new();
    let meetings = all["meetings"].as_array().expect("a list");
    for there in meetings.last().expect("a meeting")["people"].as_array().expect("a list") {
        for side in ["felt", "left"] {
            if let Some(told) = there.get(side) {
                let words = told.get("words").cloned().unwrap_or_else(|| "".into());
                out.push((name(&there["person"]), side, words, told.get("value").cloned().unwrap_or_default()));
            }
        }
    }
    out.sort_by_key(|told| format!("{told:?}"));
    out
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if crate::full() { 200 } else { 16 }, ..ProptestConfig::default() })]

    #[test]
    fn what_is_echoed_of_feelings_is_what_is_stored(parts in prop::collection::vec(prop::sample::select(vec![
        "Ilze made me feel heard", "Ilze made me feel angry", "then Ilze made me feel heard", "I left Ilze sad",
        "I left Ilze and Tom happy", "Budi dan Sari bikin aku senang", "Tom +1", "Ilze -2", "felt tired", "felt: calm",
        "they made me feel small", "left me lighter", "Tom: felt ignored", "Grace Tan left me purple", "aku bikin Sari sedih",
        "I felt seen by Tom and ignored by Ilze", "Zoltan made me feel awful", "Ilze made me feel 😊",
    ]), 1..6), flags in prop::collection::vec(prop::sample::select(vec![
        "--felt=heard", "--felt=tired", "--felt=Ilze: heard +1", "--felt=", "--left=happy", "--left=Ilze: sad -2", "--felt=-1",
    ]), 0..3)) {
        let mut bench = known();
        let said = format!("coffee with Ilze and Tom. {}", parts.join(". "));
        let line: Vec<&str> = ["log", &said, "--json", "-y"].into_iter().chain(flags).collect();
        let outcome = bench.run(line);
        prop_assert_eq!(outcome.code, 0, "{}", outcome);
        let echo = echoed(&outcome.json());
        prop_assert_eq!(echo, stored(&mut bench), "{}", said);
    }
}

#[test]
fn what_one_person_made_me_feel_is_joined() {
    let mut bench = known();
    let said = "coffee with Ilze. Ilze made me feel heard. Then Ilze made me feel angry. I think I left Ilze sad, I left Ilze happy";
    assert_snapshot!(bench.run(["log", said]).success(), @r"
    when      Monday 23 Nov (today) · in person
    with      Ilze Berzina
    felt      Ilze Berzina: heard, angry (+2)
    left      Ilze Berzina: sad, happy (-1)
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    ");
    let echo = bench.run(["log", "coffee with Ilze", "--felt", "heard", "--felt", "tired", "--json"]).json();
    assert_eq!((&echo["felt"][0]["words"], echo["felt"].as_array().map(Vec::len)), (&"heard, tired".into(), Some(1)));
    let echo = bench.run(["log", "coffee with Ilze, felt heard. She made me feel heard", "--json"]).json();
    assert_eq!(echo["felt"][0]["words"], "heard");
}

#[test]
fn an_empty_flag_takes_a_feeling_out_and_writes_none() {
    let mut bench = known();
    for said in ["coffee with Ilze", "coffee with Ilze, felt sad"] {
        bench.run(["log", said, "--felt", ""]).success();
        assert_eq!(stored(&mut bench), []);
    }
    bench.run(["log", "tea with Ilze and Tom. Ilze and Tom made me feel welcome", "--felt", "Tom:"]).success();
    assert_eq!(stored(&mut bench), [("Ilze Berzina".into(), "felt", "welcome".into(), 2.into())]);
}

#[test]
fn a_number_that_is_no_value_is_refused_wherever_it_stands() {
    let mut bench = known();
    assert_snapshot!(bench.run(["log", "coffee with Ilze, felt heard +5"]).code(1), @r"
    ------- stderr -------
    error: `+5` is no value of a feeling: it goes from -2 to +2
      coffee with Ilze, felt heard +5
    hint: nothing was written; a feeling can have -2, -1, 0, +1 or +2 beside it
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["feel", "Ilze", "+9"]).code(1), @r#"
    ------- stderr -------
    error: `+9` is no value of a feeling
    hint: nothing was written; a value goes from -2 to +2, and stands beside the words: "heard +2"
    [exit code 1]
    "#);
    bench.run(["log", "coffee with Ilze", "--felt", "heard +5"]).code(1);
    bench.run(["log", "coffee with Ilze"]).success();
    bench.run(["edit", "last", "--felt", "Ilze: heard +5"]).code(1);
}

#[test]
fn a_feeling_of_somebody_unknown_is_asked_about() {
    let mut bench = known();
    let said = "Had tea with Tom. Zoltan made me feel awful";
    assert_snapshot!(bench.run(["log", said]).code(1), @r"
    ------- stderr -------
    error: nobody is called `Zoltan`; nothing was written
    hint: somebody new? write `[Zoltan]`, or answer every question with `-y`; just a word? write `\Zoltan`
    hint: as somebody new: `auld log 'Had tea with Tom. [Zoltan] made me feel awful'`
    [exit code 1]
    ");
    let picked = bench.answers([Answer::Pick("somebody new")]).run(["log", said]).success();
    assert!(picked.stdout.contains("Zoltan: awful (-2)") && !picked.stdout.contains("Ozols: awful"), "{picked}");
    assert_eq!(stored(&mut bench), [("Zoltan".into(), "felt", "awful".into(), (-2).into())]);
    let word = bench.answers([Answer::Pick("just a word")]).run(["log", "Had tea with Tom. Gamelan made me feel calm"]);
    assert!(!word.success().stdout.contains("felt"));
}

#[test]
fn a_feeling_of_no_person_stays_in_the_text_and_that_is_said() {
    let mut bench = known();
    assert_snapshot!(bench.run(["log", "Coffee with Tom. The rain made me feel sad"]).success(), @r"
    when      Monday 23 Nov (today) · in person
    with      Tomas Ozols
    ------- stderr -------
    `sad` is told of nobody who is named, and stays words of the text; somebody's? `auld feel NAME sad`
    mend with `auld edit last …`, undo with `auld undo`
    ");
    assert!(stored(&mut bench).is_empty());
    bench.run(["feel", "Tom", "sad"]).success();
    assert_eq!(stored(&mut bench), [("Tomas Ozols".into(), "felt", "sad".into(), (-1).into())]);
    bench.run(["log", "Coffee with Tom. Jakarta made me feel tired"]).success();
    assert!(stored(&mut bench).is_empty());
}

#[test]
fn whom_a_flag_settles_has_the_feelings_and_promises_of_the_sentence() {
    let mut bench = known();
    let said = "Grace made me feel heard. I promised Grace a book";
    bench.run(["log", said]).code(1);
    assert_snapshot!(bench.run(["log", said, "--with", "Grace Tan"]).success(), @r"
    when      Monday 23 Nov (today) · in person
    with      Grace Tan
    felt      Grace Tan: heard (+2)
    promise   I owe Grace Tan: a book
    ------- stderr -------
    mend with `auld edit last …`, undo with `auld undo`
    ");
    assert_eq!(stored(&mut bench), [("Grace Tan".into(), "felt", "heard".into(), 2.into())]);
    bench.run(["log", "Grace bikin aku merasa didengar", "--with", "Grace Hopper"]).success();
    assert_eq!(stored(&mut bench), [("Grace Hopper".into(), "felt", "didengar".into(), 2.into())]);
    bench.run(["log", "Zoltan left me happy", "--with", "[Zoltan Kovacs]"]).success();
    assert_eq!(stored(&mut bench), [("Zoltan Kovacs".into(), "felt", "happy".into(), 1.into())]);
    // Whom it leaves out nobody else stands in for.
    assert_snapshot!(bench.run(["log", "tea with Grace. Tom made me feel small", "--with", "Grace Tan"]).code(1), @r"
    ------- stderr -------
    error: `--with` leaves out `Tom`, of whom the sentence tells what you felt; nothing was written
    hint: add `--with Tom`, or leave that out of the sentence
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["log", "I promised Tom a book", "--with", "Ilze"]).code(1), @r"
    ------- stderr -------
    error: `--with` leaves out `Tom`, of whom the sentence tells what was promised; nothing was written
    hint: add `--with Tom`, or leave that out of the sentence
    [exit code 1]
    ");
    bench.run(["log", said, "--with", "Grace Tan", "--with", "Grace Hopper"]).code(1);
    let asked = [Answer::Pick("Hopper")];
    bench.answers(asked).run(["log", "Grace left me calm", "--with", "Grace Tan", "--with", "Grace Hopper"]).success();
    assert_eq!(stored(&mut bench), [("Grace Hopper".into(), "felt", "calm".into(), 1.into())]);
}
