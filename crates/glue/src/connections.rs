//! What several operations do with connections.

use boathouse_catalog::Passwords;

use crate::{Error, Glue};

impl Glue {
    /// What a reply may show of passwords.
    pub(crate) async fn passwords(&self, hide: Option<bool>) -> Result<Passwords, Error> {
        if hide == Some(true) {
            return Ok(Passwords::Hidden);
        }
        let settings = self.settings.encryption(&self.scope()).await?;
        let is_sealed = settings.passwords.is_some_and(|passwords| passwords.sealed);
        Ok(if is_sealed { Passwords::Sealed } else { Passwords::Plain })
    }

    /// Forgets a connection and its tags.
    pub(crate) async fn delete_connection(&self, name: &str) -> Result<(), Error> {
        self.connections.delete(&self.scope(), name).await?;
        self.tags.forget(&format!("connection/{name}")).await
    }
}
