//! A plan as lines of a diff.

use crate::plan::{ColumnChange, ColumnPlan, Plan, TableAction, TablePlan};

impl Plan {
    /// The changes, a line each: `+` what is new, `~` what changes, `-` what goes, each with its
    /// reason. Empty when nothing changes.
    pub fn diff_lines(&self) -> Vec<String> {
        self.tables
            .iter()
            .filter(|table| table.is_change())
            .flat_map(|table| table.diff_lines(&self.database))
            .collect()
    }
}

impl TablePlan {
    /// This table's part of [`Plan::diff_lines`].
    pub fn diff_lines(&self, database: &str) -> Vec<String> {
        let (mark, what) = match self.action {
            TableAction::Create => ('+', "table"),
            TableAction::Update => ('~', "table"),
            TableAction::Delete => ('-', "table"),
            TableAction::Deprecate => ('~', "deprecated table"),
            TableAction::Keep => (' ', "table"),
        };
        let mut lines = vec![
            format!("{mark} {what} {database}.{} at {}", self.name, self.location),
            format!("    because {}", self.reason),
        ];
        let changed = self.columns.iter().filter(|column| column.change != ColumnChange::Keep);
        lines.extend(changed.map(ColumnPlan::diff_line));
        if self.action == TableAction::Create {
            let keys = self.partition_keys.iter();
            lines.extend(keys.map(|key| format!("  + partition key {} string: {}", key.name, key.reason)));
        }
        let values = |mark: char, values: &[String]| format!("  {mark} partition [{}]", values.join(", "));
        lines.extend(self.partitions.create.iter().map(|partition| values('+', &partition.values)));
        lines.extend(self.partitions.update.iter().map(|partition| values('~', &partition.values)));
        lines.extend(self.partitions.delete.iter().map(|gone| values('-', gone)));
        lines
    }
}

impl ColumnPlan {
    fn diff_line(&self) -> String {
        let Self { name, data_type, reason, .. } = self;
        match &self.change {
            ColumnChange::Add | ColumnChange::Keep => format!("  + column {name} {data_type}: {reason}"),
            ColumnChange::Retype { from } => format!("  ~ column {name} {from} -> {data_type}: {reason}"),
            ColumnChange::Remove => format!("  - column {name} {data_type}: {reason}"),
        }
    }
}
