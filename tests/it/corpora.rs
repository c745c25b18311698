//! Real files, of the tests of other programs: every one is taken or refused in words, and what becomes of them is
//! pinned. They are no part of the package; where the folder is not at hand the tests say so.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::bench::Bench;

/// Returns the files of one kind, in order: those below `AULD_CORPORA`, else below `../shared/corpora` beside the
/// package. `None`, and told loudly, where there are none.
#[expect(clippy::disallowed_methods, reason = "where the files lie is not asked of a World")]
pub fn corpus(kind: &str) -> Option<(PathBuf, Vec<PathBuf>)> {
    let root = std::env::var_os("AULD_CORPORA").map_or_else(|| crate::package("../shared/corpora"), PathBuf::from);
    let root = root.join(kind);
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    if files.is_empty() {
        let root = root.display();
        crate::skipped(&format!("no files of other programs in {root}; AULD_CORPORA names the folder they are in"));
        return None;
    }
    files.sort();
    Some((root, files))
}

/// What became of files.
#[derive(Default)]
struct Fate {
    /// Files, and those of which nothing could be read.
    files: u64,
    refused: u64,
    /// Those that were taken once they were told who I am.
    asked: u64,
    /// Records by what they are of, then by what became of them.
    records: BTreeMap<String, [u64; 4]>,
    /// How often each reason was given: why a file was refused, a record was bad, or was left out.
    files_why: BTreeMap<String, u64>,
    bad_why: BTreeMap<String, u64>,
    left_out: BTreeMap<String, u64>,
}

impl Fate {
    /// Imports a file, twice where it is taken: the second time must change nothing.
    fn of(&mut self, bench: &mut Bench, kind: &str, path: &Path) {
        let mut args: Vec<OsString> = vec!["import".into(), kind.into(), path.into(), "--json".into()];
        let mut outcome = bench.run(&args);
        self.files += 1;
        if let Some((_, likely)) = outcome.stderr.split_once("auld import --me ") {
            // A chat may not tell which of its people I am; the hint names one of them.
            let me = likely.split(" FILE").next().unwrap_or_default().trim_matches('\'');
            args.extend(["--me".into(), me.into()]);
            outcome = bench.run(&args);
            self.asked += 1;
        }
        if outcome.code != 0 {
            assert_eq!(outcome.code, 1, "{}: {outcome}", path.display());
            let told = outcome.stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            self.refused += 1;
            *self.files_why.entry(reason(told, path)).or_default() += 1;
            return;
        }
        let done = outcome.json();
        for (what, counts) in done.as_object().expect("an object").iter().filter(|(_, counts)| counts.is_object()) {
            let Some(bad) = counts["bad"].as_u64() else { continue };
            let of = self.records.entry(what.clone()).or_default();
            for (sum, key) in of.iter_mut().zip(["new", "updated", "unchanged"]) {
                *sum += counts[key].as_u64().expect("a number");
            }
            of[3] += bad;
        }
        for bad in done["bad_records"].as_array().expect("a list") {
            *self.bad_why.entry(reason(bad["why"].as_str().unwrap_or_default(), path)).or_default() += 1;
        }
        for (why, many) in done["left_out"].as_object().expect("an object") {
            *self.left_out.entry(why.clone()).or_default() += many.as_u64().unwrap_or_default();
        }
        let again: Value = bench.run(&args).json();
        let changed = (again["new"].as_u64(), again["updated"].as_u64());
        assert_eq!(changed, (Some(0), Some(0)), "{}: the second time changes nothing", path.display());
    }

    fn table(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| writeln!(out, "{text}").expect("a string takes any text");
        let asked = if self.asked > 0 { format!(" ({} once told who I am)", self.asked) } else { String::new() };
        let taken = self.files - self.refused;
        line(format!("files {}, taken {taken}{asked}, refused {}", self.files, self.refused));
        for (what, [new, updated, unchanged, bad]) in &self.records {
            line(format!("{what}: new {new}, updated {updated}, unchanged {unchanged}, bad {bad}"));
        }
        for (what, all) in [("refused", &self.files_why), ("bad", &self.bad_why), ("left out", &self.left_out)] {
            for (why, many) in all {
                line(format!("{many:6} {what}: {why}"));
            }
        }
        out
    }
}

