//! What does a canteen have before it opens? An admin, staff, a lane with a cashier, a register, and cards in people's hands.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::canteen::Canteen;
use super::client::Client;
use super::lane::Lane;
use super::register::{NEIGHBOURS, Neighbour, id_number, small_register};

/// The password of everybody in the stories.
pub const PASSWORD: &str = "correct horse battery staple";
/// The PIN of every cashier in the stories.
pub const PIN: &str = "2580";

/// A canteen that is ready to sell.
#[derive(Debug)]
pub struct Open {
    pub admin: Client,
    pub coordinator: Client,
    pub lane: Lane,
    /// The text of each card's QR, by its holder's name: what lies in people's hands. Nobody else knows it.
    pub tokens: BTreeMap<String, String>,
    /// The resident's id, by name.
    pub residents: BTreeMap<String, String>,
}

impl Open {
    /// What the QR of somebody's card holds.
    #[track_caller]
    pub fn token(&self, name: &str) -> &str {
        self.tokens.get(name).unwrap_or_else(|| panic!("{name} has no card"))
    }

    /// Everybody signs in again: sessions do not last over night.
    pub async fn sign_in_again(&self) {
        for (client, login) in [(&self.admin, "admin"), (&self.coordinator, "coordinator")] {
            let body = json!({ "login": login, "password": PASSWORD });
            client.post("/session", body).await.expect(200);
        }
        self.lane.sign_in().await;
    }
}

impl Canteen {
    /// Sets the canteen up and brings back its admin, signed in.
    pub async fn admin(&self) -> Client {
        let link = pos_server::staff::setup::setup_link(&self.app).await.unwrap().unwrap();
        let admin = self.client();
        let token = link.split_once('#').unwrap().1;
        admin.set_up(token).await;
        admin
    }

    /// A member of the staff with a role, signed in. The login is the role's word.
    pub async fn staff(&self, admin: &Client, role: &str) -> Client {
        admin.hire(role, json!({ "password": PASSWORD })).await;
        let client = self.client();
        client
            .post("/session", json!({ "login": role, "password": PASSWORD }))
            .await
            .expect(200);
        client
    }

    /// A new lane with a cashier of its own.
    pub async fn lane(&self, admin: &Client, name: &str) -> Lane {
        admin.lane(self.client(), name).await
    }

    /// A canteen ready to sell: staff, a lane, the small register, a card for everybody who is eligible.
    pub async fn open(&self) -> Open {
        let admin = self.admin().await;
        let coordinator = self.staff(&admin, "coordinator").await;
        let lane = self.lane(&admin, "一号窗口").await;
        coordinator.import("居民花名册.csv", small_register().as_bytes()).await;
        let cards = coordinator.issue_all().await;
        let residents = coordinator.items("/residents?limit=200").await;
        let mut open = Open {
            admin,
            coordinator,
            lane,
            tokens: BTreeMap::new(),
            residents: BTreeMap::new(),
        };
        let names = names(&residents);
        for (id, name) in &names {
            open.residents.insert(name.clone(), id.clone());
        }
        for card in cards {
            let holder = names.get(card["resident_id"].as_str().unwrap()).unwrap();
            open.tokens
                .insert(holder.clone(), token_of(&self.app.keys, card["id"].as_str().unwrap()));
        }
        open
    }
}

/// Full names by resident's id. The API masks them; a story knows its people by what is unmasked of their documents.
fn names(residents: &[Value]) -> BTreeMap<String, String> {
    let ends_like = |masked: &str, one: &Neighbour, order| id_number(one.birth, one.is_female, order)[14..] == masked[masked.len() - 4..];
    let name_of = |masked: &str| {
        let found = NEIGHBOURS.iter().zip(1..).find(|(one, order)| ends_like(masked, one, *order));
        found.map(|(one, _)| one.name.to_owned())
    };
    let named = residents.iter().map(|row| {
        let name = name_of(row["document"].as_str().unwrap());
        (row["id"].as_str().unwrap().to_owned(), name.unwrap())
    });
    named.collect()
}

impl Client {
    /// Founds the canteen with a set-up token; the admin is signed in afterwards.
    pub async fn set_up(&self, token: &str) {
        let body = json!({
            "token": token, "canteen_name": "七一社区幸福食堂", "login": "admin", "name": "管理员", "password": PASSWORD,
        });
        self.post("/setup", body).await.expect(200);
    }

