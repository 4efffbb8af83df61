//! The tags that databases, tables and columns have, and how they pass down.

use std::collections::BTreeMap;

use crate::model::Tag;

/// Keys and values of the tags of one thing.
pub type TagMap = BTreeMap<String, String>;

/// The tags that were assigned, by database, table and column in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assigned {
    /// Of databases.
    pub databases: BTreeMap<String, TagMap>,
    /// Of tables.
    pub tables: BTreeMap<(String, String), TagMap>,
    /// Of columns: database, table, column.
    pub columns: BTreeMap<(String, String, String), TagMap>,
}

impl Assigned {
    /// The tags of a database.
    pub fn on_database(&self, database: &str) -> TagMap {
        self.databases.get(database).cloned().unwrap_or_default()
    }

    /// The tags of a table: its own, and those of its database whose keys it does not have.
    pub fn on_table(&self, database: &str, table: &str) -> TagMap {
        let mut tags = self.on_database(database);
        tags.extend(self.tables.get(&(database.to_owned(), table.to_owned())).cloned().unwrap_or_default());
        tags
    }

    /// The tags of a column: its own, and those of its table whose keys it does not have.
    pub fn on_column(&self, database: &str, table: &str, column: &str) -> TagMap {
        let mut tags = self.on_table(database, table);
        tags.extend(self.own_of_column(database, table, column));
        tags
    }

    /// What a column was given itself.
    pub fn own_of_column(&self, database: &str, table: &str, column: &str) -> TagMap {
        let key = (database.to_owned(), table.to_owned(), column.to_lowercase());
        self.columns.get(&key).cloned().unwrap_or_default()
    }
}

/// Whether tags satisfy an expression: every key of it is there with one of its values. An expression that
/// demands nothing is satisfied by nothing.
pub fn matches(expression: &[Tag], tags: &TagMap) -> bool {
    let fits = |wanted: &Tag| {
        tags.get(&wanted.key).is_some_and(|value| wanted.values.iter().any(|any| any == "*" || any == value))
    };
    !expression.is_empty() && expression.iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> TagMap {
        text.split_whitespace().filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.into(), v.into())).collect()
    }

    #[test]
    fn tags_pass_down_and_are_replaced() {
        let mut all = Assigned::default();
        all.databases.insert("d".into(), tags("team=a pii=no"));
        all.tables.insert(("d".into(), "t".into()), tags("pii=some"));
        all.columns.insert(("d".into(), "t".into(), "c".into()), tags("pii=yes"));
        assert_eq!(all.on_database("d"), tags("team=a pii=no"));
        assert_eq!(all.on_table("d", "t"), tags("team=a pii=some"));
        assert_eq!(all.on_table("d", "other"), tags("team=a pii=no"));
        assert_eq!(all.on_column("d", "t", "C"), tags("team=a pii=yes"));
        assert_eq!(all.on_column("d", "t", "x"), tags("team=a pii=some"));
        assert_eq!(all.on_column("e", "t", "c"), tags(""));
    }

    #[test]
    fn expressions() {
        for (expression, given, wanted) in [
            (vec![Tag::new("a", ["1", "2"])], "a=2", true),
            (vec![Tag::new("a", ["1", "2"])], "a=3", false),
            (vec![Tag::new("a", ["*"])], "a=3", true),
            (vec![Tag::new("a", ["*"])], "b=3", false),
            (vec![Tag::new("a", ["1"]), Tag::new("b", ["2"])], "a=1 b=2 c=3", true),
            (vec![Tag::new("a", ["1"]), Tag::new("b", ["2"])], "a=1", false),
            (vec![], "a=1", false),
        ] {
            assert_eq!(matches(&expression, &tags(given)), wanted, "{expression:?} of {given}");
        }
    }
}
