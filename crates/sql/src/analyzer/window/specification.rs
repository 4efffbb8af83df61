//! Window specifications: named windows, PARTITION BY and ORDER BY.

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Sort as SortKey;

use super::frame::Frame;
use crate::analyzer::error::semantic;
use crate::analyzer::query::sort_key;
use crate::analyzer::udf::key;
use crate::analyzer::{Analyzer, Scope, Typed};
use crate::ast::{Ident, OrderItem, WindowDefinition, WindowRef, WindowSpec};

/// A specification, and what of it another window has.
pub(super) struct Resolved {
    pub(super) spec: WindowSpec,
    inherited: Inherited,
}

/// What a specification takes from a window of the WINDOW clause.
#[derive(Default)]
struct Inherited {
    partition: bool,
    order: bool,
    /// The window all of it is from.
    frame: Option<String>,
}

/// A specification the engine understands.
pub(super) struct Specified {
    pub(super) partition_by: Vec<Expr>,
    pub(super) order_by: Vec<SortKey>,
    /// The sort keys as a computed frame compares them.
    pub(super) keys: Vec<SortKey>,
    pub(super) frame: Frame,
}

/// Names of windows are told apart by case where they are quoted.
pub(super) fn window_name(name: &Ident) -> String {
    if name.quoted { name.value.clone() } else { name.value.to_uppercase() }
}

impl Analyzer<'_> {
    /// Checks the WINDOW clause and makes its names known.
    pub(crate) fn window_clause(&mut self, windows: &[WindowDefinition], scope: &Scope<'_>) -> Result<()> {
        for definition in windows {
            let name = window_name(&definition.name);
            if self.level().windows.contains_key(&name) {
                let text = format!("WINDOW name '{}' specified more than once", definition.name.value);
                return Err(semantic(definition.name.at, ErrorCode::DuplicateWindowName, text));
            }
            let window = self.resolved_window(&definition.window)?;
            if let Frame::Pattern(pattern) = self.specification(&window, scope)?.frame {
                self.level().patterns.insert(name.clone(), pattern);
            }
            let window = window.spec;
            for expr in window.partition_by.iter().chain(window.order_by.iter().map(|o| &o.key)) {
                let typed = self.expression(expr, scope)?;
                self.level().window_exprs.push((expr.clone(), typed.expr));
            }
            self.level().windows.insert(name, window);
        }
        Ok(())
    }

    /// The window a call is over.
    pub(super) fn referenced_window(&mut self, window: &WindowRef) -> Result<Resolved> {
        let name = match window {
            WindowRef::Inline(spec) => return self.resolved_window(spec),
            WindowRef::Named(name) => name,
        };
        let own = window_name(name);
        let Some(spec) = self.level().windows.get(&own).cloned() else {
            let text = format!("Cannot resolve WINDOW name {}", name.value);
            return Err(semantic(name.at, ErrorCode::InvalidWindowReference, text));
        };
        Ok(Resolved { spec, inherited: Inherited { partition: true, order: true, frame: Some(own) } })
    }

    /// The specification with what it takes from the window it builds on.
    pub(super) fn resolved_window(&mut self, window: &WindowSpec) -> Result<Resolved> {
        let Some(base) = &window.base else {
            return Ok(Resolved { spec: window.clone(), inherited: Inherited::default() });
        };
        let Some(found) = self.level().windows.get(&window_name(base)).cloned() else {
            let text = format!("Cannot resolve WINDOW name {}", base.value);
            return Err(semantic(base.at, ErrorCode::InvalidWindowReference, text));
        };
        if let Some(first) = window.partition_by.first() {
            let text = "WINDOW specification with named WINDOW reference cannot specify PARTITION BY";
            return Err(semantic(first.at, ErrorCode::InvalidPartitionBy, text));
        }
        if !window.order_by.is_empty() && !found.order_by.is_empty() {
            let text = "Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY";
            let at = window.order_by.first().map_or(window.at, |o| o.at);
            return Err(semantic(at, ErrorCode::InvalidOrderBy, text));
        }
        if found.frame.is_some() {
            let text = "Cannot reference named WINDOW containing frame specification";
            return Err(semantic(base.at, ErrorCode::InvalidWindowReference, text));
        }
        let order = window.order_by.is_empty();
        let order_by = if order { found.order_by } else { window.order_by.clone() };
        let frame = window.frame.clone();
        let spec = WindowSpec { at: window.at, base: None, partition_by: found.partition_by, order_by, frame };
        Ok(Resolved { spec, inherited: Inherited { partition: true, order, frame: None } })
    }

    /// Types a specification. What it takes from the WINDOW clause has the names known there.
    pub(super) fn specification(&mut self, resolved: &Resolved, scope: &Scope<'_>) -> Result<Specified> {
        let Resolved { spec: window, inherited } = resolved;
        self.check_window_parts(window)?;
        let names = |inherited: bool| if inherited { scope.of_input() } else { scope };
        let mut partition_by = Vec::with_capacity(window.partition_by.len());
        for expr in &window.partition_by {
            let typed = self.expression(expr, names(inherited.partition))?;
            if !typed.data_type.is_comparable() && typed.data_type != Type::Unknown {
                let text = format!(
                    "{} is not comparable, and therefore cannot be used in window function PARTITION BY",
                    typed.data_type
                );
                return Err(semantic(expr.at, ErrorCode::TypeMismatch, text));
            }
            partition_by.push(key(&typed));
        }
        let mut sorted: Vec<(Typed, &OrderItem)> = Vec::with_capacity(window.order_by.len());
        for item in &window.order_by {
            let typed = self.expression(&item.key, names(inherited.order))?;
            if !typed.data_type.is_orderable() && typed.data_type != Type::Unknown {
                let text = format!(
                    "{} is not orderable, and therefore cannot be used in window function ORDER BY",
                    typed.data_type
                );
                return Err(semantic(item.key.at, ErrorCode::TypeMismatch, text));
            }
            sorted.push((typed, item));
        }
        let order_by = sorted.iter().map(|(typed, item)| sort_key(typed, item)).collect();
        let known = inherited.frame.as_ref().and_then(|name| self.level().patterns.get(name).cloned());
        let frame = match known {
            Some(pattern) => Frame::Pattern(pattern),
            None => self.frame(window, &mut sorted, names(inherited.frame.is_some()))?,
        };
        // A range may compare its keys in a wider type than they are sorted by.
        let keys = sorted.iter().map(|(typed, item)| sort_key(typed, item)).collect();
        Ok(Specified { partition_by, order_by, keys, frame })
    }
}
