//! The file of the tool "friends" in and out: what becomes of its lines, what an edited one changes, and that who leaves
//! takes everything along that it has a line for.

use proptest::prelude::*;

use crate::bench::{Bench, Outcome};

const FILE: &str = "\
### Activities:
- 2018-11-01: **Grace Tan** and I went to _Kopi Tuku_. Sari had to cancel at the last minute. @food
- 2018-01-04: Got lunch with **Grace Tan** and **Budi Santoso**. @food
- 2017-12-31: Celebrated the new year in _Riga_ with **Sari Dewi**. @partying
- 2017-11-15: Talked to **Budi Santoso** on the phone for an hour.

### Notes:
- 2018-06-15: **Grace Tan** has a boat named after her. @navy
- 2017-06-06: **Sari Dewi** and **Budi Santoso** were both taken for the course in _Riga_.

### Friends:
- Budi Santoso
- Grace Tan (a.k.a. The Admiral a.k.a. Amazing Grace) [Riga] @navy @science
- Sari Dewi [Bandung] @science

### Locations:
- Bandung
- Kopi Tuku
- Riga
";

fn import(bench: &mut Bench, text: &str) -> Outcome {
    let file = bench.file("friends.md", text);
    bench.run(["import".as_ref(), file.as_os_str()])
}

/// Returns what became of people and meetings: new, updated, unchanged, bad.
fn counts(bench: &mut Bench, text: &str) -> [[u64; 4]; 2] {
    let file = bench.file("friends.md", text);
    let json = bench.run(["import".as_ref(), file.as_os_str(), "--json".as_ref()]).json();
    ["people", "meetings"]
        .map(|what| ["new", "updated", "unchanged", "bad"].map(|key| json[what][key].as_u64().expect("a number")))
}

fn export(bench: &mut Bench, more: &[&str]) -> String {
    let args: Vec<&str> = ["export", "friends"].iter().chain(more).copied().collect();
    bench.run(args).success().stdout
}

