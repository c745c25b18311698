//! Address books in and out: who is matched to whom, what an edited file changes, and that nothing is lost.

use std::fmt::Write as _;

use crate::bench::{Bench, Outcome};

/// A card of version 3.0.
fn card(lines: &[&str]) -> String {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"))
}

fn import(bench: &mut Bench, name: &str, text: &str) -> Outcome {
    let file = bench.file(name, text);
    bench.run([std::ffi::OsStr::new("import"), "vcard".as_ref(), file.as_ref()])
}

/// Returns what an import did: new, updated, unchanged, look the same, bad.
fn counts(bench: &mut Bench, name: &str, text: &str) -> [u64; 5] {
    let file = bench.file(name, text);
    let json = bench.run([std::ffi::OsStr::new("import"), "vcard".as_ref(), file.as_ref(), "--json".as_ref()]).json();
    ["new", "updated", "unchanged", "look_the_same", "bad"].map(|key| json[key].as_u64().expect("a number"))
}

fn export(bench: &mut Bench, more: &[&str]) -> String {
    let args: Vec<&str> = ["export", "vcard"].iter().chain(more).copied().collect();
    bench.run(args).success().stdout
}

const GRACE: &[&str] = &[
    "UID:grace-1",
    "N:Tan;Grace;;;",
    "FN:Grace Tan",
    "NICKNAME:Gracie",
    "EMAIL;TYPE=HOME:grace@example.com",
    "TEL;TYPE=CELL:+62 811 1111",
    "BDAY:1990-05-02",
    "CATEGORIES:Old friends",
    "NOTE:likes tea\\, not coffee",
    "X-LOCKER;X-P=\"a;b\":42",
];

#[test]
fn a_card_becomes_a_person() {
    let mut bench = Bench::new();
    insta::assert_snapshot!(import(&mut bench, "a.vcf", &card(GRACE)).success(), @r"
    new 1 · updated 0 · unchanged 0
    people      new 1 · updated 0 · unchanged 0
    ------- stderr -------
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["show", "Gracie"]).success(), @r#"
    Grace Tan “Gracie”  #Old-friends

    Known
      email   grace@example.com (home)
      phone   +62 811 1111 (cell)

    Notes
        likes tea, not coffee  today

    nothing written down yet: auld log "coffee with Grace Tan"
    "#);
    // Found by whoever looks for what the card says.
    assert!(bench.run(["search", "coffee"]).success().stdout.contains("Grace Tan"));
    assert!(bench.run(["list", "--tag", "Old-friends"]).success().stdout.contains("Grace Tan"));
}

