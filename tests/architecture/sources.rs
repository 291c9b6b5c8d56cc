//! Which files are there, and what do their words say? The common ground of the checks.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

/// A file of the repository: its path from the top, with slashes, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// A file that a test makes up.
pub fn planted(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// All files below a folder of the repository whose name ends in one of `endings`.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let top = top();
    let mut found = Vec::new();
    collect(&top.join(folder), &mut found);
    found.sort();
    let files: Vec<Source> = found
        .into_iter()
        .filter(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)))
        .map(|path| Source {
            text: std::fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/"),
        })
        .collect();
    assert!(!files.is_empty(), "no {endings:?} below {folder}: the check would check nothing");
    files
}

/// The server's own Rust files.
pub fn server() -> Vec<Source> {
    sources("pos-server/src", &[".rs"])
}

/// The repository's top folder.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "node_modules" && name != "dist" && name != "target" {
            collect(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// The file's tokens in one flat row; groups are opened up and keep their brackets as punctuation.
pub fn tokens(source: &Source) -> Vec<String> {
    let mut flat = Vec::new();
    flatten(TokenStream::from_str(&source.text).expect(&source.path), &mut flat);
    flat
}

fn flatten(stream: TokenStream, flat: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                flat.push(open.to_owned());
                flatten(group.stream(), flat);
                flat.push(close.to_owned());
            }
            other => flat.push(other.to_string()),
        }
    }
}

/// The file's string literals as the program sees them, without doc comments.
pub fn strings(source: &Source) -> Vec<String> {
    let row = tokens(source);
    row.iter()
        .enumerate()
        .filter(|(i, _)| !(*i >= 2 && row[i - 1] == "=" && row[i - 2] == "doc"))
        .filter_map(|(_, token)| syn::parse_str::<syn::LitStr>(token).ok())
        .map(|literal| literal.value())
        .collect()
}
