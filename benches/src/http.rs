//! Requests over one kept-alive connection, as a client that wastes nothing would send them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use crate::{Error, Result};

/// How long to wait between two looks at a running query.
const POLL_PAUSE: Duration = Duration::from_micros(500);

/// A connection to a server.
pub struct Connection {
    sender: Mutex<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn open(addr: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(addr).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(failed)?;
        tokio::spawn(connection);
        Ok(Self { sender: Mutex::new(sender) })
    }

    /// The answer to one operation, such as `AWSGlue.GetTable`.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn call(&self, operation: &str, body: &Value) -> Result<Value> {
        let request = Request::post("/")
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", operation)
            .body(Full::new(Bytes::from(body.to_string())))
            .map_err(failed)?;
        let mut sender = self.sender.lock().await;
        sender.ready().await.map_err(failed)?;
        let response = sender.send_request(request).await.map_err(failed)?;
        let status = response.status();
        let bytes = response.into_body().collect().await.map_err(failed)?.to_bytes();
        if !status.is_success() {
            return Err(Error::Work(format!("{operation}: {}", String::from_utf8_lossy(&bytes))));
        }
        serde_json::from_slice(&bytes).map_err(failed)
    }
}

/// Athena's requests.
pub(crate) struct AthenaClient {
    connection: Connection,
    output: String,
    queries: AtomicU64,
}

impl AthenaClient {
    pub(crate) async fn connect(addr: SocketAddr, output: String) -> Result<Self> {
        Ok(Self { connection: Connection::open(addr).await?, output, queries: AtomicU64::new(0) })
    }

    /// Starts a query, polls until it has ended and fetches its first page: the rows of the answer.
    pub(crate) async fn query(&self, sql: &str) -> Result<u64> {
        let token = format!("bench-{:032}-{}", std::process::id(), self.queries.fetch_add(1, Ordering::Relaxed));
        let start = json!({
            "QueryString": sql,
            "ClientRequestToken": token,
            "ResultConfiguration": {"OutputLocation": self.output},
        });
        let id = json!({"QueryExecutionId": self.call("StartQueryExecution", &start).await?["QueryExecutionId"]});
        loop {
            let execution = self.call("GetQueryExecution", &id).await?;
            let status = &execution["QueryExecution"]["Status"];
            match status["State"].as_str() {
                Some("SUCCEEDED") => break,
                Some("QUEUED" | "RUNNING") => tokio::time::sleep(POLL_PAUSE).await,
                _ => return Err(Error::Work(format!("a query ended as {status}"))),
            }
        }
        let answer = self.call("GetQueryResults", &id).await?;
        let rows = answer["ResultSet"]["Rows"].as_array().map_or(0, Vec::len);
        // The first one is the header.
        Ok(u64::try_from(rows).unwrap_or(u64::MAX).saturating_sub(1))
    }

    async fn call(&self, operation: &str, body: &Value) -> Result<Value> {
        self.connection.call(&format!("AmazonAthena.{operation}"), body).await
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Work(error.to_string())
}
