//! The select list.

use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::functions::core::expr_fn::get_field;

use super::error::semantic;
use super::{Analyzer, Field, Scope, Typed};
use crate::Position;
use crate::ast::{self, ExprKind, Ident, Select, SelectItemKind};

/// A column of the select list.
pub(crate) struct Item<'q> {
    pub(crate) typed: Typed,
    pub(crate) name: Option<String>,
    /// The expression, when one is written; stars have none.
    pub(crate) written: Option<&'q ast::Expr>,
    /// What a star names it by in errors.
    star: String,
    /// The plan column it becomes.
    pub(crate) column: String,
}

impl Item<'_> {
    /// The column as the query's output sees it.
    pub(crate) fn field(&self) -> Field {
        Field::new(self.name.clone(), self.typed.data_type.clone(), self.column.clone())
    }

    /// The error of a star's column that is not grouped.
    pub(crate) fn not_grouped(&self) -> TrinoError {
        let text = format!("Column {} not in GROUP BY clause", self.star);
        TrinoError::new(ErrorCode::ExpressionNotAggregate, text)
    }
}

impl Analyzer<'_> {
    /// Types the select list and expands its stars.
    pub(crate) fn items<'q>(&mut self, select: &'q Select, scope: &Scope<'_>) -> Result<Vec<Item<'q>>> {
        let mut items = Vec::with_capacity(select.items.len());
        for item in &select.items {
            match &item.kind {
                SelectItemKind::Expression { value, alias } => {
                    let typed = self.expression(value, scope)?;
                    let name = alias.as_ref().map(|a| a.value.clone()).or_else(|| implied_name(value));
                    let column = self.fresh(name.as_deref().unwrap_or("column"));
                    items.push(Item { typed, name, written: Some(value), star: String::new(), column });
                }
                SelectItemKind::All => {
                    if select.from.is_empty() {
                        let text = "SELECT * not allowed in queries without FROM clause";
                        return Err(semantic(item.at, ErrorCode::NotSupported, text));
                    }
                    if !scope.fields.iter().any(|f| !f.hidden) {
                        let text = "SELECT * not allowed from relation that has no columns";
                        return Err(semantic(item.at, ErrorCode::ColumnNotFound, text));
                    }
                    for (i, field) in scope.fields.iter().enumerate().filter(|(_, f)| !f.hidden) {
                        items.push(self.star_item(i, field, field.typed(), field.name.clone()));
                    }
                }
                SelectItemKind::AllOf { value, aliases } => self.all_of(item.at, value, aliases, scope, &mut items)?,
            }
        }
        Ok(items)
    }

    fn star_item<'q>(&mut self, place: usize, field: &Field, typed: Typed, name: Option<String>) -> Item<'q> {
        let star = match (&field.name, field.relation.last()) {
            (None, _) => (place + 1).to_string(),
            (Some(name), Some(relation)) => format!("'{relation}.{name}'"),
            (Some(name), None) => format!("'{name}'"),
        };
        let column = self.fresh(name.as_deref().unwrap_or("column"));
        Item { typed, name, written: None, star, column }
    }

    /// `relation.*` or `row.*`
    fn all_of<'q>(
        &mut self,
        at: Position,
        value: &'q ast::Expr,
        aliases: &[Ident],
        scope: &Scope<'_>,
        items: &mut Vec<Item<'q>>,
    ) -> Result<()> {
        if let Some(prefix) = dotted(value) {
            let folded: Vec<String> = prefix.iter().map(|p| p.folded()).collect();
            let mut level = Some(scope);
            let mut depth = 0;
            while let Some(current) = level {
                let found: Vec<(usize, &Field)> =
                    current.fields.iter().enumerate().filter(|(_, f)| f.matches_relation(&folded)).collect();
                let names: std::collections::BTreeSet<_> = found.iter().map(|(_, f)| &f.relation).collect();
                if names.len() > 1 {
                    let text = format!("Reference '{}' is ambiguous", folded.join("."));
                    return Err(semantic(value.at, ErrorCode::AmbiguousName, text));
                }
                if !found.is_empty() {
                    return self.relation_star(at, aliases, found, depth, items);
                }
                depth += 1;
                level = current.outer;
            }
            if scope.resolve(value.at, &prefix.iter().map(|p| (*p).clone()).collect::<Vec<_>>())?.is_none() {
                let text = format!("Unable to resolve reference {}", folded.join("."));
                return Err(semantic(value.at, ErrorCode::TableNotFound, text));
            }
        }
        let typed = self.expression(value, scope)?;
        let Type::Row(fields) = &typed.data_type else {
            let text = "expected expression of type Row";
            return Err(semantic(value.at, ErrorCode::TypeMismatch, text));
        };
        check_aliases(at, aliases, fields.len())?;
        let arrow_schema::DataType::Struct(names) = typed.data_type.to_arrow() else { return Ok(()) };
        for (i, (field, held)) in fields.iter().zip(names.iter()).enumerate() {
            let name = aliases.get(i).map(star_alias).or_else(|| field.name.as_deref().map(str::to_owned));
            let part =
                Typed { expr: get_field(typed.expr.clone(), held.name().clone()), data_type: field.data_type.clone() };
            let column = self.fresh(name.as_deref().unwrap_or("column"));
            // A row's fields are grouped as the row is.
            items.push(Item { typed: part, name, written: None, star: (i + 1).to_string(), column });
        }
        Ok(())
    }

    fn relation_star(
        &mut self,
        at: Position,
        aliases: &[Ident],
        found: Vec<(usize, &Field)>,
        depth: usize,
        items: &mut Vec<Item<'_>>,
    ) -> Result<()> {
        let found: Vec<_> = found.into_iter().filter(|(_, f)| !f.hidden).collect();
        check_aliases(at, aliases, found.len())?;
        for (i, (place, field)) in found.into_iter().enumerate() {
            let name = aliases.get(i).map(star_alias).or_else(|| field.name.clone());
            let typed = super::scope::reference(field, depth);
            let item = self.star_item(place, field, typed, name);
            items.push(item);
        }
        Ok(())
    }
}

/// The name an alias of a star's column gives: unlike other aliases, in upper case unless it is quoted.
fn star_alias(name: &Ident) -> String {
    if name.quoted { name.value.clone() } else { name.value.to_uppercase() }
}

fn check_aliases(at: Position, aliases: &[Ident], columns: usize) -> Result<()> {
    if aliases.is_empty() || aliases.len() == columns {
        return Ok(());
    }
    let text = format!("Column alias list has {} entries but relation has {columns} columns", aliases.len());
    Err(semantic(at, ErrorCode::MismatchedColumnAliases, text))
}

/// The name a column has without an alias: that of the column or field it is.
fn implied_name(value: &ast::Expr) -> Option<String> {
    match &value.kind {
        ExprKind::Identifier(name) => Some(name.value.clone()),
        ExprKind::Dereference { field, .. } => Some(field.value.clone()),
        _ => None,
    }
}

/// The parts of a dotted name.
fn dotted(value: &ast::Expr) -> Option<Vec<&Ident>> {
    match &value.kind {
        ExprKind::Identifier(name) => Some(vec![name]),
        ExprKind::Dereference { base, field } => {
            let mut parts = dotted(base)?;
            parts.push(field);
            Some(parts)
        }
        _ => None,
    }
}
