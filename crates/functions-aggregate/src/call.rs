//! What a function of the engine says of the call it was made for, so that a plan can be written down and read.

use std::sync::Arc;

use boathouse_functions::Bound;
use datafusion::logical_expr::{AggregateUDF, WindowUDF};

use crate::engine::TrinoAggregate;
use crate::simple::CountRows;
use crate::window;

/// The name and the types of the call an aggregate of this crate was made for; none when it is another's.
pub fn aggregate_call(function: &AggregateUDF) -> Option<(&'static str, &Bound)> {
    function.inner().downcast_ref::<TrinoAggregate>().map(TrinoAggregate::call)
}

/// Whether the aggregate is `count()`, which takes nothing.
pub fn is_count_rows(function: &AggregateUDF) -> bool {
    function.inner().downcast_ref::<CountRows>().is_some()
}

/// `count()`, which takes nothing.
pub fn count_rows() -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::new_from_impl(CountRows::default()))
}

/// The name and the types of the call a window function of this crate was made for; none when it is another's.
pub fn window_call(function: &WindowUDF) -> Option<(&'static str, &Bound)> {
    window::call(function)
}

/// The name of a ranking function of this crate, which no type changes; none when it is another.
pub fn ranking_name(function: &WindowUDF) -> Option<&str> {
    window::rank::signed_name(function)
}

/// The ranking function of a name.
pub fn ranking(name: &str) -> Option<Arc<WindowUDF>> {
    window::rank::signed(name)
}
