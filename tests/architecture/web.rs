//! Does a page ask anything of another origin, or show a text as markup?

use super::sources::{Source, planted, sources, top};

/// Names that look like addresses and are none.
const NOT_FETCHED: [&str; 1] = ["http://www.w3.org/2000/svg"];

/// Names each address of another origin and each way to turn a text into markup.
fn reaches_out(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let text = NOT_FETCHED.iter().fold(file.text.clone(), |text, name| text.replace(name, ""));
        for scheme in ["http://", "https://", "ws://", "wss://", "\"//", "'//"] {
            if text.contains(scheme) {
                complaints.push(format!("{}: {scheme}", file.path));
            }
        }
        for markup in ["v-html", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"] {
            if text.contains(markup) {
                complaints.push(format!("{}: {markup}", file.path));
            }
        }
    }
    complaints
}

/// What a browser gets: tests of the pages are not part of it.
fn shipped() -> Vec<Source> {
    let mut files = sources("kiosk-web/src", &[".ts", ".vue", ".css", ".js"]);
    files.retain(|file| !file.path.contains(".test.") && !file.path.ends_with("schema.d.ts"));
    let index = top().join("kiosk-web/index.html");
    files.push(planted("kiosk-web/index.html", &std::fs::read_to_string(index).unwrap()));
    files
}

#[test]
fn pages_ask_nothing_of_other_origins_and_show_texts_as_texts() {
    assert_eq!(reaches_out(&shipped()), Vec::<String>::new());
    let bad = [
        planted("a.ts", "load('https://cdn.example/x.js')"),
        planted("b.vue", "<p v-html=\"name\" />"),
        planted("c.css", "@import \"//fonts.example/x.css\";"),
        planted("d.vue", "<svg xmlns=\"http://www.w3.org/2000/svg\" />"),
    ];
    assert_eq!(reaches_out(&bad), ["a.ts: https://", "b.vue: v-html", "c.css: \"//"]);
}
