//! Is the journal whole? Numbered without gaps, each entry following the one before, each hash over all that it books.

use uuid::Uuid;

use super::accounts::{Drawers, Purses};
use super::booking;
use super::fault::{CheckError, Fault, unread};
use super::hash::Text;
use super::piece::{Booked, Piece, Rows, entry_key};
use super::shifts::{OpenShift, OpenShifts, Shifts};
use super::store::{self, CanteenRow, EntryRow, LineRow, Stray};
use super::{Head, PIECE};
use crate::db::{DbError, Tx, aside};
use crate::ledger::chain::GENESIS;
use crate::text::{Sentence, say};

/// A canteen's journal, up to some entry.
struct Walk {
    canteen: Uuid,
    last: i64,
    hash: Vec<u8>,
    text: Text,
    shifts: Shifts,
    drawers: Drawers,
    purses: Purses,
}

/// Walks a canteen's journal from its first entry to its head. While one piece is walked the next one is asked for.
pub async fn walk(tx: &mut Tx, canteen: CanteenRow, purses: &mut Purses, open: &mut OpenShifts) -> Result<Head, CheckError> {
    let mut walk = Walk {
        canteen: canteen.id,
        last: 0,
        hash: GENESIS.to_vec(),
        text: Text::default(),
        shifts: Shifts::default(),
        drawers: Drawers::default(),
        purses: std::mem::take(purses),
    };
    let head = canteen.entry_no.unwrap_or_default();
    let mut asked = PIECE;
    let mut next = Some(Piece::read(tx, canteen.id, 0).await?);
    while let Some(piece) = next {
        let walking = aside(move || {
            let went = walk.through(piece);
            Ok::<_, DbError>((walk, went))
        });
        let reading = async {
            if asked < head {
                Piece::read(tx, canteen.id, asked).await.map(Some)
            } else {
                Ok(None)
            }
        };
        let (read, walked) = tokio::join!(reading, walking);
        let (back, went) = walked.map_err(unread("journal_entry"))?;
        // Where nothing is any more the journal ends, whatever its head promises.
        let has_entries = went?;
        (walk, next) = (back, read?.filter(|_| has_entries));
        asked = asked.saturating_add(PIECE);
    }
    *purses = std::mem::take(&mut walk.purses);
    if (canteen.entry_no, canteen.hash.as_ref()) != (Some(walk.last), Some(&walk.hash)) {
        let what = say(
            format!(
                "链头记着第 {} 号分录，账中最后一号是 {}，或哈希不同。",
                canteen.entry_no.unwrap_or_default(),
                walk.last
            ),
            format!(
                "The head names entry {}, the last one in the journal is {}, or their hashes differ.",
                canteen.entry_no.unwrap_or_default(),
                walk.last
            ),
        );
        return Err(Fault::booked("ledger_head", format!("canteen_id {}", canteen.id), what).into());
    }
    if let Some(stray) = store::strays(tx, walk.canteen, walk.last).await.map_err(unread("journal_line"))? {
        return Err(stray_fault(&stray).into());
    }
    open.append(&mut walk.shifts.open);
    Ok(Head {
        code: canteen.code,
        name: canteen.name,
        entry_no: walk.last,
        hash: walk.hash,
    })
}

impl Walk {
    /// Goes on to the end of a piece; says whether it had any entries.
    fn through(&mut self, piece: Piece) -> Result<bool, CheckError> {
        let (entries, mut rows) = piece.rows()?;
        for entry in &entries {
            self.step(entry, &mut rows)?;
        }
        Ok(!entries.is_empty())
    }

    /// Goes on to the next entry.
    fn step(&mut self, entry: &EntryRow, rows: &mut Rows) -> Result<(), Fault> {
        self.follows(entry)?;
        let (lines, booked) = rows.booked(entry)?;
        let (table, id) = booked.name();
        let canteen = self.canteen;
        let entry_key = || entry_key(canteen, entry.entry_no);
        booking::balanced(lines).map_err(|what| Fault::booked("journal_line", entry_key(), what))?;
        let key = || format!("{}, id {id}", entry_key());
        self.means(entry, &booked, lines)
            .map_err(|what| Fault::booked(table, key(), what))?;
        if self.text.hash(self.canteen, entry, lines, booked.columns()).as_slice() != entry.hash {
            let what = say(
                format!("分录、它的各行，或它所记的 {table} 这一行，在记账之后被改过：哈希不符。"),
                format!("The entry, its lines or the row of {table} that it books were changed after they were booked: the hash differs."),
            );
            return Err(Fault::booked("journal_entry", key(), what));
        }
        self.last = entry.entry_no;
        self.hash.clone_from(&entry.hash);
        Ok(())
    }

