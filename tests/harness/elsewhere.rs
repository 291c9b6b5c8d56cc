//! What if the city has a second canteen? One in the same database, with an admin and a lane of its own.

use pos_server::db::own_task;
use pos_server::ids::StaffId;
use pos_server::serve::SHIPPED_POLICY;
use pos_server::staff::actor::Role;
use pos_server::staff::credentials::{Login, Name, Password};
use pos_server::staff::people::{NewStaff, hashed};
use pos_server::staff::setup::{SetupError, found_canteen};
use serde_json::json;

use super::canteen::Canteen;
use super::furnish::PASSWORD;
use super::lane::Lane;

impl Canteen {
    /// A lane of a second canteen, 八一社区幸福食堂, with a cashier of its own.
    pub async fn lane_elsewhere(&self) -> Lane {
        let login = Login::parse("elsewhere").unwrap();
        let password = Some(Password::parse(PASSWORD, &login).unwrap());
        let name = Name::parse("邻居管理员").unwrap();
        let new = NewStaff {
            id: StaffId::new(),
            login,
            name,
            role: Role::Admin,
            password,
            pin: None,
        };
        let app = self.app.clone();
        own_task(async move {
            let here = pos_server::ids::CanteenId::new();
            let person = hashed(&app, here, new).await?;
            let mut tx = app.db.begin_shared().await?;
            let name = Name::parse("八一社区幸福食堂")?;
            found_canteen(&mut tx, &app.keys, SHIPPED_POLICY, "02", &name, person, app.clock.now()).await?;
            tx.commit().await?;
            Ok::<_, SetupError>(())
        })
        .await
        .unwrap();
        let admin = self.client();
        admin
            .post("/session", json!({ "login": "elsewhere", "password": PASSWORD }))
            .await
            .expect(200);
        self.lane(&admin, "邻居窗口").await
    }
}
