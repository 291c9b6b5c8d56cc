//! Is a photo from a door kept once, sealed, without the place where it was taken, and seen by nobody without a reason?

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{Out, act, out, phone, rounds, volunteer};
use crate::harness::{Canteen, on_both};

/// What a phone's camera writes beside a picture.
const PLACE: &[u8] = b"GPS 34.0267N 113.8260E";

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], length.as_slice(), payload].concat()
}

/// A small photo, with something beside the picture.
pub fn photo(beside: &[u8]) -> Vec<u8> {
    let exif = if beside.is_empty() { Vec::new() } else { segment(0xE1, beside) };
    let frame = segment(0xC0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    let scan = [segment(0xDA, &[1, 1, 0, 0, 63, 0]), vec![7, 0xFF, 0x00, 9]].concat();
    [
        &[0xFF, 0xD8],
        exif.as_slice(),
        &segment(0xDB, &[1; 65]),
        &segment(0xC4, &[0; 20]),
        &frame,
        &scan,
        &[0xFF, 0xD9],
    ]
    .concat()
}

fn shot(out: &Out, canteen: &Canteen, name: &str, bytes: &[u8]) -> Value {
    json!({ "id": Uuid::now_v7(), "stop_id": out.stop(name), "at": canteen.now(), "jpeg": STANDARD.encode(bytes) })
}

async fn bring(out: &Out, photos: &[Value]) -> Vec<String> {
    let answer = out.phone.post("/round/results", json!({ "photos": photos })).await.expect(200);
    let items = answer["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            assert_eq!(item["code"].is_null(), item["message"].is_null(), "{item}");
            format!("{} {}", item["state"].as_str().unwrap(), item["code"].as_str().unwrap_or_default())
                .trim()
                .to_owned()
        })
        .collect()
}

#[test]
fn a_photo_is_kept_once_without_its_place_and_seen_with_a_reason_only() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let taken = shot(&out, canteen, "王秀英", &photo(PLACE));
        for _ in 0..3 {
            assert_eq!(bring(&out, std::slice::from_ref(&taken)).await, ["recorded"]);
        }
        let mut other = taken.clone();
        other["at"] = json!("2026-11-23T03:29:59Z");
        assert_eq!(bring(&out, &[other]).await, ["refused photo_id_reused"]);
        let on_board = out.on_board("王秀英").await;
        assert_eq!(on_board["photos"].as_array().unwrap().len(), 1, "{on_board}");
        assert_eq!(on_board["photos"][0]["id"], taken["id"]);
        assert_eq!(out.on_board("张德福").await["photos"], json!([]));
        // No phone gets it back, not even the one that took it.
        assert!(!out.phone.get("/round").await.text().contains("photo"));

        let path = format!("/deliveries/photos/{}/reveal", taken["id"].as_str().unwrap());
        for blank in [json!({ "reason": " " }), json!({})] {
            assert_eq!(out.open.coordinator.post(&path, blank).await.status, 422);
        }
        let why = json!({ "reason": "老人说不舒服，看看情况" });
        out.volunteer.post(&path, why.clone()).await.expect_problem(403, "not_allowed");
        assert_eq!(out.phone.post(&path, why.clone()).await.status, 401);
        assert!(!out.open.admin.get("/audit").await.text().contains("photo_seen"));
        let seen = out.open.coordinator.post(&path, why.clone()).await.expect(200);
        assert_eq!(STANDARD.decode(seen["jpeg"].as_str().unwrap()).unwrap(), photo(b""));
        let audit = out.open.admin.get("/audit").await.text();
        assert!(audit.contains("photo_seen") && audit.contains("老人说不舒服"), "{audit}");
        let unknown = format!("/deliveries/photos/{}/reveal", Uuid::now_v7());
        out.open.coordinator.post(&unknown, why).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_photo_comes_late_but_from_its_own_round_only_and_hostile_bytes_come_never() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let bomb = [photo(b""), vec![0; 200_000]].concat();
        let photos = [
            shot(&out, canteen, "王秀英", b"<svg onload='alert(1)'/>"),
            shot(&out, canteen, "王秀英", b"MZ\x90\0"),
            json!({ "id": Uuid::now_v7(), "stop_id": out.stop("王秀英"), "at": canteen.now(), "jpeg": "no base64!" }),
            json!({ "id": Uuid::now_v7(), "stop_id": Uuid::now_v7(), "at": canteen.now(), "jpeg": STANDARD.encode(photo(b"")) }),
        ];
        assert_eq!(
            bring(&out, &photos).await,
            [
                "refused not_a_photo",
                "refused not_a_photo",
                "refused not_a_photo",
                "refused not_in_round"
            ]
        );
        let large = json!({ "photos": [shot(&out, canteen, "王秀英", &bomb)] });
        assert_eq!(out.phone.post("/round/results", large).await.status, 413);
        assert_eq!(out.on_board("王秀英").await["photos"], json!([]));

        let many: Vec<Value> = (0..6).map(|_| shot(&out, canteen, "张德福", &photo(b""))).collect();
        let became = bring(&out, &many).await;
        assert_eq!(became[4..], ["recorded", "refused too_many_photos"], "{became:?}");

        // Another round's phone can neither bring one nor see one.
        super::out::plan(&out.open, "王𠮷祥", "owed").await;
        super::out::draft(&out.open).await;
        let second = rounds(&out.open).await.into_iter().find(|round| *round != out.round).unwrap();
        let other = out
            .open
            .admin
            .hire(
                "volunteer",
                json!({ "login": "second", "password": crate::harness::furnish::PASSWORD }),
            )
            .await;
        act(&out.open, &second, "volunteer", json!({ "staff_id": other["id"] }))
            .await
            .expect(204);
        act(&out.open, &second, "packed", json!({})).await.expect(204);
        let stranger = phone(canteen, &out.open, &second).await;
        let theirs = json!({ "photos": [shot(&out, canteen, "欧阳秀兰", &photo(b""))] });
        let answer = stranger.post("/round/results", theirs).await.expect(200);
        assert_eq!(answer["items"][0]["code"], "not_in_round");

        canteen.at("2026-11-24T04:00:00Z");
        let late = shot(&out, canteen, "欧阳秀兰", &photo(PLACE));
        assert_eq!(bring(&out, &[late]).await, ["recorded"]);
    });
}

