//! `boathouse serve`: every service on one local port.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use boathouse::config::{Config, PermissionsMode, names};
use boathouse::{Boathouse, FolderLock, Holder, ServerInfo};
use boathouse_server::{Server, ServerConfig, Tls};
use clap::{Args, ValueEnum};

use crate::cli::GlobalArgs;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::printer::{BOLD, CYAN, Output, Printer, RESET};
use crate::session;

/// A command that runs right now lets go of the folder within this time.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// `boathouse serve`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse serve
  boathouse serve --ephemeral --port 0 --output json --allow-reset      for test suites")]
pub(crate) struct ServeArgs {
    /// Port on 127.0.0.1; 0 takes a free one [default: 5253]
    #[arg(long, value_name = "N", env = names::ENV_PORT, hide_env_values = true)]
    pub(crate) port: Option<u16>,
    /// Keep everything in a temporary folder that goes away with the server
    #[arg(long)]
    pub(crate) ephemeral: bool,
    /// Let anybody on this machine empty the lake with POST /_boathouse/reset
    #[arg(long)]
    pub(crate) allow_reset: bool,
    /// Accept only requests signed with this key pair; may be repeated [default: any key is accepted]
    #[arg(long, value_name = "KEY:SECRET", env = names::ENV_AUTH, hide_env_values = true, value_delimiter = ',')]
    pub(crate) auth: Vec<String>,
    /// Speak HTTPS, too, on the same port, with a certificate of our own that is kept in the data folder
    #[arg(long, env = names::ENV_TLS, hide_env_values = true)]
    pub(crate) tls: bool,
    /// PEM file of the certificate to speak HTTPS with
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// PEM file of that certificate's key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Whether Glue and Athena check Lake Formation's permissions [default: off]
    #[arg(long, value_name = "MODE", env = names::ENV_PERMISSIONS, hide_env_values = true)]
    pub(crate) permissions: Option<Permissions>,
}

/// What `--permissions` can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Permissions {
    /// Keep and list them
    Off,
    /// Check them, too
    Enforce,
}

pub(crate) async fn run(args: ServeArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let config = session::config(global)?;
    let pairs = if args.auth.is_empty() { config.auth.clone() } else { args.auth.clone() };
    let auth = pairs.iter().map(|pair| key_pair(pair)).collect::<Result<Vec<_>>>()?;
    let secured = secured(&args, &config)?;
    let mut server = ServerConfig {
        port: args.port.or(config.port).unwrap_or(names::DEFAULT_PORT),
        allow_reset: args.allow_reset,
        auth,
        enforce_permissions: args
            .permissions
            .map_or(config.permissions == PermissionsMode::Enforce, |mode| mode == Permissions::Enforce),
        token: boathouse::new_id(),
        tls: None,
    };
    let (house, dir) = open(&args, global, config).await?;
    server.tls = secured.map(|files| certified(&files, &dir)).transpose()?;
    let certificate = server.tls.as_ref().map(|tls| tls.certificate().to_owned());
    let token = server.token.clone();
    let handle = Server::start(house.clone(), server).await.map_err(|error| CliError::failed(error.to_string()))?;
    let port = handle.addr().port();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let certificate = certificate.map(std::path::absolute).transpose()?;
    house.publish(&ServerInfo { pid: std::process::id(), port, version, certificate: certificate.clone(), token })?;
    // Listened to before anybody is told the port: whoever knows it may also send signals.
    let mut signals = Signals::listen()?;
    announce(&dir, port, certificate.as_deref(), args.ephemeral, printer)?;
    signals.stop().await;
    printer.say("stopping");
    handle.shutdown().await;
    house.close().await?;
    Ok(ExitStatus::Success)
}

