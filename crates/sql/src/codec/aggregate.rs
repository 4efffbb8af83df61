//! Aggregate functions.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use boathouse_functions::{Argument, Bound, ResolveError, engine_error};
use boathouse_functions_aggregate::{aggregate_call, count_rows, is_count_rows};
use boathouse_types::{TrinoError, Type};
use datafusion::common::{Result, plan_datafusion_err, plan_err};
use datafusion::execution::SessionStateDefaults;
use datafusion::logical_expr::AggregateUDF;

use super::bytes::{Reader, Writer};
use super::functions::Functions;
use crate::analyzer::library;
use crate::analyzer::udf::{Collected, CollectedUdaf, Filtered, Single, Sliding, collected, filtered, single, sliding};

const TRINO: u8 = 1;
const COUNT_ROWS: u8 = 2;
const ENGINE: u8 = 3;
const SINGLE: u8 = 4;
const SLIDING: u8 = 5;
const COLLECTED: u8 = 6;
const FILTERED: u8 = 7;
const OTHER: u8 = 254;

/// The engine's own, by name.
static ENGINES: LazyLock<HashMap<String, Arc<AggregateUDF>>> = LazyLock::new(|| {
    let functions = SessionStateDefaults::default_aggregate_functions();
    functions.into_iter().map(|function| (function.name().to_owned(), function)).collect()
});

/// Writes a function.
pub(super) fn encode(functions: &Functions, function: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
    functions.payload(buffer, |functions, writer| write(functions, function, writer))
}

fn write(functions: &Functions, function: &AggregateUDF, w: &mut Writer) -> Result<()> {
    let inner = function.inner();
    if let Some((name, bound)) = aggregate_call(function) {
        // Fails here rather than where the plan arrives.
        trino(name, bound)?;
        w.byte(TRINO);
        w.text(name);
        return w.bound(functions, bound);
    }
    if is_count_rows(function) {
        w.byte(COUNT_ROWS);
    } else if inner.downcast_ref::<Single>().is_some() {
        w.byte(SINGLE);
    } else if let Some(sliding) = inner.downcast_ref::<Sliding>() {
        w.byte(SLIDING);
        return write_within(functions, &sliding.inner, w);
    } else if let Some(filtered) = inner.downcast_ref::<Filtered>() {
        w.byte(FILTERED);
        return write_within(functions, &filtered.inner, w);
    } else if let Some(CollectedUdaf { spec, .. }) = inner.downcast_ref::<CollectedUdaf>() {
        w.byte(COLLECTED);
        w.data_types(&spec.arguments);
        w.flag(spec.distinct);
        w.sort_order(&spec.order);
        return write_within(functions, &spec.inner, w);
    } else if ENGINES.get(function.name()).is_some_and(|engines| same_kind(engines, function)) {
        w.byte(ENGINE);
        w.text(function.name());
    } else {
        let bytes = functions.others.encode_aggregate(function)?;
        w.byte(OTHER);
        w.bytes(&bytes);
    }
    Ok(())
}

/// The optimizer tells some of the engine's that their rows come in order. That only saves them work, and the
/// optimizer of the plan that arrives tells them anew.
fn same_kind(one: &AggregateUDF, other: &AggregateUDF) -> bool {
    let (one, other): (&dyn Any, &dyn Any) = (one.inner().as_ref(), other.inner().as_ref());
    one.type_id() == other.type_id()
}

/// Writes the function another is made of.
pub(super) fn write_within(functions: &Functions, function: &AggregateUDF, w: &mut Writer) -> Result<()> {
    let mut bytes = Vec::new();
    encode(functions, function, &mut bytes)?;
    w.text(function.name());
    w.bytes(&bytes);
    Ok(())
}

/// Reads the function another is made of.
pub(super) fn read_within(functions: &Functions, r: &mut Reader<'_>) -> Result<Arc<AggregateUDF>> {
    let name = r.text()?;
    decode(functions, name, r.bytes()?)
}

/// Reads a function.
pub(super) fn decode(functions: &Functions, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
    // The engine writes no payload for a function by its name alone, which then means its own.
    if bytes.is_empty() {
        return engines(name);
    }
    functions.read(bytes, |functions, kind, r| read(functions, name, kind, r))
}

fn engines(name: &str) -> Result<Arc<AggregateUDF>> {
    ENGINES.get(name).cloned().ok_or_else(|| plan_datafusion_err!("there is no aggregate function {name}"))
}

fn read(functions: &Functions, name: &str, kind: u8, r: &mut Reader<'_>) -> Result<Arc<AggregateUDF>> {
    match kind {
        TRINO => {
            let name = r.text()?;
            trino(name, &r.bound(functions)?)
        }
        COUNT_ROWS => Ok(count_rows()),
        ENGINE => engines(r.text()?),
        SINGLE => Ok(single()),
        SLIDING => read_within(functions, r).map(sliding),
        FILTERED => read_within(functions, r).map(filtered),
        COLLECTED => {
            let (arguments, distinct, order) = (r.data_types()?, r.flag()?, r.sort_order()?);
            Ok(collected(Collected { inner: read_within(functions, r)?, arguments, distinct, order }))
        }
        OTHER => functions.others.decode_aggregate(name, r.bytes()?),
        other => plan_err!("a plan's bytes hold no aggregate function: {other}"),
    }
}

/// The function of a call, whose types must be those an overload takes as they are.
fn trino(name: &str, bound: &Bound) -> Result<Arc<AggregateUDF>> {
    let kinds = arguments(&bound.arguments);
    let mut typer = |place: usize, _: &[Type]| match bound.arguments.get(place) {
        Some(Type::Function(_, returns)) => Ok(Type::clone(returns)),
        _ => Err(TrinoError::internal("there is no such lambda")),
    };
    let resolved = library().map_err(engine_error)?.resolve_aggregate(name, &kinds, &mut typer);
    let resolved = resolved.map_err(|e| unresolved(name, bound, &e))?;
    if resolved.arguments != bound.arguments || resolved.returns != bound.returns {
        return plan_err!("there is no aggregate function {}", shown(name, bound));
    }
    match resolved.declaration.overloads.get(resolved.overload) {
        Some(overload) => (overload.function)(bound).map_err(engine_error),
        None => plan_err!("there is no aggregate function {}", shown(name, bound)),
    }
}

/// The types of a call as the library is asked for them.
pub(super) fn arguments(types: &[Type]) -> Vec<Argument> {
    let argument = |data_type: &Type| match data_type {
        Type::Function(parameters, _) => Argument::Lambda(parameters.len()),
        other => Argument::Typed(other.clone()),
    };
    types.iter().map(argument).collect()
}

/// A call as its types say it.
pub(super) fn shown(name: &str, bound: &Bound) -> String {
    let types: Vec<_> = bound.arguments.iter().map(ToString::to_string).collect();
    format!("{name}({}) -> {}", types.join(", "), bound.returns)
}

/// Why there is no such call.
pub(super) fn unresolved(
    name: &str,
    bound: &Bound,
    error: &ResolveError<TrinoError>,
) -> datafusion::common::DataFusionError {
    plan_datafusion_err!("there is no function {}: {error:?}", shown(name, bound))
}
