//! Local files that the command line writes.

use std::path::Path;

use tempfile::NamedTempFile;

/// A file that becomes another one when it is whole. Temporary files are their owner's alone; this one becomes a file
/// like others.
pub(crate) fn part_in(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".boathouse-").tempfile_in(folder)
}
