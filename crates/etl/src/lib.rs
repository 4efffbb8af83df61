//! Jobs as graphs of nodes, run as streaming plans that write new objects
