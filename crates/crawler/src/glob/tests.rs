use super::*;

/// Paths below `s3://mybucket/myfolder/`, as the guide's table of exclusions has them.
#[test]
fn documented_truth_table() {
    let departments = [
        "departments/finance.json",
        "departments/market-us.json",
        "departments/market-emea.json",
        "departments/market-ap.json",
        "employees/hr.json",
        "employees/john.csv",
        "employees/jane.csv",
        "employees/juan.txt",
    ];
    let dates = ["2015/01/01/f", "2015/01/02/f", "2015/02/08/f", "2015/12/08/f", "2015/10/02/f"];
    let check = |pattern: &str, paths: &[&str], excluded: &[usize]| {
        let glob = Glob::new(pattern).unwrap();
        let found: Vec<usize> = (0..paths.len()).filter(|i| glob.matches(paths[*i])).collect();
        assert_eq!(found, excluded, "{pattern}");
    };
    check("departments/**", &departments, &[0, 1, 2, 3]);
    check("departments/market*", &departments, &[1, 2, 3]);
    check("**.csv", &departments, &[5, 6]);
    check("employees/*.csv", &departments, &[5, 6]);
    check("*.csv", &departments, &[]);
    check("2015/01/{[!0],0[8-9]}**", &dates, &[]);
    check("2015/{[!0]*,0[2-9]*}/**", &dates, &[2, 3, 4]);
    let mine = ["myfolder/a", "myfolder/sub/b", "myfolder/sub/deep/c", "myfolders/d"];
    check("myfolder/*", &mine, &[0]);
    check("myfolder/*/*", &mine, &[1]);
    check("myfolder/**", &mine, &[0, 1, 2]);
    check("myfolder**", &mine, &[0, 1, 2, 3]);
    let files = ["a.csv", "b.avro", "c.json", "foo.x", "foo.xy", ".hidden", "d/e.csv"];
    check("*.{csv,avro}", &files, &[0, 1]);
    check("foo.?", &files, &[3]);
    check("*", &files, &[0, 1, 2, 3, 4, 5]);
    let months = ["2015/01/02", "2015/01/02/x", "2015/01/11", "2015/01/29/y", "2015/01/08/z", "2015/01/01"];
    check("2015/01/0[2-9]*", &months, &[0]);
    check("2015/01/0[2-9]**", &months, &[0, 1, 4]);
    check("2015/01/{[!0],0[8-9]}**", &months, &[2, 3, 4]);
}

#[test]
fn brackets_and_escapes() {
    for (pattern, path, expected) in [
        ("[*?\\]x", "*x", true),
        ("[*?\\]x", "\\x", true),
        ("[*?\\]x", "ax", false),
        ("[-a]", "-", true),
        ("[!-a]", "b", true),
        ("[!-a]", "-", false),
        ("[!a]", "/", false),
        ("a\\*", "a*", true),
        ("a\\*", "ab", false),
        ("a.b", "axb", false),
        ("a(b)+", "a(b)+", true),
        ("é?", "éü", true),
        ("{a,b*}c", "bxxc", true),
    ] {
        assert_eq!(Glob::new(pattern).unwrap().matches(path), expected, "{pattern} {path}");
    }
    for pattern in ["{a", "{a,{b}}", "[a", "a\\", "[z-a]"] {
        assert!(matches!(Glob::new(pattern), Err(Error::InvalidInput(_))), "{pattern}");
    }
}

proptest::proptest! {
    #[test]
    fn any_pattern_is_answered(pattern in "[a-c*?{},\\[\\]!\\\\./-]{0,20}", path in "[a-c./]{0,12}") {
        if let Ok(glob) = Glob::new(&pattern) {
            glob.matches(&path);
        }
    }
}
