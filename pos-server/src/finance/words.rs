//! What do the papers of the office call things? Every word of exported tables, in Chinese and in English. Other people's
//! tables refer to the headings: they and their order stay as they are.

use crate::sales::order::Tender;
use crate::subsidy::words::{DinerGroup, Meal};
use crate::text::Language;

/// A word of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    zh: &'static str,
    en: &'static str,
}

pub(super) const fn word(zh: &'static str, en: &'static str) -> Word {
    Word { zh, en }
}

impl Word {
    /// The word in a language.
    #[must_use]
    pub const fn read(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

const SERVICE_DATE: Word = word("就餐日期", "Service date");
const GROUP: Word = word("人群", "Group");
const MEAL: Word = word("餐次", "Meal");
const MEALS: Word = word("份数", "Meals");
const STANDARD: Word = word("餐标", "Standard");
const PAYS: Word = word("自付", "Pays");
const SUBSIDY: Word = word("补贴", "Subsidy");
const TENDER: Word = word("支付方式", "Tender");
const CHECKED: Word = word("与分录核对", "Checked against the journal");

/// The columns of a meal before the funders' shares.
pub const BEFORE_SHARES: [Word; 11] = [
    SERVICE_DATE,
    MEAL,
    word("小票号", "Receipt"),
    word("时间", "Time"),
    GROUP,
    word("居民", "Resident"),
    word("居民编号", "Resident id"),
    word("识别方式", "Identified by"),
    word("状态", "State"),
    STANDARD,
    PAYS,
];
/// The columns of a meal after the funders' shares.
pub const AFTER_SHARES: [Word; 9] = [
    TENDER,
    word("支付流水号", "Tender reference"),
    word("窗口", "Lane"),
    word("收银员", "Cashier"),
    word("冲红时间", "Voided at"),
    word("冲红小票号", "Void receipt"),
    word("冲红前餐标", "Standard before void"),
    word("冲红前自付", "Pays before void"),
    word("冲红原因", "Void reason"),
];

/// The sheet with the month's sums.
pub const SUMMARY_SHEET: Word = word("汇总", "Summary");
/// The sheet with a row for each meal.
pub const MEALS_SHEET: Word = word("明细", "Meals");
/// What the summary is.
pub const MONTH_REPORT: Word = word("就餐月报", "Month report");
/// The columns of the sums by group and meal, before the funders' shares.
pub const GROUPS: [Word; 6] = [GROUP, MEAL, MEALS, STANDARD, PAYS, SUBSIDY];
/// The columns of the sums by day.
pub const DAYS: [Word; 5] = [SERVICE_DATE, MEALS, STANDARD, PAYS, SUBSIDY];
/// The columns of the sums by tender.
pub const BY_TENDER: [Word; 3] = [TENDER, MEALS, PAYS];
/// The columns of what each funder owes.
pub const BY_FUNDER: [Word; 4] = [word("出资方", "Funder"), word("编号", "Key"), MEALS, word("应付", "Owes")];
/// Before a sum of all.
pub const TOTAL: Word = word("合计", "Total");
/// The meals and the journal agree.
pub const AGREES: [Word; 2] = [CHECKED, word("一致", "They agree")];
/// They do not.
pub const DISAGREES: [Word; 2] = [
    CHECKED,
    word(
        "不一致，请停止申报并联系管理员",
        "They disagree: stop every claim and call the administrator",
    ),
];
/// The columns of where they disagree.
pub const DIFFERENCES: [Word; 3] = [
    word("科目", "Account"),
    word("明细合计", "Sum of the meals"),
    word("分录合计", "Sum of the journal"),
];

/// The state of a voided sale.
pub const VOID: Word = word("冲红", "void");

/// The heading of a funder's column; the key keeps funders of one name apart.
#[must_use]
pub fn share(name: &str, key: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("分担：{name}（{key}）"),
        Language::En => format!("Share: {name} ({key})"),
    }
}

/// 餐次
#[must_use]
pub const fn meal(meal: Meal) -> Word {
    match meal {
        Meal::Lunch => word("午餐", "lunch"),
        Meal::Dinner => word("晚餐", "dinner"),
    }
}

/// 人群
#[must_use]
pub const fn group(group: DinerGroup) -> Word {
    match group {
        DinerGroup::Elder => word("老人", "elder"),
        DinerGroup::Child => word("儿童", "child"),
        DinerGroup::Guest => word("访客", "guest"),
        DinerGroup::None => word("未识别", "not identified"),
    }
}

/// 支付方式
#[must_use]
pub const fn tender(tender: Tender) -> Word {
    match tender {
        Tender::Cash => word("现金", "cash"),
        Tender::Wechat => word("微信", "WeChat"),
        Tender::Alipay => word("支付宝", "Alipay"),
        Tender::Wallet => word("餐卡余额", "wallet"),
        Tender::Owed => word("欠费", "owed"),
    }
}

/// 识别方式, from the word that the sale keeps.
#[must_use]
pub fn identified_by(kept: &str) -> Word {
    match kept {
        "card" => word("刷卡", "card"),
        "number" => word("卡号", "card number"),
        "name" => word("姓名", "name"),
        _ => word("无", "nothing"),
    }
}

/// 状态, from the word that the sale keeps.
#[must_use]
pub fn state(kept: &str) -> Word {
    match kept {
        "claimable" => word("可申报", "claimable"),
        "unsubsidised" => word("无补贴", "no subsidy"),
        _ => word("待核", "pending"),
    }
}
