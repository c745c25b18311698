//! Copies of the store and their way back, its doctor, the demo, completions and manual pages.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use auld::store::{Access, Store};
use serde_json::Value;

use crate::bench::{Answer, Bench, sound};
use crate::binary::{Place, ended};
use crate::dump::{Dump, raw};

fn with_grace() -> Bench {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan", "--nick", "Gracie"]).success();
    bench
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("readable")
        .map(|e| e.expect("readable").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_named_after_the_day_and_says_what_it_holds() {
    let mut bench = with_grace();
    let home = bench.home().to_owned();
    let outcome = bench.run(["backup", home.to_str().expect("UTF-8")]).success();
    assert!(outcome.stdout.starts_with("copied to [HOME]/auld-2026-11-23.db\n1 person, 0 meetings, "), "{outcome}");
    let copy = home.join("auld-2026-11-23.db");
    assert_eq!(mode(&copy), 0o600);
    assert_eq!(Dump::of(&copy).rows, bench.dump().rows);
    sound(&copy);
}

#[test]
fn a_backup_writes_over_nothing_unless_told_to_and_never_over_the_store() {
    let mut bench = with_grace();
    let other = bench.file("letters.txt", "dear Grace");
    let (other, db) = (other.to_str().expect("UTF-8").to_owned(), bench.db());
    bench.run(["backup", &other]).code(1);
    assert_eq!(fs::read(&other).expect("it is there"), b"dear Grace");
    bench.run(["backup", "--force", &other]).success();
    assert_eq!(Dump::of(Path::new(&other)).rows, bench.dump().rows);
    let link = bench.home().join("link.db");
    fs::hard_link(&db, &link).expect("links work here");
    for own in [db.clone(), link, db.with_file_name("auld.db-wal")] {
        bench.run(["backup", "--force", own.to_str().expect("UTF-8")]).code(1);
    }
    sound(&db);
}

#[test]
fn a_backup_among_writers_is_one_state_of_the_store() {
    let place = Place::with_grace();
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let place = &place;
            scope.spawn(move || {
                for n in 0..12 {
                    place.run(["add", &format!("Writer{writer} Number{n}")]).success();
                }
            });
        }
        for n in 0..6 {
            let copy = place.home().join(format!("copy{n}.db"));
            place.run(["backup".as_ref(), copy.as_os_str()]).success();
            sound(&copy);
        }
    });
    let last = place.home().join("last.db");
    place.run(["backup".as_ref(), last.as_os_str()]).success();
    assert_eq!(Dump::of(&last).rows, Dump::of(&place.db()).rows);
}

#[test]
fn restore_goes_there_and_back() {
    let mut bench = with_grace();
    let copy = bench.home().join("copy.db");
    let copy = copy.to_str().expect("UTF-8");
    bench.run(["backup", copy]).success();
    let then = bench.dump();
    bench.run(["add", "Sari Dewi"]).success();
    let now = bench.dump();

    bench.run(["restore", copy]).code(1);
    assert_eq!(bench.dump().rows, now.rows, "nobody could be asked");
    bench.answers([Answer::No]).run(["restore", copy]).code(1);
    assert_eq!(bench.dump().rows, now.rows, "the answer was no");
    bench.run(["restore", copy, "--dry-run"]).success();
    assert_eq!(bench.dump().rows, now.rows, "a dry run");

    let json = bench.run(["restore", copy, "-y", "--json"]).json();
    assert_eq!(bench.dump().rows, then.rows);
    sound(&bench.db());
    let kept = json["kept"].as_str().expect("it was kept").replace("[HOME]", bench.home().to_str().expect("UTF-8"));
    assert_eq!((mode(Path::new(&kept)), mode(&bench.db())), (0o600, 0o600));
    assert_eq!(Dump::of(Path::new(&kept)).rows, now.rows);
    bench.answers([Answer::Yes]).run(["restore", &kept]).success();
    assert_eq!(bench.dump().rows, now.rows);
    bench.run(["add", "Noor Azizah"]).success();
}

