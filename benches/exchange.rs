//! Foreign formats: a mailbox of which only the heads are wanted.
//!
//! ```text
//! cargo bench --bench exchange
//! ```

#[allow(dead_code, reason = "the other benchmarks use the rest of it")]
mod data;

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use data::run;

/// How large the mailboxes are, in bytes.
const SIZE: usize = 64 << 20;

/// Writes a head as servers leave it: a few kilobytes, most of it of no use to anybody.
fn head(out: &mut String, number: usize) {
    let (day, hour) = (number % 28 + 1, number % 24);
    let stamp = format!("{day} May 2025 {hour:02}:15:07 +0200");
    writeln!(out, "From person{}@example.org Thu May {day:2} {hour:02}:15:07 2025", number % 500).expect("text");
    for hop in 0..4 {
        writeln!(
            out,
            "Received: from mx{hop}.example.org (mx{hop}.example.org [192.0.2.{hop}])\n\tby mail{hop}.example.com (Postfix) \
             with ESMTPS id {number:010X}{hop}\n\tfor <me@example.com>; Thu, {stamp} (CEST)"
        )
        .expect("text");
    }
    for seal in ["DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "X-Google-Smtp-Source"] {
        writeln!(out, "{seal}: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=mail;").expect("text");
        for line in 0..6 {
            writeln!(out, "\tb={:064x}{line}", number * 7919 + line).expect("text");
        }
    }
    let bulk = if number.is_multiple_of(3) { "List-Id: <bees.example.org>\n" } else { "" };
    write!(
        out,
        "{bulk}Message-ID: <{number}@example.org>\nFrom: =?utf-8?Q?Person_N=C2=B0{p}?= <person{p}@example.org>\nTo: \"Me, Myself\" \
         <me@example.com>,\n\tSomebody Else <other{o}@example.org>\nDate: Thu, {stamp}\nSubject: Re: About the =?utf-8?B?\
         w7xiZXI=?= number {number}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n",
        p = number % 500,
        o = number % 90,
    )
    .expect("text");
}

/// Returns a mailbox whose bodies are of the sizes that `body` tells.
fn mailbox(body: impl Fn(usize) -> usize) -> String {
    let line = "The bees came late this year, and From here the hills look as they did when we were young.\n";
    let mut out = String::with_capacity(SIZE + (1 << 20));
    let mut number = 0;
    while out.len() < SIZE {
        head(&mut out, number);
        for _ in 0..body(number) / line.len() {
            out.push_str(line);
        }
        out.push('\n');
        number += 1;
    }
    out
}

/// Letters, newsletters and pictures, as a mailbox of some years has them.
fn usual(number: usize) -> usize {
    match number % 20 {
        0 => 900_000,
        1..=6 => 70_000,
        other => 1_000 * other,
    }
}

fn mail(c: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("target/tmp is writable");
    let db = folder.path().join("auld.db");
    run(&db, ["me", "add-email", "me@example.com"], 0);
    let mut group = c.benchmark_group("mbox");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2));
    for (name, text) in [("usual mail", mailbox(usual)), ("short notes", mailbox(|_| 800))] {
        let file = folder.path().join(name);
        fs::write(&file, &text).expect("target/tmp is writable");
        group.throughput(Throughput::Bytes(text.len() as u64));
        let args = ["import".as_ref(), "mbox".as_ref(), file.as_os_str(), "--dry-run".as_ref()];
        group.bench_function(name, |b| b.iter(|| run(&db, args, 0)));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots().nresamples(2000);
    targets = mail
}
criterion_main!(benches);
