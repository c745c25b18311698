//! What the head of a message says: who wrote to whom and when, and whether a machine did.

use memchr::memchr;

use super::address::{self, Address};
use super::date::{self, Moment};
use super::words;

/// The longest subject that is kept, in characters.
const SUBJECT_MAX: usize = 80;

/// What the head of a message says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    /// Who wrote it. Those of `Sender` where `From` names nobody.
    pub from: Vec<Address>,
    /// To whom, copies included, each address once.
    pub to: Vec<Address>,
    /// When it was written, in the zone of whoever did; the best that the head says.
    pub when: Option<Moment>,
    /// Without `Re:` and the like, and short.
    pub subject: String,
    /// Why it is no letter of one person to another. Nothing but `posts_to` and `delivered_to` is read then.
    pub machine: Option<Machine>,
    /// The addresses of the mailing lists that it came through.
    pub posts_to: Vec<String>,
    /// To which address it was delivered at last: the owner of the mailbox.
    pub delivered_to: Option<String>,
    /// How long its body is in bytes, where the head says so.
    pub body_bytes: Option<u64>,
}

/// What wrote a message that no person wrote to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Machine {
    /// Nobody has sent it yet.
    Draft,
    /// A filter or its owner called it junk.
    Junk,
    List,
    Bulk,
    Automatic,
}

/// Fields that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Sender,
    To,
    Date,
    Subject,
    Received,
    ReturnPath,
    DeliveredTo,
    ListPost,
    /// Any other field that only mailing lists have.
    List,
    Precedence,
    AutoSubmitted,
    /// A field that only automatic answers have.
    Automatic,
    Suppress,
    SpamFlag,
    Labels,
    ContentType,
    ContentLength,
}

/// Returns the field with a name, whatever its case; `None` for one that is not read.
fn field(name: &[u8]) -> Option<Field> {
    let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
    let begins = |word: &str| name.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
    Some(match name.first()?.to_ascii_lowercase() {
        b'f' if is("From") => Field::From,
        b's' if is("Sender") => Field::Sender,
        b's' if is("Subject") => Field::Subject,
        b't' if is("To") => Field::To,
        b'c' if is("Cc") => Field::To,
        b'b' if is("Bcc") => Field::To,
        b'd' if is("Date") => Field::Date,
        b'd' if is("Delivered-To") => Field::DeliveredTo,
        b'r' if is("Received") => Field::Received,
        b'r' if is("Return-Path") => Field::ReturnPath,
        b'l' if is("List-Post") => Field::ListPost,
        b'l' if begins("List-") => Field::List,
        b'm' if is("Mailing-List") => Field::List,
        b'p' if is("Precedence") => Field::Precedence,
        b'a' if is("Auto-Submitted") => Field::AutoSubmitted,
        b'c' if is("Content-Type") => Field::ContentType,
        b'c' if is("Content-Length") => Field::ContentLength,
        b'x' if is("X-Original-To") || is("X-Delivered-To") => Field::DeliveredTo,
        b'x' if is("X-BeenThere") || is("X-Mailing-List") => Field::ListPost,
        b'x' if is("X-Autoreply") || is("X-Autorespond") => Field::Automatic,
        b'x' if is("X-Auto-Response-Suppress") => Field::Suppress,
        b'x' if is("X-Spam-Flag") => Field::SpamFlag,
        b'x' if is("X-Gmail-Labels") => Field::Labels,
        b'x' if is("X-Precedence") => Field::Precedence,
        _ => return None,
    })
}

/// Splits a line into the name of a field and where its value begins; `None` where it is no first line of a field.
pub fn name(line: &[u8]) -> Option<(&[u8], usize)> {
    let colon = memchr(b':', line)?;
    let name = line.get(..colon)?.trim_ascii_end();
    let fits = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    fits.then_some((name, colon + 1))
}

