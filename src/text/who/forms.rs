//! The forms a person answers to, as folded words. No look-up happens here.

use super::{How, Known, is_title};
use crate::domain::fold;
use crate::domain::person::NameKind;

/// Returns every form of a person, its words joined by spaces, with how a match of it counts. A form may come twice; the
/// best counts. `spellings` are those of the full name, as [`spellings`] returns them.
pub(super) fn of(known: &Known, spellings: &[Vec<String>], units: &[Vec<String>]) -> Vec<(String, How)> {
    let mut out: Vec<(String, How)> = Vec::new();
    out.extend(spellings.iter().map(|words| (words.join(" "), How::Full)));
    let units = without_titles(units);
    out.push((joined(units.iter().flatten()), How::Full));
    for first in first_names(units) {
        let first = first.join(" ");
        with_family(&first, units, &mut out);
        out.push((first, How::First));
    }
    for (kind, name) in &known.names {
        let words = fold::words(name).join(" ");
        let how = match kind {
            NameKind::Full => How::Full,
            NameKind::Nick => How::Nick,
            NameKind::Former => How::Former,
            NameKind::Misheard => How::Misheard,
        };
        if how == How::Nick {
            with_family(&words, units, &mut out);
        }
        out.push((words, how));
    }
    out.retain(|(words, _)| !words.is_empty());
    out
}

/// Returns the folded words of each part of a name that stands between spaces.
pub(super) fn units(name: &str) -> Vec<Vec<String>> {
    // A mark parts what is written in katakana ("マリア・シルバ").
    let parts = name.split(|c: char| c.is_whitespace() || matches!(c, '・' | '･' | '゠'));
    parts.map(fold::words).filter(|u| !u.is_empty()).collect()
}

/// Returns the folded words of a name of these units and, where it holds Chinese, Japanese or Korean, those of its Latin
/// reading, apart and joined.
pub(super) fn spellings(name: &str, units: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut out = vec![units.concat()];
    if !name.is_ascii() && name.chars().any(fold::is_cjk) {
        let reading = fold::words(&deunicode::deunicode(name));
        out.push(vec![reading.concat()]);
        out.push(reading);
    }
    out.retain(|words| words.iter().any(|w| !w.is_empty()));
    out
}

fn joined<'w>(words: impl Iterator<Item = &'w String>) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Returns the parts of a name after "Dr" or "Pak", unless nothing would be left.
fn without_titles(units: &[Vec<String>]) -> &[Vec<String>] {
    match units {
        [title, rest @ ..] if !rest.is_empty() && title.iter().all(|w| is_title(w)) => without_titles(rest),
        _ => units,
    }
}

/// Returns what a friend would call somebody of this name. In Chinese, Japanese and Korean the family name
/// comes first and friends use either part.
fn first_names(units: &[Vec<String>]) -> Vec<Vec<String>> {
    let cjk = |unit: &[String]| unit.iter().all(|w| w.chars().all(fold::is_cjk));
    match units {
        [only] if cjk(only) && only.len() >= 3 => within(only),
        [family, given] if cjk(family) && cjk(given) => vec![given.clone(), family.clone()],
        // A lone initial ("J. Ozols") is no first name.
        [first, ..] if first.concat().chars().count() > 1 => vec![first.clone()],
        _ => Vec::new(),
    }
}

/// Returns the given name, and a family name of its own, within a name of at least three characters without a space: the
/// given name is what begins with kana ("田中さくら"), else the last two characters.
fn within(name: &[String]) -> Vec<Vec<String>> {
    let kana = |word: &String| word.chars().all(|c| matches!(u32::from(c), 0x3041..=0x30FF | 0xFF66..=0xFF9D));
    let from = name.iter().position(kana);
    // All in kana there is no telling where one ends.
    let given = match from {
        Some(0) => return Vec::new(),
        Some(at) => at,
        None => name.len() - 2,
    };
    let (family, given) = name.split_at(given);
    let family = Some(family).filter(|family| family.len() > 1);
    [Some(given), family].into_iter().flatten().map(<[String]>::to_vec).collect()
}

/// Adds the first name with each later initial and with the family name alone.
fn with_family(first: &str, units: &[Vec<String>], out: &mut Vec<(String, How)>) {
    let later = units.get(1..).unwrap_or_default();
    let mut add = |tail: &str| {
        let space = if first.is_empty() || tail.is_empty() { "" } else { " " };
        out.push((format!("{first}{space}{tail}"), How::FirstAndInitial));
    };
    for initial in later.iter().flatten().filter_map(|w| w.chars().next()).filter(|c| !fold::is_cjk(*c)) {
        add(initial.encode_utf8(&mut [0; 4]));
    }
    if let Some(family) = later.last() {
        add(&joined(family.iter()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_name_is_spelt_by_the_words_of_its_parts(name in "[\\PC ]{0,24}") {
            prop_assert_eq!(units(&name).concat(), fold::words(&name));
        }

        #[test]
        fn a_name_is_spelt_by_the_words_of_its_parts_also_in_katakana(name in "[ァ-ヿ･゠ A-Za-z]{0,16}") {
            prop_assert_eq!(units(&name).concat(), fold::words(&name));
        }
    }
}
