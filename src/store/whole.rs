//! Files that are there as a whole or not at all.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use tempfile::NamedTempFile;

/// Puts a file with these bytes in the place of another, with its permissions.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let permissions = fs::metadata(file)?.permissions();
    // Replacing needs no permission to write the file, but who took that
    // permission away means it.
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let new = beside(file, bytes, Some(permissions))?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Makes a file with these bytes; one that is there already is left alone, and
/// that is an error.
pub fn create(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(file, bytes, None)?;
    new.persist_noclobber(file).map_err(|error| error.error)?;
    Ok(())
}

fn beside(
    file: &Path,
    bytes: &[u8],
    permissions: Option<fs::Permissions>,
) -> io::Result<NamedTempFile> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mastery-");
    // A temporary file is private by default, a new file is as any other.
    #[cfg(unix)]
    if permissions.is_none() {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut new = builder.tempfile_in(folder.unwrap_or_else(|| Path::new(".")))?;
    new.write_all(bytes)?;
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
    new.as_file().sync_all()?;
    Ok(new)
}
