//! Who brought whom, as a forest: everybody who was brought hangs on one hand.
//!
//! Several people can have had a part in bringing somebody. The one whose referral made them a client comes first,
//! else whoever was first; so every engagement is credited to one last hand and to one root, and sums over roots are
//! sums over all engagements.

use std::collections::{HashMap, HashSet};

use super::id::Id;
use super::referral::ReferralKind;

/// A referral, as a line between two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub id: Id,
    pub from: Id,
    pub to: Id,
    pub kind: ReferralKind,
    /// The day it was made, as a number of days; what is older comes first.
    pub day: i32,
}

/// The forest of some edges. People and edges are known by their places: people in order of id, edges as given.
#[derive(Debug, Clone)]
pub struct Forest {
    people: Vec<Id>,
    /// For each person the edge that brought them.
    hands: Vec<Option<usize>>,
    /// The edges that brought somebody, by whose they are and then by age.
    brought: Vec<usize>,
    /// Where in `brought` the edges of each person begin; one more at the end.
    begin: Vec<usize>,
    /// The edges that are nobody's hand, by whose they are.
    beside: Vec<usize>,
    /// The ends of each edge.
    ends: Vec<(usize, usize)>,
    /// Everybody, whoever brought them before them.
    order: Vec<usize>,
}

impl Forest {
    /// Returns the forest of the edges, and of people that perhaps no edge touches. Where edges go in a circle, which
    /// no store should hold, the circle is opened.
    pub fn new(edges: &[Edge], also: &[Id]) -> Forest {
        let mut people: Vec<Id> =
            edges.iter().flat_map(|edge| [edge.from, edge.to]).chain(also.iter().copied()).collect();
        people.sort_unstable();
        people.dedup();
        let place = |id: Id| people.binary_search(&id).unwrap_or_default();
        let ends: Vec<(usize, usize)> = edges.iter().map(|edge| (place(edge.from), place(edge.to))).collect();
        let rank = |edge: &Edge| (edge.kind != ReferralKind::Client, edge.day, edge.id);
        let mut hands: Vec<Option<usize>> = vec![None; people.len()];
        for (at, (edge, (from, to))) in edges.iter().zip(&ends).enumerate() {
            let Some(hand) = hands.get_mut(*to) else { continue };
            let better = hand.and_then(|old| edges.get(old)).is_none_or(|old| rank(edge) < rank(old));
            if from != to && better {
                *hand = Some(at);
            }
        }
        let mut forest = Forest {
            people,
            hands,
            brought: Vec::new(),
            begin: Vec::new(),
            beside: Vec::new(),
            ends,
            order: Vec::new(),
        };
        forest.open_circles();
        forest.grow(edges);
        forest
    }

    /// Lets go the hand of one person in each circle.
    fn open_circles(&mut self) {
        // Which walk up saw a person; a walk that meets itself went in a circle.
        let mut seen = vec![0_usize; self.people.len()];
        for start in 0..self.people.len() {
            let mut at = start;
            while seen[at] == 0 {
                seen[at] = start + 1;
                match self.giver(at) {
                    Some(giver) if seen[giver] == start + 1 => self.hands[at] = None,
                    Some(giver) => at = giver,
                    None => {}
                }
            }
        }
    }

    /// Lists what each person brought, and everybody from the roots down.
    fn grow(&mut self, edges: &[Edge]) {
        let mut brought: Vec<usize> = self.hands.iter().flatten().copied().collect();
        let age = |at: &usize| edges.get(*at).map(|edge| (edge.day, edge.id));
        brought.sort_by_key(|at| (self.ends.get(*at).map(|ends| ends.0), age(at)));
        self.begin = Vec::with_capacity(self.people.len() + 1);
        let mut next = 0;
        for person in 0..=self.people.len() {
            while brought.get(next).is_some_and(|at| self.ends[*at].0 < person) {
                next += 1;
            }
            self.begin.push(next);
        }
        self.brought = brought;
        self.beside = (0..self.ends.len()).filter(|edge| self.hand(self.ends[*edge].1) != Some(*edge)).collect();
        self.beside.sort_by_key(|edge| (self.ends[*edge].0, *edge));
        let mut order: Vec<usize> = self.roots().collect();
        let mut done = 0;
        while let Some(person) = order.get(done).copied() {
            order.extend(self.brought_by(person).iter().map(|edge| self.ends[*edge].1));
            done += 1;
        }
        self.order = order;
    }

