//! UUID, IP address, color, session and system functions.

pub(crate) mod color;
mod hsb;
pub(crate) mod ip;
pub(crate) mod session;
