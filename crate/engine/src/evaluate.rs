//! Evaluates the code of one atom: to a value, unknown, or an error, as CEL's partial evaluation does.
//!
//! What CEL leaves open is decided so that no question is asked in vain: an operation that needs all of its
//! operands ends in an error where one of them does, even if another is unknown, since no value could mend it.
mod plain;

use crate::bytes::Reader;
use crate::opcode;
use crate::operand::{Operand, of_ints, of_texts, ordered, size};
use crate::value::{FactId, Mark, Slot, Slots, Value};

/// Operations inside of operations; compiled code stays below [`MAX_DEPTH`] by far.
const MAX_DEPTH: u32 = 64;
/// So many bytes compared or copied count as one step.
pub(crate) const BYTES_A_STEP: usize = 32;

/// Why there is no value, the weightier first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stop {
    /// There are no steps left.
    Exhausted,
    /// CEL's error value.
    Error,
    /// A fact would have to be known.
    Unknown,
}

type Evaluated<'v> = Result<Operand<'v>, Stop>;

/// Evaluates atoms, and counts what that costs.
pub(crate) struct Evaluator<'v> {
    /// The table's strings.
    strings: &'v str,
    pub(crate) slots: &'v Slots,
    /// Steps left.
    pub(crate) steps: u32,
    /// After an atom with a value: the facts that made it so, in the order of reading, repeated where read again.
    pub(crate) reads: Vec<FactId>,
    /// After an unknown atom: the facts on which it hangs.
    pub(crate) unknowns: Vec<FactId>,
    /// The variables of the macros around, the outermost first.
    variables: Vec<Operand<'v>>,
    /// Whether to collect `marks`: only who shows evidence wants them.
    pub(crate) marking: bool,
    /// The items that decided, of all atoms since they were taken.
    pub(crate) marks: Vec<Mark>,
    /// The records and fields that were looked at and may become marks.
    fields: Vec<(&'v [Slot], u32)>,
}

