//! Forgetting: not a word is left in any file beside the store, and all else is as it was.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use proptest::prelude::*;

use crate::bench::{Answer, Bench, sound};
use crate::binary::{Place, ended};
use crate::dump::{Dump, raw};

/// Words that stand nowhere else, in every corner that can hold one.
const CANARIES: &[&str] = &[
    "zanzibella",
    "qwintan",
    "zibby",
    "formerly",
    "mishurd",
    "hintqx",
    "metqx",
    "mailqx",
    "4915550199",
    "labelqx",
    "factqx",
    "noteqx",
    "feltqx",
    "leftqx",
    "promiseqx",
    "tagqx",
    "dateqx",
    "tieqx",
    "referqx",
    "outcomeqx",
    "workqx",
    "xpropqx",
    "aloneqx",
    "placeqx",
    "goneqx",
    "undoneqx",
    "mergedqx",
    "bareqx",
    "clauseqx",
];

/// Returns which of the words stand in some file of the folder, case aside, with the file.
fn left(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            out.extend(left(&path, words));
            continue;
        }
        let bytes = fs::read(&path).expect("readable").to_ascii_lowercase();
        for word in words {
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                out.push(format!("{word} in {}", path.display()));
            }
        }
    }
    out
}

const CARD: &str =
    "BEGIN:VCARD\nVERSION:3.0\nUID:zq1\nFN:Zanzibella Qwintan\nEMAIL:mailqx@example.org\nX-CANARY:xpropqx\nEND:VCARD
BEGIN:VCARD\nVERSION:3.0\nUID:zq2\nFN:Sari Noor\nRELATED;TYPE=friend;VALUE=text:Zanzibe\n lla Qwintan\nEND:VCARD\n";

/// Returns a world that knows Zanzibella in every way, and others.
fn world() -> Bench {
    let mut bench = Bench::unchecked();
    let card = bench.file("cards.vcf", CARD).display().to_string();
    for line in [
        &["add", "Tomas Ozols"][..],
        &["import", &card],
        &["nick", "Zanzibella", "Zibby"],
        &["nick", "Zanzibella", "Formerly Qwintan", "--former"],
        &["nick", "Zanzibella", "Mishurd", "--misheard"],
        &["edit", "Zanzibella", "--hint", "hintqx", "--met", "metqx", "--phone", "+4915550199"],
        &["tag", "Zanzibella", "tagqx"],
        &["fact", "Zanzibella", "labelqx", "factqx"],
        &["note", "Zanzibella", "noteqx"],
        &["feel", "Zanzibella", "feltqx", "--on", "2026-11-01"],
        &["feel", "Zanzibella", "--left", "leftqx", "--on", "2026-11-02"],
        &["promise", "Zanzibella", "promiseqx"],
        &["edit", "Zanzibella", "--add-date", "dateqx: 2026-12-01"],
        &["relate", "Tomas", "friend", "Zanzibella", "--note", "tieqx"],
        &["refer", "Tomas", "--by", "Zanzibella", "--note", "referqx", "--outcome", "outcomeqx"],
        &["won", "Zanzibella", "--for", "workqx"],
        &["log", "tea with Zanzibella @placeqx, aloneqx"],
        &["log", "coffee with Zanzibella and Tomas. Zanzibella told me of clauseqx; Zibby made me feel heard"],
        &["log", "2026-10-01: lunch with Tomas and Sari #work"],
        &["note", "Tomas", "ask zibby, or mail mailqx@example.org or call +4915550199"],
        &["note", "Zanzibella", "goneqx"],
        &["undo"],
        &["fact", "Zanzibella", "city", "undoneqx"],
        &["fact", "Zanzibella", "city", "Riga"],
        &["add", "Z. Qwintan", "--note", "mergedqx"],
        &["merge", "-y", "Zanzibella Qwintan", "Z. Qwintan"],
        &["relate", "Zanzibella", "child", "Bareqx"],
        &["relate", "Sari", "mother", "Tomas"],
        &["note", "Sari", "likes tea"],
    ] {
        bench.run(line).success();
    }
    bench
}

/// Returns a copy of the store as a restore keeps it and one as an upgrade does.
fn copies(bench: &Bench) {
    let db = bench.db();
    let backups = db.with_file_name("auld.db.backups");
    fs::create_dir(&backups).expect("made");
    let beside = ["auld.db.replaced-20260101-000000", "auld.db.new-99999999"].map(|name| db.with_file_name(name));
    let among = ["2026-01-01-000000-upgrade.db", "2026-01-02-000000-import.db"].map(|name| backups.join(name));
    for copy in beside.iter().chain(&among) {
        fs::copy(&db, copy).expect("copied");
    }
}

