//! What a service does of AWS's model, as a page of the documentation: made from the table of its operations and what
//! there is to say about some of them.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use crate::Operation;

/// Set, the pages are written instead of compared.
const WRITE_VARIABLE: &str = "BOATHOUSE_WRITE_PAGES";

/// What is to be said of operations, sorted by their names.
pub type Marks = &'static [(&'static str, &'static str)];

/// A service's operations beside those of AWS's model.
#[derive(Debug)]
pub struct Coverage<S: 'static> {
    /// What stands above the table.
    pub head: &'static str,
    /// Every operation of AWS's model, one a line, sorted.
    pub known: &'static str,
    /// The operations that are served, sorted.
    pub served: &'static [Operation<S>],
    /// Served operations whose things are kept and shown and change nothing else, with what AWS would do.
    pub stored_only: Marks,
    /// Served operations of which a part is refused, kept only, or otherwise other than in AWS.
    pub partly: Marks,
    /// Operations that are in the table because they say better than the dispatch why they do not work.
    pub refused: Marks,
}

impl<S> Coverage<S> {
    /// What an operation does here, and a remark.
    fn standing(&self, name: &str) -> (&'static str, &'static str) {
        match (self.serves(name), note(self.refused, name), note(self.stored_only, name)) {
            (false, ..) => ("refused", ""),
            (true, Some(why), _) => ("refused", why),
            (true, None, Some(why)) => ("stored only", why),
            (true, None, None) => ("real", note(self.partly, name).unwrap_or_default()),
        }
    }

    fn serves(&self, name: &str) -> bool {
        self.served.binary_search_by(|operation| operation.name.cmp(name)).is_ok()
    }

    /// The page.
    pub fn page(&self) -> String {
        let known: Vec<&str> = self.known.lines().collect();
        let count = |wanted: &str| known.iter().filter(|name| self.standing(name).0 == wanted).count();
        let mut page = self.head.to_owned();
        let (real, stored, refused) = (count("real"), count("stored only"), count("refused"));
        let total = known.len();
        let _ =
            writeln!(page, "\nOf {total} operations {real} are real, {stored} stored only and {refused} refused.\n");
        page.push_str("| operation | here | remark |\n|---|---|---|\n");
        for name in &known {
            let (standing, remark) = self.standing(name);
            let _ = writeln!(page, "| {name} | {standing} | {remark} |");
        }
        page
    }

    /// Whether the page at `path` says what it should. With `BOATHOUSE_WRITE_PAGES` set it is written first.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn is_fresh(&self, path: &Path) -> io::Result<bool> {
        let page = self.page();
        if std::env::var_os(WRITE_VARIABLE).is_some() {
            fs::write(path, &page)?;
        }
        Ok(fs::read_to_string(path)? == page)
    }

    /// What is wrong with the marks and the lists: each must be sorted, marks are of served operations, and those are
    /// in AWS's model.
    pub fn faults(&self) -> Vec<String> {
        let known: Vec<&str> = self.known.lines().collect();
        let mut faults = Vec::new();
        if !known.is_sorted() {
            faults.push("the model's operations are not sorted".to_owned());
        }
        for marks in [self.stored_only, self.partly, self.refused] {
            if !marks.is_sorted() {
                faults.push("marks are not sorted by name".to_owned());
            }
            let unserved = marks.iter().filter(|(name, _)| !self.serves(name));
            faults.extend(unserved.map(|(name, _)| format!("{name} is marked and not served")));
        }
        let unknown = self.served.iter().filter(|operation| known.binary_search(&operation.name).is_err());
        faults.extend(unknown.map(|operation| format!("{} is served and not in the model", operation.name)));
        faults
    }
}

fn note(marks: Marks, name: &str) -> Option<&'static str> {
    marks.iter().find(|(marked, _)| *marked == name).map(|(_, note)| *note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HandlerFuture, Request};

    fn handler<'a>(_: &'a (), _: &'a Request) -> HandlerFuture<'a> {
        unreachable!("nobody calls it")
    }

    const SERVED: &[Operation<()>] = &[
        Operation { name: "A", handler },
        Operation { name: "B", handler },
        Operation { name: "C", handler },
        Operation { name: "D", handler },
    ];
    const COVERAGE: Coverage<()> = Coverage {
        head: "# Operations\n",
        known: "A\nB\nC\nD\nE\n",
        served: SERVED,
        stored_only: &[("B", "kept")],
        partly: &[("A", "half")],
        refused: &[("C", "never")],
    };

    #[test]
    fn every_operation_has_a_line() {
        let page = COVERAGE.page();
        assert!(page.contains("\nOf 5 operations 2 are real, 1 stored only and 2 refused.\n"), "{page}");
        let lines = ["| A | real | half |", "| B | stored only | kept |", "| C | refused | never |", "| D | real |  |"];
        for line in lines.into_iter().chain(["| E | refused |  |"]) {
            assert!(page.lines().any(|found| found == line), "{line} is not in {page}");
        }
        assert_eq!(COVERAGE.faults(), Vec::<String>::new());
    }

    #[test]
    fn wrong_lists_are_told() {
        let wrong = Coverage { known: "B\nA\nC\n", ..COVERAGE };
        assert!(wrong.faults().iter().any(|fault| fault.contains("not sorted")), "{:?}", wrong.faults());
        let wrong = Coverage { known: "A\nB\nC\n", ..COVERAGE };
        assert_eq!(wrong.faults(), ["D is served and not in the model"]);
        let wrong = Coverage { partly: &[("D", ""), ("A", ""), ("Z", "")], ..COVERAGE };
        assert_eq!(wrong.faults(), ["marks are not sorted by name", "Z is marked and not served"]);
    }
}
