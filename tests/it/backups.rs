//! The copies that auld makes by itself: when, of what, how many, who can read them, and the way back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use auld::store::{KEPT, backups};

use crate::bench::{Bench, sound};
use crate::binary::{Place, ended};
use crate::dump::Dump;

/// Returns a table of so many people, and of as many others with another begin.
fn table(begin: &str, people: usize) -> String {
    let lines = (0..people).map(|n| format!("{begin}{n} Tan,{begin}{n}@example.org\n"));
    std::iter::once("name,email\n".to_owned()).chain(lines).collect()
}

fn folder(db: &Path) -> PathBuf {
    PathBuf::from(format!("{}.backups", db.display()))
}

fn names(db: &Path) -> Vec<String> {
    backups(db).iter().map(|backup| backup.name().to_owned()).collect()
}

/// Returns the names of all that lies in a folder.
fn all(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("there").map(|entry| entry.expect("readable").file_name());
    let mut names: Vec<_> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

fn with_sari() -> Bench {
    let mut bench = Bench::unchecked();
    bench.run(["add", "Sari Noor"]).success();
    bench
}

#[test]
fn an_import_of_many_people_keeps_the_store_as_it_was() {
    let mut bench = with_sari();
    let (few, many) = (bench.file("few.csv", table("Ada", 100)), bench.file("many.csv", table("Budi", 101)));
    let (few, many) = (few.to_str().expect("UTF-8"), many.to_str().expect("UTF-8"));
    bench.run(["import", few]).success();
    assert!(names(&bench.db()).is_empty(), "a hundred people are not many");
    let before = bench.dump();
    bench.run(["import", many, "--dry-run"]).success();
    assert!(!folder(&bench.db()).exists(), "a dry run keeps nothing");
    let said = bench.run(["import", many]).success();
    assert!(said.stderr.contains("the store as it was before is kept: `auld restore` lists it"), "{said}");
    assert_eq!(names(&bench.db()), ["2026-11-23-090400-import"]);
    let kept = backups(&bench.db()).remove(0).path;
    assert_eq!(Dump::of(&kept).rows, before.rows);
    assert_eq!((mode(&folder(&bench.db())), mode(&kept)), (0o700, 0o600));
    sound(&kept);
    // Reading it makes no files beside it.
    bench.run(["restore"]).success();
    assert_eq!(fs::read_dir(folder(&bench.db())).expect("readable").count(), 1);
    // The same again changes nobody.
    bench.run(["import", many]).success();
    assert_eq!(names(&bench.db()).len(), 1);
    bench.run(["undo"]).success();
    assert_eq!(bench.dump().rows, before.rows);
}

#[test]
fn what_was_not_imported_and_what_was_empty_is_not_kept() {
    let mut bench = Bench::unchecked();
    let many = bench.file("many.csv", table("Budi", 150));
    bench.run(["import", many.to_str().expect("UTF-8")]).success();
    assert!(!folder(&bench.db()).exists(), "there was nothing to keep");
    let more = bench.file("more.csv", table("Ada", 150));
    bench
        .run(["import", more.to_str().expect("UTF-8"), bench.home().join("gone.csv").to_str().expect("UTF-8")])
        .code(1);
    assert!(!folder(&bench.db()).exists(), "nothing was imported");
}

#[test]
fn an_import_goes_on_where_nothing_can_be_kept() {
    let mut bench = with_sari();
    fs::write(folder(&bench.db()), "in the way").expect("writable");
    let many = bench.file("many.csv", table("Budi", 150));
    let said = bench.run(["import", many.to_str().expect("UTF-8")]).success();
    assert!(said.stderr.contains("the store as it was before could not be kept: "), "{said}");
    assert!(bench.dump().rows.contains("Budi149 Tan"));
    assert_eq!(fs::read(folder(&bench.db())).expect("there"), b"in the way");
    // A restore keeps the store beside it then.
    let copy = bench.home().join("copy.db");
    let copy = copy.to_str().expect("UTF-8");
    bench.run(["backup", copy]).success();
    let said = bench.run(["restore", "-y", copy]).success();
    assert!(said.stdout.contains("auld.db.replaced-20261123-090400"), "{said}");
}

#[test]
fn restore_lists_what_is_kept_and_takes_one_by_number_or_time() {
    let mut bench = with_sari();
    insta::assert_snapshot!(bench.run(["restore"]).success(), @r"
    ------- stderr -------
    auld has kept nothing by itself yet; `auld restore FILE` takes a backup of yours
    ");
    let copy = bench.home().join("copy.db");
    let copy = copy.to_str().expect("UTF-8");
    bench.run(["backup", copy]).success();
    let then = bench.dump();
    for (day, name) in [("2026-10-01", "Grace Tan"), ("2026-11-20", "Tomas Ozols"), ("2026-11-23", "Budi Rahman")] {
        bench.on(day).run(["add", name]).success();
        let said = bench.run(["restore", "-y", copy, "--dry-run"]).success();
        assert!(said.stderr.contains("nothing was written"), "{said}");
        bench.run(["restore", "-y", copy]).success();
    }
    bench.run(["log", "coffee with Sari"]).success();
    insta::assert_snapshot!(bench.run(["restore"]).success(), @r"
    1  2026-11-23 09:03  today        before a restore  2 people, 0 meetings
    2  2026-11-20 09:03  3 days ago   before a restore  2 people, 0 meetings
    3  2026-10-01 09:03  7 weeks ago  before a restore  2 people, 0 meetings
    ------- stderr -------
    take one with `auld restore NUMBER`; the store that stands there now is kept too
    ");
    insta::assert_snapshot!(bench.run(["restore", "--plain"]).success(), @r"
    1	2026-11-23-090300-restore	restore	2	0	270336	[HOME]/.local/share/auld/auld.db.backups/2026-11-23-090300-restore.db
    2	2026-11-20-090300-restore	restore	2	0	270336	[HOME]/.local/share/auld/auld.db.backups/2026-11-20-090300-restore.db
    3	2026-10-01-090300-restore	restore	2	0	270336	[HOME]/.local/share/auld/auld.db.backups/2026-10-01-090300-restore.db
    ------- stderr -------
    take one with `auld restore NUMBER`; the store that stands there now is kept too
    ");
    let json = bench.run(["restore", "--json"]).json();
    assert_eq!((&json["backups"][0]["number"], &json["backups"][0]["people"]), (&1.into(), &2.into()), "{json}");
    for (word, why) in [
        ("0", "there is no backup 0"),
        ("4", "there is no backup 4"),
        ("2026", "`2026` can be 3 backups"),
        ("2026-11", "`2026-11` can be 2 backups"),
        ("2025-01", "there is no file `2025-01`"),
    ] {
        let said = bench.run(["restore", "-y", word]).code(1);
        assert!(said.stderr.contains(why) && said.stderr.contains("hint: "), "{said}");
    }
    bench.run(["restore", "-y", "2026-11-20"]).success();
    let rows = bench.dump().rows;
    assert!(rows.contains("Tomas Ozols") && !rows.contains("Budi"), "{rows}");
    bench.run(["restore", "-y", "2"]).success();
    assert!(bench.dump().rows.contains("Budi Rahman"));
    // A file that is there is the file.
    let place = Place::new();
    fs::copy(copy, place.home().join("2")).expect("copied");
    ended(&mut place.auld(["restore", "-y", "2"])).success();
    assert_eq!(Dump::of(&place.db()).rows, then.rows);
}

#[test]
fn twenty_are_kept_and_the_newest_is_never_the_one_that_goes() {
    let mut bench = with_sari();
    let copy = bench.home().join("copy.db");
    let copy = copy.to_str().expect("UTF-8");
    bench.run(["backup", copy]).success();
    for _ in 0..KEPT + 2 {
        bench.run(["restore", "-y", copy]).success();
    }
    let names = names(&bench.db());
    assert_eq!((names.len(), names.last().map(String::as_str)), (20, Some("2026-11-23-090500-restore")));
    let abandoned = folder(&bench.db()).join("2026-11-23-090000-import.db.new-99999999");
    let (own, note) = (folder(&bench.db()).join("notes.txt"), folder(&bench.db()).join("2026-11-23.db"));
    for file in [&abandoned, &own, &note] {
        fs::write(file, "words").expect("writable");
    }
    // The clock was set back: what is made now is the oldest by its name.
    bench.on("2001-01-01").run(["restore", "-y", copy]).success();
    let names = self::names(&bench.db());
    assert_eq!((names.len(), names.last().map(String::as_str)), (20, Some("2001-01-01-090100-restore")));
    assert!(!abandoned.exists() && own.exists() && note.exists(), "drafts go, the files of others stay");
}

#[test]
fn two_in_one_second_are_two() {
    let place = Place::with_grace();
    place
        .sh("auld backup copy.db && auld -y restore copy.db && auld -y restore copy.db && auld -y restore 1")
        .success();
    assert_eq!(
        names(&place.db()),
        ["2026-11-23-000002-restore", "2026-11-23-000001-restore", "2026-11-23-000000-restore"]
    );
}

#[test]
fn the_doctor_knows_them() {
    let mut bench = with_sari();
    let copy = bench.home().join("copy.db");
    bench.run(["backup", copy.to_str().expect("UTF-8")]).success();
    bench.run(["restore", "-y", copy.to_str().expect("UTF-8")]).success();
    let said = bench.run(["doctor", "--plain"]).success();
    assert!(said.stdout.contains("1 made by auld itself, the newest 2026-11-23-090300-restore"), "{said}");
    let kept = backups(&bench.db()).remove(0).path;
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).expect("ours");
    assert!(bench.run(["doctor", "--plain"]).code(1).stdout.contains("others can read"));
    bench.run(["doctor", "--mend"]).success();
    assert_eq!(mode(&kept), 0o600);
    fs::set_permissions(folder(&bench.db()), fs::Permissions::from_mode(0o755)).expect("ours");
    bench.run(["doctor"]).code(1);
    bench.run(["doctor", "--mend"]).success();
    let long = fs::metadata(&kept).expect("there").len();
    fs::File::options().write(true).open(&kept).and_then(|file| file.set_len(long - 4096)).expect("ours");
    let said = bench.run(["doctor", "--plain"]).code(1);
    assert!(said.stdout.contains("restore.db` is damaged"), "{said}");
    let said = bench.run(["restore"]).success();
    assert!(said.stdout.contains("damaged"), "{said}");
    bench.run(["restore", "-y", "1"]).code(3);
}

#[test]
fn forgetting_leaves_none_of_them() {
    let mut bench = with_sari();
    bench.run(["add", "Zanzibella Qwintan"]).success();
    let many = bench.file("many.csv", table("Budi", 150));
    bench.run(["import", many.to_str().expect("UTF-8")]).success();
    fs::write(folder(&bench.db()).join("old.db"), "zanzibella").expect("writable");
    let said = bench.run(["forget", "Zanzibella", "--confirm", "Zanzibella Qwintan"]).success();
    assert!(
        said.stderr.contains("2 backups that auld made by itself, in `[HOME]/.local/share/auld/auld.db.backups`"),
        "{said}"
    );
    assert!(!folder(&bench.db()).exists());
}

#[test]
fn a_dry_run_answers_as_a_real_one_does() {
    let mut bench = with_sari();
    bench.run(["log", "tea with Sari"]).success();
    let copy = bench.home().join("copy.db");
    let copy = copy.to_str().expect("UTF-8").to_owned();
    let store = bench.dump();
    for line in [&["backup", &copy][..], &["restore", "-y", &copy]] {
        let dry = |format: &'static str| [line, &["--dry-run", format]].concat();
        let rehearsed = bench.run(dry("--json"));
        assert_eq!(rehearsed.stderr, "dry run: nothing was written\n");
        let rehearsed = rehearsed.json();
        let plain = bench.run(dry("--plain")).success().stdout;
        let said = bench.run(dry("--quiet")).success().stdout;
        assert!(said.starts_with("would "), "{said}");
        assert_eq!(Path::new(&copy).exists(), line[0] == "restore");
        assert_eq!(bench.dump().rows, store.rows);
        let real = bench.run([line, &["--json"]].concat()).json();
        assert_eq!((&rehearsed["done"], &real["done"]), (&false.into(), &true.into()));
        let keys = |json: &serde_json::Value| json.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
        assert_eq!(keys(&rehearsed), keys(&real));
        for same in ["file", "people", "meetings", "bytes", "store", "from", "sealed_with"] {
            assert_eq!(rehearsed[same], real[same], "{line:?}: {same}");
        }
        fs::rename(&copy, bench.home().join("first.db")).expect("there");
        let from = if line[0] == "backup" { "copy.db" } else { "first.db" };
        let from = bench.home().join(from).display().to_string();
        let again = bench.run([&line[..line.len() - 1], &[&from, "--plain"]].concat()).success().stdout;
        assert_eq!(plain.matches('\t').count(), again.matches('\t').count(), "{line:?} {plain}");
        fs::rename(&from, &copy).expect("there");
    }
    insta::assert_snapshot!(bench.run(["backup", "--force", "--dry-run", &copy]).success(), @r"
    would copy to [HOME]/copy.db
    1 person, 1 meeting, 264 KiB
    ------- stderr -------
    dry run: nothing was written
    ");
    insta::assert_snapshot!(bench.run(["restore", "--dry-run", &copy]).success(), @r"
    would restore [HOME]/.local/share/auld/auld.db from
    [HOME]/copy.db
    1 person, 1 meeting, 264 KiB; checked and sound
    what stands there now would be kept
    ------- stderr -------
    dry run: nothing was written
    ");
}

#[test]
fn restore_says_what_it_wants_instead() {
    let mut bench = with_sari();
    let folder = bench.home().join("copies");
    fs::create_dir(&folder).expect("ours");
    let notes = bench.file("notes.txt", "words, and more than a hundred of them, so that it may be one: ".repeat(20));
    let folder = folder.to_str().expect("UTF-8");
    insta::assert_snapshot!(bench.run(["restore", "-y", folder]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/copies` is a folder, and a backup is a file
    hint: name a file in it; `auld restore` alone lists what auld kept by itself
    [exit code 1]
    ");
    bench.run(["backup", folder]).success();
    bench.on("2026-11-25").run(["backup", folder]).success();
    insta::assert_snapshot!(bench.run(["restore", "-y", folder]).code(1), @r"
    ------- stderr -------
    error: `[HOME]/copies` is a folder, and a backup is a file
    hint: name a file in it; the newest that `auld backup` wrote there: `auld restore [HOME]/copies/auld-2026-11-25.db`
    [exit code 1]
    ");
    insta::assert_snapshot!(bench.run(["restore", "-y", notes.to_str().expect("UTF-8")]).code(3), @r"
    ------- stderr -------
    error: `[HOME]/notes.txt` is no backup: it is a file of another kind
    hint: name another backup; `auld restore` alone lists those that auld keeps; nothing was changed
    [exit code 3]
    ");
    let own = bench.db();
    insta::assert_snapshot!(bench.run(["restore", "-y", own.to_str().expect("UTF-8")]).code(3), @r"
    ------- stderr -------
    error: `[HOME]/.local/share/auld/auld.db` cannot be restored: it is the store itself
    hint: name another backup; `auld restore` alone lists those that auld keeps; nothing was changed
    [exit code 3]
    ");
}

/// Runs a script with no leave to write a file of more than so many blocks: the system kills whoever does.
fn killed(place: &Place, script: &str) {
    let said = place.sh(&format!("ulimit -f 600; auld {script}"));
    assert!(said.code != Some(0), "{script} was not killed: {said:?}");
}

#[test]
fn what_a_killed_command_left_goes_with_the_next() {
    let place = Place::with_grace();
    for _ in 0..12 {
        place.run(["note", "Grace", &"and so on ".repeat(9_000)]).success();
    }
    place.run(["backup", "whole.db"]).success();
    let folder = place.db().parent().expect("a folder").to_owned();
    let drafts = |folder: &Path| {
        let mut names = all(folder);
        names.retain(|name| name.contains(".new-"));
        names
    };
    // Two that must stay: of a process at work, and one that is nobody's draft.
    let working = format!(".out.new-{}", std::process::id());
    fs::write(place.home().join(&working), "words").expect("ours");
    fs::write(place.home().join(".out.new-2026-11"), "words").expect("ours");
    for (line, at) in
        [("backup out", place.home()), ("export json -o out", place.home()), ("restore -y whole.db", folder.as_path())]
    {
        let before = drafts(at);
        killed(&place, line);
        assert!(drafts(at).len() > before.len(), "`auld {line}` left nothing behind");
        place.sh(&format!("auld {line}")).success();
        assert_eq!(drafts(at), before, "`auld {line}` left what was there");
        fs::remove_file(place.home().join("out")).ok();
    }
    assert_eq!(drafts(place.home()).len(), 2);
}

#[test]
fn two_backups_to_one_place_leave_each_other_alone() {
    let place = Place::with_grace();
    for round in 0..5 {
        let script = format!("for n in 1 2 3 4; do auld backup copy{round}.db --force & done; wait");
        let said = place.sh(&script).success();
        assert_eq!(said.stdout().matches("checked and sound").count(), 4, "{}", said.stderr());
        sound(&place.home().join(format!("copy{round}.db")));
    }
    assert!(!all(place.home()).iter().any(|name| name.contains(".new-")));
}
