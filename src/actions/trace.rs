//! Traces who brought whom: the line up from a person, the tree below one, the whole forest.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::engage;
use crate::domain::id::Id;
use crate::domain::lineage::{Edge, Forest};
use crate::domain::referral::ReferralKind;
use crate::store::rows::{Engagement, Referral};
use crate::store::{Reader, Result};
use crate::view::trace::{Chain, Deal, Hand, Step, Worth};
use crate::view::tree::{Branch, Tree};

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
    let deals = reader.engagements_of(&ids)?;
    let names = reader.called_of(&ids)?;
    let name = |id: Id| names.get(&id).cloned().unwrap_or_default();
    let steps = line
        .iter()
        .filter_map(|at| Some((forest.person(*at)?, forest.hand(*at).and_then(|edge| rows.get(edge)))))
        .map(|(id, row)| Step { id, name: name(id), hand: row.map(|row| pairs.hand(row)), deals: deals_of(&deals, id) })
        .collect();
    let mut brought: Vec<Id> = reader.referrals_of(id)?.1.iter().map(|row| row.referred_id).collect();
    brought.sort_unstable();
    brought.dedup();
    Ok(Some(Chain {
        name: name(id),
        steps,
        others: others.into_iter().map(|row| (row.referrer_id, name(row.referrer_id), pairs.hand(row))).collect(),
        people: ids.iter().map(|id| (*id, name(*id), deals_of(&deals, *id))).collect(),
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
    let mut tree = grown(reader, &rows, &deals, &[id], Some(id))?;
    tree.of = tree.branches.first().map(|branch| branch.name.clone());
    Ok(Some(tree))
}

/// Returns the whole forest: those first from whom most grew. At most so many roots, all for `None`.
pub fn forest(reader: &Reader<'_>, roots: Option<usize>) -> Result<Tree> {
    let mut rows: Vec<Referral> = Vec::new();
    reader.each(|row: Referral| -> Result<()> {
        rows.push(row);
        Ok(())
    })?;
    let mut deals: Vec<Engagement> = Vec::new();
    reader.each(|row: Engagement| -> Result<()> {
        deals.push(row);
        Ok(())
    })?;
    // Whoever came by themselves is a root too, so that sums over roots are sums over everything.
    let also: Vec<Id> = deals.iter().map(|deal| deal.person_id).collect();
    let mut tree = grown(reader, &rows, &deals, &also, None)?;
    if let Some(most) = roots {
        tree.keep_roots(most);
    }
    Ok(tree)
}

/// What grew at a place and below it.
#[derive(Debug, Clone, Default)]
struct Grown {
    worth: Worth,
    people: u32,
    clients: u32,
}

fn grown(reader: &Reader<'_>, rows: &[Referral], deals: &[Engagement], also: &[Id], top: Option<Id>) -> Result<Tree> {
    let pairs = Pairs::of(rows);
    let edges: Vec<Edge> = rows.iter().map(edge).collect();
    let forest = Forest::new(&edges, also);
    let mut own: Vec<Grown> = vec![Grown { people: 1, ..Grown::default() }; forest.len()];
    let mut deals_at: HashMap<usize, Vec<Deal>> = HashMap::new();
    for row in deals {
        let Some(at) = forest.place(row.person_id) else { continue };
        let deal = deal(row);
        if let Some(grown) = own.get_mut(at).filter(|_| !deal.lost) {
            grown.clients = 1;
            grown.worth.add_deal(&deal);
        }
        deals_at.entry(at).or_default().push(deal);
    }
    for at in 0..forest.len() {
        let row = forest.hand(at).and_then(|edge| rows.get(edge));
        if let Some(grown) = own.get_mut(at)
            && row.is_some_and(|row| row.kind == ReferralKind::Client)
        {
            grown.clients = 1;
        }
    }
    let sums = forest.rolled_up(own.clone(), |sum, below| {
        sum.worth.add(&below.worth);
        sum.people += below.people;
        sum.clients += below.clients;
    });
    let all: Vec<Id> = forest.from_the_roots().iter().filter_map(|at| forest.person(*at)).collect();
    let names = reader.called_of(&all)?;
    drop(all);
    let name = |at: usize| forest.person(at).and_then(|id| names.get(&id)).map_or("", String::as_str);
    let mut tops: Vec<usize> = match top {
        Some(id) => forest.place(id).into_iter().collect(),
        None => forest.roots().collect(),
    };
    let size = |at: usize| sums.get(at).map(|grown| (Reverse(grown.clients), Reverse(grown.people)));
    tops.sort_by(|a, b| size(*a).cmp(&size(*b)).then_with(|| name(*a).cmp(name(*b))));
    let mut tree = Tree::default();
    // Still to be written, the next last: a place in the forest, its depth, and whether it is the last below its hand.
    let mut ahead: Vec<(usize, usize, bool)> = tops.iter().rev().map(|at| (*at, 0, true)).collect();
    while let Some((at, depth, last)) = ahead.pop() {
        let (Some(id), Some(mine), Some(sum)) = (forest.person(at), own.get_mut(at), sums.get(at)) else { continue };
        let row = if depth == 0 { None } else { forest.hand(at).and_then(|edge| rows.get(edge)) };
        tree.branches.push(Branch {
            id,
            name: name(at).to_owned(),
            under: None,
            depth,
            last,
            hand: row.map(|row| pairs.hand(row)),
            deals: deals_at.remove(&at).unwrap_or_default(),
            own: std::mem::take(&mut mine.worth),
            sum: sum.worth.clone(),
            people: sum.people - 1,
            clients: sum.clients - mine.clients,
        });
        // Whom the person had a part in bringing, and who hangs on another hand: told of here, and counted there.
        let part = |edge: &usize| Some((*edge, forest.brought_over(*edge)?));
        let parts: Vec<(usize, usize)> = forest.had_a_part_in(at).iter().filter_map(part).collect();
        let (own, mut elsewhere): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|(_, whom)| forest.giver(*whom) == Some(at));
        elsewhere.sort_by_key(|(edge, whom)| (*whom, *edge));
        let further =
            own.into_iter().filter_map(|(edge, whom)| Some((forest.person(whom)?, pairs.hand(rows.get(edge)?))));
        tree.edges.extend(further);
        let below = forest.brought_by(at);
        let mut told: Vec<usize> = Vec::new();
        let hands = elsewhere.chunk_by(|a, b| a.1 == b.1).count();
        for (edge, whom) in elsewhere {
            let (Some(id), Some(row)) = (forest.person(whom), rows.get(edge)) else { continue };
            if told.contains(&whom) {
                tree.edges.push((id, pairs.hand(row)));
                continue;
            }
            told.push(whom);
            tree.branches.push(Branch {
                name: name(whom).to_owned(),
                under: forest.giver(whom).map(|giver| name(giver).to_owned()),
                depth: depth + 1,
                last: below.is_empty() && told.len() == hands,
                hand: Some(pairs.hand(row)),
                ..Branch::leaf(id)
            });
        }
        ahead.extend(
            below
                .iter()
                .enumerate()
                .rev()
                .filter_map(|(nth, edge)| Some((forest.brought_over(*edge)?, depth + 1, nth + 1 == below.len()))),
        );
    }
    Ok(tree)
}

/// Returns the referral as an edge; one without a date is as old as its writing down.
fn edge(row: &Referral) -> Edge {
    let day = row.on_date.and_then(|date| date.first_day()).or(row.id.day()).unwrap_or(NaiveDate::MIN);
    Edge { id: row.id, from: row.referrer_id, to: row.referred_id, kind: row.kind, day: day.num_days_from_ce() }
}

/// What two people have together: every kind of referral, when the referrer was thanked, and told how it went. Who
/// brought somebody twice over, as a friend and later as a client, is thanked once.
pub struct Pairs(HashMap<(Id, Id), Pair>);

#[derive(Default)]
struct Pair {
    kinds: Vec<ReferralKind>,
    thanked_on: Option<NaiveDate>,
    told_on: Option<NaiveDate>,
}

impl Pairs {
    /// Gathers what the referrals say.
    pub fn of(rows: &[Referral]) -> Pairs {
        let mut all: HashMap<(Id, Id), Pair> = HashMap::with_capacity(rows.len());
        for row in rows {
            let pair = all.entry((row.referrer_id, row.referred_id)).or_default();
            pair.kinds.push(row.kind);
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

    fn hand(&self, row: &Referral) -> Hand {
        let (thanked_on, told_on) = self.days(row);
        let kinds = self.0.get(&(row.referrer_id, row.referred_id)).map(|pair| pair.kinds.as_slice());
        let also = kinds.unwrap_or_default().iter().copied().filter(|kind| *kind != row.kind).collect();
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

fn deals_of(deals: &[Engagement], id: Id) -> Vec<Deal> {
    deals.iter().filter(|row| row.person_id == id).map(deal).collect()
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
