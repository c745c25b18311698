//! Many terminals at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::{kept, start, start_with};
use crate::bench::sound;
use crate::binary::{Place, ended};
use crate::dump::raw;
use crate::full;

/// How many people an import brings: they come all at once or not at all.
const TOGETHER: usize = 20;

/// Does something again and again until the others are done, once at least.
fn until(done: impl Fn() -> bool, deed: impl Fn()) {
    loop {
        deed();
        if done() {
            return;
        }
    }
}

/// Does something so many times, spread over the work of others, who say which share of it is done.
fn spread(times: usize, share: impl Fn() -> f64, deed: impl Fn(usize)) {
    for n in 0..times {
        while share() < n as f64 / times as f64 {
            std::thread::sleep(Duration::from_millis(2));
        }
        deed(n);
    }
}

/// Demands of a document that nothing of it is half there; returns how many meetings it has.
#[track_caller]
fn whole(json: &[u8]) -> usize {
    let all: Value = serde_json::from_slice(json).expect("one document");
    let list = |of: &Value, key: &str| of[key].as_array().cloned().unwrap_or_default();
    let people = list(&all, "people");
    let meetings = list(&all, "meetings").len();
    let promises: usize = people.iter().map(|person| list(person, "promises").len()).sum();
    assert_eq!(meetings, promises, "a meeting without what was promised there");
    let imported = people.iter().filter(|person| person["name"].as_str().is_some_and(|name| name.starts_with("Ada")));
    assert_eq!(imported.count() % TOGETHER, 0, "an import is half there");
    meetings
}

#[test]
fn many_terminals_at_once_lose_nothing() {
    let (each, imports, backups) = if full() { (1000, 50, 20) } else { (50, 10, 3) };
    let place = Place::with_grace();
    let tried = AtomicUsize::new(0);
    let done = || tried.load(Ordering::SeqCst) == 8 * each;
    let share = || tried.load(Ordering::SeqCst) as f64 / (8 * each) as f64;
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let (place, tried) = (&place, &tried);
            scope.spawn(move || {
                // Nobody may wait for a writer that failed.
                let mut left = Tried { tried, left: each };
                for n in 0..each {
                    let sentence = format!("coffee with Grace, record {writer}-{n} end; I promised Grace the paper");
                    place.run(["-q", "log", &sentence]).success();
                    left.one();
                }
            });
        }
        for verb in [&["list", "meetings", "-n", "5"][..], &["show", "Grace"], &[]] {
            let place = &place;
            scope.spawn(move || until(done, || drop(place.run(verb).success())));
        }
        scope.spawn(|| {
            until(done, || {
                whole(&place.run(["export", "json"]).success().out);
            });
        });
        scope.spawn(|| {
            spread(imports, share, |n| {
                let table: String = (0..TOGETHER).map(|k| format!("Ada {n}-{k},ada{n}x{k}@example.org\n")).collect();
                fs::write(place.home().join("some.csv"), format!("name,email\n{table}")).expect("HOME is writable");
                place.run(["-q", "import", "some.csv"]).success();
            });
        });
        scope.spawn(|| spread(backups, share, |n| drop(place.run(["backup", &format!("copy-{n}.db")]).success())));
    });
    let all: Vec<_> = (0..8).flat_map(|w| (0..each).map(move |n| format!("{w}-{n}"))).collect();
    kept(&place.db(), &all, all.len());
    assert_eq!(whole(&place.run(["export", "json"]).success().out), all.len());
    let left: Vec<_> = leftovers(&place);
    assert!(left.is_empty(), "drafts were left behind: {left:?}");
    for n in 0..backups {
        comes_back(&place.home().join(format!("copy-{n}.db")));
    }
}

/// Demands that a backup is sound, has nothing by halves, and is all there again after it was restored.
fn comes_back(copy: &Path) {
    sound(copy);
    let place = Place::with_grace();
    let said = ended(place.auld(["--db"]).arg(copy).args(["export", "json"])).success().out;
    whole(&said);
    ended(place.auld(["restore", "-y"]).arg(copy)).success();
    assert!(place.run(["export", "json"]).success().out == said, "{} came back otherwise", copy.display());
    // One that is damaged does not, and what stands there stays.
    let mut bytes = fs::read(copy).expect("readable");
    bytes.truncate(bytes.len() - 4096);
    fs::write(place.home().join("cut.db"), bytes).expect("HOME is writable");
    place.run(["restore", "-y", "cut.db"]).code(3);
    assert!(place.run(["export", "json"]).success().out == said, "a restore that was refused changed the store");
}

/// Counts what a writer has tried; what it never came to counts when it goes away.
struct Tried<'a> {
    tried: &'a AtomicUsize,
    left: usize,
}

impl Tried<'_> {
    fn one(&mut self) {
        self.left -= 1;
        self.tried.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Tried<'_> {
    fn drop(&mut self) {
        self.tried.fetch_add(self.left, Ordering::SeqCst);
    }
}

/// The files beside the store that are no part of it.
fn leftovers(place: &Place) -> Vec<PathBuf> {
    let ours = ["auld.db", "auld.db-wal", "auld.db-shm"];
    let folder = place.db().parent().expect("a folder").to_owned();
    let entries = fs::read_dir(folder).expect("readable").map(|e| e.expect("readable").path());
    entries.filter(|path| !ours.iter().any(|name| path.ends_with(name))).collect()
}

const NAMES: &[&str] = &["Grace Tan", "Tomas Ozols", "Sari", "Budi", "Ada Lind", "Marie Roux"];

#[test]
fn first_writes_at_once_make_one_store() {
    for _ in 0..10 {
        let place = Place::new();
        let started: Vec<_> = NAMES.iter().map(|name| start_with(&place, name, name)).collect();
        for mut child in started {
            assert!(child.wait().expect("it ends").success());
        }
        let all: Vec<_> = NAMES.iter().map(|name| (*name).to_owned()).collect();
        kept(&place.db(), &all, all.len());
        let left = leftovers(&place);
        assert!(left.is_empty(), "drafts were left behind: {left:?}");
    }
}

#[test]
fn a_new_name_from_several_terminals_at_once_is_one_person() {
    for _ in 0..5 {
        let place = Place::new();
        place.run(["add", "Sari"]).success();
        let started: Vec<_> = (0..6).map(|n| start(&place, &n.to_string())).collect();
        for mut child in started {
            assert!(child.wait().expect("it ends").success());
        }
        let graces: i64 = raw(&place.db())
            .query_row("SELECT count(*) FROM person WHERE name = 'Grace Tan'", [], |row| row.get(0))
            .expect("the schema");
        assert_eq!(graces, 1, "each terminal made a Grace Tan of its own");
    }
}
