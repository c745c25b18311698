//! `auld thanks [FRIEND]`

use clap::Args;
use serde_json::json;

use crate::actions::refer::{self, Thanks};
use crate::actions::thanks;
use crate::actions::who::PersonRef;
use crate::cli::report::{Failure, Refusal, refused};
use crate::cli::session::{Done, Session};
use crate::cli::values;
use crate::domain::date::iso;
use crate::store::rows::Referral;
use crate::store::{Access, Store};
use crate::view::Text;
use crate::view::said::Said;
use crate::view::shell::quoted;

/// Show whom to thank for bringing somebody, or mark it as done
///
///   auld thanks                            what is open
///   auld thanks Marek --for Lucia          you thanked Marek
///   auld thanks Marek --for Lucia --told   and told him how it went
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ThanksArgs {
    /// Whom you thanked; left out, what is open is shown
    #[arg(value_name = "FRIEND")]
    name: Vec<String>,
    /// For bringing whom, where there are several
    #[arg(long = "for", value_name = "CLIENT", num_args = 1.., requires = "name")]
    client: Option<Vec<String>>,
    /// You told them how it went
    #[arg(long, requires = "name")]
    told: bool,
    /// When, if not today
    #[arg(long, value_name = "DAY", requires = "name")]
    on: Option<String>,
}

pub fn run(args: ThanksArgs, session: &mut Session<'_>) -> Done {
    if args.name.is_empty() {
        let mut store = session.open(Access::Read)?;
        let open = store.read(thanks::open)?;
        return session.show(&open);
    }
    let today = session.world.today;
    let on = args.on.as_deref().map(|text| values::past_day("--on", text, today)).transpose()?.unwrap_or(today);
    let mut store = session.open(Access::Write)?;
    let friend = session.person(&mut store, &args.name.join(" "))?;
    let (rows, client) = which(&args, &friend, session, &mut store)?;
    let done = session.write(&mut store, |tx| {
        let thank = |row: &Referral| Ok(refer::thank(tx, row, Thanks { on, told: args.told })?);
        rows.iter().map(thank).collect::<Result<Vec<_>, Failure>>()
    })?;
    let told = if args.told { " and told how it went" } else { "" };
    let line = Text::new().name(friend.shown()).plain(format!(": thanked{told}, for bringing ")).name(client.clone());
    let last = done.last();
    let document = json!({
        "by": friend.name, "name": client, "thanked_on": last.and_then(|row| row.thanked_on).map(iso),
        "told_on": last.and_then(|row| row.told_on).map(iso),
    });
    session.show(&Said::new(document, vec![friend.shown(), client]).line(line))?;
    session.say_undo();
    Ok(())
}

/// Settles which referrals are meant, all of one person brought, and that person's name.
fn which(
    args: &ThanksArgs,
    friend: &PersonRef,
    session: &mut Session<'_>,
    store: &mut Store,
) -> Result<(Vec<Referral>, String), Failure> {
    let friend_id = friend.id;
    if let Some(client) = &args.client {
        let client = session.person(store, &client.join(" "))?;
        let rows = store.read(|reader| reader.referrals_between(friend.id, client.id))?;
        if rows.is_empty() {
            let (friend, other) = (friend.shown(), client.shown());
            let turned = store.read(|reader| reader.referrals_between(client.id, friend_id))?;
            let (from, to) = (quoted(&friend), quoted(&other));
            let hint = match turned.is_empty() {
                true => format!("`auld refer {to} --by {from}`"),
                false => format!("it was {other} who brought {friend}: `auld thanks {to} --for {from}`"),
            };
            return Err(Refusal::new(format!("that {friend} brought {other} is not written down")).hint(hint).into());
        }
        return Ok((rows, client.shown()));
    }
    let mut rows = store.read(|reader| thanks::open_with(reader, friend.id))?;
    rows.retain(|row| args.told || row.thanked_on.is_none());
    let mut clients: Vec<_> = rows.iter().map(|row| row.referred_id).collect();
    clients.dedup();
    let names = store.read(|reader| reader.called_of(&clients))?;
    let items: Vec<_> = clients.iter().map(|id| names.get(id).cloned().unwrap_or_default()).collect();
    let at = match items.len() {
        0 => return Err(refused(format!("nothing is open with {}", friend.shown()))),
        1 => 0,
        _ => {
            let mut refusal = Refusal::new(format!("{} brought you several people", friend.shown()));
            for item in &items {
                refusal = refusal.line(item.clone());
            }
            let refusal = refusal.hint(format!("say for whom: `auld thanks {} --for CLIENT`", quoted(&friend.shown())));
            session.choose("For bringing whom?", &items, "").map_err(|_| Failure::from(refusal))?
        }
    };
    let client = clients.get(at).copied();
    rows.retain(|row| Some(row.referred_id) == client);
    Ok((rows, items.into_iter().nth(at).unwrap_or_default()))
}
