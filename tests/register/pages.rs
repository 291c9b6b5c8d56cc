//! What do pages show of the register? Masked people who are found by what the office knows of them; more only with a reason.

use pos_server::db::Sql;
use pos_server::residents::upgrade::complete_doors;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::on_both;
use crate::harness::register::{NEIGHBOURS, id_number, small_register};

fn names(list: &Value) -> Vec<String> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn people_are_found_by_what_the_office_knows() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let number = id_number("1948-03-12", true, 1);
        for (wanted, found) in [
            (json!({ "q": "王秀英" }), &["王*英"][..]),
            (json!({ "q": "wxy" }), &["王*英"]),
            (json!({ "q": "WangXiu" }), &["王*英"]),
            (json!({ "q": "阿卜杜拉·买合木提" }), &["阿*·买*"]),
            (json!({ "q": "买合" }), &["阿*·买*"]),
            (json!({ "q": "王𠮷祥" }), &["王*祥"]),
            (json!({ "q": "oyxl" }), &["欧阳*兰"]),
            (json!({ "q": "2号楼1单元202" }), &["孙*宇", "刘*"]),
            (json!({ "q": number }), &["王*英"]),
            (json!({ "q": "15400000002" }), &["张*福"]),
            (json!({ "q": "%" }), &[]),
            (json!({ "q": "_" }), &[]),
            (json!({ "q": "' OR 1=1 --" }), &[]),
            (json!({ "group": "child" }), &["陈*明", "孙*宇"]),
            (json!({ "group": "guest" }), &["赵*兰", "周*涵", "刘*"]),
            (json!({ "group": "none" }), &[]),
            (json!({ "group": "elder", "q": "3号楼" }), &["欧阳*兰", "王*祥", "阿*·买*", "田*英"]),
            (
                json!({ "compound": "向阳花园", "grid": "第一网格", "q": "301" }),
                &["欧阳*兰", "王*祥"],
            ),
            (json!({ "compound": "别处" }), &[]),
        ] {
            let list = admin.post("/residents/search", wanted.clone()).await.expect(200);
            assert_eq!(names(&list), found, "{wanted}");
            assert_eq!(list["total"], json!(found.len()), "{wanted}");
        }
        let children = admin.get("/residents?group=child").await.expect(200);
        assert_eq!(names(&children), ["陈*明", "孙*宇"]);
        // What is looked for may be a whole number of a document: it does not stand in addresses.
        admin
            .get(&format!("/residents?q={number}"))
            .await
            .expect_problem(400, "query_invalid");
        admin.get("/residents?page=2").await.expect_problem(400, "query_invalid");
        admin.get("/residents?group=cats").await.expect_problem(400, "query_invalid");
    });
}

/// A street of doors and names that people shorten.
const STREET: &str = "姓名,身份证号,出生日期,小区,楼栋,单元,户室
张一,无,1950-01-01,阳光花园,3号楼,2单元,501
张二,无,1950-01-02,阳光花园,3栋,,501
张三,无,1950-01-03,向阳花园,13号楼,3单元,501
张四,无,1950-01-04,阳光花园,A座,,1
张五,无,1950-01-05,阳光花园,A-1号楼,,9
阿里·买买提,无,1950-01-06,50%_!院,1号楼,,1
";

