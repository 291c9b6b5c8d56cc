//! What do the papers of the office call things? The Chinese words of exported tables.

use crate::sales::order::Tender;
use crate::subsidy::words::DinerGroup;

/// The state of a voided sale.
pub const VOID: &str = "冲红";

/// 人群
#[must_use]
pub const fn group(group: DinerGroup) -> &'static str {
    match group {
        DinerGroup::Elder => "老人",
        DinerGroup::Child => "儿童",
        DinerGroup::Guest => "访客",
        DinerGroup::None => "未识别",
    }
}

/// 支付方式
#[must_use]
pub const fn tender(tender: Tender) -> &'static str {
    match tender {
        Tender::Cash => "现金",
        Tender::Wechat => "微信",
        Tender::Alipay => "支付宝",
        Tender::Wallet => "餐卡余额",
        Tender::Owed => "欠费",
    }
}

/// 识别方式, from the word that the sale keeps.
#[must_use]
pub fn identified_by(word: &str) -> &'static str {
    match word {
        "card" => "刷卡",
        "number" => "卡号",
        "name" => "姓名",
        _ => "无",
    }
}

/// 状态, from the word that the sale keeps.
#[must_use]
pub fn state(word: &str) -> &'static str {
    match word {
        "claimable" => "可申报",
        "unsubsidised" => "无补贴",
        _ => "待核",
    }
}
