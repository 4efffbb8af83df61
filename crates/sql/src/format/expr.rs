//! Expressions, with parentheses where the tree needs them.

use crate::ast::{
    CurrentFunction, Expr, ExprKind, FunctionCall, ListaggOverflow, Literal, NullTreatment, ProcessingMode, Quantifier,
    TrimSide, WhenClause,
};
use crate::format::Sql;

/// How tightly the outermost operator of an expression binds; operands bind tightest.
fn tightness(kind: &ExprKind) -> u8 {
    match kind {
        ExprKind::Lambda { .. } => 0,
        ExprKind::Or(_) => 1,
        ExprKind::And(_) => 2,
        ExprKind::Not(_) => 3,
        ExprKind::Comparison { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::Between { .. }
        | ExprKind::InList { .. }
        | ExprKind::InSubquery { .. }
        | ExprKind::Like { .. }
        | ExprKind::IsNull { .. }
        | ExprKind::IsDistinctFrom { .. } => 4,
        ExprKind::Concat(..) => 5,
        ExprKind::Arithmetic { op, .. } => match op.sign() {
            "+" | "-" => 6,
            _ => 7,
        },
        ExprKind::Sign { .. } => 8,
        ExprKind::AtTimeZone { .. } | ExprKind::AtLocal(_) => 9,
        _ => 10,
    }
}

/// What Trino's errors put in parentheses.
fn is_operator(kind: &ExprKind) -> bool {
    let case = matches!(kind, ExprKind::SimpleCase { .. } | ExprKind::SearchedCase { .. });
    case || (1..=7).contains(&tightness(kind))
}

const PREDICATE: u8 = 4;
const VALUE: u8 = 5;
const OPERAND: u8 = 10;

impl Sql {
    pub(crate) fn expression(&mut self, expression: &Expr) -> &mut Self {
        self.at_least(0, expression)
    }

    /// The expression, in parentheses if it binds looser than `tight`.
    fn at_least(&mut self, tight: u8, expression: &Expr) -> &mut Self {
        if self.every && is_operator(&expression.kind) {
            return self.push("(").operators(expression).push(")");
        }
        if !self.every && tightness(&expression.kind) < tight {
            return self.push("(").expression(expression).push(")");
        }
        self.operators(expression)
    }

    pub(crate) fn operand(&mut self, expression: &Expr) -> &mut Self {
        self.at_least(OPERAND, expression)
    }

    fn binary(&mut self, tight: u8, left: &Expr, op: &str, right: &Expr) -> &mut Self {
        self.at_least(tight, left).push(" ").push(op).push(" ").at_least(tight + 1, right)
    }

    fn negation(&mut self, negated: bool) -> &mut Self {
        self.push(if negated { " NOT" } else { "" })
    }

    fn operators(&mut self, expression: &Expr) -> &mut Self {
        let tight = tightness(&expression.kind);
        match &expression.kind {
            ExprKind::Or(terms) => self.joined(terms, " OR ", |out, term| {
                out.at_least(tight + 1, term);
            }),
            ExprKind::And(terms) => self.joined(terms, " AND ", |out, term| {
                out.at_least(tight + 1, term);
            }),
            ExprKind::Not(inner) => self.push("NOT ").at_least(tight, inner),
            ExprKind::Concat(left, right) => self.binary(tight, left, "||", right),
            ExprKind::Arithmetic { op, left, right } => self.binary(tight, left, op.sign(), right),
            ExprKind::Sign { negative, value } => self.push(if *negative { "- " } else { "+ " }).at_least(tight, value),
            ExprKind::AtTimeZone { value, zone } => self.at_least(tight, value).push(" AT TIME ZONE ").operand(zone),
            ExprKind::AtLocal(value) => self.at_least(tight, value).push(" AT LOCAL"),
            ExprKind::Lambda { parameters, body } => self.idents(parameters).push(" -> ").expression(body),
            _ if tight == PREDICATE => self.predicate(expression),
            _ => self.primary(expression),
        }
    }

    fn predicate(&mut self, expression: &Expr) -> &mut Self {
        match &expression.kind {
            ExprKind::Comparison { op, left, right } => {
                self.at_least(VALUE, left).push(" ").push(op.sign()).push(" ").at_least(VALUE, right)
            }
            ExprKind::Quantified { op, quantifier, value, query } => {
                let word = match quantifier {
                    Quantifier::All => " ALL (",
                    Quantifier::Any => " ANY (",
                    Quantifier::Some => " SOME (",
                };
                self.at_least(VALUE, value).push(" ").push(op.sign()).push(word).query(query).push(")")
            }
            ExprKind::Between { negated, value, low, high } => self
                .at_least(VALUE, value)
                .negation(*negated)
                .push(" BETWEEN ")
                .at_least(VALUE, low)
                .push(" AND ")
                .at_least(VALUE, high),
            ExprKind::InList { negated, value, list } => {
                self.at_least(VALUE, value).negation(*negated).push(" IN (").expressions(list).push(")")
            }
            ExprKind::InSubquery { negated, value, query } => {
                self.at_least(VALUE, value).negation(*negated).push(" IN (").query(query).push(")")
            }
            ExprKind::Like { negated, value, pattern, escape } => {
                self.at_least(VALUE, value).negation(*negated).push(" LIKE ").at_least(VALUE, pattern);
                if let Some(escape) = escape {
                    self.push(" ESCAPE ").at_least(VALUE, escape);
                }
                self
            }
            ExprKind::IsNull { negated, value } => {
                self.at_least(VALUE, value).push(" IS").negation(*negated).push(" NULL")
            }
            ExprKind::IsDistinctFrom { negated, left, right } => {
                self.at_least(VALUE, left).push(" IS").negation(*negated).push(" DISTINCT FROM ").at_least(VALUE, right)
            }
            _ => self.primary(expression),
        }
    }

    fn primary(&mut self, expression: &Expr) -> &mut Self {
        match &expression.kind {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Parameter(_) => self.push("?"),
            ExprKind::Identifier(name) => self.ident(name),
            ExprKind::Dereference { base, field } => self.operand(base).push(".").ident(field),
            ExprKind::Subscript { base, index } => self.operand(base).push("[").at_least(VALUE, index).push("]"),
            ExprKind::Row(fields) => self.push("ROW ").parenthesized(fields, |out, field| {
                out.expression(&field.value);
                if let Some(name) = &field.name {
                    out.push(" AS ").ident(name);
                }
            }),
            ExprKind::Array(items) => self.push("ARRAY[").expressions(items).push("]"),
            ExprKind::Exists(query) => self.push("EXISTS (").query(query).push(")"),
            ExprKind::Subquery(query) => self.push("(").query(query).push(")"),
            ExprKind::SimpleCase { operand, branches, otherwise } => {
                self.push("CASE ").expression(operand).branches(branches, otherwise.as_deref())
            }
            ExprKind::SearchedCase { branches, otherwise } => {
                self.push("CASE").branches(branches, otherwise.as_deref())
            }
            ExprKind::Cast { safe, value, data_type } => self
                .push(if *safe { "TRY_CAST(" } else { "CAST(" })
                .expression(value)
                .push(" AS ")
                .data_type(data_type)
                .push(")"),
            ExprKind::Extract { field, value } => {
                self.push("EXTRACT(").ident(field).push(" FROM ").at_least(VALUE, value).push(")")
            }
            ExprKind::Trim { side, characters, value } => self.trim(*side, characters.as_deref(), value),
            ExprKind::Normalize { value, form } => {
                self.push("NORMALIZE(").at_least(VALUE, value).push(", ").push(form).push(")")
            }
            ExprKind::Current(function, precision) => self.current(*function, precision.as_deref()),
            ExprKind::Grouping(columns) => self.push("GROUPING(").expressions(columns).push(")"),
            ExprKind::Function(call) => self.call(call),
            ExprKind::WindowMeasure(measure) => self.ident(&measure.name).push(" OVER ").window_ref(&measure.window),
            _ => self.json_expression(expression),
        }
    }

    fn branches(&mut self, branches: &[WhenClause], otherwise: Option<&Expr>) -> &mut Self {
        for branch in branches {
            self.push(" WHEN ").expression(&branch.operand).push(" THEN ").expression(&branch.result);
        }
        if let Some(otherwise) = otherwise {
            self.push(" ELSE ").expression(otherwise);
        }
        self.push(" END")
    }

    fn trim(&mut self, side: TrimSide, characters: Option<&Expr>, value: &Expr) -> &mut Self {
        self.push("TRIM(").push(match side {
            TrimSide::Both => "BOTH ",
            TrimSide::Leading => "LEADING ",
            TrimSide::Trailing => "TRAILING ",
        });
        if let Some(characters) = characters {
            self.at_least(VALUE, characters).push(" ");
        }
        self.push("FROM ").at_least(VALUE, value).push(")")
    }

    fn current(&mut self, function: CurrentFunction, precision: Option<&str>) -> &mut Self {
        self.push(match function {
            CurrentFunction::Date => "CURRENT_DATE",
            CurrentFunction::Time => "CURRENT_TIME",
            CurrentFunction::Timestamp => "CURRENT_TIMESTAMP",
            CurrentFunction::LocalTime => "LOCALTIME",
            CurrentFunction::LocalTimestamp => "LOCALTIMESTAMP",
            CurrentFunction::User => "CURRENT_USER",
            CurrentFunction::Catalog => "CURRENT_CATALOG",
            CurrentFunction::Schema => "CURRENT_SCHEMA",
            CurrentFunction::Path => "CURRENT_PATH",
        });
        match precision {
            Some(precision) => self.push("(").push(precision).push(")"),
            None => self,
        }
    }

    pub(crate) fn literal(&mut self, literal: &Literal) -> &mut Self {
        match literal {
            Literal::Null => self.push("NULL"),
            Literal::Boolean(true) => self.push("TRUE"),
            Literal::Boolean(false) => self.push("FALSE"),
            Literal::Integer(digits) | Literal::Decimal(digits) | Literal::Double(digits) => self.push(digits),
            Literal::String(text) => self.string(text),
            Literal::Binary(bytes) => {
                self.push("X'");
                for byte in bytes {
                    self.push(&format!("{byte:02X}"));
                }
                self.push("'")
            }
            Literal::Typed { data_type, value } => self.data_type(data_type).push(" ").string(value),
            Literal::Interval { negative, value, from, to } => {
                self.push(if *negative { "INTERVAL -" } else { "INTERVAL " })
                    .string(value)
                    .push(" ")
                    .push(from.keyword());
                match to {
                    Some(to) => self.push(" TO ").push(to.keyword()),
                    None => self,
                }
            }
        }
    }

    fn call(&mut self, call: &FunctionCall) -> &mut Self {
        match call.processing {
            Some(ProcessingMode::Running) => drop(self.push("RUNNING ")),
            Some(ProcessingMode::Final) => drop(self.push("FINAL ")),
            None => {}
        }
        let listagg = call.name.parts.len() == 1
            && !call.name.parts[0].quoted
            && call.name.parts[0].value.eq_ignore_ascii_case("listagg");
        self.name(&call.name).push(if call.distinct { "(DISTINCT " } else { "(" }).expressions(&call.arguments);
        if let Some(star) = &call.star {
            if let Some(label) = &star.label {
                self.ident(label).push(".");
            }
            self.push("*");
        }
        self.overflow(call.overflow.as_ref());
        if listagg {
            self.push(") WITHIN GROUP (");
        } else if !call.order_by.is_empty() && !call.arguments.is_empty() {
            self.push(" ");
        }
        self.order_by(&call.order_by).push(")");
        if let Some(filter) = &call.filter {
            self.push(" FILTER (WHERE ").expression(filter).push(")");
        }
        match call.nulls {
            Some(NullTreatment::Ignore) => drop(self.push(" IGNORE NULLS")),
            Some(NullTreatment::Respect) => drop(self.push(" RESPECT NULLS")),
            None => {}
        }
        match &call.over {
            Some(window) => self.push(" OVER ").window_ref(window),
            None => self,
        }
    }

    fn overflow(&mut self, overflow: Option<&ListaggOverflow>) {
        match overflow {
            Some(ListaggOverflow::Error) => drop(self.push(" ON OVERFLOW ERROR")),
            Some(ListaggOverflow::Truncate { filler, with_count }) => {
                self.push(" ON OVERFLOW TRUNCATE ");
                if let Some(filler) = filler {
                    self.string(filler).push(" ");
                }
                self.push(if *with_count { "WITH COUNT" } else { "WITHOUT COUNT" });
            }
            None => {}
        }
    }
}
