use super::*;
use crate::domain::fold;
use crate::text::entry::line::Line;

fn phrases(language: &Language) -> Vec<&'static str> {
    let kinds = [language.kinds, language.bare_kinds, language.open_kinds, language.weak_kinds].concat();
    let lists = kinds.iter().map(|(list, _)| *list).chain([
        language.attempts,
        language.promised,
        language.will,
        language.through,
        language.touch,
        language.said,
        language.own_deeds,
        language.comes,
        language.events,
        language.tells,
        language.invites,
        language.clauses,
        language.owners,
        language.several,
        language.plans,
        language.life,
        language.excepts,
        language.missing,
        language.unwell,
        language.arranged,
        language.cancels,
    ]);
    lists.flat_map(|list| list.split('|')).filter(|phrase| !phrase.is_empty()).collect()
}

#[test]
fn every_entry_is_folded() {
    for language in LANGUAGES {
        for entry in language.words().into_iter().map(|(_, list)| list).chain(phrases(language)) {
            assert_eq!(fold::words(entry).join(" "), entry);
        }
    }
}

#[test]
fn each_word_is_in_its_sets_and_no_other() {
    let tables: Vec<(Set, &str)> = LANGUAGES.iter().flat_map(|language| language.words()).collect();
    for word in tables.iter().flat_map(|(_, list)| list.split_whitespace()).chain(["", "grace", "rigaa"]) {
        for (set, _) in &tables {
            let here = tables.iter().filter(|(s, _)| s == set).flat_map(|(_, list)| list.split_whitespace());
            assert_eq!(set.contains(word), here.into_iter().any(|w| w == word), "{word}");
        }
    }
}

#[test]
fn the_longest_phrase_is_found() {
    for language in LANGUAGES {
        for phrase in phrases(language) {
            let line = Line::new(phrase);
            let others = [
                ATTEMPTS, PROMISED, WILL, THROUGH, TOUCH, SAID, OWN_DEEDS, COMES, EVENTS, TELLS, INVITES, CLAUSES,
                OWNERS, SEVERAL, PLANS, LIFE, EXCEPTS, MISSING, UNWELL, ARRANGED, CANCELS,
            ];
            let found = others.into_iter().map(|phrases| phrases.at(&line, 0).map(|(len, ())| len));
            let found = found.chain([KINDS.at(&line, 0).map(|(len, _)| len)]);
            assert_eq!(found.flatten().max(), Some(phrase.split(' ').count()), "{phrase}");
        }
    }
    let line = Line::new("video call, then call with");
    assert_eq!(KINDS.at(&line, 0), Some((2, (Kind::Video, Weight::Sure))));
    assert_eq!(KINDS.at(&line, 1), Some((1, (Kind::Call, Weight::Bare))));
    assert_eq!(KINDS.at(&line, 3), Some((2, (Kind::Call, Weight::Sure))));
    assert_eq!(WILL.at(&line, 3), None);
}
