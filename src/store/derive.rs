//! Rows that follow from others: the newest contact, the words of names, known places, the search index.
//!
//! They are made anew for what an operation touched, in its transaction, so undo and import need nothing
//! of their own; and [`rebuild`] makes all of them from the start, which must give the same.

use std::collections::HashSet;

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, Statement, params};

use super::Result;
use super::touched::Touched;
use super::touches::{self, Entry, Facts, Packed};
use crate::domain::fold;

/// Brings the derived rows of everything touched in line with the logged rows.
pub(super) fn refresh(conn: &Connection, touched: &Touched) -> Result<()> {
    let gone = |&(person, meeting): &(i64, i64)| Change { person, meeting, facts: None };
    let mut changes: Vec<Change> = touched.parted.iter().map(gone).collect();
    // In the order of the store: an import of many people would else read each page once a person.
    let mut people: Vec<i64> = touched.people.iter().copied().collect();
    people.sort_unstable();
    for person in people {
        names(conn, person)?;
        person_lines(conn, person)?;
    }
    // So the index also grows at its end where it can.
    let mut meetings: Vec<_> = touched.meetings.iter().map(|(id, indexed)| (*id, *indexed)).collect();
    meetings.sort_unstable();
    of_meetings(conn, &meetings, &mut changes)?;
    let turned = change_touches(conn, &mut changes)?;
    // After the touches, which tell the newest.
    for person in turned.iter().filter(|person| !touched.recent.contains(person)).chain(&touched.recent) {
        recency(conn, *person)?;
    }
    for name in &touched.places {
        place(conn, name)?;
    }
    Ok(())
}

/// Makes every derived row anew, some at a time.
pub(super) fn rebuild(conn: &Connection) -> Result<()> {
    clear(conn)?;
    conn.execute_batch("DELETE FROM touch; DELETE FROM recency; DELETE FROM place")?;
    by_parts(conn, "meeting", |ids| {
        let meetings = ids.into_iter().map(|id| (id, false)).collect();
        refresh(conn, &Touched { meetings, ..Touched::default() })?;
        write_words(conn)
    })?;
    // After the touches, which tell the newest.
    by_parts(conn, "person", |ids| {
        let people: HashSet<i64> = ids.into_iter().collect();
        refresh(conn, &Touched { recent: people.clone(), people, ..Touched::default() })?;
        write_words(conn)
    })?;
    refresh(conn, &Touched { places: all_places(conn)?, ..Touched::default() })
}

/// Lets the search index write what it has gathered: by itself it does so from a megabyte of words on.
fn write_words(conn: &Connection) -> Result<()> {
    Ok(conn.execute_batch("SAVEPOINT part; RELEASE part")?)
}

/// Returns every place that some meeting names.
pub(super) fn all_places(conn: &Connection) -> Result<HashSet<String>> {
    let mut statement = conn.prepare("SELECT DISTINCT place FROM meeting WHERE place IS NOT NULL")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Hands the ids of a table to `part`, in order and some at a time.
pub(super) fn by_parts(conn: &Connection, table: &str, mut part: impl FnMut(Vec<i64>) -> Result<()>) -> Result<()> {
    const AT_ONCE: i64 = 1_000;
    let sql = format!("SELECT id FROM {table} WHERE id > ?1 ORDER BY id LIMIT {AT_ONCE}");
    let mut after = i64::MIN;
    loop {
        let ids: rusqlite::Result<Vec<i64>> =
            conn.prepare_cached(&sql)?.query_map([after], |row| row.get(0))?.collect();
        let ids = ids?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        part(ids)?;
    }
}

/// Removes the words of people and meetings.
pub(super) fn clear(conn: &Connection) -> Result<()> {
    // Not row by row: then the words would stay in the search index, marked as deleted.
    conn.execute_batch(
        "DELETE FROM name_word; INSERT INTO meeting_search (meeting_search) VALUES ('delete-all');
         INSERT INTO person_search (person_search) VALUES ('delete-all')",
    )?;
    Ok(())
}

/// What becomes of a person's touch at a meeting: its facts, or `None` where it is gone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub person: i64,
    pub meeting: i64,
    pub facts: Option<Facts>,
}