/// Returns what a head says, given its lines; the first of two fields counts.
pub fn read(head: &[u8]) -> Mail {
    let mut mail = Mail::default();
    let mut sender = Vec::new();
    let mut received: &[u8] = b"";
    let mut to: Vec<&[u8]> = Vec::new();
    let (mut from, mut date, mut title) = (None, None, None);
    for (field, value) in fields(head) {
        if let Some(machine) = machine(field, value) {
            mail.machine = mail.machine.min(Some(machine)).or(Some(machine));
        }
        match field {
            Field::From => from = from.or(Some(value)),
            Field::Sender => sender = value.to_vec(),
            Field::To => to.push(value),
            Field::Date => date = date.or(Some(value)),
            Field::Subject => title = title.or(Some(value)),
            // The last is the first that it came through.
            Field::Received => received = value,
            Field::DeliveredTo => {
                mail.delivered_to = mail.delivered_to.take().or_else(|| address::email(value.trim_ascii()));
            }
            Field::ListPost => mail.posts_to.extend(address::read(value).into_iter().map(|address| address.email)),
            Field::ContentLength => {
                let digits = std::str::from_utf8(value.trim_ascii()).ok();
                mail.body_bytes = mail.body_bytes.or_else(|| digits?.parse().ok());
            }
            _ => {}
        }
    }
    mail.when = date.and_then(date::read).or_else(|| {
        let after = received.rsplit(|byte| *byte == b';').next()?;
        date::read(after)
    });
    if mail.machine.is_some() {
        return mail;
    }
    mail.from = address::read(from.unwrap_or_default());
    if mail.from.is_empty() {
        mail.from = address::read(&sender);
    }
    mail.to = to.iter().flat_map(|value| address::read(value)).collect();
    once(&mut mail.to);
    if !mail.from.is_empty() && mail.from.iter().all(|address| is_machine(&address.email)) {
        mail.machine = Some(Machine::Automatic);
    }
    mail.subject = subject(title.unwrap_or_default());
    mail
}

/// Returns what kind of machine a field tells of; `None` where it tells of none.
fn machine(field: Field, value: &[u8]) -> Option<Machine> {
    match field {
        // Nobody is to hear that it did not arrive: it says itself that something did not.
        Field::ReturnPath => (value.trim_ascii() == b"<>").then_some(Machine::Automatic),
        Field::ListPost | Field::List => Some(Machine::List),
        Field::Precedence if says(value, &["list"]) => Some(Machine::List),
        Field::Precedence if says(value, &["bulk", "junk"]) => Some(Machine::Bulk),
        Field::Precedence => says(value, &["auto_reply"]).then_some(Machine::Automatic),
        Field::AutoSubmitted => (!says(value, &["no"])).then_some(Machine::Automatic),
        // Whoever writes without wanting answers of machines is one.
        Field::Suppress => says(value, &["all", "oof", "autoreply"]).then_some(Machine::Automatic),
        Field::Automatic => Some(Machine::Automatic),
        Field::SpamFlag => says(value, &["yes", "true"]).then_some(Machine::Junk),
        Field::Labels => label(value),
        Field::ContentType => says(value, &["multipart/report"]).then_some(Machine::Automatic),
        _ => None,
    }
}

/// Leaves each address once, the first with a name before others.
fn once(addresses: &mut Vec<Address>) {
    let mut seen = std::collections::HashSet::new();
    addresses.sort_by_key(|address| address.name.is_none());
    addresses.retain(|address| seen.insert(address.email.clone()));
}

/// Returns the fields that are read, each with its value as it stands.
fn fields(head: &[u8]) -> impl Iterator<Item = (Field, &[u8])> {
    let mut at = 0;
    let line_at = |at: usize| {
        let rest = head.get(at..).filter(|rest| !rest.is_empty())?;
        rest.get(..memchr(b'\n', rest).map_or(rest.len(), |end| end + 1))
    };
    std::iter::from_fn(move || {
        while let Some(line) = line_at(at) {
            let begins = at;
            at += line.len();
            let Some((field, value)) = name(line.get(..line.len().min(100)).unwrap_or(line))
                .and_then(|(name, value)| Some((field(name)?, value)))
            else {
                continue;
            };
            while let Some(next) = line_at(at).filter(|line| matches!(line.first(), Some(b' ' | b'\t'))) {
                at += next.len();
            }
            return head.get(begins + value..at).map(|value| (field, value));
        }
        None
    })
}

