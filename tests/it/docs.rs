//! The pages for people say what the program does: each command of the README is run, its answer compared.

use std::fs;

use crate::bench::Bench;
use crate::binary::{Place, ended};
use crate::package;
use crate::terminal::verbs;

/// A command as a page shows it, and the answer below it.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    /// Where it stands, from 1.
    line: usize,
    /// The day that the page says it is by then; `None` where it has not said.
    day: Option<String>,
    command: String,
    answer: String,
}

/// Reads the commands of all `console` blocks, in order. A command that ends in `\` goes on in the next line. The
/// day is the last `AULD_NOW=` that stands before it, in prose or in a block.
fn shown(page: &str) -> Vec<Shown> {
    let mut out: Vec<Shown> = Vec::new();
    let (mut inside, mut day) = (false, None);
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some((_, rest)) = line.split_once("AULD_NOW=") {
            let told: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
            day = (told.len() == 10).then_some(told).or(day);
        }
        match line.trim_end() {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            line => match (line.strip_prefix("$ "), out.last_mut()) {
                (Some(command), _) => {
                    let mut command = command.to_owned();
                    while command.ends_with('\\') {
                        command.push('\n');
                        command
                            .push_str(lines.next().map(|(_, next)| next.trim_start_matches("> ")).unwrap_or_default());
                    }
                    out.push(Shown { line: at + 1, day: day.clone(), command, answer: String::new() });
                }
                (None, Some(last)) => last.answer.push_str(&format!("{line}\n")),
                (None, None) => panic!("line {}: an answer to no command", at + 1),
            },
        }
    }
    out
}

/// Returns text without what no reader sees: spaces at the ends of lines, empty lines at the end.
fn seen(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Tells whether a command begins with auld, variables left out, or pipes into it.
fn runs_auld(command: &str) -> bool {
    let first = command.split_whitespace().find(|word| !word.contains('='));
    first == Some("auld") || command.contains("| auld ")
}

/// Runs every `auld` command of a page, in one fresh home, and returns what differs.
fn differences(page: &str) -> String {
    let place = Place::new();
    let mut out = String::new();
    for shown in shown(page) {
        if !runs_auld(&shown.command) {
            continue;
        }
        let mut shell = place.shell(&format!("exec 2>&1\n{}", shown.command));
        if let Some(day) = &shown.day {
            shell.env("AULD_NOW", day);
        }
        let ended = ended(&mut shell);
        let home = place.home().display().to_string();
        let said = ended.stdout().replace(&home, "~");
        if seen(&said) != seen(&shown.answer) {
            out.push_str(&format!(
                "line {}: $ {}\n--- the page says\n{}\n--- auld says\n{}\n",
                shown.line,
                shown.command,
                seen(&shown.answer),
                seen(&said)
            ));
        }
    }
    out
}

/// Reads a page; `None` where it is not written yet.
fn page(name: &str) -> Option<String> {
    let text = fs::read_to_string(package(name)).ok();
    if text.is_none() {
        crate::skipped(&format!("{name} is not written yet"));
    }
    text
}

#[test]
fn the_readme_shows_what_auld_answers() {
    let Some(readme) = page("README.md") else { return };
    let commands = shown(&readme);
    assert!(
        commands.iter().filter(|s| s.command.starts_with("auld")).count() >= 3,
        "the README shows no commands in ```console blocks"
    );
    let differ = differences(&readme);
    assert!(differ.is_empty(), "\n{differ}");
}

#[test]
fn the_readme_names_every_verb() {
    let Some(readme) = page("README.md") else { return };
    let help = Bench::new().run(["--help"]).success().stdout;
    let missing: Vec<_> = verbs(&help)
        .into_iter()
        .filter(|verb| !readme.contains(&format!("auld {verb}")) && !readme.contains(&format!("`{verb}")))
        .collect();
    assert_eq!(missing, [""; 0], "verbs that the README does not name");
}

#[test]
fn the_changelog_begins_with_this_version() {
    let Some(changelog) = page("CHANGELOG.md") else { return };
    let first = changelog.lines().find(|line| line.starts_with("## ")).unwrap_or_default();
    assert!(first.contains(env!("CARGO_PKG_VERSION")) || first.to_lowercase().contains("unreleased"), "{first}");
}

#[test]
fn the_test_of_the_readme_sees_a_wrong_answer() {
    let page = "Today is AULD_NOW=2026-05-02.\n```console\n$ auld add \\\n  Sari\nadded Sari\nundo with `auld undo`\n$ cargo install auld\n```\n";
    let read = shown(page);
    assert_eq!(read.len(), 2);
    assert_eq!(
        (read[0].line, read[0].day.as_deref(), read[0].command.as_str()),
        (3, Some("2026-05-02"), "auld add \\\n  Sari")
    );
    assert_eq!(differences(page), "");
    let wrong = page.replace("added Sari", "added Budi");
    assert!(differences(&wrong).contains("line 3"), "a wrong answer went unseen");
}
