//! Which shifts are open? One per lane; a drawer is touched only while its shift is open, and is empty afterwards.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::fault::{CheckError, Fault, unread};
use super::store::{self, ShiftRow, ZReportRow};
use crate::db::Tx;
use crate::text::{Sentence, say};

/// A shift that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenShift {
    /// Its number in its canteen.
    pub shift_no: i64,
    /// Where.
    pub lane: Uuid,
}

/// The open shifts of all canteens, at the end of their journals.
pub type OpenShifts = BTreeMap<Uuid, OpenShift>;

/// The shifts of one canteen, at some entry of its journal.
#[derive(Debug, Default)]
pub struct Shifts {
    /// The open ones.
    pub open: OpenShifts,
    last_shift_no: i64,
    last_z_no: i64,
}

impl Shifts {
    /// Opens a shift.
    pub fn open(&mut self, row: &ShiftRow) -> Result<(), Sentence> {
        let number = row.shift_no;
        if number != self.last_shift_no + 1 {
            return Err(say(
                format!("班次号应为 {}，却是 {number}。", self.last_shift_no + 1),
                format!("The shift's number should be {}, it is {number}.", self.last_shift_no + 1),
            ));
        }
        if self.open.values().any(|open| open.lane == row.lane_id) {
            return Err(say("这个窗口已有一个未结的班次。", "The lane has an open shift already."));
        }
        self.last_shift_no = number;
        let shift = OpenShift {
            shift_no: number,
            lane: row.lane_id,
        };
        self.open.insert(row.id, shift);
        Ok(())
    }

    /// Closes a shift, whose drawer holds `drawer` fen afterwards.
    pub fn close(&mut self, row: &ZReportRow, drawer: i64) -> Result<(), Sentence> {
        if row.z_no != self.last_z_no + 1 {
            return Err(say(
                format!("日结单号应为 {}，却是 {}。", self.last_z_no + 1, row.z_no),
                format!("The Z-report's number should be {}, it is {}.", self.last_z_no + 1, row.z_no),
            ));
        }
        if drawer != 0 {
            return Err(say(
                format!("结班之后，钱箱在账上还有 {drawer} 分。"),
                format!("After the shift was closed the books still have {drawer} fen in its drawer."),
            ));
        }
        self.last_z_no = row.z_no;
        self.open.remove(&row.shift_id);
        Ok(())
    }

    /// Is this the number of an open shift?
    pub fn is_open(&self, shift_no: &str) -> bool {
        let number = shift_no.parse();
        self.open.values().any(|open| number == Ok(open.shift_no))
    }
}

/// The table of open shifts says what the journals say.
pub async fn compare(tx: &mut Tx, mut open: OpenShifts) -> Result<(), CheckError> {
    for row in store::open_shifts(tx).await.map_err(unread("open_shift"))? {
        if open.remove(&row.shift_id).is_none_or(|shift| shift.lane != row.lane_id) {
            let what = say(
                "分录中没有这个窗口的这个未结班次。",
                "The journal has no such open shift at this lane.",
            );
            return Err(Fault::derived("open_shift", key(row.lane_id, row.shift_id), what).into());
        }
    }
    match open.into_iter().next() {
        Some((id, shift)) => {
            let what = say(
                "班次没有结，却不在未结班次之中。",
                "The shift was never closed, but is not among the open ones.",
            );
            Err(Fault::derived("open_shift", key(shift.lane, id), what).into())
        }
        None => Ok(()),
    }
}

fn key(lane: Uuid, shift: Uuid) -> String {
    format!("lane_id {lane}, shift_id {shift}")
}
