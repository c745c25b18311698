//! Grows the trees of a trace from referrals and engagements.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::trace::{Pairs, deal, edge};
use crate::domain::id::Id;
use crate::domain::lineage::Forest;
use crate::domain::referral::ReferralKind;
use crate::store::rows::{Engagement, Referral};
use crate::store::{Reader, Result};
use crate::view::trace::{Deal, Worth};
use crate::view::tree::{Branch, Tree};

/// What grew at a place and below it.
#[derive(Debug, Clone, Default)]
struct Grown {
    worth: Worth,
    people: u32,
    clients: u32,
}

/// Returns the tree below one person, or all trees: those first from whom most grew. `also` are people that perhaps no
/// referral touches.
///
/// # Errors
/// Where the store cannot be read.
pub fn grow(
    reader: &Reader<'_>,
    rows: &[Referral],
    deals: &[Engagement],
    also: &[Id],
    top: Option<Id>,
) -> Result<Tree> {
    let edges: Vec<_> = rows.iter().map(edge).collect();
    let forest = Forest::new(&edges, also);
    drop(edges);
    let all: Vec<Id> = forest.from_the_roots().iter().filter_map(|at| forest.person(*at)).collect();
    let names = reader.called_of(&all)?;
    drop(all);
    let (own, deals) = weighed(&forest, rows, deals);
    let sums = forest.rolled_up(own.clone(), |sum, below| {
        sum.worth.add(&below.worth);
        sum.people += below.people;
        sum.clients += below.clients;
    });
    let mut grove = Grove { forest, rows, pairs: Pairs::of(rows), names, own, sums, deals, tree: Tree::default() };
    let mut tops: Vec<usize> = match top {
        Some(id) => grove.forest.place(id).into_iter().collect(),
        None => grove.forest.roots().collect(),
    };
    let size = |at: usize| grove.sums.get(at).map(|grown| (Reverse(grown.clients), Reverse(grown.people)));
    tops.sort_by(|a, b| size(*a).cmp(&size(*b)).then_with(|| grove.name(*a).cmp(grove.name(*b))));
    // As many as will be written, so that a long list is not copied while it grows.
    grove.tree.branches.reserve_exact(grove.forest.len());
    Ok(grove.written(&tops))
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

/// Everything a tree is written from, and the tree. People and referrals are known by their places.
struct Grove<'a> {
    forest: Forest,
    rows: &'a [Referral],
    pairs: Pairs,
    names: HashMap<Id, String>,
    own: Vec<Grown>,
    sums: Vec<Grown>,
    deals: HashMap<usize, Vec<Deal>>,
    tree: Tree,
}

impl Grove<'_> {
    fn name(&self, at: usize) -> &str {
        self.forest.person(at).and_then(|id| self.names.get(&id)).map_or("", String::as_str)
    }

    /// Writes the trees, every person before those they brought.
    fn written(mut self, tops: &[usize]) -> Tree {
        // Still to be written, the next last: a place, its depth, and whether it is the last below its hand.
        let mut ahead: Vec<(usize, usize, bool)> = tops.iter().rev().map(|at| (*at, 0, true)).collect();
        while let Some((at, depth, last)) = ahead.pop() {
            self.branch(at, depth, last);
            self.words_of_others(at, depth + 1);
            let below = self.forest.brought_by(at);
            let next =
                below.iter().enumerate().rev().filter_map(|(nth, edge)| {
                    Some((self.forest.brought_over(*edge)?, depth + 1, nth + 1 == below.len()))
                });
            ahead.extend(next);
        }
        self.tree
    }

    /// Writes a person with what grew from them.
    fn branch(&mut self, at: usize, depth: usize, last: bool) {
        let Some(id) = self.forest.person(at) else { return };
        let hand = self.forest.hand(at).filter(|_| depth > 0).and_then(|edge| self.rows.get(edge));
        let (Some(own), Some(sum)) = (self.own.get(at), self.sums.get(at)) else { return };
        let branch = Branch {
            name: self.name(at).to_owned(),
            depth,
            last,
            hand: hand.map(|row| self.pairs.hand(row)),
            own: own.worth.clone(),
            sum: sum.worth.clone(),
            people: sum.people - 1,
            clients: sum.clients - own.clients,
            deals: self.deals.remove(&at).unwrap_or_default(),
            ..Branch::leaf(id)
        };
        self.tree.branches.push(branch);
    }

    /// Writes a word of each whom the person had a part in bringing and who hangs on another hand, where they are
    /// counted; further referrals between two who stand one below the other are kept aside.
    fn words_of_others(&mut self, at: usize, depth: usize) {
        let part = |edge: &usize| Some((self.forest.brought_over(*edge)?, *edge));
        let mut parts: Vec<(usize, usize)> = self.forest.had_a_part_in(at).iter().filter_map(part).collect();
        parts.sort_unstable();
        let alone = self.forest.brought_by(at).is_empty();
        let mut words = 0;
        for of_one in parts.chunk_by(|a, b| a.0 == b.0) {
            let Some((whom, _)) = of_one.first().copied() else { continue };
            let Some(id) = self.forest.person(whom) else { continue };
            let giver = self.forest.giver(whom);
            let mut hands = of_one.iter().filter_map(|(_, edge)| self.rows.get(*edge)).map(|row| self.pairs.hand(row));
            if giver != Some(at) {
                let word = Branch {
                    name: self.name(whom).to_owned(),
                    under: giver.map(|giver| self.name(giver).to_owned()),
                    depth,
                    last: false,
                    hand: hands.next(),
                    ..Branch::leaf(id)
                };
                self.tree.branches.push(word);
                words += 1;
            }
            self.tree.edges.extend(hands.map(|hand| (id, hand)));
        }
        if words > 0
            && alone
            && let Some(word) = self.tree.branches.last_mut()
        {
            word.last = true;
        }
    }
}
