//! Tables of people in and out: which column goes where, what an edited row changes, and that no cell is a formula.

use std::path::Path;

use crate::bench::{Bench, Outcome};

const OWN: &str = "Nama;E-Mail;HP;Kota;Ulang tahun;Ukuran sepatu;Tag;Setiap\n\
    Grace Tan;grace@example.com;'+62 811 1111;Bandung;2.5.1990;38;kopi, teman lama;3w\n\
    Budi Santoso;;0811 2222;;31.2.1990;;;often\n\
    ;sari@example.com;;;;;;\n\
    ;;;;;40;;\n";

fn import(bench: &mut Bench, file: &Path, more: &[&str]) -> Outcome {
    let words = ["import".as_ref(), file.as_os_str()];
    bench.run(words.into_iter().chain(more.iter().map(AsRef::as_ref)))
}

/// Returns what an import did: new, updated, unchanged, look the same, bad.
fn counts(bench: &mut Bench, name: &str, text: &str) -> [u64; 5] {
    let file = bench.file(name, text);
    let json = import(bench, &file, &["--json"]).json();
    ["new", "updated", "unchanged", "look_the_same", "bad"].map(|key| json[key].as_u64().expect("a number"))
}

fn export(bench: &mut Bench, more: &[&str]) -> String {
    let args: Vec<&str> = ["export", "csv"].iter().chain(more).copied().collect();
    bench.run(args).success().stdout
}

