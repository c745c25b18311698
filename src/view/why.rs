//! Why a score is what it is, to the last term.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Doc, Page, Role, Rows, Text, View, bond, words};
use crate::domain::date::iso;
use crate::domain::person::Closeness;
use crate::scoring::{Lane, Score, Terms};

/// A score with what it is made of.
#[derive(Debug, Clone)]
pub struct Why {
    pub as_of: NaiveDate,
    pub name: String,
    pub closeness: Option<Closeness>,
    pub kin: bool,
    pub score: Score,
    /// The days that weigh most in depth: the day, what it was, and its credit today.
    pub best_days: Vec<(NaiveDate, String, f64)>,
    /// On how many days they made me feel good, and the strongest feeling, −2 to +2.
    pub felt_days: (u32, i8),
    pub last_contact_on: Option<NaiveDate>,
    /// Years from the first to the last contact.
    pub years: f64,
    pub lane: Option<Lane>,
    /// Of the constants in force.
    pub version: u32,
}

fn two(n: f64) -> String {
    format!("{n:.2}")
}

fn terms_json(terms: &Terms, half: f64) -> Value {
    json!({
        "together": terms.together, "written": terms.written, "felt": terms.felt, "stated": terms.stated,
        "kept_up": terms.kept_up, "factor": terms.factor, "total": terms.total, "half": half,
    })
}

impl View for Why {
    fn json(&self) -> Doc<'_> {
        let s = &self.score;
        let w = &crate::scoring::WEIGHTS;
        json!({
            "as_of": iso(self.as_of), "name": self.name, "weights_version": self.version,
            "depth": s.depth, "warmth": s.warmth, "bond": s.bond, "strain": s.strain,
            "depth_terms": terms_json(&s.deep, w.depth_half), "warmth_terms": terms_json(&s.warm, w.warmth_half),
            "best_days": self.best_days.iter().map(|(on, what, credit)| json!({ "on": iso(*on), "what": what, "credit": credit })).collect::<Vec<_>>(),
            "last_contact_on": self.last_contact_on.map(iso), "usual_gap_days": s.rhythm.usual_gap_days,
            "days_since_contact": self.last_contact_on.map(|_| s.rhythm.age_days), "slip": s.rhythm.slip, "urgency": s.rhythm.urgency,
            "lane": self.lane.map(Lane::as_str),
        }).into()
    }

    fn rows(&self) -> Rows<'_> {
        let s = &self.score;
        let row = |what: &str, n: f64| vec![what.to_owned(), format!("{n:.9}")];
        vec![
            row("depth", s.depth),
            row("depth.together", s.deep.together),
            row("depth.written", s.deep.written),
            row("depth.felt", s.deep.felt),
            row("depth.stated", s.deep.stated),
            row("depth.kept_up", s.deep.kept_up),
            row("depth.total", s.deep.total),
            row("warmth", s.warmth),
            row("warmth.together", s.warm.together),
            row("warmth.written", s.warm.written),
            row("warmth.felt", s.warm.felt),
            row("warmth.total", s.warm.total),
            row("bond", s.bond),
            row("strain", s.strain),
            row("usual_gap_days", s.rhythm.usual_gap_days),
            row("urgency", s.rhythm.urgency),
        ]
        .into()
    }

    fn human(&self, page: &mut Page<'_>) {
        let s = &self.score;
        let mut head = Text::new().with(Role::Heading, self.name.clone());
        head.push(
            Role::Plain,
            format!("  bond {} = √(depth {} × warmth {})", two(s.bond), two(s.depth), two(s.warmth)),
        );
        page.line(head.dim(format!("  {}", bond::standing(&s.brief()))));
        self.depth(page);
        let last = match self.last_contact_on {
            Some(on) => format!("last contact {}", words::ago(on, self.as_of)),
            None => "no contact yet".to_owned(),
        };
        page.labels(12);
        page.field(
            "warmth",
            Text::new().strong(two(s.warmth)).plain(format!(
                " = {} / ({} + 1)  {last}",
                two(s.warm.total),
                two(s.warm.total)
            )),
        );
        for (label, term) in [("together", s.warm.together), ("written", s.warm.written), ("felt", s.warm.felt)] {
            term_line(page, label, term, String::new());
        }
        self.rhythm(page);
        if s.strain > 0.0 {
            page.field(
                "strain",
                format!(
                    "{}: bad feelings against good ones; lowers how soon auld suggests, never the bond",
                    two(s.strain)
                ),
            );
        }
        page.blank();
        page.line(Text::new().dim(format!(
            "scored with the constants of version {}; title, company, tags, referrals and worth are no part of it",
            self.version
        )));
    }
}

