//! Are the files small, do they open with the question they answer, and is nothing left for later?

use super::sources::{Source, planted, server, sources, tokens};

/// No file is longer than this many lines.
const MOST_LINES: usize = 450;

/// Words that say a thing is not done.
const UNDONE: [&str; 4] = ["todo", "unimplemented", "dbg", "unreachable"];

/// Names each file that is too long.
fn too_long(files: &[Source]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.text.lines().count() > MOST_LINES)
        .map(|file| format!("{}: {} lines", file.path, file.text.lines().count()))
        .collect()
}

/// Names each Rust file that does not open with its question.
fn without_a_header(files: &[Source]) -> Vec<String> {
    files
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| format!("{}: opens without //!", file.path))
        .collect()
}

/// Names each `todo!` and its like, each note to do later, and each skipped test.
fn undone(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        for note in ["TODO", "FIXME", "XXX", "HACK"] {
            if file.text.split(|c: char| !c.is_alphanumeric()).any(|word| word == note) {
                complaints.push(format!("{}: {note}", file.path));
            }
        }
        if is_rust(file) {
            let row = tokens(file);
            for pair in row.windows(2) {
                if pair[1] == "!" && UNDONE.contains(&pair[0].as_str()) {
                    complaints.push(format!("{}: {}!", file.path, pair[0]));
                }
                if pair[0] == "[" && pair[1] == "ignore" {
                    complaints.push(format!("{}: a test that is skipped", file.path));
                }
            }
        } else if [".skip(", ".only(", ".todo("].iter().any(|call| file.text.contains(call)) {
            complaints.push(format!("{}: a test that is skipped", file.path));
        }
    }
    complaints
}

fn is_rust(file: &Source) -> bool {
    std::path::Path::new(&file.path).extension().is_some_and(|ending| ending == "rs")
}

fn tests_but_this() -> Vec<Source> {
    let all = sources("tests", &[".rs", ".mjs"]);
    all.into_iter()
        .filter(|file| !file.path.ends_with("architecture/shape.rs"))
        .collect()
}

fn pages() -> Vec<Source> {
    let all = sources("kiosk-web", &[".ts", ".vue", ".mjs", ".css"]);
    all.into_iter().filter(|file| !file.path.ends_with("api/schema.d.ts")).collect()
}

#[test]
fn files_are_small() {
    let files = [server(), tests_but_this(), pages(), sources("scripts", &[""])].concat();
    assert_eq!(too_long(&files), Vec::<String>::new());
    assert_eq!(
        too_long(&[
            planted("long.rs", &"line\n".repeat(451)),
            planted("short.rs", &"line\n".repeat(450))
        ]),
        ["long.rs: 451 lines"]
    );
}

#[test]
fn files_open_with_their_question() {
    let files = [server(), sources("tests", &[".rs"])].concat();
    assert_eq!(without_a_header(&files), Vec::<String>::new());
    assert_eq!(
        without_a_header(&[planted("a.rs", "use x;\n//! late")]),
        ["a.rs: opens without //!"]
    );
}

#[test]
fn nothing_is_left_for_later_and_no_test_is_skipped() {
    let files = [server(), tests_but_this(), pages()].concat();
    assert_eq!(undone(&files), Vec::<String>::new());
    let bad = [
        planted("a.rs", "fn f() { todo!() }"),
        planted("b.rs", "// TODO: later\nfn f() { dbg!(1); }"),
        planted("c.rs", "#[test] #[ignore] fn t() {}"),
        planted("d.mjs", "test.skip('later', () => {})"),
        planted("e.rs", "fn ignore(todo: u8) {} // a to-do list is fine"),
    ];
    assert_eq!(
        undone(&bad),
        [
            "a.rs: todo!",
            "b.rs: TODO",
            "b.rs: dbg!",
            "c.rs: a test that is skipped",
            "d.mjs: a test that is skipped"
        ]
    );
}
