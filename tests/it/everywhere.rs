//! A store whose every word was written by an enemy, shown by every verb in every format, on a pipe and at a terminal; and
//! every odd text there is, searched for.

use std::collections::BTreeSet;
use std::fs;

use crate::bench::{Answer, Bench};
use crate::binary::Place;
use crate::corpora::corpus;
use crate::dump::raw as store;
use crate::hostile::{HOSTILE, raw};
use crate::pty::Terminal;
use crate::terminal::{ASK, WRITE, rich};

/// Columns that hold what people write.
const WRITTEN: &[(&str, &[&str])] = &[
    ("person", &["name", "hint", "met"]),
    ("name", &["text"]),
    ("contact", &["label", "value"]),
    ("fact", &["label", "value"]),
    ("relation", &["kind", "other_name", "note"]),
    ("event_date", &["label"]),
    ("meeting", &["place", "text"]),
    ("attendance", &["felt_words", "left_words", "note"]),
    ("meeting_tag", &["tag"]),
    ("person_tag", &["tag"]),
    ("note", &["text"]),
    ("feeling", &["words"]),
    ("promise", &["text"]),
    ("referral", &["note", "outcome"]),
    ("engagement", &["what", "outcome"]),
    ("source", &["scheme", "key", "raw"]),
    ("me", &["value"]),
    ("operation", &["verb"]),
];

/// More than these does no program show: a mark on a mark on a mark.
const MARKS_SHOWN: usize = 8;

/// All that is hostile in one text.
fn enemy() -> String {
    let all: String = HOSTILE.iter().map(|(_, text)| *text).collect();
    format!("{all}z{}", "\u{489}\u{317}".repeat(20))
}

/// Returns a world in which everything was written by an enemy.
fn enemies() -> Bench {
    let mut bench = rich();
    let card =
        "BEGIN:VCARD\nVERSION:3.0\nUID:v1\nFN:Ada Lind\nTEL;TYPE=home:+46 8 123\nNICKNAME:Addy\nX-SHOE:42\nEND:VCARD\n";
    let file = bench.file("card.vcf", card);
    for line in [
        &["import", file.to_str().expect("UTF-8")][..],
        &["fact", "Grace", "city", "Riga"],
        &["tag", "last", "work"],
        &["add", "Grace Lee", "--hint", "Riga"],
        &["nick", "Sari", "Putri"],
        &["note", "Tomas", "owes me"],
        &["relate", "Sari", "sister", "Dewi"],
    ] {
        bench.run(line).success();
    }
    let conn = store(&bench.db());
    for (table, columns) in WRITTEN {
        for column in *columns {
            // A tie is to somebody or to a bare name.
            let bare = if *column == "other_name" { "WHERE other_id IS NULL" } else { "" };
            let sql = format!("UPDATE {table} SET {column} = coalesce({column}, 'x') || ?1 {bare}");
            let changed = conn.execute(&sql, [enemy()]).unwrap_or_else(|e| panic!("{table}.{column}: {e}"));
            assert!(changed > 0, "nothing is in {table}");
        }
    }
    conn.execute("UPDATE operation SET argv = json_insert(argv, '$[#]', ?1)", [enemy()]).expect("there");
    bench
}

/// Returns what a terminal would obey, or be painted over by; styles of our own are none of it.
fn obeyed(text: &str) -> Option<String> {
    let text = unstyled(text);
    if let Some(c) = raw(&text) {
        return Some(format!("{c:?}"));
    }
    let mut marks = 0;
    for c in text.chars() {
        marks = if matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}') { marks + 1 } else { 0 };
        if marks > MARKS_SHOWN {
            return Some("marks without end".into());
        }
    }
    None
}

/// Returns the text without the styles that auld sets.
fn unstyled(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let style = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match style.strip_prefix('m') {
            Some(rest) => out.push_str(rest),
            None => out.push_str(&format!("\x1b[{part}")),
        }
    }
    out
}

/// A file that a line writes, in the HOME of whoever runs it.
const COPY: &str = "copy.db";

