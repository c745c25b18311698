//! Tracing who brought whom: a chain of 1,000 links and a forest of 100,000 edges.
//!
//! ```text
//! cargo bench --bench referrals
//! ```

#[allow(dead_code, reason = "the other benchmarks use the rest of it")]
mod data;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use tempfile::TempDir;

use data::run;

/// Makes a store of so many edges; `giver` says who brought the person of a number.
fn store(folder: &Path, name: &str, edges: usize, giver: impl Fn(usize) -> usize) -> PathBuf {
    let lines = folder.join(name);
    fs::create_dir(&lines).expect("target/tmp is writable");
    let people: String = (0..=edges).map(|n| format!("{{\"id\":\"p{n}\",\"name\":\"Person {n}\"}}\n")).collect();
    let referral = |to: usize| {
        format!(
            "{{\"id\":\"r{to}\",\"from\":\"p{}\",\"to\":\"p{to}\",\"date\":\"2025-01-{:02}\",\"kind\":\"client\"}}\n",
            giver(to),
            to % 28 + 1
        )
    };
    let referrals: String = (1..=edges).map(referral).collect();
    for (file, text) in [("people", people.as_str()), ("meetings", ""), ("referrals", &referrals)] {
        fs::write(lines.join(format!("{file}.jsonl")), text).expect("target/tmp is writable");
    }
    let db = folder.join(format!("{name}.db"));
    run(&db, ["import".as_ref(), "jsonl".as_ref(), lines.as_os_str()], 0);
    db
}

fn trace(c: &mut Criterion) {
    let folder: TempDir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("target/tmp is writable");
    let chain = store(folder.path(), "chain", 1_000, |to| to - 1);
    // Everybody was brought by one of the square root of those before them: wide, and some steps deep.
    let forest = store(folder.path(), "forest", 100_000, |to| to.isqrt());
    let mut group = c.benchmark_group("trace");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2));
    group.bench_function("chain of 1,000", |b| b.iter(|| run(&chain, ["trace", "Person 1000"], 0)));
    group.bench_function("tree of 1,000 in a line", |b| b.iter(|| run(&chain, ["trace", "Person 0", "--down"], 0)));
    group.bench_function("forest of 100,000", |b| b.iter(|| run(&forest, ["trace"], 0)));
    group.bench_function("one of 100,000", |b| b.iter(|| run(&forest, ["trace", "Person 99999"], 0)));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots().nresamples(2000);
    targets = trace
}
criterion_main!(benches);
