//! The one integration test binary. `bench.rs` is the world that tests run in; each other file holds one kind of claim.

mod bench;
mod binary;
mod dump;
mod pty;

mod asking;
mod backups;
mod calendar;
mod clock;
mod corpora;
mod csv;
mod daily;
mod docs;
mod due_days;
mod duplicates;
mod engagements;
mod everywhere;
mod exchange;
mod faults;
mod feelings;
mod files;
mod first_day;
mod forget;
mod friends;
mod help;
mod hostile;
mod ics;
mod importing;
mod jscontact;
mod keep;
mod layers;
mod leaks;
mod lineage;
mod lock;
mod mbox;
mod meetings_csv;
mod messages;
mod model;
mod monica;
mod people;
mod planted;
mod process;
mod referrals;
mod related;
mod relations;
mod schema;
mod scores;
mod seal;
mod shell;
mod slips;
mod store;
mod supply;
mod terminal;
mod tester;
mod undo;
mod vcard;
mod versions;
mod whatsapp;
mod without_seal;

use std::io::Write as _;
use std::path::Path;

/// Returns a file or folder of this package.
pub fn package(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Tells whether the long form of each test is wanted: `AULD_TEST_FULL=1`.
#[expect(clippy::disallowed_methods, reason = "what is asked of the tests is not asked of a World")]
pub fn full() -> bool {
    std::env::var_os("AULD_TEST_FULL").is_some()
}

/// Says that a test could not be run here, past the capture of what tests print, so that nobody takes it for passed.
pub fn skipped(why: &str) {
    told(&format!("SKIPPED: {why}"));
}

/// Says something past the capture of what tests print.
pub fn told(text: &str) {
    writeln!(std::io::stderr(), "{text}").ok();
}

#[test]
fn every_test_file_is_listed() {
    let listed = include_str!("main.rs");
    for entry in std::fs::read_dir(package("tests/it")).expect("the folder is part of the package") {
        let name = entry.expect("readable").file_name().into_string().expect("UTF-8");
        let Some(module) = name.strip_suffix(".rs").filter(|m| *m != "main") else { continue };
        assert!(
            listed.contains(&format!("mod {module};")),
            "tests/it/{name} is not listed in main.rs, so it never runs"
        );
    }
}
