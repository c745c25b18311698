//! `auld stats`

use chrono::{Datelike, Months, NaiveDate};
use clap::Args;

use crate::actions::stats;
use crate::cli::report::Failure;
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::store::Access;

/// Show what a year looked like: who came, came back and went
///
/// Days with somebody, hours together, how it felt, promises, and the names of
/// those who are new, back or gone; never a ranking of people. Without YEAR, the
/// last 12 months.
///
/// Reconnected: back after more than 180 days, and more than four times the usual
/// gap. Gone dormant: seen in the time before, which is as long, and on two days
/// at least in all, but not in this.
///
///   auld stats 2025
///   auld stats --since "3 months ago"
///
/// Columns of --plain: what, number or day, name
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct StatsArgs {
    /// A calendar year, such as 2025
    #[arg(value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1..=9999), conflicts_with_all = ["since", "until"])]
    year: Option<i32>,
    /// From this day on: "last month", 2026-05
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Up to this day, included
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

pub fn run(args: StatsArgs, session: &mut Session<'_>) -> Done {
    let today = session.world.today;
    let (since, until) = time(&args, today)?;
    let mut store = session.open(Access::Read)?;
    let (view, empty) = store.read(|reader| -> Result<_, Failure> {
        Ok((stats::stats(reader, since, until, today)?, reader.count_people()? == 0))
    })?;
    session.show(&view)?;
    if empty {
        session.say("nobody is here yet; begin with `auld add NAME` or `auld log \"coffee with [Grace Tan]\"`");
    } else if view.is_empty() {
        session.say("nothing is written down of that time; `auld graph` shows which months have something");
    }
    Ok(())
}

/// Returns the first and the last day asked for; the last is never after today.
fn time(args: &StatsArgs, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Failure> {
    let outside = || Failure::Usage("that is outside the years 1 to 9999".into());
    if let Some(year) = args.year {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(outside)?;
        let last = NaiveDate::from_ymd_opt(year, 12, 31).ok_or_else(outside)?;
        return if first > today {
            Err(Failure::Usage(format!("{year} has not begun")))
        } else {
            Ok((first, last.min(today)))
        };
    }
    let until =
        args.until.as_deref().map(|text| values::until_day(text, today)).transpose()?.unwrap_or(today).min(today);
    let since = match &args.since {
        Some(text) => values::since_day(text, today)?,
        None => until.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt()).ok_or_else(outside)?,
    };
    if since.year() < 1 {
        return Err(outside());
    }
    if since > until { Err(Failure::Usage("--since is later than the last day".into())) } else { Ok((since, until)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_ends_today_at_the_latest() {
        let day = |text| crate::domain::date::parse_iso(text).expect("a day");
        let asked = |year, since: Option<&str>, until: Option<&str>| {
            let args = StatsArgs { year, since: since.map(str::to_owned), until: until.map(str::to_owned) };
            time(&args, day("2026-11-23")).ok()
        };
        for (year, since, until, expected) in [
            (None, None, None, Some(("2025-11-24", "2026-11-23"))),
            (Some(2025), None, None, Some(("2025-01-01", "2025-12-31"))),
            (Some(2026), None, None, Some(("2026-01-01", "2026-11-23"))),
            (Some(2027), None, None, None),
            (None, Some("2024-05"), None, Some(("2024-05-01", "2026-11-23"))),
            (None, None, Some("2024-02"), Some(("2023-03-01", "2024-02-29"))),
            (None, Some("2024"), Some("2025-03"), Some(("2024-01-01", "2025-03-31"))),
            (None, Some("2025"), Some("2024"), None),
        ] {
            let expected = expected.map(|(since, until)| (day(since), day(until)));
            assert_eq!(asked(year, since, until), expected, "{year:?} {since:?} {until:?}");
        }
    }
}
