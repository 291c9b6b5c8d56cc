//! How does a text become a QR code? As one SVG path of horizontal runs, with its quiet zone: a third of the bytes that
//! squares take, and it prints sharp.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode, Version};

pub use qrcode::EcLevel as Level;

/// Four modules of white on each side, as ISO/IEC 18004 asks.
const QUIET: usize = 4;

/// A drawn code: `<svg viewBox="0 0 size size"><path d="path"/></svg>`, one unit per module, quiet zone included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The `d` of the path that covers all dark modules.
    pub path: String,
    /// The width and height of the view box.
    pub size: usize,
}

/// The text does not fit into the version asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text does not fit into the QR code")]
pub struct TooLong;

/// Draws a text. Without a version the smallest that holds it is taken; digits alone use the numeric mode.
pub fn path(text: &str, level: Level, version: Option<i16>) -> Result<Drawing, TooLong> {
    let code = encode(text, level, version)?;
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                let long = run.len();
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{long}v1h-{long}z", x + QUIET, y + QUIET);
            }
            x += run.len();
        }
    }
    Ok(Drawing {
        path,
        size: width + 2 * QUIET,
    })
}

fn encode(text: &str, level: EcLevel, version: Option<i16>) -> Result<QrCode, TooLong> {
    match version {
        Some(version) => QrCode::with_version(text, Version::Normal(version), level),
        None => QrCode::with_error_correction_level(text, level),
    }
    .map_err(|_| TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "1234567890123456789012345678901234567890";

    #[test]
    fn the_path_covers_the_dark_modules_and_nothing_else() {
        let drawing = path(TOKEN, Level::Q, Some(2)).unwrap();
        assert_eq!(drawing.size, 25 + 8);
        let mut dark = std::collections::BTreeSet::new();
        for run in drawing.path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let long: usize = rest.split_once('v').unwrap().0.parse().unwrap();
            assert_eq!(rest, format!("{long}v1h-{long}z"));
            dark.extend((x..x + long).map(|x| (x, y)));
        }
        let code = encode(TOKEN, Level::Q, Some(2)).unwrap();
        for y in 0..drawing.size {
            for x in 0..drawing.size {
                let inside = (QUIET..QUIET + 25).contains(&x) && (QUIET..QUIET + 25).contains(&y);
                let expected = inside && code[(x - QUIET, y - QUIET)] == Color::Dark;
                assert_eq!(dark.contains(&(x, y)), expected, "{x} {y}");
            }
        }
        assert!(drawing.path.len() < 2_500, "{} bytes", drawing.path.len());
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert_eq!(path(&TOKEN.repeat(3), Level::Q, Some(2)), Err(TooLong));
        assert!(path(&TOKEN.repeat(3), Level::Q, None).is_ok());
    }
}
