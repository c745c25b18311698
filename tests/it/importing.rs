//! An import as whoever sits at the terminal sees it: the plan, the bar, and Ctrl-C at any moment.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::bench::sound;
use crate::binary::{Place, ended};
use crate::dump::Dump;
use crate::pty::Terminal;

/// Returns an address book with so many people.
fn book(place: &Place, people: usize) -> PathBuf {
    let card = |n: usize| {
        format!(
            "BEGIN:VCARD\nVERSION:3.0\nUID:{n}\nFN:Friend {n} Ozols\nEMAIL:f{n}@example.org\nNOTE:{}\nEND:VCARD\n",
            "tea ".repeat(40)
        )
    };
    let path = place.home().join("book.vcf");
    fs::write(&path, (0..people).map(card).collect::<String>()).expect("HOME is writable");
    path
}

/// Returns how many people take this build well over a second, however busy the machine was a moment ago.
fn enough(place: &Place) -> usize {
    let mut people = 2_000;
    while people < 400_000 {
        let file = book(place, people);
        let db = format!("sample-{people}.db");
        let begin = Instant::now();
        ended(place.auld(["--db", &db, "import", "-y"]).arg(file)).success();
        if begin.elapsed() > Duration::from_secs(3) {
            break;
        }
        people *= 2;
    }
    people
}

#[test]
fn a_bar_is_drawn_on_a_terminal_and_nowhere_else() {
    let place = Place::with_grace();
    let file = book(&place, enough(&place));
    let import = |db: &str| {
        let mut command = place.auld(["--db", db, "import", "-y"]);
        command.arg(&file).env("NO_COLOR", "1");
        command
    };
    let (code, _, said) = Terminal::run(import("a.db")).ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(" %  ") && said.contains(" left") && said.contains("putting it in order"), "{said}");
    assert!(
        !said.contains("\x1b[3") && !said.contains("\x1b[?25l"),
        "no colour, and the cursor is not hidden: {said:?}"
    );
    let summary = said.rfind("new ").expect("the summary");
    assert!(said.rfind('%').is_some_and(|bar| bar < summary), "the bar is gone before the answer comes");
    let quiet = Terminal::run({
        let mut command = import("b.db");
        command.arg("-q");
        command
    });
    assert!(!quiet.ended().2.contains('%'));
    let piped = ended(&mut import("c.db")).success();
    assert!(!piped.stderr().contains('%') && !piped.stdout().contains('%'), "{}", piped.stderr());
}

#[test]
fn whatever_ends_the_question_leaves_the_store_and_the_terminal() {
    let place = Place::with_grace();
    let file = book(&place, 3);
    let before = Dump::of(&place.db());
    let mut ways = vec![(None, 2)];
    ways.extend(
        [(Signal::INT, 2), (Signal::TERM, 15), (Signal::HUP, 1)].map(|(signal, number)| (Some(signal), number)),
    );
    for (sent, number) in ways {
        let mut command = place.auld(["import"]);
        command.arg(&file);
        let mut terminal = Terminal::run(command);
        terminal.wait_for("Import this?");
        terminal.wait_for("\x1b[?25l");
        terminal.wait_for_keys();
        match sent {
            None => terminal.press("\x03"),
            Some(signal) => terminal.send(signal),
        }
        // That the cursor and the modes of the terminal are as they were is looked at there.
        let (code, signal, said) = terminal.ended();
        assert_eq!((code, signal), (None, Some(number)), "{said}");
        assert_eq!(Dump::of(&place.db()), before);
    }
}

#[test]
fn what_changed_after_the_plan_is_told() {
    let place = Place::with_grace();
    let file = book(&place, 3);
    let import = || {
        let mut command = place.auld(["import"]);
        command.arg(&file);
        command
    };
    let mut terminal = Terminal::run(import());
    terminal.wait_for("Import this?");
    book(&place, 5);
    terminal.press("y");
    let (code, _, said) = terminal.ended();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("changed after the plan was shown; imported: new 5"), "{said}");
    place.run(["undo"]).success();
    let mut terminal = Terminal::run(import());
    terminal.wait_for("Import this?");
    terminal.press("y");
    let (_, _, said) = terminal.ended();
    assert!(said.contains("auld undo") && !said.contains("changed after"), "{said}");
}

