//! At a terminal and in a shell: whatever ends a question, whatever the terminal can do, whatever the streams are.

use std::process::Command;

use rustix::process::Signal;

use crate::binary::Place;
use crate::dump::Dump;
use crate::pty::Terminal;
use crate::terminal::ASK;

/// A home in which much has to be asked: two people called Grace, and one who is to be merged.
fn with_two() -> Place {
    let place = Place::with_grace();
    for line in [&["add", "Grace Lee", "--hint", "Riga"][..], &["add", "Budi"], &["log", "tea with Budi"]] {
        place.run(line).success();
    }
    place
}

/// Questions of every kind: to choose, yes or no, a line, several in a row.
const QUESTIONS: &[(&[&str], &str)] = &[
    (&["show", "Grace"], "Which"),
    (&["merge", "Budi", "Grace Tan"], "Merge"),
    (&["rm", "Budi"], "Remove"),
    (&["note", "Budi"], "What of Budi"),
    (&["log"], "Who did you meet"),
    (&["log", "tea with Nobody"], "With whom"),
    (&["forget", "Budi"], "Type"),
];

fn at_terminal(place: &Place, args: &[&str]) -> Command {
    place.auld(args)
}

#[test]
fn whatever_ends_a_question_leaves_store_and_terminal_as_they_were() {
    let place = with_two();
    let before = Dump::of(&place.db());
    for (line, question) in QUESTIONS {
        for (signal, number) in [(None, 2), (Some(Signal::INT), 2), (Some(Signal::TERM), 15), (Some(Signal::HUP), 1)] {
            let mut terminal = Terminal::run(at_terminal(&place, line));
            terminal.wait_for(question);
            terminal.wait_for_keys();
            match signal {
                None => terminal.press("\x03"),
                Some(signal) => terminal.send(signal),
            }
            // Modes and cursor are looked at there. A shell shows 128 and the number of the signal.
            let (code, by, said) = terminal.ended();
            assert_eq!((code, by), (None, Some(number)), "auld {line:?}: {said}");
            assert_eq!(Dump::of(&place.db()), before, "auld {line:?}");
        }
        // Escape leaves a choice and a yes-or-no in words.
        if matches!(line[0], "show" | "merge" | "rm") {
            let mut terminal = Terminal::run(at_terminal(&place, line));
            terminal.wait_for(question);
            terminal.wait_for_keys();
            terminal.press("\x1b");
            let (code, _, said) = terminal.ended();
            assert_eq!(code, Some(1), "{said}");
            assert!(said.contains("error: "), "{said}");
        }
    }
    crate::bench::sound(&place.db());
}

#[test]
fn the_end_of_the_input_ends_a_question_in_one_line() {
    let place = with_two();
    let before = Dump::of(&place.db());
    for (line, question) in QUESTIONS {
        let mut terminal = Terminal::run(at_terminal(&place, line));
        terminal.wait_for(question);
        terminal.wait_for_keys();
        terminal.press("\x04");
        let (code, by, said) = terminal.ended();
        assert_eq!((code, by), (Some(1), None), "auld {line:?}: {said}");
        let (_, told) = said.split_once("error: ").unwrap_or_else(|| panic!("auld {line:?}: {said}"));
        assert_eq!(told.trim_end().lines().count(), 1, "auld {line:?}: {said}");
        assert_eq!(Dump::of(&place.db()), before, "auld {line:?}");
    }
}

#[test]
fn a_typed_line_that_wraps_is_drawn_once() {
    let place = with_two();
    let said = format!("lunch with Budi, {}and the mangos were sweet", "and so on ".repeat(30));
    for columns in [20, 80] {
        let mut command = at_terminal(&place, &["log"]);
        command.env("TERM", "xterm").env_remove("COLUMNS");
        let mut terminal = Terminal::run_as_it_is(command, columns);
        terminal.wait_for("Who did you meet");
        terminal.wait_for_keys();
        terminal.press(&said);
        terminal.wait_for("sweet");
        terminal.press("\r");
        terminal.wait_for("make you feel");
        terminal.press("\x04");
        let (_, _, shown) = terminal.ended();
        // The text is given back at the end.
        let asked = shown.split("error: ").next().unwrap_or_default();
        let rows = screen(asked, usize::from(columns));
        let drawn = rows.join("");
        assert_eq!(drawn.matches("lunch with Budi").count(), 1, "{columns}\n{}", rows.join("\n"));
        assert_eq!(drawn.matches("were sweet").count(), 1, "{columns}\n{}", rows.join("\n"));
    }
}

