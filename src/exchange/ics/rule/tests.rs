//! Rules and the days they give.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time")
}

fn days(rule: &str, start: &str, most: usize) -> Vec<String> {
    let start = at(&format!("{start} 09:00"));
    let rule = Rule::parse(rule, start).unwrap_or_else(|e| panic!("{rule}: {e}"));
    let (times, _) = rule.times(start, at("2050-01-01 00:00"), most, &mut Budget(10_000_000));
    times.iter().map(|at| at.format("%y-%m-%d").to_string()).collect()
}

/// The examples of RFC 5545, in short.
#[test]
fn rules_give_the_days_of_the_standard() {
    for (rule, start, want) in [
        ("FREQ=DAILY;COUNT=3", "1997-09-02", "97-09-02 97-09-03 97-09-04"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", "1997-09-02", "97-09-02 97-09-12 97-09-22"),
        ("FREQ=WEEKLY;UNTIL=19970924T000000Z", "1997-09-02", "97-09-02 97-09-09 97-09-16 97-09-23"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=4;BYDAY=TU,TH", "1997-09-02", "97-09-02 97-09-04 97-09-16 97-09-18"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "97-08-05 97-08-10 97-08-19 97-08-24"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "97-08-05 97-08-17 97-08-19 97-08-31"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "1997-09-05", "97-09-05 97-10-03 97-11-07"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "1997-09-22", "97-09-22 97-10-20 97-11-17"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "1997-09-28", "97-09-28 97-10-29 97-11-28"),
        ("FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1", "1997-09-30", "97-09-30 97-10-01 97-10-31 97-11-01"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "1998-02-13", "98-02-13 98-03-13 98-11-13"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "97-09-04 97-10-07 97-11-06"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3", "1997-09-29", "97-09-29 97-10-30 97-11-27"),
        ("FREQ=MONTHLY;COUNT=3", "1997-01-31", "97-01-31 97-03-31 97-05-31"),
        ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10", "97-06-10 97-07-10 98-06-10 98-07-10"),
        ("FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "1997-01-01", "97-01-01 97-04-10 97-07-19 00-01-01"),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "1997-05-19", "97-05-19 98-05-18 99-05-17"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "1997-05-12", "97-05-12 98-05-11 99-05-17"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=4", "1997-03-13", "97-03-13 97-03-20 97-03-27 98-03-05"),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
            "1996-11-05",
            "96-11-05 00-11-07 04-11-02",
        ),
        ("FREQ=YEARLY;COUNT=3", "2024-02-29", "24-02-29 28-02-29 32-02-29"),
        ("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=2", "2020-10-25", "20-10-25 21-10-31"),
        ("freq=weekly;count=1", "2020-10-25", "20-10-25"),
    ] {
        assert_eq!(days(rule, start, 100).join(" "), want, "{rule}");
    }
}

#[test]
fn a_rule_that_cannot_be_read_says_so() {
    let start = at("2026-01-01 09:00");
    for rule in [
        "",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;INTERVAL=0",
        "W1 MO",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;UNTIL=soon",
    ] {
        assert!(Rule::parse(rule, start).is_err(), "{rule}");
    }
    assert!(Rule::parse(&format!("FREQ=DAILY;BYMONTH={}1", "1,".repeat(1000)), start).is_err());
}

#[test]
fn a_bomb_is_defused() {
    let start = at("0001-01-01 09:00");
    let mut budget = Budget(100_000);
    let rule = Rule::parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", start).expect("a rule");
    let (times, ended) = rule.times(start, at("9999-12-31 00:00"), 10, &mut budget);
    assert_eq!((times.len(), ended, budget.0), (1, Ended::CutShort, 0));
    let rule = Rule::parse("FREQ=DAILY;INTERVAL=4294967295;BYSETPOS=-366", start).expect("a rule");
    assert_eq!(rule.times(start, at("9999-12-31 00:00"), 10, &mut Budget(1000)).1, Ended::Done);
}

proptest! {
    #[test]
    fn days_rise_and_hold_to_their_bounds(
        freq in prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        interval in 1_u32..5,
        count in prop::option::of(1_u32..9),
        parts in prop::sample::subsequence(vec!["BYDAY=MO,2TU,-1FR", "BYMONTH=2,5", "BYMONTHDAY=29,-1", "BYSETPOS=1,-1", "WKST=SU", "BYHOUR=9,17"], 0..4),
        day in 0_u64..4000,
    ) {
        let start = at("2020-01-01 09:00") + Days::new(day);
        let mut text = format!("FREQ={freq};INTERVAL={interval};{}", parts.join(";"));
        if let Some(count) = count {
            text.push_str(&format!(";COUNT={count}"));
        }
        let rule = Rule::parse(&text, start).expect("a rule");
        let end = at("2040-01-01 00:00");
        let (times, ended) = rule.times(start, end, 50, &mut Budget(1_000_000));
        prop_assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{} {:?}", text, times);
        prop_assert!(times.len() <= 50 && times.iter().skip(1).all(|at| *at <= end));
        if let Some(count) = count {
            prop_assert!(times.len() <= count as usize && ended == Ended::Done, "{} {:?}", text, times);
        }
        // Fewer of them are the first of them.
        let (few, _) = rule.times(start, end, 3, &mut Budget(1_000_000));
        prop_assert_eq!(&few[..], &times[..few.len()]);
    }
}
