//! The conditions of a query, as far as they say which rows need not be made.

use std::sync::Arc;

use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::Schema;
use datafusion::logical_expr::Expr;

use crate::tables::mask;

/// What is asked of rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    filters: Vec<Expr>,
}

impl Wanted {
    pub(super) fn new(filters: Vec<Expr>) -> Self {
        Self { filters }
    }

    pub(super) fn filters(&self) -> &[Expr] {
        &self.filters
    }

    /// Of these values of a text column, those that some row may be wanted with; other columns do not count.
    pub(super) fn of_column<T>(&self, name: &str, items: Vec<T>, text: impl Fn(&T) -> &str) -> Vec<T> {
        if self.filters.is_empty() || items.is_empty() {
            return items;
        }
        let values: ArrayRef = Arc::new(items.iter().map(|item| Some(text(item))).collect::<StringViewArray>());
        let schema = Arc::new(Schema::new(vec![Type::VARCHAR.to_field(name)]));
        let Ok(batch) = RecordBatch::try_new(schema, vec![values]) else { return items };
        let kept = mask(&batch, &self.filters);
        items.into_iter().zip(kept).filter_map(|(item, kept)| kept.then_some(item)).collect()
    }
}
