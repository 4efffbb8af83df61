//! What a query reads of a window with a pattern: a call that stands for the value until the window is planned.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow_schema::{Field, FieldRef};
use boathouse_types::{Result, Type};
use datafusion::common::{Result as EngineResult, internal_err};
use datafusion::logical_expr::expr::{Sort, WindowFunction};
use datafusion::logical_expr::function::{PartitionEvaluatorArgs, WindowUDFFieldArgs};
use datafusion::logical_expr::{
    Expr, LogicalPlan, PartitionEvaluator, Signature, Volatility, WindowFunctionDefinition, WindowUDF, WindowUDFImpl,
};

use super::analyze::{TypedPattern, WindowPattern};
use super::node::Recognition;
use super::spec::{
    AggregateInput, AggregateInputKind, AggregateLeaf, FrameCall, FrameCallKind, Measure, Search, Spec, input_column,
};
use crate::analyzer::decorrelate::expr_reads_any_outer;
use crate::analyzer::plan::{column, columns_of, extend};
use crate::analyzer::udf::FrameFunction;
use crate::analyzer::{Analyzer, Typed};
use crate::ast::RowsPerMatch;

/// What is read of the match.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PatternValue {
    /// A measure, by its place.
    Measure(usize),
    /// A function over the rows of the match.
    Function {
        function: FrameFunction,
        /// Of its arguments.
        types: Vec<Type>,
        /// Whether a FILTER follows the arguments.
        filtered: bool,
        ignore_nulls: bool,
    },
}

/// Such a call. Its arguments: what the pattern's columns stand for, then the function's own.
#[derive(Debug)]
pub(crate) struct PatternCall {
    pattern: Arc<WindowPattern>,
    value: PatternValue,
    returns: Type,
    signature: Signature,
}

impl PatternCall {
    /// The value as an expression.
    pub(crate) fn typed(
        pattern: TypedPattern,
        value: PatternValue,
        arguments: Vec<Expr>,
        returns: Type,
        (partition_by, order_by): (Vec<Expr>, Vec<Sort>),
    ) -> Typed {
        let TypedPattern { pattern, mut inputs } = pattern;
        inputs.extend(arguments);
        let signature = Signature::user_defined(Volatility::Immutable);
        let call = Self { pattern, value, returns: returns.clone(), signature };
        let definition = WindowFunctionDefinition::WindowUDF(Arc::new(WindowUDF::from(call)));
        let mut function = WindowFunction::new(definition, inputs);
        function.params.partition_by = partition_by;
        function.params.order_by = order_by;
        Typed { expr: Expr::from(function), data_type: returns }
    }

    /// The call, if a window function is one.
    pub(crate) fn of(function: &WindowFunction) -> Option<&Self> {
        match &function.fun {
            WindowFunctionDefinition::WindowUDF(udf) => udf.inner().downcast_ref::<Self>(),
            WindowFunctionDefinition::AggregateUDF(_) => None,
        }
    }
}

impl PartialEq for PatternCall {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.pattern, &other.pattern) && self.value == other.value && self.returns == other.returns
    }
}

impl Eq for PatternCall {}

impl Hash for PatternCall {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.pattern).hash(state);
        self.value.hash(state);
    }
}

