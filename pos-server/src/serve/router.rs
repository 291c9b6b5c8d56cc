//! Which routes are there, and what surrounds them all? Guard, limits, headers, and the description of the interface.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Extension, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{furnish, health, observe, pages};
use crate::app::App;
use crate::error::Problem;
use crate::json::LARGEST_BODY;
use crate::sales::display::live::Watched;
use crate::sales::queue::SaleQueue;
use crate::sales::receipts::printer::Printers;
use crate::text::say;
use crate::{cards, finance, residents, sales, staff, subsidy};

/// How long a request may take in all.
const LONGEST_REQUEST: Duration = Duration::from_mins(1);
/// How long a client may pause while it sends a body.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Nothing from elsewhere, nothing inside a frame; the camera's reader is WebAssembly.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// The description that the front end's types are generated from.
#[derive(OpenApi)]
#[openapi(info(
    title = "Canteen",
    description = "Point of sale and meal subsidies for neighbourhood canteens. Money is a decimal string in yuan, dates are ISO 8601, \
                   errors are application/problem+json with a stable code."
))]
struct ApiDoc;

/// The interface under `/api/v1`.
fn api() -> OpenApiRouter<App> {
    let routes = staff::http::routes()
        .merge(residents::http::routes())
        .merge(cards::http::routes())
        .merge(subsidy::http::routes())
        .merge(sales::http::routes())
        .merge(finance::http::routes());
    OpenApiRouter::with_openapi(ApiDoc::openapi()).nest("/api/v1", routes)
}

/// The interface's description.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

/// Everything that the server answers.
pub(super) fn router(app: &App, queue: SaleQueue, watched: Watched) -> Router {
    let (routes, description) = api().split_for_parts();
    let guarded = routes
        .route("/api/v1/openapi.json", get(move || async move { Json(description) }))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(observe::metrics))
        .with_state(app.clone())
        .method_not_allowed_fallback(async || {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                say("这个地址不支持这种操作。", "This address does not take this method."),
            )
        });
    staff::authorize::guard(guarded, app)
        .fallback(pages::page)
        .layer(Extension(queue))
        .layer(Extension(watched))
        .layer(Extension(Printers::default()))
        .layer(Extension(health::Readiness::default()))
        .layer(Extension(furnish::SHIPPED_POLICY))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(LONGEST_PAUSE))
        .layer(from_fn(async |request: Request, next: Next| {
            within(LONGEST_REQUEST, next.run(request)).await
        }))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::internal("a handler panicked").into_response()
        }))
        .layer(from_fn(not_stored))
        .layer(from_fn(observe::observe))
        .layer(CompressionLayer::new())
        .layer(fixed_header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed_header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed_header(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed_header(
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), geolocation=()",
        ))
}

fn fixed_header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// The answer, or one that says that it took too long.
async fn within(limit: Duration, answer: impl Future<Output = Response>) -> Response {
    tokio::time::timeout(limit, answer)
        .await
        .unwrap_or_else(|_| Problem::timed_out().into_response())
}

/// Answers of the interface are about people: no cache keeps them.
async fn not_stored(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if is_api {
        response
            .headers_mut()
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waited_too_long_is_told_what_to_do() {
        let response = within(Duration::from_millis(1), std::future::pending()).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[header::RETRY_AFTER], "5");
        let body = axum::body::to_bytes(response.into_body(), LARGEST_BODY).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["code"], "timed_out");
        assert!(body["message"]["zh"].as_str().unwrap().contains("再试一次"));
    }
}
