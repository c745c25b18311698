//! The first page of help: the verbs in groups, the daily ones first.

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

/// Where what is said of a verb begins, in columns.
const ABOUT: usize = 15;

/// Adds words to a text that stands at a column, wrapped there.
fn wrapped(words: &str, columns: usize, out: &mut String) {
    let mut at = ABOUT;
    for (n, word) in words.split(' ').enumerate() {
        let long = word.chars().count();
        if n > 0 && at + 1 + long > columns {
            write!(out, "\n{:ABOUT$}", "").ok();
            at = ABOUT;
        } else if n > 0 {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += long;
    }
    out.push('\n');
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
            wrapped(&about, columns, &mut text);
        }
        text.push('\n');
    }
    text.push_str("`auld` alone is `auld today`.\nFive verbs are enough to begin: add, log, show, search, undo.");
    command.help_template("{about}\n\n{usage-heading} {usage}{after-help}\n\n{options}").after_help(text)
}
