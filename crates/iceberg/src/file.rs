//! Names of metadata files.

use crate::error::invalid;
use crate::{Metadata, Result};

const PATH: &str = "write.metadata.path";
const CODEC: &str = "write.metadata.compression-codec";

/// The place of the metadata file that follows `previous`, with a random id in its name.
///
/// # Errors
/// When the table's properties want the file compressed, which is not done here.
pub fn next_file(metadata: &Metadata, previous: Option<&str>, id: &str) -> Result<String> {
    let properties = metadata.properties();
    if let Some(codec) = properties.get(CODEC).filter(|codec| !codec.eq_ignore_ascii_case("none")) {
        return Err(invalid(format!("{CODEC} = {codec} is not supported: metadata files are not compressed")));
    }
    let folder = match properties.get(PATH) {
        Some(path) => path.trim_end_matches('/').to_owned(),
        None => format!("{}/metadata", metadata.location()?.trim_end_matches('/')),
    };
    let number = previous.map_or(0, |file| number_of(file).map_or(0, |number| number.saturating_add(1)));
    Ok(format!("{folder}/{number:05}-{id}.metadata.json"))
}

/// The number that metadata files begin with.
fn number_of(file: &str) -> Option<u32> {
    let name = file.rsplit('/').next()?;
    name.split_once('-')?.0.parse().ok()
}
