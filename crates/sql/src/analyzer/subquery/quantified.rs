//! Quantified comparisons, as comparisons with the extremes of the subquery.

use boathouse_functions::Argument;
use boathouse_types::{ErrorCode, Result, Type};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, lit, when};

use super::{count_rows, locals};
use crate::Position;
use crate::analyzer::error::{engine, placed, semantic};
use crate::analyzer::level::{Pending, PendingKind};
use crate::analyzer::plan::{aggregate, column};
use crate::analyzer::{Analyzer, Scope, Typed};
use crate::ast::{self, ComparisonOp, Quantifier, Query};

impl Analyzer<'_> {
    /// `value op ALL|ANY|SOME (query)`
    pub(crate) fn quantified(
        &mut self,
        at: Position,
        op: ComparisonOp,
        quantifier: Quantifier,
        value: &ast::Expr,
        query: &Query,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let probe = self.expression(value, scope)?;
        let planned = self.subquery(at, query, scope)?;
        let probe = super::unwrapped(probe, &planned);
        let (plan, found) = self.single_column(planned)?;
        let row = super::as_row(&found.data_type);
        let Some(common) = boathouse_types::common_super_type(&probe.data_type, &found.data_type) else {
            let text = format!(
                "Value expression and result of subquery must be of the same type: {} vs {row}",
                super::as_row(&probe.data_type),
            );
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        };
        let all = quantifier == Quantifier::All;
        let equality = matches!(op, ComparisonOp::Equal | ComparisonOp::NotEqual);
        let (fits, what) = match equality {
            true => (common.is_comparable(), "comparable"),
            false => (common.is_orderable(), "orderable"),
        };
        if !fits {
            let text = format!("Type [{row}] must be {what} in order to be used in quantified comparison");
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        // `= ANY` is IN, and `<> ALL` is NOT IN.
        if (op == ComparisonOp::Equal && !all) || (op == ComparisonOp::NotEqual && all) {
            let found = self.membership(at, probe, plan, found, &common, scope)?;
            let expr = if all { Expr::Not(Box::new(found.expr)) } else { found.expr };
            return Ok(Typed { expr, data_type: Type::Boolean });
        }
        if !common.is_orderable() {
            let text = format!("quantified comparison of {common}, which is not orderable");
            return Err(semantic(at, ErrorCode::NotSupported, text));
        }
        let probe = self.coerce(probe, &common).map_err(|e| placed(e, at))?;
        let found = self.coerce(found, &common).map_err(|e| placed(e, at))?;
        let (low, high) = (self.fresh("min"), self.fresh("max"));
        let (rows, values) = (self.fresh("rows"), self.fresh("values"));
        let measures = vec![
            self.plain_aggregate("min", &found)?.alias(&low),
            self.plain_aggregate("max", &found)?.alias(&high),
            count_rows(&rows),
            count(found.expr.clone()).alias(&values),
        ];
        let plan = aggregate(plan, Vec::new(), measures)?;
        let sides = [low, high].map(|name| Typed { expr: column(&name), data_type: common.clone() });
        let decided = self.decided(at, op, all, &probe, &sides)?;
        let unknown = lit(datafusion::common::ScalarValue::Boolean(None));
        let empty = column(&rows).eq(lit(0_i64));
        let has_null = column(&values).lt(column(&rows));
        // One row that decides settles it, whatever the NULLs are.
        let settled = if all { Expr::Not(Box::new(decided.clone())) } else { decided.clone() };
        let result = when(empty, lit(all))
            .when(settled, lit(!all))
            .when(has_null, unknown)
            .otherwise(decided)
            .map_err(engine)?;
        let locals = locals(&plan, scope);
        let kind = PendingKind::Row { result };
        let column = self.fresh("quantified");
        let pending = Pending { column, at, plan, locals, kind, identity: String::new() };
        Ok(self.wait_for(pending, Type::Boolean))
    }

    /// The comparison with the extreme that decides for all rows, or for some.
    fn decided(
        &self,
        at: Position,
        op: ComparisonOp,
        all: bool,
        probe: &Typed,
        [low, high]: &[Typed; 2],
    ) -> Result<Expr> {
        use ComparisonOp as C;
        let compare = |side: &Typed| self.compare(at, op, probe.clone(), side.clone()).map(|t| t.expr);
        match (op, all) {
            (C::Less | C::LessOrEqual, true) | (C::Greater | C::GreaterOrEqual, false) => compare(low),
            (C::Less | C::LessOrEqual, false) | (C::Greater | C::GreaterOrEqual, true) => compare(high),
            (C::Equal, _) => Ok(compare(low)?.and(compare(high)?)),
            (C::NotEqual, _) => Ok(compare(low)?.or(compare(high)?)),
        }
    }

    /// A call of one of the library's aggregates on one value.
    pub(crate) fn plain_aggregate(&mut self, name: &str, value: &Typed) -> Result<Expr> {
        let mut no_lambdas = |_: usize, _: &[Type]| -> Result<Type> { Ok(Type::Unknown) };
        let arguments = [Argument::Typed(value.data_type.clone())];
        let resolved = self.library.resolve_aggregate(name, &arguments, &mut no_lambdas);
        let resolved = resolved
            .map_err(|e| boathouse_types::TrinoError::internal(format!("{name} of {}: {e:?}", value.data_type)))?;
        let function = self.bound_aggregate(&resolved, Vec::new())?;
        Ok(function.call(vec![value.expr.clone()]))
    }
}
