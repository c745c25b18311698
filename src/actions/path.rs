//! The way from me to somebody, or between two people, over those who know each other.
//!
//! How well two people know each other is judged by what is written down: warmth between me and them, as everywhere;
//! between two others the warmth of the meetings they shared, by the same formula but over the sum of meetings instead
//! of days, and no less than what a tie or a referral says. Those weights are judgement; no data says better.

use chrono::{Datelike, NaiveDate};

use crate::domain::id::Id;
use crate::domain::person::State;
use crate::domain::referral::ReferralKind;
use crate::domain::relation;
use crate::domain::ways::{self, Link};
use crate::scoring::{Scorer, WEIGHTS};
use crate::store::rows::{Referral, Relation};
use crate::store::{Bond, BondFilter, Reader, Result};
use crate::view::path::{End, Near, Path, Step, Why};

/// A tie that holds: partners, family, friends, colleagues know each other.
const TIED: f32 = 1.0;
/// A tie that has ended.
const WAS_TIED: f32 = 0.25;
/// One brought the other, or I introduced them.
const INTRODUCED: f32 = 0.5;
/// Somebody I know, though no contact is written down: they brought me somebody, or were brought, or closeness is
/// stated. Less than any contact of the last decades leaves.
const KNOWN: f64 = 0.0001;
/// In how many parts meetings are taken.
const PARTS: i64 = 4;
/// How many of those who are near are named where there is no way.
const NEAR: usize = 3;

/// Everybody, known by a place in order of id, and who knows whom.
struct Circle {
    people: Vec<Id>,
    /// Warmth between me and each.
    warmth: Vec<f64>,
    /// Whether each can be asked: neither let go, nor left in peace, nor dead.
    there: Vec<bool>,
    links: Vec<Link>,
}

impl Circle {
    fn place(&self, id: Id) -> Option<u32> {
        self.people.binary_search(&id).ok().and_then(|at| u32::try_from(at).ok())
    }

    /// Returns the number that stands for me.
    fn me(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }
}

/// Finds the way to a person, from me or from somebody else; I am on no way between two others.
///
/// # Errors
/// Where the store cannot be read.
pub fn find(reader: &Reader<'_>, from: Option<Id>, to: Id, today: NaiveDate) -> Result<Path> {
    let mut circle = gather(reader, today)?;
    let me = circle.me();
    let ends = [from.and_then(|id| circle.place(id)), circle.place(to)];
    // Whoever is asked for is asked, and so are those who can be.
    let usable = |at: u32| circle.there.get(at as usize).copied().unwrap_or(false) || ends.contains(&Some(at));
    circle.links.retain(|link| usable(link.one) && usable(link.other));
    if from.is_none() {
        let mine = circle.warmth.iter().zip(0..).filter(|(warmth, at)| **warmth > 0.0 && usable(*at));
        let mine: Vec<Link> = mine.map(|(warmth, at)| Link { one: me, other: at, strength: *warmth as f32 }).collect();
        circle.links.extend(mine);
    }
    let begin = from.map_or(Some(me), |id| circle.place(id));
    let way = begin.zip(circle.place(to)).and_then(|(from, to)| ways::strongest(&mut circle.links, from, to));
    let people: Vec<Option<Id>> =
        way.iter().flat_map(|way| &way.people).map(|at| circle.people.get(*at as usize).copied()).collect();
    let mut ids: Vec<Id> = people.iter().flatten().copied().collect();
    ids.extend(from);
    ids.push(to);
    let names = reader.called_of(&ids)?;
    let end = |id: Option<Id>| id.map(|id| End { id, name: names.get(&id).cloned().unwrap_or_default() });
    let strength = |a: u32, b: u32| {
        let between = |link: &&Link| (link.one, link.other) == (a, b) || (link.other, link.one) == (a, b);
        f64::from(circle.links.iter().filter(between).map(|link| link.strength).fold(0.0, f32::max))
    };
    let mut steps = Vec::new();
    for (way, pair) in way.iter().flat_map(|way| way.people.windows(2)).zip(people.windows(2)) {
        let (&[a, b], &[one, other]) = (way, pair) else { continue };
        steps.push(Step {
            from: end(one),
            to: end(other),
            strength: strength(a, b),
            why: why(reader, one, other, today)?,
        });
    }
    let near = if way.is_none() && from.is_none() { near(reader, &circle, to)? } else { Vec::new() };
    // Everybody asked for is in the store.
    let unnamed = End { id: to, name: String::new() };
    Ok(Path { from: end(from), to: end(Some(to)).unwrap_or(unnamed), steps, near })
}

