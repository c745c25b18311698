//! Grows the trees of a trace from referrals and engagements.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::iter;

use super::trace::{Pairs, deal, edge};
use crate::domain::id::Id;
use crate::domain::lineage::Forest;
use crate::domain::referral::ReferralKind;
use crate::store::rows::{Engagement, Referral};
use crate::store::{Reader, Result};
use crate::view::trace::{Deal, Hand, Worth};
use crate::view::tree::{self, Branch, Tree};

/// What grew at a place and below it.
#[derive(Debug, Clone, Default)]
struct Grown {
    worth: Worth,
    people: u32,
    clients: u32,
}

/// Returns the trees of one person, or all trees: those first from whom most grew, and no more than `most` of them.
/// `also` are people that perhaps no referral touches.
///
/// # Errors
/// Where the store cannot be read.
pub fn grow(
    reader: &Reader<'_>,
    rows: Vec<Referral>,
    deals: &[Engagement],
    also: &[Id],
    top: Option<Id>,
    most: usize,
) -> Result<Tree> {
    let edges: Vec<_> = rows.iter().map(edge).collect();
    let forest = Forest::new(&edges, also);
    drop(edges);
    let all: Vec<Id> = forest.from_the_roots().iter().filter_map(|at| forest.person(*at)).collect();
    let names = reader.called_of(&all)?;
    drop(all);
    let (own, deals) = weighed(&forest, &rows, deals);
    let sums = forest.rolled_up(own.clone(), |sum, below| {
        sum.worth.add(&below.worth);
        sum.people += below.people;
        sum.clients += below.clients;
    });
    let pairs = Pairs::of(&rows);
    let mut grove = Grove { forest, rows, pairs, names, own, sums, deals, tops: Vec::new() };
    let mut tops: Vec<usize> = match top {
        Some(id) => grove.forest.place(id).into_iter().collect(),
        None => grove.forest.roots().collect(),
    };
    let size = |at: usize| grove.sums.get(at).map(|grown| (Reverse(grown.clients), Reverse(grown.people)));
    tops.sort_by(|a, b| size(*a).cmp(&size(*b)).then_with(|| grove.name(*a).cmp(grove.name(*b))));
    let more = tops.len().saturating_sub(most);
    tops.truncate(most);
    grove.tops = tops;
    let of = top.and_then(|id| grove.names.get(&id).cloned());
    Ok(Tree { of, grown: Box::new(grove), more })
}

/// Returns what each place weighs by itself, and the engagements there.
fn weighed(forest: &Forest, rows: &[Referral], deals: &[Engagement]) -> (Vec<Grown>, HashMap<usize, Vec<Deal>>) {
    let is_client = |at: usize| {
        let hand = forest.hand(at).and_then(|edge| rows.get(edge));
        u32::from(hand.is_some_and(|row| row.kind == ReferralKind::Client))
    };
    let mut own: Vec<Grown> =
        (0..forest.len()).map(|at| Grown { people: 1, clients: is_client(at), worth: Worth::default() }).collect();
    let mut there: HashMap<usize, Vec<Deal>> = HashMap::new();
    for row in deals {
        let Some(at) = forest.place(row.person_id) else { continue };
        let deal = deal(row);
        if let Some(grown) = own.get_mut(at).filter(|_| !deal.lost) {
            grown.clients = 1;
            grown.worth.add_deal(&deal);
        }
        there.entry(at).or_default().push(deal);
    }
    (own, there)
}

/// Everything trees are made from. People and referrals are known by their places.
struct Grove {
    forest: Forest,
    rows: Vec<Referral>,
    pairs: Pairs,
    names: HashMap<Id, String>,
    own: Vec<Grown>,
    sums: Vec<Grown>,
    deals: HashMap<usize, Vec<Deal>>,
    /// The roots of the trees, in order.
    tops: Vec<usize>,
}

