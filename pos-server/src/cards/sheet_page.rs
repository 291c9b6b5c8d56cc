//! What do the sheets look like when there is no office page at hand? One HTML file: A4, two by five cards of 85.6 x 54 mm, and
//! a line of 100 mm that shows whether the printer kept the scale.

use std::fmt::Write;

use super::sheets::SheetCard;
use crate::subsidy::words::DinerGroup;

/// Cards on one sheet.
const CARDS_PER_SHEET: usize = 10;

/// The style. 25 modules of 1.04 mm make the code 26 mm wide; with its quiet zone it takes 34.32 mm.
const STYLE: &str = "@page{size:A4;margin:0}*{box-sizing:border-box;margin:0}body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#222}\
.sheet{position:relative;width:210mm;height:296.9mm;overflow:hidden;break-after:page}\
.sheet>p{position:absolute;left:19.4mm;top:5mm;font-size:3.4mm}\
.cards{position:absolute;left:19.4mm;top:12mm;display:grid;grid-template-columns:85.6mm 85.6mm;grid-auto-rows:54mm}\
.card{position:relative;outline:.1mm dashed #aaa;padding:5mm;overflow:hidden}.card>*{max-width:42mm}\
.canteen{font-size:3.6mm}.name{font-size:6.5mm;font-weight:700;margin-top:3mm;overflow-wrap:anywhere}.kind{font-size:4mm;margin-top:1mm}\
.number{font-size:4.6mm;margin-top:3mm;font-variant-numeric:tabular-nums}.lost{font-size:2.5mm;margin-top:2mm;line-height:1.4}\
.card svg{position:absolute;right:2mm;top:6mm;width:34.32mm;height:34.32mm;max-width:none}\
.door{position:absolute;right:2mm;bottom:2mm;font-size:2.4mm;color:#666}\
.ruler{position:absolute;left:55mm;top:284mm;width:100mm;border:solid #222;border-width:0 .2mm .2mm;height:6mm;font-size:2.6mm;text-align:center}";

/// The sheets as one HTML file. `cards` lie in the order in which they are handed out.
#[must_use]
pub fn html(canteen: &str, cards: &[SheetCard]) -> String {
    let canteen = escaped(canteen);
    let sheets = cards.len().div_ceil(CARDS_PER_SHEET);
    let mut page =
        format!("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{canteen} 餐卡</title><style>{STYLE}</style>");
    for (number, sheet) in (1..).zip(cards.chunks(CARDS_PER_SHEET)) {
        let place = sheet.first().map(place).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "<section class=\"sheet\"><p>{place} · 第 {number} / {sheets} 页</p><div class=\"cards\">"
        );
        for card in sheet {
            page.push_str(&face(&canteen, card));
        }
        page.push_str("</div><div class=\"ruler\">100 毫米：打印请选“实际大小”，不要缩放</div></section>");
    }
    page.push_str("</html>\n");
    page
}

fn face(canteen: &str, card: &SheetCard) -> String {
    let kind = match card.group {
        DinerGroup::Elder => "老人餐卡",
        DinerGroup::Child => "儿童餐卡",
        DinerGroup::Guest | DinerGroup::None => "餐卡",
    };
    let door: Vec<&str> = [&card.building, &card.unit, &card.room]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    format!(
        "<article class=\"card\"><p class=\"canteen\">{canteen}</p><p class=\"name\">{}</p><p class=\"kind\">{kind}</p>\
         <p class=\"number\">卡号 {}</p><p class=\"lost\">卡丢了请马上告诉食堂挂失；捡到请交给食堂。</p>\
         <svg viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\"><path d=\"{}\"/></svg><p class=\"door\">{}</p></article>",
        escaped(&card.name),
        card.number,
        card.qr_path,
        escaped(&door.join(" ")),
        size = card.qr_size,
    )
}

fn place(card: &SheetCard) -> String {
    let steps: Vec<&str> = [&card.grid, &card.compound].into_iter().flatten().map(String::as_str).collect();
    escaped(&steps.join(" "))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str) -> SheetCard {
        SheetCard {
            number: "12345674".parse().unwrap(),
            name: name.to_owned(),
            group: DinerGroup::Elder,
            grid: Some("第一网格".to_owned()),
            compound: None,
            building: Some("1号楼".to_owned()),
            unit: None,
            room: Some("<101>".to_owned()),
            qr_path: "M4 4h7v1h-7z".to_owned(),
            qr_size: 33,
        }
    }

    #[test]
    fn ten_cards_fill_a_sheet() {
        let page = html("七一社区幸福食堂", &vec![card("王秀英"); 21]);
        assert_eq!(page.matches("<section").count(), 3);
        assert_eq!(page.matches("<article").count(), 21);
        assert!(page.contains("第 3 / 3 页") && page.contains("卡号 1234 5674"));
    }

    #[test]
    fn a_name_is_shown_as_text() {
        let page = html("<b>", &[card("<img src=x onerror=\"alert(1)\">&")]);
        assert!(!page.contains("<img") && !page.contains("<b>") && !page.contains("<101>"));
        assert!(page.contains("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;"));
    }
}
