//! Which file is a page made of? The built front end, carried inside the program.

use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::Problem;
use crate::text::say;

#[derive(RustEmbed)]
#[folder = "../kiosk-web/dist"]
#[allow_missing = true]
struct Dist;

/// Serves a file of the front end, its first page for the addresses that it draws itself, and a problem for the rest.
pub async fn page(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if uri.path().starts_with("/api/") {
        return Problem::not_found().into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        let message = say("这个地址不支持这种操作。", "This address does not take this method.");
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).into_response();
    }
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        return answer(path, &file);
    }
    let drawn_by_the_page =
        matches!(path, "" | "shift" | "display" | "board" | "round" | "setup" | "office") || path.starts_with("office/");
    match Dist::get("index.html") {
        Some(index) if drawn_by_the_page => answer("index.html", &index),
        Some(_) => Problem::not_found().into_response(),
        None => Problem::new(
            StatusCode::NOT_FOUND,
            "page_not_built",
            say(
                "网页还没有构建：请先运行 scripts/run。",
                "The page was not built: run scripts/run first.",
            ),
        )
        .into_response(),
    }
}

fn answer(path: &str, file: &EmbeddedFile) -> Response {
    let kind = HeaderValue::from_str(file.metadata.mimetype()).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    // Built files carry their hash in their name; the page that names them must be asked for each time.
    let keep = if path.starts_with("assets/") || path.starts_with("round/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, file.data.clone().into_owned()).into_response()
}
