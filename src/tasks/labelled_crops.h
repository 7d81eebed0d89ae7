// Crops of photos whose boxes are known.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/labels.h"
#include "lowlight/data/open_photos.h"

namespace lowlight::tasks {

/// The boxes of a set of photos, for crops of them.
class LabelledCrops {
 public:
  /// Reads the boxes that `options` name for `photos`, which they open; throws what read_labels
  /// throws.
  LabelledCrops(const data::PhotosOptions& options,
                std::shared_ptr<const data::PhotoSource> photos);

  /// A random_boxed_place of photo `index`, which is `photo` [3, H, W].
  std::optional<data::CropPlace> place(const at::Tensor& photo,
                                       int64_t index,
                                       const data::CropOptions& options,
                                       RandomStream& random) const;

  /// What the crop of `size` pixels at that place shows, for the M of the photo with the most
  /// boxes: "boxes" [M, 4] left, top, right, bottom in its pixels, zeros where it shows fewer, and
  /// "ignored" [M]: those that are neither learned from nor background. These are the labels'
  /// ignored ones, those that the crop shows smaller than options.least_box, and those whose centre
  /// lies outside of it.
  void add_boxes(const at::Tensor& photo,
                 int64_t index,
                 const data::CropPlace& place,
                 int64_t size,
                 std::map<std::string, at::Tensor>& sample) const;

  const data::Labels& labels() const { return labels_; }

 private:
  /// Boxes of photo `index` in the pixels of `photo`.
  detection::ManyCorners<detection::Pixels> on_photo(
      const detection::ManyCorners<detection::Pixels>& whole,
      const at::Tensor& photo,
      int64_t index) const;

  std::shared_ptr<const data::PhotoSource> photos_;
  data::Labels labels_;
  double least_side_;
};

/// Nothing where `options` name no boxes.
std::shared_ptr<const LabelledCrops> open_labels(const data::PhotosOptions& options,
                                                 std::shared_ptr<const data::PhotoSource> photos);

/// A place for a crop: around a box where there are labels, else any that has content.
std::optional<data::CropPlace> content_place(const LabelledCrops* labels,
                                             const at::Tensor& photo,
                                             int64_t index,
                                             const data::CropOptions& options,
                                             RandomStream& random);

/// "12 photos of FOLDER", and how many boxes are known on them.
std::string labelled_text(const std::string& photos, const LabelledCrops* labels);

/// The boxes that are left out, a sentence each.
std::vector<std::string> refused_boxes(const LabelledCrops* labels);

}  // namespace lowlight::tasks
