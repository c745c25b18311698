//! A day with somebody: its contacts as one, so that many entries on a day are not many days.

use super::history::{History, Touch};
use super::weights::Weights;

/// The sums of one day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DaySum {
    pub day: i32,
    /// √Σ credit² of every kind.
    pub all: f64,
    /// √Σ credit² of meetings and calls.
    pub rich: f64,
    /// √Σ credit² of what I wrote.
    pub out: f64,
    /// √Σ credit² of what they wrote.
    pub inward: f64,
    /// The best feeling of the day, 0 to 1.
    pub best: f64,
    /// The worst feeling of the day, 0 to 1, as a positive number.
    pub worst: f64,
    /// Whether the day counts as contact.
    pub is_contact: bool,
    /// Whether there was any contact or attempt at all, not only a feeling.
    pub is_touched: bool,
}

/// Returns the days up to `today`, oldest first, each with something in it.
pub fn day_sums(history: &History, today: i32, w: &Weights) -> Vec<DaySum> {
    let touches = history.touches();
    let mut feelings = history.feelings().iter().filter(|f| f.day <= today).peekable();
    let mut out: Vec<DaySum> = Vec::with_capacity(touches.len().min(64));
    for group in touches.chunk_by(|a, b| a.day == b.day) {
        let Some(day) = group.first().map(|t| t.day).filter(|day| *day <= today) else { break };
        while let Some(earlier) = feelings.next_if(|f| f.day < day) {
            feel(day_of(&mut out, earlier.day), earlier.value);
        }
        let mut sum = touched(day, group, w);
        while let Some(same) = feelings.next_if(|f| f.day == day) {
            feel(&mut sum, same.value);
        }
        out.push(sum);
    }
    for later in feelings {
        feel(day_of(&mut out, later.day), later.value);
    }
    out
}

/// Returns the sum of the day at the end of the list, adding it where it is not there yet.
fn day_of(out: &mut Vec<DaySum>, day: i32) -> &mut DaySum {
    if out.last().is_none_or(|last| last.day != day) {
        out.push(DaySum { day, ..DaySum::default() });
    }
    let last = out.len() - 1;
    &mut out[last]
}

fn feel(sum: &mut DaySum, value: i8) {
    let strength = f64::from(value) / 2.0;
    sum.best = sum.best.max(strength);
    sum.worst = sum.worst.max(-strength);
}

fn touched(day: i32, group: &[Touch], w: &Weights) -> DaySum {
    let mut sum = DaySum { day, is_touched: true, ..DaySum::default() };
    let (mut wrote, mut was_written_to) = (false, false);
    for touch in group {
        let square = touch.credit(w).powi(2);
        sum.all += square;
        if touch.kind.is_rich() {
            sum.rich += square;
            sum.is_contact |= touch.people <= w.contact_people;
        }
        if touch.is_out() {
            sum.out += square;
            wrote = true;
            sum.is_contact |= touch.people <= w.written_people;
        }
        if touch.is_in() {
            sum.inward += square;
            was_written_to = true;
        }
        if let Some(value) = touch.felt {
            feel(&mut sum, value);
        }
    }
    sum.is_contact |= wrote && was_written_to;
    DaySum { all: sum.all.sqrt(), rich: sum.rich.sqrt(), out: sum.out.sqrt(), inward: sum.inward.sqrt(), ..sum }
}
