use proptest::prelude::*;

use super::*;

fn looks(name: &str, points: &[Point], born: Option<&str>) -> Looks<'static> {
    let birthday = born.map(|day| day.parse().expect("a date"));
    Looks { birthday, ..Looks::new(name, &[], None, points) }
}

fn crowd(people: &[Looks<'_>]) -> Crowd {
    let mut crowd = Crowd::default();
    people.iter().for_each(|who| crowd.push(who));
    crowd
}

fn mail(address: &str) -> Point {
    Point::Email(address.into())
}

fn found(people: &[Looks<'_>]) -> Vec<(usize, usize)> {
    alike(&crowd(people)).into_iter().map(|pair| (pair.a, pair.b)).collect()
}

#[test]
fn twins_couples_and_namesakes_with_other_birthdays_are_two() {
    let born = |name, day| looks(name, &[], Some(day));
    // Twins share a day and a last name; who took another name shares a day and the first.
    assert_eq!(found(&[born("Ada Lind", "1990-05-02"), born("Nina Lind", "1990-05-02")]), []);
    assert_eq!(found(&[born("Ada Lind", "1990-05-02"), born("Ada Berg", "1990-05-02")]), [(0, 1)]);
    // A day without its year is everybody's, one in 365.
    assert_eq!(found(&[born("Ada Lind", "--05-02"), born("Ada Berg", "1990-05-02")]), []);
    assert_eq!(found(&[born("Ada Lind", "1990-05-02"), born("Ada Lind", "1991-05-02")]), []);
    assert_eq!(found(&[born("Ada Lind", "1990"), born("Ada Lind", "1991-05-02")]), []);
    assert_eq!(found(&[born("Ada Lind", "--05-02"), born("Ada Lind", "1991-05-02")]), [(0, 1)]);
    let phone = [Point::Phone("+37120000000".into())];
    let house = |name| looks(name, &phone, None);
    let people = [house("Ada Lind"), house("Tomas Lind")];
    assert_eq!(alike(&crowd(&people)).first().and_then(|pair| pair.weight()), Some(20));
    assert_eq!(found(&[house("Ada Lind"), house("Ada")]), [(0, 1)]);
    let hinted = |hint| Looks::new("John Kim", &[], Some(hint), &[]);
    assert_eq!(found(&[hinted("Riga"), hinted("Oslo")]), []);
    assert_eq!(found(&[hinted("Riga"), hinted("riga")]), [(0, 1)]);
}

#[test]
fn an_address_of_a_couple_is_told_last() {
    let at = [mail("home@example.org")];
    let people = [looks("Ada Lind", &at, None), looks("Tomas Lind", &at, None), looks("A. Lind", &at, None)];
    let weights: Vec<_> =
        alike(&crowd(&people)).iter().map(|pair| (pair.a, pair.b, pair.weight(), pair.but.clone())).collect();
    assert_eq!(
        weights,
        [(0, 1, Some(30), vec![But::Names]), (0, 2, Some(90), vec![]), (1, 2, Some(30), vec![But::Names])]
    );
}

#[test]
fn what_many_share_tells_nobody_apart() {
    let office = [mail("info@example.org")];
    let names = ["Ada Lind", "Budi Noor", "Cleo Roux", "Dewi Tan", "Emil Berg", "Finn Kim", "Gita Rao", "Hana Sato"];
    let mut people: Vec<_> = names.iter().map(|name| looks(name, &office, None)).collect();
    assert_eq!(found(&people).len(), 28);
    people.push(looks("Ivo Ozols", &office, None));
    assert_eq!(found(&people), []);
    // A first name that fits one to three people is looked at, one that fits more is not.
    let fits = |others: &[&str]| {
        let people: Vec<_> = others.iter().chain(&["Ada"]).map(|name| looks(name, &[], None)).collect();
        found(&people).len()
    };
    assert_eq!(fits(&["Ada Lind", "Ada Noor", "Ada Roux"]), 3);
    assert_eq!(fits(&["Ada Lind", "Ada Noor", "Ada Roux", "Ada Kim"]), 0);
}

#[test]
fn many_namesakes_and_long_names_are_no_bomb() {
    let mut people: Vec<_> = (0..3_000).map(|_| looks("Ada", &[], None)).collect();
    people.extend((0..2_000).map(|_| looks("Ada Lind", &[], Some("--01-01"))));
    people.push(looks(&"a".repeat(200_000), &[], None));
    people.push(looks(&"ab ".repeat(50_000), &[], None));
    let found = found(&people);
    assert!(found.len() <= 5_000, "{} pairs", found.len());
    assert!((1..3_000).all(|other| found.contains(&(0, other)) || other > 20), "each namesake is found");
}

/// Names that are near each other more often than chance has it.
fn names() -> impl Strategy<Value = String> {
    const FIRST: &[&str] =
        &["Grace", "Garce", "Grase", "Jon", "John", "G.", "Anne-Marie", "Mohammed", "Muhammad", "王"];
    const LAST: &[&str] = &["Tan", "Hopper", "Hoper", "T", "Ozols", "Ozola", "小明", "Wang Xiaoming", ""];
    (0..FIRST.len(), 0..LAST.len(), any::<bool>()).prop_map(|(first, last, turned)| {
        let (first, last) = (FIRST[first], LAST[last]);
        if turned { format!("{last} {first}") } else { format!("{first} {last}") }
    })
}

proptest! {
    /// Keys only spare work: in a handful, where nothing is common, whoever is alike by comparison is found.
    #[test]
    fn nobody_alike_is_passed_over(pair in prop::collection::vec(names(), 2)) {
        let people: Vec<_> = pair.iter().map(|name| looks(name, &[], None)).collect();
        let (reasons, but) = compare(&people[0], &people[1]);
        let whole = Alike { a: 0, b: 1, reasons, but, lone: false };
        prop_assert_eq!(found(&people).len(), usize::from(whole.weight().is_some()), "{:?}", whole);
    }

    #[test]
    fn whoever_is_compared_first_the_answer_is_the_same(a in names(), b in names()) {
        let (a, b) = (looks(&a, &[], None), looks(&b, &[], None));
        prop_assert_eq!(compare(&a, &b), compare(&b, &a));
    }
}
