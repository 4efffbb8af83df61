//! SQL/JSON functions and JSON_TABLE.

use crate::ast::{
    Expr, ExprKind, JsonBehavior, JsonFormat, JsonInput, JsonPathCall, JsonTable, JsonTableColumn, JsonTablePlan,
    JsonWrapper, TypeExpr,
};
use crate::format::Sql;

impl Sql {
    pub(crate) fn json_expression(&mut self, expression: &Expr) -> &mut Self {
        match &expression.kind {
            ExprKind::JsonExists(exists) => {
                self.push("JSON_EXISTS(").json_path(&exists.path).behavior(exists.on_error.as_ref(), "ERROR").push(")")
            }
            ExprKind::JsonValue(value) => {
                self.push("JSON_VALUE(").json_path(&value.path);
                if let Some(returning) = &value.returning {
                    self.push(" RETURNING ").data_type(returning);
                }
                self.behavior(value.on_empty.as_ref(), "EMPTY").behavior(value.on_error.as_ref(), "ERROR").push(")")
            }
            ExprKind::JsonQuery(query) => {
                self.push("JSON_QUERY(")
                    .json_path(&query.path)
                    .returning(query.returning.as_ref())
                    .wrapper(query.wrapper);
                self.quotes(query.keep_quotes).push(if query.quotes_on_scalar { " ON SCALAR TEXT STRING" } else { "" });
                self.behavior(query.on_empty.as_ref(), "EMPTY").behavior(query.on_error.as_ref(), "ERROR").push(")")
            }
            ExprKind::JsonObject(object) => {
                self.push("JSON_OBJECT(").joined(&object.members, ", ", |out, (key, value)| {
                    out.expression(key).push(" VALUE ").json_input(value);
                });
                self.push(if object.null_on_null { " NULL ON NULL" } else { " ABSENT ON NULL" });
                self.push(if object.unique_keys { " WITH UNIQUE KEYS" } else { "" });
                self.returning(object.returning.as_ref()).push(")")
            }
            ExprKind::JsonArray(array) => {
                self.push("JSON_ARRAY(").joined(&array.elements, ", ", |out, element| {
                    out.json_input(element);
                });
                self.push(if array.null_on_null { " NULL ON NULL" } else { " ABSENT ON NULL" });
                self.returning(array.returning.as_ref()).push(")")
            }
            _ => self,
        }
    }

    fn json_input(&mut self, input: &JsonInput) -> &mut Self {
        self.expression(&input.value).json_format(input.format)
    }

    fn json_format(&mut self, format: Option<JsonFormat>) -> &mut Self {
        self.push(match format {
            Some(JsonFormat::Json) => " FORMAT JSON",
            Some(JsonFormat::Utf8) => " FORMAT JSON ENCODING UTF8",
            Some(JsonFormat::Utf16) => " FORMAT JSON ENCODING UTF16",
            Some(JsonFormat::Utf32) => " FORMAT JSON ENCODING UTF32",
            None => "",
        })
    }

    fn json_path(&mut self, path: &JsonPathCall) -> &mut Self {
        self.json_input(&path.input).push(", ").string(&path.path);
        if let Some(name) = &path.name {
            self.push(" AS ").ident(name);
        }
        self.passing(&path.passing)
    }

    fn passing(&mut self, passing: &[(JsonInput, crate::ast::Ident)]) -> &mut Self {
        if passing.is_empty() {
            return self;
        }
        self.push(" PASSING ").joined(passing, ", ", |out, (value, name)| {
            out.json_input(value).push(" AS ").ident(name);
        })
    }

    fn returning(&mut self, returning: Option<&(TypeExpr, Option<JsonFormat>)>) -> &mut Self {
        match returning {
            Some((data_type, format)) => self.push(" RETURNING ").data_type(data_type).json_format(*format),
            None => self,
        }
    }

    fn wrapper(&mut self, wrapper: Option<JsonWrapper>) -> &mut Self {
        self.push(match wrapper {
            Some(JsonWrapper::Without) => " WITHOUT WRAPPER",
            Some(JsonWrapper::Unconditional) => " WITH UNCONDITIONAL WRAPPER",
            Some(JsonWrapper::Conditional) => " WITH CONDITIONAL WRAPPER",
            None => "",
        })
    }

