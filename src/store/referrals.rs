//! Questions about who brought whom, and the rule that nobody brings those who brought them.

use super::row::Record;
use super::rows::{Engagement, Person, Referral};
use super::terms::id_list;
use super::{Error, Reader, Result};
use crate::domain::id::Id;
use crate::domain::lineage;

/// How many people of a circle an error names.
const NAMED: usize = 8;

impl Reader<'_> {
    /// Returns every referral by which somebody was brought to those who, in the end, brought the person: all edges on
    /// ways up from the person, in order of id.
    ///
    /// # Errors
    /// Where the store cannot be read; so for all below.
    pub fn referrals_above(&self, person: Id) -> Result<Vec<Referral>> {
        self.reached("referred_id", "referrer_id", &[person])
    }

    /// Returns every referral on ways down from the person, in order of id.
    pub fn referrals_below(&self, person: Id) -> Result<Vec<Referral>> {
        self.reached("referrer_id", "referred_id", &[person])
    }

    /// Returns the edges that touch, with their `near` end, whoever is reached from these people towards the `far` end.
    fn reached(&self, near: &'static str, far: &'static str, from: &[Id]) -> Result<Vec<Referral>> {
        let sql = format!(
            "WITH RECURSIVE reached (id) AS (
                 SELECT value FROM json_each(?1) UNION SELECT r.{far} FROM reached JOIN referral r ON r.{near} = reached.id)
             SELECT {} FROM referral WHERE {near} IN (SELECT id FROM reached) ORDER BY id",
            Referral::TABLE.column_list()
        );
        self.records(&sql, [id_list(from.iter().copied())])
    }

    /// Returns every referral that brought one of these people, in order of id.
    pub fn referrals_to(&self, people: &[Id]) -> Result<Vec<Referral>> {
        self.among("referred_id", people)
    }

    /// Returns those of these people who are in the store, in order of id.
    pub fn people_among(&self, people: &[Id]) -> Result<Vec<Person>> {
        self.among("id", people)
    }

    /// Returns the newest referrals that made somebody more than an acquaintance and were not thanked for, however else
    /// the same hand brought the same person; those of the dead left out.
    pub fn to_thank(&self, limit: u32) -> Result<Vec<Referral>> {
        let sql = format!(
            "SELECT {} FROM referral WHERE thanked_on IS NULL AND kind <> 'introduction'
             AND NOT EXISTS (SELECT 1 FROM referral o WHERE o.referrer_id = referral.referrer_id AND o.referred_id = referral.referred_id AND o.thanked_on IS NOT NULL)
             AND (SELECT state FROM person WHERE id = referral.referrer_id) <> 'deceased'
             ORDER BY on_date DESC, id DESC LIMIT ?1",
            Referral::TABLE.column_list()
        );
        self.records(&sql, [limit])
    }

    /// Returns the engagements of these people, in order of id.
    pub fn engagements_of(&self, people: &[Id]) -> Result<Vec<Engagement>> {
        self.among("person_id", people)
    }

    /// Returns the records whose column names one of these people, in order of id.
    fn among<R: Record>(&self, column: &'static str, people: &[Id]) -> Result<Vec<R>> {
        let sql = format!(
            "SELECT {} FROM {} WHERE {column} IN (SELECT value FROM json_each(?1)) ORDER BY id",
            R::TABLE.column_list(),
            R::TABLE.name
        );
        self.records(&sql, [id_list(people.iter().copied())])
    }

    /// Returns the referrals by which one person brought another, in order of id.
    pub fn referrals_between(&self, from: Id, to: Id) -> Result<Vec<Referral>> {
        let sql = format!(
            "SELECT {} FROM referral WHERE referrer_id = ?1 AND referred_id = ?2 ORDER BY id",
            Referral::TABLE.column_list()
        );
        self.records(&sql, [from.0, to.0])
    }

    /// Refuses edges that go in a circle. Each circle through an edge lies above the person the edge comes from.
    pub(super) fn no_circle(&self, referrers: &[Id]) -> Result<()> {
        let above = self.reached("referred_id", "referrer_id", referrers)?;
        let edges: Vec<_> = above.iter().map(|edge| (edge.referrer_id, edge.referred_id)).collect();
        match lineage::circle(&edges) {
            None => Ok(()),
            Some(people) => {
                let more = people.len().saturating_sub(NAMED);
                let shown = people.get(..NAMED.min(people.len())).unwrap_or_default();
                let names = self.called_of(shown)?;
                let names = shown.iter().map(|id| names.get(id).cloned().unwrap_or_default()).collect();
                Err(Error::Circle { names, more })
            }
        }
    }
}
