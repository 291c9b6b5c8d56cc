//! Is the table of contents in lib.rs also the order of dependence? A module uses only those listed above it.

use super::sources::{Source, planted, server, tokens};

/// The modules that lib.rs lists, in its order.
fn contents(lib: &Source) -> Vec<String> {
    let row = tokens(lib);
    row.windows(3)
        .filter(|w| w[0] == "mod" && w[2] == ";")
        .map(|w| w[1].clone())
        .collect()
}

/// The top-level module of a file of the server.
fn module_of(path: &str) -> &str {
    let inside = path.trim_start_matches("pos-server/src/");
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// The modules that a file names as `crate::module`, alone or in a group.
fn used(source: &Source) -> Vec<String> {
    let row = tokens(source);
    let mut names = Vec::new();
    for (i, token) in row.iter().enumerate() {
        if token != "crate" || row.get(i + 1).map(String::as_str) != Some(":") {
            continue;
        }
        if row[i + 3] == "{" {
            names.extend(first_names(&row[i + 3..]));
        } else {
            names.push(row[i + 3].clone());
        }
    }
    names
}

/// The first name of each item of a use group that opens at the start of the row.
fn first_names(row: &[String]) -> Vec<String> {
    let (mut depth, mut names, mut at_start) = (0, Vec::new(), true);
    for token in row {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => at_start = true,
            name if depth == 1 && at_start => {
                names.push(name.to_owned());
                at_start = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// Names each use of a module that lib.rs lists further down, or does not list.
fn uses_upwards(lib: &Source, files: &[Source]) -> Vec<String> {
    let contents = contents(lib);
    let place = |name: &str| contents.iter().position(|module| module == name);
    let mut complaints = Vec::new();
    for file in files {
        let module = module_of(&file.path);
        let Some(own) = place(module) else {
            complaints.push(format!("{}: lib.rs does not list {module}", file.path));
            continue;
        };
        for name in used(file) {
            if place(&name).is_none_or(|other| other > own) {
                complaints.push(format!(
                    "{}: uses crate::{name}, which lib.rs does not list above {module}",
                    file.path
                ));
            }
        }
    }
    complaints
}

#[test]
fn a_module_uses_only_modules_listed_above_it() {
    let (entry, files): (Vec<Source>, Vec<Source>) = server()
        .into_iter()
        .partition(|file| ["pos-server/src/lib.rs", "pos-server/src/main.rs"].contains(&file.path.as_str()));
    let lib = entry.iter().find(|file| file.path.ends_with("lib.rs")).unwrap();
    assert_eq!(uses_upwards(lib, &files), Vec::<String>::new());
}

#[test]
fn the_check_sees_a_planted_use_of_a_later_module() {
    let lib = planted("pos-server/src/lib.rs", "//! x\npub mod text;\npub mod money;\npub mod sales;\n");
    let bad = [
        planted("pos-server/src/money.rs", "use crate::sales::sell;"),
        planted("pos-server/src/money/round.rs", "use crate::{text::say, sales::{self, void}};"),
        planted("pos-server/src/text.rs", "fn f() { log!(crate::money::Fen::ZERO) }"),
        planted("pos-server/src/helper.rs", "use crate::text::say;"),
    ];
    assert_eq!(
        uses_upwards(&lib, &bad),
        [
            "pos-server/src/money.rs: uses crate::sales, which lib.rs does not list above money",
            "pos-server/src/money/round.rs: uses crate::sales, which lib.rs does not list above money",
            "pos-server/src/text.rs: uses crate::money, which lib.rs does not list above text",
            "pos-server/src/helper.rs: lib.rs does not list helper",
        ]
    );
    let good = planted(
        "pos-server/src/sales/sell.rs",
        "use crate::{money::Fen, text::{Sentence, say}}; use crate::sales::void;",
    );
    assert_eq!(uses_upwards(&lib, &[good]), Vec::<String>::new());
}
