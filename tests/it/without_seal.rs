//! An auld that was built without sealing says so: `cargo test --no-default-features`.
#![cfg(not(feature = "crypt"))]

use crate::bench::Bench;

#[test]
fn what_is_not_built_is_said() {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    let before = bench.dump();
    let sealed = bench.file("x.json.age", "age-encryption.org/v1\n-> X25519 abc\n");
    let keys = bench.file("key.txt", "AGE-SECRET-KEY-1\n");
    let path = |name: &str| bench.home().join(name).to_str().expect("UTF-8").to_owned();
    let (out, sealed, keys) = (path("y.age"), sealed.to_str().expect("UTF-8"), keys.to_str().expect("UTF-8"));
    let mut told = String::new();
    for line in [
        &["backup", "--encrypt", &out][..],
        &["backup", "-r", "age1x", &out],
        &["export", "json", "--encrypt", "-o", &out],
        &["import", sealed],
        &["import", sealed, "-i", keys],
        &["restore", sealed],
    ] {
        told.push_str(&bench.run(line).code(1).stderr);
    }
    insta::assert_snapshot!(told, @r"
    error: this auld was built without what seals and opens files
    hint: build it with the feature `crypt`, or use the program age: it seals and opens the same files
    error: this auld was built without what seals and opens files
    hint: build it with the feature `crypt`, or use the program age: it seals and opens the same files
    error: this auld was built without what seals and opens files
    hint: build it with the feature `crypt`, or use the program age: it seals and opens the same files
    error: `[HOME]/x.json.age` cannot be opened: this auld was built without what seals and opens files
    hint: build it with the feature `crypt`, or use the program age: it seals and opens the same files
    error: `[HOME]/key.txt` cannot be opened: this auld was built without what seals and opens files
    hint: build it with the feature `crypt`, or use the program age: it seals and opens the same files
    error: `[HOME]/x.json.age` cannot be opened: this auld was built without what seals and opens files
    hint: build it with the feature `crypt`, or use the program age: it seals and opens the same files
    ");
    assert!(!bench.home().join("y.age").exists());
    assert_eq!(bench.dump(), before);
}
