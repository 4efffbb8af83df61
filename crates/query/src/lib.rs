//! Athena's role: SQL over catalog tables, executions, workgroups and result files
