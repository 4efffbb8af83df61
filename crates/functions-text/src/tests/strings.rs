use super::check;

#[test]
fn lengths_and_parts() {
    check(
        "length",
        &[(&["varchar:häll"], "bigint: 4"), (&["char(20):hello"], "bigint: 20"), (&["varbinary:00ff"], "bigint: 2")],
    );
    check("chr", &[(&["bigint:9731"], "varchar(1): ☃"), (&["bigint:-1"], "Not a valid Unicode code point: -1")]);
    check(
        "codepoint",
        &[(&["varchar(1):萌"], "integer: 33804"), (&["varchar(1):"], "Input string must be a single character string")],
    );
    check(
        "substr",
        &[
            (&["varchar(13):Quadratically", "bigint:5"], "varchar(13): ratically"),
            (&["varchar(13):Quadratically", "bigint:50"], "varchar(13): "),
            (&["varchar(13):Quadratically", "bigint:-5"], "varchar(13): cally"),
            (&["varchar(13):Quadratically", "bigint:0"], "varchar(13): "),
            (&["varchar(13):Quadratically", "bigint:-5", "bigint:4"], "varchar(13): call"),
            (&["varchar(13):Quadratically", "bigint:-50", "bigint:4"], "varchar(13): "),
            (&["varchar(13):Quadratically", "bigint:5", "bigint:-4"], "varchar(13): "),
            (
                &["varchar(40):a text that is longer than a view holds", "bigint:3"],
                "varchar(40): text that is longer than a view holds",
            ),
            (&["varchar(7):信念,爱,希望", "bigint:3", "bigint:5"], "varchar(7): ,爱,希望"),
            (&["varchar(7):信念,爱,希望", "bigint:-2"], "varchar(7): 希望"),
            (&["varchar(7):信念,爱,希望", "bigint:9223372036854775807", "bigint:9223372036854775807"], "varchar(7): "),
            (&["char(14):keep trailing", "bigint:1"], "varchar(14): keep trailing "),
            (&["varbinary:4fe15ff5", "bigint:2", "bigint:2"], "varbinary: e1 5f"),
            (&["varbinary:4fe1", "bigint:-9223372036854775808"], "varbinary: "),
        ],
    );
    check(
        "reverse",
        &[
            (&["varchar(5):naïve"], "varchar(5): evïan"),
            (&["char(10):racecar"], "char(10):    racecar"),
            (&["varbinary:0102"], "varbinary: 02 01"),
        ],
    );
}

#[test]
fn joining() {
    check(
        "concat",
        &[
            (&["varchar:hello", "varchar: world"], "varchar: hello world"),
            (&["char(2):a", "char(1):b"], "char(3): a b"),
            (&["char(3):ab", "char(0):"], "char(3): ab "),
            (&["char(40000):ab", "char(40000):"], "Unknown type: char(80000)"),
            (&["varbinary:00", "varbinary:", "varbinary:ff"], "varbinary: 00 ff"),
            (&["varchar:x"], "There must be two or more concatenation arguments"),
        ],
    );
    check(
        "concat_ws",
        &[
            (&["varchar:,", "varchar:a", "varchar:", "varchar:b"], "varchar: a,,b"),
            (&["varchar:,"], "There must be two or more arguments"),
        ],
    );
    check(
        "lpad",
        &[
            (&["varchar(4):text", "bigint:7", "varchar(2):xy"], "varchar: xyxtext"),
            (&["varchar(3):abc", "bigint:0", "varchar(1):e"], "varchar: "),
            (&["varchar(3):信念 ", "bigint:5", "varchar(2):希望"], "varchar: 希望信念 "),
            (&["varchar(3):abc", "bigint:-1", "varchar(1):e"], "Target length must be in the range [0..2147483647]"),
            (
                &["varchar(3):abc", "bigint:2147483648", "varchar(1):e"],
                "Target length must be in the range [0..2147483647]",
            ),
            (&["varchar(3):abc", "bigint:3", "varchar(1):"], "Padding string must not be empty"),
            (&["char(6):abc", "bigint:10", "varchar(3):def"], "varchar: defdabc   "),
            (&["varbinary:1234", "bigint:3", "varbinary:4524"], "varbinary: 45 12 34"),
            (&["varbinary:1234", "bigint:1", "varbinary:"], "Padding bytes must not be empty"),
            (
                &["varchar:a", "bigint:2147483647", "varchar(1):x"],
                "padding: a value of 2147483647 bytes is more than the 268435456 that one may have",
            ),
        ],
    );
    check(
        "rpad",
        &[
            (&["varchar(4):text", "bigint:7", "varchar(2):xy"], "varchar: textxyx"),
            (&["varbinary:23", "bigint:0", "varbinary:4524"], "varbinary: "),
        ],
    );
}

