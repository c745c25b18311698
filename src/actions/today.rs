//! Gathers what today asks for.

use chrono::{Days, FixedOffset, NaiveDate};

use super::reconnect;
use crate::store::{BondFilter, MeetingFilter, Reader, Result};
use crate::view::today::{Coming, Due, Recent, ToThank, Today};

/// How far ahead dates are shown, in days.
const DATES_AHEAD_DAYS: u64 = 14;
/// How far ahead promises are shown, in days.
const DUE_AHEAD_DAYS: u64 = 7;
/// How many people to reconnect with are shown.
const SUGGESTIONS: usize = 3;
/// How many thank-yous are shown.
const THANKS: u32 = 3;
/// How many of the last conversations are shown.
const RECENT: u32 = 3;

/// Gathers today's page.
///
/// # Errors
/// Where the store cannot be read.
pub fn gather(reader: &Reader<'_>, today: NaiveDate, zone: FixedOffset) -> Result<Today> {
    let ahead = |days| today.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    let dates = reader.dates(today, Some(ahead(DATES_AHEAD_DAYS)))?.into_iter().filter_map(|date| {
        let (on, year) = (date.next_on?, date.on_date.year());
        Some(Coming { who: date.who, label: date.label, on, year })
    });
    let due = reader.promises_due(ahead(DUE_AHEAD_DAYS))?;
    let filter = MeetingFilter { until: Some(today), chosen: true, limit: Some(RECENT), ..MeetingFilter::default() };
    let recent = reader.meetings(&filter)?;
    let reconnect = reconnect::reconnect(reader, &BondFilter::default(), SUGGESTIONS, None, today, zone)?;
    // One more than is shown tells that there are more.
    let thanks = reader.to_thank(THANKS + 1)?;
    let names: Vec<_> = thanks.iter().flat_map(|row| [row.referrer_id, row.referred_id]).collect();
    let names = reader.called_of(&names)?;
    let name = |id| names.get(&id).cloned().unwrap_or_default();
    Ok(Today {
        reconnect: reconnect.suggestions.first,
        dates: dates.collect(),
        due: due
            .into_iter()
            .filter_map(|line| {
                let (by, due) = (line.promise.by, line.promise.due?);
                Some(Due { who: line.who, by, text: line.promise.text, due })
            })
            .collect(),
        thanks: thanks
            .into_iter()
            .map(|row| ToThank { friend: name(row.referrer_id), client: name(row.referred_id), on: row.on_date })
            .collect(),
        recent: recent
            .into_iter()
            .map(|line| Recent {
                on: line.meeting.on_day,
                people: line.people.iter().map(|p| p.who.shown()).collect(),
                kind: line.meeting.kind,
                text: line.meeting.text,
            })
            .collect(),
        empty: reconnect.empty,
    })
}
