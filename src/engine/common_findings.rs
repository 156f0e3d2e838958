//! Lists of findings that leaflets have in common: thousands say the same of the practice.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::diagnostic::Finding;

/// How many lists are compared with a new one.
const MOST: usize = 16;

/// The last different lists of findings, the newest last.
#[derive(Debug, Default)]
pub(super) struct CommonFindings(VecDeque<Arc<[Finding]>>);

impl CommonFindings {
    /// A list, in the memory of an equal one if there is one.
    pub fn share(&mut self, list: &[Finding]) -> Arc<[Finding]> {
        if let Some(known) = self.0.iter().rev().find(|known| ***known == *list) {
            return Arc::clone(known);
        }
        let list: Arc<[Finding]> = list.into();
        self.0.push_back(Arc::clone(&list));
        if self.0.len() > MOST {
            self.0.pop_front();
        }
        list
    }
}
