//! Reading a table's objects as Arrow through DataFusion.
