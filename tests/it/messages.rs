//! Errors as a newcomer gets them: what is wrong, of what, and how to go on, in plain words.

use std::fmt::Write as _;
use std::fs;

use crate::bench::{Answer, Bench};

/// What only those understand who wrote a library.
const JARGON: &[&str] = &[
    "SQLite",
    "sqlite",
    "malformed",
    "disk image",
    "constraint",
    "serde",
    "invalid type",
    "invalid digit",
    "EOF",
    "EOCD",
    "non-identity",
    "os error",
    "panicked",
    "Utf8Error",
    "None",
    "Some(",
    "Err(",
    "..=",
    "subcommand",
    "argument",
];

/// Returns what a line says, and holds it to what every error must be.
fn said(bench: &mut Bench, line: &[&str]) -> String {
    let outcome = bench.run(line);
    let text = &outcome.stderr;
    assert!(outcome.code > 0, "auld {line:?} did not fail: {outcome}");
    assert!(text.contains("error: "), "auld {line:?}: {text}");
    for word in JARGON {
        assert!(!text.contains(word), "auld {line:?} says {word}: {text}");
    }
    // What is to be typed stands in backticks.
    for verb in ["snooze", "rest", "promise", "feel", "log", "show", "restore", "import"] {
        assert!(!text.contains(&format!("hint: auld {verb} ")), "auld {line:?}: {text}");
    }
    text.clone()
}

fn all(bench: &mut Bench, lines: &[&[&str]]) -> String {
    let (mut told, home) = (String::new(), bench.home().display().to_string());
    for line in lines {
        let words: Vec<_> = line
            .iter()
            .map(|word| if word.contains(' ') || word.is_empty() { format!("{word:?}") } else { (*word).to_owned() })
            .collect();
        writeln!(told, "$ auld {}\n{}", words.join(" ").replace(&home, "[HOME]"), said(bench, line)).expect("a string");
    }
    told
}

fn world() -> Bench {
    let mut bench = Bench::unchecked();
    for line in [
        &["add", "Tomas Ozols"][..],
        &["add", "Grace Tan"],
        &["add", "Grace Hopper"],
        &["log", "tea with Tomas"],
        &["fact", "Tomas", "phone", "1"],
        &["fact", "Tomas", "phone", "2", "--add"],
    ] {
        bench.run(line).success();
    }
    bench
}

