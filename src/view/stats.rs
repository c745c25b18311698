//! What a year looked like: never who was seen most.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Doc, Page, Role, Rows, Text, View, spark, words};
use crate::domain::date::iso;
use crate::domain::promise::By;
use crate::domain::referral::ReferralKind;
use crate::store::Month;

/// How many names of a kind are shown to people.
const NAMES: usize = 20;
/// How many places are shown to people.
const PLACES: usize = 5;
/// Narrower pages have the details beside the numbers, in columns of the page.
const THREE_COLUMNS: usize = 60;
/// How wide the bars of feelings are, in columns.
const BAR: usize = 24;

/// Somebody to be named, with the day that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub hint: Option<String>,
    pub on: NaiveDate,
}

/// What became of promises of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Promises {
    /// Made in the time.
    pub made: u32,
    /// Kept in the time, whenever made.
    pub kept: u32,
    /// Dropped in the time, whenever made.
    pub dropped: u32,
    /// Open at its end, whenever made.
    pub open: u32,
}

/// A stretch of time in numbers, and in names where somebody came, came back or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    pub as_of: NaiveDate,
    /// The first day counted.
    pub since: NaiveDate,
    /// The last day counted.
    pub until: NaiveDate,
    /// Meetings of all kinds; attempts are none.
    pub meetings: u32,
    /// Days with at least one of them.
    pub days_with: u32,
    /// Minutes in person, on video and on calls; as told, or as usual for the kind.
    pub minutes: [u32; 3],
    /// The whole month with the fewest days with somebody, and their number; `None` where there are no two whole months.
    pub quietest: Option<(Month, u32)>,
    /// People seen before and again.
    pub kept: u32,
    /// Who was met or added, with the day, by day.
    pub new: Vec<Named>,
    /// Who was back after a long silence, with its days, by day.
    pub reconnected: Vec<(Named, u32)>,
    /// Who went silent, with the day of the last contact, in alphabetical order.
    pub dormant: Vec<Named>,
    /// How often each value from −2 to +2 was felt.
    pub felt: [u32; 5],
    /// What I promised, and what they did.
    pub promises: [(By, Promises); 2],
    /// Who was brought to me: how many of each kind.
    pub brought: Vec<(ReferralKind, u32)>,
    /// Introductions I made.
    pub introduced: u32,
    /// Places with their meetings, the busiest first.
    pub places: Vec<(String, u32)>,
}

impl Stats {
    /// Tells whether nothing at all is written down of that time.
    pub fn is_empty(&self) -> bool {
        self.meetings == 0
            && self.new.is_empty()
            && self.dormant.is_empty()
            && self.felt == [0; 5]
            && self.promises.iter().all(|(_, promises)| *promises == Promises::default())
            && self.brought.is_empty()
            && self.introduced == 0
    }

    /// Returns how many days were counted.
    fn days(&self) -> i64 {
        (self.until - self.since).num_days() + 1
    }

    /// Returns each value felt, the best first, with how often.
    fn felt(&self) -> impl Iterator<Item = (i8, u32)> {
        (-2..=2).zip(self.felt).rev()
    }

    fn numbers(&self, page: &mut Page<'_>) {
        let row = |what: &str, many: String, detail: String| {
            vec![Text::from(what), Text::from(many), Text::new().dim(detail)]
        };
        let together: u32 = self.minutes.iter().sum();
        let hours = |minutes: u32| (minutes + 30) / 60;
        let kinds: Vec<String> = ["in person", "on video", "on calls"]
            .iter()
            .zip(self.minutes)
            .filter(|(_, minutes)| *minutes > 0)
            .map(|(kind, minutes)| format!("{} {kind}", hours(minutes)))
            .collect();
        let quietest = self.quietest.map(|(month, days)| {
            format!("quietest: {} ({})", words::partial(month.date(), page.today()), words::count(days, "day"))
        });
        let mut rows = vec![
            row("days with somebody", format!("{} of {}", self.days_with, self.days()), quietest.unwrap_or_default()),
            row("hours together", hours(together).to_string(), kinds.join(" · ")),
            row("people kept", self.kept.to_string(), "seen before, and again".into()),
            row("new people", self.new.len().to_string(), String::new()),
            row("reconnected", self.reconnected.len().to_string(), "after a long silence".into()),
            row("gone dormant", self.dormant.len().to_string(), "seen in the time before".into()),
        ];
        for (by, promises) in &self.promises {
            let what = if *by == By::Me { "promises of yours" } else { "promises to you" };
            let Promises { made, kept, dropped, open } = promises;
            rows.push(row(what, format!("{made} made"), format!("{kept} kept · {dropped} dropped · {open} open")));
        }
        let brought: u32 = self.brought.iter().map(|(_, count)| count).sum();
        let kinds: Vec<String> = self.brought.iter().map(|(kind, count)| of_kind(*kind, *count)).collect();
        rows.push(row("brought to you", brought.to_string(), kinds.join(" · ")));
        if self.introduced > 0 {
            rows.push(row("introduced by you", self.introduced.to_string(), "one to another".into()));
        }
        if page.width() >= THREE_COLUMNS {
            return page.table(&["what", "how many", "in detail"], rows);
        }
        for row in &mut rows {
            if let Some(detail) = row.pop().filter(|detail| !detail.is_empty())
                && let Some(many) = row.last_mut()
            {
                *many = std::mem::take(many).dim(" · ").join(&detail);
            }
        }
        page.table(&["what", "how many"], rows);
    }

