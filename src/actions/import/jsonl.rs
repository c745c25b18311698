//! Imports a folder of plain lines. What the user changed in auld since the last import is never overwritten: what a
//! line said then is kept beside its row, and only what the file changed since is taken.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::jsonl_meeting::Meetings;
use super::jsonl_person;
use super::seen::PEOPLE_MAX;
use super::{BUFFER_BYTES, ImportError, Report, unread};
use crate::domain::id::Id;
use crate::domain::lineage::Growing;
use crate::exchange::{Bad, Trouble, jsonl as format};
use crate::store::{self, Put, WriteTx, rows};

/// The scheme of sources under which keys of people are kept.
pub const SCHEME: &str = "jsonl";

/// Takes a folder.
///
/// # Errors
/// Where a file cannot be read or the store cannot be written.
pub fn import(tx: &mut WriteTx<'_>, folder: &Path, report: &mut Report) -> Result<(), ImportError> {
    let [people, meetings, referrals] = format::FILES.map(|name| folder.join(name));
    let mut import = Import::new(tx, report)?;
    let (name, input) = open(&people)?;
    import.people(&name, input)?;
    // A folder of people alone is a folder too.
    if meetings.exists() {
        let (name, input) = open(&meetings)?;
        import.meetings(&name, input)?;
    }
    if referrals.exists() {
        let (name, input) = open(&referrals)?;
        import.referrals(&name, input)?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<(String, BufReader<File>), ImportError> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => Ok((name, BufReader::with_capacity(BUFFER_BYTES, file))),
        Err(why) => Err(ImportError::Unreadable { file: name, why }),
    }
}

/// One import of a folder.
pub struct Import<'a, 'c> {
    pub(super) tx: &'a mut WriteTx<'c>,
    pub(super) report: &'a mut Report,
    /// People by the keys of their lines, as many as are kept in mind; the store knows the others.
    people: HashMap<Box<str>, Id>,
    look_for_doubles: bool,
    /// Who brought whom, in the store and in the lines so far; read when the first referral comes.
    lineage: Option<Growing>,
}