/// Lines beyond those of the formats' contract: other formats, files, errors, help.
fn more() -> Vec<Vec<&'static str>> {
    let mut out: Vec<Vec<&str>> = [
        &["show", "Grace"][..],
        &["show", "nobody"],
        &["show", "Gracf"],
        &["undo", "7"],
        &["history", "-n", "0"],
        &["search", "coffee", "--in-context"],
        &["search", "grace"],
        &["list", "--tag", "work"],
        &["list", "dates"],
        &["log", "coffee with Grace Tan"],
        &["log", "coffee with Grace Tan and Nobody Else"],
        &["relate", "Tomas", "sister", "Graze"],
        &["fact", "Tomas"],
        &["nick", "Sari"],
        &["kept", "Grace"],
        &["refer", "Budi", "--by", "Tomas"],
        &["import", "card.vcf"],
        &["import", "card.vcf", "--dry-run"],
        &["backup", COPY],
        &["restore"],
        &["doctor"],
        &["completions", "bash"],
        &["man", "log"],
        &["help", "log"],
        &["merge", "-y", "Tomas", "Budi"],
        &["forget", "Tomas", "--dry-run"],
        &["why", "Tomas"],
    ]
    .map(<[&str]>::to_vec)
    .to_vec();
    out.extend(
        ["vcard", "csv", "jscontact", "meetings", "ics", "friends", "dot", "json"].map(|format| vec!["export", format]),
    );
    out
}

/// Returns every line there is to try.
fn lines() -> Vec<Vec<&'static str>> {
    let contract = ASK.iter().chain(WRITE).map(|line| line.to_vec());
    contract.chain(more()).collect()
}

#[test]
fn no_verb_hands_on_what_a_terminal_would_obey() {
    let whole = enemies();
    let mut answered = 0;
    for line in lines() {
        for format in ["--quiet", "--json", "--plain"] {
            // What goes out for other programs goes out as it came in; what is not JSON has no escapes.
            if line[0] == "export" && !matches!(line[1], "json" | "jscontact") {
                continue;
            }
            let mut bench = Bench::unchecked();
            crate::bench::copy_folder(whole.home(), bench.home());
            let copy = bench.home().join(COPY).to_str().expect("UTF-8").to_owned();
            let line: Vec<&str> = line.iter().map(|word| if *word == COPY { copy.as_str() } else { word }).collect();
            let said = bench.run([format].iter().chain(&line));
            assert!(said.code <= 2, "auld {format} {line:?}\n{said}");
            answered += usize::from(said.code == 0 && !said.stdout.is_empty());
            for (stream, text) in [("stdout", &said.stdout), ("stderr", &said.stderr)] {
                // What is for programs has all the marks there are.
                let hit = if format == "--quiet" && line[0] != "export" {
                    obeyed(text)
                } else {
                    raw(text).map(|c| format!("{c:?}"))
                };
                assert_eq!(hit, None, "auld {format} {line:?} on {stream}: {text:?}");
            }
            if format == "--json" && said.code == 0 && !matches!(line[0], "completions" | "man" | "help") {
                said.json();
            }
        }
    }
    assert!(answered > 120, "only {answered} answers were looked at");
}

#[test]
fn nor_at_a_terminal_in_colour() {
    let whole = enemies();
    let mut said_of_enemies = 0;
    for line in lines() {
        let place = Place::new();
        crate::bench::copy_folder(whole.home(), place.home());
        let mut command = place.auld(line.iter());
        command.arg("-y");
        let (code, signal, said) = Terminal::run_unanswered(command).ended();
        assert!(matches!(code, Some(0..=2)), "auld {line:?}: {code:?} {signal:?} {said}");
        let said = said.replace("\r\n", "\n");
        let hit = if line[0] == "export" { raw(&said).map(|c| format!("{c:?}")) } else { obeyed(&said) };
        assert_eq!(hit, None, "auld {line:?}: {said:?}");
        said_of_enemies += usize::from(said.contains("\\x1b"));
    }
    assert!(said_of_enemies > 50, "only {said_of_enemies} lines spoke of enemies");
}

