//! Referrals: who brought whom.

use super::words;

/// What a referral led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ReferralKind {
    Client,
    #[default]
    Introduction,
    Job,
    Other,
}
words!(
    ReferralKind,
    "kind of referral",
    Client = "client",
    Introduction = "introduction",
    Job = "job",
    Other = "other"
);
