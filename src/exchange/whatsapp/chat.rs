//! One exported chat: who wrote on which day.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufRead};

use chrono::NaiveDate;

use super::stamp::{self, Order, Shape, Written, is_mark};
use crate::exchange::contacts::Party;
use crate::exchange::{Bad, Place, ReadError};

/// How much of a line is kept, in bytes: the day, the time and the name stand at its beginning.
const LINE_MAX: usize = 1024;
/// How many lines may stand before the first message.
const LINES_BEFORE: u64 = 100;
/// The longest name, in characters.
const NAME_MAX: usize = 80;
/// How many people can write in a chat.
const WRITERS_MAX: usize = 5000;
/// How much more often than any other the number must change, from one day to the next, that is the day of the month.
const CHANGES: usize = 3;

/// A chat as it is written: days are known once it is known how they are.
#[derive(Debug, Default)]
pub struct Chat {
    /// The names, in the order in which they came.
    pub writers: Vec<String>,
    /// The first line of each on each day.
    said: HashMap<(Written, usize), u64>,
    /// The days in the order of the file, those that follow each other once.
    dates: Vec<Written>,
    shape: Option<Shape>,
    /// Whether a number below ten was written without a zero.
    unpadded: bool,
    /// Whether a group writes as one of its members.
    pub titled: Option<String>,
}

/// How the days of a chat are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub order: Order,
    /// Whether the file leaves no doubt.
    pub sure: bool,
}

/// What is known of somebody who writes, until the end of the file.
#[derive(Default)]
struct Writer {
    /// Whether anything was written that no program did.
    person: bool,
    /// Whether the first line of the file was theirs, and written by a program.
    told: bool,
}

impl Chat {
    /// Reads a chat.
    ///
    /// # Errors
    /// Where the bytes cannot be read, or are no chat.
    pub fn read<E>(mut input: impl BufRead) -> Result<Chat, ReadError<E>> {
        let mut chat = Chat::default();
        let mut known: Vec<Writer> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut line = 0;
        let mut buffer = Vec::new();
        while read_line(&mut input, &mut buffer).map_err(ReadError::Io)? {
            line += 1;
            if chat.shape.is_none() && line > LINES_BEFORE {
                break;
            }
            let text = String::from_utf8_lossy(&buffer);
            let Some((stamp, rest)) = stamp::read(&text) else { continue };
            if *chat.shape.get_or_insert(stamp.shape) != stamp.shape {
                continue;
            }
            let first = chat.dates.is_empty();
            if chat.dates.last() != Some(&stamp.date) {
                chat.dates.push(stamp.date);
            }
            chat.unpadded |= stamp.padded == Some(false);
            let Some((name, words)) = writer(rest) else { continue };
            let by_program = words.trim_start().starts_with('\u{200e}');
            let number = match numbers.get(&name) {
                Some(number) => *number,
                None if known.len() >= WRITERS_MAX => continue,
                None => {
                    numbers.insert(name.clone(), known.len());
                    chat.writers.push(name);
                    known.push(Writer::default());
                    known.len() - 1
                }
            };
            if let Some(writer) = known.get_mut(number) {
                writer.person |= !by_program;
                writer.told |= first && by_program;
            }
            // The first line of a file is of the program where it is marked so.
            let notice = first && by_program || is_notice(words);
            if !notice {
                chat.said.entry((stamp.date, number)).or_insert(line);
            }
        }
        if chat.shape.is_none() {
            let why = "this is no chat: no line begins with a day and a time".into();
            return Err(ReadError::Bad(Bad { place: Place { line: 1, column: 0 }, why }));
        }
        // A group is among its members where the program writes in its name.
        let title = (known.len() > 2).then(|| known.iter().position(|writer| writer.told && !writer.person)).flatten();
        if let Some(title) = title {
            chat.said.retain(|(_, number), _| *number != title);
            chat.titled = chat.writers.get(title).cloned();
        }
        Ok(chat)
    }

