//! Row pattern recognition.

use std::sync::Arc;

use boathouse_functions::engine_error;
use datafusion::common::{Result, internal_err, plan_err};
use datafusion::logical_expr::{LogicalPlan, SortExpr};
use datafusion::physical_expr::PhysicalSortExpr;
use datafusion::physical_expr::expressions::{Column, col};
use datafusion::physical_plan::ExecutionPlan;

use super::aggregate::{read_within, write_within};
use super::bytes::{Reader, Writer};
use super::functions::Functions;
use super::logical::TrinoLogicalCodec;
use crate::analyzer::pattern::{
    AggregateInput, AggregateInputKind, AggregateLeaf, Expressions, FrameCall, FrameCallKind, Labels, Leaf, LeafKind,
    MatchRecognizeExec, Measure, Navigation, Program, Recognition, Search, SearchEnd, Skip, Spec, Step,
};
use crate::ast::RowsPerMatch;

/// Writes a step of a logical plan; its input is written by the engine.
pub(super) fn write_logical(functions: &Functions, node: &Recognition, w: &mut Writer) -> Result<()> {
    w.spec(functions, &node.spec)?;
    w.try_list(&node.order, |w, key| {
        let Some(column) = key.expr.try_as_col() else { return internal_err!("a sort key is no column: {key}") };
        w.sort_key(&column.name, !key.asc, key.nulls_first);
        Ok(())
    })
}

/// Reads a step of a logical plan.
pub(super) fn read_logical(functions: &Functions, inputs: &[LogicalPlan], r: &mut Reader<'_>) -> Result<LogicalPlan> {
    let [input] = inputs else { return plan_err!("row pattern recognition has one input") };
    let spec = r.spec(functions)?;
    let order = r.list(|r| {
        let (name, descending, nulls_first) = r.sort_key()?;
        Ok(SortExpr::new(datafusion::logical_expr::Expr::Column(name.into_column()), !descending, nulls_first))
    })?;
    Recognition::plan(input.clone(), spec, order).map_err(engine_error)
}

/// Writes a step of a physical plan; its input is written by the engine.
pub(super) fn write_physical(codec: &TrinoLogicalCodec, step: &MatchRecognizeExec, w: &mut Writer) -> Result<()> {
    w.spec(&codec.functions, step.spec())?;
    w.try_list(step.order(), |w, key| {
        let Some(column) = key.expr.downcast_ref::<Column>() else {
            return internal_err!("a sort key is no column: {key}");
        };
        w.sort_key(column.name(), key.options.descending, key.options.nulls_first);
        Ok(())
    })?;
    w.bytes(&codec.encode_schema(&datafusion::common::DFSchema::try_from(step.schema())?)?);
    Ok(())
}

/// Reads a step of a physical plan.
pub(super) fn read_physical(
    codec: &TrinoLogicalCodec,
    inputs: &[Arc<dyn ExecutionPlan>],
    r: &mut Reader<'_>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let [input] = inputs else { return plan_err!("row pattern recognition has one input") };
    let spec = Arc::new(r.spec(&codec.functions)?);
    let order = r.list(|r| {
        let (name, descending, nulls_first) = r.sort_key()?;
        let expr = col(&name.0, &input.schema())?;
        Ok(PhysicalSortExpr { expr, options: arrow::compute::SortOptions { descending, nulls_first } })
    })?;
    if order.len() < spec.partition.len() {
        return plan_err!("a plan's bytes hold a row pattern recognition that lacks sort keys");
    }
    let schema = Arc::clone(codec.decode_schema(r.bytes()?)?.inner());
    let expressions = Arc::new(Expressions::new(&spec).map_err(engine_error)?);
    Ok(Arc::new(MatchRecognizeExec::new(Arc::clone(input), spec, expressions, order, schema)))
}

/// The name of a column.
struct Name(String);

impl Name {
    fn into_column(self) -> datafusion::common::Column {
        datafusion::common::Column::new_unqualified(self.0)
    }
}

impl Writer {
    fn sort_key(&mut self, column: &str, descending: bool, nulls_first: bool) {
        self.text(column);
        self.flag(descending);
        self.flag(nulls_first);
    }

