//! Window frames.

use boathouse_types::{ErrorCode, Result, Type, can_coerce};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{WindowFrame, WindowFrameBound, WindowFrameUnits};

use crate::Position;
use crate::analyzer::decorrelate::expr_reads_any_outer;
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::plan::columns_of;
use crate::analyzer::{Analyzer, Scope, Typed};
use crate::ast::{
    self, FrameBound, FrameBoundKind as Kind, FrameExclude, FrameUnit, OrderItem, WindowFrame as Written, WindowSpec,
};

fn unbounded(units: WindowFrameUnits) -> ScalarValue {
    match units {
        WindowFrameUnits::Rows | WindowFrameUnits::Groups => ScalarValue::UInt64(None),
        WindowFrameUnits::Range => ScalarValue::Null,
    }
}

fn whole() -> WindowFrame {
    let none = || ScalarValue::UInt64(None);
    WindowFrame::new_bounds(
        WindowFrameUnits::Rows,
        WindowFrameBound::Preceding(none()),
        WindowFrameBound::Following(none()),
    )
}

impl Analyzer<'_> {
    /// The frame of a window; without one, the rows up to the current one's last peer.
    pub(super) fn frame(
        &mut self,
        window: &WindowSpec,
        sorted: &[(Typed, &OrderItem)],
        scope: &Scope<'_>,
    ) -> Result<WindowFrame> {
        let Some(frame) = &window.frame else {
            if sorted.is_empty() {
                return Ok(whole());
            }
            let units = WindowFrameUnits::Range;
            let start = WindowFrameBound::Preceding(unbounded(units));
            return Ok(WindowFrame::new_bounds(units, start, WindowFrameBound::CurrentRow));
        };
        if frame.pattern.is_some() {
            let text = "Row pattern recognition in window is not supported";
            return Err(semantic(frame.at, ErrorCode::NotSupported, text));
        }
        if !matches!(frame.exclude, None | Some(FrameExclude::NoOthers)) {
            return Err(semantic(frame.at, ErrorCode::NotSupported, "Window frame EXCLUDE is not supported"));
        }
        check_bounds(frame)?;
        let units = match frame.unit {
            FrameUnit::Rows => WindowFrameUnits::Rows,
            FrameUnit::Range => WindowFrameUnits::Range,
            FrameUnit::Groups => WindowFrameUnits::Groups,
        };
        check_order(window, frame, sorted)?;
        let start = self.bound(frame, &frame.start, units, sorted, scope, "start")?;
        let end = match &frame.end {
            Some(end) => self.bound(frame, end, units, sorted, scope, "end")?,
            None => WindowFrameBound::CurrentRow,
        };
        if sorted.is_empty() && units != WindowFrameUnits::Rows {
            // Without an order all rows are peers.
            return Ok(whole());
        }
        Ok(WindowFrame::new_bounds(units, start, end))
    }

    fn bound(
        &mut self,
        frame: &Written,
        bound: &FrameBound,
        units: WindowFrameUnits,
        sorted: &[(Typed, &OrderItem)],
        scope: &Scope<'_>,
        which: &str,
    ) -> Result<WindowFrameBound> {
        Ok(match &bound.kind {
            Kind::UnboundedPreceding => WindowFrameBound::Preceding(unbounded(units)),
            Kind::UnboundedFollowing => WindowFrameBound::Following(unbounded(units)),
            Kind::CurrentRow => WindowFrameBound::CurrentRow,
            Kind::Preceding(value) => {
                WindowFrameBound::Preceding(self.offset(frame, value, units, sorted, scope, which)?)
            }
            Kind::Following(value) => {
                WindowFrameBound::Following(self.offset(frame, value, units, sorted, scope, which)?)
            }
        })
    }

    fn offset(
        &mut self,
        frame: &Written,
        value: &ast::Expr,
        units: WindowFrameUnits,
        sorted: &[(Typed, &OrderItem)],
        scope: &Scope<'_>,
        which: &str,
    ) -> Result<ScalarValue> {
        let typed = self.expression(value, scope)?;
        let name = match frame.unit {
            FrameUnit::Rows => "ROWS",
            FrameUnit::Range => "RANGE",
            FrameUnit::Groups => "GROUPS",
        };
        let constant = columns_of(&typed.expr).is_empty() && !expr_reads_any_outer(&typed.expr);
        let not_constant = || {
            let text = format!("Window frame {name} {which} value that is not constant is not supported");
            semantic(value.at, ErrorCode::NotSupported, text)
        };
        if units != WindowFrameUnits::Range {
            let exact = typed.data_type.is_integer() || matches!(typed.data_type, Type::Decimal { scale: 0, .. });
            if !exact {
                let text = format!(
                    "Window frame {name} {which} value type must be exact numeric type with scale 0 (actual {})",
                    typed.data_type
                );
                return Err(semantic(value.at, ErrorCode::TypeMismatch, text));
            }
            if !constant {
                return Err(not_constant());
            }
            let count = self.cast(typed, &Type::BigInt, false).and_then(|t| self.evaluate(&t.expr));
            return match count.map_err(|e| placed(e, value.at))? {
                ScalarValue::Int64(Some(n)) if n >= 0 => Ok(ScalarValue::UInt64(u64::try_from(n).ok())),
                _ => Err(negative(frame.at)),
            };
        }
        let Some((key, _)) = sorted.first() else { return Err(not_constant()) };
        let target = range_type(&key.data_type, &typed.data_type).ok_or_else(|| {
            let text = format!(
                "Window frame RANGE value type ({}) not compatible with sort item type ({})",
                typed.data_type, key.data_type
            );
            semantic(value.at, ErrorCode::TypeMismatch, text)
        })?;
        if !constant {
            return Err(not_constant());
        }
        let found = self.coerce(typed, &target).and_then(|t| self.evaluate(&t.expr));
        let found = found.map_err(|e| placed(e, value.at))?;
        delta(&found).ok_or_else(|| negative(frame.at))
    }
}