    /// Returns those who wrote, the name of the group not among them.
    pub fn people(&self) -> Vec<&str> {
        let numbers: HashSet<usize> = self.said.keys().map(|(_, number)| *number).collect();
        let wrote = self.writers.iter().enumerate().filter(|(number, _)| numbers.contains(number));
        wrote.map(|(_, name)| name.as_str()).collect()
    }

    /// Settles how the days are read, where they were up to `last`. `wanted` is what the user says.
    ///
    /// # Errors
    /// Where they cannot be read so.
    pub fn reading(&self, wanted: Option<Order>, last: NaiveDate) -> Result<Reading, String> {
        let wrong = |order: Order| self.dates.iter().filter(|date| date.day(order, last).is_none()).count();
        // A line that was pasted into a message can look like one.
        let bearable = self.dates.len() / 50;
        if let Some(order) = wanted {
            let fits = wrong(order) <= bearable;
            let why = || format!("its dates are not in the order {}", order.spoken());
            return fits.then_some(Reading { order, sure: true }).ok_or_else(why);
        }
        let mut wrongs = Order::ALL.map(|order| (wrong(order), order));
        wrongs.sort();
        let [(fewest, _), ..] = wrongs;
        if fewest > bearable {
            let example =
                self.dates.iter().find(|date| Order::ALL.iter().all(|order| date.day(*order, last).is_none()));
            let [a, b, c] = example.or(self.dates.first()).map_or([0; 3], |date| date.numbers);
            return Err(format!("its dates are of no calendar that auld reads, such as {a} {b} {c}"));
        }
        let left: Vec<Order> = wrongs.iter().filter(|(wrong, _)| *wrong == fewest).map(|(_, order)| *order).collect();
        let [first, ..] = left[..] else { return Err("it has no dates".into()) };
        if left.len() == 1 {
            return Ok(Reading { order: first, sure: true });
        }
        // Time runs forward.
        let mut backwards: Vec<(usize, Order)> =
            left.iter().map(|order| (self.backwards(*order, last), *order)).collect();
        backwards.sort();
        if let [(least, order), (next, _), ..] = backwards[..]
            && least < next
        {
            return Ok(Reading { order, sure: true });
        }
        // From one day to the next the month seldom changes.
        let changes = |at: usize| {
            let differ = |pair: &&[Written]| matches!(pair, [a, b] if a.numbers.get(at) != b.numbers.get(at));
            self.dates.windows(2).filter(differ).count()
        };
        let mut days: Vec<(usize, Order)> = left.iter().map(|order| (changes(order.day_at()), *order)).collect();
        days.sort_by_key(|(changes, _)| std::cmp::Reverse(*changes));
        if let [(most, order), (next, _), ..] = days[..]
            && most >= next + CHANGES
        {
            return Ok(Reading { order, sure: true });
        }
        // What is left are habits: only phones of the United States write 5/2/26 with a comma behind it.
        let american = self.unpadded && self.shape.is_some_and(|s| s.separator == '/' && s.comma && !s.long_year);
        let order = if american && left.contains(&Order::Mdy) { Order::Mdy } else { first };
        Ok(Reading { order, sure: false })
    }

    fn backwards(&self, order: Order, last: NaiveDate) -> usize {
        let days: Vec<NaiveDate> = self.dates.iter().filter_map(|date| date.day(order, last)).collect();
        days.windows(2).filter(|pair| matches!(pair, [a, b] if a > b)).count()
    }

    /// Returns who wrote on each day and the first line of each, the oldest day first. Lines whose dates are no days
    /// are left out.
    pub fn days(&self, order: Order, last: NaiveDate) -> BTreeMap<NaiveDate, BTreeMap<&str, u64>> {
        let mut days: BTreeMap<NaiveDate, BTreeMap<&str, u64>> = BTreeMap::new();
        for ((date, number), line) in &self.said {
            if let (Some(day), Some(name)) = (date.day(order, last), self.writers.get(*number)) {
                let first = days.entry(day).or_default().entry(name).or_insert(*line);
                *first = (*first).min(*line);
            }
        }
        days
    }
}

