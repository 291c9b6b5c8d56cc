//! Are the books sound after a day at the counter, and does the judge see it when they are not?

use serde_json::json;

use crate::harness::books::{Books, Sale, Wallet};
use crate::harness::sound::faults;
use crate::harness::{Canteen, on_both};

/// A little of everything: an elder, guests, a stranger, a void.
async fn a_little_trade(canteen: &Canteen) -> Books {
    let open = canteen.open().await;
    let lane = &open.lane;
    let sale = lane.sell(open.token("王秀英")).await.expect(201);
    assert_eq!((&sale["standard"], &sale["pays"]), (&json!("15.00"), &json!("9.90")));
    lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
    lane.order(json!({ "unknown": true, "tender": "owed", "serve_as": "pending" }))
        .await
        .expect(201);
    let mistake = lane.sell(open.token("张德福")).await.expect(201);
    lane.void(&mistake).await.expect(201);
    canteen.books().await
}

#[test]
fn a_little_trade_leaves_sound_books() {
    on_both(async |canteen| {
        let books = a_little_trade(canteen).await;
        assert_eq!(books.size(), [6, 13, 4, 1, 1]);
        assert_eq!(faults(&books), Vec::<String>::new());
    });
}

/// Each planted damage, and the words by which the judge must name it.
type Damage = (&'static str, fn(&mut Books));

const DAMAGES: [Damage; 14] = [
    ("entry 2 was changed", |books| books.entries[1].hash[7] ^= 1),
    ("after entry 2 comes 4", |books| drop(books.entries.remove(2))),
    ("entry 3 does not follow", |books| books.entries[2].previous_hash[0] ^= 1),
    ("the head says 5 entries", |books| books.heads[0].entry_no -= 1),
    ("entry 2 was changed", |books| {
        let sale = books.sales.iter_mut().find(|sale| sale.entry_no == 2).unwrap();
        sale.cashier_id = sale.id;
    }),
    ("the trial balance", |books| books.lines[0].amount_fen += 1),
    ("the standard is", |books| books.sales[0].pays_fen -= 1),
    ("is not the reversal", |books| {
        let last = books.lines.len() - 1;
        "tender:alipay".clone_into(&mut books.lines[last].account);
    }),
    ("entry 1 was changed", |books| books.shifts[0].shift_no = 7),
    ("does not book its float", |books| books.shifts[0].float_fen = 100),
    ("the wallets say", |books| {
        books.wallets.push(Wallet {
            resident_id: books.sales[0].id,
            balance_fen: 1,
            owed_fen: 0,
        });
    }),
    ("differ in number", |books| drop(books.voids.pop())),
    ("claimed and claimable differ", |books| drop(books.claimed.pop())),
    ("two claimable meals", |books| {
        let again = books
            .sales
            .iter()
            .find(|sale| sale.state == "claimable" && sale.entry_no == 2)
            .cloned();
        books.sales.extend(again.map(|sale| Sale { id: sale.lane_id, ..sale }));
    }),
];

#[test]
fn the_judge_names_each_planted_damage() {
    on_both(async |canteen| {
        let books = a_little_trade(canteen).await;
        for (words, damage) in DAMAGES {
            let mut damaged = books.clone();
            damage(&mut damaged);
            let faults = faults(&damaged);
            assert!(faults.iter().any(|fault| fault.contains(words)), "{words}: {faults:#?}");
        }
    });
}
