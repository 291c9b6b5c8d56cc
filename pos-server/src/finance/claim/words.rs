//! What do the papers of a closed month call things? Other people's tables refer to the headings: they and their order stay as they are
//! for as long as the claim has its version.

use crate::finance::close_month::lines::Part;
use crate::finance::words::{Word, word};

const MEALS: Word = word("份数", "Meals");
const STANDARD: Word = word("餐标", "Standard");
const PAYS: Word = word("自付", "Pays");
const SUBSIDY: Word = word("补贴", "Subsidy");
const RESIDENT_ID: Word = word("居民编号", "Resident id");
const RESIDENT: Word = word("居民", "Resident");
const SERVICE_DATE: Word = word("就餐日期", "Service date");
const RECEIPT: Word = word("小票号", "Receipt");
const LANE: Word = word("窗口", "Lane");
const GROUP: Word = word("人群", "Group");
const MEAL: Word = word("餐次", "Meal");
const CHANNEL: Word = word("就餐方式", "Channel");

/// The sheets, in their order.
pub const SHEETS: [Word; 7] = [
    word("封面", "Cover"),
    word("汇总", "Summary"),
    word("名册", "Residents"),
    word("明细", "Meals"),
    word("异常", "Exceptions"),
    word("对账", "Tenders"),
    word("更正", "Corrections"),
];
/// The columns of a meal after the one that names the version, before the funders' shares.
pub const BEFORE_SHARES: [Word; 10] = [
    SERVICE_DATE,
    MEAL,
    CHANNEL,
    GROUP,
    RESIDENT_ID,
    RESIDENT,
    word("识别方式", "Identified by"),
    word("状态", "State"),
    STANDARD,
    PAYS,
];
/// The columns of a meal after the funders' shares.
pub const AFTER_SHARES: [Word; 13] = [
    RECEIPT,
    word("时间", "Time"),
    LANE,
    word("收银员", "Cashier"),
    word("送达凭证", "Proof"),
    word("支付方式", "Tender"),
    word("支付流水号", "Tender reference"),
    word("政策版本", "Policy"),
    word("冲红小票号", "Void receipt"),
    word("冲红原因", "Void reason"),
    word("冲红前餐标", "Standard before void"),
    word("冲红前自付", "Pays before void"),
    word("分录哈希", "Entry hash"),
];
/// The columns of the sums by group, meal and channel, before the funders' shares.
pub const GROUPS: [Word; 7] = [GROUP, MEAL, CHANNEL, MEALS, STANDARD, PAYS, SUBSIDY];
/// The columns of a resident's sums, before the funders' shares.
pub const PEOPLE: [Word; 6] = [RESIDENT_ID, RESIDENT, MEALS, STANDARD, PAYS, SUBSIDY];
/// The columns of an exception.
pub const EXCEPTIONS: [Word; 8] = [
    word("编号", "Check"),
    word("级别", "Severity"),
    word("说明", "What"),
    SERVICE_DATE,
    RECEIPT,
    word("处理人", "Settled by"),
    word("处理时间", "Settled at"),
    word("处理说明", "Reason"),
];
/// The columns of a tender.
pub const TENDERS: [Word; 23] = [
    word("支付方式", "Tender"),
    word("日结单号", "Z-report"),
    word("班次", "Shift"),
    LANE,
    word("交班时间", "Closed at"),
    word("本月有效份数", "Standing meals"),
    word("本月有效自付", "Standing pays"),
    word("本月冲红份数", "Voided meals"),
    word("本月冲红自付", "Voided pays"),
    word("其他月份份数", "Meals of other months"),
    word("其他月份自付", "Pays of other months"),
    word("日结单份数", "Z-report meals"),
    word("日结单自付", "Z-report pays"),
    word("差异", "Difference"),
    word("冲红退款", "Given back for voids"),
    word("充值", "Top-ups"),
    word("还欠费", "Repayments"),
    word("退余额", "Refunds"),
    word("其他存入取出", "Cash in and out"),
    word("备用金", "Float"),
    word("账面", "Expected"),
    word("实点", "Counted"),
    word("差额说明", "Why the count differs"),
];
/// The columns of what each funder owes.
pub const FUNDERS: [Word; 5] = [
    word("出资方", "Funder"),
    word("编号", "Key"),
    word("本月申报", "This month"),
    word("更正以前月份", "Corrections"),
    word("应拨付", "To pay"),
];
/// The columns of a policy.
pub const POLICIES: [Word; 2] = [word("政策版本", "Policy"), word("原文 SHA-256", "SHA-256 of its text")];
/// What the paper is.
pub const TITLE: Word = word("助餐补贴申报表", "Claim of meal subsidies");
/// Before a sum of all.
pub const TOTAL: Word = word("合计", "Total");
/// Before the amount in capitals.
pub const CAPITALS: Word = word("应拨付大写", "In capitals");
/// People whom nobody knew.
pub const NAMELESS: Word = word("（未识别）", "(not identified)");
/// What no report of the month's shifts counts.
pub const LATER: Word = word("以后的班次", "later shifts");
/// The month does not close with it.
pub const BLOCKS: Word = word("须处理", "blocks");
/// The month closes with it.
pub const WARNS: Word = word("提示", "hint");
/// Who signs.
pub const SIGNATURES: [Word; 2] = [
    word(
        "经办人（签字）：__________  日期：__________",
        "Prepared by (signature): __________  Date: __________",
    ),
    word(
        "复核人（签字）：__________  日期：__________",
        "Approved by (signature): __________  Date: __________",
    ),
];
/// The heads of the cover's rows.
pub const COVER: [Word; 11] = [
    word("食堂编号", "Canteen code"),
    word("申报月份", "Month"),
    word("有效份数", "Meals"),
    word("其中可申报", "Of these claimable"),
    word("餐标合计", "Standard"),
    word("自付合计", "Pays"),
    word("提出月结", "Proposed by"),
    word("批准月结", "Approved by"),
    word("月结内容 SHA-256", "SHA-256 of the month"),
    word("分录链末号", "Last journal entry"),
    word("分录链末哈希", "Hash of that entry"),
];

/// What a row is.
#[must_use]
pub const fn kind(part: Part) -> Word {
    match part {
        Part::Correction => word("更正", "correction"),
        _ => word("就餐", "meal"),
    }
}

/// 送达凭证, from the word that the line keeps.
#[must_use]
pub fn proof(kept: &str) -> Word {
    match kept {
        "card" => word("餐卡", "card"),
        "door_tag" => word("门牌码", "door tag"),
        _ => word("第二人核实", "second person"),
    }
}