async fn open(args: &ServeArgs, global: &GlobalArgs, config: Config) -> Result<(Boathouse, PathBuf)> {
    if args.ephemeral {
        if global.dir.is_some() {
            return Err(CliError::usage("--ephemeral has a folder of its own: leave out --dir"));
        }
        let house = Boathouse::builder_ephemeral()?.config(config).open().await?;
        let dir = house.dir().to_owned();
        return Ok((house, dir));
    }
    let dir = session::dir(global, &config);
    let started = Instant::now();
    loop {
        match FolderLock::take(&dir)? {
            Holder::Us(lock) => {
                let house = Boathouse::builder(&dir).config(config).lock(lock).open().await?;
                return Ok((house, dir));
            }
            Holder::Server(info) => {
                return Err(CliError::usage_with_hint(
                    format!("a server (process {}) on port {} already holds {}", info.pid, info.port, dir.display()),
                    "use that one, stop it, or name another folder with --dir",
                ));
            }
            Holder::Other if started.elapsed() > WAIT_MAX => {
                return Err(boathouse::Error::FolderHeld { path: dir }.into());
            }
            Holder::Other => tokio::time::sleep(Duration::from_millis(25)).await,
        }
    }
}

fn key_pair(pair: &str) -> Result<(String, String)> {
    match pair.split_once(':') {
        Some((key, secret)) if !key.is_empty() && !secret.is_empty() => Ok((key.to_owned(), secret.to_owned())),
        _ => Err(CliError::usage("a key pair of --auth is not KEY:SECRET")),
    }
}

/// The files HTTPS is to be spoken with, if it is; none of them when the certificate is to be ours.
fn secured(args: &ServeArgs, config: &Config) -> Result<Option<Option<(PathBuf, PathBuf)>>> {
    let of_args = args.tls_cert.clone().zip(args.tls_key.clone());
    let of_config = match (&config.tls.certificate, &config.tls.key) {
        (Some(certificate), Some(key)) => Some((certificate.clone(), key.clone())),
        (None, None) => None,
        _ => {
            return Err(CliError::usage("[tls] names a certificate without its key, or a key without its certificate"));
        }
    };
    let files = of_args.or(of_config);
    Ok((files.is_some() || args.tls || config.tls.enabled).then_some(files))
}

fn certified(files: &Option<(PathBuf, PathBuf)>, dir: &Path) -> Result<Tls> {
    let tls = match files {
        Some((certificate, key)) => Tls::from_files(certificate, key),
        None => Tls::self_signed(&dir.join(names::TLS_DIR)),
    };
    tls.map_err(|error| CliError::usage(error.to_string()))
}

/// Six lines for people; one of JSON for a harness that waits for the port.
fn announce(dir: &Path, port: u16, certificate: Option<&Path>, ephemeral: bool, printer: Printer) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let endpoint = format!("http://127.0.0.1:{port}");
    if matches!(printer.output, Output::Json | Output::Ndjson) {
        let line = serde_json::json!({
            "port": port, "endpoint": endpoint, "dir": dir, "version": version, "pid": std::process::id(),
            "certificate": certificate,
        });
        return Ok(printer.line(&line.to_string())?);
    }
    let kept =
        if ephemeral { "Ctrl-C stops; the folder goes away with the server" } else { "Ctrl-C stops; state is kept" };
    let shown = dir.display();
    let dir_flag = if dir == Path::new(names::DEFAULT_DIR) { String::new() } else { format!(" --dir {shown}") };
    for line in [
        format!("{BOLD}boathouse {version}{RESET}"),
        format!("  endpoint   {CYAN}{endpoint}{RESET}{}", certificate.map_or("", |_| ", and HTTPS on the same port")),
        "  services   S3, Glue, Athena, Lake Formation, STS".to_owned(),
        format!("  data       {CYAN}{shown}{RESET}"),
        format!("  clients    eval \"$(boathouse env{dir_flag})\""),
        format!("  {kept}"),
    ] {
        printer.say(&line);
    }
    Ok(())
}

/// Ctrl-C and, as service managers and containers do it, SIGTERM.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(unix)]
    async fn stop(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn stop(&mut self) {
        // Without a handler there is nothing to wait for but the end of the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
