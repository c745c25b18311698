//! What of who brought whom is still to be thanked for, or told.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;

use super::trace::{Pairs, deal};
use crate::domain::id::Id;
use crate::domain::person::State;
use crate::domain::referral::ReferralKind;
use crate::store::rows::{Engagement, Person, Referral};
use crate::store::{Reader, Result};
use crate::view::thanks::{Open, Thanks};
use crate::view::trace::Deal;

/// Returns everybody who was not thanked for bringing somebody, or never told how it went: those first where something
/// came of it, and the newest of them. Nobody can thank the dead.
///
/// # Errors
/// Where the store cannot be read; so for all below.
pub fn open(reader: &Reader<'_>) -> Result<Thanks> {
    let rows: Vec<Referral> = reader.all()?;
    let any = !rows.is_empty();
    Ok(Thanks { any, ..lines(reader, still_open(rows))? })
}

/// Returns one referral for each two people where something is left to do: the one that says most.
fn still_open(mut rows: Vec<Referral>) -> Vec<Referral> {
    let pairs = Pairs::of(&rows);
    let says_most = |row: &Referral| (row.kind == ReferralKind::Introduction, row.kind == ReferralKind::Other, row.id);
    rows.retain(|row| !matches!(pairs.days(row), (Some(_), Some(_))));
    rows.sort_by_key(|row| (row.referrer_id, row.referred_id, says_most(row)));
    rows.dedup_by_key(|row| (row.referrer_id, row.referred_id));
    rows.into_iter()
        .map(|row| {
            let (thanked_on, told_on) = pairs.days(&row);
            Referral { thanked_on, told_on, ..row }
        })
        .collect()
}

/// Returns what is open with one referrer, whether or not they live.
pub fn open_with(reader: &Reader<'_>, friend: Id) -> Result<Vec<Referral>> {
    Ok(still_open(reader.referrals_of(friend)?.1))
}

fn lines(reader: &Reader<'_>, mut rows: Vec<Referral>) -> Result<Thanks> {
    let friends: Vec<Id> = rows.iter().map(|row| row.referrer_id).collect();
    let dead: Vec<Id> = reader.people_among(&friends)?.into_iter().filter(gone).map(|person| person.id).collect();
    rows.retain(|row| !dead.contains(&row.referrer_id));
    let clients: Vec<Id> = rows.iter().map(|row| row.referred_id).collect();
    let names = reader.called_of(&[friends, clients.clone()].concat())?;
    // Many are named more than once.
    let names: HashMap<Id, Rc<str>> = names.into_iter().map(|(id, name)| (id, name.into())).collect();
    let name = |id: Id| names.get(&id).cloned().unwrap_or_else(|| "".into());
    let mut deals: Vec<Engagement> = reader.engagements_of(&clients)?;
    deals.sort_by_key(|row| (row.person_id, row.id));
    let came = |id: Id| -> Vec<Deal> {
        let begin = deals.partition_point(|row| row.person_id < id);
        deals.iter().skip(begin).take_while(|row| row.person_id == id).map(deal).collect()
    };
    let line = |row: Referral| Open {
        friend: name(row.referrer_id),
        client: name(row.referred_id),
        deals: came(row.referred_id),
        id: row.id,
        kind: row.kind,
        on: row.on_date,
        outcome: row.outcome,
        thanked_on: row.thanked_on,
    };
    rows.sort_by_key(|row| {
        let day = row.on_date.and_then(|on| on.first_day()).or(row.id.day());
        // What led to something first, and of those what is fresh.
        (row.kind == ReferralKind::Introduction && came(row.referred_id).is_empty(), Reverse((day, row.id)))
    });
    let (to_thank, to_tell) = rows.into_iter().map(line).partition(|open: &Open| open.thanked_on.is_none());
    Ok(Thanks { any: true, to_thank, to_tell })
}

fn gone(person: &Person) -> bool {
    person.state == State::Deceased
}
