use super::check;

#[test]
fn codes() {
    check("to_base64", &[(&["varbinary:68656c6c6f"], "varchar: aGVsbG8=")]);
    check(
        "from_base64",
        &[
            (&["varchar:aGVsbG8"], "varbinary: 68 65 6c 6c 6f"),
            (&["varbinary:614756736247383d"], "varbinary: 68 65 6c 6c 6f"),
            (&["varchar:a b="], "Illegal base64 character 20"),
            (&["varchar:zz"], "varbinary: cf"),
            (&["varchar:aaaaaa"], "varbinary: 69 a6 9a 69"),
            (&["varchar:aaaaa"], "Last unit does not have enough valid bits"),
        ],
    );
    check("from_base32", &[(&["varchar:MFRGG==="], "varbinary: 61 62 63")]);
    check("to_hex", &[(&["varbinary:0aff"], "varchar: 0AFF")]);
    check(
        "from_hex",
        &[
            (&["varchar:617a6F"], "varbinary: 61 7a 6f"),
            (&["varchar:f/"], "invalid hex character: /"),
            (&["varchar:f"], "invalid input length 1"),
        ],
    );
    check("to_big_endian_64", &[(&["bigint:-9223372036854775807"], "varbinary: 80 00 00 00 00 00 00 01")]);
    check("from_big_endian_32", &[(&["varbinary:80000001"], "integer: -2147483647")]);
    check("to_ieee754_32", &[(&["real:3.14"], "varbinary: 40 48 f5 c3")]);
    check(
        "from_ieee754_64",
        &[
            (&["varbinary:00000000"], "Input floating-point value must be exactly 8 bytes long"),
            (&["varbinary:7ff0000000000000"], "double: Infinity"),
        ],
    );
}

#[test]
fn hashes() {
    check("crc32", &[(&["varbinary:435243206d6521"], "bigint: 38028046")]);
    check("md5", &[(&["varbinary:"], "varbinary: d4 1d 8c d9 8f 00 b2 04 e9 80 09 98 ec f8 42 7e")]);
    check(
        "sha1",
        &[(&["varbinary:686173686d65"], "varbinary: fb 78 99 2e 56 19 29 a6 96 7d 53 28 f4 94 13 fa 99 04 8d 06")],
    );
    check(
        "xxhash64",
        &[
            (&["varbinary:"], "varbinary: ef 46 db 37 51 d8 e9 99"),
            (&["varbinary:686173686d65"], "varbinary: f9 d9 6e 0e 11 65 e8 92"),
        ],
    );
    check("spooky_hash_v2_32", &[(&["varbinary:68656c6c6f"], "varbinary: d3 82 e6 ca")]);
    check(
        "hmac_sha1",
        &[(
            &["varbinary:686173686d65", "varbinary:6b6579"],
            "varbinary: 2e 7c 4c 6a ef a7 e6 9f 10 6e ee 3c e2 19 44 d0 04 6d 2f 3d",
        )],
    );
    check(
        "hmac_md5",
        &[(
            &["varbinary:686173686d65", "varbinary:6b6579"],
            "varbinary: 0a 26 eb eb 0e 7b 65 f5 28 d9 6f 7b c6 31 bc 8f",
        )],
    );
}

#[test]
fn urls() {
    const URL: &str = "varchar(60):http://example.com/path1/p.php?k1=v1&k2=v%202&k3#Ref1";
    check(
        "url_extract_host",
        &[
            (&[URL], "varchar(60): example.com"),
            (&["varchar(9):not a url"], "varchar(9): NULL"),
            (&["varchar(3):foo"], "varchar(3): "),
        ],
    );
    check("url_extract_query", &[(&[URL], "varchar(60): k1=v1&k2=v 2&k3")]);
    check("url_extract_port", &[(&[URL], "bigint: NULL"), (&["varchar(20):http://h:81/"], "bigint: 81")]);
    check(
        "url_extract_parameter",
        &[
            (&[URL, "varchar(2):k2"], "varchar(60): v 2"),
            (&[URL, "varchar(2):k3"], "varchar(60): "),
            (&[URL, "varchar(2):k9"], "varchar(60): NULL"),
        ],
    );
    check("url_encode", &[(&["varchar(5):a b/ä"], "varchar(60): a+b%2F%C3%A4")]);
    check(
        "url_decode",
        &[
            (&["varchar(15):a+b%2F%C3%A4"], "varchar(15): a b/ä"),
            (&["varchar(1):%"], "URLDecoder: Incomplete trailing escape (%) pattern"),
        ],
    );
}

#[test]
fn others() {
    check(
        "typeof",
        &[
            (&["decimal(5,2):1"], "varchar: decimal(5,2)"),
            (&["timestamp(3) with time zone:1"], "varchar: timestamp(3) with time zone"),
        ],
    );
    check(
        "color",
        &[
            (&["varchar(4):#f00"], "color: #ff0000"),
            (&["varchar(4):Red"], "color: red"),
            (&["varchar(4):pink"], "Invalid color: 'pink'"),
        ],
    );
    check(
        "rgb",
        &[
            (&["bigint:1", "bigint:2", "bigint:3"], "color: #010203"),
            (&["bigint:1", "bigint:256", "bigint:3"], "green must be between 0 and 255"),
        ],
    );
    check("render", &[(&["boolean:true"], "varchar(16): \u{1b}[38;5;2m✓\u{1b}[0m")]);
}
