//! The SQL of wallets as the office sees them. It only reads: money moves through `ledger::movement`.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::cards::number::CardNumber;
use crate::db::{DbError, Sql, Tx};
use crate::finance::accounts::store::StatementRow;
use crate::ids::{CanteenId, HouseholdId, ResidentId};
use crate::money::Fen;
use crate::residents::search::Typed;

/// Which wallets a list shows.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What somebody looks for; without it only who ever had money on the card, owed some, pays for others or is paid for.
    pub search: Option<Typed>,
    /// Only those who owe.
    pub owing: bool,
    /// Only those with money on the card.
    pub positive: bool,
}

impl Wanted {
    fn bind(&self, sql: Sql) -> Sql {
        let search = self.search.as_ref();
        sql.bind(self.owing)
            .bind(self.positive)
            .bind(search.is_none())
            .bind(search.and_then(|typed| typed.name.clone()))
            .bind(search.and_then(|typed| typed.place.clone()))
            .bind(search.and_then(|typed| typed.door.clone()))
    }
}

/// A resident with their wallet.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Holder {
    /// The resident.
    pub id: ResidentId,
    /// The full name: mask it before it leaves.
    pub name: String,
    /// 小区
    pub compound: Option<String>,
    /// 楼栋
    pub building: Option<String>,
    /// 单元
    pub unit: Option<String>,
    /// 户室
    pub room: Option<String>,
    /// 餐卡余额
    pub balance_fen: Fen,
    /// 欠费
    pub owed_fen: Fen,
    /// Whose wallet they may pay from besides their own.
    pub payer_id: Option<ResidentId>,
    /// That one's full name: mask it before it leaves.
    pub payer_name: Option<String>,
}

/// A page of a canteen's wallets in the order of their owners' registration, after one of them.
pub async fn page(tx: &mut Tx, canteen: CanteenId, wanted: &Wanted, after: Uuid, limit: i64) -> Result<Vec<Holder>, DbError> {
    let sql = Sql::new(
        "SELECT r.id, r.name, b.compound, b.building, h.unit, h.room, COALESCE(w.balance_fen, 0) AS balance_fen, \
         COALESCE(w.owed_fen, 0) AS owed_fen, y.id AS payer_id, y.name AS payer_name \
         FROM resident r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         LEFT JOIN wallet w ON w.resident_id = r.id LEFT JOIN wallet_payer p ON p.resident_id = r.id AND p.ended_at IS NULL \
         LEFT JOIN resident y ON y.id = p.wallet_id \
         WHERE r.canteen_id = $1 AND r.id > $2 AND (NOT CAST($4 AS BOOLEAN) OR w.owed_fen > 0) \
         AND (NOT CAST($5 AS BOOLEAN) OR w.balance_fen > 0) \
         AND ((CAST($6 AS BOOLEAN) AND (w.resident_id IS NOT NULL OR y.id IS NOT NULL \
          OR EXISTS (SELECT 1 FROM wallet_payer o WHERE o.wallet_id = r.id AND o.ended_at IS NULL))) \
         OR r.name_key LIKE '%' || CAST($7 AS TEXT) || '%' ESCAPE '!' \
         OR LOWER(b.compound || b.building || h.unit || h.room) LIKE '%' || CAST($8 AS TEXT) || '%' ESCAPE '!' \
         OR h.door_key LIKE '%' || CAST($9 AS TEXT) || '%' ESCAPE '!' \
         OR EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.number LIKE CAST($7 AS TEXT) || '%' ESCAPE '!')) \
         ORDER BY r.id LIMIT $3",
    );
    wanted.bind(sql.bind(canteen).bind(after).bind(limit)).all(tx).await
}

/// One resident of a canteen with their wallet.
pub async fn holder(tx: &mut Tx, canteen: CanteenId, id: ResidentId) -> Result<Option<Holder>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, b.compound, b.building, h.unit, h.room, COALESCE(w.balance_fen, 0) AS balance_fen, \
         COALESCE(w.owed_fen, 0) AS owed_fen, y.id AS payer_id, y.name AS payer_name \
         FROM resident r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         LEFT JOIN wallet w ON w.resident_id = r.id LEFT JOIN wallet_payer p ON p.resident_id = r.id AND p.ended_at IS NULL \
         LEFT JOIN resident y ON y.id = p.wallet_id WHERE r.canteen_id = $1 AND r.id = $2",
    )
    .bind(canteen)
    .bind(id)
    .optional(tx)
    .await
}

/// What all wallets of a canteen's residents come to, in all canteens together.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Sums {
    /// What is on all cards.
    pub balance_fen: Fen,
    /// What all residents owe.
    pub owed_fen: Fen,
    /// How many have money on the card.
    pub positive: i64,
    /// How many owe.
    pub owing: i64,
}

/// Adds up the wallets of a canteen's residents.
pub async fn sums(tx: &mut Tx, canteen: CanteenId) -> Result<Sums, DbError> {
    Sql::new(
        "SELECT CAST(COALESCE(SUM(w.balance_fen), 0) AS BIGINT) AS balance_fen, CAST(COALESCE(SUM(w.owed_fen), 0) AS BIGINT) AS owed_fen, \
         COUNT(CASE WHEN w.balance_fen > 0 THEN 1 END) AS positive, COUNT(CASE WHEN w.owed_fen > 0 THEN 1 END) AS owing \
         FROM wallet w JOIN resident r ON r.id = w.resident_id WHERE r.canteen_id = $1",
    )
    .bind(canteen)
    .one(tx)
    .await
}

