//! The step of a logical plan.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use boathouse_types::Result;
use datafusion::common::{DFSchema, DFSchemaRef, Result as EngineResult};
use datafusion::logical_expr::expr::Sort;
use datafusion::logical_expr::{Expr, Extension, LogicalPlan, UserDefinedLogicalNodeCore};

use super::spec::{FrameCallKind, LeafKind, Search, SearchEnd, Spec};
use crate::analyzer::plan::column;

/// Row pattern recognition over a plan.
#[derive(Debug, Clone)]
pub(crate) struct Recognition {
    pub(crate) input: LogicalPlan,
    pub(crate) spec: Arc<Spec>,
    /// The order of rows in a partition, by columns of the input.
    pub(crate) order: Vec<Sort>,
    schema: DFSchemaRef,
}

impl Recognition {
    /// The plan of a recognition.
    pub(crate) fn plan(input: LogicalPlan, spec: Spec, order: Vec<Sort>) -> Result<LogicalPlan> {
        let mut fields = Vec::new();
        for name in &spec.outputs {
            let field = input.schema().field_with_unqualified_name(name).map_err(boathouse_functions::trino_error)?;
            fields.push(Arc::clone(field));
        }
        let measures =
            spec.measures.iter().map(|m| Arc::new(arrow_schema::Field::new(&m.column, m.data_type.to_arrow(), true)));
        fields.extend(measures);
        let functions =
            spec.functions.iter().map(|f| Arc::new(arrow_schema::Field::new(&f.column, f.data_type.to_arrow(), true)));
        fields.extend(functions);
        let schema = DFSchema::try_from(arrow_schema::Schema::new(fields)).map_err(boathouse_functions::trino_error)?;
        let node = Self { input, spec: Arc::new(spec), order, schema: Arc::new(schema) };
        Ok(LogicalPlan::Extension(Extension { node: Arc::new(node) }))
    }

    fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.spec, &other.spec) && self.input == other.input
    }
}

impl PartialEq for Recognition {
    fn eq(&self, other: &Self) -> bool {
        self.same(other)
    }
}

impl Eq for Recognition {}

impl PartialOrd for Recognition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.same(other).then_some(Ordering::Equal)
    }
}

impl Hash for Recognition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.spec).hash(state);
        self.input.hash(state);
    }
}

impl UserDefinedLogicalNodeCore for Recognition {
    fn name(&self) -> &str {
        "MatchRecognize"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    /// All columns that are read, so that none is pruned.
    fn expressions(&self) -> Vec<Expr> {
        let spec = &self.spec;
        let mut names: Vec<&str> = spec.partition.iter().chain(&spec.outputs).map(String::as_str).collect();
        for leaf in &spec.leaves {
            match &leaf.kind {
                LeafKind::Column(name, _) => names.push(name),
                LeafKind::Aggregate(aggregate) => names.extend(aggregate.columns()),
                LeafKind::Classifier(_) | LeafKind::MatchNumber => {}
            }
        }
        for call in &spec.functions {
            names.extend(call.filter.as_deref());
            match &call.kind {
                FrameCallKind::Aggregate(aggregate) => names.extend(aggregate.columns()),
                FrameCallKind::Value { columns, .. } => names.extend(columns.iter().map(String::as_str)),
            }
        }
        if let Some(Search { end: SearchEnd::Following(name), .. }) = &spec.search {
            names.push(name);
        }
        names.into_iter().map(column).chain(self.order.iter().map(|key| key.expr.clone())).collect()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "MatchRecognize: partition=[{}], labels=[{}]",
            self.spec.partition.join(", "),
            self.spec.labels.join(", ")
        )
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, inputs: Vec<LogicalPlan>) -> EngineResult<Self> {
        let input = inputs.into_iter().next().unwrap_or_else(|| self.input.clone());
        Ok(Self { input, spec: Arc::clone(&self.spec), order: self.order.clone(), schema: Arc::clone(&self.schema) })
    }
}
