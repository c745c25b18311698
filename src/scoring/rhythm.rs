//! How often contact is usual, and how far a silence has slipped beyond that.

use super::days::DaySum;
use super::history::History;
use super::weights::Weights;

/// The rhythm of a relationship on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rhythm {
    /// Days between contacts: as stated, or learnt.
    pub usual_gap_days: f64,
    /// Whether the gap was stated.
    pub is_stated: bool,
    /// The last day of contact; `None` where there was none.
    pub last_contact: Option<i32>,
    /// How many days of contact there were.
    pub contact_days: u32,
    /// Days since the last contact, or since the person was written down.
    pub age_days: i32,
    /// How far the silence is beyond the usual, in [0, 1): 1 − gap/age.
    pub slip: f64,
    /// How much depth, or a stated wish, makes it matter.
    pub weight: f64,
    /// weight × slip × (1 − strain).
    pub urgency: f64,
}

/// Returns the rhythm. `days` are all days up to `today`, oldest first.
pub(super) fn rhythm(history: &History, days: &[DaySum], today: i32, depth: f64, strain: f64, w: &Weights) -> Rhythm {
    let mut contacts = days.iter().filter(|day| day.is_contact).map(|day| day.day);
    let first = contacts.next();
    let contact_days = first.map_or(0, |_| 1 + contacts.clone().count());
    let last_contact = contacts.next_back().or(first);
    let learnt = match (first, last_contact) {
        (Some(first), Some(last)) => {
            let (prior_days, prior_gaps) = w.prior_gap;
            let gaps = contact_days.saturating_sub(1) as f64;
            ((f64::from(last) - f64::from(first) + prior_days) / (gaps + prior_gaps)).max(w.least_gap_days)
        }
        _ => w.no_contact_gap_days,
    };
    let usual_gap_days = history.cadence_days.map_or(learnt, f64::from);
    let age_days = today.saturating_sub(last_contact.unwrap_or(history.added_on)).max(0);
    let slip = if age_days > 0 { (1.0 - usual_gap_days / f64::from(age_days)).max(0.0) } else { 0.0 };
    let weight = if history.cadence_days.is_some() { depth.max(w.cadence_weight) } else { depth };
    Rhythm {
        usual_gap_days,
        is_stated: history.cadence_days.is_some(),
        last_contact,
        contact_days: u32::try_from(contact_days).unwrap_or(u32::MAX),
        age_days,
        slip,
        weight,
        urgency: weight * slip * (1.0 - strain),
    }
}
