//! `pos-server claim export` and `claim key`: a closed month as a bundle, and the key by which others know whose it is.

use std::path::PathBuf;

use clap::Args;

use super::export::{self, ExportError};
use super::manifest::fingerprint;
use crate::app::App;
use crate::calendar::Month;
use crate::finance::replay::cli::{ReplayError, canteen};
use crate::keys::KeyError;

/// A closed month to take away.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The month, like 2026-10.
    month: Month,
    /// The folder to make; one that has something in it is refused.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Whose month, if the database keeps several canteens.
    #[arg(long, value_name = "CODE")]
    canteen: Option<String>,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// There are several canteens.
    #[error(transparent)]
    WhichCanteen(#[from] ReplayError),
    /// It was not written.
    #[error("✗ {0}")]
    Export(#[from] ExportError),
}

/// Writes a bundle and tells what is in it.
pub async fn export(app: &App, args: &ExportArgs) -> Result<(), BundleError> {
    let mut tx = app.db.snapshot().await.map_err(ExportError::from)?;
    let canteen = canteen(&mut tx, args.canteen.as_deref()).await?;
    let manifest = export::export(&mut tx, &app.keys, (canteen, args.month), &args.out).await?;
    for file in &manifest.files {
        println!("{}  {} ({})", file.sha256, file.name, file.rows);
    }
    println!("{}", key_lines(app).map_err(ExportError::from)?);
    println!(
        "已导出 exported: {}\n核对 verify:    pos-server claim verify {} --key {}",
        args.out.display(),
        args.out.display(),
        manifest.public_key
    );
    Ok(())
}

/// Prints the public key that belongs to the canteen's signatures.
pub fn key(app: &App) -> Result<(), BundleError> {
    println!("{}", key_lines(app).map_err(ExportError::from)?);
    Ok(())
}

fn key_lines(app: &App) -> Result<String, KeyError> {
    let key = app.keys.claim_public_key()?;
    Ok(format!(
        "公钥 public key:  {}\n指纹 fingerprint: {}",
        hex::encode(&key),
        fingerprint(&key)
    ))
}
