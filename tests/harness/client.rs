//! How does a story talk to the server? Like a browser: JSON over HTTP, with a cookie jar.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::multipart::{Form, Part};
use reqwest::{ClientBuilder, Method};
use serde_json::Value;

/// How long a connection is used again. The server hangs up on silence after ten seconds; a request that is sent in just that moment is
/// lost, and a browser would send it again.
const IDLE: Duration = Duration::from_secs(3);

/// A browser of its own: nobody is signed in yet.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    jar: Arc<Jar>,
    base: String,
}

impl Client {
    /// A browser that knows the server's address.
    pub fn new(base: &str) -> Self {
        Self::build(base, |builder| builder)
    }

    /// What this browser would send as its cookies.
    pub fn cookies(&self) -> String {
        let url = format!("{}/api/v1/", self.base).parse().unwrap();
        let cookies = self.jar.cookies(&url);
        cookies.map_or_else(String::new, |cookies| cookies.to_str().unwrap().to_owned())
    }

    /// A browser on another computer: its requests come from this address.
    pub fn from_address(base: &str, address: IpAddr) -> Self {
        Self::build(base, |builder| builder.local_address(address))
    }

    /// Another browser that knows the same server: nobody is signed in.
    pub fn stranger(&self) -> Self {
        Self::new(&self.base)
    }

    fn build(base: &str, finish: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        let jar = Arc::new(Jar::default());
        let http = ClientBuilder::new()
            .cookie_provider(Arc::clone(&jar))
            .pool_idle_timeout(IDLE)
            .no_proxy();
        Self {
            http: finish(http).build().unwrap(),
            jar,
            base: base.to_owned(),
        }
    }

    /// GET of a path below `/api/v1`, or of one that starts with `//`, from the top.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// POST of a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string())).await
    }

    /// POST of any text as JSON: what a careless or a hostile program sends.
    pub async fn post_text(&self, path: &str, body: impl Into<String>) -> Answer {
        self.send(Method::POST, path, Some(body.into())).await
    }

    /// DELETE of a path.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// POST of a file as a form.
    pub async fn upload(&self, path: &str, file_name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
        let part = Part::bytes(bytes.into()).file_name(file_name.to_owned());
        let request = self.request(Method::POST, path).multipart(Form::new().part("file", part));
        Answer::of(format!("POST {path} {file_name}"), request).await
    }

    /// A request that the story finishes itself.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = match path.strip_prefix("//") {
            Some(from_the_top) => format!("{}/{from_the_top}", self.base),
            None => format!("{}/api/v1{path}", self.base),
        };
        self.http.request(method, url)
    }

    async fn send(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let question = format!("{method} {path} {}", body.as_deref().unwrap_or_default());
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        Answer::of(question, request).await
    }
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked, for the message of a failing story.
    pub question: String,
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Sends a request and reads the whole answer.
    pub async fn of(question: String, request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap_or_else(|error| panic!("{question}: {error:?}"));
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes: response
                .bytes()
                .await
                .unwrap_or_else(|error| panic!("{question}: {error:?}"))
                .to_vec(),
            question,
        }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON; `null` where there is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        if self.bytes.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{}: {error}: {}", self.question, self.text()))
    }

    /// The body of an answer that must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} -> {}", self.question, self.text());
        self.json()
    }

    /// The body of an answer that must be problem+json with this status and code, with a sentence in both languages.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        let said = format!("{} -> {} {}", self.question, self.status, self.text());
        assert_eq!(self.status, status, "{said}");
        let kind = self.headers.get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        assert_eq!(kind.as_deref(), Some("application/problem+json"), "{said}");
        let body = self.json();
        assert_eq!(body["code"], code, "{said}");
        assert_eq!(body["status"], status, "{said}");
        for language in ["zh", "en"] {
            assert!(body["message"][language].as_str().is_some_and(|text| !text.is_empty()), "{said}");
        }
        body
    }
}
