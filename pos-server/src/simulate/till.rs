//! How does a simulated device talk to the server? Like a browser: JSON over HTTP, with its own cookies.

use serde_json::Value;

use super::SimulateError;

/// A device.
#[derive(Debug, Clone)]
pub struct Till {
    http: reqwest::Client,
    base: String,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, `null` where there is none.
    pub body: Value,
}

impl Reply {
    /// The stable code of a refusal.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Till {
    /// A device that knows the server's address.
    pub fn new(base: &str) -> Result<Self, SimulateError> {
        let http = reqwest::Client::builder().cookie_store(true).no_proxy().build()?;
        Ok(Self {
            http,
            base: format!("{base}/api/v1"),
        })
    }

    /// GET of a path below `/api/v1`.
    pub async fn get(&self, path: &str) -> Result<Reply, SimulateError> {
        reply(self.http.get(format!("{}{path}", self.base))).await
    }

    /// POST of a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Reply, SimulateError> {
        reply(self.http.post(format!("{}{path}", self.base)).json(body)).await
    }

    /// POST of something that must succeed for the simulation to go on.
    pub async fn must(&self, path: &str, body: &Value) -> Result<Value, SimulateError> {
        let reply = self.post(path, body).await?;
        if (200..300).contains(&reply.status) {
            Ok(reply.body)
        } else {
            Err(SimulateError::Unexpected(format!("POST {path}: {} {}", reply.status, reply.body)))
        }
    }
}

async fn reply(request: reqwest::RequestBuilder) -> Result<Reply, SimulateError> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let bytes = response.bytes().await?;
    Ok(Reply {
        status,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
    })
}
