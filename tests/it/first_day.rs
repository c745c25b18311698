//! The first day with auld: what people type, and what it says back.

use crate::bench::{Bench, Outcome};

const CARDS: &str = "BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:Grace Tan\nEMAIL:grace@example.com\nEND:VCARD\n";
const EVENTS: &str = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:e1\nDTSTART:20261104T180000Z\nDTEND:20261104T190000Z\nSUMMARY:Dinner\nORGANIZER:mailto:sari@example.org\nATTENDEE:mailto:sari@example.org\nATTENDEE;CN=Grace Tan:mailto:grace@example.com\nEND:VEVENT\nEND:VCALENDAR\n";
const CHAT: &str =
    "01/11/2026, 09:00 - Grace Tan: hello\n02/11/2026, 09:30 - Sari: hi\n13/11/2026, 09:00 - Grace Tan: hello\n";

fn import(bench: &mut Bench, args: &[&str]) -> Outcome {
    let home = bench.home().to_owned();
    let place = |arg: &&str| match arg.strip_prefix('/') {
        Some(file) => home.join(file).into_os_string(),
        None => arg.into(),
    };
    let args: Vec<_> = ["import"].iter().chain(args).map(place).collect();
    bench.run(args)
}

fn with_files() -> Bench {
    let bench = Bench::new();
    std::fs::create_dir(bench.home().join("all")).expect("HOME is writable");
    for (name, text) in [("a.vcf", CARDS), ("a.ics", EVENTS), ("a.csv", "name\nBudi Santoso\n"), ("notes.txt", "tea\n")]
    {
        bench.file(name, text);
        bench.file(&format!("all/{name}"), text);
    }
    bench
}

#[test]
fn a_format_is_called_as_people_call_it() {
    for (args, new) in [
        (&["vcf", "/a.vcf"][..], 1),
        (&["VCard", "/a.vcf"], 1),
        (&["google", "/a.csv"], 1),
        (&["--format", "vcf", "/a.vcf"], 1),
        (&["-f", "outlook", "/a.csv"], 1),
        (&["ical", "/a.ics", "--me", "sari@example.org"], 3),
    ] {
        let mut bench = with_files();
        let told = import(&mut bench, &[args, &["--json"]].concat()).json();
        assert_eq!(told["new"], new, "{args:?}");
    }
    let mut bench = with_files();
    assert!(bench.run(["export", "vcf"]).code(0).stderr.is_empty());
}

