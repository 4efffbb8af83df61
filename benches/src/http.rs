//! Requests over one kept-alive connection, as a client that wastes nothing would send them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use boathouse_wire::{CredentialScope, SignedRequest, sign_headers};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use crate::{Error, Result};

/// How long to wait between two looks at a running query.
const POLL_PAUSE: Duration = Duration::from_micros(500);

/// A key pair that requests are signed with, and when and for what.
#[derive(Debug, Clone)]
pub struct Signer {
    /// The key, the day, the region and the service.
    pub scope: CredentialScope,
    /// The key's secret.
    pub secret: String,
    /// The time, as it is written in a request.
    pub date: &'static str,
}

impl Signer {
    fn sign(&self, headers: &mut HeaderMap, body: &[u8]) -> Result<()> {
        headers.insert("x-amz-date", HeaderValue::from_static(self.date));
        let payload_sha256 = hex::encode(Sha256::digest(body));
        let request = SignedRequest { method: "POST", path: "/", query: "", headers, payload_sha256: &payload_sha256 };
        let signature = sign_headers(&request, &self.scope, &self.secret)
            .ok_or_else(|| Error::Work("a request cannot be signed".to_owned()))?;
        headers.insert(header::AUTHORIZATION, HeaderValue::try_from(signature).map_err(failed)?);
        Ok(())
    }
}

/// A connection to a server.
pub struct Connection {
    sender: Mutex<SendRequest<Full<Bytes>>>,
    signer: Option<Signer>,
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
        Ok(Self { sender: Mutex::new(sender), signer: None })
    }

    /// Connects to a server that checks signatures: each request is signed.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn open_signed(addr: SocketAddr, signer: Signer) -> Result<Self> {
        Ok(Self { signer: Some(signer), ..Self::open(addr).await? })
    }

    /// The answer to one operation, such as `AWSGlue.GetTable`.
    ///
    /// # Errors
    /// When the server refuses it.
    pub async fn call(&self, operation: &str, body: &Value) -> Result<Value> {
        let body = Bytes::from(body.to_string());
        let mut request = Request::post("/")
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", operation)
            .body(Full::new(body.clone()))
            .map_err(failed)?;
        if let Some(signer) = &self.signer {
            signer.sign(request.headers_mut(), &body)?;
        }
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
