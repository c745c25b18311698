//! The schema against what undo, search and import count on.

use auld::store::rows::{EXEMPT, LOGGED};
use auld::store::{Access, Store};
use rusqlite::Connection;

use crate::bench::temp_dir;
use crate::dump::raw;

/// Returns an empty store as SQLite alone sees it, with the folder it lives in.
fn empty() -> (Connection, tempfile::TempDir) {
    let folder = temp_dir();
    let path = folder.path().join("auld.db");
    drop(Store::open(&path, Access::Write).expect("a new store can be made"));
    (raw(&path), folder)
}

fn texts(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let rows = statement.query_map([], |row| row.get(0)).expect("no parameters");
    rows.collect::<Result<_, _>>().expect("text")
}

/// Every table of the schema, but the ones that SQLite and FTS5 keep for themselves.
fn tables(conn: &Connection) -> Vec<String> {
    texts(
        conn,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%' ORDER BY name",
    )
}

#[test]
fn sqlite_has_no_wal_reset_race() {
    // Two connections could lose commits or harm the file from 3.7.0 to 3.51.2.
    assert!(rusqlite::version_number() >= 3_051_003, "SQLite {} is bundled", rusqlite::version());
}

#[test]
fn every_table_is_logged_or_exempt_and_none_is_both() {
    let (conn, _folder) = empty();
    let mut told: Vec<_> =
        LOGGED.iter().map(|t| t.name.to_owned()).chain(EXEMPT.iter().map(|t| (*t).to_owned())).collect();
    told.sort();
    assert_eq!(tables(&conn), told);
}

#[test]
fn the_columns_told_are_those_of_the_schema_in_order() {
    let (conn, _folder) = empty();
    for table in LOGGED {
        let have = texts(&conn, &format!("SELECT name FROM pragma_table_info('{}') ORDER BY cid", table.name));
        assert_eq!(have, table.columns, "columns of {}", table.name);
        let key =
            texts(&conn, &format!("SELECT name FROM pragma_table_info('{}') WHERE pk > 0 ORDER BY pk", table.name));
        assert_eq!(key, table.columns[..table.key], "primary key of {}", table.name);
    }
}

#[test]
fn tables_are_strict_and_logged_ones_hold_no_bytes() {
    let (conn, _folder) = empty();
    let loose = texts(
        &conn,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'",
    );
    assert_eq!(loose, [""; 0], "tables that are not STRICT");
    for table in LOGGED {
        let types = texts(&conn, &format!("SELECT DISTINCT type FROM pragma_table_info('{}')", table.name));
        assert!(
            types.iter().all(|t| t == "INTEGER" || t == "TEXT"),
            "{} has columns of {types:?}; the log keeps rows as JSON",
            table.name
        );
    }
}

#[test]
fn every_reference_is_deferred_restricts_and_has_an_index() {
    let (conn, _folder) = empty();
    let mut seen = 0;
    for table in tables(&conn) {
        let columns = texts(&conn, &format!("SELECT \"from\" FROM pragma_foreign_key_list('{table}')"));
        let actions = texts(&conn, &format!("SELECT on_delete || on_update FROM pragma_foreign_key_list('{table}')"));
        assert!(
            actions.iter().all(|a| a == "NO ACTIONNO ACTION"),
            "{table} cascades: undo would not see what goes with it"
        );
        if LOGGED.iter().any(|t| t.name == table) {
            let sql = texts(&conn, &format!("SELECT sql FROM sqlite_schema WHERE name = '{table}'")).concat();
            let deferred = sql.matches("DEFERRABLE INITIALLY DEFERRED").count();
            assert_eq!(
                deferred,
                columns.len(),
                "undo writes rows in any order, so every reference of {table} must be deferred"
            );
        }
        for column in columns {
            seen += 1;
            let led_by = format!(
                "SELECT i.name FROM pragma_index_list('{table}') i JOIN pragma_index_info(i.name) c ON c.seqno = 0 WHERE c.name = '{column}'
                 UNION ALL SELECT 'rowid' FROM pragma_table_info('{table}') WHERE name = '{column}' AND pk = 1"
            );
            assert!(!texts(&conn, &led_by).is_empty(), "{table}.{column} refers to a row and no index is led by it");
        }
    }
    assert!(seen >= 20, "only {seen} references were looked at");
}

#[test]
fn parents_stand_before_children() {
    let (conn, _folder) = empty();
    let place =
        |name: &str| LOGGED.iter().position(|t| t.name == name).expect("a logged table refers to logged ones only");
    for table in LOGGED {
        for parent in texts(&conn, &format!("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('{}')", table.name))
        {
            assert!(
                place(&parent) < place(table.name),
                "{} refers to {parent}, which comes later in LOGGED",
                table.name
            );
        }
    }
}

#[test]
fn no_table_gives_a_default_from_the_clock() {
    let (conn, _folder) = empty();
    let sql = texts(&conn, "SELECT coalesce(sql, '') FROM sqlite_schema").concat().to_lowercase();
    for word in ["'now'", "current_timestamp", "current_date", "trigger"] {
        assert!(!sql.contains(word), "{word} in the schema");
    }
}
