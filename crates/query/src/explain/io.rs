//! `EXPLAIN (TYPE IO)`: what is read and what is written, as Trino's document.

use boathouse_types::Type;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{Expr, LogicalPlan, Operator, TableScan};

use super::document::{Document, object, text};
use super::scans::{Table, scans};
use super::target::Output;
use crate::CATALOG_NAME;

/// The document. Conditions that are no bounds of one column are left out: they hold all the same.
pub(super) fn document(plan: &LogicalPlan, output: &Output) -> String {
    let read = scans(plan).iter().map(scanned).collect();
    let mut members = vec![("inputTableColumnInfos".to_owned(), Document::Array(read))];
    match output {
        Output::Answer => {}
        Output::Table(name) => {
            let parts: Vec<&str> = name.split(':').collect();
            members
                .push(("outputTable".to_owned(), table(parts.get(1).copied(), parts.last().copied().unwrap_or(name))));
        }
        Output::Folder(location) => members.push(("outputLocation".to_owned(), text(location))),
    }
    members.push(("estimate".to_owned(), unknown("maxMemory")));
    Document::Object(members).print()
}

fn unknown(memory: &str) -> Document {
    object([
        ("outputRowCount", Document::Number(None)),
        ("outputSizeInBytes", Document::Number(None)),
        ("cpuCost", Document::Number(None)),
        (memory, Document::Number(None)),
        ("networkCost", Document::Number(None)),
    ])
}

fn table(database: Option<&str>, name: &str) -> Document {
    let schema = database.map(|database| ("schema".to_owned(), text(database)));
    let named = schema.into_iter().chain([("table".to_owned(), text(name))]);
    object([("catalog", text(CATALOG_NAME)), ("schemaTable", Document::Object(named.collect()))])
}

fn scanned(scan: &TableScan) -> Document {
    let name = Table::of(scan).name;
    let (database, name) = match name.split_once('.') {
        Some((database, name)) => (Some(database.to_owned()), name.to_owned()),
        None => (None, name),
    };
    let mut constraints: Vec<(String, Document)> = Vec::new();
    let conditions: Vec<&Expr> = scan.filters.iter().flat_map(split_conjunction).collect();
    for field in scan.source.schema().fields() {
        let ranges: Vec<Vec<Range>> = conditions.iter().filter_map(|filter| bounds(filter, field.name())).collect();
        let Some(ranges) = met(ranges) else { continue };
        let kind = Type::from_field(field).map_or_else(|| field.data_type().to_string(), |kind| kind.to_string());
        let domain = object([
            ("nullsAllowed", Document::Boolean(false)),
            ("ranges", Document::Array(ranges.iter().map(Range::document).collect())),
        ]);
        let column = object([("columnName", text(field.name())), ("type", Document::Text(kind)), ("domain", domain)]);
        constraints.push((field.name().clone(), column));
    }
    object([
        ("table", table(database.as_deref(), &name)),
        (
            "constraint",
            object([
                ("none", Document::Boolean(false)),
                ("columnConstraints", Document::Array(constraints.into_iter().map(|(_, it)| it).collect())),
            ]),
        ),
        ("estimate", unknown("maxMemory")),
    ])
}

/// Values between two ends, each with whether it is one of them.
#[derive(Debug, Clone, Default, PartialEq)]
struct Range {
    low: Option<(String, bool)>,
    high: Option<(String, bool)>,
}

impl Range {
    fn document(&self) -> Document {
        let end = |end: &Option<(String, bool)>, open: &str| match end {
            Some((value, is_in)) => {
                object([("value", text(value)), ("bound", text(if *is_in { "EXACTLY" } else { open }))])
            }
            None => object([("bound", text(open))]),
        };
        object([("low", end(&self.low, "ABOVE")), ("high", end(&self.high, "BELOW"))])
    }
}

/// One condition is told as it is; of several, one of each end makes a range. More are not put together.
fn met(mut ranges: Vec<Vec<Range>>) -> Option<Vec<Range>> {
    match &ranges[..] {
        [_] => ranges.pop(),
        [first, second] => match (&first[..], &second[..]) {
            ([Range { low: Some(low), high: None }], [Range { low: None, high: Some(high) }])
            | ([Range { low: None, high: Some(high) }], [Range { low: Some(low), high: None }]) => {
                Some(vec![Range { low: Some(low.clone()), high: Some(high.clone()) }])
            }
            _ => None,
        },
        _ => None,
    }
}

/// The ranges that a condition leaves of a column, where it is about this column and nothing else.
fn bounds(filter: &Expr, column: &str) -> Option<Vec<Range>> {
    let exactly = |value: &ScalarValue| {
        let end = Some((printed(value)?, true));
        Some(Range { low: end.clone(), high: end })
    };
    match filter {
        Expr::BinaryExpr(it) if it.op == Operator::Or => {
            let (left, right) = (bounds(&it.left, column)?, bounds(&it.right, column)?);
            Some(left.into_iter().chain(right).collect())
        }
        Expr::BinaryExpr(it) => {
            let (operator, value) = match (&*it.left, &*it.right) {
                (Expr::Column(own), Expr::Literal(value, _)) if own.name == column => (it.op, value),
                (Expr::Literal(value, _), Expr::Column(own)) if own.name == column => (it.op.swap()?, value),
                _ => return None,
            };
            let end = |is_in| Some(printed(value).map(|value| (value, is_in))).filter(Option::is_some);
            Some(vec![match operator {
                Operator::Eq => exactly(value)?,
                Operator::Gt => Range { low: end(false)?, high: None },
                Operator::GtEq => Range { low: end(true)?, high: None },
                Operator::Lt => Range { low: None, high: end(false)? },
                Operator::LtEq => Range { low: None, high: end(true)? },
                _ => return None,
            }])
        }
        Expr::InList(it) if !it.negated => {
            let Expr::Column(own) = &*it.expr else { return None };
            let value = |item: &Expr| match item {
                Expr::Literal(value, _) if own.name == column => exactly(value),
                _ => None,
            };
            it.list.iter().map(value).collect()
        }
        _ => None,
    }
}

fn printed(value: &ScalarValue) -> Option<String> {
    (!value.is_null()).then(|| value.to_string())
}