#[test]
fn no_question_hands_it_on() {
    let whole = enemies();
    let (mut asked, leave) = (0, || [Answer::Leave]);
    for line in [
        &["show", "Grace"][..],
        &["note", "Grace", "tea"],
        &["note", "Tomas"],
        &["merge", "Tomas", "Budi"],
        &["rm", "Tomas"],
        &["rm", "last"],
        &["forget", "Tomas"],
        &["log", "coffee with Grace"],
        &["log", "coffee with Tomaz Ozolz"],
        &["relate", "Tomas", "freind", "Budi"],
        &["kept", "Grace"],
        &["restore", "copy.db"],
        &["import", "more.vcf"],
        &["edit", "Tomas"],
        &["edit", "last"],
        &["note", "Tomas", "-e"],
    ] {
        let mut bench = Bench::unchecked();
        crate::bench::copy_folder(whole.home(), bench.home());
        bench.run(["backup", bench.home().join("copy.db").to_str().expect("UTF-8")]).success();
        let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ida \u{1b}[31m\u{9b}\u{202e}\nTEL:+46 8 123\nEND:VCARD\n";
        bench.file("more.vcf", card);
        let line: Vec<String> = line
            .iter()
            .map(|word| match word.rsplit_once('.') {
                Some(_) => bench.home().join(word).display().to_string(),
                None => (*word).to_owned(),
            })
            .collect();
        let said = bench.answers(leave()).run(&line);
        asked += usize::from(!said.asked.is_empty());
        // A draft goes to the editor to be edited, as it is.
        let drafts = matches!(line[0].as_str(), "edit") || line.contains(&"-e".to_owned());
        for (stream, text) in [("asked", &said.asked), ("stderr", &said.stderr), ("stdout", &said.stdout)] {
            if !(drafts && stream == "asked") {
                assert_eq!(obeyed(text), None, "auld {line:?} {stream}: {text:?}");
            }
        }
    }
    assert_eq!(asked, 16, "each of them asks");
}

#[test]
fn completions_hand_on_nothing_either() {
    let whole = enemies();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        for words in
            [&["auld", "show", ""][..], &["auld", "list", "--tag", ""], &["auld", "log", "coffee @"], &["auld", ""]]
        {
            let place = Place::new();
            crate::bench::copy_folder(whole.home(), place.home());
            let mut command = place.auld(["--"].iter().chain(words));
            let index = (words.len() - 1).to_string();
            command.env("COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", index).env("_CLAP_IFS", "\n");
            let said = crate::binary::ended(&mut command).success().stdout();
            assert_eq!(obeyed(&said), None, "{shell} {words:?}: {said:?}");
            if shell == "elvish" && words[1] == "show" {
                // What is handed over still means who it was made of.
                let names: Vec<_> = said.lines().filter(|line| !line.starts_with('-')).collect();
                assert!(names.len() > 5, "{said}");
                for name in names {
                    place.run(["show", name]).success();
                }
            }
        }
    }
}

#[test]
fn families_and_names_from_right_to_left_stay_whole() {
    let mut bench = Bench::new();
    for name in [
        "Sari 👩\u{200d}👩\u{200d}👧\u{200d}👦",
        "مه\u{200c}ناز",
        "אברהם בן־דוד",
        "🏴\u{e0067}\u{e0062}\u{e007f}x",
        "김민수",
        "Zoë\u{301}",
    ] {
        bench.run(["add", name]).success();
        let shown = bench.run(["show", name]).success().stdout;
        if !name.contains('\u{e0067}') {
            assert!(shown.contains(name) || shown.contains("Zoë\u{301}"), "{shown:?}");
        }
        assert_eq!(obeyed(&shown), None);
        // Cut to any width, a family is there or it is not.
        for width in ["20", "21", "22", "23", "24"] {
            let list = bench.var("COLUMNS", width).run(["list"]).success().stdout;
            let joiners = list.matches("👩\u{200d}👩\u{200d}👧\u{200d}👦").count() * 3;
            assert_eq!(list.matches('\u{200d}').count(), joiners, "COLUMNS={width}: {list:?}");
        }
    }
}

