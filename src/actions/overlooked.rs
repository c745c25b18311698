//! Who was met and let slip: everyone deserves regard, whoever they are.

use std::collections::{HashMap, HashSet};
use std::mem::take;

use chrono::{Datelike, NaiveDate};

use super::closest::day_of;
use super::reconnect::wants_contact;
use crate::domain::id::Id;
use crate::domain::promise::By;
use crate::domain::referral::ReferralKind;
use crate::scoring::{Scorer, WEIGHTS};
use crate::store::rows::{Engagement, Referral};
use crate::store::{Bond, BondFilter, Reader, Result};
use crate::view::overlooked::{Chance, Missed, Overlooked};

/// Somebody met so few times and no more was never followed up.
const FEW_CONTACTS: u32 = 2;
/// So soon after a meeting nobody is overlooked yet, in days.
const FRESH_DAYS: i32 = 14;

/// Finds the overlooked, the newest chance first.
///
/// # Errors
/// Where the store cannot be read.
pub fn overlooked(reader: &Reader<'_>, filter: &BondFilter, today: NaiveDate) -> Result<Overlooked> {
    let day = today.num_days_from_ce();
    let introduced = introduced_by(reader)?;
    let mut owed: HashMap<Id, (NaiveDate, String)> = HashMap::new();
    for line in reader.promises_due(today)? {
        let promise = line.promise;
        if let Some(due) = promise.due.filter(|due| promise.by == By::Me && *due < today) {
            owed.entry(promise.person_id).or_insert((due, promise.text));
        }
    }
    let mut people: Vec<Chance> = Vec::new();
    let mut scorer = Scorer::new(&WEIGHTS);
    reader.each_bond(filter, |bond: &mut Bond| -> Result<()> {
        if !wants_contact(bond, today) {
            return Ok(());
        }
        let rhythm = scorer.score(&bond.history, day).rhythm;
        let last = rhythm.last_contact.and_then(day_of);
        let missed = if let Some((due, what)) = owed.remove(&bond.id) {
            Some((Missed::Promise { what }, due))
        } else if rhythm.contact_days <= FEW_CONTACTS && rhythm.age_days >= FRESH_DAYS {
            match (last, introduced.get(&bond.id)) {
                (Some(last), Some(by)) => Some((Missed::Introduction { by: by.clone() }, last)),
                (None, Some(by)) => {
                    day_of(bond.history.added_on).map(|on| (Missed::Introduction { by: by.clone() }, on))
                }
                (Some(last), None) => Some((Missed::Meeting { times: rhythm.contact_days }, last)),
                (None, None) => None,
            }
        } else {
            None
        };
        if let Some((missed, on)) = missed {
            people.push(Chance { id: bond.id, name: take(&mut bond.name), hint: bond.hint.take(), missed, on });
        }
        Ok(())
    })?;
    people.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.name.cmp(&b.name)));
    Ok(Overlooked { as_of: today, people })
}

/// Returns, for everybody who was introduced and of whom nothing more is known, by whom.
fn introduced_by(reader: &Reader<'_>) -> Result<HashMap<Id, String>> {
    let mut by: HashMap<Id, Id> = HashMap::new();
    // Whoever became more than an acquaintance, or of whom an outcome is known, was not dropped.
    let mut went_on: HashSet<Id> = HashSet::new();
    reader.each(|referral: Referral| -> Result<()> {
        by.insert(referral.referred_id, referral.referrer_id);
        if referral.kind != ReferralKind::Introduction || referral.outcome.is_some() {
            went_on.insert(referral.referred_id);
        }
        Ok(())
    })?;
    reader.each(|row: Engagement| -> Result<()> {
        went_on.insert(row.person_id);
        Ok(())
    })?;
    by.retain(|person, _| !went_on.contains(person));
    let names = reader.called_of(&by.values().copied().collect::<Vec<_>>())?;
    Ok(by.into_iter().filter_map(|(person, friend)| Some((person, names.get(&friend)?.clone()))).collect())
}
