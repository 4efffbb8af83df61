//! What can go wrong with graphs, jobs and their runs.

/// A fact about a graph, a job, a run or the data it met.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The graph as a whole is wrong.
    #[error("the graph {0}")]
    Graph(String),
    /// A node of a type nobody knows.
    #[error("node '{node}' has the unknown type '{kind}'")]
    UnknownNodeType {
        /// Node id.
        node: String,
        /// The type as it was written.
        kind: String,
    },
    /// A node of a type that is known and not run here.
    #[error("node '{node}' has the type '{kind}', which is not supported yet")]
    UnsupportedNodeType {
        /// Node id.
        node: String,
        /// Its type.
        kind: String,
    },
    /// A node that contradicts itself or its inputs.
    #[error("node '{node}' ({kind}): {message}")]
    Node {
        /// Node id.
        node: String,
        /// Its type.
        kind: &'static str,
        /// What is wrong and how to mend it.
        message: String,
    },
    /// No job of this name.
    #[error("there is no job '{0}'")]
    JobNotFound(String),
    /// The name is taken.
    #[error("the job '{0}' is there already")]
    JobExists(String),
    /// No such run of the job.
    #[error("the job '{job}' has no run '{run}'")]
    RunNotFound {
        /// Job name.
        job: String,
        /// Run id.
        run: String,
    },
    /// As many runs as the job allows are going on.
    #[error("the job '{job}' allows {max} concurrent runs, and as many are going on")]
    ConcurrentRuns {
        /// Job name.
        job: String,
        /// Its limit.
        max: u32,
    },
    /// The run is not in a state that can be stopped.
    #[error("the run '{run}' is {state} and cannot be stopped")]
    NotStoppable {
        /// Run id.
        run: String,
        /// Its state.
        state: String,
    },
    /// Anything else that was asked wrongly.
    #[error("{0}")]
    InvalidInput(String),
    /// Source data that cannot be read.
    #[error("{place}: {message}")]
    Data {
        /// Object, with line or offset when known.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The run was asked to stop.
    #[error("the run was stopped")]
    Stopped,
    /// The store failed on an object.
    #[error("the object store failed on {uri}: {source}")]
    Store {
        /// The object or prefix.
        uri: String,
        /// The store's own error.
        source: object_store::Error,
    },
    /// A local file failed.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A location or a type text is wrong.
    #[error(transparent)]
    Schema(#[from] boathouse_schema::Error),
    /// Reading or writing a format.
    #[error(transparent)]
    Format(#[from] boathouse_formats::Error),
    /// Buckets and objects.
    #[error(transparent)]
    Lake(#[from] boathouse_lake::Error),
    /// The catalog.
    #[error(transparent)]
    Catalog(#[from] boathouse_catalog::Error),
    /// The state file.
    #[error(transparent)]
    State(#[from] boathouse_state::Error),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] datafusion::error::DataFusionError),
    /// Arrow.
    #[error(transparent)]
    Arrow(#[from] datafusion::arrow::error::ArrowError),
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Shorthand for [`Error::Data`].
    pub(crate) fn data(place: impl Into<String>, message: impl std::fmt::Display) -> Self {
        Self::Data { place: place.into(), message: message.to_string() }
    }

    /// The error as the engine carries it through a stream.
    pub(crate) fn into_engine(self) -> datafusion::error::DataFusionError {
        datafusion::error::DataFusionError::External(Box::new(self))
    }
}

impl From<boathouse_state::rusqlite::Error> for Error {
    fn from(error: boathouse_state::rusqlite::Error) -> Self {
        Self::State(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::State(error.into())
    }
}
