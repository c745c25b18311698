//! What the user wrote goes nowhere: no network, no word of it in what is said of a fault, no copy of a draft.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::binary::{Place, ended};
use crate::dump::Dump;
use crate::skipped;
use crate::terminal::{ASK, WRITE};

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Runs a shell script under strace and returns the sockets to the network that it asked for, and how many programs ran;
/// `None` where that cannot be seen here.
fn sockets(place: &Place, script: &str) -> Option<(Vec<String>, usize)> {
    if Command::new("strace").arg("-V").output().is_err() {
        skipped("strace is not here, so nobody sees sockets");
        return None;
    }
    let trace = place.home().join("trace");
    // The shell of a place finds the program by its path; only what it runs is looked at.
    fs::write(place.home().join("script"), script).expect("HOME is writable");
    let done = place.sh(&format!("strace -f --seccomp-bpf -e trace=execve,%network -o {} sh script", trace.display()));
    if done.stderr().contains("ptrace") {
        skipped("strace may not trace here");
        return None;
    }
    let trace = fs::read_to_string(trace).expect("strace wrote it");
    let inet = trace.lines().filter(|line| line.contains("AF_INET") || line.contains("AF_PACKET"));
    let ran = trace.lines().filter(|line| line.contains("execve(") && line.ends_with("= 0")).count();
    Some((inet.map(str::to_owned).collect(), ran))
}

