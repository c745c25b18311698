//! Those whom `--with` names, found again in the sentence: what it says of them is theirs.

use super::log_fields::MeetingFlags;
use super::log_people::Player;
use crate::actions::log::Whom;
use crate::cli::report::{Failure, Refusal};
use crate::cli::session::{Done, Session};
use crate::domain::fold;
use crate::text::Span;
use crate::text::entry::{Entry, Named, WhoIs};
use crate::view::shell::quoted;

/// Finds out which of the sentence each of `people` is. One who may be several is asked about only where the sentence tells
/// something of somebody.
///
/// # Errors
/// Refuses a name of the sentence that several of them have, where nobody can be asked.
pub fn match_sentence(session: &mut Session<'_>, entry: &Entry, people: &mut [Player]) -> Done {
    let tells_nothing = entry.felt.is_empty()
        && entry.left.is_empty()
        && entry.promises.is_empty()
        && entry.brought.is_empty()
        && entry.introduced.is_empty();
    let mut asking = (!tells_nothing).then_some(session);
    for (at, person) in entry.people.iter().enumerate() {
        let is = |p: &Player| match (&person.mention, &p.whom) {
            (WhoIs::One(id, _), Whom::Known(known)) => id == known,
            (WhoIs::Several(ids, _), Whom::Known(known)) => ids.contains(known),
            (WhoIs::New(name), _) => fold::words(name) == fold::words(&p.name),
            (WhoIs::One(..) | WhoIs::Several(..) | WhoIs::Unknown(_), _) => false,
        };
        let surely = people.iter().any(is);
        let written = name_of(entry, &person.span);
        matches(asking.as_deref_mut(), people, Named::There(at), &written, |p| {
            if surely { is(p) } else { bears(p, &written) }
        })?;
    }
    for (at, (name, _)) in entry.unknown.iter().enumerate() {
        matches(asking.as_deref_mut(), people, Named::Unknown(at), name, |p| bears(p, name))?;
    }
    Ok(())
}

/// Marks who of `people` somebody of the sentence is; asks where several can be, or else marks nobody.
fn matches(
    session: Option<&mut Session<'_>>,
    people: &mut [Player],
    named: Named,
    written: &str,
    fits: impl Fn(&Player) -> bool,
) -> Done {
    let mut hits: Vec<usize> = Vec::new();
    for (at, player) in people.iter().enumerate() {
        if fits(player) && hits.iter().all(|hit| people.get(*hit).is_none_or(|p| p.whom != player.whom)) {
            hits.push(at);
        }
    }
    let hit = match hits.as_slice() {
        [] => return Ok(()),
        [only] => *only,
        _ => {
            let Some(session) = session else { return Ok(()) };
            let shown: Vec<_> = hits.iter().filter_map(|at| people.get(*at)).map(|p| p.name.clone()).collect();
            let picked = session.choose(&format!("Which `{written}`?"), &shown, "").map_err(|_| {
                let refusal =
                    Refusal::new(format!("`{written}` can be several of those who were there; nothing was written"));
                Failure::from(refusal.hint("write more of the name in the sentence"))
            })?;
            hits.get(picked).copied().unwrap_or_default()
        }
    };
    if let Some(player) = people.get_mut(hit) {
        player.mentions.push(named);
    }
    Ok(())
}

/// Refuses a feeling or a promise of somebody whom `--with` leaves out, unless a flag says it anew: nothing that was
/// said gets lost, or becomes somebody else's.
pub fn refuse_others(entry: &Entry, people: &[Player], flags: &MeetingFlags) -> Done {
    let felt = entry.felt.iter().filter(|_| flags.felt.is_empty()).map(|f| (f.who, "what you felt"));
    let left = entry.left.iter().filter(|_| flags.left.is_empty()).map(|f| (f.who, "how you left them"));
    let promised = entry.promises.iter().filter(|_| flags.promise.is_empty() && flags.theirs.is_empty());
    let promised = promised.map(|p| (p.who.map(Named::There), "what was promised"));
    for (who, what) in felt.chain(left).chain(promised) {
        let Some(who) = who.filter(|who| people.iter().all(|p| !p.mentions.contains(who))) else { continue };
        let name = match who {
            Named::There(at) => entry.people.get(at).map(|p| name_of(entry, &p.span)),
            Named::Absent(at) => entry.absent.get(at).map(|p| name_of(entry, &p.span)),
            Named::Unknown(at) => entry.unknown.get(at).map(|(name, _)| name.clone()),
        };
        let name = name.unwrap_or_default();
        let refusal = Refusal::new(format!(
            "`--with` leaves out `{name}`, of whom the sentence tells {what}; nothing was written"
        ));
        return Err(refusal.hint(format!("add `--with {}`, or leave that out of the sentence", quoted(&name))).into());
    }
    Ok(())
}

fn name_of(entry: &Entry, span: &Span) -> String {
    entry.text.get(span.clone()).unwrap_or_default().trim_matches(['[', ']']).to_owned()
}

/// Tells whether the words of a name are all words of the person's.
fn bears(player: &Player, name: &str) -> bool {
    let (name, own) = (fold::words(name), fold::words(&player.name));
    !name.is_empty() && name.iter().all(|word| own.contains(word))
}
