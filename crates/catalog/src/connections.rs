//! Connections: how to reach databases and other systems outside the lake.

mod model;
mod seal;
mod store;
#[cfg(test)]
mod tests;

pub use model::{
    AuthenticationConfiguration, ConnectionDefinition, OAuth2ClientApplication, OAuth2Properties,
    PhysicalConnectionRequirements, StoredConnection,
};
pub use store::{Connections, ConnectionsRequest, Passwords};
