//! Would the month notice? Small mistakes are planted in the client's books, or in the server's papers, of a few days; each must be
//! found, and in the right paper.

use serde_json::json;

use super::books::{Books, Shift};
use super::compare::{Printed, difference, first_difference};
use super::papers::Paper;
use super::{SHORT, a_few_days};
use crate::harness::canteen::Canteen;
use crate::harness::database::Which;

/// A mistake: what it is, how it is made, and the paper that must show it.
type Mistake = (&'static str, fn(&mut Books, &mut Printed), &'static str);

const MISTAKES: [Mistake; 14] = [
    ("one fen", |books, _| one_fen_more(books), "Trial"),
    ("a void that is missing", |books, _| lose_a_void(books), "Trial"),
    ("a tender for another", |books, _| swap_a_tender(books), "Trial"),
    (
        "a Z-report's number",
        |books, _| closed(books).closed.as_mut().unwrap().z_no += 1,
        "Report",
    ),
    ("a Z-report's drawer", |books, _| closed(books).float += 10, "Report"),
    (
        "a row of a statement",
        |_, printed| lose_a_line(printed, "rows", |paper| matches!(paper, Paper::Statement(..))),
        "Statement",
    ),
    (
        "a funder's payment for another month",
        |books, _| pay_for_another_month(books),
        "Advances",
    ),
    ("a meal that nobody waits for", |books, _| settle_a_meal(books), "Day"),
    (
        "a day of a month",
        |_, printed| lose_a_line(printed, "days", |paper| matches!(paper, Paper::Month(_))),
        "Month",
    ),
    (
        "a line of the inbox",
        |_, printed| {
            let inbox = printed.get_mut(&Paper::Inbox).unwrap().as_array_mut().unwrap();
            inbox.pop().unwrap();
        },
        "Inbox",
    ),
    (
        "who opened a shift",
        |_, printed| printed.get_mut(&Paper::Shifts).unwrap()[0]["opened_by"] = "别人".into(),
        "Shifts",
    ),
    (
        "a fen on a card",
        |_, printed| printed.get_mut(&Paper::Wallets).unwrap()["totals"]["balance"] = "0.01".into(),
        "Wallets",
    ),
    (
        "a line of a wallet's statement",
        |_, printed| lose_a_line(printed, "lines", |paper| matches!(paper, Paper::Wallet(_))),
        "Wallet(",
    ),
    (
        "a meal that the counter does not tell",
        |_, printed| lose_a_line(printed, "meals", |paper| matches!(paper, Paper::Purse(..))),
        "Purse",
    ),
];

#[test]
fn an_expectation_of_nothing_is_not_met_by_something() {
    let (nothing, something) = (json!({}), json!({ "rows": [] }));
    assert!(difference(&nothing, &something).is_some());
    assert_eq!(difference(&nothing, &nothing), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_mistake_in_the_clients_books_is_found() {
    let canteen = Canteen::start(Which::Sqlite).await;
    let (books, printed) = a_few_days(&canteen, SHORT).await;
    assert_eq!(first_difference(&books, &printed), None);
    for (what, plant, paper) in MISTAKES {
        let (mut wrong, mut papers) = (books.clone(), printed.clone());
        plant(&mut wrong, &mut papers);
        let found = first_difference(&wrong, &papers).unwrap_or_else(|| panic!("nobody noticed {what}"));
        assert!(found.starts_with(paper), "{what}: {found}");
    }
    canteen.stop().await;
}

fn one_fen_more(books: &mut Books) {
    let entry = books.entries.iter_mut().rfind(|entry| entry.lines.len() > 1).unwrap();
    entry.lines[0].1 += 1;
    entry.lines[1].1 -= 1;
}

fn lose_a_void(books: &mut Books) {
    let sale = books.sales.iter_mut().find(|sale| sale.void.is_some()).unwrap();
    let void = sale.void.take().unwrap();
    books.entries[usize::try_from(void.no - 1).unwrap()].lines.clear();
}

fn swap_a_tender(books: &mut Books) {
    let sale = books
        .sales
        .iter_mut()
        .find(|sale| sale.tender == "wechat" && sale.terms.pays > 0)
        .unwrap();
    sale.tender = "alipay";
    let entry = &mut books.entries[usize::try_from(sale.no - 1).unwrap()];
    let line = entry.lines.iter_mut().find(|(account, _)| account == "tender:wechat").unwrap();
    *line = ("tender:alipay".to_owned(), line.1);
}

fn closed(books: &mut Books) -> &mut Shift {
    books.shifts.iter_mut().find(|shift| shift.closed.is_some()).unwrap()
}

/// Takes the second line out of the first of some papers that has more than two.
fn lose_a_line(printed: &mut Printed, list: &str, is_one: fn(&Paper) -> bool) {
    let papers = printed.iter_mut().filter(|(paper, _)| is_one(paper));
    let mut lists = papers.filter_map(|(_, said)| said[list].as_array_mut());
    lists.find(|lines| lines.len() > 2).unwrap().remove(1);
}

fn pay_for_another_month(books: &mut Books) {
    let payment = books.moves.iter_mut().find(|money| money.month.is_some()).unwrap();
    payment.month = Some("2026-12".to_owned());
}

fn settle_a_meal(books: &mut Books) {
    let sale = books
        .sales
        .iter_mut()
        .find(|sale| sale.state == "pending" && sale.void.is_none())
        .unwrap();
    sale.state = "unsubsidised";
}
