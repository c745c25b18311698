//! `auld log TEXT…`

use clap::Args;

use super::log_fields::{MeetingFlags, PLANNED};
use super::log_people::{Cast, settle};
use super::log_ties::{self, Pair};
use super::someone;
use super::told::{self, Source, Wanted};
use crate::actions::log::{self, NewMeeting};
use crate::actions::understand::{self, UnderstandError};
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::iso;
use crate::domain::fold;
use crate::domain::id::Id;
use crate::domain::meeting::Feeling;
use crate::domain::person::called;
use crate::store::{Access, Store};
use crate::text::entry::{self, Entry, EntryError};
use crate::view::shell::quoted;
use crate::view::understood::Understood;
use crate::view::words;

/// Write down a meeting, a call or a message in a line
///
/// Day, people, place, tags, kind, length, feelings, promises and who brought whom are read from the sentence,
/// and what was understood is shown:
///
///   auld log "Yesterday: coffee with Grace @Kopi Tuku; she made me feel heard"
///   auld log "lunch with Grace #work 90 min. I promised Grace the paper by Friday"
///   auld log "met [Marek Nowicki] through Grace"
///
/// Of one person a meeting keeps one feeling: what is said more than once is joined, and the strongest value
/// counts.
///
/// A day beside the meeting, or in front, is its day; a day of something else ("her exam is on 14 January") is not. A
/// weekday is the last one for what was; for what is due it is the next one, never today, and "next Friday" is never
/// tomorrow. Days to come, as in "tomorrow", count from the day of writing; of a meeting a week ago or longer, from its
/// own day. Of a week, a month or a year the first day is written down, and that is said. A voicemail, a missed call
/// and a meeting that was called off are attempts. `--on` wins over the text.
///
/// Refused are a plan, a day to come, and a text of two meetings on two days: write a line for each. Whoever is told
/// as absent ("Tomas could not come") is not taken as being there, and that is said; `--with` wins.
///
/// [Name] adds somebody new, \Name is plain text, @[Place] is a place of several words. Without TEXT auld asks; `-`
/// reads standard input and `-e` opens your editor, so that the words stay out of the shell's history.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct LogArgs {
    /// What happened, in a sentence; `-` for standard input
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Write the text in your editor
    #[arg(short, long)]
    editor: bool,
    #[command(flatten)]
    fields: MeetingFlags,
}

/// How many others of a first name are told.
const NAMESAKES: usize = 3;

const REMARK: &str = "# One line about who you met and how it was. These two lines are left out.\n\
# Yesterday: coffee with Grace and [Tomas Ozols] @Kopi Tuku #work 90 min; Grace made me feel heard\n";

pub fn run(args: LogArgs, session: &mut Session<'_>) -> Done {
    let mut store = session.open(Access::Write)?;
    let (text, from) = text(&args, session)?;
    if text.is_empty() && !args.fields.names_people() {
        return Err(Refusal::new("there is no text; nothing was written")
            .hint("say who it was, and what: `auld log \"coffee with Grace\"`")
            .into());
    }
    let written = write_down(&args, session, &mut store, &text, from == Source::Asked);
    let (cast, pairs, meeting, logged) = match written {
        Ok(written) => written,
        Err(failure) => return Err(from.give_back(session, &text, failure)),
    };
    let new = cast.people.iter().filter(|p| matches!(p.whom, log::Whom::New(_))).map(|p| p.name.clone());
    let absent = pairs.iter().flat_map(|pair| pair.newcomers(&cast)).map(|someone| someone.name.clone());
    let mut told: Vec<String> = Vec::new();
    for name in new.chain(absent) {
        if told.contains(&name) {
            continue;
        }
        tell_of_namesakes(session, &mut store, &name, &cast)?;
        someone::say_bare(session, &mut store, &name)?;
        told.push(name);
    }
    let ties = pairs.iter().zip(&logged.new_ties).map(|(pair, new)| pair.shown(*new, &cast)).collect();
    let id = (!session.settings.dry_run).then(|| logged.meeting.to_string());
    session.show(&Understood { ties, ..echo(id, &meeting, &cast) })?;
    let entry = &cast.entry;
    if let Some(words) = entry.on_span.as_ref().filter(|_| entry.on_first).and_then(|span| entry.text.get(span.clone()))
    {
        session.say(&format!("`{words}` is no single day: written down on the first of it, {}", iso(meeting.on)));
    }
    for loose in &entry.loose {
        let words = &loose.words;
        session.say(&format!(
            "`{words}` is told of nobody who is named, and stays words of the text; somebody's? `auld feel NAME {}`",
            quoted(words)
        ));
    }
    for name in entry.aside.iter().filter_map(|span| entry.text.get(span.clone())) {
        session.say(&format!("`{name}` is named, but not as somebody who was there"));
    }
    if session.settings.dry_run {
        session.say("dry run: nothing was written");
    } else {
        session.say("mend with `auld edit last …`, undo with `auld undo`");
    }
    Ok(())
}

