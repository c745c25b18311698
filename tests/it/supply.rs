//! What is built into auld: licences, sources, versions and build scripts, against the lists of `.config/deny.toml`.
//!
//! It reads `Cargo.lock`, which names the crates of every platform, and asks cargo, without a network, about those of
//! this one: only they are here to be asked about.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::package;

/// Returns the first text of each line of a list in `.config/deny.toml`.
fn listed(section: &str, key: &str) -> Vec<String> {
    let text = fs::read_to_string(package(".config/deny.toml")).expect("it is part of the repository");
    let (_, text) = text.split_once(&format!("[{section}]\n")).unwrap_or_else(|| panic!("no section {section}"));
    let text = text.split("\n[").next().unwrap_or_default();
    let (_, text) = text.split_once(&format!("{key} = [\n")).unwrap_or_else(|| panic!("no {key} in {section}"));
    let lines = text.lines().take_while(|line| *line != "]");
    let names: Vec<_> = lines.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect();
    assert!(names.is_sorted() || key == "allow", "{key} of {section} is not in order");
    assert!(names.len() > 2, "{key} of {section} was not read: {names:?}");
    names
}

/// A crate as `Cargo.lock` has it.
struct Locked {
    name: String,
    version: String,
    /// `None` for this package.
    source: Option<String>,
}

fn locked() -> Vec<Locked> {
    let text = fs::read_to_string(package("Cargo.lock")).expect("it is part of the repository");
    let value = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = ")));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    let crates: Vec<_> = text
        .split("[[package]]\n")
        .skip(1)
        .map(|text| Locked {
            name: value(text, "name").expect("a name"),
            version: value(text, "version").expect("a version"),
            source: value(text, "source"),
        })
        .collect();
    assert!(crates.len() > 50, "Cargo.lock was not read");
    crates
}

/// Returns the crates that are built here, as cargo tells of them; `None` where it cannot without a network.
fn built() -> Option<Vec<Value>> {
    let version = Command::new(env!("CARGO")).arg("-vV").output().expect("cargo runs this test");
    let version = String::from_utf8(version.stdout).expect("text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("it names the platform");
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", host])
        .current_dir(package("."))
        .output()
        .expect("cargo runs this test");
    if !told.status.success() {
        crate::skipped(&format!("cargo cannot tell of the crates: {}", String::from_utf8_lossy(&told.stderr)));
        return None;
    }
    let mut told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let packages = told["packages"].as_array_mut().map(std::mem::take).expect("a list");
    assert!(packages.len() > 50, "cargo told of {} crates", packages.len());
    Some(packages)
}

fn text<'v>(of: &'v Value, key: &str) -> &'v str {
    of[key].as_str().unwrap_or_default()
}

#[test]
fn every_crate_comes_from_the_registry_with_its_checksum_and_none_is_banned() {
    let banned = listed("bans", "deny");
    for Locked { name, version, source } in locked() {
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        assert!(source.as_deref() == Some(registry) || name == "auld", "{name} {version} comes from {source:?}");
        // There for builds with the feature `sqlcipher` only: below.
        assert!(!banned.contains(&name) || name == "openssl-sys", "{name} {version} is banned");
    }
}

#[test]
fn what_locks_stores_is_built_only_where_that_was_asked_for() {
    let (banned, Some(crates)) = (listed("bans", "deny"), built()) else { return };
    for one in crates {
        let name = text(&one, "name");
        assert!(!banned.iter().any(|banned| banned == name) && name != "sqlcipher-src", "{name} is built by default");
    }
}

#[test]
fn no_crate_is_there_twice_unless_it_is_named() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let Some(crates) = built() else { return };
    for one in crates {
        versions.entry(text(&one, "name").to_owned()).or_default().insert(text(&one, "version").to_owned());
    }
    let twice: Vec<_> = versions.iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| name).collect();
    assert_eq!(twice, listed("bans", "skip").iter().collect::<Vec<_>>(), "those in two versions, and those named");
}