/// Returns odd texts: those that break other programs, and those that mean something to a search.
fn naughty() -> Vec<String> {
    let mut out: BTreeSet<String> = [
        "",
        " ",
        "\"",
        "\"\"",
        "\"a",
        "a\"b",
        "*",
        "a*",
        "^a",
        "a:b",
        "name:x",
        "-a",
        "--",
        "NOT a",
        "a AND",
        "OR",
        "NEAR(a b)",
        "NEAR(a, 5)",
        "(",
        ")",
        "{a b}",
        "a + b",
        "%",
        "_",
        "'",
        "';--",
        "'; DROP TABLE person; --",
        "\\",
        "\0",
        "a\0b",
        "@",
        "#",
        "{",
        "rank",
        "rowid",
        "body",
        "body:a",
        "-body:a",
        "{body}:a",
        "\u{feff}",
        "٠",
        "ﷺ",
        "👩\u{200d}👧",
        "\u{202e}abc",
        "coffee grace",
        "\"coffee with\" Grace",
        "AND OR NOT",
        "1e400",
        "NULL",
        "true",
        "0x",
        "\u{1f}",
    ]
    .map(str::to_owned)
    .into();
    out.extend(HOSTILE.iter().map(|(_, text)| (*text).to_owned()));
    out.insert("a ".repeat(60));
    out.insert("b".repeat(1_000_000));
    for path in corpus("strings").map(|(_, files)| files).unwrap_or_default() {
        if path.ends_with("blns.txt") {
            let text = String::from_utf8_lossy(&fs::read(path).expect("readable")).into_owned();
            out.extend(text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned));
        }
    }
    out.into_iter().collect()
}

#[test]
fn any_text_can_be_searched_for() {
    let mut bench = rich();
    let (mut tried, mut found) = (0, 0);
    for text in naughty() {
        for format in ["--quiet", "--json", "--plain"] {
            let said = bench.run([format, "search", "--", &text]);
            tried += 1;
            // Nothing that is found is a "no", as everywhere.
            let noes = ["nothing found for", "takes up to 64 words", "there is no word to search for"];
            let none = said.code == 1 && noes.iter().any(|no| said.stderr.contains(no));
            assert!(said.code == 0 || none, "auld search {:?}\n{said}", text.chars().take(80).collect::<String>());
            found += usize::from(said.code == 0);
            let words = format!("{}{}", said.stdout, said.stderr).to_lowercase();
            assert!(!words.contains("fts5") && !words.contains("syntax error") && !words.contains("sql"), "{said}");
            assert_eq!(obeyed(&said.stdout).or_else(|| obeyed(&said.stderr)), None, "{text:?}");
        }
    }
    assert!(tried > 150 && found > 10, "{tried} tried, {found} found");
}

#[test]
fn odd_texts_are_stored_and_found_as_they_are() {
    let mut bench = rich();
    for text in naughty().into_iter().filter(|text| text.len() < 2000) {
        if matches!(text.trim(), "" | "-") || text.contains('\0') {
            continue;
        }
        bench.run(["note", "Grace", "--", &text]).success();
        let notes = bench.run(["list", "notes", "--json"]).json();
        let notes = notes["notes"].as_array().expect("a list");
        let typed = text.trim();
        assert!(notes.iter().any(|note| note["text"] == typed), "{typed:?} is not there as it was typed");
    }
}

#[test]
fn a_search_finds_what_reading_finds() {
    let mut bench = rich();
    for text in [
        "Zürich again",
        "zurich by train",
        "the ferry-boat to Riga",
        "Ferryman's tales",
        "東京タワー",
        "O'Brien came",
        "x86_64 talk",
    ] {
        bench.run(["note", "Grace", text]).success();
        bench.run(["log", &format!("tea with Grace; {text}")]).success();
    }
    let texts = |value: serde_json::Value, key: &str| -> Vec<String> {
        let list = value[key].as_array().expect("a list");
        list.iter().map(|line| line["text"].as_str().expect("text").to_owned()).collect()
    };
    let meetings = texts(bench.run(["list", "meetings", "--json", "-n", "0"]).json(), "meetings");
    // Words as they stand: each finds the meetings that hold a word that begins so, and no others.
    for word in ["zurich", "Zür", "ferry", "ferryman", "riga", "tea", "coffee", "heard", "o'brien", "東京", "talk"] {
        let fold = |text: &str| text.to_lowercase().replace('ü', "u");
        let begins = |text: &&String| {
            let text = fold(text);
            text.match_indices(&fold(word)).any(|(at, _)| {
                text[..at]
                    .chars()
                    .next_back()
                    .is_none_or(|c| !c.is_alphanumeric() || !word.is_ascii() && !fold(word).is_ascii())
            })
        };
        let mut expected: Vec<_> = meetings.iter().filter(begins).cloned().collect();
        let mut found = texts(bench.run(["search", word, "--json", "-n", "100"]).json(), "meetings");
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "search {word}");
    }
}
