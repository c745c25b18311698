//! The rules of the house that no compiler keeps: who may name whom, and what stands in one place only.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::package;

/// The layers, top first. Each may name itself and those further down.
const LAYERS: &[&str] = &["main", "lib", "cli", "actions", "exchange", "view", "store", "scoring", "text", "domain"];
/// Who may name the world, beside itself: a made-up life needs a clock to be made up around.
const SEES_THE_WORLD: &[&str] = &["main.rs", "lib.rs", "actions/demo.rs"];
/// The files that may hold SQL that writes; what `forget` removes must not stand in the log, and a sealed key is no store.
const WRITERS: &[&str] =
    &["oplog", "derive", "derived", "migrate", "check", "replace", "forget", "forget/past", "sealed"];
const LONGEST_FILE: usize = 500;

/// A source file without comments and tests.
struct Source {
    /// Its path below `src/`.
    path: String,
    /// Numbered from 1.
    lines: Vec<(usize, String)>,
    /// How many lines the file has, tests included.
    length: usize,
}

impl Source {
    /// Returns the layer the file belongs to.
    fn layer(&self) -> &str {
        self.path.split('/').next().map_or("", |first| first.trim_end_matches(".rs"))
    }
}

fn sources() -> Vec<Source> {
    let mut texts = BTreeMap::new();
    read_folder(&package("src"), "", &mut texts);
    assert!(texts.len() > 20, "the sources are not where this test looks for them");
    let for_tests: Vec<String> = texts
        .iter()
        .flat_map(|(path, text)| {
            // `store/mod.rs` declares into `store/`, `store/x.rs` into `store/x/`.
            let folder = path.trim_end_matches("mod.rs").trim_end_matches(".rs").trim_end_matches('/').to_owned();
            test_modules(text).into_iter().map(move |module| format!("{folder}/{module}"))
        })
        .collect();
    let is_test = |path: &str| {
        for_tests
            .iter()
            .any(|module| path.strip_prefix(module.as_str()).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    let source = |(path, text): (String, String)| Source {
        lines: if is_test(&path) { Vec::new() } else { code(&text) },
        length: text.lines().count(),
        path,
    };
    texts.into_iter().map(source).collect()
}

fn read_folder(folder: &Path, prefix: &str, texts: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("src is part of the package") {
        let entry = entry.expect("readable").path();
        let name = entry.file_name().and_then(|n| n.to_str()).expect("UTF-8").to_owned();
        if entry.is_dir() {
            read_folder(&entry, &format!("{prefix}{name}/"), texts);
        } else if name.ends_with(".rs") {
            texts.insert(format!("{prefix}{name}"), std::fs::read_to_string(&entry).expect("readable"));
        }
    }
}

/// Returns the lines that are neither comments nor tests: those end the file, or stand in a file of their own.
fn code(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            match lines.peek().and_then(|(_, next)| declared(next)) {
                Some(_) => drop(lines.next()),
                None => break,
            }
        } else if !line.trim_start().starts_with("//") {
            out.push((at + 1, line.to_owned()));
        }
    }
    out
}

/// Returns the name in `mod name;`.
fn declared(line: &str) -> Option<&str> {
    line.trim().trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')
}

/// Returns the modules that a file declares for tests only.
fn test_modules(text: &str) -> Vec<String> {
    let pairs = text.lines().zip(text.lines().skip(1));
    pairs
        .filter(|(mark, _)| mark.trim() == "#[cfg(test)]")
        .filter_map(|(_, line)| declared(line))
        .map(str::to_owned)
        .collect()
}

