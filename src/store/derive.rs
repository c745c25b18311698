//! Rows that follow from others: the newest contact, the words of names, known places, the search index.
//!
//! They are made anew for what an operation touched, in its transaction, so undo and import need nothing
//! of their own; and [`rebuild`] makes all of them from the start, which must give the same.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};

use super::Result;
use super::bonds::MeetingFacts;
use super::touched::Touched;
use crate::domain::fold;

/// Brings the derived rows of everything touched in line with the logged rows.
pub(super) fn refresh(conn: &Connection, mut touched: Touched) -> Result<()> {
    // In key order, here and below: what lies on one page is changed together.
    touched.parted.sort_unstable();
    for (person, meeting) in &touched.parted {
        let sql = "DELETE FROM touch WHERE person_id = ?1 AND meeting_id = ?2";
        conn.prepare_cached(sql)?.execute([person, meeting])?;
    }
    for person in &touched.people {
        names(conn, *person)?;
        person_lines(conn, *person)?;
    }
    // So the index also grows at its end where it can.
    let mut meetings: Vec<_> = touched.meetings.iter().map(|(id, indexed)| (*id, *indexed)).collect();
    meetings.sort_unstable();
    of_meetings(conn, &meetings)?;
    // After the touches, which tell the newest.
    for person in &touched.recent {
        recency(conn, *person)?;
    }
    for name in &touched.places {
        place(conn, name)?;
    }
    Ok(())
}

/// Makes every derived row anew.
pub(super) fn rebuild(conn: &Connection) -> Result<()> {
    conn.execute_batch("DELETE FROM touch; DELETE FROM recency; DELETE FROM name_word; DELETE FROM place; DELETE FROM meeting_search; DELETE FROM person_search")?;
    let ids = |sql: &str| -> Result<Vec<i64>> {
        Ok(conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    let people: Vec<i64> = ids("SELECT id FROM person ORDER BY id")?;
    let touched = Touched {
        parted: Vec::new(),
        recent: people.iter().copied().collect(),
        people: people.into_iter().collect(),
        meetings: ids("SELECT id FROM meeting ORDER BY id")?.into_iter().map(|id| (id, false)).collect(),
        places: conn
            .prepare("SELECT DISTINCT place FROM meeting WHERE place IS NOT NULL")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?,
        ..Touched::default()
    };
    refresh(conn, touched)
}

fn recency(conn: &Connection, person: i64) -> Result<()> {
    let newest: Option<i64> = conn
        .prepare_cached(
            // Kind 6 is an attempt: shown, but no contact.
            "SELECT meeting_id FROM touch WHERE person_id = ?1 AND facts & 7 <> 6 ORDER BY meeting_id DESC LIMIT 1",
        )?
        .query_row([person], |row| row.get(0))
        .optional()?;
    match newest {
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
    UNION ALL SELECT 'promise', text, made_on FROM promise WHERE person_id = ?1";

fn person_lines(conn: &Connection, person: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM person_search WHERE rowid = ?1")?.execute([person])?;
    index(conn, PERSON_LINES, "INSERT INTO person_search (rowid, body) VALUES (?1, ?2)", person)
}

/// How many touches are gathered before they are written.
const TOUCHES_AT_ONCE: usize = 16_384;

/// Makes what follows from meetings anew: the touches of who was there and the search line. With each meeting goes
/// whether it was there before the operation. One row at a time throughout: a statement that changes several begins
/// with a savepoint, at which the search index would write out what it has gathered.
fn of_meetings(conn: &Connection, meetings: &[(i64, bool)]) -> Result<()> {
    if meetings.is_empty() {
        return Ok(());
    }
    let mut about =
        conn.prepare_cached("SELECT kind, direction, imposed, minutes, size, text, place FROM meeting WHERE id = ?1")?;
    let mut people = conn
        .prepare_cached("SELECT person_id, felt, felt_words, left_words, note FROM attendance WHERE meeting_id = ?1")?;
    let mut tags = conn.prepare_cached("SELECT tag FROM meeting_tag WHERE meeting_id = ?1")?;
    let mut part = conn.prepare_cached("DELETE FROM touch WHERE person_id = ?1 AND meeting_id = ?2")?;
    let mut touch = conn.prepare_cached("INSERT INTO touch (person_id, meeting_id, facts) VALUES (?1, ?2, ?3)")?;
    let mut write_touches = |rows: &mut Vec<[i64; 3]>| -> Result<()> {
        // In key order: of many meetings, the touches of one person lie on one page.
        rows.sort_unstable();
        rows.drain(..).try_for_each(|row| touch.execute(row).map(|_| ()).map_err(Into::into))
    };
    let mut remove = conn.prepare_cached("DELETE FROM meeting_search WHERE rowid = ?1")?;
    let mut add = conn.prepare_cached("INSERT INTO meeting_search (rowid, body) VALUES (?1, ?2)")?;
    let mut body = String::new();
    let mut present: Vec<(i64, Option<i64>)> = Vec::new();
    let mut touches: Vec<[i64; 3]> = Vec::new();
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
        let facts = MeetingFacts::read(*meeting, row, present.len())?;
        for (person, felt) in &present {
            if *was_there {
                part.execute([person, meeting])?;
            }
            touches.push([*person, *meeting, facts.pack(*felt)]);
        }
        add.execute(params![meeting, body])?;
        if touches.len() >= TOUCHES_AT_ONCE {
            write_touches(&mut touches)?;
        }
    }
    write_touches(&mut touches)
}

/// Appends the searchable words of those columns of a row that hold text.
fn add_words(row: &rusqlite::Row<'_>, columns: std::ops::Range<usize>, body: &mut String) -> Result<()> {
    for at in columns {
        if let ValueRef::Text(_) = row.get_ref(at)? {
            searchable(row.get_ref(at)?.as_str().unwrap_or_default(), body);
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
    if found {
        conn.prepare_cached(insert)?.execute(params![id, body])?;
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
