//! The program that is shipped, serving a folder.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::partitions::memory;
use crate::{Error, Result};

/// A server in a process of its own, which ends with this.
pub struct ServerProcess {
    process: Child,
    port: u16,
    /// Kept open, so that the server can write to it.
    _output: BufReader<ChildStdout>,
}

/// What the server says when it listens.
#[derive(Deserialize)]
struct Announced {
    port: u16,
}

impl ServerProcess {
    /// Serves the folder `lake` on a free port.
    ///
    /// # Errors
    /// When the program does not start.
    pub async fn start(program: &Path, lake: &Path) -> Result<Self> {
        let failed = |error| Error::File(program.to_owned(), error);
        let mut command = Command::new(program);
        let inherited = std::env::vars_os().map(|(name, _)| name);
        for name in inherited.filter(|name| name.to_string_lossy().starts_with("BOATHOUSE_")) {
            command.env_remove(name);
        }
        command.args(["serve", "--port", "0", "--output", "json", "--dir"]).arg(lake);
        let mut process = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().map_err(failed)?;
        let output = process.stdout.take().ok_or_else(|| Error::Work("the server has no output".to_owned()))?;
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line).await.map_err(failed)?;
        let announced: Announced = serde_json::from_str(&line)
            .map_err(|error| Error::Work(format!("the server said '{}': {error}", line.trim_end())))?;
        Ok(Self { process, port: announced.port, _output: output })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Begins to look for the peak of its memory anew.
    pub fn forget_peak(&self) {
        memory::forget_peak_of(&self.pid());
    }

    /// The most memory it has had in use, where the operating system tells.
    pub fn peak_mib(&self) -> Option<f64> {
        memory::peak_mib_of(&self.pid())
    }

    /// The memory it has in use.
    pub fn resident_mib(&self) -> Option<f64> {
        memory::resident_mib_of(&self.pid())
    }

    /// Ends it, as hard as can be, and waits until it has ended.
    ///
    /// # Errors
    /// When it had ended before.
    pub async fn stop(mut self) -> Result<()> {
        if let Ok(Some(status)) = self.process.try_wait() {
            return Err(Error::Work(format!("the server ended with {status}")));
        }
        self.process.kill().await.map_err(|error| Error::Work(format!("the server cannot be stopped: {error}")))
    }

    fn pid(&self) -> String {
        self.process.id().unwrap_or_default().to_string()
    }
}
