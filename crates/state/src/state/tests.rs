use super::*;
use rusqlite::params;

const NOTES: Migrations = Migrations {
    component: "notes",
    steps: &["CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)"],
};

fn count(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT count(*) FROM notes", [], |row| row.get(0))?)
}

fn add(state: &State, text: &str) -> Result<()> {
    let text = text.to_owned();
    state.write_blocking(move |c| Ok(c.execute("INSERT INTO notes (text) VALUES (?1)", [text]).map(drop)?))
}

fn both() -> Vec<(State, Option<tempfile::TempDir>)> {
    let folder = tempfile::tempdir().unwrap();
    let file = State::open(&folder.path().join("lake.db"), Clock::fixed(1)).unwrap();
    vec![(file, Some(folder)), (State::in_memory(Clock::fixed(1)).unwrap(), None)]
}

#[test]
fn a_failed_write_leaves_nothing_and_harms_no_other() {
    for (state, _folder) in both() {
        state.migrate(NOTES).unwrap();
        add(&state, "one").unwrap();
        let failed: Result<()> = state.write_blocking(|c| {
            c.execute("INSERT INTO notes (text) VALUES ('two')", [])?;
            Err(Error::Closed)
        });
        assert!(failed.is_err());
        assert!(add(&state, "one").is_err(), "the unique index holds");
        add(&state, "three").unwrap();
        assert_eq!(state.read_blocking(count).unwrap(), 2);
    }
}

#[test]
fn concurrent_writes_all_arrive() {
    for (state, _folder) in both() {
        state.migrate(NOTES).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let state = &state;
                scope.spawn(move || (0..100).for_each(|i| add(state, &format!("{thread}-{i}")).unwrap()));
            }
        });
        assert_eq!(state.read_blocking(count).unwrap(), 800);
    }
}

#[test]
fn reopening_finds_everything_and_newer_files_are_refused() {
    const NEWER: Migrations = Migrations { component: "notes", steps: &["", "ALTER TABLE notes ADD COLUMN more TEXT"] };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lake.db");
    {
        let state = State::open(&path, Clock::system()).unwrap();
        state.migrate(NOTES).unwrap();
        add(&state, "kept").unwrap();
    }
    let state = State::open(&path, Clock::system()).unwrap();
    state.migrate(NEWER).unwrap();
    assert_eq!(state.read_blocking(count).unwrap(), 1);
    assert!(matches!(state.migrate(NOTES), Err(Error::TooNew { found: 2, known: 1, .. })));
}

#[test]
fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let state = State::open(&folder.path().join("lake.db"), Clock::system()).unwrap();
    state.migrate(NOTES).unwrap();
    let refused: Result<()> =
        state.read_blocking(|c| Ok(c.execute("INSERT INTO notes (text) VALUES ('x')", params![]).map(drop)?));
    assert!(refused.is_err());
}

#[tokio::test]
async fn reset_empties_every_table() {
    for (state, _folder) in both() {
        state.migrate(NOTES).unwrap();
        let adding = state.clone();
        tokio::task::spawn_blocking(move || add(&adding, "gone")).await.unwrap().unwrap();
        state.reset().await.unwrap();
        assert_eq!(state.write(count).await.unwrap(), 0);
        state.migrate(NOTES).unwrap();
    }
}

#[test]
fn not_a_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lake.db");
    std::fs::write(&path, "this is no database, and it is long enough to be looked at by the reader of headers")
        .unwrap();
    let message = State::open(&path, Clock::system()).map(drop).unwrap_err().to_string();
    assert!(message.contains("lake.db"), "{message}");
}
