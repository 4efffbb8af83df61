//! Pages of listings, with this crate's errors.

use boathouse_state::PageRequest;
pub(crate) use boathouse_state::Tokens;

use crate::{Error, Result};

/// The name the page before ended with.
///
/// # Errors
/// [`Error::InvalidListToken`].
pub(crate) fn after(tokens: Tokens, page: &PageRequest) -> Result<Option<String>> {
    tokens.after_as(page).map_err(|_| Error::InvalidListToken(page.token.clone().unwrap_or_default()))
}
