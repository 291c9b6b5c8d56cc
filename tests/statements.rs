//! Is a merchant statement held against the tenders line by line, with what stands on one side only named on both?

use std::fmt::Write;

use encoding_rs::GB18030;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::harness::{Answer, Client, on_both};

/// The headers of WeChat Pay's trade bill that count here, among others.
const HEADERS: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,\
                       商户退款单号,退款金额,退款类型,退款状态,商品名称,手续费,费率,订单金额,申请退款金额\n";
const SUMS: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n`9,`0.00,`0.00,`0.00,`0.00,`0.00,`0.00\n";

/// A trade bill: payments and refunds as (time in Beijing, number, yuan), a refund with a minus.
fn trade_bill(rows: &[(&str, &str, &str)]) -> String {
    let mut text = HEADERS.to_owned();
    for (place, (time, number, yuan)) in rows.iter().enumerate() {
        let cells = match yuan.strip_prefix('-') {
            None => format!("`SUCCESS,`CNY,`{yuan},`,`,`0.00,`,`,`餐费,`0.05940,`0.60%,`{yuan},`0.00"),
            Some(back) => {
                format!("`REFUND,`CNY,`0.00,`5030{place},`R{place},`{back},`ORIGINAL,`SUCCESS,`餐费,`-0.05940,`0.60%,`0.00,`{back}")
            }
        };
        writeln!(text, "`2026-11-23 {time},`wx12345678,`1900000109,`0,`,`{number},`A{place},{cells}").unwrap();
    }
    text + SUMS
}

async fn upload(client: &Client, tender: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let part = Part::bytes(bytes.into()).file_name("1900000109All2026-11-23.csv");
    let form = Form::new().text("tender", tender.to_owned()).part("file", part);
    let request = client.request(Method::POST, "/books/statements").multipart(form);
    Answer::of(format!("POST /books/statements {tender}"), request).await
}

/// The numbers of what stands on one side only.
fn numbers(list: &Value, name: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|row| row[name].to_string()).collect()
}

#[test]
fn a_statement_is_matched_by_number_then_by_amount_and_both_rests_are_listed() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let by_wechat = |more: Value| {
            let mut order = json!({ "guest": true, "tender": "wechat" });
            for (name, value) in more.as_object().unwrap() {
                order[name] = value.clone();
            }
            order
        };
        // 11:30 in Beijing. Receipts: 2 with its number, 3 without, 4 with a number and undone by 5, 6 that nobody paid, 7 by Alipay.
        open.lane
            .order(by_wechat(json!({ "tender_reference": "4200000000000001" })))
            .await
            .expect(201);
        open.lane
            .order(by_wechat(json!({ "token": open.token("王秀英"), "guest": false })))
            .await
            .expect(201);
        let undone = open
            .lane
            .order(by_wechat(json!({ "tender_reference": "4200000000000004" })))
            .await
            .expect(201);
        open.lane.void(&undone).await.expect(201);
        canteen.at("2026-11-23T05:00:00Z");
        open.lane.order(by_wechat(json!({}))).await.expect(201);
        open.lane.order(json!({ "guest": true, "tender": "alipay" })).await.expect(201);
        let finance = canteen.staff(&open.admin, "finance").await;

        let bill = trade_bill(&[
            ("11:29:40", "4200000000000001", "15.00"),
            ("11:33:00", "4200000000000002", "9.90"),
            ("11:31:00", "4200000000000004", "15.00"),
            ("19:00:00", "4200000000000004", "-15.00"),
            ("12:00:00", "4200000000000009", "15.00"),
        ]);
        let done = upload(&finance, "wechat", bill.clone()).await.expect(201);
        assert_eq!(done["matched"], json!({ "count": 4, "by_reference": 3, "by_amount": 1 }));
        assert_eq!(numbers(&done["unmatched_lines"], "reference"), ["\"4200000000000009\""]);
        assert_eq!(numbers(&done["unmatched_tenders"], "entry_no"), ["6"]);
        let sums = &done["sums"];
        assert_eq!((&sums["lines_amount"], &sums["tenders_amount"]), (&json!("39.90"), &json!("39.90")));
        assert_eq!((&done["lines"], &done["new_lines"]), (&json!(5), &json!(5)));

        // The same file, the same lines in another file, and in the encoding of Excel: nothing is added.
        assert_eq!(upload(&finance, "wechat", bill.clone()).await.expect(200), done);
        let (gb18030, _, _) = GB18030.encode(&bill);
        let again = upload(&finance, "wechat", gb18030.into_owned()).await.expect(201);
        assert_eq!((&again["new_lines"], &again["sums"]), (&json!(0), &done["sums"]));
        let id = done["id"].as_str().unwrap();
        assert_eq!(finance.get(&format!("/books/statements/{id}")).await.expect(200), done);
        assert_eq!(finance.items("/books/statements").await.len(), 2);
        let trail = open.admin.items("/audit").await;
        assert_eq!(trail.iter().filter(|line| line["action"] == "statement_imported").count(), 2);
        let auditor = canteen.staff(&open.admin, "auditor").await;
        auditor.get(&format!("/books/statements/{id}")).await.expect(200);
        upload(&auditor, "wechat", bill).await.expect_problem(403, "not_allowed");
    });
}

