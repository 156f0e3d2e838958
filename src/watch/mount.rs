//! Whether a folder lies on a network share: there, events of other computers never arrive.

use std::path::{Component, Path, PathBuf, Prefix};

/// File systems whose content others change without the kernel here being told, by the names that
/// `/proc/self/mountinfo` has for them.
const SHARES: [&str; 27] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "smb2",
    "9p",
    "virtiofs",
    "vboxsf",
    "vmhgfs",
    "prl_fs",
    "drvfs",
    "afs",
    "ceph",
    "coda",
    "ncpfs",
    "ncp",
    "lustre",
    "gpfs",
    "beegfs",
    "orangefs",
    "glusterfs",
    "ocfs2",
    "gfs2",
    "fakeowner",
    "davfs",
    "fuse",
];

/// The kind of network share that a folder lies on, if it does. `mountinfo` is the text of
/// `/proc/self/mountinfo`; the path must be absolute and without links.
pub fn share_of(mountinfo: &[u8], path: &Path) -> Option<String> {
    let path = path.as_os_str().as_encoded_bytes();
    let mounts = mountinfo.split(|byte| *byte == b'\n').filter_map(mount);
    // Of several at the same place the last one covers the others, and `max_by_key` takes the last.
    let (_, kind) = mounts.filter(|(point, _)| contains(point, path)).max_by_key(|(point, _)| point.len())?;
    (SHARES.contains(&kind) || kind.starts_with("fuse.")).then(|| kind.to_owned())
}

/// The kind of network share that one of these folders of this computer lies on now, if one does.
pub(super) fn share_among<'a>(mut folders: impl Iterator<Item = &'a PathBuf>) -> Option<String> {
    // There is no such file outside Linux.
    let mountinfo = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
    folders.find_map(|folder| match folder.components().next() {
        Some(Component::Prefix(prefix)) if is_windows_share(prefix.kind()) => {
            Some("a Windows share".to_owned())
        }
        _ => share_of(&mountinfo, folder),
    })
}

fn is_windows_share(prefix: Prefix<'_>) -> bool {
    matches!(prefix, Prefix::UNC(..) | Prefix::VerbatimUNC(..))
}

fn contains(point: &[u8], path: &[u8]) -> bool {
    let point = point.strip_suffix(b"/").unwrap_or(point);
    path.strip_prefix(point).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

/// Mount point and kind of file system from one line:
/// `36 35 98:0 /mnt1 /mnt/parent rw,noatime master:1 - ext3 /dev/root rw,errors=continue`.
/// Between the options and the `-` there are any number of fields.
fn mount(line: &[u8]) -> Option<(Vec<u8>, &str)> {
    let mut fields = line.split(|byte| *byte == b' ');
    let point = unescaped(fields.nth(4)?);
    let kind = fields.skip_while(|field| *field != b"-").nth(1)?;
    Some((point, std::str::from_utf8(kind).ok()?))
}

/// The kernel writes space, tab, line end and backslash as a backslash and three octal digits.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..3).filter(|digits| byte == b'\\' && digits.iter().all(|d| is_octal(*d)));
        let value = digits.and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 8).ok());
        plain.push(value.unwrap_or(byte));
        rest = if value.is_some() { &after[3..] } else { after };
    }
    plain
}

fn is_octal(digit: u8) -> bool {
    (b'0'..=b'7').contains(&digit)
}