impl<'v> Evaluator<'v> {
    pub(crate) fn new(strings: &'v str, slots: &'v Slots, steps: u32) -> Evaluator<'v> {
        // As much as most atoms need.
        let (reads, unknowns) = (Vec::with_capacity(8), Vec::with_capacity(8));
        let variables = Vec::new();
        let (marks, fields) = (Vec::new(), Vec::new());
        let marking = false;
        Evaluator { strings, slots, steps, reads, unknowns, variables, marking, marks, fields }
    }

    /// The truth of an atom.
    pub(crate) fn atom(&mut self, code: &'v [u8]) -> Result<bool, Stop> {
        self.reads.clear();
        self.unknowns.clear();
        self.variables.clear();
        self.fields.clear();
        // Items are marked on the long way.
        let plain = if self.marking { None } else { self.plain(Reader::new(code)) };
        plain.unwrap_or_else(|| self.truth(&mut Reader::new(code), 0))
    }

    pub(crate) fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        self.steps = left.unwrap_or(0);
        left.map(drop).ok_or(Stop::Exhausted)
    }

    fn truth(&mut self, code: &mut Reader<'v>, depth: u32) -> Result<bool, Stop> {
        match self.operand(code, depth)? {
            Operand::Bool(truth) => Ok(truth),
            _ => Err(Stop::Error),
        }
    }

    /// Evaluates the next operation. The reader then stands after it, whatever the outcome is, unless the code
    /// itself is damaged.
    fn operand(&mut self, code: &mut Reader<'v>, depth: u32) -> Evaluated<'v> {
        self.spend(1)?;
        let depth = depth + 1;
        if depth > MAX_DEPTH {
            return Err(Stop::Error);
        }
        match code.byte().ok_or(Stop::Error)? {
            opcode::TRUE => Ok(Operand::Bool(true)),
            opcode::FALSE => Ok(Operand::Bool(false)),
            opcode::INT => code.int().map(Operand::Int).ok_or(Stop::Error),
            opcode::TEXT => self.literal(code).ok_or(Stop::Error),
            opcode::LIST => self.list(code, depth),
            opcode::FACT => {
                let fact = fact(code)?;
                self.reads.push(fact);
                self.read(self.slots.get(fact), fact)
            }
            opcode::HAS_FACT => {
                let fact = fact(code)?;
                self.reads.push(fact);
                self.has(self.slots.get(fact), fact)
            }
            opcode::VARIABLE => {
                let index = code.length().ok_or(Stop::Error)?;
                let variable = self.variables.get(index).ok_or(Stop::Error)?.clone();
                self.copied(variable)
            }
            opcode::FIELD => {
                let (slot, fact) = self.field(code, depth)?;
                self.read(slot, fact)
            }
            opcode::HAS_FIELD => {
                let (slot, fact) = self.field(code, depth)?;
                self.has(slot, fact)
            }
            opcode::NOT => self.truth(code, depth).map(|truth| Operand::Bool(!truth)),
            opcode::AND => self.connective(code, false, depth),
            opcode::OR => self.connective(code, true, depth),
            opcode::CHOICE => self.choice(code, depth),
            operation @ (opcode::NEGATE | opcode::SIZE | opcode::LOWER_ASCII) => {
                let operand = self.operand(code, depth)?;
                self.of_one(operation, operand)
            }
            operation @ opcode::EQUAL..=opcode::ENDS_WITH => {
                let left = self.operand(code, depth);
                if operation == opcode::IN && code.rest().first() == Some(&opcode::LIST) {
                    return self.among(left, code, depth + 1);
                }
                let right = self.operand(code, depth);
                let (left, right) = both(left, right)?;
                self.of_two(operation, left, right)
            }
            operation @ opcode::EXISTS..=opcode::MAP => self.over_items(operation, code, depth),
            _ => Err(Stop::Error),
        }
    }

    fn literal(&self, code: &mut Reader<'v>) -> Option<Operand<'v>> {
        let (start, len) = (code.length()?, code.length()?);
        self.strings.get(start..start.checked_add(len)?).map(|text| Operand::Text(text.into()))
    }

    fn list(&mut self, code: &mut Reader<'v>, depth: u32) -> Evaluated<'v> {
        let len = code.length().ok_or(Stop::Error)?;
        let mut items = Ok(Vec::new());
        for _ in 0..len {
            items = push(items, self.operand(code, depth));
            // Damaged code can claim more items than it has.
            if code.is_empty() || matches!(items, Err(Stop::Exhausted)) {
                break;
            }
        }
        items.map(Operand::Made)
    }

    /// `in` a list that is written there: its items are compared as they come, and no list is made of them.
    fn among(&mut self, item: Evaluated<'v>, code: &mut Reader<'v>, depth: u32) -> Evaluated<'v> {
        self.spend(1)?;
        code.byte();
        let len = code.length().ok_or(Stop::Error)?;
        let mut found = item.as_ref().map(|_| false).map_err(|stop| *stop);
        for _ in 0..len {
            let other = self.operand(code, depth);
            found = match (both(found, other), &item) {
                (Ok((false, other)), Ok(item)) => self.equal(item, &other),
                (Ok((found, _)), _) => Ok(found),
                (Err(stop), _) => Err(stop),
            };
            // Damaged code can claim more items than it has.
            if code.is_empty() || found == Err(Stop::Exhausted) {
                break;
            }
        }
        found.map(Operand::Bool)
    }

    /// What is known of a fact or field as a value.
    fn read(&mut self, slot: &'v Slot, fact: FactId) -> Evaluated<'v> {
        match slot {
            Slot::Known(value) => Ok(Operand::of(value, fact)),
            Slot::Absent => Err(Stop::Error),
            Slot::Unknown => self.unknown(fact),
        }
    }

    fn has(&mut self, slot: &'v Slot, fact: FactId) -> Evaluated<'v> {
        match slot {
            Slot::Known(_) => Ok(Operand::Bool(true)),
            Slot::Absent => Ok(Operand::Bool(false)),
            Slot::Unknown => self.unknown(fact),
        }
    }

    fn unknown(&mut self, fact: FactId) -> Evaluated<'v> {
        self.unknowns.push(fact);
        Err(Stop::Unknown)
    }

    /// The slot of a field, and the fact from which its record comes.
    fn field(&mut self, code: &mut Reader<'v>, depth: u32) -> Result<(&'v Slot, FactId), Stop> {
        let index = code.length().ok_or(Stop::Error)?;
        let Operand::Record(slots, fact) = self.operand(code, depth)? else {
            return Err(Stop::Error);
        };
        if self.marking {
            self.fields.push((slots, index as u32));
        }
        // A record may be given shorter than its type: then nothing is known of the rest.
        Ok((slots.get(index).unwrap_or(&Slot::Unknown), fact))
    }

    /// `&&` (`absorbing` is false) and `||` (`absorbing` is true): an operand of that truth decides; failing
    /// that, an unknown one makes the whole unknown; failing that, an error makes it an error.
    fn connective(&mut self, code: &mut Reader<'v>, absorbing: bool, depth: u32) -> Evaluated<'v> {
        let len = code.length().ok_or(Stop::Error)?;
        let first = (self.reads.len(), self.unknowns.len());
        let mut decided = false;
        let mut otherwise = Ok(Operand::Bool(!absorbing));
        for _ in 0..len {
            let mut part = code.part().ok_or(Stop::Error)?;
            let (reads, unknowns) = (self.reads.len(), self.unknowns.len());
            let marked = self.marked();
            let truth = self.truth(&mut part, depth);
            if truth == Err(Stop::Exhausted) {
                return Err(Stop::Exhausted);
            }
            if self.marking && absorbing && truth != Ok(true) {
                self.unmark(marked);
            }
            if truth != Err(Stop::Unknown) {
                self.unknowns.truncate(unknowns);
            }
            if truth == Ok(absorbing) {
                // Only the deciding operands count as read.
                if !decided {
                    self.reads.drain(first.0..reads);
                }
                decided = true;
            } else if decided {
                self.reads.truncate(reads);
            }
            match truth {
                Err(Stop::Unknown) => otherwise = Err(Stop::Unknown),
                Err(stop) if otherwise.is_ok() => otherwise = Err(stop),
                _ => {}
            }
        }
        if decided {
            self.unknowns.truncate(first.1);
            return Ok(Operand::Bool(absorbing));
        }
        otherwise
    }

    fn choice(&mut self, code: &mut Reader<'v>, depth: u32) -> Evaluated<'v> {
        let mut parts = || code.part().ok_or(Stop::Error);
        let (mut condition, mut then, mut otherwise) = (parts()?, parts()?, parts()?);
        match self.truth(&mut condition, depth)? {
            true => self.operand(&mut then, depth),
            false => self.operand(&mut otherwise, depth),
        }
    }

    fn of_one(&mut self, operation: u8, operand: Operand<'v>) -> Evaluated<'v> {
        match (operation, operand) {
            (opcode::NEGATE, Operand::Int(int)) => int.checked_neg().map(Operand::Int),
            (opcode::SIZE, Operand::Text(text)) => {
                self.spend(text.len() / BYTES_A_STEP)?;
                size(text.chars().count())
            }
            (opcode::SIZE, operand) => operand.len().and_then(size),
            (opcode::LOWER_ASCII, Operand::Text(text)) => {
                self.spend(text.len() / BYTES_A_STEP)?;
                Some(Operand::Text(text.to_ascii_lowercase().into()))
            }
            _ => None,
        }
        .ok_or(Stop::Error)
    }

    fn of_two(&mut self, operation: u8, left: Operand<'v>, right: Operand<'v>) -> Evaluated<'v> {
        use Operand::{Bool, Int, Text};
        if matches!(operation, opcode::EQUAL | opcode::UNEQUAL) {
            let equal = self.equal(&left, &right)?;
            return Ok(Bool(equal == (operation == opcode::EQUAL)));
        }
        match (operation, left, right) {
            (opcode::IN, item, list) => {
                for index in 0..list.len().ok_or(Stop::Error)? {
                    if self.equal(&item, &list.item(index).ok_or(Stop::Error)?)? {
                        if self.marking {
                            self.mark(&list, index, self.fields.len());
                        }
                        return Ok(Bool(true));
                    }
                }
                Some(Bool(false))
            }
            (opcode::INDEX, list, Int(index)) => {
                let index = usize::try_from(index).map_err(|_| Stop::Error)?;
                let item = list.item(index);
                if self.marking && item.is_some() {
                    self.mark(&list, index, self.fields.len());
                }
                return self.copied(item.ok_or(Stop::Error)?);
            }
            (opcode::ADD, Text(left), Text(right)) => {
                self.spend((left.len() + right.len()) / BYTES_A_STEP)?;
                Some(Text((left.into_owned() + &right).into()))
            }
            (opcode::ADD, left, right) if left.len().is_some() => return self.join(left, right),
            (_, Bool(left), Bool(right)) => ordered(operation, left.cmp(&right)).map(Bool),
            (_, Int(left), Int(right)) => of_ints(operation, left, right),
            (_, Text(left), Text(right)) => {
                self.spend((left.len() + right.len()) / BYTES_A_STEP)?;
                of_texts(operation, &left, &right).map(Bool)
            }
            _ => None,
        }
        .ok_or(Stop::Error)
    }

    fn equal(&mut self, left: &Operand<'v>, right: &Operand<'v>) -> Result<bool, Stop> {
        self.spend(1)?;
        match (left, right) {
            (Operand::Bool(left), Operand::Bool(right)) => Ok(left == right),
            (Operand::Int(left), Operand::Int(right)) => Ok(left == right),
            (Operand::Text(left), Operand::Text(right)) => Ok(left == right),
            _ => {
                let (Some(len), Some(other)) = (left.len(), right.len()) else {
                    return Err(Stop::Error);
                };
                if len != other {
                    return Ok(false);
                }
                for index in 0..len {
                    let (Some(left), Some(right)) = (left.item(index), right.item(index)) else {
                        return Err(Stop::Error);
                    };
                    if !self.equal(&left, &right)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    fn join(&mut self, left: Operand<'v>, right: Operand<'v>) -> Evaluated<'v> {
        let mut items = Vec::new();
        for list in [left, right] {
            for index in 0..list.len().ok_or(Stop::Error)? {
                let item = list.item(index).ok_or(Stop::Error)?;
                items.push(self.copied(item)?);
            }
        }
        Ok(Operand::Made(items))
    }

    /// Charges for a value that was copied, so that steps bound the memory too.
    fn copied(&mut self, operand: Operand<'v>) -> Evaluated<'v> {
        self.spend(1 + operand.weight() / BYTES_A_STEP)?;
        Ok(operand)
    }

    fn marked(&self) -> (usize, usize) {
        (self.marks.len(), self.fields.len())
    }

    /// Forgets what was marked since.
    fn unmark(&mut self, (marks, fields): (usize, usize)) {
        self.marks.truncate(marks);
        self.fields.truncate(fields);
    }

    /// Marks an item that decided, and those fields of it that were looked at since so many were.
    fn mark(&mut self, list: &Operand<'v>, index: usize, since: usize) {
        let Operand::Items(items, fact) = *list else { return };
        let mark = Mark { fact, item: index as u32, field: None };
        self.marks.push(mark);
        let Some(Value::Record(item)) = items.get(index) else { return };
        for (slots, field) in self.fields.get(since..).unwrap_or_default() {
            if std::ptr::eq(*slots, item.as_slice()) {
                self.marks.push(Mark { field: Some(*field), ..mark });
            }
        }
    }

    /// The macros. `exists` and `all` fold with `||` and `&&`; the others need every item.
    #[inline(never)]
    fn over_items(&mut self, operation: u8, code: &mut Reader<'v>, depth: u32) -> Evaluated<'v> {
        let mut parts = || code.part().ok_or(Stop::Error);
        let (mut list, body) = (parts()?, parts()?);
        let list = self.operand(&mut list, depth)?;
        let len = list.len().ok_or(Stop::Error)?;
        let first = (self.reads.len(), self.unknowns.len());
        let absorbing = match operation {
            opcode::EXISTS => Some(true),
            opcode::ALL => Some(false),
            _ => None,
        };
        let (mut unknown, mut error) = (false, false);
        let mut count = 0;
        let mut made = Vec::new();
        for index in 0..len {
            let item = list.item(index).ok_or(Stop::Error)?;
            let item = self.copied(item)?;
            let (reads, unknowns) = (self.reads.len(), self.unknowns.len());
            let marked = self.marked();
            self.variables.push(item.clone());
            let outcome = self.operand(&mut body.clone(), depth);
            self.variables.pop();
            if self.marking {
                match (operation, &outcome) {
                    (opcode::MAP, _) => self.unmark(marked),
                    (_, Ok(Operand::Bool(truth))) if *truth == absorbing.unwrap_or(true) => {
                        self.mark(&list, index, marked.1);
                    }
                    _ => self.unmark(marked),
                }
            }
            match (operation, outcome) {
                (_, Err(Stop::Exhausted)) => return Err(Stop::Exhausted),
                (_, Err(Stop::Unknown)) => unknown = true,
                (opcode::MAP, Ok(value)) => {
                    let value = self.copied(value)?;
                    made.push(value);
                }
                (opcode::EXISTS | opcode::ALL, Ok(Operand::Bool(truth)))
                    if Some(truth) == absorbing =>
                {
                    self.reads.drain(first.0..reads);
                    self.unknowns.truncate(first.1);
                    return Ok(Operand::Bool(truth));
                }
                (opcode::FILTER, Ok(Operand::Bool(true))) => made.push(item),
                (opcode::EXISTS_ONE, Ok(Operand::Bool(true))) => count += 1,
                (_, Ok(Operand::Bool(_))) => self.unknowns.truncate(unknowns),
                (_, Ok(_) | Err(Stop::Error)) => {
                    self.unknowns.truncate(unknowns);
                    error = true;
                }
            }
            forget_repeated(&mut self.reads, first.0);
            forget_repeated(&mut self.unknowns, first.1);
        }
        // With an item left open, `exists` and `all` may still be decided; the others can't be mended.
        match (error, unknown) {
            (true, false) => return Err(Stop::Error),
            (true, true) if absorbing.is_none() => return Err(Stop::Error),
            (_, true) => return Err(Stop::Unknown),
            (false, false) => {}
        }
        Ok(match operation {
            opcode::EXISTS => Operand::Bool(false),
            opcode::ALL => Operand::Bool(true),
            opcode::EXISTS_ONE => Operand::Bool(count == 1),
            _ => Operand::Made(made),
        })
    }
}

fn fact(code: &mut Reader<'_>) -> Result<FactId, Stop> {
    code.number().and_then(|fact| u16::try_from(fact).ok()).map(FactId).ok_or(Stop::Error)
}

fn both<T, U>(left: Result<T, Stop>, right: Result<U, Stop>) -> Result<(T, U), Stop> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(left), Err(right)) => Err(left.min(right)),
        (Err(stop), _) | (_, Err(stop)) => Err(stop),
    }
}

fn push<'v>(
    items: Result<Vec<Operand<'v>>, Stop>,
    item: Evaluated<'v>,
) -> Result<Vec<Operand<'v>>, Stop> {
    both(items, item).map(|(mut items, item)| {
        items.push(item);
        items
    })
}

/// Keeps the first of equal facts from `start` on.
pub(crate) fn forget_repeated(facts: &mut Vec<FactId>, start: usize) {
    let mut kept = start;
    for index in start..facts.len() {
        let Some(&fact) = facts.get(index) else { break };
        if !facts.get(start..kept).is_some_and(|seen| seen.contains(&fact)) {
            facts.swap(kept, index);
            kept += 1;
        }
    }
    facts.truncate(kept);
}
