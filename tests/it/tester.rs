//! The bench sees what it is there to see: a test that cannot fail tests nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::bench::{Answer, Bench, sound};
use crate::dump::raw;

/// Returns what the test failed with; fails where it did not.
fn failure(test: impl FnOnce()) -> String {
    let caught = catch_unwind(AssertUnwindSafe(test)).expect_err("the test went through");
    caught
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| caught.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_default()
}

fn with_grace() -> Bench {
    let mut bench = Bench::new();
    bench.run(["log", "coffee with [Grace Tan] @Riga #work"]).success();
    bench
}

#[test]
fn a_derived_row_out_of_step_fails_the_next_command() {
    let mut bench = with_grace();
    raw(&bench.db()).execute_batch("DELETE FROM name_word").expect("the harm is done");
    assert!(failure(|| drop(bench.run(["add", "Sari"]))).contains("derived"));
}

#[test]
fn a_reference_to_nothing_fails_the_next_command() {
    let mut bench = with_grace();
    raw(&bench.db())
        .execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO note VALUES (1, 2, '2026-01-01', 'x')")
        .expect("the harm is done");
    assert!(failure(|| drop(bench.run(["add", "Sari"]))).contains("references"));
}

#[test]
fn an_index_that_is_broken_is_not_sound() {
    let bench = with_grace();
    let conn = raw(&bench.db());
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).expect("an option");
    conn.execute_batch("DELETE FROM meeting_search_idx; DELETE FROM meeting_search_data WHERE id > 10")
        .expect("the harm is done");
    drop(conn);
    failure(|| sound(&bench.db()));
}

#[test]
fn a_log_that_does_not_tell_all_fails_the_command_that_wrote_it() {
    let mut bench = with_grace();
    // What another program changes behind the log cannot be taken back.
    raw(&bench.db())
        .execute_batch("CREATE TRIGGER around AFTER INSERT ON note BEGIN UPDATE person SET cadence_days = 7; END")
        .expect("the harm is done");
    let told = failure(|| {
        let outcome = bench.run(["add", "Sari", "--note", "likes tea"]);
        drop(outcome);
    });
    assert!(told.contains("undoing `auld add Sari --note likes tea` does not give the store of before"), "{told}");
}

#[test]
fn an_unexpected_question_fails_and_so_does_an_answer_nobody_wanted() {
    let mut bench = with_grace();
    bench.run(["add", "Grace Hopper"]).success();
    let asked = failure(|| drop(bench.answers([]).run(["show", "Grace"])));
    assert!(asked.contains("Which `Grace`?"), "{asked}");
    let unasked = failure(|| drop(bench.answers([Answer::Yes]).run(["show", "Grace Tan"])));
    assert!(unasked.contains("not asked for"), "{unasked}");
    let wrong = failure(|| drop(bench.answers([Answer::Pick("Budi")]).run(["show", "Grace"])));
    assert!(wrong.contains("no `Budi` among"), "{wrong}");
    let shown = bench.answers([Answer::Pick("Hopper")]).run(["show", "Grace"]).success();
    assert!(shown.stdout.contains("Grace Hopper") && shown.asked.contains("Which `Grace`?"), "{shown}");
}

#[test]
fn each_bench_is_a_world_of_its_own() {
    let (mut one, mut other) = (with_grace(), Bench::new());
    other.run(["show", "Grace"]).code(1);
    one.var("AULD_DB", "").run(["show", "Grace"]).success();
    assert_ne!(one.home(), other.home());
    let file = one.file("notes.txt", "coffee with Grace");
    assert!(file.starts_with(one.home()));
    one.stdin("tea with Grace\n").run(["log", "-"]).success();
    assert!(one.dump().rows.contains("tea with Grace"));
}