    fn feelings(&self, page: &mut Page<'_>) {
        let most = self.felt.iter().copied().max().unwrap_or_default();
        if most == 0 {
            return;
        }
        page.heading("How it felt");
        let digits = self.felt.iter().map(|count| count.to_string().len()).max().unwrap_or_default();
        for (value, count) in self.felt() {
            let (role, _) = spark::sign(f64::from(value));
            let (bar, _) = spark::bar(count, count, most, BAR.min(page.width() / 2));
            let lead = Text::from("  ").with(role, format!("{:>2}", signed(value)));
            page.line(lead.plain(format!("  {count:>digits$}  ")).join(&bar));
        }
    }
}

/// Returns a feeling as it is typed: `+2`, `0`, `-1`.
fn signed(value: i8) -> String {
    if value > 0 { format!("+{value}") } else { value.to_string() }
}

/// Returns how many referrals of a kind there were: `2 introductions`, `1 client`.
fn of_kind(kind: ReferralKind, count: u32) -> String {
    match kind {
        ReferralKind::Other => format!("{count} other"),
        kind => words::count(count, kind.as_str()),
    }
}

fn named_json(named: &Named, day: &str) -> Value {
    json!({ "name": named.name, "hint": named.hint, day: iso(named.on) })
}

/// Writes names under a heading, with the day and what is said of each.
fn names<'n>(page: &mut Page<'_>, heading: &str, all: impl ExactSizeIterator<Item = (&'n Named, String)>) {
    let left = all.len().saturating_sub(NAMES);
    if all.len() == 0 {
        return;
    }
    page.heading(heading);
    let today = page.today();
    let rows: Vec<Vec<Text>> = all
        .take(NAMES)
        .map(|(named, said)| {
            let mut name = Text::from("  ").name(named.name.clone());
            if let Some(hint) = &named.hint {
                name.push(Role::Dim, format!(" ({hint})"));
            }
            vec![name, Text::new().with(Role::Day, words::day(named.on, today)), Text::new().dim(said)]
        })
        .collect();
    page.columns(rows, 0);
    if left > 0 {
        page.line(Text::new().dim(format!("  and {left} more; --json and --plain have all")));
    }
}

