//! Window functions.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use boathouse_functions::{Bound, engine_error};
use boathouse_functions_aggregate::{ranking, ranking_name, window_call};
use boathouse_types::{TrinoError, Type};
use datafusion::common::{Result, plan_datafusion_err, plan_err};
use datafusion::execution::SessionStateDefaults;
use datafusion::logical_expr::WindowUDF;

use super::aggregate::{arguments, read_within, shown, unresolved, write_within};
use super::bytes::{Reader, Writer};
use super::functions::Functions;
use crate::analyzer::library;
use crate::analyzer::udf::{
    FrameEnd, FrameFunction, FrameUnits, Framed, FramedUdwf, IgnoringNulls, framed, ignoring_nulls,
};

const TRINO: u8 = 1;
const RANKING: u8 = 2;
const ENGINE: u8 = 3;
const FRAMED: u8 = 4;
const IGNORING_NULLS: u8 = 5;
const OTHER: u8 = 254;

/// The engine's own, by name.
static ENGINES: LazyLock<HashMap<String, Arc<WindowUDF>>> = LazyLock::new(|| {
    let functions = SessionStateDefaults::default_window_functions();
    functions.into_iter().map(|function| (function.name().to_owned(), function)).collect()
});

/// Writes a function.
pub(super) fn encode(functions: &Functions, function: &WindowUDF, buffer: &mut Vec<u8>) -> Result<()> {
    functions.payload(buffer, |functions, writer| write(functions, function, writer))
}

fn write(functions: &Functions, function: &WindowUDF, w: &mut Writer) -> Result<()> {
    let inner = function.inner();
    if let Some((name, bound)) = window_call(function) {
        // Fails here rather than where the plan arrives.
        trino(name, bound)?;
        w.byte(TRINO);
        w.text(name);
        return w.bound(functions, bound);
    }
    if let Some(name) = ranking_name(function) {
        w.byte(RANKING);
        w.text(name);
    } else if let Some(FramedUdwf { spec, .. }) = inner.downcast_ref::<FramedUdwf>() {
        w.byte(FRAMED);
        return write_framed(functions, spec, w);
    } else if let Some(ignoring) = inner.downcast_ref::<IgnoringNulls>() {
        w.byte(IGNORING_NULLS);
        let mut bytes = Vec::new();
        encode(functions, &ignoring.inner, &mut bytes)?;
        w.text(ignoring.inner.name());
        w.bytes(&bytes);
    } else if ENGINES.get(function.name()).is_some_and(|engines| **engines == *function) {
        w.byte(ENGINE);
        w.text(function.name());
    } else {
        let bytes = functions.others.encode_window(function)?;
        w.byte(OTHER);
        w.bytes(&bytes);
    }
    Ok(())
}

fn write_framed(functions: &Functions, spec: &Framed, w: &mut Writer) -> Result<()> {
    w.frame_function(functions, &spec.function)?;
    w.count(spec.arguments);
    w.flag(spec.filtered);
    w.sort_order(&spec.order);
    w.byte(match spec.units {
        FrameUnits::Rows => 0,
        FrameUnits::Groups => 1,
        FrameUnits::Range => 2,
    });
    for end in [spec.start, spec.end] {
        w.byte(match end {
            FrameEnd::UnboundedPreceding => 0,
            FrameEnd::Preceding => 1,
            FrameEnd::CurrentRow => 2,
            FrameEnd::Following => 3,
            FrameEnd::UnboundedFollowing => 4,
        });
    }
    w.bytes(&functions.encode_arrow_type(&spec.returns)?);
    w.flag(spec.ignore_nulls);
    Ok(())
}

impl Writer {
    /// What is computed over frames.
    pub(super) fn frame_function(&mut self, functions: &Functions, function: &FrameFunction) -> Result<()> {
        match function {
            FrameFunction::Aggregate(inner) => {
                self.byte(0);
                return write_within(functions, inner, self);
            }
            FrameFunction::FirstValue => self.byte(1),
            FrameFunction::LastValue => self.byte(2),
            FrameFunction::NthValue => self.byte(3),
        }
        Ok(())
    }

