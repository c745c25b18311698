//! What the pages of help and of the manual look like: prose that fills the screen, examples that are lines.

use crate::bench::Bench;
use crate::terminal::{rich, verbs};

/// Returns every verb with its page of help for a screen of so many columns.
fn pages(columns: &str) -> Vec<(String, String)> {
    let mut bench = Bench::unchecked();
    bench.var("COLUMNS", columns);
    let first = bench.run(["--help"]).success().stdout;
    let named = verbs(&first).into_iter().filter(|verb| verb != "help");
    named.map(|verb| (verb.clone(), bench.run([&verb, "--help"]).success().stdout)).collect()
}

/// Tells how often a line begins an example.
fn examples(line: &str, verb: &str) -> usize {
    line.matches(&format!("auld {verb} ")).count() + usize::from(line.ends_with(&format!("auld {verb}")))
}

/// Returns each line of prose after which a word stands that would have fitted: no paragraph ends there.
fn broken_early(page: &str, columns: usize) -> Vec<String> {
    const OF_FLAGS: &str = "          ";
    let prose = |line: &str| -> Option<usize> {
        let deep = line.len() - line.trim_start().len();
        let listed = line.trim_start().starts_with("- ") || line.trim().is_empty();
        (!listed && (deep == 0 || deep == OF_FLAGS.len())).then_some(deep)
    };
    let lines: Vec<&str> = page.lines().collect();
    let early = lines.windows(2).filter(|two| {
        let word = two[1].split_whitespace().next().unwrap_or_default().chars().count();
        // A heading such as `Options:` stands before flags that are set in.
        prose(two[0]).is_some() && prose(two[0]) == prose(two[1]) && two[0].chars().count() + 1 + word <= columns
    });
    early.map(|two| two.join("\n")).collect()
}

#[test]
fn the_prose_of_help_fills_the_screen() {
    for columns in [40, 80, 100] {
        for (verb, page) in pages(&columns.to_string()) {
            assert_eq!(broken_early(&page, columns), [""; 0], "auld {verb} --help at {columns}:\n{page}");
            let wide: Vec<_> = page.lines().filter(|line| line.chars().count() > columns).collect();
            // What is typed stays whole, and so does a word that is longer than a screen is wide.
            let whole = |line: &&str| !line.starts_with("Usage:") && line.split_whitespace().count() > 1;
            assert!(!wide.iter().any(whole), "auld {verb} --help at {columns}: {wide:#?}");
        }
    }
    assert_eq!(broken_early("one two\nthree\n", 80), ["one two\nthree"], "such a line goes unseen");
    assert_eq!(broken_early("one two.\n\nThree\n  auld a\n  auld b\n", 80), [""; 0]);
}

#[test]
fn examples_in_help_are_a_line_each_and_fit_80_columns() {
    let mut seen = 0;
    for (verb, page) in pages("80") {
        for line in page.lines().filter(|line| line.starts_with("  ")) {
            assert!(examples(line, &verb) < 2, "auld {verb} --help: {line}");
        }
        let own = page.lines().filter(|line| line.starts_with(&format!("  auld {verb}")));
        seen += own.clone().count();
        // A line that was wrapped goes on in the next, and cannot be copied whole.
        let lines: Vec<&str> = page.lines().collect();
        for two in lines.windows(2).filter(|two| two[0].starts_with("  auld ")) {
            let whole = two[1].is_empty() || two[1].starts_with("  auld ");
            assert!(whole, "auld {verb} --help: an example is wrapped: {two:#?}");
        }
        let about = page.split("\nUsage:").next().unwrap_or_default();
        for line in about.lines().filter(|line| !line.starts_with("  ")) {
            assert!(
                !line.starts_with(&format!("auld {verb} ")),
                "auld {verb} --help: an example runs into prose: {line}"
            );
        }
    }
    assert!(seen > 50, "only {seen} examples were found");
}

/// What is wrapped must not look like the next example.
#[test]
fn on_half_a_screen_examples_go_on_deeper() {
    for (verb, page) in pages("40") {
        let about = page.split("\nUsage:").next().unwrap_or_default();
        for line in about.lines().filter(|line| line.starts_with("  ")) {
            let set_in = line.len() - line.trim_start().len();
            // An example begins with the program, a line of a table with a word.
            let begins = examples(line, &verb) > 0 || line.trim_start().starts_with(char::is_alphabetic);
            assert!(set_in == 6 || (set_in == 2 && begins), "auld {verb} --help: {line}");
        }
    }
}

#[test]
fn the_manual_keeps_examples_a_line_each() {
    let mut bench = Bench::unchecked();
    let mut seen = 0;
    for (verb, help) in pages("100") {
        let manual = bench.run(["man", &verb]).success().stdout.replace("\\-", "-").replace("\\*(Aq", "'");
        let about = help.split("\nUsage:").next().unwrap_or_default();
        for line in about.lines().filter(|line| line.starts_with("  auld ")) {
            seen += 1;
            let line = line.replace('\\', "\\\\");
            assert!(manual.lines().any(|other| other == line), "auld man {verb} has no line {line:?}\n{manual}");
        }
    }
    assert!(seen > 50, "only {seen} examples were found");
}

/// An example that is refused as a bad command line teaches nothing.
#[test]
fn what_help_shows_can_be_typed() {
    let mut tried = 0;
    for (verb, page) in pages("100") {
        let examples = page.lines().filter_map(|line| line.strip_prefix(&format!("  auld {verb}")));
        for example in examples.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            // What stands after more than one space says what the example does; the shell does what follows its signs.
            let typed = example.trim_start().split("   ").next().unwrap_or_default();
            let typed = typed.split(['|', '>']).next().unwrap_or_default();
            let words = shell_words::split(typed).expect("quotes are closed");
            let mut bench = rich();
            let outcome = bench.run(std::iter::once(verb.clone()).chain(words));
            assert_ne!(outcome.code, 2, "auld {verb} {typed}: {outcome}");
            tried += 1;
        }
    }
    assert!(tried > 50, "only {tried} examples were tried");
}
