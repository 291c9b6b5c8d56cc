//! What does a browser carry? Cookies with 32 secret bytes each; the server keeps their hashes only.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::App;
use crate::keys::{self, KeyError};

/// How long a signed-in person stays so, in seconds: twelve hours, a long working day.
pub const SESSION_SECONDS: i64 = 12 * 60 * 60;
/// How long a browser keeps a lane's cookie: the most that browsers allow. It is renewed each time a cashier signs in.
const LANE_SECONDS: i64 = 400 * 24 * 60 * 60;

/// How long a phone keeps a round's cookie: what happened at the doors may be brought for three days after the round's own.
const ROUND_SECONDS: i64 = 4 * 24 * 60 * 60;

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// A signed-in person.
    Session,
    /// An enrolled counter device.
    Lane,
    /// A diner's display beside a counter.
    Display,
    /// A volunteer's phone with one round.
    Round,
}

/// 32 random bytes that a browser shows to be known. Printing it shows `***`.
#[derive(Clone, Copy)]
pub struct Token([u8; 32]);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

impl Token {
    /// A new token.
    pub fn new() -> Result<Self, KeyError> {
        keys::random().map(Self)
    }

    /// A token of bytes that are as good as random.
    #[must_use]
    pub const fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads a token as [`text`](Self::text) wrote it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The token as text, for the browser only.
    #[must_use]
    pub fn text(&self) -> String {
        hex::encode(self.0)
    }

    /// What the database keeps of it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        keys::sha256(&self.0)
    }
}

impl Cookie {
    /// On https the name has the prefix that makes browsers refuse a copy set by a neighbour or without encryption.
    const fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Session, false) => "canteen_session",
            (Self::Session, true) => "__Host-canteen_session",
            (Self::Lane, false) => "canteen_lane",
            (Self::Lane, true) => "__Host-canteen_lane",
            (Self::Display, false) => "canteen_display",
            (Self::Display, true) => "__Host-canteen_display",
            (Self::Round, false) => "canteen_round",
            (Self::Round, true) => "__Host-canteen_round",
        }
    }

    /// The token that a request carries; `None` too when it is garbage or stands twice.
    #[must_use]
    pub fn read(self, app: &App, headers: &HeaderMap) -> Option<Token> {
        let name = self.name(app.is_https);
        let mut values = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter_map(|(key, value)| (key == name).then_some(value));
        match (values.next(), values.next()) {
            (Some(value), None) => Token::parse(value),
            _ => None,
        }
    }

    /// The header that gives a browser a token.
    #[must_use]
    pub fn set(self, app: &App, token: &Token) -> HeaderValue {
        let seconds = match self {
            Self::Session => SESSION_SECONDS,
            Self::Lane | Self::Display => LANE_SECONDS,
            Self::Round => ROUND_SECONDS,
        };
        self.header(app, &token.text(), seconds)
    }

    /// The header that takes the token away.
    #[must_use]
    pub fn clear(self, app: &App) -> HeaderValue {
        self.header(app, "", 0)
    }

    fn header(self, app: &App, value: &str, seconds: i64) -> HeaderValue {
        let secure = if app.is_https { "; Secure" } else { "" };
        let name = self.name(app.is_https);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
        // Hexadecimal digits and fixed words are always a valid header.
        let mut header = HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""));
        header.set_sensitive(true);
        header
    }
}
