#include "lowlight/training/preview.h"

#include <ATen/ATen.h>

namespace lowlight::training {

at::Tensor picture_of(const Preview& preview, const std::string& name) {
  for (const auto& [known, picture] : preview) {
    if (known == name) return picture;
  }
  return {};
}

Preview joined_previews(const std::vector<Preview>& previews) {
  if (previews.empty()) return {};
  Preview all;
  for (const auto& [name, first] : previews.front()) {
    std::vector<at::Tensor> pictures;
    for (const auto& preview : previews) pictures.push_back(picture_of(preview, name));
    all.emplace_back(name, at::cat(pictures));
  }
  return all;
}

}  // namespace lowlight::training
