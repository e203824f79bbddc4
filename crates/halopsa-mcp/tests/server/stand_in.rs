//! The stand-in itself: it refuses what the real HaloPSA refuses, or a test against it would prove nothing.

use crate::halo::{CLIENT_ID, Halo, SECRET};
use serde_json::{Value, json};
use std::time::Duration;

struct Plain {
    http: reqwest::Client,
    halo: Halo,
    token: String,
}

impl Plain {
    async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().tls_certs_only(std::iter::empty()).build().unwrap();
        let mut plain = Self { http, halo: Halo::start().await, token: String::new() };
        plain.token = plain.new_token().await;
        plain
    }

    async fn new_token(&self) -> String {
        let answer = self.ask_token(&[("client_id", CLIENT_ID), ("client_secret", SECRET), ("scope", "all")]).await;
        answer.1["access_token"].as_str().unwrap().to_owned()
    }

    async fn ask_token(&self, pairs: &[(&str, &str)]) -> (u16, Value) {
        let form: Vec<_> = pairs.iter().chain(&[("grant_type", "client_credentials")]).collect();
        let answer =
            self.http.post(format!("{}/auth/token?tenant=acme", self.halo.url)).form(&form).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let request = self.http.get(format!("{}/api{path}", self.halo.url)).bearer_auth(&self.token);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn post(&self, path: &str, body: Value) -> (u16, String) {
        let request = self.http.post(format!("{}/api{path}", self.halo.url)).bearer_auth(&self.token).json(&body);
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or_default();
        (status, body["Message"].as_str().unwrap_or_default().to_owned())
    }
}

#[tokio::test]
async fn it_pages_as_the_real_one_and_refuses_what_that_ignores() {
    let plain = Plain::start().await;
    let (status, page) = plain.get("/Client?pageinate=true&page_no=2&page_size=100&search=Bulk").await;
    assert_eq!((status, &page["record_count"], page["clients"].as_array().unwrap().len()), (200, &json!(230), 100));
    assert_eq!(plain.get("/Status").await.1[0]["name"], "New", "some lists come bare");
    for path in
        ["/Client?page_no=2&page_size=10", "/Client?include_details=true", "/Client?pageinate=true&page_size=101"]
    {
        assert_eq!(plain.get(path).await.0, 400, "{path}");
    }
    assert_eq!(plain.get("/Client/999999").await.0, 404);
    assert_eq!(plain.get("/Contract").await.0, 400, "there is no such endpoint");
}

#[tokio::test]
async fn it_refuses_what_the_real_one_refuses_to_write() {
    let plain = Plain::start().await;
    let ticket = json!({"summary": "x", "client_id": 12});
    let (status, message) = plain.post("/Tickets", ticket.clone()).await;
    assert!(status == 400 && message.contains("into a list"), "a bare object: {message}");
    assert_eq!(plain.post("/Tickets", json!([ticket])).await.0, 201);
    let (status, message) = plain.post("/Actions", json!([{"ticket_id": 4821, "note": "x"}])).await;
    assert!(status == 400 && message.contains("Outcome"), "an action without outcome: {message}");
    assert_eq!(plain.post("/Tickets", json!([{"summary": "", "client_id": 12}])).await.0, 400);
    assert_eq!(plain.post("/Tickets", json!([{"summary": "x", "client_id": 12, "user_id": 77}])).await.0, 400);
    assert_eq!(plain.post("/Client", json!([{"name": "x"}])).await.0, 403);
}

#[tokio::test]
async fn its_tokens_expire_and_can_be_revoked() {
    let mut plain = Plain::start().await;
    assert_eq!(plain.get("/Agent/me").await.0, 200);
    plain.halo.revoke();
    assert_eq!(plain.get("/Agent/me").await.0, 401);
    plain.halo.lock().life = json!(0.2);
    plain.token = plain.new_token().await;
    assert_eq!(plain.get("/Agent/me").await.0, 200);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(plain.get("/Agent/me").await.0, 401);
    assert_eq!(plain.ask_token(&[("client_id", CLIENT_ID), ("client_secret", "wrong"), ("scope", "all")]).await.0, 401);
    assert_eq!(plain.ask_token(&[("client_id", CLIENT_ID), ("client_secret", SECRET)]).await.0, 400, "no scope");
}
