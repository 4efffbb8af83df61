//! A server on a free port and fixture builders, for tests
