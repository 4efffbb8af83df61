//! `date`: moments of a range, at equal distances.

use boathouse_schema::HiveType;
use chrono::{Datelike, NaiveDateTime};
use datafusion::common::ScalarValue;

use super::Value;
use super::conditions::{self, Conditions};
use super::date_format::DateFormat;
use super::now::{Moment, Unit, day};
use crate::Failure;

/// `projection.<key>.range`, `.format`, `.interval` and `.interval.unit`.
#[derive(Debug)]
pub(super) struct DateKey {
    pub(super) name: String,
    pub(super) data_type: HiveType,
    pub(super) format: DateFormat,
    pub(super) first: Moment,
    pub(super) last: Moment,
    pub(super) interval: i64,
    pub(super) unit: Unit,
}

impl DateKey {
    /// The moments that the conditions leave, from the first on.
    pub(super) fn candidates<'a>(
        &'a self,
        conditions: &Conditions,
        now_ms: i64,
    ) -> Result<Box<dyn Iterator<Item = Value> + Send + 'a>, Failure> {
        let end = |moment: &Moment| {
            moment.at(now_ms, &self.format).ok_or_else(|| {
                let text = format!("The range of the projected partition column {} is beyond all dates", self.name);
                Failure::engine("HIVE_METASTORE_ERROR", None, &text)
            })
        };
        let (first, last) = (end(&self.first)?, end(&self.last)?);
        let points = conditions.points.as_ref().and_then(|points| self.moments(points));
        if let Some(points) = points {
            let found: Vec<Value> = points.into_iter().filter_map(|point| self.point(point, first, last)).collect();
            return Ok(Box::new(found.into_iter()));
        }
        let steps = (0..).map_while(move |step| self.step(first, step)).take_while(move |moment| *moment <= last);
        let mut before = None;
        // Steps finer than the format give the same text again.
        Ok(Box::new(steps.filter_map(move |moment| {
            let value = self.value(moment);
            let is_new = before.as_ref() != Some(&value.text);
            is_new.then(|| {
                before = Some(value.text.clone());
                value
            })
        })))
    }

    fn step(&self, first: NaiveDateTime, step: i64) -> Option<NaiveDateTime> {
        self.unit.add(first, self.interval.checked_mul(step)?)
    }

    /// Moments of literals with the text each must have; `None` when there is one of another kind.
    fn moments(&self, points: &[ScalarValue]) -> Option<Vec<(NaiveDateTime, Option<String>)>> {
        let mut found = Vec::with_capacity(points.len());
        for point in points {
            match (conditions::text(point), point) {
                // A text that is no date is none of the values.
                (Some(text), _) => found.extend(self.format.read(text).map(|moment| (moment, Some(text.to_owned())))),
                (None, ScalarValue::Date32(Some(days))) => found.extend(day(*days).map(|moment| (moment, None))),
                _ => return None,
            }
        }
        Some(found)
    }

    /// The value of a moment that is one of the steps, as far as the format tells them apart.
    fn point(
        &self,
        (wanted, text): (NaiveDateTime, Option<String>),
        first: NaiveDateTime,
        last: NaiveDateTime,
    ) -> Option<Value> {
        let text = text.unwrap_or_else(|| self.format.write(wanted));
        let near = match self.unit {
            Unit::Millis(millis) => (wanted - first).num_milliseconds().div_euclid(millis.checked_mul(self.interval)?),
            Unit::Months(months) => {
                let count = |moment: NaiveDateTime| i64::from(moment.year()) * 12 + i64::from(moment.month0());
                (count(wanted) - count(first)).div_euclid(i64::from(months).checked_mul(self.interval)?)
            }
        };
        let steps = (near.saturating_sub(1)..=near.saturating_add(1)).filter(|step| *step >= 0);
        let mut values = steps.filter_map(|step| self.step(first, step)).filter(|moment| *moment <= last);
        values.find(|moment| self.format.write(*moment) == text).map(|moment| self.value(moment))
    }

    fn value(&self, moment: NaiveDateTime) -> Value {
        let typed = match self.data_type {
            HiveType::Date => Some(moment.format("%Y-%m-%d").to_string()),
            HiveType::Timestamp => Some(moment.format("%Y-%m-%d %H:%M:%S%.3f").to_string()),
            _ => None,
        };
        Value { text: self.format.write(moment), typed }
    }
}
