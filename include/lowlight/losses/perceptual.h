// Content and style distances in the features of any network.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/core/feature_extractor.h"
#include "lowlight/core/loss_term.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/losses/contrastive.h"

namespace lowlight::losses {

struct PerceptualOptions {
  double content_weight = 1.0;
  double style_weight = 10.0;
  std::string content_layer = "conv3_1";
  std::vector<std::string> style_layers = {"conv1_1", "conv2_1", "conv3_1", "conv4_1"};
  SizeMismatch sizes = SizeMismatch::refuse;
  bool in_spreads = false;
  double smoothing = 0;
  double gram_weight = 0;
  bool content_normalised = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("content_weight", self.content_weight, at_least(0), "weight of the content term");
    visit("style_weight", self.style_weight, at_least(0), "weight of the style term");
    visit("content_layer", self.content_layer, "features that shall stay those of the content");
    visit("style_layers", self.style_layers, "features whose values shall become the style's");
    visit("sizes", self.sizes, "photos of different sizes: refuse, or interpolate quantiles");
    visit("in_spreads",
          self.in_spreads,
          "whether each layer's values are divided by their standard deviation in the styles");
    visit("smoothing",
          self.smoothing,
          at_least(0),
          "sharpness of the softmax that smooths a layer's values before styles are compared, 0 = "
          "none");
    visit("gram_weight",
          self.gram_weight,
          at_least(0),
          "how much the layers' Gram matrices count in the style term, where their values count 1");
    visit("content_normalised",
          self.content_normalised,
          "whether the content's features are compared after instance normalisation");
  }

  void check(Problems& problems) const;

  bool operator==(const PerceptualOptions&) const = default;
};

/// The weighted terms, and for each sample the other styles of the batch, the hardest to keep apart
/// from first.
struct PerceptualLoss {
  LossTerm content;
  LossTerm style;
  Negatives negatives;

  at::Tensor total() const;
};

/// content = content_weight · mean (F(transferred) − F(content))² at `content_layer`, of instance
/// normalised features where `content_normalised`: their palette is then free;
/// style = style_weight · Σ over `style_layers` of EFDM(S(F(transferred)), S(F(style))) +
///         gram_weight · |G(F(transferred)) − G(F(style))|² / |G(F(style))|².
///
/// G = F·Fᵀ / HW, the Gram matrix [C, C] of a layer (Gatys et al. 2016, eq. 3): which features
/// occur together, where EFDM sees each alone. Its distance is relative to the style's own (no
/// gradient through the divisor, which is at least 1e-12), the mean over samples.
///
/// S is the identity by default. `in_spreads` divides each layer by the standard deviation of all
/// its values in the batch's styles, a constant to the gradient: layers of any scale then count
/// alike. `smoothing` t > 0 goes on with n · softmax(t · x) over all n values of a sample: features
/// of networks with residual connections have few large peaks, which styles would be reduced to
/// (Wang, Li, Vasconcelos 2021, "Rethinking and Improving the Robustness of Image Style Transfer").
///
/// Pictures [N, 3, H, W] in [0, 1] (values outside are not clamped, so that they get a gradient) →
/// scalars in [0, ∞), means over the batch. A term of weight 0 is skipped, said so, and its
/// features are not computed. Gradients flow to all three pictures. The style may have another size
/// than the content only with sizes = interpolate. A batch of one has no negatives; two samples of
/// one style are no negatives of each other (see ranked_negatives). An empty batch is an error.
///
/// Where the pictures are a part of a batch, the spreads and the negatives are those of the batch
/// (see contrastive_loss).
PerceptualLoss perceptual_loss(FeatureExtractor& extractor,
                               const at::Tensor& content,
                               const at::Tensor& style,
                               const at::Tensor& transferred,
                               const PerceptualOptions& options = {},
                               const BatchPart& part = {});

}  // namespace lowlight::losses
