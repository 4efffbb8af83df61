//! The STS API: who am I, in a world with one account
