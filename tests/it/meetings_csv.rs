//! Meetings as a table: out, in again, and in from whatever people keep in spreadsheets.

use std::fmt::Write as _;
use std::path::Path;

use auld::domain::id::Id;
use auld::domain::meeting::{Direction, Kind};
use auld::domain::person::{State, clean_name};
use auld::store::rows::{Attendance, Meeting, MeetingTag, Person};
use auld::store::{Access, OpInfo, Store, WriteTx};
use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use serde_json::Value;

use crate::bench::Bench;

/// A person of a random store: name and hint.
type Someone = (String, Option<String>);
/// Who of those was there, words and value.
type Felt = (prop::sample::Index, Option<String>, Option<i8>);

#[derive(Debug, Clone)]
struct Talk {
    day: i32,
    kind: Kind,
    minutes: Option<u32>,
    size: Option<u32>,
    direction: Option<Direction>,
    imposed: bool,
    place: Option<String>,
    text: String,
    tags: Vec<String>,
    people: Vec<Felt>,
}

/// Texts that a careless writer of tables would break.
const TEXT: &str = "(?s)[=+@'\",;() \t\r\n#ab-]{0,6}|\\PC{0,8}|heard|\\+2 x";

fn talks() -> impl Strategy<Value = Vec<Talk>> {
    let text = || TEXT.prop_map(|text| text.replace('\0', ""));
    let facts = (
        738_000..738_040_i32,
        prop::sample::select(Kind::ALL),
        prop::option::of(1..600_u32),
        prop::option::of(1..90_u32),
        prop::option::of(prop::sample::select(Direction::ALL)),
        any::<bool>(),
    );
    let words = (
        prop::option::of(text().prop_filter("a place has a name", |place| !place.is_empty())),
        text(),
        prop::collection::vec(text().prop_filter("a tag has a name", |tag| !tag.is_empty()), 0..3),
    );
    let felt = (any::<prop::sample::Index>(), prop::option::of(text()), prop::option::of(-2..=2_i8));
    let talk = (facts, words, prop::collection::vec(felt, 0..4)).prop_map(|(facts, words, people)| Talk {
        day: facts.0,
        kind: facts.1,
        minutes: facts.2,
        size: facts.3,
        direction: facts.4,
        imposed: facts.5,
        place: words.0,
        text: words.1,
        tags: words.2,
        people,
    });
    prop::collection::vec(talk, 0..12)
}

