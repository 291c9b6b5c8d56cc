//! On which ground is everything measured? A canteen with a lane, a signed-in cashier, residents and their cards, prepared
//! once through the server's own code; each measurement sells on a copy of its own.

use std::path::Path;

use chrono::{Days, NaiveDate, NaiveTime, Utc};
use pos_server::calendar;
use pos_server::cards::number::CardNumber;
use pos_server::cards::store::{CardRow, NewBatch, insert_batch, insert_cards};
use pos_server::cards::token::CardToken;
use pos_server::clock::{Clock, Timestamp};
use pos_server::db::{self, Arg, Db, Sql, Tx};
use pos_server::ids::{BatchId, CanteenId, CardId, LaneId, PolicyId, ResidentId, SaleId, StaffId};
use pos_server::keys::{Keys, sha256};
use pos_server::money::Fen;
use pos_server::sales::order::{SaleOrder, ServeAs, Tender, Who};
use pos_server::sales::shifts::open::{self, Opening};
use pos_server::staff::actor::{LaneDevice, Role};
use pos_server::staff::cookies::Token;
use pos_server::staff::credentials::Name;
use pos_server::staff::store::lanes::{insert_lane, set_device};
use pos_server::staff::store::{StaffRow, insert_staff};
use pos_server::staff::{sessions, setup};
use pos_server::subsidy::book::{self, Checked};
use pos_server::subsidy::words::Channel;

use crate::Outcome;

/// One lunch all day long, so that the server can be measured at any hour.
pub const POLICY: &str = r#"
version = "bench"
name = "测速政策"
valid_from = 2023-10-23
age_counts_from = "birthday"
guests = "full_standard"
[[group]]
id = "elder"
age = { from = 60 }
[[group]]
id = "child"
age = { to = 12 }
[[funder]]
id = "example"
name = "示例出资方（请替换）"
[[meal]]
id = "lunch"
opens = "00:00"
closes = "23:59"
standard = "15.00"
[[meal.price]]
groups = ["elder", "child"]
pays = "9.90"
shares = [{ funder = "example", amount = "5.10" }]
"#;

/// What every diner of the measurements pays.
pub const PAYS: Fen = Fen::new(990);
/// What every meal of the measurements costs.
pub const STANDARD: Fen = Fen::new(1500);

/// Somebody with a card.
#[derive(Debug)]
pub struct Diner {
    /// What the scanner reads.
    pub token: CardToken,
    /// What the database knows of it.
    pub token_hash: [u8; 32],
}

/// Everything that a sale needs to name.
#[derive(Debug)]
pub struct Ground {
    /// The lane that sells.
    pub lane: LaneDevice,
    /// The cashier who sells.
    pub cashier: StaffId,
    /// The cookie that makes a client the lane.
    pub device: Token,
    /// The cookie that makes a client the cashier.
    pub session: Token,
    /// The policy in force.
    pub policy: PolicyId,
    /// Who comes to eat.
    pub diners: Vec<Diner>,
}

/// The name on every receipt.
const CASHIER: &str = "王师傅";

impl Ground {
    /// Fills an empty database.
    pub async fn prepare(db: &Db, keys: &Keys, diners: u32) -> Outcome<Self> {
        let now = Clock::System.now();
        let mut tx = db.begin_shared().await?;
        let canteen_name = Name::parse("七一社区幸福食堂")?;
        let canteen = setup::create_canteen(&mut tx, keys, "01", &canteen_name, now).await?;
        let cashier = insert_cashier(&mut tx, canteen, now).await?;
        let lane = LaneDevice {
            canteen,
            canteen_name: canteen_name.as_str().to_owned(),
            id: LaneId::new(),
            code: "01".to_owned(),
            name: "一号窗口".to_owned(),
        };
        let (device, session) = (Token::new()?, Token::new()?);
        insert_lane(&mut tx, lane.id, canteen, &lane.code, &lane.name, now).await?;
        set_device(&mut tx, lane.id, device.hash(), now).await?;
        sessions::open(&mut tx, cashier, Some(lane.id), None, &session, now).await?;
        open::open(&mut tx, &Opening::by_itself(canteen, lane.id, cashier, now)).await?;
        let (policy, _) = book::load(&mut tx, canteen, PolicyId::new(), &Checked::of(POLICY.to_owned())?, now, None).await?;
        let diners = insert_diners(&mut tx, keys, canteen, diners, now).await?;
        tx.commit().await?;
        Ok(Self {
            lane,
            cashier,
            device,
            session,
            policy,
            diners,
        })
    }

