use serde_json::{Value, json};

use super::*;

fn statistics(data: Value) -> ColumnStatistics {
    let whole = json!({"ColumnName": "c", "ColumnType": "t", "AnalyzedTime": 1, "StatisticsData": data});
    serde_json::from_value(whole).unwrap()
}

/// Bounds that clients check before they send.
#[test]
fn bounds() {
    for (data, at) in [
        (
            json!({"Type": "LONG", "LongColumnStatisticsData": {"NumberOfNulls": -1, "NumberOfDistinctValues": 0}}),
            "longColumnStatisticsData.numberOfNulls",
        ),
        (
            json!({"Type": "BOOLEAN", "BooleanColumnStatisticsData": {
                "NumberOfTrues": 0, "NumberOfFalses": -2, "NumberOfNulls": 0}}),
            "booleanColumnStatisticsData.numberOfFalses",
        ),
        (
            json!({"Type": "BINARY", "BinaryColumnStatisticsData": {
                "MaximumLength": 0, "AverageLength": -0.5, "NumberOfNulls": 0}}),
            "binaryColumnStatisticsData.averageLength",
        ),
    ] {
        let mut all = Constraints::naming_values();
        statistics(data).check(&mut all, "list.1.member");
        let text = all.finish().unwrap_err().to_string();
        assert!(text.contains(&format!("at 'list.1.member.statisticsData.{at}' failed")), "{text}");
        assert!(text.starts_with("1 validation error"), "{text}");
    }
}

/// A type must come with its own data and no other.
#[test]
fn data_of_another_type() {
    let long = json!({"NumberOfNulls": 0, "NumberOfDistinctValues": 0});
    for data in [
        json!({"Type": "LONG"}),
        json!({"Type": "LONG", "DoubleColumnStatisticsData": long}),
        json!({"Type": "LONG", "LongColumnStatisticsData": long, "DoubleColumnStatisticsData": long}),
    ] {
        let error = catalog::ColumnStatistics::try_from(statistics(data)).unwrap_err().to_string();
        assert!(error.contains("must have LongColumnStatisticsData and no other"), "{error}");
    }
    let number = json!({"Type": "DECIMAL", "DecimalColumnStatisticsData": {
        "MinimumValue": {"UnscaledValue": "%", "Scale": 0}, "NumberOfNulls": 0, "NumberOfDistinctValues": 0}});
    let error = catalog::ColumnStatistics::try_from(statistics(number)).unwrap_err();
    assert!(matches!(error, Error::Serialization(_)), "{error}");
}