/// Understands the text, settles what is unclear and stores it.
fn write_down(
    args: &LogArgs,
    session: &mut Session<'_>,
    store: &mut Store,
    text: &str,
    asked: bool,
) -> Result<(Cast, Vec<Pair>, NewMeeting, log::Logged), Failure> {
    let today = session.world.today;
    let given = args.fields.day(today)?;
    let understood =
        store.read(|reader| understand::sentence(reader, text, given, today).map_err(|e| not_understood(&e, text)))?;
    let cast = settle(session, store, understood, &args.fields)?;
    let pairs = log_ties::settle(session, store, &cast, &args.fields)?;
    let mut meeting = meeting_of(&cast.entry, &cast);
    meeting.ties = pairs.iter().map(Pair::tie).collect();
    args.fields.apply(&mut meeting, &cast, today)?;
    if asked {
        ask_feelings(session, &mut meeting, &cast)?;
    }
    let logged = session
        .write(store, |tx| log::meeting(tx, &meeting).map_err(super::add::failure))
        .map_err(|e| log_ties::not_written(e, text))?;
    Ok((cast, pairs, meeting, logged))
}

/// Says who else answers to the first name of somebody new, as their own or by a nickname: the two may be one person.
fn tell_of_namesakes(session: &mut Session<'_>, store: &mut Store, name: &str, cast: &Cast) -> Done {
    let own = fold::words(name);
    let Some(first) = own.first().cloned() else { return Ok(()) };
    let known = store.read(|reader| reader.names_with(std::slice::from_ref(&first)))?;
    let named = |other: &str| fold::words(other).first() == Some(&first);
    let others = known.iter().filter(|row| named(&row.name) || row.names.iter().any(|(_, other)| named(other)));
    // Whoever is there beside the new one is somebody else, and the new one may have been written by now.
    let there = |id: Id| cast.people.iter().any(|p| p.whom == log::Whom::Known(id));
    let others = others.filter(|row| row.name != name && !there(row.id));
    let others: Vec<String> = others.map(|row| called(&row.name, row.hint.as_deref())).take(NAMESAKES).collect();
    // A name of more words tells by itself which of several it is not.
    if let Some(other) = others.first().filter(|_| others.len() == 1 || own.len() == 1) {
        let merge = format!("auld merge {} {}", quoted(other), quoted(name));
        let known = words::list_and(&others);
        let question = if others.len() == 1 { "The same person?" } else { "One of them?" };
        session.say(&format!("{name} is new; you know {known} too. {question} `{merge}`"));
    }
    Ok(())
}

/// Returns the text, and where it comes from.
fn text(args: &LogArgs, session: &mut Session<'_>) -> Result<(String, Source), Failure> {
    if args.text.is_empty() && !args.editor && args.fields.names_people() {
        return Ok((String::new(), Source::Arguments));
    }
    let wanted = Wanted {
        question: "Who did you meet, and how was it?",
        hint: "give the text: `auld log \"coffee with Grace\"`, or `auld log -` to read it from standard input",
        remark: REMARK,
    };
    match told::text(session, &args.text, args.editor, &wanted)? {
        (text, Source::Editor) if text.is_empty() => Err(refused("the draft is empty; nothing was written")),
        (text, Source::Asked) if text.is_empty() => Err(refused("nothing was said; nothing was written")),
        told => Ok(told),
    }
}

fn not_understood(e: &UnderstandError, text: &str) -> Failure {
    match e {
        UnderstandError::Store(_) => Failure::Machine(e.to_string()),
        UnderstandError::Entry(e) => {
            let refusal = Refusal::new(e.to_string()).line(text.to_owned());
            let mend = "nothing was written; name the day with `--on DAY`, or put `\\` before a word that is no date";
            match e {
                EntryError::NoSuchValue { .. } => {
                    refusal.hint("nothing was written; a feeling can have -2, -1, 0, +1 or +2 beside it")
                }
                EntryError::ImpossibleDate { .. } => refusal.hint(mend),
                EntryError::ImpossibleDue { .. } => {
                    refusal.hint("nothing was written; mend the day, or put `\\` before a word that is no date")
                }
                EntryError::Several { .. } => {
                    refusal.hint("nothing was written; write a line for each of them, or one for both with `--on DAY`")
                }
                EntryError::NotYet { .. } => refusal.hint(mend).hint(PLANNED),
                EntryError::Planned { .. } => {
                    refusal.hint("nothing was written; if it took place, name the day with `--on DAY`").hint(PLANNED)
                }
            }
            .into()
        }
    }
}

