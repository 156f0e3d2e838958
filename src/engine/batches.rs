//! Which screens are made together.
//!
//! The pages of a screen's slides are in memory until its PDF is bound of them: all screens at once would be too
//! many.

use std::ops::Range;

use super::due_slides::DueSlides;

/// From so many slides on no further screen is added.
const ENOUGH_SLIDES: usize = 100;

/// Some screens, with the slides that have to be made for them and for no screen before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    /// The screens, by their numbers in the plan.
    pub screens: Range<usize>,
    /// How many slides, after those of the batches before it.
    pub slides: usize,
}

/// Batches of so many screens. Slides are in the order of the first screen that needs them; there is one batch at
/// least.
pub(super) fn batches(screens: usize, slides: &DueSlides<'_>) -> Vec<Batch> {
    cut(screens, &slides.first_screens().collect::<Vec<_>>())
}

fn cut(screens: usize, first_screens: &[usize]) -> Vec<Batch> {
    let mut batches = Vec::new();
    let (mut batch, mut before) = (Batch { screens: 0..0, slides: 0 }, 0);
    for screen in 0..screens {
        let end = first_screens.partition_point(|first| *first <= screen);
        (batch.screens.end, batch.slides) = (screen + 1, end - before);
        if batch.slides >= ENOUGH_SLIDES {
            let next = Batch { screens: screen + 1..screen + 1, slides: 0 };
            batches.push(std::mem::replace(&mut batch, next));
            before = end;
        }
    }
    if !batch.screens.is_empty() || batches.is_empty() {
        batches.push(batch);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::{Batch, ENOUGH_SLIDES, cut};

    #[test]
    fn every_screen_and_every_slide_comes_once() {
        assert_eq!(cut(0, &[]), [Batch { screens: 0..0, slides: 0 }]);
        assert_eq!(cut(2, &[]), [Batch { screens: 0..2, slides: 0 }]);
        assert_eq!(cut(2, &[1]), [Batch { screens: 0..2, slides: 1 }]);
        let half = ENOUGH_SLIDES / 2;
        // The second screen has a slide less of its own than would be enough; the fourth shows what others show.
        let first: Vec<usize> = [(0, half), (1, half - 1), (2, 3 * half), (4, 1)]
            .into_iter()
            .flat_map(|(screen, slides)| std::iter::repeat_n(screen, slides))
            .collect();
        assert_eq!(
            cut(5, &first),
            [Batch { screens: 0..3, slides: 5 * half - 1 }, Batch { screens: 3..5, slides: 1 }]
        );
    }
}