/// Brings the runs in line with the changes. Returns of whom a touch that stays became contact or ceased to be: nothing
/// else about their presence has to have changed for another meeting to be the newest.
pub(super) fn change_touches(conn: &Connection, changes: &mut [Change]) -> Result<HashSet<i64>> {
    let mut turned = HashSet::new();
    if changes.is_empty() {
        return Ok(turned);
    }
    // What is there wins over what is gone: a row can be removed and come back in one operation.
    changes.sort_unstable_by_key(|change| (change.person, change.meeting, change.facts.is_some()));
    let mut work = Work::new(conn)?;
    for of_one in changes.chunk_by(|a, b| a.person == b.person) {
        let mut left = of_one;
        while let Some(next) = left.first() {
            let end = work.load(next.person, next.meeting, left.len() > 1)?;
            let (now, later) = left.split_at(left.partition_point(|change| change.meeting < end).max(1));
            if work.change(now) {
                turned.insert(next.person);
            }
            work.close_gap(next.person)?;
            work.write(next.person)?;
            left = later;
        }
    }
    Ok(turned)
}

/// One run at work after the other. What an import asks for once a run is kept here.
struct Work<'c> {
    conn: &'c Connection,
    up_to: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    /// What the rows held, and the keys of those rows.
    before: Vec<Entry>,
    keys: Vec<i64>,
    after: Vec<Entry>,
    packed: Packed,
}

/// Reads the run that a meeting belongs in.
const UP_TO: &str = "SELECT person_id, first_id, facts, clocks FROM touch WHERE person_id = ?1 AND first_id <= ?2 ORDER BY first_id DESC LIMIT 1";
/// Reads the next run.
const AFTER: &str = "SELECT person_id, first_id, facts, clocks FROM touch WHERE person_id = ?1 AND first_id > ?2 ORDER BY first_id LIMIT 1";
const INSERT: &str = "INSERT INTO touch (person_id, first_id, facts, clocks) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (person_id, first_id) DO UPDATE SET facts = excluded.facts, clocks = excluded.clocks";