#[test]
fn every_licence_is_one_that_may_be() {
    let allowed = listed("licenses", "allow");
    let Some(crates) = built() else { return };
    let mut needed = BTreeSet::new();
    for one in crates {
        let licence = text(&one, "license");
        let may = |id: &str| allowed.iter().any(|allowed| allowed == id);
        assert!(satisfied(licence, &may), "{} {} is under `{licence}`", text(&one, "name"), text(&one, "version"));
        needed.extend(allowed.iter().filter(|id| !satisfied(licence, &|other| other != *id && may(other))).cloned());
    }
    assert_eq!(
        needed.into_iter().collect::<Vec<_>>(),
        {
            let mut all = allowed;
            all.sort();
            all
        },
        "needed, and allowed"
    );
}

/// Tells whether an SPDX expression can be met by what `may` be.
fn satisfied(expression: &str, may: &dyn Fn(&str) -> bool) -> bool {
    // The slash of old manifests is an OR. No expression of today nests deeper than one pair of brackets.
    let expression = expression.replace('/', " OR ");
    let flat = |part: &str| part.split(" OR ").any(|all| all.split(" AND ").all(|id| may(id.trim())));
    match expression.contains('(') {
        false => flat(&expression),
        true => expression.split(" AND ").all(|part| flat(part.trim().trim_start_matches('(').trim_end_matches(')'))),
    }
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let may = |id: &str| ["MIT", "Zlib"].contains(&id);
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("", false),
        ("Apache-2.0/MIT", true),
        ("Apache-2.0 OR Zlib", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND Zlib", true),
        ("(MIT OR Zlib) AND GPL-3.0", false),
    ] {
        assert_eq!(satisfied(expression, &may), met, "{expression}");
    }
}

#[test]
fn every_build_script_is_named() {
    let Some(crates) = built() else { return };
    let runs = |one: &&Value| {
        let targets = one["targets"].as_array().expect("a list");
        targets.iter().any(|target| target["kind"][0] == "custom-build")
    };
    let found: BTreeSet<_> = crates.iter().filter(runs).map(|one| text(one, "name")).collect();
    let named = listed("bans.build", "allow-build-scripts");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), named, "those that run, and those named");
}

/// Returns the first two numbers of a version.
fn minor(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|number| number.parse().expect("a number"));
    (numbers.next().expect("a number"), numbers.next().unwrap_or_default())
}

#[test]
fn the_oldest_compiler_named_is_enough_for_all() {
    let Some(crates) = built() else { return };
    let ours = crates.iter().find(|one| text(one, "name") == "auld").expect("this package");
    let ours = text(ours, "rust_version").to_owned();
    for one in &crates {
        let theirs = text(one, "rust_version");
        assert!(theirs.is_empty() || minor(theirs) <= minor(&ours), "{} needs {theirs}", text(one, "name"));
    }
    let rustc = Command::new("rustc").arg("-V").output().expect("the compiler is there").stdout;
    let rustc = String::from_utf8(rustc).expect("text");
    let here = rustc.split(' ').nth(1).expect("a version").split('-').next().expect("a version");
    if minor(here) != minor(&ours) {
        crate::skipped(&format!("Rust {ours} is promised, and {here} is here: nobody builds with the older one"));
    }
}

#[test]
fn unsafe_code_is_forbidden_and_nothing_lets_itself_off() {
    let manifest = fs::read_to_string(package("Cargo.toml")).expect("it is part of the package");
    let (_, lints) = manifest.split_once("[lints.rust]\n").expect("lints");
    let lints = lints.split("\n[").next().unwrap_or_default();
    assert!(lints.lines().any(|line| line == "unsafe_code = \"forbid\""), "Cargo.toml does not forbid it");
    // The lint reaches every target of the package; what feeds it noise is a package of its own, with none of its own either.
    let mut seen = 0;
    for folder in ["src", "tests", "benches", "fuzz/fuzz_targets", "fuzz/src"] {
        each_source(&package(folder), &mut |path, text| {
            seen += 1;
            assert!(
                path.ends_with("tests/it/supply.rs") || !text.contains("unsafe"),
                "{} speaks of it",
                path.display()
            );
        });
    }
    assert!(seen > 100, "only {seen} files were looked at");
}

fn each_source(folder: &Path, look: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            each_source(&path, look);
        } else if path.extension().is_some_and(|e| e == "rs") {
            look(&path, &fs::read_to_string(&path).expect("text"));
        }
    }
}
