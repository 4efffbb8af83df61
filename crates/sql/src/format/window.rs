//! ORDER BY, windows and frames.

use crate::ast::{FrameBound, FrameBoundKind, FrameExclude, FrameUnit, OrderItem, WindowFrame, WindowRef, WindowSpec};
use crate::format::Sql;

impl Sql {
    /// `ORDER BY …`, or nothing for no keys.
    pub(crate) fn order_by(&mut self, items: &[OrderItem]) -> &mut Self {
        if items.is_empty() {
            return self;
        }
        self.push("ORDER BY ").joined(items, ", ", |out, item| {
            out.expression(&item.key).push(if item.descending { " DESC" } else { "" });
            match item.nulls_first {
                Some(true) => drop(out.push(" NULLS FIRST")),
                Some(false) => drop(out.push(" NULLS LAST")),
                None => {}
            }
        })
    }

    /// The same with ASC where nothing is said, as Trino prints it where it stores queries.
    pub(crate) fn order_by_stored(&mut self, items: &[OrderItem]) -> &mut Self {
        self.push("ORDER BY ").joined(items, ", ", |out, item| {
            out.expression(&item.key).push(if item.descending { " DESC" } else { " ASC" });
            match item.nulls_first {
                Some(true) => drop(out.push(" NULLS FIRST")),
                Some(false) => drop(out.push(" NULLS LAST")),
                None => {}
            }
        })
    }

    pub(crate) fn window_ref(&mut self, window: &WindowRef) -> &mut Self {
        match window {
            WindowRef::Named(name) => self.ident(name),
            WindowRef::Inline(spec) => self.window_spec(spec),
        }
    }

    pub(crate) fn window_spec(&mut self, spec: &WindowSpec) -> &mut Self {
        self.push("(");
        if let Some(base) = &spec.base {
            self.ident(base).push(" ");
        }
        if !spec.partition_by.is_empty() {
            self.push("PARTITION BY ").expressions(&spec.partition_by).push(" ");
        }
        self.order_by(&spec.order_by);
        if let Some(frame) = &spec.frame {
            self.push(" ").frame(frame);
        }
        self.push(")")
    }

    fn frame(&mut self, frame: &WindowFrame) -> &mut Self {
        if let Some(pattern) = &frame.pattern {
            self.measures(&pattern.measures);
        }
        self.push(match frame.unit {
            FrameUnit::Rows => "ROWS ",
            FrameUnit::Range => "RANGE ",
            FrameUnit::Groups => "GROUPS ",
        });
        match &frame.end {
            Some(end) => self.push("BETWEEN ").bound(&frame.start).push(" AND ").bound(end),
            None => self.bound(&frame.start),
        };
        self.push(match frame.exclude {
            Some(FrameExclude::CurrentRow) => " EXCLUDE CURRENT ROW",
            Some(FrameExclude::Group) => " EXCLUDE GROUP",
            Some(FrameExclude::Ties) => " EXCLUDE TIES",
            Some(FrameExclude::NoOthers) => " EXCLUDE NO OTHERS",
            None => "",
        });
        match &frame.pattern {
            Some(pattern) => self.push(" ").recognition(pattern),
            None => self,
        }
    }

    fn bound(&mut self, bound: &FrameBound) -> &mut Self {
        match &bound.kind {
            FrameBoundKind::UnboundedPreceding => self.push("UNBOUNDED PRECEDING"),
            FrameBoundKind::Preceding(distance) => self.expression(distance).push(" PRECEDING"),
            FrameBoundKind::CurrentRow => self.push("CURRENT ROW"),
            FrameBoundKind::Following(distance) => self.expression(distance).push(" FOLLOWING"),
            FrameBoundKind::UnboundedFollowing => self.push("UNBOUNDED FOLLOWING"),
        }
    }
}
