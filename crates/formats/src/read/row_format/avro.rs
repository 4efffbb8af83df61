//! Options of `AvroSerDe`.

use super::properties::{Properties, invalid};
use crate::Result;
use crate::infer::avro::check_schema;

/// Which schema an Avro table's rows are read with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AvroOptions {
    /// The table's own schema (`avro.schema.literal`); without one, each file's.
    pub schema_literal: Option<String>,
}

impl AvroOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        // A schema behind an address would make a query read what nobody granted it; Athena refuses it too.
        properties.refuse(&["avro.schema.url"])?;
        let schema_literal = properties.non_empty("avro.schema.literal");
        if let Some(literal) = schema_literal
            && check_schema(literal).is_err()
        {
            return Err(invalid(
                "avro.schema.literal",
                literal,
                "an Avro schema of a record that does not hold itself",
            ));
        }
        Ok(Self { schema_literal: schema_literal.map(str::to_owned) })
    }
}