impl<'a, 'c> Import<'a, 'c> {
    /// Begins an import.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn new(tx: &'a mut WriteTx<'c>, report: &'a mut Report) -> store::Result<Import<'a, 'c>> {
        let look_for_doubles = tx.count_people()? > 0;
        Ok(Import { tx, report, people: HashMap::new(), look_for_doubles, lineage: None })
    }

    /// Takes people.jsonl.
    ///
    /// # Errors
    /// Where the file cannot be read or the store cannot be written; so for all below.
    pub fn people(&mut self, file: &str, input: impl BufRead) -> Result<(), ImportError> {
        self.report.of("people");
        let bad = |import: &mut Self, bad: Bad| import.report.add_bad("people", file, bad);
        format::each_line(input, self, |import, line| import.person(file, line), bad).map_err(|e| unread(file, e))
    }

    /// Takes meetings.jsonl.
    pub fn meetings(&mut self, file: &str, input: impl BufRead) -> Result<(), ImportError> {
        self.report.of("meetings");
        let mut state = (Meetings::new(self.tx)?, self);
        let done = format::each_line(
            input,
            &mut state,
            |(meetings, import), line| {
                let draft = format::meeting(line).map_err(Trouble::Bad)?;
                let with = draft.with.iter().map(|key| import.find(key)).collect::<Result<Vec<_>, _>>()?;
                let put = meetings.take(import, file, &draft, &with)?;
                import.report.add("meetings", put);
                Ok(())
            },
            |(_, import), bad| import.report.add_bad("meetings", file, bad),
        );
        done.map_err(|e| unread(file, e))
    }

    /// Takes referrals.jsonl.
    pub fn referrals(&mut self, file: &str, input: impl BufRead) -> Result<(), ImportError> {
        self.report.of("referrals");
        let bad = |import: &mut Self, bad: Bad| import.report.add_bad("referrals", file, bad);
        format::each_line(input, self, Self::referral, bad).map_err(|e| unread(file, e))
    }

    fn person(&mut self, file: &str, line: &[u8]) -> Result<(), Trouble<ImportError>> {
        let draft = format::person(line).map_err(Trouble::Bad)?;
        // The reader took it for JSON, so outside of its strings it is ASCII, and inside UTF-8.
        let raw = String::from_utf8_lossy(line);
        let known = self.tx.source(SCHEME, &draft.key).map_err(failed)?;
        let (id, put) = match known {
            Some(source) => {
                let id = source.person_id.unwrap_or(source.id);
                (id, jsonl_person::again(self, file, source, &draft, &raw).map_err(failed)?)
            }
            None => match self.own(&draft.key).map_err(failed)? {
                Some(id) => (id, jsonl_person::complete(self.tx, id, &draft).map_err(failed)?),
                None => {
                    let id = jsonl_person::add(self.tx, &draft, &raw).map_err(failed)?;
                    if self.look_for_doubles {
                        self.report.note_doubles(self.tx, id, &draft.name, None).map_err(failed)?;
                    }
                    (id, Put::New)
                }
            },
        };
        self.keep(&draft.key, id);
        self.report.add("people", put);
        Ok(())
    }

    fn referral(&mut self, line: &[u8]) -> Result<(), Trouble<ImportError>> {
        let draft = format::referral(line).map_err(Trouble::Bad)?;
        let (from, to) = (self.find(&draft.from)?, self.find(&draft.to)?);
        if from == to {
            return Err(Trouble::Bad("nobody can bring themselves".into()));
        }
        if !self.lineage().map_err(failed)?.add(from, to) {
            return Err(Trouble::Bad("it closes a circle: nobody can bring those who brought them".into()));
        }
        let put = self.put_referral(from, to, &draft).map_err(failed)?;
        self.report.add("referrals", put);
        Ok(())
    }

    fn lineage(&mut self) -> store::Result<&mut Growing> {
        if self.lineage.is_none() {
            let mut lineage = Growing::default();
            self.tx.each(|row: rows::Referral| -> store::Result<()> {
                lineage.add(row.referrer_id, row.referred_id);
                Ok(())
            })?;
            self.lineage = Some(lineage);
        }
        Ok(self.lineage.get_or_insert_default())
    }

    /// Adds the referral, or fills in what the store does not know of it yet.
    fn put_referral(&mut self, from: Id, to: Id, draft: &format::ReferralDraft) -> store::Result<Put> {
        let known = self.tx.referral_between(from, to, draft.kind)?;
        let known: Option<rows::Referral> = known.map(|id| self.tx.get(id)).transpose()?.flatten();
        let row = match known {
            Some(known) => rows::Referral {
                on_date: known.on_date.or(draft.on),
                note: known.note.clone().or(draft.note.clone()),
                ..known
            },
            None => rows::Referral {
                id: self.tx.new_id::<rows::Referral>(self.tx.today())?,
                referrer_id: from,
                referred_id: to,
                kind: draft.kind,
                on_date: draft.on,
                note: draft.note.clone(),
                outcome: None,
                thanked_on: None,
                told_on: None,
            },
        };
        self.tx.put(row)
    }

    /// Returns the person a key stands for: a line of this folder, now or earlier, or auld's own id.
    fn find(&mut self, key: &str) -> Result<Id, Trouble<ImportError>> {
        if let Some(id) = self.people.get(key) {
            return Ok(*id);
        }
        let imported = self.tx.source(SCHEME, key).map_err(failed)?.and_then(|source| source.person_id);
        let found = match imported {
            Some(id) => Some(id),
            None => self.own(key).map_err(failed)?,
        };
        let id =
            found.ok_or_else(|| Trouble::Bad(format!("nobody in people.jsonl or in the store has the id `{key}`")))?;
        self.keep(key, id);
        Ok(id)
    }

    fn keep(&mut self, key: &str, id: Id) {
        // Any of them can be asked for again; forgetting all is cheaper than choosing.
        if self.people.len() >= PEOPLE_MAX {
            self.people.clear();
        }
        self.people.insert(key.into(), id);
    }

    /// Returns the person of the store that has this very id, as in a folder that auld wrote.
    fn own(&self, key: &str) -> store::Result<Option<Id>> {
        match key.parse::<Id>() {
            Ok(id) => Ok(self.tx.has::<rows::Person>(id)?.then_some(id)),
            Err(_) => Ok(None),
        }
    }
}

pub(super) fn failed(e: store::Error) -> Trouble<ImportError> {
    match e.refused() {
        Some(why) => Trouble::Bad(format!("the store cannot hold this record: {why}")),
        None => Trouble::Failed(e.into()),
    }
}

/// Returns what the file wants where it changed, else what the store has; `None` for what both changed apart.
pub(super) fn merge<'v, T: PartialEq>(then: &T, now: &'v T, store: &'v T) -> Option<&'v T> {
    if now == then || now == store {
        Some(store)
    } else if store == then {
        Some(now)
    } else {
        None
    }
}
