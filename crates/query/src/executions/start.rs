//! Starting an execution: the checks in Athena's order, then the place in the queue.

use boathouse_schema::S3Uri;
use boathouse_state::new_id;

use super::execution::{Execution, ExecutionState, ResultReuse, Statistics};
use super::store::{self, Inserted, NewExecution};
use super::{PRIMARY_WORKGROUP, Workgroup, run};
use crate::statement::{self, Parsed};
use crate::{Error, Queries, Result, STATEMENT_BYTES_MAX};

/// What is to be run, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StartRequest {
    /// One statement.
    pub sql: String,
    /// Makes starting twice start once.
    pub token: Option<String>,
    /// Default database.
    pub database: Option<String>,
    /// Default catalog.
    pub catalog: Option<String>,
    /// `s3://bucket/prefix` for the result; the workgroup's when absent.
    pub output_location: Option<String>,
    /// `primary` when absent.
    pub workgroup: Option<String>,
    /// Values for `?`.
    pub parameters: Vec<String>,
    /// What is said about reusing results; kept with the execution.
    pub result_reuse: Option<ResultReuse>,
}

impl Queries {
    /// Starts a statement and returns the id of its execution, which may fail later.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::InvalidOutputLocation`], [`Error::Malformed`],
    /// [`Error::CatalogNotFound`], [`Error::TokenReused`], [`Error::EntityNotFound`], [`Error::OutputBucket`], [`Error::TooManyQueries`]. Then nothing was
    /// started and the token is not used up.
    pub async fn start(&self, request: StartRequest) -> Result<String> {
        let workgroup = self.workgroup(request.workgroup.as_deref().unwrap_or(PRIMARY_WORKGROUP))?;
        let location = output_location(&request, &workgroup)?;
        if request.sql.len() > STATEMENT_BYTES_MAX {
            return Err(Error::TooLong(request.sql.len()));
        }
        let mut parsed = statement::parse(&request.sql)?;
        let fingerprint = fingerprint(&request);
        if let Some(token) = request.token.clone() {
            let (scope, fingerprint) = (self.scope(), fingerprint.clone());
            let known =
                self.state().read(move |connection| store::by_token(connection, &scope, &token, &fingerprint)).await?;
            if let Some(id) = known {
                return Ok(id);
            }
        }
        statement::look_up(self.catalog(), request.database.as_deref(), &mut parsed).await?;
        self.check_bucket(&location.bucket).await?;
        self.enqueue(request, &workgroup, &location, parsed, fingerprint).await
    }

    async fn enqueue(
        &self,
        request: StartRequest,
        workgroup: &Workgroup,
        location: &S3Uri,
        parsed: Parsed,
        fingerprint: String,
    ) -> Result<String> {
        let id = new_id();
        let active_max = self.config().active_max;
        let handle = self.running().admit(&id, active_max).ok_or(Error::TooManyQueries(active_max))?;
        let execution = Execution {
            output_location: location.join(&parsed.kind.output.key(&id)).to_string(),
            id: id.clone(),
            sql: request.sql,
            kind: parsed.kind.clone(),
            workgroup: workgroup.name.clone(),
            database: request.database,
            catalog: request.catalog,
            parameters: request.parameters,
            result_reuse: request.result_reuse,
            state: ExecutionState::Queued,
            submitted_ms: self.state().clock().now_ms(),
            completed_ms: None,
            failure: None,
            statistics: Statistics::default(),
        };
        let new = NewExecution { scope: self.scope(), execution: execution.clone(), token: request.token, fingerprint };
        let inserted = self.state().write(move |connection| store::insert(connection, &new)).await;
        match inserted {
            Ok(Inserted::New) => {
                tokio::spawn(run::run(self.clone(), execution, parsed, handle.cancel));
                Ok(id)
            }
            Ok(Inserted::Known(earlier)) => {
                self.running().end(&id);
                Ok(earlier)
            }
            Err(error) => {
                self.running().end(&id);
                Err(error)
            }
        }
    }

    /// The default bucket is made when it is first needed; any other has to be there.
    async fn check_bucket(&self, bucket: &str) -> Result<()> {
        if bucket == self.default_bucket() {
            return Ok(self.lake().ensure_bucket(bucket).await?);
        }
        match self.lake().bucket(bucket).await {
            Ok(_) => Ok(()),
            Err(boathouse_lake::Error::NoSuchBucket(_) | boathouse_lake::Error::InvalidBucketName { .. }) => {
                Err(Error::OutputBucket(bucket.to_owned()))
            }
            Err(other) => Err(other.into()),
        }
    }
}

fn output_location(request: &StartRequest, workgroup: &Workgroup) -> Result<S3Uri> {
    let text = request.output_location.as_deref().filter(|text| !text.is_empty()).unwrap_or(&workgroup.output_location);
    let invalid = || Error::InvalidOutputLocation(text.to_owned());
    if !text.starts_with("s3://") {
        return Err(invalid());
    }
    Ok(text.parse::<S3Uri>().map_err(|_| invalid())?.folder())
}

/// The parts of a request that a token stands for: text, database, catalog and output location, each
/// told apart from being absent.
fn fingerprint(request: &StartRequest) -> String {
    format!("{:?}", (&request.sql, &request.database, &request.catalog, &request.output_location))
}
