//! Starting an execution: the checks in Athena's order, then the place in the queue.

use boathouse_state::new_id;

use super::destination::{self, Destination};
use super::execution::{Execution, ExecutionState, ResultReuse, Statistics};
use super::queue::Share;
use super::run::Order;
use super::store::{self, Inserted, NewExecution};
use super::{reuse, run};
use crate::statement::{self, Action, Parsed, StatementType};
use crate::{
    Error, PRIMARY_WORKGROUP, Queries, Result, ResultSettings, STATEMENT_BYTES_MAX, Workgroup, WorkgroupState,
};

/// Units of capacity that a statement takes at least.
const DPUS_MIN: u32 = 4;

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
    /// Where the result goes and how; what is left out is the workgroup's.
    pub results: ResultSettings,
    /// `primary` when absent.
    pub workgroup: Option<String>,
    /// Values for `?`.
    pub parameters: Vec<String>,
    /// What is said about reusing results; kept with the execution.
    pub result_reuse: Option<ResultReuse>,
    /// Units of reserved capacity to take at least, where there are any.
    pub dpus_min: Option<u32>,
}

impl Queries {
    /// Starts a statement and returns the id of its execution, which may fail later.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::WorkgroupDisabled`], [`Error::InvalidOutputLocation`],
    /// [`Error::NoOutputLocation`], [`Error::Malformed`], [`Error::CatalogNotFound`],
    /// [`Error::DataCatalogElsewhere`], [`Error::TokenReused`],
    /// [`Error::EntityNotFound`], [`Error::PreparedNotFound`], [`Error::OutputBucket`], [`Error::TooManyQueries`]. Then
    /// nothing was started and the token is not used up.
    pub async fn start(&self, request: StartRequest) -> Result<String> {
        let workgroup = self.workgroup(request.workgroup.as_deref().unwrap_or(PRIMARY_WORKGROUP)).await?;
        if workgroup.state == WorkgroupState::Disabled {
            return Err(Error::WorkgroupDisabled(workgroup.name));
        }
        let destination = destination::resolve(&request, &workgroup, self.catalog().scope())?;
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
        self.bind(&mut parsed, &workgroup.name).await?;
        statement::look_up(self, request.database.as_deref(), &mut parsed).await?;
        self.check_destination(&destination).await?;
        self.forget_the_old();
        self.enqueue(request, workgroup, destination, parsed, fingerprint).await
    }

    /// Puts the statement that was prepared in the place of the one that names it.
    ///
    /// # Errors
    /// [`Error::PreparedNotFound`], [`Error::Malformed`].
    pub(crate) async fn bind(&self, parsed: &mut Parsed, workgroup: &str) -> Result<()> {
        let Action::Execute { name, has_values } = &parsed.action else { return Ok(()) };
        let prepared = match self.prepared_statement(workgroup, name).await {
            Err(Error::PreparedNotFound(..)) if name.to_lowercase() != *name => {
                self.prepared_statement(workgroup, &name.to_lowercase()).await
            }
            other => other,
        };
        let (prepared, has_values, name) = (prepared?, *has_values, name.to_lowercase());
        let inner = statement::parse(&prepared.sql)?;
        if has_values {
            // The values are expressions of the statement that names it, and are read with it.
            parsed.kind = inner.kind;
            parsed.action = Action::Trino { literal_only: false };
            parsed.prepared = Some((name, inner.sql));
        } else {
            *parsed = Parsed { is_own_text: false, ..inner };
        }
        Ok(())
    }

    async fn enqueue(
        &self,
        request: StartRequest,
        workgroup: Workgroup,
        destination: Destination,
        parsed: Parsed,
        fingerprint: String,
    ) -> Result<String> {
        let id = new_id();
        let share = self.share(&workgroup.name, &parsed, request.dpus_min).await?;
        let (limit, kind) = self.active_limit(&parsed);
        let handle = self.running().admit(&id, &kind, limit).ok_or(Error::TooManyQueries(limit))?;
        let execution = Execution {
            output_location: destination.folder.join(&parsed.kind.output.key(&id)).to_string(),
            id: id.clone(),
            echo: statement::echo(&request.sql, request.database.as_deref(), &parsed),
            sql: request.sql,
            kind: parsed.kind.clone(),
            workgroup: workgroup.name,
            database: request.database,
            catalog: request.catalog,
            settings: destination.settings,
            managed: destination.managed,
            enforced: workgroup.settings.enforced,
            engine_version: workgroup.settings.engine_version,
            parameters: request.parameters,
            result_reuse: request.result_reuse,
            state: ExecutionState::Queued,
            submitted_ms: self.now_ms(),
            completed_ms: None,
            failure: None,
            statistics: Statistics { dpus: share.as_ref().map(|share| share.dpus), ..Statistics::default() },
        };
        let reuse_key = reuse::key(self, &execution, parsed.is_own_text);
        let scope = self.scope();
        let new = NewExecution { scope, execution: execution.clone(), token: request.token, fingerprint, reuse_key };
        let inserted = self.state().write(move |connection| store::insert(connection, &new)).await;
        match inserted {
            Ok(Inserted::New) => {
                let scanned_bytes_max = workgroup.settings.scanned_bytes_max;
                let order = Order { execution, parsed, share, scanned_bytes_max };
                tokio::spawn(run::run(self.clone(), order, handle));
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

    /// What of a reservation a statement takes.
    async fn share(&self, workgroup: &str, parsed: &Parsed, dpus_min: Option<u32>) -> Result<Option<Share>> {
        let Some((reservation, dpus_max)) = self.reserved_for(workgroup).await? else { return Ok(None) };
        let wanted = match parsed.kind.statement_type {
            StatementType::Dml => dpus_min.unwrap_or(DPUS_MIN).max(DPUS_MIN),
            StatementType::Ddl | StatementType::Utility => DPUS_MIN,
        };
        // More than there is cannot be taken, and is not shown.
        Ok(Some(Share { reservation, dpus_max, dpus: wanted.min(dpus_max) }))
    }

    /// How many such statements may be active in the scope, and what they are counted by.
    fn active_limit(&self, parsed: &Parsed) -> (usize, String) {
        let (config, scope) = (self.config(), self.catalog().scope());
        match parsed.kind.statement_type {
            StatementType::Dml => (config.active_max, format!("{scope} DML")),
            StatementType::Ddl | StatementType::Utility => (config.ddl_active_max, format!("{scope} DDL")),
        }
    }
}

/// The parts of a request that a token stands for: text, database, catalog and output location, each
/// told apart from being absent.
fn fingerprint(request: &StartRequest) -> String {
    format!("{:?}", (&request.sql, &request.database, &request.catalog, &request.results.output_location))
}
