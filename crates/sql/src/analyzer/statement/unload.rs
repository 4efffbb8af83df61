//! UNLOAD (query) TO 'location'.

use boathouse_types::Result;

use super::{AnalyzedStatement, PropertyValue};
use crate::analyzer::{Analyzed, Analyzer};
use crate::ast::{Property, Query};

/// UNLOAD
#[derive(Debug, Clone)]
pub struct Unload {
    /// The rows.
    pub query: Analyzed,
    /// Where they go.
    pub location: String,
    /// WITH (…)
    pub properties: Vec<PropertyValue>,
}

impl Analyzer<'_> {
    pub(super) fn unload(
        &mut self,
        query: &Query,
        location: &str,
        properties: &[Property],
    ) -> Result<AnalyzedStatement> {
        let properties = self.properties(properties)?;
        let query = self.analyze_query(query)?;
        Ok(AnalyzedStatement::Unload(Box::new(Unload { query, location: location.to_owned(), properties })))
    }
}
