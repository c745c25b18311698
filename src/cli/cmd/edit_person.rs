//! `auld edit` where a person was named: by flags or by the form.

use super::edit_values::yes;
use super::person_flags::PersonFlags;
use super::{edit, rename};
use crate::actions::edit::{self as action, EditError, Edited};
use crate::actions::form::Changed;
use crate::actions::who::PersonRef;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::store::Store;
use crate::view::words;

/// Changes the person by the flags, or by the form where there are none.
pub fn run(session: &mut Session<'_>, store: &mut Store, person: &PersonRef, flags: Option<PersonFlags>) -> Done {
    let write = |session: &mut Session<'_>, store: &mut Store, flags: &PersonFlags| {
        let edit = flags.edit(session.world.today)?;
        session.write(store, |tx| action::person(tx, person.id, &edit).map_err(failure))
    };
    let edited: Option<Edited> = match flags {
        Some(flags) => Some(write(session, store, &flags)?),
        None => {
            let lines = store.read(|reader| action::lines(reader, person.id))?;
            edit::fill_in(session, store, &person.shown(), (action::KEYS, &lines), |session, store, changed| {
                write(session, store, &PersonFlags::of(changed)?)
            })?
        }
    };
    let Edited { person, renamed, changed } =
        edited.unwrap_or(Edited { person: person.clone(), renamed: None, changed: Vec::new() });
    edit::show(session, "id", &person.id.to_string(), &person.shown(), &changed)?;
    if let Some(renamed) = &renamed {
        rename::say_hints(session, renamed);
    }
    Ok(())
}

impl PersonFlags {
    /// Returns the flags that make the same change as the form did.
    fn of(changed: &[Changed]) -> Result<PersonFlags, Failure> {
        let mut flags = PersonFlags::default();
        for Changed { key, before, after } in changed {
            let value = Some(after.join(" "));
            match *key {
                "name" => flags.name = value,
                "hint" => flags.hint = value,
                "closeness" => flags.closeness = value,
                "kin" => (flags.kin, flags.not_kin) = (yes("kin", after)?, !yes("kin", after)?),
                "every" => flags.every = value,
                "state" => flags.state = value,
                "until" => flags.until = value,
                "since" => flags.since = value,
                "met" => flags.met = value,
                "on" => flags.on = value,
                "lives" => flags.lives = value,
                "birthday" => flags.birthday = value,
                "date" => (flags.rm_date, flags.add_date) = (before.clone(), after.clone()),
                "email" => (flags.rm_email, flags.email) = (before.clone(), after.clone()),
                "phone" => (flags.rm_phone, flags.phone) = (before.clone(), after.clone()),
                "handle" => (flags.rm_handle, flags.handle) = (before.clone(), after.clone()),
                "address" => (flags.rm_address, flags.address) = (before.clone(), after.clone()),
                "url" => (flags.rm_url, flags.url) = (before.clone(), after.clone()),
                _ => {}
            }
        }
        Ok(flags)
    }
}

fn failure(e: EditError) -> Failure {
    let what = e.to_string();
    match e {
        EditError::Store(e) => e.into(),
        EditError::Rename(e) => rename::failure(e),
        EditError::Missing { what: kind, have, .. } if have.is_empty() => {
            refused(format!("{what}: no {kind} is written down"))
        }
        EditError::Missing { have, .. } => {
            Refusal::new(what).hint(format!("there is {}", words::list_and(&have))).into()
        }
    }
}
