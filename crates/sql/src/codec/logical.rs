//! The codec of logical plans.

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::common::{DFSchema, Result, TableReference, plan_datafusion_err, plan_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, Extension, LogicalPlan, ScalarUDF, WindowUDF};
use datafusion_proto::logical_plan::{AsLogicalPlan, DefaultLogicalExtensionCodec, LogicalExtensionCodec};
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use datafusion_proto::protobuf::{CteWorkTableScanNode, LogicalPlanNode};

use super::bytes::{Reader, Writer};
use super::carry::{Carried, prepare, restore};
use super::functions::{Functions, check_depth, guarded, on_stack};
use super::others::Others;
use super::{aggregate, recognition, scalar, window};
use crate::analyzer::pattern::Recognition;

const CARRIED: u8 = 1;
const RECOGNITION: u8 = 2;
const OTHER: u8 = 254;

/// Writes and reads the logical plans the analyzer makes, before the engine's optimizer and after it.
///
/// Functions and steps that are neither ours nor the engine's, and tables and file formats, are the inner codec's.
/// Without one, what it would have to write is refused by name.
#[derive(Debug, Clone, Default)]
pub struct TrinoLogicalCodec {
    pub(super) functions: Functions,
}

impl TrinoLogicalCodec {
    /// A codec of plans without tables and without functions of others.
    pub fn new() -> Self {
        Self::default()
    }

    /// A codec that asks another about what is not ours.
    pub fn with_inner(inner: Arc<dyn LogicalExtensionCodec>) -> Self {
        Self { functions: Functions::new(Others::Logical(inner)) }
    }

    pub(super) fn of_functions(functions: Functions) -> Self {
        Self { functions }
    }

    /// A plan as bytes.
    ///
    /// The engine's form alone leaves some of a plan behind: the columns of rows and of empty relations, unions
    /// of more than two, the projection of a recursion's table, an OFFSET without LIMIT; and it cannot be read when it nests deep. This
    /// writes them whole, so what it writes is read by [`Self::decode`] and by nothing else.
    ///
    /// # Errors
    /// What cannot be written, by its name.
    pub fn encode(&self, plan: &LogicalPlan) -> Result<Vec<u8>> {
        on_stack(|| self.encode_node(&prepare(plan.clone())?))
    }

    /// The plan of some bytes. Bytes of any kind are an error at worst.
    ///
    /// # Errors
    /// When the bytes are of no plan, or name what is not known here.
    pub fn decode(&self, bytes: &[u8], context: &TaskContext) -> Result<LogicalPlan> {
        on_stack(|| guarded(|| self.decode_node(bytes, context)))
    }

    /// A plan that is prepared.
    pub(super) fn encode_node(&self, plan: &LogicalPlan) -> Result<Vec<u8>> {
        let codec = Self { functions: self.functions.deeper()? };
        on_stack(|| {
            let node = LogicalPlanNode::try_from_logical_plan(plan, &codec)?;
            codec.functions.failure.check()?;
            let mut bytes = Vec::new();
            node.try_encode(&mut bytes)?;
            check_depth(&bytes)?;
            Ok(bytes)
        })
    }

    pub(super) fn decode_node(&self, bytes: &[u8], context: &TaskContext) -> Result<LogicalPlan> {
        let codec = Self { functions: self.functions.deeper()? };
        on_stack(|| restore(LogicalPlanNode::try_decode(bytes)?.try_into_logical_plan(context, &codec)?))
    }

    /// A schema in the engine's form, as that of a table, with the columns' relations beside it.
    pub(super) fn encode_schema(&self, schema: &DFSchema) -> Result<Vec<u8>> {
        let arrow = schema.as_arrow().try_into().map_err(|e| plan_datafusion_err!("{e}"))?;
        let scan = CteWorkTableScanNode { name: String::new(), schema: Some(arrow) };
        let node = LogicalPlanNode { logical_plan_type: Some(LogicalPlanType::CteWorkTableScan(scan)) };
        let mut bytes = Vec::new();
        node.try_encode(&mut bytes)?;
        check_depth(&bytes)?;
        let mut writer = Writer::default();
        writer.bytes(&bytes);
        let relations: Vec<_> = schema.iter().map(|(relation, _)| relation.cloned()).collect();
        writer.list(&relations, |w, relation| w.option(relation.as_ref(), Writer::table));
        Ok(writer.finish())
    }

    pub(super) fn decode_schema(&self, bytes: &[u8]) -> Result<DFSchema> {
        let mut reader = Reader::new(bytes);
        let node = LogicalPlanNode::try_decode(reader.bytes()?)?;
        let Some(LogicalPlanType::CteWorkTableScan(CteWorkTableScanNode { schema: Some(schema), .. })) =
            &node.logical_plan_type
        else {
            return plan_err!("a plan's bytes hold no schema");
        };
        let schema = Schema::try_from(schema).map_err(|e| plan_datafusion_err!("{e}"))?;
        let relations = reader.list(|r| r.option(Reader::table))?;
        reader.end()?;
        if relations.len() != schema.fields().len() {
            return plan_err!("a plan's bytes hold a schema whose columns lack relations");
        }
        DFSchema::from_field_specific_qualified_schema(relations, &Arc::new(schema))
    }

