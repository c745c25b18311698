//! What one contact counts, and how days fade: worked out once for each length, size and age that comes up.
//!
//! The same few values come up again and again over everybody's years, and each takes a root, a division or a power.
//! What is kept is what the formula gives, to the bit.

use super::history::Touch;
use super::weights::Weights;

/// Groups larger than this are worked out each time.
const PEOPLE_KEPT: usize = 64;
/// And so are days longer ago than a century.
const AGES_KEPT: usize = 36_525;

/// The credit of contacts.
#[derive(Debug, Clone)]
pub(super) struct Credits<'w> {
    w: &'w Weights,
    /// Kind × context: chosen and imposed, in the order of the kinds.
    rates: [[f64; 2]; 7],
    /// √hours by minutes and shares of attention by people; NaN: not yet.
    roots: Vec<f64>,
    shares: Vec<f64>,
}

impl<'w> Credits<'w> {
    pub(super) fn new(w: &'w Weights) -> Credits<'w> {
        let kinds = [w.in_person, w.video, w.call, w.letter, w.email, w.message, 0.0];
        let rates = kinds.map(|kind| [kind, kind * w.imposed]);
        Credits { w, rates, roots: Vec::new(), shares: Vec::new() }
    }

    pub(super) fn weights(&self) -> &'w Weights {
        self.w
    }

    /// Returns the credit of a contact: kind × context × √hours × share of attention. 0 for an attempt.
    pub(super) fn of(&mut self, touch: &Touch) -> f64 {
        let w = self.w;
        let [chosen, imposed] = self.rates[touch.kind as usize];
        let rate = if touch.imposed { imposed } else { chosen };
        let root = if touch.kind.is_rich() {
            let minutes = touch.counted_minutes(w);
            kept(&mut self.roots, minutes as usize, w.most_minutes as usize, || (f64::from(minutes) / 60.0).sqrt())
        } else {
            1.0
        };
        let share = kept(&mut self.shares, touch.people as usize, PEOPLE_KEPT, || attention(touch.people, w));
        rate * root * share
    }
}

/// How much of a day is left at an age.
#[derive(Debug, Clone)]
pub(super) struct Fading<'w> {
    w: &'w Weights,
    /// By age in days; NaN: not yet.
    depth: Vec<f64>,
    warmth: Vec<f64>,
}

impl<'w> Fading<'w> {
    pub(super) fn new(w: &'w Weights) -> Fading<'w> {
        Fading { w, depth: Vec::new(), warmth: Vec::new() }
    }

    /// Returns what is left for depth: half every half-life.
    pub(super) fn depth(&mut self, age: f64) -> f64 {
        kept(&mut self.depth, age as usize, AGES_KEPT, || (-age / self.w.depth_half_life_days).exp2())
    }

    /// Returns what is left for warmth: a power tail.
    pub(super) fn warmth(&mut self, age: f64) -> f64 {
        kept(&mut self.warmth, age as usize, AGES_KEPT, || (1.0 + age / self.w.warmth_scale_days).powi(-2))
    }
}

/// Returns the value kept at a place, up to `most`, after working it out where it is not there yet.
fn kept(values: &mut Vec<f64>, at: usize, most: usize, work_out: impl FnOnce() -> f64) -> f64 {
    match values.get(at) {
        Some(value) if !value.is_nan() => *value,
        _ => work_out_and_keep(values, at, most, work_out),
    }
}

#[cold]
fn work_out_and_keep(values: &mut Vec<f64>, at: usize, most: usize, work_out: impl FnOnce() -> f64) -> f64 {
    let value = work_out();
    if at <= most {
        if values.len() <= at {
            values.resize((at + 1).next_power_of_two().min(most + 1), f64::NAN);
        }
        values[at] = value;
    }
    value
}

/// Returns the share of attention among so many people, me included: 1 for two, continuous, falling.
fn attention(people: u32, w: &Weights) -> f64 {
    let others = f64::from(people.max(2) - 1);
    if others <= w.small_group { 1.0 / others.sqrt() } else { w.small_group.sqrt() / others }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::meeting::Kind;
    use crate::scoring::WEIGHTS;

    #[test]
    fn attention_is_continuous_and_falls() {
        let share = |people| attention(people, &WEIGHTS);
        assert!((share(2) - 1.0).abs() < 1e-12 && (share(1) - 1.0).abs() < 1e-12);
        assert!((share(5) - 0.5).abs() < 1e-12, "both branches meet at four others");
        assert!((2..500).all(|people| share(people + 1) < share(people)));
    }

    #[test]
    fn what_is_kept_is_what_is_worked_out() {
        let mut fading = Fading::new(&WEIGHTS);
        for age in [3, 0, 3, 40_000, 36_525, 36_526, 1, 40_000].map(f64::from) {
            assert_eq!(fading.depth(age), (-age / 1461.0).exp2());
            assert_eq!(fading.warmth(age), (1.0 + age / 30.0).powi(-2));
        }
        let mut credits = Credits::new(&WEIGHTS);
        let rates = [1.0, 0.9, 0.8, 0.5, 0.10, 0.07, 0.0];
        for (kind, rate) in Kind::ALL.iter().zip(rates) {
            let hour = Touch { minutes: Some(60), ..Touch::new(0, *kind) };
            assert_eq!(credits.of(&hour), rate);
            assert_eq!(credits.of(&Touch { imposed: true, ..hour }), rate * 0.25);
        }
        for (minutes, people) in [(90, 2), (720, 64), (9_000, 65), (90, 0), (1, u32::MAX), (90, 2)] {
            let touch = Touch { minutes: Some(minutes), people, ..Touch::new(0, Kind::Video) };
            let expected = 0.9 * (f64::from(minutes.min(720)) / 60.0).sqrt() * attention(people, &WEIGHTS);
            assert_eq!(credits.of(&touch), expected);
        }
    }

    #[test]
    fn a_lone_contact_is_the_root_of_its_square() {
        // Days take this for granted: in binary, rounding to nearest, the root of a square is the number itself.
        let mut credits = Credits::new(&WEIGHTS);
        for kind in [Kind::InPerson, Kind::Video, Kind::Call, Kind::Letter, Kind::Email, Kind::Message, Kind::Attempt] {
            for (minutes, people) in (1..=720).map(|m| (m, 2)).chain((1..2_000).map(|p| (90, p))) {
                for imposed in [false, true] {
                    let credit = credits.of(&Touch { minutes: Some(minutes), people, imposed, ..Touch::new(0, kind) });
                    assert_eq!(credit.powi(2).sqrt(), credit);
                }
            }
        }
    }
}
