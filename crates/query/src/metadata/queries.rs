//! `system.queries`: the executions that are kept.

use std::sync::Arc;

use async_trait::async_trait;
use boathouse_state::State;
use boathouse_types::Type;
use datafusion::arrow::array::{
    ArrayRef, Float64Array, Int32Array, Int64Array, StringViewArray, TimestampMillisecondArray,
};

use super::system::SystemTable;
use crate::executions::all_of_scope;
use crate::workgroups::{billed, type_name};
use crate::{Execution, Price};

const TIME: Type = Type::Timestamp(3);

#[derive(Debug)]
pub(super) struct QueriesTable {
    state: State,
    price: Price,
}

impl QueriesTable {
    pub(super) const NAME: &'static str = "queries";

    pub(super) fn new(state: State, price: Price) -> Self {
        Self { state, price }
    }
}

#[async_trait]
impl SystemTable for QueriesTable {
    fn columns(&self) -> Vec<(&'static str, Type)> {
        vec![
            ("query_id", Type::VARCHAR),
            ("state", Type::VARCHAR),
            ("workgroup", Type::VARCHAR),
            ("database", Type::VARCHAR),
            ("statement_type", Type::VARCHAR),
            ("substatement_type", Type::VARCHAR),
            ("query", Type::VARCHAR),
            ("submitted", TIME),
            ("completed", TIME),
            ("queue_ms", Type::BigInt),
            ("planning_ms", Type::BigInt),
            ("engine_ms", Type::BigInt),
            ("total_ms", Type::BigInt),
            ("scanned_bytes", Type::BigInt),
            ("billed_bytes", Type::BigInt),
            ("usd", Type::Double),
            ("input_rows", Type::BigInt),
            ("output_rows", Type::BigInt),
            ("output_location", Type::VARCHAR),
            ("error_category", Type::Integer),
            ("error_type", Type::Integer),
            ("error", Type::VARCHAR),
        ]
    }

    async fn rows(&self, scope: &str) -> Result<Vec<ArrayRef>, String> {
        let scope = scope.to_owned();
        let executions = self.state.read(move |connection| all_of_scope(connection, &scope)).await;
        let executions: Vec<Execution> = executions.map_err(|error| error.to_string())?;
        Ok(self.arrays(&executions))
    }
}

impl QueriesTable {
    fn arrays(&self, all: &[Execution]) -> Vec<ArrayRef> {
        vec![
            texts(all, |it| Some(&it.id)),
            texts(all, |it| Some(it.state.as_str())),
            texts(all, |it| Some(&it.workgroup)),
            texts(all, |it| it.database.as_deref()),
            texts(all, |it| Some(type_name(it.kind.statement_type))),
            texts(all, |it| it.kind.substatement_type.as_deref()),
            texts(all, |it| Some(&it.sql)),
            times(all, |it| Some(it.submitted_ms)),
            times(all, |it| it.completed_ms),
            counts(all, |it| Some(it.statistics.queue_ms)),
            counts(all, |it| it.statistics.planning_ms),
            counts(all, |it| Some(it.statistics.engine_ms)),
            counts(all, |it| Some(it.statistics.total_ms)),
            counts(all, |it| Some(it.statistics.scanned_bytes)),
            counts(all, |it| Some(billed(it, &self.price))),
            Arc::new(
                all.iter().map(|it| Some(self.price.usd_of_billed(billed(it, &self.price)))).collect::<Float64Array>(),
            ),
            counts(all, |it| Some(it.statistics.input_rows)),
            counts(all, |it| Some(it.statistics.output_rows)),
            texts(all, |it| (!it.is_managed()).then_some(it.output_location.as_str())),
            Arc::new(all.iter().map(|it| it.failure.as_ref().map(|it| i32::from(it.category))).collect::<Int32Array>()),
            Arc::new(
                all.iter().map(|it| it.failure.as_ref().map(|it| i32::from(it.error_type))).collect::<Int32Array>(),
            ),
            texts(all, |it| it.failure.as_ref().map(|failure| failure.reason.as_str())),
        ]
    }
}

fn texts(all: &[Execution], text: impl Fn(&Execution) -> Option<&str>) -> ArrayRef {
    Arc::new(all.iter().map(text).collect::<StringViewArray>())
}

fn times(all: &[Execution], time: impl Fn(&Execution) -> Option<i64>) -> ArrayRef {
    Arc::new(all.iter().map(time).collect::<TimestampMillisecondArray>())
}

fn counts(all: &[Execution], count: impl Fn(&Execution) -> Option<u64>) -> ArrayRef {
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Arc::new(all.iter().map(|it| count(it).map(signed)).collect::<Int64Array>())
}
