//! What keeps personal data from being read in a stolen database? One key file beside it, never inside it.
//!
//! From its 32 bytes come separate keys for sealing (XChaCha20-Poly1305), for finding (HMAC-SHA256), for the tokens of cards,
//! for those of doors, and for signing what leaves the canteen (Ed25519).

use std::fmt;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::private;

/// 10^37: a card token carries 37 digits of chance.
const TOKEN_RANGE: u128 = 10_u128.pow(37);

/// Why the key file cannot be used, or a sealed value cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the key file cannot be used: {0}")]
    File(#[from] std::io::Error),
    /// The file is no key.
    #[error("the key file must hold 64 hexadecimal digits")]
    NotAKey,
    /// The operating system gives no randomness.
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
    /// The value was sealed under another key, for another place, or was changed.
    #[error("a sealed value cannot be opened")]
    Sealed,
    /// The key that signs cannot be made.
    #[error("the signing key cannot be made: {0}")]
    Unsigned(ring::error::KeyRejected),
}

/// The keys of one installation. Printing them shows `***`.
#[derive(Clone)]
pub struct Keys {
    seal: [u8; 32],
    index: [u8; 32],
    token: [u8; 32],
    door: [u8; 32],
    claim: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(***)")
    }
}

impl Keys {
    /// Derives the keys from the 32 bytes of the key file.
    #[must_use]
    pub fn new(master: &[u8; 32]) -> Self {
        let derive = |label: &str| hmac(master, &[label.as_bytes()]);
        Self {
            seal: derive("canteen seal v1"),
            index: derive("canteen index v1"),
            token: derive("canteen card token v1"),
            door: derive("canteen door token v1"),
            claim: derive("canteen claim signature v1"),
        }
    }

    /// Reads the key file, or makes one with fresh randomness that only its owner can read. For a book that is empty: in a
    /// book with a canteen a new key opens nothing.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        match Self::load(path)? {
            Some(keys) => Ok(keys),
            None => Self::create(path),
        }
    }

    /// Reads the key file; `None` where there is none.
    pub fn load(path: &Path) -> Result<Option<Self>, KeyError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(|master| Some(Self::new(&master))).ok_or(KeyError::NotAKey)
    }

    fn create(path: &Path) -> Result<Self, KeyError> {
        let master = random()?;
        private::write_new(path, &hex::encode(master))?;
        Ok(Self::new(&master))
    }

    /// Encrypts a text for one place (`table:row:column`): moved elsewhere it cannot be opened.
    pub fn seal(&self, place: &str, text: &str) -> Result<Vec<u8>, KeyError> {
        self.seal_bytes(place, text.as_bytes())
    }

    /// Encrypts bytes for one place, as [`seal`](Self::seal) does a text.
    pub fn seal_bytes(&self, place: &str, bytes: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(KeyError::Randomness)?;
        let cipher = XChaCha20Poly1305::new(&self.seal.into());
        let payload = Payload {
            msg: bytes,
            aad: place.as_bytes(),
        };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::Sealed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`seal`](Self::seal) made for the same place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<String, KeyError> {
        String::from_utf8(self.open_bytes(place, sealed)?).map_err(|_| KeyError::Sealed)
    }

    /// Decrypts what [`seal_bytes`](Self::seal_bytes) made for the same place.
    pub fn open_bytes(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, rest) = sealed.split_first_chunk::<24>().ok_or(KeyError::Sealed)?;
        let cipher = XChaCha20Poly1305::new(&self.seal.into());
        let payload = Payload {
            msg: rest,
            aad: place.as_bytes(),
        };
        cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| KeyError::Sealed)
    }

    /// The keyed hash by which a sealed value of a kind is found again. Normalise the value first.
    #[must_use]
    pub fn index(&self, kind: &str, value: &str) -> [u8; 32] {
        hmac(&self.index, &[kind.as_bytes(), &[0], value.as_bytes()])
    }

    /// The 37 digits of chance of a card: a keyed function of its id, so that a spoilt sheet can be printed again while the
    /// database holds only the hash.
    #[must_use]
    pub fn card_digits(&self, card: Uuid) -> String {
        digits(&self.token, card)
    }

    /// The 37 digits of chance of a door's tag, as those of a card.
    #[must_use]
    pub fn door_digits(&self, tag: Uuid) -> String {
        digits(&self.door, tag)
    }

    /// The public half of the key that signs claims: what the canteen gives to whoever will check them.
    pub fn claim_public_key(&self) -> Result<Vec<u8>, KeyError> {
        Ok(self.claim_key()?.public_key().as_ref().to_vec())
    }

    /// The Ed25519 signature of a claim's manifest. The same bytes have the same signature.
    pub fn sign_claim(&self, manifest: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(self.claim_key()?.sign(manifest).as_ref().to_vec())
    }

    fn claim_key(&self) -> Result<Ed25519KeyPair, KeyError> {
        Ed25519KeyPair::from_seed_unchecked(&self.claim).map_err(KeyError::Unsigned)
    }
}

/// 37 digits that follow from a key and an id. Uniform by rejection.
fn digits(key: &[u8; 32], id: Uuid) -> String {
    let limit = u128::MAX - u128::MAX % TOKEN_RANGE;
    let mut counter = 0_u32;
    loop {
        let bytes = hmac(key, &[id.as_bytes(), &counter.to_be_bytes()]);
        let number = bytes.first_chunk::<16>().map_or(0, |b| u128::from_be_bytes(*b));
        if number < limit {
            return format!("{:037}", number % TOKEN_RANGE);
        }
        counter += 1;
    }
}

/// 32 bytes of the operating system's randomness.
pub fn random() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(KeyError::Randomness)?;
    Ok(bytes)
}

/// SHA-256 of some bytes: how tokens of all kinds are stored.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length; 32 bytes cannot be refused.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_where_it_belongs() {
        let keys = Keys::new(&[7; 32]);
        let sealed = keys.seal("resident:1:phone", "13800001111").unwrap();
        assert_eq!(keys.open("resident:1:phone", &sealed).unwrap(), "13800001111");
        assert!(keys.open("resident:2:phone", &sealed).is_err());
        assert!(Keys::new(&[8; 32]).open("resident:1:phone", &sealed).is_err());
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert!(keys.open("resident:1:phone", &changed).is_err());
        assert!(keys.open("resident:1:phone", &sealed[..10]).is_err());
        assert_ne!(sealed, keys.seal("resident:1:phone", "13800001111").unwrap());
    }

    #[test]
    fn card_digits_belong_to_one_card_and_one_key() {
        let (keys, card) = (Keys::new(&[7; 32]), Uuid::from_u128(1));
        assert_eq!(keys.card_digits(card).len(), 37);
        assert_eq!(keys.card_digits(card), keys.card_digits(card));
        assert_ne!(keys.card_digits(card), keys.card_digits(Uuid::from_u128(2)));
        assert_ne!(keys.card_digits(card), Keys::new(&[8; 32]).card_digits(card));
    }

    #[test]
    fn the_key_file_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canteen.key");
        let first = Keys::load_or_create(&path).unwrap();
        assert_eq!(first.index("a", "b"), Keys::load_or_create(&path).unwrap().index("a", "b"));
        std::fs::write(&path, "no key").unwrap();
        assert!(matches!(Keys::load_or_create(&path), Err(KeyError::NotAKey)));
    }
}