/// What the rule about payers asks of somebody.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Member {
    /// The resident.
    pub id: ResidentId,
    /// The full name: mask it before it leaves.
    pub name: String,
    /// Where they live, if the register knows.
    pub household_id: Option<HouseholdId>,
    /// Whether they died or moved away.
    pub is_gone: bool,
}

/// A resident of a canteen as of a day.
pub async fn member(tx: &mut Tx, canteen: CanteenId, id: ResidentId, day: NaiveDate) -> Result<Option<Member>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, r.household_id, EXISTS (SELECT 1 FROM resident_fact f WHERE f.resident_id = r.id \
         AND f.kind IN ('died', 'moved_out') AND f.true_from <= $3 AND (f.true_to IS NULL OR f.true_to >= $3) \
         AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)) AS is_gone \
         FROM resident r WHERE r.canteen_id = $1 AND r.id = $2",
    )
    .bind(canteen)
    .bind(id)
    .bind(day)
    .optional(tx)
    .await
}

/// Who else lives behind a resident's door as of a day.
pub async fn household_of(tx: &mut Tx, resident: ResidentId, day: NaiveDate) -> Result<Vec<Member>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, r.household_id, EXISTS (SELECT 1 FROM resident_fact f WHERE f.resident_id = r.id \
         AND f.kind IN ('died', 'moved_out') AND f.true_from <= $2 AND (f.true_to IS NULL OR f.true_to >= $2) \
         AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)) AS is_gone \
         FROM resident o JOIN resident r ON r.household_id = o.household_id AND r.id <> o.id WHERE o.id = $1 ORDER BY r.id",
    )
    .bind(resident)
    .bind(day)
    .all(tx)
    .await
}

/// The card that a resident can eat with, if there is one.
pub async fn card_in_use(tx: &mut Tx, resident: ResidentId) -> Result<Option<CardNumber>, DbError> {
    let card: Option<(CardNumber,)> = Sql::new("SELECT number FROM card WHERE resident_id = $1 AND state = 'active'")
        .bind(resident)
        .optional(tx)
        .await?;
    Ok(card.map(|(number,)| number))
}

/// What one entry did to a wallet or a debt.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WalletEntry {
    /// Its place among all entries of this wallet and debt, from 1 on.
    pub line_no: i64,
    /// The account, as stored.
    pub account: String,
    /// What stands on the account after it: debits positive, credits negative.
    pub balance_fen: Fen,
    /// In which canteen.
    pub canteen: String,
    /// Who ate, if it was somebody else: mask the name before it leaves.
    pub diner: Option<String>,
    /// What happened.
    #[sqlx(flatten)]
    pub entry: StatementRow,
}

/// A page of what happened to a wallet and a debt in all canteens, the newest first, before one line.
pub async fn entries(
    tx: &mut Tx,
    resident: ResidentId,
    (wallet, owed): (&str, &str),
    before: i64,
    most: i64,
) -> Result<Vec<WalletEntry>, DbError> {
    Sql::new(
        "SELECT t.line_no, t.account, t.balance_fen, t.canteen, d.name AS diner, t.entry_no, t.at, t.service_date, t.kind, t.amount_fen, \
         COALESCE(s.meal, u.meal) AS meal, u.entry_no AS undone_no, m.kind AS movement, COALESCE(m.reason, x.reason) AS reason, \
         m.reference, CAST(NULL AS BIGINT) AS shift_no \
         FROM (SELECT l.account, l.canteen_id, c.name AS canteen, l.entry_no, l.amount_fen, e.at, e.service_date, e.kind, \
          ROW_NUMBER() OVER (ORDER BY e.at, l.canteen_id, l.entry_no) AS line_no, \
          CAST(SUM(l.amount_fen) OVER (PARTITION BY l.account ORDER BY e.at, l.canteen_id, l.entry_no) AS BIGINT) AS balance_fen \
          FROM canteen c JOIN journal_line l ON l.canteen_id = c.id AND l.account IN ($2, $3) \
          JOIN journal_entry e ON e.canteen_id = l.canteen_id AND e.entry_no = l.entry_no) AS t \
         LEFT JOIN sale s ON s.canteen_id = t.canteen_id AND s.entry_no = t.entry_no \
         LEFT JOIN sale_void x ON x.canteen_id = t.canteen_id AND x.entry_no = t.entry_no LEFT JOIN sale u ON u.id = x.sale_id \
         LEFT JOIN movement m ON m.canteen_id = t.canteen_id AND m.entry_no = t.entry_no \
         LEFT JOIN resident d ON d.id = COALESCE(s.resident_id, u.resident_id) AND d.id <> $1 \
         WHERE t.line_no < $4 ORDER BY t.line_no DESC LIMIT $5",
    )
    .bind(resident)
    .bind(wallet)
    .bind(owed)
    .bind(before)
    .bind(most)
    .all(tx)
    .await
}