fn write(db: &Path, deed: impl FnOnce(&mut WriteTx<'_>) -> auld::store::Result<()>) {
    let info = OpInfo {
        verb: "test".into(),
        argv: Vec::new(),
        at: DateTime::from_timestamp(1_795_000_000, 0).expect("an instant"),
        today: "2026-11-23".parse().expect("a day"),
    };
    std::fs::create_dir_all(db.parent().expect("a folder")).expect("HOME is writable");
    Store::open(db, Access::Write).expect("a store").write(&info, false, deed).expect("written");
}

fn fill(tx: &mut WriteTx<'_>, people: &[Someone], talks: &[Talk]) -> auld::store::Result<()> {
    let added_on = tx.today();
    let mut ids: Vec<Id> = Vec::new();
    for (name, hint) in people {
        let Ok(name) = clean_name(name) else { continue };
        let id = tx.new_id::<Person>(added_on)?;
        tx.insert(&Person {
            id,
            name,
            hint: hint.clone(),
            closeness: None,
            kin: false,
            cadence_days: None,
            state: State::Active,
            state_until: None,
            known_since: None,
            met: None,
            met_on: None,
            background: false,
            added_on,
        })?;
        ids.push(id);
    }
    for talk in talks {
        let on_day = NaiveDate::from_num_days_from_ce_opt(talk.day).expect("a day");
        let id = tx.new_id::<Meeting>(on_day)?;
        tx.insert(&Meeting {
            id,
            on_day,
            kind: talk.kind,
            minutes: talk.minutes,
            place: talk.place.clone(),
            text: talk.text.clone(),
            size: talk.size,
            direction: talk.direction,
            imposed: talk.imposed,
        })?;
        for (who, words, value) in talk.people.iter().filter(|_| !ids.is_empty()) {
            let felt_words = words.clone().filter(|words| !words.is_empty());
            tx.put(Attendance { felt_words, felt: *value, ..Attendance::of(*who.get(&ids), id) })?;
        }
        for tag in &talk.tags {
            tx.put(MeetingTag { meeting_id: id, tag: tag.clone() })?;
        }
    }
    Ok(())
}

fn export(bench: &mut Bench) -> String {
    bench.run(["export", "meetings"]).success().stdout
}

/// Returns everybody's numbers, in no order that depends on ids.
fn scores(bench: &mut Bench) -> Vec<String> {
    let closest = bench.run(["closest", "--json", "-n", "0"]).json();
    let people = closest["people"].as_array().expect("people");
    let mut out: Vec<_> = people
        .iter()
        .map(|p| format!("{} {} {} {} {}", p["name"], p["bond"], p["depth"], p["warmth"], p["strain"]))
        .collect();
    out.sort();
    out
}

fn counts(report: &Value) -> [u64; 3] {
    ["new", "unchanged", "bad"].map(|key| report["meetings"][key].as_u64().expect("a count"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if crate::full() { 2000 } else { 60 }))]

    #[test]
    fn a_table_comes_back_to_the_last_byte_with_the_same_scores(
        people in prop::collection::vec(("[Aaé;(\" b=+-]{1,4}|\\PC{1,8}|Kim|kim", prop::option::of("(?s)[a;(\") ]{0,3}|.{1,5}")), 1..6),
        talks in talks(),
    ) {
        let people: Vec<Someone> = people.into_iter().map(|(n, h)| (n, h.map(|h| h.replace('\0', "")))).collect();
        let (mut a, mut b) = (Bench::unchecked(), Bench::unchecked());
        write(&a.db(), |tx| fill(tx, &people, &talks));
        let table = export(&mut a);
        let file = b.file("a.csv", &table);
        let report = b.run(["import", "meetings", file.to_str().expect("UTF-8"), "--json"]);
        prop_assert_eq!(report.code, 0, "{}\n{}", report, table);
        prop_assert_eq!(counts(&report.json()), [u64::try_from(talks.len()).expect("few"), 0, 0]);
        let again = export(&mut b);
        prop_assert_eq!(&again, &table);
        prop_assert_eq!(scores(&mut a), scores(&mut b));
        // Neither the store it came from nor the one it went to has anything to learn from it.
        for bench in [&mut a, &mut b] {
            let before = bench.dump();
            let file = bench.file("a.csv", &table);
            let report = bench.run(["import", "meetings", file.to_str().expect("UTF-8"), "--json"]).json();
            prop_assert_eq!(counts(&report), [0, u64::try_from(talks.len()).expect("few"), 0], "{}", report);
            prop_assert_eq!(before.operation, bench.dump().operation);
        }
    }

    #[test]
    fn whatever_a_file_holds_it_is_read_to_its_end(bytes in "(?s)on[,;]people[,;]text\n(.|2026-01-01|[,;\"\n\r]){0,60}", cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bench = Bench::unchecked();
        let mut bytes = bytes.into_bytes();
        let at = cut.index(bytes.len());
        bytes[at] = byte;
        let file = bench.file("a.csv", bytes);
        let outcome = bench.run(["import", "meetings", file.to_str().expect("UTF-8")]);
        prop_assert!(outcome.code <= 1, "{}", outcome);
    }
}

const TABLE: &str = "\
on;people;kind;minutes;felt;mood;text
2026-05-02;Grace Hopper, Ada;;60;Grace +2 heard;x;One name with a comma
02.05.2026;Grace Hopper;phone;;+1 warm;;\"called; twice\"
2026/05/01;\"Grace Hopper; Tomas\";;;;;earlier

2026-05-03;;
2026-13-03;Grace Hopper
2026-05-04;John Kim;call
2026-05-04;John Kim (Riga);call
2026-05-04;gh;attempt
";

fn known(bench: &mut Bench) {
    for args in [
        ["add", "John Kim", "--hint", "Riga"],
        ["add", "John Kim", "--hint", "Oslo"],
        ["add", "Grace Hopper", "--nick", "GH"],
    ] {
        drop(bench.run(args).success());
    }
}

