//! How is a request read? Strictly: what is unknown, doubled, malformed or too long is refused with the field's name, and
//! what was sent is never repeated in the answer.

use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::{DeserializeOwned, DeserializeSeed};
use tower_http::timeout::TimeoutError;

use crate::calendar::DAY;
use crate::error::{FieldProblem, Problem};
use crate::text::{Sentence, say};

mod once;
use once::{NUL, Once};

/// The largest JSON body in bytes; uploads set their own limit.
pub const LARGEST_BODY: usize = 256 * 1024;
/// How much of a body that is too large is read to its end before it is refused.
const MOST_DRAINED: usize = 32 * 1024 * 1024;
/// How many characters of a field's name an answer repeats.
const LONGEST_NAME: usize = 80;

/// A JSON body, of a request or of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

/// The parameters after the `?`.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

/// The parameters in the path.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(wrong_content_type());
        }
        let request = within(LARGEST_BODY, request).await.ok_or_else(too_large)?;
        let body = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unreadable(&rejection))?;
        read(&body).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        if let Some((name, _)) = pairs.clone().find(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(nul(&name));
        }
        let text = serde_urlencoded::Deserializer::new(pairs);
        serde_path_to_error::deserialize(text)
            .map(Self)
            .map_err(|error| refuse_parameter("query_invalid", &error.path().to_string(), &error.inner().to_string()))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let said = match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => return Ok(Self(value)),
            Err(rejection) => rejection.body_text(),
        };
        let name = RawPathParams::from_request_parts(parts, state)
            .await
            .ok()
            .and_then(|params| params.iter().last().map(|(name, _)| name.to_owned()))
            .unwrap_or_default();
        Err(refuse_parameter("path_invalid", &name, &said))
    }
}

/// Is the body said to be JSON?
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

/// The body's media type without its parameters.
#[must_use]
pub fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

/// 415: the body is of another kind than the address takes.
#[must_use]
pub fn wrong_content_type() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "wrong_content_type",
        say("请求的内容类型不对。", "The content type is not the one this address takes."),
    )
}

/// Reads a JSON text that is one object. Keys may not repeat at any depth; nesting ends at 128.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut text = serde_json::Deserializer::from_slice(body);
    let scanned = Once.deserialize(&mut text).and_then(|()| text.end());
    if let Err(error) = scanned {
        return Err(if error.to_string().starts_with(NUL) {
            nul(&place_of_nul(body))
        } else {
            malformed(&error)
        });
    }
    // Serde would also take a list of a struct's fields in their order.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "field_invalid",
            "",
            ", expected an object",
        ));
    }
    let mut text = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut text).map_err(|error| {
        let said = error.inner().to_string();
        let code = if said.starts_with("unknown field") {
            "unknown_field"
        } else {
            "field_invalid"
        };
        refuse(StatusCode::UNPROCESSABLE_ENTITY, code, &error.path().to_string(), &said)
    })
}

/// Which field holds the U+0000? Asked only once it is known that there is one.
fn place_of_nul(body: &[u8]) -> String {
    let mut track = serde_path_to_error::Track::new();
    let mut text = serde_json::Deserializer::from_slice(body);
    let walked = Once.deserialize(serde_path_to_error::Deserializer::new(&mut text, &mut track));
    walked.err().map(|_| track.path().to_string()).unwrap_or_default()
}

/// 422: a text holds U+0000.
fn nul(field: &str) -> Problem {
    let field = field_name(field);
    let message = say(
        format!("“{field}”含有不能保存的字符（U+0000），请删除后重新输入。"),
        format!("The field `{field}` holds a character that cannot be kept (U+0000). Remove it and type the text again."),
    );
    Problem::field(&field, message)
}

fn malformed(error: &serde_json::Error) -> Problem {
    if error.is_data() {
        return Problem::bad_request(
            "duplicate_key",
            say("同一个字段写了两次。", "The same key stands twice in one object."),
        );
    }
    Problem::bad_request(
        "malformed_json",
        say(
            format!("请求不是完整的 JSON（第 {} 行第 {} 列）。", error.line(), error.column()),
            format!("The body is not JSON (line {}, column {}).", error.line(), error.column()),
        ),
    )
}

fn unreadable(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    too_slow(rejection).unwrap_or_else(|| Problem::bad_request("body_unreadable", say("请求没有传完。", "The body did not arrive whole.")))
}

/// 408, if a body could not be read because it came too slowly, or not at all.
pub fn too_slow(error: &(dyn std::error::Error + 'static)) -> Option<Problem> {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    let is_late = causes.any(<dyn std::error::Error>::is::<TimeoutError>);
    is_late.then(|| {
        let message = say(
            "内容传得太慢，没有收完，什么也没有保存。请检查网络后再试。",
            "The body came too slowly and was given up; nothing was saved. Check the network and try again.",
        );
        Problem::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", message)
    })
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        say("提交的内容太大。", "The body is too large."),
    )
}

/// The request, unless its body is said to be longer than `most` bytes. Such a body is thrown away while it arrives: who is
/// cut off in the middle of sending may never see the answer.
pub async fn within(most: usize, request: Request) -> Option<Request> {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length: usize = declared.and_then(|text| text.parse().ok()).unwrap_or_default();
    if length <= most {
        return Some(request);
    }
    let mut rest = MOST_DRAINED;
    let mut chunks = request.into_body().into_data_stream();
    while let Some(Ok(chunk)) = chunks.next().await {
        rest = rest.saturating_sub(chunk.len());
        if rest == 0 {
            break;
        }
    }
    None
}

