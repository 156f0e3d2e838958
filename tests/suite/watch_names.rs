//! What the watcher decides by names alone: which files cannot matter, what a network share is, and what
//! people are told.

use std::path::Path;

use leafcast::watch::{Degradation, News, is_ignored, share_of};

#[test]
fn what_editors_keep_beside_their_files_is_ignored_and_nothing_else() {
    let ignored = [
        ".en.toml.swp",
        "content/a/.en.toml.Hq2Lw9",
        "content/.git/index",
        "content/a/en.toml~",
        "4913",
        "content/a/#en.toml#",
        "content/a/.#en.toml",
        "content/a/lu81x.tmp",
        "content/a/.~lock.en.toml#",
        "content/a/en.toml.part",
        "content/a/.DS_Store",
        "content/old~/en.toml",
    ];
    for name in ignored {
        assert!(is_ignored(Path::new(name)), "{name}");
    }
    for name in
        ["content/a/en.toml", "content/a/sedQx81", "layouts/lib/page.typ", "content/4913.toml", "content"]
    {
        assert!(!is_ignored(Path::new(name)), "{name}");
    }
}

/// As real machines write them: a plain disk, WSL 2, a Docker Desktop volume, a share under a folder with a space, and a
/// local disk mounted again over a share.
const MOUNTS: &str = r"
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
95 27 0:52 / /mnt/c rw,noatime - 9p C:\134 rw,dirsync,aname=drvfs;path=C:\;uid=1000
96 27 0:53 / /srv/practice\040texts rw,relatime shared:5 master:2 - cifs //nas/texts rw,vers=3.1.1
97 27 0:54 / /home/ann/remote rw,nosuid,nodev - fuse.sshfs ann@host: rw,user_id=1000
98 27 8:1 / /media/stick rw - fuseblk /dev/sdb1 rw
99 27 0:55 / /nfs rw - nfs4 server:/export rw
100 99 8:2 / /nfs/local rw - xfs /dev/sdc1 rw
101 27 0:56 / /twice rw - nfs a:/b rw
102 27 8:3 / /twice rw - ext4 /dev/sdd1 rw
103 27 0:57 / /odd\011tab\134n rw - vboxsf odd rw
broken line
";

#[test]
fn a_network_share_is_known_by_the_mount_that_covers_the_folder() {
    let cases = [
        ("/home/ann/project", None),
        ("/mnt/c/Users/ann/project", Some("9p")),
        ("/mnt/cc", None),
        ("/srv/practice texts/project", Some("cifs")),
        ("/srv/practice texts", Some("cifs")),
        ("/srv/practice", None),
        ("/home/ann/remote/x", Some("fuse.sshfs")),
        ("/media/stick/x", None),
        ("/nfs/x", Some("nfs4")),
        ("/nfs/local/x", None),
        ("/twice/x", None),
        ("/odd\ttab\\n/x", Some("vboxsf")),
    ];
    for (path, kind) in cases {
        assert_eq!(share_of(MOUNTS.as_bytes(), Path::new(path)).as_deref(), kind, "{path}");
    }
    assert_eq!(share_of(b"", Path::new("/x")), None);
    assert_eq!(
        share_of(b"1 2 0:1 / /a\\04 rw -\n1 2 0:1 / /a\\777 rw - nfs", Path::new("/a\\777")),
        Some("nfs".into())
    );
}

#[test]
fn people_are_told_in_one_line_what_is_the_matter_and_what_to_do() {
    let reasons = [
        (Degradation::Asked, "as asked for"),
        (Degradation::WatchLimit, "fs.inotify.max_user_watches"),
        (Degradation::NetworkShare("nfs4".into()), "(nfs4)"),
        (Degradation::QueueOverflowing, "fs.inotify.max_queued_events"),
        (Degradation::NoFolder, "put it back"),
        (Degradation::Failed("no luck".into()), "(no luck)"),
    ];
    for (why, part) in reasons {
        let line = News::Degraded(why.clone()).to_string();
        assert!(line.contains(part) && !line.contains('\n') && !line.contains("  "), "{line}");
        assert_eq!(News::Degraded(why.clone()).is_warning(), why != Degradation::Asked);
    }
    assert!(!News::Restored.is_warning() && News::Recovered("x".into()).is_warning());
    assert!(News::Recovered("x".into()).to_string().contains("(x)"));
}
