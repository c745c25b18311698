//! The program as a shell sees it: exit codes, closed streams, the terminal's variables, the clock, help.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use crate::binary::{Place, ended, ended_reading};
use crate::dump::Dump;

/// Returns a home whose store holds more words than a pipe does.
fn wordy() -> Place {
    let place = Place::with_grace();
    // The text is taken from the line as it is: a promise is not parsed for people, so it is fast.
    for n in 0..3 {
        place.run(["promise", "Grace", &format!("{n}: {}", "and so on ".repeat(10_000))]).success();
    }
    place
}

#[test]
fn exit_codes_are_done_could_not_bad_line_and_machine() {
    let place = Place::with_grace();
    place.run(["show", "Grace"]).success();
    place.run(["show", "Nobody"]).code(1);
    place.run(["log", "coffee with Nobody"]).code(1);
    place.run(["undo", "99"]).code(1);
    place.run(["no-such-verb"]).code(2);
    place.run(["add"]).code(2);
    place.run(["log", "coffee with Grace", "--on", "31 February"]).code(2);
    place.run(["--db", "/dev/null", "show", "Grace"]).code(3);
    place.run(["--json", "--plain", "show", "Grace"]).code(2);
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let place = Place::new();
    let added = place.run(["add", "Grace Tan"]).success();
    assert_eq!((added.stdout(), added.stderr()), ("added Grace Tan\n".into(), "undo with `auld undo`\n".into()));
    let quiet = place.run(["-q", "add", "Sari"]).success();
    assert_eq!((quiet.stdout(), quiet.stderr()), ("added Sari\n".into(), String::new()));
    let refused = place.run(["-q", "show", "Nobody"]).code(1);
    assert_eq!(refused.stdout(), "", "a refusal is no data");
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let place = wordy();
    for format in ["", "--json", "--plain"] {
        let whole = place.sh(&format!("auld history {format}")).success();
        assert!(format.is_empty() || whole.out.len() > 100_000, "history {format} would fit into a pipe");
        let ended = place.sh(&format!("{{ auld history {format}; echo $? >code; }} | head -c 1")).success();
        assert_eq!(ended.stderr(), "", "history {format}");
        assert_eq!(
            std::fs::read_to_string(place.home().join("code")).expect("it was written"),
            "0\n",
            "history {format}"
        );
    }
}

#[test]
fn closed_streams_lose_nothing_and_stop_nothing() {
    let place = Place::with_grace();
    for (n, streams) in [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"].into_iter().enumerate() {
        place.sh(&format!("auld log 'coffee with Grace, the {n}th' {streams}")).success();
        assert!(Dump::of(&place.db()).rows.contains(&format!("the {n}th")), "nothing was stored with {streams}");
    }
    assert!(std::fs::read(place.db()).expect("readable").starts_with(b"SQLite format 3\0"), "talk went into the store");
    crate::bench::sound(&place.db());
}

#[test]
fn a_full_output_is_told_and_what_was_done_is_done() {
    let place = Place::with_grace();
    let ended = place.sh("auld log 'coffee with Grace' >/dev/full").code(3);
    assert!(ended.stderr().contains("what was done is done"), "{}", ended.stderr());
    assert!(Dump::of(&place.db()).rows.contains("coffee with Grace"));
    let help = place.sh("auld --help >/dev/full");
    assert_eq!(help.code, Some(3));
}

#[test]
fn no_colour_where_no_terminal_is_or_none_is_wanted() {
    let place = Place::with_grace();
    let coloured = |script: &str| place.sh(script).success().stdout().contains('\x1b');
    assert!(!coloured("auld show Grace"));
    assert!(!coloured("NO_COLOR=1 auld show Grace"));
    assert!(!coloured("TERM=dumb auld show Grace"));
    assert!(coloured("auld --color always show Grace"));
    assert!(coloured("NO_COLOR=1 auld --color always show Grace"), "a flag wins over a variable");
}

#[test]
fn any_width_is_lived_with() {
    let place = Place::with_grace();
    place.run(["log", "coffee with Grace @Kopi Tuku #work 90 min; Grace made me feel heard"]).success();
    for width in ["0", "1", "20", "80", "100000", "-3", "wide", "99999999999999999999999999"] {
        for verb in ["show Grace", "history", "log 'tea with Grace' --dry-run"] {
            let ended = place.sh(&format!("COLUMNS={width} auld {verb}")).success();
            assert!(!ended.out.is_empty(), "COLUMNS={width} auld {verb}");
        }
    }
}

#[test]
fn arguments_that_are_no_text_are_refused_by_code_2() {
    let place = Place::with_grace();
    let before = Dump::of(&place.db());
    let bytes = |b: &[u8]| OsString::from_vec(b.to_vec());
    place.run([bytes(b"add"), bytes(b"Ren\xe9")]).code(2);
    place.run([bytes(b"\xff\xfe")]).code(2);
    place.run([bytes(b"show"), bytes(b"--\xff")]).code(2);
    assert_eq!(Dump::of(&place.db()), before);
}