#[test]
fn a_statement_with_a_bad_row_is_refused_whole_with_its_lines() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let finance = canteen.staff(&open.admin, "finance").await;
        let bill = trade_bill(&[
            ("11:29:40", "4200000000000001", "15.00"),
            ("11:33:00", "4.20000E+27", "9.90"),
            ("11:61:00", "4200000000000003", "9.90"),
            ("11:35:00", "4200000000000004", "neun"),
        ]);
        let problem = upload(&finance, "wechat", bill).await.expect_problem(422, "statement_has_errors");
        let fields: Vec<&str> = problem["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["field"].as_str().unwrap())
            .collect();
        assert_eq!(fields, ["line 3", "line 4", "line 5"]);
        let other = upload(&finance, "alipay", trade_bill(&[("11:29:40", "4200000000000001", "15.00")])).await;
        let problem = other.expect_problem(422, "statement_has_errors");
        assert!(
            problem["fields"][0]["message"]["zh"].as_str().unwrap().contains("另一家"),
            "{problem}"
        );
        upload(&finance, "cash", "x").await.expect_problem(422, "field_invalid");
        upload(&finance, "wechat", "").await.expect_problem(422, "file_empty");
        finance
            .post("/books/statements", json!({}))
            .await
            .expect_problem(415, "wrong_content_type");
        assert_eq!(finance.items("/books/statements").await, Vec::<Value>::new());
        finance
            .get("/books/statements/01932d1e-0000-7000-8000-000000000001")
            .await
            .expect_problem(404, "not_found");
    });
}

/// The text as a spreadsheet program saves "Unicode text".
fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_statement_with_what_no_book_keeps_is_refused_with_its_line() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let finance = canteen.staff(&open.admin, "finance").await;
        let bill = trade_bill(&[("11:29:40", "4200000000000001", "15.00")]);
        for (right, wrong) in [
            ("2026-11-23", "+12026-11-23"),
            ("2026-11-23", "-9999-11-23"),
            ("`A0,", "`A\u{0}0,"),
            ("`A0,", &format!("`{},", "A".repeat(200))),
        ] {
            let problem = upload(&finance, "wechat", utf16(&bill.replace(right, wrong))).await;
            let problem = problem.expect_problem(422, "statement_has_errors");
            assert_eq!(problem["fields"][0]["field"], "line 2", "{right}");
        }
        assert_eq!(finance.items("/books/statements").await, Vec::<Value>::new());
        upload(&finance, "wechat", utf16(&bill)).await.expect(201);
    });
}
