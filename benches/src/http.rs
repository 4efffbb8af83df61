//! Requests over one kept-alive connection, as a client that wastes nothing would send them.

use std::net::SocketAddr;

use boathouse_wire::{CredentialScope, SignedRequest, sign_headers};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use crate::{Error, Result};

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

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Work(error.to_string())
}
