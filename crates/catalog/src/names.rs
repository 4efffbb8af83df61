//! Names of databases and tables: how they are folded and what they may be.

use crate::{Error, Result};

/// The longest name of anything, in characters.
const NAME_CHARS_MAX: usize = 255;

/// The name things are kept and looked up under: Glue does not tell `MyDb` from `mydb`.
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// [`fold`] for a name about to be stored.
pub(crate) fn fold_new(what: &str, name: &str) -> Result<String> {
    check(what, name)?;
    Ok(fold(name))
}

/// One line of 1 to 255 characters.
pub(crate) fn check(what: &str, name: &str) -> Result<()> {
    let length = name.chars().count();
    if length == 0 || length > NAME_CHARS_MAX {
        return Err(Error::InvalidInput(format!(
            "the name of a {what} has 1 to {NAME_CHARS_MAX} characters, this one has {length}"
        )));
    }
    if name.chars().any(|c| c < ' ' && c != '\t') {
        return Err(Error::InvalidInput(format!("the name of a {what} is one line without control characters")));
    }
    Ok(())
}
