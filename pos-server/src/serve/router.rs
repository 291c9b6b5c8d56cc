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
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::{RequestBodyDeadlineLayer, RequestBodyTimeoutLayer};
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
use crate::{cards, deliveries, finance, menu, residents, sales, staff, subsidy};

/// How long a request may take in all.
const LONGEST_REQUEST: Duration = Duration::from_mins(1);
/// How many times the longest pause a whole body may take.
const PAUSES: u32 = 5;

/// From how many bytes on an answer is compressed. A sale's is shorter: its two packets arrive together, made smaller or not.
const WORTH_COMPRESSING: u64 = 2_048;

/// Nothing from elsewhere, nothing inside a frame; the camera's reader is WebAssembly.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";
/// The camera reads cards; nothing else of the device is asked for.
const PERMISSIONS_POLICY: &str = "camera=(self), microphone=(self), geolocation=()";

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
        .merge(deliveries::plans::http::routes())
        .merge(deliveries::rounds::http::routes())
        .merge(deliveries::tags::http::routes())
        .merge(deliveries::door::http::routes())
        .merge(deliveries::door::office::routes())
        .merge(deliveries::door::paper::routes())
        .merge(deliveries::bags::http::routes())
        .merge(deliveries::board::http::routes())
        .merge(deliveries::reveal::routes())
        .merge(menu::dishes::http::routes())
        .merge(menu::days::http::routes())
        .merge(menu::kitchen::http::routes())
        .merge(deliveries::questions::http::routes())
        .merge(deliveries::hours::http::routes())
        .merge(deliveries::silence::http::routes())
        .merge(finance::http::routes());
    OpenApiRouter::with_openapi(ApiDoc::openapi()).nest("/api/v1", routes)
}

/// The interface's description.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

/// Everything that the server answers; a client may pause for as long as `patience` while it sends a body.
pub(super) fn router(app: &App, queue: SaleQueue, watched: Watched, patience: Duration) -> Router {
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
    // One layer made of many, the outermost first: a router boxes each layer that it is given, and clones it for every request.
    staff::authorize::guard(guarded, app).fallback(pages::page).layer((
        fixed_header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        fixed_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        fixed_header(header::X_FRAME_OPTIONS, "DENY"),
        fixed_header(header::REFERRER_POLICY, "no-referrer"),
        fixed_header(HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
        CompressionLayer::new().compress_when(DefaultPredicate::new().and(SizeAbove::new(WORTH_COMPRESSING))),
        from_fn(observe::observe),
        from_fn(not_stored),
        CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| Problem::internal("a handler panicked").into_response()),
        from_fn(async |request: Request, next: Next| within(LONGEST_REQUEST, next.run(request)).await),
        RequestBodyDeadlineLayer::new(patience * PAUSES),
        RequestBodyTimeoutLayer::new(patience),
        DefaultBodyLimit::max(LARGEST_BODY),
        (
            Extension(furnish::SHIPPED_POLICY),
            Extension(health::Readiness::default()),
            Extension(queue),
            Extension(watched),
            Extension(Printers::default()),
        ),
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
