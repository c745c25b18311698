//! What holds of every import of contacts, whatever the records say.

use proptest::prelude::*;

use super::tests::{counts, draft, import, me, party, people, store, told};
use super::*;
use crate::actions::tests::dump;
use crate::domain::meeting::Kind;

fn drafts() -> impl Strategy<Value = Vec<ContactDraft>> {
    let someone = (0_usize..6).prop_map(|n| {
        let names = ["Grace Tan", "Ada Lind", "Budi S", "Tomas Ozols", "Sari Putri", "Mia Lind"];
        let mails = [
            "grace@example.com",
            "ada@example.com",
            "b@example.com",
            "t@example.com",
            "sari@example.org",
            "mia@example.com",
        ];
        party(names[n], mails[n])
    });
    let one = (1_u32..20, 0_usize..7, prop::collection::vec(someone, 1..4), prop::option::of(2_u32..40), any::<bool>());
    let one = one.prop_map(|(date, kind, people, size, imposed)| ContactDraft {
        kind: Kind::ALL[kind],
        size,
        imposed,
        ..draft("", &format!("2026-11-{date:02}"), &people)
    });
    prop::collection::vec(one, 1..8).prop_map(|drafts| {
        let numbered = drafts.into_iter().enumerate();
        numbered
            .map(|(at, draft)| ContactDraft { key: format!("key {at}"), text: format!("key {at}"), ..draft })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn twice_is_once_and_the_order_does_not_matter(
        (drafts, shuffled) in drafts().prop_flat_map(|drafts| (Just(drafts.clone()), Just(drafts).prop_shuffle())),
        cut in 0_usize..8,
    ) {
        let (mut one, mut other, mut parts) = (store(), store(), store());
        import(&mut one, &drafts);
        let before = dump(&mut one);
        let taken = told(&mut one).len() as u64;
        prop_assert_eq!(counts(&mut import(&mut one, &drafts)), (0, 0, taken, 0));
        prop_assert_eq!(counts(&mut import(&mut one, &shuffled)), (0, 0, taken, 0));
        prop_assert_eq!(dump(&mut one), before);
        import(&mut other, &shuffled);
        prop_assert_eq!(told(&mut other), told(&mut one));
        prop_assert_eq!(people(&mut other), people(&mut one));
        // A file in two parts says what it says in one.
        let (head, tail) = drafts.split_at(cut.min(drafts.len()));
        import(&mut parts, head);
        import(&mut parts, tail);
        prop_assert_eq!(told(&mut parts), told(&mut one));
        prop_assert_eq!(people(&mut parts), people(&mut one));
    }

    #[test]
    fn an_edited_record_becomes_what_it_says(drafts in drafts(), edited in drafts()) {
        let (mut one, mut fresh) = (store(), store());
        import(&mut one, &drafts);
        let same = drafts.len().min(edited.len());
        let report = &mut import(&mut one, &edited[..same]);
        let (new, updated, unchanged, bad) = counts(report);
        prop_assert_eq!(bad, 0);
        prop_assert!(new + updated + unchanged <= same as u64);
        let mut last = drafts.clone();
        last.splice(..same, edited[..same].iter().cloned());
        import(&mut fresh, &last);
        // Of one that names nobody but me any more nothing is taken.
        let alone = |draft: &ContactDraft| draft.people.iter().all(|party| me().is(party));
        if !last.iter().zip(&drafts).any(|(now, then)| alone(now) && !alone(then)) {
            prop_assert_eq!(told(&mut one), told(&mut fresh));
        }
    }
}
