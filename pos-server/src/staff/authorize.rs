//! Is this request let through? One layer around all routes: it finds the route's row, reads the cookies, and refuses
//! or tells the handler who is asking.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::Problem;
use crate::json;
use crate::text::say;

use super::actor::{AtLane, LaneDevice, sign_in_first};
use super::origin;
use super::recent::Recent;
use super::roles::{self, Access, Action, Body, Route};
use super::sessions::{self, SignedIn, Visitor};

/// Puts the guard around every route that `router` has so far. Call it last, on the assembled router.
pub fn guard(router: Router, app: &App) -> Router {
    router.route_layer(from_fn_with_state((app.clone(), Recent::default()), authorize))
}

async fn authorize(State((app, recent)): State<(App, Recent)>, matched: MatchedPath, mut request: Request, next: Next) -> Response {
    if let Err(problem) = let_through(&app, &recent, matched.as_str(), &mut request).await {
        return problem.into_response();
    }
    request.extensions_mut().insert(recent);
    next.run(request).await
}

/// Finds the row, checks it, and tells the request who is asking.
async fn let_through(app: &App, recent: &Recent, path: &str, request: &mut Request) -> Result<(), Problem> {
    let row = roles::route(request.method(), path).ok_or_else(|| without_rule(path))?;
    origin::check(app, request)?;
    if row.access != Access::Public && !(matches!(row.access, Access::LocalOr(_)) && is_local(request)) {
        let visitor = sessions::visitor(app, recent, request.headers()).await?;
        admit(row.access, visitor, request)?;
    }
    check_body(row, request.method(), request.headers())
}

/// Compares a visitor with what the row asks for.
fn admit(access: Access, visitor: Visitor, request: &mut Request) -> Result<(), Problem> {
    let Visitor { signed_in, lane } = visitor;
    match access {
        Access::Public => {}
        Access::LaneDevice => {
            request.extensions_mut().insert(lane.ok_or_else(LaneDevice::missing)?);
        }
        Access::AtLane(action) => {
            let lane = lane.ok_or_else(LaneDevice::missing)?;
            let cashier = with_action(signed_in, action)?.actor;
            if cashier.lane.is_none() {
                return Err(sign_in_first());
            }
            request.extensions_mut().insert(lane.clone());
            request.extensions_mut().insert(cashier.clone());
            request.extensions_mut().insert(AtLane { cashier, lane });
        }
        Access::Staff(action) | Access::LocalOr(action) => {
            let person = with_action(signed_in, action)?;
            if person.by_pin {
                return Err(password_needed());
            }
            request.extensions_mut().insert(person.actor);
        }
    }
    Ok(())
}

fn with_action(signed_in: Option<SignedIn>, action: Action) -> Result<SignedIn, Problem> {
    let person = signed_in.ok_or_else(sign_in_first)?;
    if roles::may(person.actor.role, action) {
        Ok(person)
    } else {
        Err(not_allowed())
    }
}

/// A browser can be made to send a form across sites, but neither JSON nor a file without asking first.
fn check_body(row: &Route, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    let fits = match row.body {
        Body::None => true,
        Body::Json => json::is_json(headers),
        Body::Upload => json::media_type(headers).is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/form-data")),
    };
    if method.is_safe() || fits {
        Ok(())
    } else {
        Err(json::wrong_content_type())
    }
}

/// Does a program on this very computer ask, and not through a proxy?
fn is_local(request: &Request) -> bool {
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback()) && !forwarded.iter().any(|name| request.headers().contains_key(*name))
}

fn without_rule(path: &str) -> Problem {
    if roles::is_known(path) {
        return Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            say("这个地址不支持这种操作。", "This address does not take this method."),
        );
    }
    Problem::new(
        StatusCode::FORBIDDEN,
        "route_without_rule",
        say("此功能未开放。", "This is open to nobody: the table of routes does not list it."),
    )
}

fn not_allowed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_allowed",
        say(
            "您的角色没有这项权限，请联系管理员。",
            "Your role may not do this. Ask an administrator.",
        ),
    )
}

fn password_needed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "password_needed",
        say(
            "PIN 只能在窗口收银；进入办公页面请用密码登录。",
            "A PIN is for selling only. Sign in with your password.",
        ),
    )
}
