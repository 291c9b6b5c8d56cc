//! Is this a photo, and does it say nothing but what one sees? Only what is needed to draw it is kept: where and when it was taken, by
//! which phone, a smaller copy of it, and whatever hangs behind its end are left out, also when a phone forgot to; of what says how the
//! colours are written, only that.
//!
//! ITU-T T.81, annex B: a JPEG is a row of segments, each a marker (FF and a byte) with its length; after a scan's header follow its bytes
//! until the next marker.

/// The largest photo in bytes. Phones make theirs smaller before they send it.
pub const MOST_BYTES: usize = 190_000;
/// The longest side in dots.
const MOST_DOTS: u16 = 2_000;

const START: [u8; 2] = [0xFF, 0xD8];
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// What JFIF says of colours is only that it is there: version 1.1, square dots, no smaller copy (ITU-T T.871, clause 10.1).
const JFIF: &[u8] = b"\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
/// What stands before the one byte of Adobe's segment that says how the colours are written (ITU-T T.872, clause 6.5.3).
const ADOBE: &[u8] = b"\0\x0eAdobe\0\x64\0\0\0\0";

/// Why some bytes are no photo of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPhoto {
    /// More bytes or dots than a phone of ours sends.
    #[error("the photo is too large")]
    TooLarge,
    /// Some other kind of file, or a JPEG of a kind that no camera makes.
    #[error("it is no JPEG of a camera")]
    OtherKind,
    /// It ends too early or does not hold together.
    #[error("the photo is not whole")]
    Broken,
}

/// What a segment is for.
enum Use {
    /// Needed to draw.
    Drawing,
    /// The size, and needed to draw.
    Size,
    /// How the colours are written: this much of it is needed.
    Colours(Vec<u8>),
    /// Not needed to draw.
    Beside,
}

/// The photo with nothing but what is needed to draw it.
pub fn plain(bytes: &[u8]) -> Result<Vec<u8>, NotAPhoto> {
    if bytes.len() > MOST_BYTES {
        return Err(NotAPhoto::TooLarge);
    }
    let mut rest = bytes.strip_prefix(&START).ok_or(NotAPhoto::OtherKind)?;
    let (mut kept, mut has_size, mut has_scan) = (START.to_vec(), false, false);
    loop {
        let (marker, after) = marker(rest)?;
        if marker == END {
            kept.extend([0xFF, END]);
            return if has_scan { Ok(kept) } else { Err(NotAPhoto::Broken) };
        }
        let (segment, after) = segment(after)?;
        match use_of(marker, segment)? {
            Use::Beside => {
                rest = after;
                continue;
            }
            Use::Size if has_size => return Err(NotAPhoto::OtherKind),
            Use::Size => {
                check_size(segment)?;
                has_size = true;
            }
            Use::Colours(said) => {
                kept.extend([0xFF, marker]);
                kept.extend(said);
                rest = after;
                continue;
            }
            Use::Drawing => {}
        }
        kept.extend([0xFF, marker]);
        kept.extend(segment);
        rest = after;
        if marker == SCAN {
            let drawn = rest.get(..scan_length(rest)).filter(|_| has_size).ok_or(NotAPhoto::Broken)?;
            kept.extend(drawn);
            rest = rest.get(drawn.len()..).unwrap_or_default();
            has_scan = true;
        }
    }
}

/// The next marker and what follows it. Any number of FF may stand before it.
fn marker(bytes: &[u8]) -> Result<(u8, &[u8]), NotAPhoto> {
    let rest = bytes.strip_prefix(&[0xFF]).ok_or(NotAPhoto::Broken)?;
    let fill = rest.iter().take_while(|byte| **byte == 0xFF).count();
    let (marker, after) = rest.get(fill..).and_then(<[u8]>::split_first).ok_or(NotAPhoto::Broken)?;
    Ok((*marker, after))
}

/// A segment with the two bytes of its length, and what follows it.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), NotAPhoto> {
    let length = bytes.first_chunk::<2>().map_or(0, |long| usize::from(u16::from_be_bytes(*long)));
    bytes.split_at_checked(length).filter(|_| length >= 2).ok_or(NotAPhoto::Broken)
}

/// What a segment is for; cameras write sequential and progressive photos with Huffman codes, and no others.
fn use_of(marker: u8, segment: &[u8]) -> Result<Use, NotAPhoto> {
    let says = |word: &[u8]| segment.get(2..).is_some_and(|text| text.starts_with(word));
    match marker {
        0xC0..=0xC2 => Ok(Use::Size),
        0xC4 | 0xDB | 0xDD | SCAN => Ok(Use::Drawing),
        0xE0 if says(b"JFIF\0") => Ok(Use::Colours(JFIF.to_vec())),
        0xEE if says(b"Adobe") => Ok(match segment.get(ADOBE.len()) {
            Some(how @ 0..=2) => Use::Colours([ADOBE, &[*how]].concat()),
            _ => Use::Beside,
        }),
        // Everything else of this kind is about the photo, not in it.
        0xE0..=0xEF | 0xFE => Ok(Use::Beside),
        _ => Err(NotAPhoto::OtherKind),
    }
}

