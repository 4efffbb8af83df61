//! Calls of Athena's operations over one connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::told::{Failed, Rows, Told};
use crate::compare::Cell;

/// An answer takes longer only when something is broken.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(120);
/// The longest pause between two looks at a query.
const PAUSE_MAX: Duration = Duration::from_millis(50);

/// A connection to the server.
pub(super) struct Client {
    addr: SocketAddr,
    stream: BufReader<TcpStream>,
    calls: u64,
}

impl Client {
    pub(super) fn connect(addr: SocketAddr) -> std::io::Result<Self> {
        Ok(Self { addr, stream: open(addr)?, calls: 0 })
    }

    /// Status and body of an operation's answer.
    pub(super) fn call(&mut self, operation: &str, members: &Value) -> Result<(u16, Value), String> {
        let body = members.to_string();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n\
             X-Amz-Target: AmazonAthena.{operation}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let request = [head.as_bytes(), body.as_bytes()].concat();
        let answer = self.exchange(&request).or_else(|_| {
            // The server closes a connection that has been idle for long; tokens keep a start from being two.
            self.stream = open(self.addr)?;
            self.exchange(&request)
        });
        let (status, body) = answer.map_err(|error| format!("{operation}: {error}"))?;
        Ok((status, serde_json::from_slice(&body).map_err(|error| format!("{operation}: {error}"))?))
    }

    fn exchange(&mut self, request: &[u8]) -> std::io::Result<(u16, Vec<u8>)> {
        self.stream.get_mut().write_all(request)?;
        let (status, length) = self.head()?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }

    /// Status and length of the answer.
    fn head(&mut self) -> std::io::Result<(u16, usize)> {
        let odd = |line: &str| std::io::Error::other(format!("an answer with {line:?}"));
        let (mut line, mut length) = (String::new(), None);
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(|| odd(&line))?;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            }
        }
        length.map(|length| (status, length)).ok_or_else(|| odd("no length"))
    }

    /// Runs a statement to its end and reads all of its result.
    pub(super) fn run(&mut self, sql: &str, catalog: &str, database: &str, time_max: Duration) -> Result<Told, String> {
        self.calls += 1;
        let start = json!({
            "QueryString": sql,
            "ClientRequestToken": format!("{:p}-{:048}", self, self.calls),
            "QueryExecutionContext": {"Catalog": catalog, "Database": database},
        });
        let (status, started) = self.call("StartQueryExecution", &start)?;
        let Some(id) = started["QueryExecutionId"].as_str() else {
            let text = |name: &str| started[name].as_str().unwrap_or_default().to_owned();
            let code =
                if text("AthenaErrorCode") == "MALFORMED_QUERY" { "SYNTAX_ERROR".to_owned() } else { text("__type") };
            return Ok(Told::Failed(Failed { code, text: format!("{status} {}", text("Message")) }));
        };
        let ended = self.end(id, time_max)?;
        match ended["State"].as_str() {
            Some("SUCCEEDED") => self.rows(id).map(Told::Rows),
            _ => Ok(Told::Failed(Failed::of_reason(ended["StateChangeReason"].as_str().unwrap_or_default()))),
        }
    }

    /// The status of an execution when it has ended.
    fn end(&mut self, id: &str, time_max: Duration) -> Result<Value, String> {
        let (started, mut pause) = (Instant::now(), Duration::from_millis(1));
        let query = json!({"QueryExecutionId": id});
        loop {
            let (_, got) = self.call("GetQueryExecution", &query)?;
            let status = &got["QueryExecution"]["Status"];
            match status["State"].as_str() {
                Some("QUEUED" | "RUNNING") if started.elapsed() < time_max => std::thread::sleep(pause),
                Some("QUEUED" | "RUNNING") => {
                    self.call("StopQueryExecution", &query)?;
                }
                Some(_) => return Ok(status.clone()),
                None => return Err(format!("GetQueryExecution: {got}")),
            }
            pause = PAUSE_MAX.min(pause * 2);
        }
    }

    fn rows(&mut self, id: &str) -> Result<Rows, String> {
        let (mut found, mut token) = (Rows::default(), Value::Null);
        loop {
            let mut asked = json!({"QueryExecutionId": id});
            if !token.is_null() {
                asked["NextToken"] = token;
            }
            let (status, page) = self.call("GetQueryResults", &asked)?;
            let rows = page["ResultSet"]["Rows"].as_array().filter(|_| status == 200);
            let rows = rows.ok_or_else(|| format!("GetQueryResults: {page}"))?;
            let columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"].as_array();
            found.columns = columns.map(|all| all.iter().map(super::describe::shown).collect()).unwrap_or_default();
            found.rows.extend(rows.iter().map(cells));
            token = page["NextToken"].clone();
            if token.is_null() {
                return Ok(found);
            }
        }
    }
}

fn open(addr: SocketAddr) -> std::io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(addr)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(ANSWER_TIME_MAX))?;
    Ok(BufReader::new(stream))
}

/// The cells of a row; one without text is NULL.
fn cells(row: &Value) -> Vec<Cell> {
    let cell = |cell: &Value| cell["VarCharValue"].as_str().map(str::to_owned);
    row["Data"].as_array().map(|cells| cells.iter().map(cell).collect()).unwrap_or_default()
}
