//! Casts among dates, times and timestamps.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_types::Type;

use crate::body::Body;

/// The cast of two such types, or of text to one of them.
pub(crate) fn body(_from: &Type, _to: &Type, _session: &Arc<Session>) -> Option<Body> {
    None
}