    fn spec(&mut self, functions: &Functions, spec: &Spec) -> Result<()> {
        self.list(&spec.labels, |w, label| w.text(label));
        self.list(&spec.program.steps, Self::step);
        self.try_list(&spec.leaves, |w, leaf| w.leaf(functions, leaf))?;
        self.try_list(&spec.definitions, |w, definition| {
            w.flag(definition.is_some());
            if let Some(definition) = definition {
                w.bytes(&functions.encode_expr(definition)?);
            }
            Ok(())
        })?;
        self.try_list(&spec.measures, |w, measure| {
            w.text(&measure.column);
            w.data_type(&measure.data_type);
            w.bytes(&functions.encode_expr(&measure.value)?);
            Ok(())
        })?;
        match &spec.skip {
            Skip::PastLastRow => self.byte(0),
            Skip::NextRow => self.byte(1),
            Skip::First(labels) => {
                self.byte(2);
                self.labels(labels);
            }
            Skip::Last(labels) => {
                self.byte(3);
                self.labels(labels);
            }
        }
        self.byte(match spec.rows {
            RowsPerMatch::One => 0,
            RowsPerMatch::AllShowEmpty => 1,
            RowsPerMatch::AllOmitEmpty => 2,
            RowsPerMatch::AllWithUnmatched => 3,
        });
        self.list(&spec.partition, |w, name| w.text(name));
        self.list(&spec.outputs, |w, name| w.text(name));
        self.option(spec.search.as_ref(), Self::search);
        self.try_list(&spec.functions, |w, call| w.frame_call(functions, call))
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Label(label) => {
                self.byte(0);
                self.number((*label).into());
            }
            Step::Split(first, second) => {
                self.byte(1);
                self.count(*first);
                self.count(*second);
            }
            Step::Jump(place) => {
                self.byte(2);
                self.count(*place);
            }
            Step::PartitionStart => self.byte(3),
            Step::PartitionEnd => self.byte(4),
            Step::Boundary(begins) => {
                self.byte(5);
                self.flag(*begins);
            }
            Step::Done => self.byte(6),
        }
    }

    fn labels(&mut self, labels: &Labels) {
        self.option(labels.as_deref(), |w, labels| w.list(labels, |w, label| w.number((*label).into())));
    }

    fn navigation(&mut self, navigation: &Navigation) {
        self.labels(&navigation.labels);
        self.flag(navigation.first);
        self.count(navigation.offset);
        self.flag(navigation.whole);
        self.signed(navigation.rows);
    }

    fn leaf(&mut self, functions: &Functions, leaf: &Leaf) -> Result<()> {
        self.data_type(&leaf.data_type);
        match &leaf.kind {
            LeafKind::Column(name, navigation) => {
                self.byte(0);
                self.text(name);
                self.navigation(navigation);
            }
            LeafKind::Classifier(navigation) => {
                self.byte(1);
                self.navigation(navigation);
            }
            LeafKind::MatchNumber => self.byte(2),
            LeafKind::Aggregate(aggregate) => {
                self.byte(3);
                self.aggregate_leaf(functions, aggregate)?;
            }
        }
        Ok(())
    }

    fn aggregate_leaf(&mut self, functions: &Functions, aggregate: &AggregateLeaf) -> Result<()> {
        write_within(functions, &aggregate.function, self)?;
        self.try_list(&aggregate.arguments, |w, argument| {
            w.bytes(&functions.encode_expr(argument)?);
            Ok(())
        })?;
        self.list(&aggregate.inputs, |w, input| {
            w.data_type(&input.data_type);
            match &input.kind {
                AggregateInputKind::Column(name) => {
                    w.byte(0);
                    w.text(name);
                }
                AggregateInputKind::Classifier => w.byte(1),
                AggregateInputKind::MatchNumber => w.byte(2),
            }
        });
        self.labels(&aggregate.labels);
        self.flag(aggregate.whole);
        Ok(())
    }

    fn search(&mut self, search: &Search) {
        self.flag(search.initial);
        match &search.end {
            SearchEnd::CurrentRow => self.byte(0),
            SearchEnd::Following(column) => {
                self.byte(1);
                self.text(column);
            }
            SearchEnd::Unbounded => self.byte(2),
        }
    }

    fn frame_call(&mut self, functions: &Functions, call: &FrameCall) -> Result<()> {
        self.text(&call.column);
        self.data_type(&call.data_type);
        match &call.kind {
            FrameCallKind::Aggregate(aggregate) => {
                self.byte(0);
                self.aggregate_leaf(functions, aggregate)?;
            }
            FrameCallKind::Value { function, columns, ignore_nulls } => {
                self.byte(1);
                self.frame_function(functions, function)?;
                self.list(columns, |w, column| w.text(column));
                self.flag(*ignore_nulls);
            }
        }
        self.option(call.filter.as_deref(), Self::text);
        Ok(())
    }
}

