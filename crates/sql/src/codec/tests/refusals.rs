//! What cannot be written fails, and says what it is.

use std::sync::Arc;

use arrow_schema::DataType;
use datafusion::common::Result;
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::{
    ColumnarValue, Expr, LogicalPlanBuilder, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, lit,
};
use datafusion_proto::logical_plan::{AsLogicalPlan, LogicalExtensionCodec};
use datafusion_proto::protobuf::LogicalPlanNode;

use super::World;
use crate::codec::{TrinoLogicalCodec, TrinoPhysicalCodec};

#[derive(Debug, PartialEq, Eq, Hash)]
struct Strange(Signature);

impl ScalarUDFImpl for Strange {
    fn name(&self) -> &'static str {
        "strange"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Scalar(1_i64.into()))
    }
}

fn strange() -> Expr {
    ScalarUDF::from(Strange(Signature::nullary(Volatility::Volatile))).call(Vec::new())
}

#[test]
fn unknown_functions() {
    let plan = LogicalPlanBuilder::empty(true).project(vec![strange()]).unwrap().build().unwrap();
    let error = TrinoLogicalCodec::new().encode(&plan).unwrap_err().to_string();
    assert!(error.contains("no codec knows the function strange"), "{error}");
    let world = World::new();
    let physical = world.physical(&plan).unwrap();
    let error = TrinoPhysicalCodec::new().encode(&physical).unwrap_err().to_string();
    assert!(error.contains("no codec knows the function strange"), "{error}");
    // The engine's own writer goes on when a function cannot be written; then the reader says so.
    let codec = TrinoLogicalCodec::new();
    let node = LogicalPlanNode::try_from_logical_plan(&plan, &codec).unwrap();
    let error = node.try_into_logical_plan(&world.state.task_ctx(), &codec).unwrap_err().to_string();
    assert!(error.contains("no codec knows the function strange"), "{error}");
}

#[test]
fn unknown_tables() {
    let plan = World::new().plan("SELECT a FROM t").unwrap().plan;
    let error = TrinoLogicalCodec::new().encode(&plan).unwrap_err().to_string();
    assert!(error.contains("no codec knows the table"), "{error}");
}

#[test]
fn metadata_that_would_be_lost() {
    let metadata = [("k".to_owned(), "v".to_owned())].into_iter().collect::<std::collections::BTreeMap<_, _>>();
    let literal = Expr::Literal(1_i64.into(), Some(metadata.into()));
    let plan = LogicalPlanBuilder::empty(true).project(vec![literal]).unwrap().build().unwrap();
    let error = TrinoLogicalCodec::new().encode(&plan).unwrap_err().to_string();
    assert!(error.contains("metadata"), "{error}");
}

/// An inner codec is asked about what is not ours, and only about that.
#[test]
fn chains() {
    #[derive(Debug)]
    struct Knows;

    impl LogicalExtensionCodec for Knows {
        fn try_decode(
            &self,
            _: &[u8],
            _: &[datafusion::logical_expr::LogicalPlan],
            _: &datafusion::execution::TaskContext,
        ) -> Result<datafusion::logical_expr::Extension> {
            datafusion::common::plan_err!("no steps")
        }

        fn try_encode(&self, _: &datafusion::logical_expr::Extension, _: &mut Vec<u8>) -> Result<()> {
            datafusion::common::plan_err!("no steps")
        }

        fn try_decode_table_provider(
            &self,
            _: &[u8],
            _: &datafusion::common::TableReference,
            _: arrow_schema::SchemaRef,
            _: &datafusion::execution::TaskContext,
        ) -> Result<Arc<dyn datafusion::catalog::TableProvider>> {
            datafusion::common::plan_err!("no tables")
        }

        fn try_encode_table_provider(
            &self,
            _: &datafusion::common::TableReference,
            _: Arc<dyn datafusion::catalog::TableProvider>,
            _: &mut Vec<u8>,
        ) -> Result<()> {
            datafusion::common::plan_err!("no tables")
        }

        fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
            assert_eq!(function.name(), "strange");
            buffer.extend(b"?");
            Ok(())
        }

        fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
            assert_eq!((name, bytes), ("strange", b"?".as_slice()));
            Ok(Arc::new(ScalarUDF::from(Strange(Signature::nullary(Volatility::Volatile)))))
        }
    }

    let codec = TrinoLogicalCodec::with_inner(Arc::new(Knows));
    let sum = sum_udaf().call(vec![lit(1_i64)]);
    let plan = LogicalPlanBuilder::empty(true).project(vec![strange().alias("s")]).unwrap();
    let plan = plan.aggregate(Vec::<Expr>::new(), vec![sum]).unwrap().build().unwrap();
    let bytes = codec.encode(&plan).unwrap();
    assert_eq!(codec.decode(&bytes, &World::new().state.task_ctx()).unwrap(), plan);
}
