//! The forms a person answers to, as folded words. No look-up happens here.

use super::{How, Known, is_title};
use crate::domain::fold;
use crate::domain::person::NameKind;

/// Returns every form of a person with how a match of it counts. A form may come twice; the best counts.
pub(super) fn of(known: &Known) -> Vec<(Vec<String>, How)> {
    let mut out: Vec<(Vec<String>, How)> = Vec::new();
    out.extend(spellings(&known.name).into_iter().map(|words| (words, How::Full)));
    let units: Vec<Vec<String>> = known.name.split_whitespace().map(fold::words).filter(|u| !u.is_empty()).collect();
    let units = without_titles(&units);
    out.push((units.concat(), How::Full));
    for first in first_names(units) {
        out.extend(with_family(&first, units));
        out.push((first, How::First));
    }
    for (kind, name) in &known.names {
        let words = fold::words(name);
        let how = match kind {
            NameKind::Full => How::Full,
            NameKind::Nick => How::Nick,
            NameKind::Former => How::Former,
            NameKind::Misheard => How::Misheard,
        };
        if how == How::Nick {
            out.extend(with_family(&words, units));
        }
        out.push((words, how));
    }
    out.retain(|(words, _)| !words.is_empty());
    out
}

/// Returns the folded words of a name and, where it holds Chinese, Japanese or Korean, those of its Latin
/// reading, apart and joined.
pub(super) fn spellings(name: &str) -> Vec<Vec<String>> {
    let mut out = vec![fold::words(name)];
    if name.chars().any(fold::is_cjk) {
        let reading = fold::words(&deunicode::deunicode(name));
        out.push(vec![reading.concat()]);
        out.push(reading);
    }
    out.retain(|words| words.iter().any(|w| !w.is_empty()));
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
        [only] if cjk(only) && only.len() >= 3 => {
            only.get(only.len() - 2..).map(<[String]>::to_vec).into_iter().collect()
        }
        [family, given] if cjk(family) && cjk(given) => vec![given.clone(), family.clone()],
        // A lone initial ("J. Ozols") is no first name.
        [first, ..] if first.concat().chars().count() > 1 => vec![first.clone()],
        _ => Vec::new(),
    }
}

/// Returns the first name with each later initial and with the family name alone.
fn with_family(first: &[String], units: &[Vec<String>]) -> Vec<(Vec<String>, How)> {
    let later = units.get(1..).unwrap_or_default();
    let initials = later.iter().flatten().filter_map(|w| w.chars().next()).filter(|c| !fold::is_cjk(*c));
    let mut tails: Vec<Vec<String>> = initials.map(|c| vec![c.to_string()]).collect();
    tails.extend(later.last().cloned());
    tails.into_iter().map(|tail| ([first, &tail].concat(), How::FirstAndInitial)).collect()
}
