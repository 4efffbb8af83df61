//! Column statistics.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use boathouse_catalog::{self as catalog, ColumnStatisticsData as Domain, Extremes};
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::error::ErrorDetail;

/// `ColumnStatistics`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ColumnStatistics {
    pub column_name: String,
    pub column_type: String,
    analyzed_time: EpochSeconds,
    statistics_data: ColumnStatisticsData,
}

/// `ColumnStatisticsData`: the member that its type names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ColumnStatisticsData {
    #[serde(rename = "Type")]
    kind: Kind,
    #[serde(rename = "BooleanColumnStatisticsData", skip_serializing_if = "Option::is_none")]
    boolean: Option<Boolean>,
    #[serde(rename = "DateColumnStatisticsData", skip_serializing_if = "Option::is_none")]
    date: Option<Ordered<EpochSeconds>>,
    #[serde(rename = "DecimalColumnStatisticsData", skip_serializing_if = "Option::is_none")]
    decimal: Option<Ordered<DecimalNumber>>,
    #[serde(rename = "DoubleColumnStatisticsData", skip_serializing_if = "Option::is_none")]
    double: Option<Ordered<f64>>,
    #[serde(rename = "LongColumnStatisticsData", skip_serializing_if = "Option::is_none")]
    long: Option<Ordered<i64>>,
    #[serde(rename = "StringColumnStatisticsData", skip_serializing_if = "Option::is_none")]
    string: Option<Text>,
    #[serde(rename = "BinaryColumnStatisticsData", skip_serializing_if = "Option::is_none")]
    binary: Option<Binary>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Kind {
    Boolean,
    Date,
    Decimal,
    Double,
    Long,
    String,
    Binary,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Boolean {
    number_of_trues: i64,
    number_of_falses: i64,
    number_of_nulls: i64,
}

/// The statistics of types whose values have an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ordered<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum_value: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_value: Option<T>,
    number_of_nulls: i64,
    number_of_distinct_values: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DecimalNumber {
    unscaled_value: String,
    scale: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    maximum_length: i64,
    average_length: f64,
    number_of_nulls: i64,
    number_of_distinct_values: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Binary {
    maximum_length: i64,
    average_length: f64,
    number_of_nulls: i64,
}

impl ColumnStatistics {
    /// The model's bounds of the numbers.
    pub fn check(&self, all: &mut Constraints, at: &str) {
        let data = &self.statistics_data;
        let at = format!("{at}.statisticsData");
        let mut count = |member: &str, name: &str, value: i64| {
            all.range(&format!("{at}.{member}ColumnStatisticsData.{name}"), value, 0, i64::MAX);
        };
        if let Some(found) = &data.boolean {
            count("boolean", "numberOfTrues", found.number_of_trues);
            count("boolean", "numberOfFalses", found.number_of_falses);
            count("boolean", "numberOfNulls", found.number_of_nulls);
        }
        let ordered = [
            ("date", data.date.as_ref().map(Ordered::counts)),
            ("decimal", data.decimal.as_ref().map(Ordered::counts)),
            ("double", data.double.as_ref().map(Ordered::counts)),
            ("long", data.long.as_ref().map(Ordered::counts)),
        ];
        for (member, (nulls, distinct)) in ordered.into_iter().filter_map(|(member, counts)| Some((member, counts?))) {
            count(member, "numberOfNulls", nulls);
            count(member, "numberOfDistinctValues", distinct);
        }
        if let Some(found) = &data.string {
            count("string", "maximumLength", found.maximum_length);
            count("string", "numberOfNulls", found.number_of_nulls);
            count("string", "numberOfDistinctValues", found.number_of_distinct_values);
        }
        if let Some(found) = &data.binary {
            count("binary", "maximumLength", found.maximum_length);
            count("binary", "numberOfNulls", found.number_of_nulls);
        }
        let averages = [
            ("string", data.string.as_ref().map(|found| found.average_length)),
            ("binary", data.binary.as_ref().map(|found| found.average_length)),
        ];
        for (member, average) in averages {
            if let Some(average) = average.filter(|average| *average < 0.0) {
                let at = format!("{at}.{member}ColumnStatisticsData.averageLength");
                all.fail(&at, Some(&average.to_string()), "Member must have value greater than or equal to 0");
            }
        }
    }
}

impl<T> Ordered<T> {
    fn counts(&self) -> (i64, i64) {
        (self.number_of_nulls, self.number_of_distinct_values)
    }

    fn extremes<U>(self, change: impl Fn(T) -> Result<U, Error>) -> Result<Extremes<U>, Error> {
        Ok(Extremes {
            minimum: self.minimum_value.map(&change).transpose()?,
            maximum: self.maximum_value.map(&change).transpose()?,
        })
    }

    fn of<U>(extremes: Extremes<U>, nulls: i64, distinct_values: i64, change: impl Fn(U) -> T) -> Option<Self> {
        Some(Self {
            minimum_value: extremes.minimum.map(&change),
            maximum_value: extremes.maximum.map(&change),
            number_of_nulls: nulls,
            number_of_distinct_values: distinct_values,
        })
    }
}

impl TryFrom<DecimalNumber> for catalog::DecimalNumber {
    type Error = Error;

    fn try_from(from: DecimalNumber) -> Result<Self, Error> {
        let not_base64 = |_| Error::Serialization("UnscaledValue is not base64".to_owned());
        Ok(Self { unscaled: STANDARD.decode(&from.unscaled_value).map_err(not_base64)?, scale: from.scale })
    }
}

impl From<catalog::DecimalNumber> for DecimalNumber {
    fn from(from: catalog::DecimalNumber) -> Self {
        Self { unscaled_value: STANDARD.encode(from.unscaled), scale: from.scale }
    }
}

impl TryFrom<ColumnStatistics> for catalog::ColumnStatistics {
    type Error = Error;

    fn try_from(from: ColumnStatistics) -> Result<Self, Error> {
        let column = from.column_name;
        let data = domain(from.statistics_data, &column)?;
        Ok(Self { column, column_type: from.column_type, analyzed_time_ms: from.analyzed_time.into(), data })
    }
}

fn domain(from: ColumnStatisticsData, column: &str) -> Result<Domain, Error> {
    let given = [
        from.boolean.is_some(),
        from.date.is_some(),
        from.decimal.is_some(),
        from.double.is_some(),
        from.long.is_some(),
        from.string.is_some(),
        from.binary.is_some(),
    ];
    let wrong = || {
        let kind = format!("{:?}", from.kind);
        let text = format!(
            "Statistics of column {column} have Type {} and must have {kind}ColumnStatisticsData and no other.",
            kind.to_uppercase()
        );
        Error::InvalidInput(text)
    };
    if given.into_iter().filter(|given| *given).count() != 1 {
        return Err(wrong());
    }
    Ok(match from.kind {
        Kind::Boolean => {
            let found = from.boolean.ok_or_else(wrong)?;
            Domain::Boolean {
                trues: found.number_of_trues,
                falses: found.number_of_falses,
                nulls: found.number_of_nulls,
            }
        }
        Kind::Date => {
            let found = from.date.ok_or_else(wrong)?;
            let (nulls, distinct_values) = found.counts();
            Domain::Date { extremes: found.extremes(|time| Ok(time.into()))?, nulls, distinct_values }
        }
        Kind::Decimal => {
            let found = from.decimal.ok_or_else(wrong)?;
            let (nulls, distinct_values) = found.counts();
            Domain::Decimal { extremes: found.extremes(TryInto::try_into)?, nulls, distinct_values }
        }
        Kind::Double => {
            let found = from.double.ok_or_else(wrong)?;
            let (nulls, distinct_values) = found.counts();
            Domain::Double { extremes: found.extremes(Ok)?, nulls, distinct_values }
        }
        Kind::Long => {
            let found = from.long.ok_or_else(wrong)?;
            let (nulls, distinct_values) = found.counts();
            Domain::Long { extremes: found.extremes(Ok)?, nulls, distinct_values }
        }
        Kind::String => {
            let found = from.string.ok_or_else(wrong)?;
            Domain::String {
                maximum_length: found.maximum_length,
                average_length: found.average_length,
                nulls: found.number_of_nulls,
                distinct_values: found.number_of_distinct_values,
            }
        }
        Kind::Binary => {
            let found = from.binary.ok_or_else(wrong)?;
            Domain::Binary {
                maximum_length: found.maximum_length,
                average_length: found.average_length,
                nulls: found.number_of_nulls,
            }
        }
    })
}

impl From<catalog::ColumnStatistics> for ColumnStatistics {
    fn from(from: catalog::ColumnStatistics) -> Self {
        Self {
            column_name: from.column,
            column_type: from.column_type,
            analyzed_time: from.analyzed_time_ms.into(),
            statistics_data: from.data.into(),
        }
    }
}

impl From<Domain> for ColumnStatisticsData {
    fn from(from: Domain) -> Self {
        let only = |kind| Self {
            kind,
            boolean: None,
            date: None,
            decimal: None,
            double: None,
            long: None,
            string: None,
            binary: None,
        };
        match from {
            Domain::Boolean { trues, falses, nulls } => {
                let found = Boolean { number_of_trues: trues, number_of_falses: falses, number_of_nulls: nulls };
                Self { boolean: Some(found), ..only(Kind::Boolean) }
            }
            Domain::Date { extremes, nulls, distinct_values } => {
                Self { date: Ordered::of(extremes, nulls, distinct_values, Into::into), ..only(Kind::Date) }
            }
            Domain::Decimal { extremes, nulls, distinct_values } => {
                Self { decimal: Ordered::of(extremes, nulls, distinct_values, Into::into), ..only(Kind::Decimal) }
            }
            Domain::Double { extremes, nulls, distinct_values } => {
                Self { double: Ordered::of(extremes, nulls, distinct_values, |value| value), ..only(Kind::Double) }
            }
            Domain::Long { extremes, nulls, distinct_values } => {
                Self { long: Ordered::of(extremes, nulls, distinct_values, |value| value), ..only(Kind::Long) }
            }
            Domain::String { maximum_length, average_length, nulls, distinct_values } => {
                let found = Text {
                    maximum_length,
                    average_length,
                    number_of_nulls: nulls,
                    number_of_distinct_values: distinct_values,
                };
                Self { string: Some(found), ..only(Kind::String) }
            }
            Domain::Binary { maximum_length, average_length, nulls } => {
                let found = Binary { maximum_length, average_length, number_of_nulls: nulls };
                Self { binary: Some(found), ..only(Kind::Binary) }
            }
        }
    }
}

/// `ColumnStatisticsError`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ColumnStatisticsError {
    column_statistics: ColumnStatistics,
    error: ErrorDetail,
}

impl From<catalog::StatisticsFailure> for ColumnStatisticsError {
    fn from(from: catalog::StatisticsFailure) -> Self {
        Self { column_statistics: from.statistics.into(), error: Error::from(from.error).into() }
    }
}

/// `ColumnError`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ColumnError {
    column_name: String,
    error: ErrorDetail,
}

impl From<catalog::ColumnFailure> for ColumnError {
    fn from(from: catalog::ColumnFailure) -> Self {
        Self { column_name: from.column, error: Error::from(from.error).into() }
    }
}

#[cfg(test)]
mod tests;