impl Reader<'_> {
    fn name(&mut self) -> Result<String> {
        self.text().map(str::to_owned)
    }

    fn sort_key(&mut self) -> Result<(Name, bool, bool)> {
        Ok((Name(self.name()?), self.flag()?, self.flag()?))
    }

    fn spec(&mut self, functions: &Functions) -> Result<Spec> {
        let labels = self.list(Self::name)?;
        let count = labels.len();
        let steps = self.list(|r| r.step(count))?;
        let places = steps.len();
        let inside = |place: usize| place < places;
        let wrong = steps.iter().any(|step| match step {
            Step::Split(first, second) => !inside(*first) || !inside(*second),
            Step::Jump(place) => !inside(*place),
            _ => false,
        });
        if wrong || steps.last() != Some(&Step::Done) {
            return plan_err!("a plan's bytes hold a row pattern that goes nowhere");
        }
        let leaves = self.list(|r| r.leaf(functions, count))?;
        let definitions = self.list(|r| r.option(|r| functions.decode_expr(r.bytes()?)))?;
        if definitions.len() != count {
            return plan_err!("a plan's bytes hold a row pattern whose variables lack definitions");
        }
        let measures = self.list(|r| {
            let (column, data_type) = (r.name()?, r.data_type()?);
            Ok(Measure { column, data_type, value: functions.decode_expr(r.bytes()?)? })
        })?;
        let skip = match self.byte()? {
            0 => Skip::PastLastRow,
            1 => Skip::NextRow,
            2 => Skip::First(self.labels(count)?),
            3 => Skip::Last(self.labels(count)?),
            other => return plan_err!("a plan's bytes hold no AFTER MATCH SKIP: {other}"),
        };
        let rows = match self.byte()? {
            0 => RowsPerMatch::One,
            1 => RowsPerMatch::AllShowEmpty,
            2 => RowsPerMatch::AllOmitEmpty,
            3 => RowsPerMatch::AllWithUnmatched,
            other => return plan_err!("a plan's bytes hold no ROWS PER MATCH: {other}"),
        };
        let (partition, outputs) = (self.list(Self::name)?, self.list(Self::name)?);
        let search = self.option(Self::search)?;
        let calls = self.list(|r| r.frame_call(functions, count))?;
        let program = Program { steps };
        Ok(Spec {
            labels,
            program,
            leaves,
            definitions,
            measures,
            skip,
            rows,
            partition,
            outputs,
            search,
            functions: calls,
        })
    }

    fn label(&mut self, count: usize) -> Result<u16> {
        let label: u16 = self.small()?;
        match usize::from(label) < count {
            true => Ok(label),
            false => plan_err!("a plan's bytes hold a pattern variable that is not there: {label}"),
        }
    }

    fn step(&mut self, labels: usize) -> Result<Step> {
        Ok(match self.byte()? {
            0 => Step::Label(self.label(labels)?),
            1 => Step::Split(self.small()?, self.small()?),
            2 => Step::Jump(self.small()?),
            3 => Step::PartitionStart,
            4 => Step::PartitionEnd,
            5 => Step::Boundary(self.flag()?),
            6 => Step::Done,
            other => return plan_err!("a plan's bytes hold no step of a row pattern: {other}"),
        })
    }

    fn labels(&mut self, count: usize) -> Result<Labels> {
        self.option(|r| r.list(|r| r.label(count)).map(Arc::from))
    }

    fn navigation(&mut self, labels: usize) -> Result<Navigation> {
        Ok(Navigation {
            labels: self.labels(labels)?,
            first: self.flag()?,
            offset: self.small()?,
            whole: self.flag()?,
            rows: self.signed()?,
        })
    }

    fn leaf(&mut self, functions: &Functions, labels: usize) -> Result<Leaf> {
        let data_type = self.data_type()?;
        let kind = match self.byte()? {
            0 => LeafKind::Column(self.name()?, self.navigation(labels)?),
            1 => LeafKind::Classifier(self.navigation(labels)?),
            2 => LeafKind::MatchNumber,
            3 => LeafKind::Aggregate(self.aggregate_leaf(functions, labels)?),
            other => return plan_err!("a plan's bytes hold no value of a match: {other}"),
        };
        Ok(Leaf { data_type, kind })
    }

    fn aggregate_leaf(&mut self, functions: &Functions, labels: usize) -> Result<AggregateLeaf> {
        let function = read_within(functions, self)?;
        let arguments = self.list(|r| functions.decode_expr(r.bytes()?))?;
        let inputs = self.list(|r| {
            let data_type = r.data_type()?;
            let kind = match r.byte()? {
                0 => AggregateInputKind::Column(r.name()?),
                1 => AggregateInputKind::Classifier,
                2 => AggregateInputKind::MatchNumber,
                other => return plan_err!("a plan's bytes hold no argument of an aggregate: {other}"),
            };
            Ok(AggregateInput { data_type, kind })
        })?;
        Ok(AggregateLeaf { function, arguments, inputs, labels: self.labels(labels)?, whole: self.flag()? })
    }

    fn search(&mut self) -> Result<Search> {
        let initial = self.flag()?;
        let end = match self.byte()? {
            0 => SearchEnd::CurrentRow,
            1 => SearchEnd::Following(self.name()?),
            2 => SearchEnd::Unbounded,
            other => return plan_err!("a plan's bytes hold no end of a search: {other}"),
        };
        Ok(Search { initial, end })
    }

    fn frame_call(&mut self, functions: &Functions, labels: usize) -> Result<FrameCall> {
        let (column, data_type) = (self.name()?, self.data_type()?);
        let kind = match self.byte()? {
            0 => FrameCallKind::Aggregate(self.aggregate_leaf(functions, labels)?),
            1 => FrameCallKind::Value {
                function: self.frame_function(functions)?,
                columns: self.list(Self::name)?,
                ignore_nulls: self.flag()?,
            },
            other => return plan_err!("a plan's bytes hold no function over a match: {other}"),
        };
        Ok(FrameCall { column, data_type, kind, filter: self.option(Self::name)? })
    }
}
