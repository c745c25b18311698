//! The strongest way between two people over those who know each other.

use std::ops::Add;

use petgraph::algo::{astar, dijkstra};
use petgraph::csr::Csr;
use petgraph::visit::EdgeFiltered;

/// Two people who know each other, known by numbers of their own, and how well, above 0 and up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    pub one: u32,
    pub other: u32,
    pub strength: f64,
}

/// A way and its weakest link.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Everybody on it, both ends included.
    pub people: Vec<u32>,
    /// How strong its weakest link is.
    pub weakest: f64,
}

/// How weak the weakest link of a way is: ways add up to the weaker of the two.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
struct Weakness(f64);

impl Add for Weakness {
    type Output = Weakness;

    fn add(self, other: Weakness) -> Weakness {
        Weakness(self.0.max(other.0))
    }
}

/// Returns the way whose weakest link is the strongest, and of several the one with the fewest steps; `None` where
/// there is no way. Of two links between the same two the first counts.
pub fn strongest(links: &[Link], from: u32, to: u32) -> Option<Way> {
    let both = |link: &Link| [(link.one, link.other, link.strength), (link.other, link.one, link.strength)];
    let mut edges: Vec<(u32, u32, f64)> = links.iter().flat_map(both).filter(|(a, b, _)| a != b).collect();
    edges.sort_by_key(|(a, b, _)| (*a, *b));
    edges.dedup_by_key(|(a, b, _)| (*a, *b));
    let last = edges.last().map_or(0, |(a, ..)| a + 1);
    if from >= last || to >= last {
        return None;
    }
    let graph: Csr<(), f64> = Csr::from_sorted_edges(&edges).ok()?;
    let weakness = |strength: &f64| Weakness(1.0 - strength);
    let reached = dijkstra(&graph, from, Some(to), |edge| weakness(edge.weight()));
    let bound = *reached.get(&to)?;
    // No way is better; the shortest of those as good has no weaker link.
    let as_good = EdgeFiltered::from_fn(&graph, |edge| weakness(edge.weight()) <= bound);
    let (_, people) = astar(&as_good, from, |at| at == to, |_| 1_u32, |_| 0)?;
    Some(Way { people, weakest: 1.0 - bound.0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn link(one: u32, other: u32, strength: f64) -> Link {
        Link { one, other, strength }
    }

    #[test]
    fn the_weakest_link_decides_and_then_the_number_of_steps() {
        let links = [link(0, 3, 0.2), link(0, 1, 0.9), link(1, 3, 0.5), link(0, 2, 0.8), link(2, 1, 0.7)];
        let way = strongest(&links, 0, 3).expect("there is one");
        assert_eq!(way.people, [0, 1, 3]);
        assert!((way.weakest - 0.5).abs() < 1e-12);
        assert_eq!(strongest(&links, 0, 5), None);
        assert_eq!(strongest(&links, 2, 2).map(|way| way.people), Some(vec![2]));
        assert_eq!(strongest(&[], 0, 0), None);
    }

    /// Returns the best way by trying all.
    fn tried(links: &[Link], to: u32, way: &mut Vec<u32>, weakest: f64, best: &mut Option<(f64, usize)>) {
        let at = *way.last().expect("a way has a beginning");
        if at == to {
            let better =
                best.is_none_or(|(strength, steps)| weakest > strength || weakest == strength && way.len() < steps);
            if better {
                *best = Some((weakest, way.len()));
            }
            return;
        }
        for link in links {
            for (a, b) in [(link.one, link.other), (link.other, link.one)] {
                if a == at && !way.contains(&b) {
                    way.push(b);
                    tried(links, to, way, weakest.min(link.strength), best);
                    way.pop();
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_way_is_better(picked in prop::collection::btree_map((0_u32..6, 0_u32..6), 1_u32..5, 0..9)) {
            let mut links: Vec<Link> = Vec::new();
            for ((a, b), strength) in picked {
                if a < b {
                    links.push(link(a, b, f64::from(strength) / 4.0));
                }
            }
            let mut best = None;
            tried(&links, 5, &mut vec![0], 1.0, &mut best);
            let found = strongest(&links, 0, 5);
            prop_assert_eq!(found.map(|way| (way.weakest, way.people.len())), best);
        }
    }
}
