//! What a store holds, as text: two stores are the same where their dumps are.

use std::path::Path;

use auld::store::Table;
use auld::store::rows::LOGGED;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// The logged rows of a store and the number of its newest operation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dump {
    /// One line a row, table by table, in key order.
    pub rows: String,
    /// 0 where nothing was ever written.
    pub operation: i64,
}

impl Dump {
    /// Reads the store at `path` without the program; a missing file holds nothing.
    pub fn of(path: &Path) -> Dump {
        if !path.exists() {
            return Dump::default();
        }
        let conn = raw(path);
        let mut rows = String::new();
        for table in LOGGED {
            append(&conn, table, &mut rows);
        }
        let operation = conn
            .query_row("SELECT coalesce(max(id), 0) FROM operation", [], |row| row.get(0))
            .expect("the log is there");
        Dump { rows, operation }
    }
}

/// Demands that two stores hold the same rows, and shows only those that differ.
#[track_caller]
pub fn same(before: &str, after: &str, why: &str) {
    let only = |here: &str, there: &str| {
        here.lines().filter(|line| !there.lines().any(|l| l == *line)).map(|l| format!("  {l}\n")).collect::<String>()
    };
    assert!(before == after, "{why}\nbefore:\n{}after:\n{}", only(before, after), only(after, before));
}

/// Opens the file as SQLite alone sees it.
pub fn raw(path: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn =
        Connection::open_with_flags(path, flags).unwrap_or_else(|e| panic!("{} does not open: {e}", path.display()));
    // The tests of the log must not carry it away.
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .expect("an option of every connection");
    conn.busy_timeout(std::time::Duration::from_secs(30)).expect("an option of every connection");
    conn
}

fn append(conn: &Connection, table: &Table, out: &mut String) {
    let columns: Vec<_> = table.columns.iter().map(|c| format!("\"{c}\"")).collect();
    let sql =
        format!("SELECT {} FROM \"{}\" ORDER BY {}", columns.join(", "), table.name, columns[..table.key].join(", "));
    let mut statement = conn.prepare(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let mut rows = statement.query([]).expect("it was prepared");
    while let Some(row) = rows.next().expect("every row can be read") {
        out.push_str(table.name);
        for (at, column) in table.columns.iter().enumerate() {
            let value = match row.get_ref(at).expect("the column was asked for") {
                ValueRef::Null => continue,
                ValueRef::Integer(n) => n.to_string(),
                ValueRef::Real(n) => n.to_string(),
                ValueRef::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
                ValueRef::Blob(_) => panic!("{}.{column} holds bytes", table.name),
            };
            out.push_str(&format!(" {column}={value}"));
        }
        out.push('\n');
    }
}
