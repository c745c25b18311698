//! Whole stores out and in again: the laws of auld's own document and of plain lines.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use auld::World;
use auld::domain::date::{PartialDate, parse_iso};
use auld::domain::id::Id;
use auld::domain::me::MeKind;
use auld::domain::meeting::{Direction, Kind, Side};
use auld::domain::person::{Closeness, ContactKind, NameKind, State};
use auld::domain::promise::{By, Outcome};
use auld::domain::referral::ReferralKind;
use auld::store::rows::{
    Attendance, Contact, DistinctPair, Engagement, EventDate, Fact, FeelingNote, MeRow, Meeting, MeetingTag, Name,
    Note, Person, PersonTag, Promise, Referral, Relation, Snooze, Source,
};
use auld::store::{Access, OpInfo, Store, WriteTx};
use auld::world::{Ask, Unanswered};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a command printed and returned.
struct Ran {
    code: u8,
    out: String,
    err: String,
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("UTF-8")
    }
}

struct Says(bool);

impl Ask for Says {
    fn choose(&mut self, _: &str, _: &[String]) -> Result<usize, Unanswered> {
        Err(Unanswered::Nobody)
    }
    fn confirm(&mut self, _: &str, _: bool) -> Result<bool, Unanswered> {
        Ok(self.0)
    }
    fn line(&mut self, _: &str) -> Result<String, Unanswered> {
        Err(Unanswered::Nobody)
    }
    fn edit(&mut self, _: &std::ffi::OsStr, _: &str) -> io::Result<Option<String>> {
        Ok(None)
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-23T09:30:00Z".parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    parse_iso(text).expect("a day")
}

fn run_with(db: &Path, args: &[&str], stdin: &[u8], prepare: impl FnOnce(&mut World)) -> Ran {
    let (out, err) = (Shared::default(), Shared::default());
    let mut world = World::fixed(now(), HashMap::new(), stdin.to_vec(), Box::new(Says(true)));
    world.stdout = Box::new(out.clone());
    world.stderr = Box::new(err.clone());
    prepare(&mut world);
    let line = [OsString::from("auld"), "--db".into(), db.into()].into_iter().chain(args.iter().map(OsString::from));
    let code = auld::run(line, &mut world);
    Ran { code, out: out.text(), err: err.text() }
}

fn run(db: &Path, args: &[&str]) -> Ran {
    run_with(db, args, b"", |_| {})
}

/// Runs a command that must succeed, and returns what it printed.
fn ok(db: &Path, args: &[&str]) -> String {
    let ran = run(db, args);
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
    ran.out
}

fn write(db: &Path, deed: impl FnOnce(&mut WriteTx<'_>) -> auld::store::Result<()>) {
    let info = OpInfo { verb: "test".into(), argv: vec!["test".into()], at: now(), today: day("2026-11-23") };
    Store::open(db, Access::Write).expect("a store").write(&info, false, deed).expect("written");
}

fn operations(db: &Path) -> usize {
    let history: Value = serde_json::from_str(&ok(db, &["history", "--json", "-n", "0"])).expect("JSON");
    history["operations"].as_array().map_or(0, Vec::len)
}

fn file(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    path.display().to_string()
}

fn summary(db: &Path, args: &[&str]) -> (u64, u64, u64, u64) {
    let out: Value = serde_json::from_str(&ok(db, args)).expect("JSON");
    let count = |key: &str| out[key].as_u64().expect("a count");
    (count("new"), count("updated"), count("unchanged"), count("bad"))
}

/// Chance that a seed settles: SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }
    fn one<T: Clone>(&mut self, items: &[T]) -> T {
        let at = self.below(items.len());
        items[at].clone()
    }
    fn maybe<T>(&mut self, make: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        if self.roll().is_multiple_of(2) { Some(make(self)) } else { None }
    }
    fn day(&mut self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(730_000 + self.below(9_000) as i32).expect("a day")
    }
    fn date(&mut self) -> PartialDate {
        let day = self.day();
        let text = day.format("%Y-%m-%d").to_string();
        match self.below(4) {
            0 => text[..4].parse().expect("a year"),
            1 => text[..7].parse().expect("a month"),
            2 => format!("-{}", &text[4..]).parse().expect("a day of the year"),
            _ => PartialDate::Day(day),
        }
    }
}

/// Fills a store with rows of every table, settled by a seed and some texts, none of which may be empty.
fn fill(tx: &mut WriteTx<'_>, seed: u64, texts: &[String], size: usize) -> auld::store::Result<()> {
    let d = &mut Dice(seed);
    let text = |d: &mut Dice| d.one(texts);
    let mut people: Vec<Id> = Vec::new();
    for _ in 0..size {
        let added_on = d.day();
        let id = tx.new_id::<Person>(added_on)?;
        tx.insert(&Person {
            id,
            name: text(d),
            hint: d.maybe(text),
            closeness: d.maybe(|d| d.one(Closeness::ALL)),
            kin: d.below(2) == 0,
            cadence_days: d.maybe(|d| 1 + d.below(36_500) as u32),
            state: d.one(State::ALL),
            state_until: d.maybe(Dice::day),
            known_since: d.maybe(Dice::date),
            met: d.maybe(text),
            met_on: d.maybe(Dice::date),
            background: d.below(2) == 0,
            added_on,
        })?;
        people.push(id);
    }
    let mut meetings: Vec<Id> = Vec::new();
    for _ in 0..size {
        let on_day = d.day();
        let id = tx.new_id::<Meeting>(on_day)?;
        tx.insert(&Meeting {
            id,
            on_day,
            kind: d.one(Kind::ALL),
            minutes: d.maybe(|d| 1 + d.below(14_400) as u32),
            place: d.maybe(text),
            text: d.maybe(text).unwrap_or_default(),
            size: d.maybe(|d| 1 + d.below(90) as u32),
            direction: d.maybe(|d| d.one(Direction::ALL)),
            imposed: d.below(2) == 0,
        })?;
        let first = d.below(people.len());
        for person_id in people.iter().skip(first).take(3) {
            let value = |d: &mut Dice| d.below(5) as i8 - 2;
            tx.insert(&Attendance {
                person_id: *person_id,
                meeting_id: id,
                felt_words: d.maybe(text),
                felt: d.maybe(value),
                left_words: d.maybe(text),
                left_value: d.maybe(value),
                note: d.maybe(text),
            })?;
        }
        tx.put(MeetingTag { meeting_id: id, tag: text(d) })?;
        let source = Source {
            id: tx.new_id::<Source>(on_day)?,
            scheme: "m".into(),
            key: id.to_string(),
            person_id: None,
            meeting_id: Some(id),
            raw: d.maybe(text),
        };
        tx.insert(&source)?;
        meetings.push(id);
    }
    for _ in 0..size {
        let (a, b) = (d.one(&people), d.one(&people));
        let on = d.day();
        let kind = d.one(&[NameKind::Nick, NameKind::Former, NameKind::Misheard]);
        let id = tx.new_id::<Name>(on)?;
        tx.insert(&Name { id, person_id: a, kind, text: text(d) })?;
        let (kind, label, value) = (d.one(ContactKind::ALL), d.maybe(text), text(d));
        let id = tx.new_id::<Contact>(on)?;
        tx.insert(&Contact { id, person_id: a, kind, label, value })?;
        let (since, until) = (d.maybe(Dice::date), d.maybe(Dice::date));
        let (label, value) = (text(d), d.maybe(text).unwrap_or_default());
        let id = tx.new_id::<Fact>(on)?;
        tx.insert(&Fact { id, person_id: a, label, value, since, until, noted_on: on })?;
        let other_id = d.maybe(|_| b);
        let other_name = other_id.is_none().then(|| text(d));
        let (kind, note) = (text(d), d.maybe(text));
        let id = tx.new_id::<Relation>(on)?;
        tx.insert(&Relation { id, person_id: a, kind, other_id, other_name, since, until, note })?;
        let id = tx.new_id::<EventDate>(on)?;
        tx.insert(&EventDate { id, person_id: a, label: text(d), on_date: d.date() })?;
        tx.put(PersonTag { person_id: a, tag: text(d) })?;
        let id = tx.new_id::<Note>(on)?;
        tx.insert(&Note { id, person_id: a, on_day: on, text: text(d) })?;
        let (side, value) = (d.one(Side::ALL), d.maybe(|d| d.below(5) as i8 - 2));
        let words = d.maybe(text).unwrap_or_default();
        let id = tx.new_id::<FeelingNote>(on)?;
        tx.insert(&FeelingNote { id, person_id: a, on_day: on, side, words, value })?;
        let id = tx.new_id::<Promise>(on)?;
        tx.insert(&Promise {
            id,
            person_id: a,
            by: d.one(By::ALL),
            text: text(d),
            made_on: on,
            due: d.maybe(Dice::day),
            outcome: d.one(Outcome::ALL),
            closed_on: d.maybe(Dice::day),
            meeting_id: d.maybe(|d| d.one(&meetings)),
        })?;
        tx.put(Snooze { person_id: a, until_day: d.day() })?;
        if let Some(pair) = DistinctPair::of(a, b) {
            tx.put(pair)?;
        }
        let money = d.maybe(|d| (d.one(&["USD", "JPY", "KWD"]).to_owned(), (d.roll() % 10_000_000_000_000) as i64));
        let (currency, minor) = money.unzip();
        let (what, outcome) = (d.maybe(text), d.maybe(text));
        let (started_on, ended_on) = (d.maybe(Dice::date), d.maybe(Dice::date));
        let id = tx.new_id::<Engagement>(on)?;
        tx.insert(&Engagement { id, person_id: a, what, currency, minor, started_on, ended_on, outcome })?;
        let kind = d.one(ReferralKind::ALL);
        // Nobody brings those who brought them.
        if a < b && tx.referral_between(a, b, kind)?.is_none() {
            let id = tx.new_id::<Referral>(on)?;
            tx.insert(&Referral {
                id,
                referrer_id: a,
                referred_id: b,
                kind,
                on_date: d.maybe(Dice::date),
                note: d.maybe(text),
                outcome: d.maybe(text),
                thanked_on: d.maybe(Dice::day),
                told_on: d.maybe(Dice::day),
            })?;
        }
        let value = format!("{}-{}", text(d), d.roll());
        let id = tx.new_id::<MeRow>(on)?;
        tx.insert(&MeRow { id, kind: d.one(MeKind::ALL), value })?;
        let source = Source {
            id: tx.new_id::<Source>(on)?,
            scheme: text(d),
            key: format!("{}-{}", a, d.roll()),
            person_id: Some(a),
            meeting_id: None,
            raw: d.maybe(text),
        };
        tx.insert(&source)?;
    }
    Ok(())
}

fn rich() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let db = folder.path().join("rich.db");
    let texts = ["Zoë 名前", "two\nlines \"quoted\"", "\u{202e}bidi\u{7f}\u{1b}[2J", "plain"].map(str::to_owned);
    write(&db, |tx| fill(tx, 7, &texts, 40));
    (folder, db)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_document_comes_back_to_the_last_byte_and_twice_is_once(
        seed in any::<u64>(), texts in prop::collection::vec("(?s).{1,12}", 1..6), size in 1_usize..12
    ) {
        let folder = TempDir::new().expect("a folder");
        let (a, b) = (folder.path().join("a.db"), folder.path().join("b.db"));
        write(&a, |tx| fill(tx, seed, &texts, size));
        let document = ok(&a, &["export", "json"]);
        let path = file(&folder, "a.json", &document);
        ok(&b, &["import", "json", &path]);
        prop_assert_eq!(&ok(&b, &["export", "json"]), &document);
        let (new, updated, ..) = summary(&b, &["import", &path, "--json"]);
        prop_assert_eq!((new, updated, operations(&b)), (0, 0, 1));
        prop_assert_eq!(ok(&a, &["import", &path, "--plain"]).matches("\t0\t0\t").count(), 5);
        prop_assert_eq!(operations(&a), 1);
        ok(&b, &["undo"]);
        let empty = ok(&folder.path().join("none.db"), &["export", "json"]);
        prop_assert_eq!(ok(&b, &["export", "json"]), empty);
    }

