//! SQL/JSON functions, whose clauses are syntax.
//!
//! Each becomes a call of a function of the JSON family, which takes the clauses as one constant argument.

mod build;
mod path;
mod table;
mod table_plan;

use boathouse_functions_json::{Encoding, Options};
use boathouse_types::{ErrorCode, Result, Type};

use super::super::error::semantic;
use super::super::{Analyzer, Scope, Typed};
use super::{literal, type_expr};
use crate::Position;
use crate::ast::{Expr, ExprKind, JsonFormat, JsonInput, TypeExpr};

impl Analyzer<'_> {
    /// A value read as JSON.
    fn json_input(&mut self, input: &JsonInput, format: JsonFormat, scope: &Scope<'_>) -> Result<Typed> {
        let typed = self.expression(&input.value, scope)?;
        let typed = match (&typed.data_type, format) {
            (Type::Unknown, JsonFormat::Json) => self.coerce(typed, &Type::VARCHAR)?,
            (Type::Unknown, _) => self.coerce(typed, &Type::Varbinary)?,
            (Type::Varchar(_) | Type::Varbinary, JsonFormat::Json) | (Type::Varbinary, _) => typed,
            (Type::Char(length), JsonFormat::Json) => {
                let length = *length;
                self.cast(typed, &Type::Varchar(Some(length)), false)?
            }
            (other, _) => {
                let text = format!("Cannot read input of type {other} as JSON using formatting {}", words(format));
                return Err(semantic(input.value.at, ErrorCode::TypeMismatch, text));
            }
        };
        Ok(typed)
    }

    /// A value given to a path or put into an array or object, and its format.
    fn json_operand(
        &mut self,
        at: Position,
        input: &JsonInput,
        what: &str,
        scope: &Scope<'_>,
    ) -> Result<(Typed, Option<Encoding>)> {
        if let Some(format) = input.format.or_else(|| is_json(&input.value).then_some(JsonFormat::Json)) {
            return Ok((self.json_input(input, format, scope)?, Some(encoding(format))));
        }
        let typed = self.expression(&input.value, scope)?;
        if is_sql_scalar(&typed.data_type) || typed.data_type == Type::Unknown {
            return Ok((typed, None));
        }
        if !self.can_cast(&typed.data_type, &Type::VARCHAR) {
            let text = format!("Unsupported type of {what}: {}", typed.data_type);
            return Err(semantic(at, ErrorCode::NotSupported, text));
        }
        Ok((self.cast(typed, &Type::VARCHAR, false)?, None))
    }

    /// What RETURNING names; `varchar` when there is none. The second is the type the function itself makes.
    fn json_returning(
        &self,
        at: Position,
        returning: Option<&(TypeExpr, Option<JsonFormat>)>,
    ) -> Result<(Type, Type, JsonFormat)> {
        let Some((written, format)) = returning else { return Ok((Type::VARCHAR, Type::VARCHAR, JsonFormat::Json)) };
        let target = type_expr::resolve_type(written, at, ErrorCode::TypeMismatch)?;
        let format = format.unwrap_or(JsonFormat::Json);
        match (&target, format) {
            (Type::Varchar(_) | Type::Char(_), JsonFormat::Json) => Ok((target, Type::VARCHAR, format)),
            (Type::Varbinary, _) => Ok((target, Type::Varbinary, format)),
            _ => {
                let text = format!("Cannot output JSON value as {target} using formatting {}", words(format));
                Err(semantic(at, ErrorCode::TypeMismatch, text))
            }
        }
    }
}

/// Values JSON has a form for.
fn is_sql_scalar(data_type: &Type) -> bool {
    data_type.is_text()
        || data_type.is_numeric()
        || matches!(
            data_type,
            Type::Boolean | Type::Date | Type::Time(_) | Type::TimeTz(_) | Type::Timestamp(_) | Type::TimestampTz(_)
        )
}

/// Whether an expression makes JSON text, which needs no FORMAT JSON behind it.
fn is_json(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::JsonQuery(_) | ExprKind::JsonObject(_) | ExprKind::JsonArray(_))
}

fn word(text: &str) -> Typed {
    Typed { data_type: Type::VARCHAR, ..literal::text(text) }
}

fn encoding(format: JsonFormat) -> Encoding {
    match format {
        JsonFormat::Json => Encoding::Json,
        JsonFormat::Utf8 => Encoding::Utf8,
        JsonFormat::Utf16 => Encoding::Utf16,
        JsonFormat::Utf32 => Encoding::Utf32,
    }
}

/// The clauses as an argument.
fn clauses(options: &Options) -> Result<Typed> {
    Ok(word(&options.encode()?))
}

fn words(format: JsonFormat) -> &'static str {
    match format {
        JsonFormat::Json => "JSON",
        JsonFormat::Utf8 => "JSON ENCODING UTF8",
        JsonFormat::Utf16 => "JSON ENCODING UTF16",
        JsonFormat::Utf32 => "JSON ENCODING UTF32",
    }
}
