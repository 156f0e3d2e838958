//! What opening the server to the network makes visible.

use std::net::SocketAddr;

/// What others on the network will see, line by line; nothing if only this machine is served.
pub fn exposure(bind: &[SocketAddr]) -> Vec<String> {
    let open: Vec<String> = bind
        .iter()
        .filter(|address| !address.ip().to_canonical().is_loopback())
        .map(|address| {
            if address.ip().is_unspecified() {
                format!("every address of this machine, port {}", address.port())
            } else {
                address.to_string()
            }
        })
        .collect();
    if open.is_empty() {
        return Vec::new();
    }
    vec![
        format!("open to the network: {}", open.join(" and ")),
        "everybody there can see, without a password and unencrypted:".into(),
        "- the published leaflets and screens, drafts among them".into(),
        "- the preview, with texts that are not published and may never be".into(),
        "- the problems found, with lines of the content files".into(),
        "- names of files of the project, and whether the program works".into(),
        "nobody there can change anything, or open the editor on this machine".into(),
    ]
}
