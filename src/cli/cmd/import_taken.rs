//! One import: every file, by its format, into one operation.

use std::io::Read;

use super::import_files::Input;
use super::import_read::{bytes_of, each};
use super::import_told::{failure, who_am_i};
use crate::actions::import::contacts::Contacts;
use crate::actions::import::people::People;
use crate::actions::import::{Gather, ImportError, Report, Taker, Wishes, taker};
use crate::actions::me;
use crate::cli::report::Failure;
use crate::cli::session::Session;
use crate::exchange::contacts::Me;
use crate::exchange::csv::Map;
use crate::exchange::seal::Keyring;
use crate::exchange::{Bad, Bytes, Format, Place};
use crate::store::{Access, Error, Occasion, WriteTx};
use crate::world::Progress;

/// An import of more people keeps the store as it was: undo takes it back too, and nothing else says so months later.
const PEOPLE_MANY: u64 = 100;
/// How many who may be the user are told.
const LIKELY_MAX: usize = 5;
/// How often an import asks who the user is at most.
const ASKED_MAX: usize = 3;

/// What is asked of an import.
pub struct Wanted {
    pub inputs: Vec<Input>,
    /// What columns hold.
    pub map: Map,
    /// Who the user is, as typed.
    pub me: Vec<String>,
    pub wishes: Wishes,
    /// What opens the sealed ones among them.
    pub keys: Keyring,
    /// Whether somebody can be asked, and the files be read again.
    pub ask: bool,
}

/// Imports, or rehearses it. Where the files do not tell who of the people in them is the user, the user is asked.
///
/// # Errors
/// Refuses what cannot be imported; nothing is written then.
pub fn take(session: &mut Session<'_>, wanted: &mut Wanted) -> Result<Report, Failure> {
    // Calendars and mail are told by an address, chats by a name: so it may be asked once for each.
    let mut asked = 0;
    loop {
        let mut likely = Vec::new();
        match take_once(session, wanted, &mut likely) {
            Err(_) if wanted.ask && !likely.is_empty() && asked < ASKED_MAX => {}
            done => return done,
        }
        asked += 1;
        let mut items: Vec<String> = likely.iter().map(|(who, count)| format!("{who} (in {count})")).collect();
        items.push("none of these".into());
        let at = session.choose("Which of these is you?", &items, "say it with `--me ADDRESS`")?;
        let Some((who, _)) = likely.into_iter().nth(at) else { return Err(who_am_i(&[])) };
        wanted.me.push(who);
    }
}

/// Imports once; `likely` becomes those who may be the user where that must be known and is not.
fn take_once(session: &mut Session<'_>, wanted: &Wanted, likely: &mut Vec<(String, u64)>) -> Result<Report, Failure> {
    let stdin: Box<dyn Read> = std::mem::replace(&mut session.world.stdin, Box::new(std::io::empty()));
    let mut store = session.open(Access::Write)?;
    let progress = session.progress(bytes_of(&wanted.inputs));
    let mut files = Files { stdin, progress: &progress, keys: &wanted.keys };
    let mut kept = Ok(None);
    let done = session.write(&mut store, |tx| {
        let mut report = Report::default();
        let me = me::told(tx, &mut report, &wanted.me).map_err(super::me::failure)?;
        for format in formats_of(&wanted.inputs) {
            let inputs: Vec<&Input> = wanted.inputs.iter().filter(|input| input.format == format).collect();
            files.take(tx, &mut report, wanted, format, &inputs, &me).map_err(|e| match e {
                ImportError::WhoAmI { likely: found } => {
                    *likely = found.into_iter().take(LIKELY_MAX).collect();
                    who_am_i(likely)
                }
                other => failure(other),
            })?;
        }
        progress.all_read();
        report.forget_those_told_apart(tx)?;
        if report.takes_people() > PEOPLE_MANY && !session.settings.dry_run {
            kept = tx.keep_as_it_was(session.world.local, Occasion::Import);
        }
        Ok(report)
    });
    drop(progress);
    match (&done, kept) {
        (Ok(_), Ok(Some(before))) => {
            before.keep();
            session.say("the store as it was before is kept: `auld restore` lists it");
        }
        (Ok(_), Err(e)) => session.say(&format!("the store as it was before could not be kept: {e}")),
        (Err(Failure::Store(Error::Unsure { .. })), _) | (_, Ok(None) | Err(_)) => {}
        (Err(_), Ok(Some(before))) => before.let_go(),
    }
    done
}

/// Where files are read from.
struct Files<'p> {
    stdin: Box<dyn Read>,
    progress: &'p Progress,
    keys: &'p Keyring,
}

impl Files<'_> {
    /// Takes the files of a format.
    fn take(
        &mut self,
        tx: &mut WriteTx<'_>,
        report: &mut Report,
        wanted: &Wanted,
        format: Format,
        inputs: &[&Input],
        me: &Me,
    ) -> Result<(), ImportError> {
        match taker(format) {
            Some(Taker::File(take)) => self.each(inputs, |name, input| take(tx, name, input, report)),
            Some(Taker::Folder(take)) => inputs.iter().try_for_each(|input| take(tx, &input.path, report)),
            Some(Taker::People(records, take)) => {
                let mut people = People::new(tx, report, records)?;
                people.map.clone_from(&wanted.map);
                self.each(inputs, |name, input| take(&mut people, name, input))?;
                Ok(people.finish()?)
            }
            Some(Taker::Contacts(records, take)) => {
                let mut contacts = Contacts::new(tx, report, records, me.clone())?;
                self.each(inputs, |name, input| take(&mut contacts, name, input))?;
                contacts.finish()
            }
            Some(Taker::Gathered(records, begin)) => {
                let mut contacts = Contacts::new(tx, report, records, me.clone())?;
                let mut gather = begin(wanted.wishes);
                self.gather(inputs, &mut contacts, &mut *gather)?;
                gather.end(&mut contacts)?;
                contacts.finish()
            }
            None => Ok(()),
        }
    }

    /// Hands every file to whoever takes it.
    fn each(
        &mut self,
        inputs: &[&Input],
        mut take: impl FnMut(&str, &mut dyn Bytes) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut files = inputs.iter().flat_map(|input| input.files.iter());
        files.try_for_each(|path| each(path, &mut *self.stdin, self.progress, self.keys, &mut take))
    }

    fn gather(
        &mut self,
        inputs: &[&Input],
        contacts: &mut Contacts<'_, '_>,
        gather: &mut dyn Gather,
    ) -> Result<(), ImportError> {
        for (path, among_others) in
            inputs.iter().flat_map(|i| i.files.iter().map(move |path| (path, i.files.len() > 1)))
        {
            let take = |name: &str, input: &mut dyn Bytes| gather.file(contacts, name, input);
            let took = each(path, &mut *self.stdin, self.progress, self.keys, take);
            match took {
                // Of a folder that is in use, files come and go.
                Err(ImportError::Unreadable { file, why }) if among_others => {
                    contacts.refuse(&file, Bad { place: Place::default(), why: why.to_string() });
                }
                done => done?,
            }
        }
        Ok(())
    }
}

/// Returns the formats of the files, each once, in the order of the command line.
fn formats_of(inputs: &[Input]) -> Vec<Format> {
    let mut formats = Vec::new();
    for input in inputs {
        if !formats.contains(&input.format) {
            formats.push(input.format);
        }
    }
    formats
}
