//! `auld import [FORMAT] FILE…`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::import_files::{Input, Said, inputs};
use super::import_map;
use super::import_taken::{Wanted, take};
use super::import_told::{nothing_read, tell, tell_beside, tell_changed, tell_next};
use crate::actions::import::Wishes;
use crate::cli::report::{Failure, refused};
use crate::cli::seal::OpenFlags;
use crate::cli::session::{Done, Session};
use crate::exchange::whatsapp::Order;
use crate::exchange::{FORMATS, Format};
use crate::view::words;

/// Read people and meetings from other programs, or from auld
///
/// The format is told from the files unless you name it. The same file twice changes nothing, an edited file changes
/// what was edited, and what you wrote yourself stays as you wrote it. One import is one operation that `auld undo`
/// takes back.
///
/// Tables of people are read by their header: those of Google Contacts, Outlook and LinkedIn are known, and plain names
/// of columns in English and Indonesian. `--dry-run` shows which column goes where. `--map` says it otherwise, with
/// name, first, middle, last, nick, email, phone, address, url, handle, company, title, birthday, anniversary,
/// date:LABEL, tag, note, met, met_on, lives, every, closeness, relation:KIND, fact:LABEL or skip. A row without a name
/// is named after its company, else after its address or number.
///
/// Calendars become meetings with those who were there. `--me ADDRESS` says which of them is you; else auld asks where
/// it cannot tell, and remembers the answer (`auld me`).
///
/// Of mail only the headers are read, of chats only who wrote on which day: one contact for each person, day and
/// direction. Mailing lists, bulk mail, junk, drafts and what machines write are left out.
///
/// People known only from calendars, mail and chats stay in the background until you speak of them, meet among a few,
/// or write to each other.
///
/// A sealed file, of `auld export --encrypt` or the program age, is opened with its passphrase, which is asked for, or
/// with the key that `--identity` names.
///
///   auld import contacts.vcf
///   auld import contacts.csv --dry-run
///   auld import friends.csv --map name="Full Name",email=E-mail,fact:shoe=Shoe
///   auld import calendar.ics --me sari@example.org
///   auld import inbox.mbox ~/Maildir
///   auld import "WhatsApp Chat with Budi.txt"
///   auld import monica.json
///   auld import friends.md
///   auld import friends.json.age
///   auld import jsonl exported-folder
///   auld import meetings meetings.csv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct ImportArgs {
    /// The format (json, jsonl, vcard, jscontact, csv, ics, mbox, whatsapp, meetings, friends or monica) where it cannot be told, then the files; `-`: standard input
    #[arg(required = true, value_name = "[FORMAT] FILE")]
    words: Vec<PathBuf>,
    /// The format, as the first word can say it too
    #[arg(long, short, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// What the columns of a table of people hold: field=Column, separated by commas
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Who you are in these files: an address, a number or a name; can be given again, and is remembered
    #[arg(long, value_name = "ADDRESS")]
    me: Vec<String>,
    /// In which order a chat writes its dates, where that cannot be told
    #[arg(long, value_name = "ORDER", value_enum)]
    date_order: Option<DateOrder>,
    #[command(flatten)]
    open: OpenFlags,
}

/// An order on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DateOrder {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
    /// Year, month, day
    Ymd,
}

impl From<DateOrder> for Order {
    fn from(order: DateOrder) -> Order {
        match order {
            DateOrder::Dmy => Order::Dmy,
            DateOrder::Mdy => Order::Mdy,
            DateOrder::Ymd => Order::Ymd,
        }
    }
}

fn format(word: &str) -> Result<Format, String> {
    let read = || FORMATS.iter().filter(|about| about.read).map(|about| about.word).collect::<Vec<_>>();
    Format::meant(word)
        .filter(|format| format.about().read)
        .ok_or_else(|| format!("`{word}` is no format that auld reads; those are {}", words::list_and(&read())))
}

pub fn run(args: ImportArgs, session: &mut Session<'_>) -> Done {
    let map = import_map::read(&args.map)?;
    let said = Said { format: args.format, map: !map.is_empty() };
    let keys = args.open.keyring(session)?;
    let inputs = inputs(args.words, &said, session, &keys)?;
    if !map.is_empty() && !inputs.iter().any(|input| input.format == Format::Csv) {
        return Err(Failure::Usage("`--map` is for tables of people".into()));
    }
    // What was read to make a plan would not be there any more to be imported.
    let once = inputs.iter().any(Input::is_read_once);
    let ask = session.world.terminal.stdin && session.world.terminal.stderr && !once;
    let wishes = Wishes { date_order: args.date_order.map(Order::from) };
    let mut wanted = Wanted { inputs, map, me: args.me, wishes, keys, ask };
    if ask && !session.settings.yes && !session.settings.dry_run {
        session.settings.dry_run = true;
        let plan = take(session, &mut wanted)?;
        session.settings.dry_run = false;
        let shown = plan.shown(false);
        // The plan stands next to the question.
        tell(session, &plan, false);
        tell_beside(session, &wanted.inputs);
        session.show(&shown)?;
        if shown.total().new + shown.total().updated == 0 {
            return Ok(());
        }
        if !session.confirm("Import this?", "`-y` imports without asking")? {
            return Err(refused("nothing was imported"));
        }
        let done = take(session, &mut wanted)?;
        tell_changed(session, &plan, &done);
        session.say_undo();
        tell_next(session, &done);
        return Ok(());
    }
    let report = take(session, &mut wanted)?;
    tell(session, &report, true);
    tell_beside(session, &wanted.inputs);
    let shown = report.shown(!session.settings.dry_run);
    let total = shown.total();
    if total.bad > 0 && total.new + total.updated + total.unchanged == 0 {
        return Err(nothing_read(&wanted.inputs));
    }
    session.show(&shown)?;
    if session.settings.dry_run || total.new + total.updated > 0 {
        session.say_undo();
    }
    Ok(())
}
