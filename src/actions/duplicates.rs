//! Who looks the same, and who was told apart.

use std::collections::{HashMap, HashSet};

use super::who::{self, Found};
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::person::ContactKind;
use crate::exchange::people::{BIRTHDAY, Piece};
use crate::store::rows::{DistinctPair, EventDate, Person, Referral, Relation};
use crate::store::{Reader, Result, WriteTx};
use crate::text::alike::{Alike, But, Crowd, Looks, Point, alike, likelihood};
use crate::view::duplicates::{Duplicates, One, Pair};
use crate::view::shell::quoted;

/// How many people are read at once.
const AT_ONCE: usize = 512;

/// Everybody, as far as looks go.
struct People {
    /// In order.
    ids: Vec<Id>,
    looks: Crowd,
}

/// Finds those who look the same, surest first, at most `limit` pairs; with `all`, those who were told apart too.
///
/// # Errors
/// Where the store cannot be read.
pub fn find(reader: &Reader<'_>, limit: usize, all: bool) -> Result<Duplicates> {
    let mut apart: HashSet<(Id, Id)> = HashSet::new();
    reader.each(|pair: DistinctPair| {
        apart.insert((pair.person_id, pair.other_id));
        Ok::<_, crate::store::Error>(())
    })?;
    // Everybody's looks are large: they are gone before the meetings come.
    let (ids, mut candidates) = {
        let people = load(reader)?;
        let candidates = alike(&people.looks);
        (people.ids, candidates)
    };
    let key = |pair: &Alike| Some((*ids.get(pair.a)?, *ids.get(pair.b)?));
    // Those told apart, with what they have in common where that is enough to be told.
    let mut told: Vec<((Id, Id), Option<Alike>)> = Vec::new();
    candidates.retain(|pair| match key(pair).filter(|key| apart.remove(key)) {
        Some(key) => {
            told.push((key, Some(pair.clone())));
            false
        }
        None => true,
    });
    let known = Known::of(reader, &ids, &candidates)?;
    let mut found: Vec<(i32, Alike)> = Vec::new();
    for (at, mut pair) in candidates.into_iter().enumerate() {
        if known.tied.contains(&at) {
            continue;
        }
        let together = known.together(&pair);
        pair.but.extend((together > 0).then_some(But::Together(together)));
        found.extend(pair.weight().map(|weight| (weight, pair)));
    }
    // The ids rise with the place in the list.
    found.sort_by_key(|(weight, pair)| (std::cmp::Reverse(*weight), pair.a, pair.b));
    let total = found.len();
    found.truncate(if limit == 0 { total } else { limit });
    let mut named = Named::default();
    let mut pairs = Vec::new();
    for (weight, pair) in found {
        if let Some(key) = key(&pair) {
            pairs.extend(named.pair(reader, key, Some(pair), Some(likelihood(weight)))?);
        }
    }
    if all {
        told.extend(apart.into_iter().map(|key| (key, None)));
        told.sort_by_key(|(key, _)| *key);
        for (key, pair) in told {
            pairs.extend(named.pair(reader, key, pair, None)?);
        }
    }
    Ok(Duplicates { pairs, total })
}

/// Loads what is compared of everybody.
fn load(reader: &Reader<'_>) -> Result<People> {
    let mut people = People { ids: Vec::new(), looks: Crowd::default() };
    loop {
        let page = reader.names_after(people.ids.last().copied(), AT_ONCE)?;
        if page.is_empty() {
            break;
        }
        let mut contacts: HashMap<Id, Vec<Point>> = HashMap::new();
        if let (Some(first), Some(last)) = (page.first(), page.last()) {
            reader.contacts_between(first.id, last.id, |contact| {
                let (who, kind) = (contact.person_id, contact.kind);
                if let Some(at) = Piece::Contact(kind, None, contact.value).reached_at() {
                    let point = if kind == ContactKind::Email { Point::Email(at) } else { Point::Phone(at) };
                    contacts.entry(who).or_default().push(point);
                }
            })?;
        }
        for row in page {
            let points = contacts.remove(&row.id).unwrap_or_default();
            people.ids.push(row.id);
            people.looks.push(&Looks::new(&row.name, &row.names, row.hint.as_deref(), &points));
        }
    }
    reader.each(|date: EventDate| {
        if fold::fold(&date.label) == BIRTHDAY
            && let Ok(at) = people.ids.binary_search(&date.person_id)
        {
            people.looks.born_on(at, date.on_date);
        }
        Ok::<_, crate::store::Error>(())
    })?;
    Ok(people)
}