#[test]
fn what_is_no_sound_store_replaces_nothing() {
    let mut bench = with_grace();
    let good = fs::read(bench.db()).expect("it is there");
    let mut flipped = good.clone();
    for byte in flipped.iter_mut().skip(4096).step_by(64) {
        *byte ^= 0x55;
    }
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&99u32.to_be_bytes());
    // A whole store in one file, so that only what is wrong with it is wrong.
    bench.run(["backup", bench.home().join("copy.db").to_str().expect("UTF-8")]).success();
    let strange = bench.home().join("copy.db");
    raw(&strange).execute_batch("CREATE TRIGGER t AFTER INSERT ON person BEGIN DELETE FROM person; END").expect("SQL");
    let cases = [
        ("text.db", b"dear Grace".to_vec()),
        ("empty.db", Vec::new()),
        ("cut.db", good[..good.len() / 2].to_vec()),
        ("flipped.db", flipped),
        ("newer.db", newer),
    ];
    let mut files: Vec<_> = cases.into_iter().map(|(name, bytes)| bench.file(name, bytes)).collect();
    files.push(strange);
    let before = (bench.dump().rows, names(bench.db().parent().expect("a folder")));
    for file in files {
        let outcome = bench.run(["restore", "-y", file.to_str().expect("UTF-8")]).code(3);
        let name = file.file_name().and_then(|n| n.to_str()).expect("a name");
        assert!(outcome.stderr.contains(name), "the error names another file: {outcome}");
        assert_eq!(before, (bench.dump().rows, names(bench.db().parent().expect("a folder"))));
    }
}

#[test]
fn a_store_that_is_damaged_or_gone_can_be_replaced_and_its_log_is_never_applied_to_another() {
    let mut bench = Bench::unchecked();
    bench.run(["add", "Grace Tan"]).success();
    let (db, copy) = (bench.db(), bench.home().join("copy.db"));
    let copy = copy.to_str().expect("UTF-8");
    bench.run(["backup", copy]).success();
    let then = bench.dump();
    bench.run(["add", "Sari Dewi"]).success();
    let wal = db.with_file_name("auld.db-wal");
    let log = fs::read(&wal).expect("a short log is left where it is");
    assert!(!log.is_empty());
    for damaged in [b"garbage".to_vec(), Vec::new()] {
        fs::write(&db, &damaged).expect("writable");
        fs::write(&wal, &log).expect("writable");
        let json = bench.run(["restore", "-y", "--json", copy]).json();
        assert_eq!(bench.dump().rows, then.rows);
        sound(&db);
        let kept = json["kept"].as_str().expect("it was kept").replace("[HOME]", bench.home().to_str().expect("UTF-8"));
        assert_eq!(
            (fs::read(&kept).expect("kept"), fs::read(format!("{kept}-wal")).expect("kept")),
            (damaged, log.clone())
        );
    }
    fs::remove_file(&db).expect("it is there");
    fs::write(&wal, &log).expect("writable");
    bench.run(["restore", copy]).success();
    assert_eq!(bench.dump().rows, then.rows);
    sound(&db);
}

#[test]
fn the_database_of_another_program_is_not_replaced() {
    let mut bench = with_grace();
    let other = bench.file("places.sqlite", "");
    raw(&other).execute_batch("CREATE TABLE moz_places (id INTEGER PRIMARY KEY)").expect("SQL");
    let before = fs::read(&other).expect("it is there");
    let db = bench.db();
    bench.run(["--db", other.to_str().expect("UTF-8"), "restore", "-y", db.to_str().expect("UTF-8")]).code(3);
    assert_eq!(fs::read(&other).expect("it is there"), before);
}

#[test]
fn no_record_is_lost_between_a_writer_and_a_restore() {
    let place = Place::with_grace();
    let copy = place.home().join("copy.db");
    place.run(["backup".as_ref(), copy.as_os_str()]).success();
    let saved: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let place = &place;
                scope.spawn(move || {
                    let names = (0..12).map(|n| format!("Writer{writer} Number{n}"));
                    names.filter(|name| place.run(["add", name]).code == Some(0)).collect::<Vec<_>>()
                })
            })
            .collect();
        for _ in 0..4 {
            place.run(["restore".as_ref(), "-y".as_ref(), copy.as_os_str()]).success();
        }
        writers.into_iter().flat_map(|writer| writer.join().expect("no writer panics")).collect()
    });
    let mut stores = vec![place.db()];
    stores.extend(auld::store::backups(&place.db()).into_iter().map(|kept| kept.path));
    assert_eq!(stores.len(), 5, "each restore keeps what it replaced");
    let mut all = String::new();
    for store in stores {
        let conn = raw(&store);
        let mut statement = conn.prepare("SELECT name FROM person").expect("SQL");
        for name in statement.query_map([], |row| row.get::<_, String>(0)).expect("SQL") {
            all.push_str(&format!("{}\n", name.expect("a name")));
        }
    }
    for name in saved {
        assert!(all.contains(&format!("{name}\n")), "`{name}` was said to be written and is nowhere");
    }
}

