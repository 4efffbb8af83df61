//! Commands through the port of a running server.

use std::time::Duration;

use boathouse::ServerInfo;
use boathouse::command::frame;
use boathouse::command::{Message, Request};
use futures::StreamExt;
use futures::stream::BoxStream;
use http_body_util::{BodyExt, BodyStream, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::error::{CliError, Result};

const REACH_TIMEOUT: Duration = Duration::from_secs(2);

/// A server on this machine.
pub(crate) struct Remote {
    port: u16,
    token: String,
}

impl Remote {
    /// The server, if it answers.
    pub(crate) async fn reach(info: &ServerInfo) -> Option<Self> {
        let remote = Self { port: info.port, token: info.token.clone() };
        let answer = tokio::time::timeout(REACH_TIMEOUT, remote.send("GET", "/_boathouse/health", Bytes::new())).await;
        matches!(answer, Ok(Ok(response)) if response.status() == StatusCode::OK).then_some(remote)
    }

    /// Runs a request there.
    pub(crate) async fn run(&self, request: &Request) -> Result<BoxStream<'static, Message>> {
        let body = serde_json::to_vec(request).map_err(|error| CliError::failed(error.to_string()))?;
        let response = self.send("POST", "/_boathouse/command", body.into()).await?;
        let status = response.status();
        if status != StatusCode::OK {
            let text = response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            return Err(CliError::failed(format!("the server answered {status}: {}", String::from_utf8_lossy(&text))));
        }
        let chunks = BodyStream::new(response.into_body()).filter_map(|frame| async move {
            match frame {
                Ok(frame) => frame.into_data().ok().map(Ok),
                Err(error) => Some(Err(boathouse::Error::Protocol(error.to_string()))),
            }
        });
        Ok(frame::decode(chunks).boxed())
    }

    async fn send(&self, method: &str, path: &str, body: Bytes) -> Result<Response<Incoming>> {
        let lost = |error: &dyn std::error::Error| {
            CliError::failed(format!("cannot talk to the server on port {}: {error}", self.port))
        };
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.map_err(|error| lost(&error))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| lost(&error))?;
        // Ends with the answer's last byte, or when the answer is dropped.
        tokio::spawn(connection);
        let request = hyper::Request::builder()
            .method(method)
            .uri(path)
            .header("host", format!("127.0.0.1:{}", self.port))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(Full::new(body))
            .map_err(|error| lost(&error))?;
        sender.send_request(request).await.map_err(|error| lost(&error))
    }
}
