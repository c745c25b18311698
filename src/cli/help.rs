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

/// Returns the command with its verbs in groups on the first page.
pub fn grouped(command: Command) -> Command {
    let mut text = String::new();
    for (heading, verbs) in GROUPS {
        writeln!(text, "{heading}:").ok();
        for verb in *verbs {
            let about = match command.find_subcommand(verb).and_then(|c| c.get_about()) {
                Some(about) => about.to_string(),
                None => "Show help for a verb".into(),
            };
            writeln!(text, "  {verb:<12} {about}").ok();
        }
        text.push('\n');
    }
    text.push_str("`auld` alone is `auld today`. Five verbs are enough to begin: add, log, show, search, undo.");
    command.help_template("{about}\n\n{usage-heading} {usage}\n\n{after-help}\n\n{options}").after_help(text)
}