#[test]
fn about_people() {
    let lines: &[&[&str]] = &[
        &["show", "Tmas"],
        &["show", "Nobody"],
        &["show", ""],
        &["show", "Grace"],
        &["forget", "Nobody"],
        &["forget"],
        &["rm", "Nobody"],
        &["tag", "Nobody", "work"],
        &["merge", "Grace Tan", "Nobody"],
        &["list", "--with", ""],
        &["fact", "Tomas", "shoe", "--rm"],
        &["fact", "Tomas", "phone", "--rm"],
        &["fact", "Tomas", "phone", "3"],
        &["edit", "Tomas", "--rm-email", "x@example.org"],
        &["edit", "Tomas", "--kind", "call"],
        &["edit", "last", "--hint", "x"],
        &["me", "add-email", "foo"],
        &["me", "add-phone", "foo"],
        &["refer", "", "--by", "Tomas"],
    ];
    insta::assert_snapshot!(all(&mut world(), lines), @r#"
    $ auld show Tmas
    error: nobody is called `Tmas`
    hint: did you mean `Tomas Ozols`?
    hint: new? `auld add Tmas`

    $ auld show Nobody
    error: nobody is called `Nobody`
    hint: new? `auld add Nobody`

    $ auld show ""
    error: a name is empty
    hint: say whom you mean; `auld list` lists everybody

    $ auld show Grace
    error: `Grace` can be 2 people
      Grace Hopper
      Grace Tan
    hint: say more of the name, or name and hint: "Grace Hopper"

    $ auld forget Nobody
    error: nobody is called `Nobody`
    hint: `auld list` lists everybody

    $ auld forget
    error: nobody was named, and nothing is left to clean up
    hint: `auld forget NAME` says what will go, and asks first

    $ auld rm Nobody
    error: nobody is called `Nobody`
    hint: `auld list` lists everybody
    hint: a meeting? the one written last is `last`; `auld list meetings --json` tells ids

    $ auld tag Nobody work
    error: nobody is called `Nobody`
    hint: new? `auld add Nobody`
    hint: a meeting? the one written last is `last`; `auld list meetings --json` tells ids

    $ auld merge "Grace Tan" Nobody
    error: nobody is called `Nobody`
    hint: `auld list` lists everybody

    $ auld list --with ""
    error: a name is empty
    hint: say whom you mean; `auld list` lists everybody

    $ auld fact Tomas shoe --rm
    error: Tomas Ozols has no such fact; nothing was changed
    hint: there are facts under phone

    $ auld fact Tomas phone --rm
    error: there are 2 facts called `phone`
      1
      2
    hint: say which: `auld fact 'Tomas Ozols' phone 1 --rm`

    $ auld fact Tomas phone 3
    error: there are 2 facts called `phone`
      1
      2
    hint: one more: `auld fact 'Tomas Ozols' phone VALUE --add`; one less: `auld fact 'Tomas Ozols' phone VALUE --rm`

    $ auld edit Tomas --rm-email x@example.org
    error: there is no email `x@example.org` to remove: no email is written down

    $ auld edit Tomas --kind call
    error: Tomas Ozols is a person; one of the flags is for meetings only
    hint: `auld edit --help` says how to put it

    $ auld edit last --hint x
    error: that is a meeting (23 Nov, in person with Tomas Ozols); one of the flags is for people only
    hint: `auld edit --help` says how to put it

    $ auld me add-email foo
    error: `foo` is no e-mail address
    hint: expected one such as sari@example.org

    $ auld me add-phone foo
    error: `foo` is no phone number
    hint: expected one such as +62 811 1234567

    $ auld refer "" --by Tomas
    error: a name cannot be empty
    "#);
}

#[test]
fn about_days_and_texts() {
    let lines: &[&[&str]] = &[
        &["log", ""],
        &["log", "-"],
        &["log", "31 Feb: tea with Tomas"],
        &["log", "tea with Tomas", "--on", "blah"],
        &["snooze", "Tomas", "blah"],
        &["snooze", "Tomas", "yesterday"],
        &["rest", "Tomas", "--until", "yesterday"],
        &["promise", "Tomas", "tea", "--by", "blah"],
        &["add", "Ada", "--birthday", "blah"],
    ];
    insta::assert_snapshot!(all(&mut world(), lines), @r#"
    $ auld log ""
    error: there is no text; nothing was written
    hint: say who it was, and what: `auld log "coffee with Grace"`

    $ auld log -
    error: there is no text; nothing was written
    hint: say who it was, and what: `auld log "coffee with Grace"`

    $ auld log "31 Feb: tea with Tomas"
    error: `31 Feb`: there is no 31 February
      31 Feb: tea with Tomas
    hint: nothing was written; name the day with `--on DAY`, or put `\` before a word that is no date

    $ auld log "tea with Tomas" --on blah
    error: --on: `blah` is not a date that is understood; try today, yesterday, last friday, 3 weeks ago, last month, 2 May, March 2021 or 2026-05-02
    hint: `auld log --help` says how to put it

    $ auld snooze Tomas blah
    error: WHEN: `blah` is not a date that is understood; try tomorrow, friday, next week, 3w, 2m, 2 May or 2027-05-02
    hint: `auld snooze --help` says how to put it

    $ auld snooze Tomas yesterday
    error: 2026-11-22 is not ahead; nothing was written
    hint: `auld snooze Tomas 2w`

    $ auld rest Tomas --until yesterday
    error: 2026-11-22 is not ahead; nothing was written
    hint: `auld rest Tomas --until 6m`

    $ auld promise Tomas tea --by blah
    error: --by: `blah` is not a date that is understood; try tomorrow, friday, next week, 3w, 2m, 2 May or 2027-05-02
    hint: `auld promise --help` says how to put it

    $ auld add Ada --birthday blah
    error: --birthday: `blah` is not a date that is understood; try 1990-05-02, 2 May 1990, 2 May, --05-02, May 1990 or 1990
    hint: `auld add --help` says how to put it
    "#);
    let mut bench = world();
    let left = bench.answers([Answer::Leave]).run(["log"]).code(1);
    assert!(left.stderr.contains("nothing was written"), "{left}");
}

#[test]
fn about_files() {
    let mut bench = world();
    let home = bench.home().to_owned();
    let at = |name: &str| home.join(name).display().to_string();
    // All of it in the one file, without a log.
    bench.run(["backup", &at("whole.db")]).success();
    let store = fs::read(home.join("whole.db")).expect("there");
    let mut broken = store.clone();
    broken[4096..].fill(0x5A);
    for (name, bytes) in [
        ("broken.db", broken.as_slice()),
        ("cut.db", &store[..5000]),
        ("words.txt", b"words, and more of them ".repeat(40).as_slice()),
        ("empty.json", b""),
        ("junk.json", b"junk"),
        ("list.json", br#"{"format":"auld","version":1,"people":[{"id":7}]}"#),
        ("book.csv", b"a,b\n1,2\n"),
        ("chat.zip", b"PK\x03\x04 WhatsApp"),
    ] {
        fs::write(home.join(name), bytes).expect("ours");
    }
    let [broken, cut, words, empty, junk, list, book, chat, none] =
        ["broken.db", "cut.db", "words.txt", "empty.json", "junk.json", "list.json", "book.csv", "chat.zip", "none"]
            .map(at);
    let lines: &[&[&str]] = &[
        &["--db", &broken, "list"],
        &["--db", &cut, "list"],
        &["--db", &words, "list"],
        &["restore", &words],
        &["restore", &cut],
        &["restore", &none],
        &["restore", "7"],
        &["import", &none],
        &["import", "json", &empty],
        &["import", &junk],
        &["import", &list],
        &["import", &book],
        &["import", "jscontact", &junk],
        &["import", "monica", &junk],
        &["import", "whatsapp", &chat],
        &["export", "csv", "-o", &words],
        &["backup", &words],
    ];
    let told = all(&mut bench, lines).replace(&store.len().to_string(), "[SIZE]");
    insta::assert_snapshot!(told, @r"
    $ auld --db [HOME]/broken.db list
    error: the store at `[HOME]/broken.db` is damaged: parts of it are not as they were written
    hint: copy what is there aside, then restore your newest backup: `auld restore` lists those that auld kept

    $ auld --db [HOME]/cut.db list
    error: the store at `[HOME]/cut.db` is damaged: it should be [SIZE] bytes long and is 5000
    hint: copy what is there aside, then restore your newest backup: `auld restore` lists those that auld kept

    $ auld --db [HOME]/words.txt list
    error: `[HOME]/words.txt` is not an auld store: it is a file of another kind
    hint: name another file with `--db FILE` or AULD_DB; nothing was changed

    $ auld restore [HOME]/words.txt
    error: `[HOME]/words.txt` is no backup: it is a file of another kind
    hint: name another backup; `auld restore` alone lists those that auld keeps; nothing was changed

    $ auld restore [HOME]/cut.db
    error: the backup `[HOME]/cut.db` is damaged: it should be [SIZE] bytes long and is 5000
    hint: name another backup; `auld restore` alone lists those that auld keeps; nothing was changed

    $ auld restore [HOME]/none
    error: there is no file `[HOME]/none`
    hint: `auld restore` lists what auld kept by itself

    $ auld restore 7
    error: there is no backup 7
    hint: auld has kept none by itself yet; `auld restore FILE` takes one of yours

    $ auld import [HOME]/none
    error: `[HOME]/none` cannot be read: there is no such file; nothing was imported

    $ auld import json [HOME]/empty.json
    error: [HOME]/empty.json:1: it is empty; nothing was imported

    $ auld import [HOME]/junk.json
    error: [HOME]/junk.json:1:1: this is no JSON; nothing was imported

    $ auld import [HOME]/list.json
    error: [HOME]/list.json:1:46: expected a text, and found the number `7`; nothing was imported

    $ auld import [HOME]/book.csv
    error: [HOME]/book.csv:1: no column of it says who a row is about; nothing was imported
      column `a`: 1
      column `b`: 2
    hint: say what they hold, such as `auld import [HOME]/book.csv --map name=a`

    $ auld import jscontact [HOME]/junk.json
    error: [HOME]/junk.json:1:1: this is no JSON; nothing was imported

    $ auld import monica [HOME]/junk.json
    error: [HOME]/junk.json:1:1: this is no JSON; nothing was imported

    $ auld import whatsapp [HOME]/chat.zip
    [HOME]/chat.zip: it is no archive, or a damaged one
    error: nothing could be read; nothing was imported

    $ auld export csv -o [HOME]/words.txt
    error: `[HOME]/words.txt` is there already
    hint: `--force` replaces it

    $ auld backup [HOME]/words.txt
    error: there is a file `[HOME]/words.txt` already
    hint: write over it with `--force`, or name another file
    ");
}
