//! The lines of a made-up life: chance, tables and the shape of a real one.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use chrono::{Days, NaiveDate};

use super::names::{
    CIRCLES, CITIES, CULTURES, Culture, ENDS, FEELINGS, FOLLOWS, NICKS, ORGS, Order, PLACE_HEADS, PLACE_TAILS, STEMS,
    TAGS, TITLES, TOPICS, WAYS,
};
use super::{BUSIEST, ONLY_ONE, QUIET, RARE, Size, today};

/// The days of ten years, up to the day before the benchmarks' today.
const SPAN: u32 = 3652;

/// Chance that comes out the same every time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number from 0 to 1, 1 left out.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn is(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    fn below(&mut self, n: u32) -> u32 {
        (self.unit() * f64::from(n)) as u32
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[(self.unit() * of.len() as f64) as usize]
    }

    /// As [`Chance::one`], the first more often than the last.
    fn early<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[(self.unit().powi(2) * of.len() as f64) as usize]
    }

    /// Returns an index, by weights that were added up.
    fn weighted(&mut self, sums: &[f64]) -> usize {
        let at = self.unit() * sums.last().copied().unwrap_or_default();
        sums.partition_point(|sum| *sum <= at).min(sums.len() - 1)
    }
}

/// Returns the running sums.
fn sums(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

struct Person {
    name: String,
    /// What the texts call them, for short.
    first: String,
    nick: &'static str,
    /// The days between which they are met.
    met: std::ops::RangeInclusive<u32>,
}

fn person(at: usize, size: &Size, cultures: &[f64], chance: &mut Chance) -> Person {
    let of = |name: &str| (name.to_owned(), name.split(' ').next().unwrap_or(name).to_owned());
    let (name, first) = match at {
        0 => of(BUSIEST),
        20 => of(ONLY_ONE.0),
        _ if at == size.people / 2 => of(QUIET),
        _ => named(&CULTURES[chance.weighted(cultures)], chance),
    };
    let nick = if at > 0 && chance.is(0.12) { *chance.one(NICKS) } else { "" };
    let start = if at < 15 { 0 } else { chance.below(SPAN * 9 / 10) };
    let end = if at >= 15 && chance.is(0.45) {
        (start + 30 + (-(1.0 - chance.unit()).ln() * 600.0) as u32).min(SPAN)
    } else if matches!(at, 3 | 8 | 12) {
        SPAN - 200 - chance.below(500)
    } else {
        SPAN
    };
    Person { name, first, nick, met: start..=end }
}

fn named(culture: &Culture, chance: &mut Chance) -> (String, String) {
    let (_, order, given, family) = culture;
    let given = (*chance.early(given)).to_owned();
    let family = match order {
        Order::Single => return (given.clone(), given),
        Order::GivenFirst if given.is_ascii() && chance.is(0.6) => {
            format!("{}{}", chance.one(STEMS), chance.one(ENDS))
        }
        _ => (*chance.early(family)).to_owned(),
    };
    match order {
        Order::Joined => (format!("{family}{given}"), format!("{family}{given}")),
        Order::FamilyFirst => (format!("{family} {given}"), given),
        _ => (format!("{given} {family}"), given),
    }
}

/// Writes people, meetings and referrals, a record a line.
pub fn write(size: &Size, folder: &Path) -> io::Result<()> {
    std::fs::create_dir(folder)?;
    let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let mut chance = Chance(1);
    let cultures = sums(CULTURES.iter().map(|culture| culture.0));
    let people: Vec<Person> = (0..size.people).map(|at| person(at, size, &cultures, &mut chance)).collect();
    write_people(&people, &mut chance, file("people.jsonl")?)?;
    write_meetings(size, &people, &mut chance, file("meetings.jsonl")?)?;
    write_referrals(&people, &mut chance, file("referrals.jsonl")?)
}

fn day(number: u32) -> NaiveDate {
    today() - Days::new(u64::from(SPAN + 1 - number.min(SPAN)))
}

fn write_people(people: &[Person], chance: &mut Chance, mut out: impl Write) -> io::Result<()> {
    for (at, Person { name, nick, met, .. }) in people.iter().enumerate() {
        let (city, country) = chance.early(CITIES);
        let circle = CIRCLES[at % CIRCLES.len()];
        let tags: Vec<String> = TAGS.iter().filter(|t| chance.is(t.1)).map(|t| format!("\"{}\"", t.0)).collect();
        let cadence = if at < 5 {
            14
        } else if chance.is(0.2) {
            *chance.one(&[30, 60, 90, 180])
        } else {
            0
        };
        write!(out, r#"{{"id":"p{at:06}","name":"{name}","nick":"{nick}","city":"{city}","country":"{country}","#)?;
        write!(out, r#""circle":"{circle}","tags":[{}],"cadence_days":{cadence},"#, tags.join(","))?;
        if chance.is(0.85) {
            write!(out, r#""emails":["someone{at}@example.com"],"#)?;
        }
        if chance.is(0.7) {
            write!(out, r#""phones":["+99{}"],"#, 100_000_000 + chance.below(899_999_999))?;
        }
        if chance.is(0.6) {
            let (year, month, day) = (1940 + chance.below(70), 1 + chance.below(12), 1 + chance.below(28));
            match chance.is(0.3) {
                true => write!(out, r#""birthday":"--{month:02}-{day:02}","#)?,
                false => write!(out, r#""birthday":"{year}-{month:02}-{day:02}","#)?,
            }
        }
        if chance.is(0.55) {
            write!(out, r#""org":"{}","title":"{}","#, chance.one(ORGS), chance.one(TITLES))?;
        }
        if chance.is(0.35) {
            write!(out, r#""note":"Knows everything about {}.","#, chance.one(TOPICS))?;
        }
        writeln!(out, r#""met_on":"{}"}}"#, day(*met.start()))?;
    }
    out.flush()
}

fn write_meetings(size: &Size, people: &[Person], chance: &mut Chance, mut out: impl Write) -> io::Result<()> {
    let busy = sums((0..people.len()).map(|rank| (rank as f64 + size.spread).powf(-1.2)));
    let ways = sums(WAYS.iter().map(|way| way.1));
    let places = places((size.meetings as f64).powf(0.55) as usize);
    let planted = [size.meetings / 7, size.meetings / 2, size.meetings - 1 - size.meetings / 50];
    // More of them from year to year, and the oldest first, as a diary has them.
    let mut days: Vec<u32> = (0..size.meetings)
        .map(|_| (f64::from(SPAN) * ((0.36 + 1.6 * chance.unit()).sqrt() - 0.6) / 0.8) as u32)
        .collect();
    days.sort_unstable();
    for (at, on) in days.into_iter().enumerate() {
        let (kind, _, minutes, tag, openings) = WAYS[chance.weighted(&ways)];
        let few = matches!(kind, "message" | "call" | "letter");
        let there = company(people, on, few, &busy, chance);
        let (place, opening) = (chance.early(&places).as_str(), *chance.early(openings));
        let mut text = opening.replace("{w}", &listed(people, &there, chance)).replace("{p}", place);
        for _ in 0..[0, 0, 0, 1, 1, 1, 1, 2, 2, 4][chance.below(10) as usize] {
            let first = &people[*chance.one(&there)].first;
            let follow = chance.one(FOLLOWS).replace("{f}", first).replace("{t}", chance.early::<&str>(TOPICS));
            text = format!("{text} {}", follow.replace("{c}", chance.one(CITIES).0));
        }
        if planted.contains(&at) {
            text = format!("{text} We mended a bowl, {RARE} style.");
        }
        write!(out, r#"{{"id":"m{at:07}","date":"{}","kind":"{kind}","minutes":{minutes},"#, day(on))?;
        if opening.contains("{p}") {
            write!(out, r#""place":"{place}","#)?;
        }
        if !tag.is_empty() && chance.is(0.5) {
            write!(out, r#""tags":["{tag}"],"#)?;
        }
        if chance.is(0.4) {
            let (words, value) = chance.early(FEELINGS);
            write!(out, r#""feeling":"{words}","score":{value},"#)?;
        }
        let with: Vec<String> = there.iter().map(|who| format!("\"p{who:06}\"")).collect();
        writeln!(out, r#""with":[{}],"text":"{text}"}}"#, with.join(","))?;
    }
    out.flush()
}

/// Returns so many places, the best-known first.
fn places(count: usize) -> Vec<String> {
    let everywhere = CITIES.iter().enumerate().flat_map(|(at, (city, _))| {
        PLACE_TAILS.iter().flat_map(move |tail| {
            PLACE_HEADS
                .iter()
                .map(move |head| if at == 0 { format!("{head} {tail}") } else { format!("{head} {tail}, {city}") })
        })
    });
    everywhere.take(count.max(25)).collect()
}

/// Returns who was there on a day: one, or some of one circle.
fn company(people: &[Person], on: u32, few: bool, busy: &[f64], chance: &mut Chance) -> Vec<usize> {
    let known = |who: &usize| people[*who].met.contains(&on);
    let first = (0..8).map(|_| chance.weighted(busy)).find(known);
    let first = first.unwrap_or_else(|| chance.below(3) as usize);
    let r = chance.unit();
    let count = [0.62, 0.82, 0.92, 0.97].iter().filter(|share| r >= **share).count() + 1;
    let mut there = vec![first];
    for _ in 0..12 {
        if there.len() == if few { count.min(2) } else { count } {
            break;
        }
        let mut other = chance.weighted(busy);
        if chance.is(0.8) {
            other = (other - other % CIRCLES.len() + first % CIRCLES.len()).min(people.len() - 1);
        }
        if known(&other) && !there.contains(&other) {
            there.push(other);
        }
    }
    there
}

/// Returns the people as a text lists them.
fn listed(people: &[Person], there: &[usize], chance: &mut Chance) -> String {
    let names: Vec<&str> = there
        .iter()
        .map(|who| match (&people[*who], chance.unit()) {
            (person, r) if r < 0.42 => person.name.as_str(),
            (person, r) if r < 0.55 && !person.nick.is_empty() => person.nick,
            (person, _) => person.first.as_str(),
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn write_referrals(people: &[Person], chance: &mut Chance, mut out: impl Write) -> io::Result<()> {
    for (at, person) in people.iter().enumerate().skip(1) {
        if chance.is(0.4) {
            // Somebody written down earlier: that makes chains and no circles.
            let from = if chance.is(0.25) { at.min(15) - 1 } else { (chance.unit() * at as f64) as usize };
            let kind = *chance.early(&["introduced", "recommended", "job"]);
            let date = day(*person.met.start());
            writeln!(out, r#"{{"from":"p{from:06}","to":"p{at:06}","date":"{date}","kind":"{kind}"}}"#)?;
        }
    }
    out.flush()
}
