//! What does somebody need to know to look around in the demo? Where it is, who to be, and how to open a counter.

use std::fmt::Write;

use super::furnish::{DemoError, PASSWORD, PIN, STAFF};
use crate::app::App;
use crate::staff::credentials::Name;
use crate::staff::enrol;
use crate::staff::store;

/// The words for the console, with a fresh code for the first counter.
pub async fn welcome(app: &App) -> Result<String, DemoError> {
    let mut text = format!(
        "\n演示食堂已就绪，人员和数据全部虚构\nThe demo canteen is ready; everybody in it is made up\n\n  办公室 office   {}/office\n",
        app.base_url
    );
    for (login, name, role) in STAFF {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    {login:<12} {PASSWORD}   {name} {}", role.as_str());
    }
    let mut tx = app.db.read().await?;
    let admin = store::staff_by_login(&mut tx, STAFF[0].0)
        .await?
        .ok_or(DemoError::NoSuchRole)?
        .into_actor();
    let lanes = store::lanes::lanes_of(&mut tx, admin.canteen).await?;
    drop(tx);
    if let Some(lane) = lanes.into_iter().next() {
        let code = enrol::new_code(app, &admin, lane.id, Name::parse(&lane.name)?).await?;
        let _ = writeln!(
            text,
            "\n  收银窗口 counter {}\n    绑定码 code {}（十分钟内有效 good for ten minutes），收银员 PIN {PIN}",
            code.url, code.digits
        );
    }
    Ok(text)
}
