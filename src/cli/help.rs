//! Help: the first page, with the verbs in groups and the daily ones first, and what the page of each verb says.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::Command;

/// The groups of the first page. A test holds that every verb stands in one of them.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("Write down", &["log", "add", "note", "fact", "feel", "promise", "kept", "dropped"]),
    (
        "Ask",
        &[
            "today",
            "reconnect",
            "show",
            "closest",
            "search",
            "list",
            "why",
            "overlooked",
            "graph",
            "stats",
            "snooze",
            "rest",
            "wake",
        ],
    ),
    ("Who brought whom", &["refer", "won", "lost", "trace", "thanks", "path", "relate"]),
    ("Mend", &["edit", "rename", "nick", "tag", "duplicates", "merge", "rm", "forget", "undo", "redo", "history"]),
    ("In and out", &["import", "me", "export", "backup", "restore", "lock", "doctor"]),
    ("About auld", &["demo", "completions", "man", "help"]),
];

/// Tells whether the command line asks for the first page, so that only then it is made.
pub fn wanted(args: &[OsString]) -> bool {
    args.iter().any(|arg| matches!(arg.to_str(), Some("--help" | "-h" | "help")))
}

/// How wide a page of help is at most, in columns: longer lines are hard to read.
pub const WIDEST: usize = 100;

/// Where what is said of a verb begins, in columns.
const ABOUT: usize = 15;
/// Where an example or a line of a table goes on that is wider than the screen, in columns.
const HANGS: usize = 6;

/// Adds words to a text that stands at a column; what does not fit goes on at column `hangs` of the next line.
fn wrapped(words: &str, mut at: usize, hangs: usize, columns: usize, out: &mut String) {
    for (n, word) in words.split(' ').enumerate() {
        let long = word.chars().count();
        if n > 0 && at + 1 + long > columns {
            write!(out, "\n{:hangs$}", "").ok();
            at = hangs;
        } else if n > 0 {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += long;
    }
}

/// Adds a line that begins with two spaces. What is wider than the screen goes on deeper, so that it does not look like a
/// line of its own; what stands apart in it, a remark or a column of a table, begins there.
fn hung(line: &str, columns: usize, out: &mut String) {
    if line.chars().count() <= columns {
        return out.push_str(line);
    }
    let text = line.trim_start();
    let (first, apart) = text.split_once("  ").unwrap_or((text, ""));
    out.push_str("  ");
    wrapped(first, 2, HANGS, columns, out);
    if !apart.is_empty() {
        write!(out, "\n{:HANGS$}", "").ok();
        wrapped(apart.trim_start(), HANGS, HANGS, columns, out);
    }
}

/// Returns the command with its verbs in groups on the first page, for a screen of so many columns.
pub fn grouped(command: Command, columns: usize) -> Command {
    let mut text = String::new();
    for (heading, verbs) in GROUPS {
        writeln!(text, "{heading}:").ok();
        for verb in *verbs {
            let about = match command.find_subcommand(verb).and_then(|c| c.get_about()) {
                Some(about) => about.to_string(),
                None => "Show help for a verb".into(),
            };
            write!(text, "  {verb:<12} ").ok();
            wrapped(&about, ABOUT, ABOUT, columns, &mut text);
            text.push('\n');
        }
        text.push('\n');
    }
    text.push_str("`auld` alone is `auld today`.\nFive verbs are enough to begin: add, log, show, search, undo.");
    command.help_template("{about}\n\n{usage-heading} {usage}{after-help}\n\n{options}").after_help(text)
}

/// Returns the command with what is said of each verb as [`flowing`] text, for a screen of so many columns. Only for pages
/// of help and of the manual: nothing else has a use for it, and it touches every verb.
pub fn readable(command: Command, columns: usize) -> Command {
    command.mut_subcommands(|verb| match verb.get_long_about().map(ToString::to_string) {
        Some(about) => verb.long_about(flowing(&about, columns)),
        None => verb,
    })
}

/// Returns a text whose paragraphs are a line each, so that they can be wrapped at any width. Lines that begin with two
/// spaces, examples and tables, stay lines of their own, and are [`hung`] where they are too wide.
fn flowing(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut prose = false;
    for line in text.lines() {
        let (was, apart) = (prose, line.is_empty() || line.starts_with("  "));
        prose = !apart;
        if !out.is_empty() {
            out.push(if was && prose { ' ' } else { '\n' });
        }
        match apart {
            true => hung(line, columns, &mut out),
            false => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_become_a_line_each_and_examples_stay_lines() {
        for (text, want) in [
            ("Say\n\nwhat\nis\n\n  auld a\n  auld b", "Say\n\nwhat is\n\n  auld a\n  auld b"),
            ("with a table:\n  a  b\n  c  d\nand\nmore", "with a table:\n  a  b\n  c  d\nand more"),
            ("one", "one"),
            ("", ""),
        ] {
            assert_eq!(flowing(text, 80), want);
            assert_eq!(flowing(want, 80), want);
        }
    }

    #[test]
    fn what_is_too_wide_goes_on_deeper() {
        for (text, want) in [
            ("  auld tag Grace work", "  auld tag Grace work"),
            ("  auld tag Grace work chess", "  auld tag Grace work\n      chess"),
            ("  auld tag Grace    what she does", "  auld tag Grace\n      what she does"),
            ("  name  what it is, and more", "  name\n      what it is, and\n      more"),
        ] {
            assert_eq!(flowing(text, 23), want);
            assert_eq!(flowing(text, usize::MAX), text);
        }
    }
}
