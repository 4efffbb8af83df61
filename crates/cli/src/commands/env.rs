//! `boathouse env`: `eval "$(boathouse env)"` points AWS clients here.

use boathouse::config::names;
use boathouse::{FolderLock, Holder};

use crate::cli::GlobalArgs;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::printer::Printer;
use crate::session;

pub(crate) async fn run(global: &GlobalArgs, printer: Printer) -> Result {
    let config = session::config(global)?;
    let dir = session::dir(global, &config);
    // Looking into a folder that is not there would make it.
    let holder = if dir.is_dir() { Some(FolderLock::take(&dir)?) } else { None };
    let port = match holder {
        Some(Holder::Server(info)) => info.port,
        _ => {
            printer.warn("no server holds this folder: `boathouse serve` starts one");
            config.port.unwrap_or(names::DEFAULT_PORT)
        }
    };
    let (key, secret) = config.auth.first().and_then(|pair| pair.split_once(':')).unwrap_or(("boathouse", "boathouse"));
    for (name, value) in [
        ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}").as_str()),
        ("AWS_ACCESS_KEY_ID", key),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ] {
        printer.line(&format!("export {name}={}", quoted(value)))?;
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