fn finding(json: &Value, about: &str) -> bool {
    let found = json["findings"].as_array().expect("a list").iter().find(|f| f["about"] == about);
    found.unwrap_or_else(|| panic!("nothing about {about}: {json}"))["good"].as_bool().expect("yes or no")
}

fn diagnosis(bench: &mut Bench, args: &[&str]) -> (u8, Value) {
    let outcome = bench.run([&["doctor", "--json"], args].concat());
    (outcome.code, serde_json::from_str(&outcome.stdout).expect("one document"))
}

#[test]
fn the_doctor_finds_a_new_store_well() {
    let mut bench = with_grace();
    let (_, json) = diagnosis(&mut bench, &[]);
    assert_eq!((&json["people"], &json["operations"], &json["version"]), (&1.into(), &1.into(), &2.into()));
    for about in ["integrity", "references", "days", "derived", "log", "permissions", "siblings", "leftovers"] {
        assert!(finding(&json, about), "{json}");
    }
    let sqlite: Vec<u32> =
        json["sqlite"].as_str().expect("a version").split('.').map(|n| n.parse().expect("a number")).collect();
    assert!(sqlite >= vec![3, 51, 3], "SQLite {sqlite:?} can lose a write-ahead log to a race (fixed in 3.51.3)");
}

#[test]
fn the_doctor_names_what_is_wrong_and_mends_what_it_can() {
    let mut bench = Bench::unchecked();
    bench.run(["log", "coffee with [Grace Tan] yesterday"]).success();
    let db = bench.db();
    raw(&db)
        .execute_batch("DELETE FROM recency; INSERT INTO change VALUES (1, 99, 'moz_places', 1, NULL)")
        .expect("SQL");
    fs::set_permissions(&db, fs::Permissions::from_mode(0o644)).expect("ours");
    fs::set_permissions(db.parent().expect("a folder"), fs::Permissions::from_mode(0o755)).expect("ours");
    fs::write(db.with_file_name("auld (conflicted copy 2026-11-20).db"), "").expect("writable");
    let (code, json) = diagnosis(&mut bench, &[]);
    assert_eq!(code, 1);
    for about in ["derived", "permissions", "siblings", "log"] {
        assert!(!finding(&json, about), "{about}");
    }
    let quiet = bench.run(["doctor", "-q"]).code(1);
    assert!(!quiet.stdout.contains(" ok ") && quiet.stdout.contains("conflicted copy"), "{quiet}");
    let (code, json) = diagnosis(&mut bench, &["--mend"]);
    assert_eq!(code, 1);
    assert!(finding(&json, "derived") && finding(&json, "permissions") && !finding(&json, "siblings"));
    assert_eq!((mode(&db), mode(db.parent().expect("a folder"))), (0o600, 0o700));
}

#[test]
fn a_damaged_page_is_found_and_a_missing_store_is_not_made() {
    let mut bench = Bench::unchecked();
    bench.run(["doctor", "--mend"]).code(1);
    assert!(!bench.db().exists());
    bench.run(["add", "Grace Tan"]).success();
    let copy = bench.home().join("copy.db");
    bench.run(["backup", copy.to_str().expect("UTF-8")]).success();
    let mut bytes = fs::read(&copy).expect("it is there");
    // The root page of the first table after the schema's own.
    for byte in bytes.iter_mut().skip(4096).take(4096) {
        *byte = 0;
    }
    fs::write(&copy, bytes).expect("writable");
    let outcome = bench.run(["doctor", "--db", copy.to_str().expect("UTF-8")]).code(1);
    assert!(outcome.stdout.contains("bad"), "{outcome}");
}

