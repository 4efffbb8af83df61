//! `integer`: whole numbers of a range.

use super::Value;
use super::conditions::{self, Conditions};

/// `projection.<key>.range`, `.interval` and `.digits`.
#[derive(Debug)]
pub(super) struct IntegerKey {
    pub(super) least: i64,
    pub(super) most: i64,
    pub(super) interval: i64,
    pub(super) digits: usize,
}

impl IntegerKey {
    /// The numbers that the conditions leave, from the least on.
    pub(super) fn candidates(&self, conditions: &Conditions) -> Box<dyn Iterator<Item = Value> + Send + '_> {
        if let Some(points) = &conditions.points {
            let found: Vec<Value> = points.iter().filter_map(|point| self.point(point)).collect();
            return Box::new(found.into_iter());
        }
        // Wide sums: a range may be as wide as the type.
        let (start, step) = (i128::from(self.least), i128::from(self.interval));
        let wanted = i128::from(conditions.least.unwrap_or(self.least).max(self.least));
        let first = start + (wanted - start + step - 1) / step * step;
        let last = i128::from(conditions.most.unwrap_or(self.most).min(self.most));
        let numbers = std::iter::successors(Some(first), move |number| Some(number + step));
        Box::new(numbers.take_while(move |number| *number <= last).map(|number| Value::plain(self.text(number))))
    }

    fn text(&self, number: i128) -> String {
        format!("{number:0width$}", width = self.digits)
    }

    fn point(&self, point: &datafusion::common::ScalarValue) -> Option<Value> {
        let (number, written) = match conditions::text(point) {
            Some(text) => (text.parse::<i64>().ok()?, Some(text)),
            None => (conditions::number(point)?, None),
        };
        let is_step = (i128::from(number) - i128::from(self.least)) % i128::from(self.interval) == 0;
        let is_in = (self.least..=self.most).contains(&number) && is_step;
        let text = self.text(i128::from(number));
        (is_in && written.is_none_or(|written| written == text)).then(|| Value::plain(text))
    }
}
