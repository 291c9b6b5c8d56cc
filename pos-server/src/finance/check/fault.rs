//! What is wrong, where, and what should be done about it?

use crate::db::DbError;
use crate::text::{Sentence, say};

/// The first row that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The table.
    pub table: &'static str,
    /// The row's key, for people: canteen, entry, id.
    pub key: String,
    /// What is wrong with it.
    pub what: Sentence,
    /// What to do.
    pub advice: Sentence,
}

/// Why a check ended early.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A row is wrong.
    #[error("{}: {}: {}", .0.table, .0.key, .0.what.en)]
    Fault(Box<Fault>),
    /// A table cannot be read.
    #[error("{table} cannot be read: {cause}")]
    Unread {
        /// The table.
        table: &'static str,
        /// Why.
        cause: DbError,
    },
    /// The rows are as they were booked, but the file that they stand in is damaged.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// The database could not be asked, so nothing is known.
    #[error("the database could not be asked: {0}")]
    Unasked(DbError),
}

/// Says which table a failing statement was reading.
pub(super) fn unread(table: &'static str) -> impl FnOnce(DbError) -> CheckError {
    move |cause| CheckError::Unread { table, cause }
}

impl From<Fault> for CheckError {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl Fault {
    /// A row of the journal, or one that it books, is not as it was booked.
    pub(super) fn booked(table: &'static str, key: String, what: Sentence) -> Self {
        let advice = say(
            "请勿继续修改：保留这份数据库，用最近一份核对无误的备份比对或恢复，并查明谁能直接改动数据库。",
            "Change nothing more: keep this database, compare or restore the newest backup that checks without a fault, and find out who can \
             write to the database directly.",
        );
        Self { table, key, what, advice }
    }

    /// A row that follows from the journal says something else than the journal.
    pub(super) fn derived(table: &'static str, key: String, what: Sentence) -> Self {
        let advice = say(
            "分录为准：这一行可以由分录重新算出。请保留这份数据库，交开发者改正，并查明谁能直接改动数据库。",
            "The journal counts: this row can be computed again from it. Keep this database, have the row mended, and find out who can write \
             to the database directly.",
        );
        Self { table, key, what, advice }
    }

    /// Something about a person is not sealed as it should be.
    pub(super) fn register(table: &'static str, key: String, what: Sentence) -> Self {
        let advice = say(
            "请确认密钥文件是这套数据的；若是，请在办公室重新导入此人的资料，覆盖这一项。",
            "Make sure that the key file belongs to this data; if it does, import this person again, which writes the value anew.",
        );
        Self { table, key, what, advice }
    }
}