    /// For each sort key whether it descends, and whether NULLs come first.
    pub(super) fn sort_order(&mut self, order: &[(bool, bool)]) {
        self.list(order, |w, (descending, nulls_first)| {
            w.flag(*descending);
            w.flag(*nulls_first);
        });
    }
}

impl Reader<'_> {
    pub(super) fn frame_function(&mut self, functions: &Functions) -> Result<FrameFunction> {
        match self.byte()? {
            0 => read_within(functions, self).map(FrameFunction::Aggregate),
            1 => Ok(FrameFunction::FirstValue),
            2 => Ok(FrameFunction::LastValue),
            3 => Ok(FrameFunction::NthValue),
            other => plan_err!("a plan's bytes hold no function over frames: {other}"),
        }
    }

    pub(super) fn sort_order(&mut self) -> Result<Vec<(bool, bool)>> {
        self.list(|r| Ok((r.flag()?, r.flag()?)))
    }
}

/// Reads a function.
pub(super) fn decode(functions: &Functions, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
    // The engine writes no payload for a function by its name alone, which then means its own.
    if bytes.is_empty() {
        return engines(name);
    }
    functions.read(bytes, |functions, kind, r| read(functions, name, kind, r))
}

fn engines(name: &str) -> Result<Arc<WindowUDF>> {
    ENGINES.get(name).cloned().ok_or_else(|| plan_datafusion_err!("there is no window function {name}"))
}

fn read(functions: &Functions, name: &str, kind: u8, r: &mut Reader<'_>) -> Result<Arc<WindowUDF>> {
    match kind {
        TRINO => {
            let name = r.text()?;
            trino(name, &r.bound(functions)?)
        }
        RANKING => {
            let name = r.text()?;
            ranking(name).ok_or_else(|| plan_datafusion_err!("there is no window function {name}"))
        }
        ENGINE => engines(r.text()?),
        FRAMED => read_framed(functions, r).map(framed),
        IGNORING_NULLS => {
            let name = r.text()?;
            decode(functions, name, r.bytes()?).map(ignoring_nulls)
        }
        OTHER => functions.others.decode_window(name, r.bytes()?),
        other => plan_err!("a plan's bytes hold no window function: {other}"),
    }
}

fn read_framed(functions: &Functions, r: &mut Reader<'_>) -> Result<Framed> {
    Ok(Framed {
        function: r.frame_function(functions)?,
        arguments: r.small()?,
        filtered: r.flag()?,
        order: r.sort_order()?,
        units: match r.byte()? {
            0 => FrameUnits::Rows,
            1 => FrameUnits::Groups,
            2 => FrameUnits::Range,
            other => return plan_err!("a plan's bytes hold no frame: {other}"),
        },
        start: read_end(r)?,
        end: read_end(r)?,
        returns: functions.decode_arrow_type(r.bytes()?)?,
        ignore_nulls: r.flag()?,
    })
}

fn read_end(r: &mut Reader<'_>) -> Result<FrameEnd> {
    Ok(match r.byte()? {
        0 => FrameEnd::UnboundedPreceding,
        1 => FrameEnd::Preceding,
        2 => FrameEnd::CurrentRow,
        3 => FrameEnd::Following,
        4 => FrameEnd::UnboundedFollowing,
        other => return plan_err!("a plan's bytes hold no end of a frame: {other}"),
    })
}

/// The function of a call, whose types must be those an overload takes as they are.
fn trino(name: &str, bound: &Bound) -> Result<Arc<WindowUDF>> {
    let mut no_lambdas = |_: usize, _: &[Type]| Err(TrinoError::internal("window functions take no lambdas"));
    let library = library().map_err(engine_error)?;
    let resolved = library.resolve_window(name, &arguments(&bound.arguments), &mut no_lambdas);
    let resolved = resolved.map_err(|e| unresolved(name, bound, &e))?;
    if resolved.arguments != bound.arguments || resolved.returns != bound.returns {
        return plan_err!("there is no window function {}", shown(name, bound));
    }
    match resolved.declaration.overloads.get(resolved.overload) {
        Some(overload) => (overload.function)(bound).map_err(engine_error),
        None => plan_err!("there is no window function {}", shown(name, bound)),
    }
}
