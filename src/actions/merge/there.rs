//! Where either of two people was: one presence at each meeting.

use crate::domain::id::Id;
use crate::domain::meeting::Feeling;
use crate::store::rows::Attendance;
use crate::store::{self, WriteTx};

/// How many attendances are read at once.
const PAGE: u32 = 256;

pub(super) fn attendances(tx: &mut WriteTx<'_>, into: Id, from: Id) -> store::Result<()> {
    // A page at a time: somebody may have been at many thousands.
    loop {
        let page: Vec<Attendance> = tx.some_of("person_id", from, PAGE)?;
        if page.is_empty() {
            return Ok(());
        }
        for gone in page {
            tx.delete(&gone)?;
            match tx.attendance(into, gone.meeting_id)? {
                Some(kept) => tx.update(&together(&kept, &gone))?,
                None => tx.insert(&Attendance { person_id: into, ..gone })?,
            }
        }
    }
}

/// Returns one presence of two at the same meeting. What was felt of either is joined, as what one sentence tells of one
/// person is: no word of either is lost, and the strongest value counts.
fn together(kept: &Attendance, gone: &Attendance) -> Attendance {
    let mut out = kept.clone();
    let joined = |kept: Option<Feeling>, gone: Feeling| match kept {
        Some(mut all) => {
            all.join(&gone);
            all
        }
        None => gone,
    };
    if let Some(felt) = gone.felt() {
        out.set_felt(&joined(kept.felt(), felt));
    }
    if let Some(left) = gone.left() {
        out.set_left(&joined(kept.left(), left));
    }
    let mut notes: Vec<String> = kept.note.iter().chain(&gone.note).cloned().collect();
    notes.dedup();
    out.note = (!notes.is_empty()).then(|| notes.join("\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_feelings_of_one_evening_stay_readable() {
        let mut kept = Attendance::of(Id(1), Id(9));
        kept.felt_words = Some("calm".into());
        kept.note = Some("n".into());
        let mut gone = Attendance::of(Id(2), Id(9));
        gone.felt_words = Some("heard".into());
        gone.left_words = Some("glad".into());
        gone.note = Some("n".into());
        let both = together(&kept, &gone);
        assert_eq!((both.felt_words.as_deref(), both.left_words.as_deref()), (Some("calm, heard"), Some("glad")));
        assert_eq!(both.note.as_deref(), Some("n"));
    }
}