    fn quotes(&mut self, keep: Option<bool>) -> &mut Self {
        self.push(match keep {
            Some(true) => " KEEP QUOTES",
            Some(false) => " OMIT QUOTES",
            None => "",
        })
    }

    fn behavior(&mut self, behavior: Option<&JsonBehavior>, of: &str) -> &mut Self {
        let Some(behavior) = behavior else { return self };
        match behavior {
            JsonBehavior::True => self.push(" TRUE"),
            JsonBehavior::False => self.push(" FALSE"),
            JsonBehavior::Unknown => self.push(" UNKNOWN"),
            JsonBehavior::Null => self.push(" NULL"),
            JsonBehavior::Error => self.push(" ERROR"),
            JsonBehavior::EmptyArray => self.push(" EMPTY ARRAY"),
            JsonBehavior::EmptyObject => self.push(" EMPTY OBJECT"),
            JsonBehavior::Default(value) => self.push(" DEFAULT ").expression(value),
        };
        self.push(" ON ").push(of)
    }

    pub(crate) fn json_table(&mut self, table: &JsonTable) -> &mut Self {
        self.push("JSON_TABLE(").json_path(&table.path).push(" COLUMNS ").json_columns(&table.columns);
        if let Some(plan) = &table.plan {
            self.push(" PLAN ");
            match plan {
                JsonTablePlan::Default { outer, union } => {
                    self.push(if *outer { "DEFAULT (OUTER, " } else { "DEFAULT (INNER, " });
                    self.push(if *union { "UNION)" } else { "CROSS)" })
                }
                plan => self.push("(").plan(plan).push(")"),
            };
        }
        self.push(match table.error_on_error {
            Some(true) => " ERROR ON ERROR)",
            Some(false) => " EMPTY ON ERROR)",
            None => ")",
        })
    }

    fn json_columns(&mut self, columns: &[JsonTableColumn]) -> &mut Self {
        self.parenthesized(columns, |out, column| {
            out.json_column(column);
        })
    }

    fn json_column(&mut self, column: &JsonTableColumn) -> &mut Self {
        match column {
            JsonTableColumn::Ordinality(name) => self.ident(name).push(" FOR ORDINALITY"),
            JsonTableColumn::Value { name, data_type, path, on_empty, on_error } => {
                self.ident(name).push(" ").data_type(data_type).column_path(path.as_deref());
                self.behavior(on_empty.as_ref(), "EMPTY").behavior(on_error.as_ref(), "ERROR")
            }
            JsonTableColumn::Query { name, data_type, format, path, wrapper, keep_quotes, on_empty, on_error } => {
                self.ident(name).push(" ").data_type(data_type).json_format(Some(*format)).column_path(path.as_deref());
                self.wrapper(*wrapper).quotes(*keep_quotes);
                self.behavior(on_empty.as_ref(), "EMPTY").behavior(on_error.as_ref(), "ERROR")
            }
            JsonTableColumn::Nested { path, name, columns, .. } => {
                self.push("NESTED PATH ").string(path);
                if let Some(name) = name {
                    self.push(" AS ").ident(name);
                }
                self.push(" COLUMNS ").json_columns(columns)
            }
        }
    }

    fn column_path(&mut self, path: Option<&str>) -> &mut Self {
        match path {
            Some(path) => self.push(" PATH ").string(path),
            None => self,
        }
    }

    fn plan(&mut self, plan: &JsonTablePlan) -> &mut Self {
        match plan {
            JsonTablePlan::Default { .. } => self,
            JsonTablePlan::Path(name) => self.ident(name),
            JsonTablePlan::Nested { parent, outer, child } => {
                self.ident(parent).push(if *outer { " OUTER " } else { " INNER " }).plan_operand(child)
            }
            JsonTablePlan::Union(parts) => self.joined(parts, " UNION ", |out, part| {
                out.plan_operand(part);
            }),
            JsonTablePlan::Cross(parts) => self.joined(parts, " CROSS ", |out, part| {
                out.plan_operand(part);
            }),
        }
    }

    fn plan_operand(&mut self, plan: &JsonTablePlan) -> &mut Self {
        if matches!(plan, JsonTablePlan::Path(_)) { self.plan(plan) } else { self.push("(").plan(plan).push(")") }
    }
}