#[test]
fn the_demo_runs_every_step_is_the_same_twice_and_leaves_nothing() {
    let mut bench = with_grace();
    let before = bench.dump();
    let json = bench.run(["demo", "--json"]).json();
    for step in json["steps"].as_array().expect("a list") {
        assert_eq!(step["code"], 0, "{step}");
    }
    let [once, again] = [(); 2].map(|()| Bench::new().run(["demo"]).success().stdout);
    assert_eq!(once, again);
    assert_eq!(bench.dump(), before);
    let file = bench.home().join("demo.db");
    let file = file.to_str().expect("UTF-8");
    bench.run(["demo", "--keep", file, "--dry-run"]).success();
    assert!(!std::path::Path::new(file).exists(), "a rehearsal leaves no file");
    bench.run(["demo", "--keep", file]).success();
    bench.run(["demo", "--keep", file]).code(1);
    sound(Path::new(file));
    assert_eq!(mode(Path::new(file)), 0o600);
}

fn completed(place: &Place, shell: &str, words: &[&str]) -> String {
    let mut auld = place.auld([&["--", "auld"], words].concat());
    auld.env("COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", words.len().to_string()).env("_CLAP_IFS", "|");
    let ended = ended(&mut auld).success();
    assert_eq!(ended.stderr(), "");
    ended.stdout()
}

#[test]
fn names_complete_by_any_word_without_case_or_accents() {
    let place = Place::new();
    for args in [
        &["add", "José Álvarez"][..],
        &["add", "Ada Marin", "--hint", "Lyon"],
        &["add", "Ada Marin", "--hint", "Riga"],
        &["add", "Олег Петров"],
    ] {
        place.run(args).success();
    }
    for (typed, shown) in [
        ("jo", "José\\ Álvarez"),
        ("alv", "José\\ Álvarez"),
        ("ole", "Олег\\ Петров"),
        ("ada mar", "Ada\\ Marin\\ \\(Lyon\\)|Ada\\ Marin\\ \\(Riga\\)"),
        ("ada riga", "Ada\\ Marin\\ \\(Riga\\)"),
        ("nobody", ""),
    ] {
        assert_eq!(completed(&place, "bash", &["show", typed]), shown, "{typed}");
    }
    assert_eq!(completed(&place, "zsh", &["show", "jo"]), "José Álvarez");
    assert_eq!(completed(&place, "fish", &["show", "jo"]), "José Álvarez\n");
    assert_eq!(completed(&place, "powershell", &["show", "jo"]), "'José Álvarez'\n");
    for line in [
        &["tag", "jo"][..],
        &["edit", "jo"],
        &["rm", "jo"],
        &["forget", "jo"],
        &["duplicates", "--not", "jo"],
        &["duplicates", "--maybe", "Ada Marin", "jo"],
    ] {
        assert_eq!(completed(&place, "zsh", line), "José Álvarez", "{line:?}");
    }
    assert_eq!(completed(&place, "bash", &["--db", "none.db", "show", "jo"]), "");
    assert_eq!(completed(&place, "bash", &["add", "jo"]), "");
    let own = place.home().join("own.db");
    place.run(["backup".as_ref(), own.as_os_str()]).success();
    fs::remove_dir_all(place.db().parent().expect("a folder")).expect("ours");
    assert_eq!(completed(&place, "bash", &["--db", "~/own.db", "show", "jo"]), "José\\ Álvarez");
    assert_eq!(completed(&place, "bash", &["show", "jo"]), "");
    fs::write(&own, "garbage").expect("ours");
    assert_eq!(completed(&place, "bash", &["--db", "~/own.db", "show", "jo"]), "");
    assert!(!place.db().exists(), "completing makes no store");
}

