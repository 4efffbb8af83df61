//! Athena's requests over one connection.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::http::Connection;
use crate::{Error, Result};

/// No two starts of one process have the same token.
static STARTED: AtomicU64 = AtomicU64::new(0);

/// A client that asks for a query's state again as soon as it has been told that the query still runs.
pub struct AthenaClient {
    connection: Connection,
    output: String,
    database: Option<&'static str>,
}

/// A page of a result.
#[derive(Debug)]
pub struct Page {
    /// How many rows it has, the header counted in.
    pub rows: usize,
    /// Where the next one starts.
    pub next: Option<String>,
}

impl AthenaClient {
    /// Connects; results go to `output`.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn connect(addr: SocketAddr, output: String) -> Result<Self> {
        Ok(Self { connection: Connection::open(addr).await?, output, database: None })
    }

    /// The same for unqualified names of a database.
    #[must_use]
    pub fn in_database(self, database: &'static str) -> Self {
        Self { database: Some(database), ..self }
    }

    /// Starts a query, polls until it has ended and fetches its first page: how many rows the answer has there,
    /// without the header.
    ///
    /// # Errors
    /// When the query fails.
    pub async fn query(&self, sql: &str) -> Result<usize> {
        let id = self.start(sql, &[]).await?;
        self.settle(&id).await?;
        Ok(self.page(&id, None).await?.rows.saturating_sub(1))
    }

    /// Starts a query; the answer is its id.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn start(&self, sql: &str, parameters: &[&str]) -> Result<String> {
        let token = format!("bench-{:032}-{}", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed));
        let mut start = json!({
            "QueryString": sql,
            "ClientRequestToken": token,
            "ResultConfiguration": {"OutputLocation": self.output},
        });
        if let Some(database) = self.database {
            start["QueryExecutionContext"] = json!({"Database": database});
        }
        if !parameters.is_empty() {
            start["ExecutionParameters"] = json!(parameters);
        }
        let started = self.call("StartQueryExecution", &start).await?;
        let id = started["QueryExecutionId"].as_str();
        id.map(str::to_owned).ok_or_else(|| Error::Work(format!("a query was started as {started}")))
    }

    /// Polls until a query has succeeded.
    ///
    /// # Errors
    /// When it ends otherwise.
    pub async fn settle(&self, id: &str) -> Result<Value> {
        let request = json!({"QueryExecutionId": id});
        loop {
            let mut answer = self.call("GetQueryExecution", &request).await?;
            let execution = answer["QueryExecution"].take();
            match execution["Status"]["State"].as_str() {
                Some("SUCCEEDED") => return Ok(execution),
                Some("QUEUED" | "RUNNING") => {}
                _ => return Err(Error::Work(format!("a query ended as {}", execution["Status"]))),
            }
        }
    }

    /// A page of a result, of as many rows as a page can have.
    ///
    /// # Errors
    /// When there is none.
    pub async fn page(&self, id: &str, token: Option<&str>) -> Result<Page> {
        let mut request = json!({"QueryExecutionId": id});
        if let Some(token) = token {
            request["NextToken"] = json!(token);
        }
        let answer = self.call("GetQueryResults", &request).await?;
        Ok(Page {
            rows: answer["ResultSet"]["Rows"].as_array().map_or(0, Vec::len),
            next: answer["NextToken"].as_str().map(str::to_owned),
        })
    }

    async fn call(&self, operation: &str, body: &Value) -> Result<Value> {
        self.connection.call(&format!("AmazonAthena.{operation}"), body).await
    }
}
