// Boxes as the numbers that networks predict, and back.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/detection/boxes.h"

namespace lowlight::detection {

/// SSD and RetinaFace (Liu et al. 2016, arXiv 1512.02325; Deng et al. 2019, arXiv 1905.00641):
/// x = p_x + v_c t_x p_w, w = p_w exp(v_s t_w) for the anchor p; y and h alike.
struct VarianceCoding {
  double centre = 0.1;  ///< v_c, above 0
  double size = 0.2;    ///< v_s, above 0
};

/// YOLOv2 and v3 (Redmon and Farhadi 2018, arXiv 1804.02767): x = cell + σ(t_x), w = p_w exp(t_w).
struct ExponentialCoding {};

/// The bounded form of newer YOLOs: x = cell + 2σ(t_x) − ½, w = p_w (2σ(t_w))²: the centre reaches
/// half a cell beyond the own, the size is below 4 anchors.
struct BoundedCoding {};

/// The greatest growth that codes can tell: exp(v_s t_w) and exp(t_w) stay at or below it, and
/// nothing overflows.
inline constexpr double kMostGrowth = 1000. / 16;

/// Codes [..., 4] of boxes for their anchors, in the unit of both. Boxes and anchors must have
/// positive sizes: see are_valid. What a coding cannot reach becomes the nearest it can: sizes from
/// 1 / kMostGrowth² to kMostGrowth of the anchor's, in the bounded form from 4e-12 to 4 of it, and
/// YOLO's centres within 1e-6 of their reach from its ends. The codes are finite where boxes and
/// anchors have numbers below 1e15 and anchors sizes above 1e-15.
///
/// Grid anchors of the YOLO codings stand in the middle of their cell: cell = p_x − ½.
template <class Unit>
at::Tensor encode(const VarianceCoding& coding,
                  const ManyCentres<Unit>& boxes,
                  const ManyCentres<Unit>& anchors);
at::Tensor encode(ExponentialCoding coding,
                  const ManyCentres<Grid>& boxes,
                  const ManyCentres<Grid>& anchors);
at::Tensor encode(BoundedCoding coding,
                  const ManyCentres<Grid>& boxes,
                  const ManyCentres<Grid>& anchors);

/// The boxes of codes [..., 4]; decode(encode(b)) = b where the coding reaches b. Finite for codes
/// below 1e15 and anchors with numbers below 1e15; the forms of YOLO for all finite codes.
/// Differentiable.
template <class Unit>
ManyCentres<Unit> decode(const VarianceCoding& coding,
                         const at::Tensor& codes,
                         const ManyCentres<Unit>& anchors);
ManyCentres<Grid> decode(ExponentialCoding coding,
                         const at::Tensor& codes,
                         const ManyCentres<Grid>& anchors);
ManyCentres<Grid> decode(BoundedCoding coding,
                         const at::Tensor& codes,
                         const ManyCentres<Grid>& anchors);

/// Landmarks [A, K] of each anchor [A] as codes [A, 2K], x and y of one point side by side:
/// t = (l − p) / (v_c p_size).
template <class Unit>
at::Tensor encode_points(const VarianceCoding& coding,
                         const ManyPoints<Unit>& points,
                         const ManyCentres<Unit>& anchors);

/// Back: codes [A, 2K] → points [A, K].
template <class Unit>
ManyPoints<Unit> decode_points(const VarianceCoding& coding,
                               const at::Tensor& codes,
                               const ManyCentres<Unit>& anchors);

}  // namespace lowlight::detection
