//! One file an operation; this table is all that registers them.

boathouse_wire::operations! {
    crate::Glue {
        get_table => "GetTable",
    }
}
