//! Statistics of one or two columns of numbers, computed from running means and central moments so that
//! large offsets cost no digits.

use std::fmt;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{Float32Type, Float64Type};
use arrow_schema::DataType;
use boathouse_functions::Bound;
use boathouse_types::{Result, Type};

use crate::columns::{doubles, numbers, primitive};
use crate::engine::{Fold, Folding, Rows, TrinoAggregate};

/// A statistic with `N` running numbers, the first of which counts the rows.
#[derive(Clone, Copy)]
pub(crate) struct Statistic<const N: usize> {
    /// Takes in a row: its value, or its two.
    pub(crate) update: fn(&mut [f64; N], f64, f64),
    /// Takes in other rows' numbers.
    pub(crate) merge: fn(&mut [f64; N], &[f64; N]),
    /// The result.
    pub(crate) finish: fn(&[f64; N]) -> Option<f64>,
}

impl<const N: usize> Statistic<N> {
    /// The engine's function for a call.
    pub(crate) fn aggregate(
        self,
        name: &'static str,
        bound: &Bound,
    ) -> Result<std::sync::Arc<datafusion::logical_expr::AggregateUDF>> {
        let fold = Moments { statistic: self, columns: bound.arguments.len(), real: bound.returns == Type::Real };
        Ok(TrinoAggregate::of_body(name, bound, Folding::body(fold)))
    }
}

struct Moments<const N: usize> {
    statistic: Statistic<N>,
    columns: usize,
    real: bool,
}

impl<const N: usize> fmt::Debug for Moments<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moments({N})")
    }
}

impl<const N: usize> Fold for Moments<N> {
    type State = [f64; N];

    fn start(&self) -> Self::State {
        [0.0; N]
    }

    fn state_types(&self) -> Vec<DataType> {
        vec![DataType::Float64; N]
    }

    fn update(&self, values: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let first = doubles(values, 0)?;
        let second = if self.columns > 1 { doubles(values, 1)? } else { first.clone() };
        rows.each(|state, row| {
            if first.is_valid(row) && second.is_valid(row) {
                (self.statistic.update)(state, first.value(row), second.value(row));
            }
            Ok(())
        })
    }

    fn save(&self, states: &[Self::State]) -> Result<Vec<ArrayRef>> {
        Ok((0..N).map(|i| numbers::<Float64Type>(&DataType::Float64, states.iter().map(|s| Some(s[i])))).collect())
    }

    fn merge(&self, saved: &[ArrayRef], mut rows: Rows<'_, Self::State>) -> Result<()> {
        let columns = (0..N).map(|i| primitive::<Float64Type>(saved, i)).collect::<Result<Vec<_>>>()?;
        rows.each(|state, row| {
            let other: [f64; N] = std::array::from_fn(|i| columns[i].value(row));
            if columns[0].is_valid(row) && other[0] > 0.0 {
                if state[0] > 0.0 { (self.statistic.merge)(state, &other) } else { *state = other }
            }
            Ok(())
        })
    }

    fn finish(&self, states: &[Self::State]) -> Result<ArrayRef> {
        let results = states.iter().map(self.statistic.finish);
        if self.real {
            return Ok(numbers::<Float32Type>(&DataType::Float32, results.map(|r| r.map(|r| r as f32))));
        }
        Ok(numbers::<Float64Type>(&DataType::Float64, results))
    }
}

/// Count, mean and sum of squared distances from it.
pub(crate) type Spread = [f64; 3];

/// Adds a value to its spread.
pub(crate) fn spread_update(s: &mut Spread, value: f64, _: f64) {
    s[0] += 1.0;
    let delta = value - s[1];
    s[1] += delta / s[0];
    s[2] += delta * (value - s[1]);
}

/// Joins two spreads.
pub(crate) fn spread_merge(s: &mut Spread, o: &Spread) {
    let count = s[0] + o[0];
    let delta = o[1] - s[1];
    let mean = (s[0] * s[1] + o[0] * o[1]) / count;
    s[2] += o[2] + delta * delta * s[0] * o[0] / count;
    s[0] = count;
    s[1] = mean;
}

/// Count, mean and the sums of the second, third and fourth powers of the distances from it.
pub(crate) type Central = [f64; 5];

/// Adds a value to its moments.
pub(crate) fn central_update(s: &mut Central, value: f64, _: f64) {
    let before = s[0];
    let n = before + 1.0;
    let delta = value - s[1];
    let step = delta / n;
    let square = step * step;
    let term = delta * step * before;
    s[4] += term * square * (n * n - 3.0 * n + 3.0) + 6.0 * square * s[2] - 4.0 * step * s[3];
    s[3] += term * step * (n - 2.0) - 3.0 * step * s[2];
    s[2] += term;
    s[1] += step;
    s[0] = n;
}

/// Joins moments.
pub(crate) fn central_merge(s: &mut Central, o: &Central) {
    let (na, nb) = (s[0], o[0]);
    let n = na + nb;
    let delta = o[1] - s[1];
    let (d2, d3, d4) = (delta * delta, delta * delta * delta, delta * delta * delta * delta);
    let m4 = s[4]
        + o[4]
        + d4 * na * nb * (na * na - na * nb + nb * nb) / (n * n * n)
        + 6.0 * d2 * (na * na * o[2] + nb * nb * s[2]) / (n * n)
        + 4.0 * delta * (na * o[3] - nb * s[3]) / n;
    let m3 = s[3] + o[3] + d3 * na * nb * (na - nb) / (n * n) + 3.0 * delta * (na * o[2] - nb * s[2]) / n;
    s[2] += o[2] + d2 * na * nb / n;
    s[3] = m3;
    s[4] = m4;
    s[1] = (na * s[1] + nb * o[1]) / n;
    s[0] = n;
}

/// Of pairs (y, x): count, mean of y, mean of x, and the sums of products of the distances: yx, yy, xx.
pub(crate) type Pairs = [f64; 6];

/// Adds a pair.
pub(crate) fn pairs_update(s: &mut Pairs, y: f64, x: f64) {
    s[0] += 1.0;
    let (dy, dx) = (y - s[1], x - s[2]);
    s[1] += dy / s[0];
    s[2] += dx / s[0];
    s[3] += dy * (x - s[2]);
    s[4] += dy * (y - s[1]);
    s[5] += dx * (x - s[2]);
}

/// Joins pairs.
pub(crate) fn pairs_merge(s: &mut Pairs, o: &Pairs) {
    let n = s[0] + o[0];
    let (dy, dx) = (o[1] - s[1], o[2] - s[2]);
    let weight = s[0] * o[0] / n;
    s[3] += o[3] + dy * dx * weight;
    s[4] += o[4] + dy * dy * weight;
    s[5] += o[5] + dx * dx * weight;
    s[1] += dy * o[0] / n;
    s[2] += dx * o[0] / n;
    s[0] = n;
}
