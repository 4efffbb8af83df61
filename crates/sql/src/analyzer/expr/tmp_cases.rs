use super::tests::run;
#[test]
#[ignore]
fn cases() {
    let text = std::fs::read_to_string("/tmp/expr_cases.tsv").unwrap();
    let mut out = String::new();
    let (mut ok, mut bad) = (0, 0);
    std::panic::set_hook(Box::new(|_| {}));
    for line in text.lines() {
        let f: Vec<String> = line.split('\t').map(|s| s.replace('\u{2}', "\n").replace('\u{3}', "\t")).collect();
        let go = |sql: &str| {
            std::panic::catch_unwind(|| run(sql))
                .unwrap_or_else(|_| Err(boathouse_types::TrinoError::internal("PANIC")))
        };
        let found = go(&f[1]);
        let verdict = match f[0].as_str() {
            "error" => match &found {
                Err(e) if f[5].split('|').any(|c| c == e.code.as_str()) || f[5].is_empty() => None,
                other => Some(format!("{other:?} WANT error {}", f[5])),
            },
            "sql" => {
                let want = go(f[2].strip_prefix("VALUES ").unwrap_or(&f[2]));
                match (&found, &want) {
                    (Ok(a), Ok(b)) if a.1 == b.1 => None,
                    _ => Some(format!("{found:?} WANT {want:?} of {}", f[2])),
                }
            }
            _ => match &found {
                Ok((t, v)) => {
                    let w = &f[3];
                    let v = v.clone();
                    let vv = match &v {
                        None => "null".to_owned(),
                        Some(x) => x.clone(),
                    };
                    let same =
                        *w == vv || *w == format!("{:?}", vv) || w.trim_matches('"').replace("\\u0000", "\0") == vv;
                    let t_same =
                        f[4].is_empty() || f[4].to_lowercase().replace(' ', "") == t.to_lowercase().replace(' ', "");
                    if same && t_same { None } else { Some(format!("{t} {v:?} WANT {} {w}", f[4])) }
                }
                Err(e) => Some(format!("{e:?} WANT {} {}", f[4], f[3])),
            },
        };
        match verdict {
            None => ok += 1,
            Some(text) => {
                bad += 1;
                out.push_str(&format!("{}\t{}\t=> {}\n", f[6], f[1], text));
            }
        }
    }
    std::fs::write("/tmp/expr_failures.txt", out).unwrap();
    println!("{ok} passed, {bad} failed");
}