#[test]
fn what_an_argument_takes_one_of_completes_in_every_shell() {
    let place = Place::with_grace();
    let shells = [("bash", ""), ("zsh", ""), ("fish", "\n"), ("powershell", "\n")];
    for (line, shown) in [
        (&["list", "mee"][..], "meetings"),
        (&["ls", "mee"], "meetings"),
        (&["list", "--kind", "vi"], "video"),
        (&["list", "meetings", "--kind=vi"], "--kind=video"),
        (&["list", "--sort", "rec"], "recent"),
        (&["list", "--state", "let"], "let_go"),
        (&["list", "--outcome", "k"], "kept"),
        (&["add", "Budi", "--closeness", "inn"], "inner"),
        (&["edit", "last", "--direction", "o"], "out"),
        (&["refer", "Grace", "--as", "intro"], "introduction"),
        (&["import", "vc"], "vcard"),
        (&["import", "--format", "wh"], "whatsapp"),
        (&["import", "vcard", "vc"], ""),
        (&["export", "do"], "dot"),
        (&["export", "mb"], ""),
        (&["export", "vcard", "--version", "3"], "3.0"),
        (&["completions", "z"], "zsh"),
        (&["man", "clos"], "closest"),
        (&["--color", "al"], "always"),
    ] {
        for (shell, end) in shells {
            let end = if shown.is_empty() { "" } else { end };
            // In bash the quotes and breaks of a line have been read already.
            assert_eq!(completed(&place, shell, line), format!("{shown}{end}"), "{shell} {line:?}");
        }
    }
    fs::write(place.home().join("cards.vcf"), "").expect("ours");
    let files = completed(&place, "bash", &["import", ""]);
    assert!(files.contains("vcard|") && files.contains("cards.vcf"), "{files}");
}

#[test]
fn what_completes_is_taken() {
    let place = Place::with_grace();
    for line in [
        &["list", ""][..],
        &["list", "--sort", ""],
        &["list", "--state", ""],
        &["list", "--closeness", ""],
        &["list", "promises", "--outcome", ""],
        &["list", "meetings", "--kind", ""],
        &["man", ""],
        &["export", "--dry-run", ""],
        &["export", "vcard", "--version", ""],
        &["edit", "Grace", "--dry-run", "--closeness", ""],
        &["completions", ""],
    ] {
        let words = completed(&place, "bash", line);
        let words: Vec<_> = words.split('|').filter(|word| !word.starts_with('-')).collect();
        assert!(words.len() > 1, "{line:?}");
        for word in words {
            let line = [&line[..line.len() - 1], &[word]].concat();
            // A folder is asked for by `export jsonl`, which is another matter.
            let done = ended(&mut place.auld(line.clone()));
            assert!(
                done.code == Some(0) || line.contains(&"jsonl") && done.stderr().contains("folder"),
                "{line:?} {done:?}"
            );
        }
    }
}

#[test]
fn bash_puts_a_name_in_as_one_word() {
    let place = Place::with_grace();
    let script = r#"
        source <(auld completions bash)
        for typed in 'gra' '"gra'; do
            COMP_WORDS=(auld show "$typed") COMP_CWORD=2
            _auld_complete auld "${typed#\"}" show
            printf '[%s]' "${COMPREPLY[@]}"
        done"#;
    let script = format!("bash -c '{}'", script.replace('\'', "'\\''"));
    assert_eq!(place.sh(&script).success().stdout(), "[Grace\\ Tan][Grace Tan]");
}

#[test]
fn completing_costs_nothing_where_nobody_completes() {
    let place = Place::with_grace();
    for value in ["0", "1", "no shell"] {
        let mut auld = place.auld(["history"]);
        let ended = ended(auld.env("COMPLETE", value)).success();
        assert!(ended.stdout().contains("Grace"), "COMPLETE={value} kept auld from its work");
    }
}

#[test]
fn every_verb_has_a_page() {
    let mut bench = Bench::new();
    let folder = bench.home().join("man1");
    bench.run(["man", "--dir", folder.to_str().expect("UTF-8")]).success();
    let pages = names(&folder);
    assert!(pages.contains(&"auld.1".to_owned()) && pages.contains(&"auld-backup.1".to_owned()), "{pages:?}");
    for page in &pages {
        assert_eq!(mode(&folder.join(page)), 0o644);
        let verb = page.trim_end_matches(".1").trim_start_matches("auld").trim_start_matches('-');
        let args = if verb.is_empty() { vec!["man"] } else { vec!["man", verb] };
        assert_eq!(bench.run(args).success().stdout, fs::read_to_string(folder.join(page)).expect("a page"));
    }
    bench.run(["man", "fly"]).code(1);
}

#[test]
fn a_store_opens_for_a_look_only_where_it_is_there() {
    let bench = Bench::new();
    assert!(Store::peek(&bench.db()).expect("nothing is no error").is_none());
    drop(Store::open(&bench.db(), Access::Write).expect("it is made"));
    assert!(Store::peek(&bench.db()).expect("it is sound").is_some());
}