impl View for Stats {
    fn json(&self) -> Doc<'_> {
        let [in_person, video, call] = self.minutes;
        let promises = |of: By| {
            self.promises
                .iter()
                .find(|(by, _)| *by == of)
                .map(|(_, p)| json!({ "made": p.made, "kept": p.kept, "dropped": p.dropped, "open": p.open }))
        };
        let reconnected = self.reconnected.iter().map(|(named, days)| {
            let mut value = named_json(named, "on");
            value["silence_days"] = json!(days);
            value
        });
        let quietest =
            self.quietest.map(|(month, days)| json!({ "month": month.to_string(), "days_with_somebody": days }));
        let felt = self.felt().map(|(value, count)| json!({ "value": value, "count": count }));
        let brought = self.brought.iter().map(|(kind, count)| json!({ "kind": kind.as_str(), "count": count }));
        let places = self.places.iter().map(|(name, count)| json!({ "name": name, "meetings": count }));
        Doc::object([
            ("as_of", iso(self.as_of).into()),
            ("since", iso(self.since).into()),
            ("until", iso(self.until).into()),
            ("days", json!(self.days()).into()),
            ("meetings", json!(self.meetings).into()),
            ("days_with_somebody", json!(self.days_with).into()),
            ("minutes", json!({ "in_person": in_person, "video": video, "call": call }).into()),
            ("quietest_month", json!(quietest).into()),
            ("kept", json!(self.kept).into()),
            ("new", Doc::list(self.new.iter().map(|named| named_json(named, "on")))),
            ("reconnected", Doc::list(reconnected)),
            ("dormant", Doc::list(self.dormant.iter().map(|named| named_json(named, "last_contact_on")))),
            ("felt", Doc::list(felt)),
            ("promises", json!({ "me": promises(By::Me), "them": promises(By::Them) }).into()),
            ("brought", Doc::list(brought)),
            ("introduced", json!(self.introduced).into()),
            ("places", Doc::list(places)),
        ])
    }

    fn rows(&self) -> Rows<'_> {
        let row = |what: String, value: String, name: &str| vec![what, value, name.to_owned()];
        let number = |what: &str, value: u32| row(what.to_owned(), value.to_string(), "");
        let mut out = vec![
            row("since".into(), iso(self.since), ""),
            row("until".into(), iso(self.until), ""),
            number("meetings", self.meetings),
            number("days_with_somebody", self.days_with),
        ];
        let kinds = ["minutes_in_person", "minutes_video", "minutes_call"];
        out.extend(kinds.iter().zip(self.minutes).map(|(what, minutes)| number(what, minutes)));
        out.extend(
            self.quietest.map(|(month, days)| row("quietest_month".into(), days.to_string(), &month.to_string())),
        );
        out.push(number("kept", self.kept));
        out.extend(self.new.iter().map(|named| row("new".into(), iso(named.on), &named.name)));
        out.extend(self.reconnected.iter().map(|(named, _)| row("reconnected".into(), iso(named.on), &named.name)));
        out.extend(self.dormant.iter().map(|named| row("dormant".into(), iso(named.on), &named.name)));
        out.extend(self.felt().map(|(value, count)| row("felt".into(), count.to_string(), &signed(value))));
        for (by, p) in &self.promises {
            for (what, count) in [("made", p.made), ("kept", p.kept), ("dropped", p.dropped), ("open", p.open)] {
                out.push(row(format!("promises_{what}"), count.to_string(), by.as_str()));
            }
        }
        out.extend(self.brought.iter().map(|(kind, count)| row("brought".into(), count.to_string(), kind.as_str())));
        out.push(number("introduced", self.introduced));
        out.extend(self.places.iter().map(|(name, count)| row("place".into(), count.to_string(), name)));
        out.into()
    }

    fn human(&self, page: &mut Page<'_>) {
        if self.is_empty() {
            return;
        }
        let day = |day: NaiveDate| day.format("%-d %b %Y");
        page.heading(format!("{} to {}", day(self.since), day(self.until)));
        self.numbers(page);
        self.feelings(page);
        names(page, "New", self.new.iter().map(|named| (named, String::new())));
        let silent = |days: u32| format!("after {}", words::span_days(i64::from(days)));
        names(page, "Reconnected", self.reconnected.iter().map(|(named, days)| (named, silent(*days))));
        names(page, "Gone dormant", self.dormant.iter().map(|named| (named, String::new())));
        if !self.places.is_empty() {
            page.heading("Busiest places");
            let rows = self.places.iter().take(PLACES);
            page.columns(
                rows.map(|(name, count)| {
                    vec![Text::from("  ").plain(name.as_str()), Text::new().dim(words::count(*count, "meeting"))]
                }),
                0,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::page::tests::{check, page};
    use super::*;
    use crate::domain::date::parse_iso;

    fn stats() -> Stats {
        let day = |text| parse_iso(text).expect("a day");
        let named = |name: &str, hint: Option<&str>| Named {
            name: name.into(),
            hint: hint.map(str::to_owned),
            on: day("2026-05-02"),
        };
        Stats {
            as_of: day("2026-11-23"),
            since: day("2026-01-01"),
            until: day("2026-11-23"),
            meetings: 3,
            days_with: 2,
            minutes: [150, 0, 10],
            quietest: Some((Month::of(day("2026-04-01")), 1)),
            kept: 1,
            new: (0..30).map(|_| named("Ada\u{1b}", Some("Riga, cellist"))).collect(),
            reconnected: vec![(named("Budi", None), 200)],
            dormant: Vec::new(),
            felt: [0, 1, 0, 4, 2],
            promises: [(By::Me, Promises { made: 1, ..Promises::default() }), (By::Them, Promises::default())],
            brought: vec![(ReferralKind::Client, 1), (ReferralKind::Other, 2)],
            introduced: 0,
            places: vec![("Kopi Tuku".into(), 2)],
        }
    }

    #[test]
    fn every_record_has_three_cells() {
        let rows = stats().rows().all();
        assert!(rows.iter().all(|row| row.len() == 3), "{rows:?}");
        assert!(rows.contains(&vec!["reconnected".to_owned(), "2026-05-02".to_owned(), "Budi".to_owned()]));
        assert_eq!(stats().json().value()["reconnected"][0]["silence_days"], 200);
    }

    #[test]
    fn an_empty_time_is_an_empty_page() {
        let empty = Stats {
            meetings: 0,
            new: Vec::new(),
            felt: [0; 5],
            promises: [(By::Me, Promises::default()), (By::Them, Promises::default())],
            brought: Vec::new(),
            ..stats()
        };
        assert_eq!(page(80, false, |page| empty.human(page)), "");
    }

    proptest! {
        #[test]
        fn it_fits_any_page(width in 20_usize..250, colour in any::<bool>()) {
            let out = page(width, colour, |page| stats().human(page));
            check(&out, width)?;
            prop_assert!(out.contains("10 more"));
        }
    }
}
