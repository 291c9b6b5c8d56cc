//! Does the canteen open with https? The real program with a certificate of its own, and a lane that pins that certificate.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use uuid::Uuid;

use crate::harness::database::{Fresh, Which};
use crate::harness::furnish::{PASSWORD, PIN};
use crate::harness::process::Server;

/// A browser that trusts one certificate and shows what it got as cookies.
struct Browser {
    address: String,
    tls: TlsConnector,
    /// Whole `Set-Cookie` lines, the newest last.
    cookies: Vec<String>,
}

impl Browser {
    fn new(server: &Server, certificate: &CertificateDer<'static>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            address: server.base.trim_start_matches("https://").to_owned(),
            tls: TlsConnector::from(Arc::new(config)),
            cookies: Vec::new(),
        }
    }

    /// POSTs a JSON body and brings back the status and the answer.
    async fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        let body = body.to_string();
        let cookies: Vec<&str> = self.cookies.iter().map(|cookie| cookie.split(';').next().unwrap()).collect();
        let request = format!(
            "POST /api/v1{path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncookie: {}\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            self.address,
            cookies.join("; "),
            body.len()
        );
        let stream = TcpStream::connect(&self.address).await.unwrap();
        let mut stream = self.tls.connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for line in head.lines() {
            if let Some(cookie) = line.strip_prefix("set-cookie: ") {
                let name = cookie.split('=').next().unwrap();
                self.cookies.retain(|other| !other.starts_with(name));
                self.cookies.push(cookie.to_owned());
            }
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap())
    }
}

#[tokio::test]
async fn a_meal_is_sold_over_https_and_cookies_are_for_https_only() {
    let fresh = Fresh::new(Which::Sqlite).await;
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let (cert, key) = (fresh.folder.path().join("canteen.crt"), fresh.folder.path().join("canteen.key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mut server = Server::start_with_tls(&fresh, &cert, &key).await;

    let mut admin = Browser::new(&server, made.cert.der());
    let set_up = json!({
        "token": server.setup_token, "canteen_name": "七一社区幸福食堂", "login": "admin", "name": "管理员", "password": PASSWORD,
    });
    assert_eq!(admin.post("/setup", set_up).await.0, 200);
    let (_, code) = admin
        .post("/lanes/codes", json!({ "id": Uuid::now_v7(), "name": "一号窗口" }))
        .await;
    assert!(code["url"].as_str().unwrap().starts_with("https://"), "{code}");
    let cashier = json!({ "id": Uuid::now_v7(), "login": "cashier", "name": "王收银", "role": "cashier", "pin": PIN });
    assert_eq!(admin.post("/staff", cashier.clone()).await.0, 201);

    let mut lane = Browser::new(&server, made.cert.der());
    assert_eq!(lane.post("/lanes/enrol", json!({ "code": code["code"] })).await.0, 200);
    assert_eq!(
        lane.post("/lane/cashier", json!({ "staff_id": cashier["id"], "pin": PIN })).await.0,
        200
    );
    let order = json!({ "id": Uuid::now_v7(), "unknown": true, "serve_as": "pending", "tender": "cash" });
    let (status, sale) = lane.post("/sales", order).await;
    assert_eq!((status, &sale["state"]), (201, &json!("pending")), "{sale}");

    for cookie in admin.cookies.iter().chain(&lane.cookies) {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.split("; ").any(|part| part == attribute), "{attribute} is not in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(admin.cookies.len() + lane.cookies.len() >= 3);
    server.kill().await;
}
