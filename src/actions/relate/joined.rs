//! Ties that are told twice, and how two become one.

use super::same_name;
use crate::domain::date::PartialDate;
use crate::domain::relation;
use crate::store::rows::Relation;
use crate::view::ties::Tie;

/// Tells whether two ties of one person are one, told twice.
pub fn one_tie(a: &Tie, b: &Tie) -> bool {
    let other = match (a.id, b.id) {
        (None, None) => same_name(&a.name, &b.name),
        (one, other) => one == other,
    };
    other && relation::alike(&a.kind, &b.kind) && (a.since, a.until) == (b.since, b.until)
}

/// Joins a tie with the same one: the word that says more is kept, and every note.
pub(super) fn join(known: &mut Tie, tie: Tie) {
    if relation::says_more(&tie.kind) && !relation::says_more(&known.kind) {
        known.kind = tie.kind;
    }
    known.note = both_notes(known.note.take(), tie.note);
}

pub(super) fn both_notes(one: Option<String>, more: Option<String>) -> Option<String> {
    match (one, more) {
        (Some(a), Some(b)) if !holds(&a, &b) => Some(format!("{a}\n{b}")),
        (a, b) => a.or(b),
    }
}

/// Tells whether a note says this already, on a line of its own or as a whole.
pub(super) fn holds(note: &str, more: &str) -> bool {
    note == more || note.lines().any(|line| line == more)
}

/// Returns the row with all that another says, where both say one tie: the same two, the same kind, no two dates and no
/// two words that differ.
pub fn joined(kept: &Relation, gone: &Relation) -> Option<Relation> {
    let others = match (&kept.other_name, &gone.other_name) {
        (Some(a), Some(b)) => same_name(a, b),
        (a, b) => a.is_none() && b.is_none() && kept.other_id == gone.other_id,
    };
    let straight = kept.person_id == gone.person_id && others;
    let reversed = kept.other_id == Some(gone.person_id) && gone.other_id == Some(kept.person_id);
    let more = relation::says_more(&gone.kind);
    let kind = if straight && relation::alike(&kept.kind, &gone.kind) {
        match (relation::says_more(&kept.kind), more) {
            (true, true) if kept.kind != gone.kind => return None,
            (false, true) => &gone.kind,
            _ => &kept.kind,
        }
    } else if reversed && relation::alike(&kept.kind, relation::inverse(&gone.kind)) {
        if more && relation::inverse(&kept.kind) != gone.kind {
            return None;
        }
        &kept.kind
    } else {
        return None;
    };
    let date = |a: Option<PartialDate>, b: Option<PartialDate>| match (a, b) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => Some(a.or(b)),
    };
    Some(Relation {
        kind: kind.clone(),
        since: date(kept.since, gone.since)?,
        until: date(kept.until, gone.until)?,
        note: both_notes(kept.note.clone(), gone.note.clone()),
        ..kept.clone()
    })
}
