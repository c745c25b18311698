//! The strongest way between two people over those who know each other.

use std::collections::VecDeque;

use petgraph::unionfind::UnionFind;

/// Two people who know each other, known by numbers of their own, and how well, above 0 and up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    pub one: u32,
    pub other: u32,
    pub strength: f32,
}

/// A way and its weakest link.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Everybody on it, both ends included.
    pub people: Vec<u32>,
    /// How strong its weakest link is; 1 for a way of nobody but oneself.
    pub weakest: f32,
}

/// Returns the way whose weakest link is the strongest, and of several one with the fewest steps; `None` where there is
/// no way. Of several links between the same two the strongest counts. The links are put in order.
pub fn strongest(links: &mut [Link], from: u32, to: u32) -> Option<Way> {
    let last = links.iter().map(|link| link.one.max(link.other)).max()?;
    if from > last || to > last {
        return None;
    }
    if from == to {
        return Some(Way { people: vec![from], weakest: 1.0 });
    }
    links.sort_unstable_by(|a, b| b.strength.total_cmp(&a.strength).then((a.one, a.other).cmp(&(b.one, b.other))));
    // The link that brings the two together, the strongest taken first, is the weakest of the best way.
    let mut known = UnionFind::<u32>::new(last as usize + 1);
    let bound = links.iter().find(|link| {
        known.union(link.one, link.other);
        known.equiv(from, to)
    });
    let weakest = bound?.strength;
    let as_good = links.partition_point(|link| link.strength >= weakest);
    let people = Ways::over(links.get(..as_good).unwrap_or_default(), last).fewest_steps(from, to)?;
    Some(Way { people, weakest })
}

/// Who knows whom, whichever end is asked.
struct Ways {
    /// Where those whom each person knows begin in `known`; one more at the end.
    begin: Vec<u32>,
    known: Vec<u32>,
}

impl Ways {
    fn over(links: &[Link], last: u32) -> Ways {
        let mut begin = vec![0_u32; last as usize + 2];
        let ends = || links.iter().flat_map(|link| [(link.one, link.other), (link.other, link.one)]);
        for (one, _) in ends() {
            begin[one as usize + 1] += 1;
        }
        for at in 1..begin.len() {
            begin[at] += begin[at - 1];
        }
        let mut known = vec![0; links.len() * 2];
        let mut next = begin.clone();
        for (one, other) in ends() {
            let place = &mut next[one as usize];
            known[*place as usize] = other;
            *place += 1;
        }
        Ways { begin, known }
    }

    fn known(&self, person: u32) -> &[u32] {
        let at = person as usize;
        let (Some(begin), Some(end)) = (self.begin.get(at), self.begin.get(at + 1)) else { return &[] };
        self.known.get(*begin as usize..*end as usize).unwrap_or_default()
    }

    /// Returns a way of the fewest steps, both ends included.
    fn fewest_steps(&self, from: u32, to: u32) -> Option<Vec<u32>> {
        const NOBODY: u32 = u32::MAX;
        // Over whom each person was reached; oneself for the first.
        let mut over = vec![NOBODY; self.begin.len()];
        over[from as usize] = from;
        let mut ahead = VecDeque::from([from]);
        while let Some(at) = ahead.pop_front().filter(|_| over[to as usize] == NOBODY) {
            for other in self.known(at) {
                if over[*other as usize] == NOBODY {
                    over[*other as usize] = at;
                    ahead.push_back(*other);
                }
            }
        }
        let mut people = vec![to];
        while let Some(at) = people.last().copied().filter(|at| *at != from) {
            people.push(*over.get(at as usize).filter(|over| **over != NOBODY)?);
        }
        people.reverse();
        Some(people)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn link(one: u32, other: u32, strength: f32) -> Link {
        Link { one, other, strength }
    }

    #[test]
    fn the_weakest_link_decides_and_then_the_number_of_steps() {
        let mut links = [link(0, 3, 0.2), link(0, 1, 0.9), link(1, 3, 0.5), link(0, 2, 0.8), link(2, 1, 0.7)];
        let way = strongest(&mut links, 0, 3).expect("there is one");
        assert_eq!(way.people, [0, 1, 3]);
        assert!((way.weakest - 0.5).abs() < 1e-12);
        assert_eq!(strongest(&mut links, 0, 5), None);
        assert_eq!(strongest(&mut links, 2, 2).map(|way| way.people), Some(vec![2]));
        assert_eq!(strongest(&mut [], 0, 0), None);
    }

    /// Returns the best way by trying all.
    fn tried(links: &[Link], to: u32, way: &mut Vec<u32>, weakest: f32, best: &mut Option<(f32, usize)>) {
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
        fn no_way_is_better(picked in prop::collection::btree_map((0_u32..6, 0_u32..6), 1_u8..5, 0..9)) {
            let mut links: Vec<Link> = Vec::new();
            for ((a, b), strength) in picked {
                if a < b {
                    links.push(link(a, b, f32::from(strength) / 4.0));
                }
            }
            let mut best = None;
            tried(&links, 5, &mut vec![0], 1.0, &mut best);
            let found = strongest(&mut links, 0, 5);
            prop_assert_eq!(found.map(|way| (way.weakest, way.people.len())), best);
        }
    }
}
