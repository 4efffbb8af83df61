//! Scalar functions.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use boathouse_functions::{Bound, Function, TrinoUdf, engine_error};
use boathouse_functions_cast::cast_udf;
use boathouse_types::Type;
use datafusion::common::{Result, plan_datafusion_err, plan_err};
use datafusion::execution::SessionStateDefaults;
use datafusion::logical_expr::ScalarUDF;

use super::bytes::{Reader, Writer};
use super::functions::Functions;
use super::pack::Packed;
use crate::Position;
use crate::analyzer::library;
use crate::analyzer::statement::Fits;
use crate::analyzer::udf::{Depth, GroupingMarker, Import, Key, Late, UnnestKind, Zip};

const TRINO: u8 = 1;
const CAST: u8 = 2;
const ENGINE: u8 = 3;
const KEY: u8 = 4;
const GROUPING: u8 = 5;
const DEPTH: u8 = 6;
const IMPORT: u8 = 7;
const ZIP: u8 = 8;
const LATE: u8 = 9;
const FITS: u8 = 10;
const PACKED: u8 = 11;
const OTHER: u8 = 254;

/// An overload by the function's name and its signature, which stay the same when others are added.
type Overloads = HashMap<(&'static str, &'static str), (&'static Function, usize)>;

static OVERLOADS: LazyLock<Overloads> = LazyLock::new(|| {
    let mut overloads = Overloads::new();
    for function in library().map(|library| library.scalars()).unwrap_or_default() {
        for (place, overload) in function.overloads.iter().enumerate() {
            overloads.entry((function.name, overload.signature)).or_insert((function, place));
        }
    }
    overloads
});

/// The engine's own, by name.
static ENGINES: LazyLock<HashMap<String, Arc<ScalarUDF>>> = LazyLock::new(|| {
    let functions = SessionStateDefaults::default_scalar_functions();
    functions.into_iter().map(|function| (function.name().to_owned(), function)).collect()
});

/// Writes a function.
pub(super) fn encode(functions: &Functions, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
    functions.payload(buffer, |functions, writer| write(functions, function, writer))
}

fn write(functions: &Functions, function: &ScalarUDF, w: &mut Writer) -> Result<()> {
    let inner = function.inner();
    if let Some(ours) = inner.downcast_ref::<TrinoUdf>() {
        return write_ours(functions, ours, w);
    }
    if let Some(key) = inner.downcast_ref::<Key>() {
        w.byte(KEY);
        w.data_type(&key.data_type);
    } else if let Some(grouping) = inner.downcast_ref::<GroupingMarker>() {
        w.byte(GROUPING);
        for part in [grouping.at.line, grouping.at.column, grouping.at.offset] {
            w.number(part.into());
        }
        w.list(&grouping.written, |w, text| w.text(text));
    } else if inner.downcast_ref::<Depth>().is_some() {
        w.byte(DEPTH);
    } else if let Some(import) = inner.downcast_ref::<Import>() {
        w.byte(IMPORT);
        w.data_type(&import.data_type);
    } else if let Some(zip) = inner.downcast_ref::<Zip>() {
        w.byte(ZIP);
        w.list(&zip.kinds, write_unnest);
        w.flag(zip.ordinality);
        w.flag(zip.outer);
    } else if inner.downcast_ref::<Late>().is_some() {
        w.byte(LATE);
    } else if let Some(fits) = inner.downcast_ref::<Fits>() {
        w.byte(FITS);
        w.number(fits.length.into());
        w.data_type(&fits.from);
        w.data_type(&fits.to);
    } else if let Some(packed) = inner.downcast_ref::<Packed>() {
        w.byte(PACKED);
        packed.write(functions, w)?;
    } else if ENGINES.get(function.name()).is_some_and(|engines| **engines == *function) {
        w.byte(ENGINE);
        w.text(function.name());
    } else {
        let bytes = functions.others.encode_scalar(function)?;
        w.byte(OTHER);
        w.bytes(&bytes);
    }
    Ok(())
}

fn write_ours(functions: &Functions, ours: &TrinoUdf, w: &mut Writer) -> Result<()> {
    let (function, bound) = (ours.function(), ours.bound());
    if let Some((from, try_)) = cast_of(ours) {
        w.byte(CAST);
        w.flag(try_);
        w.data_type(from);
        w.data_type(&bound.returns);
        w.session(&bound.session);
        return Ok(());
    }
    let signature = function.overloads.get(ours.overload()).map_or("", |overload| overload.signature);
    match OVERLOADS.get(&(function.name, signature)) {
        Some((known, overload)) if std::ptr::eq(*known, function) && *overload == ours.overload() => {}
        _ => return plan_err!("the function {signature} is not of the library, so it cannot be written"),
    }
    w.byte(TRINO);
    w.text(function.name);
    w.text(signature);
    w.bound(functions, bound)
}

/// What a cast is from, and whether it is TRY_CAST. No library has casts.
fn cast_of(ours: &TrinoUdf) -> Option<(&Type, bool)> {
    let try_ = match ours.function().name {
        "$cast" => false,
        "$try_cast" => true,
        _ => return None,
    };
    let from = ours.bound().arguments.first()?;
    let made = cast_udf(from, &ours.bound().returns, try_, &ours.bound().session)?;
    (made == *ours).then_some((from, try_))
}

fn write_unnest(w: &mut Writer, kind: &UnnestKind) {
    match kind {
        UnnestKind::Array(element) => {
            w.byte(0);
            w.data_type(element);
        }
        UnnestKind::Rows(fields) => {
            w.byte(1);
            w.data_types(fields);
        }
        UnnestKind::Map(key, value) => {
            w.byte(2);
            w.data_type(key);
            w.data_type(value);
        }
    }
}

/// Reads a function.
pub(super) fn decode(functions: &Functions, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
    // The engine writes no payload for a function by its name alone, which then means its own.
    if bytes.is_empty() {
        return engines(name);
    }
    functions.read(bytes, |functions, kind, r| read(functions, name, kind, r))
}

fn engines(name: &str) -> Result<Arc<ScalarUDF>> {
    ENGINES.get(name).cloned().ok_or_else(|| plan_datafusion_err!("there is no function {name}"))
}

fn read(functions: &Functions, name: &str, kind: u8, r: &mut Reader<'_>) -> Result<Arc<ScalarUDF>> {
    let made = match kind {
        TRINO => {
            let (name, signature) = (r.text()?, r.text()?);
            let bound = r.bound(functions)?;
            ScalarUDF::from(trino(name, signature, bound)?)
        }
        CAST => {
            let (try_, from, to) = (r.flag()?, r.data_type()?, r.data_type()?);
            let session = Arc::new(r.session()?);
            let made = cast_udf(&from, &to, try_, &session);
            ScalarUDF::from(made.ok_or_else(|| plan_datafusion_err!("there is no cast of {from} to {to}"))?)
        }
        ENGINE => return engines(r.text()?),
        KEY => ScalarUDF::from(Key::new(r.data_type()?)),
        GROUPING => {
            let at = Position { line: r.small()?, column: r.small()?, offset: r.small()? };
            ScalarUDF::from(GroupingMarker::new(at, r.list(|r| r.text().map(str::to_owned))?))
        }
        DEPTH => ScalarUDF::from(Depth::default()),
        IMPORT => ScalarUDF::from(Import::new(r.data_type()?)),
        ZIP => ScalarUDF::from(Zip::new(r.list(read_unnest)?, r.flag()?, r.flag()?)),
        LATE => ScalarUDF::from(Late::default()),
        FITS => ScalarUDF::from(Fits::new(r.small()?, r.data_type()?, r.data_type()?)),
        PACKED => ScalarUDF::from(Packed::read(functions, r)?),
        OTHER => return functions.others.decode_scalar(name, r.bytes()?),
        other => return plan_err!("a plan's bytes hold no function: {other}"),
    };
    Ok(Arc::new(made))
}

fn trino(name: &str, signature: &str, bound: Bound) -> Result<TrinoUdf> {
    let Some((function, overload)) = OVERLOADS.get(&(name, signature)) else {
        return plan_err!("there is no function {signature}");
    };
    TrinoUdf::new(function, *overload, bound).map_err(engine_error)
}

fn read_unnest(r: &mut Reader<'_>) -> Result<UnnestKind> {
    match r.byte()? {
        0 => r.data_type().map(UnnestKind::Array),
        1 => r.data_types().map(UnnestKind::Rows),
        2 => Ok(UnnestKind::Map(r.data_type()?, r.data_type()?)),
        other => plan_err!("a plan's bytes hold no UNNEST: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else the second of two would be read as the first.
    #[test]
    fn overloads_have_signatures_of_their_own() {
        let all: usize = library().unwrap().scalars().iter().map(|f| f.overloads.len()).sum();
        let aliases: usize = library().unwrap().scalars().iter().map(|f| f.overloads.len() * f.aliases.len()).sum();
        let distinct: std::collections::HashSet<_> = library()
            .unwrap()
            .scalars()
            .into_iter()
            .flat_map(|f| f.overloads.iter().map(move |o| (std::ptr::from_ref(f), o.signature)))
            .collect();
        assert_eq!(OVERLOADS.len(), distinct.len(), "{all} {aliases}");
    }
}