    #[test]
    fn stores_merge_by_id(one in any::<u64>(), two in any::<u64>()) {
        let folder = TempDir::new().expect("a folder");
        let (a, b) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let texts = ["Ada", "Budi", "Grace"].map(str::to_owned);
        write(&a, |tx| fill(tx, one, &texts, 6));
        write(&b, |tx| fill(tx, two, &texts, 6));
        let path = file(&folder, "a.json", &ok(&a, &["export", "json"]));
        ok(&b, &["import", &path]);
        let (new, updated, _, bad) = summary(&b, &["import", &path, "--json"]);
        prop_assert_eq!((new, updated, bad), (0, 0, 0));
    }

    #[test]
    fn no_broken_document_changes_anything(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let folder = TempDir::new().expect("a folder");
        let (a, b) = (folder.path().join("a.db"), folder.path().join("b.db"));
        write(&a, |tx| fill(tx, 3, &["Ada".to_owned(), "Budi".to_owned()], 3));
        let mut bytes = ok(&a, &["export", "json"]).into_bytes();
        let at = at.index(bytes.len() - 2);
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let path = folder.path().join("x.json");
        std::fs::write(&path, &bytes).expect("written");
        let ran = run(&b, &["import", "json", &path.display().to_string()]);
        prop_assert!(ran.code <= 1, "{}", ran.err);
        if ran.code == 1 {
            prop_assert!(ran.err.starts_with(&format!("error: {}:", path.display())), "{}", ran.err);
            prop_assert_eq!(operations(&b), 0);
        }
    }
}