impl<'c> Work<'c> {
    fn new(conn: &'c Connection) -> Result<Work<'c>> {
        Ok(Work {
            conn,
            up_to: conn.prepare_cached(UP_TO)?,
            insert: conn.prepare_cached(INSERT)?,
            before: Vec::new(),
            keys: Vec::new(),
            after: Vec::new(),
            packed: Packed::default(),
        })
    }

    /// Reads the run that the meeting belongs in, or the first where it comes before all. With `several` it returns
    /// where the next run begins: changes from there on are not for this one.
    fn load(&mut self, person: i64, meeting: i64, several: bool) -> Result<i64> {
        self.before.clear();
        self.keys.clear();
        let found = read_key(&mut self.up_to, person, meeting, &mut self.before)?;
        let found = match found {
            Some(key) => Some(key),
            None => read_key(&mut *self.conn.prepare_cached(AFTER)?, person, meeting, &mut self.before)?,
        };
        let Some(key) = found else { return Ok(i64::MAX) };
        self.keys.push(key);
        if !several {
            return Ok(i64::MAX);
        }
        let sql = "SELECT min(first_id) FROM touch WHERE person_id = ?1 AND first_id > ?2";
        let next: Option<i64> = self.conn.prepare_cached(sql)?.query_row([person, key], |row| row.get(0))?;
        Ok(next.unwrap_or(i64::MAX))
    }

    /// Puts what was there and what changes together, both in order of meeting. Returns whether a touch that stays was
    /// contact and is only an attempt now, or the other way round.
    fn change(&mut self, changes: &[Change]) -> bool {
        self.after.clear();
        let mut turned = false;
        let mut before = self.before.iter().peekable();
        for (at, change) in changes.iter().enumerate() {
            while let Some(entry) = before.next_if(|(meeting, _)| *meeting < change.meeting) {
                self.after.push(*entry);
            }
            if let Some((_, facts)) = before.next_if(|(meeting, _)| *meeting == change.meeting) {
                turned |= change.facts.is_some_and(|new| new.is_attempt() != facts.is_attempt());
            }
            // Of several changes of one touch the last stands.
            if changes.get(at + 1).is_none_or(|next| next.meeting != change.meeting)
                && let Some(facts) = change.facts
            {
                self.after.push((change.meeting, facts));
            }
        }
        self.after.extend(before);
        turned
    }

    /// Joins the run to the one before where the meeting that opened it is gone.
    fn close_gap(&mut self, person: i64) -> Result<()> {
        let (Some((first, _)), Some(key)) = (self.after.first(), self.keys.first()) else { return Ok(()) };
        if *first <= *key || touches::opens(*first) {
            return Ok(());
        }
        self.before.clear();
        if let Some(key) = read_key(&mut self.up_to, person, *key - 1, &mut self.before)? {
            self.keys.push(key);
            self.before.append(&mut self.after);
            std::mem::swap(&mut self.before, &mut self.after);
        }
        Ok(())
    }

    fn write(&mut self, person: i64) -> Result<()> {
        for run in self.after.chunk_by_mut(|_, (meeting, _)| !touches::opens(*meeting)) {
            let Some((first, _)) = run.first().copied() else { continue };
            self.keys.retain(|key| *key != first);
            self.packed.fill(first, run);
            self.insert.execute(params![person, first, self.packed.facts, self.packed.clocks])?;
        }
        // What is left begins no run any more.
        for key in &self.keys {
            let sql = "DELETE FROM touch WHERE person_id = ?1 AND first_id = ?2";
            self.conn.prepare_cached(sql)?.execute([person, *key])?;
        }
        Ok(())
    }
}

/// Appends the touches of the run that a question finds to `out`, and returns its first meeting.
fn read_key(statement: &mut Statement<'_>, person: i64, meeting: i64, out: &mut Vec<Entry>) -> Result<Option<i64>> {
    let mut rows = statement.query([person, meeting])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    touches::read_run(row, out)?;
    Ok(Some(row.get(1)?))
}

fn recency(conn: &Connection, person: i64) -> Result<()> {
    match touches::newest_contact(conn, person)? {
        Some(meeting) => conn
            .prepare_cached("INSERT INTO recency (person_id, meeting_id) VALUES (?1, ?2) ON CONFLICT (person_id) DO UPDATE SET meeting_id = excluded.meeting_id")?
            .execute([person, meeting])?,
        None => conn.prepare_cached("DELETE FROM recency WHERE person_id = ?1")?.execute([person])?,
    };
    Ok(())
}

fn names(conn: &Connection, person: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM name_word WHERE person_id = ?1")?.execute([person])?;
    let mut statement = conn
        .prepare_cached("SELECT name FROM person WHERE id = ?1 UNION ALL SELECT text FROM name WHERE person_id = ?1")?;
    let mut rows = statement.query([person])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        for word in fold::name_words(&name) {
            conn.prepare_cached("INSERT INTO name_word (word, person_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                .execute(params![word, person])?;
        }
    }
    Ok(())
}

fn place(conn: &Connection, name: &str) -> Result<()> {
    let used = conn.prepare_cached("SELECT 1 FROM meeting WHERE place = ?1 LIMIT 1")?.exists([name])?;
    if used {
        let key = fold::words(name).join(" ");
        conn.prepare_cached("INSERT INTO place (name, key) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING")?
            .execute(params![name, key])?;
    } else {
        conn.prepare_cached("DELETE FROM place WHERE name = ?1")?.execute([name])?;
    }
    Ok(())
}

/// Everything of a person that search looks through, a row a line: what kind of line, and its words.
pub(super) const PERSON_LINES: &str = "
    SELECT 'name' AS kind, name AS line, added_on AS on_day FROM person WHERE id = ?1
    UNION ALL SELECT 'name', text, NULL FROM name WHERE person_id = ?1
    UNION ALL SELECT 'hint', hint, NULL FROM person WHERE id = ?1 AND hint IS NOT NULL
    UNION ALL SELECT 'met', met, met_on FROM person WHERE id = ?1 AND met IS NOT NULL
    UNION ALL SELECT 'contact', value, NULL FROM contact WHERE person_id = ?1
    UNION ALL SELECT 'tag', '#' || tag, NULL FROM person_tag WHERE person_id = ?1
    UNION ALL SELECT 'fact', label || ': ' || value, noted_on FROM fact WHERE person_id = ?1
    UNION ALL SELECT 'date', label, on_date FROM event_date WHERE person_id = ?1
    UNION ALL SELECT 'relation', kind || coalesce(' ' || other_name, '') || coalesce(' ' || note, ''), NULL FROM relation WHERE person_id = ?1
    UNION ALL SELECT 'note', text, on_day FROM note WHERE person_id = ?1
    UNION ALL SELECT side, words, on_day FROM feeling WHERE person_id = ?1
    UNION ALL SELECT 'promise', text, made_on FROM promise WHERE person_id = ?1
    UNION ALL SELECT 'brought', note, on_date FROM referral WHERE referred_id = ?1 AND note IS NOT NULL
    UNION ALL SELECT 'brought', outcome, on_date FROM referral WHERE referred_id = ?1 AND outcome IS NOT NULL
    UNION ALL SELECT 'work', what, coalesce(started_on, ended_on) FROM engagement WHERE person_id = ?1 AND what IS NOT NULL";

fn person_lines(conn: &Connection, person: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM person_search WHERE rowid = ?1")?.execute([person])?;
    index(conn, PERSON_LINES, "INSERT INTO person_search (rowid, body) VALUES (?1, ?2)", person)
}

/// Makes the search lines of meetings anew, and says what becomes of the touches of who was there. With each meeting
/// goes whether it was there before the operation. One row at a time throughout: a statement that changes several
/// begins with a savepoint, at which the search index would write out what it has gathered.
fn of_meetings(conn: &Connection, meetings: &[(i64, bool)], changes: &mut Vec<Change>) -> Result<()> {
    if meetings.is_empty() {
        return Ok(());
    }
    let mut about =
        conn.prepare_cached("SELECT kind, direction, imposed, minutes, size, text, place FROM meeting WHERE id = ?1")?;
    let mut people = conn
        .prepare_cached("SELECT person_id, felt, felt_words, left_words, note FROM attendance WHERE meeting_id = ?1")?;
    let mut tags = conn.prepare_cached("SELECT tag FROM meeting_tag WHERE meeting_id = ?1")?;
    let mut remove = conn.prepare_cached("DELETE FROM meeting_search WHERE rowid = ?1")?;
    let mut add = conn.prepare_cached("INSERT INTO meeting_search (rowid, body) VALUES (?1, ?2)")?;
    let mut body = String::new();
    let mut present: Vec<(i64, Option<i64>)> = Vec::new();
    for (meeting, was_there) in meetings {
        if *was_there {
            remove.execute([meeting])?;
        }
        let mut rows = about.query([meeting])?;
        let Some(row) = rows.next()? else { continue };
        body.clear();
        add_words(row, 5..7, &mut body)?;
        present.clear();
        let mut there = people.query([meeting])?;
        while let Some(person) = there.next()? {
            present.push((person.get(0)?, person.get(1)?));
            add_words(person, 2..5, &mut body)?;
        }
        let mut tagged = tags.query([meeting])?;
        while let Some(tag) = tagged.next()? {
            add_words(tag, 0..1, &mut body)?;
        }
        let facts = Facts::read(row, present.len())?;
        changes.extend(present.iter().map(|(person, felt)| Change {
            person: *person,
            meeting: *meeting,
            facts: Some(facts.with_felt(*felt)),
        }));
        drop((rows, there, tagged));
        write_body(&mut add, *meeting, &mut body)?;
    }
    Ok(())
}

/// Writes the words of a row to the search index. One of megabytes is not held twice meanwhile.
fn write_body(add: &mut Statement<'_>, id: i64, body: &mut String) -> Result<()> {
    add.raw_bind_parameter(1, id)?;
    add.raw_bind_parameter(2, body.as_str())?;
    body.clear();
    body.shrink_to(BODY_BYTES);
    let done = add.raw_execute();
    add.clear_bindings();
    done?;
    Ok(())
}

/// So much room is kept from one meeting to the next.
const BODY_BYTES: usize = 1 << 16;

/// Appends the searchable words of those columns of a row that hold text.
fn add_words(row: &rusqlite::Row<'_>, columns: std::ops::Range<usize>, body: &mut String) -> Result<()> {
    for at in columns {
        if let ValueRef::Text(_) = row.get_ref(at)? {
            let text = row.get_ref(at)?.as_str().unwrap_or_default();
            body.reserve(text.len() + 1);
            searchable(text, body);
        }
    }
    Ok(())
}

fn index(conn: &Connection, lines: &str, insert: &str, id: i64) -> Result<()> {
    let mut statement = conn.prepare_cached(lines)?;
    let mut rows = statement.query([id])?;
    let mut body = String::new();
    let mut found = false;
    while let Some(row) = rows.next()? {
        found = true;
        let line = row.get_ref(1)?.as_str().unwrap_or_default();
        searchable(line, &mut body);
    }
    drop(rows);
    if found {
        write_body(&mut *conn.prepare_cached(insert)?, id, &mut body)?;
    }
    Ok(())
}

/// Appends the folded words of a line, separated by spaces, as the search index holds them.
fn searchable(line: &str, body: &mut String) {
    fold::each_word(line, |word| {
        body.push_str(word);
        body.push(' ');
    });
}
