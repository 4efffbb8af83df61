//! Plans that come back the same and give the same rows.

mod bytes;
mod examples;
mod queries;
mod refusals;

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow_schema::{Field, Schema, SchemaRef};
use boathouse_functions::{Session, trino_error};
use boathouse_functions_cast::ValueText;
use boathouse_types::{ErrorCode, Result, TrinoError};
use datafusion::catalog::TableProvider;
use datafusion::common::{Result as EngineResult, TableReference, plan_err};
use datafusion::datasource::MemTable;
use datafusion::execution::TaskContext;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Extension, LogicalPlan};
use datafusion::physical_plan::{ExecutionPlan, displayable};
use datafusion_proto::logical_plan::LogicalExtensionCodec;

use super::{TrinoLogicalCodec, TrinoPhysicalCodec};
use crate::analyzer::{Analyzed, Analyzer, AnalyzerOptions, MemoryCatalog, library, session_config, session_state};
use crate::ast::StatementKind;
use crate::trino::parse_statement;

/// Tables by name, as a codec that knows them.
#[derive(Debug, Default, Clone)]
struct Tables(HashMap<String, Arc<dyn TableProvider>>);

impl LogicalExtensionCodec for Tables {
    fn try_decode(&self, _: &[u8], _: &[LogicalPlan], _: &TaskContext) -> EngineResult<Extension> {
        plan_err!("no steps")
    }

    fn try_encode(&self, _: &Extension, _: &mut Vec<u8>) -> EngineResult<()> {
        plan_err!("no steps")
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        _: &TableReference,
        _: SchemaRef,
        _: &TaskContext,
    ) -> EngineResult<Arc<dyn TableProvider>> {
        let name = String::from_utf8_lossy(bytes);
        self.0.get(name.as_ref()).map_or_else(|| plan_err!("no table {name}"), |table| Ok(Arc::clone(table)))
    }

    fn try_encode_table_provider(
        &self,
        _: &TableReference,
        table: Arc<dyn TableProvider>,
        buffer: &mut Vec<u8>,
    ) -> EngineResult<()> {
        let found = self.0.iter().find(|(_, known)| Arc::as_ptr(known).addr() == Arc::as_ptr(&table).addr());
        let Some((name, _)) = found else { return plan_err!("no such table") };
        buffer.extend(name.as_bytes());
        Ok(())
    }
}