#[test]
fn the_format_is_told_from_the_file_and_a_folder_is_read_whole() {
    let mut bench = Bench::new();
    let file = bench.file("contacts", card(GRACE));
    assert!(bench.run(["import".as_ref(), file.as_os_str()]).success().stdout.contains("new 1"));
    let folder = bench.home().join("cards");
    std::fs::create_dir(&folder).expect("HOME is writable");
    for (name, text) in [
        ("b.vcf", card(&["FN:Budi Santoso"])),
        ("a.VCF", card(&["FN:Sari Dewi"])),
        (".hidden.vcf", card(&["FN:Nobody"])),
        ("c.txt", "not a card".into()),
    ] {
        std::fs::write(folder.join(name), text).expect("HOME is writable");
    }
    assert!(bench.run(["import".as_ref(), folder.as_os_str()]).success().stdout.contains("new 2"));
    let from_pipe = bench.stdin(card(&["FN:Tomas Ozols"])).run(["import", "vcard", "-"]).success();
    assert!(from_pipe.stdout.contains("new 1"), "{from_pipe}");
    let empty = bench.home().join("empty");
    std::fs::create_dir(&empty).expect("HOME is writable");
    insta::assert_snapshot!(bench.run(["import".as_ref(), "vcard".as_ref(), empty.as_os_str()]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/empty` is a folder without .vcf files
    [exit code 1]
    ");
}

#[test]
fn the_same_file_twice_changes_nothing_and_an_edited_one_just_that() {
    let mut bench = Bench::new();
    let both = card(GRACE) + &card(&["FN:Budi Santoso", "TEL:0811 2222", "ADR;TYPE=HOME:;;Jl. Satu 1;Bandung;;;"]);
    assert_eq!(counts(&mut bench, "a.vcf", &both), [2, 0, 0, 0, 0]);
    assert_eq!(counts(&mut bench, "a.vcf", &both), [0, 0, 2, 0, 0]);
    // Budi's card has no key of its own, and another number.
    let edited =
        both.replace("Grace Tan", "Grace Ozols").replace("0811 2222", "0811 3333").replace("1990-05-02", "1991-05-02");
    assert_eq!(counts(&mut bench, "a.vcf", &edited), [0, 2, 0, 0, 0]);
    assert_eq!(counts(&mut bench, "a.vcf", &edited), [0, 0, 2, 0, 0]);
    let rows = bench.dump().rows;
    assert!(rows.contains("1991-05-02") && rows.contains("0811 3333") && rows.contains("Grace Ozols"));
    // The raw lines are those of the edited card too.
    assert!(!rows.contains("1990-05-02") && !rows.contains("0811 2222"), "{rows}");
    // What is gone from the card is gone from auld, since it came from there.
    let shorter = edited.replace("NICKNAME:Gracie\r\n", "").replace("CATEGORIES:Old friends\r\n", "");
    assert_eq!(counts(&mut bench, "a.vcf", &shorter), [0, 1, 1, 0, 0]);
    assert!(!bench.dump().rows.contains("Gracie") && !bench.dump().rows.contains("Old-friends"));
}

#[test]
fn what_the_user_wrote_stays() {
    let mut bench = Bench::new();
    import(&mut bench, "a.vcf", &card(GRACE)).code(0);
    bench.run(["edit", "Grace", "--birthday", "1989-05-02", "--name", "Grace Lind"]).success();
    bench.run(["add", "Tomas Ozols", "--email", "tomas@example.com", "--nick", "Tom", "--tag", "Riga"]).success();
    let edited = card(GRACE).replace("1990-05-02", "1991-05-02").replace("Grace Tan", "Grace Ozols")
        + &card(&[
            "UID:t",
            "FN:Tomas A. Ozols",
            "EMAIL:TOMAS@example.com",
            "TEL:+371 2000",
            "NICKNAME:Tom",
            "CATEGORIES:Riga",
        ]);
    let told = import(&mut bench, "a.vcf", &edited).success();
    insta::assert_snapshot!(told, @r"
    new 0 · updated 2 · unchanged 0
    people      new 0 · updated 2 · unchanged 0
    ------- stderr -------
    [HOME]/a.vcf:1: Grace Ozols: the name was changed in auld too and is left as it is there
    [HOME]/a.vcf:1: Grace Ozols: birthday was changed in auld too and is left as it is there
    undo with `auld undo`
    ");
    assert_eq!(counts(&mut bench, "a.vcf", &edited), [0, 0, 2, 0, 0]);
    // A card never takes away what it did not bring.
    let shorter = edited.replace("NICKNAME:Tom\r\nCATEGORIES:Riga\r\n", "").replace("EMAIL:TOMAS@example.com\r\n", "");
    let shorter = shorter.replace("NICKNAME:Tom\r\n", "").replace("CATEGORIES:Riga\r\n", "");
    assert_eq!(counts(&mut bench, "a.vcf", &shorter), [0, 1, 1, 0, 0]);
    let rows = bench.dump().rows;
    for kept in ["Grace Lind", "1989-05-02", "tomas@example.com", "Riga"] {
        assert!(rows.contains(kept), "{kept} in {rows}");
    }
    assert!(bench.run(["show", "Tom"]).success().stdout.starts_with("Tomas Ozols"));
}

#[test]
fn people_are_matched_by_address_then_number_then_name() {
    let mut bench = Bench::new();
    for person in [
        ["add", "Mum", "--email", "Ilze@Example.com"],
        ["add", "Budi", "--phone", "+62 (811) 22-22"],
        ["add", "Sari Dewi", "--lives", "Bandung"],
        ["add", "Tomas Ozols", "--phone", "+371 2000 1000"],
        ["add", "Ann Tan", "--email", "tan@example.com"],
        ["add", "Grace Tan", "--phone", "+65 1111 1111"],
    ] {
        bench.run(person).success();
    }
    let text = [
        // The same address, and nothing against it.
        card(&["FN:Ilze Ozola", "EMAIL:ilze@example.com"]),
        // The same number, and one name is part of the other.
        card(&["FN:Budi Santoso", "TEL:0062 811 2222"]),
        // Only the name, and nobody else has it.
        card(&["FN:Sari DEWI", "EMAIL:sari@example.com"]),
        // A number of a house.
        card(&["FN:Jonas Ozols", "TEL:+371 20001000"]),
        // An address of a couple.
        card(&["FN:Ben Tan", "EMAIL:tan@example.com"]),
        // Another of the name.
        card(&["FN:Grace Tan", "TEL:+1 555 123 4567"]),
    ];
    let told = import(&mut bench, "a.vcf", &text.concat()).success();
    insta::assert_snapshot!(told.stdout, @r"
    new 3 · updated 3 · unchanged 0 · look the same 3
    people      new 3 · updated 3 · unchanged 0
    ");
    let told: Vec<&str> = told.stderr.lines().filter_map(|line| line.strip_suffix(" look the same")).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    for (line, pair) in told.iter().zip([["Jonas Ozols", "Tomas Ozols"], ["Ben Tan", "Ann Tan"], ["Grace Tan"; 2]]) {
        assert_eq!(*line, format!("{} and {}", pair[0], pair[1]));
    }
    assert_eq!(counts(&mut bench, "a.vcf", &text.concat()), [0, 0, 6, 0, 0]);
    // In one file nobody is taken for another: two cards are two people.
    let twins = card(&["FN:Omar Aziz"]) + &card(&["FN:Omar Aziz"]) + &card(&["FN:Omar Aziz", "NOTE:third"]);
    assert_eq!(counts(&mut bench, "b.vcf", &twins), [3, 0, 0, 2, 0]);
    assert_eq!(counts(&mut bench, "b.vcf", &twins), [0, 0, 3, 0, 0]);
    let one_less = card(&["FN:Omar Aziz", "NOTE:third"]) + &card(&["FN:Omar Aziz"]);
    assert_eq!(counts(&mut bench, "b.vcf", &one_less), [0, 0, 2, 0, 0]);
}

#[test]
fn a_bad_card_is_told_with_its_line_and_the_rest_goes_on() {
    let mut bench = Bench::new();
    let text = card(GRACE)
        + "TEL:1\r\n"
        + &card(&["NOTE:nobody"])
        + &card(&["KIND:group", "FN:Choir"])
        + &card(&["FN:Sari Dewi"]);
    insta::assert_snapshot!(import(&mut bench, "a.vcf", &text).success(), @r"
    new 2 · updated 0 · unchanged 0 · bad 3
    people      new 2 · updated 0 · unchanged 0 · bad 3
    ------- stderr -------
    [HOME]/a.vcf:14: the line belongs to no card
    [HOME]/a.vcf:15: it names nobody
    [HOME]/a.vcf:19: it is a list of people, not a person
    3 bad records left out, the rest was taken
    undo with `auld undo`
    ");
    let nothing = import(&mut bench, "b.vcf", "BEGIN:VCARD\r\nNOTE:nobody\r\nEND:VCARD\r\n").code(1);
    insta::assert_snapshot!(nothing, @r"
    ------- stderr -------
    [HOME]/b.vcf:1: it names nobody
    error: nothing could be read; nothing was imported
    [exit code 1]
    ");
}

#[test]
fn a_dry_run_writes_nothing_and_a_script_is_not_asked() {
    let mut bench = Bench::new();
    let file = bench.file("a.vcf", card(GRACE));
    let args = ["import".as_ref(), file.as_os_str()];
    let plan = bench.run(args.into_iter().chain(["--dry-run".as_ref()])).success();
    assert!(plan.stdout.contains("new 1") && plan.stderr.contains("nothing was written"), "{plan}");
    assert!(bench.run(["list"]).success().stdout.is_empty());
    bench.run(args.into_iter().chain(["-y".as_ref()])).success();
    assert!(bench.run(["list"]).success().stdout.contains("Grace Tan"));
}

#[test]
fn what_nobody_edited_goes_out_as_it_came_in() {
    let mut bench = Bench::new();
    import(&mut bench, "a.vcf", &card(GRACE)).code(0);
    assert_eq!(export(&mut bench, &["--version", "3.0"]), card(GRACE));
    insta::assert_snapshot!(export(&mut bench, &[]).replace('\r', ""), @r#"
    BEGIN:VCARD
    VERSION:4.0
    UID:grace-1
    N:Tan;Grace;;;
    FN:Grace Tan
    NICKNAME:Gracie
    EMAIL;TYPE=HOME:grace@example.com
    TEL;TYPE=CELL:+62 811 1111
    BDAY:19900502
    CATEGORIES:Old friends
    NOTE:likes tea\, not coffee
    X-LOCKER;X-P="a;b":42
    END:VCARD
    "#);
    // What was edited takes its place, and only that.
    bench.run(["edit", "Grace", "--birthday", "--05-03"]).success();
    bench.run(["tag", "Grace", "+kopi"]).success();
    bench.run(["fact", "Grace", "works at: Kopi Tuku"]).success();
    bench.run(["feel", "Grace", "heard +2"]).success();
    bench.run(["add", "Budi Santoso", "--nick", "Bud", "--phone", "0811 2222", "--lives", "Bandung"]).success();
    bench.run(["relate", "Budi", "husband", "Grace"]).success();
    insta::assert_snapshot!(without_ids(&export(&mut bench, &["--version", "3.0"])), @r#"
    BEGIN:VCARD
    VERSION:3.0
    UID:grace-1
    N:Tan;Grace;;;
    FN:Grace Tan
    NICKNAME:Gracie
    EMAIL;TYPE=HOME:grace@example.com
    TEL;TYPE=CELL:+62 811 1111
    CATEGORIES:Old friends
    NOTE:likes tea\, not coffee
    X-LOCKER;X-P="a;b":42
    ORG:Kopi Tuku
    BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-03
    auld1.X-ABLabel:spouse
    auld1.X-ABRELATEDNAMES:Budi Santoso
    CATEGORIES:kopi
    END:VCARD
    BEGIN:VCARD
    VERSION:3.0
    UID:auld-[ID]
    FN:Budi Santoso
    N:;Budi Santoso;;;
    NICKNAME:Bud
    TEL:0811 2222
    X-AULD-FACT;LABEL=lives:Bandung
    auld1.X-ABLabel:husband
    auld1.X-ABRELATEDNAMES:Grace Tan
    END:VCARD
    "#);
    insta::assert_snapshot!(without_ids(&export(&mut bench, &["--tag", "kopi"])), @r#"
    BEGIN:VCARD
    VERSION:4.0
    UID:grace-1
    N:Tan;Grace;;;
    FN:Grace Tan
    NICKNAME:Gracie
    EMAIL;TYPE=HOME:grace@example.com
    TEL;TYPE=CELL:+62 811 1111
    CATEGORIES:Old friends
    NOTE:likes tea\, not coffee
    X-LOCKER;X-P="a;b":42
    ORG:Kopi Tuku
    BDAY:--0503
    RELATED;TYPE=spouse;VALUE=text:Budi Santoso
    CATEGORIES:kopi
    END:VCARD
    "#);
}

/// Returns cards without the ids of this store.
fn without_ids(text: &str) -> String {
    let own = |line: &str| if line.starts_with("UID:auld-") { "UID:auld-[ID]".to_owned() } else { line.to_owned() };
    text.lines().map(own).fold(String::new(), |mut out, line| {
        writeln!(out, "{line}").expect("a string takes any text");
        out
    })
}

#[test]
fn out_and_in_and_out_again_is_the_same() {
    let mut bench = Bench::new();
    let old = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ozoli=C5=86a;Ilze\nTEL;CELL:+371 2000 1000\nPHOTO;ENCODING=BASE64;JPEG:\n /9j/4AAQ\n SkZJ\n\nEND:VCARD\n";
    import(&mut bench, "a.vcf", &(card(GRACE) + old)).code(0);
    bench.run(["add", "Budi Santoso", "--lives", "Bandung", "--birthday", "--05-02", "--handle", "@budi"]).success();
    bench.run(["relate", "Budi", "friend", "Wati"]).success();
    for version in ["3.0", "4.0"] {
        let first = export(&mut bench, &["--version", version]);
        let mut other = Bench::new();
        import(&mut other, "b.vcf", &first).code(0);
        assert_eq!(export(&mut other, &["--version", version]), first);
        assert_eq!(counts(&mut other, "b.vcf", &first), [0, 0, 3, 0, 0]);
        // At home everybody is known.
        assert_eq!(counts(&mut bench, "b.vcf", &first), [0, 0, 3, 0, 0]);
    }
}

#[test]
fn a_file_is_written_whole_and_only_where_it_may_be() {
    let mut bench = Bench::new();
    import(&mut bench, "a.vcf", &card(GRACE)).code(0);
    let target = bench.home().join("out.vcf");
    let args = ["export".as_ref(), "vcard".as_ref(), "-o".as_ref(), target.as_os_str()];
    bench.run(args).success();
    assert!(std::fs::read_to_string(&target).expect("written").contains("FN:Grace Tan"));
    bench.run(args).code(1);
    for wrong in
        [&["json", "--tag", "x"][..], &["vcard", "--version", "2.1"], &["vcard", "folder"], &["vcard", "--schema"]]
    {
        let args: Vec<&str> = ["export"].iter().chain(wrong).copied().collect();
        bench.run(args).code(2);
    }
}

#[test]
fn hostile_cards_do_no_harm() {
    let mut bench = Bench::new();
    let long = "x".repeat(100_000);
    let text = card(&["UID:\u{1b}]52;c;cm0=\u{7}", "FN:Grace \u{1b}[2J\u{9b}31mTan\u{202e}", "NOTE:a\0b"])
        + &card(&[&format!("FN:{long}")])
        + &card(&["FN:Budi", &format!("CATEGORIES:{}", "a,".repeat(50_000))])
        + &card(&["FN:Sari", &"TEL:1\r\n".repeat(5_000)])
        + &card(&["N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=1B[31m;Tomas=0A=00=FF"]);
    let told = import(&mut bench, "a.vcf", &text).success();
    let shown = bench.run(["list"]).success();
    let cards = export(&mut bench, &[]);
    for said in [&told.stdout, &told.stderr, &shown.stdout] {
        assert!(!said.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{said:?}");
    }
    assert!(!cards.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r')), "{cards:?}");
    assert!(told.stdout.contains("new 3") && told.stdout.contains("bad 2"), "{told}");
    let mut bytes = b"BEGIN:VCARD\nFN:A\n".to_vec();
    bytes.resize(70 << 20, b'a');
    let file = bench.file("b.vcf", bytes);
    insta::assert_snapshot!(bench.run(["import".as_ref(), file.as_os_str()]).code(1), @r"
    ------- stderr -------
    error: [HOME]/b.vcf:3: the line is longer than 64 MB: this is no file of cards; nothing was imported
    [exit code 1]
    ");
}

#[test]
fn a_card_that_stands_in_a_file_twice_is_one_person() {
    let mut bench = Bench::new();
    let same = card(&["UID:grace-1", "FN:Grace Tan"]).repeat(500);
    assert_eq!(counts(&mut bench, "same.vcf", &same), [1, 0, 499, 0, 0]);
    // A program that gives everybody one key: as many as can be told apart are taken, the others are named.
    let many: String = (0..150).map(|n| card(&["UID:x", &format!("FN:Budi {n}")])).collect();
    assert_eq!(counts(&mut bench, "many.vcf", &many), [100, 0, 0, 0, 50]);
    assert_eq!(counts(&mut bench, "many.vcf", &many), [0, 0, 100, 0, 50]);
}