/// Fails with every line that `broken` gives a reason for.
fn demand(broken: impl Fn(&Source, &str) -> Option<String>) {
    let mut found = String::new();
    for source in sources() {
        for (at, line) in &source.lines {
            if let Some(why) = broken(&source, line) {
                writeln!(found, "src/{}:{at}: {why}\n    {}", source.path, line.trim())
                    .expect("a string takes any text");
            }
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// Returns the layers that a line names by `crate::layer`, `crate::{layer…}` or, in main, `auld::`.
fn named(line: &str) -> Vec<String> {
    let after = line.split("crate::").skip(1);
    let words = after.flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split(',').map(word).collect::<Vec<_>>(),
        None => vec![word(rest)],
    });
    words.collect()
}

fn word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn no_layer_names_one_above_it() {
    let rank: BTreeMap<_, _> = LAYERS.iter().enumerate().map(|(at, layer)| (*layer, at)).collect();
    for source in sources() {
        let known = ["world", "settings"].contains(&source.layer()) || rank.contains_key(source.layer());
        assert!(known, "src/{} belongs to no layer: give it a place in lib.rs and here", source.path);
    }
    demand(|source, line| {
        let from = source.layer();
        named(line).into_iter().find_map(|to| {
            let allowed = match (from, to.as_str()) {
                (a, b) if a == b => true,
                ("cli" | "lib" | "main", _) => true,
                (_, "world") => SEES_THE_WORLD.contains(&source.path.as_str()),
                ("settings", b) => b == "view",
                ("world", b) => b == "domain",
                (_, "settings") => false,
                (a, b) => match (rank.get(a), rank.get(b)) {
                    (Some(a), Some(b)) => a < b,
                    // Not a layer: a macro or an item of lib.rs, which is above everything.
                    _ => false,
                },
            };
            (!allowed).then(|| format!("`{from}` may not name `{to}`"))
        })
    });
}

#[test]
fn only_the_store_speaks_to_sqlite_and_only_cli_to_clap() {
    demand(|source, line| {
        let names = |crate_name: &str| {
            line.contains(&format!("{crate_name}::")) || line.contains(&format!("use {crate_name};"))
        };
        let bad = |crate_name: &str| Some(format!("`{crate_name}` does not belong here"));
        match source.layer() {
            "store" => None,
            _ if names("rusqlite") => bad("rusqlite"),
            "cli" | "settings" => None,
            _ if names("clap") || names("clap_complete") => bad("clap"),
            _ => None,
        }
    });
}

#[test]
fn only_the_world_reads_clock_and_environment_and_nothing_prints_past_it() {
    const WORLDLY: &[&str] = &[
        "print!(",
        "println!(",
        "eprint!(",
        "eprintln!(",
        "dbg!(",
        "std::env",
        "env::var",
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "Instant::now",
        "process::exit",
        "io::stdout()",
        "io::stderr()",
        "io::stdin()",
    ];
    demand(|source, line| {
        // The arguments are handed to the library by the one file that has a process.
        let arguments = source.path == "main.rs" && line.contains("std::env::args_os()");
        let hit = WORLDLY.iter().find(|word| line.contains(**word));
        hit.filter(|_| source.layer() != "world" && !arguments).map(|word| format!("`{word}` belongs in world.rs"))
    });
}

#[test]
fn all_that_is_said_goes_through_one_door() {
    /// Where a stream is written to, or somebody asked; each makes harmless what it hands on.
    const DOORS: &[(&str, &[&str])] = &[
        // Help and version, answers to a shell that completes, files for other programs.
        (
            "world.stdout",
            &["cli/mod.rs", "cli/session.rs", "cli/cmd/completions.rs", "cli/cmd/export.rs", "cli/cmd/demo.rs"],
        ),
        ("world.stderr", &["cli/mod.rs", "cli/session.rs", "cli/report.rs"]),
        ("world.ask", &["cli/session.rs"]),
    ];
    demand(|source, line| {
        let used = |member: &str| {
            line.match_indices(member).any(|(at, _)| {
                let rest = line.get(at + member.len()..).unwrap_or_default();
                !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        };
        let door = DOORS.iter().find(|(member, _)| used(member));
        let closed = door.filter(|(_, files)| source.layer() != "world" && !files.contains(&source.path.as_str()));
        closed.map(|(member, files)| format!("`{member}` belongs in {}", files.join(", ")))
    });
    // Libraries that write or ask by themselves have one place too.
    demand(|source, line| {
        let hit = ["dialoguer::", "indicatif::", "console::"].into_iter().find(|name| line.contains(name));
        hit.filter(|_| source.layer() != "world").map(|name| format!("`{name}` belongs in world/"))
    });
}

#[test]
fn sql_that_writes_stands_only_where_the_log_sees_it() {
    demand(|source, line| {
        let file = source.path.strip_prefix("store/").and_then(|path| path.strip_suffix(".rs"));
        let here = file.is_some_and(|file| WRITERS.contains(&file));
        let words =
            ["INSERT INTO ", "INSERT OR ", "UPDATE \\\"", "DELETE FROM ", "DROP TABLE", "ALTER TABLE", "CREATE TABLE"];
        let hit = words.iter().find(|sql| line.contains(**sql)).copied();
        let hit = hit.or_else(|| (line.contains("UPDATE ") && line.contains(" SET ")).then_some("UPDATE"));
        hit.filter(|_| !here).map(|sql| format!("`{sql}` belongs in store/{{{}}}", WRITERS.join(",")))
    });
    // REPLACE deletes rows without a word to anybody, the log included.
    demand(|_, line| {
        ["OR REPLACE", "REPLACE INTO"].iter().any(|sql| line.contains(sql)).then(|| "never REPLACE".to_owned())
    });
}

#[test]
fn nothing_unwraps() {
    demand(|_, line| {
        let hit = [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("]
            .into_iter()
            .find(|w| line.contains(w));
        hit.map(|word| format!("`{word}` ends the program without a word to the user"))
    });
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|s| s.length > LONGEST_FILE)
        .map(|s| format!("src/{} has {} lines", s.path, s.length))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn the_rules_above_see_what_they_forbid() {
    assert_eq!(named("use crate::{cli::x, view};"), ["cli", "view"]);
    assert_eq!(named("let a = crate::store::Store::open(crate::text::x);"), ["store", "text"]);
    let text = "a\n// b.unwrap()\n/// c\n#[cfg(test)]\nmod laws;\nd\n#[cfg(test)]\nmod tests { e.unwrap() }\n";
    assert_eq!(code(text), [(1, "a".to_owned()), (6, "d".to_owned())]);
    assert_eq!(test_modules(text), ["laws"]);
}
