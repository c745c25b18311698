//! The understanding of text: sentences, days, names and feelings. Nothing here writes.

mod data;

use std::hint::black_box;
use std::time::Duration;

use auld::domain::fold;
use auld::store::{Access, Reader, Store};
use auld::text::entry::{self, Entry};
use auld::text::when::{self, Lean};
use auld::text::who::{Known, NameIndex};
use auld::text::{Span, feelings};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use data::{BUSIEST, Life, ONLY_ONE, PLACE, QUIET, SIZES, today};

const DAYS: &[&str] = &[
    "yesterday",
    "last Friday",
    "3 weeks ago",
    "12 March 2024",
    "2025-07-01",
    "the day before yesterday",
    "end of last month",
    "kemarin",
    "dua minggu lalu",
    "spring 2019",
    "30 February",
    "purple",
];
const FELT: &[&str] = &["heard", "not at all understood", "tired but happy", "nggak nyaman", "a bit small", "purple"];
const NAMES: &[&str] =
    &["Imogen Vantongeren", "Þórunn Jónsdóttir", "Małgorzata Żółć", "王秀英", "Ελένη Μακρής", "נועה לוי"];

/// A line, a paragraph and a line in Indonesian, with names that many have.
fn sentences() -> [(&'static str, String); 3] {
    [
        ("short", format!("Coffee with {BUSIEST} at {PLACE}")),
        (
            "long",
            format!(
                "Last Friday: lunch with {BUSIEST}, {QUIET} and John at {PLACE}, 90 min #food #work:acme. {QUIET} told \
                 us about the choir and may move to Riga next spring; {BUSIEST} made me feel heard, John left me a \
                 little tired. I promised {BUSIEST} the paper on bees by Friday, and {first} will send me the \
                 photographs of the bowl in two weeks. We laughed a lot about the old quarrel with the neighbours and \
                 walked home along the river, since the last bus was gone.",
                first = ONLY_ONE.0,
            ),
        ),
        ("indonesian", format!("Kemarin makan siang sama Budi dan {QUIET} di {PLACE}, aku merasa didengar")),
    ]
}

/// Returns those whom a text may speak of, and the places, as `auld log` looks them up.
fn known(reader: &Reader<'_>, text: &str) -> (NameIndex, Vec<(String, String)>) {
    let wanted = entry::lookups(text);
    let rows = reader.names_with(&wanted.words).expect("the store can be read");
    let places = reader.places_with(&wanted.places).expect("the store can be read");
    (NameIndex::new(rows.into_iter().map(person).collect()), places)
}

fn person(row: auld::store::NameRow) -> Known {
    Known { id: row.id, name: row.name, hint: row.hint, names: row.names }
}

fn parsed(text: &str, (names, places): &(NameIndex, Vec<(String, String)>)) -> Entry {
    entry::parse(text, today(), &entry::Known { names, places }).expect("the sentence is sound")
}

fn understanding(c: &mut Criterion, reader: &Reader<'_>) {
    let mut group = c.benchmark_group("sentence");
    for (name, text) in sentences() {
        let found = known(reader, &text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("lookups/{name}"), |b| b.iter(|| entry::lookups(black_box(&text))));
        group.bench_function(format!("parse/{name}"), |b| b.iter(|| parsed(black_box(&text), &found)));
        group.bench_function(format!("whole/{name}"), |b| {
            b.iter(|| parsed(&text, &known(reader, black_box(&text))));
        });
    }
    group.finish();
}

fn words(c: &mut Criterion, reader: &Reader<'_>) {
    let mut group = c.benchmark_group("words");
    let [_, (_, long), _] = sentences();
    group.throughput(Throughput::Elements(DAYS.len() as u64));
    group.bench_function("when::parse", |b| {
        b.iter(|| DAYS.iter().filter(|day| when::parse(black_box(day), today(), Lean::Past).is_ok()).count());
    });
    group.throughput(Throughput::Elements(FELT.len() as u64));
    group.bench_function("feelings::value", |b| {
        b.iter(|| FELT.iter().filter_map(|words| feelings::value(black_box(words))).count());
    });
    group.throughput(Throughput::Elements(NAMES.len() as u64));
    group.bench_function("fold::words", |b| {
        b.iter(|| NAMES.iter().map(|name| fold::words(black_box(name)).len()).sum::<usize>());
    });
    group.throughput(Throughput::Bytes(long.len() as u64));
    group.bench_function("when::find", |b| {
        b.iter(|| -> Vec<Span> {
            when::find(black_box(&long), today(), Lean::Future).into_iter().map(|found| found.span).collect()
        });
    });
    // What a name that nobody has costs: an index of everybody, and a look at each.
    let everybody: Vec<Known> = reader.names().expect("the store can be read").into_iter().map(person).collect();
    group.throughput(Throughput::Elements(everybody.len() as u64));
    group.bench_function("NameIndex::new", |b| b.iter(|| NameIndex::new(black_box(everybody.clone()))));
    let index = NameIndex::new(everybody);
    group.bench_function("NameIndex::resolve/misspelt", |b| b.iter(|| index.resolve(black_box("Zefirine"))));
    group.finish();
}

fn text(c: &mut Criterion) {
    let [_, (_, middle), _] = SIZES;
    let life = Life::new(&middle);
    let mut store = Store::open(&life.db(), Access::Read).expect("the store opens");
    let done = store.read(|reader| -> auld::store::Result<()> {
        understanding(c, reader);
        words(c, reader);
        Ok(())
    });
    done.expect("the store can be read");
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .without_plots()
        .nresamples(2000)
        .sample_size(30)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800));
    targets = text
}
criterion_main!(benches);
