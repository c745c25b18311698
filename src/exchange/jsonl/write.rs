//! Records as lines.

use std::borrow::Cow;

use serde::Serialize;

/// A line of people.jsonl. A text that is not known is empty.
#[derive(Debug, Default, Serialize)]
pub struct PersonOut<'a> {
    pub id: Cow<'a, str>,
    pub name: Cow<'a, str>,
    pub nick: Cow<'a, str>,
    pub culture: Cow<'a, str>,
    pub emails: Vec<Cow<'a, str>>,
    pub phones: Vec<Cow<'a, str>>,
    pub birthday: String,
    pub org: Cow<'a, str>,
    pub title: Cow<'a, str>,
    pub city: Cow<'a, str>,
    pub country: Cow<'a, str>,
    pub tags: Vec<Cow<'a, str>>,
    /// 0 where not stated.
    pub cadence_days: u32,
    pub met_on: String,
    pub note: Cow<'a, str>,
}

/// A line of meetings.jsonl.
#[derive(Debug, Serialize)]
pub struct MeetingOut<'a> {
    pub id: Cow<'a, str>,
    pub date: String,
    pub kind: &'static str,
    pub minutes: Option<u32>,
    /// Ids of people.jsonl.
    pub with: Vec<Cow<'a, str>>,
    pub place: Cow<'a, str>,
    pub tags: Vec<Cow<'a, str>>,
    pub feeling: Cow<'a, str>,
    pub score: Option<i8>,
    pub text: Cow<'a, str>,
}

/// A line of referrals.jsonl.
#[derive(Debug, Serialize)]
pub struct ReferralOut<'a> {
    pub id: String,
    pub from: Cow<'a, str>,
    pub to: Cow<'a, str>,
    pub date: String,
    pub kind: &'static str,
    pub note: Cow<'a, str>,
}
