//! Embeds every `migrations/NNNN_name.sql`, in order, so that adding a file is adding a step.

// A build script talks to cargo through its environment and its standard output.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    let mut files: Vec<_> = std::fs::read_dir(Path::new(&root).join("migrations"))
        .expect("the folder is part of the source")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|e| e == "sql"))
        .collect();
    files.sort();
    let mut code = String::from("/// Every step of the schema, oldest first.\npub(super) const STEPS: &[&str] = &[\n");
    for (i, file) in files.iter().enumerate() {
        let name = file.file_name().and_then(|n| n.to_str()).expect("ASCII names");
        assert!(name.starts_with(&format!("{:04}_", i + 1)), "{name} is not step {}", i + 1);
        writeln!(code, "    include_str!({:?}),", file.display().to_string()).expect("a string takes any text");
    }
    code.push_str("];\n");
    std::fs::write(Path::new(&out).join("migrations.rs"), code).expect("OUT_DIR is writable");
}