#[test]
fn a_table_from_elsewhere_is_read_row_by_row() {
    let mut bench = Bench::new();
    known(&mut bench);
    let file = bench.file("list.csv", TABLE);
    let file = file.to_str().expect("UTF-8");
    let rehearsed = bench.run(["import", file, "--dry-run", "--json"]).json();
    assert_eq!(counts(&rehearsed), [6, 0, 2]);
    let outcome = bench.run(["import", file]).success();
    insta::assert_snapshot!(outcome, @r"
    new 8 · updated 0 · unchanged 0 · bad 2
    meetings    new 6 · updated 0 · unchanged 0 · bad 2
    people      new 2 · updated 0 · unchanged 0
    ------- stderr -------
    [HOME]/list.csv:7: on: `2026-13-03` is not a day; expected 2026-05-02
    [HOME]/list.csv:8: people: `John Kim` may be `John Kim (Riga)`, `John Kim (Oslo)`; what stands in brackets tells them apart
    2 bad records left out, the rest was taken
    ignored, since auld has no place for it: mood
    undo with `auld undo`
    ");
    let table = export(&mut bench);
    insta::assert_snapshot!(table, @r#"
    on,people,kind,minutes,size,direction,imposed,place,tags,felt,text
    2026-05-01,Grace Hopper; Tomas,in_person,,,,,,,,earlier
    2026-05-02,"Grace Hopper, Ada",in_person,60,,,,,,"Grace Hopper, Ada +2 heard",One name with a comma
    2026-05-02,Grace Hopper,call,,,,,,,Grace Hopper +1 warm,called; twice
    2026-05-03,,in_person,,,,,,,,
    2026-05-04,John Kim (Riga),call,,,,,,,,
    2026-05-04,Grace Hopper,attempt,,,,,,,,
    "#);
    assert_eq!(bench.run(["import", file, "--json"]).json()["new"], 0);
    // Tomas was first met on the day that stood later in the file.
    assert!(bench.run(["export", "json"]).success().stdout.contains("\"met_on\": \"2026-05-01\""));
}

#[test]
fn what_was_logged_by_hand_is_not_doubled_and_equal_rows_are_two() {
    let mut bench = Bench::new();
    drop(bench.run(["log", "--on", "2026-05-02", "call with [Grace Hopper]"]).success());
    let mut table = String::from("on,people,kind,minutes,place,text\n");
    for _ in 0..3 {
        table.push_str("2026-05-02,Grace Hopper,call,20,Riga,call with [Grace Hopper]\n");
    }
    let file = bench.file("a.csv", &table);
    let file = file.to_str().expect("UTF-8");
    let outcome = bench.run(["import", file, "--json"]);
    assert_eq!(outcome.stderr.matches("a.csv:2: the meeting is known and stays as it is").count(), 1, "{outcome}");
    assert_eq!(counts(&outcome.json()), [2, 1, 0]);
    assert_eq!(counts(&bench.run(["import", file, "--json"]).json()), [0, 3, 0]);
    // One more of the same, another length, another direction: each is a meeting of its own.
    table.push_str("2026-05-02,Grace Hopper,call,20,Riga,call with [Grace Hopper]\n");
    table.push_str("2026-05-02,Grace Hopper,call,45,Riga,call with [Grace Hopper]\n");
    let file = bench.file("b.csv", &table);
    assert_eq!(counts(&bench.run(["import", file.to_str().expect("UTF-8"), "--json"]).json()), [2, 3, 0]);
    // A changed cell beside the key is told and not taken.
    let file = bench.file("c.csv", table.replacen("Riga", "Oslo", 2));
    let outcome = bench.run(["import", file.to_str().expect("UTF-8"), "--json"]);
    assert_eq!(outcome.stderr.matches("the row has other place").count(), 2, "{outcome}");
    assert_eq!(counts(&outcome.json()), [0, 5, 0]);
}

#[test]
fn one_undo_takes_all_back_and_a_pipe_will_do() {
    let mut bench = Bench::new();
    let file = bench.file("a.csv", "on\tpeople\n2026-05-02\tGrace Hopper\n");
    drop(bench.run(["import", "meetings", file.to_str().expect("UTF-8")]).success());
    assert!(export(&mut bench).contains("2026-05-02,Grace Hopper,in_person"));
    drop(bench.run(["undo"]).success());
    assert_eq!(export(&mut bench).lines().count(), 1);
    drop(bench.stdin("people,on\nAda,2026-05-02\n").run(["import", "meetings", "-"]).success());
    assert!(export(&mut bench).contains("2026-05-02,Ada,"));
    let out = bench.home().join("out.csv");
    drop(bench.run(["export", "meetings", "-o", out.to_str().expect("UTF-8")]).success());
    assert_eq!(std::fs::read_to_string(out).expect("written"), export(&mut bench));
    assert_eq!(bench.run(["export", "meetings", "folder"]).code, 2);
    assert_eq!(bench.run(["export", "meetings", "--schema"]).code, 2);
}

#[test]
fn hostile_files_are_named_and_the_rest_goes_on() {
    let mut bench = Bench::new();
    let mut table = b"on,people,text\n2026-05-02,Ada,ok\n".to_vec();
    table.extend_from_slice(b"2026-05-02,A\xffda,not UTF-8\n2026-05-02,A\0da,a NUL\n2026-05-02,A\x1bda,an escape\n");
    table.extend_from_slice(format!("2026-05-02,{},a name\n", "x".repeat(1 << 20)).as_bytes());
    table.extend_from_slice(format!("2026-05-02,Budi,{}\n", "y".repeat(1 << 20)).as_bytes());
    table.extend_from_slice(format!("2026-05-02,Ada{}\n", ",z".repeat(20_000)).as_bytes());
    table.extend_from_slice(format!("2026-05-02,{},many\n", "p;".repeat(2_000)).as_bytes());
    table.extend_from_slice(b"2026-05-02,Ada,last\n2026-05-02,Ada,\"never closed\n2026-05-02,Ada,lost\n");
    let file = bench.file("a.csv", &table);
    let outcome = bench.run(["import", "meetings", file.to_str().expect("UTF-8"), "--json"]);
    assert!(outcome.stderr.len() < 4000, "{outcome}");
    for why in [
        "a.csv:3: people: it is not UTF-8",
        "a.csv:4: people: it holds a NUL",
        "a.csv:5: people: ",
        "a.csv:6: people: ",
        "a.csv:8: the row has more than 16384 cells",
        "a.csv:9: people: more than 1000 people",
        "a.csv:11: a quote that opens here is never closed",
    ] {
        assert!(outcome.stderr.contains(why), "{why}\n{outcome}");
    }
    assert_eq!(counts(&outcome.json()), [3, 0, 7]);
    for (name, text, why) in [
        ("b.csv", "when,who\n2026-05-02,Ada\n", "b.csv:1: the header names no columns `on` and `people`"),
        ("c.csv", "on,people\n02.05.2026,Ada\n05.25.2026,Ada\n", "c.csv:3: on: `05.25.2026` has the month first"),
    ] {
        let file = bench.file(name, text);
        let outcome = bench.run(["import", "meetings", file.to_str().expect("UTF-8")]).code(1);
        assert!(outcome.stderr.contains(why), "{outcome}");
    }
}

#[test]
fn no_cell_runs_in_a_spreadsheet() {
    let mut bench = Bench::new();
    let cell = "=HYPERLINK(\"http://evil\")";
    let mut table = String::from("on,people,kind,place,tags,felt,text\n");
    writeln!(table, "2026-05-02,{0},call,{0},{0},+2 heard,{0}", "\"=HYPERLINK(\"\"http://evil\"\")\"").expect("text");
    let file = bench.file("a.csv", table);
    drop(bench.run(["import", file.to_str().expect("UTF-8")]).success());
    let out = export(&mut bench);
    assert!(out.contains(&format!("\"'{}\"", cell.replace('"', "\"\""))), "{out}");
    assert!(!out.contains(",\"=") && !out.contains(",=") && !out.contains(",+"), "{out}");
}

#[test]
fn only_what_the_filters_find_goes_out() {
    let mut bench = Bench::new();
    bench.run(["log", "2026-11-20: coffee with [Grace Tan] @Riga #work"]).success();
    bench.run(["log", "2026-11-21: called [Tomas Ozols]"]).success();
    let mut days = |more: &[&str]| {
        let out = bench.run(["export", "meetings"].iter().chain(more)).success().stdout;
        out.lines().skip(1).map(|line| line[..10].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(days(&[]), ["2026-11-20", "2026-11-21"]);
    for (filter, value) in [("--with", "Grace"), ("--in", "riga"), ("--tag", "work"), ("--until", "2026-11-20")] {
        assert_eq!(days(&[filter, value]), ["2026-11-20"], "{filter}");
    }
    assert_eq!(days(&["--kind", "call", "--since", "2026-11-21"]), ["2026-11-21"]);
    assert_eq!(days(&["--with", "Grace", "--kind", "call"]), [""; 0]);
    let refused = bench.run(["export", "meetings", "--closeness", "friend"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("--closeness makes no sense for meetings"), "{}", refused.stderr);
}
