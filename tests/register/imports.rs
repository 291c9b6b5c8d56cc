//! Does an import do all or nothing, the same every time, and quickly?

use std::process::Command;
use std::time::{Duration, Instant};

use encoding_rs::GB18030;
use pos_server::demo;
use serde_json::{Value, json};

use super::workbook::odd_register;
use crate::harness::on_both;
use crate::harness::register::{id_number, small_register};

/// How long ten thousand people may take: two seconds of work in a debug build, on machines that run other tests beside it.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 10 });

fn odd_people(numbers: &[String]) -> Vec<[&str; 4]> {
    let names = ["王 芳", "李建国", "阿卜杜热西提·买买提", "𠮷野家"];
    let rooms = ["501", "502", "601", "602室"];
    (0..4)
        .map(|n| [names[n], numbers[n].as_str(), if n == 0 { "女" } else { "男" }, rooms[n]])
        .collect()
}

fn numbers() -> Vec<String> {
    vec![
        id_number("1950-01-05", true, 1),
        id_number("1966-11-23", false, 2),
        id_number("1948-02-29", false, 3),
        id_number("2020-06-01", false, 4),
    ]
}

#[test]
fn a_workbook_with_odd_headers_comes_in_and_the_second_time_changes_nothing() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let numbers = numbers();
        let file = odd_register(&odd_people(&numbers));
        let seen = admin
            .upload("/imports/dry-run", "dir/居民花名册.xlsx", file.clone())
            .await
            .expect(200);
        assert_eq!(seen["file_name"], "居民花名册.xlsx");
        assert_eq!(
            seen["counts"],
            json!({ "rows": 4, "new": 4, "changed": 0, "unchanged": 0, "wrong": 0, "doubtful": 0, "skipped": 0 }),
            "{seen}"
        );
        let meanings: Vec<&str> = seen["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column["meaning"].as_str().unwrap_or("-"))
            .collect();
        assert_eq!(
            meanings,
            [
                "-",
                "phone",
                "name",
                "sex",
                "document",
                "birth_date",
                "compound",
                "building",
                "unit",
                "room"
            ]
        );
        assert_eq!(
            seen["new"][0],
            json!({ "row": 5, "name": "王*", "summary": "1950-01-05 阳光花园 3号楼 二单元 501" })
        );
        assert_eq!(admin.get("/residents").await.expect(200)["total"], 0, "a dry run writes nothing");
        assert_eq!(
            admin.import("居民花名册.xlsx", &file).await["applied"],
            json!({ "new": 4, "changed": 0, "unchanged": 0 })
        );
        assert_eq!(
            admin.import("居民花名册.xlsx", &file).await["applied"],
            json!({ "new": 0, "changed": 0, "unchanged": 4 })
        );
        let list = admin.get("/residents").await.expect(200);
        let shown: Vec<[&str; 4]> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| ["name", "phone", "building", "room"].map(|key| row[key].as_str().unwrap()))
            .collect();
        assert_eq!(
            shown,
            [
                ["王*", "138****0004", "3号楼", "501"],
                ["李*国", "138****0005", "3号楼", "502"],
                ["阿*·买*", "138****0006", "3号楼", "601"],
                ["𠮷*家", "138****0007", "3号楼", "602室"],
            ]
        );
    });
}

#[test]
fn a_gb18030_file_is_the_same_register() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let numbers = numbers();
        admin.import("居民.xlsx", &odd_register(&odd_people(&numbers))).await;
        let header = "室\t单元\t栋\t小区\t证件号码\t性别\t姓名".to_owned();
        let people = odd_people(&numbers);
        let rows = people
            .iter()
            .map(|[name, number, sex, room]| format!("{room}\t2\t3栋\t阳光花园\t{number}\t{sex}\t{name}"));
        let text = std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\r\n");
        let (bytes, _, lossy) = GB18030.encode(&text);
        assert!(!lossy);
        let applied = admin.import("居民.csv", &bytes).await;
        assert_eq!(applied["applied"], json!({ "new": 0, "changed": 0, "unchanged": 4 }));
    });
}

#[test]
fn wrong_cells_are_named_and_stop_the_whole_import() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let good = id_number("1950-01-05", true, 1);
        let text = format!(
            "姓名,身份证号,性别,出生日期,联系电话\n王芳,{good},女,1950-01-05,\n李雷,4.11E+17,男,,\n韩梅,{good},女,,\n赵\u{202e}六,无,男,1950-02-30,12345678901\n"
        );
        let seen = admin.upload("/imports/dry-run", "坏.csv", text.clone()).await.expect(200);
        let wrong: Vec<(u64, &str)> = seen["wrong"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_str().unwrap()))
            .collect();
        assert_eq!(
            wrong,
            [
                (2, "身份证号"),
                (3, "身份证号"),
                (4, "身份证号"),
                (5, "出生日期"),
                (5, "姓名"),
                (5, "联系电话")
            ]
        );
        assert!(seen["wrong"][0]["reason"]["zh"].as_str().unwrap().contains("第 4 行"));
        assert!(seen["wrong"][1]["reason"]["zh"].as_str().unwrap().contains("丢失"));
        assert!(!seen.to_string().contains(&good), "a number is shown whole");
        let path = format!("/imports?difference={}", seen["difference"].as_str().unwrap());
        admin.upload(&path, "坏.csv", text).await.expect_problem(422, "import_has_errors");
        assert_eq!(admin.get("/residents").await.expect(200)["total"], 0);
    });
}

