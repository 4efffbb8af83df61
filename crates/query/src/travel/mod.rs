//! Plans that are run elsewhere: planned here as a query of this server is, and made bytes.

mod codec;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use boathouse_lake::{Meter, MeterSnapshot};
use boathouse_sql::analyzer::AnalyzedStatement;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::physical_plan::ExecutionPlan;

pub use self::codec::plan_codec;
use crate::access::Guarded;
use crate::metadata::WithMetadata;
use crate::planner::{self, PlanRequest, TableResolver};
use crate::results::ColumnInfo;
use crate::statement::{self, Action};
use crate::steps::with_steps;
use crate::{Failure, PRIMARY_WORKGROUP, Queries, Result, SqlRequest};

/// A query that is planned and not yet run.
#[derive(Debug, Clone)]
pub struct PlannedQuery {
    /// The columns as Athena describes them.
    pub columns: Vec<ColumnInfo>,
    /// The columns' names and types; the plan's own names differ.
    pub schema: SchemaRef,
    /// What gives the rows.
    pub plan: Arc<dyn ExecutionPlan>,
    /// What planning asked the stores for: listings, and footers that were not kept yet.
    pub requests: MeterSnapshot,
}

impl Queries {
    /// Plans a query without running it, as [`Self::execute`] plans it: with the same tables, rules of access and
    /// pruning of partitions and files. [`plan_codec`] makes the plan bytes.
    ///
    /// # Errors
    /// Those of [`Self::execute`], and a refusal of statements that are no queries.
    pub async fn plan(&self, request: SqlRequest) -> Result<PlannedQuery> {
        let queries = self.clone();
        // The caller's threads may have stacks too small for what a statement becomes.
        let work = self.engine().spawn(async move { queries.plan_here(request).await });
        work.await.unwrap_or_else(|error| Err(Failure::internal(&error).into()))
    }

    async fn plan_here(&self, request: SqlRequest) -> Result<PlannedQuery> {
        let mut parsed = statement::parse(&request.sql)?;
        self.bind(&mut parsed, PRIMARY_WORKGROUP).await?;
        statement::look_up(self, request.database.as_deref(), &mut parsed).await?;
        let refused = || Failure::not_supported(&format!("planning {} to run it elsewhere", parsed.kind.words));
        if !matches!(parsed.action, Action::Trino { .. }) {
            return Err(refused().into());
        }
        let (tables, now_ms) = (self.tables(), self.state().clock().now_ms());
        let guarded = self.access().map(|rules| Guarded::new(tables, self.catalog(), rules, now_ms));
        let tables = guarded.as_ref().map_or(tables as &dyn TableResolver, |guarded| guarded);
        let plan = PlanRequest {
            sql: &parsed.sql,
            parameters: &request.parameters,
            database: request.database.as_deref(),
            catalog: None,
            now_ms,
            catalogs: self,
            prepared: parsed.prepared.as_ref(),
            tables: &WithMetadata::new(self, tables),
        };
        let AnalyzedStatement::Query(query) = planner::analyze(plan).await? else { return Err(refused().into()) };
        let meter = Meter::default();
        let session = self.engine().session(self.lake(), &meter)?;
        let plan = session.create_physical_plan(&query.plan).await.map_err(Failure::from)?;
        let plan = with_steps(plan).map_err(Failure::from)?;
        let columns = query.columns.iter().map(ColumnInfo::of).collect();
        Ok(PlannedQuery { columns, schema: query.schema(), plan, requests: meter.snapshot() })
    }
}
