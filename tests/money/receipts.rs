//! Does the diner get a receipt that says everything, and does no sale ever wait for paper?

use encoding_rs::GB18030;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::harness::{Canteen, on_both};

fn a_print() -> Value {
    json!({ "id": Uuid::now_v7() })
}

/// What a printer prints of some bytes: the lines of text, and whether the paper was cut. Knows the commands that a receipt
/// uses, and no others.
fn decoded(mut bytes: &[u8]) -> (Vec<String>, bool) {
    let (mut text, mut is_cut) = (Vec::new(), false);
    while let [first, rest @ ..] = bytes {
        bytes = match (first, rest) {
            (0x1b, [0x40, rest @ ..] | [0x61, 0 | 1, rest @ ..]) | (0x1c, [0x26, rest @ ..]) | (0x1d, [0x21, 0x00 | 0x11, rest @ ..]) => {
                rest
            }
            (0x1d, [0x56, 0x42, 0, rest @ ..]) => {
                is_cut = true;
                rest
            }
            (0x1b..=0x1d, _) => panic!("an unknown command: {bytes:x?}"),
            (byte, rest) => {
                text.push(*byte);
                rest
            }
        };
    }
    let (text, _, has_errors) = GB18030.decode(&text);
    assert!(!has_errors);
    (text.lines().map(str::to_owned).collect(), is_cut)
}

/// A printer that keeps what it hears.
async fn heard(printer: &TcpListener) -> (Vec<String>, bool) {
    let (mut stream, _) = printer.accept().await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    decoded(&bytes)
}

/// The path of a lane's printer, for the office.
async fn printer_path(admin: &crate::harness::Client) -> String {
    let lanes = admin.get("/lanes").await.expect(200);
    format!("/lanes/{}/printer", lanes["items"][0]["id"].as_str().unwrap())
}

#[test]
fn a_receipt_goes_to_the_lanes_printer_and_a_second_one_says_so() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let printer = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("tcp://{}", printer.local_addr().unwrap());
        let body = json!({ "address": address, "width_mm": 58, "prints": "always" });
        let path = printer_path(&open.admin).await;
        open.admin.post(&path, body).await.expect(204);
        assert_eq!(open.lane.client.get("/lane/printer").await.expect(200)["prints"], "always");

        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        let prints = format!("/lane/sales/{}/prints", sale["id"].as_str().unwrap());
        let asked = a_print();
        let printed = open.lane.client.post(&prints, asked.clone()).await.expect(201);
        assert_eq!((&printed["print_no"], &printed["sent_to"]), (&json!(1), &json!("printer")));
        let (paper, is_cut) = heard(&printer).await;
        assert!(is_cut);
        let text = paper.join("\n");
        for part in [
            "七一社区",
            "2026-11-23 午餐",
            "王*英",
            "餐标                     ￥15.00",
            "自付 ￥9.90",
            "现金",
            "一号窗口",
            sale["chain"].as_str().unwrap(),
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(!text.contains("补打") && !text.contains("低保"), "{text}");

        // The same request prints nothing again; another one is a copy.
        let again = open.lane.client.post(&prints, asked).await.expect(200);
        assert_eq!(again["print_no"], 1);
        open.lane.client.post(&prints, a_print()).await.expect(201);
        let (copy, _) = heard(&printer).await;
        assert_eq!(copy[1], "补打 2");
    });
}

#[test]
fn a_printer_that_is_away_stops_no_sale_and_the_lane_is_told() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        // Nobody listens there: the port was free a moment ago.
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let path = printer_path(&open.admin).await;
        let body = json!({ "address": format!("tcp://{address}"), "width_mm": 80, "prints": "on_request" });
        open.admin.post(&path, body).await.expect(204);
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        let prints = format!("/lane/sales/{}/prints", sale["id"].as_str().unwrap());
        open.lane.client.post(&prints, a_print()).await.expect(201);
        open.lane.order(json!({ "guest": true })).await.expect(201);
        while open.lane.client.get("/lane/printer").await.expect(200)["trouble"].is_null() {
            tokio::task::yield_now().await;
        }
        assert_eq!(open.admin.get(&path).await.expect(200)["trouble"], "away");
    });
}

#[test]
fn without_a_printer_the_browser_prints_and_the_count_is_kept() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let path = printer_path(&open.admin).await;
        for (body, code) in [
            (json!({ "address": "192.168.1.50", "width_mm": 58, "prints": "always" }), 422),
            (json!({ "address": "tcp://a:9100", "width_mm": 57, "prints": "always" }), 422),
            (json!({ "address": null, "width_mm": 58, "prints": "always" }), 204),
        ] {
            assert_eq!(open.admin.post(&path, body).await.status, code);
        }
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        let at = format!("/lane/sales/{}", sale["id"].as_str().unwrap());
        let printed = open.lane.client.post(&format!("{at}/prints"), a_print()).await.expect(201);
        assert_eq!(
            (&printed["sent_to"], &printed["receipt"]["pays"]),
            (&json!("browser"), &json!("9.90"))
        );
        let receipt = open.lane.client.get(&format!("{at}/receipt")).await.expect(200);
        assert_eq!((&receipt["prints"], &receipt["name"]), (&json!(1), &json!("王*英")));
        let other = format!("/lane/sales/{}/receipt", Uuid::now_v7());
        open.lane.client.get(&other).await.expect_problem(404, "not_found");
    });
}