    /// Returns how many people the forest has.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Tells whether nobody brought anybody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Returns the person at a place.
    pub fn person(&self, at: usize) -> Option<Id> {
        self.people.get(at).copied()
    }

    /// Returns the place of a person; `None` where no edge touches them.
    pub fn place(&self, id: Id) -> Option<usize> {
        self.people.binary_search(&id).ok()
    }

    /// Returns the edge that brought a person; `None` for a root.
    pub fn hand(&self, person: usize) -> Option<usize> {
        self.hands.get(person).copied().flatten()
    }

    /// Returns who brought a person; `None` for a root.
    pub fn giver(&self, person: usize) -> Option<usize> {
        self.hand(person).and_then(|edge| self.ends.get(edge)).map(|ends| ends.0)
    }

    /// Returns whom an edge brought.
    pub fn brought_over(&self, edge: usize) -> Option<usize> {
        self.ends.get(edge).map(|ends| ends.1)
    }

    /// Returns the edges by which a person brought others, the oldest first. An edge by which somebody had a part in
    /// bringing one who hangs on another hand is none of them.
    pub fn brought_by(&self, person: usize) -> &[usize] {
        let range = self.begin.get(person).zip(self.begin.get(person + 1));
        range.and_then(|(begin, end)| self.brought.get(*begin..*end)).unwrap_or_default()
    }

    /// Returns the edges by which a person had a part in bringing somebody who hangs on another edge.
    pub fn had_a_part_in(&self, person: usize) -> &[usize] {
        let from = self.beside.partition_point(|edge| self.ends[*edge].0 < person);
        let to = self.beside.partition_point(|edge| self.ends[*edge].0 <= person);
        self.beside.get(from..to).unwrap_or_default()
    }

    /// Returns the people nobody brought, in order of id.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        (0..self.people.len()).filter(|at| self.hand(*at).is_none())
    }

    /// Returns everybody, whoever brought them before them.
    pub fn from_the_roots(&self) -> &[usize] {
        &self.order
    }

    /// Returns the line from the root down to a person, both included.
    pub fn line(&self, person: usize) -> Vec<usize> {
        let mut line = vec![person];
        let mut at = person;
        while let Some(giver) = self.giver(at) {
            line.push(giver);
            at = giver;
        }
        line.reverse();
        line
    }

    /// Adds up what grew from each person: their own value and that of all below them.
    pub fn rolled_up<T: Clone>(&self, own: Vec<T>, mut add: impl FnMut(&mut T, &T)) -> Vec<T> {
        let mut sums = own;
        for person in self.order.iter().rev() {
            if let Some(giver) = self.giver(*person)
                && let Some(below) = sums.get(*person).cloned()
                && let Some(sum) = sums.get_mut(giver)
            {
                add(sum, &below);
            }
        }
        sums
    }
}

/// Edges that are added one after the other, none of which may close a circle.
#[derive(Debug, Clone, Default)]
pub struct Growing {
    above: HashMap<Id, Vec<Id>>,
    below: HashMap<Id, Vec<Id>>,
}

impl Growing {
    /// Adds an edge, unless it closes a circle; returns whether it was added.
    pub fn add(&mut self, from: Id, to: Id) -> bool {
        if self.reaches(to, from) {
            return false;
        }
        self.above.entry(to).or_default().push(from);
        self.below.entry(from).or_default().push(to);
        true
    }

