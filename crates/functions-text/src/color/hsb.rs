//! Colors between two, by hue, saturation and brightness.

/// The color at a fraction of the way.
pub(super) fn interpolated(fraction: f32, low: i32, high: i32) -> i32 {
    let (low, high) = (from_rgb(low), from_rgb(high));
    let at = |i: usize| fraction * (high[i] - low[i]) + low[i];
    to_rgb([at(0), at(1), at(2)])
}

fn from_rgb(color: i32) -> [f32; 3] {
    let part = |shift: i32| ((color >> shift) & 0xff) as f32;
    let (red, green, blue) = (part(16), part(8), part(0));
    let (largest, smallest) = (red.max(green).max(blue), red.min(green).min(blue));
    let spread = largest - smallest;
    if spread == 0.0 {
        return [0.0, 0.0, largest / 255.0];
    }
    let (red, green, blue, largest) =
        ((largest - red) / spread, (largest - green) / spread, (largest - blue) / spread, largest);
    // The largest part has come out as zero.
    let hue = if red == 0.0 {
        blue - green
    } else if green == 0.0 {
        2.0 + red - blue
    } else {
        4.0 + green - red
    } / 6.0;
    [if hue < 0.0 { hue + 1.0 } else { hue }, spread / largest, largest / 255.0]
}

fn to_rgb([hue, saturation, brightness]: [f32; 3]) -> i32 {
    let scaled = |part: f32| (part * 255.0 + 0.5) as i32;
    let sector = (hue - hue.floor()) * 6.0;
    let rest = sector - sector.floor();
    let p = scaled(brightness * (1.0 - saturation));
    let q = scaled(brightness * (1.0 - saturation * rest));
    let t = scaled(brightness * (1.0 - saturation * (1.0 - rest)));
    let v = scaled(brightness);
    let (red, green, blue) = match sector as i32 {
        0 => (v, t, p),
        1 => (q, v, p),
        2 => (p, v, t),
        3 => (p, q, v),
        4 => (t, p, v),
        _ => (v, p, q),
    };
    (red << 16) | (green << 8) | blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_the_colors() {
        for color in [0xff_0000, 0x00_ff00, 0x00_00ff, 0x80_4020, 0x00_0000, 0xff_ffff] {
            assert_eq!(interpolated(0.0, color, 0x12_3456), color, "{color:x}");
            assert_eq!(interpolated(1.0, 0x12_3456, color), color, "{color:x}");
        }
        assert_eq!(interpolated(0.5, 0xff_0000, 0x00_ff00), 0xff_ff00);
    }
}
