//! A day with somebody: its contacts as one, so that many entries on a day are not many days.

use super::credit::Credits;
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

/// Fills `out` with the days up to `today`, oldest first, each with something in it.
pub(super) fn fill_day_sums(history: &History, today: i32, credits: &mut Credits<'_>, out: &mut Vec<DaySum>) {
    out.clear();
    let mut feelings = history.feelings().iter().filter(|f| f.day <= today).peekable();
    for group in history.touches().chunk_by(|a, b| a.day == b.day) {
        let Some(day) = group.first().map(|t| t.day).filter(|day| *day <= today) else { break };
        while let Some(earlier) = feelings.next_if(|f| f.day < day) {
            feel(day_of(out, earlier.day), earlier.value);
        }
        let mut sum = match group {
            [touch] => touched_once(touch, credits),
            several => touched(day, several, credits),
        };
        while let Some(same) = feelings.next_if(|f| f.day == day) {
            feel(&mut sum, same.value);
        }
        out.push(sum);
    }
    for later in feelings {
        feel(day_of(out, later.day), later.value);
    }
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

/// Returns the sum of a day with one contact. It is what [`touched`] gives: the root of a square is the number itself.
fn touched_once(touch: &Touch, credits: &mut Credits<'_>) -> DaySum {
    let credit = credits.of(touch);
    let share = |counts: bool| if counts { credit } else { 0.0 };
    let (is_rich, is_out, is_in) = (touch.kind.is_rich(), touch.is_out(), touch.is_in());
    let mut sum = DaySum {
        day: touch.day,
        all: credit,
        rich: share(is_rich),
        out: share(is_out),
        inward: share(is_in),
        best: 0.0,
        worst: 0.0,
        is_contact: is_contact(touch, credits.weights()) | is_out & is_in,
        is_touched: true,
    };
    feel(&mut sum, touch.felt.unwrap_or(0));
    sum
}

/// Tells whether this one makes the day one of contact: together among not too many, or written by me to a few.
fn is_contact(touch: &Touch, w: &Weights) -> bool {
    // No short cuts: what comes next cannot be foretold, and all of it is cheaper than a wrong guess.
    touch.kind.is_rich() & (touch.people <= w.contact_people) | touch.is_out() & (touch.people <= w.written_people)
}

fn touched(day: i32, group: &[Touch], credits: &mut Credits<'_>) -> DaySum {
    let mut sum = DaySum { day, is_touched: true, ..DaySum::default() };
    let (mut wrote, mut was_written_to) = (false, false);
    for touch in group {
        let square = credits.of(touch).powi(2);
        sum.all += square;
        if touch.kind.is_rich() {
            sum.rich += square;
        }
        if touch.is_out() {
            sum.out += square;
            wrote = true;
        }
        if touch.is_in() {
            sum.inward += square;
            was_written_to = true;
        }
        sum.is_contact |= is_contact(touch, credits.weights());
        if let Some(value) = touch.felt {
            feel(&mut sum, value);
        }
    }
    sum.is_contact |= wrote && was_written_to;
    DaySum { all: sum.all.sqrt(), rich: sum.rich.sqrt(), out: sum.out.sqrt(), inward: sum.inward.sqrt(), ..sum }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scoring::WEIGHTS;
    use crate::scoring::laws::touch;

    proptest! {
        #[test]
        fn a_day_of_one_contact_is_a_day_of_contacts(touch in touch()) {
            let mut credits = Credits::new(&WEIGHTS);
            prop_assert_eq!(touched_once(&touch, &mut credits), touched(touch.day, &[touch], &mut credits));
        }
    }
}