#[test]
fn standard_input_that_is_no_text_is_refused() {
    let place = Place::with_grace();
    let before = Dump::of(&place.db());
    ended_reading(&mut place.auld(["log", "-"]), b"coffee with Grace, caf\xe9").code(1);
    assert_eq!(Dump::of(&place.db()), before);
    ended_reading(&mut place.auld(["log", "-"]), "coffee with Grace, café\n".as_bytes()).success();
    assert!(Dump::of(&place.db()).rows.contains("text=\"coffee with Grace, café\""), "the sentence is stored as typed");
}

#[test]
fn nobody_is_asked_without_a_terminal() {
    let place = Place::with_grace();
    place.run(["add", "Grace Hopper"]).success();
    let ended = place.run(["show", "Grace"]).code(1);
    assert!(ended.stderr().contains("Grace Hopper") && ended.stderr().contains("Grace Tan"), "{}", ended.stderr());
    place.run(["log"]).code(1);
}

#[test]
fn version_and_help_never_open_the_store() {
    let place = Place::new();
    let garbage = place.home().join("garbage.db");
    std::fs::write(&garbage, "garbage").expect("HOME is writable");
    for args in [&["--version"][..], &["--help"], &["help"], &["-h"], &["log", "--help"], &["help", "log"]] {
        ended(place.auld(args).env("AULD_DB", &garbage)).success();
    }
    assert_eq!(place.run(["--version"]).success().stdout(), format!("auld {}\n", env!("CARGO_PKG_VERSION")));
    assert!(!place.home().join(".local").exists(), "asking for help made a folder");
}

#[test]
fn a_clock_that_is_no_clock_is_a_bad_command_line() {
    let place = Place::with_grace();
    for clock in ["garbage", "2026-02-30", "yesterday", "2026-11-23T25:00:00Z", "0000-01-01"] {
        let ended = place.sh(&format!("AULD_NOW={clock} auld show Grace")).code(2);
        assert!(ended.stderr().contains("AULD_NOW"), "{}", ended.stderr());
    }
}

#[test]
fn the_calendar_holds_from_its_first_day_to_its_last() {
    let place = Place::with_grace();
    for day in ["0001-01-01", "1904-02-29", "2000-02-29", "2024-02-29", "9999-12-31"] {
        let say = |verb: &str| place.sh(&format!("AULD_NOW={day} auld {verb}"));
        say(&format!("log 'coffee with Grace on the day {day}'")).success();
        for verb in ["show Grace", "show Grace --json", "history", "history --plain", "promise Grace 'a letter'"] {
            say(verb).success();
        }
        // There is no day before the first and none after the last; saying so is enough.
        for verb in [
            "log 'yesterday: tea with Grace'",
            "promise Grace 'a book' --by 2w",
            "log 'in 9000 years: tea with Grace'",
            "log '9999 weeks ago: tea with Grace'",
        ] {
            let ended = say(verb);
            assert!(matches!(ended.code, Some(0..=2)), "AULD_NOW={day} auld {verb}: {ended:?}");
            assert!(!ended.stderr().contains("panicked"), "{}", ended.stderr());
        }
    }
    place.sh("AULD_NOW=2027-02-28 auld show Grace").success();
    crate::bench::sound(&place.db());
}

#[test]
fn a_birthday_on_29_february_lives_through_every_year() {
    let place = Place::new();
    place.run(["add", "Sari", "--birthday", "--02-29"]).success();
    for day in ["2027-02-28", "2027-03-01", "2028-02-28", "2028-02-29", "2100-02-28", "9999-12-31"] {
        place.sh(&format!("AULD_NOW={day} auld show Sari")).success();
        place.sh(&format!("AULD_NOW={day} auld")).success();
    }
}

#[test]
fn a_clock_set_back_changes_no_order() {
    let place = Place::with_grace();
    place.sh("AULD_NOW=2026-11-23T12:00:00Z auld log 'first with Grace'").success();
    place.sh("AULD_NOW=2026-11-23T08:00:00Z auld log 'second with Grace'").success();
    place.sh("AULD_NOW=2025-01-01 auld log 'third with Grace'").success();
    let history = place.run(["history", "--plain"]).success().stdout();
    let numbers: Vec<_> = history.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect();
    assert_eq!(numbers, ["4", "3", "2", "1"], "{history}");
    place.sh("AULD_NOW=2024-01-01 auld undo").success();
    let rows = Dump::of(&place.db()).rows;
    assert!(rows.contains("second") && !rows.contains("third"), "the newest operation is the one done last");
    crate::bench::sound(&place.db());
}