/// What the store knows of those who look the same, read for all of them at once.
#[derive(Default)]
struct Known {
    /// The pairs, by their places in the list, of two who are tied, or of whom one brought the other.
    tied: HashSet<usize>,
    /// Everybody of a pair, by their places in the list of people, in order, and where their meetings begin.
    begins: Vec<(u32, u32)>,
    /// One's after the other's.
    meetings: Vec<Id>,
}

impl Known {
    fn of(reader: &Reader<'_>, people: &[Id], pairs: &[Alike]) -> Result<Known> {
        let mut known = Known::default();
        if pairs.is_empty() {
            return Ok(known);
        }
        let place = |id: Id| people.binary_search(&id).ok();
        // The pairs are in order.
        let pair = |a: Id, b: Id| {
            let (a, b) = place(a).zip(place(b))?;
            pairs.binary_search_by_key(&(a.min(b), a.max(b)), |pair| (pair.a, pair.b)).ok()
        };
        reader.each(|row: Relation| {
            known.tied.extend(row.other_id.and_then(|other| pair(row.person_id, other)));
            Ok::<_, crate::store::Error>(())
        })?;
        reader.each(|row: Referral| {
            known.tied.extend(pair(row.referrer_id, row.referred_id));
            Ok::<_, crate::store::Error>(())
        })?;
        let mut asked = vec![false; people.len()];
        for at in pairs.iter().flat_map(|pair| [pair.a, pair.b]) {
            if let Some(asked) = asked.get_mut(at) {
                *asked = true;
            }
        }
        let mut last = (Id(i64::MIN), false);
        reader.each_touch(|person, meeting, _| {
            if last.0 != person {
                let at = place(person).filter(|at| asked.get(*at).copied().unwrap_or(false));
                last = (person, at.is_some());
                if let Some(at) = at {
                    known.begin(at);
                }
            }
            if last.1 {
                known.meetings.push(meeting);
            }
        })?;
        known.begin(people.len());
        Ok(known)
    }

    /// Ends the meetings of the one before, and begins those of the next.
    fn begin(&mut self, next: usize) {
        let before = self.begins.last().map_or(0, |(_, begin)| *begin as usize);
        if let Some(theirs) = self.meetings.get_mut(before..) {
            theirs.sort_unstable();
        }
        self.begins.extend(u32::try_from(next).ok().zip(u32::try_from(self.meetings.len()).ok()));
    }

    /// Returns the meetings of somebody, in order.
    fn of_one(&self, who: usize) -> &[Id] {
        let meetings = || {
            let at = self.begins.binary_search_by_key(&who, |(who, _)| *who as usize).ok()?;
            let end = self.begins.get(at + 1)?;
            self.meetings.get(self.begins.get(at)?.1 as usize..end.1 as usize)
        };
        meetings().unwrap_or_default()
    }

    /// Returns how many meetings both were at.
    fn together(&self, pair: &Alike) -> u32 {
        let mut theirs = self.of_one(pair.b).iter().peekable();
        let mut count = 0;
        for meeting in self.of_one(pair.a) {
            while theirs.next_if(|other| *other < meeting).is_some() {}
            count += u32::from(theirs.peek() == Some(&meeting));
        }
        count
    }
}

/// Those who were named so far.
#[derive(Default)]
struct Named(HashMap<Id, (One, Rank)>);

/// Who is to stay: the one with the fuller name, not known from mail alone, written down first.
type Rank = (std::cmp::Reverse<usize>, bool, Id);

