//! What crawlers say: a stream for each of them, kept line by line.

use boathouse_state::rusqlite::types::Value;
use boathouse_state::rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use boathouse_state::{Clock, State};

use super::{Crawlers, Key};
use crate::Result;
use crate::plan::LogLine;

/// Lines a run may say; what comes after them is counted and left out.
const RUN_LINES_MAX: usize = 10_000;
/// Bytes of one line; the rest of it is cut off.
const LINE_BYTES_MAX: usize = 8 << 10;
/// Lines a stream keeps: of more, the oldest go.
const STREAM_LINES_MAX: i64 = 100_000;

/// A stream of log lines, named after its crawler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogStream {
    /// The crawler's name.
    pub name: String,
    /// When its first line came, in milliseconds since the epoch.
    pub created_ms: i64,
    /// Time of the oldest line that is kept.
    pub first_event_ms: i64,
    /// Time of the newest line.
    pub last_event_ms: i64,
    /// When the newest line was kept.
    pub last_ingestion_ms: i64,
    /// Bytes of all the lines that are kept.
    pub bytes: u64,
}

/// One line of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// Where it is.
    pub place: LogPlace,
    /// Whose stream it is in.
    pub stream: String,
    /// When it was kept, in milliseconds since the epoch.
    pub ingested_ms: i64,
    /// `[<run>] LEVEL : text`.
    pub message: String,
}

/// The place of a line among all: lines are in order of time, and those of one time in the order they came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPlace {
    /// When it was said, in milliseconds since the epoch.
    pub time_ms: i64,
    /// Its number among all lines.
    pub number: i64,
}

/// Which lines are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Streams by name; all when it is empty.
    pub streams: Vec<String>,
    /// Lines of this time and later.
    pub from_ms: Option<i64>,
    /// Lines of times before this one.
    pub before_ms: Option<i64>,
    /// Lines after this place.
    pub after: Option<LogPlace>,
    /// Lines before this place.
    pub before: Option<LogPlace>,
    /// Newest first.
    pub newest_first: bool,
    /// How many lines at most.
    pub lines_max: usize,
}

impl Crawlers {
    /// The streams of the scope by name.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn log_streams(&self) -> Result<Vec<LogStream>> {
        let scope = self.scope();
        self.state
            .read(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT s.name, s.created_ms, min(l.time_ms), max(l.time_ms), max(l.ingested_ms),
                         sum(length(CAST(l.text AS BLOB)) + length(l.level) + length(l.run) + 6)
                     FROM crawler_log_stream AS s JOIN crawler_log AS l ON l.scope = s.scope AND l.stream = s.name
                     WHERE s.scope = ?1 GROUP BY s.name ORDER BY s.name",
                )?;
                let streams = statement.query_map([scope], |row| {
                    Ok(LogStream {
                        name: row.get(0)?,
                        created_ms: row.get(1)?,
                        first_event_ms: row.get(2)?,
                        last_event_ms: row.get(3)?,
                        last_ingestion_ms: row.get(4)?,
                        bytes: row.get::<_, i64>(5)?.unsigned_abs(),
                    })
                })?;
                Ok(streams.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Lines of the scope.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn log_events(&self, query: LogQuery) -> Result<Vec<LogEvent>> {
        let scope = self.scope();
        self.state.read(move |connection| events(connection, scope, &query)).await
    }

    /// What a run has said so far.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn log_of(&self, run_id: &str) -> Result<Vec<LogEvent>> {
        let (scope, run) = (self.scope(), run_id.to_owned());
        self.state
            .read(move |connection| {
                let sql = format!("{EVENTS} WHERE run = ?1 AND scope = ?2 ORDER BY number");
                let mut statement = connection.prepare_cached(&sql)?;
                let found = statement.query_map([run, scope], event)?;
                Ok(found.collect::<Result<_, _>>()?)
            })
            .await
    }
}

const EVENTS: &str = "SELECT time_ms, number, stream, ingested_ms, run, level, text FROM crawler_log";

