use super::*;

#[test]
fn packets() {
    let eof: &[u8] = &[0xFE, 0, 0, 2, 0, 0, 0];
    let switch = [&[0xFE], b"mysql_native_password\0salt".as_slice()].concat();
    let columns = |count: u64| [[0xFE].as_slice(), &count.to_le_bytes()].concat();
    for (packet, is_fine) in [
        (eof.to_vec(), true),
        (vec![0xFE, 0, 0, 2, 0], true),
        (switch, true),
        (Vec::new(), true),
        (vec![0], true),
        (vec![7], true),
        (vec![0xFF, 21, 4], true),
        (columns(7), true),
        (columns(u64::MAX), false),
        (columns(1 << 13), false),
        (columns(1 << 40), false),
        ([&[0xFE], b"dialog\0\0".as_slice()].concat(), false),
        ([&[0xFE], b"client_ed25519\0salt".as_slice()].concat(), false),
        ([&[0xFE], b"caching_sha2_password\0salt".as_slice()].concat(), true),
        (vec![0xFD, 0, 0, 1], false),
        ([&[0xFB], b"/etc/passwd".as_slice()].concat(), false),
    ] {
        assert_eq!(check(&packet).is_ok(), is_fine, "{packet:?}");
    }
}

#[tokio::test]
async fn a_long_packet() {
    let (mut server, far) = tokio::io::duplex(64);
    let mut heard = Vec::new();
    server.write_all(&[0xFF, 0xFF, 0xFF, 0]).await.unwrap();
    let error = watched(far, &mut heard).await.unwrap_err().to_string();
    assert!(error.contains("a packet of 16777215 bytes"), "{error}");
    assert!(heard.is_empty());
}

#[tokio::test]
async fn packets_without_end() {
    let (mut server, far) = tokio::io::duplex(1 << 20);
    let talking = tokio::spawn(async move {
        let length = u32::try_from(PACKET_BYTES_MAX).unwrap().to_le_bytes();
        let packet = [&length[..3], &[0], vec![0; PACKET_BYTES_MAX].as_slice()].concat();
        while server.write_all(&packet).await.is_ok() {}
    });
    let error = watched(far, &mut tokio::io::sink()).await.unwrap_err().to_string();
    assert!(error.contains("more than 64 MiB"), "{error}");
    talking.await.unwrap();
}
