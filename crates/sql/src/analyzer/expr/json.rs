//! SQL/JSON functions, whose clauses are syntax.

use boathouse_types::{Result, TrinoError};

use super::super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{JsonArray, JsonExists, JsonObject, JsonQuery, JsonValue};

impl Analyzer<'_> {
    pub(crate) fn json_exists(&mut self, at: Position, call: &JsonExists, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, call, scope);
        Err(TrinoError::not_supported("JSON_EXISTS"))
    }

    pub(crate) fn json_value(&mut self, at: Position, call: &JsonValue, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, call, scope);
        Err(TrinoError::not_supported("JSON_VALUE"))
    }

    pub(crate) fn json_query(&mut self, at: Position, call: &JsonQuery, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, call, scope);
        Err(TrinoError::not_supported("JSON_QUERY"))
    }

    pub(crate) fn json_object(&mut self, at: Position, call: &JsonObject, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, call, scope);
        Err(TrinoError::not_supported("JSON_OBJECT"))
    }

    pub(crate) fn json_array(&mut self, at: Position, call: &JsonArray, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, call, scope);
        Err(TrinoError::not_supported("JSON_ARRAY"))
    }
}
