#include "training/blame.h"

#include <ATen/ATen.h>

#include <sstream>
#include <string>

#include "lowlight/core/check.h"
#include "lowlight/core/text.h"

namespace lowlight::training {
namespace {

/// The exchanges in which one rank's step is told to the others.
class Teller {
 public:
  Teller(const Ranks& ranks, int64_t source) : ranks_(ranks), source_(source) {}

  std::vector<std::string> texts(const std::vector<std::string>& own) const {
    return broadcast_texts(own, source_, ranks_);
  }

  /// Shapes may differ from rank to rank.
  at::Tensor tensor(const at::Tensor& own) const {
    std::ostringstream words;
    words << int(own.scalar_type());
    for (const auto length : own.sizes()) words << ' ' << length;
    std::istringstream told(broadcast_text(words.str(), source_, ranks_));
    int type = 0;
    told >> type;
    std::vector<int64_t> shape;
    for (int64_t length = 0; told >> length;) shape.push_back(length);
    const bool mine = ranks_.rank() == source_;
    const auto values = mine ? own.detach().contiguous()
                             : at::empty(shape, own.options().dtype(at::ScalarType(type)));
    ranks_.broadcast(values, source_);
    return values;
  }

  void tell(std::map<std::string, at::Tensor>& tensors) const {
    for (auto& [name, value] : tensors) value = tensor(value);
  }

 private:
  const Ranks& ranks_;
  int64_t source_;
};

int64_t first_with_culprits(const Ranks& ranks, const Step& step) {
  const auto all = gathered_texts(joined(step.culprits), ranks);
  for (size_t r = 0; r < all.size(); ++r) {
    if (!all[r].empty()) return int64_t(r);
  }
  LOWLIGHT_CHECK(false, "step_to_blame: no rank names what was not finite");
  return 0;
}

}  // namespace

RankStep step_to_blame(const Ranks& ranks, const std::vector<Batch>& parts, const Step& step) {
  RankStep blamed{0, parts, step};
  if (ranks.size() == 1) return blamed;
  blamed.rank = first_with_culprits(ranks, step);
  const Teller teller(ranks, blamed.rank);
  blamed.step.culprits = teller.texts(step.culprits);
  blamed.step.part = std::stoul(teller.texts({std::to_string(step.part)}).front());
  // A rank may have drawn its random numbers where another had not begun.
  for (auto& random : blamed.step.random) teller.tell(random);
  for (auto& part : blamed.parts) {
    teller.tell(part.tensors);
    part.files = teller.texts(part.files);
    part.part = {};
  }
  return blamed;
}

}  // namespace lowlight::training