    /// Tells whether the first is the second or stands above them. Looks down from one and up from the other by
    /// turns: what an import adds mostly hangs at one end, where there is little to look at.
    fn reaches(&self, above: Id, below: Id) -> bool {
        if above == below {
            return true;
        }
        let (mut down, mut up) = (vec![above], vec![below]);
        let (mut seen_down, mut seen_up) = (HashSet::from([above]), HashSet::from([below]));
        loop {
            for (ahead, seen, edges, wanted) in
                [(&mut down, &mut seen_down, &self.below, below), (&mut up, &mut seen_up, &self.above, above)]
            {
                let Some(person) = ahead.pop() else { return false };
                let next = edges.get(&person).map(Vec::as_slice).unwrap_or_default();
                if next.contains(&wanted) {
                    return true;
                }
                ahead.extend(next.iter().filter(|id| seen.insert(**id)));
            }
        }
    }
}

/// Returns the people of a circle that the edges, from and to, go in, each brought by the one before them and the
/// first by the last; `None` where there is none.
pub fn circle(edges: &[(Id, Id)]) -> Option<Vec<Id>> {
    let mut sorted: Vec<(Id, Id)> = edges.to_vec();
    sorted.sort_unstable();
    let below = |id: Id| {
        let begin = sorted.partition_point(|(from, _)| *from < id);
        begin..sorted.partition_point(|(from, _)| *from <= id)
    };
    // Where on the way a person stands; `None` for those through whom every way was walked, to no circle.
    let mut seen: HashMap<Id, Option<usize>> = HashMap::new();
    for start in sorted.chunk_by(|a, b| a.0 == b.0).filter_map(|edges| edges.first()) {
        if seen.contains_key(&start.0) {
            continue;
        }
        // The way down from the start, each with the edges that are still to be walked.
        let mut way = vec![(start.0, below(start.0))];
        seen.insert(start.0, Some(0));
        while let Some((person, ahead)) = way.last_mut() {
            let Some((_, next)) = ahead.next().and_then(|at| sorted.get(at)) else {
                seen.insert(*person, None);
                way.pop();
                continue;
            };
            match seen.get(next) {
                Some(Some(first)) => return Some(way.drain(*first..).map(|(person, _)| person).collect()),
                Some(None) => {}
                None => {
                    seen.insert(*next, Some(way.len()));
                    way.push((*next, below(*next)));
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edges(pairs: &[(i64, i64)]) -> Vec<Edge> {
        let edge = |(at, (from, to)): (usize, &(i64, i64))| Edge {
            id: Id(at as i64),
            from: Id(*from),
            to: Id(*to),
            kind: ReferralKind::Introduction,
            day: at as i32,
        };
        pairs.iter().enumerate().map(edge).collect()
    }

    #[test]
    fn the_first_hand_counts_and_a_client_s_before_it() {
        let mut edges = edges(&[(1, 3), (2, 3), (3, 4)]);
        let forest = Forest::new(&edges, &[]);
        let three = forest.place(Id(3)).expect("is there");
        assert_eq!(forest.giver(three).and_then(|at| forest.person(at)), Some(Id(1)));
        edges[1].kind = ReferralKind::Client;
        let forest = Forest::new(&edges, &[]);
        assert_eq!(forest.giver(three).and_then(|at| forest.person(at)), Some(Id(2)));
        assert_eq!(forest.roots().filter_map(|at| forest.person(at)).collect::<Vec<_>>(), [Id(1), Id(2)]);
        let line: Vec<_> = forest.line(3).into_iter().filter_map(|at| forest.person(at)).collect();
        assert_eq!(line, [Id(2), Id(3), Id(4)]);
    }

    #[test]
    fn a_long_chain_and_a_wide_tree_are_no_trouble() {
        let chain: Vec<_> = (0..10_000).map(|at| (at, at + 1)).collect();
        let forest = Forest::new(&edges(&chain), &[]);
        assert_eq!(forest.line(10_000).len(), 10_001);
        assert_eq!(forest.rolled_up(vec![1_u32; 10_001], |sum, below| *sum += below).first(), Some(&10_001));
        assert_eq!(circle(&chain.iter().map(|(a, b)| (Id(*a), Id(*b))).collect::<Vec<_>>()), None);
        let wide: Vec<_> = (1..10_000).map(|at| (0, at)).collect();
        assert_eq!(Forest::new(&edges(&wide), &[]).brought_by(0).len(), 9_999);
    }

    #[test]
    fn circles_are_found_and_opened() {
        assert_eq!(circle(&[(Id(1), Id(1))]), Some(vec![Id(1)]));
        let round = [(Id(7), Id(1)), (Id(1), Id(2)), (Id(2), Id(3)), (Id(3), Id(1)), (Id(2), Id(9))];
        assert_eq!(circle(&round), Some(vec![Id(1), Id(2), Id(3)]));
        let forest = Forest::new(&edges(&[(1, 2), (2, 3), (3, 1)]), &[Id(8)]);
        assert_eq!(forest.from_the_roots().len(), 4);
        assert_eq!(forest.roots().count(), 2);
    }

    proptest! {
        #[test]
        fn what_grows_never_closes_a_circle_and_refuses_nothing_else(pairs in prop::collection::vec((0_i64..8, 0_i64..8), 0..24)) {
            let (mut growing, mut kept) = (Growing::default(), Vec::new());
            for (from, to) in pairs {
                let mut with = kept.clone();
                with.push((Id(from), Id(to)));
                let added = growing.add(Id(from), Id(to));
                prop_assert_eq!(added, circle(&with).is_none());
                if added {
                    kept = with;
                }
            }
        }

        #[test]
        fn every_one_stands_once_below_one_root(pairs in prop::collection::vec((0_i64..12, 0_i64..12), 0..30)) {
            let edges = edges(&pairs);
            let forest = Forest::new(&edges, &[]);
            let mut order = forest.from_the_roots().to_vec();
            for (at, person) in order.iter().enumerate() {
                let before = forest.giver(*person).map(|giver| order.iter().position(|p| *p == giver));
                prop_assert!(before.is_none_or(|before| before.is_some_and(|before| before < at)));
                // Every edge is a hand's or stands beside it, and is its giver's.
                for edge in forest.brought_by(*person).iter().chain(forest.had_a_part_in(*person)) {
                    prop_assert_eq!(Some(edges[*edge].from), forest.person(*person));
                }
                // Up and down agree.
                for edge in forest.brought_by(*person) {
                    let below = forest.brought_over(*edge).expect("has an end");
                    prop_assert_eq!(forest.giver(below), Some(*person));
                    prop_assert!(forest.line(below).contains(person));
                }
            }
            let told = order.iter().map(|p| forest.brought_by(*p).len() + forest.had_a_part_in(*p).len()).sum::<usize>();
            prop_assert_eq!(told, edges.len());
            order.sort_unstable();
            prop_assert_eq!(&order, &(0..forest.len()).collect::<Vec<_>>());
            let own: Vec<u64> = (0..forest.len() as u64).collect();
            let sums = forest.rolled_up(own.clone(), |sum, below| *sum += below);
            let of_roots: u64 = forest.roots().filter_map(|root| sums.get(root)).sum();
            prop_assert_eq!(of_roots, own.iter().sum::<u64>());
        }

        #[test]
        fn a_circle_is_found_exactly_where_there_is_one(pairs in prop::collection::vec((0_i64..9, 0_i64..9), 0..14)) {
            let pairs: Vec<(Id, Id)> = pairs.into_iter().map(|(a, b)| (Id(a), Id(b))).collect();
            // Whoever brought nobody that is left goes, until nothing changes: what stays goes in circles.
            let mut left = pairs.clone();
            loop {
                let next: Vec<_> = left.iter().copied().filter(|(_, to)| left.iter().any(|(from, _)| from == to)).collect();
                if next.len() == left.len() { break }
                left = next;
            }
            match circle(&pairs) {
                None => prop_assert!(left.is_empty()),
                Some(people) => for (at, person) in people.iter().enumerate() {
                    let next = people[(at + 1) % people.len()];
                    prop_assert!(pairs.contains(&(*person, next)));
                }
            }
        }
    }
}
