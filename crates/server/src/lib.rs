//! One port for every service: listener, dispatch, background work