/// Tells whether the value of a field is one of the words, whatever stands behind it.
fn says(value: &[u8], words: &[&str]) -> bool {
    let mut parts = value.split(|byte| matches!(byte, b';' | b',' | b' ' | b'\t' | b'\r' | b'\n'));
    let first = parts.find(|part| !part.is_empty()).unwrap_or_default();
    words.iter().any(|word| first.eq_ignore_ascii_case(word.as_bytes()))
}

/// Returns what the labels of a message say that it is, where that is no letter; `None` for all others.
fn label(value: &[u8]) -> Option<Machine> {
    let text = words::decode(value).to_lowercase();
    text.split(',').find_map(|label| match label.trim().trim_matches('"') {
        "spam" | "junk" | "indésirables" | "correo no deseado" => Some(Machine::Junk),
        label if DRAFTS.contains(&label) => Some(Machine::Draft),
        _ => None,
    })
}

/// What mail programs call the place of letters that are not sent yet, in lower case.
pub const DRAFTS: &[&str] =
    &["drafts", "draft", "entwürfe", "brouillons", "borradores", "rascunhos", "bozze", "draf", "konsep", "concepten"];

/// Tells whether an address is one that programs write from and nobody reads.
pub fn is_machine(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default();
    let bare: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
    let inside =
        ["noreply", "donotreply", "nepasrepondre", "neantworten", "noresponder", "unsubscribe", "mailerdaemon"];
    let first = local.split(['+', '-', '.', '_', '=']).next().unwrap_or_default();
    let whole = [
        "postmaster",
        "notification",
        "notifications",
        "notify",
        "notifier",
        "bounce",
        "bounces",
        "newsletter",
        "newsletters",
        "alert",
        "alerts",
        "automated",
        "autoreply",
        "autoresponder",
        "listserv",
        "majordomo",
        "daemon",
        "mailman",
        "marketing",
        "mailing",
        "mailer",
        "root",
        "cron",
        "nobody",
    ];
    inside.iter().any(|word| bare.contains(word)) || whole.contains(&first)
}

/// Returns a subject without what answers and forwarded mail put before it, cut to a length that fits a line.
fn subject(raw: &[u8]) -> String {
    // What is cut away anyway need not be read.
    let text = words::decode(raw.get(..4096).unwrap_or(raw));
    let mut text = text.as_str();
    while let Some((before, after)) = text.split_once([':', '：'])
        && is_answer(before)
    {
        text = after.trim_start();
    }
    match text.char_indices().nth(SUBJECT_MAX) {
        None => text.to_owned(),
        Some((end, _)) => {
            let cut = text.get(..end).unwrap_or_default();
            let word = cut.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
            format!("{}…", cut.get(..word).unwrap_or(cut).trim_end())
        }
    }
}

