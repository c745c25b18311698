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

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// Returns the set with a kind more.
    pub fn with(self, kind: ReferralKind) -> Kinds {
        Kinds(self.0 | 1 << kind as u8)
    }

    /// Returns the set without a kind.
    pub fn without(self, kind: ReferralKind) -> Kinds {
        Kinds(self.0 & !(1 << kind as u8))
    }

    /// Returns what is in it, each once.
    pub fn each(self) -> impl Iterator<Item = ReferralKind> {
        ReferralKind::ALL.iter().copied().filter(move |kind| self.with(*kind) == self)
    }
}
