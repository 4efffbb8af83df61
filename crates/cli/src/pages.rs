//! The size of the pages that memory comes in.

/// Asks the system for pages of a few KiB only. Where it hands out huge ones unasked, a buffer that is used
/// for a moment holds 2 MiB until long afterwards, on every thread: that doubles what the process takes,
/// and filling huge pages with zeros costs more time than they save.
#[cfg(target_os = "linux")]
pub(crate) fn keep_small() {
    if let Err(error) = nix::sys::prctl::set_thp_disable(true) {
        tracing::debug!(%error, "huge pages stay on");
    }
}

/// Other systems hand out huge pages only when they are asked for them.
#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_small() {}