#[test]
fn the_paper_of_a_round_names_the_doors_and_tells_no_phone_and_no_door_note() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for (name, pays) in [("王秀英", "cash"), ("田桂英", "owed")] {
            super::out::plan(&open, name, pays).await;
        }
        let contact = Uuid::now_v7();
        let list = json!({ "contacts": [{ "id": contact, "name": "王丽", "relation": "女儿", "phone": "13912340077" }] });
        let path = format!("/deliveries/plans/{}/contacts", open.residents["王秀英"]);
        open.coordinator.post(&path, list).await.expect(201);
        super::out::draft(&open).await;
        let round = rounds(&open).await.remove(0);
        let (_, id) = volunteer(canteen, &open).await;
        act(&open, &round, "volunteer", json!({ "staff_id": id })).await.expect(204);
        act(&open, &round, "paper", json!({})).await.expect_problem(409, "not_packed");
        act(&open, &round, "packed", json!({})).await.expect(204);
        let paper = act(&open, &round, "paper", json!({})).await.expect(200);
        let text = paper.to_string();
        assert!(text.contains("王秀英") && text.contains("301") | text.contains("101"), "{text}");
        for secret in ["钥匙", "154", "13912340077", "王丽"] {
            assert!(!text.contains(secret), "{secret} {text}");
        }
        assert_eq!(
            (&paper["stops"][0]["has_door_note"], &paper["stops"][0]["collect"]),
            (&json!(true), &json!("9.90"))
        );
        assert!(paper["qr_path"].as_str().unwrap().len() > 1_000);
        // The same link as before: printing the sheet ends no phone's.
        let phone = phone(canteen, &open, &round).await;
        act(&open, &round, "paper", json!({})).await.expect(200);
        phone.get("/round").await.expect(200);
        let audit = open.admin.get("/audit").await.text();
        assert_eq!(audit.matches("\"printed\"").count(), 2, "{audit}");

        // The number of the daughter is seen with a reason, and kept who saw it.
        let path = format!("/deliveries/contacts/{contact}/reveal");
        open.coordinator
            .post(&path, json!({ "reason": "" }))
            .await
            .expect_problem(422, "field_invalid");
        let seen = open.coordinator.post(&path, json!({ "reason": "老人没开门" })).await.expect(200);
        assert_eq!(seen["phone"], "13912340077");
        let audit = open.admin.get("/audit").await.text();
        assert!(audit.contains("contact_revealed") && !audit.contains("13912340077"), "{audit}");
    });
}
