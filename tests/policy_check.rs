//! What does `pos-server policy check FILE` say? Each mistake as `FILE:LINE:`, as editors and scripts read it, and by its exit code.

use std::path::Path;
use std::process::{Command, Output};

use pos_server::subsidy::policy::QIYI;

fn check(file: &Path) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pos-server"));
    program.args(["policy", "check"]).arg(file).output().unwrap()
}

#[test]
fn a_right_policy_is_told_so_and_each_mistake_has_its_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, QIYI).unwrap();
    let right = check(&file);
    assert_eq!(right.status.code(), Some(0));
    assert!(String::from_utf8(right.stdout).unwrap().contains("qiyi-2023-10-23"));
    assert_eq!(right.stderr, b"");

    let text = QIYI
        .replacen("guests = \"full_standard\"", "guests = \"free\"", 1)
        .replacen("pays = \"9.90\"", "pays = 9.91", 1)
        .replacen("opens = \"16:30\"", "opens = \"25:30\"", 1);
    std::fs::write(&file, &text).unwrap();
    let wrong = check(&file);
    assert_eq!((wrong.status.code(), wrong.stdout.as_slice()), (Some(1), &b""[..]));
    let said = String::from_utf8(wrong.stderr).unwrap();
    for part in ["guests = \"free\"", "pays = 9.91", "opens = \"25:30\""] {
        let line = text.lines().position(|line| line.contains(part)).unwrap() + 1;
        assert!(
            said.contains(&format!("{}:{line}: ", file.display())),
            "line {line} is not named in {said}"
        );
    }
    let missing = check(&folder.path().join("nowhere.toml"));
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("nowhere.toml"));
}
