//! Types.

use crate::ast::{TypeExpr, TypeKind, TypeParameter};
use crate::format::Sql;

impl Sql {
    pub(crate) fn data_type(&mut self, data_type: &TypeExpr) -> &mut Self {
        match &data_type.kind {
            TypeKind::Row(fields) => self.push("ROW").parenthesized(fields, |out, field| {
                if let Some(name) = &field.name {
                    out.ident(name).push(" ");
                }
                out.data_type(&field.data_type);
            }),
            TypeKind::Interval { from, to } => {
                self.push("INTERVAL ").push(from.keyword());
                if let Some(to) = to {
                    self.push(" TO ").push(to.keyword());
                }
                self
            }
            TypeKind::DateTime { timestamp, precision, with_time_zone } => {
                self.push(if *timestamp { "TIMESTAMP" } else { "TIME" });
                if let Some(precision) = precision {
                    self.push("(").type_parameter(precision).push(")");
                }
                self.push(if *with_time_zone { " WITH TIME ZONE" } else { "" })
            }
            TypeKind::DoublePrecision => self.push("DOUBLE PRECISION"),
            TypeKind::Named { name, parameters } => {
                self.ident(name);
                if !parameters.is_empty() {
                    self.parenthesized(parameters, |out, parameter| {
                        out.type_parameter(parameter);
                    });
                }
                self
            }
        }
    }

    fn type_parameter(&mut self, parameter: &TypeParameter) -> &mut Self {
        match parameter {
            TypeParameter::Number(number) => self.push(number),
            TypeParameter::Type(data_type) => self.data_type(data_type),
        }
    }
}