impl Named {
    fn pair(
        &mut self,
        reader: &Reader<'_>,
        (a, b): (Id, Id),
        alike: Option<Alike>,
        likelihood: Option<&'static str>,
    ) -> Result<Option<Pair>> {
        let (Some(a), Some(b)) = (self.one(reader, a)?, self.one(reader, b)?) else { return Ok(None) };
        let (stays, goes) = if a.1 <= b.1 { (a.0, b.0) } else { (b.0, a.0) };
        let (reasons, but) = alike.map(|pair| (pair.reasons, pair.but)).unwrap_or_default();
        Ok(Some(Pair { stays, goes, reasons, but, likelihood }))
    }

    fn one(&mut self, reader: &Reader<'_>, id: Id) -> Result<Option<(One, Rank)>> {
        if let Some(known) = self.0.get(&id) {
            return Ok(Some(known.clone()));
        }
        let Some(Person { name, hint, background, .. }) = reader.person(id)? else { return Ok(None) };
        let shown = who::PersonRef { id, name: name.clone(), hint: hint.clone() }.shown();
        // Where nothing said of them means them alone, only the id does.
        let alone = matches!(who::find(reader, &shown)?, Found::One(one) if one.id == id);
        let called = if alone { quoted(&shown) } else { id.to_string() };
        let rank = (std::cmp::Reverse(fold::words(&name).len()), background, id);
        let one = (One { id, name, hint, called }, rank);
        self.0.insert(id, one.clone());
        Ok(Some(one))
    }
}

/// Remembers that these are so many people: each is told apart from each.
///
/// # Errors
/// Where the store cannot be written.
pub fn tell_apart(tx: &mut WriteTx<'_>, people: &[Id]) -> Result<()> {
    each_pair(people).try_for_each(|pair| tx.put(pair).map(|_| ()))
}

/// Takes back that these were told apart; returns how many pairs of them were.
///
/// # Errors
/// Where the store cannot be written.
pub fn take_back(tx: &mut WriteTx<'_>, people: &[Id]) -> Result<usize> {
    let mut count = 0;
    for pair in each_pair(people) {
        count += usize::from(tx.are_told_apart(pair.person_id, pair.other_id)?);
        tx.delete(&pair)?;
    }
    Ok(count)
}

fn each_pair(people: &[Id]) -> impl Iterator<Item = DistinctPair> {
    people.iter().enumerate().flat_map(|(at, a)| people.iter().skip(at + 1).filter_map(|b| DistinctPair::of(*a, *b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::tests::{holds, person, write};
    use crate::actions::{merge, remove};
    use crate::store::Store;

    fn told(store: &mut Store) -> Vec<(Id, Id)> {
        let mut out = Vec::new();
        let add = |pair: DistinctPair| {
            out.push((pair.person_id, pair.other_id));
            Ok::<_, crate::store::Error>(())
        };
        store.read(|reader| reader.each(add)).expect("reads");
        out
    }

    #[test]
    fn whoever_was_told_apart_stays_so_after_a_merge_and_goes_with_a_person() {
        let mut store = Store::in_memory().expect("opens");
        let [a, b, c, d] = ["Grace Tan", "Grace T", "G. Tan", "Grace"].map(|name| person(&mut store, name));
        holds(&mut store, |tx| tell_apart(tx, &[c, a, b]));
        assert_eq!(told(&mut store), [(a, b), (a, c), (b, c)]);
        holds(&mut store, |tx| tell_apart(tx, &[d, c]));
        // Merged all the same: what was said of the one who goes is said of the other, and once.
        holds(&mut store, |tx| merge::merge(tx, d, a));
        assert_eq!(told(&mut store), [(b, c), (b, d), (c, d)]);
        holds(&mut store, |tx| merge::merge(tx, b, c));
        assert_eq!(told(&mut store), [(b, d)]);
        holds(&mut store, |tx| remove::person(tx, d));
        assert_eq!(told(&mut store), []);
        assert_eq!(write(&mut store, |tx| take_back(tx, &[b, a])).expect("writes"), 0);
    }
}
