//! Is this the right password or PIN? Slow on purpose, away from the threads that serve, a few at a time.
//!
//! A password costs 19 MiB and two passes (OWASP's first choice for argon2id). A PIN has at most eight digits, which no
//! hash can save once it is stolen: it is keyed with the key file first, which a stolen database does not hold, and then
//! costs 4 MiB and one pass, so that a change of cashiers does not wait.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

use crate::ids::StaffId;
use crate::keys::Keys;

use super::credentials::{Password, Pin};

/// Passwords have places of their own, so that whoever guesses at the office's door does not keep a cashier waiting.
static PASSWORDS: Places = Places::two();
/// So have PINs.
static PINS: Places = Places::two();

/// Where secrets are hashed: two at once, each in memory that is kept for the next one. Memory that was given back would stay
/// with whichever thread hashed last, and threads change: a few dozen guesses left half a gigabyte behind.
struct Places {
    turns: Semaphore,
    memory: Mutex<Vec<Vec<Block>>>,
}

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
    PASSWORDS
        .run(move |memory| hash(password.as_bytes(), Params::DEFAULT, memory))
        .await
}

/// The hash to keep of a person's PIN.
pub async fn hash_pin(keys: &Keys, staff: StaffId, pin: &Pin) -> Result<String, HashError> {
    let keyed = keyed(keys, staff, pin);
    PINS.run(move |memory| hash(&keyed, pin_params()?, memory)).await
}

/// Is this the password that was kept? Takes the same time when none was.
pub async fn is_password(kept: Option<String>, password: Password) -> Result<bool, HashError> {
    PASSWORDS
        .run(move |memory| is_hash_of(kept.as_deref().unwrap_or(NOBODYS_PASSWORD), password.as_bytes(), memory))
        .await
}

/// Is this the PIN that was kept of a person? Takes the same time when none was.
pub async fn is_pin(keys: &Keys, staff: StaffId, kept: Option<String>, pin: &Pin) -> Result<bool, HashError> {
    let keyed = keyed(keys, staff, pin);
    PINS.run(move |memory| is_hash_of(kept.as_deref().unwrap_or(NOBODYS_PIN), &keyed, memory))
        .await
}

impl Places {
    const fn two() -> Self {
        Self {
            turns: Semaphore::const_new(2),
            memory: Mutex::new(Vec::new()),
        }
    }

    /// Works in one of the places. It is taken until the work is done, even if whoever asked has hung up.
    async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let Ok(Ok(turn)) = tokio::time::timeout(LONGEST_WAIT, self.turns.acquire()).await else {
            return Err(HashError::Busy);
        };
        let at_work = tokio::task::spawn_blocking(move || {
            let mut memory = self.with_memory(Vec::pop).unwrap_or_default();
            let done = work(&mut memory);
            self.with_memory(|kept| kept.push(memory));
            drop(turn);
            done
        });
        at_work.await.map_err(failed)?
    }

    fn with_memory<T>(&self, work: impl FnOnce(&mut Vec<Vec<Block>>) -> T) -> T {
        work(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn keyed(keys: &Keys, staff: StaffId, pin: &Pin) -> [u8; 32] {
    keys.index("pin", &format!("{staff}:{}", pin.as_str()))
}

fn pin_params() -> Result<Params, HashError> {
    Params::new(4096, 1, 1, None).map_err(failed)
}

fn hash(secret: &[u8], params: Params, memory: &mut Vec<Block>) -> Result<String, HashError> {
    let mut salt = [0; Salt::RECOMMENDED_LENGTH];
    getrandom::fill(&mut salt).map_err(failed)?;
    let kept = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(failed)?,
        salt: Some(Salt::new(&salt).map_err(failed)?),
        hash: Some(output(secret, &salt, params, memory)?),
    };
    Ok(kept.to_string())
}

fn is_hash_of(kept: &str, secret: &[u8], memory: &mut Vec<Block>) -> Result<bool, HashError> {
    let kept = PasswordHash::new(kept).map_err(failed)?;
    let is_ours = kept.algorithm == Algorithm::Argon2id.ident() && kept.version == Some(Version::V0x13.into());
    let (true, Some(salt), Some(hash)) = (is_ours, &kept.salt, &kept.hash) else {
        return Err(failed("not an argon2id hash of version 19"));
    };
    let params = Params::try_from(&kept).map_err(failed)?;
    // Compared in constant time, as its type promises.
    Ok(output(secret, salt, params, memory)? == *hash)
}

fn output(secret: &[u8], salt: &[u8], params: Params, memory: &mut Vec<Block>) -> Result<Output, HashError> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::new());
    }
    let mut hash = [0; Output::MAX_LENGTH];
    let hash = hash
        .get_mut(..params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))
        .ok_or_else(|| failed("the hash is too long"))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(secret, salt, hash, memory)
        .map_err(failed)?;
    Output::new(hash).map_err(failed)
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands its error over")]
fn failed(error: impl ToString) -> HashError {
    HashError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordVerifier;

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
        let mut memory = Vec::new();
        assert_eq!(cost(NOBODYS_PASSWORD), cost(&hash(b"x", Params::DEFAULT, &mut memory).unwrap()));
        assert_eq!(cost(NOBODYS_PIN), cost(&hash(b"x", pin_params().unwrap(), &mut memory).unwrap()));
    }

    #[test]
    fn memory_that_was_used_before_changes_no_hash() {
        let mut memory = Vec::new();
        let kept = hash(b"correct horse", Params::DEFAULT, &mut memory).unwrap();
        // The library's own comparison takes fresh memory each time.
        let afresh = |secret: &[u8]| {
            Argon2::default()
                .verify_password(secret, &PasswordHash::new(&kept).unwrap())
                .is_ok()
        };
        for (secret, fits) in [(b"correct horse", true), (b"correct horsf", false), (b"correct horse", true)] {
            assert_eq!(is_hash_of(&kept, secret, &mut memory).unwrap(), fits);
            assert_eq!(afresh(secret), fits);
        }
        assert_eq!(memory.len(), Params::DEFAULT.block_count());
        let other = kept.replace("argon2id", "argon2i");
        assert!(is_hash_of(&other, b"correct horse", &mut memory).is_err());
    }

    #[tokio::test]
    async fn a_place_is_taken_until_the_work_is_done_even_if_whoever_asked_hangs_up() {
        static PLACES: Places = Places::two();
        let (begin, has_begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
        let asked = tokio::spawn(PLACES.run(move |memory| {
            memory.push(Block::new());
            begin.send(()).unwrap();
            may_go_on.recv().unwrap();
            Ok(())
        }));
        has_begun.await.unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(PLACES.turns.available_permits(), 1);
        go_on.send(()).unwrap();
        let _both = PLACES.turns.acquire_many(2).await.unwrap();
        assert_eq!(PLACES.with_memory(|kept| kept.iter().map(Vec::len).collect::<Vec<_>>()), [1]);
    }
}