/// Reads who knows whom.
fn gather(reader: &Reader<'_>, today: NaiveDate) -> Result<Circle> {
    let day = today.num_days_from_ce();
    let mut scorer = Scorer::new(&WEIGHTS);
    let mut circle = Circle { people: Vec::new(), warmth: Vec::new(), there: Vec::new(), links: Vec::new() };
    let everybody = BondFilter { background: true, ..BondFilter::default() };
    reader.each_bond(&everybody, |bond: &mut Bond| -> Result<()> {
        circle.people.push(bond.id);
        let said = bond.history.closeness.is_some() || bond.history.known_since.is_some();
        let warmth = scorer.score(&bond.history, day).warmth;
        circle.warmth.push(if said { warmth.max(KNOWN) } else { warmth });
        circle.there.push(bond.state == State::Active);
        Ok(())
    })?;
    circle.links = ties(reader, &circle, today)?;
    reader.each(|row: Referral| -> Result<()> {
        for id in [row.referrer_id, row.referred_id] {
            let warmth = circle.place(id).and_then(|at| circle.warmth.get_mut(at as usize));
            if let Some(warmth) = warmth {
                *warmth = warmth.max(KNOWN);
            }
        }
        Ok(())
    })?;
    circle.links.extend(shared(reader, &circle, &mut scorer, day)?);
    Ok(circle)
}

/// Returns the links that ties and referrals say.
fn ties(reader: &Reader<'_>, circle: &Circle, today: NaiveDate) -> Result<Vec<Link>> {
    let mut links = Vec::new();
    let mut link = |one: Id, other: Id, strength: f32| {
        if let (Some(one), Some(other)) = (circle.place(one), circle.place(other)) {
            links.push(Link { one, other, strength });
        }
    };
    reader.each(|row: Relation| -> Result<()> {
        if let Some(other) = row.other_id {
            let over = row.until.and_then(|until| until.last_day()).is_some_and(|last| last < today);
            let strength = match row.kind.as_str() {
                relation::INTRODUCED => INTRODUCED,
                _ if over => WAS_TIED,
                _ => TIED,
            };
            link(row.person_id, other, strength);
        }
        Ok(())
    })?;
    reader.each(|row: Referral| -> Result<()> {
        link(row.referrer_id, row.referred_id, INTRODUCED);
        Ok(())
    })?;
    Ok(links)
}

