//! Days to come in what was promised and said.

use insta::assert_snapshot;

use crate::bench::{Answer, Bench};
use crate::binary::{Place, ended};

fn known() -> Bench {
    let mut bench = Bench::new();
    bench.run(["add", "Grace Tan"]).success();
    bench
}

#[test]
fn a_due_day_that_cannot_be_is_refused_wherever_it_is_said() {
    let mut bench = known();
    assert_snapshot!(bench.run(["promise", "Grace", "the book by 31 February"]).code(1), @r"
    ------- stderr -------
    error: `31 February`: there is no 31 February
    hint: nothing was written; mend the day when it is due
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["log", "tea with Grace", "--promise", "the book by 31 February"]).code(1), @r"
    ------- stderr -------
    error: `31 February`: there is no 31 February
    hint: nothing was written; mend the day when it is due
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["log", "tea with Grace. I promised Grace the book by Friday 24 November 2026"]).code(1), @r"
    ------- stderr -------
    error: `Friday 24 November 2026`: 24 November 2026 is a Tuesday, not a Friday
      tea with Grace. I promised Grace the book by Friday 24 November 2026
    hint: nothing was written; mend the day, or put `\` before a word that is no date
    [exit code 1]
    ");
    assert_snapshot!(bench.run(["promise", "Grace", "the book", "--by", "31 February"]).code(2), @r"
    ------- stderr -------
    error: --by: there is no 31 February
    hint: `auld promise --help` says how to put it
    [exit code 2]
    ");
    // With a day of its own the text is only text.
    bench.run(["promise", "Grace", "the book of 31 February", "--by", "Friday"]).success();
}

#[test]
fn a_slip_in_an_answer_is_asked_about_again() {
    let mut bench = known();
    let answers = ["tea with Grace", "seen +7", "seen +1", "the book by 31 February", "the book by Friday"];
    assert_snapshot!(bench.answers(answers.map(Answer::Line)).run(["log", "-q"]).success(), @r#"
    when      Monday 23 Nov (today) · in person
    with      Grace Tan
    felt      Grace Tan: seen (+1)
    promise   I owe Grace Tan: the book by Friday 27 Nov
    ------- asked -------
    ? Who did you meet, and how was it?
    > Line("tea with Grace")
    ? How did Grace Tan make you feel? (Enter to skip)
    > Line("seen +7")
    ? How did Grace Tan make you feel? (Enter to skip)
    > Line("seen +1")
    ? Did you promise Grace Tan anything? (Enter to skip)
    > Line("the book by 31 February")
    ? Did you promise Grace Tan anything? (Enter to skip)
    > Line("the book by Friday")
    ------- stderr -------
    `+7` is no value of a feeling; once more
    `31 February`: there is no 31 February; once more
    "#);
}

#[test]
fn a_birthday_is_no_day_beside_today() {
    let mut bench = known();
    assert_snapshot!(bench.run(["add", "Ada Wong", "--birthday", "tomorrow"]).code(2), @r"
    ------- stderr -------
    error: --birthday: `tomorrow` is not a date that is understood; try 1990-05-02, 2 May 1990, 2 May, --05-02, May 1990 or 1990
    hint: `auld add --help` says how to put it
    [exit code 2]
    ");
    bench.run(["edit", "Grace", "--birthday", "Friday"]).code(2);
    bench.run(["edit", "Grace", "--birthday", "Christmas"]).success();
}

/// Returns the due days of the promises and the days of what was coming up, as the card has them.
fn days(bench: &mut Bench, name: &str) -> (Vec<String>, Vec<String>) {
    let card = bench.run(["show", name, "--json"]).success().json();
    let of = |list: &str, key: &str| {
        let rows = card[list].as_array().into_iter().flatten();
        let mut days: Vec<_> = rows.map(|row| row[key].as_str().unwrap_or_default().to_owned()).collect();
        days.dedup();
        days
    };
    (of("promises", "due"), of("passed", "on"))
}

#[test]
fn what_is_to_come_counts_from_one_day_in_promises_and_on_the_card() {
    for (on, said, due) in [
        // Told within the week, the words are those of whoever tells.
        ("", "tomorrow", "2026-11-24"),
        ("yesterday", "tomorrow", "2026-11-24"),
        ("last Thursday", "on Friday", "2026-11-27"),
        ("last Tuesday", "next week", "2026-11-30"),
        // Of an older meeting they are those of its own day.
        ("2 weeks ago", "on Friday", "2026-11-13"),
        ("3 Nov", "tomorrow", "2026-11-04"),
    ] {
        let mut bench = known();
        bench
            .run(["log", &format!("{on} coffee with Grace. I promised her the book {said}. She flies to Rome {said}")])
            .success();
        bench.on("2026-12-10");
        assert_eq!(days(&mut bench, "Grace"), (vec![due.to_owned()], vec![due.to_owned()]), "{on}: {said}");
        // A flag says the same as the sentence.
        let mut bench = known();
        let on = if on.is_empty() { "today" } else { on };
        bench.run(["log", "coffee with Grace", "--on", on, "--promise", &format!("the book {said}")]).success();
        assert_eq!(days(&mut bench, "Grace").0, [due], "{on}: {said}");
    }
}

#[test]
fn the_day_of_a_talk_was_not_coming_up() {
    for text in [
        "Friday: coffee with Grace",
        "20 Nov: coffee with Grace",
        "coffee with Grace on Friday",
        "last Friday coffee with Grace",
    ] {
        let mut bench = known();
        bench.run(["log", text]).success();
        bench.on("2028-01-01");
        assert_eq!(days(&mut bench, "Grace").1, Vec::<String>::new(), "{text}");
    }
    let mut bench = known();
    bench.run(["log", "Friday: coffee with Grace; she flies to Rome on Friday"]).success();
    bench.on("2028-01-01");
    assert_eq!(days(&mut bench, "Grace").1, ["2026-11-27"]);
}

#[test]
fn the_day_of_writing_is_the_one_on_the_wall() {
    // Ten in the evening in New York is the next day by UTC, seven in the morning in Jakarta the day before.
    for clock in ["2026-11-23T22:00:00-05:00", "2026-11-23T05:30:00+07:00", "2026-11-23"] {
        let place = Place::with_grace();
        let run = |clock: &str, args: &[&str]| ended(place.auld(args).env("AULD_NOW", clock)).success();
        run(clock, &["log", "yesterday coffee with Grace. She flies to Rome tomorrow"]);
        let zone = clock.get(19..).unwrap_or("");
        let later = if zone.is_empty() { "2026-12-01".to_owned() } else { format!("2026-12-01T12:00:00{zone}") };
        let card: serde_json::Value =
            serde_json::from_str(&run(&later, &["show", "Grace", "--json"]).stdout()).expect("JSON");
        assert_eq!(card["passed"][0]["on"], "2026-11-24", "{clock}");
    }
}
