//! Which door is this? A code that hangs there and says it to nobody but the canteen.

pub mod http;
pub mod life;
pub mod sheets;
pub mod store;
