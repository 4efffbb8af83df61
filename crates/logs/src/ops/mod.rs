//! One file an operation; this table is all that registers them.

boathouse_wire::operations! {
    crate::Logs {
        describe_log_groups => "DescribeLogGroups",
        describe_log_streams => "DescribeLogStreams",
        filter_log_events => "FilterLogEvents",
        get_log_events => "GetLogEvents",
    }
}