/// Where somebody stands in a tree.
#[derive(Debug, Clone, Copy)]
struct Spot {
    at: usize,
    depth: usize,
    /// Nobody else of the same hand comes after.
    last: bool,
}

impl tree::Grown for Grove {
    fn branches(&self) -> Box<dyn Iterator<Item = Branch> + '_> {
        Box::new(self.spots().flat_map(|spot| {
            let (words, _) = self.words_of_others(spot.at, spot.depth + 1);
            self.branch(spot).into_iter().chain(words)
        }))
    }

    fn edges(&self) -> Box<dyn Iterator<Item = (Id, Hand)> + '_> {
        Box::new(self.spots().flat_map(|spot| self.words_of_others(spot.at, spot.depth + 1).1))
    }
}

impl Grove {
    fn name(&self, at: usize) -> &str {
        self.forest.person(at).and_then(|id| self.names.get(&id)).map_or("", String::as_str)
    }

    /// Returns everybody in the trees, each before those they brought.
    fn spots(&self) -> impl Iterator<Item = Spot> {
        // Still to come, the next last.
        let mut ahead: Vec<Spot> = self.tops.iter().rev().map(|at| Spot { at: *at, depth: 0, last: true }).collect();
        iter::from_fn(move || {
            let spot = ahead.pop()?;
            let below = self.forest.brought_by(spot.at);
            ahead.extend(below.iter().enumerate().rev().filter_map(|(nth, edge)| {
                let at = self.forest.brought_over(*edge)?;
                Some(Spot { at, depth: spot.depth + 1, last: nth + 1 == below.len() })
            }));
            Some(spot)
        })
    }

    /// Returns a person with what grew from them.
    fn branch(&self, Spot { at, depth, last }: Spot) -> Option<Branch> {
        let id = self.forest.person(at)?;
        let hand = self.forest.hand(at).filter(|_| depth > 0).and_then(|edge| self.rows.get(edge));
        let (own, sum) = (self.own.get(at)?, self.sums.get(at)?);
        Some(Branch {
            name: self.name(at).to_owned(),
            depth,
            last,
            hand: hand.map(|row| self.pairs.hand(row)),
            own: own.worth.clone(),
            sum: sum.worth.clone(),
            people: sum.people - 1,
            clients: sum.clients - own.clients,
            deals: self.deals.get(&at).cloned().unwrap_or_default(),
            ..Branch::leaf(id)
        })
    }

    /// Returns a word of each whom the person had a part in bringing and who hangs on another hand, where they are
    /// counted; and further referrals between two who stand one below the other.
    fn words_of_others(&self, at: usize, depth: usize) -> (Vec<Branch>, Vec<(Id, Hand)>) {
        let part = |edge: &usize| Some((self.forest.brought_over(*edge)?, *edge));
        let mut parts: Vec<(usize, usize)> = self.forest.had_a_part_in(at).iter().filter_map(part).collect();
        parts.sort_unstable();
        let (mut words, mut edges) = (Vec::new(), Vec::new());
        for of_one in parts.chunk_by(|a, b| a.0 == b.0) {
            let Some((whom, _)) = of_one.first().copied() else { continue };
            let Some(id) = self.forest.person(whom) else { continue };
            let giver = self.forest.giver(whom);
            let mut hands = of_one.iter().filter_map(|(_, edge)| self.rows.get(*edge)).map(|row| self.pairs.hand(row));
            if giver != Some(at) {
                words.push(Branch {
                    name: self.name(whom).to_owned(),
                    under: giver.map(|giver| self.name(giver).to_owned()),
                    depth,
                    last: false,
                    hand: hands.next(),
                    ..Branch::leaf(id)
                });
            }
            edges.extend(hands.map(|hand| (id, hand)));
        }
        if self.forest.brought_by(at).is_empty()
            && let Some(word) = words.last_mut()
        {
            word.last = true;
        }
        (words, edges)
    }
}
