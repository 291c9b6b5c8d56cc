//! Does the diner get a receipt that says everything, and does no sale ever wait for paper?

mod paper;

use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::harness::register::id_number;
use crate::harness::{Canteen, Client, Lane, on_both};
use paper::{Ink, Paper};

fn a_print() -> Value {
    json!({ "id": Uuid::now_v7() })
}

/// What a printer prints that keeps what it hears.
async fn heard(printer: &TcpListener, width_mm: usize) -> Paper {
    let (mut stream, _) = printer.accept().await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    Paper::print(&bytes, width_mm)
}

/// Gives a canteen's only lane a printer with such a paper.
async fn connect(admin: &Client, printer: &TcpListener, width_mm: usize) {
    let address = format!("tcp://{}", printer.local_addr().unwrap());
    let body = json!({ "address": address, "width_mm": width_mm, "prints": "on_request" });
    admin.post(&printer_path(admin).await, body).await.expect(204);
}

/// Prints a sale's receipt, and takes the paper out of the printer.
async fn printed(lane: &Lane, sale: &Value, glyphs: Value, (printer, width_mm): (&TcpListener, usize)) -> Paper {
    let path = format!("/lane/sales/{}/prints", sale["id"].as_str().unwrap());
    let body = json!({ "id": Uuid::now_v7(), "glyphs": glyphs });
    lane.client.post(&path, body).await.expect(201);
    heard(printer, width_mm).await
}

/// The line that begins so.
#[track_caller]
fn line<'p>(paper: &'p Paper, label: &str) -> &'p paper::Line {
    let found = paper.lines.iter().find(|line| line.text().starts_with(label));
    found.unwrap_or_else(|| panic!("{label} is missing in {:#?}", paper.texts()))
}

/// The path of a lane's printer, for the office.
async fn printer_path(admin: &Client) -> String {
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
        let paper = heard(&printer, 58).await;
        assert_eq!(paper.faults(), Vec::<String>::new());
        let text = paper.texts().join("\n");
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
        assert_eq!(heard(&printer, 58).await.texts()[1], "补打 2");
    });
}

/// People whose names no careless program prints.
const RARE: [(&str, &str); 2] = [
    ("𠮷田㛃", "1951-01-01"),
    ("阿依努尔·阿布都热合曼·买买提依明·伊斯拉木江·库尔班尼亚孜", "1952-02-02"),
];

/// Imports them, and gives their ids in their order.
async fn import_rare(coordinator: &Client, lane: &Lane) -> [String; 2] {
    let rows = RARE.iter().zip(70..).map(|((name, birth), order)| {
        let document = id_number(birth, true, order);
        format!("{name},{document},女,{birth},第一网格,向阳花园,5号楼,1单元,50{order}\n")
    });
    let file = std::iter::once("姓名,身份证号,性别,出生日期,网格,小区,楼栋,单元,户室\n".to_owned()).chain(rows);
    coordinator.import("新居民.csv", file.collect::<String>().as_bytes()).await;
    let mut ids = Vec::new();
    for (name, _) in RARE {
        let found = lane.search(name).await;
        ids.push(found["items"][0]["resident_id"].as_str().unwrap().to_owned());
    }
    ids.try_into().unwrap()
}

#[test]
fn every_receipt_looks_right_on_narrow_and_on_wide_paper() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let [_, long] = import_rare(&open.coordinator, &open.lane).await;
        let wallet = json!({ "id": Uuid::now_v7(), "token": open.token("王秀英"), "amount": "50.00", "tender": "wechat" });
        open.lane.client.post("/lane/top-ups", wallet).await.expect(201);
        let mistake = open.lane.sell(open.token("张德福")).await.expect(201);
        open.lane.void(&mistake).await.expect(201);
        let printer = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let orders = [
            ("elder", json!({ "token": open.token("王秀英"), "wallet_first": true })),
            ("child", json!({ "token": open.token("陈小明") })),
            ("guest", json!({ "guest": true, "tender": "alipay" })),
            ("pending", json!({ "unknown": true, "serve_as": "pending" })),
            ("long-name", json!({ "resident_id": long })),
        ];
        let mut sales = vec![("void", mistake)];
        for (name, order) in orders {
            sales.push((name, open.lane.order(order).await.expect(201)));
        }
        for (place, (name, sale)) in sales.iter().enumerate() {
            // Each is printed on both papers; the second print is a copy, so they take turns.
            let widths = if place % 2 == 0 { [58, 80] } else { [80, 58] };
            for width_mm in widths {
                connect(&open.admin, &printer, width_mm).await;
                let paper = printed(&open.lane, sale, json!([]), (&printer, width_mm)).await;
                let picture = paper.draw(&format!("{name}-{width_mm}"));
                assert_eq!(paper.faults(), Vec::<String>::new(), "{}", picture.display());
                let is_copy = width_mm == widths[1];
                assert_eq!(paper.texts().contains(&"补打 2".to_owned()), is_copy);
                for label in [
                    "单号",
                    "餐标",
                    "支付方式",
                    "校验",
                    if *name == "elder" { "餐卡余额" } else { "一号窗口" },
                ] {
                    assert_eq!(line(&paper, label).right(), paper.width, "{label}, {}", picture.display());
                }
                let (pays, first) = (line(&paper, "自付"), &paper.lines[0]);
                assert_eq!((pays.scale, first.text().as_str(), first.is_bold), (2, "七一社区幸福食堂", true));
                for centred in [pays, first] {
                    let left = centred.pieces[0].left;
                    assert!(left.abs_diff(paper.width - centred.right()) <= 1, "{}", centred.text());
                }
            }
        }
    });
}

