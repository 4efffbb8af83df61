//! Pages of listings, with this crate's errors.

pub(crate) use boathouse_state::Tokens;
use boathouse_state::{Page, PageRequest};
use serde::de::DeserializeOwned;

use crate::records::{self, Kind};
use crate::{Error, Queries, Result};

/// The name the page before ended with.
///
/// # Errors
/// [`Error::InvalidListToken`].
pub(crate) fn after(tokens: Tokens, page: &PageRequest) -> Result<Option<String>> {
    tokens.after_as(page).map_err(|_| Error::InvalidListToken(page.token.clone().unwrap_or_default()))
}

impl Queries {
    /// A page of the records of a kind below a parent, by the name they are kept under.
    ///
    /// # Errors
    /// [`Error::InvalidListToken`].
    pub(crate) async fn records_page<T: DeserializeOwned + Send + 'static>(
        &self,
        (kind, parent): (Kind, &str),
        tokens: Tokens,
        page: &PageRequest,
        name: impl FnOnce(&T) -> &str,
    ) -> Result<Page<T>> {
        let (scope, parent, limit) = (self.scope(), parent.to_owned(), page.limit());
        let after = after(tokens, page)?;
        let found = self
            .state()
            .read(move |connection| {
                records::list(connection, &scope, kind, &parent, after.as_deref(), limit.saturating_add(1))
            })
            .await?;
        Ok(tokens.cut(found, limit, |last| name(last).as_bytes().to_vec()))
    }
}
