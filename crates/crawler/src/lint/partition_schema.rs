//! Partitions whose columns cannot become those of their table: queries of them will fail.

use boathouse_catalog::Column;
use boathouse_formats::read::is_coercible;
use boathouse_schema::HiveType;

use super::{Lint, SAID_MAX};

/// The columns of one partition.
pub(crate) struct PartitionColumns<'a> {
    pub values: &'a [String],
    pub columns: &'a [Column],
}

/// The partitions that Athena will refuse beside a table of these columns. `by_position` says how the format finds its
/// columns.
pub(crate) fn partition_schema<'a>(
    table: &[Column],
    by_position: bool,
    partitions: impl Iterator<Item = PartitionColumns<'a>>,
) -> Vec<Lint> {
    let mut lints = Vec::new();
    let mut more = 0usize;
    for partition in partitions.filter(|partition| partition.columns != table) {
        let Some((known, own)) = mismatch(table, by_position, partition.columns) else { continue };
        if lints.len() == SAID_MAX {
            more += 1;
            continue;
        }
        let (type_of, values) = (|column: &Column| column.data_type.clone().unwrap_or_default(), partition.values);
        let text = format!(
            "queries of partition [{}] will fail with HIVE_PARTITION_SCHEMA_MISMATCH: its column '{}' is {}, and '{}' of \
             the table is {}; InheritFromTable gives partitions the table's types",
            values.join(", "),
            own.name,
            type_of(own),
            known.name,
            type_of(known)
        );
        let mut lint = Lint::of_table("partition-schema", text);
        lint.column = Some(known.name.clone());
        lints.push(lint);
    }
    if more > 0 {
        lints.push(Lint::of_table("partition-schema", format!("and {more} more partitions")));
    }
    lints
}

fn mismatch<'a>(table: &'a [Column], by_position: bool, own: &'a [Column]) -> Option<(&'a Column, &'a Column)> {
    let parse = |column: &Column| column.data_type.as_deref().and_then(|text| text.parse::<HiveType>().ok());
    table.iter().enumerate().find_map(|(i, known)| {
        let by_name = || own.iter().find(|column| column.name.eq_ignore_ascii_case(&known.name));
        let column = if by_position { own.get(i) } else { by_name() }?;
        let fits = is_coercible(&parse(column)?, &parse(known)?);
        (!fits).then_some((known, column))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str) -> Vec<Column> {
        text.split_whitespace().map(|column| column.split_once(':').unwrap()).map(|(n, t)| Column::new(n, t)).collect()
    }

    #[test]
    fn types_that_cannot_be_coerced() {
        for (table, partition, by_position, expected) in [
            ("a:bigint b:string", "a:bigint b:string", true, None),
            ("a:bigint", "a:int", true, None),
            ("a:int", "a:bigint", true, Some("a")),
            ("a:string", "a:bigint", true, None),
            ("a:double", "a:bigint", true, Some("a")),
            ("a:bigint b:string", "b:string", true, Some("a")),
            ("a:bigint b:string", "b:string", false, None),
            ("a:date", "a:string", false, Some("a")),
            ("a:int", "a:nonsense", false, None),
            ("a:struct<x:int>", "a:struct<y:string>", false, None),
        ] {
            let (table, partition, values) = (columns(table), columns(partition), vec!["2024".to_owned()]);
            let one = PartitionColumns { values: &values, columns: &partition };
            let lints = partition_schema(&table, by_position, std::iter::once(one));
            assert_eq!(lints.first().and_then(|lint| lint.column.as_deref()), expected, "{table:?} {partition:?}");
        }
    }

    #[test]
    fn only_the_first_are_named() {
        let (table, partition) = (columns("a:int"), columns("a:string"));
        let values: Vec<Vec<String>> = (0..30).map(|i| vec![i.to_string()]).collect();
        let all = values.iter().map(|values| PartitionColumns { values, columns: &partition });
        let lints = partition_schema(&table, true, all);
        assert_eq!(lints.len(), SAID_MAX + 1);
        assert_eq!(lints[SAID_MAX].text, "and 10 more partitions");
        assert!(lints[0].text.contains("partition [0]"), "{}", lints[0].text);
    }
}