impl WindowUDFImpl for PatternCall {
    fn name(&self) -> &str {
        match &self.value {
            PatternValue::Measure(_) => "measure",
            PatternValue::Function { function, .. } => function.name(),
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> EngineResult<FieldRef> {
        Ok(Arc::new(Field::new(args.name(), self.returns.to_arrow(), true)))
    }

    fn partition_evaluator(&self, _: PartitionEvaluatorArgs<'_>) -> EngineResult<Box<dyn PartitionEvaluator>> {
        internal_err!("a window's pattern was not planned")
    }
}

/// Calls that read the same matches.
struct Group<'c> {
    pattern: &'c Arc<WindowPattern>,
    function: &'c WindowFunction,
    calls: Vec<(&'c PatternCall, &'c [Expr], &'c str)>,
}

impl Group<'_> {
    fn has(&self, pattern: &Arc<WindowPattern>, function: &WindowFunction) -> bool {
        let (own, other, inputs) = (&self.function.params, &function.params, pattern.inputs.len());
        Arc::ptr_eq(self.pattern, pattern)
            && own.args.get(..inputs) == other.args.get(..inputs)
            && own.partition_by == other.partition_by
            && own.order_by == other.order_by
    }
}

impl Analyzer<'_> {
    /// The plan with the values of windows' patterns computed, each under its name; of the plan's columns those in
    /// `keep` stay.
    pub(crate) fn pattern_windows(
        &mut self,
        mut plan: LogicalPlan,
        calls: &[(Box<WindowFunction>, String)],
        keep: &BTreeSet<String>,
    ) -> Result<LogicalPlan> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for (function, name) in calls {
            let Some(call) = PatternCall::of(function) else { continue };
            let own = function.params.args.get(call.pattern.inputs.len()..).unwrap_or_default();
            let member = (call, own, name.as_str());
            match groups.iter_mut().find(|group| group.has(&call.pattern, function)) {
                Some(group) => group.calls.push(member),
                None => groups.push(Group { pattern: &call.pattern, function, calls: vec![member] }),
            }
        }
        let mut keep = keep.clone();
        for group in groups {
            plan = self.pattern_window(plan, &group, &keep)?;
            keep.extend(group.calls.iter().map(|(_, _, name)| (*name).to_owned()));
        }
        Ok(plan)
    }

    fn pattern_window(&mut self, plan: LogicalPlan, group: &Group<'_>, keep: &BTreeSet<String>) -> Result<LogicalPlan> {
        let (pattern, params) = (group.pattern, &group.function.params);
        let inputs = pattern.inputs.iter().zip(&params.args);
        let mut more: Vec<Expr> = inputs.map(|(name, expr)| expr.clone().alias(name)).collect();
        let partition = params.partition_by.iter().map(|key| self.held(key, "partition", &mut more)).collect();
        let sorts: Vec<Sort> = params
            .order_by
            .iter()
            .map(|key| Sort { expr: column(&self.held(&key.expr, "order", &mut more)), ..key.clone() })
            .collect();
        let (mut measures, mut functions) = (Vec::new(), Vec::new());
        for (call, arguments, name) in &group.calls {
            let (name, data_type) = ((*name).to_owned(), call.returns.clone());
            match &call.value {
                PatternValue::Measure(place) => {
                    let value = pattern.measures.get(*place).map(|typed| typed.expr.clone());
                    let value = value.ok_or_else(|| boathouse_types::TrinoError::internal("a measure was lost"))?;
                    measures.push(Measure { column: name, data_type, value });
                }
                PatternValue::Function { function, types, filtered, ignore_nulls } => {
                    let filter = arguments.last().filter(|_| *filtered).map(|e| self.held(e, "filter", &mut more));
                    let arguments = arguments.iter().take(types.len()).zip(types);
                    let kind = match function {
                        FrameFunction::Aggregate(udaf) => {
                            let (mut inputs, mut own) = (Vec::new(), Vec::new());
                            for (argument, data_type) in arguments {
                                own.push(self.aggregate_input(argument, data_type, &mut inputs, &mut more));
                            }
                            let function = Arc::clone(udaf);
                            let (arguments, labels) = (own, None);
                            FrameCallKind::Aggregate(AggregateLeaf { function, arguments, inputs, labels, whole: true })
                        }
                        value => {
                            let columns = arguments.map(|(e, _)| self.held(e, "argument", &mut more)).collect();
                            let (function, ignore_nulls) = (value.clone(), *ignore_nulls);
                            FrameCallKind::Value { function, columns, ignore_nulls }
                        }
                    };
                    functions.push(FrameCall { column: name, data_type, kind, filter });
                }
            }
        }
        let fields = plan.schema().fields().iter().map(|field| field.name());
        let outputs = fields.filter(|name| keep.contains(*name)).cloned().collect();
        let spec = Spec {
            labels: pattern.labels.clone(),
            program: pattern.program.clone(),
            leaves: pattern.leaves.clone(),
            definitions: pattern.definitions.clone(),
            measures,
            skip: pattern.skip.clone(),
            rows: RowsPerMatch::One,
            partition,
            outputs,
            search: Some(Search { initial: pattern.initial, end: pattern.end.clone() }),
            functions,
        };
        Recognition::plan(extend(plan, more)?, spec, sorts)
    }

    /// An argument of an aggregate: what does not hang on the row stays as it is.
    fn aggregate_input(
        &mut self,
        argument: &Expr,
        data_type: &Type,
        inputs: &mut Vec<AggregateInput>,
        more: &mut Vec<Expr>,
    ) -> Expr {
        if columns_of(argument).is_empty() && !argument.is_volatile() && !expr_reads_any_outer(argument) {
            return argument.clone();
        }
        let kind = AggregateInputKind::Column(self.held(argument, "argument", more));
        inputs.push(AggregateInput { data_type: data_type.clone(), kind });
        column(&input_column(inputs.len() - 1))
    }

    /// The column that holds a value; one more where the plan has none.
    fn held(&mut self, value: &Expr, label: &str, more: &mut Vec<Expr>) -> String {
        if let Expr::Column(column) = value {
            return column.name.clone();
        }
        let name = self.fresh(label);
        more.push(value.clone().alias(&name));
        name
    }
}
