//! Can each role do what the table says, and nothing else?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use axum::{Router, routing};
use pos_server::serve;
use pos_server::staff::actor::Role;
use pos_server::staff::authorize::guard;
use pos_server::staff::roles::{ACTIONS, Access, ROUTES, may, route};
use reqwest::Method;
use serde_json::json;

use super::sign_in;
use crate::harness::furnish::{PASSWORD, PIN};
use crate::harness::{Answer, Client, on_both};

/// The routes of the interface, from its description.
fn described() -> BTreeSet<(String, String)> {
    let description = serde_json::to_value(serve::openapi()).unwrap();
    let mut routes = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.insert((method.to_uppercase(), path.clone()));
        }
    }
    routes
}

/// A path that stands for a template.
fn example(template: &str) -> String {
    let path = template.trim_start_matches("/api/v1");
    let path = path.replace("{id}", "01932d1e-0000-7000-8000-000000000001");
    path.replace("{date}", "2026-11-23").replace("{month}", "2026-11")
}

async fn ask(client: &Client, method: &str, path: &str) -> Answer {
    let request = client.request(Method::from_bytes(method.as_bytes()).unwrap(), &example(path));
    let request = request.header("content-type", "application/json");
    let request = if method == "GET" { request } else { request.body("{}") };
    Answer::of(format!("{method} {path}"), request).await
}

#[test]
fn the_table_of_roles_and_actions() {
    let mut table = String::new();
    write!(table, "{:<18}", "").unwrap();
    for role in Role::ALL {
        write!(table, "{:<13}", role.as_str()).unwrap();
    }
    for (action, _) in ACTIONS {
        let name = serde_json::to_value(action).unwrap();
        write!(table, "\n{:<18}", name.as_str().unwrap()).unwrap();
        for role in Role::ALL {
            write!(table, "{:<13}", if may(role, action) { "yes" } else { "-" }).unwrap();
        }
    }
    let table: Vec<_> = table.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(table.join("\n"), @r"
                      admin        coordinator  cashier      volunteer    finance      checker      auditor
    sell              yes          -            yes          -            -            -            -
    approve_void      yes          yes          -            -            yes          yes          -
    read_register     yes          yes          -            -            -            -            yes
    change_register   yes          yes          -            -            -            -            -
    reveal_person     yes          yes          -            -            -            -            yes
    read_cards        yes          yes          -            -            -            -            yes
    manage_cards      yes          yes          -            -            -            -            -
    print_cards       yes          yes          -            -            -            -            -
    read_policy       yes          yes          yes          yes          yes          yes          yes
    change_policy     yes          -            -            -            -            -            -
    approve_policy    yes          -            -            -            yes          yes          -
    read_reports      yes          yes          -            -            yes          yes          yes
    export_month      yes          -            -            -            yes          yes          yes
    read_inbox        yes          yes          -            -            yes          yes          yes
    read_books        yes          -            -            -            yes          yes          yes
    settle_exceptions yes          -            -            -            yes          yes          -
    propose_closing   yes          -            -            -            yes          -            -
    approve_closing   yes          -            -            -            -            yes          -
    keep_books        yes          -            -            -            yes          -            -
    read_wallets      yes          yes          -            -            yes          -            yes
    manage_wallets    yes          yes          -            -            -            -            -
    settle_wallets    yes          yes          -            -            yes          -            -
    read_deliveries   yes          yes          -            -            -            yes          yes
    plan_deliveries   yes          yes          -            -            -            -            -
    settle_deliveries yes          yes          -            -            -            yes          -
    read_menus        yes          yes          -            -            -            -            yes
    plan_menus        yes          yes          -            -            -            -            -
    read_kitchen      yes          yes          -            -            -            -            yes
    keep_kitchen      yes          yes          -            -            -            -            -
    read_lanes        yes          yes          -            -            -            -            yes
    manage_lanes      yes          -            -            -            -            -            -
    read_staff        yes          -            -            -            -            -            yes
    manage_staff      yes          -            -            -            -            -            -
    read_audit        yes          -            -            -            -            -            yes
    read_metrics      yes          -            -            -            -            -            yes
    change_password   yes          yes          yes          yes          yes          yes          yes
    ");
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows: BTreeSet<_> = ROUTES.iter().map(|row| (row.method.to_string(), row.path.to_owned())).collect();
    assert_eq!(rows.len(), ROUTES.len(), "a route stands twice");
    let beside = ["/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"];
    let described = described();
    let rows: BTreeSet<_> = rows.into_iter().filter(|(_, path)| !beside.contains(&path.as_str())).collect();
    assert_eq!(
        described.difference(&rows).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "routes without a row"
    );
    assert_eq!(
        rows.difference(&described).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "rows without a route"
    );
}

#[test]
fn a_route_that_nobody_put_into_the_table_is_refused() {
    on_both(async |canteen| {
        let planted = Router::new().route("/api/v1/planted", routing::any(async || "open to all"));
        let guarded = guard(planted, &canteen.app);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = Client::new(&format!("http://{}", listener.local_addr().unwrap()));
        let serving = tokio::spawn(async move { axum::serve(listener, guarded).await });
        client.get("/planted").await.expect_problem(403, "route_without_rule");
        client.post("/planted", json!({})).await.expect_problem(403, "route_without_rule");
        serving.abort();
    });
}

#[test]
fn whoever_is_not_signed_in_gets_nowhere() {
    on_both(async |canteen| {
        canteen.admin().await;
        let client = canteen.client();
        for (method, path) in described() {
            let answer = ask(&client, &method, &path).await;
            match route(&method.parse().unwrap(), &path).unwrap().access {
                Access::Public => assert_ne!(answer.status, 403, "{answer:?}"),
                Access::LaneDevice | Access::AtLane(_) => {
                    answer.expect_problem(401, "lane_not_enrolled");
                }
                Access::Staff(_) | Access::LocalOr(_) => {
                    answer.expect_problem(401, "not_signed_in");
                }
            }
        }
    });
}

/// Promise P12.
#[test]
fn a_wrong_role_is_refused_on_every_route() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let mut people = BTreeMap::from([(Role::Admin, admin.clone())]);
        for role in Role::ALL.into_iter().skip(1) {
            people.insert(role, canteen.staff(&admin, role.as_str()).await);
        }
        let before = canteen.books().await.size();
        for (method, path) in described() {
            let (Access::Staff(action) | Access::AtLane(action)) = route(&method.parse().unwrap(), &path).unwrap().access else {
                continue;
            };
            let at_lane = action.is_at_lane();
            for (role, client) in &people {
                if at_lane {
                    ask(client, &method, &path).await.expect_problem(401, "lane_not_enrolled");
                } else if !may(*role, action) {
                    ask(client, &method, &path).await.expect_problem(403, "not_allowed");
                }
            }
        }
        assert_eq!(canteen.books().await.size(), before);
    });
}

