//! Public keys of people: an SSH signature on a commit is theirs when one of their keys made it.

use std::fmt;

use ssh_key::{HashAlg, PublicKey, SshSig};

use crate::source::Signature;

/// What git names the signatures of commits by (`ssh-keygen -Y sign -n git`).
const NAMESPACE: &str = "git";

/// An Ed25519 key in OpenSSH's form.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(PublicKey);

impl SigningKey {
    /// Reads `ssh-ed25519 AAAA…`, or a key of a security device, `sk-ssh-ed25519@openssh.com AAAA…`; a comment may follow.
    /// `None` for other kinds of keys and for what is no key.
    pub fn parse(text: &str) -> Option<Self> {
        let key = PublicKey::from_openssh(text.trim()).ok()?;
        let known = key.key_data().is_ed25519() || key.key_data().is_sk_ed25519();
        known.then_some(SigningKey(key))
    }

    /// SHA-256 of the key, as `ssh-keygen -l` writes it: `SHA256:` and base64.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Whether this key made the commit's signature over exactly the commit's bytes.
    pub fn made(&self, signature: &Signature) -> bool {
        let Signature::Present { armored, signed } = signature else { return false };
        let Ok(found) = SshSig::from_pem(armored.trim()) else { return false };
        self.0.verify(NAMESPACE, signed, &found).is_ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

/// Keys and signatures for tests, here and in the program.
#[cfg(any(test, feature = "testing"))]
pub mod testing {
    use ssh_key::private::{Ed25519Keypair, PrivateKey};
    use ssh_key::{HashAlg, LineEnding};

    use super::NAMESPACE;
    use crate::source::Signature;

    /// A key made of one byte, with its public half as a book writes it.
    pub fn key(seed: u8) -> (PrivateKey, String) {
        let private = PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32]));
        let public = private.public_key().to_openssh().expect("a key in OpenSSH's form");
        (private, public)
    }

    pub fn signed(by: &PrivateKey, namespace: &str, bytes: &[u8]) -> Signature {
        let signature = by.sign(namespace, HashAlg::Sha512, bytes).expect("a signature");
        let armored = signature.to_pem(LineEnding::LF).expect("armour");
        Signature::Present { armored, signed: bytes.to_vec() }
    }

    pub fn commit_signed(by: &PrivateKey) -> Signature {
        signed(by, NAMESPACE, b"tree 0\n\nSign week 46\n")
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{commit_signed, key, signed};
    use super::*;

    #[test]
    fn only_the_persons_key_over_these_bytes_for_git_verifies() {
        let (private, public) = key(1);
        let own = SigningKey::parse(&public).expect("a key");
        let other = SigningKey::parse(&key(2).1).expect("a key");
        let good = commit_signed(&private);
        assert!(own.made(&good) && !other.made(&good) && !own.made(&Signature::None));
        assert!(!own.made(&signed(&private, "file", b"tree 0\n")), "signed for something else than git");
        let Signature::Present { armored, .. } = good else { unreachable!("it is present") };
        let moved = Signature::Present { armored: armored.clone(), signed: b"tree 1\n".to_vec() };
        assert!(!own.made(&moved), "other bytes");
        let torn = Signature::Present { armored: armored.replace('A', "B"), signed: b"tree 0\n".to_vec() };
        assert!(!own.made(&torn));
    }

    #[test]
    fn other_kinds_of_keys_are_none() {
        assert!(SigningKey::parse("ssh-ed25519").is_none());
        assert!(SigningKey::parse("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==").is_none());
        assert!(SigningKey::parse(&format!("  {} a laptop\n", key(1).1)).is_some());
    }
}
