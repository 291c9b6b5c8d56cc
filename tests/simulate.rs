//! Do days of realistic trade, with all their mishaps, leave the books as the lanes' own receipts say?

use pos_server::simulate::{Simulation, run};

use crate::harness::database::{Fresh, Which};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_of_trade_leave_the_books_that_the_lanes_expect() {
    for which in [Which::Sqlite, Which::Postgres] {
        let fresh = Fresh::new(which).await;
        let simulation = Simulation {
            days: 2,
            lanes: 3,
            diners: 90,
            seed: 1,
            database: Some(fresh.url.clone()),
        };
        let report = run(&simulation, std::path::Path::new(env!("CARGO_BIN_EXE_pos-server")).into())
            .await
            .unwrap();
        assert_eq!(report.differences, Vec::<String>::new(), "on {which:?}");
        assert!(
            report.meals > 150 && report.refusals > 5 && report.repetitions > 0 && report.voids > 0,
            "{report}"
        );
        assert!(report.top_ups > 5 && report.shifts == 6, "{report}");
    }
}
