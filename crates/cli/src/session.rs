//! Where commands run: in this process, or in the server that holds the folder.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use boathouse::command::{self, Message, Outcome, Request};
use boathouse::config::{Config, names};
use boathouse::{Boathouse, FolderLock, Holder};
use futures::StreamExt;
use futures::stream::BoxStream;

use crate::cli::GlobalArgs;
use crate::error::{CliError, Result};
use crate::printer::Printer;
use crate::progress::Bar;
use crate::remote::Remote;

/// How long to wait for another command to let go of the folder.
const WAIT_MAX: Duration = Duration::from_secs(10);
const WAIT_STEP: Duration = Duration::from_millis(25);

/// Something that executes requests.
pub(crate) enum Session {
    /// In this process.
    Embedded(Boathouse),
    /// In a running server.
    Remote(Remote),
}

/// The configuration with the flags over it.
pub(crate) fn config(global: &GlobalArgs) -> Result<Config> {
    Ok(Config::load(global.config.as_deref())?)
}

/// The data folder: flag or variable, configuration, default.
pub(crate) fn dir(global: &GlobalArgs, config: &Config) -> PathBuf {
    global.dir.clone().or_else(|| config.dir.clone()).unwrap_or_else(|| PathBuf::from(names::DEFAULT_DIR))
}

impl Session {
    /// Opens the folder, or reaches the server that has it.
    pub(crate) async fn open(global: &GlobalArgs) -> Result<Self> {
        let config = config(global)?;
        let dir = dir(global, &config);
        let started = Instant::now();
        loop {
            match FolderLock::take(&dir)? {
                Holder::Us(lock) => {
                    let house = Boathouse::builder(&dir).config(config).lock(lock).open().await?;
                    return Ok(Self::Embedded(house));
                }
                Holder::Server(info) => {
                    if info.version != env!("CARGO_PKG_VERSION") {
                        return Err(CliError::usage_with_hint(
                            format!(
                                "the server on port {} is boathouse {}, and this is {}",
                                info.port,
                                info.version,
                                env!("CARGO_PKG_VERSION")
                            ),
                            "restart `boathouse serve`",
                        ));
                    }
                    // It may be gone before its lock is.
                    if let Some(remote) = Remote::reach(&info).await {
                        return Ok(Self::Remote(remote));
                    }
                }
                Holder::Other => {}
            }
            if started.elapsed() > WAIT_MAX {
                return Err(boathouse::Error::FolderHeld { path: dir }.into());
            }
            tokio::time::sleep(WAIT_STEP).await;
        }
    }

    /// Runs a request.
    pub(crate) async fn run(&self, request: Request) -> Result<BoxStream<'static, Message>> {
        match self {
            Self::Embedded(house) => Ok(command::execute(house, request)),
            Self::Remote(remote) => remote.run(&request).await,
        }
    }

    /// Runs a request that answers no rows, with its progress shown, and returns how it ended.
    pub(crate) async fn outcome(&self, request: Request, printer: Printer) -> Result<Outcome> {
        let mut messages = self.run(request).await?;
        let mut bar = Bar::new(printer);
        while let Some(message) = messages.next().await {
            match message {
                Message::Progress(progress) => bar.update(&progress),
                Message::Schema(_) | Message::Batch(_) => {}
                Message::Done(outcome) => return Ok(*outcome),
                Message::Failed(failure) => return Err(failure.into()),
            }
        }
        Err(CliError::failed("the command ended without an answer"))
    }
}
