//! WITH (name = value, …): constants.

use std::collections::BTreeSet;

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::common::ScalarValue;

use crate::Position;
use crate::analyzer::error::{placed, semantic};
use crate::analyzer::plan::columns_of;
use crate::analyzer::{Analyzer, Scope};
use crate::ast::Property;

/// A property's value.
#[derive(Debug, Clone, PartialEq)]
pub struct PropertyValue {
    /// Its name, in lower case.
    pub name: String,
    /// Where it stands.
    pub at: Position,
    /// Its value and the value's type; DEFAULT has none.
    pub value: Option<(Type, ScalarValue)>,
}

impl Analyzer<'_> {
    /// The values of properties.
    pub(super) fn properties(&mut self, written: &[Property]) -> Result<Vec<PropertyValue>> {
        let mut names = BTreeSet::new();
        for property in written {
            if !names.insert(property.name.folded()) {
                let text = format!("Duplicate property: {}", property.name.value);
                return Err(semantic(property.name.at, ErrorCode::DuplicateProperty, text));
            }
        }
        written.iter().map(|property| self.property(property)).collect()
    }

    fn property(&mut self, property: &Property) -> Result<PropertyValue> {
        let (name, at) = (property.name.folded(), property.name.at);
        let Some(written) = &property.value else { return Ok(PropertyValue { name, at, value: None }) };
        let scope = Scope::query(Vec::new(), None);
        let typed = self.in_level(|analyzer| analyzer.expression(written, &scope))?;
        if !columns_of(&typed.expr).is_empty() {
            let text = "Constant expression cannot contain a subquery";
            return Err(semantic(written.at, ErrorCode::ExpressionNotConstant, text));
        }
        let value = self.evaluate(&typed.expr).map_err(|error| placed(error, written.at))?;
        Ok(PropertyValue { name, at, value: Some((typed.data_type, value)) })
    }
}
