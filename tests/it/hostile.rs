//! Text that strangers wrote never drives the terminal: not on standard output, not in errors, not in JSON.

use crate::binary::Place;

/// What a name or a note may hold when it comes from somebody else's address book.
pub const HOSTILE: &[(&str, &str)] = &[
    ("escape", "red\u{1b}[31m"),
    ("clipboard", "\u{1b}]52;c;cm0gLXJmIC8=\u{7}"),
    ("link", "\u{1b}]8;;http://example.invalid\u{1b}\\click\u{1b}]8;;\u{1b}\\"),
    ("c1 csi", "\u{9b}31m"),
    ("c1 osc", "\u{9d}0;title\u{9c}"),
    ("delete", "a\u{7f}\u{7f}b"),
    ("overwrite", "good\rbad"),
    ("backspace", "good\u{8}\u{8}bad"),
    ("bell", "\u{7}"),
    ("override", "\u{202e}txt.exe"),
    ("isolate", "\u{2066}a\u{2069}"),
    ("embedding", "\u{202a}a\u{202c}"),
    ("tags", "a\u{e0041}\u{e0042}"),
    ("separators", "a\u{2028}b\u{2029}c"),
    ("form feed", "a\u{c}b\u{b}c"),
];

/// Returns the first character that a terminal must not be sent as it is.
pub fn raw(text: &str) -> Option<char> {
    text.chars().find(|c| match *c {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control(),
    })
}

#[test]
fn hostile_text_is_stored_whole_and_shown_harmless() {
    let place = Place::with_grace();
    for (what, text) in HOSTILE {
        let said = format!("coffee with Grace, {text}.");
        for args in [
            vec!["log", said.as_str()],
            vec!["feel", "Grace", text],
            vec!["promise", "Grace", text],
            vec!["add", text],
            vec!["show", text],
            vec!["log", "--with", text],
            vec!["log", "coffee with Grace", "--at", text],
            vec!["log", "coffee with Grace", "--tag", text],
            vec!["log", "coffee with Grace", "--on", text],
            vec![text],
            vec!["--color", text],
            vec!["undo", text],
        ] {
            for format in ["--quiet", "--json", "--plain"] {
                let mut line = vec![format];
                line.extend(args.iter().copied());
                let ended = place.run(&line);
                assert!(matches!(ended.code, Some(0..=2)), "{what}: {line:?}: {ended:?}");
                for (stream, said) in [("stdout", ended.stdout()), ("stderr", ended.stderr())] {
                    assert_eq!(raw(&said), None, "{what}: {line:?} on {stream}: {said:?}");
                }
            }
        }
    }
    for args in [&["show", "Grace"][..], &["history", "-n", "0"], &["today"], &[]] {
        for format in ["--quiet", "--json", "--plain"] {
            let ended = place.run([format].iter().chain(args)).success();
            assert_eq!(raw(&ended.stdout()), None, "auld {} {format}", args.join(" "));
        }
    }
    let rows = crate::dump::Dump::of(&place.db()).rows;
    assert!(rows.contains("red\\u{1b}[31m"), "the sentence is stored as typed");
}

#[test]
fn the_path_of_the_store_cannot_drive_the_terminal() {
    let place = Place::new();
    let name = "evil\u{1b}[31m\u{202e}.db";
    std::fs::write(place.home().join(name), "garbage").expect("HOME is writable");
    let ended = place.run(["--db", name, "history"]).code(3);
    assert_eq!(raw(&ended.stderr()), None, "{:?}", ended.stderr());
}

#[test]
fn json_gives_hostile_text_back_to_the_byte() {
    let place = Place::with_grace();
    for (what, text) in HOSTILE {
        let said = format!("coffee with Grace, {text}.");
        let json = place.run(["--json", "log", &said]).success().stdout();
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(value["text"], serde_json::Value::from(said.trim()), "{what}");
    }
}

#[test]
fn joiners_and_marks_that_scripts_need_stay() {
    let place = Place::new();
    // A Persian name with a zero-width non-joiner, an emoji family, a decomposed é.
    for name in ["مه\u{200c}ناز", "Sari 👩\u{200d}👧", "Rene\u{301}"] {
        let said = place.run(["add", name]).success().stdout();
        assert!(said.contains(name) || said.contains("René"), "{said:?}");
    }
}
