//! Expressions that the engine would answer otherwise than Athena, without an error: brought to a form
//! that means the same in both, or refused by name.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CaseWhen, CharacterLength, DataType, DateTimeField, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, Query, UnaryOperator, Value, VisitMut, VisitorMut,
};

use crate::Failure;

/// Brings every expression of `query` to Athena's meaning.
///
/// # Errors
/// `NOT_SUPPORTED` with the name of what the engine cannot be made to answer as Athena does.
pub(super) fn align(query: &mut Query) -> Result<(), Failure> {
    match query.visit(&mut Align) {
        ControlFlow::Break(failure) => Err(failure),
        ControlFlow::Continue(()) => Ok(()),
    }
}

struct Align;

impl VisitorMut for Align {
    type Break = Failure;

    // After its parts: what an expression is replaced by is not visited again.
    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Failure> {
        let refused = match expr {
            // The engine relabels the wall time where Trino converts the instant.
            Expr::AtTimeZone { .. } => Some("AT TIME ZONE"),
            // Sunday is 0 there and 7 here.
            Expr::Extract { field: DateTimeField::Dow | DateTimeField::DayOfWeek, .. } => Some("EXTRACT(DAY_OF_WEEK)"),
            Expr::Cast { data_type: DataType::Char(_) | DataType::Character(_), .. } => Some("CAST AS char"),
            Expr::Substring { substring_from: Some(from), .. } if is_below_one(from) => {
                Some("substring from a position below 1")
            }
            _ => None,
        };
        if let Some(what) = refused {
            return ControlFlow::Break(Failure::not_supported(what));
        }
        match expr {
            Expr::Function(function) => match aligned_function(function) {
                Ok(Some(replacement)) => *expr = replacement,
                Ok(None) => {}
                Err(failure) => return ControlFlow::Break(failure),
            },
            Expr::Cast { data_type, .. } => {
                if let Some(length) = take_varchar_length(data_type) {
                    *expr = prefix_of(expr.clone(), length);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

fn aligned_function(function: &mut Function) -> Result<Option<Expr>, Failure> {
    let name = function.name.to_string().to_lowercase();
    let copy = function.clone();
    let FunctionArguments::List(list) = &mut function.args else { return Ok(None) };
    let arguments: Vec<Expr> = list.args.iter().filter_map(plain).collect();
    if arguments.len() != list.args.len() {
        return Ok(None);
    }
    Ok(match name.as_str() {
        // The engine's passes over NULLs; Trino's is NULL if anything is, as `||` is in both.
        "concat" => arguments.into_iter().reduce(|left, right| Expr::BinaryOp {
            left: Box::new(left),
            op: BinaryOperator::StringConcat,
            right: Box::new(right),
        }),
        "greatest" | "least" => null_if_any(&arguments, Expr::Function(copy)),
        // Without a flag the engine replaces the first match only.
        "regexp_replace" if arguments.len() == 3 => {
            list.args.push(FunctionArg::Unnamed(FunctionArgExpr::Expr(text("g"))));
            None
        }
        "substr" | "substring" if arguments.get(1).is_some_and(is_below_one) => {
            return Err(Failure::not_supported("substr from a position below 1"));
        }
        // A date comes back as a timestamp, a list as the value, another first day of the week.
        "date_trunc" | "element_at" | "day_of_week" | "dow" => {
            return Err(Failure::not_supported(&format!("the function {name}")));
        }
        _ => None,
    })
}

fn plain(argument: &FunctionArg) -> Option<Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
        _ => None,
    }
}

fn text(value: &str) -> Expr {
    Expr::value(Value::SingleQuotedString(value.to_owned()))
}

fn number(value: u64) -> Expr {
    Expr::value(Value::Number(value.to_string(), false))
}

/// `CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE call END`.
fn null_if_any(arguments: &[Expr], call: Expr) -> Option<Expr> {
    let condition =
        arguments.iter().map(|argument| Expr::IsNull(Box::new(argument.clone()))).reduce(|left, right| {
            Expr::BinaryOp { left: Box::new(left), op: BinaryOperator::Or, right: Box::new(right) }
        })?;
    Some(Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result: Expr::value(Value::Null) }],
        else_result: Some(Box::new(call)),
    })
}

/// The length of `varchar(n)`, which the engine would not heed; the type loses it.
fn take_varchar_length(data_type: &mut DataType) -> Option<u64> {
    let (DataType::Varchar(length) | DataType::CharacterVarying(length) | DataType::CharVarying(length)) = data_type
    else {
        return None;
    };
    match length.take()? {
        CharacterLength::IntegerLength { length, .. } => Some(length),
        CharacterLength::Max => None,
    }
}

fn prefix_of(expr: Expr, length: u64) -> Expr {
    Expr::Substring {
        expr: Box::new(expr),
        substring_from: Some(Box::new(number(1))),
        substring_for: Some(Box::new(number(length))),
        special: false,
        shorthand: false,
    }
}

/// A literal that is 0 or negative: Trino counts from the end or finds nothing, the engine does neither.
fn is_below_one(expr: &Expr) -> bool {
    match expr {
        Expr::UnaryOp { op: UnaryOperator::Minus, .. } => true,
        Expr::Value(value) => matches!(&value.value, Value::Number(digits, _) if digits == "0"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::testbed::Testbed;

    #[tokio::test]
    async fn athenas_answers() {
        let bed = Testbed::new().await;
        for (expression, answer) in [
            ("concat('a', NULL)", "NULL"),
            ("concat('a', 'b', 'c')", "abc"),
            ("greatest(1, NULL, 2)", "NULL"),
            ("least(3, greatest(1, 2))", "2"),
            ("regexp_replace('abab', 'a', 'x')", "xbxb"),
            ("CAST('abcdef' AS varchar(3))", "abc"),
            ("CAST('abcdef' AS varchar)", "abcdef"),
            ("substr('abc', 2)", "bc"),
            ("1.5", "1.5"),
            ("1 + 1", "2"),
            ("3000000000", "3000000000"),
        ] {
            assert_eq!(bed.rows(&format!("SELECT {expression}")).await.0, [answer], "{expression}");
        }
        let nulls_last = "SELECT x FROM (VALUES (1), (NULL), (2)) t(x) ORDER BY x DESC";
        assert_eq!(bed.rows(nulls_last).await.0, ["2", "1", "NULL"]);
    }

    #[tokio::test]
    async fn what_is_refused_rather_than_answered_wrongly() {
        let bed = Testbed::new().await;
        for expression in [
            "substr('abc', -2)",
            "substring('abc', 0)",
            "CAST('a' AS char(3))",
            "date_trunc('month', DATE '2020-01-05')",
            "EXTRACT(DOW FROM DATE '2020-01-05')",
            "TIMESTAMP '2020-01-01 00:00:00' AT TIME ZONE 'UTC'",
        ] {
            let failure = bed.failure(&format!("SELECT {expression}")).await;
            assert!(failure.starts_with("NOT_SUPPORTED: "), "{expression}: {failure}");
        }
    }
}