    /// Adds somebody to the staff; the login is the role's word, `more` brings a password or a PIN or another login.
    pub async fn hire(&self, role: &str, more: Value) -> Value {
        let mut body = json!({ "id": Uuid::now_v7(), "login": role, "name": format!("{role} 同志"), "role": role });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post("/staff", body).await.expect(201)
    }

    /// Turns `device` into a new lane with a cashier of its own, as this admin.
    pub async fn lane(&self, device: Client, name: &str) -> Lane {
        let id = Uuid::now_v7();
        let code = self.post("/lanes/codes", json!({ "id": id, "name": name })).await.expect(200);
        device.post("/lanes/enrol", json!({ "code": code["code"] })).await.expect(200);
        let login = format!("cashier-{}", &id.simple().to_string()[20..]);
        let cashier = self.hire("cashier", json!({ "login": login, "pin": PIN })).await;
        let cashier: Uuid = cashier["id"].as_str().unwrap().parse().unwrap();
        device
            .post("/lane/cashier", json!({ "staff_id": cashier, "pin": PIN }))
            .await
            .expect(200);
        Lane {
            client: device,
            id,
            cashier,
        }
    }

    /// Imports a register: looks at the difference first, then applies it.
    pub async fn import(&self, file_name: &str, bytes: &[u8]) -> Value {
        let seen = self.upload("/imports/dry-run", file_name, bytes).await.expect(200);
        assert_eq!(seen["counts"]["wrong"], 0, "{seen}");
        let path = format!("/imports?difference={}", seen["difference"].as_str().unwrap());
        self.upload(&path, file_name, bytes).await.expect(200)
    }

    /// Issues a card to everybody who is eligible and has none; brings back all cards.
    pub async fn issue_all(&self) -> Vec<Value> {
        self.post("/cards/issue", json!({ "id": Uuid::now_v7(), "all_eligible": true }))
            .await
            .expect(200);
        self.items("/cards").await
    }

    /// Loads the shipped policy with one piece of its text replaced; it counts from 2026-11-01 on.
    pub async fn load_policy(&self, piece: &str, by: &str) {
        let text = pos_server::subsidy::policy::QIYI
            .replace("qiyi-2023-10-23", "qiyi-next")
            .replace("valid_from = 2023-10-23", "valid_from = 2026-11-01")
            .replace(piece, by);
        self.adopt(&text).await;
    }

    /// Proposes a policy, and lets a second person approve it who is hired for it; brings back the policy's id.
    pub async fn adopt(&self, text: &str) -> Value {
        let proposal = Uuid::now_v7();
        let body = json!({ "id": proposal, "text": text });
        self.post("/policies/proposals", body).await.expect(201);
        let login = format!("checker-{}", &proposal.simple().to_string()[20..]);
        self.hire("checker", json!({ "login": login, "password": PASSWORD })).await;
        let second = self.stranger();
        second
            .post("/session", json!({ "login": login, "password": PASSWORD }))
            .await
            .expect(200);
        let shown = second.get("/policies/proposals").await.expect(200);
        let is_it = |row: &&Value| row["id"] == proposal.to_string();
        let shown = shown["items"].as_array().unwrap().iter().find(is_it).unwrap();
        let yes = json!({ "id": Uuid::now_v7(), "sha256": shown["sha256"] });
        second
            .post(&format!("/policies/proposals/{proposal}/approval"), yes)
            .await
            .expect(201)
    }

    /// All items of a list, page by page.
    pub async fn items(&self, path: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{cursor}")).await.expect(200);
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return items };
            cursor = format!("{}cursor={next}", if path.contains('?') { "&" } else { "?" });
        }
    }
}

/// What the QR of a card holds, worked out from the key file as a printer of the sheets would: a 1, 37 digits of chance, and
/// two check digits by which the whole number leaves 1 when divided by 97 (ISO 7064 MOD 97-10).
pub fn token_of(keys: &pos_server::keys::Keys, card: &str) -> String {
    let body = format!("1{}", keys.card_digits(card.parse().unwrap()));
    let rest = format!("{body}00")
        .chars()
        .fold(0, |rest, c| (rest * 10 + c.to_digit(10).unwrap()) % 97);
    format!("{body}{:02}", 98 - rest)
}
