//! Names every third-party crate of the workspace, so that a build of one crate reuses the build of all.
//!
//! Cargo unites the features of what it is asked to build. Asked for one crate alone it would compile
//! `DataFusion` anew with slightly fewer features in some dependency of a dependency. Naming this crate beside
//! the one you work on avoids that: `cargo test -p boathouse-formats -p boathouse-features`.
//! Nothing depends on it.
