//! Window specifications: named windows, PARTITION BY and ORDER BY.

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::Sort as SortKey;

use super::frame::Frame;
use crate::analyzer::error::semantic;
use crate::analyzer::query::sort_key;
use crate::analyzer::udf::key;
use crate::analyzer::{Analyzer, Scope, Typed};
use crate::ast::{Ident, OrderItem, WindowDefinition, WindowSpec};

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
            self.specification(&window, scope)?;
            for expr in window.partition_by.iter().chain(window.order_by.iter().map(|o| &o.key)) {
                let typed = self.expression(expr, scope)?;
                self.level().window_exprs.push((expr.clone(), typed.expr));
            }
            self.level().windows.insert(name, window);
        }
        Ok(())
    }

    /// The specification with what it takes from the window it builds on.
    pub(super) fn resolved_window(&mut self, window: &WindowSpec) -> Result<WindowSpec> {
        let Some(base) = &window.base else { return Ok(window.clone()) };
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
        let order_by = if window.order_by.is_empty() { found.order_by } else { window.order_by.clone() };
        Ok(WindowSpec {
            at: window.at,
            base: None,
            partition_by: found.partition_by,
            order_by,
            frame: window.frame.clone(),
        })
    }

    /// Types a specification.
    pub(super) fn specification(&mut self, window: &WindowSpec, scope: &Scope<'_>) -> Result<Specified> {
        self.check_window_parts(window)?;
        let mut partition_by = Vec::with_capacity(window.partition_by.len());
        for expr in &window.partition_by {
            let typed = self.expression(expr, scope)?;
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
            let typed = self.expression(&item.key, scope)?;
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
        let frame = self.frame(window, &mut sorted, scope)?;
        // A range may compare its keys in a wider type than they are sorted by.
        let keys = sorted.iter().map(|(typed, item)| sort_key(typed, item)).collect();
        Ok(Specified { partition_by, order_by, keys, frame })
    }
}