/// Every key of a value, with the schema that describes it, must be described there.
fn described(value: &Value, schema: &Value, root: &Value, path: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => &root["$defs"][reference.trim_start_matches("#/$defs/")],
        None => schema,
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            let property = &schema["properties"][key];
            assert!(property.is_object(), "{path}.{key} is not in the schema");
            described(value, property, root, &format!("{path}.{key}"));
        }),
        Value::Array(items) => items.iter().for_each(|item| described(item, &schema["items"], root, path)),
        _ => {}
    }
}

#[test]
fn a_rich_store_meets_the_schema() {
    let (folder, db) = rich();
    let schema: Value =
        serde_json::from_str(&ok(&folder.path().join("none"), &["export", "json", "--schema"])).expect("JSON");
    let document: Value = serde_json::from_str(&ok(&db, &["export", "json"])).expect("JSON");
    described(&document, &schema, &schema, "");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("urn:auld:document:1", schema.clone()).expect("a resource");
    let compiled = compiler.compile("urn:auld:document:1", &mut schemas).expect("a schema");
    schemas.validate(&document, compiled).map_err(|e| e.to_string()).expect("valid");
    // Every key of the schema is written by some record, or the test would say nothing of it.
    let text = document.to_string();
    for (name, def) in schema["$defs"].as_object().expect("definitions") {
        for key in def["properties"].as_object().into_iter().flat_map(|p| p.keys()) {
            assert!(text.contains(&format!("\"{key}\":")), "{name}.{key} is never written");
        }
    }
    assert!(!ok(&db, &["export", "json"]).contains(['\u{202e}', '\u{7f}']), "a terminal could obey this");
}

