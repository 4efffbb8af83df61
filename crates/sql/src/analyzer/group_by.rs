//! GROUP BY.

use std::collections::BTreeSet;

use boathouse_types::{ErrorCode, Result, Type};

use super::aggregation::Grouping;
use super::error::semantic;
use super::items::Item;
use super::query::ordinal;
use super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{self, ExprKind, GroupBy, GroupingElement};
use crate::format::format_in_errors;

/// Most grouping sets of a query.
const SETS_MAX: usize = 2048;

impl Analyzer<'_> {
    /// The keys and grouping sets of a GROUP BY clause.
    pub(crate) fn grouping_keys(
        &mut self,
        at: Position,
        group_by: &GroupBy,
        items: &[Item<'_>],
        scope: &Scope<'_>,
    ) -> Result<Grouping> {
        check_size(group_by)?;
        let mut grouping = Grouping::default();
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        for element in &group_by.elements {
            let more = self.element_sets(at, element, items, scope, &mut grouping)?;
            sets = sets.iter().flat_map(|set| more.iter().map(move |m| [set.clone(), m.clone()].concat())).collect();
        }
        for set in &mut sets {
            let mut seen = BTreeSet::new();
            set.retain(|key| seen.insert(*key));
        }
        if group_by.distinct {
            let mut seen = BTreeSet::new();
            sets.retain(|set| seen.insert(set.iter().copied().collect::<BTreeSet<_>>()));
        }
        grouping.sets = sets;
        Ok(grouping)
    }

    fn element_sets(
        &mut self,
        at: Position,
        element: &GroupingElement,
        items: &[Item<'_>],
        scope: &Scope<'_>,
        grouping: &mut Grouping,
    ) -> Result<Vec<Vec<usize>>> {
        Ok(match element {
            GroupingElement::Simple(exprs) => {
                let keys = exprs.iter().map(|e| self.group_key(at, e, items, scope, grouping));
                vec![keys.collect::<Result<Vec<_>>>()?]
            }
            GroupingElement::Auto => {
                let mut set = Vec::new();
                for item in items {
                    if !super::aggregation::has_aggregate(&item.typed.expr) {
                        set.push(grouping.key(item.typed.clone()));
                    }
                }
                vec![set]
            }
            GroupingElement::Sets(written) => self.key_sets(at, written, items, scope, grouping)?,
            GroupingElement::Rollup(written) => {
                let sets = self.key_sets(at, written, items, scope, grouping)?;
                (0..=sets.len()).rev().map(|n| sets[..n].concat()).collect()
            }
            GroupingElement::Cube(written) => {
                let sets = self.key_sets(at, written, items, scope, grouping)?;
                let count = sets.len();
                let choose = |mask: usize| {
                    let chosen = (0..count).filter(|i| mask & (1 << (count - 1 - i)) != 0);
                    chosen.flat_map(|i| sets[i].clone()).collect()
                };
                (0..1_usize << count).rev().map(choose).collect()
            }
        })
    }

    fn key_sets(
        &mut self,
        at: Position,
        written: &[Vec<ast::Expr>],
        items: &[Item<'_>],
        scope: &Scope<'_>,
        grouping: &mut Grouping,
    ) -> Result<Vec<Vec<usize>>> {
        let mut sets = Vec::with_capacity(written.len());
        for set in written {
            let mut keys = Vec::with_capacity(set.len());
            for expr in set {
                let is_ordinal = matches!(expr.kind, ExprKind::Literal(ast::Literal::Integer(_)));
                let is_column = matches!(expr.kind, ExprKind::Identifier(_) | ExprKind::Dereference { .. });
                if !is_ordinal && !is_column {
                    let text = format!("GROUP BY expression must be a column reference: {}", format_in_errors(expr));
                    return Err(semantic(expr.at, ErrorCode::InvalidColumnReference, text));
                }
                keys.push(self.group_key(at, expr, items, scope, grouping)?);
            }
            sets.push(keys);
        }
        Ok(sets)
    }

    fn group_key(
        &mut self,
        at: Position,
        expr: &ast::Expr,
        items: &[Item<'_>],
        scope: &Scope<'_>,
        grouping: &mut Grouping,
    ) -> Result<usize> {
        let (typed, place): (Typed, Position) = match ordinal(expr, items.len(), "GROUP BY")? {
            Some(place) => {
                let item = &items[place];
                if let Some(written) = item.written {
                    self.no_calls("GROUP BY", written)?;
                }
                (item.typed.clone(), item.written.map_or(at, |w| w.at))
            }
            None => {
                self.no_calls("GROUP BY", expr)?;
                (self.expression(expr, scope)?, expr.at)
            }
        };
        if !typed.data_type.is_comparable() && typed.data_type != Type::Unknown {
            let text = format!("{} is not comparable, and therefore cannot be used in GROUP BY", typed.data_type);
            return Err(semantic(place, ErrorCode::TypeMismatch, text));
        }
        Ok(grouping.key(typed))
    }
}

/// The number of grouping sets is known before they are made.
fn check_size(group_by: &GroupBy) -> Result<()> {
    let sets = |element: &GroupingElement| match element {
        GroupingElement::Simple(_) | GroupingElement::Auto => Some(1_usize),
        GroupingElement::Rollup(sets) => Some(sets.len() + 1),
        GroupingElement::Cube(sets) => u32::try_from(sets.len()).ok().and_then(|n| 1_usize.checked_shl(n)),
        GroupingElement::Sets(sets) => Some(sets.len()),
    };
    let count = group_by.elements.iter().try_fold(1_usize, |product, element| {
        let more = sets(element).filter(|n| *n <= i32::MAX as usize)?;
        product.checked_mul(more).filter(|n| *n <= i32::MAX as usize)
    });
    let text = match count {
        Some(n) if n <= SETS_MAX => return Ok(()),
        Some(n) => format!("GROUP BY has {n} grouping sets but can contain at most {SETS_MAX}"),
        None => format!("GROUP BY has more than {} grouping sets but can contain at most {SETS_MAX}", i32::MAX),
    };
    Err(semantic(group_by.at, ErrorCode::TooManyGroupingSets, text))
}
