//! Running the binary, and servers of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// The binary, away from whatever the developer's shell has set.
pub(crate) fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boathouse"));
    for name in ["DIR", "CONFIG", "PORT", "OUTPUT", "AUTH", "LOG", "MEMORY_BYTES_MAX"] {
        command.env_remove(format!("BOATHOUSE_{name}"));
    }
    command.current_dir(dir).stdin(Stdio::null());
    command
}

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

pub(crate) fn run(dir: &Path, words: &[&str]) -> Ran {
    command(dir).args(words).output().expect("runs").into()
}

/// The same, which must end well.
pub(crate) fn ok(dir: &Path, words: &[&str]) -> Ran {
    let ran = run(dir, words);
    assert_eq!(ran.status, Some(0), "{words:?}: {ran:?}");
    ran
}

/// A running `boathouse serve`, killed when it is dropped.
pub(crate) struct Serving {
    pub(crate) process: Child,
    pub(crate) port: u16,
}

impl Serving {
    pub(crate) fn start(dir: &Path, words: &[&str]) -> Self {
        let mut process = command(dir)
            .args(["serve", "--port", "0", "--output", "json"])
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("stdout")).read_line(&mut line).expect("announces");
        let announced: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let port = u16::try_from(announced["port"].as_u64().expect("port")).expect("port");
        Self { process, port }
    }

    /// One request; status and body.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String) {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n", self.port);
        text.push_str(&format!("content-length: {}\r\n", body.len()));
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes)
    }

    /// Bytes as they are, and what comes back; status 0 when nothing does.
    pub(crate) fn raw(&self, bytes: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("timeout");
        // A server that has heard enough may close before everything is sent.
        stream.write_all(bytes).ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, answer.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()))
    }

    /// A Glue or Athena operation.
    pub(crate) fn call(&self, target: &str, body: &str) -> (u16, String) {
        let headers = [("x-amz-target", target), ("content-type", "application/x-amz-json-1.1")];
        self.ask("POST", "/", &headers, body.as_bytes())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