fn negative(at: Position) -> boathouse_types::TrinoError {
    semantic(at, ErrorCode::InvalidWindowFrame, "Window frame offset value must not be negative or null")
}

/// The type of an offset added to a sort key.
fn range_type(key: &Type, offset: &Type) -> Option<Type> {
    match (key, offset) {
        (k, o) if k.is_numeric() && o.is_numeric() && can_coerce(o, k) => Some(k.clone()),
        (Type::Date | Type::Timestamp(_) | Type::TimestampTz(_), Type::IntervalDayToSecond | Type::IntervalYearToMonth)
        | (Type::Time(_) | Type::TimeTz(_), Type::IntervalDayToSecond)
        | (Type::IntervalDayToSecond, Type::IntervalDayToSecond)
        | (Type::IntervalYearToMonth, Type::IntervalYearToMonth) => Some(offset.clone()),
        _ => None,
    }
}

/// The offset as the engine adds it; nothing when it is negative or NULL.
fn delta(value: &ScalarValue) -> Option<ScalarValue> {
    let positive = match value {
        ScalarValue::DurationMillisecond(Some(n)) => {
            let (days, rest) = (n.div_euclid(86_400_000), n.rem_euclid(86_400_000));
            let days = i32::try_from(days).ok()?;
            return (*n >= 0).then(|| ScalarValue::new_interval_mdn(0, days, rest * 1_000_000));
        }
        ScalarValue::IntervalYearMonth(Some(n)) => {
            return (*n >= 0).then(|| ScalarValue::new_interval_mdn(*n, 0, 0));
        }
        ScalarValue::Int8(Some(n)) => *n >= 0,
        ScalarValue::Int16(Some(n)) => *n >= 0,
        ScalarValue::Int32(Some(n)) => *n >= 0,
        ScalarValue::Int64(Some(n)) => *n >= 0,
        ScalarValue::Float32(Some(n)) => *n >= 0.0,
        ScalarValue::Float64(Some(n)) => *n >= 0.0,
        ScalarValue::Decimal64(Some(n), ..) => *n >= 0,
        ScalarValue::Decimal128(Some(n), ..) => *n >= 0,
        _ => false,
    };
    positive.then(|| value.clone())
}

fn check_bounds(frame: &Written) -> Result<()> {
    let rank = |kind: &Kind| match kind {
        Kind::UnboundedPreceding => 0,
        Kind::Preceding(_) => 1,
        Kind::CurrentRow => 2,
        Kind::Following(_) => 3,
        Kind::UnboundedFollowing => 4,
    };
    let text = match (&frame.start.kind, frame.end.as_ref().map_or(&Kind::CurrentRow, |e| &e.kind)) {
        (Kind::UnboundedFollowing, _) => "Window frame start cannot be UNBOUNDED FOLLOWING",
        (_, Kind::UnboundedPreceding) => "Window frame end cannot be UNBOUNDED PRECEDING",
        (Kind::CurrentRow, Kind::Preceding(_)) => "Window frame starting from CURRENT ROW cannot end with PRECEDING",
        (Kind::Following(_), Kind::Preceding(_)) => "Window frame starting from FOLLOWING cannot end with PRECEDING",
        (Kind::Following(_), Kind::CurrentRow) => "Window frame starting from FOLLOWING cannot end with CURRENT ROW",
        (start, end) if rank(start) > rank(end) => "Window frame start is behind its end",
        _ => return Ok(()),
    };
    Err(semantic(frame.at, ErrorCode::InvalidWindowFrame, text))
}

fn check_order(window: &WindowSpec, frame: &Written, sorted: &[(Typed, &OrderItem)]) -> Result<()> {
    let has_offset = std::iter::once(&frame.start)
        .chain(&frame.end)
        .any(|b| matches!(b.kind, Kind::Preceding(_) | Kind::Following(_)));
    if !has_offset || frame.unit == FrameUnit::Rows {
        return Ok(());
    }
    let unit = if frame.unit == FrameUnit::Range { "RANGE" } else { "GROUPS" };
    if sorted.is_empty() {
        let text = format!("Window frame of type {unit} PRECEDING or FOLLOWING requires ORDER BY");
        return Err(semantic(frame.at, ErrorCode::MissingOrderBy, text));
    }
    if frame.unit == FrameUnit::Groups {
        return Ok(());
    }
    if sorted.len() > 1 {
        let text = format!(
            "Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY (actual: {})",
            sorted.len()
        );
        let at = window.order_by.first().map_or(frame.at, |o| o.at);
        return Err(semantic(at, ErrorCode::InvalidOrderBy, text));
    }
    let (key, item) = &sorted[0];
    let fits = key.data_type.is_numeric()
        || matches!(
            key.data_type,
            Type::Date
                | Type::Time(_)
                | Type::TimeTz(_)
                | Type::Timestamp(_)
                | Type::TimestampTz(_)
                | Type::IntervalDayToSecond
                | Type::IntervalYearToMonth
        );
    if !fits {
        let text = format!(
            "Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, datetime or interval (actual: {})",
            key.data_type
        );
        return Err(semantic(item.key.at, ErrorCode::TypeMismatch, text));
    }
    Ok(())
}
