//! Rows in a plan's bytes. Arrow's reader makes room for as much as a message says it holds, so whether it can is
//! looked at before.

use arrow::ipc::root_as_message;
use datafusion::common::{Result, plan_datafusion_err};

/// What comes before the length of a message.
const CONTINUATION: [u8; 4] = [0xff; 4];

/// Whether every message of a stream is as long as it says.
pub(super) fn check(stream: &[u8]) -> Result<()> {
    let mut rest = stream;
    while !rest.is_empty() {
        let mut length = part(&mut rest, 4)?;
        if length == CONTINUATION {
            length = part(&mut rest, 4)?;
        }
        let length = u32::from_le_bytes(length.try_into().map_err(|_| short())?);
        if length == 0 {
            return Ok(());
        }
        let message = part(&mut rest, length as usize)?;
        let message = root_as_message(message).map_err(|e| plan_datafusion_err!("a plan's bytes hold no rows: {e}"))?;
        part(&mut rest, usize::try_from(message.bodyLength()).map_err(|_| short())?)?;
    }
    Ok(())
}

fn part<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8]> {
    let (part, left) = rest.split_at_checked(length).ok_or_else(short)?;
    *rest = left;
    Ok(part)
}

fn short() -> datafusion::common::DataFusionError {
    plan_datafusion_err!("a plan's bytes hold rows that end too early")
}
