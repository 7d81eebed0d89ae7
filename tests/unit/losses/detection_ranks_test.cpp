// The detection losses of a batch that lies on several ranks.
#include <torch/types.h>

#include <array>

#include "lowlight/detection/anchors.h"
#include "lowlight/losses/detection.h"
#include "support/catch.h"
#include "support/pixel_boxes.h"
#include "support/thread_ranks.h"

using namespace lowlight;
using namespace lowlight::detection;
using namespace lowlight::losses;

namespace {

constexpr int64_t kPictures = 3;
constexpr double kShare = 1.0 / kPictures;

constexpr std::array kHeads = {
    &Heads::classes, &Heads::objectness, &Heads::boxes, &Heads::landmarks};

ManyCentres<Pixels> grid_anchors() {
  auto anchors = anchors_of({{16, {16}}}, {64, 64});
  for (auto* x : {&anchors.x, &anchors.y, &anchors.width, &anchors.height})
    *x = x->to(torch::kDouble);
  return anchors;
}

/// Heads of one picture.
Heads drawn_heads() {
  const auto random = [](int64_t numbers) {
    return torch::randn({1, 16, numbers}, torch::kDouble) * 0.3;
  };
  return {random(2), random(1).squeeze(-1), random(4), random(4)};
}

/// The first picture and the last have a face, the one between them none.
PictureLabels labels_of(int64_t picture) {
  if (picture == 1) return {test::pixel_boxes({})};
  const auto x = torch::tensor({{3., 11.}}, torch::kDouble);
  return {test::pixel_boxes({1, 0, 16, 15}), {}, {x, x + 1}};
}

/// All terms; the heads get the gradients of their sum, times `share`.
std::vector<LossTerm> learned(Heads& heads,
                              const Heads& reference,
                              const std::vector<PictureLabels>& labels,
                              const BatchPart& part) {
  for (const auto head : kHeads) (heads.*head).requires_grad_();
  auto terms = detection_loss(heads, grid_anchors(), VarianceCoding(), labels, {}, part);
  terms.push_back(consistency_loss(heads, reference, part));
  auto total = torch::zeros({}, torch::kDouble);
  for (const auto& term : terms) total = total + part.share * term.value;
  total.backward();
  return terms;
}

/// The heads of several pictures as those of one batch.
Heads joined_heads(const std::vector<Heads>& pictures) {
  Heads all;
  for (const auto head : kHeads) {
    std::vector<at::Tensor> rows;
    for (const auto& picture : pictures) rows.push_back((picture.*head).detach());
    all.*head = torch::cat(rows);
  }
  return all;
}

}  // namespace

TEST_CASE("Parts of a batch, one without a box, divide by the numbers of the whole batch") {
  std::vector<Heads> parts, references;
  std::vector<PictureLabels> labels;
  for (int64_t n = 0; n < kPictures; ++n) {
    parts.push_back(drawn_heads());
    references.push_back(drawn_heads());
    labels.push_back(labels_of(n));
  }
  auto whole = joined_heads(parts);
  const auto terms = learned(whole, joined_heads(references), labels, {});
  std::vector<std::vector<LossTerm>> found(kPictures);
  test::on_ranks(kPictures, [&](const Ranks& ranks) {
    const auto r = size_t(ranks.rank());
    found[r] = learned(parts[r], references[r], {labels[r]}, {&ranks, kShare});
  });
  for (size_t t = 0; t < terms.size(); ++t) {
    double value = 0;
    for (const auto& part : found) {
      value += kShare * part[t].value.item<double>();
      CHECK(part[t].note == terms[t].note);
      CHECK(part[t].skipped == terms[t].skipped);
    }
    CHECK(value == Approx(terms[t].value.item<double>()));
  }
  for (const auto head : kHeads) {
    for (int64_t r = 0; r < kPictures; ++r) {
      const auto here = (parts[size_t(r)].*head).grad(), wanted = (whole.*head).grad()[r];
      CHECK(torch::allclose(here.defined() ? here[0] : torch::zeros_like(wanted), wanted));
    }
  }
}