/// Tells whether a word is what a mail program puts before the subject of an answer, in any language.
fn is_answer(word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let bare = word.split(['[', '(', '^']).next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    let known = [
        "re", "fw", "fwd", "aw", "wg", "sv", "vs", "vb", "antw", "bls", "balas", "trs", "tr", "rif", "rv", "enc",
        "res", "ynt", "ilt", "odp", "pd", "atb", "vl", "vá", "ref", "απ", "σχετ", "πρθ", "на", "回复", "回覆", "转发",
        "轉寄", "答复",
    ];
    known.contains(&bare.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read() {
        let mail = read(
            b"Return-Path: <grace@example.org>\r\n\
              Delivered-To: me@example.com\r\n\
              Received: from a by b;\r\n\tSat, 2 May 2026 09:00:00 +0000\r\n\
              FROM : Grace Tan\r\n <grace@example.org>\r\n\
              To: me@example.com,\r\n\tBudi <budi@example.org>\r\n\
              Cc: BUDI@example.org, sari@example.org\r\n\
              no field at all\r\n\
              Date: Sat, 2 May 2026 23:30:00 -0700\r\n\
              Subject: Re: AW: =?utf-8?Q?Fwd:_S=C3=A3o?= Paulo\r\n\
              From: second@example.org\r\n\
              Content-Length: 12\r\n",
        );
        assert_eq!(mail.from.iter().map(|from| from.email.as_str()).collect::<Vec<_>>(), ["grace@example.org"]);
        assert_eq!(mail.from[0].name.as_deref(), Some("Grace Tan"));
        let to: Vec<_> = mail.to.iter().map(|to| to.email.as_str()).collect();
        assert_eq!(to, ["budi@example.org", "me@example.com", "sari@example.org"]);
        assert_eq!(mail.when.map(|(day, _)| day.to_string()).as_deref(), Some("2026-05-02"));
        assert_eq!(mail.subject, "São Paulo");
        assert_eq!(mail.delivered_to.as_deref(), Some("me@example.com"));
        assert_eq!((mail.machine, mail.body_bytes), (None, Some(12)));
    }

    #[test]
    fn machines_are_told_from_people() {
        let cases = [
            ("", None),
            ("List-Id: <bees.example.org>", Some(Machine::List)),
            ("list-unsubscribe: <mailto:x@example.org>", Some(Machine::List)),
            ("Precedence: LIST", Some(Machine::List)),
            ("Precedence: bulk\nList-Post: <mailto:bees@example.org>", Some(Machine::List)),
            ("Precedence: junk", Some(Machine::Bulk)),
            ("Precedence: first-class", None),
            ("Auto-Submitted: no", None),
            ("Auto-Submitted: auto-replied; owner=x", Some(Machine::Automatic)),
            ("X-Auto-Response-Suppress: DR, OOF, AutoReply", None),
            ("X-Auto-Response-Suppress: All", Some(Machine::Automatic)),
            ("Return-Path: <>", Some(Machine::Automatic)),
            ("Content-Type: multipart/report; report-type=delivery-status", Some(Machine::Automatic)),
            ("Content-Type: multipart/mixed", None),
            ("X-Spam-Flag: YES", Some(Machine::Junk)),
            ("X-Spam-Flag: NO", None),
            ("X-Gmail-Labels: Inbox,Important", None),
            ("X-Gmail-Labels: =?UTF-8?Q?Spam,Caf=C3=A9?=", Some(Machine::Junk)),
            ("X-Gmail-Labels: Drafts", Some(Machine::Draft)),
        ];
        for (more, machine) in cases {
            let head = format!("From: grace@example.org\n{more}\n");
            assert_eq!(read(head.as_bytes()).machine, machine, "{more}");
        }
        for (email, machine) in [
            ("no-reply@example.org", true),
            ("noreply+x1@example.org", true),
            ("shop.no_reply@example.org", true),
            ("mailer-daemon@example.org", true),
            ("notifications@example.org", true),
            ("bounce-1-2@example.org", true),
            ("notie@example.org", false),
            ("grace@noreply.example.org", false),
            ("info@example.org", false),
        ] {
            assert_eq!(is_machine(email), machine, "{email}");
        }
    }

    #[test]
    fn subjects_are_short_and_begin_with_what_they_are_about() {
        let long = format!("Re[2]: {}", "word ".repeat(40));
        let cases = [
            ("Re: RE: re: dinner", "dinner"),
            ("Bls: makan malam", "makan malam"),
            ("Dinner: at eight", "Dinner: at eight"),
            ("回复：你好", "你好"),
            ("  ", ""),
            ("Re:", ""),
        ];
        for (raw, text) in cases {
            assert_eq!(subject(raw.as_bytes()), text, "{raw}");
        }
        let cut = subject(long.as_bytes());
        assert!(cut.chars().count() <= SUBJECT_MAX + 1 && cut.ends_with("word…"), "{cut}");
    }
}
