//! `boathouse env`: `eval "$(boathouse env)"` points AWS clients here.

use boathouse::config::names;
use boathouse::{FolderLock, Holder};
use clap::Args;

use crate::cli::GlobalArgs;
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::printer::Printer;
use crate::session;

/// `boathouse env`
#[derive(Debug, Args)]
pub(crate) struct EnvArgs {
    /// Point clients to HTTPS, and make them trust the server's certificate
    #[arg(long)]
    tls: bool,
}

pub(crate) async fn run(args: EnvArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let config = session::config(global)?;
    let dir = session::dir(global, &config);
    // Looking into a folder that is not there would make it.
    let holder = if dir.is_dir() { Some(FolderLock::take(&dir)?) } else { None };
    let (port, certificate) = match holder {
        Some(Holder::Server(info)) => (info.port, info.certificate),
        _ => {
            printer.warn("no server holds this folder: `boathouse serve` starts one");
            (config.port.unwrap_or(names::DEFAULT_PORT), None)
        }
    };
    let trusted = match (args.tls, certificate) {
        (false, _) => None,
        (true, Some(certificate)) => Some(certificate.display().to_string()),
        (true, None) => return Err(CliError::usage("no server speaks HTTPS here: `boathouse serve --tls` does")),
    };
    let scheme = if args.tls { "https" } else { "http" };
    let (key, secret) = config.auth.first().and_then(|pair| pair.split_once(':')).unwrap_or(("boathouse", "boathouse"));
    for (name, value) in [
        ("AWS_ENDPOINT_URL", format!("{scheme}://127.0.0.1:{port}").as_str()),
        ("AWS_ACCESS_KEY_ID", key),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ] {
        printer.line(&format!("export {name}={}", quoted(value)))?;
    }
    if let Some(file) = trusted {
        printer.line(&format!("export AWS_CA_BUNDLE={}", quoted(&file)))?;
    }
    Ok(ExitStatus::Success)
}

/// In single quotes where the shell would see more than a word.
fn quoted(value: &str) -> String {
    if value.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:+=@".contains(c)) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shell_sees_one_word() {
        assert_eq!(super::quoted("http://127.0.0.1:1"), "http://127.0.0.1:1");
        assert_eq!(super::quoted("a'b $c"), "'a'\\''b $c'");
    }
}
