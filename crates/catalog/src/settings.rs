//! What a catalog has once, and what is kept for others who ask: how it is encrypted elsewhere, who may use
//! it, what it says of itself. None of it changes what the catalog does here, but for the sealing of passwords.

mod encryption;
mod policy;
mod root;
mod security;
mod store;
#[cfg(test)]
mod tests;

pub use encryption::{EncryptionAtRest, EncryptionSettings, PasswordEncryption};
pub use policy::{PolicyCondition, ResourcePolicy};
pub use root::{CatalogDescription, CatalogImport};
pub use security::{Encryption, SecurityConfiguration};
pub use store::CatalogSettings;
