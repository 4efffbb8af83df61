//! An aggregate bound to the types of one call, as the engine's function.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};
use boathouse_functions::Bound;
use datafusion::common::{Result as EngineResult, ScalarValue};
use datafusion::logical_expr::expr::AggregateFunctionParams;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, ReversedUDAF, Signature, Volatility,
    udaf_default_schema_name,
};

use super::arrange::Layout;
use super::body::Body;
use super::gather::{Finish, Gathering, Replay};

/// What a call runs.
#[derive(Clone)]
pub(crate) enum Run {
    /// A body of its own.
    Body(Arc<dyn Body>),
    /// All rows of a group at once, in the order of the call's ORDER BY.
    Rows(Arc<dyn Finish>),
}

/// An aggregate of ours. The engine neither coerces nor types it: the analyzer has.
pub(crate) struct TrinoAggregate {
    name: &'static str,
    bound: Bound,
    run: Run,
    order_sensitive: bool,
    signature: Signature,
}

impl TrinoAggregate {
    /// A function that folds rows into a state, in whatever order they come.
    pub(crate) fn of_body(name: &'static str, bound: &Bound, body: Arc<dyn Body>) -> Arc<AggregateUDF> {
        Self::of(name, bound, Run::Body(body), false)
    }

    /// A function that folds rows into a state, in the order of the call's ORDER BY.
    pub(crate) fn of_ordered_body(name: &'static str, bound: &Bound, body: Arc<dyn Body>) -> Arc<AggregateUDF> {
        Self::of(name, bound, Run::Body(body), true)
    }

    /// A function of all rows of a group.
    pub(crate) fn of_rows(name: &'static str, bound: &Bound, finish: impl Finish) -> Arc<AggregateUDF> {
        Self::of(name, bound, Run::Rows(Arc::new(finish)), true)
    }

    /// The call it was made for.
    pub(crate) fn call(&self) -> (&'static str, &Bound) {
        (self.name, &self.bound)
    }

    fn of(name: &'static str, bound: &Bound, run: Run, order_sensitive: bool) -> Arc<AggregateUDF> {
        let signature = Signature::user_defined(Volatility::Immutable);
        let this = Self { name, bound: bound.clone(), run, order_sensitive, signature };
        Arc::new(AggregateUDF::new_from_impl(this))
    }

    fn body(&self, args: &AccumulatorArgs<'_>, sliding: bool) -> EngineResult<Arc<dyn Body>> {
        let order = if self.order_sensitive { args.order_bys } else { &[] };
        let gather = args.is_distinct || !order.is_empty();
        if let Run::Body(body) = &self.run
            && !gather
            && (!sliding || body.retracts())
        {
            return Ok(Arc::clone(body));
        }
        let mut types: Vec<DataType> = args.expr_fields.iter().map(|f| f.data_type().clone()).collect();
        let arguments = types.len();
        for key in order {
            types.push(key.expr.data_type(args.schema)?);
        }
        let layout = Layout {
            arguments: self.argument_types(),
            order: order.iter().map(|key| key.options).collect(),
            // A frame that slides takes out rows by their number, so the duplicates among them are kept.
            distinct: args.is_distinct,
        };
        let finish: Arc<dyn Finish> = match &self.run {
            Run::Rows(finish) => Arc::clone(finish),
            Run::Body(body) => Arc::new(Replay { body: Arc::clone(body), arguments }),
        };
        let compacts = !sliding;
        Ok(Arc::new(Arc::new(Gathering { layout, types, finish, compacts })))
    }

    fn argument_types(&self) -> Vec<boathouse_types::Type> {
        let typed = self.bound.arguments.iter();
        typed.filter(|t| !matches!(t, boathouse_types::Type::Function(..))).cloned().collect()
    }
}

impl fmt::Debug for TrinoAggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrinoAggregate").field("name", &self.name).field("bound", &self.bound).finish_non_exhaustive()
    }
}

impl PartialEq for TrinoAggregate {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.bound.arguments == other.bound.arguments
            && self.bound.returns == other.bound.returns
            && self.bound.lambdas == other.bound.lambdas
            && self.bound.session == other.bound.session
    }
}

impl Eq for TrinoAggregate {}

impl Hash for TrinoAggregate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.bound.arguments.hash(state);
        self.bound.returns.hash(state);
        self.bound.lambdas.hash(state);
    }
}

impl AggregateUDFImpl for TrinoAggregate {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Lambdas are no arguments of the engine's, so they are part of the name.
    fn schema_name(&self, params: &AggregateFunctionParams) -> EngineResult<String> {
        let name = udaf_default_schema_name(self, params)?;
        let lambdas: String = self.bound.lambdas.iter().map(|l| format!(";{}", l.body())).collect();
        Ok(format!("{name}{lambdas}"))
    }

    fn return_type(&self, _: &[DataType]) -> EngineResult<DataType> {
        Ok(self.bound.returns.to_arrow())
    }

    fn return_field(&self, _: &[FieldRef]) -> EngineResult<FieldRef> {
        Ok(Arc::new(Field::new(self.name, self.bound.returns.to_arrow(), true)))
    }

    fn coerce_types(&self, types: &[DataType]) -> EngineResult<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        Ok(self.body(&args, false)?.accumulator())
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn Accumulator>> {
        Ok(self.body(&args, true)?.accumulator())
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> EngineResult<Box<dyn GroupsAccumulator>> {
        Ok(self.body(&args, false)?.groups())
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> EngineResult<Vec<FieldRef>> {
        let ordered = self.order_sensitive && !args.ordering_fields.is_empty();
        let types = match &self.run {
            Run::Body(body) if !args.is_distinct && !ordered => body.state_types(),
            _ => {
                let order = if self.order_sensitive { args.ordering_fields } else { &[] };
                let kept = args.input_fields.iter().chain(order);
                let list = |f: &FieldRef| DataType::List(Arc::new(Field::new("item", f.data_type().clone(), true)));
                kept.map(list).collect()
            }
        };
        let name = |i: usize| format_state_name(args.name, &format!("state{i}"));
        Ok(types.into_iter().enumerate().map(|(i, t)| Arc::new(Field::new(name(i), t, true))).collect())
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        if self.order_sensitive {
            AggregateOrderSensitivity::SoftRequirement
        } else {
            AggregateOrderSensitivity::Insensitive
        }
    }

    /// Rows are put in order at the end whether they came so or not.
    fn with_beneficial_ordering(self: Arc<Self>, _: bool) -> EngineResult<Option<Arc<dyn AggregateUDFImpl>>> {
        Ok(Some(self))
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        ReversedUDAF::NotSupported
    }

    /// The result over no rows, as an empty frame has.
    fn default_value(&self, data_type: &DataType) -> EngineResult<ScalarValue> {
        match &self.run {
            Run::Body(body) => body.accumulator().evaluate(),
            Run::Rows(_) => ScalarValue::try_from(data_type),
        }
    }
}
