//! Options of `AvroSerDe`.

use serde::{Deserialize, Serialize};

use super::properties::{Properties, invalid};
use crate::Result;
use crate::infer::avro::check_schema;

/// Which schema an Avro table's rows are read with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AvroOptions {
    /// The table's own schema (`avro.schema.literal`); without one, each file's.
    pub schema_literal: Option<String>,
}

impl AvroOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        // A schema behind an address would make a query read what nobody granted it; Athena refuses it too.
        properties.refuse(&["avro.schema.url"])?;
        let options = Self { schema_literal: properties.non_empty("avro.schema.literal").map(str::to_owned) };
        options.check()?;
        Ok(options)
    }

    /// Fails for a schema that is none.
    pub(super) fn check(&self) -> Result<()> {
        match &self.schema_literal {
            Some(literal) if check_schema(literal).is_err() => {
                Err(invalid("avro.schema.literal", literal, "an Avro schema of a record that does not hold itself"))
            }
            _ => Ok(()),
        }
    }
}