#[test]
fn a_word_that_is_neither_file_nor_format_is_answered() {
    let mut bench = with_files();
    insta::assert_snapshot!(import(&mut bench, &["vcrad", "/a.vcf"]).code(1), @r"
    ------- stderr -------
    error: `vcrad` is neither a file nor a format
    hint: did you mean `vcard`?
    [exit code 1]
    ");
    insta::assert_snapshot!(import(&mut bench, &["xyz", "/a.vcf"]).code(1), @r"
    ------- stderr -------
    error: `xyz` is neither a file nor a format
    hint: auld reads json, jscontact, jsonl, monica, friends, vcard, ics, mbox, whatsapp, meetings and csv; it mostly tells by itself: `auld import FILE`
    [exit code 1]
    ");
    insta::assert_snapshot!(import(&mut bench, &["dot", "/a.vcf"]).code(2), @r"
    ------- stderr -------
    error: auld only writes dot
    hint: `auld import --help` says how to put it
    [exit code 2]
    ");
    // Whoever names the wrong format is told the right one.
    let told = import(&mut bench, &["vcard", "/a.ics"]).code(1);
    assert!(told.stderr.contains("is ics, not vcard") && told.stderr.contains("`auld import ics "), "{told}");
}

#[test]
fn a_folder_is_read_whole_and_what_is_not_is_named() {
    let mut bench = with_files();
    insta::assert_snapshot!(import(&mut bench, &["/all", "--me", "sari@example.org"]).success(), @r"
    new 3 · updated 0 · unchanged 0
    me          new 1 · updated 0 · unchanged 0
    people      new 1 · updated 0 · unchanged 0
    meetings    new 1 · updated 0 · unchanged 0
    ------- stderr -------
    [HOME]/all/a.ics:3: times are told in UTC and the calendar names no zone: days are those of UTC
    not read, since only what is named is: `[HOME]/all/a.csv`
    undo with `auld undo`
    ");
    // Cards that were sent in a chat are nobody's address book.
    bench.file("all/_chat.txt", CHAT);
    let told = import(&mut bench, &["/all", "--dry-run", "--me", "Sari"]).success();
    assert!(!told.stdout.contains("unchanged 1"), "{told}");
}

#[test]
fn a_pipe_is_told_by_what_comes_through_it() {
    let mut bench = Bench::new();
    let told = bench.stdin(CARDS).run(["import", "-", "--json"]).json();
    assert_eq!(told["people"]["new"], 1);
    let told = bench.stdin("name\nBudi Santoso\n").run(["import", "csv", "-", "--json"]).json();
    assert_eq!(told["people"]["new"], 1);
}

#[test]
fn one_person_is_one_however_the_number_is_written() {
    let mut bench = Bench::new();
    let card = |name: &str, line: &str| format!("BEGIN:VCARD\nVERSION:3.0\nFN:{name}\n{line}\nEND:VCARD\n");
    bench.file("old.vcf", card("Grace Tan", "TEL:+62 811 1000 208") + &card("Budi Santoso", "EMAIL:budi@example.com"));
    import(&mut bench, &["/old.vcf"]).success();
    // With the country or without; an address where there was a number. Other numbers are somebody else's, perhaps.
    for (text, new) in [
        ("name,phone\nGrace Tan,0811-1000-208\n", 0),
        ("name,phone\nBudi Santoso,0812 2000 300\n", 0),
        ("name,email\nBudi Santoso,b@example.org\n", 1),
        ("name,phone\nGrace Tan,0812 2000 300\n", 1),
    ] {
        bench.file("new.csv", text);
        let told = import(&mut bench, &["/new.csv", "--json", "--dry-run"]).json();
        assert_eq!((&told["people"]["new"], &told["look_the_same"]), (&new.into(), &new.into()), "{text}");
    }
}

#[test]
fn today_tells_no_staff_meeting() {
    let mut bench = Bench::new();
    bench.run(["log", "yesterday: tea with [Grace Tan]"]).success();
    let table = "on,people,kind,imposed,text\n2026-11-23,Budi Santoso;Wati Lestari,in_person,true,Standup\n";
    bench.file("meetings.csv", table);
    import(&mut bench, &["meetings", "/meetings.csv"]).success();
    let told = bench.run(["today"]).success();
    assert!(told.stdout.contains("tea with") && !told.stdout.contains("Standup"), "{told}");
}

#[test]
fn whoever_has_the_same_id_in_another_store_is_not_the_same() {
    // Two stores that were begun at one moment give the same ids to others.
    let (mut one, mut other) = (Bench::new(), Bench::new());
    for name in ["Grace Tan", "Budi Santoso", "Sari Dewi"] {
        one.run(["add", name, "--email", &format!("{}@example.com", &name[..4])]).success();
    }
    for format in ["vcard", "jscontact", "csv"] {
        let out = one.run(["export", format]).success().stdout;
        let mut fresh = Bench::new();
        fresh.file("out", &out);
        let told = import(&mut fresh, &["/out", "--json"]).json();
        assert_eq!((&told["new"], &told["updated"]), (&3.into(), &0.into()), "{format}");
    }
    other.run(["add", "Tomas Ozols"]).success();
    other.file("out.vcf", one.run(["export", "vcard"]).success().stdout);
    let told = import(&mut other, &["/out.vcf", "--json"]).json();
    assert_eq!((&told["new"], &told["updated"]), (&3.into(), &0.into()));
}

#[test]
fn an_address_of_mine_says_itself_what_it_is() {
    let mut bench = Bench::new();
    let me = |bench: &mut Bench, words: &[&str]| {
        let line: Vec<&str> = std::iter::once("me").chain(words.iter().copied()).collect();
        bench.run(line)
    };
    me(&mut bench, &["sari@example.org"]).success();
    me(&mut bench, &["+62", "811", "1111"]).success();
    let known = bench.run(["me", "--plain"]).success().stdout;
    assert_eq!(known, "email\tsari@example.org\nphone\t+62 811 1111\n");
    for words in [&["Sari"][..], &["remov", "sari@example.org"], &["a@b.c", "x"]] {
        let refused = me(&mut bench, words).code(1);
        assert!(refused.stderr.contains("hint: a name of yours: `auld me add-name "), "{refused}");
    }
    me(&mut bench, &["remove", "sari@example.org"]).success();
    let again = me(&mut bench, &["add-email", "sari@example.org", "--dry-run"]).success();
    assert!(again.stdout.contains("sari@example.org is you"), "{again}");
    // Flags are flags wherever they stand, and no part of an address.
    let db = bench.db().display().to_string();
    let flags = ["--dry-run", "--json"];
    for words in [
        &["me", "sari@example.org", flags[0], flags[1]][..],
        &["me", flags[0], flags[1], "sari@example.org"],
        &[flags[0], "--db", &db, "me", flags[1], "sari@example.org"],
        &["me", flags[0], flags[1], "add-email", "sari@example.org"],
        &["--db", &db, flags[0], flags[1], "me", "add-email", "sari@example.org"],
    ] {
        assert_eq!(bench.run(words).json()["value"], "sari@example.org", "{words:?}");
    }
    assert_eq!(bench.run(["me", "--plain"]).success().stdout, "phone\t+62 811 1111\n");
}
