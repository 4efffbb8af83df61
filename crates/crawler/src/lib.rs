//! Crawlers: classify, infer, group and reconcile the objects of a lake into catalog tables
