//! S3 over a folder on a free port: `cargo run -p boathouse-s3 --example serve -- FOLDER [PORT] [KEY SECRET]`.

use std::convert::Infallible;

use boathouse_lake::{Lake, LakeConfig};
use boathouse_s3::{S3Options, service};
use boathouse_state::{Clock, State};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let home = std::path::PathBuf::from(arguments.first().ok_or("a folder is needed")?);
    std::fs::create_dir_all(&home)?;
    let state = State::open(&home.join("lake.db"), Clock::system())?;
    let toml = std::fs::read_to_string(home.join("boathouse.toml")).unwrap_or_default();
    let lake = Lake::open(&home, state, LakeConfig::from_toml(&toml)?).await?;
    let key_pairs = match arguments.get(2..4) {
        Some([id, secret]) => vec![(id.clone(), secret.clone())],
        _ => Vec::new(),
    };
    let service = service(lake, S3Options { key_pairs, ..S3Options::default() });
    let port: u16 = arguments.get(1).map_or(Ok(0), |port| port.parse())?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    writeln(&format!("http://{}", listener.local_addr()?));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = service.clone();
        tokio::spawn(async move {
            let answer = service_fn(move |request| {
                let service = service.clone();
                async move { Ok::<_, Infallible>(service.call(request).await) }
            });
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await
        });
    }
}

fn writeln(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout();
    out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()).ok();
}