/// Returns the rows of a screen of so many columns on which all of this was shown.
fn screen(shown: &str, columns: usize) -> Vec<String> {
    let (mut rows, mut row, mut column) = (vec![String::new()], 0, 0);
    let mut chars = shown.chars();
    while let Some(c) = chars.next() {
        match c {
            '\r' => column = 0,
            '\n' => row += 1,
            '\x1b' => {
                let mut code = String::new();
                while !code.ends_with(char::is_alphabetic) {
                    code.extend(chars.next());
                }
                let code = code.trim_start_matches('[');
                let number: usize = code.trim_end_matches(char::is_alphabetic).parse().unwrap_or(1);
                match code.chars().last() {
                    Some('A') => row -= number,
                    Some('C') => column += number,
                    Some('J') => rows.truncate(row + 1),
                    _ => {}
                }
                if code.ends_with('J') {
                    rows[row].truncate(column);
                }
            }
            c => {
                if column == columns {
                    (row, column) = (row + 1, 0);
                }
                rows.resize(rows.len().max(row + 1), String::new());
                rows[row].truncate(column);
                rows[row].push(c);
                column += 1;
            }
        }
        rows.resize(rows.len().max(row + 1), String::new());
    }
    rows
}

#[test]
fn a_terminal_that_only_prints_lines_is_asked_in_lines() {
    let place = with_two();
    for term in [Some("dumb"), None] {
        let dumb = |line: &[&str]| {
            let mut command = at_terminal(&place, line);
            match term {
                Some(term) => command.env("TERM", term),
                None => command.env_remove("TERM"),
            };
            Terminal::run_as_it_is(command, 80)
        };
        let answered = |line: &[&str], question: &str, keys: &str| {
            let mut terminal = dumb(line);
            terminal.wait_for(question);
            terminal.press(keys);
            let (code, _, said) = terminal.ended();
            assert!(!said.contains('\x1b'), "TERM={term:?} auld {line:?}: {said:?}");
            (code, said)
        };
        let (code, said) = answered(&["show", "Grace"], "1 to 2: ", "9\nx\n2\n");
        assert!(code == Some(0) && said.contains("  1  ") && said.contains("1 to 2, or nothing: "), "{said}");
        assert_eq!(answered(&["show", "Grace"], "1 to 2: ", "\n").0, Some(1));
        assert_eq!(answered(&["show", "Grace"], "1 to 2: ", "\x04").0, Some(1));
        assert_eq!(answered(&["rm", "Budi"], "[y/N] ", "\n").0, Some(1));
        assert_eq!(answered(&["rm", "Budi"], "[y/N] ", "maybe\nyes\n").0, Some(0));
        place.run(["undo"]).success();
        let (code, said) = answered(&["note", "Budi"], "What of Budi? ", "likes durian 🥭\n");
        assert_eq!(code, Some(0), "{said}");
        assert!(Dump::of(&place.db()).rows.contains("likes durian 🥭"));
        place.run(["undo"]).success();
        let terminal = dumb(&["show", "Grace"]);
        terminal.wait_for("1 to 2: ");
        terminal.send(Signal::TERM);
        assert_eq!(terminal.ended().1, Some(15));
    }
}

#[test]
fn a_terminal_of_any_size_and_kind_gets_an_answer() {
    let place = with_two();
    place.run(["log", "coffee with Budi and [王小明] @Kopi Tuku #work 90 min; Budi made me feel heard"]).success();
    for columns in [0, 1, 2, 20, 40, 500] {
        for term in ["xterm", "dumb", "", "nonsense"] {
            for line in [&["show", "Budi"][..], &["list"], &[], &["history"], &["closest"], &["show", "Nobody"]] {
                let mut command = at_terminal(&place, line);
                command.env("TERM", term).env_remove("COLUMNS");
                let (code, _, said) = Terminal::run_as_it_is(command, columns).ended();
                assert!(matches!(code, Some(0 | 1)), "{columns} {term} auld {line:?}: {said}");
                let coloured = said.contains('\x1b');
                assert!(!coloured || !matches!(term, "dumb" | ""), "TERM={term} auld {line:?}: {said:?}");
            }
        }
    }
    let coloured = |name: &str, value: &str| {
        let mut command = at_terminal(&place, &["show", "Budi"]);
        command.env(name, value);
        Terminal::run(command).ended().2.contains('\x1b')
    };
    assert!(coloured("X", "1") && coloured("NO_COLOR", ""), "a terminal has colours");
    assert!(!coloured("NO_COLOR", "1") && !coloured("NO_COLOR", "0"), "whoever sets it wants none");
}

