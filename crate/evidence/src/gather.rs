//! What becomes a list. The standard library's `collect` and `extend` come in several kinds, each compiled anew for
//! every closure, 300 to 500 bytes of WebAssembly each time; here it is one loop.

/// Iterators whose items become a list.
pub trait Gather: Iterator + Sized {
    /// A list of all items.
    fn gather(self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        self.gather_into(&mut list);
        list
    }

    /// Adds all items at the end of a list.
    fn gather_into(self, list: &mut Vec<Self::Item>) {
        for item in self {
            list.push(item);
        }
    }
}

impl<I: Iterator> Gather for I {}
