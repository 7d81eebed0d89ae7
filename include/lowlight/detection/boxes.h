// Boxes whose form and unit are part of their type: what does not fit together does not compile.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace lowlight::detection {

/// Pixels of a picture, whose left border is 0 and whose right border is its width.
struct Pixels {};
/// Shares of a picture's width and height: the picture is [0, 1] × [0, 1].
struct Normalised {};
/// Cells of a detector's map, `stride` pixels wide and high each.
struct Grid {};

/// A box by its four sides ("xyxy"). With Number = at::Tensor it is many boxes, a tensor a side.
template <class Unit, class Number = double>
struct Corners {
  Number left{}, top{}, right{}, bottom{};
  bool operator==(const Corners&) const = default;
};

/// A box by its upper left corner and its size ("xywh").
template <class Unit, class Number = double>
struct CornerSize {
  Number left{}, top{}, width{}, height{};
  bool operator==(const CornerSize&) const = default;
};

/// A box by its centre and its size ("cxcywh").
template <class Unit, class Number = double>
struct CentreSize {
  Number x{}, y{}, width{}, height{};
  bool operator==(const CentreSize&) const = default;
};

/// A point, such as the corner of a mouth; with tensors, many points.
template <class Unit, class Number = double>
struct Point {
  Number x{}, y{};
  bool operator==(const Point&) const = default;
};

template <class Unit>
using ManyCorners = Corners<Unit, at::Tensor>;
template <class Unit>
using ManyCentres = CentreSize<Unit, at::Tensor>;
template <class Unit>
using ManyPoints = Point<Unit, at::Tensor>;

/// Width and height of a picture in pixels.
struct PictureSize {
  int64_t width = 0, height = 0;
  bool operator==(const PictureSize&) const = default;
};

template <class Unit, class Number>
Corners<Unit, Number> corners_of(const CornerSize<Unit, Number>& box) {
  return {box.left, box.top, box.left + box.width, box.top + box.height};
}

template <class Unit, class Number>
Corners<Unit, Number> corners_of(const CentreSize<Unit, Number>& box) {
  return {box.x - box.width * 0.5,
          box.y - box.height * 0.5,
          box.x + box.width * 0.5,
          box.y + box.height * 0.5};
}

template <class Unit, class Number>
CornerSize<Unit, Number> corner_size_of(const Corners<Unit, Number>& box) {
  return {box.left, box.top, box.right - box.left, box.bottom - box.top};
}

template <class Unit, class Number>
CentreSize<Unit, Number> centre_size_of(const Corners<Unit, Number>& box) {
  return {(box.left + box.right) * 0.5,
          (box.top + box.bottom) * 0.5,
          box.right - box.left,
          box.bottom - box.top};
}

/// The same box in other units, `across` of them to one horizontally and `down` vertically.
template <class To, class From, class Number>
Corners<To, Number> scaled(const Corners<From, Number>& box, double across, double down) {
  return {box.left * across, box.top * down, box.right * across, box.bottom * down};
}

template <class Number>
Corners<Normalised, Number> to_normalised(const Corners<Pixels, Number>& box, PictureSize picture) {
  return scaled<Normalised>(box, 1. / double(picture.width), 1. / double(picture.height));
}

template <class Number>
Corners<Pixels, Number> to_pixels(const Corners<Normalised, Number>& box, PictureSize picture) {
  return scaled<Pixels>(box, double(picture.width), double(picture.height));
}

template <class Number>
Corners<Grid, Number> to_grid(const Corners<Pixels, Number>& box, double stride) {
  return scaled<Grid>(box, 1 / stride, 1 / stride);
}

template <class Number>
Corners<Pixels, Number> to_pixels(const Corners<Grid, Number>& box, double stride) {
  return scaled<Pixels>(box, stride, stride);
}

/// Rows [..., 4] of left, top, right, bottom. The sides of one box may broadcast.
template <class Unit>
at::Tensor rows_of(const ManyCorners<Unit>& boxes);

/// The boxes of rows [..., 4]; anything else is an error.
template <class Unit>
ManyCorners<Unit> corners_from(const at::Tensor& rows);

/// The boxes at `places`, an index or a mask of booleans over their first axis.
template <class Unit>
ManyCorners<Unit> selected(const ManyCorners<Unit>& boxes, const at::Tensor& places);

/// What is wrong with a box as a label, "" where nothing is: it must be finite, with positive width
/// and height, and reach at most 2²⁴ pixels, up to which a float tells them apart.
std::string fault_of(const CornerSize<Pixels>& box);

/// Which boxes may be trained on: finite, positive in width and height, and both at least `least`
/// units, [...] booleans.
template <class Unit>
at::Tensor are_valid(const ManyCorners<Unit>& boxes, double least = 0);

}  // namespace lowlight::detection