fn small() -> Value {
    let id = |n: i64| Id(Id::first_of(day("2026-05-02")).0 + n).to_string();
    json!({
        "format": "auld", "version": 1, "min_reader": 1,
        "people": [
            { "id": id(1), "name": "Ada", "state": "active", "added_on": "2026-05-02", "shoe_size": 38,
              "relations": [{ "id": id(5), "kind": "friend", "person": id(2) }],
              "promises": [{ "id": id(6), "by": "me", "text": "tea", "made_on": "2026-05-02", "outcome": "open", "meeting": id(3) }] },
            { "id": id(2), "name": "Budi", "state": "active", "added_on": "2026-05-02" }
        ],
        "meetings": [{ "id": id(3), "on": "2026-05-02", "kind": "call", "people": [{ "person": id(1) }] }],
        "referrals": [{ "id": id(4), "from": id(1), "to": id(2), "kind": "client" }],
        "engagements": []
    })
}

#[test]
fn what_is_broken_is_named_with_its_place_and_changes_nothing() {
    let folder = TempDir::new().expect("a folder");
    let db = folder.path().join("a.db");
    let broken = |change: &dyn Fn(&mut Value), why: &str| {
        let mut document = small();
        change(&mut document);
        let path = file(&folder, "x.json", &format!("{document:#}"));
        let ran = run(&db, &["import", "json", &path]);
        assert_eq!(ran.code, 1, "{why}: {}", ran.err);
        let place = ran.err.strip_prefix(&format!("error: {path}:")).unwrap_or_else(|| panic!("{}", ran.err));
        let mut parts = place.splitn(3, ':');
        assert!(parts.next().is_some_and(|line| line.parse::<u32>().is_ok_and(|n| n > 0)), "{}", ran.err);
        assert!(parts.next().is_some_and(|column| column.parse::<u32>().is_ok()), "{}", ran.err);
        assert!(parts.next().is_some_and(|rest| rest.trim_start().starts_with(why)), "{why}: {}", ran.err);
        assert_eq!(operations(&db), 0);
    };
    let nobody = Id(Id::first_of(day("2020-01-01")).0).to_string();
    broken(&|d| d["people"][0]["name"] = json!(7), "expected a text, and found the number `7`");
    broken(&|d| d["people"][0]["state"] = json!("asleep"), "`asleep` is not a state");
    broken(&|d| d["people"][0]["added_on"] = json!("2026-02-30"), "`2026-02-30` is not a day");
    broken(&|d| d["people"][0]["relations"][0]["person"] = json!(nobody), &format!("it refers to person `{nobody}`"));
    broken(&|d| d["people"][0]["promises"][0]["meeting"] = json!(nobody), "it refers to meeting");
    broken(&|d| d["meetings"][0]["people"][0]["person"] = json!(nobody), "it refers to person");
    broken(&|d| d["meetings"][0]["on"] = json!("2026-05-03"), "meeting `");
    broken(&|d| d["referrals"][0]["to"] = d["referrals"][0]["from"].clone(), "referral `");
    broken(&|d| d["people"][1]["id"] = d["people"][0]["id"].clone(), "`");
    broken(
        &|d| d["people"][0]["names"] = json!([{ "id": nobody, "kind": "full", "text": "x" }]),
        "the store cannot hold",
    );
    broken(&|d| d["meetings"][0]["people"][0]["felt"] = json!({ "value": 9 }), "9 is out of range");
    broken(&|d| d["min_reader"] = json!(9), "this document needs an auld that reads version 9");
    broken(&|d| d["format"] = json!("other"), "this is no auld document");
    broken(&|d| drop(d.as_object_mut().map(|d| d.remove("format"))), "this is no auld document");
    let path = file(&folder, "sorted.json", &{
        let mut document = small();
        document.as_object_mut().expect("an object").sort_keys();
        document.to_string()
    });
    assert_eq!(summary(&db, &["import", &path, "--json"]), (4, 0, 0, 0));
}