#[test]
fn no_verb_speaks_to_the_network() {
    let place = Place::with_grace();
    for line in ["add Tomas", "add Sari", "add Budi", "note Grace tea", "log 'coffee with Grace and Tomas #work'"] {
        place.sh(&format!("auld {line}")).success();
    }
    let others = [
        "doctor",
        "backup copy.db",
        "-y restore copy.db",
        "restore",
        "export json -o all.json",
        "-y import all.json",
        "export vcard -o all.vcf",
        "-y import all.vcf",
        "completions bash",
        "man",
        "demo",
        "--help",
        "forget Budi --confirm Budi",
    ];
    let lines = ASK.iter().chain(WRITE).map(|line| line.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "));
    let script: Vec<_> = lines
        .chain(others.map(str::to_owned))
        .map(|line| format!("auld {line} </dev/null >/dev/null 2>&1\n"))
        .collect();
    let Some((inet, ran)) = sockets(&place, &script.concat()) else { return };
    assert!(inet.is_empty(), "{inet:#?}");
    assert_eq!(ran, script.len() + 1, "each line and the shell");
}

#[test]
fn the_test_of_the_network_sees_a_socket() {
    let place = Place::new();
    let Some((inet, _)) = sockets(&place, "bash -c ': </dev/tcp/127.0.0.1/9' 2>/dev/null") else { return };
    assert!(!inet.is_empty());
}

/// Run by the test below, in a process of its own.
#[test]
#[ignore = "it ends the process"]
fn a_fault_on_a_text() {
    drop(auld::World::from_process());
    let text = std::hint::black_box("Zanzibella lässt grüßen");
    // Rust says what it was about: the text.
    let _ = std::hint::black_box(&text[..13]);
}

#[test]
fn a_fault_is_told_without_a_word_of_the_text() {
    let program = std::env::current_exe().expect("this test");
    let args = ["--exact", "leaks::a_fault_on_a_text", "--ignored", "--nocapture"];
    let done = Command::new(program).args(args).env("RUST_BACKTRACE", "full").output().expect("it runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(said.contains("panicked at tests/it/leaks.rs:"), "{said}");
    assert!(!said.contains("lässt") && !said.contains("Zanzibella"), "{said}");
}

/// Writes a program that stands in for an editor.
fn editor(place: &Place, name: &str, script: &str) -> String {
    let path = place.home().join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("HOME is writable");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
    path.display().to_string()
}

fn noted(place: &Place, name: &str) -> String {
    fs::read_to_string(place.home().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

#[test]
fn a_draft_is_private_and_gone_afterwards() {
    let place = Place::with_grace();
    let note = r#"for last; do :; done
        { echo "$last"; stat -c '%a %F' "$last" "$(dirname "$last")"; tr '\0' ' ' </proc/$PPID/cmdline; } >"$HOME/saw"
        echo 'coffee with Grace, secretqx' >>"$last"; touch "$last~""#;
    let saved = editor(&place, "ed-saves", note);
    let failed = editor(&place, "ed-fails", &format!("{note}\nexit 1"));
    let killed = editor(&place, "ed-kills", &format!("{note}\nkill -9 $PPID"));
    let run = |editor: &str| ended(place.auld(["log", "-e"]).env("EDITOR", editor));
    let folder =
        || Path::new(noted(&place, "saw").lines().next().expect("a path")).parent().expect("a folder").to_owned();
    run(&saved).success();
    assert!(Dump::of(&place.db()).rows.contains("secretqx"));
    let saw = noted(&place, "saw");
    assert!(saw.contains("600 regular file\n700 directory\n"), "{saw}");
    assert!(!folder().starts_with(place.home()) && !folder().exists(), "{saw}");
    run(&failed).code(1);
    assert!(!folder().exists(), "a draft that was not saved is left");
    // Killed, it can remove nothing; the next draft does.
    assert_eq!(run(&killed).signal, Some(9));
    let left = folder();
    assert!(left.exists());
    run(&saved).success();
    assert!(!left.exists() && !folder().exists(), "the draft of a killed command is left");
}

#[test]
fn editors_are_told_to_keep_no_copies() {
    let place = Place::with_grace();
    for (name, flags) in [
        ("vim", "-i NONE -n -c set nobackup nowritebackup noundofile noswapfile viminfo= -X "),
        ("nvim", "-i NONE -n -c set nobackup nowritebackup noundofile noswapfile shada= -X "),
        ("emacs", "--eval (setq make-backup-files nil"),
        ("nano", "--backupdir=/"),
        ("ed", "-X /"),
    ] {
        let program = editor(&place, name, r#"echo "$@" >"$HOME/flags"; exit 1"#);
        ended(place.auld(["log", "-e"]).env("EDITOR", format!("{program} -X"))).code(1);
        let seen = noted(&place, "flags");
        assert!(seen.starts_with(flags) && seen.contains("-X /") && seen.ends_with("/draft.txt\n"), "{name}: {seen}");
        // By another name it is the same program.
        std::os::unix::fs::symlink(&program, place.home().join(format!("vi-{name}"))).expect("HOME is writable");
        let other = place.home().join(format!("vi-{name}"));
        ended(place.auld(["log", "-e"]).env("VISUAL", format!("{} -X", other.display()))).code(1);
        assert!(noted(&place, "flags").starts_with(flags), "{name}");
    }
}

/// Tells whether some file below a folder holds the word.
fn holds(folder: &Path, word: &str) -> bool {
    fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| match entry.path() {
        path if path.is_dir() => holds(&path, word),
        path => fs::read(path).is_ok_and(|bytes| bytes.windows(word.len()).any(|window| window == word.as_bytes())),
    })
}

#[test]
fn vim_keeps_nothing_whatever_its_settings_say() {
    if Command::new("vim").arg("--version").output().is_err() {
        return skipped("vim is not here");
    }
    let place = Place::with_grace();
    let own = place.home().join("own");
    fs::create_dir(&own).expect("HOME is writable");
    let own = own.display().to_string();
    let settings = format!(
        "set nocompatible\nset backup backupdir={own}// undofile undodir={own} directory={own}// viminfo='9,<50,n{own}/info\n"
    );
    fs::write(place.home().join(".vimrc"), settings).expect("HOME is writable");
    let script = place.home().join("script.vim");
    fs::write(&script, "normal iSECRETQX\nwrite\nnormal yyp\nwrite\nnormal dd\nwrite\n%delete\ncall setline(1, 'tea with Grace')\nwq\n").expect("ours");
    let vim = format!("vim --not-a-term -S {}", script.display());
    ended(place.auld(["log", "-e"]).env("EDITOR", &vim).env("TERM", "dumb")).success();
    assert!(Dump::of(&place.db()).rows.contains("tea with Grace"));
    fs::remove_file(&script).expect("ours");
    assert!(!holds(place.home(), "SECRETQX"), "vim kept the draft");
    // Left to itself it does keep it: what is looked for is there to be found.
    fs::write(&script, "normal iSECRETQX\nwrite\nnormal yyp\nwrite\nwq\n").expect("ours");
    place.sh(&format!("TERM=dumb {vim} plain.txt; rm plain.txt script.vim")).success();
    assert!(holds(Path::new(&own), "SECRETQX"));
}