#[test]
fn doors_and_names_are_found_however_they_are_shortened() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", STREET.as_bytes()).await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        for (typed, found) in [
            ("3-501", &["张一", "张二", "张三"][..]),
            ("３—５０１室", &["张一", "张二", "张三"]),
            ("3-2-501", &["张一"]),
            ("3号楼2单元501", &["张一"]),
            ("三栋二单元501室", &["张一"]),
            ("阳光花园3-501", &["张一", "张二"]),
            ("3号楼501", &["张一", "张二"]),
            ("13栋", &["张三"]),
            ("a-1", &["张四", "张五"]),
            ("阿里·买买提", &["阿里·买买提"]),
            ("阿里买买提", &["阿里·买买提"]),
            ("阿里•买买提", &["阿里·买买提"]),
            ("阿里・买买", &["阿里·买买提"]),
            ("阿里.买买提", &["阿里·买买提"]),
            ("阿里。买买提", &["阿里·买买提"]),
            ("50%", &["阿里·买买提"]),
            ("%_", &["阿里·买买提"]),
            ("_!院", &["阿里·买买提"]),
            ("3%501", &[]),
            ("3_501", &[]),
            ("_-501", &[]),
            ("%", &["阿里·买买提"]),
            ("·", &[]),
            ("-", &["张五"]),
            ("'; DROP TABLE resident; --", &[]),
        ] {
            let list = admin.post("/residents/search", json!({ "q": typed })).await.expect(200);
            let masked: Vec<String> = found.iter().map(|name| pos_server::residents::mask::name(name)).collect();
            assert_eq!(names(&list), masked, "{typed}");
            assert_eq!(list["total"], json!(found.len()), "{typed}");
            // The cashier at the counter finds the same people.
            let at_lane = lane.client.post("/lane/search", json!({ "q": typed })).await.expect(200);
            let mut at_lane = names(&at_lane);
            at_lane.sort();
            let mut masked = masked;
            masked.sort();
            assert_eq!(at_lane, masked, "{typed}");
        }
    });
}

#[test]
fn doors_that_a_version_before_wrote_are_found_after_the_next_start() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", STREET.as_bytes()).await;
        let mut tx = canteen.app.db.begin_shared().await.unwrap();
        Sql::new("UPDATE household SET door_key = ''").execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let found = async || names(&admin.post("/residents/search", json!({ "q": "3-2-501" })).await.expect(200));
        assert_eq!(found().await, Vec::<String>::new());
        complete_doors(&canteen.app).await.unwrap();
        assert_eq!(found().await, ["张*"]);
        complete_doors(&canteen.app).await.unwrap();
    });
}

#[test]
fn lists_come_in_pages() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let first = admin.get("/residents?limit=5").await.expect(200);
        assert_eq!((first["items"].as_array().unwrap().len(), first["total"].clone()), (5, json!(12)));
        let all = admin.items("/residents?limit=5").await;
        assert_eq!(all.len(), 12);
        let places = admin.get("/places").await.expect(200);
        assert_eq!(
            places,
            json!({ "grids": ["第一网格"], "compounds": [{ "grid": "第一网格", "compound": "向阳花园", "buildings": ["1号楼", "2号楼", "3号楼"] }] })
        );
    });
}

#[test]
fn nobody_sees_a_number_without_a_reason_that_is_kept() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let list = admin.get("/residents").await;
        let id = list.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let detail = admin.get(&format!("/residents/{id}")).await;
        let audit_before = admin.get("/audit").await;
        for (neighbour, order) in NEIGHBOURS.iter().zip(1..) {
            let number = id_number(neighbour.birth, neighbour.is_female, order);
            for page in [&list, &detail, &audit_before] {
                assert!(
                    !page.text().contains(&number) && !page.text().contains(neighbour.name),
                    "{}",
                    page.question
                );
                assert!(!page.text().contains(&format!("154{order:08}")), "{}", page.question);
            }
        }
        assert_eq!(
            detail.json()["document"],
            "9990**********0031".replace("0031", &id_number("1948-03-12", true, 1)[14..])
        );
        for reason in ["", " ", "x", "a\u{202e}bc"] {
            admin
                .post(&format!("/residents/{id}/reveal"), json!({ "reason": reason }))
                .await
                .expect_problem(422, "field_invalid");
        }
        let seen = admin
            .post(&format!("/residents/{id}/reveal"), json!({ "reason": "家属来电核对" }))
            .await
            .expect(200);
        assert_eq!(
            seen,
            json!({
                "name": "王秀英", "birth_date": "1948-03-12", "document": id_number("1948-03-12", true, 1),
                "phone": "15400000001", "note": "",
            })
        );
        let audit = admin.get("/audit").await.expect(200);
        let line = audit["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["action"] == "resident_revealed")
            .unwrap()
            .clone();
        assert_eq!(
            (&line["subject"], &line["detail"]),
            (&json!(format!("resident:{id}")), &json!({ "reason": "家属来电核对" }))
        );
        let stranger = Uuid::now_v7();
        admin.get(&format!("/residents/{stranger}")).await.expect_problem(404, "not_found");
        admin
            .post(&format!("/residents/{stranger}/reveal"), json!({ "reason": "好奇" }))
            .await
            .expect_problem(404, "not_found");
    });
}

