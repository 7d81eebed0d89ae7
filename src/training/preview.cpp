#include "lowlight/training/preview.h"

#include <ATen/ATen.h>

namespace lowlight::training {
namespace {

constexpr std::pair<const char*, at::Tensor Preview::*> kPictures[] = {
    {"input", &Preview::input},
    {"output", &Preview::output},
    {"target", &Preview::target},
    {"style", &Preview::style},
    {"well_lit", &Preview::well_lit},
    {"well_lit_output", &Preview::well_lit_output}};

}  // namespace

std::vector<std::pair<std::string, at::Tensor>> Preview::pictures() const {
  std::vector<std::pair<std::string, at::Tensor>> there;
  for (const auto& [name, member] : kPictures) {
    if ((this->*member).defined()) there.emplace_back(name, this->*member);
  }
  return there;
}

Preview joined_previews(const std::vector<Preview>& previews) {
  Preview all;
  for (const auto& [name, member] : kPictures) {
    std::vector<at::Tensor> pictures;
    for (const auto& preview : previews) {
      if ((preview.*member).defined()) pictures.push_back((preview.*member).cpu());
    }
    if (!pictures.empty()) all.*member = at::cat(pictures);
  }
  return all;
}

}  // namespace lowlight::training
