// Training of the enhancer from well-lit photos alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/darkening.h"
#include "lowlight/data/look.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/data/sampling.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/training/enhancer_objective.h"
#include "lowlight/training/task.h"

namespace lowlight::training {

/// How a pair is made of one photo.
struct PairOptions {
  data::CropOptions crop;
  data::DarkeningOptions darkening;
  data::LookOptions look;
  double neutral = 0.5;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("crop", self.crop, "the squares that are shown");
    visit("darkening", self.darkening, "how the dark picture is made");
    visit("look", self.look, "the grades of style and target");
    visit("neutral", self.neutral, "share of samples in the photo's own look");
  }
};

struct EnhancerTaskOptions {
  data::PhotosOptions photos;
  data::PhotosOptions validation;
  PairOptions pairs;
  models::EnhancerOptions network;
  EnhancerWeights weights;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("photos", self.photos, "well-lit photos");
    visit("validation", self.validation, "well-lit photos that are held out, path = \"\" for none");
    visit("pairs", self.pairs, "how samples are made of photos");
    visit("network", self.network, "the network");
    visit("weights", self.weights, "of the terms of the loss");
  }

  static constexpr const char* kName = "enhancer";
};

std::vector<std::string> problems_of(const EnhancerTaskOptions& options);

/// A self-supervised pair {dark, style, target [3, S, S], neutral []}: dark = crop A darkened,
/// style = crop B of the same photo in look L, target = crop A in look L; with probability
/// `neutral` L changes nothing. `index` is the photo; what cannot be used is replaced as draw_photo
/// does.
Sample enhancer_sample(const data::PhotoSource& photos,
                       int64_t index,
                       const PairOptions& options,
                       RandomStream random);

class EnhancerTask : public Task {
 public:
  /// Opens the photos and makes the network from LibTorch's generator: seed that first.
  EnhancerTask(const EnhancerTaskOptions& options, int64_t batch, int64_t seed);

  torch::nn::Module& network() override { return *network_; }
  Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const Batch& batch) override;
  Preview preview(const Batch& batch) override;
  int64_t validation_size() const override;
  Sample validation_sample(int64_t n) const override;
  io::CheckpointInfo info() const override;
  std::vector<std::string> notes() const override;

 private:
  EnhancerTaskOptions options_;
  uint64_t seed_;
  std::shared_ptr<const data::PhotoSource> photos_, validation_;
  data::ShuffledOrder order_;
  models::Enhancer network_{nullptr};
};

}  // namespace lowlight::training