#[test]
fn unknown_keys_are_told_once_and_doubles_are_named() {
    let folder = TempDir::new().expect("a folder");
    let db = folder.path().join("a.db");
    ok(&db, &["add", "Ada"]);
    let ran = run_with(&db, &["import", "-"], small().to_string().as_bytes(), |_| {});
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err.matches("people[].shoe_size").count(), 1, "{}", ran.err);
    assert!(ran.err.contains("Ada and Ada look the same"), "{}", ran.err);
    let mut edited = small();
    edited["people"][1]["name"] = json!("Budi Santoso");
    let path = file(&folder, "edited.json", &edited.to_string());
    assert_eq!(summary(&db, &["import", &path, "--json"]), (0, 1, 3, 0));
    assert!(ok(&db, &["export", "json"]).contains("Budi Santoso"));
    // The same again from an editor that puts a mark before it.
    let path = file(&folder, "marked.json", &format!("\u{feff}{edited}"));
    assert_eq!(summary(&db, &["import", &path, "--json"]), (0, 0, 4, 0));
}

#[test]
fn a_file_is_private_whole_and_never_over_another() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, db) = rich();
    let target = folder.path().join("out.json");
    let out = target.display().to_string();
    ok(&db, &["export", "json", "-o", &out]);
    assert_eq!(std::fs::metadata(&target).expect("there").permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&target).expect("text"), ok(&db, &["export", "json"]));
    assert_eq!(run(&db, &["export", "json", "-o", &out]).code, 1);
    ok(&db, &["export", "json", "-o", &out, "--force"]);
    let link = folder.path().join("link");
    std::fs::hard_link(&db, &link).expect("linked");
    for place in
        [db.display().to_string(), format!("{}-wal", db.display()), link.display().to_string(), "/dev/null".into()]
    {
        let ran = run(&db, &["export", "json", "--force", "-o", &place]);
        assert_eq!(ran.code, 1, "{place}: {}", ran.err);
    }
    assert!(
        std::fs::read_dir(folder.path())
            .expect("a folder")
            .flatten()
            .all(|e| !e.file_name().to_string_lossy().contains(".new-"))
    );
}

