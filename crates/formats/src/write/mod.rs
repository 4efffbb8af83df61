//! Streams of record batches to objects.