    /// The order of the n-th sale: everybody eats once a day, then the next day begins.
    pub fn order(&self, n: usize) -> Outcome<SaleOrder> {
        let diners = self.diners.len();
        let diner = self.diners.get(n % diners).ok_or("nobody is there to eat")?;
        let id = SaleId::new();
        let at = noon_of(u64::try_from(n / diners)?)?;
        Ok(SaleOrder {
            id,
            lane: self.lane.clone(),
            cashier: self.cashier,
            cashier_name: CASHIER.to_owned(),
            who: Who::Card(diner.token_hash),
            meal: None,
            channel: Channel::Counter,
            tender: Tender::Cash,
            wallet_first: false,
            tender_reference: None,
            serve_as: ServeAs::Decided,
            expected_pays: Some(PAYS),
            sold_at: at,
            at,
            request_hash: sha256(id.uuid().as_bytes()),
        })
    }
}

/// Noon of a day of the measurements.
fn noon_of(day: u64) -> Outcome<Timestamp> {
    let date = first_day()?.checked_add_days(Days::new(day)).ok_or("too far in the future")?;
    let noon = NaiveTime::from_hms_opt(12, 0, 0).ok_or("no noon")?;
    let local = date.and_time(noon).and_local_timezone(calendar::ZONE);
    Ok(local.single().ok_or("no such hour")?.with_timezone(&Utc))
}

/// The first day of the measurements.
pub fn first_day() -> Outcome<NaiveDate> {
    Ok(NaiveDate::from_ymd_opt(2025, 1, 1).ok_or("no such day")?)
}

async fn insert_cashier(tx: &mut Tx, canteen: CanteenId, now: Timestamp) -> Outcome<StaffId> {
    let row = StaffRow {
        id: StaffId::new(),
        canteen_id: canteen,
        login: "wang".to_owned(),
        name: CASHIER.to_owned(),
        role: Role::Cashier,
        password_hash: None,
        pin_hash: None,
        disabled_at: None,
    };
    insert_staff(tx, &row, now).await?;
    Ok(row.id)
}

/// Puts residents of 60 to 99 years and their cards in.
async fn insert_diners(tx: &mut Tx, keys: &Keys, canteen: CanteenId, count: u32, now: Timestamp) -> Outcome<Vec<Diner>> {
    let batch = BatchId::new();
    let new = NewBatch {
        id: batch,
        canteen,
        request_hash: Vec::new(),
        skipped: "[]".to_owned(),
        at: now,
        by: None,
    };
    insert_batch(tx, &new).await?;
    let (mut diners, mut residents, mut cards) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..count {
        let (resident, card) = (ResidentId::new(), CardId::new());
        let token = CardToken::of(keys, card);
        let token_hash = token.hash();
        residents.push(resident_row(resident, canteen, n, now)?);
        cards.push(CardRow {
            id: card,
            canteen,
            resident,
            batch,
            number: number_of(n)?,
            token_hash,
            issued_at: now,
            expires_on: None,
        });
        diners.push(Diner { token, token_hash });
    }
    db::write_rows(
        "INSERT INTO resident (id, canteen_id, name, name_key, sex, birth_date, document_kind, created_at, changed_at) \
         VALUES {uuid, uuid, text, text, text, date, text, timestamptz, timestamptz}",
        residents,
        tx,
    )
    .await?;
    let written = insert_cards(tx, &cards).await?;
    if written == u64::from(count) {
        Ok(diners)
    } else {
        Err("two cards have the same number".into())
    }
}

fn resident_row(id: ResidentId, canteen: CanteenId, n: u32, now: Timestamp) -> Outcome<Vec<Arg>> {
    let year = 1925 + i32::try_from(n % 38)?;
    let birth = NaiveDate::from_ymd_opt(year, 1 + n % 12, 1 + n % 28).ok_or("no such day")?;
    let name = format!("张{}{}", char::from_u32(0x4e00 + n % 5000).unwrap_or('三'), n % 7);
    Ok(vec![
        id.into(),
        canteen.into(),
        name.into(),
        format!("z{n}").into(),
        "unknown".into(),
        birth.into(),
        "none".into(),
        now.into(),
        now.into(),
    ])
}

/// The n-th printed number: each seven digits with the one check digit that fits.
fn number_of(n: u32) -> Outcome<CardNumber> {
    let fits = |check: u32| format!("{n:07}{check}").parse::<CardNumber>().ok();
    Ok((0..10).find_map(fits).ok_or("no check digit fits")?)
}

/// A copy of a database file that nobody has open.
pub fn copy(template: &Path, folder: &Path) -> Outcome<std::path::PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("canteen.sqlite");
    std::fs::copy(template, &path)?;
    // The copy reaches the disk before anybody is timed.
    std::fs::File::open(&path)?.sync_all()?;
    Ok(path)
}

/// How many sales a database holds.
pub async fn sales_in(db: &Db) -> Outcome<i64> {
    let (count,): (i64,) = Sql::new("SELECT COUNT(*) FROM sale").one(&mut db.read().await?).await?;
    Ok(count)
}
