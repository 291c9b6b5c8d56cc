//! What does a caller see when something is refused? One problem+json shape (RFC 9457), with a stable code, a sentence
//! that says the next step, and no internals.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::text::{Sentence, say};

/// The body of every error answer (`application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code tells the kinds apart.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable, `snake_case`; what programs read.
    pub code: &'static str,
    /// The message in Chinese, for tools that know RFC 9457 only.
    pub detail: String,
    /// What people read.
    pub message: Sentence,
    /// Which parts of the request are wrong, where that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// After how many seconds another try makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
}

/// One part of a request that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field's name in the body, or a place such as `line 12`.
    pub field: String,
    /// What is wrong with it and what would be right.
    pub message: Sentence,
}

impl Problem {
    /// A problem with a status, a stable code and a sentence.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: Sentence) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code,
            detail: message.zh.clone(),
            message,
            fields: Vec::new(),
            retry_after_seconds: None,
        }
    }

    /// 400: the request cannot be read.
    #[must_use]
    pub fn bad_request(code: &'static str, message: Sentence) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 404: what the path names does not exist, or belongs to another canteen.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            say("没有找到，请返回上一页刷新后再试。", "Not found. Go back, refresh and try again."),
        )
    }

    /// 409: true, but not now.
    #[must_use]
    pub fn conflict(code: &'static str, message: Sentence) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// 422: the request can be read, but what it says cannot be.
    #[must_use]
    pub fn unprocessable(code: &'static str, message: Sentence) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    /// 422 for one field of the body.
    #[must_use]
    pub fn field(field: impl Into<String>, message: Sentence) -> Self {
        let mut problem = Self::unprocessable("field_invalid", message.clone());
        problem.fields.push(FieldProblem {
            field: field.into(),
            message,
        });
        problem
    }

    /// 500: ours to mend. The cause goes to the log, not to the caller.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            say(
                "系统出错，这一步可能没有完成。请原样再试一次，同一笔不会记两次；若仍不行请联系管理员。",
                "Something broke, and this may not have been done. Send the same again, it is never booked twice; if it persists \
                 call the administrator.",
            ),
        )
    }

    /// 503: the database cannot be reached or cannot write. Perhaps only its answer was lost, so nothing is said of the books.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "database unavailable");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database_unavailable",
            say(
                "数据库暂时不可用，这一步是否已记账还不知道。请稍后原样再试一次：同一笔不会记两次。",
                "The database is unavailable, and it is not known whether this was booked. Send the same again in a moment: \
                 it is never booked twice.",
            ),
        )
        .retry_after(1)
    }

    /// 503: the answer took longer than anybody waits.
    #[must_use]
    pub fn timed_out() -> Self {
        tracing::error!("a request took too long");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "timed_out",
            say(
                "服务器太忙，这一步没有等到结果，是否已完成还不知道。请稍后原样再试一次：同一笔不会记两次。",
                "The server took too long, and it is not known whether this was done. Send the same again in a moment: \
                 it is never booked twice.",
            ),
        )
        .retry_after(5)
    }

    /// 503: others were quicker, again and again; nothing was booked.
    pub fn try_again(cause: impl std::fmt::Display) -> Self {
        tracing::warn!(%cause, "lost the race too often");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "try_again",
            say(
                "同时有别的窗口在办理，这一步没有记账，请再试一次。",
                "Others were served at the same moment; nothing was booked. Try again.",
            ),
        )
        .retry_after(1)
    }

    /// 503: the database's disk is full or does not take what is written; nothing was booked.
    pub fn unwritable(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "the database cannot write");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage_failed",
            say(
                "服务器的磁盘写不进去了（可能已满），这一步没有记账。请管理员清理磁盘，之后会自动恢复，不用重启。",
                "The server cannot write to its disk, which may be full; nothing was booked. Once there is space it goes on by itself.",
            ),
        )
        .retry_after(1)
    }

    /// Says after how many seconds another try makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Names the parts of the request that are wrong.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.fields = fields;
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = self.retry_after_seconds;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