/// Refuses a parameter of the address: 400 where it cannot be read, 422 where it is a day that nobody can mean.
fn refuse_parameter(code: &'static str, name: &str, said: &str) -> Problem {
    if said.contains(DAY) {
        return refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "field_invalid",
            name,
            &format!(", expected {DAY}"),
        );
    }
    refuse(StatusCode::BAD_REQUEST, code, name, said)
}

/// Refuses one field. Of the reader's words only those after "expected" are told: the others may hold what was sent.
fn refuse(status: StatusCode, code: &'static str, path: &str, said: &str) -> Problem {
    let path = if path == "." { "" } else { path };
    let field = field_name(&missing(said).map_or_else(|| path.to_owned(), |name| join(path, name)));
    let message = sentence(code, &field, said);
    Problem::new(status, code, message.clone()).with_fields(vec![FieldProblem { field, message }])
}

/// A field's name as an answer may repeat it.
fn field_name(path: &str) -> String {
    let path = if path == "." { "" } else { path };
    path.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

fn sentence(code: &str, field: &str, said: &str) -> Sentence {
    if code == "unknown_field" || said.starts_with("unknown field") {
        return say(
            format!("不认识的字段“{field}”。"),
            format!("The field `{field}` is not known here."),
        );
    }
    if missing(said).is_some() {
        return say(format!("缺少“{field}”。"), format!("The field `{field}` is missing."));
    }
    let expected = said
        .rsplit_once(", expected ")
        .map(|(_, expected)| expected.split(" at line ").next().unwrap_or_default());
    match expected {
        Some(DAY) => say(
            format!("“{field}”应为 1900-01-01 至 2200-12-31 之间的日期，写成 2026-11-23。"),
            format!("The field `{field}` is wrong: expected {DAY}."),
        ),
        Some(expected) => say(
            format!("“{field}”的内容不对{}。", words_in(expected)),
            format!("The field `{field}` is wrong: expected {expected}."),
        ),
        None => say(format!("“{field}”的内容不对。"), format!("The field `{field}` is wrong.")),
    }
}

/// The words that a field may hold, for a sentence in Chinese: of the reader's English only what it quotes is of use there.
fn words_in(expected: &str) -> String {
    let words: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    if words.is_empty() {
        String::new()
    } else {
        format!("，应为 {}", words.join("、"))
    }
}

fn missing(said: &str) -> Option<&str> {
    said.strip_prefix("missing field `")?.split('`').next()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Order {
        id: u32,
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Line {
        meal: String,
    }

    fn refused(body: &str) -> (u16, &'static str, String) {
        let problem = read::<Order>(body.as_bytes()).unwrap_err();
        let field = problem.fields.first().map_or(String::new(), |f| f.field.clone());
        (problem.status, problem.code, field)
    }

    #[test]
    fn a_wrong_body_is_refused_by_code_and_field() {
        for (body, status, code, field) in [
            ("{", 400, "malformed_json", ""),
            ("", 400, "malformed_json", ""),
            (r#"{"id":1,"lines":[]} x"#, 400, "malformed_json", ""),
            (r#"{"id":1,"id":2,"lines":[]}"#, 400, "duplicate_key", ""),
            (r#"{"id":1,"lines":[{"meal":"a","meal":"b"}]}"#, 400, "duplicate_key", ""),
            (r#"{"id":1,"lines":[],"role":"admin"}"#, 422, "unknown_field", "role"),
            (r#"{"id":1,"lines":[{"meal":"a","x":1}]}"#, 422, "unknown_field", "lines[0].x"),
            (r#"{"id":"1","lines":[]}"#, 422, "field_invalid", "id"),
            (r#"{"id":1,"lines":[{}]}"#, 422, "field_invalid", "lines[0].meal"),
            (r#"{"id":1}"#, 422, "field_invalid", "lines"),
            (r#"{"id":1,"lines":[{"meal":"a\u0000"}]}"#, 422, "field_invalid", "lines[0].meal"),
            (r#"{"id":1,"li\u0000nes":[]}"#, 422, "field_invalid", ""),
            ("[1, []]", 422, "field_invalid", ""),
            ("7", 422, "field_invalid", ""),
        ] {
            assert_eq!(refused(body), (status, code, field.to_owned()), "{body}");
        }
        assert_eq!(
            read::<Order>(b"{\"id\":1,\"lines\":[{\"meal\":\"\xff\"}]}").unwrap_err().code,
            "malformed_json"
        );
    }

    #[test]
    fn deep_nesting_is_refused_quickly() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(refused(&deep).1, "malformed_json");
        let deep = format!(r#"{{"id":{}1{}}}"#, r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
        assert_eq!(refused(&deep).1, "malformed_json");
    }

    #[test]
    fn an_answer_never_repeats_what_was_sent() {
        for body in [r#"{"id":"secret-9","lines":[]}"#, r#"{"id":1,"lines":"secret-9"}"#] {
            let problem = read::<Order>(body.as_bytes()).unwrap_err();
            assert!(!format!("{problem:?}").contains("secret-9"), "{problem:?}");
        }
    }
}
