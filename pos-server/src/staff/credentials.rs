//! What does a login, a password, a PIN or a name look like? Pure checks; secrets do not print.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The shortest password, in characters.
const SHORTEST_PASSWORD: usize = 8;
/// The longest password: hashing must not be a way to keep the server busy.
const LONGEST_PASSWORD: usize = 200;
/// The longest name of a person, a lane or a canteen.
const LONGEST_NAME: usize = 60;

/// Why something typed is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// 2 to 40 letters, digits, dots, hyphens and underscores.
    #[error("a login has 2 to 40 letters, digits, dots, hyphens or underscores")]
    Login,
    /// At least 8 characters.
    #[error("a password has at least 8 characters")]
    PasswordTooShort,
    /// At most 200 characters.
    #[error("a password has at most 200 characters")]
    PasswordTooLong,
    /// Anybody would try the login first.
    #[error("the password must not be the login")]
    PasswordIsLogin,
    /// 4 to 8 digits.
    #[error("a PIN has 4 to 8 digits")]
    Pin,
    /// 1 to 60 visible characters.
    #[error("a name has 1 to 60 visible characters")]
    Name,
}

/// What somebody types to say who they are: small letters, the same on every keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login(String);

impl Login {
    /// Reads a login. Full-width and capital letters become plain small ones.
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let login: String = text.trim().nfkc().collect::<String>().to_lowercase();
        let length = login.chars().count();
        let plain = login.chars().all(|c| c.is_alphanumeric() || ['.', '-', '_'].contains(&c));
        if plain && (2..=40).contains(&length) {
            Ok(Self(login))
        } else {
            Err(CredentialError::Login)
        }
    }

    /// The login.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A password, new or typed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Takes a new password for a login.
    pub fn parse(text: &str, login: &Login) -> Result<Self, CredentialError> {
        let password = Self::typed(text);
        match password.0.chars().count() {
            0..SHORTEST_PASSWORD => Err(CredentialError::PasswordTooShort),
            SHORTEST_PASSWORD..=LONGEST_PASSWORD if password.0.to_lowercase() == login.0 => Err(CredentialError::PasswordIsLogin),
            SHORTEST_PASSWORD..=LONGEST_PASSWORD => Ok(password),
            _ => Err(CredentialError::PasswordTooLong),
        }
    }

    /// Takes what somebody typed to be let in. NFKC, so that the same keys give the same password on every system; what is
    /// too long to be anybody's is cut.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(text.nfkc().take(LONGEST_PASSWORD + 1).collect())
    }

    /// The bytes to hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(***)")
    }
}

/// A cashier's PIN.
#[derive(Clone)]
pub struct Pin(String);

impl Pin {
    /// Reads 4 to 8 digits; full-width ones become plain.
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let pin: String = text.trim().nfkc().collect();
        if (4..=8).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(pin))
        } else {
            Err(CredentialError::Pin)
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(***)")
    }
}

/// The name of a person, a lane or a canteen, as screens and receipts show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Takes a name. Controls, direction marks and other invisible characters are refused, because two names could then
    /// look the same.
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let name: String = text.trim().nfc().collect();
        let length = name.chars().count();
        if (1..=LONGEST_NAME).contains(&length) && !name.chars().any(is_invisible) {
            Ok(Self(name))
        } else {
            Err(CredentialError::Name)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_same_on_every_keyboard() {
        for (typed, login) in [("Li.Na", "li.na"), (" ｌｉｎａ ", "lina"), ("王芳", "王芳"), ("a-1_b", "a-1_b")] {
            assert_eq!(Login::parse(typed).unwrap().as_str(), login);
        }
        for bad in ["", "x", "li na", "li@na", "a\u{202e}b", "a'--", &"x".repeat(41)] {
            assert_eq!(Login::parse(bad), Err(CredentialError::Login), "{bad}");
        }
    }

    #[test]
    fn a_password_has_eight_characters_and_is_not_the_login() {
        let login = Login::parse("canteen-qiyi").unwrap();
        for (text, verdict) in [
            ("1234567", Some(CredentialError::PasswordTooShort)),
            ("七一社区食堂", Some(CredentialError::PasswordTooShort)),
            ("七一社区幸福食堂", None),
            ("Canteen-Qiyi", Some(CredentialError::PasswordIsLogin)),
            ("ｃａｎｔｅｅｎ-qiyi", Some(CredentialError::PasswordIsLogin)),
            ("correct horse", None),
        ] {
            assert_eq!(Password::parse(text, &login).err(), verdict, "{text}");
        }
        assert_eq!(
            Password::parse(&"x".repeat(201), &login).err(),
            Some(CredentialError::PasswordTooLong)
        );
        assert_eq!(format!("{:?}", Password::typed("correct horse")), "Password(***)");
    }

    #[test]
    fn a_pin_has_four_to_eight_digits() {
        assert_eq!(Pin::parse("１２３４").unwrap().as_str(), "1234");
        for bad in ["123", "123456789", "12a4", "", "12 34"] {
            assert_eq!(Pin::parse(bad).err(), Some(CredentialError::Pin), "{bad}");
        }
        assert_eq!(format!("{:?}", Pin::parse("4711").unwrap()), "Pin(***)");
    }

    #[test]
    fn a_name_is_kept_exactly_or_refused() {
        for good in ["张三", "𠮷田·买买提", "O'Neil-Śmith", "<b>窗口</b> 1"] {
            assert_eq!(Name::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "  ", "a\u{202e}b", "张\u{200b}三", "a\nb", &"名".repeat(61)] {
            assert_eq!(Name::parse(bad), Err(CredentialError::Name), "{bad:?}");
        }
    }
}
