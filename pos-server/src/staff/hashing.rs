//! Is this the right password or PIN? Slow on purpose, away from the threads that serve, a few at a time.
//!
//! A password costs 19 MiB and two passes (OWASP's first choice for argon2id). A PIN has at most eight digits, which no
//! hash can save once it is stolen: it is keyed with the key file first, which a stolen database does not hold, and then
//! costs 4 MiB and one pass, so that a change of cashiers does not wait.

use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::ids::StaffId;
use crate::keys::Keys;

use super::credentials::{Password, Pin};

/// At most two passwords are hashed at once: 38 MiB. They have a queue of their own, so that whoever guesses at the
/// office's door does not keep a cashier waiting.
static PASSWORDS: Semaphore = Semaphore::const_new(2);
/// At most two PINs are hashed at once.
static PINS: Semaphore = Semaphore::const_new(2);

/// How long somebody waits for their turn.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What the password of an unknown login is compared with, so that it takes as long as that of a known one. Nobody knows
/// a password for it: its hash is all zero.
const NOBODYS_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The same for the PIN of somebody who has none.
const NOBODYS_PIN: &str = "$argon2id$v=19$m=4096,t=1,p=1$bm9ib2R5bm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why nothing could be compared.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many sign in at once.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hash or its parameters are not usable.
    #[error("hashing failed: {0}")]
    Failed(String),
}

/// The hash to keep of a password.
pub async fn hash_password(password: Password) -> Result<String, HashError> {
    run(&PASSWORDS, move || hash(password.as_bytes(), &Params::DEFAULT)).await
}

/// The hash to keep of a person's PIN.
pub async fn hash_pin(keys: &Keys, staff: StaffId, pin: &Pin) -> Result<String, HashError> {
    let keyed = keyed(keys, staff, pin);
    run(&PINS, move || hash(&keyed, &pin_params()?)).await
}

/// Is this the password that was kept? Takes the same time when none was.
pub async fn is_password(kept: Option<String>, password: Password) -> Result<bool, HashError> {
    run(&PASSWORDS, move || {
        is_hash_of(kept.as_deref().unwrap_or(NOBODYS_PASSWORD), password.as_bytes())
    })
    .await
}

/// Is this the PIN that was kept of a person? Takes the same time when none was.
pub async fn is_pin(keys: &Keys, staff: StaffId, kept: Option<String>, pin: &Pin) -> Result<bool, HashError> {
    let keyed = keyed(keys, staff, pin);
    run(&PINS, move || is_hash_of(kept.as_deref().unwrap_or(NOBODYS_PIN), &keyed)).await
}

fn keyed(keys: &Keys, staff: StaffId, pin: &Pin) -> [u8; 32] {
    keys.index("pin", &format!("{staff}:{}", pin.as_str()))
}

fn pin_params() -> Result<Params, HashError> {
    Params::new(4096, 1, 1, None).map_err(|error| HashError::Failed(error.to_string()))
}

fn hash(secret: &[u8], params: &Params) -> Result<String, HashError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hashed: PasswordHash = argon2.hash_password(secret).map_err(|error| HashError::Failed(error.to_string()))?;
    Ok(hashed.to_string())
}

fn is_hash_of(kept: &str, secret: &[u8]) -> Result<bool, HashError> {
    let kept = PasswordHash::new(kept).map_err(|error| HashError::Failed(error.to_string()))?;
    match Argon2::default().verify_password(secret, &kept) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(HashError::Failed(error.to_string())),
    }
}

async fn run<T: Send + 'static>(
    queue: &'static Semaphore,
    work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
) -> Result<T, HashError> {
    let turn = tokio::time::timeout(LONGEST_WAIT, queue.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err(HashError::Busy);
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| HashError::Failed(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_and_the_right_pin_fit() {
        let kept = hash_password(Password::typed("correct horse")).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_password(Some(kept.clone()), Password::typed("correct horse")).await.unwrap());
        assert!(!is_password(Some(kept), Password::typed("correct horsf")).await.unwrap());

        let (keys, staff, pin) = (Keys::new(&[7; 32]), StaffId::new(), Pin::parse("4711").unwrap());
        let kept = hash_pin(&keys, staff, &pin).await.unwrap();
        assert!(is_pin(&keys, staff, Some(kept.clone()), &pin).await.unwrap());
        for (keys, staff, pin) in [
            (Keys::new(&[8; 32]), staff, "4711"),
            (keys.clone(), StaffId::new(), "4711"),
            (keys.clone(), staff, "4712"),
        ] {
            assert!(!is_pin(&keys, staff, Some(kept.clone()), &Pin::parse(pin).unwrap()).await.unwrap());
        }
    }

    #[tokio::test]
    async fn whoever_has_no_password_is_compared_all_the_same() {
        assert!(!is_password(None, Password::typed("")).await.unwrap());
        let (keys, pin) = (Keys::new(&[7; 32]), Pin::parse("0000").unwrap());
        assert!(!is_pin(&keys, StaffId::new(), None, &pin).await.unwrap());
        let cost = |hash: &str| hash.split('$').nth(3).map(str::to_owned);
        assert_eq!(cost(NOBODYS_PASSWORD), cost(&hash(b"x", &Params::DEFAULT).unwrap()));
        assert_eq!(cost(NOBODYS_PIN), cost(&hash(b"x", &pin_params().unwrap()).unwrap()));
    }
}
