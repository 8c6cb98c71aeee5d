//! Who may read and write without being asked by name: the ACL of a bucket and of an object.
//!
//! Sources: PutBucketAcl and PutObjectACL of the OSS API reference.

use serde::{Deserialize, Serialize};

/// The ACL of a bucket (`x-oss-acl`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Acl {
    Private,
    PublicRead,
    PublicReadWrite,
}

impl Acl {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "private" => Some(Self::Private),
            "public-read" => Some(Self::PublicRead),
            "public-read-write" => Some(Self::PublicReadWrite),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::PublicRead => "public-read",
            Self::PublicReadWrite => "public-read-write",
        }
    }

    /// Whether everybody may read.
    pub(crate) fn lets_read(self) -> bool {
        self != Self::Private
    }

    /// Whether everybody may write.
    pub(crate) fn lets_write(self) -> bool {
        self == Self::PublicReadWrite
    }
}

/// The ACL of an object (`x-oss-object-acl`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum ObjectAcl {
    /// That of its bucket.
    #[default]
    Default,
    /// Its own, whatever the bucket's is.
    Own(Acl),
}

impl ObjectAcl {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text == "default" { Some(Self::Default) } else { Acl::parse(text).map(Self::Own) }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Own(acl) => acl.as_str(),
        }
    }

    /// Whether it is the object's own.
    pub(crate) fn is_own(self) -> bool {
        self != Self::Default
    }

    /// What is in force in a bucket of this ACL.
    pub(crate) fn within(self, bucket: Acl) -> Acl {
        match self {
            Self::Default => bucket,
            Self::Own(acl) => acl,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for name in ["private", "public-read", "public-read-write"] {
            assert_eq!(Acl::parse(name).unwrap().as_str(), name);
            assert_eq!(ObjectAcl::parse(name).unwrap().as_str(), name);
        }
        assert_eq!(ObjectAcl::parse("default"), Some(ObjectAcl::Default));
        assert_eq!(Acl::parse("default"), None);
        assert_eq!(Acl::parse("Private"), None);
    }

    #[test]
    fn an_objects_own_acl_wins() {
        assert!(ObjectAcl::Default.within(Acl::PublicRead).lets_read());
        assert!(!ObjectAcl::Own(Acl::Private).within(Acl::PublicReadWrite).lets_read());
        assert!(!ObjectAcl::Own(Acl::PublicRead).within(Acl::PublicReadWrite).lets_write());
        assert!(ObjectAcl::Own(Acl::PublicReadWrite).within(Acl::Private).lets_write());
    }
}