#[test]
fn friends_become_people_and_activities_meetings() {
    let mut bench = Bench::new();
    insta::assert_snapshot!(import(&mut bench, FILE).success(), @r"
    new 7 · updated 0 · unchanged 0
    people      new 3 · updated 0 · unchanged 0
    meetings    new 4 · updated 0 · unchanged 0
    ------- stderr -------
    undo with `auld undo`
    ");
    insta::assert_snapshot!(bench.run(["show", "The Admiral"]).success(), @r"
    Grace Tan “The Admiral” “Amazing Grace”  #navy · #science
    last seen   1 Nov 2018, 8 years ago

    Last talks
        1 Nov 2018 (8 years ago) · in person · at Kopi Tuku
          Grace Tan and I went to Kopi Tuku. Sari had to cancel at the last minute.
        4 Jan 2018 (8 years ago) · in person · with Budi Santoso
          Got lunch with Grace Tan and Budi Santoso.

    Known
      lives   Riga  today

    Notes
        Grace Tan has a boat named after her. @navy  8 years ago
    ");
    insta::assert_snapshot!(bench.run(["list", "meetings"]).success(), @r"
    1 Nov 2018   in person  Grace Tan                   Kopi Tuku  Grace Tan and I…
    4 Jan 2018   in person  Budi Santoso and Grace Tan             Got lunch with G…
    31 Dec 2017  in person  Sari Dewi                   Riga       Celebrated the n…
    15 Nov 2017  call       Budi Santoso                           Talked to Budi S…
    ");
    insta::assert_snapshot!(bench.run(["list", "notes"]).success(), @r"
    Grace Tan  15 Jun 2018
        Grace Tan has a boat named after her. @navy
    Sari Dewi  6 Jun 2017
        Sari Dewi and Budi Santoso were both taken for the course in Riga.
    Budi Santoso  6 Jun 2017
        Sari Dewi and Budi Santoso were both taken for the course in Riga.
    ");
    // Whoever never changed anything gets their own file back.
    assert_eq!(export(&mut bench, &[]), FILE);
}

#[test]
fn the_same_file_twice_changes_nothing_and_an_edited_one_just_that() {
    let mut bench = Bench::new();
    assert_eq!(counts(&mut bench, FILE), [[3, 0, 0, 0], [4, 0, 0, 0]]);
    assert_eq!(counts(&mut bench, FILE), [[0, 0, 3, 0], [0, 0, 4, 0]]);
    let before = bench.dump().rows;
    let edited = FILE
        // Another text, other tags, another day, one more person; a note, a home and a nickname.
        .replace("Got lunch with", "Had soup with")
        .replace("@partying", "@party @riga")
        .replace("2017-11-15", "2017-11-14")
        .replace("a boat named", "a ship named")
        .replace("[Bandung]", "[Riga]")
        .replace(" a.k.a. Amazing Grace", "");
    assert_eq!(counts(&mut bench, &edited), [[0, 2, 1, 0], [0, 3, 1, 0]]);
    assert_eq!(counts(&mut bench, &edited), [[0, 0, 3, 0], [0, 0, 4, 0]]);
    assert_eq!(export(&mut bench, &[]), edited.replace("- Bandung\n", ""));
    assert_ne!(bench.dump().rows, before);
    // A line more is a meeting more, and one less takes nothing away.
    let more = edited.replace("### Notes:", "### Notes:\n- 2018-07-01: **Budi Santoso** moved.").replace(
        "- 2018-01-04: Had soup with **Grace Tan** and **Budi Santoso**. @food\n",
        "- 2019-01-04: Tea with **Budi Santoso**.\n",
    );
    assert_eq!(counts(&mut bench, &more), [[0, 1, 2, 0], [1, 0, 3, 0]]);
    assert!(export(&mut bench, &[]).contains("Had soup"));
}

#[test]
fn what_the_user_wrote_stays() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan", "--lives", "Oslo", "--tag", "work"]).success();
    bench.run(["add", "Budi Santoso"]).success();
    bench.run(["log", "--on", "2018-01-04", "Got lunch with Grace Tan and Budi Santoso."]).success();
    let _ = import(&mut bench, FILE).success();
    // The one who was there got what the file knows, and the meeting that was there is not there twice.
    let meetings = bench.run(["list", "meetings", "--json"]).json();
    assert_eq!(meetings["meetings"].as_array().map(Vec::len), Some(4), "{meetings}");
    bench.run(["edit", "Sari", "--lives", "Medan"]).success();
    let last = bench.run(["list", "meetings", "--with", "Sari", "--json"]).json();
    let id = last["meetings"][0]["id"].as_str().expect("an id").to_owned();
    bench.run(["edit", &id, "--at", "Jurmala"]).success();
    let edited = FILE.replace("[Bandung]", "[Riga]").replace("new year in _Riga_", "new year in _Sigulda_");
    let told = import(&mut bench, &edited).success();
    insta::assert_snapshot!(told, @r"
    new 0 · updated 2 · unchanged 5
    people      new 0 · updated 1 · unchanged 2
    meetings    new 0 · updated 1 · unchanged 3
    ------- stderr -------
    [HOME]/friends.md:14: Sari Dewi: lives was changed in auld too and is left as it is there
    [HOME]/friends.md:4: the place was changed in auld too and is left as it is there
    ignored, since auld has no place for it: places of no day and nobody (1: Bandung)
    undo with `auld undo`
    ");
    let rows = bench.dump().rows;
    for kept in ["Oslo", "Medan", "Jurmala"] {
        assert!(rows.contains(kept), "{kept}");
    }
}

#[test]
fn a_bad_line_is_told_with_its_number_and_the_rest_goes_on() {
    let mut bench = Bench::new();
    let text = "\
### Activities:
- yesterday: saw **Grace Tan**
- 2030-01-01: will see **Grace Tan**
- 2018-02-30: saw **Grace Tan**
- 2018-02-03: saw **Grace Tan** and **Ken Lind**

### Notes:
- 2018-06-15: it rained

### Pets:
- Rex

### Friends:
- Grace Tan (from work)
- Grace Lind
- Grace Lind
- (a.k.a. Nobody)

### Locations:
- Atlantis (a.k.a. The Island)
";
    // Ids are others each time.
    let told = import(&mut bench, text).success().to_string();
    let told: Vec<&str> = told.lines().filter(|line| !line.starts_with("possible duplicate")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    new 4 · updated 0 · unchanged 0 · bad 8
    lines       new 0 · updated 0 · unchanged 0 · bad 2
    meetings    new 1 · updated 0 · unchanged 0 · bad 3
    notes       new 0 · updated 0 · unchanged 0 · bad 1
    people      new 3 · updated 0 · unchanged 0 · bad 2
    ------- stderr -------
    [HOME]/friends.md:10: there is no such section; those are `### Activities:`, `### Notes:`, `### Friends:` and `### Locations:`
    [HOME]/friends.md:11: it stands in no section, such as `### Friends:`
    [HOME]/friends.md:4: it does not begin with a day such as `2026-05-02: `
    [HOME]/friends.md:2: it does not begin with a day such as `2026-05-02: `
    [HOME]/friends.md:8: it is about nobody; a person stands as **Name** in it
    [HOME]/friends.md:16: `Grace Lind` has a line already, and a name is all that tells people apart here
    [HOME]/friends.md:17: a name cannot be empty
    [HOME]/friends.md:3: 2030-01-01 is still to come; a meeting is written down once it took place
    8 bad records left out, the rest was taken
    [HOME]/friends.md:14: `(from work)` is left out: it says nothing known
    ignored, since auld has no place for it: places of no day and nobody (1: Atlantis), other names of places (1)
    undo with `auld undo`
    ");
    assert!(bench.run(["show", "Ken Lind"]).success().stdout.contains("Ken Lind"));
    for hostile in [b"### Activities:\n\0\0\n".to_vec(), vec![b'#'; 1 << 20], b"### Friends:\n- \x1b[31m\n".to_vec()] {
        let file = bench.file("hostile.md", &hostile);
        let ran = bench.run(["import".as_ref(), "friends".as_ref(), file.as_os_str()]);
        assert_eq!(ran.code, 1, "{ran}");
    }
}

#[test]
fn what_it_has_no_words_for_is_said_in_brackets() {
    let mut bench = Bench::new();
    for line in [
        &["add", "Grace Tan (Riga)", "--nick", "Gigi", "--lives", "Riga [old town]", "--tag", "old_friends"][..],
        &["add", "John Kim", "--hint", "Riga"],
        &["add", "John Kim", "--hint", "Oslo"],
        &["note", "Gigi", "her e-mail is *new*: g_t@example.com, see snake_case_notes"],
        &["log", "2 May 2026: coffee with Gigi @Kopi Tuku #work 90 min"],
        &["log", "3 May 2026: message from Gigi", "--kind", "message"],
    ] {
        bench.run(line).success();
    }
    let both: Vec<String> = bench.run(["list", "--plain"]).success().stdout.lines().map(str::to_owned).collect();
    assert_eq!(both.len(), 3);
    bench.run(["log", "4 May 2026: talked\nfor long", "--with", "John Kim (Oslo)"]).success();
    let out = export(&mut bench, &[]);
    insta::assert_snapshot!(out, @r"
    ### Activities:
    - 2026-05-04: 4 May 2026: talked ¶ for long [with **John Kim （Oslo）**]
    - 2026-05-03: 3 May 2026: message from Gigi [with **Grace Tan （Riga）**]
    - 2026-05-02: 2 May 2026: coffee with Gigi @\Kopi Tuku #work 90 min [with **Grace Tan （Riga）**, at _Kopi Tuku_] @work

    ### Notes:
    - 2026-11-23: her e-mail is \*new\*: g\_\t@example.com, see snake\_\case\_\notes [with **Grace Tan （Riga）**]

    ### Friends:
    - Grace Tan （Riga） (a.k.a. Gigi) [Riga ［old town］] @old-friends
    - John Kim （Oslo）
    - John Kim （Riga）

    ### Locations:
    - Kopi Tuku
    - Riga ［old town］
    ");
    let one = export(&mut bench, &["--with", "Gigi"]);
    assert!(!one.contains("Gigi"), "{one}");
    let one = export(&mut bench, &["--tag", "old_friends"]);
    assert!(one.contains("a.k.a. Gigi") && !one.contains("John"), "{one}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Who leaves for the other tool and comes back finds what they left.
    #[test]
    fn out_and_in_and_out_is_stable(
        people in prop::collection::vec(("\\PC{1,12}", "\\PC{0,9}", "\\PC{0,9}"), 1..4),
        meetings in prop::collection::vec((0..400_u64, "[\\PC\n]{0,40}", 0..4_usize, "\\PC{0,9}"), 0..5),
    ) {
        let mut a = Bench::unchecked();
        let mut names = Vec::new();
        for (name, nick, lives) in &people {
            let mut args = vec!["add".to_owned(), "--json".into()];
            args.extend([("--nick", nick), ("--lives", lives)].iter().filter(|(_, v)| !v.trim().is_empty()).map(|(f, v)| format!("{f}={v}")));
            args.extend(["--".to_owned(), name.clone()]);
            let ran = a.run(&args);
            if ran.code == 0 {
                names.push(ran.json()["id"].as_str().expect("an id").to_owned());
            }
        }
        prop_assume!(!names.is_empty());
        for (ago, text, who, place) in &meetings {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day") - chrono::Days::new(*ago / 4);
            let mut args = vec!["log".to_owned(), format!("--on={day}"), format!("--with={}", names[who % names.len()])];
            args.extend(Some(place).filter(|p| !p.trim().is_empty()).map(|p| format!("--at={p}")));
            args.extend(["--".to_owned(), format!("tea {text}")]);
            drop(a.run(&args));
        }
        let first = export(&mut a, &[]);
        let mut b = Bench::unchecked();
        let ran = import(&mut b, &first);
        prop_assert_eq!(ran.code, 0, "{}\n{}", ran, first);
        prop_assert!(!ran.stderr.contains("friends.md:"), "{}\n{}", ran, first);
        prop_assert_eq!(export(&mut b, &[]), first.clone());
        // And it is known there.
        prop_assert_eq!(&counts(&mut b, &first)[0][..2], &[0, 0]);
        prop_assert_eq!(&counts(&mut b, &first)[1][..2], &[0, 0]);
    }
}