/// Returns a reason without the file and its line, and without the words of the file that it repeats: only the names
/// of properties stay.
fn reason(told: &str, path: &Path) -> String {
    let path = path.display().to_string();
    let told = told.rsplit_once(&path).map_or(told, |(_, rest)| rest);
    let told = told.trim_start_matches(|c: char| matches!(c, ':' | ' ' | '`') || c.is_ascii_digit());
    // Where a parser of JSON stopped is no part of why.
    let told = told.split(" at line ").next().unwrap_or_default();
    let mut out = String::new();
    for (at, part) in told.split('`').enumerate() {
        let plain = part.bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'-' | b':' | b'@' | b'='));
        match (at % 2, plain) {
            (0, _) => out.push_str(part),
            (_, true) => out.push_str(&format!("`{part}`")),
            (_, false) => out.push_str("`…`"),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Imports every file of a kind into a store of its own and returns what became of them; told as well, for whoever
/// looks on.
fn fate(kind: &str) -> Option<String> {
    let (_, files) = corpus(kind)?;
    let mut fate = Fate::default();
    for path in &files {
        let mut bench = Bench::new();
        bench.run(["me", "add-email", "nobody@example.invalid"]).success();
        fate.of(&mut bench, kind, path);
    }
    let table = fate.table();
    crate::told(&format!("{kind}: {table}"));
    Some(table)
}

#[test]
fn cards() {
    let Some(table) = fate("vcard") else { return };
    insta::assert_snapshot!(table, @r"
    files 88, taken 84, refused 4
    people: new 1101, updated 0, unchanged 0, bad 1
         4 refused: it names nobody
         1 bad: the line belongs to no card
    ");
}

#[test]
fn tables() {
    let Some(table) = fate("csv") else { return };
    insta::assert_snapshot!(table, @r"
    files 25, taken 3, refused 22
    people: new 13, updated 0, unchanged 0, bad 0
        22 refused: no column of it says who a row is about; nothing was imported
    ");
}

#[test]
fn calendars() {
    let Some(table) = fate("ics") else { return };
    insta::assert_snapshot!(table, @r"
    files 256, taken 233, refused 23
    meetings: new 5, updated 0, unchanged 0, bad 0
    people: new 8, updated 0, unchanged 0, bad 0
        23 refused: the event cannot be read: `…` of DTSTART is no time
         1 left out: all-day
       816 left out: with nobody invited
    ");
}

#[test]
fn mail() {
    let Some(table) = fate("mbox") else { return };
    insta::assert_snapshot!(table, @r"
    files 232, taken 222, refused 10
    meetings: new 165, updated 0, unchanged 0, bad 0
    people: new 159, updated 0, unchanged 0, bad 0
        10 refused: this is no mail: no head of a message begins here
         1 left out: called junk
         5 left out: from mailing lists
         8 left out: to many at once
        14 left out: without a date
        70 left out: without a sender
        16 left out: written by machines
    ");
}

#[test]
fn chats() {
    let Some(table) = fate("whatsapp") else { return };
    insta::assert_snapshot!(table, @r"
    files 21, taken 15 (15 once told who I am), refused 6
    me: new 15, updated 0, unchanged 0, bad 0
    meetings: new 82, updated 0, unchanged 0, bad 0
    people: new 35, updated 0, unchanged 0, bad 0
         6 refused: this is no chat: no line begins with a day and a time
        12 left out: to a group in which nobody else wrote
         4 left out: with somebody whose name has no letters
    ");
}

/// Naughty strings, broken UTF-8, broken JSON and what terminals obey, as every format.
#[test]
fn bytes_of_no_format_are_refused_by_all() {
    let Some((_, files)) = corpus("strings") else { return };
    let mut all = String::new();
    for kind in ["json", "jscontact", "monica", "friends", "vcard", "csv", "ics", "mbox", "whatsapp", "meetings"] {
        let mut fate = Fate::default();
        let mut bench = Bench::unchecked();
        bench.run(["me", "add-email", "nobody@example.invalid"]).success();
        for path in &files {
            fate.of(&mut bench, kind, path);
        }
        bench.run(["doctor"]).success();
        write!(all, "{kind}: {}", fate.table()).expect("a string takes any text");
    }
    crate::told(&all);
    insta::assert_snapshot!(all, @r"
    json: files 181, taken 0, refused 181
         1 refused: a `…` in a text stands before the wrong letter; nothing was imported
         1 refused: a text is not UTF-8; nothing was imported
         2 refused: expected `:`; nothing was imported
         1 refused: expected an auld document, and found `…`; nothing was imported
       123 refused: expected an auld document, and found a list […]; nothing was imported
         4 refused: expected an auld document, and found the number `…`; nothing was imported
         1 refused: expected an auld document, and found the text ``; nothing was imported
         1 refused: expected an auld document, and found the text `…`; nothing was imported
         3 refused: the file ends in the middle of the document; nothing was imported
         7 refused: the name of a field must stand in quotes; nothing was imported
         1 refused: there is a comma too many; nothing was imported
        26 refused: this is no JSON; nothing was imported
        10 refused: this is no auld document: it has no `…` or no `…`; nothing was imported
    jscontact: files 181, taken 2, refused 179
    people: new 0, updated 0, unchanged 0, bad 0
         7 refused: a `…` in a text stands before no letter that there is; nothing was imported
         6 refused: a `…` in a text stands before the wrong letter; nothing was imported
         1 refused: a text holds a line break or another control character; nothing was imported
         7 refused: a text is not UTF-8; nothing was imported
         2 refused: expected `:`; nothing was imported
         9 refused: expected `…` or `…`; nothing was imported
         1 refused: expected a card or a list of cards, and found `…`; nothing was imported
         4 refused: expected a card or a list of cards, and found the number `…`; nothing was imported
         1 refused: expected a card or a list of cards, and found the text ``; nothing was imported
         1 refused: expected a card or a list of cards, and found the text `…`; nothing was imported
        15 refused: invalid number; nothing was imported
         2 refused: it is nested too deeply; nothing was imported
        40 refused: it is no card
         7 refused: it names nobody
         4 refused: number out of range; nothing was imported
        11 refused: the file ends in the middle of a card; nothing was imported
         7 refused: the name of a field must stand in quotes; nothing was imported
         2 refused: there is a comma too many; nothing was imported
        52 refused: this is no JSON; nothing was imported
    monica: files 181, taken 0, refused 181
         7 refused: a `…` in a text stands before no letter that there is; nothing was imported
         6 refused: a `…` in a text stands before the wrong letter; nothing was imported
         1 refused: a text holds a line break or another control character; nothing was imported
         7 refused: a text is not UTF-8; nothing was imported
         2 refused: expected `:`; nothing was imported
         9 refused: expected `…` or `…`; nothing was imported
        15 refused: invalid number; nothing was imported
        52 refused: it has no account in it, as an export of Monica has; nothing was imported
         2 refused: it is nested too deeply; nothing was imported
         4 refused: number out of range; nothing was imported
        11 refused: the file ends in the middle of the document; nothing was imported
         7 refused: the name of a field must stand in quotes; nothing was imported
         2 refused: there is a comma too many; nothing was imported
        10 refused: there is something after the end; nothing was imported
        46 refused: this is no JSON; nothing was imported
    friends: files 181, taken 1, refused 180
    meetings: new 0, updated 0, unchanged 0, bad 0
    people: new 0, updated 0, unchanged 0, bad 0
        19 refused: it holds a control character
        12 refused: it is not UTF-8
       148 refused: it stands in no section, such as `…`
         1 refused: the line is longer than anybody writes
    vcard: files 181, taken 1, refused 180
    people: new 0, updated 0, unchanged 0, bad 0
         4 refused: the line belongs to no card
       176 refused: there is no card in it
    csv: files 181, taken 0, refused 181
       181 refused: no column of it says who a row is about; nothing was imported
    ics: files 181, taken 1, refused 180
    meetings: new 0, updated 0, unchanged 0, bad 0
       180 refused: there is no calendar in it
    mbox: files 181, taken 23, refused 158
    meetings: new 0, updated 0, unchanged 0, bad 0
       158 refused: this is no mail: no head of a message begins here
        22 left out: without a sender
    whatsapp: files 181, taken 0, refused 181
       181 refused: this is no chat: no line begins with a day and a time
    meetings: files 181, taken 0, refused 181
       181 refused: the header names no columns `…` and `…`; a header looks like `…`; nothing was imported
    ");
}

/// Naughty strings as people: each comes in as it is or is refused in words, and all go out and in again unchanged.
#[test]
fn naughty_strings_are_people_as_well() {
    let Some((root, _)) = corpus("strings") else { return };
    let list = std::fs::read(root.join("minimaxir+big-list-of-naughty-strings/blns.json")).expect("readable");
    let list: Vec<String> = serde_json::from_slice(&list).expect("a list of strings");
    let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    let rows: String = list.iter().map(cell).map(|text| format!("{text},{text},{text}\n")).collect();
    let (mut bench, mut other) = (Bench::new(), Bench::new());
    let path = bench.file("naughty.csv", format!("Name,Nickname,Notes\n{rows}"));
    let mut fate = Fate::default();
    fate.of(&mut bench, "csv", &path);
    let document = bench.run(["export", "json"]).json();
    let path = other.file("all.json", document.to_string());
    other.run(["import".as_ref(), path.as_os_str()]).success();
    assert_eq!(other.run(["export", "json"]).json(), document);
    insta::assert_snapshot!(fate.table(), @r"
    files 1, taken 1, refused 0
    people: new 476, updated 0, unchanged 0, bad 33
         1 bad: a name is at most 200 bytes long; this one has 211
         1 bad: a name is at most 200 bytes long; this one has 217
         1 bad: a name is at most 200 bytes long; this one has 224
         1 bad: a name is at most 200 bytes long; this one has 227
         1 bad: a name is at most 200 bytes long; this one has 260
         1 bad: a name is at most 200 bytes long; this one has 276
         1 bad: a name is at most 200 bytes long; this one has 334
         1 bad: a name is at most 200 bytes long; this one has 381
         1 bad: a name is at most 200 bytes long; this one has 391
         1 bad: a name is at most 200 bytes long; this one has 550
         1 bad: a name is at most 200 bytes long; this one has 803
        22 bad: it names nobody: there is no name, company, e-mail address or number
    ");
}