#[test]
fn a_closed_pipe_is_a_quiet_success() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_folder, db) = rich();
    let ran = run_with(&db, &["export", "json"], b"", |world| world.stdout = Box::new(Closed));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

const PEOPLE: &str = r#"{"id":"p1","name":"Ada Lovelace","nick":"Ada","emails":["ada@example.com"],"birthday":"--12-10","city":"London","country":"GB","tags":["maths"],"cadence_days":14}
{"id":"p2","name":"Budi","org":"Umbra"}
"#;
const MEETINGS: &str = r#"{"id":"m1","date":"2026-05-02","kind":"coffee","minutes":60,"with":["p1","p2"],"place":"Kopi Tuku","tags":["work"],"feeling":"warm","score":2,"text":"Coffee with Ada and Budi."}
{"id":"m2","date":"2026-05-03","kind":"call","with":["p1"],"text":"Rang."}
"#;
const REFERRALS: &str = "{\"id\":\"r1\",\"from\":\"p1\",\"to\":\"p2\",\"date\":\"2020-02\",\"kind\":\"introduced\"}\n";

fn lines(people: &str, meetings: &str) -> (TempDir, PathBuf, String) {
    let folder = TempDir::new().expect("a folder");
    file(&folder, "people.jsonl", people);
    file(&folder, "meetings.jsonl", meetings);
    file(&folder, "referrals.jsonl", REFERRALS);
    let (db, path) = (folder.path().join("a.db"), folder.path().display().to_string());
    (folder, db, path)
}