/// Makes the meeting the sentence speaks of; flags come later.
fn meeting_of(entry: &Entry, cast: &Cast) -> NewMeeting {
    NewMeeting {
        on: entry.on,
        kind: entry.kind,
        minutes: entry.minutes,
        people: cast.people.iter().map(|p| p.whom.clone()).collect(),
        place: entry.place.as_ref().map(|(place, _)| place.clone()),
        tags: entry.tags.iter().map(|(tag, _)| tag.clone()).collect(),
        felt: log::one_each(&cast.felt(&entry.felt)),
        left: log::one_each(&cast.felt(&entry.left)),
        promises: entry
            .promises
            .iter()
            .flat_map(|p| {
                // A promise to nobody in particular is to the first named: one promise, not one a head.
                let who = p.who.and_then(|at| cast.place_of(at)).or((!cast.people.is_empty()).then_some(0))?;
                Some(log::NewPromise { by: p.by, who, text: p.text.clone(), due: p.due })
            })
            .collect(),
        ties: Vec::new(),
        size: None,
        direction: entry.direction,
        imposed: false,
        text: entry.text.clone(),
    }
}

/// Asks what is not told yet, one short question each; an empty answer skips.
fn ask_feelings(session: &mut Session<'_>, meeting: &mut NewMeeting, cast: &Cast) -> Done {
    for (at, person) in cast.people.iter().enumerate() {
        if meeting.felt.iter().all(|(who, _)| *who != at) {
            let question = format!("How did {} make you feel? (Enter to skip)", person.called());
            if let Some(feeling) = answer(session, &question, values::feeling)? {
                meeting.felt.push((at, feeling));
            }
        }
    }
    if let Some(first) = cast.people.first().filter(|_| meeting.promises.is_empty()) {
        let question = format!("Did you promise {} anything? (Enter to skip)", first.called());
        let from = entry::counted_from(meeting.on, session.world.today);
        if let Some((text, due)) = answer(session, &question, |words| values::promised(words, from))? {
            meeting.promises.push(log::NewPromise { by: crate::domain::promise::By::Me, who: 0, text, due });
        }
    }
    Ok(())
}

/// Asks until the answer can be read; `None` where it is empty. A slip in one answer costs no other.
fn answer<T>(
    session: &mut Session<'_>,
    question: &str,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    loop {
        let words = session.ask_line(question, "")?;
        if words.trim().is_empty() {
            return Ok(None);
        }
        match read(&words) {
            Ok(read) => return Ok(Some(read)),
            Err(Failure::Refused(refusal)) => session.once_more(&refusal.what),
            Err(failure) => return Err(failure),
        }
    }
}

/// Returns what is shown of a meeting: what will be written, and where the text says so.
fn echo(id: Option<String>, meeting: &NewMeeting, cast: &Cast) -> Understood {
    use crate::view::understood::{Felt, Promised};
    let entry = &cast.entry;
    let (name, hint) = (
        |at: usize| cast.people.get(at).map(|p| p.name.clone()).unwrap_or_default(),
        |at: usize| cast.people.get(at).and_then(|p| p.hint.clone()),
    );
    // A span is shown only for what the text says and no flag replaced.
    let felt = |all: &[(usize, Feeling)], told: &[entry::Felt]| {
        let said = log::one_each(&cast.felt(told));
        let of = |who: usize| {
            let spans = told.iter().filter(move |f| cast.places(f.who).contains(&who)).map(|f| f.span.clone());
            let mut spans: Vec<_> = spans.collect();
            spans.dedup();
            spans
        };
        let shown = all.iter().map(|each| {
            let (who, feeling) = each;
            let at = if said.contains(each) { of(*who) } else { Vec::new() };
            Felt { name: name(*who), hint: hint(*who), feeling: feeling.clone(), at }
        });
        shown.collect::<Vec<_>>()
    };
    Understood {
        id,
        on: meeting.on,
        on_at: entry.on_span.clone().filter(|_| entry.on == meeting.on),
        kind: meeting.kind,
        kind_at: entry.kind_span.clone().filter(|_| entry.kind == meeting.kind),
        minutes: meeting.minutes,
        minutes_at: entry.minutes_span.clone().filter(|_| entry.minutes == meeting.minutes),
        people: cast.people.iter().map(|p| p.who()).collect(),
        place: meeting.place.clone(),
        place_at: entry
            .place
            .as_ref()
            .filter(|(place, _)| Some(place) == meeting.place.as_ref())
            .map(|(_, span)| span.clone()),
        tags: meeting
            .tags
            .iter()
            .map(|tag| (tag.clone(), entry.tags.iter().find(|(t, _)| t == tag).map(|(_, span)| span.clone())))
            .collect(),
        felt: felt(&meeting.felt, &entry.felt),
        left: felt(&meeting.left, &entry.left),
        promises: meeting
            .promises
            .iter()
            .map(|p| Promised {
                by: p.by,
                name: name(p.who),
                hint: hint(p.who),
                text: p.text.clone(),
                due: p.due,
                at: entry.promises.iter().find(|told| told.text == p.text).map(|told| told.span.clone()),
            })
            .collect(),
        ties: Vec::new(),
        size: meeting.size,
        direction: meeting.direction,
        imposed: meeting.imposed,
        text: meeting.text.clone(),
    }
}
