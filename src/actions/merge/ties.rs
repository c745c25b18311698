//! What ties one of two people to others: relations, who brought whom, and whom they are not.

use crate::actions::relate;
use crate::domain::id::Id;
use crate::store::rows::{DistinctPair, Referral, Relation};
use crate::store::{self, WriteTx};

pub(super) fn relations(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let mut moved: Vec<Relation> = tx.all_of("person_id", from)?;
    moved.extend(tx.all_of::<Relation>("other_id", from)?);
    for row in moved {
        let person_id = if row.person_id == from { into } else { row.person_id };
        let other_id = row.other_id.map(|other| if other == from { into } else { other });
        let new = Relation { person_id, other_id, ..row };
        let mut have: Vec<Relation> = tx.all_of("person_id", into)?;
        have.extend(tx.all_of::<Relation>("other_id", into)?);
        let twin = have.iter().filter(|r| r.id != new.id).find_map(|r| relate::joined(r, &new));
        if other_id == Some(person_id) || twin.is_some() {
            tx.delete(&new)?;
        } else {
            tx.update(&new)?;
        }
        if let Some(twin) = twin {
            tx.update(&twin)?;
        }
    }
    Ok(())
}

pub(super) fn referrals(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let (mut moved, brought) = tx.referrals_of(from)?;
    moved.extend(brought);
    for row in moved {
        let swap = |id: Id| if id == from { into } else { id };
        let new = Referral { referrer_id: swap(row.referrer_id), referred_id: swap(row.referred_id), ..row };
        if new.referrer_id == new.referred_id {
            tx.delete(&new)?;
            continue;
        }
        let have: Vec<Referral> = tx.all_of("referred_id", new.referred_id)?;
        let twin = have.into_iter().find(|r| r.id != new.id && r.referrer_id == new.referrer_id && r.kind == new.kind);
        match twin {
            None => tx.update(&new)?,
            Some(twin) => {
                let (older, younger) = if twin.id < new.id { (twin, new) } else { (new, twin) };
                tx.delete(&younger)?;
                tx.update(&both(older, younger))?;
            }
        }
    }
    Ok(())
}

/// Returns the older edge with what only the younger one says.
fn both(older: Referral, younger: Referral) -> Referral {
    let note = match (older.note, younger.note) {
        (Some(a), Some(b)) if a != b => Some(format!("{a}\n{b}")),
        (a, b) => a.or(b),
    };
    Referral {
        note,
        on_date: older.on_date.or(younger.on_date),
        outcome: older.outcome.or(younger.outcome),
        thanked_on: older.thanked_on.or(younger.thanked_on),
        told_on: older.told_on.or(younger.told_on),
        ..older
    }
}

/// Whoever was told apart from the one who goes is told apart from the one who stays.
pub(super) fn told_apart(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    let mut pairs: Vec<DistinctPair> = tx.all_of("person_id", from)?;
    pairs.extend(tx.all_of::<DistinctPair>("other_id", from)?);
    for pair in pairs {
        let other = if pair.person_id == from { pair.other_id } else { pair.person_id };
        tx.delete(&pair)?;
        if let Some(moved) = DistinctPair::of(into, other) {
            tx.put(moved)?;
        }
    }
    Ok(())
}
