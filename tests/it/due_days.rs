//! Days to come in what was promised and said.

use insta::assert_snapshot;

use crate::bench::{Answer, Bench};

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
