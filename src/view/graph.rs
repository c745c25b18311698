//! Contact month by month, as bars.

use chrono::NaiveDate;
use serde_json::json;

use super::{Doc, Page, Role, Rows, Text, View, spark, words};
use crate::domain::date::iso;
use crate::store::MonthCount;

/// The widest a bar is drawn, in columns: longer ones say no more.
const WIDEST: usize = 100;
/// The same where the page goes to no terminal, and its width says nothing.
const WIDEST_ELSEWHERE: usize = 40;
/// The least columns for a bar.
const LEAST: usize = 4;

/// Months with their meetings.
#[derive(Debug, Clone)]
pub struct Graph {
    pub as_of: NaiveDate,
    /// Whose or which meetings are set against all: `Grace Tan, in Riga`; `None` where all are asked for.
    pub of: Option<String>,
    /// Oldest first, without gaps.
    pub months: Vec<MonthCount>,
}

impl Graph {
    /// Tells whether there is no meeting in any month.
    pub fn is_empty(&self) -> bool {
        self.months.iter().all(|month| month.all == 0)
    }

    /// Returns what stands behind the bar: its numbers, as wide as in every other line.
    fn numbers(&self, month: &MonthCount) -> Text {
        let wide =
            |of: fn(&MonthCount) -> u32| self.months.iter().map(|m| of(m).to_string().len()).max().unwrap_or_default();
        let matching = format!("{:>1$}", month.matching, wide(|m| m.matching));
        if self.of.is_none() {
            return Text::from(matching);
        }
        Text::from(matching).dim(format!(" of {:>1$}", month.all, wide(|m| m.all)))
    }
}

impl View for Graph {
    fn json(&self) -> Doc<'_> {
        let months: Vec<_> = self
            .months
            .iter()
            .map(|m| {
                json!({ "month": m.month.to_string(), "matching": m.matching, "all": m.all, "felt_mean": m.felt.mean() })
            })
            .collect();
        json!({ "as_of": iso(self.as_of), "months": months }).into()
    }

    fn rows(&self) -> Rows<'_> {
        let felt = |mean: Option<f64>| mean.map(|mean| format!("{mean:.2}")).unwrap_or_default();
        let row =
            |m: &MonthCount| vec![m.month.to_string(), m.matching.to_string(), m.all.to_string(), felt(m.felt.mean())];
        self.months.iter().map(row).collect()
    }

    fn human(&self, page: &mut Page<'_>) {
        if self.is_empty() {
            return;
        }
        if let Some(of) = &self.of {
            page.line(Text::new().with(Role::Good, "█ ").plain(of.as_str()).dim("  ░ all"));
        }
        let most = self.months.iter().map(|m| m.all).max().unwrap_or_default();
        let lead = self.months.iter().map(|m| words::partial(m.month.date(), page.today()).len()).max();
        let numbers = self.months.iter().map(|m| self.numbers(m).width()).max();
        // The month, the bar, the numbers and the sign, with two, two and one between them.
        let beside = lead.unwrap_or_default() + 2 + 2 + numbers.unwrap_or_default() + 2;
        let widest = if page.screen().terminal { WIDEST } else { WIDEST_ELSEWHERE };
        let columns = page.width().saturating_sub(beside).clamp(LEAST, widest);
        for month in &self.months {
            let mut line = Text::new().with(Role::Day, words::partial(month.month.date(), page.today())).plain("  ");
            let (bar, used) = spark::bar(month.matching, month.all, most, columns);
            line = line.join(&bar).plain(" ".repeat(columns - used + 2)).join(&self.numbers(month));
            if let Some(mean) = month.felt.mean() {
                let (role, sign) = spark::sign(mean);
                line = line.plain(" ").with(role, sign);
            }
            page.line(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::page::tests::{check, page};
    use super::*;
    use crate::domain::date::parse_iso;
    use crate::store::{FeltSum, Month};

    fn graph(of: Option<&str>, counts: &[(u32, u32)]) -> Graph {
        let as_of = parse_iso("2026-11-23").expect("a day");
        let last = Month::of(as_of);
        let months = last.back(counts.len() as i32 - 1).through(last).zip(counts);
        let months = months.map(|(month, (matching, all))| {
            let mut felt = FeltSum::default();
            if *matching > 2 {
                felt.add(2);
            }
            MonthCount { month, matching: *matching, all: *all, felt }
        });
        Graph { as_of, of: of.map(str::to_owned), months: months.collect() }
    }

    #[test]
    fn months_are_drawn_one_over_the_other() {
        let drawn = "\
█ with Ada  ░ all
Sep 2026  ░░░░░░░░░░░░          0 of 5
Oct 2026                        0 of 0
Nov 2026  ██████▋░░░░░░░░░░░░░  3 of 9 +
";
        let three = graph(Some("with Ada"), &[(0, 5), (0, 0), (3, 9)]);
        assert_eq!(page(40, false, |page| three.human(page)), drawn);
        assert_eq!(page(40, true, |page| graph(None, &[(0, 0)]).human(page)), "");
    }

    proptest! {
        #[test]
        fn any_graph_fits_its_page(
            counts in prop::collection::vec((0_u32..5000, 0_u32..5000), 1..40),
            one in any::<bool>(),
            width in 30_usize..250,
            colour in any::<bool>(),
        ) {
            let counts: Vec<_> = counts.into_iter().map(|(a, b)| (a, a + b)).collect();
            let graph = graph(one.then_some("Ada"), &counts);
            let out = page(width, colour, |page| graph.human(page));
            check(&out, width)?;
            let lines = counts.len() + usize::from(one);
            prop_assert!(graph.is_empty() || out.lines().count() == lines, "wrapped: {out}");
        }
    }
}
