//! Casts as tables of cases.
