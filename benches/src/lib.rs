//! Workloads and their figures.
