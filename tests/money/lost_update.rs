//! What if a till wrote back the balance that it had read a moment ago? The planted bug of promise P5: whoever took from the wallet
//! in between is forgotten, and the judge must see it.

use pos_server::db::Sql;
use pos_server::finance::check::check;
use pos_server::finance::check::fault::CheckError;
use pos_server::sales::order::{SaleOrder, ServeAs, Tender};
use pos_server::sales::sell::sell;
use serde_json::json;
use uuid::Uuid;

use crate::harness::Canteen;
use crate::harness::database::Which;
use crate::harness::sound::faults;
use crate::race::order;

/// How many tills take from the wallet at once.
const TILLS: i64 = 20;
/// What each takes: a pending meal at its full standard.
const MEAL: i64 = 1_500;

#[test]
fn the_judge_sees_debits_that_were_forgotten() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        for which in [Which::Sqlite, Which::Postgres] {
            let canteen = Canteen::start(which).await;
            let open = canteen.open().await;
            let token = open.token("王秀英");
            let top_up = json!({ "id": Uuid::now_v7(), "token": token, "amount": "309.90", "tender": "cash" });
            open.lane.client.post("/lane/top-ups", top_up).await.expect(201);
            let lunch = json!({ "token": token, "tender": "wallet" });
            open.lane.order(lunch).await.expect(201);
            canteen.assert_sound().await;

            let all_have_read = TILLS * MEAL;
            for _ in 0..TILLS {
                let order = SaleOrder {
                    tender: Tender::Wallet,
                    serve_as: ServeAs::Pending,
                    ..order(&canteen, &open.lane, token).await
                };
                let mut tx = canteen.app.db.begin(order.lane.canteen).await.unwrap();
                assert!(sell(&mut tx, &[order]).await.unwrap()[0].is_ok());
                Sql::new("UPDATE wallet SET balance_fen = $1")
                    .bind(all_have_read - MEAL)
                    .execute(&mut tx)
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
            }
            let said = faults(&canteen.books().await);
            assert!(said.len() == 1 && said[0].contains("the wallets say"), "{said:?}");
            let mut tx = canteen.app.db.snapshot().await.unwrap();
            let checked = check(&mut tx, &canteen.app.keys).await;
            assert!(
                matches!(&checked, Err(CheckError::Fault(fault)) if fault.table == "wallet"),
                "{checked:?}"
            );
            drop(tx);
            canteen.stop().await;
        }
    });
}
