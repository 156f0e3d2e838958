//! Cuts a square out of a page: only what is painted within it, so that little is rendered.

use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Rect, Size, Transform};
use typst_layout::Page;

/// A page of the square's size that shows just this part of the page.
///
/// What is kept is judged by boxes that are never too small: a thing that might reach into the square is
/// kept.
pub(super) fn cut_out(page: &Page, corner: Point, side: Abs) -> Page {
    let square = Rect::new(corner, corner + Point::splat(side));
    let mut frame = Frame::hard(Size::splat(side));
    frame.push_frame(-corner, within(&page.frame, Transform::identity(), square));
    Page { frame, ..page.clone() }
}

/// The frame with what reaches into the square; `at` leads from the frame to the page.
fn within(frame: &Frame, at: Transform, square: Rect) -> Frame {
    let mut kept = Frame::new(frame.size(), frame.kind());
    for (position, item) in frame.items() {
        let here = at.pre_concat(Transform::translate(position.x, position.y));
        if let FrameItem::Group(group) = item {
            let inner = within(&group.frame, here.pre_concat(group.transform), square);
            if inner.items().next().is_some() {
                kept.push(*position, FrameItem::Group(GroupItem { frame: inner, ..group.clone() }));
            }
        } else if reach(item).is_some_and(|reach| overlap(around(reach, here), square)) {
            kept.push(*position, item.clone());
        }
    }
    kept
}

/// The box that an item paints in at the most; nothing if it paints nothing.
fn reach(item: &FrameItem) -> Option<Rect> {
    let from_origin = |size: Size| Rect::new(Point::zero(), size.to_point());
    match item {
        // Letters and their marks reach no farther from the line than twice their size.
        FrameItem::Text(text) => {
            let margin = text.size * 2.0;
            Some(Rect::new(Point::splat(-margin), Point::new(text.width() + margin, margin)))
        }
        FrameItem::Shape(shape, _) => Some(shape.bbox(true)),
        FrameItem::Image(_, size, _) => Some(from_origin(*size)),
        FrameItem::Group(_) | FrameItem::Link(..) | FrameItem::Tag(_) => None,
    }
}

/// The box around a transformed box.
fn around(area: Rect, at: Transform) -> Rect {
    let corners =
        [area.min, Point::new(area.max.x, area.min.y), area.max, Point::new(area.min.x, area.max.y)];
    let [first, rest @ ..] = corners.map(|corner| corner.transform(at));
    let (min, max) =
        rest.iter().fold((first, first), |(min, max), corner| (min.min(*corner), max.max(*corner)));
    Rect::new(min, max)
}

/// Whether two boxes have a point in common.
fn overlap(one: Rect, two: Rect) -> bool {
    one.min.x <= two.max.x && two.min.x <= one.max.x && one.min.y <= two.max.y && two.min.y <= one.max.y
}

#[cfg(test)]
mod tests {
    use typst::foundations::{Content, Smart};
    use typst::layout::Sides;
    use typst::syntax::Span;
    use typst::visualize::{Color, Geometry};

    use super::*;

    fn square(side: f64) -> FrameItem {
        let shape = Geometry::Rect(Size::splat(Abs::pt(side))).filled(Color::BLACK);
        FrameItem::Shape(shape, Span::detached())
    }

    fn at(x: f64, y: f64) -> Point {
        Point::new(Abs::pt(x), Abs::pt(y))
    }

    /// Three squares inside a frame that is moved by 100 pt: far away, touching the cut, and within it.
    fn page() -> Page {
        let mut inner = Frame::soft(Size::splat(Abs::pt(200.0)));
        inner.push(at(0.0, 0.0), square(10.0));
        inner.push(at(95.0, 100.0), square(10.0));
        inner.push(at(120.0, 120.0), square(10.0));
        let mut frame = Frame::hard(Size::splat(Abs::pt(400.0)));
        frame.push(at(100.0, 100.0), FrameItem::Group(GroupItem::new(inner)));
        let bleed = Sides::splat(Abs::zero());
        Page { frame, bleed, fill: Smart::Auto, numbering: None, supplement: Content::empty(), number: 1 }
    }

    #[test]
    fn what_reaches_into_the_square_is_kept_and_nothing_else() {
        let page = page();
        let kept = within(&page.frame, Transform::identity(), Rect::new(at(200.0, 200.0), at(250.0, 250.0)));
        let places: Vec<Point> = kept
            .items()
            .filter_map(|(_, item)| match item {
                FrameItem::Group(group) => Some(group.frame.items().map(|(place, _)| *place)),
                _ => None,
            })
            .flatten()
            .collect();
        assert_eq!(places, [at(95.0, 100.0), at(120.0, 120.0)]);
    }

    #[test]
    fn the_cut_shows_what_the_page_shows_there() {
        let page = page();
        let options = typst_render::RenderOptions { pixel_per_pt: 1.0.into(), render_bleed: false };
        let whole = typst_render::render(&page, &options);
        let cut = typst_render::render(&cut_out(&page, at(200.0, 200.0), Abs::pt(50.0)), &options);
        let alike = (0..50).all(|y| (0..50).all(|x| cut.pixel(x, y) == whole.pixel(x + 200, y + 200)));
        assert!(alike && cut.pixel(2, 2) != cut.pixel(10, 10));
    }
}