/// The files beside the store that are no part of it.
fn strange(db: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(db.parent().expect("a folder")).expect("readable");
    let names = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned());
    names
        .filter(|name| !["auld.db", "auld.db-wal", "auld.db-shm", "auld.db.backups"].contains(&name.as_str()))
        .collect()
}

#[test]
fn ctrl_c_in_an_import_leaves_the_store_as_it_was() {
    for first in [false, true] {
        let (mut cut, mut whole) = (0, 0);
        let mut long = Duration::ZERO;
        for moment in 0..12 {
            let place = if first { Place::new() } else { Place::with_grace() };
            let file = book(&place, 1_500);
            let before = Dump::of(&place.db());
            let mut command = place.auld(["import", "-y", "-q"]);
            let begin = Instant::now();
            let mut child = command.arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
            if moment == 0 {
                child.wait().expect("it ends");
                long = begin.elapsed();
                continue;
            }
            // The first moments fall into the making of a new store.
            let wait = if moment < 4 { Duration::from_micros(600 * moment) } else { long * (moment as u32 - 3) / 8 };
            std::thread::sleep(wait);
            let process = Pid::from_raw(child.id().try_into().expect("a number")).expect("not 0");
            kill_process(process, Signal::INT).expect("sent");
            // What a shell runs in the background, these tests too, is deaf to the first.
            kill_process(process, Signal::TERM).expect("sent");
            let status = child.wait().expect("it ends");
            if status.success() {
                whole += 1;
            } else {
                cut += 1;
                assert!(matches!(status.signal(), Some(2 | 15)), "killed at {wait:?}: {status}");
                let now = Dump::of(&place.db());
                // A kill after the commit finds all of it there.
                let whole = now.rows.matches(" scheme=\"vcard\" ").count() == 1_500;
                assert!(whole || now == before, "killed at {wait:?}, half of it is there");
            }
            if place.db().exists() {
                sound(&place.db());
            }
            // Whatever a cut-off first write left beside goes with the next.
            ended(place.auld(["import", "-y"]).arg(&file)).success();
            assert_eq!(strange(&place.db()), [""; 0], "killed at {wait:?}");
            assert_eq!(Dump::of(&place.db()).rows.matches("\nperson ").count() + 1, 1_500 + usize::from(!first));
            sound(&place.db());
        }
        assert!(cut >= 5, "only {cut} kills fell into the work, {whole} came too late");
    }
}

/// What comes through a pipe with a name comes once: no plan is made of it, and its format is not looked for in it.
#[test]
fn a_pipe_with_a_name_is_read_once() {
    let place = Place::new();
    let pipe = place.home().join("cards");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there").success());
    let said = ended(place.auld(["import"]).arg(&pipe)).code(1).stderr();
    assert!(said.contains("can be read only once"), "{said}");
    let cards = fs::read(book(&place, 300)).expect("readable");
    let (to, all) = (pipe.clone(), cards);
    let writes = std::thread::spawn(move || fs::write(to, all));
    let mut command = place.auld(["import", "vcard"]);
    command.arg(&pipe);
    let (code, _, said) = Terminal::run(command).ended();
    assert_eq!(code, Some(0), "{said}");
    writes.join().expect("no panic").expect("all was read");
    assert_eq!(place.run(["list", "--plain", "-n", "0"]).success().stdout().lines().count(), 300);
}

/// Where nothing could be read, auld looks whether the file is of another format; into a pipe it cannot look again.
#[test]
fn a_pipe_in_which_nothing_is_readable_is_not_opened_again() {
    let place = Place::new();
    let script = "mkfifo p; printf 'on,people\\nnever,Sari\\n' >p & sleep 0.1; exec timeout 10 auld import meetings p";
    let said = place.sh(script).code(1).stderr();
    assert!(said.contains("nothing could be read; nothing was imported"), "{said}");
    assert!(said.contains("p:2: "), "{said}");
}
