//! What may still come of a condition while not all is known.
use crate::judge::Truth;

/// The outcomes that a condition may still have, once everything is known. This is finer than CEL's unknown:
/// `unknown && error` may become false or an error, but never true, so that nobody need be asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcomes(u8);

impl Outcomes {
    pub(crate) const TRUE: Outcomes = Outcomes(1);
    pub(crate) const FALSE: Outcomes = Outcomes(2);
    pub(crate) const ERROR: Outcomes = Outcomes(4);
    pub(crate) const ANY: Outcomes = Outcomes(7);

    pub(crate) fn may(self, outcome: Outcomes) -> bool {
        self.0 & outcome.0 != 0
    }

    pub(crate) fn or(self, other: Outcomes) -> Outcomes {
        Outcomes(self.0 | other.0)
    }

    pub(crate) fn only(self, outcome: Outcomes) -> Outcomes {
        Outcomes(self.0 & outcome.0)
    }

    pub(crate) fn not(self) -> Outcomes {
        let swapped = (self.0 & 1) << 1 | (self.0 & 2) >> 1;
        Outcomes(swapped | self.0 & Outcomes::ERROR.0)
    }

    /// `&&` for `absorbing` false, `||` for true.
    pub(crate) fn connect(self, other: Outcomes, absorbing: Outcomes) -> Outcomes {
        let neutral = absorbing.not();
        let mut outcomes = self.or(other).only(absorbing);
        if self.may(neutral) && other.may(neutral) {
            outcomes = outcomes.or(neutral);
        }
        let stays = neutral.or(Outcomes::ERROR);
        let error = |one: Outcomes, two: Outcomes| one.may(Outcomes::ERROR) && two.may(stays);
        if error(self, other) || error(other, self) {
            outcomes = outcomes.or(Outcomes::ERROR);
        }
        outcomes
    }

    pub(crate) fn truth(self) -> Truth {
        match self {
            Outcomes::TRUE => Truth::True,
            Outcomes::FALSE => Truth::False,
            Outcomes::ERROR => Truth::Error,
            _ => Truth::Unknown,
        }
    }
}