#[test]
fn finding_and_replacing() {
    check(
        "strpos",
        &[
            (&["varchar:foobar", "varchar:obar"], "bigint: 3"),
            (&["varchar:x", "varchar:"], "bigint: 1"),
            (&["varchar:abc/xyz/foo/bar", "varchar:/", "bigint:3"], "bigint: 12"),
            (&["varchar:highhigh", "varchar:ig", "bigint:-2"], "bigint: 2"),
            (&["varchar:信念,爱,希爱望", "varchar:爱", "bigint:-2"], "bigint: 4"),
            (&["varchar:aaa", "varchar:aa", "bigint:2"], "bigint: 2"),
            (&["varchar:aaa", "varchar:aa", "bigint:-2"], "bigint: 1"),
            (&["varchar:", "varchar:", "bigint:0"], "'instance' must be a positive or negative number."),
        ],
    );
    check(
        "replace",
        &[
            (&["varchar(12):abcdefabcdef", "varchar(2):cd", "varchar(2):XX"], "varchar(38): abXXefabXXef"),
            (&["varchar(10):123tech123", "varchar(3):123"], "varchar(10): tech"),
            (&["varchar(0):", "varchar(0):", "varchar(2):xx"], "varchar(2): xx"),
            (&["varchar(2):ab", "varchar(0):", "varchar(1):-"], "varchar(5): -a-b-"),
            (&["varchar:ab", "varchar(1):a", "varchar(1):-"], "varchar: -b"),
        ],
    );
    check(
        "translate",
        &[
            (&["varchar:abcd", "varchar:ac", "varchar:z"], "varchar: zbd"),
            (&["varchar:abcd", "varchar:aac", "varchar:zq"], "varchar: zbd"),
            (&["varchar:𠀀bcd", "varchar:𠀀", "varchar:z"], "varchar: zbcd"),
        ],
    );
    check(
        "starts_with",
        &[(&["varchar:信念 爱", "varchar:信念"], "boolean: true"), (&["varchar:", "varchar:foo"], "boolean: false")],
    );
}

#[test]
fn splitting() {
    check(
        "split",
        &[
            (&["varchar(5):a.b.c", "varchar(1):."], "array(varchar(5)): [a, b, c]"),
            (&["varchar(9):..a...a..", "varchar(1):."], "array(varchar(9)): [, , a, , , a, , ]"),
            (&["varchar(6):.a.b.c", "varchar(1):.", "bigint:3"], "array(varchar(6)): [, a, b.c]"),
            (&["varchar(5):a.b.c", "varchar(1):.", "bigint:0"], "Limit must be positive"),
            (&["varchar(5):a.b.c", "varchar(1):.", "bigint:2147483648"], "Limit is too large"),
            (&["varchar(5):a.b.c", "varchar(0):", "bigint:1"], "The delimiter may not be the empty string"),
        ],
    );
    check(
        "split_part",
        &[
            (&["varchar(15):abc-@-def-@-ghi", "varchar(3):-@-", "bigint:2"], "varchar(15): def"),
            (&["varchar(3):abc", "varchar(3):abc", "bigint:2"], "varchar(3): "),
            (&["varchar(3):abc", "varchar(3):-@-", "bigint:2"], "varchar(3): NULL"),
            (&["varchar(0):", "varchar(0):", "bigint:1"], "varchar(0): NULL"),
            (&["varchar(3):äbc", "varchar(0):", "bigint:1"], "varchar(3): ä"),
            (&["varchar(10):abcdddddef", "varchar(2):dd", "bigint:3"], "varchar(10): def"),
            (&["varchar(3):abc", "varchar(0):", "bigint:0"], "Index must be greater than zero"),
        ],
    );
    check(
        "split_to_map",
        &[
            (&["varchar:a=123,b=.4,c=,=d", "varchar:,", "varchar:="], "map(varchar, varchar): {a=123, b=.4, c=, =d}"),
            (&["varchar:", "varchar:,", "varchar:="], "map(varchar, varchar): {}"),
            (
                &["varchar:,", "varchar:,", "varchar:="],
                "Key-value delimiter must appear exactly once in each entry. Bad input: ''",
            ),
            (&["varchar:a=1,", "varchar:,", "varchar:="], "map(varchar, varchar): {a=1}"),
            (&["varchar:a=123,a=.4", "varchar:,", "varchar:="], "Duplicate keys (a) are not allowed"),
            (
                &["varchar:key=va=lue", "varchar:,", "varchar:="],
                "Key-value delimiter must appear exactly once in each entry. Bad input: 'key=va=lue'",
            ),
            (&["varchar:", "varchar:=", "varchar:="], "entryDelimiter and keyValueDelimiter must not be the same"),
        ],
    );
    check(
        "split_to_multimap",
        &[(&["varchar:a=1,b=2,a=3", "varchar:,", "varchar:="], "map(varchar, array(varchar)): {a=[1, 3], b=[2]}")],
    );
}

