//! Virtual environments below the target folder, made once for each list of requirements.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, process};

/// The Python of an environment that holds exactly what `requirements` lists, made when it is missing.
pub fn environment(target: &Path, name: &str, requirements: &Path) -> Result<PathBuf> {
    let wanted = std::fs::read_to_string(requirements)
        .map_err(|error| format!("cannot read {}: {error}", requirements.display()))?;
    let folder = target.join(name);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = folder.join("requirements.installed");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    process::complain(&format!("making the Python environment {}\n", folder.display()));
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    process::must(Command::new(system).args(["-m", "venv"]).arg(&folder))
        .map_err(|error| format!("{error}\nhint: install Python 3.10 or newer with its venv module (python3-venv)"))?;
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r"]);
    process::must(install.arg(requirements))?;
    std::fs::write(&stamp, wanted)?;
    Ok(python)
}