/// What plans need to travel and to run.
struct World {
    tables: Tables,
    catalog: MemoryCatalog,
    state: SessionState,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            tables: Tables::default(),
            catalog: MemoryCatalog::default(),
            state: session_state(session_config()),
        };
        let numbers = Int32Array::from(vec![Some(1), Some(2), Some(2), Some(3), None, Some(5)]);
        let texts = StringArray::from(vec![Some("x"), Some("y"), None, Some("zz"), Some("x"), Some("ä")]);
        let halves = Float64Array::from(vec![Some(0.5), None, Some(-2.25), Some(1e10), Some(3.0), Some(0.0)]);
        world.add("t", vec![("a", Arc::new(numbers)), ("b", Arc::new(texts)), ("d", Arc::new(halves))]);
        let keys = Int32Array::from(vec![1, 1, 3]);
        let values = Int32Array::from(vec![10, 11, 30]);
        world.add("U Upper", vec![("a", Arc::new(keys)), ("C", Arc::new(values))]);
        world
    }

    fn add(&mut self, name: &str, columns: Vec<(&str, Arc<dyn Array>)>) {
        let fields: Vec<_> = columns.iter().map(|(n, c)| Field::new(*n, c.data_type().clone(), true)).collect();
        let columns = columns.into_iter().map(|(_, c)| c).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
        let table: Arc<dyn TableProvider> = Arc::new(
            MemTable::try_new(
                batch.schema(),
                vec![vec![batch.slice(0, 2)], vec![batch.slice(2, batch.num_rows() - 2)]],
            )
            .unwrap(),
        );
        self.tables.0.insert(name.to_owned(), Arc::clone(&table));
        self.catalog.add(name, table).unwrap();
    }

    fn logical(&self) -> TrinoLogicalCodec {
        TrinoLogicalCodec::with_inner(Arc::new(self.tables.clone()))
    }

    fn plan(&self, sql: &str) -> Result<Analyzed> {
        let statement = parse_statement(sql).map_err(|e| TrinoError::new(ErrorCode::SyntaxError, e.to_string()))?;
        let StatementKind::Query(query) = &statement.kind else { return Err(TrinoError::internal("no query")) };
        let zone = "Europe/Vienna".parse()?;
        let session = Arc::new(Session { zone, start_micros: 1_700_000_000_000_000, ..Session::default() });
        Analyzer::new(library()?, session, &self.catalog, AnalyzerOptions::default()).analyze_query(query)
    }

    fn physical(&self, plan: &LogicalPlan) -> Result<Arc<dyn ExecutionPlan>> {
        let planned = self.state.query_planner();
        block_on(planned.create_physical_plan(plan, &self.state)).map_err(trino_error)
    }

    /// A plan's rows as text.
    fn run(&self, analyzed: &Analyzed, plan: Arc<dyn ExecutionPlan>) -> Result<Vec<String>> {
        let batches = block_on(datafusion::physical_plan::collect(plan, self.state.task_ctx()));
        let mut rows = Vec::new();
        for batch in batches.map_err(trino_error)? {
            let columns = analyzed.columns.iter().zip(batch.columns());
            let texts = columns.map(|(c, values)| ValueText::new(&c.data_type, values)).collect::<Result<Vec<_>>>()?;
            rows.extend((0..batch.num_rows()).map(|row| {
                let cells = texts.iter().map(|t| t.get(row).unwrap_or_else(|| "null".to_owned()));
                cells.collect::<Vec<_>>().join(" ")
            }));
        }
        rows.sort();
        Ok(rows)
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// What a query comes to directly, and what is wrong with it after its plans have travelled.
fn travel(world: &World, sql: &str) -> std::result::Result<(), String> {
    let text = |what: &'static str| move |e: TrinoError| format!("{what}: {}: {e}", e.code.as_str());
    let engine = |what: &'static str| move |e: datafusion::common::DataFusionError| format!("{what}: {e}");
    let analyzed = world.plan(sql).map_err(text("analyzer"))?;
    let context = world.state.task_ctx();
    let codec = world.logical();
    let round = |plan: &LogicalPlan| -> std::result::Result<LogicalPlan, String> {
        let bytes = codec.encode(plan).map_err(engine("encoding the logical plan"))?;
        let came = codec.decode(&bytes, &context).map_err(engine("decoding the logical plan"))?;
        same(&logical_text(plan), &logical_text(&came))?;
        // A plan that is the same is written the same.
        let again = codec.encode(&came).map_err(engine("encoding the logical plan again"))?;
        if bytes == again { Ok(came) } else { Err("written otherwise the second time".to_owned()) }
    };
    let optimize = |plan: &LogicalPlan| world.state.optimize(plan);
    let direct = optimize(&analyzed.plan).map_err(trino_error).and_then(|plan| world.physical(&plan));
    let direct = direct.and_then(|plan| world.run(&analyzed, plan));
    let came = round(&analyzed.plan)?;
    let optimized = match (optimize(&came).map_err(trino_error), &direct) {
        (Ok(plan), _) => round(&plan)?,
        (Err(found), Err(wanted)) if found == *wanted => return Ok(()),
        (Err(error), _) => return Err(text("optimizer")(error)),
    };
    let physical = match (world.physical(&optimized), &direct) {
        (Ok(plan), _) => plan,
        (Err(found), Err(wanted)) if found == *wanted => return Ok(()),
        (Err(error), _) => return Err(text("physical planner")(error)),
    };
    let codec = TrinoPhysicalCodec::new();
    let bytes = codec.encode(&physical).map_err(engine("encoding the physical plan"))?;
    let came = codec.decode(&bytes, &context).map_err(engine("decoding the physical plan"))?;
    // The inputs of unions and recursions are given their columns' nullability anew, by a step more.
    let went = physical_text(&physical);
    if !["UnionExec", "InterleaveExec", "RecursiveQueryExec"].iter().any(|step| went.contains(step)) {
        same(&went, &physical_text(&came))?;
    }
    match (world.run(&analyzed, came), direct) {
        (found, wanted) if found == wanted => Ok(()),
        (found, wanted) => Err(format!("{found:?} instead of {wanted:?}")),
    }
}

fn logical_text(plan: &LogicalPlan) -> String {
    plan.display_indent_schema().to_string()
}

fn physical_text(plan: &Arc<dyn ExecutionPlan>) -> String {
    displayable(plan.as_ref()).set_show_schema(true).indent(true).to_string()
}

fn same(went: &str, came: &str) -> std::result::Result<(), String> {
    if went == came { Ok(()) } else { Err(format!("went as\n{went}\ncame as\n{came}")) }
}

/// Runs queries with and without travel.
fn check<'a>(world: &World, queries: impl IntoIterator<Item = &'a str>) {
    let mut wrong = Vec::new();
    for sql in queries {
        if let Err(why) = travel(world, sql) {
            wrong.push(format!("{sql}\n{why}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
