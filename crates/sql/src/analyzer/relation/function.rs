//! Table functions.

use boathouse_types::{ErrorCode, Result};

use crate::Position;
use crate::analyzer::error::semantic;
use crate::analyzer::query::Planned;
use crate::analyzer::{Analyzer, Scope};
use crate::ast::TableFunctionCall;

impl Analyzer<'_> {
    /// `TABLE(function(…))`
    pub(super) fn table_function(
        &mut self,
        at: Position,
        call: &TableFunctionCall,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let _ = (at, outer);
        let name = call.name.to_string();
        match name.as_str() {
            "sequence" | "exclude_columns" => Err(semantic(
                call.name.at(),
                ErrorCode::NotSupported,
                format!("Table function {name} is not supported"),
            )),
            _ => {
                let text = format!("Table function '{name}' not registered");
                Err(semantic(call.name.at(), ErrorCode::FunctionNotFound, text))
            }
        }
    }
}