fn event(row: &Row<'_>) -> boathouse_state::rusqlite::Result<LogEvent> {
    let (run, level, text): (String, String, String) = (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(LogEvent {
        place: LogPlace { time_ms: row.get(0)?, number: row.get(1)? },
        stream: row.get(2)?,
        ingested_ms: row.get(3)?,
        message: format!("[{run}] {level} : {text}"),
    })
}

fn events(connection: &Connection, scope: String, query: &LogQuery) -> Result<Vec<LogEvent>> {
    let mut sql = format!("{EVENTS} WHERE scope = ?");
    let mut values: Vec<Value> = vec![scope.into()];
    if !query.streams.is_empty() {
        sql.push_str(&format!(" AND stream IN ({})", vec!["?"; query.streams.len()].join(", ")));
        values.extend(query.streams.iter().cloned().map(Value::from));
    }
    for (condition, bound) in [(" AND time_ms >= ?", query.from_ms), (" AND time_ms < ?", query.before_ms)] {
        if let Some(bound) = bound {
            sql.push_str(condition);
            values.push(bound.into());
        }
    }
    for (condition, place) in
        [(" AND (time_ms, number) > (?, ?)", query.after), (" AND (time_ms, number) < (?, ?)", query.before)]
    {
        if let Some(LogPlace { time_ms, number }) = place {
            sql.push_str(condition);
            values.extend([time_ms.into(), number.into()]);
        }
    }
    let order = if query.newest_first { "DESC" } else { "ASC" };
    sql.push_str(&format!(" ORDER BY time_ms {order}, number {order} LIMIT ?"));
    values.push(i64::try_from(query.lines_max).unwrap_or(i64::MAX).into());
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(values), event)?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The lines of one run: gathered with their times, and kept from time to time.
pub(super) struct RunLog {
    state: State,
    clock: Clock,
    crawler: Key,
    run: String,
    waiting: Vec<(i64, LogLine)>,
    lines: usize,
    left_out: usize,
}

impl RunLog {
    pub fn new(state: &State, crawler: Key, run: &str) -> Self {
        let (state, clock) = (state.clone(), state.clock().clone());
        Self { state, clock, crawler, run: run.to_owned(), waiting: Vec::new(), lines: 0, left_out: 0 }
    }

    /// The run that speaks.
    pub fn run_id(&self) -> &str {
        &self.run
    }

    /// Says something.
    pub fn say(&mut self, line: LogLine) {
        if self.lines == RUN_LINES_MAX {
            self.left_out += 1;
            return;
        }
        self.lines += 1;
        self.put(line);
    }

    fn put(&mut self, mut line: LogLine) {
        line.text.truncate(line.text.floor_char_boundary(LINE_BYTES_MAX));
        tracing::info!(target: "boathouse_crawler::run", crawler = self.crawler.name, "[{}] {line}", self.run);
        self.waiting.push((self.clock.now_ms(), line));
    }

    pub fn extend(&mut self, lines: impl IntoIterator<Item = LogLine>) {
        lines.into_iter().for_each(|line| self.say(line));
    }

    /// Says the last things, however much was said before.
    pub fn close(&mut self, lines: impl IntoIterator<Item = LogLine>) {
        if self.left_out > 0 {
            self.put(LogLine::warn(format!("{} more lines are left out", self.left_out)));
        }
        lines.into_iter().for_each(|line| self.put(line));
    }

    /// Takes what was said since the last time, for it to be kept.
    pub fn take(&mut self) -> RunLines {
        let lines = std::mem::take(&mut self.waiting);
        RunLines { crawler: self.crawler.clone(), run: self.run.clone(), ingested_ms: self.clock.now_ms(), lines }
    }

    /// Keeps what was said since the last time. A log that cannot be written stops no crawl.
    pub async fn keep(&mut self) {
        let lines = self.take();
        if let Err(error) = self.state.write(move |connection| lines.write(connection)).await {
            tracing::error!("the log of a run of crawler '{}' could not be kept: {error}", self.crawler.name);
        }
    }
}

/// Lines of a run that are not kept yet.
pub(super) struct RunLines {
    crawler: Key,
    run: String,
    ingested_ms: i64,
    lines: Vec<(i64, LogLine)>,
}

impl RunLines {
    pub fn write(&self, connection: &Connection) -> Result<()> {
        let Some((first_ms, _)) = self.lines.first() else { return Ok(()) };
        let Key { scope, name } = &self.crawler;
        connection.execute(
            "INSERT INTO crawler_log_stream VALUES (?1, ?2, ?3) ON CONFLICT (scope, name) DO NOTHING",
            params![scope, name, first_ms],
        )?;
        let mut insert = connection.prepare_cached(
            "INSERT INTO crawler_log (scope, stream, run, time_ms, ingested_ms, level, text)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (time_ms, line) in &self.lines {
            insert.execute(params![
                scope,
                name,
                self.run,
                time_ms,
                self.ingested_ms,
                line.level.as_str(),
                line.text
            ])?;
        }
        forget_oldest(connection, &self.crawler, STREAM_LINES_MAX)
    }
}

/// Forgets the oldest lines of a stream that has more than `kept`.
fn forget_oldest(connection: &Connection, crawler: &Key, kept: i64) -> Result<()> {
    let newest_gone: Option<(i64, i64)> = connection
        .prepare_cached(
            "SELECT time_ms, number FROM crawler_log WHERE scope = ?1 AND stream = ?2
             ORDER BY time_ms DESC, number DESC LIMIT 1 OFFSET ?3",
        )?
        .query_row(params![crawler.scope, crawler.name, kept], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((time_ms, number)) = newest_gone {
        connection.execute(
            "DELETE FROM crawler_log WHERE scope = ?1 AND stream = ?2 AND (time_ms, number) <= (?3, ?4)",
            params![crawler.scope, crawler.name, time_ms, number],
        )?;
    }
    Ok(())
}

/// The last lines of those runs whose process died that a condition on their rows is true of.
pub(super) fn interrupted(connection: &Connection, now_ms: i64, condition: &str, line: LogLine) -> Result<()> {
    for line in [line, ready()] {
        connection.execute(
            &format!(
                "INSERT INTO crawler_log (scope, stream, run, time_ms, ingested_ms, level, text)
                 SELECT r.scope, r.crawler, r.id, ?1, ?1, ?2, ?3 FROM crawler_run AS r
                 JOIN crawler_log_stream AS s ON s.scope = r.scope AND s.name = r.crawler
                 WHERE r.state = 'RUNNING' AND r.{condition} ORDER BY r.number"
            ),
            params![now_ms, line.level.as_str(), line.text],
        )?;
    }
    Ok(())
}

/// What every run says last, however it ended.
pub(super) fn ready() -> LogLine {
    LogLine::benchmark("Crawler has finished running and is in state READY")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> RunLines {
        let crawler = Key { scope: "s".to_owned(), name: "c".to_owned() };
        let line = |number: usize| (number as i64, LogLine::info(number.to_string()));
        RunLines { crawler, run: "r".to_owned(), ingested_ms: 9, lines: (0..count).map(line).collect() }
    }

    #[test]
    fn a_stream_forgets_its_oldest_lines() {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", "OFF").unwrap();
        for step in super::super::MIGRATIONS.steps {
            connection.execute_batch(step).unwrap();
        }
        let lines = lines(5);
        lines.write(&connection).unwrap();
        forget_oldest(&connection, &lines.crawler, 2).unwrap();
        let query = LogQuery { lines_max: 10, ..LogQuery::default() };
        let kept = events(&connection, "s".to_owned(), &query).unwrap();
        let messages: Vec<&str> = kept.iter().map(|event| event.message.as_str()).collect();
        assert_eq!(messages, ["[r] INFO : 3", "[r] INFO : 4"]);
    }

    #[test]
    fn a_run_that_says_too_much_is_counted() {
        let state = State::in_memory(Clock::fixed(1)).unwrap();
        let mut log = RunLog::new(&state, lines(0).crawler, "r");
        log.extend((0..RUN_LINES_MAX + 3).map(|number| LogLine::info(number.to_string())));
        log.say(LogLine::info("é".repeat(LINE_BYTES_MAX)));
        log.close([ready()]);
        let said = log.take().lines;
        assert_eq!(said.len(), RUN_LINES_MAX + 2);
        assert_eq!(said[RUN_LINES_MAX].1.to_string(), "WARN : 4 more lines are left out");
        let mut log = RunLog::new(&state, lines(0).crawler, "r");
        log.say(LogLine::info(format!("a{}", "é".repeat(LINE_BYTES_MAX))));
        assert_eq!(log.take().lines[0].1.text.len(), LINE_BYTES_MAX - 1);
    }
}
