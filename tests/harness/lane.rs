//! How does a story sell? At an enrolled lane with a cashier signed in by PIN.

use serde_json::{Value, json};
use uuid::Uuid;

use super::client::{Answer, Client};

/// A counter device with its cashier.
#[derive(Debug, Clone)]
pub struct Lane {
    pub client: Client,
    pub id: Uuid,
    pub cashier: Uuid,
}

impl Lane {
    /// The cashier enters the PIN: a new day, or another session.
    pub async fn sign_in(&self) {
        let body = json!({ "staff_id": self.cashier, "pin": super::furnish::PIN });
        self.client.post("/lane/cashier", body).await.expect(200);
    }

    /// The verdict on a card.
    pub async fn scan(&self, token: &str) -> Value {
        self.client.post("/scan", json!({ "token": token })).await.expect(200)
    }

    /// Sells a meal for a card, for cash, as the rule decides.
    pub async fn sell(&self, token: &str) -> Answer {
        self.order(json!({ "token": token })).await
    }

    /// Sells a meal; what `order` leaves out is a new id, cash, and the rule's decision.
    pub async fn order(&self, order: Value) -> Answer {
        self.client.post("/sales", complete(order)).await
    }

    /// Undoes a sale.
    pub async fn void(&self, sale: &Value) -> Answer {
        let path = format!("/sales/{}/void", sale["id"].as_str().unwrap());
        self.client.post(&path, json!({ "id": Uuid::now_v7() })).await
    }

    /// Who fits a text.
    pub async fn search(&self, text: &str) -> Value {
        self.client.post("/lane/search", json!({ "q": text })).await.expect(200)
    }

    /// The lane's day so far.
    pub async fn today(&self) -> Value {
        self.client.get("/lane/today").await.expect(200)
    }
}

/// An order with everything that it needs.
pub fn complete(order: Value) -> Value {
    let mut whole = json!({ "id": Uuid::now_v7(), "tender": "cash", "serve_as": "decided" });
    for (name, value) in order.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}