#[test]
fn no_word_is_left_in_any_file_and_all_else_is_as_it_was() {
    let mut bench = world();
    copies(&bench);
    let folder = bench.db().parent().expect("a folder").to_owned();
    let found = left(&folder, CANARIES);
    let missing: Vec<_> = CANARIES.iter().filter(|word| !found.iter().any(|found| found.starts_with(*word))).collect();
    assert!(missing.is_empty(), "the scan does not see {missing:?} before either");
    let wanted = bench.run(["forget", "Zanzibella", "--dry-run", "--json"]).json();
    assert_eq!(left(&folder, CANARIES).len(), found.len(), "a dry run forgets nothing");
    insta::assert_snapshot!(
        bench.answers([Answer::Line("zanzibella qwintan ")]).run(["forget", "Zanzibella"]).success(), @r#"
        forgotten: Zanzibella Qwintan
        ------- asked -------
        ? Type `Zanzibella Qwintan` to forget them for good
        > Line("zanzibella qwintan ")
        ------- stderr -------
        Forgetting Zanzibella Qwintan (hintqx) cannot be undone. It takes
          the name, 2 meetings, 4 other names, 2 contact points, 2 facts, 1 date, 2 remarks, 2 feelings, 3 relations, 1 open promise, 1 engagement and brought 1 person
          1 meeting with nobody else; 1 with others stays, without them
          their name out of 3 texts that stay: [forgotten] stands there then
          25 operations out of the history, which can be undone no more
          the copy `[HOME]/.local/share/auld/auld.db.new-99999999`, with all that is in it
          the copy `[HOME]/.local/share/auld/auld.db.replaced-20260101-000000`, with all that is in it
          2 backups that auld made by itself, in `[HOME]/.local/share/auld/auld.db.backups`, with all that is in them
        exports, backups elsewhere and your shell's history may still name them: auld cannot reach those
        "#
    );
    assert_eq!(left(&folder, CANARIES), [""; 0]);
    assert!(wanted["copies"].as_array().is_some_and(|copies| copies.len() == 4), "{wanted}");
    let files: Vec<_> = fs::read_dir(&folder).expect("readable").map(|e| e.expect("readable").file_name()).collect();
    assert!(files.iter().all(|name| name.to_string_lossy().len() <= "auld.db-wal".len()), "{files:?}");
    sound(&bench.db());
    insta::assert_snapshot!(bench.run(["list", "meetings"]).success(), @r"
    23 Nov  in person  Tomas Ozols                coffee with [forgotten] and Tomas…
    1 Oct   in person  Tomas Ozols and Sari Noor  2026-10-01: lunch with Tomas and…
    ");
    insta::assert_snapshot!(bench.run(["list", "notes"]).success(), @r"
    Sari Noor  23 Nov
        likes tea
    Tomas Ozols  23 Nov
        ask [forgotten], or mail [forgotten] or call +[forgotten]
    ");
    insta::assert_snapshot!(bench.run(["history", "-n", "0"]).success(), @r"
    30  2026-11-23 09:31  auld forget (for good)
    29  2026-11-23 09:29  auld note Sari 'likes tea'
    28  2026-11-23 09:28  auld relate Sari mother Tomas
    27  2026-11-23 09:27  auld relate '[forgotten]' (for good)
    26  2026-11-23 09:26  auld merge '[forgotten]' (for good)
    25  2026-11-23 09:25  auld add '[forgotten]' (for good)
    24  2026-11-23 09:24  auld fact '[forgotten]' (for good)
    23  2026-11-23 09:23  auld fact '[forgotten]' (for good)
    22  2026-11-23 09:22  undo (takes back 21)
    21  2026-11-23 09:21  auld note '[forgotten]' (for good)
    20  2026-11-23 09:20  auld note '[forgotten]' (for good)
    19  2026-11-23 09:19  auld log '2026-10-01: lunch with Tomas and Sari #work'
    18  2026-11-23 09:18  auld log '[forgotten]' (for good)
    17  2026-11-23 09:17  auld log '[forgotten]' (for good)
    16  2026-11-23 09:16  auld won '[forgotten]' (for good)
    15  2026-11-23 09:15  auld refer '[forgotten]' (for good)
    14  2026-11-23 09:14  auld relate '[forgotten]' (for good)
    13  2026-11-23 09:13  auld edit '[forgotten]' (for good)
    12  2026-11-23 09:12  auld promise '[forgotten]' (for good)
    11  2026-11-23 09:11  auld feel '[forgotten]' (for good)
    10  2026-11-23 09:10  auld feel '[forgotten]' (for good)
    9   2026-11-23 09:09  auld note '[forgotten]' (for good)
    8   2026-11-23 09:08  auld fact '[forgotten]' (for good)
    7   2026-11-23 09:07  auld tag '[forgotten]' (for good)
    6   2026-11-23 09:06  auld edit '[forgotten]' (for good)
    5   2026-11-23 09:05  auld nick '[forgotten]' (for good)
    4   2026-11-23 09:04  auld nick '[forgotten]' (for good)
    3   2026-11-23 09:03  auld nick '[forgotten]' (for good)
    2   2026-11-23 09:02  auld import '[forgotten]' (for good)
    1   2026-11-23 09:01  auld add 'Tomas Ozols'
    ");
    // Whatever auld writes out has none of it either.
    let out = bench.run(["export", "json"]).success().stdout.to_lowercase();
    assert!(CANARIES.iter().all(|word| !out.contains(word)), "{out}");
    bench.run(["search", "clauseqx"]).code(1);
}

#[test]
fn what_touched_them_is_not_undone_and_the_rest_is() {
    let mut bench = world();
    bench.run(["forget", "Zanzibella", "--confirm", "Zanzibella Qwintan"]).success();
    let refused = bench.run(["undo"]).code(1);
    assert!(refused.stderr.contains("cannot be taken back: what it changed was forgotten"), "{refused}");
    let before = bench.dump();
    let history = bench.run(["history", "-n", "0", "--json"]).json();
    for operation in history["operations"].as_array().expect("a list") {
        let (id, forgotten) = (operation["id"].to_string(), operation["forgotten"] == true);
        let done = bench.run(["undo", &id]);
        assert!(!forgotten || done.code == 1, "{done}");
        if done.code == 0 {
            sound(&bench.db());
            bench.run(["redo"]).success();
        }
    }
    assert_eq!(bench.dump().rows, before.rows);
    let tea = |operation: &&serde_json::Value| operation["argv"][2] == "likes tea";
    let tea = history["operations"].as_array().and_then(|list| list.iter().find(tea)).expect("it is there");
    bench.run(["undo", &tea["id"].to_string()]).success();
    assert!(!bench.dump().rows.contains("likes tea"));
}

#[test]
fn only_the_full_name_typed_again_forgets() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan", "--hint", "Riga"]).success();
    let before = bench.dump();
    for args in [&["forget", "Grace"][..], &["forget", "-y", "Grace"], &["forget", "Grace", "--confirm", "Grace"]] {
        bench.run(args).code(1);
    }
    let asked = bench.run(["forget", "-y", "Grace"]).code(1);
    assert!(asked.stderr.contains("--confirm 'Grace Tan'"), "{asked}");
    for answer in [Answer::Line("grace"), Answer::Line(""), Answer::Leave] {
        bench.answers([answer]).run(["forget", "Grace"]).code(1);
    }
    bench.run(["forget"]).code(1);
    bench.run(["forget", "--confirm", "Grace Tan"]).code(2);
    bench.run(["forget", "nobody"]).code(1);
    assert_eq!(bench.dump(), before);
    bench.run(["forget", "Grace", "--confirm", " GRACE tan"]).success();
    assert_eq!(bench.dump().rows, "");
}

#[test]
fn namesakes_and_common_words_are_left_alone() {
    let mut bench = Bench::unchecked();
    for line in [
        &["add", "John Kim", "--hint", "Riga"][..],
        &["add", "John Kim", "--hint", "Oslo"],
        &["add", "Hope Noor"],
        &["add", "Ada"],
        &["note", "Ada", "John Kim of Oslo likes tea; I hope so; Hope does not"],
        &["log", "tea with John Kim (Riga) and Ada"],
        &["log", "tea with John Kim (Oslo) and Ada"],
    ] {
        bench.run(line).success();
    }
    bench.run(["forget", "John Kim (Riga)", "--confirm", "John Kim"]).success();
    bench.run(["forget", "Hope Noor", "--confirm", "Hope Noor"]).success();
    let rows = bench.dump().rows;
    assert!(rows.contains("John Kim of Oslo likes tea; I hope so; [forgotten] does not"), "{rows}");
    assert!(rows.contains("tea with [forgotten] (Riga) and Ada"), "{rows}");
    assert!(rows.contains("tea with John Kim (Oslo) and Ada"), "{rows}");
    sound(&bench.db());
}

#[test]
fn what_was_cut_off_after_the_deed_is_finished_by_the_next() {
    let mut bench = world();
    bench.run(["forget", "Zanzibella", "--confirm", "Zanzibella Qwintan"]).success();
    let cut_off = |bench: &Bench| {
        copies(bench);
        raw(&bench.db()).execute_batch("UPDATE operation SET lost = 2 WHERE verb = 'forget'").expect("written");
    };
    cut_off(&bench);
    let told = bench.run(["doctor"]).code(1);
    assert!(told.stdout.contains("`auld forget` cleans them"), "{told}");
    bench.run(["forget"]).success();
    bench.run(["doctor"]).success();
    cut_off(&bench);
    // Whoever asks for the same again is told that it is done.
    bench.run(["forget", "Zanzibella"]).success();
    bench.run(["forget", "Zanzibella"]).code(1);
    assert_eq!(fs::read_dir(bench.db().parent().expect("a folder")).expect("readable").count(), 3);
}

#[test]
fn killed_at_any_moment_it_is_done_or_not_and_can_be_done() {
    let place = Place::new();
    place.run(["add", "Zanzibella Qwintan", "--note", "noteqx"]).success();
    place.run(["add", "Tomas Ozols"]).success();
    for n in 0..60 {
        let text =
            format!("lunch {n} with Zanzibella and Tomas; Zanzibella told me clauseqx{}", " and so on".repeat(200));
        place.run(["log", &text]).success();
    }
    let (db, keep) = (place.db(), place.home().join("keep"));
    let folder = db.parent().expect("a folder").to_owned();
    fs::create_dir(&keep).expect("HOME is writable");
    let names = ["auld.db", "auld.db-wal", "auld.db-shm"];
    names.iter().for_each(|name| drop(fs::copy(folder.join(name), keep.join(name))));
    let before = Dump::of(&db);
    let words = ["zanzibella", "qwintan", "noteqx", "clauseqx"];
    let forget = || place.auld(["forget", "Zanzibella", "--confirm", "Zanzibella Qwintan", "-q"]);
    let begin = std::time::Instant::now();
    ended(&mut forget()).success();
    let long = u64::try_from(begin.elapsed().as_micros()).expect("less than ages");
    let (mut undone, mut done) = (0, 0);
    for n in 0..60 {
        if n > 24 && done > 0 {
            break;
        }
        fs::remove_dir_all(&folder).expect("removed");
        fs::create_dir(&folder).expect("made");
        names.iter().for_each(|name| drop(fs::copy(keep.join(name), folder.join(name))));
        let mut child = forget().stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(Duration::from_micros(long * n / 20));
        child.kill().expect("killed");
        child.wait().expect("it ends");
        let now = Dump::of(&db);
        if now.rows == before.rows {
            undone += 1;
            assert_eq!(now, before);
            ended(&mut forget()).success();
        } else {
            done += 1;
            assert!(!words.iter().any(|word| now.rows.to_lowercase().contains(word)), "half of it was done");
            // Done to the end, or finished by the second run.
            let again = ended(&mut forget());
            assert!(matches!(again.code, Some(0 | 1)), "{again:?}");
        }
        assert_eq!(left(&folder, &words), [""; 0], "killed after {n}/20 of the time");
        sound(&db);
    }
    assert!(undone > 0 && done > 0, "no kill fell into the work: {undone} before, {done} after");
}

const LINES: &[&[&str]] = &[
    &["log", "-y", "tea with Zanzibella and Tomas; Zanzibella laughed"],
    &["log", "-y", "tea with Zanzibella"],
    &["log", "-y", "tea with Tomas"],
    &["edit", "last", "--with", "Zanzibella"],
    &["edit", "last", "--text", "it was with zanzibella"],
    &["note", "Tomas", "Zanzibella Qwintan likes him"],
    &["note", "Zanzibella", "noteqx"],
    &["rename", "Tomas", "Tomas Ozols"],
    &["tag", "Zanzibella", "tagqx"],
    &["nick", "Zanzibella", "Zibby"],
    &["relate", "Tomas", "friend", "Zanzibella"],
    &["refer", "Tomas", "--by", "Zanzibella"],
    &["rm", "-y", "last"],
    &["undo"],
    &["undo"],
    &["redo"],
];

proptest! {
    #![proptest_config(ProptestConfig { cases: if crate::full() { 200 } else { 12 }, ..ProptestConfig::default() })]

    /// Whatever was done before, nothing of them is left, and whatever undo still takes back, it takes back soundly.
    #[test]
    fn after_any_history_no_word_is_left(script in prop::collection::vec(0..LINES.len(), 1..14)) {
        let mut bench = Bench::unchecked();
        bench.run(["add", "Zanzibella Qwintan"]).success();
        bench.run(["add", "Tomas"]).success();
        for at in script {
            // Some have nothing to do yet.
            drop(bench.run(LINES[at]));
        }
        if bench.run(["forget", "Zanzibella", "--confirm", "Zanzibella Qwintan"]).code != 0 {
            // Undone to before she was there.
            return Ok(());
        }
        let words = ["zanzibella", "qwintan", "zibby", "noteqx", "tagqx"];
        let folder = bench.db().parent().expect("a folder").to_owned();
        prop_assert_eq!(left(&folder, &words), [""; 0]);
        sound(&bench.db());
        let newest = bench.dump().operation;
        for id in (1..=newest).rev() {
            let done = bench.run(["undo", &id.to_string()]);
            prop_assert!(matches!(done.code, 0 | 1), "{}", done);
            sound(&bench.db());
        }
        prop_assert_eq!(left(&folder, &words), [""; 0]);
    }
}
