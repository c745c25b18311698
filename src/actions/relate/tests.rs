use super::*;

fn row(person: i64, kind: &str, other: i64, since: Option<i32>) -> Relation {
    Relation {
        id: Id(person * 100 + other),
        person_id: Id(person),
        kind: kind.into(),
        other_id: Some(Id(other)),
        other_name: None,
        since: since.map(PartialDate::Year),
        until: None,
        note: None,
    }
}

#[test]
fn a_slip_is_near_a_word_and_no_word() {
    for (typed, expected) in [
        ("parnter", Some("partner")),
        ("Collegue", Some("colleague")),
        ("mother in-lwa", Some("mother_in_law")),
        ("sster", Some("sister")),
        ("partner", None),
        ("Step-Mother", None),
        ("drummer", None),
        ("singer", None),
        ("so", None),
        ("introduced tp", None),
    ] {
        assert_eq!(slip_of(typed), expected, "{typed}");
    }
}

#[test]
fn two_rows_join_where_neither_loses_a_word() {
    let joined_as = |a: &Relation, b: &Relation| joined(a, b).map(|row| (row.kind, row.since));
    let year = |year| Some(PartialDate::Year(year));
    let (plain, dated) = (row(1, "parent", 2, None), row(2, "child", 1, Some(1990)));
    assert_eq!(joined_as(&plain, &dated), Some(("parent".into(), year(1990))));
    assert_eq!(joined_as(&plain, &row(1, "mother", 2, None)), Some(("mother".into(), None)));
    assert_eq!(joined_as(&row(1, "mother", 2, None), &dated), Some(("mother".into(), year(1990))));
    for (other, why) in [
        (row(2, "daughter", 1, None), "her word would be lost"),
        (row(1, "child", 2, None), "the other way round"),
        (row(1, "mother", 3, None), "somebody else"),
        (row(1, "sibling", 2, None), "another kind"),
    ] {
        assert_eq!(joined_as(&plain, &other), None, "{why}");
    }
    assert_eq!(joined_as(&row(1, "parent", 2, Some(1991)), &dated), None, "two beginnings");
}
