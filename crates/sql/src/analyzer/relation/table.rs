//! Tables, views and names of WITH queries.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_types::datetime::{PICOS_PER_MICRO, zoned_picos};
use boathouse_types::{ErrorCode, Result, TrinoError, Type, can_coerce};
use datafusion::common::{Column, TableReference};
use datafusion::logical_expr::{Cast, Expr, LogicalPlan, TableScanBuilder, TableSource};

use crate::Position;
use crate::analyzer::catalog::{TableColumn, TableEntry, TableVersion, ViewEntry};
use crate::analyzer::error::{engine, placed, semantic};
use crate::analyzer::plan::{check_steps, columns_of, project};
use crate::analyzer::query::Planned;
use crate::analyzer::udf::import;
use crate::analyzer::{Analyzer, Field, Scope, Typed};
use crate::ast::{self, QualifiedName, StatementKind};

/// The finest timestamps.
const PRECISION_MAX: u8 = 12;

impl Analyzer<'_> {
    /// What a name of FROM stands for.
    pub(crate) fn table(
        &mut self,
        at: Position,
        name: &QualifiedName,
        version: Option<&ast::TableVersion>,
    ) -> Result<Planned> {
        if let [single] = &name.parts[..]
            && let Some(planned) = self.with_reference(at, &single.folded())?
        {
            return Ok(planned);
        }
        let folded = name.folded();
        let version = version.map(|v| self.version(v)).transpose()?;
        let whole = self.qualified(folded);
        let entry = match &version {
            None => self.catalog.table(&whole),
            Some(version) => self.catalog.table_at(&whole, version),
        };
        match entry.map_err(|e| placed(e, at))? {
            TableEntry::Table { name, source, columns } => self.scan(&name, source, &columns),
            TableEntry::View(view) => self.view(at, &view),
        }
    }

    /// The name with the session's catalog and schema in front.
    pub(crate) fn qualified(&self, name: Vec<String>) -> Vec<String> {
        match (&self.session.catalog, &self.session.schema, name.len()) {
            (Some(catalog), Some(schema), 1) => [vec![catalog.clone(), schema.clone()], name].concat(),
            (Some(catalog), _, 2) => [vec![catalog.clone()], name].concat(),
            _ => name,
        }
    }

    pub(crate) fn scan(
        &mut self,
        name: &[String],
        source: Arc<dyn TableSource>,
        columns: &[TableColumn],
    ) -> Result<Planned> {
        let alias = self.fresh(name.last().map_or("", String::as_str));
        let reference = TableReference::bare(alias);
        let schema = source.schema();
        let scan = TableScanBuilder::new(reference.clone(), source).build().map_err(engine)?;
        let (mut exprs, mut fields) = (Vec::new(), Vec::new());
        for column in columns {
            let held = schema.field_with_name(&column.name);
            let held = held.map_err(|e| TrinoError::internal(e.to_string()))?.data_type().clone();
            let label = self.fresh(&column.name);
            let own = Expr::Column(Column::new(Some(reference.clone()), &column.name));
            exprs.push(imported(own, &held, &column.data_type).alias(&label));
            let mut field = Field::new(Some(column.name.clone()), column.data_type.clone(), label);
            field.relation = name.to_vec();
            field.hidden = column.hidden;
            fields.push(field);
        }
        Ok(Planned { plan: project(LogicalPlan::TableScan(scan), exprs)?, fields })
    }

    fn view(&mut self, at: Position, view: &ViewEntry) -> Result<Planned> {
        let shown = view.name.join(".");
        let failed = |error: &dyn std::fmt::Display| {
            semantic(at, ErrorCode::InvalidView, format!("Failed analyzing stored view '{shown}': {error}"))
        };
        if self.replaced_view.as_ref() == Some(&view.name) {
            let text = "Statement would create a recursive view";
            return Err(semantic(at, ErrorCode::ViewIsRecursive, text));
        }
        if self.views.contains(&view.name) {
            return Err(semantic(at, ErrorCode::ViewIsRecursive, "View is recursive"));
        }
        let statement = crate::trino::parse_statement(&view.sql).map_err(|e| failed(&e))?;
        let StatementKind::Query(query) = &statement.kind else { return Err(failed(&"View is not a query")) };
        let session = Session {
            catalog: view.catalog.clone().or_else(|| self.session.catalog.clone()),
            schema: view.schema.clone().or_else(|| self.session.schema.clone()),
            ..self.session.as_ref().clone()
        };
        let session = std::mem::replace(&mut self.session, Arc::new(session));
        let with = std::mem::take(&mut self.with);
        self.views.push(view.name.clone());
        let planned = self.query(query, None);
        self.views.pop();
        self.with = with;
        self.session = session;
        let planned = planned.map_err(|e| failed(&e))?;
        // Views that double what they read are refused at the one that doubles once too often.
        check_steps(&planned.plan).map_err(|e| placed(e, at))?;
        self.as_declared(at, view, planned)
    }

    /// A view's query with the columns the view was made with.
    fn as_declared(&mut self, at: Position, view: &ViewEntry, planned: Planned) -> Result<Planned> {
        let found: Vec<_> = planned.fields.iter().filter(|f| !f.hidden).collect();
        let stale = |text: String| {
            let text = format!("View '{}' is stale or in invalid state: {text}", view.name.join("."));
            semantic(at, ErrorCode::ViewIsStale, text)
        };
        if found.len() != view.columns.len() {
            return Err(stale("column count does not match".to_owned()));
        }
        let (mut exprs, mut fields) = (Vec::new(), Vec::new());
        for (i, (field, (name, data_type))) in found.into_iter().zip(&view.columns).enumerate() {
            if !can_coerce(&field.data_type, data_type) {
                return Err(stale(format!(
                    "column [{}] of type {} projected from query view at position {i} cannot be coerced to column [{name}] of type {data_type} stored in view definition",
                    field.name.as_deref().unwrap_or(""),
                    field.data_type,
                )));
            }
            let typed = self.coerce(field.typed(), data_type).map_err(|e| placed(e, at))?;
            let label = self.fresh(name);
            exprs.push(typed.expr.alias(&label));
            let mut field = Field::new(Some(name.clone()), data_type.clone(), label);
            field.relation.clone_from(&view.name);
            fields.push(field);
        }
        Ok(Planned { plan: project(planned.plan, exprs)?, fields })
    }

    /// The value of FOR TIMESTAMP|VERSION AS OF.
    fn version(&mut self, version: &ast::TableVersion) -> Result<TableVersion> {
        let at = version.at;
        let scope = Scope::query(Vec::new(), None);
        let typed = self.expression(&version.value, &scope)?;
        if !columns_of(&typed.expr).is_empty() {
            let text = "Pointer value cannot contain column references";
            return Err(semantic(at, ErrorCode::ExpressionNotConstant, text));
        }
        let value = self.evaluate(&typed.expr).map_err(|e| placed(e, at))?;
        if value.is_null() || typed.data_type == Type::Unknown {
            return Err(semantic(at, ErrorCode::InvalidArguments, "Pointer value cannot be NULL"));
        }
        if !version.timestamp {
            return Ok(TableVersion::Version(typed.data_type, value));
        }
        if !matches!(typed.data_type, Type::Date | Type::Timestamp(_) | Type::TimestampTz(_)) {
            let text = format!(
                "Type {} invalid. Temporal pointers must be of type Timestamp, Timestamp with Time Zone, or Date.",
                typed.data_type
            );
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        self.past(at, &typed)?;
        Ok(TableVersion::Timestamp(typed.data_type, value))
    }

    /// Refuses a time that is not over yet, where the session knows its own.
    fn past(&self, at: Position, time: &Typed) -> Result<()> {
        let now = i128::from(self.session.start_micros) * i128::from(PICOS_PER_MICRO);
        if now <= 0 {
            return Ok(());
        }
        let instant = self.cast(time.clone(), &Type::TimestampTz(PRECISION_MAX), false)?;
        let instant = self.evaluate(&instant.expr).map_err(|e| placed(e, at))?;
        let instant = instant.to_array().map_err(engine)?;
        let over = zoned_picos(&instant)?.get(0).is_none_or(|(instant, _)| instant < now);
        if over {
            return Ok(());
        }
        let shown = self.evaluate(&self.cast(time.clone(), &Type::VARCHAR, false)?.expr).map_err(|e| placed(e, at))?;
        let text = format!("Pointer value '{shown}' is not in the past");
        Err(semantic(at, ErrorCode::InvalidArguments, text))
    }
}

/// A column as its type is held here.
fn imported(own: Expr, held: &arrow_schema::DataType, data_type: &Type) -> Expr {
    let wanted = data_type.to_arrow();
    if *held == wanted && !matches!(data_type, Type::Char(_)) {
        return own;
    }
    // The engine knows no cast of timestamps to the decimals that hold the finest of them.
    let picoseconds = matches!(data_type, Type::Timestamp(7..));
    if held.is_nested() || wanted.is_nested() || picoseconds || matches!(data_type, Type::Char(_)) {
        return import(own, data_type.clone());
    }
    Expr::Cast(Cast::new(Box::new(own), wanted))
}
