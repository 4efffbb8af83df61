//! AWS JSON envelopes, request signatures and the table of operations
