//! Choices by chance that can be made again.

/// A source of choices: the same seed gives the same ones.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1))
    }

    /// SplitMix64.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).expect("small")
    }

    /// Once in so many times.
    pub(crate) fn once_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// Something or nothing.
    pub(crate) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.once_in(2) { Some(make(self)) } else { None }
    }

    /// A UUID as 32 hexadecimal digits.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}{:04x}4{:03x}8{:03x}{:012x}",
            high >> 32,
            high & 0xffff,
            high >> 20 & 0xfff,
            low & 0xfff,
            low >> 16
        )
    }

    /// A time of these years, in some zone.
    pub(crate) fn time(&mut self) -> jiff::Timestamp {
        let start: i64 = 1_672_531_200;
        let seconds = i64::try_from(self.next() % (4 * 365 * 86_400)).expect("small");
        // Some in the hour that happens twice.
        let seconds = if self.once_in(20) { 25_974_000 + seconds % 7_200 } else { seconds };
        jiff::Timestamp::from_second(start + seconds).expect("a time")
    }
}
