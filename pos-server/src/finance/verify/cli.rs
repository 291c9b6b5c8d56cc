//! `pos-server claim verify`: for whoever has a bundle and wants to know whether it is what the canteen closed.

use std::path::PathBuf;

use clap::Args;

use super::{Verified, verify};
use crate::finance::bundle::manifest::fingerprint;

/// What `pos-server claim --help` ends with.
pub const EXAMPLES: &str = "Examples:
  pos-server claim export 2026-10 --out claim-2026-10          the closed month as a folder of plain files, signed
  pos-server claim verify claim-2026-10 --key 3d40…            needs no server, no database and no data folder
  pos-server claim key                                         the canteen's public key: give it away before the first claim

The verifier computes everything again from the files: the signature, the hash of each file and row, what two people approved, the
chain of the journal and the sums of its entries. The first wrong row is named with its file and number, and the exit code is 1.";

/// A bundle to verify.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The bundle's folder.
    folder: PathBuf,
    /// The canteen's public key as it was given to you: 64 hexadecimal digits.
    #[arg(long, value_name = "HEX", value_parser = public_key)]
    key: Option<PublicKey>,
}

/// A key as somebody typed it.
#[derive(Debug, Clone)]
struct PublicKey([u8; 32]);

fn public_key(text: &str) -> Result<PublicKey, String> {
    let bytes = hex::decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(PublicKey).ok_or_else(|| "a key is 64 hexadecimal digits".to_owned())
}

/// Verifies a bundle and prints how it went. A fault is an error.
pub fn run(args: &VerifyArgs) -> Result<(), super::wrong::Wrong> {
    let verified = verify(&args.folder, args.key.as_ref().map(|key| key.0.as_slice()))?;
    println!("{}", told(&verified, args.key.is_some()));
    Ok(())
}

fn told(verified: &Verified, is_key_known: bool) -> String {
    let manifest = &verified.manifest;
    let mut lines = vec![
        format!("{} 的申报包没有错误 The bundle of {} is sound.", manifest.month, manifest.month),
        format!(
            "就餐 {} 笔，分录 {} 笔 ({} meals, {} entries)",
            verified.meals, verified.entries, verified.meals, verified.entries
        ),
    ];
    let key = hex::decode(&manifest.public_key).unwrap_or_default();
    lines.push(format!(
        "公钥 public key:  {}\n指纹 fingerprint: {}",
        manifest.public_key,
        fingerprint(&key)
    ));
    if !is_key_known {
        lines.push(
            "请与食堂公布的公钥比对，或用 --key 再核对一次：谁都能另做一份并自己签名。\nCompare it with the key that the canteen gave you, or \
             verify again with --key: anybody can make another bundle and sign it."
                .to_owned(),
        );
    }
    lines.join("\n")
}