#[test]
fn a_table_is_shown_as_it_is_understood_before_it_is_taken() {
    let mut bench = Bench::new();
    let file = bench.file("friends.csv", OWN);
    insta::assert_snapshot!(import(&mut bench, &file, &["--dry-run"]).success(), @r"
    [HOME]/friends.csv is read so:
      Nama → name, E-Mail → email, HP → phone:mobile, Kota → lives, Ulang tahun →
      birthday, Tag → tag, Setiap → every
      left out: Ukuran sepatu
    and its first rows so:
      Grace Tan · email grace@example.com · phone +62 811 1111 · lives Bandung ·
      birthday 1990-05-02 · #kopi · #teman-lama
      Budi Santoso · phone 0811 2222
      sari@example.com · email sari@example.com

    new 3 · updated 0 · unchanged 0 · bad 1
    people      new 3 · updated 0 · unchanged 0 · bad 1
    ------- stderr -------
    [HOME]/friends.csv:5: it names nobody: there is no name, company, e-mail address or number
    1 bad record left out, the rest is taken
    [HOME]/friends.csv:3: Budi Santoso: `31.2.1990` is no date and is left out
    [HOME]/friends.csv:3: Budi Santoso: `often` is no length of time and is left out
    ignored, since auld has no place for it: Ukuran sepatu
    dry run: nothing was written
    ");
    let json = import(&mut bench, &file, &["--dry-run", "--json"]).json();
    assert_eq!(json["tables"][0]["columns"][5], serde_json::json!({ "column": "Ukuran sepatu", "field": null }));
    insta::assert_snapshot!(import(&mut bench, &file, &["--map", "fact:shoe=Ukuran sepatu"]).success(), @r"
    new 3 · updated 0 · unchanged 0 · bad 1
    people      new 3 · updated 0 · unchanged 0 · bad 1
    ------- stderr -------
    [HOME]/friends.csv:5: it names nobody: there is no name, company, e-mail address or number
    1 bad record left out, the rest was taken
    [HOME]/friends.csv:3: Budi Santoso: `31.2.1990` is no date and is left out
    [HOME]/friends.csv:3: Budi Santoso: `often` is no length of time and is left out
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["show", "Grace"]).success(), @r#"
    Grace Tan  #kopi · #teman-lama
    last seen   every 3 weeks wished

    Known
      lives   Bandung  today
      shoe    38  today
      email   grace@example.com
      phone   +62 811 1111 (mobile)

    nothing written down yet: auld log "coffee with Grace Tan"
    "#);
    assert!(bench.run(["list", "--tag", "teman-lama"]).success().stdout.contains("Grace Tan"));
}

#[test]
fn what_cannot_be_told_is_refused_with_the_words_to_say() {
    let mut bench = Bench::new();
    let file = bench.file("a.csv", "a,what's that\nGrace Tan,g@example.com\n");
    insta::assert_snapshot!(import(&mut bench, &file, &[]).code(1), @r"
    ------- stderr -------
    error: [HOME]/a.csv:1: no column of it says who a row is about; nothing was imported
      column `a`: Grace Tan
      column `what's that`: g@example.com
    hint: say what they hold, such as `auld import [HOME]/a.csv --map 'name=a,email=what'\''s that'`
    [exit code 1]
    ");
    let told = import(&mut bench, &file, &["--map", "name=a,email=what's that"]).success();
    assert!(told.stdout.contains("new 1"), "{told}");
    for wrong in [&["--map", "nme=a"][..], &["--map", "a"], &["--map", "name="]] {
        import(&mut bench, &file, wrong).code(2);
    }
    insta::assert_snapshot!(import(&mut bench, &file, &["--map", "name=b"]).code(1), @r"
    ------- stderr -------
    error: [HOME]/a.csv:1: it has no column `b`; nothing was imported
      column `a`: Grace Tan
      column `what's that`: g@example.com
    hint: say what they hold, such as `auld import [HOME]/a.csv --map 'name=a,email=what'\''s that'`
    [exit code 1]
    ");
    let card = bench.file("a.vcf", "BEGIN:VCARD\nFN:A\nEND:VCARD\n");
    bench.run(["import".as_ref(), "vcard".as_ref(), card.as_os_str(), "--map".as_ref(), "name=a".as_ref()]).code(2);
    // A table of meetings is none of people.
    let meetings = bench.file("m.csv", "on,people\n2026-05-02,Grace Tan\n");
    assert!(import(&mut bench, &meetings, &[]).success().stdout.contains("meetings"));
}

#[test]
fn the_same_table_twice_changes_nothing_and_an_edited_one_just_that() {
    let mut bench = Bench::new();
    let table = "name,phone,tag,met on\nGrace Tan,0811 1111,kopi,2015-06\nBudi Santoso,0811 2222,,\n";
    assert_eq!(counts(&mut bench, "a.csv", table), [2, 0, 0, 0, 0]);
    assert_eq!(counts(&mut bench, "a.csv", table), [0, 0, 2, 0, 0]);
    // The order of columns and rows is nothing.
    let turned = "tag;met on;name;phone\n;;Budi Santoso;0811 2222\nkopi;2015-06;Grace Tan;0811 1111\n";
    assert_eq!(counts(&mut bench, "b.csv", turned), [0, 0, 2, 0, 0]);
    let edited = table.replace("0811 1111", "0811 3333").replace(",kopi,2015-06", ",,2016");
    assert_eq!(counts(&mut bench, "a.csv", &edited), [0, 1, 1, 0, 0]);
    let rows = bench.dump().rows;
    assert!(rows.contains("0811 3333") && rows.contains("2016"), "{rows}");
    assert!(!rows.contains("0811 1111") && !rows.contains("kopi") && !rows.contains("2015-06"), "{rows}");
    // A column more is the same table still.
    let wider = edited
        .replace("met on\n", "met on,note\n")
        .replace("2016\n", "2016,likes tea\n")
        .replace("2222,,\n", "4444,,,\n");
    assert_eq!(counts(&mut bench, "a.csv", &wider), [0, 2, 0, 0, 0]);
    let rows = bench.dump().rows;
    assert!(rows.contains("likes tea") && rows.contains("0811 4444") && !rows.contains("0811 2222"), "{rows}");
    // What the user changed since is the user's.
    bench.run(["edit", "Grace", "--on", "2014"]).success();
    let again = wider.replace("2016", "2017");
    let file = bench.file("a.csv", &again);
    let told = import(&mut bench, &file, &[]).success();
    assert!(told.stderr.contains("the day we met was changed in auld too"), "{told}");
}

#[test]
fn another_table_only_adds() {
    let mut bench = Bench::new();
    let phones = "name,phone,note\nGrace Tan,0811 1111,likes tea\n";
    assert_eq!(counts(&mut bench, "phones.csv", phones), [1, 0, 0, 0, 0]);
    assert_eq!(counts(&mut bench, "birthdays.csv", "name,birthday\nGrace Tan,1990-05-02\n"), [0, 1, 0, 0, 0]);
    let google =
        "First Name,Last Name,Notes,E-mail 1 - Value,Phone 1 - Value\nGrace,Tan,,grace@example.com,0811-1111\n";
    assert_eq!(counts(&mut bench, "google.csv", google), [0, 1, 0, 0, 0]);
    let linkedin = "Notes:\n\"mails may be missing\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
        Grace,Tan,https://www.linkedin.com/in/grace,,Kopi Tuku,Barista,02 May 2026\n";
    assert_eq!(counts(&mut bench, "Connections.csv", linkedin), [0, 1, 0, 0, 0]);
    let rows = bench.dump().rows;
    for kept in ["0811 1111", "likes tea", "1990-05-02", "grace@example.com", "Barista", "LinkedIn", "2026-05-02"] {
        assert!(rows.contains(kept), "{kept} in {rows}");
    }
    for (name, text) in [("a.csv", phones), ("b.csv", google), ("c.csv", linkedin)] {
        assert_eq!(counts(&mut bench, name, text), [0, 0, 1, 0, 0], "{name}");
    }
}

#[test]
fn out_and_in_and_out_again_is_the_same() {
    let mut bench = Bench::new();
    let file = bench.file("friends.csv", OWN);
    import(&mut bench, &file, &["--map", "fact:shoe=Ukuran sepatu"]).success();
    bench.run(["add", "=cmd()", "--nick", "@x", "--email", "+a@example.com", "--lives=-1", "--met", "=Riga"]).success();
    bench.run(["note", "@x", "@SUM(1)"]).success();
    bench.run(["relate", "Grace", "brother", "Budi Santoso"]).success();
    bench.run(["feel", "Grace", "heard +2"]).success();
    let first = export(&mut bench, &[]);
    insta::assert_snapshot!(without_ids(&first), @r"
    First Name,Middle Name,Last Name,Name Prefix,Name Suffix,Nickname,Maiden Name,Organization Name,Organization Title,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Relation 1 - Label,Relation 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value,Custom Field 2 - Label,Custom Field 2 - Value,Met,Met On,auld ID
    Grace Tan,,,,,,,,,1990-05-02,,kopi ::: teman-lama,,grace@example.com,mobile,'+62 811 1111,brother,Budi Santoso,lives,Bandung,shoe,38,,,auld-[ID]
    Budi Santoso,,,,,,,,,,,,,,mobile,0811 2222,sibling,Grace Tan,,,,,,,auld-[ID]
    sari@example.com,,,,,,,,,,,,,sari@example.com,,,,,,,,,,,auld-[ID]
    '=cmd(),,,,,'@x,,,,,'@SUM(1),,,'+a@example.com,,,,,lives,'-1,,,'=Riga,,auld-[ID]
    ");
    assert!(!first.contains("heard"));
    assert_eq!(counts(&mut bench, "out.csv", &first), [0, 0, 4, 0, 0]);
    let mut other = Bench::new();
    assert_eq!(counts(&mut other, "out.csv", &first), [4, 0, 0, 0, 0]);
    assert_eq!(counts(&mut other, "out.csv", &first), [0, 0, 4, 0, 0]);
    assert_eq!(without_ids(&export(&mut other, &[])), without_ids(&first));
    let only = export(&mut bench, &["--tag", "kopi"]);
    assert_eq!(only.lines().count(), 2, "{only}");
    assert_eq!(export(&mut Bench::new(), &[]).lines().count(), 1);
}

/// Returns a table without the ids of its store.
fn without_ids(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once("auld-") {
        Some((row, _)) => format!("{row}auld-[ID]\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[test]
fn hostile_tables_do_no_harm() {
    let mut bench = Bench::new();
    let mut text = b"name,note,tags\nGrace \x1b[2J\xc2\x9b31m\xe2\x80\xaeTan,a\0b,x\nA,b,c,d\n".to_vec();
    text.extend_from_slice(format!("Budi,,{}\n", "t;".repeat(2_000)).as_bytes());
    text.extend_from_slice(format!("Many,,{}\n", (0..2_000).map(|n| format!("t{n};")).collect::<String>()).as_bytes());
    text.extend_from_slice(format!("{},,\n", "x".repeat(1 << 20)).as_bytes());
    text.extend_from_slice(format!("Long,{},\n", "y".repeat(5 << 20)).as_bytes());
    text.extend_from_slice(b"Last,\"never closed,\nx");
    let file = bench.file("a.csv", &text);
    let told = import(&mut bench, &file, &[]).success();
    let shown = bench.run(["list"]).success();
    for said in [&told.stdout, &told.stderr, &shown.stdout] {
        assert!(!said.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{said:?}");
    }
    insta::assert_snapshot!(told, @r"
    new 2 · updated 0 · unchanged 0 · bad 5
    people      new 2 · updated 0 · unchanged 0 · bad 5
    ------- stderr -------
    [HOME]/a.csv:3: it has more cells than the header has columns; text with a delimiter in it stands in quotes
    [HOME]/a.csv:5: the row says more than 1000 things
    [HOME]/a.csv:6: a name is at most 200 bytes long; this one has 1048576
    [HOME]/a.csv:7: the row is larger than 4 MiB
    [HOME]/a.csv:8: a quote that opens here is never closed; nothing after it could be read
    5 bad records left out, the rest was taken
    undo with `auld undo`
    ");
}