    fn follows(&self, entry: &EntryRow) -> Result<(), Fault> {
        let wrong = |what| Fault::booked("journal_entry", entry_key(self.canteen, entry.entry_no), what);
        if entry.entry_no != self.last + 1 {
            return Err(wrong(say(
                format!("第 {} 号分录之后是第 {} 号：中间缺号。", self.last, entry.entry_no),
                format!("After entry {} comes {}: the numbers have a gap.", self.last, entry.entry_no),
            )));
        }
        if entry.previous_hash != self.hash {
            return Err(wrong(say(
                "记着的上一笔哈希与上一笔分录不符：有分录被改过、删过或插入过。",
                "It does not follow the entry before: one was changed, taken out or put in.",
            )));
        }
        Ok(())
    }

    /// The row and the lines say the same; drawers and shifts go along.
    fn means(&mut self, entry: &EntryRow, booked: &Booked<'_>, lines: &[LineRow]) -> Result<(), Sentence> {
        if let Booked::ShiftOpened(row) = booked {
            self.shifts.open(row)?;
        }
        let shift = self.shift(booked.shift())?;
        for line in lines {
            let closed = line.account.strip_prefix("cash:").filter(|number| !self.shifts.is_open(number));
            if let Some(number) = closed {
                return Err(say(
                    format!("动了第 {number} 班的钱箱，而这个班次没有开着。"),
                    format!("It touches the drawer of shift {number}, which was not open."),
                ));
            }
            self.drawers.add(line);
            self.purses.add(line);
        }
        match (booked, shift) {
            (Booked::Sale(row), shift) => {
                same_day(row.service_date == entry.service_date)?;
                booking::sale(row, shift, lines)
            }
            (Booked::Void(row, undone), shift) => {
                same_day(row.sale_date == Some(entry.service_date))?;
                booking::void(row, self.canteen, shift, undone, lines)
            }
            (Booked::Movement(row), _) => booking::movement(row, lines),
            (Booked::ShiftOpened(row), _) => booking::opened(row, lines),
            (Booked::ShiftClosed(row), Some(shift)) => {
                booking::closed(row, shift, lines)?;
                self.shifts.close(row, self.drawers.take(shift.shift_no))
            }
            (Booked::ShiftClosed(_), None) => Ok(()),
        }
    }

    /// The shift that a row names: it must be open.
    fn shift(&self, named: Option<Uuid>) -> Result<Option<OpenShift>, Sentence> {
        let Some(id) = named else { return Ok(None) };
        match self.shifts.open.get(&id) {
            Some(shift) => Ok(Some(*shift)),
            None => Err(say(
                format!("它所属的班次 {id} 当时没有开着。"),
                format!("Its shift {id} was not open at that moment."),
            )),
        }
    }
}

fn same_day(is_same: bool) -> Result<(), Sentence> {
    if is_same {
        return Ok(());
    }
    Err(say("就餐日期与分录的日期不同。", "Its service date is not its entry's."))
}

/// No row belongs to a canteen that is not there.
pub async fn strays(tx: &mut Tx) -> Result<(), CheckError> {
    let canteens = store::canteens(tx).await.map_err(unread("canteen"))?;
    let ids = canteens.iter().map(|canteen| canteen.id);
    let bounds: Vec<Uuid> = std::iter::once(Uuid::nil()).chain(ids).chain([Uuid::max()]).collect();
    for pair in bounds.windows(2) {
        let [after, before] = pair else { continue };
        if let Some(stray) = store::strays_between(tx, *after, *before).await.map_err(unread("journal_entry"))? {
            return Err(stray_fault(&stray).into());
        }
    }
    Ok(())
}

/// No meal is claimed for a sale that is not there. What stands in the way of the others was seen beside their sales.
pub async fn claims(tx: &mut Tx) -> Result<(), CheckError> {
    let Some(claim) = store::claim_without_sale(tx).await.map_err(unread("claimed_meal"))? else {
        return Ok(());
    };
    let key = format!(
        "service_date {}, meal {}, resident_id {}",
        claim.service_date, claim.meal, claim.resident_id
    );
    let what = say(
        format!("它所指的就餐记录 {} 不存在。", claim.sale_id),
        format!("Its sale {} is not there.", claim.sale_id),
    );
    Err(Fault::derived("claimed_meal", key, what).into())
}

fn stray_fault(stray: &Stray) -> Fault {
    let table = [
        "journal_entry",
        "journal_line",
        "ledger_head",
        "sale",
        "sale_void",
        "movement",
        "shift",
        "z_report",
    ];
    let table = table.into_iter().find(|table| *table == stray.name).unwrap_or("journal_entry");
    let what = say(
        "这一行不属于任何食堂账中的任何分录。",
        "The row belongs to no entry of any canteen's journal.",
    );
    Fault::booked(table, entry_key(stray.canteen_id, stray.entry_no), what)
}
