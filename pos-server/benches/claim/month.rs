//! What does a closed month of so many meals look like? Lines as the closing writes them: one in a hundred undone, one in twenty at a door.

use pos_server::calendar::Month;
use pos_server::db::{Db, write_rows};
use pos_server::finance::claim::FORMAT;
use pos_server::ids::CanteenId;
use pos_server::keys::{Keys, sha256};
use uuid::Uuid;

use crate::Outcome;
use crate::ground::Ground;

/// Lines in one statement.
const BATCH: u32 = 2_000;
/// People who eat.
const PEOPLE: u32 = 10_000;

/// The month.
pub fn month() -> Outcome<Month> {
    Ok("2026-10".parse()?)
}

/// Writes the lines of a closed month into an empty database; whose it is.
pub async fn make(db: &Db, keys: &Keys, meals: u32) -> Outcome<CanteenId> {
    let canteen = Ground::prepare(db, keys, 1).await?.lane.canteen;
    let people: Vec<Uuid> = (0..PEOPLE).map(|_| Uuid::now_v7()).collect();
    let cover = format!(
        r#"{{"month":"2026-10","canteen":{{"code":"01","name":"{FORMAT}"}},"sums":{{"meals":{meals},"claimable":{meals},"standard":"0.00","pays":"0.00","shares":{{"example":"0.00"}},"corrections":0,"corrected_shares":{{}}}},"funders":[{{"key":"example","name":"示例出资方（请替换）"}}]}}"#
    );
    write(db, canteen, vec![(1, "cover", cover)]).await?;
    for first in (0..meals).step_by(usize::try_from(BATCH)?) {
        let batch = first..(first + BATCH).min(meals);
        let lines = batch
            .map(|n| Ok((i64::from(n) + 2, "meal", meal(n, &people)?)))
            .collect::<Outcome<_>>()?;
        write(db, canteen, lines).await?;
    }
    let closing = format!(
        r#"{{"proposer":"财务","proposed_at":"2026-11-01T01:00:00Z","approver":"复核","approved_at":"2026-11-01T02:00:00Z","sha256":"{hash}","last_entry_no":{meals},"head_hash":"{hash}"}}"#,
        hash = hex::encode(sha256(b"closing"))
    );
    write(db, canteen, vec![(i64::from(meals) + 2, "closing", closing)]).await?;
    Ok(canteen)
}

fn meal(n: u32, people: &[Uuid]) -> Outcome<String> {
    let resident = people.get(usize::try_from(n % PEOPLE)?).ok_or("nobody")?;
    let (state, void) = if n.is_multiple_of(100) {
        ("void", "8")
    } else {
        ("claimable", "null")
    };
    let (channel, proof) = if n % 20 == 1 {
        ("delivery", "\"door_tag\"")
    } else {
        ("counter", "null")
    };
    let (day, hash) = (n % 31 + 1, hex::encode(sha256(&n.to_be_bytes())));
    Ok(format!(
        r#"{{"sale_id":"{}","service_date":"2026-10-{day:02}","meal":"lunch","receipt_no":{n},"sold_at":"2026-10-{day:02}T03:30:10.123456Z","group":"elder","channel":"{channel}","resident_id":"{resident}","name":"王*英","identified_by":"card","state":"{state}","standard":"15.00","pays":"9.90","shares":{{"example":"5.10"}},"tender":"cash","tender_reference":null,"proof":{proof},"lane":"一号窗口","shift_no":1,"cashier":"李四","policy":"qiyi-2023-10","void_no":{void},"void_reason":null,"hash":"{hash}"}}"#,
        Uuid::now_v7()
    ))
}

async fn write(db: &Db, canteen: CanteenId, lines: Vec<(i64, &'static str, String)>) -> Outcome<()> {
    let first = month()?.first();
    let rows = lines
        .into_iter()
        .map(|(line_no, part, line)| vec![canteen.into(), first.into(), line_no.into(), part.into(), line.into()]);
    let mut tx = db.begin(canteen).await?;
    write_rows(
        "INSERT INTO month_line (canteen_id, month, line_no, part, line) VALUES {uuid, date, bigint, text, text}",
        rows.collect(),
        &mut tx,
    )
    .await?;
    Ok(tx.commit().await?)
}