#[test]
fn at_a_lane_too_only_those_who_may_sell_do() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin && *role != Role::Cashier) {
            admin.hire(role.as_str(), json!({ "password": PASSWORD })).await;
            sign_in(&lane.client, role.as_str(), PASSWORD).await.expect(200);
            for (method, path) in described() {
                if let Some(Access::AtLane(_)) = route(&method.parse().unwrap(), &path).map(|row| row.access) {
                    ask(&lane.client, &method, &path).await.expect_problem(403, "not_allowed");
                }
            }
        }
        lane.client.delete("/lane/cashier").await.expect(204);
        lane.client.get("/lane/today").await.expect_problem(401, "not_signed_in");
        lane.client
            .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": PIN }))
            .await
            .expect(200);
        for (method, path) in described() {
            if let Some(Access::Staff(action)) = route(&method.parse().unwrap(), &path).map(|row| row.access) {
                let code = if may(Role::Cashier, action) {
                    "password_needed"
                } else {
                    "not_allowed"
                };
                ask(&lane.client, &method, &path).await.expect_problem(403, code);
            }
        }
    });
}

#[test]
fn measurements_are_for_this_computer_and_for_those_who_may() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let cashier = canteen.staff(&admin, "cashier").await;
        assert_eq!(cashier.get("//metrics").await.status, 200);
        let through_a_proxy = |client: &Client| {
            let request = client.request(Method::GET, "//metrics").header("x-forwarded-for", "192.168.1.7");
            Answer::of("GET /metrics".to_owned(), request)
        };
        through_a_proxy(&canteen.client()).await.expect_problem(401, "not_signed_in");
        through_a_proxy(&cashier).await.expect_problem(403, "not_allowed");
        assert_eq!(through_a_proxy(&admin).await.status, 200);
    });
}
