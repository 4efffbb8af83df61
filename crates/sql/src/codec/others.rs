//! The codec that knows the functions that are not ours.

use std::sync::Arc;

use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::PhysicalExtensionCodec;

/// Who is asked about functions that are neither ours nor the engine's.
#[derive(Debug, Clone, Default)]
pub(super) enum Others {
    #[default]
    Nobody,
    Logical(Arc<dyn LogicalExtensionCodec>),
    Physical(Arc<dyn PhysicalExtensionCodec>),
}

/// What a codec leaves empty is found by its name where the plan arrives, and may be another function there.
fn written(kind: &str, name: &str, bytes: Vec<u8>) -> Result<Vec<u8>> {
    match bytes.is_empty() {
        true => plan_err!("no codec knows the {kind} {name}"),
        false => Ok(bytes),
    }
}

impl Others {
    pub(super) fn encode_scalar(&self, function: &ScalarUDF) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Nobody => {}
            Self::Logical(codec) => codec.try_encode_udf(function, &mut bytes)?,
            Self::Physical(codec) => codec.try_encode_udf(function, &mut bytes)?,
        }
        written("function", function.name(), bytes)
    }

    pub(super) fn decode_scalar(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        match self {
            Self::Nobody => plan_err!("no codec knows the function {name}"),
            Self::Logical(codec) => codec.try_decode_udf(name, bytes),
            Self::Physical(codec) => codec.try_decode_udf(name, bytes),
        }
    }

    pub(super) fn encode_aggregate(&self, function: &AggregateUDF) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Nobody => {}
            Self::Logical(codec) => codec.try_encode_udaf(function, &mut bytes)?,
            Self::Physical(codec) => codec.try_encode_udaf(function, &mut bytes)?,
        }
        written("aggregate function", function.name(), bytes)
    }

    pub(super) fn decode_aggregate(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        match self {
            Self::Nobody => plan_err!("no codec knows the aggregate function {name}"),
            Self::Logical(codec) => codec.try_decode_udaf(name, bytes),
            Self::Physical(codec) => codec.try_decode_udaf(name, bytes),
        }
    }

    pub(super) fn encode_window(&self, function: &WindowUDF) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Nobody => {}
            Self::Logical(codec) => codec.try_encode_udwf(function, &mut bytes)?,
            Self::Physical(codec) => codec.try_encode_udwf(function, &mut bytes)?,
        }
        written("window function", function.name(), bytes)
    }

    pub(super) fn decode_window(&self, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
        match self {
            Self::Nobody => plan_err!("no codec knows the window function {name}"),
            Self::Logical(codec) => codec.try_decode_udwf(name, bytes),
            Self::Physical(codec) => codec.try_decode_udwf(name, bytes),
        }
    }
}
