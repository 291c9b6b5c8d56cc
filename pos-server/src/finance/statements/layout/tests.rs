//! Are the statements of both services read as their merchant platforms write them?

use encoding_rs::GB18030;

use super::*;
use crate::residents::sheet;

const WECHAT: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\n\
`2026-11-23 11:31:02,`wx1234567890abcdef,`1900000109,`0,`,`4200001234202611230000000001,`A1,`oUser,`MICROPAY,`SUCCESS,`CFT,`CNY,\
`9.90,`0.00,`0,`0,`0.00,`0.00,`,`,`午餐,`,`0.05940,`0.60%,`9.90,`0.00,`\n\
`2026-11-23 11:40:00,`wx1234567890abcdef,`1900000109,`0,`,`4200001234202611230000000001,`A1,`oUser,`MICROPAY,`REFUND,`CFT,`CNY,\
`0.00,`0.00,`50300001,`R1,`9.90,`0.00,`ORIGINAL,`SUCCESS,`午餐,`,`-0.05940,`0.60%,`0.00,`9.90,`\n\
`2026-11-23 11:41:00,`wx1234567890abcdef,`1900000109,`0,`,`4200001234202611230000000002,`A2,`oUser,`MICROPAY,`REFUND,`CFT,`CNY,\
`0.00,`0.00,`50300002,`R2,`9.90,`0.00,`ORIGINAL,`FAIL,`午餐,`,`0.00000,`0.60%,`0.00,`9.90,`\n\
总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n`3,`9.90,`9.90,`0.00,`0.00000,`9.90,`9.90\n";

const ALIPAY: &str = "#支付宝业务明细查询\n#账号：[20880000000000000156]\n\
#起始日期：[2026年11月23日 00:00:00]   终止日期：[2026年11月24日 00:00:00]\n\
#-----------------------------------------业务明细列表----------------------------------------\n\
支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,\
支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,\
退款批次号/请求号,服务费（元）,分润（元）,备注\n\
2026112322001400000000000001\t,B1\t,交易\t,午餐,2026-11-23 11:30:00,2026-11-23 11:30:05,\t,\t,\t,\t,*杨(137****2600)\t,15.00,15.00,0.00,0.00,\
0.00,0.00,0.00,,0.00\t,0.00,\t,-0.09,0.00,\n\
2026112322001400000000000001\t,B1\t,退款\t,午餐,2026-11-23 12:00:00,2026-11-23 12:00:03,\t,\t,\t,\t,*杨(137****2600)\t,-15.00,-15.00,0.00,0.00,\
0.00,0.00,0.00,,0.00\t,0.00,RF1\t,0.09,0.00,\n\
#-----------------------------------------业务明细列表结束------------------------------------\n#交易合计：1笔，商家实收共15.00元\n";

fn lines(bytes: &[u8], service: Service) -> Vec<(i64, String, String, String, i64, i64)> {
    let lines = read(&sheet::read(bytes).unwrap(), service).unwrap();
    let told = |line: Line| {
        let at = line.at.format("%H:%M:%S").to_string();
        (line.line_no, line.reference, line.refund_no, at, line.amount.get(), line.fee.get())
    };
    lines.into_iter().map(told).collect()
}

#[test]
fn a_trade_bill_of_wechat_pay_is_read() {
    let reference = "4200001234202611230000000001".to_owned();
    let wanted = vec![
        (2, reference.clone(), String::new(), "03:31:02".to_owned(), 990, 6),
        (3, reference, "50300001".to_owned(), "03:40:00".to_owned(), -990, -6),
    ];
    let marked = format!("\u{feff}{}", WECHAT.replace('\n', "\r\n"));
    for bytes in [WECHAT.as_bytes(), marked.as_bytes(), &GB18030.encode(WECHAT).0] {
        assert_eq!(lines(bytes, Service::Wechat), wanted);
    }
}

#[test]
fn business_details_of_alipay_are_read() {
    let reference = "2026112322001400000000000001".to_owned();
    let wanted = vec![
        (6, reference.clone(), String::new(), "03:30:05".to_owned(), 1500, 9),
        (7, reference, "RF1".to_owned(), "04:00:03".to_owned(), -1500, -9),
    ];
    for bytes in [ALIPAY.as_bytes(), &GB18030.encode(ALIPAY).0] {
        assert_eq!(lines(bytes, Service::Alipay), wanted);
    }
}

#[test]
fn bad_rows_are_told_with_their_lines() {
    let wrong = WECHAT
        .replacen("`4200001234202611230000000001", "4.20000E+27", 1)
        .replace("`2026-11-23 11:40:00", "gestern")
        .replace("REFUND,`CFT,`CNY,`0.00,`0.00,`50300002", "PENDING,`CFT,`CNY,`0.00,`0.00,`50300002");
    let bad = read(&sheet::read(wrong.as_bytes()).unwrap(), Service::Wechat).unwrap_err();
    let told: Vec<i64> = bad.iter().map(|row| row.line_no).collect();
    assert_eq!(told, [2, 3, 4]);
    for (text, service) in [
        (ALIPAY, Service::Wechat),
        (WECHAT, Service::Alipay),
        ("姓名,电话\n张三,1\n", Service::Wechat),
    ] {
        let bad = read(&sheet::read(text.as_bytes()).unwrap(), service).unwrap_err();
        assert_eq!(bad.iter().map(|row| row.line_no).collect::<Vec<_>>(), [0]);
    }
    let empty = WECHAT.lines().next().unwrap();
    assert!(read(&sheet::read(empty.as_bytes()).unwrap(), Service::Wechat).is_err());
}

#[test]
fn amounts_are_read_to_the_fen() {
    for (text, fen) in [
        ("9.90", 990),
        ("-15.00", -1500),
        ("0.05940", 6),
        ("1,234.50", 123_450),
        ("￥3", 300),
    ] {
        assert_eq!(yuan(text), Ok(Fen::new(fen)), "{text}");
    }
    for text in ["", "x", "1e3", "99999999999"] {
        assert!(yuan(text).is_err(), "{text}");
    }
}
