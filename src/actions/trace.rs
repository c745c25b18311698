//! Traces who brought whom: the line up from a person, the tree below one, the whole forest.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::engage;
use super::grove::grow;
use crate::domain::id::Id;
use crate::domain::lineage::{Edge, Forest};
use crate::domain::referral::Kinds;
use crate::store::rows::{Engagement, Referral};
use crate::store::{Reader, Result};
use crate::view::trace::{Chain, Deal, Hand, Step};
use crate::view::tree::Tree;

/// Returns the line from me to the person; `None` where nobody has this id.
///
/// # Errors
/// Where the store cannot be read; so for all below.
pub fn up(reader: &Reader<'_>, id: Id) -> Result<Option<Chain>> {
    if reader.person(id)?.is_none() {
        return Ok(None);
    }
    let rows = reader.referrals_above(id)?;
    let pairs = Pairs::of(&rows);
    let edges: Vec<Edge> = rows.iter().map(edge).collect();
    let forest = Forest::new(&edges, &[id]);
    let Some(at) = forest.place(id) else { return Ok(None) };
    let line = forest.line(at);
    // A friend who introduced somebody and later made a client of them is one hand, not two.
    let hand = forest.hand(at).and_then(|edge| rows.get(edge)).map(|row| row.referrer_id);
    let mut others: Vec<&Referral> =
        rows.iter().filter(|row| row.referred_id == id && Some(row.referrer_id) != hand).collect();
    others.sort_by_key(|row| row.referrer_id);
    others.dedup_by_key(|row| row.referrer_id);
    let ids: Vec<Id> = (0..forest.len()).filter_map(|at| forest.person(at)).collect();
    let deals = deals_by_person(&reader.engagements_of(&ids)?);
    let deals_of = |id: Id| deals.get(&id).cloned().unwrap_or_default();
    let names = reader.called_of(&ids)?;
    let name = |id: Id| names.get(&id).cloned().unwrap_or_default();
    let steps = line
        .iter()
        .filter_map(|at| Some((forest.person(*at)?, forest.hand(*at).and_then(|edge| rows.get(edge)))))
        .map(|(id, row)| Step { id, name: name(id), hand: row.map(|row| pairs.hand(row)), deals: deals_of(id) })
        .collect();
    let mut brought: Vec<Id> = reader.referrals_of(id)?.1.iter().map(|row| row.referred_id).collect();
    brought.sort_unstable();
    brought.dedup();
    Ok(Some(Chain {
        name: name(id),
        steps,
        others: others.into_iter().map(|row| (row.referrer_id, name(row.referrer_id), pairs.hand(row))).collect(),
        people: ids.iter().map(|id| (*id, name(*id), deals_of(*id))).collect(),
        edges: rows.iter().map(|row| (row.referred_id, pairs.hand(row))).collect(),
        brought: brought.len(),
    }))
}

/// Returns the tree below a person; `None` where nobody has this id.
pub fn down(reader: &Reader<'_>, id: Id) -> Result<Option<Tree>> {
    if reader.person(id)?.is_none() {
        return Ok(None);
    }
    let mut rows = reader.referrals_below(id)?;
    // Who else had a part in bringing those below decides on which hand they hang.
    let mut below: Vec<Id> = rows.iter().map(|row| row.referred_id).collect();
    below.sort_unstable();
    below.dedup();
    rows.extend(reader.referrals_to(&below)?);
    rows.sort_unstable_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let mut ids = below;
    ids.push(id);
    let deals = reader.engagements_of(&ids)?;
    Ok(Some(grow(reader, rows, &deals, &[id], Some(id), 1)?))
}

/// Returns the whole forest: those first from whom most grew. At most so many roots, all for `None`.
pub fn forest(reader: &Reader<'_>, roots: Option<usize>) -> Result<Tree> {
    let rows: Vec<Referral> = reader.all()?;
    let deals: Vec<Engagement> = reader.all()?;
    // Whoever came by themselves is a root too, so that sums over roots are sums over everything.
    let also: Vec<Id> = deals.iter().map(|deal| deal.person_id).collect();
    grow(reader, rows, &deals, &also, None, roots.unwrap_or(usize::MAX))
}

/// Returns the referral as an edge; one without a date is as old as its writing down.
pub(super) fn edge(row: &Referral) -> Edge {
    let day = row.on_date.and_then(|date| date.first_day()).or(row.id.day()).unwrap_or(NaiveDate::MIN);
    Edge { id: row.id, from: row.referrer_id, to: row.referred_id, kind: row.kind, day: day.num_days_from_ce() }
}

/// What two people have together: every kind of referral, when the referrer was thanked, and told how it went. Who
/// brought somebody twice over, as a friend and later as a client, is thanked once.
pub struct Pairs(HashMap<(Id, Id), Pair>);

#[derive(Default)]
struct Pair {
    kinds: Kinds,
    thanked_on: Option<NaiveDate>,
    told_on: Option<NaiveDate>,
}

impl Pairs {
    /// Gathers what the referrals say.
    pub fn of(rows: &[Referral]) -> Pairs {
        let mut all: HashMap<(Id, Id), Pair> = HashMap::with_capacity(rows.len());
        for row in rows {
            let pair = all.entry((row.referrer_id, row.referred_id)).or_default();
            pair.kinds = pair.kinds.with(row.kind);
            pair.thanked_on = pair.thanked_on.max(row.thanked_on);
            pair.told_on = pair.told_on.max(row.told_on);
        }
        Pairs(all)
    }

    /// Returns the days of thanking and of telling; `None` for what was not done.
    pub fn days(&self, row: &Referral) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let pair = self.0.get(&(row.referrer_id, row.referred_id));
        pair.map(|pair| (pair.thanked_on, pair.told_on)).unwrap_or_default()
    }

    /// Returns the referral as the step to whom it brought.
    pub fn hand(&self, row: &Referral) -> Hand {
        let (thanked_on, told_on) = self.days(row);
        let kinds = self.0.get(&(row.referrer_id, row.referred_id)).map(|pair| pair.kinds).unwrap_or_default();
        let also = kinds.without(row.kind);
        Hand {
            by: row.referrer_id,
            kind: row.kind,
            also,
            on: row.on_date,
            outcome: row.outcome.clone(),
            note: row.note.clone(),
            thanked_on,
            told_on,
        }
    }
}

/// Returns the engagements of each person, as a trace shows them.
fn deals_by_person(rows: &[Engagement]) -> HashMap<Id, Vec<Deal>> {
    let mut by: HashMap<Id, Vec<Deal>> = HashMap::new();
    for row in rows {
        by.entry(row.person_id).or_default().push(deal(row));
    }
    by
}

/// Returns an engagement as a trace shows it.
pub fn deal(row: &Engagement) -> Deal {
    Deal {
        what: row.what.clone(),
        worth: row.currency.clone().zip(row.minor),
        started_on: row.started_on,
        ended_on: row.ended_on,
        lost: engage::is_lost(row),
    }
}
