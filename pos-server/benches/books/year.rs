//! What does a year of a busy canteen look like? Made through the code that sells: people with cards who eat once a day, by cash,
//! WeChat, Alipay and wallet, with payments of the office between.

use pos_server::db::{Db, Sql, Tx};
use pos_server::ids::{CanteenId, MovementId, ResidentId, StaffId};
use pos_server::keys::{Keys, sha256};
use pos_server::ledger::account::Account;
use pos_server::ledger::movement::{Kind, MoveOrder, move_money};
use pos_server::money::Fen;
use pos_server::sales::order::{SaleOrder, Tender};
use pos_server::sales::sell;

use crate::Outcome;
use crate::ground::{Ground, first_day};

/// Days of a year: everybody eats on each.
const DAYS: u32 = 365;
/// Sales in one transaction.
const BATCH: usize = 500;
/// Each fourth person has a wallet; this is enough for a year.
const TOP_UP: Fen = Fen::new(500_000);

/// A year of one canteen.
#[derive(Debug)]
pub struct Year {
    /// Whose books.
    pub canteen: CanteenId,
    /// How many entries they have.
    pub entries: i64,
    /// Somebody with a wallet.
    pub wallet: ResidentId,
}

/// Fills an empty database with about this number of entries.
pub async fn make(db: &Db, keys: &Keys, entries: u32) -> Outcome<Year> {
    let diners = (entries / DAYS).max(4);
    let ground = Ground::prepare(db, keys, diners).await?;
    let canteen = ground.lane.canteen;
    let mut tx = db.begin(canteen).await?;
    let residents: Vec<(ResidentId,)> = Sql::new("SELECT id FROM resident ORDER BY name_key, id").all(&mut tx).await?;
    let mut wallet = None;
    for (resident,) in residents.iter().step_by(4) {
        top_up(&mut tx, canteen, ground.cashier, *resident).await?;
        wallet = Some(*resident);
    }
    tx.commit().await?;
    let sales = usize::try_from(entries)? - residents.len() / 4;
    for first in (0..sales).step_by(BATCH) {
        let orders = (first..(first + BATCH).min(sales))
            .map(|n| order(&ground, n))
            .collect::<Outcome<Vec<_>>>()?;
        let mut tx = db.begin(canteen).await?;
        for answer in sell::sell(&mut tx, &orders).await? {
            answer.map_err(|refusal| format!("a sale was refused: {refusal:?}"))?;
        }
        tx.commit().await?;
    }
    let (entries,): (i64,) = Sql::new("SELECT entry_no FROM ledger_head").one(&mut db.read().await?).await?;
    Ok(Year {
        canteen,
        entries,
        wallet: wallet.ok_or("nobody has a wallet")?,
    })
}

/// The n-th sale: the wallet pays where there is one, else mostly cash.
fn order(ground: &Ground, n: usize) -> Outcome<SaleOrder> {
    let order = ground.order(n)?;
    let tender = match n % 10 {
        0..=5 => Tender::Cash,
        6..=8 => Tender::Wechat,
        _ => Tender::Alipay,
    };
    let has_number = tender != Tender::Cash;
    Ok(SaleOrder {
        tender,
        wallet_first: true,
        tender_reference: has_number.then(|| format!("42000012342025{n:014}")),
        ..order
    })
}

async fn top_up(tx: &mut Tx, canteen: CanteenId, staff: StaffId, resident: ResidentId) -> Outcome<()> {
    let id = MovementId::new();
    let noon = first_day()?.and_hms_opt(3, 0, 0).ok_or("no such hour")?.and_utc();
    let order = MoveOrder {
        id,
        canteen,
        kind: Kind::TopUp,
        at_lane: None,
        resident: Some(resident),
        month: None,
        debit: Account::Safe,
        credit: Account::Wallet(resident),
        amount: TOP_UP,
        reference: None,
        reason: String::new(),
        staff,
        approver: None,
        request_hash: sha256(id.to_string().as_bytes()),
        at: noon,
    };
    move_money(tx, &order).await?;
    Ok(())
}
