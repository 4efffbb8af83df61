//! The pages of listings.

use boathouse_state::PageRequest;

/// The page that these members ask for.
pub(crate) fn page(token: Option<String>, max_results: Option<i32>, default: usize) -> PageRequest {
    let items_max = max_results.and_then(|max| usize::try_from(max).ok()).unwrap_or(default);
    PageRequest { items_max: Some(items_max), token }
}
