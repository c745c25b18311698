//! `auld edit` where a meeting was named: by flags or by the form.

use super::edit_values::yes;
use super::meeting_flags::MeetingFlags;
use super::target::{Target, described, meeting};
use super::{add, edit};
use crate::actions::edit_meeting::{self as action, Edited, MeetingError};
use crate::actions::form::Changed;
use crate::actions::log;
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::store::{MeetingLine, Store};

/// Changes the meeting by the flags, or by the form where there are none.
pub fn run(session: &mut Session<'_>, store: &mut Store, line: &MeetingLine, flags: Option<MeetingFlags>) -> Done {
    let write = |session: &mut Session<'_>, store: &mut Store, flags: &MeetingFlags| {
        let (mut edit, newcomers) = flags.edit(session, store, line)?;
        let edited = session.write(store, |tx| {
            for new in &newcomers {
                edit.with.push(log::settled(tx, &new.whom()).map_err(add::failure)?);
            }
            action::meeting(tx, line.meeting.id, &edit).map_err(failure)
        })?;
        for new in &newcomers {
            new.say_new(session, store)?;
        }
        Ok(edited)
    };
    let title = described(line, session.world.today);
    let edited = match flags {
        Some(flags) => Some(write(session, store, &flags)?),
        None => {
            let lines = store.read(|reader| action::lines(reader, line.meeting.id))?;
            edit::fill_in(session, store, &title, (action::KEYS, &lines), |session, store, changed| {
                write(session, store, &MeetingFlags::of(changed)?)
            })?
        }
    };
    let Edited { meeting: id, changed } = edited.unwrap_or(Edited { meeting: line.meeting.id, changed: Vec::new() });
    // A dry run has let go of what it wrote, so the meeting is as it was.
    let title = match meeting(store, id) {
        Ok(Target::Meeting(line)) => described(&line, session.world.today),
        _ => title,
    };
    edit::show(session, "id", &id.to_string(), &title, &changed)
}

impl MeetingFlags {
    /// Returns the flags that make the same change as the form did.
    fn of(changed: &[Changed]) -> Result<MeetingFlags, Failure> {
        let mut flags = MeetingFlags::default();
        // A feeling that went is cleared before those that came are set.
        let feelings = |before: &[String], after: &[String]| {
            let clear = before.iter().filter_map(|said| said.split_once(':')).map(|(name, _)| format!("{name}:"));
            clear.chain(after.iter().cloned()).collect()
        };
        for Changed { key, before, after } in changed {
            let value = Some(after.join(" "));
            match *key {
                "on" => flags.on = value,
                "kind" => flags.kind = value,
                "with" => (flags.without, flags.with) = (before.clone(), after.clone()),
                "at" => flags.at = value,
                "tag" => (flags.rm_tag, flags.tag) = (before.clone(), tags(after)?),
                "min" => flags.min = value,
                "felt" => flags.felt = feelings(before, after),
                "left" => flags.left = feelings(before, after),
                "size" => flags.size = value,
                "direction" => flags.direction = value,
                "imposed" => (flags.imposed, flags.chosen) = (yes("imposed", after)?, !yes("imposed", after)?),
                "text" => flags.text = value,
                _ => {}
            }
        }
        Ok(flags)
    }
}

fn tags(texts: &[String]) -> Result<Vec<String>, Failure> {
    texts.iter().map(|text| values::tag(text).map_err(Failure::Usage)).collect()
}

fn failure(e: MeetingError) -> Failure {
    let what = e.to_string();
    match e {
        MeetingError::Store(e) => e.into(),
        MeetingError::Nobody => {
            Refusal::new(what).hint("`--rm` removes the meeting, `--with NAME` says who was there").into()
        }
        MeetingError::NotThere(name) => Refusal::new(what).hint(format!("if they were: `--with \"{name}\"`")).into(),
    }
}