#[test]
fn trimming_and_case() {
    check(
        "trim",
        &[(&["varchar(9):  hello  "], "varchar(9): hello"), (&["varchar(6):$var$", "varchar(1):$"], "varchar(6): var")],
    );
    check(
        "ltrim",
        &[
            (&["varchar(13): hello world ", "varchar(3): eh"], "varchar(13): llo world "),
            (&["char(9): 信念 爱 希望"], "varchar(9): 信念 爱 希望"),
        ],
    );
    check(
        "rtrim",
        &[
            (&["varchar(7):hello\u{2003}"], "varchar(7): hello"),
            (&["varchar(3):   ", "varchar(0):"], "varchar(3):    "),
        ],
    );
    check("upper", &[(&["varchar(7):straße ᾳ"], "varchar(7): STRAßE ᾼ"), (&["char(5):abc"], "char(5): ABC  ")]);
    check("lower", &[(&["varchar(3):ÄİB"], "varchar(3): äib")]);
}

#[test]
fn words() {
    check(
        "soundex",
        &[
            (&["varchar(5):Sarah"], "varchar(4): S600"),
            (&["varchar(3):123"], "varchar(4): "),
            (&["varchar(8):Tymczak"], "varchar(4): T522"),
        ],
    );
    check(
        "luhn_check",
        &[
            (&["varchar:79927398713"], "boolean: true"),
            (&["varchar:79927398714"], "boolean: false"),
            (&["varchar:"], "boolean: false"),
        ],
    );
    check(
        "word_stem",
        &[
            (&["varchar(10):authorized", "varchar(2):en"], "varchar(10): author"),
            (&["varchar(1):x", "varchar(2):lt"], "word_stem has no stemmer for the language: lt"),
            (&["varchar(1):x", "varchar(2):xx"], "Unknown stemmer language: xx"),
        ],
    );
    check(
        "levenshtein_distance",
        &[
            (&["varchar:hello world", "varchar:hel wold"], "bigint: 3"),
            (&["varchar:信念,爱,希望", "varchar:信念,love,希望"], "bigint: 4"),
            (&["varchar:", "varchar:ab"], "bigint: 2"),
        ],
    );
    check(
        "hamming_distance",
        &[
            (&["varchar:like", "varchar:hate"], "bigint: 3"),
            (&["varchar:a", "varchar:ab"], "The input strings to hamming_distance function must have the same length"),
        ],
    );
    check(
        "normalize",
        &[
            (&["varchar(1):ﾊﾝ", "varchar(4):NFKC"], "varchar: ハン"),
            (&["varchar(1):x", "varchar(4):NFX"], "Normalization form must be one of [NFD, NFC, NFKD, NFKC]"),
        ],
    );
    check(
        "from_utf8",
        &[
            (&["varbinary:58f7"], "varchar: X\u{fffd}"),
            (&["varbinary:58bf", "varchar(1):#"], "varchar: X#"),
            (&["varbinary:58bf", "bigint:1114112"], "Invalid replacement character"),
        ],
    );
}

