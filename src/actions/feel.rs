//! Writes down a feeling: on the latest meeting where that is fresh, else on a day of its own.

use chrono::{Days, NaiveDate};

use crate::domain::id::Id;
use crate::domain::meeting::{Feeling, Kind, Side};
use crate::store::rows::{Attendance, FeelingNote};
use crate::store::{MeetingFilter, Result, WriteTx};

/// How long after a meeting a feeling said without a day still speaks of it, in days. Judgement: what is felt
/// two weeks later is about the person, no longer about that evening.
const FRESH_DAYS: u64 = 14;

/// Where a feeling was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    pub on: NaiveDate,
    /// The meeting it belongs to; `None` where it stands on its own.
    pub meeting: Option<Id>,
}

/// Writes the feeling. `on` names the day; `None` lets a fresh meeting without such a feeling have it.
///
/// # Errors
/// Where the store cannot be written.
pub fn note(tx: &mut WriteTx<'_>, person: Id, side: Side, feeling: &Feeling, on: Option<NaiveDate>) -> Result<Noted> {
    let today = tx.today();
    let since = on.or_else(|| today.checked_sub_days(Days::new(FRESH_DAYS)));
    let filter = MeetingFilter {
        with: vec![person],
        since,
        until: Some(on.unwrap_or(today)),
        limit: Some(1),
        ..MeetingFilter::default()
    };
    let latest = tx.meetings(&filter)?.pop().filter(|line| line.meeting.kind != Kind::Attempt);
    let attendance: Option<Attendance> =
        latest.and_then(|line| line.people.into_iter().map(|p| p.attendance).find(|a| a.person_id == person));
    let silent = |a: &Attendance| match side {
        Side::Felt => a.felt().is_none(),
        Side::Left => a.left().is_none(),
    };
    if let Some(mut attendance) = attendance.filter(silent) {
        match side {
            Side::Felt => attendance.set_felt(feeling),
            Side::Left => attendance.set_left(feeling),
        }
        tx.update(&attendance)?;
        return Ok(Noted { on: attendance.meeting_id.day().unwrap_or(today), meeting: Some(attendance.meeting_id) });
    }
    let on = on.unwrap_or(today);
    let id = tx.new_id::<FeelingNote>(on)?;
    let row =
        FeelingNote { id, person_id: person, on_day: on, side, words: feeling.words.clone(), value: feeling.value };
    tx.insert(&row)?;
    Ok(Noted { on, meeting: None })
}
