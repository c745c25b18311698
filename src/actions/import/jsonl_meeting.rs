//! Meetings of plain lines.

use super::ImportError;
use super::jsonl::{Import, failed};
use super::recorded::{self, Recorded};
use crate::domain::id::Id;
use crate::exchange::Trouble;
use crate::exchange::jsonl::MeetingDraft;
use crate::store::rows::Meeting;
use crate::store::{self, Put, WriteTx};

/// The scheme of sources under which keys of meetings are kept; apart from people, who may have the same keys.
pub const SCHEME: &str = "jsonl:meeting";

/// Takes the meetings of one file.
pub(super) struct Meetings {
    /// Whether no meeting had come from such a file before this one.
    fresh: bool,
    /// The greatest key so far.
    last_key: String,
}

impl Meetings {
    pub(super) fn new(tx: &WriteTx<'_>) -> store::Result<Meetings> {
        Ok(Meetings { fresh: !tx.has_meetings_from(SCHEME)?, last_key: String::new() })
    }

    /// Puts a line's meeting in place.
    pub(super) fn take(
        &mut self,
        import: &mut Import<'_, '_>,
        file: &str,
        draft: &MeetingDraft<'_>,
        with: &[Id],
    ) -> Result<Put, Trouble<ImportError>> {
        // In a first import of keys that rise, no key can be known already: that saves a look-up a line.
        let rises = draft.key.as_ref() > self.last_key.as_str();
        let known = if self.fresh && rises { None } else { import.tx.source(SCHEME, &draft.key).map_err(failed)? };
        if rises {
            self.last_key.clear();
            self.last_key.push_str(&draft.key);
        }
        match known {
            Some(source) => {
                let at = format!("{file}: `{}`", draft.key);
                recorded::again(import.tx, import.report, &at, source, &wanted(draft, with)).map_err(failed)
            }
            None if own(import.tx, &draft.key).map_err(failed)? => Ok(Put::Same),
            None => recorded::add(import.tx, SCHEME, &draft.key, wanted(draft, with)).map(|_| Put::New).map_err(failed),
        }
    }
}

/// Tells whether the key is auld's own id of a meeting, as in a folder that auld wrote.
fn own(tx: &WriteTx<'_>, key: &str) -> store::Result<bool> {
    key.parse::<Id>().map_or(Ok(false), |id| tx.has::<Meeting>(id))
}

fn wanted(draft: &MeetingDraft<'_>, with: &[Id]) -> Recorded {
    let meeting = Meeting {
        id: Id::default(),
        on_day: draft.on,
        kind: draft.kind,
        minutes: draft.minutes,
        place: draft.place.as_deref().map(str::to_owned),
        text: draft.text.clone().into_owned(),
        size: None,
        direction: None,
        imposed: false,
    };
    let mut people = recorded::attendances(with);
    people.iter_mut().for_each(|attendance| attendance.set_felt(&draft.felt));
    let tags = draft.tags.iter().map(|tag| tag.clone().into_owned()).collect();
    Recorded { meeting, people, tags, record: None }
}