#[test]
fn the_same_lines_twice_change_nothing_and_one_undo_takes_all_back() {
    let (_folder, db, path) = lines(PEOPLE, MEETINGS);
    assert_eq!(summary(&db, &["import", "jsonl", &path, "--dry-run", "--json"]), (5, 0, 0, 0));
    assert!(!db.exists());
    assert_eq!(summary(&db, &["import", &path, "--json"]), (5, 0, 0, 0));
    assert_eq!(summary(&db, &["import", &path, "--json"]), (0, 0, 5, 0));
    assert_eq!(operations(&db), 1);
    let document = ok(&db, &["export", "json"]);
    for word in ["Kopi Tuku", "in_person", "\"warm\"", "London, GB", "works at", "\"introduction\"", "--12-10"] {
        assert!(document.contains(word), "{word}");
    }
    ok(&db, &["undo"]);
    assert!(!ok(&db, &["export", "json"]).contains("Ada"));
}

#[test]
fn a_folder_that_auld_wrote_changes_nothing_either() {
    let (folder, db, path) = lines(PEOPLE, MEETINGS);
    ok(&db, &["import", &path]);
    ok(&db, &["add", "Grace", "--met", "PyCon", "--tag", "x"]);
    let out = folder.path().join("out").display().to_string();
    ok(&db, &["export", "jsonl", &out]);
    assert_eq!(summary(&db, &["import", "jsonl", &out, "--json"]), (0, 0, 6, 0));
    assert_eq!(run(&db, &["export", "jsonl", &out]).code, 1);
    let other = folder.path().join("b.db");
    assert_eq!(summary(&other, &["import", &out, "--json"]), (6, 0, 0, 0));
}

#[test]
fn an_edited_line_changes_just_that_and_what_the_user_changed_stays() {
    let (folder, db, path) = lines(PEOPLE, MEETINGS);
    ok(&db, &["import", &path]);
    write(&db, |tx| {
        let (_, ada) = tx.people_by_source("jsonl")?.into_iter().find(|(key, _)| key == "p1").expect("Ada");
        let person = tx.person(ada)?.expect("Ada");
        tx.update(&Person { cadence_days: Some(99), ..person })?;
        let meetings: Vec<Attendance> = tx.all_of("person_id", ada)?;
        let meeting: Meeting = tx.get(meetings[0].meeting_id)?.expect("a meeting");
        tx.update(&Meeting { place: Some("At home".into()), ..meeting })
    });
    let people =
        PEOPLE.replace("\"cadence_days\":14", "\"cadence_days\":30").replace("ada@example.com", "ada@example.org");
    let meetings = MEETINGS
        .replace("Kopi Tuku", "Kopi Kenangan")
        .replace("Coffee with", "Long coffee with")
        .replace("\"date\":\"2026-05-03\"", "\"date\":\"2026-05-04\"");
    file(&folder, "people.jsonl", &people);
    file(&folder, "meetings.jsonl", &meetings);
    let ran = run(&db, &["import", &path, "--json"]);
    let out: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&out["new"], &out["updated"], &out["unchanged"]), (&json!(0), &json!(3), &json!(2)));
    assert_eq!(out["left_as_is"].as_array().map(Vec::len), Some(2), "{out}");
    let document = ok(&db, &["export", "json"]);
    for word in ["At home", "\"cadence_days\": 99", "ada@example.org", "Long coffee with", "\"on\": \"2026-05-04\""] {
        assert!(document.contains(word), "{word} in {document}");
    }
    for word in ["Kenangan", "\"value\": \"ada@example.com\"", "\"on\": \"2026-05-03\""] {
        assert!(!document.contains(word), "{word} in {document}");
    }
    assert_eq!(summary(&db, &["import", &path, "--json"]), (0, 0, 5, 0));
    assert!(
        Store::open(&db, Access::Write)
            .expect("a store")
            .examine()
            .expect("seen")
            .iter()
            .all(|f| f.good || f.about == "disk")
    );
}

