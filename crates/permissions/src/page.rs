//! The tokens that continue listings.

use boathouse_state::{InvalidToken, Tokens};

use crate::Error;

pub(crate) const TOKENS: Tokens = Tokens::marked("bhp1-");

impl From<InvalidToken> for Error {
    fn from(_: InvalidToken) -> Self {
        Self::InvalidToken
    }
}
