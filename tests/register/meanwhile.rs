//! What if somebody writes to the register while an import, ready to be written, waits for its turn?

use pos_server::calendar::day_of;
use pos_server::ids::CanteenId;
use pos_server::residents::apply::{self, Applied, ImportError, Ready};
use serde_json::json;
use uuid::Uuid;

use crate::harness::register::{id_number, small_register};
use crate::harness::{Canteen, on_both};

/// An import of one more person, made ready as the office's is.
async fn ready(canteen: &Canteen, of: CanteenId) -> Ready {
    let (app, now) = (&canteen.app, canteen.now());
    let number = id_number("1951-01-01", true, 77);
    let text = format!("姓名,身份证号\n马兰,{number}\n");
    let read = async || apply::read(&app.program, text.as_bytes(), day_of(now), &app.keys).await.unwrap();
    let mut tx = app.db.snapshot().await.unwrap();
    let seen = apply::difference(&mut tx, of, &read().await, day_of(now), &app.keys).await.unwrap();
    apply::prepare(&mut tx, of, read().await, seen.hash(), &app.keys, (now, None))
        .await
        .unwrap()
}

async fn written(canteen: &Canteen, of: CanteenId, ready: Ready) -> Result<Applied, ImportError> {
    let mut tx = canteen.app.db.begin(of).await.unwrap();
    apply::apply(&mut tx, of, ready).await
}

#[test]
fn an_import_writes_nothing_when_the_register_is_no_longer_what_it_was_compared_with() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let session = admin.get("/session").await.expect(200);
        let of = session["canteen"]["id"].as_str().unwrap().parse().unwrap();
        admin.import("a.csv", small_register().as_bytes()).await;
        let resident = admin.get("/residents").await.expect(200)["items"][0]["id"].clone();
        canteen.wait_seconds(60);

        let import = ready(canteen, of).await;
        let fact = json!({ "id": Uuid::now_v7(), "kind": "class", "value": "dibao", "true_from": "2026-11-01" });
        let path = format!("/residents/{}/facts", resident.as_str().unwrap());
        admin.post(&path, fact).await.expect(201);
        assert!(
            matches!(written(canteen, of, import).await, Err(ImportError::RegisterChanged)),
            "a fact"
        );

        let import = ready(canteen, of).await;
        let phone = small_register().replace("15400000012", "15400000099");
        admin.import("b.csv", phone.as_bytes()).await;
        assert!(
            matches!(written(canteen, of, import).await, Err(ImportError::RegisterChanged)),
            "a phone"
        );

        let import = ready(canteen, of).await;
        canteen.wait_seconds(60);
        let other = format!("姓名,身份证号\n朱琳,{}\n", id_number("1952-02-02", true, 78));
        admin.import("c.csv", other.as_bytes()).await;
        assert!(
            matches!(written(canteen, of, import).await, Err(ImportError::RegisterChanged)),
            "a person"
        );

        let import = ready(canteen, of).await;
        assert_eq!(written(canteen, of, import).await.unwrap().new, 1);
    });
}
