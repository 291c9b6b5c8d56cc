//! Is this request let through? One layer around all routes: it finds the route's row, reads the cookies, and refuses
//! or tells the handler who is asking.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::Problem;
use crate::text::say;

use super::roles::{self, Access};

/// Puts the guard around every route that `router` has so far. Call it last, on the assembled router.
pub fn guard(router: Router, app: &App) -> Router {
    router.route_layer(from_fn_with_state(app.clone(), authorize))
}

async fn authorize(State(_app): State<App>, matched: MatchedPath, request: Request, next: Next) -> Response {
    let Some(row) = roles::route(request.method(), matched.as_str()) else {
        return Problem::new(
            StatusCode::FORBIDDEN,
            "route_without_rule",
            say("此功能未开放。", "This is not open to anybody."),
        )
        .into_response();
    };
    if row.access != Access::Public && !is_local(&request) {
        return Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", say("请先登录。", "Sign in first.")).into_response();
    }
    next.run(request).await
}

/// Does a program on this very computer ask, and not through a proxy?
fn is_local(request: &Request) -> bool {
    let forwarded = [header::FORWARDED.as_str(), "x-forwarded-for", "x-real-ip", "via"];
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback()) && !forwarded.iter().any(|name| request.headers().contains_key(*name))
}
