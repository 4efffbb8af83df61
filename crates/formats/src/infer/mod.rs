//! What a sample of bytes or a file footer says about the data.
