//! A folder of `people.jsonl`, `meetings.jsonl` and `referrals.jsonl`: plain records, one a line, for moving between
//! programs. It is poorer than the store; whoever wants everything takes the document.

mod draft;
mod lines;
mod write;

pub use draft::{
    CULTURE, LIVES, MeetingDraft, PersonDraft, Piece, ROLE, ReferralDraft, WORKS_AT, fact_label, meeting, person,
    referral,
};
pub use lines::each_line;
pub use write::{MeetingOut, PersonOut, ReferralOut};

/// The names of the files, in the order in which they must be read.
pub const FILES: [&str; 3] = ["people.jsonl", "meetings.jsonl", "referrals.jsonl"];