/// P11: a masked document beside the day of birth would be the whole document.
#[test]
fn a_birth_date_comes_with_a_reason_only() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let list = admin.get("/residents").await;
        let id = list.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let pages = [
            admin.get(&format!("/residents/{id}")).await,
            admin.post("/residents/search", json!({ "q": "王秀英" })).await,
            list,
        ];
        for page in pages {
            assert!(!page.text().contains("1948") && !page.text().contains("birth"), "{}", page.text());
            assert!(
                page.text().contains("\"age\":78") && page.text().contains("elder"),
                "{}",
                page.text()
            );
        }
    });
}

/// P11: a register as an older program left it, with notes and papers in the clear.
#[test]
fn what_stood_in_the_clear_is_sealed_by_the_next_start() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let id = admin.get("/residents").await.expect(200)["items"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let fact = json!({ "id": Uuid::now_v7(), "kind": "class", "value": "dibao", "true_from": "2026-01-01" });
        admin.post(&format!("/residents/{id}/facts"), fact).await.expect(201);
        let mut tx = canteen.app.db.begin_shared().await.unwrap();
        let resident: Uuid = id.parse().unwrap();
        Sql::new("UPDATE resident SET note_clear = '女儿 13800001111' WHERE id = $1")
            .bind(resident)
            .execute(&mut tx)
            .await
            .unwrap();
        Sql::new("UPDATE resident_fact SET document_clear = '低保证 4110230001112223' WHERE resident_id = $1")
            .bind(resident)
            .execute(&mut tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(pos_server::residents::reseal::seal_clear_texts(&canteen.app).await.unwrap(), 2);
        assert_eq!(pos_server::residents::reseal::seal_clear_texts(&canteen.app).await.unwrap(), 0);
        let file = admin.get(&format!("/residents/{id}")).await.expect(200);
        assert_eq!(
            (&file["note"], &file["facts"][0]["document"]),
            (&json!("女儿 138****1111"), &json!("低保证 4110********2223"))
        );
        let mut tx = canteen.app.db.read().await.unwrap();
        let clear: Vec<(String,)> =
            Sql::new("SELECT note_clear FROM resident WHERE note_clear <> '' UNION SELECT document_clear FROM resident_fact WHERE document_clear <> ''")
                .all(&mut tx)
                .await
                .unwrap();
        assert_eq!(clear, []);
    });
}

/// P11: numbers and phones are encrypted at rest.
#[test]
fn the_database_holds_no_number_in_the_clear() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let mut tx = canteen.app.db.read().await.unwrap();
        let rows: Vec<(Vec<u8>, Vec<u8>)> = Sql::new("SELECT document, phone FROM resident ORDER BY id")
            .all(&mut tx)
            .await
            .unwrap();
        assert_eq!(rows.len(), 12);
        for ((document, phone), (neighbour, order)) in rows.iter().zip(NEIGHBOURS.iter().zip(1..)) {
            let number = id_number(neighbour.birth, neighbour.is_female, order);
            for sealed in [document, phone] {
                assert!(
                    sealed.len() > 40
                        && !sealed
                            .windows(8)
                            .any(|part| number.as_bytes().windows(8).any(|clear| clear == part))
                );
            }
        }
        let mut all: Vec<_> = rows.iter().map(|(document, _)| document.clone()).collect();
        all.dedup();
        assert_eq!(all.len(), 12);
    });
}

#[test]
fn the_template_is_an_empty_register() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let template = admin.get("/residents/template.xlsx").await;
        assert_eq!(template.status, 200);
        let seen = admin.upload("/imports/dry-run", "template.xlsx", template.bytes).await.expect(200);
        assert_eq!(
            seen["counts"],
            json!({ "rows": 0, "new": 0, "changed": 0, "unchanged": 0, "wrong": 0, "doubtful": 0, "skipped": 0 })
        );
        assert!(
            seen["columns"]
                .as_array()
                .unwrap()
                .iter()
                .all(|column| column["meaning"].is_string()),
            "{seen}"
        );
    });
}