    fn inner(&self) -> Option<&Arc<dyn LogicalExtensionCodec>> {
        match &self.functions.others {
            Others::Logical(inner) => Some(inner),
            Others::Nobody | Others::Physical(_) => None,
        }
    }
}

impl Writer {
    pub(super) fn table(&mut self, table: &TableReference) {
        let parts = [Some(table.table()), table.schema(), table.catalog()];
        self.list(&parts.into_iter().flatten().collect::<Vec<_>>(), |w, part| w.text(part));
    }
}

impl Reader<'_> {
    pub(super) fn table(&mut self) -> Result<TableReference> {
        let parts = self.list(|r| r.text().map(str::to_owned))?;
        match parts.as_slice() {
            [table] => Ok(TableReference::bare(table.as_str())),
            [table, schema] => Ok(TableReference::partial(schema.as_str(), table.as_str())),
            [table, schema, catalog] => Ok(TableReference::full(catalog.as_str(), schema.as_str(), table.as_str())),
            _ => plan_err!("a plan's bytes hold no name of a table"),
        }
    }
}

impl LogicalExtensionCodec for TrinoLogicalCodec {
    fn try_decode(&self, bytes: &[u8], inputs: &[LogicalPlan], context: &TaskContext) -> Result<Extension> {
        self.functions.read(bytes, |functions, kind, r| match kind {
            CARRIED => {
                let carried = Carried::read(&Self::of_functions(functions.clone()), context, r)?;
                Ok(Extension { node: Arc::new(carried) })
            }
            RECOGNITION => match recognition::read_logical(functions, inputs, r)? {
                LogicalPlan::Extension(extension) => Ok(extension),
                _ => plan_err!("row pattern recognition is no step of ours"),
            },
            OTHER => match self.inner() {
                Some(inner) => inner.try_decode(r.bytes()?, inputs, context),
                None => plan_err!("no codec knows a step of the plan"),
            },
            other => plan_err!("a plan's bytes hold no step: {other}"),
        })
    }

    fn try_encode(&self, extension: &Extension, buffer: &mut Vec<u8>) -> Result<()> {
        self.functions.payload(buffer, |functions, w| {
            let node = extension.node.as_any();
            if let Some(carried) = node.downcast_ref::<Carried>() {
                w.byte(CARRIED);
                return carried.write(&Self::of_functions(functions.clone()), w);
            }
            if let Some(recognition) = node.downcast_ref::<Recognition>() {
                w.byte(RECOGNITION);
                return recognition::write_logical(functions, recognition, w);
            }
            let Some(inner) = self.inner() else {
                return plan_err!("no codec knows the step {}", extension.node.name());
            };
            let mut bytes = Vec::new();
            inner.try_encode(extension, &mut bytes)?;
            w.byte(OTHER);
            w.bytes(&bytes);
            Ok(())
        })
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match self.inner() {
            Some(inner) => inner.try_decode_table_provider(bytes, table, schema, context),
            None => plan_err!("no codec knows the table {table}"),
        }
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        provider: Arc<dyn TableProvider>,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        match self.inner() {
            Some(inner) => inner.try_encode_table_provider(table, provider, buffer),
            None => plan_err!("no codec knows the table {table}"),
        }
    }

    fn try_decode_file_format(&self, bytes: &[u8], context: &TaskContext) -> Result<Arc<dyn FileFormatFactory>> {
        match self.inner() {
            Some(inner) => inner.try_decode_file_format(bytes, context),
            None => DefaultLogicalExtensionCodec {}.try_decode_file_format(bytes, context),
        }
    }

    fn try_encode_file_format(&self, buffer: &mut Vec<u8>, format: Arc<dyn FileFormatFactory>) -> Result<()> {
        match self.inner() {
            Some(inner) => inner.try_encode_file_format(buffer, format),
            None => DefaultLogicalExtensionCodec {}.try_encode_file_format(buffer, format),
        }
    }

    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        scalar::decode(&self.functions, name, bytes)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        scalar::encode(&self.functions, function, buffer)
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        aggregate::decode(&self.functions, name, bytes)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
        aggregate::encode(&self.functions, function, buffer)
    }

    fn try_decode_udwf(&self, name: &str, bytes: &[u8]) -> Result<Arc<WindowUDF>> {
        window::decode(&self.functions, name, bytes)
    }

    fn try_encode_udwf(&self, function: &WindowUDF, buffer: &mut Vec<u8>) -> Result<()> {
        window::encode(&self.functions, function, buffer)
    }
}
