//! Does this request come from our own page? Cookies are SameSite=Strict already; this is the second bolt, for every method
//! that changes something.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};

use crate::app::App;
use crate::error::Problem;
use crate::text::say;

/// Refuses an unsafe request that another site's page sent.
pub fn check(app: &App, request: &Request) -> Result<(), Problem> {
    if request.method().is_safe() || is_own(&app.base_url, app.is_https, request.uri(), request.headers()) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "cross_site",
        say("请求来自别的网站，已拒绝。", "The request comes from another site and is refused."),
    ))
}

/// What browsers say of where a request comes from. Programs that are no browsers say nothing, and carry no one else's
/// cookies.
fn is_own(base_url: &str, is_https: bool, uri: &Uri, headers: &HeaderMap) -> bool {
    let fetch_site = headers.get("sec-fetch-site");
    if fetch_site.is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    origins.next().is_none() && (origin == base_url || is_host(origin, is_https, uri, headers))
}

/// Is the origin the host that the request was sent to? A canteen's server is reached by several names.
fn is_host(origin: &str, is_https: bool, uri: &Uri, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(host) = host.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str)) else {
        return false;
    };
    match origin.split_once("://") {
        Some(("https", authority)) => authority.eq_ignore_ascii_case(host),
        Some(("http", authority)) => !is_https && authority.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(is_https: bool, origin: Option<&'static str>, site: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "192.168.1.20:8080".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        if let Some(site) = site {
            headers.insert("sec-fetch-site", site.parse().unwrap());
        }
        is_own("http://canteen.lan:8080", is_https, &"/api/v1/session".parse().unwrap(), &headers)
    }

    #[test]
    fn only_our_own_pages_change_anything() {
        assert!(own(false, None, None), "a program that is no browser");
        assert!(own(false, Some("http://192.168.1.20:8080"), Some("same-origin")));
        assert!(own(false, Some("http://canteen.lan:8080"), None), "by the name that people type");
        assert!(own(false, Some("https://192.168.1.20:8080"), None), "a proxy speaks https for us");
        for (origin, site) in [
            (Some("http://evil.example"), None),
            (Some("null"), None),
            (Some("http://192.168.1.20:8081"), None),
            (Some("http://192.168.1.20:8080.evil.example"), None),
            (Some("http://192.168.1.20:8080"), Some("cross-site")),
            (Some("http://192.168.1.20:8080"), Some("same-site")),
            (None, Some("cross-site")),
            (Some("file://"), None),
        ] {
            assert!(!own(false, origin, site), "{origin:?} {site:?}");
        }
        assert!(!own(true, Some("http://192.168.1.20:8080"), None), "the page before the redirect");
    }
}