fn term_line(page: &mut Page<'_>, label: &str, term: f64, why: String) {
    let mut text = Text::from(two(term));
    if !why.is_empty() {
        text.push(Role::Dim, format!("  {why}"));
    }
    page.field(&format!("  {label}"), text);
}

impl Why {
    fn depth(&self, page: &mut Page<'_>) {
        let (s, deep) = (&self.score, &self.score.deep);
        page.labels(12);
        page.field(
            "depth",
            Text::new().strong(two(s.depth)).plain(format!(" = {} / ({} + 5)", two(deep.total), two(deep.total))),
        );
        let days: Vec<String> = self
            .best_days
            .iter()
            .map(|(on, what, credit)| format!("{what} {} ({})", words::day(*on, self.as_of), two(*credit)))
            .collect();
        let fades = if self.kin { "family: does not fade" } else { "fades by half in 4 years" };
        let contact = words::count(s.rhythm.contact_days, "day");
        let together = if days.is_empty() {
            fades.to_owned()
        } else {
            format!(
                "{contact} of contact: {}{}; {fades}",
                days.join(", "),
                if s.rhythm.contact_days as usize > days.len() { ", …" } else { "" }
            )
        };
        term_line(page, "together", deep.together, together);
        term_line(page, "written", deep.written, String::new());
        let (days, best) = self.felt_days;
        let felt = if days > 0 {
            format!("up to {best:+} on {}; does not fade", words::count(days, "day"))
        } else {
            String::new()
        };
        term_line(page, "felt", deep.felt, felt);
        if deep.stated > 0.0 {
            let stated = self.closeness.map(|c| format!("stated as {c}")).unwrap_or_default();
            term_line(page, "stated", deep.stated, stated);
        }
        let span = words::span_days((self.years * crate::scoring::WEIGHTS.year_days).round() as i64);
        let kept = if deep.factor > 1.0 {
            format!("{span} from first to last (×{})", two(deep.factor))
        } else {
            String::new()
        };
        term_line(page, "kept up", deep.kept_up, kept);
    }

    fn rhythm(&self, page: &mut Page<'_>) {
        let r = &self.score.rhythm;
        let gap = words::span_days(r.usual_gap_days.round() as i64);
        let source = if r.is_stated { "wished for every" } else { "usual gap" };
        let age = words::span_days(i64::from(r.age_days));
        let times = f64::from(r.age_days) / r.usual_gap_days;
        let compared = match times {
            t if t < 0.75 => "well within it",
            t if t <= 1.25 => "about as usual",
            t if t < 1.75 => "half as long again",
            t if t < 2.5 => "about twice as long",
            t if t < 3.5 => "about three times as long",
            _ => "many times as long",
        };
        let text = match self.last_contact_on {
            Some(_) => format!("{source} {gap}, now {age}: {compared}"),
            None => format!("{source} {gap}; written down {age} ago, no contact yet"),
        };
        page.field("rhythm", text);
        let mut text =
            Text::new().strong(two(r.urgency)).plain(format!(" = weight {} × slip {}", two(r.weight), two(r.slip)));
        if self.score.strain > 0.0 {
            text.push(Role::Plain, format!(" × (1 − strain {})", two(self.score.strain)));
        }
        if let Some(lane) = self.lane {
            text.push(Role::Plain, format!("  lane: {lane}"));
        }
        page.field("reconnect", text);
    }
}
