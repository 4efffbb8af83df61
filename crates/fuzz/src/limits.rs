//! How much memory and time the program took, as Linux tells. Elsewhere nothing is told, and only panics are found.

use std::time::Duration;

/// Bytes of address space and of memory that were ever held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Peak {
    /// Memory asked for, whether it was written to or not.
    pub address_bytes: u64,
    /// Memory written to, since [`forget`].
    pub resident_bytes: u64,
}

/// The most that was held.
pub(crate) fn peak() -> Peak {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    Peak { address_bytes: kib(&status, "VmPeak:") << 10, resident_bytes: kib(&status, "VmHWM:") << 10 }
}

/// Lets the peak of resident memory begin anew at what is held now.
pub(crate) fn forget() {
    // Where it cannot be, less is found.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}

/// Time this thread ran; what other programs took of the machine does not count.
pub(crate) fn ran() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}

fn kib(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_and_run_is_told() {
        let (before, since) = (peak(), ran());
        let held = vec![1u8; 200 << 20];
        let sum: u64 = held.iter().map(|byte| u64::from(*byte)).sum();
        assert_eq!(sum, held.len() as u64);
        assert!(peak().resident_bytes >= 200 << 20, "{:?} {:?}", before, peak());
        assert!(peak().address_bytes >= 200 << 20);
        assert!(ran() > since);
    }
}
