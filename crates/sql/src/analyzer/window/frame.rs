//! Window frames.

use boathouse_types::{ErrorCode, Result, TrinoError, Type, common_super_type};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, WindowFrame, WindowFrameBound, WindowFrameUnits, lit, when};

use crate::analyzer::decorrelate::expr_reads_any_outer;
use crate::analyzer::error::{engine, placed, semantic};
use crate::analyzer::pattern::{SearchEnd, TypedPattern};
use crate::analyzer::plan::columns_of;
use crate::analyzer::udf::{FrameEnd, FrameUnits};
use crate::analyzer::{Analyzer, Scope, Typed};
use crate::ast::{
    self, ComparisonOp, FrameBoundKind as Kind, FrameExclude, FrameUnit, OrderItem, WindowFrame as Written, WindowSpec,
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

/// A frame: the engine's own, or one whose bounds are computed for each row.
pub(super) enum Frame {
    Native(WindowFrame),
    Computed {
        units: FrameUnits,
        start: FrameEnd,
        end: FrameEnd,
        offsets: Vec<Expr>,
    },
    /// The rows of a match.
    Pattern(TypedPattern),
}

impl Analyzer<'_> {
    /// The frame of a window; without one, the rows up to the current one's last peer.
    pub(super) fn frame(
        &mut self,
        window: &WindowSpec,
        sorted: &mut [(Typed, &OrderItem)],
        scope: &Scope<'_>,
    ) -> Result<Frame> {
        let Some(frame) = &window.frame else {
            if sorted.is_empty() {
                return Ok(Frame::Native(whole()));
            }
            let units = WindowFrameUnits::Range;
            let start = WindowFrameBound::Preceding(unbounded(units));
            return Ok(Frame::Native(WindowFrame::new_bounds(units, start, WindowFrameBound::CurrentRow)));
        };
        if let Some(recognition) = &frame.pattern {
            let (pattern, inputs) = self.window_pattern(frame, recognition, scope)?;
            no_exclusion(frame)?;
            check_bounds(frame)?;
            let (end, offset) = match frame.end.as_ref().map(|end| &end.kind) {
                Some(Kind::UnboundedFollowing) => (SearchEnd::Unbounded, None),
                Some(Kind::Following(value)) => {
                    let (offset, _) = self.offset(frame, value, false, sorted, scope, "end")?;
                    (SearchEnd::Following(self.fresh("end")), Some(offset))
                }
                _ => (SearchEnd::CurrentRow, None),
            };
            return Ok(Frame::Pattern(pattern.ending(inputs, end, offset)));
        }
        no_exclusion(frame)?;
        check_bounds(frame)?;
        check_order(window, frame, sorted)?;
        let start = end_of(&frame.start.kind);
        let end = frame.end.as_ref().map_or(FrameEnd::CurrentRow, |e| end_of(&e.kind));
        let units = match frame.unit {
            FrameUnit::Rows => FrameUnits::Rows,
            FrameUnit::Range => FrameUnits::Range,
            FrameUnit::Groups => FrameUnits::Groups,
        };
        let (mut offsets, mut valid) = (Vec::new(), Vec::new());
        for (bound, which) in [(Some(&frame.start), "start"), (frame.end.as_ref(), "end")] {
            if let Some(Kind::Preceding(value) | Kind::Following(value)) = bound.map(|b| &b.kind) {
                let back = matches!(bound.map(|b| &b.kind), Some(Kind::Preceding(_)));
                let (offset, fits) = self.offset(frame, value, back, sorted, scope, which)?;
                offsets.push(offset);
                valid.extend(fits);
            }
        }
        let mut offsets = match frame.unit {
            FrameUnit::Range => self.range_ends(sorted, offsets)?,
            _ => offsets.into_iter().map(|o| o.expr).collect(),
        };
        offsets.extend(valid);
        if sorted.is_empty() && units != FrameUnits::Rows {
            // Without an order all rows are peers.
            return Ok(Frame::Native(whole()));
        }
        match self.native(units, start, end, &offsets) {
            Some(native) => Ok(Frame::Native(native)),
            None => Ok(Frame::Computed { units, start, end, offsets }),
        }
    }

    /// The engine's frame, when it has one like it.
    fn native(&self, units: FrameUnits, start: FrameEnd, end: FrameEnd, offsets: &[Expr]) -> Option<WindowFrame> {
        let engine = match units {
            FrameUnits::Rows => WindowFrameUnits::Rows,
            FrameUnits::Groups => WindowFrameUnits::Groups,
            FrameUnits::Range => WindowFrameUnits::Range,
        };
        if units == FrameUnits::Range && !offsets.is_empty() {
            return None;
        }
        let mut counts = Vec::with_capacity(offsets.len());
        for offset in offsets {
            let constant = columns_of(offset).is_empty() && !expr_reads_any_outer(offset);
            match constant.then(|| self.evaluate(offset)) {
                Some(Ok(ScalarValue::Int64(Some(n)))) => counts.push(u64::try_from(n).ok()?),
                _ => return None,
            }
        }
        let backwards = matches!(
            (start, end, &counts[..]),
            (FrameEnd::Preceding, FrameEnd::Preceding, [a, b]) if a < b
        ) || matches!((start, end, &counts[..]), (FrameEnd::Following, FrameEnd::Following, [a, b]) if a > b);
        if backwards {
            return None;
        }
        let mut counts = counts.into_iter();
        let mut bound = |end: FrameEnd| match end {
            FrameEnd::UnboundedPreceding => WindowFrameBound::Preceding(unbounded(engine)),
            FrameEnd::UnboundedFollowing => WindowFrameBound::Following(unbounded(engine)),
            FrameEnd::CurrentRow => WindowFrameBound::CurrentRow,
            FrameEnd::Preceding => WindowFrameBound::Preceding(ScalarValue::UInt64(counts.next())),
            FrameEnd::Following => WindowFrameBound::Following(ScalarValue::UInt64(counts.next())),
        };
        let (start, end) = (bound(start), bound(end));
        Some(WindowFrame::new_bounds(engine, start, end))
    }

    /// What a bound with an offset is computed from: the count of rows or groups, or where the range ends and whether
    /// the offset is one.
    fn offset(
        &mut self,
        frame: &Written,
        value: &ast::Expr,
        back: bool,
        sorted: &[(Typed, &OrderItem)],
        scope: &Scope<'_>,
        which: &str,
    ) -> Result<(Typed, Option<Expr>)> {
        let typed = self.expression(value, scope)?;
        if frame.unit != FrameUnit::Range {
            let name = if frame.unit == FrameUnit::Rows { "ROWS" } else { "GROUPS" };
            let exact = typed.data_type.is_integer() || matches!(typed.data_type, Type::Decimal { scale: 0, .. });
            if !exact {
                let text = format!(
                    "Window frame {name} {which} value type must be exact numeric type with scale 0 (actual {})",
                    typed.data_type
                );
                return Err(semantic(value.at, ErrorCode::TypeMismatch, text));
            }
            let count = self.cast(typed, &Type::BigInt, false).map_err(|e| placed(e, value.at))?;
            return Ok((count, None));
        }
        let Some((key, item)) = sorted.first() else {
            return Err(TrinoError::internal("a range without a sort key"));
        };
        let offset_type = typed.data_type.clone();
        let mismatch = || {
            let text = format!(
                "Window frame RANGE value type ({offset_type}) not compatible with sort item type ({})",
                key.data_type
            );
            semantic(value.at, ErrorCode::TypeMismatch, text)
        };
        if !offset_fits(&key.data_type, &offset_type) {
            return Err(mismatch());
        }
        // The range ends before or behind the row, as the order goes.
        let name = if back != item.descending { "$subtract" } else { "$add" };
        let zero = self.zero(&offset_type);
        let target = self.resolve_and_call(name, vec![key.clone(), typed.clone()]).map_err(|_| mismatch())?;
        common_super_type(&key.data_type, &target.data_type).ok_or_else(mismatch)?;
        let Some(zero) = zero else { return Ok((target, Some(lit(true)))) };
        // An offset that is none is an error even where the row has no key.
        let valid = self.compare(value.at, ComparisonOp::GreaterOrEqual, typed, zero)?.expr;
        let expr = when(valid.clone(), target.expr).end().map_err(engine)?;
        Ok((Typed { expr, data_type: target.data_type }, Some(valid)))
    }

    /// The ends of a range and its sort key in the type they have in common.
    fn range_ends(&mut self, sorted: &mut [(Typed, &OrderItem)], ends: Vec<Typed>) -> Result<Vec<Expr>> {
        let Some((key, _)) = sorted.first_mut() else { return Ok(Vec::new()) };
        let mut common = key.data_type.clone();
        for end in &ends {
            common = common_super_type(&common, &end.data_type)
                .ok_or_else(|| TrinoError::internal("the ends of a range have no type in common"))?;
        }
        *key = self.coerce(key.clone(), &common)?;
        let end = |end: Typed| self.coerce(end, &common).map(|typed| crate::analyzer::udf::key(&typed));
        ends.into_iter().map(end).collect()
    }

    fn zero(&self, data_type: &Type) -> Option<Typed> {
        let value = ScalarValue::new_default(&data_type.to_arrow()).ok()?;
        Some(Typed { expr: lit(value), data_type: data_type.clone() })
    }
}

