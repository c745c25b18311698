//! Every constant of the score, with its unit and its reason.

/// The constants. Another value of any of them is another score: the version tells them apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Of this set of constants; shown by `why`.
    pub version: u32,

    /// Credit of an hour one to one in person: the unit of everything else.
    pub in_person: f64,
    /// A video call carries nearly all of it: face and voice, no shared room.
    pub video: f64,
    /// A call carries voice only.
    pub call: f64,
    /// Credit of one letter: rare, long, on purpose.
    pub letter: f64,
    /// Credit of one e-mail.
    pub email: f64,
    /// Credit of one message.
    pub message: f64,

    /// Minutes of a meeting in person whose length is not known.
    pub in_person_minutes: u32,
    /// Minutes of a video call whose length is not known.
    pub video_minutes: u32,
    /// Minutes of a call whose length is not known.
    pub call_minutes: u32,
    /// The most minutes of one meeting that count: a week away together is many days, not one long one.
    pub most_minutes: u32,

    /// Share of credit for a meeting nobody chose: hours at work build half as fast as leisure, and less (Hall 2018).
    pub imposed: f64,
    /// Up to so many others, attention thins with the square root; beyond, in proportion.
    pub small_group: f64,

    /// Years are counted as so many days.
    pub year_days: f64,
    /// Days in which depth fades by half: inner circles turn over by 1–4 % a year (Roy et al. 2022), outer ones faster.
    pub depth_half_life_days: f64,
    /// Depth of which U = half.
    pub depth_half: f64,
    /// Days in the scale of warmth: half after 12 days, a quarter after 30, a power tail.
    pub warmth_scale_days: f64,
    /// Warmth of which W = half.
    pub warmth_half: f64,

    /// Unanswered writing counts so much.
    pub unanswered: f64,
    /// Answered writing counts up to so many times its weaker side.
    pub answered: f64,
    /// The most that writing alone can add to depth, in units of credit: keeps it below one half.
    pub writing_depth: f64,
    /// The same for warmth.
    pub writing_warmth: f64,

    /// Credit of a day that felt as good as can be (judgement; peak rule, Kahneman).
    pub felt: f64,
    /// How much knowing each other for e years more raises depth (Gilbert & Karahalios 2009: days since first contact).
    pub kept_up: f64,

    /// Credit for closeness stated as friend, close and inner; acquaintance adds nothing.
    pub stated: [f64; 3],

    /// The most people at a meeting that still counts as contact with each of them.
    pub contact_people: u32,
    /// The most people a writing of mine may go to and still be contact.
    pub written_people: u32,
    /// The least usual gap, in days.
    pub least_gap_days: f64,
    /// Days added to the span and gaps added to their number: what is expected before anything is seen.
    pub prior_gap: (f64, f64),
    /// Usual gap where there was no contact yet, in days.
    pub no_contact_gap_days: f64,
    /// A stated cadence makes a person matter at least so much to `reconnect`.
    pub cadence_weight: f64,
}

/// The constants in force, as specified and tested against the vectors.
pub const WEIGHTS: Weights = Weights {
    version: 1,
    in_person: 1.0,
    video: 0.9,
    call: 0.8,
    letter: 0.5,
    email: 0.10,
    message: 0.07,
    in_person_minutes: 60,
    video_minutes: 30,
    call_minutes: 10,
    most_minutes: 720,
    imposed: 0.25,
    small_group: 4.0,
    year_days: 365.25,
    depth_half_life_days: 1461.0,
    depth_half: 5.0,
    warmth_scale_days: 30.0,
    warmth_half: 1.0,
    unanswered: 0.2,
    answered: 4.0,
    writing_depth: 5.0,
    writing_warmth: 1.0,
    felt: 1.5,
    kept_up: 0.25,
    stated: [2.0, 8.0, 20.0],
    contact_people: 12,
    written_people: 4,
    least_gap_days: 7.0,
    prior_gap: (7.0, 0.5),
    no_contact_gap_days: 14.0,
    cadence_weight: 0.6,
};