#[test]
fn questions_fit_narrow_terminals() {
    let place = with_two();
    let long = "Grace Lee-Somebody with a name that goes on and on until it wraps";
    place.run(["add", long, "--hint", "met in Riga at the brewers' conference"]).success();
    for columns in [20, 40] {
        let mut terminal = Terminal::run_as_it_is(
            {
                let mut command = at_terminal(&place, &["show", "Grace"]);
                command.env("TERM", "xterm").env_remove("COLUMNS");
                command
            },
            columns,
        );
        terminal.wait_for("Which");
        terminal.wait_for_keys();
        // A line that wraps is drawn over badly.
        let listed = terminal.said();
        let items: Vec<_> = listed.lines().filter(|line| line.starts_with("> ") || line.starts_with("  ")).collect();
        assert!(items.len() == 3 && items.iter().any(|item| item.contains('…')), "{listed:?}");
        assert!(items.iter().all(|item| item.trim_end().chars().count() < usize::from(columns)), "{listed:?}");
        terminal.press("\x1b[B");
        terminal.press("\r");
        let (code, _, said) = terminal.ended();
        assert_eq!(code, Some(0), "{columns}: {said}");
    }
}

#[test]
fn the_language_of_the_machine_changes_nothing() {
    let place = with_two();
    place.run(["add", "İpek Işık", "--lives", "İzmir"]).success();
    let answer = |line: &[&str], language: &str| {
        let mut command = place.auld(line);
        command.env("LC_ALL", language).env("LANG", language).env("LANGUAGE", language);
        let done = crate::binary::ended(&mut command);
        (done.code, done.stdout(), done.stderr())
    };
    // How full the disk is, which the doctor tells, is no matter of language.
    let ask = ASK.iter().copied().filter(|line| line[0] != "doctor");
    for line in
        ask.chain([&["show", "ipek"][..], &["show", "IPEK ISIK"], &["show", "Nobody"], &["log", "--on", "31 Feb", "x"]])
    {
        let expected = answer(line, "C.UTF-8");
        for language in ["C", "POSIX", "tr_TR.UTF-8", "ja_JP.eucJP", "garbage"] {
            assert_eq!(answer(line, language), expected, "LC_ALL={language} auld {line:?}");
        }
    }
    assert_eq!(answer(&["show", "ipek"], "tr_TR").0, Some(0));
}

#[test]
fn a_reader_that_leaves_at_once_gets_whole_lines_and_no_complaint() {
    let place = with_two();
    for n in 0..40 {
        place.run(["-q", "note", "Budi", &format!("{n} {}", "and so on ".repeat(200))]).success();
    }
    for line in [
        "list notes -n 0",
        "list notes -n 0 --json",
        "list notes -n 0 --plain",
        "history",
        "export json",
        "export vcard",
        "--help",
        "man log",
        "doctor",
    ] {
        let script = format!("{{ auld {line}; echo $? >code; }} | head -1; cat code");
        let done = place.sh(&script).success();
        assert_eq!(done.stderr(), "", "auld {line}");
        let said = done.stdout();
        assert!(said.ends_with("\n0\n") && said.lines().count() == 2, "auld {line}: {said}");
    }
}

