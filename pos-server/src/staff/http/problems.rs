//! How does a refused sign-in, enrolment or set-up read on the wire?

use axum::http::StatusCode;

use crate::error::Problem;
use crate::staff::credentials::CredentialError;
use crate::staff::enrol::EnrolError;
use crate::staff::hashing::HashError;
use crate::staff::login::SignInError;
use crate::staff::people::StaffError;
use crate::staff::setup::SetupError;
use crate::text::say;

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::WrongCredentials => Self::new(
                StatusCode::UNAUTHORIZED,
                "wrong_credentials",
                say("登录名或密码不对。", "The login or the password is wrong."),
            ),
            SignInError::WrongPin => Self::new(
                StatusCode::UNAUTHORIZED,
                "wrong_pin",
                say("PIN 不对，请再试一次。", "The PIN is wrong. Try again."),
            ),
            SignInError::WrongPassword => Self::unprocessable("wrong_password", say("原密码不对。", "The old password is wrong.")),
            SignInError::New(error) => in_field("new_password", error),
            SignInError::NotAllowed => Self::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                say("这个角色没有这项权限。", "This role may not do that."),
            ),
            SignInError::TooMany(seconds) => too_many(seconds),
            SignInError::Hash(error) => error.into(),
            SignInError::Key(error) => Self::internal(error),
            SignInError::Db(error) => error.into(),
        }
    }
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_busy",
                say("登录的人太多，请稍后再试。", "Too many are signing in. Try again in a moment."),
            )
            .retry_after(2),
            HashError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<CredentialError> for Problem {
    fn from(error: CredentialError) -> Self {
        let (field, message) = match error {
            CredentialError::Login => (
                "login",
                say(
                    "登录名为 2 至 40 个字母、数字、点、横线或下划线。",
                    "A login has 2 to 40 letters, digits, dots, hyphens or underscores.",
                ),
            ),
            CredentialError::PasswordTooShort => ("password", say("密码至少 8 个字符。", "A password has at least 8 characters.")),
            CredentialError::PasswordTooLong => ("password", say("密码最多 200 个字符。", "A password has at most 200 characters.")),
            CredentialError::PasswordIsLogin => ("password", say("密码不能和登录名相同。", "The password must not be the login.")),
            CredentialError::Pin => ("pin", say("PIN 为 4 至 8 位数字。", "A PIN has 4 to 8 digits.")),
            CredentialError::Name => (
                "name",
                say(
                    "名称为 1 至 60 个可见字符，不能含有换行或不可见字符。",
                    "A name has 1 to 60 visible characters, no line breaks and no invisible ones.",
                ),
            ),
        };
        Self::field(field, message)
    }
}

impl From<StaffError> for Problem {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::Credential(error) => error.into(),
            StaffError::LoginTaken => Self::conflict(
                "login_taken",
                say("这个登录名已被使用，请换一个。", "Somebody has this login already. Choose another."),
            ),
            StaffError::IdReused => Self::conflict(
                "id_reused",
                say("这个编号已属于另一个人。", "This id belongs to somebody else already."),
            ),
            StaffError::NotFound => Self::not_found(),
            StaffError::LastAdmin => Self::conflict(
                "last_admin",
                say(
                    "这是最后一位管理员，请先添加另一位。",
                    "This is the last administrator. Add another one first.",
                ),
            ),
            StaffError::Hash(error) => error.into(),
            StaffError::Db(error) => error.into(),
        }
    }
}

impl From<EnrolError> for Problem {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "lane_code_unknown",
                say(
                    "没有这个绑定码，请核对 8 位数字。",
                    "There is no such code. Check the eight digits.",
                ),
            ),
            EnrolError::Expired => Self::new(
                StatusCode::GONE,
                "lane_code_expired",
                say(
                    "绑定码已使用或已过期，请在办公室重新生成。",
                    "The code is used or too old. Make a new one in the office.",
                ),
            ),
            EnrolError::TooMany(seconds) => too_many(seconds),
            EnrolError::NotFound => Self::not_found(),
            EnrolError::Drawing(error) => Self::internal(error),
            EnrolError::Key(error) => Self::internal(error),
            EnrolError::Db(error) => error.into(),
        }
    }
}

impl From<SetupError> for Problem {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Link => Self::new(
                StatusCode::GONE,
                "setup_link_expired",
                say(
                    "设置链接已失效，请重新启动服务器，使用它打印的新链接。",
                    "The set-up link is not good any more. Restart the server and use the link it prints.",
                ),
            ),
            SetupError::AlreadyDone => Self::conflict(
                "already_set_up",
                say("食堂已经设置好，请直接登录。", "The canteen is set up already. Sign in."),
            ),
            SetupError::Credential(error) => error.into(),
            SetupError::Staff(error) => error.into(),
            SetupError::OtherKey(_) | SetupError::KeyMissing(_) | SetupError::Furnish(_) | SetupError::Key(_) => Self::internal(error),
            SetupError::Db(error) => error.into(),
        }
    }
}

/// The problem of something typed into a field with a name of its own.
pub(super) fn in_field(field: &str, error: CredentialError) -> Problem {
    let mut problem = Problem::from(error);
    for part in &mut problem.fields {
        field.clone_into(&mut part.field);
    }
    problem
}

fn too_many(seconds: u64) -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        say(
            format!("错误次数太多，请 {seconds} 秒后再试。"),
            format!("Too many wrong tries. Try again in {seconds} seconds."),
        ),
    )
    .retry_after(seconds)
}