#[test]
fn patterns() {
    check(
        "$like",
        &[
            (&["varchar:foob", "varchar:f%b"], "boolean: true"),
            (&["char(6):foo", "varchar:foo"], "boolean: false"),
            (&["char(6):foo", "varchar:foo   %%"], "boolean: true"),
            (&["char(3):f__", "varchar:f#_#_", "varchar:#"], "boolean: true"),
        ],
    );
    check("regexp_like", &[(&["varchar:Stephen", "varchar:Ste(v|ph)en"], "boolean: true")]);
    check(
        "regexp_extract",
        &[
            (&["varchar(15):Hello world bye", r"varchar(9):\b[a-z]([a-z]*)"], "varchar(15): world"),
            (&["varchar(15):Hello world bye", r"varchar(9):\b[a-z]([a-z]*)", "bigint:1"], "varchar(15): orld"),
            (&["varchar(15):Hello", "varchar:(.)", "bigint:2"], "Pattern has 1 groups. Cannot access group 2"),
            (&["varchar(15):Hello", "varchar:(.)", "bigint:-1"], "Group cannot be negative"),
        ],
    );
    check(
        "regexp_extract_all",
        &[
            (&["varchar(7):rat bat", "varchar:(.)at", "bigint:1"], "array(varchar(7)): [r, b]"),
            (&["varchar(7):rat", "varchar:ra(.)|blah(.)(.)", "bigint:2"], "array(varchar(7)): [null]"),
            (&["varchar(5):12345", "varchar:"], "array(varchar(5)): [, , , , , ]"),
        ],
    );
    check(
        "regexp_split",
        &[
            (&["varchar(4):abcd", "varchar:"], "array(varchar(4)): [, a, b, c, d, ]"),
            (&["varchar(7):a.b:c;d", r"varchar:\."], "array(varchar(7)): [a, b:c;d]"),
        ],
    );
    check(
        "regexp_count",
        &[(&["varchar:a.b:c;d", r"varchar:[\.:;]"], "bigint: 3"), (&["varchar:", "varchar:"], "bigint: 1")],
    );
    check(
        "regexp_position",
        &[
            (&["varchar:a1b2c3d", "varchar:", "bigint:2", "bigint:7"], "integer: 8"),
            (&["varchar:a1b2c3d", "varchar:", "bigint:2", "bigint:8"], "integer: -1"),
            (&["varchar:行成于思str而毁123于随", "varchar:", "bigint:3", "bigint:2"], "integer: 4"),
            (&["varchar:abc", "varchar:c", "bigint:999"], "integer: -1"),
            (&["varchar:abc", "varchar:c", "bigint:0"], "start position cannot be smaller than 1"),
        ],
    );
}

#[test]
fn replacing_matches() {
    check(
        "regexp_replace",
        &[
            (
                &["varchar(13):abc有朋$%X自9远方来", "varchar:", "varchar(1):Y"],
                "varchar(97): YaYbYcY有Y朋Y$Y%YXY自Y9Y远Y方Y来Y",
            ),
            (&["varchar(10):fun stuff.", "varchar:[a-z]"], "varchar(10):  ."),
            (
                &["varchar(21):call 555.123.4444 now", r"varchar:(\d{3})\.(\d{3}).(\d{4})", "varchar(10):($1) $2-$3"],
                "varchar(2331): call (555) 123-4444 now",
            ),
            (&["varchar(3):xxx", "varchar:x", "varchar(3):$05"], "varchar(19): x5x5x5"),
            (&["varchar(3):xxx", "varchar:x", r"varchar(2):\x"], "varchar(15): xxx"),
            (
                &["varchar(4):wxyz", "varchar:(?<w>w)|(?<xyz>[xyz])", "varchar(14):[${w}](${xyz})"],
                "varchar(144): [w]()[](x)[](y)[](z)",
            ),
            (&["varchar:x", "varchar:.*", "varchar(5):xxxxx"], "varchar: xxxxxxxxxx"),
            (&["varchar:xxx", "varchar:x", "varchar:$1"], "Illegal replacement sequence: unknown group 1"),
            (&["varchar:xxx", "varchar:x", "varchar:$a"], "Illegal replacement sequence: $a"),
            (
                &["varchar:xxx", "varchar:(?<name>x)", "varchar:${0}"],
                "Illegal replacement sequence: unknown group { 0 }",
            ),
        ],
    );
}