#[test]
fn a_long_name_of_a_canteen_is_broken_where_a_reader_would() {
    on_both(async |canteen: &Canteen| {
        let link = pos_server::staff::setup::setup_link(&canteen.app).await.unwrap().unwrap();
        let admin = canteen.client();
        let name = "许昌市魏都区七一路街道办事处七一社区幸福食堂暨养老服务中心";
        let body = json!({
            "token": link.split_once('#').unwrap().1, "canteen_name": name, "login": "admin", "name": "管理员",
            "password": crate::harness::furnish::PASSWORD,
        });
        admin.post("/setup", body).await.expect(200);
        let lane = canteen.lane(&admin, "一楼大厅靠窗的志愿者服务第二窗口").await;
        let sale = lane.order(json!({ "guest": true })).await.expect(201);
        let printer = TcpListener::bind("127.0.0.1:0").await.unwrap();
        for (width_mm, heading) in [
            (58, &["许昌市魏都区七一路街道办事处", "七一社区幸福食堂暨养老服务中心"][..]),
            (80, &["许昌市魏都区七一路街道办事处", "七一社区幸福食堂暨养老服务中心"]),
        ] {
            connect(&admin, &printer, width_mm).await;
            let paper = printed(&lane, &sale, json!([]), (&printer, width_mm)).await;
            let picture = paper.draw(&format!("long-canteen-{width_mm}"));
            assert_eq!(paper.faults(), Vec::<String>::new(), "{}", picture.display());
            assert_eq!(paper.texts()[..heading.len()], *heading);
        }
    });
}

#[test]
fn a_rare_letter_is_printed_as_the_page_drew_it_and_never_as_a_blank() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let [rare, _] = import_rare(&open.coordinator, &open.lane).await;
        let sale = open.lane.order(json!({ "resident_id": rare })).await.expect(201);
        let printer = TcpListener::bind("127.0.0.1:0").await.unwrap();
        connect(&open.admin, &printer, 58).await;

        // A page that has no such font draws nothing: the paper says that a letter is missing, and the number says whose it is.
        let paper = printed(&open.lane, &sale, json!([]), (&printer, 58)).await;
        assert_eq!(paper.faults(), Vec::<String>::new());
        assert!(line(&paper, "姓名").text().ends_with(" 〓*〓"), "{:#?}", paper.texts());

        // A cross and a frame; and a picture of a letter that every printer holds, which nobody needs.
        let cross: String = (0..24).map(|x| if x == 12 { "ffffff" } else { "000800" }).collect();
        let frame: String = (0..24).map(|x| if x % 23 == 0 { "ffffff" } else { "800001" }).collect();
        let drawn = json!([
            { "letter": "𠮷", "dots": cross }, { "letter": "㛃", "dots": frame }, { "letter": "姓", "dots": frame },
        ]);
        let paper = printed(&open.lane, &sale, drawn, (&printer, 58)).await;
        let picture = paper.draw("rare-58");
        assert_eq!(paper.faults(), Vec::<String>::new(), "{}", picture.display());
        let name = line(&paper, "姓名");
        assert!(name.text().ends_with(" ▦*▦"), "{}", name.text());
        let dots: Vec<_> = name.pieces.iter().filter(|piece| matches!(piece.ink, Ink::Dots(_))).collect();
        assert_eq!(dots[0].ink, Ink::Dots(hex::decode(&cross).unwrap()));
        assert_eq!(
            (dots[1].left + dots[1].width, &dots[1].ink),
            (384, &Ink::Dots(hex::decode(&frame).unwrap()))
        );

        let path = format!("/lane/sales/{}/prints", sale["id"].as_str().unwrap());
        let half = json!({ "id": Uuid::now_v7(), "glyphs": [{ "letter": "𠮷", "dots": &cross[2..] }] });
        open.lane.client.post(&path, half).await.expect_problem(422, "field_invalid");
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
