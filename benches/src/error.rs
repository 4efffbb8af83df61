use std::path::PathBuf;

/// Why a workload could not be measured.
#[derive(Debug)]
pub enum Error {
    /// A file of the data or of the workloads.
    File(PathBuf, std::io::Error),
    /// A workload that is not written as it must be.
    Workload(PathBuf, String),
    /// boathouse could not do the work.
    Work(String),
}

/// Results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Workload(path, message) => write!(f, "{}: {message}", path.display()),
            Self::Work(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

impl From<boathouse::Error> for Error {
    fn from(error: boathouse::Error) -> Self {
        Self::Work(error.to_string())
    }
}

impl From<boathouse_catalog::Error> for Error {
    fn from(error: boathouse_catalog::Error) -> Self {
        Self::Work(error.to_string())
    }
}
