//! What happened, how often, how fast? A line per request with its id, and counters for Prometheus. Paths are logged as
//! templates without their query, so that no token can stand in a log.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tracing::Instrument;
use uuid::Uuid;

use crate::error::Problem;

/// How often measurements are folded.
const UPKEEP: Duration = Duration::from_secs(5);

/// One recorder for the process, however many servers a test starts in it.
static RECORDER: LazyLock<Result<PrometheusHandle, BuildError>> = LazyLock::new(|| PrometheusBuilder::new().install_recorder());

/// Counts and logs one request, and gives it an id.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let _ = LazyLock::force(&RECORDER);
    let id = Uuid::now_v7().to_string();
    let method = method_of(&request);
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "page".to_owned(), |path| path.as_str().to_owned());
    let header = HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("-"));
    request
        .headers_mut()
        .insert(HeaderName::from_static("x-request-id"), header.clone());
    let began = Instant::now();
    let span = tracing::info_span!("request", %id);
    let mut response = next.run(request).instrument(span).await;
    let took = began.elapsed();
    let status = response.status();
    response.headers_mut().insert(HeaderName::from_static("x-request-id"), header);
    metrics::counter!("http_requests_total", "method" => method, "path" => path.clone(), "status" => status.as_str().to_owned())
        .increment(1);
    metrics::histogram!("http_request_seconds", "path" => path.clone()).record(took);
    if status.is_server_error() {
        tracing::warn!(%id, method, path, status = status.as_u16(), ms = took.as_millis(), "request failed");
    } else {
        tracing::debug!(%id, method, path, status = status.as_u16(), ms = took.as_millis(), "request");
    }
    response
}

/// The method as a label: the known ones, so that strangers cannot invent labels.
fn method_of(request: &Request) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// Folds what was measured into its buckets, again and again: without it samples would pile up while nobody asks.
pub async fn keep_up() {
    let mut every = tokio::time::interval(UPKEEP);
    loop {
        every.tick().await;
        if let Ok(recorder) = &*RECORDER {
            recorder.run_upkeep();
        }
    }
}

/// The counters in Prometheus' text form.
pub async fn metrics() -> Result<String, Problem> {
    RECORDER.as_ref().map(PrometheusHandle::render).map_err(Problem::internal)
}
