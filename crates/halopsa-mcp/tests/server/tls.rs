//! TLS as it is used: a certificate that this machine trusts, and one that it does not.

use crate::halo::{Halo, SECRET};
use crate::support::environment;
use std::path::Path;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

/// The stand-in behind TLS, with a certificate for `localhost` that nobody signed; writes it to `file`.
async fn behind_tls(halo: &Halo, file: &Path) -> u16 {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(file, made.cert.pem()).unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.into()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let upstream = halo.url.trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        loop {
            let (plain, _) = listener.accept().await.unwrap();
            // Who does not trust the certificate hangs up here.
            let Ok(mut secured) = acceptor.accept(plain).await else { continue };
            let mut inner = TcpStream::connect(&upstream).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut secured, &mut inner).await });
        }
    });
    port
}

#[tokio::test]
async fn only_a_trusted_certificate_gets_the_secret() {
    let halo = Halo::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("certificate.pem");
    let port = behind_tls(&halo, &file).await;
    let check = async |trusted: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_halopsa-mcp"));
        command.arg("--check").env_clear().envs(environment(&halo)).kill_on_drop(true);
        command.env_remove("HALOPSA_ALLOW_INSECURE_LOOPBACK");
        command.env("HALOPSA_RESOURCE_SERVER", format!("https://localhost:{port}/api"));
        command.env("HALOPSA_ALLOW_HOST", format!("localhost:{port}"));
        command.env("SSL_CERT_FILE", trusted);
        let output = command.output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let other = folder.path().join("other.pem");
    let stranger = rcgen::generate_simple_self_signed(["elsewhere.example".to_owned()]).unwrap();
    std::fs::write(&other, stranger.cert.pem()).unwrap();

    let (good, printed) = check(&other).await;
    assert!(!good && printed.contains("the certificate of localhost is not trusted"), "{printed}");
    assert!(!printed.contains(SECRET), "{printed}");
    assert_eq!(halo.asked(), Vec::<String>::new(), "nothing was sent");

    let (good, printed) = check(&file).await;
    assert!(good && printed.contains("Everything works."), "{printed}");
    assert_eq!(halo.asked(), ["200 POST /auth/token", "200 GET /Agent/me"]);
}