/// The frame's header: length, precision, height, width.
fn check_size(segment: &[u8]) -> Result<(), NotAPhoto> {
    let side = |at: usize| {
        segment
            .get(at..)
            .and_then(<[u8]>::first_chunk::<2>)
            .map(|side| u16::from_be_bytes(*side))
    };
    match (side(3), side(5)) {
        (Some(height @ 1..), Some(width @ 1..)) if height <= MOST_DOTS && width <= MOST_DOTS => Ok(()),
        (Some(1..), Some(1..)) => Err(NotAPhoto::TooLarge),
        _ => Err(NotAPhoto::Broken),
    }
}

/// How many bytes a scan has: it ends before a marker that is neither a zero, which says that an FF was meant, nor a restart.
fn scan_length(bytes: &[u8]) -> usize {
    let ends = |pair: &[u8]| pair.first() == Some(&0xFF) && !matches!(pair.get(1), Some(0x00 | 0xD0..=0xD7));
    bytes.windows(2).position(ends).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(marker: u8, payload: &[u8]) -> Vec<u8> {
        let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], length.as_slice(), payload].concat()
    }

    fn frame(height: u16, width: u16) -> Vec<u8> {
        let [sides, rest] = [[height.to_be_bytes(), width.to_be_bytes()].concat(), vec![1, 1, 0x11, 0]];
        part(0xC0, &[vec![8], sides, rest].concat())
    }

    /// A photo with something in front of its frame and behind its end.
    fn photo(before: &[Vec<u8>], frame: &[u8], behind: &[u8]) -> Vec<u8> {
        let tables = [
            part(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            part(0xDB, &[0; 65]),
            part(0xC4, &[0; 20]),
        ]
        .concat();
        let scan = [part(SCAN, &[1, 1, 0, 0, 63, 0]), vec![7, 0xFF, 0x00, 9, 0xFF, 0xD3, 5]].concat();
        [&START, before.concat().as_slice(), &tables, frame, &scan, &[0xFF, END], behind].concat()
    }

    #[test]
    fn where_and_when_it_was_taken_is_left_out() {
        let clean = photo(&[], &frame(480, 640), &[]);
        assert_eq!(plain(&clean), Ok(clean.clone()));
        let told = [
            part(0xE1, b"Exif\0\0GPS 34.02N 113.82E"),
            part(0xE2, b"MPF\0 another photo"),
            part(0xED, b"Photoshop"),
            part(0xFE, b"Huawei P8, at her door"),
        ];
        assert_eq!(plain(&photo(&told, &frame(480, 640), b"PK\x03\x04 an archive")), Ok(clean));
    }

    #[test]
    fn of_what_says_how_the_colours_are_written_only_that_is_kept() {
        let adobe = |flags: &[u8], how: u8| part(0xEE, &[b"Adobe\0\x64", flags, &[how]].concat());
        let clean = photo(&[adobe(&[0; 4], 1)], &frame(480, 640), &[]);
        assert_eq!(plain(&clean), Ok(clean.clone()));
        let smaller_copy = part(0xE0, &[b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01", b"her".as_slice()].concat());
        let kept = plain(&photo(&[smaller_copy, adobe(b"door", 1)], &frame(480, 640), &[]));
        let jfif = part(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        assert_eq!(kept, Ok(photo(&[jfif, adobe(&[0; 4], 1)], &frame(480, 640), &[])));
        let cut_off = photo(&[part(0xEE, b"Adobe at her door")], &frame(480, 640), &[]);
        assert_eq!(plain(&cut_off), Ok(photo(&[], &frame(480, 640), &[])));
    }

    #[test]
    fn what_is_no_photo_is_named() {
        let clean = photo(&[], &frame(480, 640), &[]);
        let two_frames = photo(&[frame(1, 1)], &frame(480, 640), &[]);
        let arithmetic = photo(&[part(0xC9, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0])], &[], &[]);
        for (bytes, error) in [
            (Vec::new(), NotAPhoto::OtherKind),
            (b"GIF89a".to_vec(), NotAPhoto::OtherKind),
            (b"<svg onload='alert(1)'/>".to_vec(), NotAPhoto::OtherKind),
            (b"%PDF-1.7".to_vec(), NotAPhoto::OtherKind),
            (START.to_vec(), NotAPhoto::Broken),
            ([START, [0xFF, END]].concat(), NotAPhoto::Broken),
            (clean[..clean.len() - 2].to_vec(), NotAPhoto::Broken),
            (clean[..40].to_vec(), NotAPhoto::Broken),
            (photo(&[], &[], &[]), NotAPhoto::Broken),
            (photo(&[vec![0xFF, 0xE1, 0, 1]], &frame(1, 1), &[]), NotAPhoto::Broken),
            (photo(&[], &frame(0, 640), &[]), NotAPhoto::Broken),
            (photo(&[], &frame(65_535, 65_535), &[]), NotAPhoto::TooLarge),
            (two_frames, NotAPhoto::OtherKind),
            (arithmetic, NotAPhoto::OtherKind),
            ([clean.clone(), vec![0; MOST_BYTES]].concat(), NotAPhoto::TooLarge),
        ] {
            assert_eq!(plain(&bytes), Err(error), "{:?}", &bytes[..bytes.len().min(30)]);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes: Vec<u8>, at in 0_usize..200) {
            let mut photo = photo(&[], &frame(480, 640), &[]);
            photo.splice(at.min(photo.len()).., bytes);
            if let Ok(kept) = plain(&photo) {
                prop_assert_eq!(plain(&kept), Ok(kept.clone()));
            }
        }
    }
}
