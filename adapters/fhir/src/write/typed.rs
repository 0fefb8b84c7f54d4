//! A resource's tree through the library's type for it, and out again.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The tree as the type writes it: in the standard's order, with nothing the standard does not know.
///
/// A tree the type refuses would come back unchanged. That no tree written here is refused is what the tests
/// of acknowledgements show; a receipt is owed in any case.
pub(super) fn typed<T: DeserializeOwned + Serialize>(tree: Value) -> Value {
    match through::<T>(tree.clone()) {
        Ok(written) => written,
        Err(_) => tree,
    }
}

/// The tree through the type.
fn through<T: DeserializeOwned + Serialize>(tree: Value) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_value::<T>(tree)?)
}
