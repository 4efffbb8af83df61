//! TABLESAMPLE.

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::functions::math::expr_fn::random;
use datafusion::logical_expr::lit;

use crate::analyzer::error::semantic;
use crate::analyzer::plan::{columns_of, filter};
use crate::analyzer::query::Planned;
use crate::analyzer::{Analyzer, Scope};
use crate::ast::{self, ExprKind};

impl Analyzer<'_> {
    /// Each row with the given probability. A table here is one split of rows that are drawn one by one, so both
    /// methods draw rows.
    pub(super) fn sampled(&mut self, planned: Planned, percentage: &ast::Expr) -> Result<Planned> {
        let at = percentage.at;
        let mut names = false;
        crate::analyzer::walk::walk(percentage, &mut |e| {
            names |= matches!(e.kind, ExprKind::Identifier(_));
            std::ops::ControlFlow::Continue(())
        });
        if names {
            let text = "Sample percentage cannot contain column references";
            return Err(semantic(at, ErrorCode::ExpressionNotConstant, text));
        }
        let scope = Scope::query(Vec::new(), None);
        let typed = self.expression(percentage, &scope)?;
        if !columns_of(&typed.expr).is_empty() {
            let text = "Sample percentage cannot contain column references";
            return Err(semantic(at, ErrorCode::ExpressionNotConstant, text));
        }
        if !typed.data_type.is_numeric() && typed.data_type != Type::Unknown {
            let text = "Sample percentage should be a numeric expression";
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        let value = self.coerce(typed, &Type::Double)?;
        let value = self.evaluate(&value.expr)?;
        let datafusion::common::ScalarValue::Float64(Some(value)) = value else {
            return Err(semantic(at, ErrorCode::InvalidArguments, "Sample percentage cannot be NULL"));
        };
        let range = match value {
            v if v < 0.0 => Some("Sample percentage must be greater than or equal to 0"),
            v if v > 100.0 => Some("Sample percentage must be less than or equal to 100"),
            _ => None,
        };
        if let Some(text) = range {
            return Err(semantic(at, ErrorCode::NumericValueOutOfRange, text));
        }
        let plan = filter(planned.plan, random().lt(lit(value / 100.0)))?;
        Ok(Planned { plan, fields: planned.fields })
    }
}
