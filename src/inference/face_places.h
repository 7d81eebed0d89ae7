// Where faces and what is beside them are in a picture.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "inference/face_finder.h"

namespace lowlight::inference {

/// The part of height × width pixels that lies within some times the ellipse in a box, which is in
/// shares of the picture: the faces of a crowd are many and small.
class FaceWindow {
 public:
  using Box = decltype(FaceBox::box);

  FaceWindow(const Box& box, double times, int64_t height, int64_t width);

  /// That part of maps [..., height, width].
  at::Tensor of(const at::Tensor& maps) const;

  /// How far the middles of its pixels are from that of the box, [rows, columns]: 1 on the ellipse.
  at::Tensor radius() const;

 private:
  /// Those of `count` pixels in a line that are reached.
  struct Reach {
    double low, high;
    int64_t count, first, end;

    Reach(double low, double high, double times, int64_t count);
    at::Tensor offset() const;
  };

  Reach down_, across_;
};

/// Where a picture is like a face or near one, [height, width]: 1 within 1.2 of the ellipse of any
/// box, whatever its score, 0 outside of 1.8, smooth between. 0 everywhere without boxes.
at::Tensor near_faces(const FaceBoxes& faces, int64_t height, int64_t width);

}  // namespace lowlight::inference
