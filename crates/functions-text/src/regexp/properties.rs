//! Character properties by the names Joni gives them.

/// The class of the engine here for a property; nothing when none has the name.
pub(super) fn class(name: &str, negated: bool) -> Option<String> {
    let plain: String = name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect::<String>().to_lowercase();
    let found = match plain.as_str() {
        "alnum" => r"\p{Alphabetic}\p{Nd}".to_owned(),
        "alpha" => r"\p{Alphabetic}".to_owned(),
        "ascii" => r"\x00-\x7F".to_owned(),
        "blank" => r"\p{Zs}\t".to_owned(),
        "cntrl" => r"\p{Cc}".to_owned(),
        "digit" => r"\p{Nd}".to_owned(),
        "graph" => r"[^\p{White_Space}\p{Cc}\p{Cn}]".to_owned(),
        "lower" => r"\p{Lowercase}".to_owned(),
        "print" => r"[^\p{White_Space}\p{Cc}\p{Cn}]\p{Zs}".to_owned(),
        "punct" => r"\p{P}".to_owned(),
        "space" => r"\p{White_Space}".to_owned(),
        "upper" => r"\p{Uppercase}".to_owned(),
        "word" => r"\w".to_owned(),
        "xdigit" => r"0-9A-Fa-f".to_owned(),
        block if block.starts_with("in") && blocks(&block[2..]).is_some() => {
            let (start, end) = blocks(&block[2..])?;
            format!(r"\x{{{start:X}}}-\x{{{end:X}}}")
        }
        _ => {
            let class = format!(r"\p{{{name}}}");
            regex::Regex::new(&class).ok()?;
            class
        }
    };
    Some(format!("[{}{found}]", if negated { "^" } else { "" }))
}

/// The range of a Unicode block.
fn blocks(name: &str) -> Option<(u32, u32)> {
    Some(match name {
        "basiclatin" => (0x0000, 0x007f),
        "latin1supplement" => (0x0080, 0x00ff),
        "latinextendeda" => (0x0100, 0x017f),
        "latinextendedb" => (0x0180, 0x024f),
        "ipaextensions" => (0x0250, 0x02af),
        "combiningdiacriticalmarks" => (0x0300, 0x036f),
        "greekandcoptic" => (0x0370, 0x03ff),
        "cyrillic" => (0x0400, 0x04ff),
        "armenian" => (0x0530, 0x058f),
        "hebrew" => (0x0590, 0x05ff),
        "arabic" => (0x0600, 0x06ff),
        "devanagari" => (0x0900, 0x097f),
        "bengali" => (0x0980, 0x09ff),
        "tamil" => (0x0b80, 0x0bff),
        "thai" => (0x0e00, 0x0e7f),
        "tibetan" => (0x0f00, 0x0fff),
        "georgian" => (0x10a0, 0x10ff),
        "hanguljamo" => (0x1100, 0x11ff),
        "ethiopic" => (0x1200, 0x137f),
        "cherokee" => (0x13a0, 0x13ff),
        "khmer" => (0x1780, 0x17ff),
        "mongolian" => (0x1800, 0x18af),
        "greekextended" => (0x1f00, 0x1fff),
        "generalpunctuation" => (0x2000, 0x206f),
        "currencysymbols" => (0x20a0, 0x20cf),
        "letterlikesymbols" => (0x2100, 0x214f),
        "arrows" => (0x2190, 0x21ff),
        "mathematicaloperators" => (0x2200, 0x22ff),
        "boxdrawing" => (0x2500, 0x257f),
        "cjksymbolsandpunctuation" => (0x3000, 0x303f),
        "hiragana" => (0x3040, 0x309f),
        "katakana" => (0x30a0, 0x30ff),
        "bopomofo" => (0x3100, 0x312f),
        "cjkunifiedideographs" => (0x4e00, 0x9fff),
        "hangulsyllables" => (0xac00, 0xd7af),
        "halfwidthandfullwidthforms" => (0xff00, 0xffef),
        _ => return None,
    })
}
