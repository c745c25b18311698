//! Whole verbs in this process, from the command line to what is printed: opening the store, the work and the page.
//!
//! ```text
//! cargo bench --bench verbs                  sizes S and M
//! AULD_BENCH_L=1 cargo bench --bench verbs   and L, a minute and some 300 MB more
//! ```
//!
//! What starting the process costs is not in these figures. The disk is the one that holds `target`.

mod data;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

use data::{BUSIEST, Life, ONLY_ONE, PLACE, QUIET, RARE, SIZES, Size, run};

/// What only reads: what it is called, the words and the exit code.
const READS: &[(&str, &[&str], u8)] = &[
    ("show/busiest", &["show", BUSIEST], 0),
    ("show/first name", &["show", ONLY_ONE.1], 0),
    // Nobody has this name: everybody's is compared with it.
    ("show/misspelt", &["show", "Zefirine"], 1),
    ("why/busiest", &["why", BUSIEST], 0),
    ("list", &["list"], 0),
    ("list/meetings", &["list", "meetings"], 0),
    ("search/rare", &["search", RARE], 0),
    ("search/common", &["search", "coffee"], 0),
    ("closest", &["closest"], 0),
    ("reconnect", &["reconnect"], 0),
    ("today", &["today"], 0),
    ("path", &["path", QUIET], 0),
    ("path/between two", &["path", QUIET, BUSIEST], 0),
];
/// How many meetings are logged into one copy of a store: few enough that it stays the size it is named for.
const LOGS: u64 = 64;
/// The store up to which everything is written out and read in.
const WHOLE_MAX: usize = 20_000;

fn verbs(c: &mut Criterion) {
    for (name, size) in SIZES.iter().filter(|(name, _)| *name != "L" || wants_large()) {
        let life = Life::new(size);
        let mut group = c.benchmark_group(*name);
        group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_millis(1500));
        for (name, args, code) in READS {
            group.bench_function(*name, |b| b.iter(|| run(&life.db(), *args, *code)));
        }
        log(&mut group, &life);
        if size.meetings <= WHOLE_MAX {
            whole(&mut group, &life, size);
        }
        group.finish();
    }
}

#[expect(clippy::disallowed_methods, reason = "what is asked of the benchmarks is not asked of a World")]
fn wants_large() -> bool {
    std::env::var_os("AULD_BENCH_L").is_some_and(|value| !value.is_empty())
}

/// Logs sentences, durably.
fn log(group: &mut BenchmarkGroup<'_, WallTime>, life: &Life) {
    let text = format!(
        "Yesterday: lunch with {BUSIEST} and {QUIET} at {PLACE}, 70 min #food. Talked about beekeeping; \
         {QUIET} made me feel heard. I promised {BUSIEST} the paper by Friday"
    );
    group.bench_function("log", |b| {
        b.iter_custom(|times| {
            let mut took = Duration::ZERO;
            let mut left = times;
            while left > 0 {
                let copy = copy(&life.db());
                let start = Instant::now();
                for _ in 0..left.min(LOGS) {
                    run(&copy, ["log", &text], 0);
                }
                took += start.elapsed();
                left = left.saturating_sub(LOGS);
            }
            took
        });
    });
}

/// Writes everything out, and reads it into a new store.
fn whole(group: &mut BenchmarkGroup<'_, WallTime>, life: &Life, size: &Size) {
    group.sample_size(10).sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(size.meetings as u64));
    group.bench_function("export json", |b| b.iter(|| run(&life.db(), ["export", "json"], 0)));
    let empty = || {
        let db = life.db().with_file_name("new.db");
        remove(&db);
        db
    };
    group.bench_function("import jsonl", |b| b.iter_batched(empty, |db| life.import(&db), BatchSize::PerIteration));
}

/// Copies a store beside itself and waits until it is on the disk.
fn copy(db: &Path) -> PathBuf {
    let copy = db.with_file_name("copy.db");
    remove(&copy);
    for suffix in ["", "-wal"] {
        let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        if beside(db).exists() {
            std::fs::copy(beside(db), beside(&copy)).expect("the store can be copied");
            File::open(beside(&copy)).and_then(|file| file.sync_all()).expect("the copy can be synced");
        }
    }
    copy
}

fn remove(db: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // What is not there need not go.
        std::fs::remove_file(format!("{}{suffix}", db.display())).ok();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots().nresamples(2000);
    targets = verbs
}
criterion_main!(benches);
