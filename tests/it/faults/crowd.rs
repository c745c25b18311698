//! Many terminals at once.

use std::fs;
use std::path::PathBuf;

use super::{kept, start, start_with};
use crate::binary::Place;
use crate::dump::raw;
use crate::full;

#[test]
fn many_terminals_at_once_lose_nothing() {
    let each = if full() { 250 } else { 50 };
    let place = Place::with_grace();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let place = &place;
            scope.spawn(move || {
                for n in 0..each {
                    let done = start(place, &format!("{writer}-{n}")).wait().expect("it ends");
                    assert!(done.success(), "writer {writer} failed at {n}: {done}");
                }
            });
        }
    });
    let all: Vec<_> = (0..8).flat_map(|w| (0..each).map(move |n| format!("{w}-{n}"))).collect();
    kept(&place.db(), &all, all.len());
    let left: Vec<_> = leftovers(&place);
    assert!(left.is_empty(), "drafts were left behind: {left:?}");
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