#[test]
fn no_stream_need_be_there() {
    let place = with_two();
    for line in
        ["list", "list --json", "export json", "--help", "--version", "man", "doctor", "completions bash", "history"]
            .into_iter()
            .chain(["show Budi", "search tea", "", "closest", "fact Budi", "--dry-run note Budi x", "demo"])
    {
        for streams in [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"] {
            place.sh(&format!("auld {line} {streams}")).success();
        }
        let done = place.sh(&format!("auld {line} >/dev/full"));
        assert_eq!(done.code, Some(3), "auld {line}: {done:?}");
        assert!(
            done.stderr().contains("error: ") && !done.stderr().contains("panicked"),
            "auld {line}: {}",
            done.stderr()
        );
        // Nothing was done.
        assert!(!done.stderr().contains("done"), "auld {line}: {}", done.stderr());
    }
    // What is written is written, and says so, whatever becomes of the answer.
    for line in [
        "add 'Ida One'",
        "note Budi 'likes tea'",
        "log 'tea with Budi'",
        "-y rm 'Ida One'",
        "undo",
        "redo",
        "-y merge Budi 'Grace Lee'",
    ] {
        let before = Dump::of(&place.db()).operation;
        let done = place.sh(&format!("auld {line} >/dev/full")).code(3);
        assert!(done.stderr().contains("what was done is done"), "auld {line}: {}", done.stderr());
        assert_eq!(Dump::of(&place.db()).operation, before + 1, "auld {line}");
    }
    for line in ["backup b.db", "demo --keep d.db"] {
        let done = place.sh(&format!("auld {line} >/dev/full")).code(3);
        assert!(done.stderr().contains("what was done is done"), "auld {line}: {}", done.stderr());
    }
    // And where neither can be said.
    let before = Dump::of(&place.db()).operation;
    assert_eq!(place.sh("auld add 'Ida Two' >/dev/full 2>/dev/full").code, Some(3));
    assert_eq!(Dump::of(&place.db()).operation, before + 1);
    crate::bench::sound(&place.db());
}

#[test]
fn what_took_pains_to_write_is_given_back_where_it_was_not_stored() {
    let place = with_two();
    let editor = place.home().join("ed");
    std::fs::write(
        &editor,
        "#!/bin/sh\nfor last; do :; done\nprintf '%s\\n' 'tea with Nobody Known' 'and it was good' >\"$last\"\n",
    )
    .expect("HOME is writable");
    let done = place.sh(&format!("chmod +x ed; EDITOR='{}' auld log -e", editor.display())).code(1);
    for part in ["Nobody Known", "nothing was written; this was the text:", "  and it was good"] {
        assert!(done.stderr().contains(part), "no `{part}` in {}", done.stderr());
    }
    // The machine fails, not the text: no file may become longer than this.
    std::fs::write(&editor, "#!/bin/sh\nfor last; do :; done\nyes 'and so on' | head -20000 >\"$last\"\n")
        .expect("ours");
    let blocks = std::fs::metadata(place.db()).expect("there").len() / 512;
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; EDITOR='{}' auld note Budi -e", editor.display());
    let done = place.sh(&script).code(3);
    assert!(done.stderr().matches("and so on").count() == 20_000, "{}", done.stderr());
    // Arguments are in the history of the shell.
    assert!(!place.run(["log", "tea with Nobody Known"]).code(1).stderr().contains("this was the text"));
}

#[test]
fn an_editor_is_split_by_words_and_no_shell_runs_it() {
    let place = with_two();
    let folder = place.home().join("my editors");
    std::fs::create_dir(&folder).expect("HOME is writable");
    let script = "#!/bin/sh\nprintf '%s|' \"$@\" >saw\nfor last; do :; done\necho 'tea with Budi' >\"$last\"\n";
    std::fs::write(folder.join("ed"), script).expect("ours");
    place.sh("chmod +x 'my editors/ed'").success();
    let run = |editor: &str| crate::binary::ended(place.auld(["log", "-e"]).env("VISUAL", editor));
    let saw = || std::fs::read_to_string(place.home().join("saw")).expect("it ran");
    let path = folder.join("ed").display().to_string();
    for (editor, flags) in [
        (format!("'{path}' -x 'a b'"), "-x|a b|/"),
        (format!("{} --wait", path.replace(' ', "\\ ")), "--wait|/"),
        (format!("\"{path}\" $HOME `id` ; touch owned"), "$HOME|`id`|;|touch|owned|/"),
    ] {
        run(&editor).success();
        assert!(saw().starts_with(flags), "{editor}: {}", saw());
    }
    assert!(!place.home().join("owned").exists());
    for (editor, why) in [
        ("'unclosed", "a quote in it is not closed"),
        ("/nowhere/ed", "there is no such file"),
        ("  ", "names no program"),
    ] {
        let said = run(editor).code(3).stderr();
        assert!(said.contains(why), "{editor}: {said}");
    }
}
