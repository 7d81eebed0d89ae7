// How a detector's answers on two sets of pictures are distributed.
#pragma once

#include <vector>

#include "lowlight/detection/detector.h"

namespace lowlight::detection {

/// How far the distribution of the class logits is from that of the reference, whatever anchors
/// they stand at: the mean distance of the sorted logits (Wasserstein-1) over the standard
/// deviation of the reference's. 0 for the same distribution; about 0.8 and more where the heads
/// say nearly the same everywhere, as of pictures in other units than the detector was trained on.
/// Both must be of equally many anchors.
double logits_apart(const Heads& heads, const Heads& reference);

/// The logits below which these shares of all of them lie, the nearest logit standing for each:
/// share 0 is the least, 1 the greatest. There must be a logit.
std::vector<double> logit_quantiles(const at::Tensor& logits, const std::vector<double>& shares);

/// The greatest score of each picture, in the mean.
double top_score(const Heads& heads);

}  // namespace lowlight::detection
