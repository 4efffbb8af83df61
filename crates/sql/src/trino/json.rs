//! SQL/JSON functions and JSON_TABLE.

use crate::Symbol::{Colon, Comma, LeftParen, RightParen};
use crate::ast::{
    Expr, ExprKind, JsonArray, JsonBehavior, JsonExists, JsonFormat, JsonInput, JsonObject, JsonPathCall, JsonQuery,
    JsonTable, JsonTableColumn, JsonTablePlan, JsonValue, JsonWrapper, TypeExpr,
};
use crate::cursor::Parser;
use crate::{Result, TokenKind};

impl Parser<'_> {
    pub(crate) fn json_function(&mut self, name: &str) -> Result<ExprKind> {
        self.advance();
        self.symbol(LeftParen)?;
        let form = match name {
            "JSON_EXISTS" => self.json_exists()?,
            "JSON_VALUE" => self.json_value()?,
            "JSON_QUERY" => self.json_query()?,
            "JSON_OBJECT" => self.json_object()?,
            _ => self.json_array()?,
        };
        self.symbol(RightParen)?;
        Ok(form)
    }

    fn json_exists(&mut self) -> Result<ExprKind> {
        let path = self.json_path_call()?;
        let on_error = self.json_behavior("ERROR")?;
        Ok(ExprKind::JsonExists(Box::new(JsonExists { path, on_error })))
    }

    fn json_value(&mut self) -> Result<ExprKind> {
        let path = self.json_path_call()?;
        let returning = if self.eat_keyword("RETURNING") { Some(self.data_type()?) } else { None };
        let on_empty = self.json_behavior("EMPTY")?;
        let on_error = self.json_behavior("ERROR")?;
        Ok(ExprKind::JsonValue(Box::new(JsonValue { path, returning, on_empty, on_error })))
    }

    fn json_query(&mut self) -> Result<ExprKind> {
        let path = self.json_path_call()?;
        let returning = self.json_returning()?;
        let wrapper = self.json_wrapper()?;
        let (keep_quotes, quotes_on_scalar) = self.json_quotes()?;
        let on_empty = self.json_behavior("EMPTY")?;
        let on_error = self.json_behavior("ERROR")?;
        Ok(ExprKind::JsonQuery(Box::new(JsonQuery {
            path,
            returning,
            wrapper,
            keep_quotes,
            quotes_on_scalar,
            on_empty,
            on_error,
        })))
    }

    fn json_object(&mut self) -> Result<ExprKind> {
        let mut members = Vec::new();
        if !self.at_json_constructor_end() {
            members = self.list(Self::json_member)?;
        }
        let null_on_null = self.null_on_null()?.unwrap_or(true);
        let unique_keys = self.eat_words(&["WITH", "UNIQUE"]);
        if unique_keys || self.eat_words(&["WITHOUT", "UNIQUE"]) {
            self.eat_keyword("KEYS");
        }
        let returning = self.json_returning()?;
        Ok(ExprKind::JsonObject(Box::new(JsonObject { members, null_on_null, unique_keys, returning })))
    }

    fn json_array(&mut self) -> Result<ExprKind> {
        let mut elements = Vec::new();
        if !self.at_json_constructor_end() {
            elements = self.list(Self::json_input)?;
        }
        let null_on_null = self.null_on_null()?.unwrap_or(false);
        let returning = self.json_returning()?;
        Ok(ExprKind::JsonArray(Box::new(JsonArray { elements, null_on_null, returning })))
    }

    fn at_json_constructor_end(&mut self) -> bool {
        self.is_symbol(RightParen)
            || self.is_words(&["RETURNING"])
            || self.is_words(&["NULL", "ON", "NULL"])
            || self.is_words(&["ABSENT", "ON", "NULL"])
            || self.is_words(&["WITH", "UNIQUE"])
            || self.is_words(&["WITHOUT", "UNIQUE"])
    }

    /// `[KEY] key VALUE value` or `key : value`
    fn json_member(&mut self) -> Result<(Expr, JsonInput)> {
        if self.is_keyword_at(0, "KEY")
            && !matches!(self.nth(1).kind, TokenKind::Symbol(_))
            && !self.is_keyword_at(1, "VALUE")
        {
            self.advance();
        }
        let key = self.expression()?;
        if !self.eat(Colon) {
            self.keyword("VALUE")?;
        }
        Ok((key, self.json_input()?))
    }

    fn null_on_null(&mut self) -> Result<Option<bool>> {
        if self.eat_words(&["NULL", "ON", "NULL"]) {
            return Ok(Some(true));
        }
        Ok(self.eat_words(&["ABSENT", "ON", "NULL"]).then_some(false))
    }

    fn json_input(&mut self) -> Result<JsonInput> {
        let value = self.expression()?;
        let format = if self.eat_words(&["FORMAT", "JSON"]) { Some(self.json_encoding()?) } else { None };
        Ok(JsonInput { value, format })
    }

    fn json_encoding(&mut self) -> Result<JsonFormat> {
        if !self.eat_keyword("ENCODING") {
            return Ok(JsonFormat::Json);
        }
        Ok(match self.one_keyword(&["UTF8", "UTF16", "UTF32"])? {
            "UTF8" => JsonFormat::Utf8,
            "UTF16" => JsonFormat::Utf16,
            _ => JsonFormat::Utf32,
        })
    }

    fn json_path_call(&mut self) -> Result<JsonPathCall> {
        let input = self.json_input()?;
        self.symbol(Comma)?;
        let path_at = self.here();
        let path = self.string()?;
        let name = if self.eat_keyword("AS") { Some(self.identifier()?) } else { None };
        Ok(JsonPathCall { input, path, path_at, name, passing: self.json_passing()? })
    }

    fn json_passing(&mut self) -> Result<Vec<(JsonInput, crate::ast::Ident)>> {
        if !self.eat_keyword("PASSING") {
            return Ok(Vec::new());
        }
        self.list(|p| {
            let value = p.json_input()?;
            p.keyword("AS")?;
            Ok((value, p.identifier()?))
        })
    }

    fn json_returning(&mut self) -> Result<Option<(TypeExpr, Option<JsonFormat>)>> {
        if !self.eat_keyword("RETURNING") {
            return Ok(None);
        }
        let data_type = self.data_type()?;
        let format = if self.eat_words(&["FORMAT", "JSON"]) { Some(self.json_encoding()?) } else { None };
        Ok(Some((data_type, format)))
    }

    fn json_wrapper(&mut self) -> Result<Option<JsonWrapper>> {
        let wrapper = if self.eat_keyword("WITHOUT") {
            self.eat_keyword("ARRAY");
            JsonWrapper::Without
        } else if self.eat_keyword("WITH") {
            let conditional = self.eat_keyword("CONDITIONAL");
            if !conditional {
                self.eat_keyword("UNCONDITIONAL");
            }
            self.eat_keyword("ARRAY");
            if conditional { JsonWrapper::Conditional } else { JsonWrapper::Unconditional }
        } else {
            return Ok(None);
        };
        self.keyword("WRAPPER")?;
        Ok(Some(wrapper))
    }

    /// `KEEP|OMIT QUOTES [ON SCALAR TEXT STRING]`
    fn json_quotes(&mut self) -> Result<(Option<bool>, bool)> {
        let keep = if self.eat_words(&["KEEP", "QUOTES"]) {
            true
        } else if self.eat_words(&["OMIT", "QUOTES"]) {
            false
        } else {
            return Ok((None, false));
        };
        let on_scalar = self.eat_words(&["ON", "SCALAR"]);
        if on_scalar && !self.eat_keyword("TEXT_STRING") {
            self.eat_keyword("TEXT");
            self.keyword("STRING")?;
        }
        Ok((Some(keep), on_scalar))
    }

    /// `… ON EMPTY` or `… ON ERROR`; what ends in the other of the two is left alone.
    fn json_behavior(&mut self, of: &str) -> Result<Option<JsonBehavior>> {
        let mark = self.mark();
        let behavior = if self.eat_keyword("TRUE") {
            JsonBehavior::True
        } else if self.eat_keyword("FALSE") {
            JsonBehavior::False
        } else if self.eat_keyword("UNKNOWN") {
            JsonBehavior::Unknown
        } else if self.eat_keyword("NULL") {
            JsonBehavior::Null
        } else if self.eat_keyword("ERROR") {
            JsonBehavior::Error
        } else if self.eat_words(&["EMPTY", "OBJECT"]) {
            JsonBehavior::EmptyObject
        } else if self.eat_keyword("EMPTY") {
            self.eat_keyword("ARRAY");
            JsonBehavior::EmptyArray
        } else if self.eat_keyword("DEFAULT") {
            JsonBehavior::Default(Box::new(self.expression()?))
        } else {
            return Ok(None);
        };
        self.keyword("ON")?;
        if self.eat_keyword(of) {
            return Ok(Some(behavior));
        }
        if of == "EMPTY" && self.is_keyword_at(0, "ERROR") {
            self.reset(mark);
            return Ok(None);
        }
        Err(self.mismatch(&format!("'{of}'")))
    }

    /// The inside of `JSON_TABLE (…)`, the opening word already read.
    pub(crate) fn json_table(&mut self) -> Result<JsonTable> {
        self.symbol(LeftParen)?;
        let path = self.json_path_call()?;
        self.keyword("COLUMNS")?;
        let columns = self.parenthesized(Self::json_table_column)?;
        let plan = if self.eat_keyword("PLAN") { Some(self.json_table_plan()?) } else { None };
        let error_on_error = if self.eat_words(&["ERROR", "ON", "ERROR"]) {
            Some(true)
        } else {
            self.eat_words(&["EMPTY", "ON", "ERROR"]).then_some(false)
        };
        self.symbol(RightParen)?;
        Ok(JsonTable { path, columns, plan, error_on_error })
    }

    fn json_table_column(&mut self) -> Result<JsonTableColumn> {
        let nested = self.is_keyword_at(0, "NESTED") && (self.is_keyword_at(1, "PATH") || self.is_string_at(1));
        if nested {
            self.advance();
            self.eat_keyword("PATH");
            let path_at = self.here();
            let path = self.string()?;
            let name = if self.eat_keyword("AS") { Some(self.identifier()?) } else { None };
            self.keyword("COLUMNS")?;
            let columns = self.nested(|p| p.parenthesized(Self::json_table_column))?;
            return Ok(JsonTableColumn::Nested { path, path_at, name, columns });
        }
        let name = self.identifier()?;
        if self.eat_words(&["FOR", "ORDINALITY"]) {
            return Ok(JsonTableColumn::Ordinality(name));
        }
        let data_type = self.data_type()?;
        if self.eat_words(&["FORMAT", "JSON"]) {
            let format = self.json_encoding()?;
            let path = self.column_path()?;
            let wrapper = self.json_wrapper()?;
            let (keep_quotes, _) = self.json_quotes()?;
            let on_empty = self.json_behavior("EMPTY")?;
            let on_error = self.json_behavior("ERROR")?;
            return Ok(JsonTableColumn::Query {
                name,
                data_type,
                format,
                path,
                wrapper,
                keep_quotes,
                on_empty,
                on_error,
            });
        }
        let path = self.column_path()?;
        let on_empty = self.json_behavior("EMPTY")?;
        let on_error = self.json_behavior("ERROR")?;
        Ok(JsonTableColumn::Value { name, data_type, path, on_empty, on_error })
    }

    fn column_path(&mut self) -> Result<Option<String>> {
        if self.eat_keyword("PATH") { self.string().map(Some) } else { Ok(None) }
    }

    fn json_table_plan(&mut self) -> Result<JsonTablePlan> {
        if self.eat_keyword("DEFAULT") {
            let words = self.parenthesized(|p| p.one_keyword(&["INNER", "OUTER", "UNION", "CROSS"]))?;
            return Ok(JsonTablePlan::Default { outer: !words.contains(&"INNER"), union: !words.contains(&"CROSS") });
        }
        self.symbol(LeftParen)?;
        let plan = self.plan_siblings()?;
        self.symbol(RightParen)?;
        Ok(plan)
    }

    fn plan_siblings(&mut self) -> Result<JsonTablePlan> {
        let first = self.nested(Self::plan_primary)?;
        let union = self.is_keyword("UNION");
        let word = if union { "UNION" } else { "CROSS" };
        let mut parts = vec![first];
        while self.eat_keyword(word) {
            parts.push(self.nested(Self::plan_primary)?);
        }
        Ok(match parts.len() {
            1 => parts.remove(0),
            _ if union => JsonTablePlan::Union(parts),
            _ => JsonTablePlan::Cross(parts),
        })
    }

    fn plan_primary(&mut self) -> Result<JsonTablePlan> {
        if self.eat(LeftParen) {
            let plan = self.plan_siblings()?;
            self.symbol(RightParen)?;
            return Ok(plan);
        }
        let parent = self.identifier()?;
        if self.is_keyword_at(0, "INNER") || self.is_keyword_at(0, "OUTER") {
            let outer = self.one_keyword(&["INNER", "OUTER"])? == "OUTER";
            let child = Box::new(self.nested(Self::plan_primary)?);
            return Ok(JsonTablePlan::Nested { parent, outer, child });
        }
        Ok(JsonTablePlan::Path(parent))
    }
}