/// Reads a line and keeps its beginning; false at the end.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let bytes = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if bytes.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = memchr::memchr(b'\n', bytes);
        let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        line.extend(part.iter().take(LINE_MAX.saturating_sub(line.len())));
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// Splits what follows the stamp into the name and the words; `None` where the program writes.
fn writer(rest: &str) -> Option<(String, &str)> {
    let (name, words) = rest.split_once(':')?;
    let name = clean(name);
    is_name(&name).then_some((name, words))
}

/// Returns a name without marks, and without what the program puts before that of somebody it does not know.
fn clean(name: &str) -> String {
    let spaced: String = name.chars().filter(|c| !is_mark(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split_whitespace().skip_while(|word| *word == "~").collect();
    words.join(" ").trim_start_matches('~').trim_start().to_owned()
}

/// Tells whether a text can be a name, and no beginning of a notice that has a colon in it.
fn is_name(text: &str) -> bool {
    let does = [
        " changed ",
        " added ",
        " created ",
        " removed ",
        " joined ",
        " pinned ",
        " mengubah ",
        " menambahkan ",
        " membuat ",
        " hat die ",
        " hat den ",
        " hat das ",
        " cambió ",
        " añadió ",
        " mudou ",
        " adicionou ",
        " a changé ",
        " a ajouté ",
        " ha cambiato ",
        " heeft ",
    ];
    let quotes = ['"', '“', '”', '„', '«', '»'];
    !text.is_empty()
        && text.chars().count() <= NAME_MAX
        && !text.contains(quotes)
        && !text.contains("http")
        && !does.iter().any(|word| text.contains(word))
        && (text.chars().count() <= 40 || !text.contains(". "))
}

/// Tells whether words in somebody's name are a notice of the program: nothing was written to anybody.
fn is_notice(words: &str) -> bool {
    let notices = [
        // A call that nobody took.
        "missed voice call",
        "missed video call",
        "missed group",
        "panggilan suara tak terjawab",
        "panggilan video tak terjawab",
        "verpasster sprachanruf",
        "verpasster videoanruf",
        "llamada perdida",
        "videollamada perdida",
        "appel vocal manqué",
        "appel vidéo manqué",
        "chamada de voz perdida",
        "chamada de vídeo perdida",
        "chiamata vocale persa",
        "videochiamata persa",
        "gemiste spraakoproep",
        "gemiste video-oproep",
        "пропущенный аудиозвонок",
        "пропущенный видеозвонок",
        "未接语音通话",
        "未接视频通话",
        "cevapsız sesli arama",
        "cevapsız görüntülü arama",
        "مكالمة صوتية فائتة",
        "مكالمة فيديو فائتة",
        // What protects a chat.
        "end-to-end encrypted",
        "end-to-end encryption",
        "ende-zu-ende-verschlüsselt",
        "de extremo a extremo",
        "de bout en bout",
        "de ponta a ponta",
        "crittografati end-to-end",
        "terenkripsi secara end-to-end",
        "end-to-end versleuteld",
        "сквозным шифрованием",
        "uçtan uca şifreli",
        "端到端加密",
        "エンドツーエンドで暗号化",
        "종단간 암호화",
        "your security code with",
        "kode keamanan anda dengan",
    ];
    let Some(text) = words.trim_start().strip_prefix('\u{200e}') else { return false };
    let text = text.to_lowercase();
    notices.iter().any(|notice| text.contains(notice))
}

/// Returns somebody by the name that a chat has: a number where it is one.
pub fn party(name: &str) -> Party {
    let is_number = name.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.'))
        && name.chars().filter(char::is_ascii_digit).count() >= 5;
    if is_number {
        Party { phone: Some(name.to_owned()), ..Party::default() }
    } else {
        Party { name: Some(name.to_owned()), ..Party::default() }
    }
}
