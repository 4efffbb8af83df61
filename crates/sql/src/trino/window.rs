//! ORDER BY, windows and frames.

use crate::Result;
use crate::Symbol::{LeftParen, RightParen};
use crate::ast::{
    FrameBound, FrameBoundKind, FrameExclude, FrameUnit, OrderItem, WindowDefinition, WindowFrame, WindowRef,
    WindowSpec,
};
use crate::cursor::Parser;

impl Parser<'_> {
    /// ORDER BY, or nothing.
    pub(crate) fn order_by(&mut self) -> Result<Vec<OrderItem>> {
        if !self.eat_keyword("ORDER") {
            return Ok(Vec::new());
        }
        self.keyword("BY")?;
        self.list(Self::order_item)
    }

    pub(crate) fn order_item(&mut self) -> Result<OrderItem> {
        let at = self.here();
        let key = self.expression()?;
        let descending = !self.eat_keyword("ASC") && self.eat_keyword("DESC");
        let nulls_first =
            if self.eat_keyword("NULLS") { Some(self.one_keyword(&["FIRST", "LAST"])? == "FIRST") } else { None };
        Ok(OrderItem { at, key, descending, nulls_first })
    }

    pub(crate) fn window_definition(&mut self) -> Result<WindowDefinition> {
        let name = self.identifier()?;
        self.keyword("AS")?;
        Ok(WindowDefinition { name, window: self.window_spec()? })
    }

    pub(crate) fn window_ref(&mut self) -> Result<WindowRef> {
        if self.is_symbol(LeftParen) {
            return Ok(WindowRef::Inline(Box::new(self.window_spec()?)));
        }
        Ok(WindowRef::Named(self.identifier()?))
    }

    fn window_spec(&mut self) -> Result<WindowSpec> {
        let at = self.symbol(LeftParen)?;
        let clause = self.is_words(&["PARTITION", "BY"]) || self.starts_frame();
        let base = if !clause && self.is_identifier_at(0) { Some(self.identifier()?) } else { None };
        let partition_by = if self.eat_words(&["PARTITION", "BY"]) { self.list(Self::expression)? } else { Vec::new() };
        let order_by = self.order_by()?;
        let frame = if self.starts_frame() { Some(self.window_frame()?) } else { None };
        self.symbol(RightParen)?;
        Ok(WindowSpec { at, base, partition_by, order_by, frame })
    }

    fn starts_frame(&self) -> bool {
        self.is_keyword_at(0, "MEASURES")
            || (self.is_any_keyword_at(0, &["ROWS", "RANGE", "GROUPS"]) && !self.is_symbol_at(1, RightParen))
    }

    fn window_frame(&mut self) -> Result<WindowFrame> {
        let at = self.here();
        let measures = self.measures()?;
        let unit = match self.one_keyword(&["ROWS", "RANGE", "GROUPS"])? {
            "ROWS" => FrameUnit::Rows,
            "RANGE" => FrameUnit::Range,
            _ => FrameUnit::Groups,
        };
        let (start, end) = if self.eat_keyword("BETWEEN") {
            let start = self.frame_bound()?;
            self.keyword("AND")?;
            (start, Some(self.frame_bound()?))
        } else {
            (self.frame_bound()?, None)
        };
        let exclude = if self.eat_keyword("EXCLUDE") { Some(self.frame_exclude()?) } else { None };
        let recognition = self.recognition(measures)?;
        let pattern = (!recognition.is_empty()).then(|| Box::new(recognition));
        Ok(WindowFrame { at, unit, start, end, exclude, pattern })
    }

    fn frame_exclude(&mut self) -> Result<FrameExclude> {
        if self.eat_words(&["CURRENT", "ROW"]) {
            return Ok(FrameExclude::CurrentRow);
        }
        if self.eat_words(&["NO", "OTHERS"]) {
            return Ok(FrameExclude::NoOthers);
        }
        Ok(if self.one_keyword(&["GROUP", "TIES"])? == "GROUP" { FrameExclude::Group } else { FrameExclude::Ties })
    }

    fn frame_bound(&mut self) -> Result<FrameBound> {
        let at = self.here();
        let kind = if self.eat_words(&["UNBOUNDED", "PRECEDING"]) {
            FrameBoundKind::UnboundedPreceding
        } else if self.eat_words(&["UNBOUNDED", "FOLLOWING"]) {
            FrameBoundKind::UnboundedFollowing
        } else if self.eat_words(&["CURRENT", "ROW"]) {
            FrameBoundKind::CurrentRow
        } else {
            let distance = Box::new(self.expression()?);
            match self.one_keyword(&["PRECEDING", "FOLLOWING"])? {
                "PRECEDING" => FrameBoundKind::Preceding(distance),
                _ => FrameBoundKind::Following(distance),
            }
        };
        Ok(FrameBound { at, kind })
    }
}