fn end_of(kind: &Kind) -> FrameEnd {
    match kind {
        Kind::UnboundedPreceding => FrameEnd::UnboundedPreceding,
        Kind::Preceding(_) => FrameEnd::Preceding,
        Kind::CurrentRow => FrameEnd::CurrentRow,
        Kind::Following(_) => FrameEnd::Following,
        Kind::UnboundedFollowing => FrameEnd::UnboundedFollowing,
    }
}

/// Whether an offset of this type can be added to a sort key.
fn offset_fits(key: &Type, offset: &Type) -> bool {
    match (key, offset) {
        (k, o) if k.is_numeric() => o.is_numeric(),
        (
            Type::Date | Type::Timestamp(_) | Type::TimestampTz(_),
            Type::IntervalDayToSecond | Type::IntervalYearToMonth,
        )
        | (Type::Time(_) | Type::TimeTz(_), Type::IntervalDayToSecond)
        | (Type::IntervalDayToSecond, Type::IntervalDayToSecond)
        | (Type::IntervalYearToMonth, Type::IntervalYearToMonth) => true,
        _ => false,
    }
}

fn no_exclusion(frame: &Written) -> Result<()> {
    if matches!(frame.exclude, None | Some(FrameExclude::NoOthers)) {
        return Ok(());
    }
    Err(semantic(frame.at, ErrorCode::NotSupported, "Window frame EXCLUDE is not supported"))
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