/// Returns the links that shared meetings make. A meeting of more than a dozen makes nobody known to anybody.
///
/// Meetings are taken in parts, so that what is known of all of them is never in memory at once.
fn shared(reader: &Reader<'_>, circle: &Circle, scorer: &mut Scorer<'_>, day: i32) -> Result<Vec<Link>> {
    // What two people have together, as the sum of what their meetings add to warmth.
    let mut pairs: Vec<Link> = Vec::new();
    for part in 0..PARTS {
        // Meeting, person, and what the meeting adds.
        let mut there: Vec<(i64, u32, f32)> = Vec::new();
        let mut last = (Id(i64::MIN), None);
        reader.each_touch(|person, meeting, touch| {
            if last.0 != person {
                last = (person, circle.place(person));
            }
            if meeting.0.rem_euclid(PARTS) != part || !(3..=WEIGHTS.contact_people).contains(&touch.people) {
                return;
            }
            let adds = scorer.warmth_of(touch, day);
            if let Some(at) = last.1.filter(|_| adds > 0.0) {
                there.push((meeting.0, at, adds as f32));
            }
        })?;
        there.sort_unstable_by_key(|(meeting, at, _)| (*meeting, *at));
        for meeting in there.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, one, adds)) in meeting.iter().enumerate() {
                let others = meeting.iter().skip(at + 1);
                pairs.extend(others.map(|(_, other, _)| Link { one: *one, other: *other, strength: *adds }));
            }
        }
        drop(there);
        // By what they add too, so that a sum does not depend on the order it was made in.
        pairs.sort_unstable_by(|a, b| (a.one, a.other).cmp(&(b.one, b.other)).then(a.strength.total_cmp(&b.strength)));
        pairs.dedup_by(|again, pair| {
            let same = (again.one, again.other) == (pair.one, pair.other);
            pair.strength += if same { again.strength } else { 0.0 };
            same
        });
    }
    let half = WEIGHTS.warmth_half as f32;
    pairs.iter_mut().for_each(|pair| pair.strength /= pair.strength + half);
    Ok(pairs)
}

/// Returns what is known of two who follow each other on a way; `None` is me.
fn why(reader: &Reader<'_>, one: Option<Id>, other: Option<Id>, today: NaiveDate) -> Result<Vec<Why>> {
    let (Some(a), Some(b)) = (one, other) else {
        let Some(id) = one.or(other) else { return Ok(Vec::new()) };
        return Ok(vec![reader.last_contact(id)?.map_or(Why::Known, Why::Touch)]);
    };
    let mut out = Vec::new();
    let mut rows: Vec<Relation> = reader.all_of("person_id", a)?;
    rows.extend(reader.all_of::<Relation>("other_id", a)?);
    for row in rows.into_iter().filter(|row| row.person_id == b || row.other_id == Some(b)) {
        let over = row.until.and_then(|until| until.last_day()).is_some_and(|last| last < today);
        if row.kind == relation::INTRODUCED {
            out.push(Why::Introduced(row.since));
        } else {
            // Told of the other: what they are to the first.
            let kind = if row.person_id == a { row.kind } else { relation::inverse(&row.kind).to_owned() };
            out.push(Why::Tie { kind, over });
        }
    }
    for (by, whom, first) in [(a, b, true), (b, a, false)] {
        // Who introduced somebody and later made a client of them is told of once.
        let rows = reader.referrals_between(by, whom)?;
        let most = rows.into_iter().min_by_key(|row| row.kind == ReferralKind::Introduction);
        out.extend(most.map(|row| Why::Brought { first, kind: row.kind, on: row.on_date }));
    }
    if let Some((count, last)) = reader.together(a, b)? {
        out.push(Why::Together { count, last });
    }
    Ok(out)
}

/// Returns those I am in touch with who share a tag, a home or an occasion with somebody, the warmest first.
fn near(reader: &Reader<'_>, circle: &Circle, to: Id) -> Result<Vec<Near>> {
    let warmth = |id: Id| circle.place(id).and_then(|at| circle.warmth.get(at as usize)).copied().unwrap_or_default();
    let there = |id: Id| circle.place(id).and_then(|at| circle.there.get(at as usize)).copied().unwrap_or(false);
    let mut near = reader.sharing_with(to)?;
    near.retain(|(id, _)| there(*id) && warmth(*id) > 0.0);
    near.sort_by(|a, b| warmth(b.0).total_cmp(&warmth(a.0)).then(a.0.cmp(&b.0)));
    near.dedup_by_key(|(id, _)| *id);
    near.truncate(NEAR);
    let names = reader.called_of(&near.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let near = near.into_iter().map(|(id, what)| Near { id, name: names.get(&id).cloned().unwrap_or_default(), what });
    Ok(near.collect())
}
