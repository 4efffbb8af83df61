//! Casts to and from json.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_types::Type;

use crate::body::Body;

/// The cast to or from json.
pub(crate) fn body(_from: &Type, _to: &Type, _session: &Arc<Session>) -> Option<Body> {
    None
}