#[test]
fn bad_lines_are_named_and_the_rest_goes_on() {
    let meetings =
        format!("{MEETINGS}{{\"id\":\"m3\"\n\n{{\"id\":\"m4\",\"date\":\"2026-05-02\",\"with\":[\"p9\"]}}\n");
    let (folder, db, path) = lines(PEOPLE, &meetings);
    let ran = run(&db, &["import", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("new 5 · updated 0 · unchanged 0 · bad 2"), "{}", ran.out);
    assert!(ran.err.contains("meetings.jsonl:3: "), "{}", ran.err);
    assert!(
        ran.err.contains("meetings.jsonl:5: nobody in people.jsonl or in the store has the id `p9`"),
        "{}",
        ran.err
    );
    std::fs::remove_file(folder.path().join("people.jsonl")).expect("removed");
    let ran = run(&db, &["import", "jsonl", &path]);
    assert_eq!((ran.code, operations(&db)), (1, 1), "{}", ran.err);
}

#[test]
fn at_a_terminal_the_plan_is_shown_and_asked_about() {
    let (_folder, db, path) = lines(PEOPLE, MEETINGS);
    let at_terminal = |yes: bool| {
        run_with(&db, &["import", &path], b"", |world| {
            (world.terminal.stdin, world.terminal.stderr) = (true, true);
            world.ask = Box::new(Says(yes));
        })
    };
    let no = at_terminal(false);
    assert_eq!((no.code, db.exists()), (1, false), "{}", no.err);
    assert!(no.out.starts_with("new 5"));
    assert_eq!((at_terminal(true).code, operations(&db)), (0, 1));
}

#[test]
fn a_document_takes_back_nothing_that_was_changed_by_hand() {
    let dir = TempDir::new().expect("a temporary folder");
    let (a, b) = (dir.path().join("a.db"), dir.path().join("b.db"));
    ok(&a, &["add", "Grace Tan"]);
    ok(&a, &["log", "coffee with Grace"]);
    ok(&a, &["promise", "Grace", "a book"]);
    let first = file(&dir, "first.json", &ok(&a, &["export", "json"]));
    ok(&b, &["import", "json", &first, "-y"]);
    ok(&b, &["edit", "Grace", "--hint", "Riga", "--every", "3w", "--met", "PyCon", "--state", "resting"]);
    ok(&b, &["edit", "last", "--at", "Riga", "--felt", "Grace: heard +2", "--left", "Grace: sad"]);
    let changed = ok(&b, &["export", "json"]);

    // The same file again: what it says was so once.
    let again = run(&b, &["import", "json", &first, "-y", "--json"]);
    assert_eq!(ok(&b, &["export", "json"]), changed, "{}", again.out);
    assert!(again.out.contains("\"left_as_is\": []"), "nobody wants anything else: {}", again.out);

    // Another store went on too: what only it changed comes in, what both changed stays and is told.
    ok(&a, &["edit", "Grace", "--hint", "Oslo", "--closeness", "inner"]);
    ok(&a, &["kept", "Grace", "book"]);
    let second = file(&dir, "second.json", &ok(&a, &["export", "json"]));
    let came = run(&b, &["import", "json", &second, "-y"]);
    assert!(came.err.contains("Grace Tan: hint was changed in auld too and is left as it is there"), "{}", came.err);
    let held: Value = serde_json::from_str(&ok(&b, &["export", "json"])).expect("JSON");
    let person = &held["people"][0];
    assert_eq!((&person["hint"], &person["closeness"]), (&"Riga".into(), &"inner".into()), "{person}");
    assert_eq!(person["promises"][0]["outcome"], "kept");
    assert_eq!(held["meetings"][0]["people"][0]["felt"]["words"], "heard");

    // What was taken back was not changed.
    ok(&b, &["edit", "Grace", "--lives", "Bergen"]);
    ok(&b, &["undo"]);
    let mut edited: Value = serde_json::from_str(&changed).expect("JSON");
    edited["people"][0]["name"] = "Grace Tanaka".into();
    let third = file(&dir, "third.json", &edited.to_string());
    ok(&b, &["import", "json", &third, "-y"]);
    assert!(ok(&b, &["list", "people", "--plain"]).contains("Grace Tanaka"));
}