#[test]
fn of_two_imports_at_once_the_second_is_refused() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let file = small_register();
        let seen = admin.upload("/imports/dry-run", "a.csv", file.clone()).await.expect(200);
        let path = format!("/imports?difference={}", seen["difference"].as_str().unwrap());
        let (one, two) = tokio::join!(
            admin.upload(&path, "a.csv", file.clone()),
            admin.upload(&path, "a.csv", file.clone())
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
        let refused = if one.status == 409 { one } else { two };
        refused.expect_problem(409, "register_changed");
        assert_eq!(admin.get("/residents").await.expect(200)["total"], 12);
        admin
            .upload("/imports?difference=00", "a.csv", file.clone())
            .await
            .expect_problem(409, "register_changed");
        admin.upload("/imports", "a.csv", file).await.expect_problem(400, "query_invalid");
    });
}

#[test]
fn a_changed_file_changes_just_that() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let changed = small_register().replace("3号楼,1单元,302,15400000012", "3号楼,1单元,303,15400000099");
        let seen = admin.upload("/imports/dry-run", "b.csv", changed.clone()).await.expect(200);
        assert_eq!(
            seen["counts"],
            json!({ "rows": 12, "new": 0, "changed": 1, "unchanged": 11, "wrong": 0, "doubtful": 0, "skipped": 0 })
        );
        assert_eq!(
            seen["changed"][0],
            json!({ "row": 13, "name": "田*英", "changes": [
                { "field": "phone", "before": "154****0012", "after": "154****0099" },
                { "field": "place", "before": "第一网格 向阳花园 3号楼 1单元 302", "after": "第一网格 向阳花园 3号楼 1单元 303" },
            ]})
        );
        admin.import("b.csv", changed.as_bytes()).await;
        let found = admin.post("/residents/search", json!({ "q": "tgy" })).await.expect(200);
        assert_eq!(
            (found["items"][0]["room"].clone(), found["items"][0]["phone"].clone()),
            (json!("303"), json!("154****0099"))
        );
    });
}

#[test]
fn ten_thousand_people_come_in_well_under_ten_seconds() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let people = demo::community::community(7, "2026-11-23".parse().unwrap());
        let file = demo::register::csv(&people).unwrap();
        assert!(people.len() > 10_000);
        let seen = admin.upload("/imports/dry-run", "demo.csv", file.clone()).await.expect(200);
        let path = format!("/imports?difference={}", seen["difference"].as_str().unwrap());
        let started = Instant::now();
        let applied = admin.upload(&path, "demo.csv", file.clone()).await.expect(200);
        println!("{} people in {:?}", people.len(), started.elapsed());
        assert_eq!(applied["applied"]["new"], json!(people.len()));
        assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
        let again = admin.import("demo.csv", &file).await;
        assert_eq!(again["applied"]["unchanged"], json!(people.len()));
    });
}

#[test]
fn the_console_imports_too() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("居民花名册.csv");
        std::fs::write(&path, small_register()).unwrap();
        let import = |more: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_pos-server"))
                .arg("import")
                .arg(&path)
                .args([
                    "--database",
                    canteen.database_url(),
                    "--key-file",
                    canteen.key_path().to_str().unwrap(),
                ])
                .arg("--data")
                .arg(folder.path())
                .args(more)
                .output()
                .unwrap();
            let text = format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
            (output.status.success(), text)
        };
        let (done, text) = import(&[]);
        assert!(done && text.contains("共 12 人：新增 12") && text.contains("--apply"), "{text}");
        assert!(text.contains("王*英") && !text.contains("王秀英"), "{text}");
        assert_eq!(admin.get("/residents").await.expect(200)["total"], 0);
        let (done, text) = import(&["--apply", "--canteen", "01"]);
        assert!(done && text.contains("已导入：新增 12 人"), "{text}");
        let (done, text) = import(&["--apply", "--lang", "en"]);
        assert!(done && text.contains("0 new, 0 changed, 12 unchanged"), "{text}");
        let (done, text) = import(&["--canteen", "99"]);
        assert!(!done && text.contains("--canteen"), "{text}");
        std::fs::write(&path, "姓名,身份证号\n张三,123\n").unwrap();
        let (done, text) = import(&["--apply"]);
        assert!(!done && text.contains("第 2 行，身份证号"), "{text}");
        let audit = admin.get("/audit").await.expect(200);
        let acts: Vec<&Value> = audit["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["action"] == "register_imported")
            .collect();
        assert_eq!(acts.len(), 2, "{audit}");
    });
}
